//! What the areas of the map can be coloured by, and how figures become classes.

/// A layer of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Number of libraries.
    Libraries,
    /// Activities in the last twelve months.
    Activities,
    /// Participants of activities in the last twelve months per 1 000 people.
    Participants,
    /// The share of libraries whose report of the last due month has come; for planners alone.
    Reported,
}

/// How many classes a layer has at most, besides "none" and "not known".
pub const CLASSES: usize = 5;

/// A public figure over fewer libraries than this is not shown as a rate (design.md, section 2).
pub const FEWEST: usize = 5;

impl Layer {
    /// Every layer, in the order of lists.
    pub const ALL: [Self; 4] = [Self::Libraries, Self::Activities, Self::Participants, Self::Reported];

    /// The word in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Libraries => "jumlah",
            Self::Activities => "kegiatan",
            Self::Participants => "peserta",
            Self::Reported => "lapor",
        }
    }

    /// Reads the word of an address.
    pub fn parse(typed: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.code() == typed)
    }

    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Libraries => "Jumlah perpustakaan",
            Self::Activities => "Kegiatan 12 bulan terakhir",
            Self::Participants => "Peserta per 1.000 penduduk",
            Self::Reported => "Persen yang sudah melapor",
        }
    }

    /// Whether its figures are rates, to which the rule of five applies in public.
    pub fn is_rate(self) -> bool {
        matches!(self, Self::Participants | Self::Reported)
    }
}

/// The lower edges of classes for some figures above zero: about equally many areas in each, whole numbers, ascending, at most
/// [`CLASSES`]. Equal figures are never parted.
pub fn edges(figures: &[u64]) -> Vec<u64> {
    let mut sorted: Vec<u64> = figures.iter().copied().filter(|figure| *figure > 0).collect();
    sorted.sort_unstable();
    let mut edges: Vec<u64> = Vec::new();
    for class in 0..CLASSES {
        if let Some(figure) = sorted.get(class * sorted.len() / CLASSES)
            && edges.last() != Some(figure)
        {
            edges.push(*figure);
        }
    }
    edges
}

/// The class of a figure, from 1; 0 for none.
pub fn class(edges: &[u64], figure: u64) -> usize {
    edges.iter().filter(|edge| **edge <= figure).count().min(if figure == 0 { 0 } else { CLASSES })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn classes_are_whole_ascending_and_keep_equals_together() {
        assert_eq!(edges(&[0, 0]), [0u64; 0]);
        assert_eq!(edges(&[3, 3, 3]), [3]);
        assert_eq!(edges(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), [1, 3, 5, 7, 9]);
        assert_eq!(class(&[1, 3, 5, 7, 9], 0), 0);
        assert_eq!(class(&[1, 3, 5, 7, 9], 4), 2);
        assert_eq!(class(&[1, 3, 5, 7, 9], 999), 5);
    }

    proptest! {
        #[test]
        fn every_figure_has_a_class_and_a_larger_one_no_lower(figures in prop::collection::vec(0u64..5000, 0..80)) {
            let edges = edges(&figures);
            prop_assert!(edges.len() <= CLASSES && edges.windows(2).all(|pair| pair[0] < pair[1]));
            let mut sorted = figures;
            sorted.sort_unstable();
            let classes: Vec<usize> = sorted.iter().map(|figure| class(&edges, *figure)).collect();
            prop_assert!(classes.windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert!(sorted.iter().zip(&classes).all(|(figure, class)| (*figure > 0) == (*class > 0)));
        }
    }
}

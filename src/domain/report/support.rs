//! What a library wins for itself by talking to people: the result of advocacy.

/// What kind of support was won.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SupportKind {
    /// Money.
    Money,
    /// Books.
    Books,
    /// Computers, racks, furniture.
    Equipment,
    /// A room, a building, its repair.
    Rooms,
    /// People: staff, teachers, their pay.
    People,
    /// A decision: SK, peraturan desa, a place in the village's plan.
    Decision,
    /// Something else.
    Other,
}

impl SupportKind {
    /// All, most frequent first.
    pub const ALL: [Self; 7] =
        [Self::Money, Self::Books, Self::Equipment, Self::Rooms, Self::People, Self::Decision, Self::Other];

    /// As stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Money => "dana",
            Self::Books => "buku",
            Self::Equipment => "sarana",
            Self::Rooms => "ruang",
            Self::People => "tenaga",
            Self::Decision => "aturan",
            Self::Other => "lain",
        }
    }

    /// Reads the code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What people read.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Money => "Dana",
            Self::Books => "Buku dan bahan bacaan",
            Self::Equipment => "Komputer, rak, atau peralatan lain",
            Self::Rooms => "Ruang atau gedung",
            Self::People => "Tenaga atau honor",
            Self::Decision => "Keputusan tertulis, misalnya SK atau rencana desa",
            Self::Other => "Dukungan lain",
        }
    }
}

/// Support that was won.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// Of what kind.
    pub kind: SupportKind,
    /// Its worth in rupiah, when known.
    pub rupiah: Option<u64>,
    /// From whom.
    pub from: String,
}

impl Support {
    /// "Dana, Rp2.000.000, dari Pemerintah desa".
    pub fn words(&self) -> String {
        let mut words = self.kind.words().to_owned();
        if let Some(rupiah) = self.rupiah {
            words.extend([", ", &crate::domain::number::rupiah(rupiah)]);
        }
        if !self.from.is_empty() {
            words.extend([", dari ", &self.from]);
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_words_say_all() {
        for kind in SupportKind::ALL {
            assert_eq!(SupportKind::of(kind.code()), Some(kind));
        }
        let support = Support { kind: SupportKind::Money, rupiah: Some(2_000_000), from: "Pemerintah desa".to_owned() };
        assert_eq!(support.words(), "Dana, Rp2.000.000, dari Pemerintah desa");
    }
}

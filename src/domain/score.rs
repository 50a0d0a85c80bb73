//! A score: a weighted sum of what is counted, each against a monthly target and capped, over a span of months, with a least number
//! of approved reports; thresholds make colours. KPI, standing and awards are this one thing. The weights are an office's own
//! choice; no number of it is the national KPI.

use crate::domain::indicator::{Figure, Figures, INDICATORS, Rhythm};
use crate::domain::moment::Month;
use crate::domain::report::Strategy;
use serde::{Deserialize, Serialize};

/// Something that can be weighed, as a monthly mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Stable name in schemes.
    pub code: &'static str,
    /// What people read.
    pub label: &'static str,
    /// After the figure.
    pub unit: &'static str,
}

/// The share of the months that were reported in time, in percent.
pub const PUNCTUAL: &str = "tepat_waktu";

/// The measure that counts the activities of one strategy.
pub const fn of_strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Involvement => "strategi_pelibatan",
        Strategy::Advocacy => "strategi_advokasi",
        Strategy::Information => "strategi_layanan",
        Strategy::Publicity => "strategi_publikasi",
    }
}

/// Everything that can be weighed: the monthly indicators, the activities of each strategy, punctuality.
pub fn measures() -> Vec<Measure> {
    let indicators = INDICATORS
        .iter()
        .filter(|indicator| indicator.rhythm == Rhythm::Monthly)
        .map(|indicator| Measure { code: indicator.code, label: indicator.label, unit: indicator.unit });
    let strategies = Strategy::ALL.map(|strategy| Measure {
        code: of_strategy(strategy),
        label: match strategy {
            Strategy::Involvement => "Kegiatan pelibatan masyarakat",
            Strategy::Advocacy => "Kegiatan advokasi",
            Strategy::Information => "Kegiatan peningkatan layanan informasi",
            Strategy::Publicity => "Kegiatan publikasi",
        },
        unit: "kegiatan",
    });
    let punctual = Measure { code: PUNCTUAL, label: "Bulan yang dilaporkan tepat waktu", unit: "%" };
    indicators.chain(strategies).chain([punctual]).collect()
}

/// The measure of that code.
pub fn measure(code: &str) -> Option<Measure> {
    measures().into_iter().find(|measure| measure.code == code)
}

/// How much one measure counts.
#[expect(
    clippy::struct_field_names,
    reason = "the weight of a weight is what it weighs; the name is in stored schemes"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// A measure's code.
    pub measure: String,
    /// 1 to 100; what counts is its share of all weights.
    pub weight: u32,
    /// What is reached at 100 %, each month on average.
    pub target: u32,
}

/// The office's own way of scoring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Full months back from the running one.
    pub span: u32,
    /// The least number of approved reports within the span; below it there is no colour.
    pub least: u32,
    /// From this score on: green.
    pub green: u32,
    /// From this score on: yellow; below it red.
    pub yellow: u32,
    /// What counts, and how much.
    pub weights: Vec<Weight>,
}

/// Why a scheme cannot be used: the field, and the sentence.
pub type SchemeFault = (String, &'static str);

impl Scheme {
    /// A first proposal, so that nobody begins before an empty form. It is nobody's rule until an office has made it its own.
    pub fn proposal() -> Self {
        let weigh =
            |(measure, weight, target): (&str, u32, u32)| Weight { measure: measure.to_owned(), weight, target };
        Self {
            span: 6,
            least: 3,
            green: 75,
            yellow: 50,
            weights: [
                ("pengunjung", 20, 100),
                ("dipinjam", 10, 40),
                ("tik", 10, 20),
                ("kegiatan", 25, 2),
                ("peserta", 15, 40),
                (PUNCTUAL, 20, 100),
            ]
            .map(weigh)
            .to_vec(),
        }
    }

    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<SchemeFault> {
        let mut faults = Vec::new();
        let mut put = |field: &str, words| faults.push((field.to_owned(), words));
        if !(1..=24).contains(&self.span) {
            put("rentang", "Isi rentang 1 sampai 24 bulan.");
        }
        if !(1..=self.span.clamp(1, 24)).contains(&self.least) {
            put("minimal", "Isi 1 sampai sebanyak bulan dalam rentangnya.");
        }
        if !(1..=100).contains(&self.green) {
            put("hijau", "Isi batas hijau 1 sampai 100.");
        }
        if self.yellow == 0 || self.yellow >= self.green {
            put("kuning", "Batas kuning harus di atas 0 dan di bawah batas hijau.");
        }
        if self.weights.is_empty() {
            put("", "Beri bobot pada sedikitnya satu angka.");
        }
        for weight in &self.weights {
            if !(1..=100).contains(&weight.weight) {
                put(&format!("bobot-{}", weight.measure), "Isi bobot 1 sampai 100, atau kosongkan.");
            }
            if weight.target == 0 || (weight.measure == PUNCTUAL && weight.target > 100) {
                put(
                    &format!("target-{}", weight.measure),
                    "Isi target lebih dari nol (paling banyak 100 untuk persen).",
                );
            }
        }
        faults
    }

    /// The months that count when today lies in `running`, newest first.
    pub fn months(&self, running: Month) -> Vec<Month> {
        (1..=i32::try_from(self.span.min(24)).unwrap_or(24)).map(|back| running.plus(-back)).collect()
    }
}

/// What is known of one month of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthFacts {
    /// Of the approved report, the counts of strategies among them; `None`: no report is approved. What waits for the office is not
    /// there yet and neither helps nor harms.
    pub figures: Option<Figures>,
    /// The approved report says "nihil": nothing happened, so every count is nought and not missing.
    pub nihil: bool,
    /// Was it in time? `None`: not asked for, or still time.
    pub on_time: Option<bool>,
}

/// A colour of the traffic light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// Merah.
    Red,
    /// Kuning.
    Yellow,
    /// Hijau.
    Green,
}

impl Colour {
    /// All, best first.
    pub const ALL: [Self; 3] = [Self::Green, Self::Yellow, Self::Red];

    /// The word.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Red => "Merah",
            Self::Yellow => "Kuning",
            Self::Green => "Hijau",
        }
    }
}

/// What one measure brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The measure's code.
    pub measure: String,
    /// Its share of the score in percent of all weights that could be read.
    pub share: f64,
    /// The monthly mean over the months that counted it; `None`: never counted, so it takes no part.
    pub mean: Option<f64>,
    /// The target.
    pub target: u32,
    /// Percent of the target, at most 100.
    pub percent: Option<f64>,
}

/// A library's score.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// In the order of the scheme.
    pub parts: Vec<Part>,
    /// 0 to 100; `None`: nothing could be read.
    pub total: Option<f64>,
    /// Approved reports in the span.
    pub approved: usize,
    /// `None`: too few approved reports, so nobody judges.
    pub colour: Option<Colour>,
}

/// One month's value of a measure; `None`: missing or "tidak dihitung", which is never nought.
pub(crate) fn value(facts: &MonthFacts, code: &str) -> Option<f64> {
    if code == PUNCTUAL {
        return facts.on_time.map(|on_time| if on_time { 100.0 } else { 0.0 });
    }
    let figures = facts.figures.as_ref()?;
    if facts.nihil {
        return Some(0.0);
    }
    figures.get(code).copied().and_then(Figure::count).map(f64::from)
}

/// The score of one library over its months.
pub fn score(scheme: &Scheme, months: &[MonthFacts]) -> Score {
    let mut parts: Vec<Part> = scheme
        .weights
        .iter()
        .map(|weight| {
            let values: Vec<f64> = months.iter().filter_map(|facts| value(facts, &weight.measure)).collect();
            let count = u32::try_from(values.len()).unwrap_or(u32::MAX);
            let mean = (count > 0).then(|| values.iter().sum::<f64>() / f64::from(count));
            let percent = mean.map(|mean| (mean * 100.0 / f64::from(weight.target.max(1))).clamp(0.0, 100.0));
            Part {
                measure: weight.measure.clone(),
                share: f64::from(weight.weight),
                mean,
                target: weight.target,
                percent,
            }
        })
        .collect();
    let read = |part: &Part| part.percent.is_some();
    let whole: f64 = parts.iter().filter(|part| read(part)).map(|part| part.share).sum();
    let total = (whole > 0.0).then(|| {
        let sum: f64 = parts.iter().filter_map(|part| Some(part.share * part.percent?)).sum();
        (sum / whole).clamp(0.0, 100.0)
    });
    for part in &mut parts {
        part.share = if read(part) && whole > 0.0 { part.share * 100.0 / whole } else { 0.0 };
    }
    let approved = months.iter().filter(|facts| facts.figures.is_some()).count();
    let enough = u32::try_from(approved).is_ok_and(|approved| approved >= scheme.least);
    let colour = total.filter(|_| enough).map(|total| {
        if total >= f64::from(scheme.green) {
            Colour::Green
        } else if total >= f64::from(scheme.yellow) {
            Colour::Yellow
        } else {
            Colour::Red
        }
    });
    Score { parts, total, approved, colour }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    // The domain has a Strategy too.
    use proptest::strategy::Strategy;

    fn facts(visitors: Option<u32>, on_time: Option<bool>) -> MonthFacts {
        let figures = visitors.map(|count| Figures::from([("pengunjung".to_owned(), Figure::Counted(count))]));
        MonthFacts { figures: figures.or_else(|| Some(Figures::new())), nihil: false, on_time }
    }

    fn scheme() -> Scheme {
        let weight = |measure: &str, weight, target| Weight { measure: measure.to_owned(), weight, target };
        Scheme {
            span: 3,
            least: 2,
            green: 75,
            yellow: 50,
            weights: vec![weight("pengunjung", 3, 100), weight(PUNCTUAL, 1, 100)],
        }
    }

    #[test]
    fn a_score_can_be_reckoned_by_hand() {
        let score = score(&scheme(), &[facts(Some(60), Some(true)), facts(Some(100), Some(false))]);
        // visitors: mean 80 of 100, three quarters; in time: half, one quarter.
        assert_eq!(score.total, Some(72.5));
        assert_eq!(score.colour, Some(Colour::Yellow));
        assert_eq!((score.parts[0].mean, score.parts[0].share), (Some(80.0), 75.0));
    }

    #[test]
    fn too_few_approved_reports_have_no_colour_and_waiting_ones_do_no_harm() {
        let waiting = MonthFacts { figures: None, nihil: false, on_time: Some(true) };
        let alone = score(&scheme(), &[facts(Some(10), Some(true)), waiting.clone()]);
        assert_eq!((alone.approved, alone.colour), (1, None));
        let with = score(&scheme(), &[facts(Some(60), None), facts(Some(80), None), waiting]);
        let without = score(&scheme(), &[facts(Some(60), None), facts(Some(80), None)]);
        assert!(with.total >= without.total);
        assert_eq!(score(&scheme(), &[]).total, None);
    }

    #[test]
    fn nihil_is_nought_and_missing_is_not() {
        let nihil = MonthFacts { figures: Some(Figures::new()), nihil: true, on_time: None };
        assert_eq!(score(&scheme(), &[facts(Some(100), None), nihil]).total, Some(50.0));
        assert_eq!(score(&scheme(), &[facts(Some(100), None), facts(None, None)]).total, Some(100.0));
    }

    #[test]
    fn the_proposal_is_sound_and_slips_are_named() {
        assert!(Scheme::proposal().faults().is_empty());
        for weight in &Scheme::proposal().weights {
            assert!(measure(&weight.measure).is_some(), "{}", weight.measure);
        }
        let odd = Scheme { span: 0, least: 9, green: 40, yellow: 60, weights: Vec::new() };
        let fields: Vec<String> = odd.faults().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["rentang", "minimal", "kuning", ""]);
    }

    fn any_figure() -> impl Strategy<Value = Option<Figure>> {
        prop_oneof![
            Just(None),
            Just(Some(Figure::NotCounted)),
            (0u32..300).prop_map(|count| Some(Figure::Counted(count)))
        ]
    }

    fn any_month() -> impl Strategy<Value = MonthFacts> {
        (proptest::option::of((any_figure(), any_figure())), any::<bool>(), proptest::option::of(any::<bool>()))
            .prop_map(|(figures, nihil, on_time)| {
                let figures = figures.map(|(visitors, activities)| {
                    [("pengunjung", visitors), ("kegiatan", activities)]
                        .into_iter()
                        .filter_map(|(code, figure)| Some((code.to_owned(), figure?)))
                        .collect()
                });
                MonthFacts { figures, nihil, on_time }
            })
    }

    fn any_scheme() -> impl Strategy<Value = Scheme> {
        let weight = |code: &'static str| {
            (1u32..=100, 1u32..=100).prop_map(move |(weight, target)| Weight {
                measure: code.to_owned(),
                weight,
                target,
            })
        };
        (weight("pengunjung"), weight("kegiatan"), weight(PUNCTUAL), 1u32..4, 2u32..=100).prop_map(
            |(a, b, c, least, green)| Scheme { span: 6, least, green, yellow: green / 2, weights: vec![a, b, c] },
        )
    }

    proptest! {
        #[test]
        fn a_score_lies_between_nought_and_a_hundred(scheme in any_scheme(), months in prop::collection::vec(any_month(), 0..8)) {
            let score = score(&scheme, &months);
            prop_assert!(score.total.is_none_or(|total| (0.0..=100.0).contains(&total)));
            let shares: f64 = score.parts.iter().map(|part| part.share).sum();
            prop_assert!(score.total.is_none() || (shares - 100.0).abs() < 1e-6);
            prop_assert!(score.colour.is_none() || score.approved >= usize::try_from(scheme.least).unwrap());
        }

        /// More visitors, or a month in time, never costs anything.
        #[test]
        fn doing_more_never_harms(scheme in any_scheme(), months in prop::collection::vec(any_month(), 1..8), at in 0usize..8, more in 0u32..200) {
            let before = score(&scheme, &months).total;
            let mut better = months.clone();
            let place = at % better.len();
            if let Some(Figure::Counted(count)) = better[place].figures.as_mut().and_then(|figures| figures.get_mut("pengunjung")) {
                *count += more;
            }
            better[place].on_time = better[place].on_time.map(|_| true);
            let after = score(&scheme, &better).total;
            prop_assert!(before.zip(after).is_none_or(|(before, after)| after >= before - 1e-9));
        }

        /// What nobody counted takes no part: the score is that of the scheme without it, and never that of a nought.
        #[test]
        fn missing_is_not_nought(scheme in any_scheme(), months in prop::collection::vec(any_month(), 1..8)) {
            let mut without = months.clone();
            for month in &mut without {
                month.nihil = false;
                if let Some(figures) = &mut month.figures {
                    figures.remove("pengunjung");
                }
            }
            let narrower = Scheme { weights: scheme.weights[1..].to_vec(), ..scheme.clone() };
            let (missing, left_out) = (score(&scheme, &without).total, score(&narrower, &without).total);
            prop_assert!(missing.zip(left_out).is_none_or(|(a, b)| (a - b).abs() < 1e-9) && missing.is_some() == left_out.is_some());
            let mut nought = without.clone();
            for figures in nought.iter_mut().filter_map(|month| month.figures.as_mut()) {
                figures.insert("pengunjung".to_owned(), Figure::Counted(0));
            }
            let nought = score(&scheme, &nought).total;
            prop_assert!(nought.zip(missing).is_none_or(|(nought, missing)| nought <= missing + 1e-9));
        }
    }
}

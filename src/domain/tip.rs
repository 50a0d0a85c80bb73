//! Tips and tricks that libraries told each other at a meeting, one card each.

use crate::domain::indicator::Indicator;
use crate::domain::refusal::Finding;
use crate::domain::standing::{SUBJECTS, coded};

/// The longest card, in characters.
pub const LONGEST: usize = 600;
/// Most cards of one meeting.
pub const MOST: usize = 300;

/// A card as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// The agenda item in which it was told; empty: none in particular.
    pub item: String,
    /// The id of the library whose tip it is; empty: nobody's in particular.
    pub library: String,
    /// A code of [`SUBJECTS`]; empty where a figure says enough.
    pub subject: String,
    /// The code of the figure that it helps with; empty: none.
    pub indicator: String,
    /// What to do, so that somebody else can try it.
    pub words: String,
}

impl Tip {
    /// The subject's words, or the figure's.
    pub fn about(&self) -> &'static str {
        coded(&self.subject)
            .map(|subject| SUBJECTS[subject].label)
            .or_else(|| Indicator::of(&self.indicator).map(|indicator| indicator.label))
            .unwrap_or("Lain-lain")
    }
}

/// Everything that is wrong with a card. Fields are those of the form.
pub fn check(tip: &Tip) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !tip.subject.is_empty() && coded(&tip.subject).is_none() {
        findings.push(Finding::new("topik", "Topik itu tidak dikenal. Pilih lagi dari daftar."));
    }
    if !tip.indicator.is_empty() && Indicator::of(&tip.indicator).is_none() {
        findings.push(Finding::new("angka", "Angka itu tidak dikenal. Pilih lagi dari daftar."));
    }
    if tip.subject.is_empty() && tip.indicator.is_empty() {
        findings.push(Finding::new("topik", "Pilih topiknya, atau angka yang ditolong oleh kiat ini."));
    }
    let long = tip.words.trim().chars().count();
    if long == 0 {
        findings.push(Finding::new("kiat", "Tulis kiatnya: apa yang dilakukan, dengan apa, berapa sering."));
    } else if long > LONGEST {
        findings.push(Finding::new(
            "kiat",
            format!("Kiat ini {long} huruf, paling panjang {LONGEST}. Bagi menjadi dua kartu."),
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_what_it_is_about_and_what_to_do() {
        let fields = |tip: &Tip| check(tip).into_iter().map(|finding| finding.field).collect::<Vec<_>>();
        assert_eq!(fields(&Tip::default()), ["topik", "kiat"]);
        let tip = Tip {
            indicator: "pengunjung".into(),
            words: "Buka sampai malam pada hari pasar.".into(),
            ..Tip::default()
        };
        assert!(check(&tip).is_empty());
        assert_eq!(tip.about(), "Pengunjung");
        assert_eq!(fields(&Tip { subject: "tidak-ada".into(), ..tip.clone() }), ["topik"]);
        assert_eq!(fields(&Tip { words: "a".repeat(LONGEST + 1), ..tip }), ["kiat"]);
    }
}

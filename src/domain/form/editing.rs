//! How an office changes its form: the pairs of the editor's page, read into a definition that is checked. What is counted is fixed;
//! an office hides, orders, gives hints, and adds questions of its own.

use super::{Definition, Kind, Question};
use crate::domain::indicator::{Indicator, Source};
use crate::domain::moment::Month;
use crate::domain::refusal::Finding;

/// Most questions of an office's own.
pub const MOST_QUESTIONS: usize = 20;
/// Blank question blocks that the editor offers beside what there is.
pub const BLANK_QUESTIONS: usize = 2;

/// One question as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedQuestion {
    /// Its stable name; empty for a new one.
    pub id: String,
    /// The question.
    pub label: String,
    /// A kind's code.
    pub kind: String,
    /// One option a line.
    pub options: String,
    /// Must be answered.
    pub required: bool,
    /// To be taken out.
    pub removed: bool,
}

impl Kind {
    /// All, simplest first.
    pub const ALL: [Self; 3] = [Self::Number, Self::Choice, Self::Text];

    /// What people read.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Number => "Angka",
            Self::Choice => "Pilihan",
            Self::Text => "Isian bebas",
        }
    }
}

/// The editor's form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// "pratinjau" or "simpan".
    pub action: String,
    /// The intent.
    pub op: String,
    /// The number of the version that was on the page.
    pub number: i64,
    /// From which month it holds.
    pub valid_from: String,
    /// The month of what is asked once a year.
    pub yearly_in: String,
    /// Codes of the figures that are asked.
    pub shown: Vec<String>,
    /// Places in the order, as typed.
    pub places: Vec<(String, String)>,
    /// Hints, as typed.
    pub hints: Vec<(String, String)>,
    /// The office's own questions.
    pub questions: Vec<TypedQuestion>,
}

impl Edit {
    /// Reads the pairs; the error is the name of a field that the form does not have.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, String> {
        let mut edit = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            let known = match name.split_once('-') {
                None => match name {
                    "aksi" => set(&mut edit.action, value),
                    "op" => set(&mut edit.op, value),
                    "nomor" => {
                        edit.number = value.parse().unwrap_or(-1);
                        true
                    }
                    "berlaku" => set(&mut edit.valid_from, value),
                    "tahunan" => set(&mut edit.yearly_in, value),
                    _ => false,
                },
                Some(("tampil", code)) if is_asked(code) => {
                    edit.shown.push(code.to_owned());
                    true
                }
                Some(("urutan", code)) if is_asked(code) => {
                    edit.places.push((code.to_owned(), value.to_owned()));
                    true
                }
                Some(("petunjuk", code)) if is_asked(code) => {
                    edit.hints.push((code.to_owned(), value.to_owned()));
                    true
                }
                Some(("tanya", rest)) => edit.take_question(rest, value),
                Some(_) => false,
            };
            if !known {
                return Err(name.to_owned());
            }
        }
        Ok(edit)
    }

    fn take_question(&mut self, rest: &str, value: &str) -> bool {
        let Some((n, part)) = rest.split_once('-') else { return false };
        let Ok(n) = n.parse::<usize>() else { return false };
        if n >= MOST_QUESTIONS + BLANK_QUESTIONS {
            return false;
        }
        if self.questions.len() <= n {
            self.questions.resize(n + 1, TypedQuestion::default());
        }
        let question = &mut self.questions[n];
        match part {
            "id" => set(&mut question.id, value),
            "label" => set(&mut question.label, value),
            "jenis" => set(&mut question.kind, value),
            "pilihan" => set(&mut question.options, value),
            "wajib" => {
                question.required = !value.is_empty();
                true
            }
            "hapus" => {
                question.removed = !value.is_empty();
                true
            }
            _ => false,
        }
    }

    /// The definition that was typed, and the month from which it holds. `new_id` names questions that have no name yet; a name
    /// once given is never another question's. `earliest` is the first month that may still change.
    pub fn read(
        &self,
        known: &[Question],
        earliest: Month,
        mut new_id: impl FnMut() -> String,
    ) -> Result<(Definition, Month), Vec<Finding>> {
        let mut findings = Vec::new();
        let mut definition = Definition::default();
        let valid_from = Month::parse(&self.valid_from);
        match valid_from {
            Some(month) if month < earliest => findings.push(Finding::new(
                "berlaku",
                format!(
                    "Paling awal {}: laporan bulan-bulan sebelumnya sudah diisi dengan formulir yang lama.",
                    earliest.long()
                ),
            )),
            Some(month) if month > earliest.plus(24) => {
                findings.push(Finding::new("berlaku", "Paling lama dua tahun ke depan."));
            }
            Some(_) => {}
            None => findings.push(Finding::new("berlaku", "Pilih mulai bulan apa formulir ini berlaku.")),
        }
        match self.yearly_in.parse::<u8>() {
            Ok(month @ 1..=12) => definition.yearly_in = (month != 1).then_some(month),
            _ => findings.push(Finding::new("tahunan", "Pilih bulan untuk pertanyaan tahunan.")),
        }
        let asked = || Indicator::typed();
        definition.hidden =
            asked().filter(|it| !self.shown.iter().any(|code| code == it.code)).map(|it| it.code.to_owned()).collect();
        if asked().all(|it| definition.hidden.iter().any(|code| code == it.code)) {
            findings.push(Finding::new("", "Formulir perlu paling sedikit satu angka."));
        }
        definition.order = self.order(&mut findings);
        for (code, hint) in &self.hints {
            let Some(indicator) = Indicator::of(code) else { continue };
            if hint.chars().count() > 300 {
                findings.push(Finding::new(
                    format!("petunjuk-{code}"),
                    format!("{}: petunjuk paling panjang 300 huruf.", indicator.label),
                ));
            } else if !hint.is_empty() && hint != indicator.hint {
                definition.hints.insert(code.clone(), hint.clone());
            }
        }
        for (n, typed) in self.questions.iter().enumerate() {
            if let Some(question) = question(n, typed, known, &mut new_id, &mut findings) {
                definition.questions.push(question);
            }
        }
        if definition.questions.len() > MOST_QUESTIONS {
            findings.push(Finding::new("", format!("Paling banyak {MOST_QUESTIONS} pertanyaan tambahan.")));
        }
        match valid_from {
            Some(valid_from) if findings.is_empty() => Ok((definition, valid_from)),
            _ => Err(findings),
        }
    }

    /// The codes by the places that were typed; empty when that is the standard order.
    fn order(&self, findings: &mut Vec<Finding>) -> Vec<String> {
        let mut places: Vec<(u32, usize, &'static str)> = Vec::new();
        for (n, indicator) in Indicator::typed().enumerate() {
            let typed =
                self.places.iter().find(|(code, _)| code == indicator.code).map_or("", |(_, place)| place.as_str());
            let place = match typed {
                "" => u32::try_from(n + 1).unwrap_or(u32::MAX),
                typed => typed.parse().ok().filter(|place| (1..=99).contains(place)).unwrap_or_else(|| {
                    let words = format!("{}: tulis urutan 1 sampai 99.", indicator.label);
                    findings.push(Finding::new(format!("urutan-{}", indicator.code), words));
                    0
                }),
            };
            places.push((place, n, indicator.code));
        }
        places.sort_unstable();
        let order: Vec<String> = places.into_iter().map(|(_, _, code)| code.to_owned()).collect();
        if order.iter().map(String::as_str).eq(Indicator::typed().map(|it| it.code)) { Vec::new() } else { order }
    }
}

/// One question; a blank block is none.
fn question(
    n: usize,
    typed: &TypedQuestion,
    known: &[Question],
    new_id: &mut impl FnMut() -> String,
    findings: &mut Vec<Finding>,
) -> Option<Question> {
    if typed.removed || (typed.label.is_empty() && typed.options.is_empty()) {
        return None;
    }
    let field = |part: &str| format!("tanya-{n}-{part}");
    if typed.label.is_empty() {
        findings.push(Finding::new(field("label"), format!("Pertanyaan {}: tulis pertanyaannya.", n + 1)));
    }
    if typed.label.chars().count() > 200 {
        findings.push(Finding::new(field("label"), format!("Pertanyaan {}: paling panjang 200 huruf.", n + 1)));
    }
    let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.code() == typed.kind) else {
        findings.push(Finding::new(field("jenis"), format!("Pertanyaan {}: pilih jenis jawabannya.", n + 1)));
        return None;
    };
    let mut options: Vec<String> = Vec::new();
    if kind == Kind::Choice {
        for option in typed.options.lines().map(str::trim).filter(|option| !option.is_empty()) {
            if !options.iter().any(|known| known == option) {
                options.push(option.chars().take(100).collect());
            }
        }
        if !(2..=20).contains(&options.len()) {
            findings.push(Finding::new(
                field("pilihan"),
                format!("Pertanyaan {}: tulis 2 sampai 20 pilihan, satu per baris.", n + 1),
            ));
        }
    }
    // Answers are kept under the name; a question of another kind is another question.
    let kept = known.iter().find(|question| question.id == typed.id && question.kind == kind);
    Some(Question {
        id: kept.map_or_else(new_id, |question| question.id.clone()),
        label: typed.label.clone(),
        kind,
        options,
        required: typed.required,
    })
}

fn is_asked(code: &str) -> bool {
    Indicator::of(code).is_some_and(|indicator| indicator.source == Source::Typed)
}

fn set(field: &mut String, value: &str) -> bool {
    *field = value.chars().filter(|c| !c.is_control() || *c == '\n').take(2_000).collect();
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Form;
    use proptest::prelude::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    fn all_shown() -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> =
            Indicator::typed().map(|it| (format!("tampil-{}", it.code), "ya".to_owned())).collect();
        pairs.extend([("berlaku", "2026-12"), ("tahunan", "1")].map(|(n, v)| (n.to_owned(), v.to_owned())));
        pairs
    }

    fn read(pairs: &[(String, String)]) -> Result<(Definition, Month), Vec<Finding>> {
        let edit = Edit::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))).unwrap();
        let mut n = 0;
        edit.read(&[], month("2026-11"), || {
            n += 1;
            format!("t{n}")
        })
    }

    #[test]
    fn an_unchanged_form_is_the_standard_form() {
        let (definition, from) = read(&all_shown()).unwrap();
        assert_eq!((definition, from), (Definition::default(), month("2026-12")));
    }

    #[test]
    fn hiding_ordering_hints_and_a_question() {
        let mut pairs = all_shown();
        pairs.retain(|(name, _)| name != "tampil-digital");
        for (name, value) in [
            ("urutan-tik", "1"),
            ("petunjuk-tik", "Hanya Wi-Fi."),
            ("tanya-0-label", "Honor dibayar?"),
            ("tanya-0-jenis", "choice"),
            ("tanya-0-pilihan", "Ya\nTidak\n\nYa"),
            ("tanya-0-wajib", "ya"),
            ("tanya-1-jenis", "text"),
        ] {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        let (definition, _) = read(&pairs).unwrap();
        let form = Form::new(1, &definition, month("2026-12"));
        assert!(!form.asks("digital"));
        // Place 1 is shared with "Hari buka", which comes first of old.
        assert_eq!(form.asked[1].indicator.code, "tik");
        assert_eq!(form.asked[1].hint, "Hanya Wi-Fi.");
        assert_eq!(form.questions.len(), 1);
        assert_eq!(form.questions[0].options, ["Ya", "Tidak"]);
        assert_eq!(form.questions[0].id, "t1");
    }

    #[test]
    fn what_cannot_be_is_said_and_fixed_things_stay_fixed() {
        let mut pairs = all_shown();
        pairs.retain(|(name, _)| name != "berlaku");
        for (name, value) in
            [("berlaku", "2026-10"), ("tanya-0-label", "Warna?"), ("tanya-0-jenis", "choice"), ("urutan-tik", "nol")]
        {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        let fields: Vec<String> = read(&pairs).unwrap_err().into_iter().map(|finding| finding.field).collect();
        assert_eq!(fields, ["berlaku", "urutan-tik", "tanya-0-pilihan"]);
        for name in ["label-pengunjung", "max-tik", "tampil-peserta", "tampil-gaji", "tanya-99-label", "rumus"] {
            assert_eq!(Edit::from_pairs([(name, "1")]), Err(name.to_owned()));
        }
        assert!(
            read(&[("berlaku".into(), "2026-12".into()), ("tahunan".into(), "1".into())]).is_err(),
            "no figure at all"
        );
    }

    #[test]
    fn a_question_keeps_its_name_as_long_as_it_is_of_one_kind() {
        let known = [Question {
            id: "t1".into(),
            label: "Honor?".into(),
            kind: Kind::Number,
            options: vec![],
            required: false,
        }];
        let edit = |kind: &str| Edit {
            valid_from: "2026-12".into(),
            yearly_in: "1".into(),
            shown: vec!["tik".into()],
            questions: vec![TypedQuestion {
                id: "t1".into(),
                label: "Honor bulan ini?".into(),
                kind: kind.into(),
                ..TypedQuestion::default()
            }],
            ..Edit::default()
        };
        let name =
            |kind: &str| edit(kind).read(&known, month("2026-11"), || "t2".into()).unwrap().0.questions[0].id.clone();
        assert_eq!((name("number"), name("text")), ("t1".to_owned(), "t2".to_owned()));
    }

    proptest! {
        /// Whatever is posted: an accepted definition makes a form that asks only fixed figures, each once, and survives its JSON.
        #[test]
        fn an_accepted_definition_is_a_form(
            shown in prop::collection::vec(any::<bool>(), 17),
            places in prop::collection::vec("[0-9]{0,3}", 17),
            labels in prop::collection::vec(("[ -~]{0,12}", "(number|choice|text|x)", "[a-c\n]{0,9}"), 0..4),
            yearly in 0u8..14,
        ) {
            let mut pairs = vec![("berlaku".to_owned(), "2026-12".to_owned()), ("tahunan".to_owned(), yearly.to_string())];
            for (n, indicator) in Indicator::typed().enumerate() {
                if shown[n] { pairs.push((format!("tampil-{}", indicator.code), "ya".to_owned())); }
                pairs.push((format!("urutan-{}", indicator.code), places[n].clone()));
            }
            for (n, (label, kind, options)) in labels.iter().enumerate() {
                pairs.push((format!("tanya-{n}-label"), label.clone()));
                pairs.push((format!("tanya-{n}-jenis"), kind.clone()));
                pairs.push((format!("tanya-{n}-pilihan"), options.clone()));
            }
            if let Ok((definition, _)) = read(&pairs) {
                let json = serde_json::to_string(&definition).unwrap();
                prop_assert_eq!(&serde_json::from_str::<Definition>(&json).unwrap(), &definition);
                let form = Form::new(1, &definition, month("2027-01"));
                let mut codes: Vec<&str> = form.asked.iter().map(|asked| asked.indicator.code).collect();
                let count = codes.len();
                codes.sort_unstable();
                codes.dedup();
                prop_assert_eq!(codes.len(), count);
                prop_assert!(form.asked.iter().all(|asked| shown[Indicator::typed().position(|it| it.code == asked.indicator.code).unwrap()]));
                prop_assert!(form.questions.iter().all(|question| !question.label.is_empty()));
            }
        }
    }
}

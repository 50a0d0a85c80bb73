//! Five anonymous questions after a meeting: four to be rated from 1 to 4, one in words.

use crate::domain::number::tenths;

/// The rated questions: code (a column), words.
pub const RATED: [(&str, &str); 4] = [
    ("useful", "Isi pertemuan berguna untuk pekerjaan saya di perpustakaan"),
    ("clear", "Cara berbagi dan penjelasannya mudah dipahami"),
    ("place", "Waktu dan tempatnya cocok"),
    ("service", "Panitia melayani dengan baik"),
];

/// The question in words.
pub const OPEN: &str = "Apa yang sebaiknya berbeda di pertemuan berikutnya?";

/// The steps, from 1.
pub const STEPS: [&str; 4] = ["Tidak setuju", "Kurang setuju", "Setuju", "Sangat setuju"];

/// The longest answer in words, in characters.
pub const LONGEST: usize = 1_000;

/// One person's answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// For each of [`RATED`], 1 to 4; `None`: left open.
    pub rated: [Option<u8>; RATED.len()],
    /// In words; may be empty.
    pub words: String,
}

impl Answers {
    /// Reads a form; `value` gives what was posted under a name. Nothing at all is no answer.
    pub fn read(value: impl Fn(&str) -> String) -> Result<Self, (&'static str, &'static str)> {
        let mut answers = Self::default();
        for (place, (code, _)) in RATED.iter().enumerate() {
            answers.rated[place] = match value(code).as_str() {
                "" => None,
                text => match text.parse() {
                    Ok(step) if (1..=4).contains(&step) => Some(step),
                    _ => return Err((code, "Pilih salah satu dari empat jawaban.")),
                },
            };
        }
        value("saran").trim().clone_into(&mut answers.words);
        if answers.words.chars().count() > LONGEST {
            return Err(("saran", "Saran paling panjang 1.000 huruf."));
        }
        if answers == Self::default() {
            return Err(("useful", "Jawab sedikitnya satu pertanyaan."));
        }
        Ok(answers)
    }
}

/// What everybody's answers add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Sheets handed in.
    pub sheets: u32,
    /// Of these on paper.
    pub on_paper: u32,
    /// For each of [`RATED`]: how many chose each step.
    pub steps: [[u32; STEPS.len()]; RATED.len()],
    /// What was written, in no order that tells who.
    pub words: Vec<String>,
}

impl Totals {
    /// Adds one sheet.
    pub fn add(&mut self, answers: Answers, on_paper: bool) {
        self.sheets += 1;
        self.on_paper += u32::from(on_paper);
        for (place, step) in answers.rated.into_iter().enumerate() {
            if let Some(count) = step.and_then(|step| self.steps[place].get_mut(usize::from(step).wrapping_sub(1))) {
                *count += 1;
            }
        }
        if !answers.words.is_empty() {
            self.words.push(answers.words);
        }
    }

    /// How many answered a question.
    pub fn answered(&self, question: usize) -> u32 {
        self.steps[question].iter().sum()
    }

    /// The mean of a question, "3,4"; `None`: nobody answered it.
    pub fn mean(&self, question: usize) -> Option<String> {
        let count = self.answered(question);
        let sum: u32 = (1..).zip(self.steps[question]).map(|(step, count)| step * count).sum();
        (count > 0).then(|| tenths(f64::from(sum) / f64::from(count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Answers, (&'static str, &'static str)> {
        Answers::read(|name| {
            pairs.iter().find(|(known, _)| *known == name).map_or_else(String::new, |(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn sheets_add_up() {
        let mut totals = Totals::default();
        totals.add(read(&[("useful", "4"), ("place", "1"), ("saran", " Lebih lama ")]).unwrap(), false);
        totals.add(read(&[("useful", "3")]).unwrap(), true);
        assert_eq!((totals.sheets, totals.on_paper, totals.answered(0), totals.answered(1)), (2, 1, 2, 0));
        assert_eq!((totals.mean(0).as_deref(), totals.mean(1)), (Some("3,5"), None));
        assert_eq!(totals.words, ["Lebih lama"]);
    }

    #[test]
    fn what_is_no_answer() {
        for pairs in [&[][..], &[("saran", "  ")], &[("useful", "5")], &[("useful", "x")], &[("useful", "0")]] {
            assert!(read(pairs).is_err(), "{pairs:?}");
        }
        assert_eq!(read(&[("saran", &"a".repeat(1_001))]).unwrap_err().0, "saran");
    }
}

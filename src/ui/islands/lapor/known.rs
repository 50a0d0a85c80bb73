//! What is known of a month's report besides what is typed: the server's answer to `GET /api/v1/drafts/..`, which the page also
//! carries, and which the phone keeps for the time without signal. Every part may be missing.

use crate::domain::form::Definition;
#[cfg(feature = "lapor")]
use crate::domain::form::Form;
use crate::domain::indicator::{Figures, Indicator, Rhythm, words_of};
#[cfg(feature = "lapor")]
use crate::domain::moment::Month;
#[cfg(feature = "lapor")]
use crate::domain::report::draft::TypedPhoto;
use crate::domain::report::draft::{Draft, TypedActivity};
use serde::{Deserialize, Serialize};

/// The library.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Library {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// A photo that the server has.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownPhoto {
    /// Its id.
    pub id: String,
    /// Of the bytes that the phone sent.
    pub sha256: String,
    /// How many bytes those were.
    pub bytes: i64,
    /// Its activity's id.
    pub activity: String,
    /// Words under it.
    pub caption: String,
    /// Wished to be public.
    pub public: bool,
    /// Code of the answer about children.
    pub children: String,
}

/// What the office asks to be mended, with remarks at fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownReview {
    /// `returned` or `approved`.
    pub verdict: String,
    /// The comment.
    pub comment: String,
    /// Remarks at single fields.
    pub remarks: Vec<KnownRemark>,
}

/// A remark at a field.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownRemark {
    /// The form's field.
    pub field: String,
    /// The remark.
    pub words: String,
}

/// The form's number and definition.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KnownForm {
    /// 0: the standard form.
    pub number: i64,
    /// What makes it.
    pub definition: Definition,
}

/// Everything.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// Whose it is.
    pub account: String,
    /// The library.
    pub library: Library,
    /// `2026-10`.
    pub month: String,
    /// The report's version; 0: there is none.
    pub version: i64,
    /// Code of the report's status; empty: there is none.
    pub status: String,
    /// What the server has as the draft.
    pub draft: Draft,
    /// Photos of the draft.
    pub photos: Vec<KnownPhoto>,
    /// What the office said, newest first.
    pub reviews: Vec<KnownReview>,
    /// The form.
    pub form: KnownForm,
    /// Last month's figures.
    pub before: Figures,
    /// Those of the same month a year ago.
    pub year_ago: Figures,
    /// What the twelve months before add up to.
    pub year: Figures,
    /// Last month's activities, ready to be written again.
    pub previous: Vec<TypedActivity>,
    /// Partners of earlier activities.
    pub partners: Vec<String>,
    /// When the report is awaited, in words.
    pub due: String,
    /// Today in the office's zone, ISO.
    pub today: String,
    /// Why the month cannot be reported.
    pub closed: Option<String>,
}

#[cfg(feature = "lapor")]
impl Known {
    /// The form as it is asked.
    pub fn form(&self) -> Form {
        let month = Month::parse(&self.month).unwrap_or(crate::domain::report::FIRST_MONTH);
        Form::new(self.form.number, &self.form.definition, month)
    }

    /// The server's draft with its photos.
    pub fn whole_draft(&self) -> Draft {
        let photos = self.photos.iter().map(|photo| TypedPhoto {
            id: photo.id.clone(),
            activity: photo.activity.clone(),
            caption: photo.caption.clone(),
            public: photo.public,
            children: photo.children.clone(),
            removed: false,
        });
        Draft { photos: photos.collect(), ..self.draft.clone() }
    }

    /// What stands beside a figure.
    pub fn beside(&self, indicator: &Indicator) -> String {
        beside(indicator, &self.before, &self.year_ago, &self.year)
    }
}

/// What stands beside a figure: "Bulan lalu 96 · setahun lalu 80 · 12 bulan terakhir 1.150"; empty when nothing was ever sent.
pub fn beside(indicator: &Indicator, before: &Figures, year_ago: &Figures, year: &Figures) -> String {
    let known = |figures: &Figures, words: &str| {
        figures.contains_key(indicator.code).then(|| format!("{words} {}", words_of(figures, indicator.code)))
    };
    let parts = match indicator.rhythm {
        Rhythm::Monthly => {
            [known(before, "Bulan lalu"), known(year_ago, "setahun lalu"), known(year, "12 bulan terakhir")]
        }
        Rhythm::Yearly => [known(year, "Jawaban terakhir"), None, None],
    };
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} ");
    // A line begins with a capital whichever of them comes first.
    let mut letters = line.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

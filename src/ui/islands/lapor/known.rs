//! What is known of a month's report besides what is typed: the server's answer to `GET /api/v1/drafts/..`, which the page also
//! carries, and which the phone keeps for the time without signal. Every part may be missing.

use crate::domain::indicator::{Figures, Indicator, Rhythm, words_of};

#[cfg(feature = "lapor")]
pub use here::{Known, KnownPhoto};

/// What stands beside a figure: "Bulan lalu 96 · setahun lalu 80 · 12 bulan terakhir 1.150"; empty when nothing was ever sent.
pub fn beside(indicator: &Indicator, before: &Figures, year_ago: &Figures, year: &Figures) -> String {
    let parts: &[(&Figures, &str)] = match indicator.rhythm {
        Rhythm::Monthly => &[(before, "Bulan lalu"), (year_ago, "setahun lalu"), (year, "12 bulan terakhir")],
        Rhythm::Yearly => &[(year, "Jawaban terakhir")],
    };
    let mut line = String::new();
    for (figures, words) in parts.iter().filter(|(figures, _)| figures.contains_key(indicator.code)) {
        if !line.is_empty() {
            line.push_str(" \u{b7} ");
        }
        line.push_str(words);
        line.push(' ');
        line.push_str(&words_of(figures, indicator.code));
    }
    // A line begins with a capital whichever of them comes first.
    if let Some(first) = line.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    line
}

/// The phone reads the answer as the JavaScript object that it is: readers of JSON for every type would be a third of the program.
#[cfg(feature = "lapor")]
mod here {
    use super::super::phone::{entries, get, list, number, pairs, strings, text};
    use crate::domain::form::{Definition, Form, Kind, Question};
    use crate::domain::indicator::{Figure, Figures};
    use crate::domain::moment::Month;
    use crate::domain::report::draft::{Draft, TypedPhoto};
    use wasm_bindgen::JsValue;

    /// A photo that the server has.
    pub struct KnownPhoto {
        /// Its id.
        pub id: String,
        /// Of the bytes that the phone sent.
        pub sha256: String,
        /// How many bytes those were.
        pub bytes: i64,
    }

    /// Everything.
    #[derive(Default)]
    pub struct Known {
        /// Whose it is.
        pub account: String,
        /// The library's name in addresses.
        pub slug: String,
        /// The library's name.
        pub name: String,
        /// `2026-10`.
        pub month: String,
        /// The report's version; 0: there is none.
        pub version: i64,
        /// What the server has as the draft, with its photos.
        pub draft: Draft,
        /// Photos of the draft.
        pub photos: Vec<KnownPhoto>,
        /// Fields and remarks of a return that is to be mended.
        pub remarks: Vec<(String, String)>,
        /// The form's number.
        pub number: i64,
        /// What makes the form.
        pub definition: Definition,
        /// Last month's figures.
        pub before: Figures,
        /// Those of the same month a year ago.
        pub year_ago: Figures,
        /// What the twelve months before add up to.
        pub year: Figures,
        /// Last month's activities, ready to be written again.
        pub previous: Draft,
        /// Partners of earlier activities.
        pub partners: Vec<String>,
        /// Today in the office's zone, ISO.
        pub today: String,
        /// Why the month cannot be reported.
        pub closed: String,
    }

    fn figures(object: &JsValue) -> Figures {
        let mut figures = Figures::new();
        for (code, value) in entries(object) {
            let counted = get(&value, "Counted");
            let figure = match u32::try_from(number(&value, "Counted")) {
                Ok(count) if !counted.is_undefined() => Figure::Counted(count),
                _ => Figure::NotCounted,
            };
            figures.insert(code, figure);
        }
        figures
    }

    fn definition(object: &JsValue) -> Definition {
        let questions = list(&get(object, "questions")).into_iter().map(|question| Question {
            id: text(&question, "id"),
            label: text(&question, "label"),
            kind: match text(&question, "kind").as_str() {
                "number" => Kind::Number,
                "choice" => Kind::Choice,
                _ => Kind::Text,
            },
            options: strings(&get(&question, "options")),
            required: get(&question, "required").is_truthy(),
        });
        let mut definition = Definition {
            order: strings(&get(object, "order")),
            hidden: strings(&get(object, "hidden")),
            questions: questions.collect(),
            yearly_in: u8::try_from(number(object, "yearly_in")).ok().filter(|month| *month > 0),
            ..Definition::default()
        };
        for (code, hint) in entries(&get(object, "hints")) {
            definition.hints.insert(code, hint.as_string().unwrap_or_default());
        }
        definition
    }

    /// The remarks of the newest decision, when it was a return.
    pub fn remarks(reviews: &JsValue) -> Vec<(String, String)> {
        let newest = list(reviews).into_iter().next().filter(|review| text(review, "verdict") == "returned");
        let remarks = newest.map(|review| list(&get(&review, "remarks"))).unwrap_or_default();
        remarks.iter().map(|remark| (text(remark, "field"), text(remark, "words"))).collect()
    }

    /// A draft from its pairs; what cannot be one is none.
    pub fn draft(value: &JsValue) -> Draft {
        let pairs = pairs(value);
        let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Draft::from_pairs(pairs).map(|(draft, _)| draft).unwrap_or_default()
    }

    /// What was typed about a photo, from its row: the server's and the phone's say it alike.
    pub fn typed_photo(row: &JsValue) -> TypedPhoto {
        TypedPhoto {
            id: text(row, "id"),
            activity: text(row, "activity"),
            caption: text(row, "caption"),
            public: get(row, "public").is_truthy(),
            children: text(row, "children"),
            removed: false,
        }
    }

    impl Known {
        /// Reads the answer.
        pub fn read(desk: &JsValue) -> Self {
            let (library, form) = (get(desk, "library"), get(desk, "form"));
            let rows = list(&get(desk, "photos"));
            Self {
                account: text(desk, "account"),
                slug: text(&library, "slug"),
                name: text(&library, "name"),
                month: text(desk, "month"),
                version: number(desk, "version"),
                draft: Draft { photos: rows.iter().map(typed_photo).collect(), ..draft(&get(desk, "pairs")) },
                photos: rows
                    .iter()
                    .map(|row| KnownPhoto {
                        id: text(row, "id"),
                        sha256: text(row, "sha256"),
                        bytes: number(row, "bytes"),
                    })
                    .collect(),
                remarks: remarks(&get(desk, "reviews")),
                number: number(&form, "number"),
                definition: definition(&get(&form, "definition")),
                before: figures(&get(desk, "before")),
                year_ago: figures(&get(desk, "year_ago")),
                year: figures(&get(desk, "year")),
                previous: draft(&get(desk, "previous")),
                partners: strings(&get(desk, "partners")),
                today: text(desk, "today"),
                closed: text(desk, "closed"),
            }
        }

        /// The form as it is asked.
        pub fn form(&self) -> Form {
            Form::new(
                self.number,
                &self.definition,
                Month::parse(&self.month).unwrap_or(crate::domain::report::FIRST_MONTH),
            )
        }
    }
}
#[cfg(feature = "lapor")]
pub use here::{draft, remarks, typed_photo};

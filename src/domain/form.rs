//! The monthly form as an office wants it: which indicators it asks, in which order, with which hints, and its own questions.

pub mod editing;

use crate::domain::indicator::{Indicator, Rhythm, Source};
use crate::domain::moment::Month;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The code of the monthly form in addresses and tables.
pub const MONTHLY: &str = "bulanan";

/// How a question of the office is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A whole count.
    Number,
    /// One of the options.
    Choice,
    /// Free text.
    Text,
}

impl Kind {
    /// As in a definition.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Choice => "choice",
            Self::Text => "text",
        }
    }
}

/// A question that one office adds to the fixed indicators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable name, `[a-z0-9_]`.
    pub id: String,
    /// What people read.
    pub label: String,
    /// How it is answered.
    pub kind: Kind,
    /// The options of a choice.
    #[serde(default)]
    pub options: Vec<String>,
    /// Must it be answered before sending?
    #[serde(default)]
    pub required: bool,
}

/// The JSON of `form_version.definition`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Definition {
    /// Indicator codes that come first, in this order; the others follow in the standard order.
    pub order: Vec<String>,
    /// Indicator codes that this office does not ask.
    pub hidden: Vec<String>,
    /// Hints in place of the standard ones.
    pub hints: BTreeMap<String, String>,
    /// The office's own questions.
    pub questions: Vec<Question>,
    /// The month, 1 to 12, whose report asks what is asked once a year; without it January.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yearly_in: Option<u8>,
}

impl Definition {
    /// Does the report of that month ask what is asked once a year?
    pub fn is_yearly(&self, month: Month) -> bool {
        self.yearly_in.unwrap_or(1) == month.month
    }
}

/// One indicator as the form asks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The indicator.
    pub indicator: &'static Indicator,
    /// The office's hint or the standard one.
    pub hint: String,
}

/// A form ready to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// `form_version.number`; 0 is the standard form of an office that has made none.
    pub number: i64,
    /// What is asked, in order.
    pub asked: Vec<Asked>,
    /// The office's own questions.
    pub questions: Vec<Question>,
}

impl Form {
    /// The form of an office that has not changed anything, for that month.
    pub fn standard(month: Month) -> Self {
        Self::new(0, &Definition::default(), month)
    }

    /// The form that a definition makes for a month. Codes it names that do not exist are passed over: an older program may read a newer definition.
    pub fn new(number: i64, definition: &Definition, month: Month) -> Self {
        let mut asked: Vec<&'static Indicator> = Vec::new();
        let named = definition.order.iter().filter_map(|code| Indicator::of(code));
        for indicator in named.chain(Indicator::typed()) {
            let wanted = indicator.source == Source::Typed
                && (indicator.rhythm == Rhythm::Monthly || definition.is_yearly(month))
                && !definition.hidden.iter().any(|code| code == indicator.code);
            if wanted && !asked.contains(&indicator) {
                asked.push(indicator);
            }
        }
        let asked = asked
            .into_iter()
            .map(|indicator| Asked {
                indicator,
                hint: definition.hints.get(indicator.code).cloned().unwrap_or_else(|| indicator.hint.to_owned()),
            })
            .collect();
        Self { number, asked, questions: definition.questions.clone() }
    }

    /// The definition that makes this form in that month, for a phone that has to make it again without the server.
    pub fn definition(&self, month: Month) -> Definition {
        let hints = self.asked.iter().filter(|asked| asked.hint != asked.indicator.hint);
        Definition {
            order: self.asked.iter().map(|asked| asked.indicator.code.to_owned()).collect(),
            hidden: Indicator::typed().filter(|it| !self.asks(it.code)).map(|it| it.code.to_owned()).collect(),
            hints: hints.map(|asked| (asked.indicator.code.to_owned(), asked.hint.clone())).collect(),
            questions: self.questions.clone(),
            yearly_in: self.asked.iter().any(|asked| asked.indicator.rhythm == Rhythm::Yearly).then_some(month.month),
        }
    }

    /// Does the form ask this indicator?
    pub fn asks(&self, code: &str) -> bool {
        self.asked.iter().any(|asked| asked.indicator.code == code)
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_may_order_hide_and_hint() {
        let definition: Definition = serde_json::from_str(
            r#"{"order":["pengunjung","tidak_ada"],"hidden":["digital"],"hints":{"tik":"Hanya Wi-Fi."},
                "questions":[{"id":"gaji","label":"Honor dibayar?","kind":"choice","options":["Ya","Tidak"]}]}"#,
        )
        .unwrap();
        let month = |text| Month::parse(text).unwrap();
        let form = Form::new(3, &definition, month("2026-10"));
        assert_eq!(form.asked[0].indicator.code, "pengunjung");
        assert_eq!(form.asked[1].indicator.code, "hari_buka");
        assert!(!form.asks("digital"));
        assert!(!form.asks("kegiatan"), "added up, never asked");
        assert_eq!(form.asked.iter().find(|a| a.indicator.code == "tik").unwrap().hint, "Hanya Wi-Fi.");
        assert_eq!(form.question("gaji").unwrap().kind, Kind::Choice);
        assert_eq!(Form::new(3, &form.definition(month("2026-10")), month("2026-10")), form);
        assert_eq!(Form::standard(month("2026-01")).asked.len(), Indicator::typed().count());
    }

    #[test]
    fn yearly_figures_are_asked_in_january_or_the_offices_month() {
        let month = |text| Month::parse(text).unwrap();
        assert!(Form::standard(month("2026-01")).asks("kebijakan"));
        assert!(!Form::standard(month("2026-02")).asks("kebijakan"));
        let definition = Definition { yearly_in: Some(6), ..Definition::default() };
        assert!(Form::new(1, &definition, month("2026-06")).asks("kemitraan"));
        assert!(!Form::new(1, &definition, month("2026-01")).asks("kemitraan"));
    }

    #[test]
    fn a_misspelt_definition_is_refused() {
        assert!(serde_json::from_str::<Definition>(r#"{"hide":["digital"]}"#).is_err());
    }
}

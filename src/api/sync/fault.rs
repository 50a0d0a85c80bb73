//! Why a phone's request was not carried out.

use crate::api::Error;
use crate::domain::period::PeriodFault;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::MonthFault;
use crate::domain::sync::{BodyFault, Code, ErrorAnswer};
use crate::storage::Failure;

/// Why a phone's request was not carried out.
#[derive(Debug)]
pub enum Fault {
    /// For the phone and its person.
    No(Code, Box<ErrorAnswer>),
    /// For the log; the phone keeps what it has and tries again.
    Failure(Failure),
}

impl Fault {
    /// In the code's own words.
    pub fn of(code: Code) -> Self {
        Self::told(code, code.words())
    }

    /// In closer words.
    pub fn told(code: Code, words: impl Into<String>) -> Self {
        let answer = ErrorAnswer { code: code.code().to_owned(), words: words.into(), ..ErrorAnswer::default() };
        Self::No(code, Box::new(answer))
    }

    /// Rules are broken.
    pub fn invalid(findings: Vec<Finding>) -> Self {
        let answer = ErrorAnswer {
            code: Code::Invalid.code().to_owned(),
            words: Code::Invalid.words().to_owned(),
            findings,
            ..ErrorAnswer::default()
        };
        Self::No(Code::Invalid, Box::new(answer))
    }

    /// A part of a photo does not go on where the server is.
    pub fn offset(code: Code, offset: u64) -> Self {
        let mut fault = Self::of(code);
        if let Self::No(_, answer) = &mut fault {
            answer.offset = Some(offset);
        }
        fault
    }

    /// What the phone is told. A failure goes to the log.
    pub fn answer(self) -> (Code, Box<ErrorAnswer>) {
        match self {
            Self::No(code, answer) => (code, answer),
            Self::Failure(failure) => {
                let code = if matches!(failure, Failure::Busy) { Code::Busy } else { Code::Unavailable };
                if code == Code::Unavailable {
                    tracing::error!(%failure, "a phone's request failed");
                }
                Self::of(code).answer()
            }
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::SignIn => Self::of(Code::SignIn),
            Refusal::Forbidden => Self::of(Code::Refused),
            Refusal::NotFound => Self::of(Code::NotFound),
            Refusal::Invalid(findings) => Self::invalid(findings),
            Refusal::Conflict(words) => Self::told(Code::Changed, words),
            Refusal::TooLarge(words) => Self::told(Code::TooLarge, words),
            Refusal::Busy { .. } => Self::of(Code::Busy),
            Refusal::Wait { .. } => Self::of(Code::Wait),
            Refusal::Broken { .. } => Self::of(Code::Unavailable),
        }
    }
}

impl From<MonthFault> for Fault {
    fn from(fault: MonthFault) -> Self {
        Self::told(Code::PeriodLocked, fault.words())
    }
}

impl From<PeriodFault> for Fault {
    fn from(fault: PeriodFault) -> Self {
        Self::told(Code::PeriodLocked, fault.words())
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        match error {
            Error::Refusal(refusal) => refusal.into(),
            Error::Failure(failure) => failure.into(),
        }
    }
}

impl From<BodyFault> for Fault {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::Newer => Self::told(Code::Newer, fault.words()),
            _ => Self::invalid(vec![Finding::new("", fault.words())]),
        }
    }
}

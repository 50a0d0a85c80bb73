//! The words of a reminder, ready to be sent by a person: to whoever has not reported yet, and to nobody else.

use crate::domain::board::{Cell, Progress};
use crate::domain::moment::{Date, Month};
use crate::domain::report::Status;

/// Why a library is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was sent; its time is not over.
    Awaited,
    /// Nothing was sent and its time is over.
    Over,
    /// The office has returned the report and waits for the correction.
    Returned,
}

impl Reason {
    /// Why a library with this cell is reminded; `None`: it is not. As soon as a report is in, there is nothing to remind of.
    pub fn of(cell: Cell) -> Option<Self> {
        match cell.progress {
            Progress::Missing => Some(Self::Over),
            Progress::Come(Status::Draft) if cell.late => Some(Self::Over),
            Progress::Awaited | Progress::Come(Status::Draft) => Some(Self::Awaited),
            Progress::Come(Status::Returned) => Some(Self::Returned),
            Progress::Unasked | Progress::Come(Status::Sent | Status::Approved) => None,
        }
    }

    /// What stands on the tag.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Awaited => "belum tiba tenggat",
            Self::Over => "lewat tenggat",
            Self::Returned => "menunggu perbaikan",
        }
    }
}

/// What a reminder speaks of.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The person's name.
    pub person: &'a str,
    /// The library's name.
    pub library: &'a str,
    /// The month.
    pub month: Month,
    /// Until when it is awaited from this library.
    pub due: Date,
    /// The address of the form.
    pub link: &'a str,
    /// The office's name, as the signature.
    pub office: &'a str,
}

/// The message to one person.
pub fn message(reason: Reason, about: &About<'_>) -> String {
    let About { person, library, month, due, link, office } = *about;
    let (month, due) = (month.long(), due.long());
    let body = match reason {
        Reason::Awaited => format!(
            "Laporan {library} untuk {month} kami tunggu sampai {due}. Bila bulan itu tidak ada layanan, kirim saja laporan nihil."
        ),
        Reason::Over => format!(
            "Laporan {library} untuk {month} belum kami terima. Tenggatnya {due}, tetapi laporan tetap kami tunggu dan terima. Bila ada kesulitan, balas pesan ini; kami bantu."
        ),
        Reason::Returned => format!(
            "Laporan {library} untuk {month} sudah kami baca dan ada yang perlu diperbaiki. Catatannya ada di halaman laporan."
        ),
    };
    format!("Yth. {person},\n{body}\n{link}\nTerima kasih.\n{office}")
}

/// The message to a group of librarians: it names no library, so that nobody is shamed before others.
pub fn to_all(month: Month, due: Date, today: Date, link: &str, office: &str) -> String {
    let body = if today <= due {
        format!("Laporan {} kami tunggu sampai {}.", month.long(), due.long())
    } else {
        format!("Laporan {} masih kami terima. Yang belum sempat mengirim, kami tunggu.", month.long())
    };
    format!(
        "Bapak dan Ibu pengelola perpustakaan,\n{body} Terima kasih kepada yang sudah mengirim.\nIsi di sini: {link}\n{office}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(progress: Progress, late: bool) -> Cell {
        Cell { progress, late, nihil: false, revised: false }
    }

    #[test]
    fn whoever_has_sent_is_left_in_peace() {
        for progress in Progress::ALL {
            let reminded = Reason::of(cell(progress, true)).is_some();
            let waits = matches!(progress, Progress::Come(Status::Sent | Status::Approved) | Progress::Unasked);
            assert_eq!(reminded, !waits, "{progress:?}");
        }
        assert_eq!(Reason::of(cell(Progress::Come(Status::Draft), false)), Some(Reason::Awaited));
    }

    #[test]
    fn the_message_says_what_when_and_where() {
        let about = About {
            person: "Ibu Sari",
            library: "Perpustakaan Desa Natai Raya",
            month: Month { year: 2026, month: 10 },
            due: Date { year: 2026, month: 11, day: 10 },
            link: "https://pustaka.example/lapor/natai-raya/2026-10",
            office: "Dinas",
        };
        for reason in [Reason::Awaited, Reason::Over, Reason::Returned] {
            let words = message(reason, &about);
            for part in [about.person, about.library, "Oktober 2026", about.link] {
                assert!(words.contains(part), "{part}: {words}");
            }
        }
        assert!(message(Reason::Awaited, &about).contains("Selasa, 10 November 2026"));
        let all = to_all(about.month, about.due, about.due.plus_days(1), about.link, about.office);
        assert!(all.contains("masih kami terima") && !all.contains("Natai"));
    }
}

//! Invitations of libraries to a meeting: the letter's words, until when an answer may change, and reading an answer.

use crate::domain::library::Kind;
use crate::domain::moment::Date;
use crate::domain::participant::Person;
use crate::domain::refusal::Finding;
use crate::domain::standing::{Standing, coded};
use std::collections::BTreeSet;

/// The most people that one library brings.
pub const MOST_PEOPLE: usize = 8;
/// The longest words of one field, in characters.
pub const LONGEST: usize = 500;
/// Below so many tenths of a point in a subject a library may need it: half of what the foremost reach.
pub const NEEDS_BELOW: i64 = 500;

/// To whom the letter goes: who answers for a library follows its kind.
pub fn addressee(kind: Kind, library: &str, village: &str) -> String {
    match kind {
        Kind::Desa => format!("Kepala Desa {village}"),
        Kind::Kelurahan => format!("Lurah {village}"),
        Kind::Tbm => format!("Pimpinan {library}"),
    }
}

/// What the letter speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// "Kepala Desa Natai Raya".
    pub to: &'a str,
    /// The library.
    pub library: &'a str,
    /// The meeting's name.
    pub meeting: &'a str,
    /// "Rabu, 28 September 2022, Aula DPK", one for each day.
    pub days: &'a [String],
    /// Until when the answer is awaited.
    pub until: Date,
    /// The address of the invitation.
    pub link: &'a str,
    /// Whom to call, "Bu Rina, 0812-..."; empty: nobody is named.
    pub contact: &'a str,
    /// The office, as the signature.
    pub office: &'a str,
}

/// The text for `WhatsApp`, ready to be sent by a person.
pub fn letter(about: &Letter<'_>) -> String {
    let Letter { to, library, meeting, days, until, link, contact, office } = *about;
    let days: Vec<String> = days.iter().map(|day| format!("- {day}")).collect();
    let contact = if contact.is_empty() { String::new() } else { format!("\nNarahubung: {contact}") };
    format!(
        "Yth. {to}\n\nKami mengundang {library} ke {meeting}:\n{}\n\nMohon menugaskan pengelolanya untuk hadir. Agenda, tempat, dan jawaban ada di sini; kami tunggu sampai {}:\n{link}\n\nTautan ini khusus untuk {library}; mohon tidak diteruskan ke pihak lain.{contact}\nTerima kasih.\n{office}",
        days.join("\n"),
        until.long()
    )
}

/// The subjects in which a library stands below half of what the foremost reach; with too few reports nobody can say.
pub fn needs(standing: &Standing) -> Vec<usize> {
    let subjects = 0..standing.scores.len();
    subjects.filter(|subject| standing.points(*subject).is_some_and(|points| points < NEEDS_BELOW)).collect()
}

/// Why an answer is not taken any more.
pub fn closed_words(until: Date, contact: &str) -> String {
    let call = if contact.is_empty() { "dinas".to_owned() } else { contact.to_owned() };
    format!("Jawaban sudah ditutup sejak lewat {}. Bila ada yang berubah, hubungi {call}.", until.long())
}

/// One person of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The participant's id; empty: new.
    pub id: String,
    /// What was written. The phone is `None` when it was left empty: a known one then stays.
    pub person: Person,
    /// Ids of the days.
    pub days: Vec<String>,
}

/// A library's answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Somebody comes.
    pub coming: bool,
    /// Who; empty when nobody comes.
    pub people: Vec<Coming>,
    /// What food needs there are.
    pub food: String,
    /// Codes of subjects that it would like to share.
    pub share: Vec<String>,
    /// Codes of subjects that it wants to learn.
    pub learn: Vec<String>,
    /// Anything else.
    pub note: String,
}

/// The name of a field of the n-th person.
pub fn field(n: usize, part: &str) -> String {
    format!("orang-{n}-{part}")
}

/// How many people a posted form has rows for.
pub fn rows(pairs: &[(String, String)]) -> usize {
    let row = |name: &str| name.strip_prefix("orang-")?.split('-').next()?.parse::<usize>().ok();
    pairs.iter().filter_map(|(name, _)| row(name)).max().map_or(0, |last| last + 1).min(MOST_PEOPLE)
}

/// Reads the form of an answer: `hadir` (ya, tidak), `orang-N-id`, `-nama`, `-jk`, `-jabatan`, `-hp`, `-hari` (several), `makan`, `bagi`
/// and `belajar` (several), `catatan`. A row without a name is nobody. `days` are the ids of the agenda's days.
pub fn read(pairs: &[(String, String)], days: &[String]) -> Result<Answer, Vec<Finding>> {
    let get = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let all = |name: &str| -> Vec<String> {
        pairs
            .iter()
            .filter(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.clone())
            .collect()
    };
    for (name, _) in pairs {
        let part = name.strip_prefix("orang-").and_then(|rest| rest.split_once('-'));
        let person = part.is_some_and(|(n, part)| {
            n.parse::<usize>().is_ok_and(|n| n < MOST_PEOPLE)
                && ["id", "nama", "jk", "jabatan", "hp", "hari"].contains(&part)
        });
        let fixed = ["hadir", "makan", "bagi", "belajar", "catatan", "op", "versi", "aksi"].contains(&name.as_str());
        if !person && !fixed {
            let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.";
            return Err(vec![Finding::new("", words)]);
        }
    }
    let mut findings = Vec::new();
    let mut answer = Answer { share: all("bagi"), learn: all("belajar"), ..Answer::default() };
    match get("hadir") {
        "ya" => answer.coming = true,
        "tidak" => {}
        _ => findings.push(Finding::new("hadir", "Pilih apakah ada yang bisa hadir.")),
    }
    if answer.coming {
        let mut ids = BTreeSet::new();
        for n in 0..rows(pairs) {
            let get = |part: &str| get(&field(n, part));
            let (name, id) = (get("nama"), get("id").to_owned());
            if name.trim().is_empty() {
                let rest = ["jabatan", "hp"].iter().any(|part| !get(part).trim().is_empty());
                if rest && id.is_empty() {
                    findings.push(Finding::new(field(n, "nama"), "Isi nama lengkapnya, dengan gelar bila ada."));
                }
                continue;
            }
            let mut chosen = all(&field(n, "hari"));
            chosen.retain(|day| days.contains(day));
            chosen.dedup();
            if chosen.is_empty() {
                findings.push(Finding::new(field(n, "hari"), format!("Pilih hari kedatangan {}.", short(name))));
            }
            match Person::read(name, get("jk"), get("jabatan"), "", get("hp")) {
                // Twice the same id: the second row is somebody new.
                Ok(person) => answer.people.push(Coming {
                    id: if ids.insert(id.clone()) { id } else { String::new() },
                    person,
                    days: chosen,
                }),
                Err(faults) => {
                    findings.extend(faults.into_iter().map(|(part, words)| Finding::new(field(n, part), words)));
                }
            }
        }
        if answer.people.is_empty() && findings.is_empty() {
            findings.push(Finding::new(field(0, "nama"), "Isi sedikitnya satu orang yang akan hadir."));
        }
    }
    for (code, name) in
        answer.share.iter().map(|code| (code, "bagi")).chain(answer.learn.iter().map(|code| (code, "belajar")))
    {
        if coded(code).is_none() {
            findings.push(Finding::new(name, "Topik itu tidak dikenal. Pilih lagi dari daftar."));
        }
    }
    for (name, text) in [("makan", &mut answer.food), ("catatan", &mut answer.note)] {
        get(name).trim().clone_into(text);
        if text.chars().count() > LONGEST {
            findings.push(Finding::new(name, format!("Paling panjang {LONGEST} huruf.")));
        }
    }
    if findings.is_empty() { Ok(answer) } else { Err(findings) }
}

fn short(name: &str) -> String {
    name.trim().chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }
    fn days() -> Vec<String> {
        vec!["d1".to_owned(), "d2".to_owned()]
    }

    #[test]
    fn the_letter_goes_to_who_answers_for_the_library() {
        assert_eq!(addressee(Kind::Desa, "Perpustakaan Desa Natai Raya", "Natai Raya"), "Kepala Desa Natai Raya");
        assert_eq!(addressee(Kind::Kelurahan, "Perpustakaan X", "Kumai Hilir"), "Lurah Kumai Hilir");
        assert_eq!(
            addressee(Kind::Tbm, "Rumah Pintar Sanggar Rahmat Abah", "Kumai"),
            "Pimpinan Rumah Pintar Sanggar Rahmat Abah"
        );
        let about = Letter {
            to: "Kepala Desa Natai Raya",
            library: "Perpustakaan Desa Natai Raya",
            meeting: "PLM 2026",
            days: &["Rabu, 2 Desember 2026, Aula".to_owned()],
            until: Date { year: 2026, month: 11, day: 25 },
            link: "https://pustaka.example/undangan/x",
            contact: "",
            office: "Dinas",
        };
        let words = letter(&about);
        for part in
            [about.to, "menugaskan pengelolanya", "Rabu, 25 November 2026", about.link, "- Rabu, 2 Desember 2026, Aula"]
        {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert!(!words.contains("Narahubung"));
        assert!(letter(&Letter { contact: "Bu Rina", ..about }).contains("Narahubung: Bu Rina"));
    }

    #[test]
    fn an_answer_with_two_people() {
        let answer = read(
            &pairs(&[
                ("hadir", "ya"),
                ("orang-0-nama", "Hj. Nur'aini, S.Sos."),
                ("orang-0-jk", "P"),
                ("orang-0-hari", "d1"),
                ("orang-0-hari", "d2"),
                ("orang-1-nama", ""),
                ("orang-2-id", "x"),
                ("orang-2-nama", "O"),
                ("orang-2-hari", "d2"),
                ("orang-2-hari", "d9"),
                ("bagi", "kunjungan"),
                ("belajar", "publikasi"),
                ("makan", " tanpa daging "),
            ]),
            &days(),
        )
        .unwrap();
        assert!(answer.coming && answer.people.len() == 2 && answer.food == "tanpa daging");
        assert_eq!((answer.people[1].id.as_str(), answer.people[1].days.clone()), ("x", vec!["d2".to_owned()]));
        assert_eq!((answer.share, answer.learn), (vec!["kunjungan".to_owned()], vec!["publikasi".to_owned()]));
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let fields = |posted: &[(&str, &str)]| -> Vec<String> {
            read(&pairs(posted), &days()).unwrap_err().into_iter().map(|finding| finding.field).collect()
        };
        assert_eq!(fields(&[]), ["hadir"]);
        assert_eq!(fields(&[("hadir", "ya")]), ["orang-0-nama"]);
        assert_eq!(fields(&[("hadir", "ya"), ("orang-1-hp", "0812")]), ["orang-1-nama"]);
        assert_eq!(fields(&[("hadir", "ya"), ("orang-0-nama", "Sari")]), ["orang-0-hari"]);
        let long = "a".repeat(200);
        assert_eq!(fields(&[("hadir", "ya"), ("orang-0-nama", &long), ("orang-0-hari", "d1")]), ["orang-0-nama"]);
        assert_eq!(fields(&[("hadir", "tidak"), ("bagi", "memasak")]), ["bagi"]);
        assert_eq!(fields(&[("hadir", "tidak"), ("peran", "planner")]), [""]);
        assert_eq!(fields(&[("hadir", "tidak"), ("orang-99-nama", "x")]), [""]);
        assert!(read(&pairs(&[("hadir", "tidak")]), &days()).is_ok_and(|answer| answer.people.is_empty()));
    }
}

//! The form as it was typed, right or wrong: what a draft keeps, on the server and on the phone. Reads and writes the flat
//! name=value pairs of the HTML form, so that server, browser and a form without scripts speak one language.

use super::{Content, MAX_ACTIVITIES, MAX_STORIES, StoryConsent};
use crate::domain::indicator::{Indicator, Source};
use crate::domain::photo::MAX_PHOTOS;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One figure as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedFigure {
    /// The characters in the field.
    pub text: String,
    /// "Tidak dihitung" is ticked.
    pub not_counted: bool,
}

/// One activity as typed. A phone's older copy lacks the newer fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedActivity {
    /// Made by the server when the block was shown.
    pub id: String,
    /// A strategy's code, or empty.
    pub strategy: String,
    /// Field of life.
    pub field: String,
    /// Name.
    pub title: String,
    /// ISO date from the date input.
    pub held_on: String,
    /// Where.
    pub place: String,
    /// How many.
    pub participants: String,
    /// With whom.
    pub partner: String,
    /// What came of it.
    pub result: String,
    /// What was learned.
    pub skill: String,
    /// The code of the kind of support that was won.
    pub support: String,
    /// Its worth.
    pub rupiah: String,
    /// From whom.
    pub supporter: String,
    /// Where it was published.
    pub link: String,
}

impl TypedActivity {
    /// The block's fields: their names in the form, and what was typed.
    fn parts(&self) -> [(&'static str, &String); 14] {
        [
            ("id", &self.id),
            ("strategi", &self.strategy),
            ("bidang", &self.field),
            ("judul", &self.title),
            ("tanggal", &self.held_on),
            ("tempat", &self.place),
            ("peserta", &self.participants),
            ("mitra", &self.partner),
            ("hasil", &self.result),
            ("keterampilan", &self.skill),
            ("dukungan", &self.support),
            ("rupiah", &self.rupiah),
            ("pendukung", &self.supporter),
            ("tautan", &self.link),
        ]
    }

    /// Nothing was typed into the block: it is left out, and asks for nothing.
    pub fn is_blank(&self) -> bool {
        self.parts().iter().all(|(part, text)| *part == "id" || text.trim().is_empty())
    }
}

/// One story as typed. A phone's older copy lacks the newer fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedStory {
    /// Its row when it was sent before.
    pub id: String,
    /// Who changed, without the name.
    pub about: String,
    /// How.
    pub text: String,
    /// How one knows.
    pub evidence: String,
    /// The name.
    pub person: String,
    /// `dewasa` or `anak`: whom it is about.
    pub age: String,
    /// The guardian of the child has agreed.
    pub guardian: bool,
    /// A consent's code.
    pub consent: String,
    /// Wished to be public.
    pub public: bool,
}

impl TypedStory {
    /// Nothing was typed into the block.
    pub fn is_blank(&self) -> bool {
        [&self.about, &self.text, &self.evidence, &self.person].iter().all(|text| text.trim().is_empty())
    }
}

/// What the form says about a photo that the server has already. Kept with the photo, not in the draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPhoto {
    /// The photo's id.
    pub id: String,
    /// Its activity's id: what the server knows, not a field of the form.
    pub activity: String,
    /// Words under it.
    pub caption: String,
    /// "Boleh tampil untuk umum."
    pub public: bool,
    /// A code of [`crate::domain::photo::Children`].
    pub children: String,
    /// Its "Hapus foto" button was pressed.
    pub removed: bool,
}

/// How new photos of one activity, sent with this same form, may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPhotos {
    /// "Boleh tampil untuk umum."
    pub public: bool,
    /// A code of [`crate::domain::photo::Children`].
    pub children: String,
}

/// The whole form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// By indicator code.
    pub figures: BTreeMap<String, TypedFigure>,
    /// The office's own questions by id.
    pub answers: BTreeMap<String, String>,
    /// In order.
    pub activities: Vec<TypedActivity>,
    /// In order.
    pub stories: Vec<TypedStory>,
    /// Kendala.
    pub obstacles: String,
    /// Upaya.
    pub remedies: String,
    /// By the key of the doubt they answer.
    pub explanations: BTreeMap<String, String>,
    /// Photos that the server has.
    #[serde(skip)]
    pub photos: Vec<TypedPhoto>,
    /// New photos by the index of their activity.
    #[serde(skip)]
    pub new_photos: BTreeMap<usize, NewPhotos>,
}

/// The fields of the form that are not the report: which button, which version, which intent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The button: "simpan", "kirim", "tambah-kegiatan", ...
    pub action: String,
    /// The report's version when the form was shown; 0: there was none.
    pub version: i64,
    /// One id for each showing of the form, so that a second post is the same intent.
    pub op: String,
    /// Reason of a nihil report.
    pub nihil_reason: String,
    /// Of a report on paper: the date that stands on it.
    pub paper_on: String,
}

/// Why posted pairs are not this form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairsFault {
    /// A name that the form does not have.
    Unknown(String),
    /// More blocks or photos than one report holds.
    TooMany,
}

impl PairsFault {
    /// The sentence for whoever sent it.
    pub fn words(&self) -> String {
        match self {
            Self::Unknown(name) => {
                let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
                format!(
                    "Formulir berisi kolom yang tidak dikenal: \u{201c}{name}\u{201d}. Muat ulang halaman ini, lalu coba lagi."
                )
            }
            Self::TooMany => format!(
                "Satu laporan memuat paling banyak {MAX_ACTIVITIES} kegiatan, {MAX_STORIES} cerita, dan {MAX_PHOTOS} foto."
            ),
        }
    }
}

/// Longest text that is sent from any one field, in characters. A longer one is kept as typed and told at its field, never cut; what a
/// request may hold bounds it.
pub const LONGEST: usize = 4_000;

/// Signs that nobody sees and that turn the writing round or hide in a name. The joiner of emoji (U+200D) is none of them.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Ids come back from the form: they are ours, or they are nothing.
fn id_or_nothing(value: &str) -> String {
    let fine = value.len() <= 40 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fine { value.to_owned() } else { String::new() }
}

/// Browsers send line ends as CR LF; the draft keeps LF, so that what comes back is what was typed.
fn text(value: &str) -> String {
    value.replace("\r\n", "\n").chars().filter(|c| (!c.is_control() || *c == '\n') && !is_unseen(*c)).collect()
}

/// The `n`-th block of a list that grows as names mention it.
fn block<T: Default + Clone>(list: &mut Vec<T>, n: usize, most: usize) -> Result<&mut T, PairsFault> {
    if n >= most {
        return Err(PairsFault::TooMany);
    }
    if list.len() <= n {
        list.resize(n + 1, T::default());
    }
    Ok(&mut list[n])
}

impl Draft {
    /// Reads the pairs of the posted form. Blank blocks stay in their place, so that findings find their fields.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(Self, Envelope), PairsFault> {
        let mut draft = Self::default();
        let mut envelope = Envelope::default();
        for (name, value) in pairs {
            let known = match name {
                "aksi" => set(&mut envelope.action, value),
                "versi" => {
                    envelope.version = value.parse().unwrap_or(0);
                    true
                }
                "op" => set(&mut envelope.op, &id_or_nothing(value)),
                "tanggal-kertas" => set(&mut envelope.paper_on, value),
                "alasan-nihil" => set(&mut envelope.nihil_reason, value),
                "kendala" => set(&mut draft.obstacles, value),
                "upaya" => set(&mut draft.remedies, value),
                _ => draft.take_named(name, value)?,
            };
            if !known {
                return Err(PairsFault::Unknown(name.to_owned()));
            }
        }
        if draft.photos.len() > MAX_PHOTOS {
            return Err(PairsFault::TooMany);
        }
        // An id twice would make two activities one row: the later one becomes new.
        let mut seen = BTreeSet::new();
        for activity in &mut draft.activities {
            if !activity.id.is_empty() && !seen.insert(activity.id.clone()) {
                activity.id.clear();
            }
        }
        Ok((draft, envelope))
    }

    /// A draft that came as JSON, held to the same limits as a posted form: the same texts, ids and numbers of blocks.
    pub fn cleaned(&self) -> Result<Self, PairsFault> {
        if self.activities.len() > MAX_ACTIVITIES || self.stories.len() > MAX_STORIES {
            return Err(PairsFault::TooMany);
        }
        let pairs = self.to_pairs();
        Ok(Self::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))?.0)
    }

    /// Takes one pair whose name carries a code, a number or an id. `false`: no such field.
    fn take_named(&mut self, name: &str, value: &str) -> Result<bool, PairsFault> {
        let Some((group, rest)) = name.split_once('-') else { return Ok(false) };
        let slug = |rest: &str| {
            !rest.is_empty()
                && rest.len() <= 60
                && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        };
        if !slug(rest) {
            return Ok(false);
        }
        match group {
            "angka" => self.figures.entry(rest.to_owned()).or_default().text = text(value),
            "lewati" => self.figures.entry(rest.to_owned()).or_default().not_counted = !value.is_empty(),
            "tanya" => {
                self.answers.insert(rest.to_owned(), text(value));
            }
            "penjelasan" => {
                self.explanations.insert(rest.to_owned(), text(value));
            }
            "kegiatan" => return self.take_activity(rest, value),
            "cerita" => return self.take_story(rest, value),
            "foto" => return Ok(self.take_photo(rest, value)),
            _ => return Ok(false),
        }
        // Codes are few; thousands of invented ones are not a form.
        if self.figures.len() + self.answers.len() + self.explanations.len() > 500 {
            Err(PairsFault::TooMany)
        } else {
            Ok(true)
        }
    }

    fn take_activity(&mut self, rest: &str, value: &str) -> Result<bool, PairsFault> {
        let Some((n, part)) = rest.split_once('-') else { return Ok(false) };
        let Ok(n) = n.parse::<usize>() else { return Ok(false) };
        if n >= MAX_ACTIVITIES {
            return Err(PairsFault::TooMany);
        }
        match part {
            // The file itself travels beside the pairs; an empty file input may arrive as an empty text.
            "foto" => return Ok(value.is_empty()),
            "foto-umum" => {
                self.new_photos.entry(n).or_default().public = !value.is_empty();
                return Ok(true);
            }
            "foto-anak" => {
                self.new_photos.entry(n).or_default().children = text(value);
                return Ok(true);
            }
            _ => {}
        }
        let activity = block(&mut self.activities, n, MAX_ACTIVITIES)?;
        Ok(match part {
            "id" => set(&mut activity.id, &id_or_nothing(value)),
            "strategi" => set(&mut activity.strategy, value),
            "bidang" => set(&mut activity.field, value),
            "judul" => set(&mut activity.title, value),
            "tanggal" => set(&mut activity.held_on, value),
            "tempat" => set(&mut activity.place, value),
            "peserta" => set(&mut activity.participants, value),
            "mitra" => set(&mut activity.partner, value),
            "hasil" => set(&mut activity.result, value),
            "keterampilan" => set(&mut activity.skill, value),
            "dukungan" => set(&mut activity.support, value),
            "rupiah" => set(&mut activity.rupiah, value),
            "pendukung" => set(&mut activity.supporter, value),
            "tautan" => set(&mut activity.link, value),
            _ => false,
        })
    }

    fn take_story(&mut self, rest: &str, value: &str) -> Result<bool, PairsFault> {
        let Some((n, part)) = rest.split_once('-') else { return Ok(false) };
        let Ok(n) = n.parse::<usize>() else { return Ok(false) };
        let story = block(&mut self.stories, n, MAX_STORIES)?;
        Ok(match part {
            "id" => set(&mut story.id, &id_or_nothing(value)),
            "siapa" => set(&mut story.about, value),
            "teks" => set(&mut story.text, value),
            "bukti" => set(&mut story.evidence, value),
            "nama" => set(&mut story.person, value),
            "umur" => set(&mut story.age, value),
            "wali" => {
                story.guardian = !value.is_empty();
                true
            }
            "izin" => set(&mut story.consent, value),
            "umum" => {
                story.public = !value.is_empty();
                true
            }
            _ => false,
        })
    }

    fn take_photo(&mut self, rest: &str, value: &str) -> bool {
        let Some((id, part)) = rest.rsplit_once('-') else { return false };
        let index = self.photos.iter().position(|photo| photo.id == id).unwrap_or_else(|| {
            self.photos.push(TypedPhoto { id: id_or_nothing(id), ..TypedPhoto::default() });
            self.photos.len() - 1
        });
        let photo = &mut self.photos[index];
        match part {
            "keterangan" => photo.caption = text(value),
            "umum" => photo.public = !value.is_empty(),
            "anak" => photo.children = text(value),
            _ => return false,
        }
        true
    }

    /// The pairs that this draft makes in the form: what [`Draft::from_pairs`] reads back. Empty fields and unticked boxes are left out.
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut put = |name: String, value: &str| {
            if !value.is_empty() {
                pairs.push((name, value.to_owned()));
            }
        };
        let tick = |yes: bool| if yes { "ya" } else { "" };
        for (code, figure) in &self.figures {
            put(format!("angka-{code}"), &figure.text);
            put(format!("lewati-{code}"), tick(figure.not_counted));
        }
        for (id, value) in &self.answers {
            put(format!("tanya-{id}"), value);
        }
        for (n, activity) in self.activities.iter().enumerate() {
            for (part, value) in activity.parts() {
                put(format!("kegiatan-{n}-{part}"), value);
            }
        }
        for (n, story) in self.stories.iter().enumerate() {
            for (part, value) in [
                ("id", &story.id),
                ("siapa", &story.about),
                ("teks", &story.text),
                ("bukti", &story.evidence),
                ("nama", &story.person),
                ("umur", &story.age),
                ("izin", &story.consent),
            ] {
                put(format!("cerita-{n}-{part}"), value);
            }
            put(format!("cerita-{n}-wali"), tick(story.guardian));
            put(format!("cerita-{n}-umum"), tick(story.public));
        }
        put("kendala".to_owned(), &self.obstacles);
        put("upaya".to_owned(), &self.remedies);
        for (key, value) in &self.explanations {
            put(format!("penjelasan-{key}"), value);
        }
        for photo in &self.photos {
            put(format!("foto-{}-keterangan", photo.id), &photo.caption);
            put(format!("foto-{}-umum", photo.id), tick(photo.public));
            put(format!("foto-{}-anak", photo.id), &photo.children);
        }
        pairs
    }

    /// Without the blocks that nobody typed into, except activities that have photos (by their ids). Gives ids to activities that
    /// have none; `new_id` makes them.
    pub fn tidy(&mut self, with_photos: &BTreeSet<String>, mut new_id: impl FnMut() -> String) {
        self.activities.retain(|activity| !activity.is_blank() || with_photos.contains(&activity.id));
        self.stories.retain(|story| !story.is_blank());
        for activity in &mut self.activities {
            if activity.id.is_empty() {
                activity.id = new_id();
            }
        }
        self.explanations.retain(|_, words| !words.trim().is_empty());
        self.answers.retain(|_, words| !words.trim().is_empty());
    }

    /// Adds activities of another month, those that are not there yet (by their names), as long as there is room.
    pub fn copy_activities(&mut self, others: &[TypedActivity]) {
        for other in others {
            let there = |it: &TypedActivity| it.title.trim().eq_ignore_ascii_case(other.title.trim());
            if self.activities.len() < MAX_ACTIVITIES && !self.activities.iter().any(there) {
                self.activities.push(other.clone());
            }
        }
    }

    /// Has nothing been typed at all?
    pub fn is_blank(&self) -> bool {
        self.figures.values().all(|figure| figure.text.trim().is_empty() && !figure.not_counted)
            && self.answers.values().all(|answer| answer.trim().is_empty())
            && self.activities.iter().all(TypedActivity::is_blank)
            && self.stories.iter().all(TypedStory::is_blank)
            && self.obstacles.trim().is_empty()
            && self.remedies.trim().is_empty()
    }

    /// The form filled with a revision that was sent, for its correction.
    pub fn of_content(content: &Content) -> Self {
        Self {
            figures: content
                .figures
                .iter()
                .filter(|(code, _)| Indicator::of(code).is_some_and(|indicator| indicator.source == Source::Typed))
                .map(|(code, figure)| {
                    let typed = TypedFigure {
                        text: figure.count().map(|count| count.to_string()).unwrap_or_default(),
                        not_counted: figure.count().is_none(),
                    };
                    (code.clone(), typed)
                })
                .collect(),
            answers: content.answers.iter().cloned().collect(),
            activities: content
                .activities
                .iter()
                .map(|activity| TypedActivity {
                    id: activity.id.clone(),
                    strategy: activity.strategy.code().to_owned(),
                    field: activity.field.clone(),
                    title: activity.title.clone(),
                    held_on: activity.held_on.to_string(),
                    place: activity.place.clone(),
                    participants: activity.participants.map(|count| count.to_string()).unwrap_or_default(),
                    partner: activity.partner.clone(),
                    result: activity.result.clone(),
                    skill: activity.skill.clone(),
                    support: activity.support.as_ref().map(|it| it.kind.code().to_owned()).unwrap_or_default(),
                    rupiah: activity
                        .support
                        .as_ref()
                        .and_then(|it| it.rupiah)
                        .map(|value| value.to_string())
                        .unwrap_or_default(),
                    supporter: activity.support.as_ref().map(|it| it.from.clone()).unwrap_or_default(),
                    link: activity.link.clone(),
                })
                .collect(),
            stories: content
                .stories
                .iter()
                // What was withdrawn is not sent again.
                .filter(|story| !story.is_erased)
                .map(|story| TypedStory {
                    id: story.id.clone(),
                    about: story.about.clone(),
                    text: story.text.clone(),
                    evidence: story.evidence.clone(),
                    person: story.person.clone(),
                    age: if story.child { "anak" } else { "dewasa" }.to_owned(),
                    guardian: story.guardian,
                    consent: match story.consent {
                        StoryConsent::None => String::new(),
                        consent => consent.code().to_owned(),
                    },
                    public: story.public,
                })
                .collect(),
            obstacles: content.obstacles.clone(),
            remedies: content.remedies.clone(),
            explanations: content.explanations.iter().map(|said| (said.rule.clone(), said.words.clone())).collect(),
            ..Self::default()
        }
    }

    /// Names of fields whose values differ from another draft's, for telling a person what changed meanwhile.
    pub fn differences(&self, other: &Self) -> Vec<(String, String, String)> {
        let ours: BTreeMap<String, String> =
            self.to_pairs().into_iter().filter(|(name, _)| !name.ends_with("-id")).collect();
        let theirs: BTreeMap<String, String> =
            other.to_pairs().into_iter().filter(|(name, _)| !name.ends_with("-id")).collect();
        let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        names
            .into_iter()
            .filter_map(|name| {
                let (mine, other) =
                    (ours.get(name).cloned().unwrap_or_default(), theirs.get(name).cloned().unwrap_or_default());
                (mine != other).then(|| (name.clone(), mine, other))
            })
            .collect()
    }
}

/// Activities alone, as pairs of a form.
pub fn activity_pairs(activities: &[TypedActivity]) -> Vec<(String, String)> {
    Draft { activities: activities.to_vec(), ..Draft::default() }.to_pairs()
}

/// The activities of a month as the next month may begin with them: what happens only once (date, participants, result) is left
/// out, and they are new ones.
pub fn held_again(content: &Content) -> Vec<TypedActivity> {
    Draft::of_content(content)
        .activities
        .into_iter()
        .map(|activity| TypedActivity {
            id: String::new(),
            held_on: String::new(),
            participants: String::new(),
            result: String::new(),
            ..activity
        })
        .collect()
}

/// A field's name as people know it: "Pengunjung", "Kegiatan 2, tanggal".
pub fn field_words(name: &str) -> String {
    let numbered = |what: &str, rest: &str| {
        let (n, part) = rest.split_once('-').unwrap_or((rest, ""));
        let n = n.parse::<usize>().map_or_else(|_| String::new(), |n| format!(" {}", n + 1));
        let part = match part {
            "judul" => "nama",
            "teks" => "isi",
            "siapa" => "siapa yang berubah",
            "wali" => "izin wali",
            "dukungan" => "dukungan yang didapat",
            "rupiah" => "nilai dukungan",
            "pendukung" => "pemberi dukungan",
            "umum" => "boleh tampil untuk umum",
            other => other,
        };
        if part.is_empty() { format!("{what}{n}") } else { format!("{what}{n}, {part}") }
    };
    match name.split_once('-') {
        Some(("angka" | "lewati", code)) => {
            Indicator::of(code).map_or_else(|| "Angka".to_owned(), |it| it.label.to_owned())
        }
        Some(("kegiatan", rest)) => numbered("Kegiatan", rest),
        Some(("cerita", rest)) => numbered("Cerita", rest),
        Some(("foto", _)) => "Keterangan foto".to_owned(),
        Some(("penjelasan", _)) => "Penjelasan".to_owned(),
        Some(("tanya", _)) => "Pertanyaan dinas".to_owned(),
        _ if name == "kendala" => "Kendala".to_owned(),
        _ if name == "upaya" => "Upaya".to_owned(),
        _ => "Isian".to_owned(),
    }
}

/// Sets a text field; always a known one.
fn set(field: &mut String, value: &str) -> bool {
    *field = text(value);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pairs: &[(&str, &str)]) -> Result<(Draft, Envelope), PairsFault> {
        Draft::from_pairs(pairs.iter().copied())
    }

    #[test]
    fn a_posted_form_is_read_whole() {
        let (draft, envelope) = read(&[
            ("aksi", "kirim"),
            ("versi", "3"),
            ("op", "0197-ab"),
            ("angka-pengunjung", "1.234"),
            ("lewati-tik", "ya"),
            ("kegiatan-0-id", "a1"),
            ("kegiatan-0-judul", "Kelas membaca"),
            ("kegiatan-0-foto-umum", "ya"),
            ("kegiatan-1-strategi", "advokasi"),
            ("cerita-0-teks", "Baris satu\r\nbaris dua"),
            ("foto-0197aaaa-bbbb-keterangan", "Anak membaca"),
            ("foto-0197aaaa-bbbb-anak", "none"),
            ("penjelasan-lonjakan-pengunjung", "Ada lomba"),
        ])
        .unwrap();
        assert_eq!(
            envelope,
            Envelope { action: "kirim".into(), version: 3, op: "0197-ab".into(), ..Envelope::default() }
        );
        assert_eq!(draft.figures["pengunjung"].text, "1.234");
        assert!(draft.figures["tik"].not_counted);
        assert_eq!(draft.activities.len(), 2);
        assert!(draft.new_photos[&0].public);
        assert_eq!(draft.stories[0].text, "Baris satu\nbaris dua");
        assert_eq!(draft.photos[0].id, "0197aaaa-bbbb");
        assert_eq!(draft.explanations["lonjakan-pengunjung"], "Ada lomba");
    }

    #[test]
    fn unknown_fields_are_refused_with_their_name() {
        for name in [
            "status",
            "kegiatan-0-status",
            "kegiatan-x-judul",
            "foto-1-milik",
            "angka-",
            "cerita-0-",
            "library",
            "kegiatan-0",
        ] {
            let fault = read(&[(name, "1")]).unwrap_err();
            assert_eq!(fault, PairsFault::Unknown(name.to_owned()));
        }
        assert_eq!(read(&[("kegiatan-4000000-judul", "x")]).unwrap_err(), PairsFault::TooMany);
        assert_eq!(read(&[("cerita-10-teks", "x")]).unwrap_err(), PairsFault::TooMany);
    }

    #[test]
    fn a_draft_of_an_older_phone_is_read() {
        let old = r#"{"activities":[{"id":"a","strategy":"advokasi","field":"","title":"Rapat","held_on":"","place":"",
            "participants":"","partner":"","result":""}],"stories":[{"id":"","text":"x","person":"","consent":"","public":false}]}"#;
        let draft: Draft = serde_json::from_str(old).unwrap();
        assert_eq!((draft.activities[0].title.as_str(), draft.stories[0].text.as_str()), ("Rapat", "x"));
    }

    #[test]
    fn ids_are_ours_or_nothing() {
        let (draft, _) = read(&[("kegiatan-0-id", "../x"), ("kegiatan-1-id", "a"), ("kegiatan-2-id", "a")]).unwrap();
        assert_eq!(draft.activities.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["", "a", ""]);
    }

    #[test]
    fn tidying_drops_only_blank_blocks() {
        let (mut draft, _) = read(&[
            ("kegiatan-0-id", "a"),
            ("kegiatan-1-judul", "Lomba"),
            ("cerita-0-izin", "named"),
            ("cerita-1-teks", "x"),
            ("kegiatan-2-id", "c"),
        ])
        .unwrap();
        draft.tidy(&BTreeSet::from(["c".to_owned()]), || "baru".to_owned());
        assert_eq!(draft.activities.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(), ["baru", "c"]);
        assert_eq!(draft.stories.len(), 1);
    }

    fn words() -> impl Strategy<Value = String> {
        "[ -~\u{e0}-\u{ff}\n]{0,20}"
    }

    prop_compose! {
        fn drafts()(
            figures in prop::collection::btree_map("[a-z_]{1,12}", (words(), any::<bool>()), 0..6),
            activities in prop::collection::vec((words(), words(), "[0-9-]{0,10}", words()), 0..5),
            stories in prop::collection::vec((words(), words(), any::<bool>(), any::<bool>()), 0..4),
            obstacles in words(), remedies in words(),
        ) -> Draft {
            Draft {
                figures: figures.into_iter().filter(|(_, (text, tick))| !text.is_empty() || *tick)
                    .map(|(code, (text, not_counted))| (code, TypedFigure { text, not_counted })).collect(),
                activities: activities.into_iter().enumerate().map(|(n, (title, partner, held_on, result))|
                    TypedActivity {
                        id: format!("a{n}"), skill: title.clone(), support: partner.clone(), rupiah: result.clone(),
                        supporter: title.clone(), link: partner.clone(), title, partner, held_on, result,
                        ..TypedActivity::default()
                    }).collect(),
                stories: stories.into_iter().enumerate().map(|(n, (text, person, public, guardian))|
                    TypedStory {
                        id: format!("s{n}"), about: text.clone(), evidence: person.clone(), age: person.clone(), text, person,
                        public, guardian, ..TypedStory::default()
                    }).collect(),
                obstacles, remedies,
                ..Draft::default()
            }
        }
    }

    proptest! {
        #[test]
        fn what_the_form_shows_is_what_it_sends(draft in drafts()) {
            let pairs = draft.to_pairs();
            let (read, _) = Draft::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))).unwrap();
            prop_assert_eq!(&read, &draft);
            let json = serde_json::to_string(&draft).unwrap();
            prop_assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft);
        }

        #[test]
        fn no_pairs_panic(pairs in prop::collection::vec(("[a-z0-9-]{0,24}", ".{0,16}"), 0..30)) {
            let _ = Draft::from_pairs(pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        }
    }
}

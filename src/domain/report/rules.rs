//! What makes a draft ready to be sent. The server decides with these rules; the phone shows them while one types.
//!
//! Three kinds: *wrong* (cannot be meant, e.g. 40 days open), *missing* (must be there before sending), and *doubts* (may well be
//! true, but the office would ask: a short explanation settles them). A draft is kept whatever the rules say.

use super::draft::{Draft, LONGEST, TypedActivity, field_words};
use super::{Activity, Content, Explanation, Story, StoryConsent, Strategy, Support, SupportKind};
use crate::domain::form::{Form, Kind};
use crate::domain::indicator::{Figure, Figures, Indicator, Split};
use crate::domain::link;
use crate::domain::moment::{Date, Month};
use crate::domain::number::{parse_count, parse_rupiah, whole};
use crate::domain::photo::Children;
use crate::domain::refusal::Finding;

/// What the rules need to know beside the draft.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// What is asked.
    pub form: &'a Form,
    /// The month of the report.
    pub month: Month,
    /// Today in the office's zone.
    pub today: Date,
    /// The figures of the month before, as far as they were sent.
    pub before: &'a Figures,
}

/// Something that may well be true but needs a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Names the rule and what it is about; the explanation's field is `penjelasan-{key}`.
    pub key: String,
    /// The form's field it is about.
    pub field: String,
    /// The question.
    pub words: String,
    /// Was it answered?
    pub explained: bool,
}

/// The rules' answer.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What the draft says, as far as it could be read.
    pub content: Content,
    /// What cannot be meant.
    pub wrong: Vec<Finding>,
    /// What must be there before sending.
    pub missing: Vec<Finding>,
    /// What needs a word.
    pub doubts: Vec<Doubt>,
}

impl Checked {
    /// May it be sent?
    pub fn is_ready(&self) -> bool {
        self.wrong.is_empty() && self.missing.is_empty() && self.doubts.iter().all(|doubt| doubt.explained)
    }

    /// Everything that stands in the way of sending, in the order of the form as far as that goes.
    pub fn findings(&self) -> Vec<Finding> {
        let doubts = self.doubts.iter().filter(|doubt| !doubt.explained);
        let doubts = doubts.map(|doubt| Finding::new(format!("penjelasan-{}", doubt.key), doubt.words.clone()));
        self.wrong.iter().chain(&self.missing).cloned().chain(doubts).collect()
    }
}

/// Checks a draft.
pub fn check(draft: &Draft, around: &Around<'_>) -> Checked {
    let mut checked = Checked::default();
    figures(draft, around, &mut checked);
    answers(draft, around.form, &mut checked);
    activities(draft, around.month, &mut checked);
    stories(draft, &mut checked);
    photos(draft, &mut checked);
    draft.obstacles.trim().clone_into(&mut checked.content.obstacles);
    draft.remedies.trim().clone_into(&mut checked.content.remedies);
    lengths(draft, &mut checked);
    doubts(draft, around, &mut checked);
    checked
}

/// A text that is too long is kept as it was typed, and told at its field.
fn lengths(draft: &Draft, checked: &mut Checked) {
    for (name, value) in draft.to_pairs() {
        // Bytes first: counting characters of every field at every keystroke is for those few that may be too long.
        if value.len() > LONGEST && value.chars().count() > LONGEST {
            let words = format!("{}: terlalu panjang. Pendekkan sampai 4.000 huruf.", field_words(&name));
            checked.wrong.push(Finding::new(name, words));
        }
    }
}

/// Reads one typed figure; the error is a sentence.
pub fn figure(text: &str, not_counted: bool, max: u32) -> Result<Option<Figure>, String> {
    let count = parse_count(text).map_err(|fault| fault.words().to_owned())?;
    match (count, not_counted) {
        (Some(_), true) => {
            Err("Ada angkanya, tetapi \u{201c}tidak dihitung\u{201d} juga dicentang. Pilih salah satu.".to_owned())
        }
        (Some(count), false) if count > max => {
            Err(format!("Paling banyak {}. Periksa lagi angkanya.", whole(i64::from(max))))
        }
        (Some(count), false) => Ok(Some(Figure::Counted(count))),
        (None, true) => Ok(Some(Figure::NotCounted)),
        (None, false) => Ok(None),
    }
}

fn figures(draft: &Draft, around: &Around<'_>, checked: &mut Checked) {
    for asked in &around.form.asked {
        let indicator = asked.indicator;
        let field = format!("angka-{}", indicator.code);
        let typed = draft.figures.get(indicator.code);
        let (text, not_counted) = typed.map_or(("", false), |typed| (typed.text.as_str(), typed.not_counted));
        match figure(text, not_counted, indicator.max_in(around.month)) {
            Ok(Some(figure)) => {
                checked.content.figures.insert(indicator.code.to_owned(), figure);
            }
            Ok(None) if !indicator.needed => {}
            Ok(None) => checked.missing.push(Finding::new(
                field,
                format!(
                    "Isi {}. Kalau tidak ada, tulis 0; kalau tidak dicatat, centang \u{201c}tidak dihitung\u{201d}.",
                    indicator.label
                ),
            )),
            Err(words) => checked.wrong.push(Finding::new(field, format!("{}: {words}", indicator.label))),
        }
    }
    for split in Split::ALL {
        let finding = parts_and_whole(split, &checked.content.figures);
        checked.wrong.extend(finding);
    }
}

/// The parts of the visitors never exceed the whole; where every part is given, they make the whole.
fn parts_and_whole(split: Split, figures: &Figures) -> Option<Finding> {
    let count = |code: &str| figures.get(code).and_then(|figure| figure.count());
    let whole_count = u64::from(count(Split::WHOLE)?);
    let parts: Vec<(&Indicator, u64)> =
        split.parts().filter_map(|part| Some((part, u64::from(count(part.code)?)))).collect();
    let sum: u64 = parts.iter().map(|(_, count)| count).sum();
    let all_given = parts.len() == split.parts().count();
    if sum <= whole_count && !(all_given && sum < whole_count) {
        return None;
    }
    let (meant, _) = parts.iter().find(|(_, count)| *count > whole_count).or(parts.last())?;
    let shown = |count: u64| whole(i64::try_from(count).unwrap_or(i64::MAX));
    let listed: Vec<String> =
        parts.iter().map(|(part, count)| format!("{} {}", part.label.to_ascii_lowercase(), shown(*count))).collect();
    let words = match listed.as_slice() {
        [one] => format!("Ada {one}, lebih banyak dari semua pengunjung ({}).", shown(whole_count)),
        listed => format!(
            "Pengunjung {}: {} berjumlah {}, tetapi semua pengunjung {}. Samakan, atau kosongkan salah satunya.",
            split.words(),
            listed.join(" + "),
            shown(sum),
            shown(whole_count)
        ),
    };
    Some(Finding::new(format!("angka-{}", meant.code), words))
}

fn answers(draft: &Draft, form: &Form, checked: &mut Checked) {
    for question in &form.questions {
        let field = format!("tanya-{}", question.id);
        let answer = draft.answers.get(&question.id).map_or("", |answer| answer.trim());
        if answer.is_empty() {
            if question.required {
                checked.missing.push(Finding::new(field, format!("Jawab: {}", question.label)));
            }
            continue;
        }
        let fault = match question.kind {
            Kind::Number => parse_count(answer).err().map(|fault| fault.words().to_owned()),
            Kind::Choice if !question.options.iter().any(|option| option == answer) => {
                Some("Pilih salah satu jawaban.".to_owned())
            }
            Kind::Choice | Kind::Text => None,
        };
        match fault {
            Some(words) => checked.wrong.push(Finding::new(field, format!("{}: {words}", question.label))),
            None => checked.content.answers.push((question.id.clone(), answer.to_owned())),
        }
    }
}

/// One activity, read; what is amiss with it goes to `checked`.
fn activity(n: usize, typed: &TypedActivity, month: Month, checked: &mut Checked) -> Option<Activity> {
    let name = if typed.title.trim().is_empty() {
        format!("Kegiatan {}", n + 1)
    } else {
        format!("Kegiatan \u{201c}{}\u{201d}", typed.title.trim())
    };
    let field = |part: &str| format!("kegiatan-{n}-{part}");
    let strategy = Strategy::of(&typed.strategy);
    if strategy.is_none() {
        checked.missing.push(Finding::new(field("strategi"), format!("{name}: pilih strateginya.")));
    }
    if typed.title.trim().is_empty() {
        checked.missing.push(Finding::new(field("judul"), format!("{name}: tulis nama kegiatannya.")));
    }
    if typed.title.chars().count() > 200 {
        checked.wrong.push(Finding::new(field("judul"), format!("Kegiatan {}: nama paling panjang 200 huruf.", n + 1)));
    }
    let held_on = match (typed.held_on.trim(), Date::parse(typed.held_on.trim())) {
        ("", _) => {
            checked.missing.push(Finding::new(field("tanggal"), format!("{name}: isi tanggalnya.")));
            None
        }
        (_, Some(date)) if month.holds(date) => Some(date),
        (_, Some(date)) => {
            let words = format!(
                "{name}: tanggal {} di luar {}. Pindahkan ke laporan bulan itu, atau perbaiki tanggalnya.",
                date.plain(),
                month.long()
            );
            checked.wrong.push(Finding::new(field("tanggal"), words));
            None
        }
        (_, None) => {
            checked.wrong.push(Finding::new(field("tanggal"), format!("{name}: tanggalnya tidak ada di kalender.")));
            None
        }
    };
    let participants = match parse_count(&typed.participants) {
        Ok(None) if strategy.is_none_or(Strategy::needs_participants) => {
            checked.missing.push(Finding::new(field("peserta"), format!("{name}: isi jumlah pesertanya.")));
            None
        }
        Ok(Some(count)) if count > 100_000 => {
            checked
                .wrong
                .push(Finding::new(field("peserta"), format!("{name}: jumlah peserta paling banyak 100.000.")));
            None
        }
        Ok(count) => count,
        Err(fault) => {
            checked.wrong.push(Finding::new(field("peserta"), format!("{name}, peserta: {}", fault.words())));
            None
        }
    };
    let support = support(n, typed, &name, checked);
    let link = match link::parse(&typed.link) {
        Ok(link) => link.unwrap_or_default(),
        Err(fault) => {
            checked.wrong.push(Finding::new(field("tautan"), format!("{name}: {}", fault.words())));
            String::new()
        }
    };
    Some(Activity {
        id: typed.id.clone(),
        strategy: strategy?,
        field: typed.field.trim().to_owned(),
        title: typed.title.trim().to_owned(),
        held_on: held_on?,
        place: typed.place.trim().to_owned(),
        participants,
        partner: typed.partner.trim().to_owned(),
        result: typed.result.trim().to_owned(),
        skill: typed.skill.trim().to_owned(),
        support,
        link,
    })
}

/// What was won: its kind is needed once its worth or its giver is told.
fn support(n: usize, typed: &TypedActivity, name: &str, checked: &mut Checked) -> Option<Support> {
    let rupiah = parse_rupiah(&typed.rupiah).unwrap_or_else(|fault| {
        let words = format!("{name}, nilai dukungan: {}", fault.words());
        checked.wrong.push(Finding::new(format!("kegiatan-{n}-rupiah"), words));
        None
    });
    let told = !typed.rupiah.trim().is_empty() || !typed.supporter.trim().is_empty();
    let kind = SupportKind::of(&typed.support);
    if kind.is_none() && told {
        let words = format!("{name}: pilih jenis dukungan yang didapat.");
        checked.missing.push(Finding::new(format!("kegiatan-{n}-dukungan"), words));
    }
    Some(Support { kind: kind?, rupiah, from: typed.supporter.trim().to_owned() })
}

fn activities(draft: &Draft, month: Month, checked: &mut Checked) {
    let has_photo = |id: &str| draft.photos.iter().any(|photo| !photo.removed && photo.activity == id);
    let told = |typed: &TypedActivity| !typed.is_blank() || has_photo(&typed.id);
    for (n, typed) in draft.activities.iter().enumerate().filter(|(_, typed)| told(typed)) {
        if let Some(activity) = activity(n, typed, month, checked) {
            checked.content.activities.push(activity);
        }
    }
}

fn stories(draft: &Draft, checked: &mut Checked) {
    for (n, typed) in draft.stories.iter().enumerate().filter(|(_, typed)| !typed.is_blank()) {
        let consent = StoryConsent::of(&typed.consent);
        let child = typed.age == "anak";
        if typed.text.trim().is_empty() {
            checked.missing.push(Finding::new(
                format!("cerita-{n}-teks"),
                format!("Cerita {}: tulis apa yang berubah, atau hapus ceritanya.", n + 1),
            ));
        }
        if !child && typed.age != "dewasa" {
            let words = format!("Cerita {}: pilih apakah ini tentang orang dewasa atau anak.", n + 1);
            checked.missing.push(Finding::new(format!("cerita-{n}-umur"), words));
        }
        if child && !typed.guardian {
            let words = format!(
                "Cerita {}: cerita tentang anak hanya boleh dikirim dengan izin walinya. Minta izin dulu, atau hapus ceritanya.",
                n + 1
            );
            checked.missing.push(Finding::new(format!("cerita-{n}-wali"), words));
        }
        if consent == StoryConsent::Named && typed.person.trim().is_empty() {
            let words = format!("Cerita {}: izinnya dengan nama, tetapi namanya belum diisi.", n + 1);
            checked.missing.push(Finding::new(format!("cerita-{n}-nama"), words));
        }
        if typed.public && consent == StoryConsent::None {
            let words = format!(
                "Cerita {}: untuk ditampilkan kepada umum perlu izin orangnya. Pilih izinnya, atau hapus centang.",
                n + 1
            );
            checked.missing.push(Finding::new(format!("cerita-{n}-izin"), words));
        }
        checked.content.stories.push(Story {
            id: typed.id.clone(),
            about: typed.about.trim().to_owned(),
            text: typed.text.trim().to_owned(),
            evidence: typed.evidence.trim().to_owned(),
            person: typed.person.trim().to_owned(),
            consent,
            child,
            guardian: child && typed.guardian,
            public: typed.public,
            is_erased: false,
        });
    }
}

fn photos(draft: &Draft, checked: &mut Checked) {
    for photo in draft.photos.iter().filter(|photo| !photo.removed) {
        if photo.public && Children::of(&photo.children) == Children::Unanswered {
            let words = "Foto yang boleh tampil untuk umum: jawab dulu apakah ada anak yang dikenali.";
            checked.missing.push(Finding::new(format!("foto-{}-anak", photo.id), words));
        }
    }
}

fn doubts(draft: &Draft, around: &Around<'_>, checked: &mut Checked) {
    let mut doubts: Vec<(String, String, String)> = Vec::new();
    let now = &checked.content.figures;
    let count = |figures: &Figures, code: &str| figures.get(code).and_then(|figure| figure.count());

    if around.today <= around.month.last() {
        let words = format!("{} belum selesai. Kalau tetap dikirim sekarang, tulis alasannya.", around.month.long());
        doubts.push(("bulan-berjalan".to_owned(), "aksi".to_owned(), words));
    }
    if count(now, "hari_buka") == Some(0) && count(now, "pengunjung").is_some_and(|visitors| visitors > 0) {
        let words = "Ada pengunjung, tetapi hari bukanya 0. Benar begitu? Tulis penjelasan singkat.".to_owned();
        doubts.push(("buka-nol".to_owned(), "angka-hari_buka".to_owned(), words));
    }
    for (part, what) in [("tik", "pengguna komputer dan internet"), ("anggota_baru", "anggota baru")] {
        if let (Some(part_count), Some(visitors)) = (count(now, part), count(now, "pengunjung"))
            && part_count > visitors
        {
            let words = format!(
                "Ada {} {what}, lebih banyak dari pengunjung ({}). Kalau benar, tulis penjelasan singkat.",
                whole(i64::from(part_count)),
                whole(i64::from(visitors))
            );
            doubts.push((format!("melebihi-{part}"), format!("angka-{part}"), words));
        }
    }
    let won = |activity: &Activity| activity.support.as_ref().and_then(|support| support.rupiah).unwrap_or(0);
    if checked.content.activities.iter().map(won).max() > Some(LARGE_SUPPORT) {
        let words =
            "Ada dukungan lebih dari satu miliar rupiah. Periksa jumlah nolnya; kalau benar, tulis penjelasan singkat."
                .to_owned();
        doubts.push(("dukungan-besar".to_owned(), "kegiatan-0-rupiah".to_owned(), words));
    }
    for asked in &around.form.asked {
        let indicator = asked.indicator;
        if let (Some(now), Some(before)) = (count(now, indicator.code), count(around.before, indicator.code))
            && leaps(before, now)
        {
            let words = format!(
                "{} bulan lalu {}, sekarang {}. Kalau benar, tulis sebabnya secara singkat.",
                indicator.label,
                whole(i64::from(before)),
                whole(i64::from(now))
            );
            doubts.push((format!("lonjakan-{}", indicator.code), format!("angka-{}", indicator.code), words));
        }
    }
    if is_same_again(now, around.before) {
        let words = "Semua angka sama persis dengan bulan lalu. Kalau benar, tulis penjelasan singkat.".to_owned();
        doubts.push(("sama-bulan-lalu".to_owned(), "angka-pengunjung".to_owned(), words));
    }
    let ahead = |typed: &TypedActivity| {
        Date::parse(typed.held_on.trim()).is_some_and(|date| around.month.holds(date) && date > around.today)
    };
    if let Some(n) = draft.activities.iter().position(ahead) {
        let words = "Tanggal kegiatan ini belum tiba. Yang belum terlaksana diumumkan di Rencana kegiatan, bukan di laporan; kalau sudah benar, tulis penjelasan singkat.".to_owned();
        doubts.push(("tanggal-depan".to_owned(), format!("kegiatan-{n}-tanggal"), words));
    }
    if draft.activities.iter().all(TypedActivity::is_blank) {
        let words = "Belum ada kegiatan. Kalau memang tidak ada kegiatan bulan ini, tulis sebabnya.".to_owned();
        doubts.push(("tanpa-kegiatan".to_owned(), "kegiatan-0-judul".to_owned(), words));
    }

    for (key, field, words) in doubts {
        let said = draft.explanations.get(&key).map_or("", |said| said.trim());
        if !said.is_empty() {
            checked.content.explanations.push(Explanation {
                rule: key.clone(),
                field: field.clone(),
                words: said.to_owned(),
            });
        }
        checked.doubts.push(Doubt { explained: !said.is_empty(), key, field, words });
    }
}

/// Support above this, in rupiah, is more often a slip of the finger than a gift to a village library.
const LARGE_SUPPORT: u64 = 1_000_000_000;

/// More than three times as much or less than a third, and at least 30 apart: small libraries may go from 2 to 9 without being asked.
fn leaps(before: u32, now: u32) -> bool {
    let (low, high) = (before.min(now), before.max(now));
    high - low >= 30 && high > low.saturating_mul(3)
}

/// At least four counts, not all zero, and each the same as a month ago.
fn is_same_again(now: &Figures, before: &Figures) -> bool {
    let counts: Vec<(u32, Option<u32>)> = now
        .iter()
        .filter_map(|(code, figure)| Some((figure.count()?, before.get(code).and_then(|figure| figure.count()))))
        .collect();
    counts.len() >= 4
        && counts.iter().any(|(now, _)| *now > 0)
        && counts.iter().all(|(now, before)| Some(*now) == *before)
}

#[cfg(test)]
mod tests;

//! What makes a draft ready to be sent. The server decides with these rules; the phone shows them while one types.
//!
//! Three kinds: *wrong* (cannot be meant, e.g. 40 days open), *missing* (must be there before sending), and *doubts* (may well be
//! true, but the office would ask: a short explanation settles them). A draft is kept whatever the rules say.

use super::draft::{Draft, TypedActivity};
use super::{Activity, Content, Explanation, Story, StoryConsent, Strategy};
use crate::domain::form::{Form, Kind};
use crate::domain::indicator::{Figure, Figures};
use crate::domain::moment::{Date, Month};
use crate::domain::number::{parse_count, whole};
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
    doubts(draft, around, &mut checked);
    checked
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
    let count = |code: &str| checked.content.figures.get(code).and_then(|figure| figure.count());
    if let (Some(children), Some(all)) = (count("anak"), count("pengunjung"))
        && children > all
    {
        let words = format!("Pengunjung anak ({children}) tidak bisa lebih banyak dari semua pengunjung ({all}).");
        checked.wrong.push(Finding::new("angka-anak", words));
    }
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
    })
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
        if typed.text.trim().is_empty() {
            checked.missing.push(Finding::new(
                format!("cerita-{n}-teks"),
                format!("Cerita {}: tulis ceritanya, atau hapus namanya.", n + 1),
            ));
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
            text: typed.text.trim().to_owned(),
            person: typed.person.trim().to_owned(),
            consent,
            public: typed.public,
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
mod tests {
    use super::super::draft::{TypedFigure, TypedPhoto, TypedStory};
    use super::*;
    use proptest::prelude::*;

    fn month() -> Month {
        Month::parse("2026-10").unwrap()
    }

    fn filled() -> Draft {
        let mut draft = Draft::default();
        for asked in Form::standard().asked {
            draft
                .figures
                .insert(asked.indicator.code.to_owned(), TypedFigure { text: "12".to_owned(), not_counted: false });
        }
        draft.activities.push(TypedActivity {
            id: "a".to_owned(),
            strategy: "pelibatan".to_owned(),
            title: "Kelas membaca".to_owned(),
            held_on: "2026-10-14".to_owned(),
            participants: "25".to_owned(),
            partner: "PKK".to_owned(),
            ..TypedActivity::default()
        });
        draft
    }

    fn run(draft: &Draft) -> Checked {
        with_before(draft, &Figures::new())
    }

    fn with_before(draft: &Draft, before: &Figures) -> Checked {
        let form = Form::standard();
        check(draft, &Around { form: &form, month: month(), today: Date::parse("2026-11-05").unwrap(), before })
    }

    #[test]
    fn a_filled_month_is_ready() {
        let checked = run(&filled());
        assert!(checked.is_ready(), "{:?}", checked.findings());
        assert_eq!(checked.content.derived()["peserta"], Figure::Counted(25));
    }

    #[test]
    fn missing_is_neither_zero_nor_not_counted() {
        let mut draft = filled();
        draft.figures.insert("tik".to_owned(), TypedFigure { text: String::new(), not_counted: true });
        assert_eq!(run(&draft).content.figures["tik"], Figure::NotCounted);
        draft.figures.remove("tik");
        let checked = run(&draft);
        assert_eq!(checked.missing[0].field, "angka-tik");
        assert!(!checked.content.figures.contains_key("tik"));
        draft.figures.insert("tik".to_owned(), TypedFigure { text: "3".to_owned(), not_counted: true });
        assert_eq!(run(&draft).wrong[0].field, "angka-tik");
    }

    #[test]
    fn what_cannot_be_meant_is_wrong() {
        let mut draft = filled();
        draft.figures.get_mut("hari_buka").unwrap().text = "32".to_owned();
        draft.figures.get_mut("anak").unwrap().text = "13".to_owned();
        draft.activities[0].held_on = "2026-09-30".to_owned();
        let fields: Vec<String> = run(&draft).wrong.into_iter().map(|finding| finding.field).collect();
        assert_eq!(fields, ["angka-hari_buka", "angka-anak", "kegiatan-0-tanggal"]);
    }

    #[test]
    fn an_empty_form_asks_for_everything_and_keeps_quiet_about_blank_blocks() {
        let draft = Draft {
            activities: vec![TypedActivity { id: "a".to_owned(), ..TypedActivity::default() }],
            ..Draft::default()
        };
        let checked = run(&draft);
        assert_eq!(checked.missing.len(), Form::standard().asked.len());
        assert_eq!(checked.doubts[0].key, "tanpa-kegiatan");
    }

    #[test]
    fn a_leap_wants_a_word_and_a_word_settles_it() {
        let before = Figures::from([("pengunjung".to_owned(), Figure::Counted(400))]);
        let mut draft = filled();
        let checked = with_before(&draft, &before);
        assert_eq!(checked.findings()[0].field, "penjelasan-lonjakan-pengunjung");
        draft.explanations.insert("lonjakan-pengunjung".to_owned(), "Libur panjang".to_owned());
        let checked = with_before(&draft, &before);
        assert!(checked.is_ready());
        assert_eq!(checked.content.explanations[0].words, "Libur panjang");
        assert!(!leaps(2, 9) && !leaps(0, 29) && leaps(0, 30) && leaps(400, 12) && !leaps(400, 200));
    }

    #[test]
    fn consent_comes_before_the_public() {
        let mut draft = filled();
        draft.stories.push(TypedStory {
            text: "Bu Ani kini berjualan kue.".to_owned(),
            public: true,
            ..TypedStory::default()
        });
        draft.photos.push(TypedPhoto { id: "p".to_owned(), public: true, ..TypedPhoto::default() });
        let fields: Vec<String> = run(&draft).missing.into_iter().map(|finding| finding.field).collect();
        assert_eq!(fields, ["cerita-0-izin", "foto-p-anak"]);
        draft.stories[0].consent = "named".to_owned();
        assert_eq!(run(&draft).missing[0].field, "cerita-0-nama");
    }

    #[test]
    fn a_month_that_runs_is_asked_about() {
        let form = Form::standard();
        let checked = check(
            &filled(),
            &Around { form: &form, month: month(), today: Date::parse("2026-10-31").unwrap(), before: &Figures::new() },
        );
        assert_eq!(checked.doubts[0].key, "bulan-berjalan");
    }

    proptest! {
        #[test]
        fn typed_figures_are_read_as_the_person_meant(value in 0u32..60_000, max in 1u32..60_000) {
            let read = figure(&whole(i64::from(value)), false, max);
            if value <= max {
                prop_assert_eq!(read, Ok(Some(Figure::Counted(value))));
            } else {
                prop_assert!(read.is_err());
            }
        }

        /// Whatever is typed, checking answers; and a ready report holds every figure that was asked, within its range.
        #[test]
        fn ready_means_complete(texts in prop::collection::vec((prop_oneof!["[0-9]{0,6}", ".{0,6}"], any::<bool>()), 9), date in "2026-(09|10|11)-[0-3][0-9]", people in ".{0,6}") {
            let form = Form::standard();
            let mut draft = filled();
            for (asked, (text, not_counted)) in form.asked.iter().zip(texts) {
                draft.figures.insert(asked.indicator.code.to_owned(), TypedFigure { text, not_counted });
            }
            draft.activities[0].held_on = date;
            draft.activities[0].participants = people;
            let checked = run(&draft);
            if checked.is_ready() {
                for asked in &form.asked {
                    let figure = checked.content.figures[asked.indicator.code];
                    prop_assert!(figure.count().is_none_or(|count| count <= asked.indicator.max_in(month())));
                }
                prop_assert!(checked.content.activities.iter().all(|activity| month().holds(activity.held_on)));
            } else {
                prop_assert!(!checked.findings().is_empty());
            }
        }
    }
}

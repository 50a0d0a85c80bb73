//! The rules, one by one, and what they promise together.

use super::*;
use crate::domain::report::draft::{TypedFigure, TypedPhoto, TypedStory};
use proptest::prelude::*;

fn month() -> Month {
    Month::parse("2026-10").unwrap()
}

fn filled() -> Draft {
    let mut draft = Draft::default();
    for asked in Form::standard(month()).asked {
        let text = match asked.indicator.code {
            "perempuan" | "laki_laki" => "6",
            "anak" | "dewasa" | "lansia" => "4",
            _ => "12",
        };
        draft
            .figures
            .insert(asked.indicator.code.to_owned(), TypedFigure { text: text.to_owned(), not_counted: false });
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
    let form = Form::standard(month());
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
    draft.figures.insert("dipinjam".to_owned(), TypedFigure { text: String::new(), not_counted: true });
    assert_eq!(run(&draft).content.figures["dipinjam"], Figure::NotCounted);
    draft.figures.remove("dipinjam");
    let checked = run(&draft);
    assert_eq!(checked.missing[0].field, "angka-dipinjam");
    assert!(!checked.content.figures.contains_key("dipinjam"));
    draft.figures.insert("dipinjam".to_owned(), TypedFigure { text: "3".to_owned(), not_counted: true });
    assert_eq!(run(&draft).wrong[0].field, "angka-dipinjam");
    // Most figures may be left out, and are then missing, not 0.
    let mut draft = filled();
    draft.figures.remove("tik");
    let checked = run(&draft);
    assert!(checked.is_ready() && !checked.content.figures.contains_key("tik"));
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
fn an_empty_form_asks_for_a_few_figures_and_keeps_quiet_about_blank_blocks() {
    let draft = Draft {
        activities: vec![TypedActivity { id: "a".to_owned(), ..TypedActivity::default() }],
        ..Draft::default()
    };
    let checked = run(&draft);
    let fields: Vec<&str> = checked.missing.iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(fields, ["angka-hari_buka", "angka-pengunjung", "angka-dipinjam"]);
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
        age: "dewasa".to_owned(),
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
fn a_child_is_in_no_story_without_its_guardian() {
    let mut draft = filled();
    draft.stories.push(TypedStory { text: "Kini lancar membaca.".to_owned(), ..TypedStory::default() });
    assert_eq!(run(&draft).missing[0].field, "cerita-0-umur");
    draft.stories[0].age = "anak".to_owned();
    draft.stories[0].consent = "anonymous".to_owned();
    assert_eq!(run(&draft).missing[0].field, "cerita-0-wali");
    draft.stories[0].guardian = true;
    let checked = run(&draft);
    assert!(checked.is_ready(), "{:?}", checked.findings());
    assert!(checked.content.stories[0].child && checked.content.stories[0].guardian);
}

#[test]
fn the_parts_of_the_visitors_make_the_whole_where_all_are_given() {
    let typed = |text: &str| TypedFigure { text: text.to_owned(), not_counted: false };
    let mut draft = filled();
    draft.figures.insert("perempuan".to_owned(), typed("5"));
    let wrong = run(&draft).wrong;
    assert_eq!(wrong[0].field, "angka-laki_laki");
    assert!(wrong[0].words.contains("berjumlah 11, tetapi semua pengunjung 12"), "{}", wrong[0].words);
    // One part alone may be less, never more.
    draft.figures.remove("laki_laki");
    assert!(run(&draft).is_ready());
    draft.figures.insert("perempuan".to_owned(), typed("13"));
    assert_eq!(run(&draft).wrong[0].field, "angka-perempuan");
    // A part that is not counted leaves the others free.
    draft.figures.insert("perempuan".to_owned(), typed("5"));
    draft.figures.insert("laki_laki".to_owned(), TypedFigure { text: String::new(), not_counted: true });
    assert!(run(&draft).is_ready());
}

#[test]
fn support_and_links_are_read() {
    let mut draft = filled();
    let activity = &mut draft.activities[0];
    activity.rupiah = "Rp2.000.000".to_owned();
    activity.link = "http://desa.id".to_owned();
    let checked = run(&draft);
    assert_eq!(checked.missing[0].field, "kegiatan-0-dukungan");
    assert_eq!(checked.wrong[0].field, "kegiatan-0-tautan");
    let activity = &mut draft.activities[0];
    activity.support = "dana".to_owned();
    activity.supporter = "Pemerintah desa".to_owned();
    activity.link = "www.desa.id/kabar".to_owned();
    let checked = run(&draft);
    assert!(checked.is_ready(), "{:?}", checked.findings());
    let read = &checked.content.activities[0];
    assert_eq!(read.link, "https://www.desa.id/kabar");
    assert_eq!(read.support.as_ref().unwrap().rupiah, Some(2_000_000));
    draft.activities[0].rupiah = "2.000.000.000".to_owned();
    assert_eq!(run(&draft).findings()[0].field, "penjelasan-dukungan-besar");
}

#[test]
fn more_users_of_computers_than_visitors_want_a_word() {
    let mut draft = filled();
    draft.figures.insert("tik".to_owned(), TypedFigure { text: "20".to_owned(), not_counted: false });
    assert_eq!(run(&draft).findings()[0].field, "penjelasan-melebihi-tik");
}

#[test]
fn a_text_that_is_too_long_is_told_at_its_field_and_never_cut() {
    let mut draft = filled();
    draft.obstacles = "\u{1f4da}".repeat(4_000);
    draft.activities[0].result = "a".repeat(4_000);
    assert!(run(&draft).is_ready(), "{:?}", run(&draft).findings());
    draft.activities[0].result.push('a');
    draft.obstacles.push('a');
    let fields: Vec<String> = run(&draft).wrong.into_iter().map(|finding| finding.field).collect();
    assert_eq!(fields, ["kegiatan-0-hasil", "kendala"]);
    let pairs = draft.to_pairs();
    let (again, _) = Draft::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))).unwrap();
    assert_eq!(again, draft, "a megabyte as well as a word");
}

#[test]
fn signs_that_nobody_sees_are_no_title_and_no_figure() {
    let typed = [
        ("angka-pengunjung", "1\u{200b}2"),
        ("kegiatan-0-judul", "\u{200b}\u{202e}\u{feff}"),
        ("kegiatan-0-mitra", "\u{202e}KPP"),
        ("kendala", "Ramai \u{1f469}\u{200d}\u{1f467}\u{1f4da} <script>alert(1)</script> =HYPERLINK(\"x\")"),
    ];
    let (draft, _) = Draft::from_pairs(typed).unwrap();
    assert_eq!(draft.figures["pengunjung"].text, "12");
    assert_eq!((draft.activities[0].title.as_str(), draft.activities[0].partner.as_str()), ("", "KPP"));
    // What can be seen stays as it was typed, emoji and all; pages and files write it as text.
    assert_eq!(draft.obstacles, typed[3].1);
}

#[test]
fn an_activity_whose_day_has_not_come_is_asked_about() {
    let form = Form::standard(month());
    let on = |today: &str| {
        let around =
            Around { form: &form, month: month(), today: Date::parse(today).unwrap(), before: &Figures::new() };
        check(&filled(), &around).doubts.into_iter().find(|doubt| doubt.key == "tanggal-depan")
    };
    assert_eq!(on("2026-10-13").unwrap().field, "kegiatan-0-tanggal");
    assert_eq!(on("2026-10-14"), None);
}

#[test]
fn a_month_that_runs_is_asked_about() {
    let form = Form::standard(month());
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
    fn ready_means_complete(texts in prop::collection::vec((prop_oneof!["[0-9]{0,2}", "[0-9]{0,6}", ".{0,6}"], any::<bool>()), 14), date in "2026-(09|10|11)-[0-3][0-9]", people in ".{0,6}") {
        let form = Form::standard(month());
        let mut draft = filled();
        for (asked, (text, not_counted)) in form.asked.iter().zip(texts) {
            draft.figures.insert(asked.indicator.code.to_owned(), TypedFigure { text, not_counted });
        }
        draft.activities[0].held_on = date;
        draft.activities[0].participants = people;
        let checked = run(&draft);
        if checked.is_ready() {
            for asked in &form.asked {
                let figure = checked.content.figures.get(asked.indicator.code);
                prop_assert!(figure.is_some() || !asked.indicator.needed);
                let count = figure.and_then(|figure| figure.count());
                prop_assert!(count.is_none_or(|count| count <= asked.indicator.max_in(month())));
            }
            for split in Split::ALL {
                let count = |code: &str| checked.content.figures.get(code).and_then(|figure| figure.count());
                let parts: Vec<u32> = split.parts().filter_map(|part| count(part.code)).collect();
                if let Some(whole) = count(Split::WHOLE) {
                    prop_assert!(parts.iter().sum::<u32>() <= whole);
                    prop_assert!(parts.len() < split.parts().count() || parts.iter().sum::<u32>() == whole);
                }
            }
            prop_assert!(checked.content.activities.iter().all(|activity| month().holds(activity.held_on)));
        } else {
            prop_assert!(!checked.findings().is_empty());
        }
    }
}

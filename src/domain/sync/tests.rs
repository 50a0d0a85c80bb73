use super::*;
use proptest::prelude::*;

fn moment(text: &str) -> Moment {
    Date::parse(text).unwrap().start(Zone::default())
}

fn month() -> Month {
    Month::parse("2026-10").unwrap()
}

#[test]
fn a_body_of_an_older_or_smaller_shape_is_read() {
    let read = Submission::read(br#"{"schema":1}"#).unwrap();
    assert_eq!((read.op, read.account.as_str()), (Intent::Submit, ""));
    let activity = br#"{"schema":1,"op":"nihil","draft":{"activities":[{"id":"a","title":"Kelas"}]},"later":{"x":1}}"#;
    let read = Submission::read(activity).unwrap();
    assert_eq!((read.op, read.draft.activities[0].title.as_str()), (Intent::Nihil, "Kelas"));
}

#[test]
fn bodies_that_nobody_makes_are_refused() {
    assert_eq!(Submission::read(b"<html>"), Err(BodyFault::Unreadable));
    assert_eq!(Submission::read(b"{}"), Err(BodyFault::Unreadable));
    assert_eq!(Submission::read(br#"{"schema":0}"#), Err(BodyFault::Older));
    assert_eq!(Submission::read(br#"{"schema":2}"#), Err(BodyFault::Newer));
    let figures = br#"{"schema":1,"draft":{"figures":{"x y":{"text":"1"}}}}"#;
    assert!(matches!(Submission::read(figures), Err(BodyFault::Fields(_))));
    for photo in [r#"{"id":"../x"}"#, r#"{"id":"a","activity":"b","sha256":"zz"}"#, r#"{"id":"a","activity":""}"#] {
        let body = format!(r#"{{"schema":1,"photos":[{photo}]}}"#);
        assert!(matches!(Submission::read(body.as_bytes()), Err(BodyFault::Photo(_))), "{photo}");
    }
    let many = vec![r#"{"id":"a","activity":"b"}"#; MAX_PHOTOS + 1].join(",");
    let body = format!(r#"{{"schema":1,"photos":[{many}]}}"#);
    assert_eq!(Submission::read(body.as_bytes()), Err(BodyFault::Fields(PairsFault::TooMany)));
}

#[test]
fn every_code_and_its_status_tell_the_phone_the_same() {
    for code in Code::ALL {
        // A phone that knows the code alone, and one that knows the status alone, never let text go that the other keeps.
        let (by_code, by_status) = (code.class(), class_of(code.status()));
        assert!(by_code == by_status || code == Code::PeriodLocked, "{code:?}: {by_code:?} {by_status:?}");
        assert!(code.words().ends_with('.'));
    }
    for status in [200, 302, 408, 425, 429, 500, 502, 503, 504, 511] {
        assert_eq!(class_of(status), Class::Retry);
    }
}

#[test]
fn a_phones_clock_wrong_by_years_tells_how_long_ago_all_the_same() {
    let now = moment("2026-11-12");
    let two_hours_ago = Some(Moment(now.0 - 7_200));
    for phone in [100_000, now.0, moment("2039-01-01").0] {
        assert_eq!(finalized(phone - 7_200, Some(phone), now, month(), Zone::default()), two_hours_ago);
    }
    // Without the phone's clock at sending its word is taken as it is, within bounds.
    assert_eq!(finalized(now.0 - 7_200, None, now, month(), Zone::default()), two_hours_ago);
    assert_eq!(finalized(moment("2039-01-01").0, None, now, month(), Zone::default()), Some(now));
    assert_eq!(finalized(100_000, None, now, month(), Zone::default()), None);
    assert_eq!(finalized(0, Some(5), now, month(), Zone::default()), None);
}

proptest! {
    #[test]
    fn a_finish_is_never_in_the_future_nor_long_before_the_month(claimed: i64, phone in proptest::option::of(any::<i64>())) {
        let now = moment("2026-11-12");
        if let Some(at) = finalized(claimed, phone, now, month(), Zone::default()) {
            prop_assert!(at <= now && at >= moment("2026-10-01"));
        }
    }

    #[test]
    fn no_body_panics(body in proptest::collection::vec(any::<u8>(), 0..200), text in ".{0,100}") {
        let _ = Submission::read(&body);
        let _ = Submission::read(format!(r#"{{"schema":1,"nihil_reason":{text:?}}}"#).as_bytes());
    }

    #[test]
    fn a_change_never_fits_on_what_its_writer_has_not_seen(stored in 0..50_i64, base in 0..50_i64) {
        prop_assert_eq!(fits(stored, base), base >= stored);
    }

    #[test]
    fn a_version_that_no_server_gave_fits_nowhere_and_one_that_it_gave_always(stored in 0..LAST_VERSION, base in LAST_VERSION + 1..) {
        prop_assert!(!fits(stored, base));
        prop_assert!(fits(stored, stored) && fits(base, base));
    }
}

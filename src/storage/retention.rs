//! The sweep: takes away what `domain::retention` says is kept no longer.

use crate::args;
use crate::domain::moment::{Moment, Zone};
use crate::domain::retention::{Kept, TABLE};
use crate::storage::{Args, Failure, Storage, installation};

/// How one kind is swept: the statement, and what it is given.
enum Sweep {
    /// Everything older than this instant.
    Instant(&'static str),
    /// Everything of before this day, in the zone of most offices: a day more or less matters to nobody here.
    Day(&'static str),
    /// By its own task, which knows the files too (`api::sync::sweep`).
    Elsewhere,
}

fn sweep_of(code: &str) -> Option<Sweep> {
    Some(match code {
        "session" => Sweep::Instant("delete from session where seen_at < $1"),
        "one_time_code" => Sweep::Instant("delete from one_time_code where made_at < $1"),
        "parked_form" => Sweep::Instant("delete from parked_form where parked_at < $1"),
        "op" => Sweep::Instant("delete from op where at < $1"),
        "photo_part" => Sweep::Elsewhere,
        "participant_phone" => Sweep::Day(
            "update participant set phone = '' where phone <> '' and exists (
                 select 1 from meeting m where m.office = participant.office and m.id = participant.meeting and m.starts_on < $1)",
        ),
        "invitation_words" => Sweep::Day(
            "update invitation set food = '', note = '' where (food <> '' or note <> '') and exists (
                 select 1 from meeting m where m.office = invitation.office and m.id = invitation.meeting and m.starts_on < $1)",
        ),
        _ => return None,
    })
}

/// A clock that has gone on by more than this many seconds since it was last believed is doubted.
const LEAP: i64 = 45 * 86_400;
/// A doubted clock that still says so after this many seconds is believed: the service was off for so long.
const DOUBT: i64 = 86_400;
/// Under these names the installation notes when a clock was last believed, and since when one is doubted.
const BELIEVED: &str = "clock_believed";
const DOUBTED: &str = "clock_doubted";

/// May what is kept be measured by this clock? A machine that wakes up a year ahead would take away for good what is kept for months. What
/// it is held against stands in the database, and not in what people do by the wrong clock meanwhile; only where nothing is noted yet,
/// it is the newest thing that happened.
pub async fn believes(db: &Storage, now: Moment) -> Result<bool, Failure> {
    db.write(move |tx| {
        Box::pin(async move {
            let noted = if let Some(noted) = installation::instant(tx, BELIEVED).await? {
                Some(noted)
            } else {
                    let newest: Option<(Option<i64>,)> = tx
                        .one(
                            "select max(at) from (select max(at) as at from event union all select max(seen_at) from session) as seen",
                            args![],
                        )
                        .await?;
                    newest.and_then(|(at,)| at).map(Moment)
            };
            if noted.is_some_and(|noted| now.0 - noted.0 > LEAP) {
                let doubted = installation::instant(tx, DOUBTED).await?;
                // A clock that leaps again, or back, is doubted anew.
                let agrees = |since: i64| (DOUBT..=LEAP).contains(&(now.0 - since));
                if !doubted.is_some_and(|since| agrees(since.0)) {
                    let goes_on = doubted.filter(|since| (0..DOUBT).contains(&(now.0 - since.0)));
                    installation::note(tx, DOUBTED, Some(goes_on.unwrap_or(now))).await?;
                    // What it is held against must not move on with the doubted clock.
                    installation::note(tx, BELIEVED, noted).await?;
                    return Ok(false);
                }
            }
            installation::note(tx, DOUBTED, None).await?;
            installation::note(tx, BELIEVED, Some(now)).await?;
            Ok(true)
        })
    })
    .await
}

/// Sweeps once; answers how many rows went or were emptied, by the kinds' codes. Each kind is a change of its own, so that one that
/// fails holds up no other.
pub async fn sweep(db: &Storage, now: Moment) -> Result<Vec<(&'static str, u64)>, Failure> {
    let mut swept = Vec::new();
    for Kept { code, seconds, .. } in TABLE {
        let (Some(seconds), Some(sweep)) = (seconds, sweep_of(code)) else { continue };
        let before = Moment(now.0 - seconds);
        let (sql, args): (&'static str, Args) = match sweep {
            Sweep::Instant(sql) => (sql, args![before]),
            Sweep::Day(sql) => (sql, args![before.date(Zone::default()).to_string()]),
            Sweep::Elsewhere => continue,
        };
        let many = db.write(move |tx| Box::pin(async move { tx.run(sql, args).await })).await?;
        if many > 0 {
            swept.push((*code, many));
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::Trial;

    #[test]
    fn every_kind_with_a_time_has_its_sweep_and_no_other_one_has() {
        for kept in TABLE {
            assert_eq!(kept.seconds.is_some(), sweep_of(kept.code).is_some(), "{}", kept.code);
        }
    }

    /// A row of each kind, as old as `at`; of meetings, beginning on that day.
    async fn rows(trial: &Trial, at: Moment, library: String) {
        let written = trial.app.storage.write(move |tx| {
            Box::pin(async move {
                let day = at.date(Zone::default()).to_string();
                for (sql, args) in [
                    ("insert into account (id, office, name, created_at) values ('a', '62.01', 'Siti', 1)", args![]),
                    (
                        "insert into session (token, account, office, staff, created_at, seen_at) values ('t', 'a', '62.01', $2, $1, $1)",
                        args![at, false],
                    ),
                    (
                        "insert into one_time_code (id, office, account, code, purpose, made_at, expires_at) values ('c', '62.01', 'a', 'x', 'first', $1, $1)",
                        args![at],
                    ),
                    ("insert into parked_form (account, path, body, parked_at) values ('a', '/profil', 'x=1', $1)", args![at]),
                    ("insert into op (id, account, body_sha256, answer, at) values ('o', 'a', 'x', 'y', $1)", args![at]),
                    (
                        "insert into meeting (office, id, slug, name, starts_on, created_at) values ('62.01', 'm', 'm', 'PLM', $1, 1)",
                        args![&day],
                    ),
                    (
                        "insert into participant (office, id, meeting, name, phone, code, source, added_by, added_at)
                         values ('62.01', 'p', 'm', 'Siti', '+628', 'k', 'kantor', 'a', 1)",
                        args![],
                    ),
                    (
                        "insert into invitation (office, id, meeting, library, token, made_by, made_at, food, note)
                         values ('62.01', 'i', 'm', $1, 't', 'a', 1, 'tanpa udang', 'datang sore')",
                        args![&library],
                    ),
                ] {
                    tx.run(sql, args).await?;
                }
                Ok::<_, Failure>(())
            })
        });
        written.await.unwrap();
    }

    async fn left(trial: &Trial, code: &str) -> i64 {
        let sql = match code {
            "session" => "select cast(count(*) as bigint) from session",
            "one_time_code" => "select cast(count(*) as bigint) from one_time_code",
            "parked_form" => "select cast(count(*) as bigint) from parked_form",
            "op" => "select cast(count(*) as bigint) from op",
            "participant_phone" => "select cast(count(*) as bigint) from participant where phone <> ''",
            "invitation_words" => "select cast(count(*) as bigint) from invitation where food <> '' and note <> ''",
            other => panic!("{other}: say how many are left"),
        };
        let row: Option<(i64,)> = trial.app.storage.one(sql, args![]).await.unwrap();
        row.unwrap().0
    }

    #[tokio::test]
    async fn a_clock_that_leaps_ahead_takes_nothing_away_until_it_has_said_so_for_a_day() {
        for trial in Trial::on_each_database("a clock ahead").await {
            let (db, start) = (&trial.app.storage, trial.world.now().0);
            let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
            rows(&trial, Moment(start), library).await;
            let believed = async |at: i64| believes(db, Moment(at)).await.unwrap();
            let (hour, day) = (3_600, 86_400);
            // Nothing is noted yet: held against the newest session.
            let seen = async |at: i64| {
                let seen = db.write(move |tx| {
                    Box::pin(async move { tx.run("update session set seen_at = $1", args![Moment(at)]).await })
                });
                seen.await.unwrap();
            };
            assert!(!believed(start + 400 * day).await, "the first look ever");
            seen(start + 400 * day).await;
            assert!(!believed(start + 400 * day + 6 * hour).await, "what was done by the doubted clock proves nothing");
            assert!(believed(start + 6 * hour).await && believed(start + 44 * day).await);
            let ahead = start + 500 * day;
            assert!(!believed(ahead).await);
            // Somebody is seen by the wrong clock, and the program starts anew: it is doubted all the same.
            seen(ahead).await;
            assert!(!believed(ahead + 6 * hour).await && !believed(ahead + day - 1).await);
            // Put right again: nothing is left of the doubt, and another leap begins a new one.
            assert!(believed(start + 45 * day).await);
            assert!(!believed(ahead + 2 * day).await && !believed(ahead + 300 * day).await, "each leap anew");
            assert!(!believed(ahead + 301 * day - 1).await);
            assert!(believed(ahead + 301 * day).await, "the service really was off for so long");
            assert!(believed(ahead + 301 * day + 6 * hour).await);
        }
    }

    #[tokio::test]
    async fn each_kind_is_there_until_its_last_second_and_gone_in_the_next() {
        for trial in Trial::on_each_database("retention").await {
            let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
            let at = trial.world.now();
            let begun = at.date(Zone::default()).start(Zone::default());
            rows(&trial, at, library).await;
            let mut kinds: Vec<(&str, i64)> = Vec::new();
            for kept in TABLE {
                match (kept.seconds, sweep_of(kept.code)) {
                    (Some(seconds), Some(Sweep::Instant(_))) => kinds.push((kept.code, at.0 + seconds)),
                    // Gone when the day after the last has begun.
                    (Some(seconds), Some(Sweep::Day(_))) => kinds.push((kept.code, begun.0 + seconds + 86_399)),
                    _ => {}
                }
            }
            kinds.sort_by_key(|(_, end)| *end);
            while let Some((_, end)) = kinds.first().copied() {
                let (now, later) = kinds.into_iter().partition::<Vec<_>, _>(|(_, other)| *other == end);
                kinds = later;
                sweep(&trial.app.storage, Moment(end)).await.unwrap();
                for (code, _) in &now {
                    assert_eq!(left(&trial, code).await, 1, "{code}: the last second");
                }
                let swept = sweep(&trial.app.storage, Moment(end + 1)).await.unwrap();
                for (code, _) in &now {
                    assert_eq!(left(&trial, code).await, 0, "{code}: the next one");
                    assert!(swept.contains(&(code, 1)), "{swept:?}");
                }
            }
            let names: Vec<(String,)> = trial.app.storage.all("select name from participant", args![]).await.unwrap();
            assert_eq!(names, vec![("Siti".to_owned(),)], "the list of attendance stays");
            assert!(sweep(&trial.app.storage, Moment(at.0 + 4_000 * 86_400)).await.unwrap().is_empty());
        }
    }
}

//! The chain: what was altered, removed, put in or put elsewhere is found, on each database and whatever it was.

use super::*;
use crate::trial::Trial;
use proptest::prelude::*;

fn chained(office: &str, lines: &[(u8, u8)]) -> (End, Vec<Line>) {
    let mut end = End { office: office.to_owned(), ..End::default() };
    let mut out = Vec::new();
    for (n, (action, object)) in lines.iter().enumerate() {
        let mut line = Line {
            id: format!("id-{n}"),
            at: 1_000 + i64::try_from(n).unwrap(),
            account: "siapa".into(),
            action: format!("report.{action}"),
            object: format!("report:{object}"),
            ..Line::default()
        };
        end.number += 1;
        end.hash = line.sealed(office, end.number, &end.hash);
        (line.number, line.hash) = (Some(end.number), end.hash.clone());
        out.push(line);
    }
    (end, out)
}

/// What a check of these rows says, read in the order of their numbers as the database gives them.
fn intact(told: &End, mut lines: Vec<Line>) -> bool {
    lines.sort_by_key(|line| line.number);
    let mut walk = Walk::new(told);
    lines.iter().all(|line| walk.takes(line)) && walk.passed && walk.end == *told
}

/// One change of a stored line: which part, at which line.
fn altered(lines: &mut [Line], at: usize, part: usize) {
    let line = &mut lines[at];
    match part {
        0 => line.id.push('x'),
        1 => line.at += 1,
        2 => line.account.push('x'),
        3 => line.action.push('x'),
        4 => line.object.push('x'),
        5 => line.before_sha256.push('0'),
        6 => line.after_sha256.push('0'),
        7 => line.reason.push('x'),
        8 => line.hash.replace_range(..1, if line.hash.starts_with('0') { "1" } else { "0" }),
        9 => line.number = Some(99),
        // Text that moves from one column into the next.
        _ => {
            let last = line.action.pop().unwrap();
            line.object.insert(0, last);
        }
    }
}

proptest! {
    #[test]
    fn any_line_that_was_altered_removed_swapped_or_put_in_is_found(
        lines in prop::collection::vec((0_u8..4, 0_u8..4), 1..12),
        at in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        part in 0_usize..11,
    ) {
        let (told, good) = chained("62.01", &lines);
        prop_assert!(intact(&told, good.clone()));
        let (at, other) = (at.index(good.len()), other.index(good.len()));

        let mut changed = good.clone();
        altered(&mut changed, at, part);
        prop_assert!(!intact(&told, changed), "altered");

        let mut changed = good.clone();
        changed.remove(at);
        prop_assert!(!intact(&told, changed.clone()), "removed");
        for (n, line) in changed.iter_mut().enumerate() {
            line.number = Some(i64::try_from(n).unwrap() + 1);
        }
        prop_assert!(!intact(&told, changed), "removed, the rest numbered anew");

        if at != other {
            let mut changed = good.clone();
            changed.swap(at, other);
            let (a, b) = (good[at].number, good[other].number);
            (changed[at].number, changed[other].number) = (a, b);
            prop_assert!(!intact(&told, changed), "swapped");
        }

        let mut changed = good.clone();
        let mut more = good[at].clone();
        more.number = Some(told.number + 1);
        changed.push(more);
        prop_assert!(!intact(&told, changed), "put in");

        // Another office's lines prove nothing about this one.
        let (elsewhere, _) = chained("62.02", &lines);
        prop_assert!(elsewhere.hash != told.hash);
    }
}

async fn write(trial: &Trial, office: &'static str, actions: &'static [&'static str]) {
    let written = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            for action in actions {
                tx.audit(&Audit { office, account: "siapa", action, object: "report:satu", ..Audit::default() })
                    .await?;
            }
            Ok::<_, Failure>(())
        })
    });
    written.await.unwrap();
}

/// Changes rows behind the program's back, as somebody with the database in hand could.
async fn tamper(trial: &Trial, sql: &'static str) {
    let drops: &[&str] = match trial.app.storage.engine() {
        "SQLite" => &["drop trigger if exists audit_is_not_changed", "drop trigger if exists audit_is_not_deleted"],
        _ => &["alter table audit disable trigger user"],
    };
    let done = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            for drop in drops {
                tx.run(drop, args![]).await?;
            }
            assert_eq!(tx.run(sql, args![]).await?, 1, "{sql}");
            Ok::<_, Failure>(())
        })
    });
    done.await.unwrap();
}

async fn broken(trial: &Trial) -> Vec<(String, i64)> {
    let checked = check(&trial.app.storage).await.unwrap();
    checked.into_iter().filter_map(|(_, found)| found).map(|found| (found.office, found.number)).collect()
}

const SENT: &[&str] = &["report.send", "report.return", "report.send", "report.approve"];

#[tokio::test]
async fn row_46_the_audit_log_only_grows_and_a_change_behind_its_back_is_named() {
    let tampering: &[(&str, i64)] = &[
        ("update audit set action = 'report.approve' where office = '62.01' and number = 2", 2),
        ("update audit set at = at - 1 where office = '62.01' and number = 21", 21),
        ("delete from audit where office = '62.01' and number = 3", 3),
        ("delete from audit where office = '62.01' and number = 24", 24),
        ("update audit set number = null where office = '62.01' and number = 24", 24),
        ("update office set audit_hash = '' where code = '62.01'", 24),
        ("update office set audit_number = 23 where code = '62.01'", 23),
        (
            "insert into audit (office, number, id, at, account, action, object, hash)
             values ('62.01', 25, 'z', 1, 'siapa', 'report.send', 'report:satu', 'aa')",
            25,
        ),
    ];
    for (sql, number) in tampering {
        for trial in Trial::on_each_database("audit chain").await {
            trial.office("62.02", "Kotawaringin Timur").await;
            for _ in 0..5 {
                write(&trial, "62.01", SENT).await;
                write(&trial, "62.02", SENT).await;
            }
            write(&trial, "62.01", SENT).await;
            assert_eq!(broken(&trial).await, vec![]);
            // The triggers say no to what goes through the program's own connection.
            for sql in ["update audit set reason = 'x'", "delete from audit", "delete from audit where number = 24"] {
                let refused = trial.app.storage.write(move |tx| Box::pin(async move { tx.run(sql, args![]).await }));
                let error = refused.await.unwrap_err().to_string();
                assert!(error.contains("only grows"), "{sql}: {error}");
            }
            tamper(&trial, sql).await;
            assert!(broken(&trial).await.contains(&("62.01".to_owned(), *number)), "{sql}: {:?}", broken(&trial).await);
        }
    }
}

#[tokio::test]
async fn a_change_that_is_not_kept_leaves_no_line_and_no_gap() {
    for trial in Trial::on_each_database("audit of refused changes").await {
        write(&trial, "62.01", SENT).await;
        let refused = trial.app.storage.write(|tx| {
            Box::pin(async move {
                tx.audit(&Audit { office: "62.01", action: "report.send", object: "report:dua", ..Audit::default() })
                    .await?;
                Err::<(), _>(Failure::Busy)
            })
        });
        assert!(refused.await.is_err());
        // More lines than one statement takes.
        write(&trial, "62.01", &["report.send"; 2 * LINES + 1]).await;
        let ends = ends(&trial.app.storage).await.unwrap();
        assert_eq!(ends[0].number, 4 + 2 * i64::try_from(LINES).unwrap() + 1);
        assert_eq!(broken(&trial).await, vec![]);
    }
}

#[tokio::test]
async fn lines_from_before_the_chain_are_sealed_once() {
    for trial in Trial::on_each_database("audit from before the chain").await {
        let old = trial.app.storage.write(|tx| {
            Box::pin(async move {
                for id in ["a", "b", "c"] {
                    tx.run(
                        "insert into audit (office, id, at, account, action, object) values ('62.01', $1, 1, '', 'report.send', 'report:satu')",
                        args![id],
                    )
                    .await?;
                }
                Ok::<_, Failure>(())
            })
        });
        old.await.unwrap();
        assert_eq!(broken(&trial).await, vec![("62.01".to_owned(), 0)], "no chain holds them yet");
        seal(&trial.app.storage).await.unwrap();
        assert_eq!(broken(&trial).await, vec![]);
        write(&trial, "62.01", SENT).await;
        seal(&trial.app.storage).await.unwrap();
        assert_eq!(ends(&trial.app.storage).await.unwrap()[0].number, 7);
        assert_eq!(broken(&trial).await, vec![]);
    }
}

/// Writes an office's whole chain anew with another account in its first line, as somebody with the database and this program's source
/// in hand could.
async fn forged(trial: &Trial) {
    let db = &trial.app.storage;
    let lines: Vec<Line> = db
        .all(
            "select number, id, at, account, action, object, before_sha256, after_sha256, reason, hash
             from audit where office = '62.01' order by number",
            args![],
        )
        .await
        .unwrap();
    // The triggers go first.
    tamper(trial, "update audit set account = 'orang lain' where office = '62.01' and number = 1").await;
    let done = db.write(move |tx| {
        Box::pin(async move {
            let mut end = End { office: "62.01".to_owned(), ..End::default() };
            for mut line in lines {
                end.number += 1;
                if end.number == 1 {
                    line.account = "orang lain".to_owned();
                }
                end.hash = line.sealed(&end.office, end.number, &end.hash);
                tx.run(
                    "update audit set hash = $2 where office = '62.01' and number = $1",
                    args![end.number, &end.hash],
                )
                .await?;
            }
            tx.run("update office set audit_hash = $1 where code = '62.01'", args![&end.hash]).await?;
            Ok::<_, Failure>(())
        })
    });
    done.await.unwrap();
}

#[tokio::test]
async fn a_chain_that_was_written_anew_is_found_by_what_stands_on_paper_and_by_nothing_else() {
    for trial in Trial::on_each_database("audit and paper").await {
        let db = &trial.app.storage;
        write(&trial, "62.01", SENT).await;
        let paper = ends(db).await.unwrap().into_iter().find(|end| end.office == "62.01").unwrap();
        let mark = paper.hash[..MARK].to_owned();
        let asked = async |number: i64, mark: &str| remembered(db, "62.01", number, mark).await.unwrap();
        // The office goes on; the paper stays true.
        write(&trial, "62.01", SENT).await;
        assert_eq!(asked(paper.number, &mark).await, Some(Remembered::Same));
        assert_eq!(asked(paper.number, &paper.hash).await, Some(Remembered::Same));
        assert!(matches!(asked(paper.number - 1, &mark).await, Some(Remembered::Other(_))));
        assert_eq!(asked(99, &mark).await, Some(Remembered::Short(8)));
        assert_eq!(remembered(db, "99.99", 1, &mark).await.unwrap(), None);

        forged(&trial).await;
        assert_eq!(broken(&trial).await, vec![], "the forged chain holds together");
        let Some(Remembered::Other(hash)) = asked(paper.number, &mark).await else {
            panic!("the forgery was believed")
        };
        assert!(hash.len() == 64 && !hash.starts_with(&mark));

        // A clumsier one, which leaves the hashes: the paper would still fit, the chain does not.
        tamper(&trial, "update audit set account = 'siapa' where office = '62.01' and number = 1").await;
        let torn = Some(Remembered::Broken(Break { office: "62.01".to_owned(), number: 1 }));
        assert_eq!(asked(paper.number, &hash[..MARK]).await, torn);
    }
}

//! A person's data: found, shown, given, erased, within three days, by the planner of the own office.

use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::storage::Failure;
use crate::storage::erasures::{self, ALL, Erasure};
use crate::trial::Trial;

/// A meeting with Bu Ratna among its people, a story about her, a note that names her; answers the planner's cookie.
async fn house(trial: &Trial) -> (String, String) {
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let librarian = trial.person("62.01", "Ratna Dewi", &[Role::Librarian { library: library.clone() }]).await;
    let written = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            tx.run(
                "insert into meeting (office, id, slug, name, starts_on, created_at) values ('62.01', 'm', 'm', 'PLM', '2026-11-28', $1)",
                args![now],
            )
            .await?;
            for (id, name, phone) in [("p1", "Ratna Dewi", "+6281122223333"), ("p2", "Ratna Dewanti", "")] {
                tx.run(
                    "insert into participant (office, id, meeting, name, phone, code, source, added_by, added_at)
                     values ('62.01', $1, 'm', $2, $3, $1, 'kantor', 'a', 1)",
                    args![id, name, phone],
                )
                .await?;
            }
            tx.run(
                "insert into story (office, id, library, text, person, consent, public_wish, created_at)
                 values ('62.01', 's', $1, 'Ibu RATNA DEWI kini berjualan', 'Ratna Dewi', 'named', $2, $3)",
                args![&library, true, now],
            )
            .await?;
            tx.run("update library set contact = 'Ratna Dewi 0811-2222-3333' where id = $1", args![&library]).await?;
            tx.run(
                "insert into note (office, meeting, item, field, title, words, mark, by_account, at)
                 values ('62.01', 'm', '', 'catatan', 'PLM', 'Ratna Dewi bertanya', 'x', 'a', $1)",
                args![now],
            )
            .await?;
            Ok::<_, Failure>(())
        })
    });
    written.await.unwrap();
    (planner, librarian)
}

async fn asked(trial: &Trial, planner: &str, kind: &str) -> String {
    let form = [("kind", kind), ("name", "Ratna Dewi"), ("phone", "0811-2222-3333"), ("op", kind)];
    let answer = trial.post("/kantor/permintaan", planner, &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

async fn text(trial: &Trial, sql: &'static str) -> String {
    let row: Option<(String,)> = trial.app.storage.one(sql, args![]).await.unwrap();
    row.unwrap().0
}

#[tokio::test]
async fn what_is_found_is_shown_first_and_only_what_was_chosen_is_erased() {
    for trial in Trial::on_each_database("erasing a person's data").await {
        let (planner, librarian) = house(&trial).await;
        let path = asked(&trial, &planner, "hapus").await;
        let page = trial.get(&path, &planner).await;
        for words in ["Peserta pertemuan", "Cerita", "Akun", "Kontak perpustakaan", "Notulen", "Tinggal 3 hari 0 jam"] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
        assert!(!page.body.contains("Ratna Dewanti"), "another person");
        let account = text(&trial, "select id from account where name = 'Ratna Dewi'").await;
        let library = text(&trial, "select id from library").await;

        // Nothing by itself: the planner chooses and is sure.
        let nothing = trial.post(&path, &planner, &[("aksi", "hapus"), ("yakin", "ya")]).await;
        assert!(nothing.status == 422 && nothing.body.contains("Centang yang memang"), "{}", nothing.body);
        let unsure = trial.post(&path, &planner, &[("aksi", "hapus"), ("pilih", "participant:p1")]).await;
        assert!(unsure.status == 422 && unsure.body.contains("tidak bisa kembali"));
        // What was not found for this request cannot be named.
        let other = [("aksi", "hapus"), ("yakin", "ya"), ("pilih", "participant:p2")];
        assert_eq!(trial.post(&path, &planner, &other).await.status, 404);
        assert_eq!(text(&trial, "select name from participant where id = 'p1'").await, "Ratna Dewi");

        let (account_mark, contact) = (format!("account:{account}"), format!("contact:{library}"));
        let chosen = [
            ("aksi", "hapus"),
            ("yakin", "ya"),
            ("pilih", "participant:p1"),
            ("pilih", "story:s"),
            ("pilih", &account_mark),
            ("pilih", &contact),
        ];
        let done = trial.post(&path, &planner, &chosen).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let today = trial.world.now().date(crate::domain::moment::Zone::default()).plain();
        let mark = format!("dihapus atas permintaan, {today}");
        assert_eq!(text(&trial, "select name from participant where id = 'p1'").await, mark);
        assert_eq!(text(&trial, "select phone from participant where id = 'p1'").await, "");
        assert_eq!(text(&trial, "select name from participant where id = 'p2'").await, "Ratna Dewanti");
        assert_eq!(text(&trial, "select text || person from story").await, "");
        assert_eq!(text(&trial, "select contact from library").await, "");
        let sql =
            "select name || coalesce(phone, '') || coalesce(password, '') from account where disabled_at is not null";
        assert_eq!(text(&trial, sql).await, mark);
        assert_eq!(trial.get("/lapor", &librarian).await.status, 303, "the session has ended");
        // What is left stands in texts that people share.
        let page = trial.get(&path, &planner).await;
        assert!(page.body.contains("Notulen") && !page.body.contains("Peserta pertemuan"), "{}", page.body);

        let closed = trial.post(&path, &planner, &[("aksi", "selesai"), ("outcome", "dihapus")]).await;
        assert_eq!(closed.status, 303, "{}", closed.body);
        assert_eq!(text(&trial, "select name || phone from data_request").await, "", "who asked is forgotten too");
        // Ids and codes in the log, nobody's name.
        let log: Vec<(String, String)> =
            trial.app.storage.all("select action, object || reason from audit", args![]).await.unwrap();
        assert!(
            log.iter().filter(|(action, _)| action == "erasure.make").count() == 4
                && !format!("{log:?}").contains("Ratna")
        );

        // A restore of an older backup erases it again.
        let all: Vec<Erasure> = trial.app.storage.all(ALL, args![]).await.unwrap();
        let again = trial.app.storage.write(move |tx| {
            Box::pin(async move {
                tx.run("update participant set name = 'Ratna Dewi' where id = 'p1'", args![]).await?;
                erasures::replay(tx, &all).await
            })
        });
        again.await.unwrap();
        assert_eq!(text(&trial, "select name from participant where id = 'p1'").await, mark);
    }
}

#[tokio::test]
async fn a_copy_holds_everything_and_three_days_are_three_days() {
    let trial = Trial::new().await;
    let (planner, librarian) = house(&trial).await;
    let path = asked(&trial, &planner, "salinan").await;
    assert_eq!(asked(&trial, &planner, "salinan").await, path, "the same form twice is one request");
    assert_eq!(trial.post(&path, &planner, &[("aksi", "salinan")]).await.status, 422, "others have the same name");
    let page = trial.get(&path, &planner).await.body;
    let marks: Vec<&str> =
        page.split("name=\"salin\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut form = vec![("aksi", "salinan")];
    form.extend(marks.iter().map(|mark| ("salin", *mark)));
    // In words first, to be printed; the same for programs beside it.
    let copy = trial.post(&path, &planner, &form).await;
    assert_eq!(copy.status, 200, "{page}");
    for words in [
        "<h1>Salinan data tentang Ratna Dewi</h1>",
        "UU 27/2022",
        "<dt>Cerita, Perpustakaan Desa natai-raya</dt>",
        "kini berjualan",
        "+6281122223333",
        "ditampilkan 5 dari 5",
    ] {
        assert!(copy.body.contains(words), "{words}: {}", copy.body);
    }
    assert_eq!(copy.headers["cache-control"], "no-store");
    // The button says that a file is the answer: what is kept of a form that nobody answered is not kept of this one (isian.js).
    assert!(page.contains("data-unduh"), "{page}");
    form[0] = ("aksi", "berkas");
    let copy = trial.post(&path, &planner, &form).await;
    assert_eq!((copy.status, copy.headers["content-type"].to_str().unwrap()), (200, "application/json"));
    let read: serde_json::Value = serde_json::from_str(&copy.body).unwrap();
    assert_eq!(read["tentang"], "Ratna Dewi");
    let data = read["data"].as_array().unwrap();
    assert_eq!(data.len(), 5, "{}", copy.body);
    assert!(copy.body.contains("kini berjualan") && copy.body.contains("+6281122223333"));
    assert!(data.iter().all(|thing| thing["di"] != ""), "no place is no empty place: {}", copy.body);
    assert_eq!(copy.headers["cache-control"], "no-store");
    let one = trial.post(&path, &planner, &[("aksi", "berkas"), ("salin", marks[0])]).await;
    assert_eq!(one.status, 200, "{}", one.body);
    let given: Option<(i64,)> = trial.app.storage.one("select found from data_request", args![]).await.unwrap();
    assert_eq!(given, Some((5,)), "two copies of the same are five things, and a smaller one takes none back");

    trial.world.advance(72 * 3_600);
    let planner = trial.person("62.01", "Bu Ani", &[Role::Planner]).await;
    assert!(trial.get(&path, &planner).await.body.contains("Kurang dari 1 jam"));
    trial.world.advance(1);
    assert!(trial.get("/kantor/permintaan", &planner).await.body.contains("Lewat batas 3 × 24 jam"));

    // Nobody else: not a librarian, not another office.
    trial.office("62.02", "Kotawaringin Timur").await;
    let stranger = trial.person("62.02", "Bu Lain", &[Role::Planner]).await;
    assert_eq!(trial.get(&path, &librarian).await.status, 403);
    assert_eq!(trial.get(&path, &stranger).await.status, 404);
    for form in [vec![("aksi", "salinan")], vec![("aksi", "selesai"), ("outcome", "ditolak")]] {
        assert_eq!(trial.post(&path, &stranger, &form).await.status, 404);
    }
}

#[tokio::test]
async fn nothing_is_called_done_that_was_not_done() {
    for trial in Trial::on_each_database("closing a request").await {
        let (planner, _) = house(&trial).await;
        let close = async |path: &str, outcome: &str| {
            trial.post(path, &planner, &[("aksi", "selesai"), ("outcome", outcome)]).await
        };
        // Somebody wants to be erased, and a copy was looked at on the way: that erased nothing.
        let path = asked(&trial, &planner, "hapus").await;
        assert_eq!(trial.post(&path, &planner, &[("aksi", "salinan"), ("salin", "participant:p1")]).await.status, 200);
        let undone = close(&path, "dihapus").await;
        assert!(undone.status == 422 && undone.body.contains("Belum ada yang dihapus"), "{}", undone.body);
        let other = close(&path, "diberikan").await;
        assert!(other.status == 422 && other.body.contains("Pilih bagaimana"), "{}", other.body);
        let page = trial.get(&path, &planner).await.body;
        assert!(page.contains("value=\"dihapus\"") && !page.contains("value=\"diberikan\""), "{page}");
        assert_eq!(text(&trial, "select name from data_request").await, "Ratna Dewi", "nobody is forgotten yet");
        let erased = [("aksi", "hapus"), ("yakin", "ya"), ("pilih", "participant:p1")];
        assert_eq!(trial.post(&path, &planner, &erased).await.status, 303);
        assert_eq!(close(&path, "dihapus").await.status, 303);

        // Pressed twice is done once; another answer from another tab is not passed over.
        assert_eq!(close(&path, "dihapus").await.status, 303);
        let late = close(&path, "ditolak").await;
        assert!(
            late.status == 409 && late.body.contains("sudah ditutup sebagai “Data sudah dihapus”"),
            "{} {}",
            late.status,
            late.body
        );
        let done: Option<(i64,)> = trial
            .app
            .storage
            .one("select cast(count(*) as bigint) from audit where action = 'request.done'", args![])
            .await
            .unwrap();
        assert_eq!(done, Some((1,)));

        // What was about this person was mended by hand; what is still found is a namesake's.
        let form = [("kind", "hapus"), ("name", "Ratna Dewi"), ("phone", "0811-2222-3333"), ("op", "hapus-2")];
        let path = trial.post("/kantor/permintaan", &planner, &form).await.location().to_owned();
        assert_eq!(close(&path, "dihapus").await.status, 422);
        let by_hand = close(&path, "dihapus_tangan").await;
        assert_eq!(by_hand.status, 303, "{}", by_hand.body);
        let told = text(&trial, "select outcome from data_request where outcome like '%tangan'").await;
        assert_eq!(told, "dihapus_tangan");

        // Somebody wants a copy.
        let path = asked(&trial, &planner, "salinan").await;
        let undone = close(&path, "diberikan").await;
        assert!(undone.status == 422 && undone.body.contains("belum pernah dibuat"), "{}", undone.body);
        assert_eq!(close(&path, "dihapus").await.status, 422);
        assert_eq!(trial.post(&path, &planner, &[("aksi", "salinan"), ("salin", "story:s")]).await.status, 200);
        assert_eq!(close(&path, "diberikan").await.status, 303);

        // Closed in one tab: the other one hears how, and is not asked for a copy of somebody who is forgotten.
        let form = [("kind", "salinan"), ("name", "Ratna Dewi"), ("phone", "0811-2222-3333"), ("op", "salinan-2")];
        let path = trial.post("/kantor/permintaan", &planner, &form).await.location().to_owned();
        assert_eq!(close(&path, "tidak_ada").await.status, 303);
        let late = close(&path, "diberikan").await;
        assert!(late.status == 409 && late.body.contains("sudah ditutup sebagai"), "{} {}", late.status, late.body);
    }
}

#[tokio::test]
async fn a_planner_erases_no_colleague_and_nobody_the_own_account() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Ratna Dewi", &[Role::Planner]).await;
    trial.person("62.01", "Ratna Dewi", &[Role::Administrator]).await;
    let path = asked(&trial, &planner, "hapus").await;
    let accounts: Vec<(String,)> = trial.app.storage.all("select id from account", args![]).await.unwrap();
    for (id,) in accounts {
        let mark = format!("account:{id}");
        let answer = trial.post(&path, &planner, &[("aksi", "hapus"), ("yakin", "ya"), ("pilih", &mark)]).await;
        assert!(answer.status == 422 && answer.body.contains("oleh administrator"), "{}", answer.body);
    }
    let left: Option<(i64,)> = trial
        .app
        .storage
        .one("select cast(count(*) as bigint) from account where name = 'Ratna Dewi'", args![])
        .await
        .unwrap();
    assert_eq!(left, Some((2,)));
}

#[tokio::test]
async fn what_does_not_fit_on_one_page_is_said_and_stands_on_the_next() {
    for trial in Trial::on_each_database("a name that stands everywhere").await {
        let (planner, _) = house(&trial).await;
        let written = trial.app.storage.write(|tx| {
            Box::pin(async move {
                for n in 0..500 {
                    tx.run(
                        "insert into tip (office, id, meeting, words, made_by, made_at) values ('62.01', $1, 'm', 'Kiat dari Ratna Dewi', 'a', 1)",
                        args![format!("tip-{n:03}")],
                    )
                    .await?;
                }
                Ok::<_, Failure>(())
            })
        });
        written.await.unwrap();
        let path = asked(&trial, &planner, "salinan").await;
        let page = trial.get(&path, &planner).await.body;
        assert!(page.contains("Ditampilkan 1 sampai 500 dari 505 yang ditemukan."), "{page}");
        assert!(page.contains("?lembar=2") && !page.contains("tip-499"), "the last ones are on the next page");
        let next = trial.get(&format!("{path}?lembar=2"), &planner).await.body;
        assert!(next.contains("Ditampilkan 501 sampai 505 dari 505") && next.contains("tip-499"), "{next}");

        // What is chosen there is in the copy, and the copy says that it is not everything.
        let copy = trial.post(&path, &planner, &[("aksi", "berkas"), ("salin", "tip:tip-499")]).await;
        let read: serde_json::Value = serde_json::from_str(&copy.body).unwrap();
        assert_eq!(read["data"].as_array().unwrap().len(), 1, "{}", copy.body);
        assert!(read["jumlah"].as_str().unwrap().starts_with("ditampilkan 1 dari 505 yang ditemukan"), "{}", copy.body);
    }
}

#[tokio::test]
async fn a_text_that_names_somebody_late_shows_that_place_and_why_it_stays() {
    let trial = Trial::new().await;
    let (planner, _) = house(&trial).await;
    let long = format!("{} Ratna Dewi menitipkan kunci. {}", "Rapat dibuka. ".repeat(40), "Selesai. ".repeat(40));
    let written = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            tx.run(
                "insert into evaluation (office, meeting, id, source, on_date, words) values ('62.01', 'm', 'e', 'hp', '2026-11-28', $1)",
                args![long],
            )
            .await?;
            Ok::<_, Failure>(())
        })
    });
    written.await.unwrap();
    let path = asked(&trial, &planner, "hapus").await;
    let page = trial.get(&path, &planner).await.body;
    assert!(page.contains("Ratna Dewi menitipkan kunci"), "{page}");
    assert!(
        page.contains("jawaban tanpa nama, tidak bisa diubah") && page.contains("/kantor/plm/m/evaluasi"),
        "{page}"
    );
}

#[tokio::test]
async fn the_board_shows_what_waits_and_says_when_it_is_late() {
    for trial in Trial::on_each_database("requests on the board").await {
        let (planner, _) = house(&trial).await;
        assert!(!trial.get("/kantor", &planner).await.body.contains("Permintaan data pribadi menunggu"));
        let path = asked(&trial, &planner, "hapus").await;
        let board = trial.get("/kantor", &planner).await.body;
        for words in ["Permintaan data pribadi menunggu", "Tinggal 3 hari 0 jam", path.as_str(), "Ratna Dewi"] {
            assert!(board.contains(words), "{words}: {board}");
        }
        assert!(!board.contains("lewat batas waktu"));
        // Another office has nothing to do with it.
        trial.office("62.02", "Kotawaringin Timur").await;
        let stranger = trial.person("62.02", "Bu Ani", &[Role::Planner]).await;
        assert!(!trial.get("/kantor", &stranger).await.body.contains("Ratna Dewi"));

        trial.world.advance(72 * 3_600 + 5 * 3_600);
        let planner = trial.person("62.01", "Bu Ina", &[Role::Planner]).await;
        let board = trial.get("/kantor", &planner).await.body;
        for words in ["notice danger", "Permintaan data pribadi lewat batas waktu", "Lewat batas 3 × 24 jam"] {
            assert!(board.contains(words), "{words}: {board}");
        }
        assert_eq!(trial.post(&path, &planner, &[("aksi", "selesai"), ("outcome", "ditolak")]).await.status, 303);
        assert!(!trial.get("/kantor", &planner).await.body.contains("Permintaan data pribadi lewat"));
    }
}

#[tokio::test]
async fn the_last_administrator_is_not_erased_by_somebody_who_was_one() {
    for trial in Trial::on_each_database("the last administrator").await {
        let mut people = Vec::new();
        for name in ["Bu Lia Satu", "Bu Lia Dua", "Bu Lia Tiga"] {
            trial.person("62.01", name, &[Role::Administrator]).await;
            let row: Option<(String,)> =
                trial.app.storage.one("select id from account where name = $1", args![name]).await.unwrap();
            let account = row.unwrap().0;
            let roles = vec![Role::Administrator];
            let mark = format!("account:{account}");
            people
                .push((Asker::SignedIn(SignedIn { account, office: "62.01".into(), name: name.into(), roles }), mark));
        }
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        let form = [("kind", "hapus"), ("name", "Bu Lia"), ("phone", "0811-2222-3333"), ("op", "x")];
        let answer = trial.post("/kantor/permintaan", &planner, &form).await;
        let id = answer.location().rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        let erase = async |asker: &Asker, mark: &String| {
            crate::api::data_requests::erase(&trial.app, asker, &id, std::slice::from_ref(mark), true).await
        };
        let left_long_ago = trial.app.storage.write(|tx| {
            Box::pin(async move {
                tx.run("update account set disabled_at = 1 where name = 'Bu Lia Tiga'", args![]).await?;
                Ok::<_, Failure>(())
            })
        });
        left_long_ago.await.unwrap();
        erase(&people[0].0, &people[1].1).await.unwrap();
        // An administrator who is out of use already may be forgotten though only one is left.
        erase(&people[0].0, &people[2].1).await.unwrap();
        // Asked for while she still was one.
        assert!(erase(&people[1].0, &people[0].1).await.is_err());
        let left: Option<(i64,)> = trial
            .app
            .storage
            .one(
                "select cast(count(*) as bigint) from account where name = 'Bu Lia Satu' and disabled_at is null",
                args![],
            )
            .await
            .unwrap();
        assert_eq!(left, Some((1,)));
    }
}

//! The planner's pages and the verdict form, by requests.

use crate::api::reports::{self, Posting};
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::report::draft::Draft;
use crate::storage::ops::Op;
use crate::trial::Trial;

/// A trial with a library that has sent a nihil report for October 2026; answers its path in the office too.
async fn with_report() -> (Trial, String, String) {
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let path = send(&trial, &library, "Banjir, perpustakaan tutup.").await;
    let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    (trial, planner, path)
}

async fn send(trial: &Trial, library: &str, reason: &str) -> String {
    let librarian = Asker::SignedIn(SignedIn {
        account: "sari".to_owned(),
        office: "62.01".to_owned(),
        name: "Ibu Sari".to_owned(),
        roles: vec![Role::Librarian { library: library.to_owned() }],
    });
    let head = crate::storage::reports::of_library(&trial.app.storage, "62.01", library).await.unwrap().pop();
    let posting = Posting {
        slug: "natai-raya".to_owned(),
        month: "2026-10".to_owned(),
        version: head.map_or(0, |head| head.version),
        paper_on: String::new(),
        draft: Draft::default(),
        uploads: Vec::new(),
        op: Op::new("sari", &trial.world.id(), [("alasan", reason)]),
    };
    reports::send_nihil(&trial.app, &librarian, posting, reason.to_owned()).await.unwrap();
    let row = crate::storage::reports::queue(&trial.app.storage, "62.01").await.unwrap().pop().unwrap();
    format!("/kantor/laporan/{}", row.id)
}

#[tokio::test]
async fn the_board_and_the_queue_show_what_came_in() {
    let (trial, planner, path) = with_report().await;
    for page in ["/kantor", "/kantor/laporan"] {
        let answer = trial.get(page, &planner).await;
        assert_eq!(answer.status, 200, "{page}: {}", answer.body);
        assert!(answer.body.contains(&path), "{page} leads to the report");
    }
    let report = trial.get(&path, &planner).await;
    assert_eq!(report.status, 200);
    for words in ["Oktober 2026", "Laporan nihil", "Banjir, perpustakaan tutup.", "Setujui laporan", "tepat waktu"] {
        assert!(report.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn another_office_finds_nothing_and_a_librarian_is_turned_away() {
    let (trial, _, path) = with_report().await;
    trial.office("62.02", "Kotawaringin Timur").await;
    let stranger = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
    assert_eq!(trial.get(&path, &stranger).await.status, 404);
    let verdict = [("aksi", "setujui"), ("op", "o1"), ("revisi", "1"), ("comment", "")];
    assert_eq!(trial.post(&path, &stranger, &verdict).await.status, 404);
    assert!(!trial.get("/kantor", &stranger).await.body.contains("natai-raya"));
    let librarian = trial.person("62.01", "Ibu Lain", &[Role::Librarian { library: "l9".to_owned() }]).await;
    assert_eq!(trial.post(&path, &librarian, &verdict).await.status, 403);
    assert_eq!(trial.get("/kantor/audit", &stranger).await.status, 403, "planners keep no audit");
}

#[tokio::test]
async fn a_return_needs_a_comment_and_loses_nothing() {
    let (trial, planner, path) = with_report().await;
    let remark = [("isian-0", "kendala"), ("catatan-0", "Sebutkan tanggalnya")];
    let second = [("isian-3", "angka-pengunjung"), ("catatan-3", "Tulis jumlahnya juga")];
    let bare = [[("aksi", "kembalikan"), ("op", "o1")], [("revisi", "1"), ("comment", " ")], remark, second].concat();
    let refused = trial.post(&path, &planner, &bare).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("Sebutkan tanggalnya"), "what was typed is still there");
    let half = [("aksi", "kembalikan"), ("revisi", "1"), ("comment", "Lengkapi."), ("catatan-1", "Yang mana?")];
    let refused = trial.post(&path, &planner, &half).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Pilih isian mana") && refused.body.contains("f-isian-1-error"));
    let beyond = [("aksi", "kembalikan"), ("revisi", "1"), ("comment", "Lengkapi."), ("catatan-9", "x")];
    assert_eq!(trial.post(&path, &planner, &beyond).await.status, 422, "no such row");
    let told =
        [[("aksi", "kembalikan"), ("op", "o2")], [("revisi", "1"), ("comment", "Lengkapi.")], remark, second].concat();
    let done = trial.post(&path, &planner, &told).await;
    assert_eq!((done.status, done.location()), (303, "/kantor/laporan?kabar=dikembalikan"));
    let page = trial.get(&path, &planner).await.body;
    for words in ["Lengkapi.", "Sebutkan tanggalnya", "Tulis jumlahnya juga", "Menunggu perbaikan"] {
        assert!(page.contains(words), "{words}");
    }
    // Each stands at its field on the librarian's own form.
    let library = crate::storage::libraries::by_slug(&trial.app.storage, "natai-raya").await.unwrap().unwrap().id;
    let librarian = trial.person("62.01", "Ibu Sari", &[Role::Librarian { library }]).await;
    let form = trial.get("/lapor/natai-raya/2026-10", &librarian).await.body;
    for words in ["Sebutkan tanggalnya", "Tulis jumlahnya juga"] {
        assert!(form.matches(words).count() >= 2, "in the list and at the field: {words}");
    }
}

#[tokio::test]
async fn row_41_a_second_post_is_the_same_verdict_and_another_one_is_refused_in_words() {
    let (trial, planner, path) = with_report().await;
    let verdict = [("aksi", "setujui"), ("op", "o1"), ("revisi", "1"), ("comment", "Terima kasih.")];
    for _ in 0..2 {
        let done = trial.post(&path, &planner, &verdict).await;
        assert_eq!((done.status, done.location()), (303, "/kantor/laporan?kabar=disetujui"));
    }
    let page = trial.get(&path, &planner).await.body;
    assert_eq!(page.matches("Terima kasih.").count(), 1, "one verdict");
    let late = [("aksi", "kembalikan"), ("op", "o2"), ("revisi", "1"), ("comment", "Masih kurang.")];
    let refused = trial.post(&path, &planner, &late).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("sudah disetujui") && refused.body.contains("Masih kurang."));
}

#[tokio::test]
async fn a_report_sent_anew_meanwhile_is_not_judged_unread() {
    let (trial, planner, path) = with_report().await;
    let library = crate::storage::libraries::by_slug(&trial.app.storage, "natai-raya").await.unwrap().unwrap().id;
    assert_eq!(send(&trial, &library, "Listrik padam.").await, path);
    let verdict = [("aksi", "setujui"), ("op", "o1"), ("revisi", "1"), ("comment", "Baik.")];
    let refused = trial.post(&path, &planner, &verdict).await;
    assert_eq!(refused.status, 409);
    for words in ["mengirim perbaikan", "Listrik padam.", "Baik.", r#"name="revisi" value="2""#] {
        assert!(refused.body.contains(words), "{words}");
    }
}

#[tokio::test]
async fn fields_that_the_form_does_not_have_are_refused_with_a_sentence() {
    let (trial, planner, path) = with_report().await;
    let answer = trial.post(&path, &planner, &[("aksi", "setujui"), ("revisi", "1"), ("status", "disetujui")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("isian yang tidak dikenal"));
    let answer = trial.post(&path, &planner, &[("aksi", "hapus"), ("op", "o"), ("revisi", "1")]).await;
    assert_eq!(answer.status, 422);
    let answer = trial.post("/kantor/laporan/tidak-ada", &planner, &[("aksi", "setujui"), ("revisi", "1")]).await;
    assert_eq!(answer.status, 404);
}

/// Lets a second library send too; answers its path in the office.
async fn another(trial: &Trial, n: u8) -> String {
    let slug = format!("desa-{n}");
    let library = trial.library("62.01", &format!("62.01.02.20{n}"), &slug).await;
    let librarian = Asker::SignedIn(SignedIn {
        account: slug.clone(),
        office: "62.01".to_owned(),
        name: slug.clone(),
        roles: vec![Role::Librarian { library }],
    });
    let posting = Posting {
        paper_on: String::new(),
        slug: slug.clone(),
        month: "2026-10".to_owned(),
        version: 0,
        draft: Draft::default(),
        uploads: Vec::new(),
        op: Op::new(&slug, &trial.world.id(), std::iter::empty()),
    };
    trial.world.advance(60);
    reports::send_nihil(&trial.app, &librarian, posting, String::new()).await.unwrap();
    let row = crate::storage::reports::queue(&trial.app.storage, "62.01").await.unwrap().pop().unwrap();
    format!("/kantor/laporan/{}", row.id)
}

#[tokio::test]
async fn after_a_verdict_the_next_one_opens() {
    let (trial, planner, first) = with_report().await;
    let (second, third) = (another(&trial, 20).await, another(&trial, 21).await);
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let page = trial.get(&second, &planner).await.body;
    assert!(page.contains("2 dari 3 yang menunggu"), "{page}");
    assert!(page.contains(&format!("name=\"lanjut\" value=\"{}\"", id(&third))), "what comes after, not the first");
    let verdict = [("aksi", "setujui"), ("op", "o1"), ("revisi", "1"), ("comment", ""), ("lanjut", &id(&third))];
    let done = trial.post(&second, &planner, &verdict).await;
    assert_eq!((done.status, done.location().to_owned()), (303, format!("{third}?kabar=disetujui")));
    let verdict = [("aksi", "setujui"), ("op", "o2"), ("revisi", "1"), ("comment", ""), ("lanjut", "")];
    let done = trial.post(&third, &planner, &verdict).await;
    assert_eq!(done.location(), format!("{first}?kabar=disetujui"), "round to the one that waits longest");
}

#[tokio::test]
async fn many_are_approved_after_a_question_and_logged_as_such() {
    for trial in Trial::on_each_database("story: bulk approval").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        let first = send(&trial, &library, "Banjir.").await;
        let second = another(&trial, 20).await;
        let mark = |path: &str, revision: i64| format!("{}@{revision}", path.rsplit('/').next().unwrap());
        let nothing = trial.post("/kantor/laporan", &planner, &[("aksi", "periksa")]).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.body.contains("Centang dulu"));
        let both = [("laporan", mark(&first, 1)), ("laporan", mark(&second, 1))];
        let with = |action: &'static str| {
            let mut pairs = vec![("aksi", action.to_owned()), ("op", "o1".to_owned())];
            pairs.extend(both.clone());
            pairs
        };
        let post = async |pairs: Vec<(&'static str, String)>| {
            let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            trial.post("/kantor/laporan", &planner, &pairs).await
        };
        let question = post(with("periksa")).await;
        assert_eq!(question.status, 200);
        assert!(question.body.contains("Setujui 2 laporan?"), "{}", question.body);
        // One library corrects its report before the answer: that one is left alone.
        send(&trial, &library, "Banjir dan listrik padam.").await;
        for _ in 0..2 {
            let done = post(with("setujui")).await;
            assert_eq!((done.status, done.location()), (303, "/kantor/laporan?kabar=bersama&baru=1&tetap=1"));
        }
        let page = trial.get(&second, &planner).await.body;
        assert!(page.contains("Disetujui bersama laporan lain"));
        let waiting = trial.get("/kantor/laporan", &planner).await.body;
        assert!(waiting.contains(&first) && !waiting.contains(&second));
        let rows: Vec<(String,)> = trial
            .app
            .storage
            .all("select reason from audit where action = 'report.approve'", crate::args![])
            .await
            .unwrap();
        assert_eq!(rows, [("bulk".to_owned(),)]);
    }
}

#[tokio::test]
async fn a_correction_after_approval_shows_old_and_new() {
    let (trial, planner, path) = with_report().await;
    trial.post(&path, &planner, &[("aksi", "setujui"), ("op", "o1"), ("revisi", "1"), ("comment", "")]).await;
    let library = crate::storage::libraries::by_slug(&trial.app.storage, "natai-raya").await.unwrap().unwrap().id;
    send(&trial, &library, "Listrik padam.").await;
    let page = trial.get(&path, &planner).await.body;
    for words in
        ["Yang berubah sejak disetujui", "Banjir, perpustakaan tutup.", "Listrik padam.", "berubah sejak disetujui"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(trial.get("/kantor", &planner).await.body.contains("berubah sejak disetujui"));
    assert!(trial.get("/kantor/laporan", &planner).await.body.contains("Berubah sejak disetujui"));
}

#[tokio::test]
async fn reminders_stop_the_moment_a_report_is_in() {
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    trial.person("62.01", "Ibu Sari", &[Role::Librarian { library: library.clone() }]).await;
    let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let sql = "update library set replicated = 2022";
    let made: Result<(), crate::storage::Failure> =
        trial.app.storage.write(move |tx| Box::pin(async move { tx.run(sql, crate::args![]).await.map(|_| ()) })).await;
    made.unwrap();
    let before = trial.get("/kantor/pengingat?bulan=2026-10", &planner).await.body;
    for words in ["Ibu Sari", "https://wa.me/62899", "tel:+62899", "/lapor/natai-raya/2026-10", "0 dari 1"] {
        assert!(before.contains(words), "{words}");
    }
    send(&trial, &library, "").await;
    let after = trial.get("/kantor/pengingat?bulan=2026-10", &planner).await.body;
    assert!(
        !after.contains("Ibu Sari") && after.contains("Tidak ada yang perlu diingatkan") && after.contains("1 dari 1")
    );
}

#[tokio::test]
async fn an_administrator_reads_who_decided() {
    let (trial, planner, path) = with_report().await;
    trial.post(&path, &planner, &[("aksi", "setujui"), ("op", "o1"), ("revisi", "1"), ("comment", "")]).await;
    let administrator = trial.person("62.01", "Bu Ani", &[Role::Administrator]).await;
    let audit = trial.get("/kantor/audit", &administrator).await;
    assert_eq!(audit.status, 200);
    assert!(audit.body.contains("menyetujui laporan") && audit.body.contains("Pak Budi"));
    // One heading per day, a line per thing done, nothing empty; folded away what is for paper and for technicians.
    let today = trial.world.now().date(crate::domain::moment::Zone::default()).long();
    assert_eq!(audit.body.matches(&format!("{today}</h2>")).count(), 1, "{}", audit.body);
    assert!(!audit.body.contains("<table") && !audit.body.contains("()"), "{}", audit.body);
    assert!(audit.body.find("Catat di kertas") < audit.body.find("menyetujui laporan"), "{}", audit.body);
    assert!(audit.body.contains("pantau verify") && !audit.body.contains("<details open"), "{}", audit.body);

    // Twenty-five lines a page.
    let account = "siapa";
    let many = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            for n in 0..30 {
                let object = format!("kpi:{n}");
                let line = crate::storage::Audit {
                    office: "62.01",
                    account,
                    action: "kpi.set",
                    object: &object,
                    ..Default::default()
                };
                tx.audit(&line).await?;
            }
            Ok::<_, crate::storage::Failure>(())
        })
    });
    many.await.unwrap();
    let page = trial.get("/kantor/audit?apa=kpi", &administrator).await.body;
    assert_eq!(page.matches("<time").count(), 25, "{page}");
    let next = page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("sebelum="));
    let next = next.unwrap().replace("&amp;", "&");
    assert_eq!(trial.get(&next, &administrator).await.body.matches("<time").count(), 5, "{next}");
}

//! The office's calendar by requests: rule, month, extension, grace.

use crate::api::reports::{self, Posting};
use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::report::draft::Draft;
use crate::storage::Failure;
use crate::storage::ops::Op;
use crate::trial::Trial;

fn librarian(library: &str) -> Asker {
    Asker::SignedIn(SignedIn {
        account: "sari".to_owned(),
        office: "62.01".to_owned(),
        name: "Ibu Sari".to_owned(),
        roles: vec![Role::Librarian { library: library.to_owned() }],
    })
}

/// Sends a nihil report of October; answers what was said.
async fn send(trial: &Trial, library: &str) -> String {
    let posting = Posting {
        paper_on: String::new(),
        slug: "natai-raya".to_owned(),
        month: "2026-10".to_owned(),
        version: 0,
        draft: Draft::default(),
        uploads: Vec::new(),
        op: Op::new("sari", &trial.world.id(), std::iter::empty()),
    };
    match reports::send_nihil(&trial.app, &librarian(library), posting, String::new()).await {
        Ok(reference) => reference,
        Err(error) => error.told(&trial.world).to_string(),
    }
}

/// After the clock has moved: an office's session does not last that long.
async fn planner(trial: &Trial) -> String {
    trial.person("62.01", "Pak Budi", &[Role::Planner]).await
}

#[tokio::test]
async fn only_a_closed_month_refuses_and_an_extension_opens_it_for_one_library() {
    for trial in Trial::on_each_database("story: a closed month").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        trial.world.advance(40 * 86_400);
        let planner = planner(&trial).await;
        let close = [("buka", "2026-10-01"), ("tenggat", "2026-11-10"), ("toleransi", "0"), ("tutup", "ya")];
        let done = trial.post("/kantor/periode/bulan?bulan=2026-10", &planner, &close).await;
        assert_eq!((done.status, done.location()), (303, "/kantor/periode?kabar=bulan"), "{}", done.body);
        assert!(send(&trial, &library).await.contains("sudah ditutup dinas"));
        let longer =
            [("perpustakaan", "natai-raya"), ("bulan", "2026-10"), ("sampai", "2026-12-31"), ("alasan", "Banjir")];
        let done = trial.post("/kantor/periode/perpanjangan", &planner, &longer).await;
        assert_eq!((done.status, done.location()), (303, "/kantor/periode?kabar=perpanjangan"), "{}", done.body);
        assert_eq!(send(&trial, &library).await, "LK-2026-10-0001");
        let page = trial.get("/kantor/periode", &planner).await.body;
        assert!(page.contains("Banjir") && page.contains("31 Desember 2026") && page.contains("ditutup"));
        let row: Vec<(String,)> = trial
            .app
            .storage
            .all("select action from audit where action like 'period.%' order by action", args![])
            .await
            .unwrap();
        assert_eq!(row, [("period.extend".to_owned(),), ("period.month".to_owned(),)]);
    }
}

#[tokio::test]
async fn a_late_report_is_taken_in_and_grace_is_a_persons_word() {
    for trial in Trial::on_each_database("story: grace").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        trial.world.advance(20 * 86_400);
        let planner = planner(&trial).await;
        assert_eq!(send(&trial, &library).await, "LK-2026-10-0001");
        let head = crate::storage::reports::of_library(&trial.app.storage, "62.01", &library).await.unwrap().remove(0);
        let path = format!("/kantor/laporan/{}", head.id);
        let page = trial.get(&path, &planner).await.body;
        assert!(page.contains("terlambat") && !page.contains("HP tanpa sinyal"));
        let refused = trial.post(&path, &planner, &[("aksi", "kelonggaran"), ("alasan", "Kasihan")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("tidak menunjukkan"));
        // The phone says that it was finished on 5 November.
        let (report, early) = (head.id.clone(), trial.world.now().0 - 17 * 86_400);
        let put = trial.app.storage.write(move |tx| {
            Box::pin(async move {
                let sql = "update report_version set finalized_at = $2 where report = $1";
                tx.run(sql, args![report, early]).await.map(|_| ())
            })
        });
        let put: Result<(), Failure> = put.await;
        put.unwrap();
        let page = trial.get(&path, &planner).await.body;
        assert!(page.contains("terlambat") && page.contains("HP tanpa sinyal"), "offered, never given by itself");
        let refused = trial.post(&path, &planner, &[("aksi", "kelonggaran"), ("alasan", " ")]).await;
        assert_eq!(refused.status, 422);
        let done =
            trial.post(&path, &planner, &[("aksi", "kelonggaran"), ("alasan", "Tiga minggu tanpa sinyal")]).await;
        assert_eq!((done.status, done.location()), (303, path.as_str()));
        let page = trial.get(&path, &planner).await.body;
        assert!(page.contains("tepat waktu") && page.contains("Tiga minggu tanpa sinyal") && page.contains("Pak Budi"));
        let board = trial.get("/kantor", &planner).await.body;
        assert!(!board.contains("terlambat\""), "the board counts the same day");
    }
}

#[tokio::test]
async fn an_announced_due_day_is_not_taken_away_and_nothing_typed_is_lost() {
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    trial.world.advance(5 * 86_400);
    let planner = planner(&trial).await;
    let sooner = [("buka", "2026-10-01"), ("tenggat", "2026-11-03"), ("toleransi", "0")];
    let refused = trial.post("/kantor/periode/bulan?bulan=2026-10", &planner, &sooner).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("hanya boleh dimajukan") && refused.body.contains("2026-11-03"));
    for (field, value) in [("buka", "0"), ("tenggat", "tiga puluh"), ("toleransi", "99"), ("mulai", "2020-01")] {
        let mut rule = vec![("buka", "20"), ("tenggat", "15"), ("toleransi", "2"), ("mulai", "2026-12")];
        rule.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
        let refused = trial.post("/kantor/periode", &planner, &rule).await;
        assert_eq!(refused.status, 422, "{field}");
        assert!(refused.body.contains(&format!("id=\"f-{field}-error\"")), "{field}: {}", refused.body);
    }
    let rule = [("buka", "20"), ("tenggat", "15"), ("toleransi", "2"), ("mulai", "2026-11")];
    assert_eq!(trial.post("/kantor/periode", &planner, &rule).await.status, 303);
    let almanac = crate::storage::periods::almanac(&trial.app.storage, "62.01").await.unwrap();
    let month = |text| crate::domain::moment::Month::parse(text).unwrap();
    assert_eq!(almanac.period(&library, month("2026-10")).last_day().to_string(), "2026-11-10", "announced before");
    assert_eq!(almanac.period(&library, month("2026-11")).last_day().to_string(), "2026-12-17");
    let elsewhere = [("perpustakaan", "jauh"), ("bulan", "2026-10"), ("sampai", "2026-12-01"), ("alasan", "x")];
    let refused = trial.post("/kantor/periode/perpanjangan", &planner, &elsewhere).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Pilih perpustakaannya"));
}

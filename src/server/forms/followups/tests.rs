//! A follow-up from the room to the report that closes it, and round to the next meeting.

use crate::api::reports::{self as verbs, Decision, Posting};
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::report::draft::Draft;
use crate::storage::ops::Op;
use crate::trial::Trial;

fn all<'a>(page: &'a str, before: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

async fn meeting(trial: &Trial, planner: &str, name: &str, date: &str) -> String {
    let made = trial.post("/kantor/plm", planner, &[("name", name), ("date1", date), ("venue1", "Aula")]).await;
    assert_eq!(made.status, 303, "{}", made.body);
    made.location().split("/agenda").next().unwrap().to_owned()
}

fn asker(account: &str, role: Role) -> Asker {
    Asker::SignedIn(SignedIn {
        account: account.into(),
        office: "62.01".into(),
        name: account.into(),
        roles: vec![role],
    })
}

/// A month's report with that many visitors, sent and approved.
async fn approved(trial: &Trial, library: &str, slug: &str, month: &str, visitors: &str) {
    let pairs: Vec<(String, String)> = crate::domain::indicator::Indicator::typed()
        .map(|indicator| {
            let code = indicator.code;
            match code {
                "pengunjung" => ("angka-pengunjung".to_owned(), visitors.to_owned()),
                "hari_buka" => ("angka-hari_buka".to_owned(), "20".to_owned()),
                _ => (format!("lewati-{code}"), "ya".to_owned()),
            }
        })
        .chain(
            [
                ("kegiatan-0-id", "0197-a"),
                ("kegiatan-0-judul", "Kelas membaca"),
                ("kegiatan-0-strategi", "pelibatan"),
                ("kegiatan-0-peserta", "12"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        )
        .chain([("kegiatan-0-tanggal".to_owned(), format!("{month}-10"))])
        .collect();
    let (draft, _) = Draft::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))).unwrap();
    let posting = Posting {
        slug: slug.into(),
        month: month.into(),
        version: 0,
        draft,
        paper_on: String::new(),
        uploads: Vec::new(),
        op: Op::new("sari", &trial.world.id(), std::iter::empty()),
    };
    verbs::send(&trial.app, &asker("sari", Role::Librarian { library: library.into() }), posting).await.unwrap();
    let row = crate::storage::reports::queue(&trial.app.storage, "62.01").await.unwrap().pop().unwrap();
    let decision = Decision {
        report: row.id,
        revision: 1,
        comment: String::new(),
        remarks: Vec::new(),
        confirmed: Vec::new(),
        op: Op::new("budi", &trial.world.id(), std::iter::empty()),
    };
    verbs::approve(&trial.app, &asker("budi", Role::Planner), decision).await.unwrap();
}

#[tokio::test]
async fn a_promise_is_written_down_reminded_of_closed_and_taken_up_by_the_next_meeting() {
    for trial in Trial::on_each_database("storage story: follow-ups").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let other = trial.library("62.01", "62.01.02.2017", "sagu").await;
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        let librarian = trial.person("62.01", "Ibu Sari", &[Role::Librarian { library: library.clone() }]).await;
        let neighbour = trial.person("62.01", "Ibu Lain", &[Role::Librarian { library: other.clone() }]).await;
        // The clock stands at 2 November 2026; the meeting was on 20 September, September was reported with 40 visitors.
        approved(&trial, &library, "natai-raya", "2026-09", "40").await;
        let base = meeting(&trial, &planner, "PLM Kobar 2026", "2026-09-20").await;
        let page = format!("{base}/tindak-lanjut");
        let plan = |goal: &'static str, due: &'static str, op: &'static str| {
            vec![
                ("aksi", "simpan"),
                ("op", op),
                ("perpustakaan", library.as_str()),
                ("kegiatan", "Buka malam pada hari pasar"),
                ("tenggat", due),
                ("angka", "pengunjung"),
                ("menjadi", goal),
            ]
        };
        // Odd input is told, and nothing typed is lost.
        for (form, words) in [
            (plan("40", "2026-12-01", "a"), "Sasaran harus di atas angka awal (40)"),
            (plan("60", "2026-09-19", "b"), "Tenggat tidak bisa sebelum pertemuannya"),
            (plan("banyak", "2026-12-01", "c"), "menjadi"),
            (
                vec![
                    ("aksi", "simpan"),
                    ("perpustakaan", "x"),
                    ("kegiatan", "Buka malam pada hari pasar"),
                    ("tenggat", "2026-12-01"),
                ],
                "Pilih perpustakaannya",
            ),
            (vec![("aksi", "simpan"), ("kantor", "62.02")], "isian yang tidak dikenal"),
        ] {
            let refused = trial.post(&page, &planner, &form).await;
            assert_eq!(refused.status, 422, "{form:?}");
            assert!(refused.body.contains(words), "{words}: {}", refused.body);
            if form.len() > 3 {
                assert!(refused.body.contains("Buka malam pada hari pasar"));
            }
        }
        for _ in 0..2 {
            let done = trial.post(&page, &planner, &plan("60", "2026-12-01", "d")).await;
            assert_eq!(done.status, 303, "{}", done.body);
        }
        let sheet = trial.get(&page, &planner).await.body;
        assert!(
            sheet.contains("Pengunjung dari 40 menjadi 60 orang sebulan"),
            "the start is the newest report's: {sheet}"
        );
        assert!(sheet.contains("Yth. Ibu Sari") && sheet.contains("/tindak-lanjut"), "{sheet}");
        let rtl = all(&sheet, "name=\"rtl\" value=\"")[0].to_owned();
        // The library sees it; another library does not, and cannot close it.
        assert!(trial.get("/lapor", &librarian).await.body.contains("Buka malam pada hari pasar"));
        let own = format!("/tindak-lanjut/{rtl}");
        assert_eq!(trial.get(&own, &librarian).await.status, 200);
        assert_eq!(trial.get(&own, &neighbour).await.status, 404);
        assert_eq!(trial.post(&own, &neighbour, &[("aksi", "selesai"), ("bukti", "x")]).await.status, 404);
        // Closed with proof, opened again.
        let empty = trial.post(&own, &librarian, &[("aksi", "selesai"), ("bukti", " ")]).await;
        assert_eq!(empty.status, 422);
        assert_eq!(
            trial
                .post(&own, &librarian, &[("aksi", "selesai"), ("bukti", "Sudah buka tiap Kamis"), ("op", "e")])
                .await
                .status,
            303
        );
        let closed = trial.get(&page, &planner).await.body;
        assert!(
            closed.contains("Sudah buka tiap Kamis")
                && closed.contains("1 selesai")
                && !closed.contains("Yth. Ibu Sari")
        );
        assert_eq!(trial.post(&own, &librarian, &[("aksi", "buka")]).await.status, 303);
        assert!(trial.get(&own, &librarian).await.body.contains("Tandai selesai"));
        // November comes: its report, approved, closes it; a month that was not enough did not.
        trial.world.advance(35 * 86_400);
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        assert!(
            trial.get(&page, &planner).await.body.contains("direncanakan sampai 1 Desember 2026"),
            "late, in kind words"
        );
        approved(&trial, &library, "natai-raya", "2026-10", "55").await;
        assert!(trial.get(&page, &planner).await.body.contains("1 lewat tanggal"));
        approved(&trial, &library, "natai-raya", "2026-11", "66").await;
        let reached = trial.get(&page, &planner).await.body;
        assert!(reached.contains("tercapai, laporan November 2026") && reached.contains("LK-2026-11-"), "{reached}");
        assert!(reached.contains("Berubah belum tentu") || reached.contains("tidak mengatakan sebabnya"));
        assert!(trial.get(&own, &librarian).await.body.contains("tertutup sendiri"));
        // Everybody reads numbers, and nothing of who was late.
        assert_eq!(trial.get("/plm/plm-kobar-2026/rekap", "").await.status, 404, "never published");
        // The circle, and the next meeting that opens with it.
        let circle = trial.get("/kantor/lingkaran", &planner).await;
        assert_eq!(circle.status, 200);
        for words in ["PLM Kobar 2026", "di antaranya lewat laporan", "bercerita"] {
            assert!(circle.body.contains(words), "{words}: {}", circle.body);
        }
        let next = meeting(&trial, &planner, "PLM Kobar 2027", "2027-09-20").await;
        let proposals = format!("{next}/usulan");
        assert!(trial.get(&proposals, &planner).await.body.contains("Apa kabar tindak lanjut PLM Kobar 2026"));
        assert_eq!(trial.post(&proposals, &planner, &[("act", "kabar"), ("op", "f")]).await.status, 303);
        let agenda = trial.get(&format!("{next}/agenda"), &planner).await.body;
        assert!(agenda.contains("Apa kabar tindak lanjut PLM Kobar 2026"));
        assert!(trial.get(&proposals, &planner).await.body.contains("Sudah ada di agenda"));
        // A library that withdrew is shown as such and not reminded; one that was renamed by its new name.
        trial.app.storage.write(|tx| Box::pin(async move {
            tx.run("update library set stage = 'nonaktif', name = 'Perpustakaan Desa Baru' where slug = 'natai-raya'", crate::args![]).await?;
            Ok::<_, crate::storage::Failure>(())
        })).await.unwrap();
        let after = trial.get(&page, &planner).await.body;
        assert!(
            after.contains("tidak aktif")
                && after.contains("Baru")
                && after.contains("tercapai, laporan November 2026"),
            "{after}"
        );
        trial.office("62.02", "Kotawaringin Timur").await;
        let stranger = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
        assert_eq!(trial.get(&page, &stranger).await.status, 404);
        assert_eq!(trial.post(&page, &stranger, &[("aksi", "buka"), ("rtl", rtl.as_str())]).await.status, 404);
    }
}

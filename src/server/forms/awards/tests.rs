use crate::domain::account::Role;
use crate::domain::award::{Definition, Outcome};
use crate::domain::moment::Month;
use crate::trial::{Answer, Trial};

type Pairs = Vec<(String, String)>;

fn pairs(definition: &Definition, version: i64, action: &str, op: &str) -> Pairs {
    let counted = if definition.counted { "ya" } else { "tidak" };
    let places = definition.places.map(|places| places.to_string()).unwrap_or_default();
    let mut pairs: Pairs = [
        ("aksi", action.to_owned()),
        ("op", op.to_owned()),
        ("versi", version.to_string()),
        ("nama", definition.name.clone()),
        ("penerima", "perpustakaan".to_owned()),
        ("tempat", places),
        ("syarat", definition.condition.clone()),
        ("hitung", counted.to_owned()),
        ("dari", definition.from.to_string()),
        ("sampai", definition.to.to_string()),
        ("minimal", definition.least.to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec();
    pairs.extend(definition.kinds.iter().map(|kind| ("jenis".to_owned(), kind.code().to_owned())));
    for weight in &definition.weights {
        pairs.push((format!("bobot-{}", weight.measure), weight.weight.to_string()));
        pairs.push((format!("target-{}", weight.measure), weight.target.to_string()));
    }
    pairs
}

async fn post(trial: &Trial, path: &str, cookie: &str, pairs: &Pairs) -> Answer {
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    trial.post(path, cookie, &pairs).await
}

/// A meeting on that trial; answers its path.
pub async fn meeting(trial: &Trial, planner: &str) -> String {
    let form = [
        ("name", "PLM Uji"),
        ("date1", "2026-11-01"),
        ("venue1", "Aula DPK"),
        ("opens1", "08.00"),
        ("closes1", "16.00"),
        ("date2", ""),
        ("venue2", ""),
        ("opens2", "08.00"),
        ("closes2", "16.00"),
        ("op", "m1"),
    ];
    let made = trial.post("/kantor/plm", planner, &form).await;
    assert_eq!(made.status, 303, "{}", made.body);
    made.location().split("/agenda").next().unwrap().to_owned()
}

/// Writes a report straight into the database: approved, or still waiting.
pub async fn report(trial: &Trial, library: &str, month: &str, visitors: f64, approved: bool) {
    let (library, month) = (library.to_owned(), month.to_owned());
    trial
        .app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let id = tx.id();
                let at = Month::parse(&month).unwrap().plus(1).first().start(crate::domain::moment::Zone::default());
                let status = if approved { "disetujui" } else { "terkirim" };
                tx.run(
                    "insert into report (office, id, library, form, month, status, version, revision, approved_revision, reference, first_sent_at, sent_at, created_at)
                     values ('62.01', $1, $2, 'bulanan', $3, $4, 2, 1, $5, $1, $6, $6, $6)",
                    crate::args![&id, &library, &month, status, approved.then_some(1_i64), at],
                )
                .await?;
                tx.run(
                    "insert into report_version (office, report, revision, form_number, nihil, sent_by, sent_at) values ('62.01', $1, 1, 1, $2, 'x', $3)",
                    crate::args![&id, false, at],
                )
                .await?;
                tx.run(
                    "insert into figure (office, report, revision, indicator, value) values ('62.01', $1, 1, 'pengunjung', $2)",
                    crate::args![&id, visitors],
                )
                .await?;
                Ok::<_, crate::storage::Failure>(())
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn an_award_is_defined_tried_decided_and_published() {
    for trial in Trial::on_each_database("story: awards").await {
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        let mut libraries = Vec::new();
        for (number, slug) in ["alfa", "beta", "gama", "delta"].into_iter().enumerate() {
            libraries.push(trial.library("62.01", &format!("62.01.02.20{number:02}"), slug).await);
        }
        let base = format!("{}/apresiasi", meeting(&trial, &planner).await);
        let begun = trial.post(&base, &planner, &[("aksi", "mulai"), ("op", "o1")]).await;
        assert_eq!(begun.status, 303, "{}", begun.body);
        let again = trial.post(&base, &planner, &[("aksi", "mulai"), ("op", "o2")]).await;
        assert_eq!(again.status, 303);
        let stored = || async {
            let id = base.split('/').nth(3).unwrap().to_owned();
            crate::storage::awards::of_meeting(&trial.app.storage, "62.01", &id).await.unwrap()
        };
        assert_eq!(stored().await.len(), 2, "begun once");
        let award = stored().await[0].clone();
        let path = format!("{base}/{}", award.id);
        let page = trial.get(&path, &planner).await.body;
        assert!(page.contains("Belum ada perpustakaan yang memenuhi syarat"), "{page}");

        // Visitors alone, August to October: three libraries share nothing but the third place.
        for (library, visitors) in libraries.iter().zip([90.0, 80.0, 70.0, 70.0]) {
            for month in ["2026-08", "2026-09"] {
                report(&trial, library, month, visitors, true).await;
            }
        }
        let visitors = crate::domain::score::Weight { measure: "pengunjung".to_owned(), weight: 5, target: 100 };
        let (from, to) = (Month { year: 2026, month: 8 }, Month { year: 2026, month: 10 });
        let definition =
            Definition { from, to, least: 2, weights: vec![visitors], ..award.versions[0].definition.clone() };
        let method = format!("{path}/rumus");
        let tried = post(&trial, &method, &planner, &pairs(&definition, 1, "lihat", "o3")).await;
        assert_eq!(tried.status, 200, "{}", tried.body);
        assert!(tried.body.contains("Hasil percobaan") && tried.body.contains("Seri di tempat ke-3"), "{}", tried.body);
        assert_eq!(stored().await[0].versions.len(), 1, "tried out is not saved");
        for _ in 0..2 {
            let saved = post(&trial, &method, &planner, &pairs(&definition, 1, "simpan", "o4")).await;
            assert_eq!(saved.status, 303, "{}", saved.body);
        }
        assert_eq!(stored().await[0].versions.len(), 2, "one intent, one version");
        let stale = post(&trial, &method, &planner, &pairs(&definition, 1, "simpan", "o5")).await;
        assert_eq!(stale.status, 409);

        // While a report that came in time waits, there is no order and no decision.
        report(&trial, &libraries[3], "2026-10", 10.0, false).await;
        let page = trial.get(&path, &planner).await.body;
        assert!(
            page.contains("Belum dihitung") && page.contains("delta, Oktober 2026") && !page.contains("Urutan menurut"),
            "{page}"
        );
        let desk_id = base.split('/').nth(3).unwrap();
        let decision = |third: &str, reason: &str, op: &str| -> Pairs {
            [
                ("aksi", "putuskan"),
                ("op", op),
                ("versi", "2"),
                ("tempat-0", "1"),
                ("penerima-0", libraries[0].as_str()),
                ("tempat-1", "2"),
                ("penerima-1", libraries[1].as_str()),
                ("tempat-2", "3"),
                ("penerima-2", third),
                ("juri", "Hj. Siti, S.Sos., M.A.P. | Ketua\nPak D'Arman"),
                ("alasan", reason),
                ("tanggal", "2026-11-01"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
        };
        let early = post(&trial, &path, &planner, &decision(&libraries[2], "x", "o6")).await;
        assert_eq!(early.status, 422);
        assert!(early.body.contains("menunggu diperiksa"));
        trial
            .app
            .storage
            .write(|tx| {
                Box::pin(async move {
                    tx.run("update report set status = 'perlu_diperbaiki' where status = 'terkirim'", crate::args![])
                        .await?;
                    Ok::<_, crate::storage::Failure>(())
                })
            })
            .await
            .unwrap();

        // Choosing one of two equals needs a reason; the reason is published.
        let bare = post(&trial, &path, &planner, &decision(&libraries[2], "", "o7")).await;
        assert_eq!(bare.status, 422);
        assert!(
            bare.body.contains("id=\"f-alasan-error\"") && bare.body.contains("D&#x27;Arman")
                || bare.body.contains("D'Arman"),
            "{}",
            bare.body
        );
        let twice = post(&trial, &path, &planner, &decision(&libraries[1], "x", "o8")).await;
        assert_eq!(twice.status, 422);
        let decided = post(&trial, &path, &planner, &decision(&libraries[2], "Gama lebih lama aktif.", "o9")).await;
        assert_eq!(decided.status, 303, "{}", decided.body);
        let slug = "plm-uji-2026";
        let (public, hidden) =
            (format!("/plm/{slug}/apresiasi"), trial.get(&format!("/plm/{slug}/apresiasi"), "").await);
        assert_eq!(hidden.status, 404, "the meeting is not published");
        let agenda = format!("{}/agenda", base.trim_end_matches("/apresiasi"));
        trial
            .app
            .storage
            .write(|tx| {
                Box::pin(async move {
                    tx.run("update meeting set published_edit = edits, published_version = 1", crate::args![]).await?;
                    Ok::<_, crate::storage::Failure>(())
                })
            })
            .await
            .unwrap();
        assert_eq!(trial.get(&agenda, &planner).await.status, 200);
        let page = trial.get(&public, "").await;
        assert!(page.status == 200 && !page.body.contains("Gama lebih lama"), "not published yet");
        let out = trial.post(&path, &planner, &[("aksi", "terbitkan"), ("op", "o10")]).await;
        assert_eq!(out.status, 303, "{}", out.body);
        let page = trial.get(&public, "").await.body;
        for words in [
            "Terbaik I<",
            "Perpustakaan Desa gama",
            "Gama lebih lama aktif.",
            "Hj. Siti, S.Sos., M.A.P. (Ketua)",
            "Pengunjung",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(
            !page.contains("delta") && !page.contains("90"),
            "nobody's points, nobody who was not honoured: {page}"
        );

        // A stranger's office sees nothing of it.
        trial.office("62.02", "Kotawaringin Timur").await;
        let stranger = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
        assert_eq!(trial.get(&path, &stranger).await.status, 404);
        let theirs = post(&trial, &path, &stranger, &decision(&libraries[2], "x", "o11")).await;
        assert_eq!(theirs.status, 404);
        let asker = crate::domain::account::Asker::SignedIn(crate::domain::account::SignedIn {
            account: "a".into(),
            office: "62.01".into(),
            name: "B".into(),
            roles: vec![Role::Planner],
        });
        let desk = crate::api::awards::desk(&trial.app, &asker, desk_id).await.unwrap();
        let Outcome::Ranked(ranking) = &desk.awards[0].1 else { panic!("an order") };
        assert_eq!(ranking.ranked.iter().map(|one| one.place).collect::<Vec<_>>(), [1, 2, 3, 3]);
    }
}

#[tokio::test]
async fn weights_that_cannot_be_are_named_and_nothing_typed_is_lost() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let base = meeting(&trial, &planner).await;
    let path = format!("{base}/apresiasi/baru/rumus");
    let [definition, _] = Definition::starters(Month { year: 2026, month: 10 });
    for (field, value) in [
        ("bobot-kegiatan", "-3"),
        ("bobot-kegiatan", "NaN"),
        ("bobot-kegiatan", "101"),
        ("target-kegiatan", "0"),
        ("tempat", "0"),
        ("minimal", "9"),
    ] {
        let mut pairs = pairs(&definition, 0, "simpan", "o1");
        pairs.iter_mut().find(|(name, _)| name == field).unwrap().1 = value.to_owned();
        let refused = post(&trial, &path, &planner, &pairs).await;
        assert_eq!(refused.status, 422, "{field} {value}");
        assert!(refused.body.contains(&format!("id=\"f-{field}-error\"")), "{field} {value}");
        assert!(refused.body.contains(&format!("value=\"{value}\"")), "{field} {value}");
    }
    let mut nothing = pairs(&definition, 0, "simpan", "o2");
    for (name, value) in &mut nothing {
        if name.starts_with("bobot-") {
            "0".clone_into(value);
        }
    }
    let refused = post(&trial, &path, &planner, &nothing).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Jumlah bobotnya nol"), "{}", refused.body);
    let odd = post(&trial, &path, &planner, &vec![("gaji".to_owned(), "1".to_owned())]).await;
    assert_eq!(odd.status, 422);
    let gone = trial.get(&format!("{base}/apresiasi/tidak-ada"), &planner).await;
    assert_eq!(gone.status, 404);
}

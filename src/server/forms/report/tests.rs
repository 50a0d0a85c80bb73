//! A report from the form to the public page, as a browser without scripts sends it.

use crate::api::reports::{self as verbs, Decision};
use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::refusal::Refusal;
use crate::storage::ops::Op;
use crate::storage::{erasures, photos, reports};
use crate::trial::{Part, Trial};
use axum::body::Body;
use axum::http::header;

/// October filled in, with one activity.
fn october<'a>(action: &'a str, version: &'a str, op: &'a str) -> Vec<Part<'a>> {
    let mut parts = vec![Part::Text("aksi", action), Part::Text("versi", version), Part::Text("op", op)];
    for code in ["hari_buka", "pengunjung", "anak", "daring", "anggota_baru", "dipinjam", "dibaca", "digital"] {
        let name: &'static str = match code {
            "hari_buka" => "angka-hari_buka",
            "pengunjung" => "angka-pengunjung",
            "anak" => "angka-anak",
            "daring" => "angka-daring",
            "anggota_baru" => "angka-anggota_baru",
            "dipinjam" => "angka-dipinjam",
            "dibaca" => "angka-dibaca",
            _ => "angka-digital",
        };
        parts.push(Part::Text(name, "12"));
    }
    parts.push(Part::Text("lewati-tik", "ya"));
    for (name, value) in [
        ("kegiatan-0-id", "0197-a"),
        ("kegiatan-0-judul", "Kelas membaca anak"),
        ("kegiatan-0-strategi", "pelibatan"),
        ("kegiatan-0-tanggal", "2026-10-14"),
        ("kegiatan-0-peserta", "25"),
        ("kegiatan-0-mitra", "PKK Desa"),
        ("kegiatan-0-keterampilan", "membaca nyaring"),
        ("kegiatan-0-dukungan", "dana"),
        ("kegiatan-0-rupiah", "Rp2.000.000"),
        ("kegiatan-0-pendukung", "Pemerintah desa"),
        ("kegiatan-0-tautan", "www.desa.id/kabar"),
        ("cerita-0-siapa", "seorang murid"),
        ("cerita-0-teks", "Kini lancar membaca."),
        ("cerita-0-bukti", "Membaca di depan kelas."),
        ("cerita-0-nama", "Budi Rahasia"),
        ("cerita-0-umur", "anak"),
        ("cerita-0-wali", "ya"),
        ("cerita-0-izin", "named"),
        ("cerita-0-umum", "ya"),
    ] {
        parts.push(Part::Text(name, value));
    }
    parts
}

struct Village {
    library: String,
    librarian: String,
    planner: Asker,
}

impl Village {
    /// The code of the library's kecamatan.
    async fn library_district(&self, trial: &Trial) -> String {
        let sql = "select v.district_code from library l join village v on v.code = l.village_code where l.id = $1";
        let row: Option<(String,)> = trial.app.storage.one(sql, args![&self.library]).await.unwrap();
        row.unwrap().0
    }
}

async fn village(trial: &Trial) -> Village {
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let librarian = trial.person("62.01", "Bu Sari", &[Role::Librarian { library: library.clone() }]).await;
    trial.person("62.01", "Pak Andi", &[Role::Planner]).await;
    let planner: (String,) =
        trial.app.storage.one("select id from account where name = 'Pak Andi'", args![]).await.unwrap().unwrap();
    let planner = Asker::SignedIn(SignedIn {
        account: planner.0,
        office: "62.01".into(),
        name: "Pak Andi".into(),
        roles: vec![Role::Planner],
    });
    Village { library, librarian, planner }
}

fn decision(report: &str, revision: i64, comment: &str, confirmed: Vec<String>) -> Decision {
    Decision {
        report: report.to_owned(),
        revision,
        comment: comment.to_owned(),
        remarks: Vec::new(),
        confirmed,
        op: Op::new("p", "", []),
    }
}

const PATH: &str = "/lapor/natai-raya/2026-10";

#[tokio::test]
async fn a_report_goes_from_the_form_to_the_public_page_on_each_database() {
    for trial in Trial::on_each_database("storage story: reports").await {
        let village = village(&trial).await;
        let db = &trial.app.storage;
        let cookie = village.librarian.as_str();

        // A draft with a photo, half filled in.
        let picture = crate::trial::jpeg();
        let answer = trial
            .post_parts(
                PATH,
                cookie,
                &[
                    Part::Text("aksi", "simpan"),
                    Part::Text("versi", "0"),
                    Part::Text("op", "op-1"),
                    Part::Text("angka-pengunjung", "banyak"),
                    Part::Text("kegiatan-0-id", "0197-a"),
                    Part::Text("kegiatan-0-foto-umum", "ya"),
                    Part::Text("kegiatan-0-foto-anak", "none"),
                    Part::File("kegiatan-0-foto", "kelas.jpg", &picture),
                ],
            )
            .await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let page = trial.get(PATH, cookie).await;
        assert!(page.body.contains("value=\"banyak\""), "a wrong value is kept too");
        let head = reports::of_month(db, "62.01", &village.library, "2026-10".parse_month()).await.unwrap().unwrap();
        let photo = photos::of_revision(db, "62.01", &head.id, 0).await.unwrap().remove(0);
        let address = format!("/foto/{}", photo.sha256.clone().unwrap());
        assert_eq!(trial.get(&address, "").await.status, 404, "nobody else sees it");
        assert_eq!(trial.get(&address, cookie).await.status, 200);

        // Sending with a finding keeps everything; mended, it goes.
        let mut parts = october("kirim", "1", "op-2");
        parts.push(Part::Text("kegiatan-0-tempat", "Balai desa"));
        parts.retain(|part| !matches!(part, Part::Text("kegiatan-0-tanggal", _)));
        let answer = trial.post_parts(PATH, cookie, &parts).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("isi tanggalnya") && answer.body.contains("Balai desa"), "{}", answer.body);
        let answer = trial.post_parts(PATH, cookie, &october("kirim", "2", "op-3")).await;
        assert_eq!((answer.status, answer.location()), (303, "/lapor/natai-raya/2026-10/terkirim"), "{}", answer.body);
        // The same post again is the same report.
        let again = trial.post_parts(PATH, cookie, &october("kirim", "2", "op-3")).await;
        assert_eq!(again.location(), answer.location());
        let receipt = trial.get(answer.location(), cookie).await;
        assert!(receipt.body.contains("LK-2026-10-0001") && receipt.body.contains("tepat waktu"), "{}", receipt.body);

        // Returned with a comment, mended, sent again, approved.
        let report = head.id.as_str();
        verbs::return_with_comment(&trial.app, &village.planner, decision(report, 1, "Tambahkan mitra.", vec![]))
            .await
            .unwrap();
        assert!(trial.get("/lapor", cookie).await.body.contains("Tambahkan mitra."));
        let opened = verbs::one(&trial.app, &village.planner, report).await.unwrap();
        let version = opened.head.version.to_string();
        let answer = trial.post_parts(PATH, cookie, &october("kirim", &version, "op-4")).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let late = verbs::approve(&trial.app, &village.planner, decision(report, 1, "", vec![])).await;
        assert!(
            matches!(late, Err(crate::api::Error::Refusal(Refusal::Conflict(_)))),
            "what was read has been replaced"
        );
        assert!(trial.get("/cerita", "").await.body.contains("Belum ada cerita"), "sent, not approved yet");
        verbs::approve(&trial.app, &village.planner, decision(report, 2, "", vec![photo.id.clone()])).await.unwrap();
        let told = trial.get("/cerita", "").await.body;
        for words in ["Kini lancar membaca.", "seorang murid", "/perpustakaan/natai-raya", "Oktober 2026"] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(!told.contains("Budi Rahasia") && !told.contains("Membaca di depan kelas."), "no name, no evidence");
        let district = village.library_district(&trial).await;
        assert!(trial.get(&format!("/cerita?kec={district}"), "").await.body.contains("Kini lancar membaca."));
        assert!(!trial.get("/cerita?kec=62.01.99", "").await.body.contains("Kini lancar membaca."));

        let content = reports::content(db, "62.01", report, 2).await.unwrap().unwrap();
        let support = content.activities[0].support.clone().unwrap();
        assert_eq!(support.words(), "Dana, Rp2.000.000, dari Pemerintah desa");
        assert!(content.stories[0].child && content.stories[0].evidence == "Membaca di depan kelas.");
        let page = trial.get("/perpustakaan/natai-raya", "").await.body;
        assert!(page.contains("Kini lancar membaca.") && page.contains("seorang murid"));
        assert!(!page.contains("Budi Rahasia"), "a child's name is never public");
        assert!(page.contains("href=\"https://www.desa.id/kabar\"") && !page.contains("2.000.000"));
        let shown = reports::public_activities(db, "62.01", &village.library, 10).await.unwrap();
        assert_eq!(shown[0].title, "Kelas membaca anak");
        assert_eq!(trial.get(&address, "").await.status, 200, "approved, wished and confirmed");
        let figures = reports::figures_of_month(db, "62.01", &village.library, "2026-10".parse_month()).await.unwrap();
        assert_eq!(figures["peserta"].count(), Some(25));
        assert_eq!(figures["tik"].count(), None);
        let year = reports::figures_of_year(db, "62.01", &village.library, "2027-01".parse_month()).await.unwrap();
        assert_eq!(year["pengunjung"].count(), Some(12));
        assert!(!year.contains_key("tik"), "not counted anywhere");

        // The office would see the story's words; the person changes their mind: gone from everywhere, at once.
        let story = content.stories[0].id.clone();
        let public = trial.get(&address, "").await;
        assert_eq!(public.headers[header::CACHE_CONTROL], "public, no-cache", "asked again at every showing");
        let known = trial.request("GET", &address, "").header("if-none-match", public.headers[header::ETAG].clone());
        assert_eq!(trial.send(known.body(Body::empty()).unwrap()).await.status, 304);
        let list = trial.get("/lapor/tarik", cookie).await.body;
        assert!(
            list.contains(&format!("/lapor/tarik?foto={}", photo.id)) && list.contains(&format!("cerita={story}")),
            "{list}"
        );
        let stranger = trial.library("62.01", "62.01.02.2018", "natai-baru").await;
        let stranger = trial.person("62.01", "Bu Rina", &[Role::Librarian { library: stranger }]).await;
        let form =
            |kind: &'static str, id: &str| [("jenis".to_owned(), kind.to_owned()), ("id".to_owned(), id.to_owned())];
        for (kind, id) in [("foto", &photo.id), ("cerita", &story)] {
            let form = form(kind, id);
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(trial.post("/lapor/tarik", &stranger, &form).await.status, 404, "another library's");
            let answer = trial.post("/lapor/tarik", cookie, &form).await;
            assert_eq!(answer.location(), "/lapor/tarik?kabar=ditarik", "{}", answer.body);
        }
        assert_eq!(trial.get(&address, "").await.status, 404);
        assert_eq!(trial.get(&address, cookie).await.status, 404, "for nobody any more");
        for page in ["/perpustakaan/natai-raya", "/cerita", "/"] {
            let page = trial.get(page, "").await.body;
            assert!(!page.contains("Kini lancar membaca.") && !page.contains(&address));
        }
        for revision in [1, 2] {
            let content = reports::content(db, "62.01", report, revision).await.unwrap().unwrap();
            assert!(content.stories[0].is_erased && content.stories[0].person.is_empty());
            assert!(content.stories[0].text.starts_with("Dihapus atas permintaan, "), "{}", content.stories[0].text);
        }
        assert!(trial.get("/lapor/tarik", cookie).await.body.contains("dihapus atas permintaan, "));
        // What was agreed to stays on record, and so does that it was taken back.
        for object in [&photo.id, &story] {
            let terms: Vec<(String,)> =
                db.all("select terms from consent where object = $1", args![object]).await.unwrap();
            let count = |has: fn(&str) -> bool| terms.iter().filter(|(terms,)| has(terms)).count();
            assert!(count(|terms| terms.contains("public")) >= 1 && count(str::is_empty) == 1, "{terms:?}");
        }
        // An older backup brings it back; the list of erasures takes it away again.
        let erasures: Vec<erasures::Erasure> = db.all(erasures::ALL, crate::args![]).await.unwrap();
        assert_eq!(erasures.len(), 3, "a photo, and a story that was sent twice");
        let sha256 = address.trim_start_matches("/foto/").to_owned();
        let files = db
            .write(move |tx| {
                Box::pin(async move {
                    tx.run("update photo set state = 'stored', sha256 = $1", args![&sha256]).await?;
                    tx.run("update story set text = 'Kini lancar membaca.', erased_on = null", args![]).await?;
                    erasures::replay(tx, &erasures).await
                })
            })
            .await
            .unwrap();
        assert_eq!(files.len(), 1, "the file to be removed");
        let content = reports::content(db, "62.01", report, 2).await.unwrap().unwrap();
        assert!(content.stories[0].is_erased);

        // A correction leaves the approved one in force.
        let version = verbs::one(&trial.app, &village.planner, report).await.unwrap().head.version.to_string();
        let mut parts = october("kirim", &version, "op-5");
        parts.retain(|part| !matches!(part, Part::Text("kegiatan-0-judul", _)));
        parts.push(Part::Text("kegiatan-0-judul", "Kelas menulis"));
        assert_eq!(trial.post_parts(PATH, cookie, &parts).await.status, 303);
        let shown = reports::public_activities(db, "62.01", &village.library, 10).await.unwrap();
        assert_eq!(shown[0].title, "Kelas membaca anak");
        let events: Vec<(String,)> =
            db.all("select kind from event where topic = 'report' order by seq", args![]).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|(kind,)| kind.as_str()).collect();
        assert_eq!(kinds, ["begun", "sent", "returned", "sent", "approved", "sent"]);
    }
}

#[tokio::test]
async fn a_withdrawn_story_is_not_sent_again_from_a_page_that_still_shows_it() {
    for trial in Trial::on_each_database("a withdrawn story").await {
        let village = village(&trial).await;
        let (db, cookie) = (&trial.app.storage, village.librarian.as_str());
        let sent = trial.post_parts(PATH, cookie, &october("kirim", "0", "op-1")).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let row: Option<(String, String)> = db.one("select s.id, r.id from story s, report r", args![]).await.unwrap();
        let (story, report) = row.unwrap();
        let version =
            async || verbs::one(&trial.app, &village.planner, &report).await.unwrap().head.version.to_string();
        let opened = version().await;
        // Consents are told apart by when they were given.
        trial.world.advance(60);
        let withdrawn = trial.post("/lapor/tarik", cookie, &[("jenis", "cerita"), ("id", &story)]).await;
        assert_eq!(withdrawn.status, 303, "{}", withdrawn.body);

        trial.world.advance(60);
        let again = async |version: &str, op: &str| {
            let mut parts = october("kirim", version, op);
            parts.push(Part::Text("cerita-0-id", &story));
            trial.post_parts(PATH, cookie, &parts).await
        };
        let late = again(&opened, "op-2").await;
        assert_eq!(late.status, 409, "the page is told that something changed: {}", late.body);
        let told = version().await;
        erased_again(&trial, &village.library).await;
        assert_eq!(version().await, told, "a restore, which erases once more, puts no page behind again");
        let sent = again(&version().await, "op-3").await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let content = reports::content(db, "62.01", &report, 2).await.unwrap().unwrap();
        assert!(content.stories.is_empty(), "{:?}", content.stories);
        let told: Option<(i64,)> =
            db.one("select cast(count(*) as bigint) from story where text <> ''", args![]).await.unwrap();
        assert_eq!(told, Some((0,)));
        let terms: Option<(String,)> = db
            .one("select terms from consent where kind = 'story' order by at desc, id desc limit 1", args![])
            .await
            .unwrap();
        assert_eq!(terms, Some((String::new(),)), "nothing after the withdrawal");
    }
}

/// Erases once more what was erased of a library, as a restore does.
async fn erased_again(trial: &Trial, library: &str) {
    let known = erasures::of_library(&trial.app.storage, "62.01", library).await.unwrap();
    assert_eq!(known.len(), 1);
    let again = trial.app.storage.write(move |tx| Box::pin(async move { erasures::replay(tx, &known).await }));
    again.await.unwrap();
}

trait ParseMonth {
    fn parse_month(&self) -> crate::domain::moment::Month;
}

impl ParseMonth for str {
    fn parse_month(&self) -> crate::domain::moment::Month {
        crate::domain::moment::Month::parse(self).unwrap()
    }
}

#[tokio::test]
async fn bad_files_get_a_kind_sentence_and_the_form_is_kept() {
    let trial = Trial::new().await;
    let village = village(&trial).await;
    let large = vec![0xff; 13_000_000];
    let files: [(&str, &[u8], &str); 4] = [
        ("besar.jpg", &large, "lebih besar dari 12 MB"),
        ("iphone.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", "HEIC"),
        ("halaman.jpg", b"<!doctype html><script>alert(1)</script>", "bukan foto"),
        ("rusak.jpg", &[0xff, 0xd8, 0xff, 0xe0, 0, 0, 1, 2, 3], "tidak terbaca"),
    ];
    for (version, (name, bytes, words)) in files.into_iter().enumerate() {
        let version = version.to_string();
        let op = format!("op-{name}");
        let parts = [
            Part::Text("aksi", "kirim"),
            Part::Text("versi", &version),
            Part::Text("op", &op),
            Part::Text("kegiatan-0-id", "a"),
            Part::File("kegiatan-0-foto", name, bytes),
            Part::Text("kegiatan-0-judul", "Sesudah fotonya"),
            Part::Text("kendala", "Hujan terus"),
        ];
        let answer = trial.post_parts(PATH, &village.librarian, &parts).await;
        assert_eq!(answer.status, 422, "{name}");
        assert!(answer.body.contains(words), "{name}: {}", answer.body);
        assert!(answer.body.contains("Sesudah fotonya") && answer.body.contains("Hujan terus"));
        assert!(trial.get(PATH, &village.librarian).await.body.contains("Hujan terus"), "kept");
    }
    assert_eq!(std::fs::read_dir(trial.folder().join("photos/arriving")).unwrap().count(), 0, "raw files are not kept");
}

#[tokio::test]
async fn others_find_nothing_and_nothing_changes() {
    let trial = Trial::new().await;
    let village = village(&trial).await;
    let other = trial.library("62.01", "62.01.02.2018", "natai-baru").await;
    let stranger = trial.person("62.01", "Bu Rina", &[Role::Librarian { library: other }]).await;
    assert_eq!(trial.get(PATH, &stranger).await.status, 404);
    assert_eq!(trial.post_parts(PATH, &stranger, &october("kirim", "0", "op")).await.status, 404);
    assert_eq!(trial.get("/lapor/natai-raya/2026-13", &village.librarian).await.status, 404);
    assert_eq!(trial.get("/lapor/natai-raya/2026-10/terkirim", &village.librarian).await.status, 404, "not sent yet");
    let future = trial.post_parts("/lapor/natai-raya/2026-12", &village.librarian, &october("kirim", "0", "op")).await;
    assert_eq!(future.status, 422);
    let unknown = [Part::Text("aksi", "simpan"), Part::Text("status", "disetujui")];
    let answer = trial.post_parts(PATH, &village.librarian, &unknown).await;
    assert!(answer.status == 422 && answer.body.contains("tidak dikenal"), "{}", answer.body);
    let stored =
        reports::of_month(&trial.app.storage, "62.01", &village.library, "2026-10".parse_month()).await.unwrap();
    assert!(stored.is_none());
}

#[tokio::test]
async fn a_second_tab_overwrites_nothing_in_silence() {
    let trial = Trial::new().await;
    let village = village(&trial).await;
    let draft = |version: &'static str, op: &'static str, visitors: &'static str| {
        vec![
            Part::Text("aksi", "simpan"),
            Part::Text("versi", version),
            Part::Text("op", op),
            Part::Text("angka-pengunjung", visitors),
        ]
    };
    assert_eq!(trial.post_parts(PATH, &village.librarian, &draft("0", "op-1", "112")).await.status, 303);
    let answer = trial.post_parts(PATH, &village.librarian, &draft("0", "op-2", "120")).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("tersimpan \u{201c}112\u{201d}, isian Anda \u{201c}120\u{201d}"), "{}", answer.body);
    assert!(answer.body.contains("value=\"120\"") && answer.body.contains("name=\"versi\" value=\"1\""));
    // Knowing it, the person may.
    assert_eq!(trial.post_parts(PATH, &village.librarian, &draft("1", "op-3", "120")).await.status, 303);
}

#[tokio::test]
async fn a_child_without_a_guardian_and_a_bad_link_hold_the_report_back_and_nothing_is_lost() {
    let trial = Trial::new().await;
    let village = village(&trial).await;
    let mut parts = october("kirim", "0", "op-1");
    parts.retain(|part| !matches!(part, Part::Text("cerita-0-wali" | "kegiatan-0-tautan", _)));
    parts.push(Part::Text("kegiatan-0-tautan", "javascript:alert(1)"));
    parts.push(Part::Text("angka-perempuan", "7"));
    parts.push(Part::Text("angka-laki_laki", "6"));
    let answer = trial.post_parts(PATH, &village.librarian, &parts).await;
    assert_eq!(answer.status, 422);
    for words in [
        "dengan izin walinya",
        "harus diawali https://",
        "berjumlah 13, tetapi semua pengunjung 12",
        "javascript:alert(1)",
    ] {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_planner_keys_in_what_came_on_paper_and_it_is_marked_on_each_database() {
    for trial in Trial::on_each_database("storage story: paper").await {
        let village = village(&trial).await;
        let planner = trial.person("62.01", "Bu Planner", &[Role::Planner]).await;
        let blank = trial.get("/lapor/kertas?perpustakaan=natai-raya&bulan=2026-10", &planner).await;
        assert!(blank.status == 200 && blank.body.contains("Oktober 2026") && blank.body.contains("Buku dipinjam"));
        let page = trial.get(PATH, &planner).await.body;
        assert!(page.contains("diketik dinas dari kertas") && page.contains("tanggal-kertas"), "{page}");
        assert!(!trial.get(PATH, &village.librarian).await.body.contains("tanggal-kertas"));
        // A date that cannot be holds it back and nothing is lost.
        let mut parts = october("kirim", "0", "op-1");
        parts.push(Part::Text("tanggal-kertas", "2026-12-01"));
        let answer = trial.post_parts(PATH, &planner, &parts).await;
        assert!(answer.status == 422 && answer.body.contains("belum terjadi"), "{}", answer.body);
        assert!(answer.body.contains("value=\"2026-12-01\"") && answer.body.contains("Kelas membaca anak"));
        let mut parts = october("kirim", "1", "op-2");
        parts.push(Part::Text("tanggal-kertas", "2026-11-01"));
        let answer = trial.post_parts(PATH, &planner, &parts).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let stored: Vec<(bool, i64)> = trial
            .app
            .storage
            .all("select paper, coalesce(finalized_at, 0) from report_version", args![])
            .await
            .unwrap();
        assert!(stored.len() == 1 && stored[0].0 && stored[0].1 < trial.world.now().0, "{stored:?}");
        assert!(trial.get(PATH, &village.librarian).await.body.contains("diketik dinas dari kertas"));
        trial.office("62.02", "Kotawaringin Timur").await;
        let elsewhere = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
        assert_eq!(trial.post_parts(PATH, &elsewhere, &october("kirim", "2", "op-3")).await.status, 404);
    }
}

#[tokio::test]
async fn nihil_is_a_report_too() {
    let trial = Trial::new().await;
    let village = village(&trial).await;
    assert!(trial.get(PATH, &village.librarian).await.body.contains("?nihil=ya"));
    let form = [("aksi", "kirim-nihil"), ("versi", "0"), ("op", "n1"), ("alasan-nihil", "Gedung diperbaiki")];
    let answer = trial.post(PATH, &village.librarian, &form).await;
    assert_eq!(answer.location(), "/lapor/natai-raya/2026-10/terkirim", "{}", answer.body);
    let page = trial.get(PATH, &village.librarian).await;
    assert!(page.body.contains("Laporan nihil") && page.body.contains("Gedung diperbaiki"));
}

#[tokio::test]
async fn a_nihil_that_is_refused_comes_back_with_its_reason_and_the_draft_stays() {
    let trial = Trial::new().await;
    // 26 November: a month that may be sent already and still runs.
    trial.world.advance(24 * 86_400);
    let village = village(&trial).await;
    let planner = trial.person("62.01", "Bu Planner", &[Role::Planner]).await;
    let path = "/lapor/natai-raya/2026-11";
    let parts = [
        Part::Text("aksi", "simpan"),
        Part::Text("versi", "0"),
        Part::Text("op", "op-1"),
        Part::Text("angka-pengunjung", "112"),
        Part::Text("kendala", "Banjir lagi."),
    ];
    let saved = trial.post_parts(path, &village.librarian, &parts).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    for (who, op) in [(&village.librarian, "n1"), (&planner, "n2")] {
        let form = [("aksi", "kirim-nihil"), ("versi", "1"), ("op", op), ("alasan-nihil", "Gedung bocor")];
        let refused = trial.post(path, who, &form).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        for words in ["belum selesai", "Gedung bocor", "value=\"kirim-nihil\"", "sudah ada isinya"] {
            assert!(refused.body.contains(words), "{words}: {}", refused.body);
        }
        // Nothing that would write an empty form over the draft.
        assert!(!refused.body.contains("name=\"angka-pengunjung\""), "{}", refused.body);
        assert!(!refused.body.contains("value=\"simpan\""), "{}", refused.body);
        let page = trial.get(path, who).await.body;
        assert!(page.contains("value=\"112\"") && page.contains("Banjir lagi."), "{page}");
    }
}

/// Saves the draft on the version that is stored; answers nothing, because what counts is what is stored.
async fn save(trial: &Trial, village: &Village, words: &str) {
    let head = reports::of_library(&trial.app.storage, "62.01", &village.library).await.unwrap().pop();
    let version = head.map_or(0, |head| head.version).to_string();
    let op = trial.world.id();
    let parts = [
        Part::Text("aksi", "simpan"),
        Part::Text("versi", &version),
        Part::Text("op", &op),
        Part::Text("angka-pengunjung", "12"),
        Part::Text("kendala", words),
    ];
    let answer = trial.post_parts(PATH, &village.librarian, &parts).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
}

async fn obstacles(trial: &Trial, village: &Village) -> String {
    let head = reports::of_library(&trial.app.storage, "62.01", &village.library).await.unwrap().pop().unwrap();
    head.draft().unwrap().unwrap_or_default().obstacles
}

#[tokio::test]
async fn an_earlier_draft_is_taken_up_again_and_twenty_are_kept_on_each_database() {
    for trial in Trial::on_each_database("story: earlier drafts").await {
        let village = village(&trial).await;
        let drafts = format!("{PATH}/draf");
        assert!(trial.get(&drafts, &village.librarian).await.body.contains("Belum ada draf sebelumnya"));
        // Within ten minutes one person's drafts are one.
        for words in ["Satu", "Satu dan setengah"] {
            save(&trial, &village, words).await;
            trial.world.advance(60);
        }
        trial.world.advance(600);
        save(&trial, &village, "Dua").await;
        let page = trial.get(&drafts, &village.librarian).await.body;
        assert_eq!(page.matches("Pakai draf ini").count(), 1, "the other one is what the form holds: {page}");
        assert!(page.contains("Isian sekarang") && page.contains("1 angka") && page.contains("Bu Sari"));

        let rows: Vec<(i64,)> =
            trial.app.storage.all("select version from draft_version order by version", args![]).await.unwrap();
        assert_eq!(rows.len(), 2);
        let first = rows[0].0.to_string();
        let done = trial.post(&drafts, &village.librarian, &[("versi", &first)]).await;
        assert_eq!((done.status, done.location()), (303, "/lapor/natai-raya/2026-10?kabar=diambil"), "{}", done.body);
        assert_eq!(obstacles(&trial, &village).await, "Satu dan setengah");
        // What was there until then can be had again at once.
        let second = rows[1].0.to_string();
        assert_eq!(trial.post(&drafts, &village.librarian, &[("versi", &second)]).await.status, 303);
        assert_eq!(obstacles(&trial, &village).await, "Dua");

        for (pairs, status) in
            [(vec![("versi", "999")], 404), (vec![("versi", "satu")], 422), (vec![("versi", "1"), ("lain", "x")], 422)]
        {
            assert_eq!(trial.post(&drafts, &village.librarian, &pairs).await.status, status, "{pairs:?}");
        }
        let other = trial.library("62.01", "62.01.02.2017", "sagu").await;
        let stranger = trial.person("62.01", "Bu Rina", &[Role::Librarian { library: other }]).await;
        assert_eq!(trial.get(&drafts, &stranger).await.status, 404);
        assert_eq!(trial.post(&drafts, &stranger, &[("versi", &first)]).await.status, 404);

        for n in 0..25 {
            trial.world.advance(601);
            save(&trial, &village, &format!("Isian {n}")).await;
        }
        let count = "select cast(count(*) as bigint) from draft_version";
        let kept: Option<(i64,)> = trial.app.storage.one(count, args![]).await.unwrap();
        assert_eq!(kept, Some((20,)));
        // Once it is sent the revisions say what was; a story that was only drafted is nowhere any more.
        let head = reports::of_library(&trial.app.storage, "62.01", &village.library).await.unwrap().pop().unwrap();
        let sent =
            trial.post_parts(PATH, &village.librarian, &october("kirim", &head.version.to_string(), "op-kirim")).await;
        assert_eq!(sent.location(), "/lapor/natai-raya/2026-10/terkirim", "{}", sent.body);
        let kept: Option<(i64,)> = trial.app.storage.one(count, args![]).await.unwrap();
        assert_eq!(kept, Some((0,)));
    }
}

#[tokio::test]
async fn a_megabyte_of_text_costs_no_other_field() {
    let trial = Trial::new().await;
    let village = village(&trial).await;
    let long = "Banjir lagi. ".repeat(80_000);
    let mut parts = vec![Part::Text("kendala", &long)];
    parts.extend(october("kirim", "0", "op-1"));
    let refused = trial.post_parts(PATH, &village.librarian, &parts).await;
    assert_eq!(refused.status, 422, "{}", refused.body.len());
    for words in ["terlalu panjang untuk diterima", "f-kendala-error", "Kelas membaca anak", "Kini lancar membaca."] {
        assert!(refused.body.contains(words), "{words}");
    }
    // Five thousand letters are kept whole, and told.
    let long = "Banjir lagi. ".repeat(400);
    let mut parts = october("kirim", "1", "op-2"); // the first one was kept as the draft
    parts.push(Part::Text("kendala", &long));
    let refused = trial.post_parts(PATH, &village.librarian, &parts).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Pendekkan sampai 4.000 huruf") && refused.body.contains(long.trim()));
}

#[tokio::test]
async fn row_35_hostile_text_is_text_wherever_it_is_shown() {
    let trial = Trial::new().await;
    let village = village(&trial).await;
    let hostile = "<script>alert(1)</script> =HYPERLINK(\"http://x\") \u{1f4da}";
    let mut parts = october("kirim", "0", "op-1");
    parts.retain(|part| !matches!(part, Part::Text("kegiatan-0-judul" | "cerita-0-teks", _)));
    for field in ["kegiatan-0-judul", "cerita-0-teks", "kendala"] {
        parts.push(Part::Text(field, hostile));
    }
    let sent = trial.post_parts(PATH, &village.librarian, &parts).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let head = reports::of_library(&trial.app.storage, "62.01", &village.library).await.unwrap().pop().unwrap();
    let review = format!("/kantor/laporan/{}", head.id);
    verbs::approve(&trial.app, &village.planner, decision(&head.id, 1, "", vec![])).await.unwrap();
    for (page, who) in [
        (review.as_str(), planner.as_str()),
        (&format!("{review}/cetak"), planner.as_str()),
        (PATH, village.librarian.as_str()),
        ("/perpustakaan/natai-raya", ""),
        ("/cerita", ""),
        ("/lapor/tarik", village.librarian.as_str()),
    ] {
        let shown = trial.get(page, who).await.body;
        assert!(!shown.contains("<script>alert(1)"), "{page}");
        assert!(shown.contains("&lt;script&gt;alert(1)") && shown.contains('\u{1f4da}'), "{page}");
    }
    let file = trial.get("/kantor/rekap/kegiatan.csv", &planner).await.body;
    assert!(file.contains("<script>alert(1)</script> =HYPERLINK(\"\"http://x\"\")"), "{file}");
}

//! A report from the form to the public page, as a browser without scripts sends it.

use crate::api::reports::{self as verbs, Decision};
use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::refusal::Refusal;
use crate::storage::ops::Op;
use crate::storage::{photos, reports};
use crate::trial::{Answer, Trial};
use axum::body::Body;
use axum::http::header;

const BOUNDARY: &str = "batas-formulir";

/// One part of a multipart form.
enum Part<'a> {
    Text(&'a str, &'a str),
    File(&'a str, &'a str, &'a [u8]),
}

async fn post(trial: &Trial, path: &str, cookie: &str, parts: &[Part<'_>]) -> Answer {
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{BOUNDARY}\r\n").as_bytes());
        match part {
            Part::Text(name, value) => {
                body.extend_from_slice(
                    format!("content-disposition: form-data; name=\"{name}\"\r\n\r\n{value}").as_bytes(),
                );
            }
            Part::File(name, file, bytes) => {
                let head = format!(
                    "content-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\ncontent-type: image/jpeg\r\n\r\n"
                );
                body.extend_from_slice(head.as_bytes());
                body.extend_from_slice(bytes);
            }
        }
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let request = trial
        .request("POST", path, cookie)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(Body::from(body))
        .unwrap();
    trial.send(request).await
}

fn jpeg() -> Vec<u8> {
    let picture = image::DynamicImage::ImageRgb8(image::RgbImage::from_pixel(64, 48, image::Rgb([20, 90, 60])));
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

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
        let picture = jpeg();
        let answer = post(
            &trial,
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
        let answer = post(&trial, PATH, cookie, &parts).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("isi tanggalnya") && answer.body.contains("Balai desa"), "{}", answer.body);
        let answer = post(&trial, PATH, cookie, &october("kirim", "2", "op-3")).await;
        assert_eq!((answer.status, answer.location()), (303, "/lapor/natai-raya/2026-10/terkirim"), "{}", answer.body);
        // The same post again is the same report.
        let again = post(&trial, PATH, cookie, &october("kirim", "2", "op-3")).await;
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
        let answer = post(&trial, PATH, cookie, &october("kirim", &version, "op-4")).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let late = verbs::approve(&trial.app, &village.planner, decision(report, 1, "", vec![])).await;
        assert!(
            matches!(late, Err(crate::api::Error::Refusal(Refusal::Conflict(_)))),
            "what was read has been replaced"
        );
        verbs::approve(&trial.app, &village.planner, decision(report, 2, "", vec![photo.id.clone()])).await.unwrap();

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
        let page = trial.get("/perpustakaan/natai-raya", "").await.body;
        assert!(!page.contains("Kini lancar membaca.") && !page.contains(&address));
        for revision in [1, 2] {
            let content = reports::content(db, "62.01", report, revision).await.unwrap().unwrap();
            assert!(content.stories[0].is_erased && content.stories[0].person.is_empty());
            assert!(content.stories[0].text.starts_with("Dihapus atas permintaan, "), "{}", content.stories[0].text);
        }
        assert!(trial.get("/lapor/tarik", cookie).await.body.contains("dihapus atas permintaan, "));
        // An older backup brings it back; the list of erasures takes it away again.
        let erasures: Vec<crate::storage::erasures::Erasure> =
            db.all(crate::storage::erasures::ALL, crate::args![]).await.unwrap();
        assert_eq!(erasures.len(), 3, "a photo, and a story that was sent twice");
        let sha256 = address.trim_start_matches("/foto/").to_owned();
        let files = db
            .write(move |tx| {
                Box::pin(async move {
                    tx.run("update photo set state = 'stored', sha256 = $1", args![&sha256]).await?;
                    tx.run("update story set text = 'Kini lancar membaca.', erased_on = null", args![]).await?;
                    crate::storage::erasures::replay(tx, &erasures).await
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
        assert_eq!(post(&trial, PATH, cookie, &parts).await.status, 303);
        let shown = reports::public_activities(db, "62.01", &village.library, 10).await.unwrap();
        assert_eq!(shown[0].title, "Kelas membaca anak");
        let events: Vec<(String,)> =
            db.all("select kind from event where topic = 'report' order by seq", args![]).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|(kind,)| kind.as_str()).collect();
        assert_eq!(kinds, ["begun", "sent", "returned", "sent", "approved", "sent"]);
    }
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
        let answer = post(&trial, PATH, &village.librarian, &parts).await;
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
    assert_eq!(post(&trial, PATH, &stranger, &october("kirim", "0", "op")).await.status, 404);
    assert_eq!(trial.get("/lapor/natai-raya/2026-13", &village.librarian).await.status, 404);
    assert_eq!(trial.get("/lapor/natai-raya/2026-10/terkirim", &village.librarian).await.status, 404, "not sent yet");
    let future = post(&trial, "/lapor/natai-raya/2026-12", &village.librarian, &october("kirim", "0", "op")).await;
    assert_eq!(future.status, 422);
    let unknown = [Part::Text("aksi", "simpan"), Part::Text("status", "disetujui")];
    let answer = post(&trial, PATH, &village.librarian, &unknown).await;
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
    assert_eq!(post(&trial, PATH, &village.librarian, &draft("0", "op-1", "112")).await.status, 303);
    let answer = post(&trial, PATH, &village.librarian, &draft("0", "op-2", "120")).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("tersimpan \u{201c}112\u{201d}, isian Anda \u{201c}120\u{201d}"), "{}", answer.body);
    assert!(answer.body.contains("value=\"120\"") && answer.body.contains("name=\"versi\" value=\"1\""));
    // Knowing it, the person may.
    assert_eq!(post(&trial, PATH, &village.librarian, &draft("1", "op-3", "120")).await.status, 303);
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
    let answer = post(&trial, PATH, &village.librarian, &parts).await;
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
        let answer = post(&trial, PATH, &planner, &parts).await;
        assert!(answer.status == 422 && answer.body.contains("belum terjadi"), "{}", answer.body);
        assert!(answer.body.contains("value=\"2026-12-01\"") && answer.body.contains("Kelas membaca anak"));
        let mut parts = october("kirim", "1", "op-2");
        parts.push(Part::Text("tanggal-kertas", "2026-11-01"));
        let answer = post(&trial, PATH, &planner, &parts).await;
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
        assert_eq!(post(&trial, PATH, &elsewhere, &october("kirim", "2", "op-3")).await.status, 404);
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

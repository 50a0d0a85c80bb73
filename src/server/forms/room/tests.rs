//! The room as planners use it: notes by form and by phone, tips as cards, pictures.

use crate::domain::account::Role;
use crate::domain::note::LONGEST;
use crate::trial::{Answer, Part, Trial};
use axum::body::Body;
use axum::http::header;

/// A meeting with one item; answers its office address and the item's id.
async fn meeting(trial: &Trial, planner: &str) -> (String, String) {
    let form = [("name", "PLM Kobar 2026"), ("date1", "2026-10-20"), ("venue1", "Aula")];
    let made = trial.post("/kantor/plm", planner, &form).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let agenda = made.location().split('?').next().unwrap().to_owned();
    let base = agenda.strip_suffix("/agenda").unwrap().to_owned();
    let page = trial.get(&agenda, planner).await.body;
    let day = all(&page, "data-day=\"")[0].to_owned();
    let item = [
        ("act", "tambah"),
        ("spot", day.as_str()),
        ("title", "Berbagi: Natai Raya"),
        ("kind", "berbagi"),
        ("minutes", "20"),
    ];
    let added = trial.post(&agenda, planner, &item).await;
    assert_eq!(added.status, 303, "{}", added.body);
    let page = trial.get(&format!("{base}/notulen"), planner).await.body;
    let item = all(&page, "data-acara=\"").into_iter().find(|id| !id.is_empty()).expect("the item is there").to_owned();
    (base, item)
}

/// Every value that stands in the page after these words, up to the closing quote.
fn all<'a>(page: &'a str, before: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The mark that stands at a field of the form.
fn mark(page: &str, name: &str) -> String {
    all(page, &format!("name=\"dari-{name}\" value=\"")).first().map(|mark| (*mark).to_owned()).unwrap_or_default()
}

async fn send(trial: &Trial, base: &str, cookie: &str, body: &serde_json::Value) -> Answer {
    let id = base.rsplit('/').next().unwrap();
    let request = trial.request("POST", &format!("/api/v1/notes/{id}"), cookie);
    let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()));
    trial.send(request.unwrap()).await
}

#[tokio::test]
async fn two_write_at_once_and_nobody_loses_a_word() {
    for trial in Trial::on_each_database("storage story: notes").await {
        let (sari, budi) = (
            trial.person("62.01", "Bu Sari", &[Role::Planner]).await,
            trial.person("62.01", "Pak Budi", &[Role::Planner]).await,
        );
        let (base, item) = meeting(&trial, &sari).await;
        let page = format!("{base}/notulen");
        let (talk, decisions) = (format!("pembahasan-{item}"), format!("keputusan-{item}"));
        let shown = trial.get(&page, &sari).await;
        assert_eq!(shown.status, 200);
        assert!(shown.body.contains("Berbagi: Natai Raya") && shown.body.contains("Pimpinan rapat"));
        let from = (format!("dari-{talk}"), format!("dari-{decisions}"));
        let form = |talk_words: &'static str, seen: &'static str, decided: &'static str, seen_too: &'static str| {
            [
                ("aksi", "simpan"),
                (talk.as_str(), talk_words),
                (from.0.as_str(), seen),
                (decisions.as_str(), decided),
                (from.1.as_str(), seen_too),
            ]
        };
        // Both opened the page while it was empty; each fills in another field.
        assert_eq!(trial.post(&page, &sari, &form("Jam buka", "", "", "")).await.status, 303);
        let done = trial.post(&page, &budi, &form("", "", "Pasang papan", "")).await;
        assert_eq!(done.location(), format!("{page}?kabar=tersimpan#acara-{item}"));
        let both = trial.get(&page, &sari).await.body;
        assert!(both.contains("Jam buka") && both.contains("Pasang papan") && !both.contains("dua versi"));
        // The same field: what Budi had not seen is not overwritten.
        let done = trial.post(&page, &budi, &form("Versi Budi", "", "", "")).await;
        assert!(done.location().contains("kabar=samping"), "{}", done.location());
        let both = trial.get(&page, &sari).await.body;
        assert!(
            both.contains("Pembahasan: dua versi") && both.contains("Versi Budi") && both.contains("Jam buka"),
            "{both}"
        );
        // Chosen upon something that has changed meanwhile: asked again. Then both, one under the other.
        let beside = all(&both, "name=\"samping\" value=\"")[0].to_owned();
        let stands = all(&both, "name=\"berdiri\" value=\"")[0].to_owned();
        let choose = |stands: &str| {
            vec![
                ("aksi".to_owned(), "gabung".to_owned()),
                ("isian".to_owned(), talk.clone()),
                ("berdiri".to_owned(), stands.to_owned()),
                ("samping".to_owned(), beside.clone()),
            ]
        };
        let old = choose("0000");
        let old: Vec<(&str, &str)> = old.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(trial.post(&page, &sari, &old).await.status, 409);
        let now = choose(&stands);
        let now: Vec<(&str, &str)> = now.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        for _ in 0..2 {
            assert_eq!(trial.post(&page, &sari, &now).await.status, 303, "twice is once");
        }
        let joined = trial.get(&page, &sari).await.body;
        assert!(joined.contains("Jam buka\n\nVersi Budi") && !joined.contains("dua versi"), "{joined}");
        // Too long is told and stays in the form; the other fields of the page keep what is stored.
        let long = "a".repeat(LONGEST + 1);
        let seen = mark(&joined, &talk);
        let refused =
            trial.post(&page, &sari, &[("aksi", "simpan"), (&talk, &long), (&format!("dari-{talk}"), &seen)]).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.body.contains("6001 huruf")
                && refused.body.contains(&long)
                && refused.body.contains("Pasang papan")
        );
        // The item is taken out of the agenda: its notes stay, and are shown as such.
        assert_eq!(
            trial.post(&format!("{base}/agenda"), &sari, &[("act", "hapus"), ("item", &item)]).await.status,
            303
        );
        let after = trial.get(&page, &sari).await.body;
        assert!(
            after.contains("Acara yang sudah tidak ada di agenda")
                && after.contains("Berbagi: Natai Raya")
                && after.contains("Versi Budi")
        );
        // What was typed about it without a network still arrives.
        let message = serde_json::json!({ "notes": [{ "item": item, "field": "pertanyaan", "words": "Siapa menjaga?", "seen": [""] }] });
        assert_eq!(send(&trial, &base, &budi, &message).await.status, 200);
        assert!(trial.get(&page, &sari).await.body.contains("Siapa menjaga?"));
    }
}

#[tokio::test]
async fn a_phone_sends_again_after_a_lost_answer_and_writes_on() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Bu Sari", &[Role::Planner]).await;
    let other = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let (base, item) = meeting(&trial, &planner).await;
    let note = |words: &str, seen: &[&str]| serde_json::json!({ "notes": [{ "item": item, "field": "pembahasan", "words": words, "seen": seen }] });
    let outcome =
        |answer: &Answer| serde_json::from_str::<serde_json::Value>(&answer.body).unwrap()["notes"][0].clone();
    let first = outcome(&send(&trial, &base, &planner, &note("Satu", &[""])).await);
    let one = first["mark"].as_str().unwrap().to_owned();
    assert_eq!(first["outcome"], "tersimpan");
    // Restored from a backup: both answers say so, and the phone offers again what the office may have lost.
    trial.mark_restored(2).await;
    let again = send(&trial, &base, &planner, &note("Satu", &[""])).await.body;
    let look = trial.get(&format!("/api/v1/notes/{}", base.rsplit('/').next().unwrap()), &planner).await.body;
    for told in [again, look] {
        assert_eq!(serde_json::from_str::<serde_json::Value>(&told).unwrap()["restore_epoch"], 2, "{told}");
    }
    // The answer was lost; the phone knows the mark of what it sent, and goes on.
    let second = outcome(&send(&trial, &base, &planner, &note("Satu dua", &["", &one])).await);
    assert_eq!(second["outcome"], "tersimpan");
    // Somebody else upon the older one: beside, and their further typing replaces only their own.
    let beside = outcome(&send(&trial, &base, &other, &note("Lain", &[&one])).await);
    assert_eq!(beside["outcome"], "samping");
    let mark = beside["mark"].as_str().unwrap();
    assert_eq!(outcome(&send(&trial, &base, &other, &note("Lain lagi", &[&one, mark])).await)["outcome"], "samping");
    let page = trial.get(&format!("{base}/notulen"), &planner).await.body;
    assert_eq!(page.matches("dua versi").count(), 1, "one version beside, the newest");
    assert!(page.contains("Satu dua") && page.contains("Lain lagi"));
    // What cannot be taken is said for that field alone.
    let long = "a".repeat(LONGEST + 1);
    let mixed = serde_json::json!({ "notes": [
        { "item": item, "field": "keputusan", "words": long, "seen": [""] },
        { "item": "tidak-ada", "field": "keputusan", "words": "x", "seen": [""] },
        { "item": item, "field": "pimpinan", "words": "x", "seen": [""] },
        { "item": "", "field": "pimpinan", "words": "Aldrin", "seen": [""] },
    ] });
    let answer = send(&trial, &base, &planner, &mixed).await;
    let told: Vec<String> = serde_json::from_str::<serde_json::Value>(&answer.body).unwrap()["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["outcome"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(told, ["ditolak", "ditolak", "ditolak", "tersimpan"], "{}", answer.body);
    assert_eq!(send(&trial, &base, &planner, &serde_json::json!({ "catatan": [] })).await.status, 422);
    trial.office("62.02", "Kotawaringin Timur").await;
    let stranger = trial.person("62.02", "Pak Jauh", &[Role::Planner]).await;
    assert_eq!(send(&trial, &base, &stranger, &note("x", &[])).await.status, 404);
    assert_eq!(send(&trial, &base, "", &note("x", &[])).await.status, 401);
}

#[tokio::test]
async fn a_tip_becomes_a_card_that_is_found_where_it_helps() {
    for trial in Trial::on_each_database("storage story: tips").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let planner = trial.person("62.01", "Bu Sari", &[Role::Planner]).await;
        let librarian = trial.person("62.01", "Ibu Wardiah", &[Role::Librarian { library: library.clone() }]).await;
        let (base, item) = meeting(&trial, &planner).await;
        let page = format!("{base}/kiat");
        let refused = trial.post(&page, &planner, &[("aksi", "simpan"), ("kiat", "Buka malam")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Pilih topiknya") && refused.body.contains("Buka malam"));
        let card = [
            ("aksi", "simpan"),
            ("op", "o1"),
            ("kiat", "Buka sampai malam pada hari pasar"),
            ("topik", "kunjungan"),
            ("angka", "pengunjung"),
            ("perpustakaan", library.as_str()),
            ("acara", item.as_str()),
        ];
        for _ in 0..2 {
            assert_eq!(trial.post(&page, &planner, &card).await.status, 303);
        }
        assert_eq!(trial.get(&page, &planner).await.body.matches("hari pasar").count(), 1, "one intent, one card");
        // Beside the figure in the report form; for everybody once the agenda is published.
        let form = trial.get("/lapor/natai-raya/2026-10", &librarian).await.body;
        assert!(form.contains("Kiat dari perpustakaan lain") && form.contains("hari pasar"), "{form}");
        assert!(!trial.get("/kiat", "").await.body.contains("hari pasar"), "not published");
        let based =
            all(&trial.get(&format!("{base}/agenda"), &planner).await.body, "name=\"based\" value=\"")[0].to_owned();
        let publish = [("act", "terbitkan"), ("based", based.as_str()), ("publish_note", "Pertama."), ("op", "p1")];
        let done = trial.post(&format!("{base}/agenda"), &planner, &publish).await;
        assert_eq!(done.status, 303, "{}", done.body);
        assert!(trial.get("/kiat?topik=kunjungan", "").await.body.contains("hari pasar"));
        assert!(!trial.get("/kiat?topik=publikasi", "").await.body.contains("hari pasar"));
        assert_eq!(trial.get("/kiat?topik=tidak-ada", "").await.status, 404);
        let recap = trial.get("/plm/plm-kobar-2026/rekap", "").await;
        assert_eq!(recap.status, 200);
        assert!(recap.body.contains("hari pasar") && recap.body.contains("Rencana tindak lanjut belum dicatat"));
        assert_eq!(trial.get("/plm/plm-kobar-2026/layar", "").await.status, 200);
    }
}

#[tokio::test]
async fn a_picture_is_the_offices_until_its_planner_shows_it() {
    for trial in Trial::on_each_database("storage story: pictures of meetings").await {
        let planner = trial.person("62.01", "Bu Sari", &[Role::Planner]).await;
        let (base, _) = meeting(&trial, &planner).await;
        let (page, jpeg) = (format!("{base}/foto"), crate::trial::jpeg());
        let file = || Part::File("foto", "aula.jpg", &jpeg);
        // Shown to everybody without an answer about children: no.
        let parts = [
            Part::Text("aksi", "tambah"),
            Part::Text("op", "o1"),
            Part::Text("umum", "ya"),
            Part::Text("keterangan", "Foto bersama"),
            file(),
        ];
        let refused = trial.post_parts(&page, &planner, &parts).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Jawab dulu soal anak") && refused.body.contains("Foto bersama"));
        let parts = [
            Part::Text("aksi", "tambah"),
            Part::Text("op", "o2"),
            Part::Text("keterangan", "Foto bersama"),
            Part::Text("kredit", "Dinas"),
            file(),
        ];
        let done = trial.post_parts(&page, &planner, &parts).await;
        assert_eq!(done.status, 303, "{}", done.body);
        let shown = trial.get(&page, &planner).await.body;
        let at = shown.find("/foto/").expect("the picture is shown");
        let photo = shown[at..at + "/foto/".len() + 64].to_owned();
        let librarian = trial.person("62.01", "Ibu Wardiah", &[Role::Librarian { library: "l9".to_owned() }]).await;
        for (who, status) in [(planner.as_str(), 200), ("", 404), (librarian.as_str(), 404)] {
            assert_eq!(trial.get(&photo, who).await.status, status);
        }
        let id = all(&shown, "name=\"gambar\" value=\"")[0].to_owned();
        let change =
            [("aksi", "ubah"), ("gambar", id.as_str()), ("umum", "ya"), ("anak", "none"), ("keterangan", "Di aula")];
        assert_eq!(trial.post(&page, &planner, &change).await.status, 303);
        assert_eq!(trial.get(&photo, "").await.status, 200);
        // Taken away, it is gone for everybody, and stays gone.
        assert_eq!(trial.post(&page, &planner, &[("aksi", "hapus"), ("gambar", &id)]).await.status, 303);
        assert_eq!(trial.get(&photo, &planner).await.status, 404);
        assert_eq!(trial.post(&page, &planner, &[("aksi", "hapus"), ("gambar", &id)]).await.status, 404);
        let erased: Vec<(String,)> = trial.app.storage.all("select object from erasure", crate::args![]).await.unwrap();
        assert_eq!(erased, [(id,)]);
    }
}

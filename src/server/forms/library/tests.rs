//! The registry's forms, as a browser without scripts posts them.

use axum::body::Body;
use axum::http::header;

use crate::domain::account::Role;
use crate::domain::library::Library;
use crate::storage;
use crate::trial::{Answer, Trial};

const VILLAGE: &str = "62.01.02.2016";
const TABLE: &str = "/kantor/perpustakaan";

/// A multipart form; the third part of a field is a file's name.
async fn multipart(trial: &Trial, path: &str, cookie: &str, fields: &[(&str, &[u8], Option<&str>)]) -> Answer {
    let mut body = Vec::new();
    for (name, value, file) in fields {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend_from_slice(
            format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--batas--\r\n");
    let request = trial
        .request("POST", path, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=batas")
        .header(header::CONTENT_LENGTH, body.len())
        .body(Body::from(body))
        .unwrap();
    trial.send(request).await
}

async fn stored(trial: &Trial, slug: &str) -> Library {
    storage::libraries::by_slug(&trial.app.storage, slug).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_profile_is_saved_by_its_own_people_and_a_stale_form_overwrites_nothing() {
    for trial in Trial::on_each_database("registry story: profile").await {
        let id = trial.library("62.01", VILLAGE, "natai-raya").await;
        let other = trial.library("62.01", "62.01.02.2018", "natai-baru").await;
        let own = trial.person("62.01", "Sari", &[Role::Librarian { library: id }]).await;
        let stranger = trial.person("62.01", "Budi", &[Role::Librarian { library: other }]).await;
        let week: Vec<(&str, &str)> = (0..7).flat_map(|_| [("buka", "08:00"), ("tutup", "14:00")]).collect();
        let form = |story: &'static str, version: &'static str| {
            let mut form = vec![("perpustakaan", "natai-raya"), ("versi", version), ("cerita", story)];
            form.extend(week.clone());
            form.extend([("libur", "6"), ("layanan", "dongeng"), ("layanan", "baca"), ("titik", "-2.664, 111.7101")]);
            form.extend([("ketelitian", "village"), ("kontak", "0811"), ("alamat", "")]);
            form
        };
        let saved = trial.post("/profil", &own, &form("Mulai 2012.", "1")).await;
        assert_eq!((saved.status, saved.location()), (303, "/profil?perpustakaan=natai-raya&kabar=tersimpan"));
        let library = stored(&trial, "natai-raya").await;
        assert_eq!(library.hours.as_ref().unwrap().line(), "Senin–Sabtu 08.00–14.00; Minggu tutup");
        assert_eq!((library.services.join(" "), library.version), ("baca dongeng".to_owned(), 2));
        assert!(!library.contact_public && library.checked_on.as_deref() == Some("2026-11-02"));

        // The same form once more is the same intent; another on the old version is told what differs.
        assert_eq!(trial.post("/profil", &own, &form("Mulai 2012.", "1")).await.status, 303);
        let stale = trial.post("/profil", &own, &form("Mulai 2013.", "1")).await;
        assert_eq!(stale.status, 409);
        assert!(stale.body.contains("sudah diubah orang lain") && stale.body.contains("Mulai 2013."), "{}", stale.body);
        assert!(stale.body.contains("name=\"versi\" value=\"2\""), "{}", stale.body);
        assert_eq!(stored(&trial, "natai-raya").await.story, "Mulai 2012.");

        assert_eq!(trial.post("/profil", &stranger, &form("Bukan milikku", "2")).await.status, 404);
        let mut unknown = form("Mulai 2012.", "2");
        unknown.push(("npp", "x"));
        assert_eq!(trial.post("/profil", &own, &unknown).await.status, 422);
        let mut wrong = form("Mulai 2012.", "2");
        wrong[4] = ("tutup", "07:00");
        let wrong = trial.post("/profil", &own, &wrong).await;
        assert!(wrong.status == 422 && wrong.body.contains("hari Senin jam tutup"), "{}", wrong.body);

        let page = trial.get("/perpustakaan/natai-raya", "").await;
        assert!(page.status == 200 && page.body.contains("Mulai 2012.") && page.body.contains("Mendongeng"));
        assert!(!page.body.contains("0811") && page.body.contains("bukan alamat"), "{}", page.body);
    }
}

#[tokio::test]
async fn a_librarys_picture_is_shown_to_everybody_and_taken_away_at_once() {
    for trial in Trial::on_each_database("registry story: picture").await {
        let id = trial.library("62.01", VILLAGE, "natai-raya").await;
        let other = trial.library("62.01", "62.01.02.2018", "natai-baru").await;
        let own = trial.person("62.01", "Sari", &[Role::Librarian { library: id }]).await;
        let stranger = trial.person("62.01", "Budi", &[Role::Librarian { library: other }]).await;
        let mut jpeg = Vec::new();
        image::codecs::jpeg::JpegEncoder::new(&mut jpeg).encode_image(&image::RgbImage::new(64, 48)).unwrap();
        let form = |action: &'static [u8], file: &'static [u8], agreed: bool| {
            let mut form = vec![("perpustakaan", &b"natai-raya"[..], None), ("aksi", action, None)];
            form.push(("foto", file, Some("rak.jpg")));
            form.extend(agreed.then_some(("foto_izin", &b"ya"[..], None)));
            form
        };
        let jpeg: &'static [u8] = Box::leak(jpeg.into_boxed_slice());

        // Nothing chosen, no permission, not a picture, another's library: each is told, nothing is stored.
        for (file, agreed, words) in
            [(&b""[..], true, "kosong"), (jpeg, false, "izin"), (&b"<script>"[..], true, "bukan foto JPEG")]
        {
            let refused = multipart(&trial, "/profil", &own, &form(b"foto", file, agreed)).await;
            assert!(refused.status == 422 && refused.body.contains(words), "{words}: {}", refused.body);
        }
        assert_eq!(multipart(&trial, "/profil", &stranger, &form(b"foto", jpeg, true)).await.status, 404);
        assert_eq!(stored(&trial, "natai-raya").await.photo, None);

        let saved = multipart(&trial, "/profil", &own, &form(b"foto", jpeg, true)).await;
        assert_eq!(saved.location(), "/profil?perpustakaan=natai-raya&kabar=foto#foto");
        let photo = format!("/foto/{}", stored(&trial, "natai-raya").await.photo.unwrap());
        assert!(trial.get("/perpustakaan/natai-raya", "").await.body.contains(&photo));
        assert_eq!(trial.get(&photo, "").await.status, 200);

        let gone = multipart(&trial, "/profil", &own, &form(b"hapus-foto", b"", false)).await;
        assert_eq!(gone.location(), "/profil?perpustakaan=natai-raya&kabar=foto-dihapus#foto");
        assert!(!trial.get("/perpustakaan/natai-raya", "").await.body.contains("/foto/"));
        assert_eq!(trial.get(&photo, "").await.status, 404);
    }
}

#[tokio::test]
async fn a_table_is_looked_at_first_and_applied_once() {
    let trial = Trial::new().await;
    trial.library("62.01", VILLAGE, "natai-raya").await;
    let planner = trial.person("62.01", "Rina", &[Role::Planner]).await;
    let csv = b"name;kind;village_code\nCaf\xe9 Baca;tbm;62.01.02.2016\nX;desa;62.02.01.2001\n";
    let shown = multipart(&trial, TABLE, &planner, &[("aksi", b"periksa", None), ("berkas", csv, Some("a.csv"))]).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    for part in ["Café Baca", "Windows-1252", "kabupaten/kota lain (62.02)", "Terapkan 1 perubahan"] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    let mark = shown.body.split("name=\"tanda\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let text = "name;kind;village_code\nCafé Baca;tbm;62.01.02.2016\nX;desa;62.02.01.2001\n";
    let apply = [("aksi", &b"terapkan"[..], None), ("csv", text.as_bytes(), None), ("tanda", mark.as_bytes(), None)];
    let applied = multipart(&trial, TABLE, &planner, &apply).await;
    assert_eq!(
        (applied.status, applied.location()),
        (303, "/kantor/perpustakaan?kabar=tabel&baru=1&berubah=0&ditolak=1")
    );
    assert_eq!(stored(&trial, "cafe-baca").await.name, "Café Baca");

    // What was shown is not what would happen now.
    assert_eq!(multipart(&trial, TABLE, &planner, &apply).await.status, 422);
    for (bytes, words) in [
        (&b""[..], "Pilih berkas CSV"),
        (b"PK\x03\x04zip", "berkas Excel"),
        (b"nama;alamat\nA;B\n", "village_code"),
        (&vec![b'a'; 3 * 1024 * 1024], "lebih besar dari 2 MB"),
    ] {
        let answer =
            multipart(&trial, TABLE, &planner, &[("aksi", b"periksa", None), ("berkas", bytes, Some("a.csv"))]).await;
        assert!(answer.status >= 400 && answer.status < 500 && answer.body.contains(words), "{words}: {}", answer.body);
    }
}

#[tokio::test]
async fn one_library_is_added_once_and_another_offices_is_not_found() {
    let trial = Trial::new().await;
    trial.library("62.01", VILLAGE, "natai-raya").await;
    trial.office("62.02", "Kotawaringin Timur").await;
    let planner = trial.person("62.01", "Rina", &[Role::Planner]).await;
    let elsewhere = trial.person("62.02", "Dewi", &[Role::Planner]).await;
    let form = [
        ("op", "satu"),
        ("versi", "0"),
        ("nama", "Rumah Baca"),
        ("jenis", "tbm"),
        ("kode", VILLAGE),
        ("tahap", "mandiri"),
        ("tahun", "2019"),
    ];
    for _ in 0..2 {
        let added = trial.post("/kantor/perpustakaan?baru=ya", &planner, &form).await;
        assert_eq!((added.status, added.location()), (303, "/kantor/perpustakaan?kabar=tersimpan&satu=rumah-baca"));
    }
    let mut changed = form;
    changed[1] = ("versi", "1");
    changed[6] = ("tahun", "1999");
    let wrong = trial.post("/kantor/perpustakaan?ubah=rumah-baca", &planner, &changed).await;
    assert!(wrong.status == 422 && wrong.body.contains("harus antara 2011 dan 2026"), "{}", wrong.body);
    changed[6] = ("tahun", "");
    assert_eq!(trial.post("/kantor/perpustakaan?ubah=rumah-baca", &elsewhere, &changed).await.status, 404);
    assert_eq!(stored(&trial, "rumah-baca").await.replicated, Some(2019));
    assert_eq!(trial.post("/kantor/perpustakaan?ubah=rumah-baca", &planner, &changed).await.status, 303);
    assert_eq!(stored(&trial, "rumah-baca").await.replicated, None);
}

#[tokio::test]
async fn lists_and_files_say_what_the_registry_holds() {
    let trial = Trial::new().await;
    trial.library("62.01", VILLAGE, "natai-raya").await;
    let found = trial.get("/perpustakaan?q=Natai%20Raia", "").await;
    assert!(found.body.contains("/perpustakaan/natai-raya"), "{}", found.body);
    assert!(trial.get("/perpustakaan?q=zzzz", "").await.body.contains("Tidak ada yang cocok"));
    assert_eq!(trial.get("/perpustakaan/tidak-ada", "").await.status, 404);
    assert!(trial.get("/data/perpustakaan.csv", "").await.body.contains("natai-raya,Perpustakaan Desa natai-raya"));
    let geojson = trial.get("/data/perpustakaan.geojson?kab=62.01", "").await;
    let read: serde_json::Value = serde_json::from_str(&geojson.body).unwrap();
    assert_eq!(read["features"][0]["geometry"], serde_json::Value::Null);
    assert!(trial.get("/sitemap.xml", "").await.body.contains("/perpustakaan/natai-raya</loc>"));
    let changes = trial.get("/data/perubahan.atom?kab=62.01", "").await;
    assert!(changes.body.contains("Perpustakaan Desa natai-raya: baru didaftarkan"), "{}", changes.body);
    assert!(!trial.get("/data/perubahan.atom?kab=62.02", "").await.body.contains("<entry>"), "another office's feed");
}

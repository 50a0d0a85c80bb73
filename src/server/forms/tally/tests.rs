//! Taps from forms and from phones, and where they go.

use crate::args;
use crate::domain::account::Role;
use crate::trial::{Answer, Trial};
use axum::body::Body;
use axum::http::header;

async fn send(trial: &Trial, cookie: &str, json: &str) -> Answer {
    let request = trial
        .request("POST", "/api/v1/tallies/natai-raya", cookie)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(json.to_owned()))
        .unwrap();
    trial.send(request).await
}

#[tokio::test]
async fn taps_of_forms_and_phones_add_up_once_on_each_database() {
    for trial in Trial::on_each_database("storage story: tallies").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let cookie = trial.person("62.01", "Bu Sari", &[Role::Librarian { library }]).await;
        let cookie = cookie.as_str();
        // Three taps and one less, as forms; the second one is sent twice.
        for (op, field) in [("1", "tambah"), ("2", "tambah"), ("2", "tambah"), ("3", "tambah"), ("4", "kurang")] {
            let answer = trial
                .post("/lapor/hitung", cookie, &[("op", op), ("perpustakaan", "natai-raya"), (field, "pengunjung")])
                .await;
            assert_eq!(answer.location(), "/lapor/hitung#natai-raya-pengunjung", "{}", answer.body);
        }
        // A phone: its newest word holds, an older one that comes late changes nothing, a day in 2030 is given back.
        let phone = |count: u32, seq: u32| {
            format!(
                r#"{{"device":"0197aaaa-1","counts":[{{"day":"2026-11-02","indicator":"pengunjung","count":{count},"seq":{seq}}},
                     {{"day":"2030-01-01","indicator":"tik","count":4,"seq":4}}]}}"#
            )
        };
        assert_eq!(send(&trial, cookie, &phone(5, 5)).await.status, 200);
        assert_eq!(send(&trial, cookie, &phone(3, 3)).await.status, 200);
        let answer = send(&trial, cookie, &phone(5, 5)).await;
        let told: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(told["others"]["pengunjung"], 2, "{told}");
        assert_eq!((told["month"]["pengunjung"].as_u64(), told["refused"][0].as_u64()), (Some(7), Some(1)));
        assert_eq!((told["today"].as_str(), told["restore_epoch"].as_i64()), (Some("2026-11-02"), Some(1)));
        // Restored from a backup: the phone hears it, and sends its counters again.
        trial.mark_restored(2).await;
        let told: serde_json::Value = serde_json::from_str(&send(&trial, cookie, &phone(5, 5)).await.body).unwrap();
        assert_eq!(told["restore_epoch"], 2);
        let page = trial.get("/lapor/hitung", cookie).await.body;
        assert!(page.contains(">7<"), "{page}");
        // The month's form offers the sum; taking it fills the figure, which stays editable.
        let form = trial.get("/lapor/natai-raya/2026-11", cookie).await.body;
        assert!(form.contains("Dari Hitung: 7") && form.contains("value=\"pakai-hitung-pengunjung\""), "{form}");
        let taken = [("aksi", "pakai-hitung-pengunjung"), ("versi", "0"), ("op", "p"), ("kendala", "Hujan")];
        let answer = trial.post("/lapor/natai-raya/2026-11", cookie, &taken).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let draft: Option<(String,)> = trial.app.storage.one("select draft from report", args![]).await.unwrap();
        let draft = draft.unwrap().0;
        assert!(draft.contains(r#""pengunjung":{"text":"7""#) && draft.contains("Hujan"), "{draft}");
        // Another library's people find nothing here.
        let other = trial.library("62.01", "62.01.02.2018", "natai-baru").await;
        let stranger = trial.person("62.01", "Bu Rina", &[Role::Librarian { library: other }]).await;
        assert_eq!(send(&trial, &stranger, &phone(9, 9)).await.status, 404);
        let tap = [("op", "x"), ("perpustakaan", "natai-raya"), ("tambah", "pengunjung")];
        assert_eq!(trial.post("/lapor/hitung", &stranger, &tap).await.status, 404);
        assert_eq!(send(&trial, cookie, r#"{"device":"0197aaaa-1","counts":[],"nama":"Budi"}"#).await.status, 422);
        assert_eq!(
            trial.post("/lapor/hitung", cookie, &[("perpustakaan", "natai-raya"), ("tambah", "emas")]).await.status,
            422
        );
        let sheet = trial.get("/lapor/hitung/lembar?bulan=2026-11", cookie).await;
        assert!(sheet.status == 200 && sheet.body.contains("November 2026"));
    }
}

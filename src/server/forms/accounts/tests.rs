//! The office's account forms, through the whole router.

use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::trial::{Answer, Trial};
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;

const PASSWORD: &str = "tiga ayam di dapur";

/// The code in an answer.
fn code(answer: &Answer) -> String {
    let rest = answer.body.split("class=\"ref\">").nth(1).unwrap_or_else(|| panic!("no code: {}", answer.body));
    rest[..9].to_owned()
}

async fn add(trial: &Trial, cookie: &str, op: &str, name: &str, phone: &str, library: &str, role: &str) -> Answer {
    let form = [("op", op), ("name", name), ("phone", phone), ("library", library), ("office_role", role)];
    trial.post("/kantor/akun/baru", cookie, &form).await
}

/// The id of the account in use with that number.
async fn id(trial: &Trial, phone: &str) -> String {
    let row: Option<(String,)> =
        trial.app.storage.one("select id from account where phone = $1", args![phone]).await.unwrap();
    row.unwrap().0
}

/// Uses a code; answers the cookie.
async fn redeem(trial: &Trial, phone: &str, code: &str) -> String {
    let form = [("phone", phone), ("code", code), ("password", PASSWORD), ("password_again", PASSWORD)];
    let answer = trial.post("/masuk/kode", "", &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn version(trial: &Trial, id: &str) -> String {
    let row: Option<(i64,)> =
        trial.app.storage.one("select version from account where id = $1", args![id]).await.unwrap();
    row.unwrap().0.to_string()
}

async fn import(trial: &Trial, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str("--B--\r\n");
    let request = trial.request("POST", "/kantor/akun/impor", cookie);
    let request = request.header(CONTENT_TYPE, "multipart/form-data; boundary=B").body(Body::from(body)).unwrap();
    trial.send(request).await
}

#[tokio::test]
async fn an_account_is_added_opened_moved_and_closed_on_each_database() {
    for trial in Trial::on_each_database("accounts").await {
        trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        trial.library("62.01", "62.01.02.2017", "sagu").await;
        let planner = trial.person("62.01", "Pak Planner", &[Role::Planner]).await;

        // Added, twice by the same intent (the page is loaded again): one account, and the code that was sent stays alive.
        let first = add(&trial, &planner, "op-1", "Siti", "0811-0000-0001", "natai-raya", "").await;
        assert_eq!(first.status, 200, "{}", first.body);
        assert!(first.body.contains("https://wa.me/6281100000001?text="), "{}", first.body);
        let second = add(&trial, &planner, "op-1", "Siti", "0811-0000-0001", "natai-raya", "").await;
        assert!(
            second.status == 409 && second.body.contains("hanya tampil sekali"),
            "{} {}",
            second.status,
            second.body
        );
        let codes: Vec<(String,)> =
            trial.app.storage.all("select code from one_time_code where withdrawn_at is null", args![]).await.unwrap();
        assert!(codes.len() == 1 && codes[0].0.len() == 64, "only a hash is stored: {codes:?}");
        let again = add(&trial, &planner, "op-2", "Wati", "+62 811 0000 0001", "sagu", "").await;
        assert!(again.status == 422 && again.body.contains("sudah dipakai akun Siti"), "{}", again.body);

        // Opened by the person.
        let siti = redeem(&trial, "0811-0000-0001", &code(&first)).await;
        assert_eq!(trial.get("/lapor", &siti).await.status, 200);
        let id = id(&trial, "+6281100000001").await;
        let page = format!("/kantor/akun/{id}");

        // Recovery wants a call-back; the new code ends the open sessions when it is used.
        let unsure = trial.post(&format!("{page}/kode"), &planner, &[]).await;
        assert!(unsure.status == 422 && unsure.body.contains("Telepon dulu"), "{}", unsure.body);
        let asked = trial.get(&format!("{page}/kode"), &planner).await.body;
        let op = asked.split("name=\"op\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let form = [("called_back", "ya"), ("op", op)];
        let recovery = trial.post(&format!("{page}/kode"), &planner, &form).await;
        // The page with the code is loaded again: the one that was sent to her stays alive.
        let again = trial.post(&format!("{page}/kode"), &planner, &form).await;
        assert!(again.status == 409 && again.body.contains("hanya tampil sekali"), "{} {}", again.status, again.body);
        let siti_again = redeem(&trial, "0811-0000-0001", &code(&recovery)).await;
        assert_eq!(trial.get("/lapor", &siti).await.status, 303);

        // An old page overwrites nothing; a new number ends the sessions and keeps the account.
        let stale = [("name", "X"), ("phone", "0811-0000-0009"), ("library", "sagu"), ("version", "0")];
        assert_eq!(trial.post(&page, &planner, &stale).await.status, 409);
        let version = version(&trial, &id).await;
        let moved =
            [("name", "Siti"), ("phone", "0811-0000-0002"), ("library", "natai-raya"), ("version", version.as_str())];
        assert_eq!(trial.post(&page, &planner, &moved).await.status, 303);
        assert_eq!(trial.get("/lapor", &siti_again).await.status, 303);
        let form = [("phone", "0811-0000-0002"), ("password", PASSWORD)];
        assert_eq!(trial.post("/masuk", "", &form).await.status, 303, "the password is the person's, not the number's");

        // Closed: the number is free, and who gets it next inherits nothing.
        assert_eq!(trial.post(&format!("{page}/nonaktif"), &planner, &[]).await.status, 303);
        assert_eq!(trial.post("/masuk", "", &form).await.status, 422);
        let next = add(&trial, &planner, "op-3", "Wati", "0811-0000-0002", "sagu", "").await;
        assert_eq!(next.status, 200, "{}", next.body);
        let row: Option<(i64,)> = trial
            .app
            .storage
            .one("select cast(count(*) as bigint) from account where name in ('Siti', 'Wati')", args![])
            .await
            .unwrap();
        assert_eq!(row, Some((2,)), "history stays beside the new account");

        // The audit log names ids and never what people wrote.
        let audit: Vec<(String, String, String)> =
            trial.app.storage.all("select action, object, reason from audit order by id", args![]).await.unwrap();
        let actions: Vec<&str> = audit.iter().map(|(action, _, _)| action.as_str()).collect();
        for action in ["account.add", "account.code", "account.password", "account.change", "account.disable"] {
            assert!(actions.contains(&action), "{action} in {actions:?}");
        }
        let text = format!("{audit:?}");
        assert!(!text.contains("Siti") && !text.contains("811") && !text.contains(&code(&recovery)), "{text}");
    }
}

#[tokio::test]
async fn planners_do_not_reach_above_themselves_or_beside() {
    let trial = Trial::new().await;
    trial.office("62.02", "Kotawaringin Timur").await;
    trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    trial.library("62.02", "62.02.02.2016", "jauh").await;
    let planner = trial.person("62.01", "Pak Planner", &[Role::Planner]).await;
    let administrator = trial.person("62.01", "Bu Admin", &[Role::Administrator]).await;
    let elsewhere = trial.person("62.02", "Pak Jauh", &[Role::Administrator]).await;
    let own: Option<(String,)> =
        trial.app.storage.one("select id from account where name = 'Bu Admin'", args![]).await.unwrap();
    let admin_page = format!("/kantor/akun/{}", own.unwrap().0);

    assert_eq!(add(&trial, &planner, "", "Budi", "0811-0000-0005", "", "administrator").await.status, 403);
    assert_eq!(add(&trial, &planner, "", "Budi", "0811-0000-0005", "jauh", "").await.status, 404);
    assert_eq!(trial.post(&format!("{admin_page}/kode"), &planner, &[("called_back", "ya")]).await.status, 403);
    assert_eq!(trial.post(&format!("{admin_page}/nonaktif"), &planner, &[]).await.status, 403);
    for page in ["", "/kode", "/nonaktif"] {
        assert_eq!(trial.get(&format!("{admin_page}{page}"), &elsewhere).await.status, 404);
    }
    assert_eq!(trial.post(&format!("{admin_page}/nonaktif"), &elsewhere, &[]).await.status, 404);
    let last = trial.post(&format!("{admin_page}/nonaktif"), &administrator, &[]).await;
    assert_eq!(last.status, 422, "nobody takes the own account away");
    assert_eq!(add(&trial, &administrator, "", "Budi", "0811-0000-0005", "", "planner").await.status, 200);
}

#[tokio::test]
async fn many_accounts_from_a_table_are_looked_at_first() {
    let trial = Trial::new().await;
    trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    trial.library("62.01", "62.01.02.2017", "sagu").await;
    let planner = trial.person("62.01", "Pak Planner", &[Role::Planner]).await;
    let csv = "nama;nomor_hp;perpustakaan\nSiti;0811-0000-0001;natai-raya\nSiti;0811-0000-0001;sagu\nBudi;81100000002;sagu\nX;12;sagu\n";
    let looked = import(&trial, &planner, &[("csv", csv)]).await;
    assert_eq!(looked.status, 200, "{}", looked.body);
    assert!(looked.body.contains("3 baru, 0 berubah, 0 sama, 1 ditolak"), "{}", looked.body);
    let count = || async {
        let row: Option<(i64,)> =
            trial.app.storage.one("select cast(count(*) as bigint) from account", args![]).await.unwrap();
        row.unwrap().0
    };
    assert_eq!(count().await, 1, "looking stores nothing");
    let mark = looked.body.split("name=\"mark\" value=\"").nth(1).unwrap()[..64].to_owned();
    let other = import(&trial, &planner, &[("csv", csv), ("mark", "0"), ("aksi", "terapkan")]).await;
    assert!(other.status == 422 && other.body.contains("Belum ada yang diterapkan"));
    let applied = import(&trial, &planner, &[("csv", csv), ("mark", &mark), ("aksi", "terapkan")]).await;
    assert!(applied.status == 200 && applied.body.contains("2 akun sudah dibuat"), "{}", applied.body);
    assert_eq!((count().await, applied.body.matches("class=\"ref\"").count()), (3, 2));
    let again = import(&trial, &planner, &[("csv", csv)]).await;
    assert!(again.body.contains("0 baru, 0 berubah, 3 sama, 1 ditolak"), "{}", again.body);
    for (csv, words) in
        [("", "Tempel tabelnya"), ("a,b\n1,2\n", "tidak ditemukan"), ("nama,nomor_hp,perpustakaan\n", "satu baris")]
    {
        let refused = import(&trial, &planner, &[("csv", csv)]).await;
        assert!(refused.status == 422 && refused.body.contains(words), "{words}: {}", refused.body);
    }
}

#[tokio::test]
async fn two_administrators_who_close_each_others_account_at_once_leave_one() {
    for trial in Trial::on_each_database("two administrators").await {
        let mut people = Vec::new();
        for name in ["Bu Lia", "Pak Tono"] {
            trial.person("62.01", name, &[Role::Administrator]).await;
            let row: Option<(String,)> =
                trial.app.storage.one("select id from account where name = $1", args![name]).await.unwrap();
            let account = row.unwrap().0;
            let roles = vec![Role::Administrator];
            people.push(SignedIn { account, office: "62.01".into(), name: name.into(), roles });
        }
        let [lia, tono] = [0, 1].map(|at: usize| (Asker::SignedIn(people[at].clone()), people[at].account.clone()));
        let close = |asker, id| crate::api::accounts::disable(&trial.app, asker, id);
        let (one, other) = tokio::join!(close(&lia.0, &tono.1), close(&tono.0, &lia.1));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let left: Option<(i64,)> = trial
            .app
            .storage
            .one("select cast(count(*) as bigint) from account where disabled_at is null", args![])
            .await
            .unwrap();
        assert_eq!(left, Some((1,)));
    }
}

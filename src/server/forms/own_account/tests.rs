//! One's own account through the whole router: the current password first, the second factor, the printed sheet.

use crate::domain::account::Role;
use crate::domain::code_word::CodeWord;
use crate::server::totp;
use crate::storage::{Failure, accounts};
use crate::trial::{Answer, Trial};
use axum::http::header;

const PHONE: &str = "+6281100000001";
const PASSWORD: &str = "tiga ayam di dapur";
const OTHER: &str = "empat itik di sawah";

/// An account with this password, signed in; answers its id and cookie.
async fn signed_in(trial: &Trial, phone: &'static str, roles: Vec<Role>) -> (String, String) {
    let hash = trial.app.passwords.hash(PASSWORD.to_owned(), [1; 16]).await.unwrap();
    let added = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            let (id, now) = (tx.id(), tx.now());
            accounts::add(tx, &id, "62.01", phone, "Siti Aminah", now).await?;
            for role in &roles {
                accounts::grant(tx, "62.01", &id, role, now).await?;
            }
            accounts::set_password(tx, &id, &hash).await?;
            Ok::<_, Failure>(id)
        })
    });
    let id = added.await.unwrap();
    let cookie = cookie(&sign_in(trial, phone, PASSWORD).await);
    (id, cookie)
}

async fn sign_in(trial: &Trial, phone: &str, password: &str) -> Answer {
    trial.post("/masuk", "", &[("phone", phone), ("password", password), ("next", "/kantor/akun")]).await
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn administrator() -> Vec<Role> {
    vec![Role::Administrator]
}

/// What stands between `<code>` and `</code>` in a page, each time.
fn codes(body: &str) -> Vec<String> {
    body.split("<code>").skip(1).map(|rest| rest.split("</code>").next().unwrap().to_owned()).collect()
}

async fn actions(trial: &Trial) -> Vec<(String, String)> {
    trial.app.storage.all("select action, reason from audit order by number", crate::args![]).await.unwrap()
}

/// Puts a second factor on; answers its secret and the sheet.
async fn enrolled(trial: &Trial, cookie: &str) -> (String, Vec<String>) {
    let begun = trial.post("/akun/langkah-kedua", cookie, &[("aksi", "mulai"), ("password", PASSWORD)]).await;
    assert_eq!((begun.status, begun.location()), (303, "/akun/langkah-kedua"), "{}", begun.body);
    let page = trial.get("/akun/langkah-kedua", cookie).await;
    assert!(page.body.contains("otpauth://totp/Pantau%20Pustaka:0811-0000-0001?secret="), "{}", page.body);
    assert!(page.body.contains("inputmode=\"numeric\""), "a phone brings digits: {}", page.body);
    let secret = codes(&page.body)[0].replace(' ', "");
    let code = totp::code_at(&secret, trial.world.now());
    let done = trial.post("/akun/langkah-kedua", cookie, &[("aksi", "bukti"), ("code", &code)]).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let sheet = codes(&done.body);
    assert!(sheet.len() == 8 && sheet.iter().all(|code| CodeWord::parse(code).is_some()), "{sheet:?}");
    (secret, sheet)
}

#[tokio::test]
async fn row_16_number_password_and_sheet_change_with_the_current_password_alone() {
    let trial = Trial::new().await;
    let (_, here) = signed_in(&trial, PHONE, administrator()).await;
    let elsewhere = cookie(&sign_in(&trial, PHONE, PASSWORD).await);
    let wrong = "bukan sandi ini";
    for (path, form) in [
        ("/akun/kata-sandi", vec![("password", wrong), ("password_new", OTHER), ("password_again", OTHER)]),
        ("/akun/nomor", vec![("password", wrong), ("phone", "0811-0000-0009")]),
        ("/akun/lembar", vec![("password", wrong)]),
        ("/akun/langkah-kedua", vec![("aksi", "mulai"), ("password", wrong)]),
        ("/akun/langkah-kedua", vec![("aksi", "lepas"), ("password", wrong)]),
    ] {
        let answer = trial.post(path, &here, &form).await;
        assert!(
            answer.status == 422 && answer.body.contains("tidak cocok"),
            "{path}: {} {}",
            answer.status,
            answer.body
        );
        assert!(!answer.body.contains(wrong));
        trial.world.advance(3_600);
    }
    assert_eq!(sign_in(&trial, PHONE, PASSWORD).await.status, 303, "nothing was changed");

    let form = [("password", PASSWORD), ("password_new", OTHER), ("password_again", OTHER)];
    let answer = trial.post("/akun/kata-sandi", &here, &form).await;
    assert_eq!((answer.status, answer.location()), (303, "/akun?kabar=sandi"), "{}", answer.body);
    assert_eq!(trial.get("/akun", &here).await.status, 200);
    assert_eq!(trial.get("/akun", &elsewhere).await.status, 303, "the other sessions have ended");
    let answer = trial.post("/akun/nomor", &here, &[("password", OTHER), ("phone", "0811-0000-0009")]).await;
    assert_eq!(answer.location(), "/akun?kabar=nomor", "{}", answer.body);
    assert_eq!(sign_in(&trial, PHONE, OTHER).await.status, 422);
    assert_eq!(sign_in(&trial, "0811-0000-0009", OTHER).await.status, 303);
    let told = actions(&trial).await;
    assert!(
        told.contains(&("account.password".into(), "own".into()))
            && told.contains(&("account.phone".into(), "own".into()))
    );
}

#[tokio::test]
async fn a_number_that_is_taken_is_refused_and_a_librarian_does_not_hear_whose_it_is() {
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    signed_in(&trial, PHONE, administrator()).await;
    let taken = [("password", PASSWORD), ("phone", PHONE)];
    for (phone, roles, hears) in
        [("+6281100000007", vec![Role::Librarian { library }], false), ("+6281100000008", vec![Role::Planner], true)]
    {
        let (_, cookie) = signed_in(&trial, phone, roles).await;
        let answer = trial.post("/akun/nomor", &cookie, &taken).await;
        assert!(answer.status == 422 && answer.body.contains("Nomor ini sudah dipakai akun"), "{}", answer.body);
        assert_eq!(answer.body.contains("dipakai akun Siti"), hears, "{phone}: {}", answer.body);
    }
}

#[tokio::test]
async fn row_16_nobody_goes_around_the_current_password_by_the_offices_own_forms() {
    let trial = Trial::new().await;
    let (id, here) = signed_in(&trial, PHONE, administrator()).await;
    let code = trial.post(&format!("/kantor/akun/{id}/kode"), &here, &[("called_back", "ya")]).await;
    assert!(code.status == 422 && code.body.contains("Akun saya"), "{}", code.body);
    let form = [
        ("name", "Siti Aminah"),
        ("phone", "0811-0000-0009"),
        ("library", ""),
        ("library_2", ""),
        ("office_role", "administrator"),
        ("version", "2"),
    ];
    let change = trial.post(&format!("/kantor/akun/{id}"), &here, &form).await;
    assert!(change.status == 422 && change.body.contains("Nomor sendiri"), "{} {}", change.status, change.body);
}

#[tokio::test]
async fn row_17_a_second_factor_is_asked_and_no_code_is_taken_twice() {
    for trial in Trial::on_each_database("second factor").await {
        let (_, here) = signed_in(&trial, PHONE, administrator()).await;
        let (secret, _) = enrolled(&trial, &here).await;

        // The very code that proved it is used up, and so is every earlier one.
        let half = sign_in(&trial, PHONE, PASSWORD).await;
        assert_eq!((half.status, half.location()), (303, "/masuk/kedua?next=/kantor/akun"));
        let half = cookie(&half);
        let asked = trial.get("/masuk/kedua", &half).await.body;
        assert!(
            asked.contains("name=\"code\"") && !asked.contains("numeric"),
            "the sheet's codes have letters: {asked}"
        );
        for path in ["/kantor", "/akun", "/api/v1/events", "/kantor/akun"] {
            assert!(matches!(trial.get(path, &half).await.status, 303 | 401), "{path}: half a session opens nothing");
        }
        let second = |cookie: String, code: String| {
            let trial = &trial;
            async move { trial.post("/masuk/kedua", &cookie, &[("code", &code), ("next", "/kantor/akun")]).await }
        };
        let used = second(half.clone(), totp::code_at(&secret, trial.world.now())).await;
        assert!(used.status == 422 && used.body.contains("sudah dipakai"), "{}", used.body);

        trial.world.advance(totp::ONE_STEP);
        let code = totp::code_at(&secret, trial.world.now());
        let whole = second(half.clone(), code.clone()).await;
        assert_eq!((whole.status, whole.location()), (303, "/kantor/akun"), "{}", whole.body);
        let whole = cookie(&whole);
        assert!(whole != half && trial.get("/kantor/akun", &whole).await.status == 200);
        assert_eq!(second(half, code.clone()).await.location(), "/masuk?kabar=terlambat", "the half session has ended");

        // A replay by somebody who knows the password and saw the code.
        let half = cookie(&sign_in(&trial, PHONE, PASSWORD).await);
        assert!(second(half.clone(), code).await.body.contains("sudah dipakai"));
        // Two steps away is too far.
        let now = trial.world.now();
        let late = totp::code_at(&secret, crate::domain::moment::Moment(now.0 + 2 * totp::ONE_STEP));
        assert_eq!(second(half.clone(), late).await.status, 422);
        // Half a session lasts ten minutes.
        trial.world.advance(600);
        let code = totp::code_at(&secret, trial.world.now());
        assert_eq!(second(half, code).await.location(), "/masuk?kabar=terlambat");
        assert!(actions(&trial).await.contains(&("session.open".into(), "totp".into())));
        // Without a password nobody comes to the second step.
        assert_eq!(second(String::new(), "123456".into()).await.location(), "/masuk?kabar=terlambat");
    }
}

#[tokio::test]
async fn row_17_guessing_the_second_factor_is_slowed_down() {
    let trial = Trial::new().await;
    let (_, here) = signed_in(&trial, PHONE, administrator()).await;
    enrolled(&trial, &here).await;
    let half = cookie(&sign_in(&trial, PHONE, PASSWORD).await);
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(trial.post("/masuk/kedua", &half, &[("code", "000000"), ("next", "")]).await.status);
    }
    assert_eq!(statuses, [422, 422, 422, 422, 422, 429, 429, 429]);
}

#[tokio::test]
async fn row_15_the_sheet_stands_for_one_factor_each_code_once() {
    let trial = Trial::new().await;
    // Without a second factor a code of the sheet makes a new password.
    let (_, here) = signed_in(&trial, PHONE, vec![Role::Librarian { library: "l1".into() }]).await;
    let made = trial.post("/akun/lembar", &here, &[("password", PASSWORD)]).await;
    let sheet = codes(&made.body);
    assert_eq!(sheet.len(), 8, "{}", made.body);
    let rows: Vec<(String,)> = trial.app.storage.all("select code from recovery_code", crate::args![]).await.unwrap();
    assert!(rows.iter().all(|(code,)| code.len() == 64), "stored hashed");
    let redeem = |phone: &'static str, code: String, password: &'static str| {
        let trial = &trial;
        async move {
            let form = [("phone", phone), ("code", &code), ("password", password), ("password_again", password)];
            trial.post("/masuk/kode", "", &form).await
        }
    };
    assert_eq!(redeem(PHONE, "ZZZZ-ZZZZ".into(), OTHER).await.status, 422);
    let used = redeem(PHONE, sheet[3].clone(), OTHER).await;
    assert_eq!(used.status, 303, "{}", used.body);
    assert_eq!(trial.get("/akun", &here).await.status, 303, "a recovery ends the other sessions");
    assert_eq!(redeem(PHONE, sheet[3].clone(), PASSWORD).await.status, 422, "once");
    // A new sheet ends the old one.
    let made = trial.post("/akun/lembar", &cookie(&used), &[("password", OTHER)]).await;
    assert_eq!(codes(&made.body).len(), 8);
    assert_eq!(redeem(PHONE, sheet[4].clone(), PASSWORD).await.status, 422);

    // With one it takes the place of the app, and opens no way to a new password.
    let (_, admin) = signed_in(&trial, "+6281100000002", administrator()).await;
    let begun = trial.post("/akun/langkah-kedua", &admin, &[("aksi", "mulai"), ("password", PASSWORD)]).await;
    assert_eq!(begun.status, 303);
    let secret = codes(&trial.get("/akun/langkah-kedua", &admin).await.body)[0].replace(' ', "");
    let code = totp::code_at(&secret, trial.world.now());
    let done = trial.post("/akun/langkah-kedua", &admin, &[("aksi", "bukti"), ("code", &code)]).await;
    let sheet = codes(&done.body);
    assert_eq!(redeem("+6281100000002", sheet[0].clone(), OTHER).await.status, 422);
    for (code, status) in [(&sheet[0], 303), (&sheet[0], 422), (&sheet[1], 303)] {
        let half = cookie(&sign_in(&trial, "+6281100000002", PASSWORD).await);
        let answer = trial.post("/masuk/kedua", &half, &[("code", code), ("next", "")]).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
}

#[tokio::test]
async fn a_page_with_codes_that_is_loaded_again_kills_none_of_them() {
    for trial in Trial::on_each_database("codes shown once").await {
        let (id, here) = signed_in(&trial, PHONE, administrator()).await;
        let alive = async || {
            let sql = "select code from recovery_code where account = $1 order by code";
            trial.app.storage.all::<(String,)>(sql, crate::args![&id]).await.unwrap()
        };
        let page = trial.get("/akun/lembar", &here).await.body;
        let op = page.split("name=\"op\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let form = [("password", PASSWORD), ("op", op)];
        let made = trial.post("/akun/lembar", &here, &form).await;
        assert_eq!((made.status, codes(&made.body).len()), (200, 8));
        let sheet = alive().await;
        let again = trial.post("/akun/lembar", &here, &form).await;
        assert_eq!(again.status, 409);
        assert!(again.body.contains("hanya tampil sekali. Kalau belum disalin, buat lagi"), "{}", again.body);
        assert!(codes(&again.body).is_empty() && !again.body.contains(&format!("value=\"{op}\"")), "{}", again.body);
        assert_eq!(alive().await, sheet, "the sheet that was written down");
        assert_eq!(trial.post("/akun/lembar", &here, &[("password", PASSWORD), ("op", "baru")]).await.status, 200);
        assert_ne!(alive().await, sheet);

        let (secret, _) = enrolled(&trial, &here).await;
        let sheet = alive().await;
        let code = totp::code_at(&secret, trial.world.now());
        let again = trial.post("/akun/langkah-kedua", &here, &[("aksi", "bukti"), ("code", &code)]).await;
        assert!(again.status == 409 && again.body.contains("hanya tampil sekali"), "{} {}", again.status, again.body);
        assert_eq!(alive().await, sheet);
    }
}

#[tokio::test]
async fn row_15_an_administrator_never_sees_nor_sets_a_password_and_stays_in_the_own_office() {
    let trial = Trial::new().await;
    trial.office("62.02", "Kotawaringin Timur").await;
    let (id, here) = signed_in(&trial, PHONE, administrator()).await;
    enrolled(&trial, &here).await;
    let own = trial.person("62.01", "Pak Budi", &administrator()).await;
    let stranger = trial.person("62.02", "Bu Ani", &administrator()).await;
    for path in
        [format!("/kantor/akun/{id}"), format!("/kantor/akun/{id}/kode"), format!("/kantor/akun/{id}/langkah-kedua")]
    {
        let page = trial.get(&path, &own).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("type=\"password\""), "{path} asks for nobody's password");
        assert_eq!(trial.get(&path, &stranger).await.status, 404, "{path}");
        assert_eq!(
            trial.post(&path, &stranger, &[("called_back", "ya")]).await.status % 100,
            if path.ends_with(&id) { 22 } else { 4 }
        );
    }
    let password = trial.post(&format!("/kantor/akun/{id}"), &own, &[("password", OTHER)]).await;
    assert_eq!(password.status, 422, "no form of the office takes a password");
    // Who lost phone and sheet is helped by another administrator after a call, which everybody can read in the log.
    let path = format!("/kantor/akun/{id}/langkah-kedua");
    assert_eq!(trial.post(&path, &own, &[]).await.status, 422);
    assert_eq!(trial.post(&path, &own, &[("called_back", "ya")]).await.status, 303);
    assert_eq!(trial.get("/akun", &here).await.status, 303, "their sessions have ended");
    assert_eq!(sign_in(&trial, PHONE, PASSWORD).await.location(), "/kantor/akun", "the password alone is enough again");
    assert!(actions(&trial).await.contains(&("account.factor_drop".into(), "called_back".into())));
    let log = trial.get("/kantor/audit?apa=account", &own).await;
    assert!(log.body.contains("Pak Budi") && log.body.contains("melepas langkah kedua dari akun"), "{}", log.body);
}

const TOLD: &str = "Cara masuk ke akun ini baru diubah";

#[tokio::test]
async fn row_15_who_owns_the_account_is_told_for_seven_days_that_it_was_opened_anew() {
    for trial in Trial::on_each_database("notice of a reset").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let own = trial.person("62.01", "Pak Budi", &administrator()).await;
        let (id, here) = signed_in(&trial, PHONE, vec![Role::Librarian { library }]).await;
        // What one does with the current password is no news.
        let form = [("password", PASSWORD), ("password_new", OTHER), ("password_again", OTHER)];
        assert_eq!(trial.post("/akun/kata-sandi", &here, &form).await.status, 303);
        let sheet = codes(&trial.post("/akun/lembar", &here, &[("password", OTHER)]).await.body);
        for path in ["/akun", "/lapor"] {
            let page = trial.get(path, &here).await;
            assert!(page.status == 200 && !page.body.contains(TOLD), "{path}: {}", page.body);
        }

        let redeem = async |code: &str, password: &str| {
            let form = [("phone", PHONE), ("code", code), ("password", password), ("password_again", password)];
            let answer = trial.post("/masuk/kode", "", &form).await;
            assert_eq!(answer.status, 303, "{}", answer.body);
            cookie(&answer)
        };
        let here = redeem(&sheet[0], PASSWORD).await;
        let sheet_words = "2 November 2026 pukul 09.05 WIB: kata sandi diganti dengan kode lembar pemulihan.";
        for path in ["/akun", "/lapor"] {
            let page = trial.get(path, &here).await.body;
            assert!(page.contains(TOLD) && page.contains("href=\"/akun/kata-sandi\""), "{path}: {page}");
            assert!(plain(&page).contains(sheet_words), "{path}: {page}");
        }
        // Nobody else is told.
        assert!(!trial.get("/kantor", &own).await.body.contains(TOLD));

        trial.world.advance(86_400);
        let own = trial.person("62.01", "Pak Budi", &administrator()).await;
        let given = trial.post(&format!("/kantor/akun/{id}/kode"), &own, &[("called_back", "ya")]).await;
        let code = given.body.split("class=\"ref\">").nth(1).and_then(|rest| rest.get(..9)).unwrap().to_owned();
        let here_still = plain(&trial.get("/akun", &here).await.body);
        assert!(here_still.contains("kode untuk membuat kata sandi baru dibuat, oleh Pak Budi."), "{here_still}");
        let here = redeem(&code, OTHER).await;
        let page = plain(&trial.get("/akun", &here).await.body);
        assert!(page.contains("kata sandi diganti dengan kode dari kantor."), "{page}");

        trial.world.advance(6 * 86_400);
        let page = plain(&trial.get("/lapor", &here).await.body);
        assert!(page.contains(sheet_words), "on the seventh day: {page}");
        trial.world.advance(1);
        let page = plain(&trial.get("/lapor", &here).await.body);
        assert!(!page.contains(sheet_words) && page.contains("kode dari kantor"), "{page}");
        trial.world.advance(86_400);
        assert!(!trial.get("/lapor", &here).await.body.contains(TOLD));
    }
}

#[tokio::test]
async fn row_17_who_lost_the_second_factor_to_an_administrator_is_told() {
    let trial = Trial::new().await;
    let (id, here) = signed_in(&trial, PHONE, administrator()).await;
    enrolled(&trial, &here).await;
    let own = trial.person("62.01", "Pak Budi", &administrator()).await;
    let path = format!("/kantor/akun/{id}/langkah-kedua");
    assert_eq!(trial.post(&path, &own, &[("called_back", "ya")]).await.status, 303);
    let here = cookie(&sign_in(&trial, PHONE, PASSWORD).await);
    for path in ["/kantor", "/akun"] {
        let page = plain(&trial.get(path, &here).await.body);
        assert!(page.contains(TOLD) && page.contains("langkah kedua dilepas, oleh Pak Budi."), "{path}: {page}");
    }
}

/// A page's words, without its marks.
fn plain(body: &str) -> String {
    let mut out = String::new();
    for part in body.split('<') {
        out.push_str(part.split_once('>').map_or(part, |(_, words)| words));
    }
    out
}

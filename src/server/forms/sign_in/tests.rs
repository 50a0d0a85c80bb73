//! Signing in, codes and late forms, through the whole router.

use crate::api::session::hash_of;
use crate::domain::account::{LIBRARIAN_IDLE, Role, STAFF_IDLE, STAFF_LONGEST};
use crate::domain::code_word::CodeWord;
use crate::storage::{Failure, accounts, parked};
use crate::trial::{Answer, Trial};
use axum::body::Body;
use axum::http::header;

const PHONE: &str = "+6281100000001";
const PASSWORD: &str = "tiga ayam di dapur";

/// Adds an account with a password (none when empty); answers its id.
async fn account(trial: &Trial, phone: &'static str, roles: Vec<Role>, password: &str) -> String {
    let app = &trial.app;
    let hash = match password {
        "" => None,
        password => Some(app.passwords.hash(password.to_owned(), [1; 16]).await.unwrap()),
    };
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (id, now) = (tx.id(), tx.now());
                accounts::add(tx, &id, "62.01", phone, "Siti Aminah", now).await?;
                for role in &roles {
                    accounts::grant(tx, "62.01", &id, role, now).await?;
                }
                if let Some(hash) = hash {
                    accounts::set_password(tx, &id, &hash).await?;
                }
                Ok::<_, Failure>(id)
            })
        })
        .await
        .unwrap()
}

/// Gives an account a code.
async fn code(trial: &Trial, id: &str, word: &'static str) {
    let id = id.to_owned();
    trial
        .app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let account = accounts::by_id_for(tx, "62.01", &id).await?.unwrap();
                let (code, now) = (tx.id(), tx.now());
                accounts::put_code(tx, &code, &account, &hash_of(&CodeWord::parse(word).unwrap()), None, now).await
            })
        })
        .await
        .unwrap();
}

fn librarian() -> Vec<Role> {
    vec![Role::Librarian { library: "l1".into() }]
}

async fn sign_in(trial: &Trial, phone: &str, password: &str, cookie: &str) -> Answer {
    trial.post("/masuk", cookie, &[("phone", phone), ("password", password), ("next", "")]).await
}

async fn redeem(trial: &Trial, word: &str, password: &str) -> Answer {
    let form = [("phone", "0811-0000-0001"), ("code", word), ("password", password), ("password_again", password)];
    trial.post("/masuk/kode", "", &form).await
}

/// The cookie that an answer gives, as a request sends it.
fn cookie(answer: &Answer) -> String {
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn row_01_the_right_password_opens_a_session_however_the_number_is_written() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    for phone in ["0811-0000-0001", "+62 811 0000 0001", "6281100000001"] {
        let answer = sign_in(&trial, phone, PASSWORD, "").await;
        assert_eq!((answer.status, answer.location()), (303, "/lapor"), "{}", answer.body);
        let text = answer.headers[header::SET_COOKIE].to_str().unwrap();
        for part in ["__Host-sid=", "; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains("Domain"), "{text}");
        let page = trial.get("/keluar", &cookie(&answer)).await;
        assert!(page.status == 200 && page.body.contains("Siti Aminah"));
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    }
    let rows: Vec<(String,)> = trial.app.storage.all("select token from session", crate::args![]).await.unwrap();
    let answer = sign_in(&trial, PHONE, PASSWORD, "").await;
    assert!(rows.len() == 3 && rows.iter().all(|(token,)| token.len() == 64 && !cookie(&answer).contains(token)));
}

#[tokio::test]
async fn row_23_the_staff_go_to_the_office_and_next_is_followed_on_this_site_alone() {
    let trial = Trial::new().await;
    account(&trial, PHONE, vec![Role::Planner], PASSWORD).await;
    for (next, goes) in [
        ("", "/kantor"),
        ("/kantor/laporan?bulan=2026-10", "/kantor/laporan?bulan=2026-10"),
        ("//evil.example", "/kantor"),
        ("/\\evil.example", "/kantor"),
        ("https:evil.example", "/kantor"),
        ("https://evil.example/", "/kantor"),
        ("%2f%2fevil.example", "/kantor"),
        ("/a\r\nSet-Cookie: x=1", "/kantor"),
        ("/masuk?next=/masuk", "/kantor"),
    ] {
        let form = [("phone", PHONE), ("password", PASSWORD), ("next", next)];
        let answer = trial.post("/masuk", "", &form).await;
        assert_eq!((answer.status, answer.location()), (303, goes), "{next:?}");
    }
}

#[tokio::test]
async fn row_10_who_is_unknown_disabled_or_without_a_password_gets_the_same_answer() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    account(&trial, "+6281100000002", librarian(), "").await;
    let gone = account(&trial, "+6281100000003", librarian(), PASSWORD).await;
    trial
        .app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let now = tx.now();
                accounts::disable(tx, &gone, now).await
            })
        })
        .await
        .unwrap();
    let mut bodies = Vec::new();
    for number in ["081100000001", "081100000002", "081100000003", "081199999999"] {
        let before = trial.app.passwords.worked.load(std::sync::atomic::Ordering::SeqCst);
        let answer = sign_in(&trial, number, "bukan sandinya", "").await;
        let worked = trial.app.passwords.worked.load(std::sync::atomic::Ordering::SeqCst) - before;
        assert_eq!((answer.status, worked), (422, 1), "{number}: the answer takes one whole hash");
        assert!(!answer.headers.contains_key(header::SET_COOKIE));
        assert!(answer.body.contains(number), "the number stays in the form");
        assert!(!answer.body.contains("bukan sandinya"), "a password is never written back");
        let main = answer.body.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        bodies.push(main.replace(number, ""));
    }
    assert!(bodies.windows(2).all(|two| two[0] == two[1]), "{bodies:#?}");
}

#[tokio::test]
async fn row_09_twenty_wrong_passwords_slow_down_and_lock_nobody_out() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    let owner = cookie(&sign_in(&trial, PHONE, PASSWORD, "").await);
    let mut statuses = Vec::new();
    let mut last = None;
    for _ in 0..20 {
        let answer = sign_in(&trial, PHONE, "salah salah salah", "").await;
        statuses.push(answer.status);
        last = Some(answer);
    }
    assert_eq!(&statuses[..5], [422; 5]);
    assert_eq!(&statuses[5..], [429; 15]);
    let last = last.unwrap();
    assert!(last.body.contains("5 detik") && last.body.contains(PHONE), "{}", last.body);
    assert_eq!(last.headers[header::RETRY_AFTER], "5");
    assert_eq!(sign_in(&trial, PHONE, PASSWORD, "").await.status, 429, "even the right one has to wait");
    // The owner's own phone is not slowed down by strangers, even with a dead session.
    trial.world.advance(4);
    assert_eq!(sign_in(&trial, PHONE, PASSWORD, &owner).await.status, 303);
    assert_eq!(sign_in(&trial, PHONE, PASSWORD, "").await.status, 429);
    trial.world.advance(1);
    assert_eq!(sign_in(&trial, PHONE, PASSWORD, "").await.status, 303, "after the wait it works");
}

#[tokio::test]
async fn row_03_a_cookie_from_before_is_replaced_and_dies() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    let planted = format!("__Host-sid={}", "A".repeat(43));
    let first = cookie(&sign_in(&trial, PHONE, PASSWORD, &planted).await);
    assert_ne!(first, planted);
    assert_eq!(trial.get("/keluar", &planted).await.status, 303);
    let second = cookie(&sign_in(&trial, PHONE, PASSWORD, &first).await);
    assert_ne!(second, first);
    assert_eq!(trial.get("/keluar", &first).await.status, 303, "the browser's earlier session has ended");
    assert_eq!(trial.get("/keluar", &second).await.status, 200);
}

#[tokio::test]
async fn row_04_after_signing_out_the_cookie_is_worth_nothing() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    let session = cookie(&sign_in(&trial, PHONE, PASSWORD, "").await);
    let answer = trial.post("/keluar", &session, &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/masuk?kabar=keluar"));
    assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    for path in ["/keluar", "/lapor", "/profil"] {
        assert_eq!(trial.get(path, &session).await.status, 303, "{path}");
    }
    assert_eq!(trial.post("/profil", &session, &[("x", "y")]).await.location().split('?').next(), Some("/masuk"));
}

#[tokio::test]
async fn row_05_sessions_end_when_design_says_so() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    account(&trial, "+6281100000101", vec![Role::Planner], PASSWORD).await;
    let librarian = cookie(&sign_in(&trial, PHONE, PASSWORD, "").await);
    trial.world.advance(LIBRARIAN_IDLE - 1);
    assert_eq!(trial.get("/keluar", &librarian).await.status, 200);

    let planner = cookie(&sign_in(&trial, "+6281100000101", PASSWORD, "").await);
    trial.world.advance(STAFF_IDLE);
    assert_eq!(trial.get("/keluar", &planner).await.status, 303);

    // However busy, a week is the end. The sign of life is written beside the request, so it is written here by hand.
    let planner = cookie(&sign_in(&trial, "+6281100000101", PASSWORD, "").await);
    let mut left = STAFF_LONGEST;
    while left > 3_600 {
        trial.world.advance(3_600);
        left -= 3_600;
        assert_eq!(trial.get("/keluar", &planner).await.status, 200, "{left} s before the end");
        let seen = trial.world.now();
        let noted: Result<u64, Failure> = trial
            .app
            .storage
            .write(move |tx| {
                Box::pin(async move {
                    tx.run("update session set seen_at = $1 where staff and ended_at is null", crate::args![seen]).await
                })
            })
            .await;
        noted.unwrap();
    }
    trial.world.advance(left);
    assert_eq!(trial.get("/keluar", &planner).await.status, 303);
}

#[tokio::test]
async fn row_13_a_code_makes_a_password_once() {
    let trial = Trial::new().await;
    let id = account(&trial, PHONE, librarian(), "").await;
    code(&trial, &id, "7K3M-0X1A").await;
    assert_eq!(
        redeem(&trial, "7K3M-0X1A", "perpustakaan").await.status,
        422,
        "a weak password does not use the code up"
    );
    assert_eq!(redeem(&trial, "7K3M-0X1A", "Siti Aminah").await.status, 422, "nor does the own name");
    assert_eq!(redeem(&trial, "7K3M-0X1A", "7K3M-0X1A").await.status, 422, "nor the code itself");
    let answer = redeem(&trial, "7k3m0xia", PASSWORD).await;
    assert_eq!((answer.status, answer.location()), (303, "/lapor?kabar=sandi-baru"), "{}", answer.body);
    assert_eq!(trial.get("/keluar", &cookie(&answer)).await.status, 200);
    assert_eq!(redeem(&trial, "7K3M-0X1A", "sandi yang lain sekali").await.status, 422);
    assert_eq!(sign_in(&trial, PHONE, PASSWORD, "").await.status, 303);
    // Of two who found it open at the same instant one uses it.
    code(&trial, &id, "8K3M-0X1B").await;
    let used = trial.app.storage.write(move |tx| {
        Box::pin(async move {
            let now = tx.now();
            let open = accounts::open_code(tx, &id, now).await?.unwrap();
            Ok::<_, Failure>([
                accounts::use_code(tx, &open.id, now).await?,
                accounts::use_code(tx, &open.id, now).await?,
            ])
        })
    });
    assert_eq!(used.await.unwrap(), [true, false]);
}

#[tokio::test]
async fn row_13_a_code_ends_after_five_tries_after_seven_days_and_when_a_new_one_is_given() {
    let trial = Trial::new().await;
    let id = account(&trial, PHONE, librarian(), PASSWORD).await;
    code(&trial, &id, "7K3M-0X1A").await;
    for _ in 0..5 {
        assert_eq!(redeem(&trial, "ZZZZ-ZZZZ", "sandi yang lain sekali").await.status, 422);
    }
    trial.world.advance(3_600);
    assert_eq!(redeem(&trial, "7K3M-0X1A", "sandi yang lain sekali").await.status, 422, "five wrong tries void it");

    code(&trial, &id, "1111-1111").await;
    code(&trial, &id, "2222-2222").await;
    assert_eq!(
        redeem(&trial, "1111-1111", "sandi yang lain sekali").await.status,
        422,
        "a new code ends the earlier one"
    );
    trial.world.advance(7 * 86_400);
    assert_eq!(redeem(&trial, "2222-2222", "sandi yang lain sekali").await.status, 422, "seven days are over");

    code(&trial, &id, "3333-3333").await;
    let old = cookie(&sign_in(&trial, PHONE, PASSWORD, "").await);
    trial.world.advance(7 * 86_400 - 1);
    assert_eq!(redeem(&trial, "3333-3333", "sandi yang lain sekali").await.status, 303);
    assert_eq!(trial.get("/keluar", &old).await.status, 303, "a new password ends the other sessions");
    assert_eq!(sign_in(&trial, PHONE, PASSWORD, "").await.status, 422);
}

#[tokio::test]
async fn a_form_sent_too_late_waits_for_its_owner_alone() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    account(&trial, "+6281100000002", librarian(), PASSWORD).await;
    let session = cookie(&sign_in(&trial, PHONE, PASSWORD, "").await);
    trial.world.advance(LIBRARIAN_IDLE);
    let typed = [
        ("story", "Cerita yang panjang & penting"),
        ("password_x", "rahasia sekali"),
        ("services", "a"),
        ("services", "b"),
    ];
    let answer = trial.post("/profil", &session, &typed).await;
    assert_eq!((answer.status, answer.location()), (303, "/masuk?next=/profil&kabar=disimpan"));

    let other = cookie(&sign_in(&trial, "+6281100000002", PASSWORD, "").await);
    let page = trial.get("/profil", &other).await;
    assert!(!page.body.contains("Isian Anda tidak hilang"));
    let own = cookie(&sign_in(&trial, PHONE, PASSWORD, &session).await);
    let page = trial.get("/profil", &own).await;
    assert!(page.body.contains("Isian Anda tidak hilang"), "{}", page.body);
    let rows: Vec<(String,)> = trial.app.storage.all("select body from parked_form", crate::args![]).await.unwrap();
    assert!(rows.len() == 1 && rows[0].0.contains("services=a&services=b") && !rows[0].0.contains("rahasia"));

    let thrown = trial.post("/isian/buang", &own, &[("path", "/profil")]).await;
    assert_eq!((thrown.status, thrown.location()), (303, "/profil"));
    assert!(!trial.get("/profil", &own).await.body.contains("Isian Anda tidak hilang"));
}

#[tokio::test]
async fn a_form_sent_after_signing_out_in_another_tab_is_said_to_be_lost() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    let session = cookie(&sign_in(&trial, PHONE, PASSWORD, "").await);
    assert_eq!(trial.post("/keluar", &session, &[]).await.status, 303);
    let send = async |body: &'static str| {
        let request = trial
            .request("POST", "/profil", "")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, body.len());
        trial.send(request.body(Body::from(body)).unwrap()).await
    };
    let lost = send("story=Cerita").await;
    assert_eq!((lost.status, lost.location()), (303, "/masuk?next=/profil&kabar=hilang"));
    let page = trial.get(lost.location(), "").await;
    assert!(page.body.contains("Isian terakhir tidak tersimpan karena akun ini sudah keluar"), "{}", page.body);
    assert_eq!(send("").await.location(), "/masuk?next=/profil", "nothing was typed");
}

#[tokio::test]
async fn of_a_late_form_with_files_the_text_is_kept() {
    let trial = Trial::new().await;
    account(&trial, PHONE, librarian(), PASSWORD).await;
    let session = cookie(&sign_in(&trial, PHONE, PASSWORD, "").await);
    trial.world.advance(LIBRARIAN_IDLE);
    let photo = "x".repeat(3 * 1024 * 1024);
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n{photo}\r\n\
         --B\r\nContent-Disposition: form-data; name=\"story\"\r\n\r\nCerita kami\r\n--B--\r\n"
    );
    let request = trial
        .request("POST", "/profil", &session)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=B")
        .body(Body::from(body))
        .unwrap();
    assert_eq!(trial.send(request).await.location(), "/masuk?next=/profil&kabar=disimpan");
    let own = cookie(&sign_in(&trial, PHONE, PASSWORD, &session).await);
    let page = trial.get("/profil", &own).await;
    assert!(page.body.contains("perlu dipilih lagi"), "{}", page.body);
    // Somebody without any session keeps nothing and breaks nothing.
    let answer = trial.post("/profil", "", &[("story", "x")]).await;
    assert_eq!(answer.location(), "/masuk?next=/profil");
    trial.world.advance(parked::KEPT);
    let own = cookie(&sign_in(&trial, PHONE, PASSWORD, "").await);
    assert!(!trial.get("/profil", &own).await.body.contains("Isian Anda tidak hilang"));
}

#[tokio::test]
async fn row_32_unknown_fields_and_nonsense_get_a_sentence() {
    let trial = Trial::new().await;
    let answer = trial.post("/masuk", "", &[("phone", "1"), ("password", "x"), ("role", "administrator")]).await;
    assert!(answer.status == 422 && answer.body.contains("tidak dikenal"));
    let answer = sign_in(&trial, "siti", "", "").await;
    assert!(
        answer.status == 422 && answer.body.contains("hanya berisi angka") && answer.body.contains("Isi kata sandi")
    );
}

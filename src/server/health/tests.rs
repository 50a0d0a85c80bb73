//! What the watchers are told.

use super::*;
use crate::domain::account::Role;
use crate::trial::Trial;

#[tokio::test]
async fn readiness_needs_a_writer_and_says_nothing_else() {
    for trial in Trial::on_each_database("storage story: readiness").await {
        let ready = trial.get("/readyz", "").await;
        assert_eq!((ready.status, ready.body.as_str()), (200, "siap\n"));
        trial.app.health.stop();
        let not = trial.get("/readyz", "").await;
        assert_eq!((not.status, not.body.as_str()), (503, "belum siap\n"));
        assert!(not.headers.contains_key("retry-after"));
    }
}

#[tokio::test]
async fn figures_count_what_happened_and_nobody_by_name() {
    let trial = Trial::new().await;
    let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    trial.person("62.01", "Ibu Wardiah", &[Role::Librarian { library }]).await;
    let before = metrics(&trial.app, Some(60));
    trial.get("/tidak-ada", "").await;
    trial.post("/masuk", "", &[("phone", "0812-0000-0000"), ("password", "sungai kecil")]).await;
    let after = metrics(&trial.app, Some(60));
    let value = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} is missing"));
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    let grew = |name: &str| value(&after, name) - value(&before, name);
    assert!((grew("pantau_sign_ins_failed_total ") - 1.0).abs() < 0.1);
    assert!((grew("pantau_answers_total{status=\"4xx\"}") - 2.0).abs() < 0.1);
    assert!(value(&after, "pantau_writes_total ") >= 3.0);
    assert!(value(&after, "pantau_write_seconds_count") >= value(&after, "pantau_write_seconds_bucket{le=\"0.005\"}"));
    for name in ["pantau_wal_bytes ", "pantau_disk_free_bytes ", "pantau_streams_open ", "pantau_write_queue "] {
        value(&after, name);
    }
    for secret in ["Wardiah", "natai-raya", "0812", "tidak-ada"] {
        assert!(!after.contains(secret), "{secret}");
    }
    assert_eq!(trial.get("/metrics", "").await.status, 404, "not on the public address");
}

#[tokio::test]
async fn every_refusal_carries_the_code_that_the_log_has() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Ibu Sari", &[Role::Planner]).await;
    // A path that is not there, a page that is not for this person, an object that a page looks for.
    for (path, cookie) in [("/tidak-ada", ""), ("/lapor", &planner), ("/perpustakaan/tidak-ada", "")] {
        let answer = trial.get(path, cookie).await;
        let code = answer.headers["x-request-id"].to_str().unwrap().to_owned();
        assert_eq!(code.len(), 4);
        assert!(answer.body.contains(&format!("Kode {code}")), "{path}: {}", answer.body);
    }
    // What breaks names the same code in its sentence, once.
    trial.app.storage.close().await;
    let broken = trial.get("/perpustakaan", "").await;
    let code = broken.headers["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!((broken.status, broken.body.matches(&code).count()), (500, 1), "{}", broken.body);
}

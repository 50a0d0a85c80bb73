//! The form of the office's scheme: look at what it would do, then save it.

use crate::api::{App, kpi};
use crate::server::forms::{Posted, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;

/// The routes of this form.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/kpi/rumus", post(scheme))
}

async fn scheme(State(app): State<App>, Posted { input: pairs, page }: Posted<Vec<(String, String)>>) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let scheme = match kpi::read(&pairs) {
        Ok(scheme) => scheme,
        Err(findings) => return page.findings(findings).await,
    };
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    if value("aksi") != "simpan" {
        return page.shown(|_| ()).await;
    }
    let op = Op::new(&person.account, value("op"), pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    match kpi::save(&app, &page.asker, scheme, op).await {
        Ok(()) => see_other("/kantor/kpi?kabar=tersimpan"),
        Err(error) => page.refused(error).await,
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::account::Role;
    use crate::domain::score::{Scheme, measures};
    use crate::trial::Trial;

    fn pairs(scheme: &Scheme, action: &'static str) -> Vec<(String, String)> {
        let mut pairs = vec![
            ("aksi".to_owned(), action.to_owned()),
            ("op".to_owned(), "o1".to_owned()),
            ("rentang".to_owned(), scheme.span.to_string()),
            ("minimal".to_owned(), scheme.least.to_string()),
            ("hijau".to_owned(), scheme.green.to_string()),
            ("kuning".to_owned(), scheme.yellow.to_string()),
        ];
        for measure in measures() {
            let weight = scheme.weights.iter().find(|weight| weight.measure == measure.code);
            let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
            pairs.push((format!("bobot-{}", measure.code), text(weight.map(|weight| weight.weight))));
            pairs.push((format!("target-{}", measure.code), text(weight.map(|weight| weight.target))));
        }
        pairs
    }

    async fn post(trial: &Trial, cookie: &str, pairs: &[(String, String)]) -> crate::trial::Answer {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        trial.post("/kantor/kpi/rumus", cookie, &pairs).await
    }

    #[tokio::test]
    async fn a_scheme_is_looked_at_then_saved_and_kept_in_versions() {
        for trial in Trial::on_each_database("story: kpi").await {
            trial.library("62.01", "62.01.02.2016", "natai-raya").await;
            let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
            let page = trial.get("/kantor/kpi", &planner).await.body;
            assert!(
                page.contains("belum menetapkan ukurannya") && !page.contains("Merah"),
                "no colour of anybody's making"
            );
            let scheme = Scheme::proposal();
            let looked = post(&trial, &planner, &pairs(&scheme, "lihat")).await;
            assert_eq!(looked.status, 200, "{}", looked.body);
            assert!(looked.body.contains("dari 1 perpustakaan berubah warna"), "{}", looked.body);
            assert!(crate::storage::kpi::versions(&trial.app.storage, "62.01").await.unwrap().is_empty());
            for _ in 0..2 {
                let saved = post(&trial, &planner, &pairs(&scheme, "simpan")).await;
                assert_eq!((saved.status, saved.location()), (303, "/kantor/kpi?kabar=tersimpan"));
            }
            let stored = crate::storage::kpi::versions(&trial.app.storage, "62.01").await.unwrap();
            assert_eq!(stored.len(), 1, "one intent, one version");
            assert_eq!(stored[0].scheme.span, scheme.span);
            let page = trial.get("/kantor/kpi", &planner).await.body;
            for words in ["bukan KPI nasional", "Hijau mulai 75", "Belum dinilai", "Versi 1"] {
                assert!(page.contains(words), "{words}");
            }
        }
    }

    #[tokio::test]
    async fn slips_are_named_and_nothing_typed_is_lost() {
        let trial = Trial::new().await;
        let planner = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        for (field, value) in
            [("hijau", "101"), ("kuning", "90"), ("rentang", "1,5"), ("bobot-tik", "999"), ("target-tik", "nol")]
        {
            let mut pairs = pairs(&Scheme::proposal(), "simpan");
            pairs.iter_mut().find(|(name, _)| name == field).unwrap().1 = value.to_owned();
            let refused = post(&trial, &planner, &pairs).await;
            assert_eq!(refused.status, 422, "{field}");
            assert!(refused.body.contains(&format!("id=\"f-{field}-error\"")), "{field}");
            assert!(refused.body.contains(&format!("value=\"{value}\"")), "{field} {value}");
        }
        let odd = post(&trial, &planner, &[("gaji".to_owned(), "1".to_owned())]).await;
        assert_eq!(odd.status, 422);
    }
}

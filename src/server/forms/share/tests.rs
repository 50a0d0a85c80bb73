//! A link is made, read without signing in, and withdrawn.

use crate::args;
use crate::domain::account::Role;
use crate::trial::Trial;

const PATH: &str = "/lapor/tautan";

#[tokio::test]
async fn a_link_opens_one_sheet_until_it_is_withdrawn_on_each_database() {
    for trial in Trial::on_each_database("storage story: shares").await {
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let cookie = trial.person("62.01", "Bu Sari", &[Role::Librarian { library }]).await;
        let planner = trial.person("62.01", "Pak Andi", &[Role::Planner]).await;
        let make = |op: &'static str, needs: &'static str| {
            [("aksi", "buat"), ("op", op), ("perpustakaan", "natai-raya"), ("kebutuhan", needs)]
        };
        let long: &'static str = Box::leak("perlu rak ".repeat(200).into_boxed_str());
        let refused = trial.post(PATH, &cookie, &make("0", long)).await;
        assert!(refused.status == 422 && refused.body.contains("perlu rak perlu rak"));
        let answer = trial.post(PATH, &cookie, &make("1", "Dua rak buku anak")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let start = answer.body.find("/lembar/").unwrap();
        let path: String = answer.body[start..].chars().take_while(|c| !"\"<& ".contains(*c)).collect();
        assert_eq!(path.len(), "/lembar/".len() + 32);
        let again = trial.post(PATH, &cookie, &make("1", "Dua rak buku anak")).await;
        assert_eq!(again.status, 303, "the same form again makes no second link");

        let sheet = trial.get(&path, "").await;
        assert_eq!(sheet.status, 200);
        assert!(sheet.body.contains("Dua rak buku anak") && sheet.body.contains("Kepala Desa"), "{}", sheet.body);
        assert!(sheet.body.contains("noindex") && !sheet.body.contains("Bu Sari"));
        assert_eq!(trial.get("/lembar/tidak-ada", "").await.status, 404);
        // The token is nowhere at rest.
        let stored: Vec<(String, String)> =
            trial.app.storage.all("select token, id from share", args![]).await.unwrap();
        assert!(stored.len() == 1 && stored[0].0.len() == 64 && !path.contains(&stored[0].0));
        let logged: Vec<(String,)> = trial.app.storage.all("select object from audit", args![]).await.unwrap();
        assert!(logged.iter().all(|(object,)| !path.ends_with(object.as_str())));

        let other = trial.library("62.01", "62.01.02.2018", "natai-baru").await;
        let stranger = trial.person("62.01", "Bu Rina", &[Role::Librarian { library: other }]).await;
        let cut = [("aksi", "cabut"), ("perpustakaan", "natai-raya"), ("id", stored[0].1.as_str())];
        assert_eq!(trial.post(PATH, &stranger, &cut).await.status, 404);
        assert_eq!(trial.post(PATH, &stranger, &make("2", "")).await.status, 404);
        assert_eq!(trial.get("/lapor/tautan?perpustakaan=natai-raya", &planner).await.status, 200);
        assert_eq!(
            trial.post(PATH, &planner, &cut).await.location(),
            "/lapor/tautan?perpustakaan=natai-raya&kabar=dicabut"
        );
        assert_eq!(trial.get(&path, "").await.status, 404);
    }
}

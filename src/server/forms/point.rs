//! The form that says where a library is.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

use crate::api::App;
use crate::api::libraries::point::{PointInput, save_point};
use crate::server::forms::{Posted, see_other};

/// The route of this form.
pub fn routes() -> Router<App> {
    Router::new().route("/perpustakaan/{slug}/titik", post(place))
}

async fn place(State(app): State<App>, Path(slug): Path<String>, form: Posted<PointInput>) -> Response {
    match save_point(&app, &form.page.asker, &slug, form.input).await {
        Ok(library) => see_other(&format!("/perpustakaan/{}/titik?kabar=tersimpan", library.slug)),
        Err(error) => form.page.refused(error).await,
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::account::Role;
    use crate::domain::geometry::{Point, Shape};
    use crate::storage::boundaries::{Boundary, put};
    use crate::trial::Trial;

    const PATH: &str = "/perpustakaan/melati/titik";

    async fn point(trial: &Trial) -> Option<(Option<f64>, String)> {
        trial.app.storage.one("select latitude, precision from library", crate::args![]).await.unwrap()
    }

    #[tokio::test]
    async fn a_point_outside_its_village_is_looked_at_twice_and_the_old_one_stays_until_then() {
        for trial in Trial::on_each_database("storage story: a point outside its village").await {
            let id = trial.library("62.01", "62.01.02.2001", "melati").await;
            let corner = |lon: f64, lat: f64| Point { lon, lat };
            let ring = vec![corner(111.5, -2.5), corner(111.6, -2.5), corner(111.6, -2.4), corner(111.5, -2.4)];
            let village =
                Boundary { code: "62.01.02.2001".into(), name: "Melati".into(), shape: Shape(vec![vec![ring]]) };
            trial.app.storage.write(move |tx| Box::pin(async move { put(tx, &[village]).await })).await.unwrap();
            let own = trial.person("62.01", "Pengelola", &[Role::Librarian { library: id }]).await;
            let shown = trial.get(PATH, &own).await;
            assert_eq!(shown.status, 200);
            let inside = [("versi", "1"), ("titik", "-2.45, 111.55"), ("ketelitian", "village")];
            assert_eq!(trial.post(PATH, &own, &inside).await.status, 303);
            let mut outside = vec![("versi", "2"), ("titik", "-2.45, 111.7"), ("ketelitian", "village")];
            let again = trial.post(PATH, &own, &outside).await;
            assert_eq!(again.status, 422);
            assert!(again.body.contains("di luar batas Desa") && again.body.contains("-2.45, 111.7"));
            outside[1].1 = "-2.49, 111.7";
            assert_eq!(point(&trial).await.unwrap().0, Some(-2.45), "the old point stays");
            outside.push(("di_luar", "ya"));
            assert_eq!(trial.post(PATH, &own, &outside).await.status, 303);
            assert_eq!(point(&trial).await, Some((Some(-2.49), "village".to_owned())));
            let vague = [("versi", "3"), ("titik", "-2.45, 111.55"), ("ketelitian", "building"), ("akurasi", "5000")];
            assert!(trial.post(PATH, &own, &vague).await.body.contains("5000 m"));
            for typed in ["", "111.55, -2.45", "NaN, 1e308", "di kantor desa"] {
                let form = [("versi", "3"), ("titik", typed), ("ketelitian", "village")];
                assert_eq!(trial.post(PATH, &own, &form).await.status, 422, "{typed}");
            }
        }
    }

    #[tokio::test]
    async fn only_its_own_people_and_its_office_say_where_a_library_is() {
        let trial = Trial::new().await;
        trial.library("62.01", "62.01.02.2001", "melati").await;
        trial.office("62.02", "Tetangga").await;
        let form = [("versi", "1"), ("titik", "-2.45, 111.55"), ("ketelitian", "village")];
        let stranger = trial.person("62.02", "Orang lain", &[Role::Planner]).await;
        assert_eq!(trial.post(PATH, &stranger, &form).await.status, 404);
        assert_eq!(trial.post(PATH, "", &form).await.status, 303);
        assert_eq!(point(&trial).await.unwrap().0, None);
        let planner = trial.person("62.01", "Pembina", &[Role::Planner]).await;
        assert_eq!(trial.post(PATH, &planner, &form).await.status, 303);
        assert_eq!(point(&trial).await.unwrap().0, Some(-2.45));
    }
}

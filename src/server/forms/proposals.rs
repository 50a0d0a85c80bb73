//! The forms of the page of proposals: accept, throw away, take back, and what libraries asked for.

use crate::api::{App, Error, circle, proposals};
use crate::domain::agenda::form::Pairs;
use crate::domain::proposal::accept::Change;
use crate::domain::refusal::{Finding, Refusal};
use crate::server::forms::{Posted, see_other};
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use axum::routing::post;

/// The route of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/plm/{id}/usulan", post(change))
}

type Form = Posted<Vec<(String, String)>>;

/// The fields that each form may send, besides `act` and `op`.
const FIELDS: &[(&str, &[&str])] = &[
    ("terima", &["usul"]),
    ("ubah", &["usul", "title", "minutes", "spot"]),
    ("buang", &["usul"]),
    ("kembalikan", &["usul"]),
    ("keinginan", &["perpustakaan", "minta", "absen"]),
    ("kabar", &[]),
];

async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    Posted { input, page }: Form,
) -> Response {
    let query = query.unwrap_or_default();
    let pairs = Pairs(&input);
    let all = |name: &str| {
        input.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim().to_owned()).collect::<Vec<_>>()
    };
    let (act, op) = (pairs.get("act"), pairs.get("op").to_owned());
    let known = FIELDS.iter().find(|(known, _)| *known == act).map(|(_, fields)| *fields);
    let fields = known.unwrap_or_default();
    if known.is_none()
        || input.iter().any(|(name, _)| !matches!(name.as_str(), "act" | "op") && !fields.contains(&name.as_str()))
    {
        let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu coba lagi.";
        return page.findings(vec![Finding::new("", words)]).await;
    }
    let done: Result<&str, Error> = match act {
        "buang" | "kembalikan" => proposals::throw_away(&app, &page.asker, &id, pairs.get("usul"), act == "buang")
            .await
            .map(|()| if act == "buang" { "dibuang" } else { "kembali" }),
        "kabar" => circle::accept_opening(&app, &page.asker, &id, op).await.map(|()| "diterima"),
        "keinginan" => {
            let (subjects, away) = (all("minta"), all("absen"));
            let subjects = subjects.into_iter().filter(|code| !code.is_empty()).collect();
            proposals::wish(&app, &page.asker, &id, pairs.get("perpustakaan"), subjects, &away)
                .await
                .map(|()| "keinginan")
        }
        _ => {
            let accepted = if act == "terima" {
                Ok(all("usul").into_iter().map(|id| (id, Change::default())).collect())
            } else {
                changed(&pairs).map(|change| vec![(pairs.get("usul").to_owned(), change)])
            };
            match accepted {
                Ok(accepted) => accept(&app, &page.asker, &id, &query, accepted, op).await.map(|()| "diterima"),
                Err(findings) => Err(Refusal::Invalid(findings).into()),
            }
        }
    };
    match done {
        Ok(news) => {
            let kept = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("kabar="));
            let news = format!("kabar={news}");
            let query: Vec<&str> = std::iter::once(news.as_str()).chain(kept).collect();
            see_other(&format!("/kantor/plm/{id}/usulan?{}", query.join("&")))
        }
        Err(error) => page.refused(error).await,
    }
}

async fn accept(
    app: &App,
    asker: &crate::domain::account::Asker,
    id: &str,
    query: &str,
    accepted: Vec<(String, Change)>,
    op: String,
) -> Result<(), Error> {
    let query: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
    let value = move |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let shown = proposals::proposals(app, asker, id, value).await?;
    proposals::accept(app, asker, &shown, &accepted, op).await
}

/// What the planner changed; an empty field stays as proposed.
fn changed(pairs: &Pairs) -> Result<Change, Vec<Finding>> {
    let some = |name: &str| Some(pairs.get(name)).filter(|value| !value.is_empty());
    let minutes = match some("minutes").map(str::parse::<u16>) {
        None => None,
        Some(Ok(minutes)) if (1..=crate::domain::agenda::LONGEST).contains(&minutes) => Some(minutes),
        Some(_) => return Err(vec![Finding::new("minutes", "Lama acara ditulis dalam menit, antara 1 dan 720.")]),
    };
    let spot = some("spot").map(|spot| {
        let (day, place) = spot.split_once(':').unwrap_or((spot, ""));
        (day.to_owned(), Some(place.to_owned()).filter(|place| !place.is_empty()))
    });
    Ok(Change { title: some("title").map(str::to_owned), minutes, spot })
}

#[cfg(test)]
mod tests;

//! How a page is rendered: from its route, from a refused form, or as a refusal of its own.

use crate::api::{App, Endpoint, Kind, Who};
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::server::{guard, phones};
use crate::ui;
use crate::ui::typed::Typed;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode, request::Parts};
use axum::response::{IntoResponse, Response};
use leptos::prelude::provide_context;

/// A refusal that replaces the page's own body.
#[derive(Clone)]
pub struct Refused(pub Refusal);

/// GET of a page.
pub async fn show(State(app): State<App>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    // What this person typed here before the session ended stands in the form again.
    let typed = match guard::form_of(&request) {
        Some(path) => guard::parked(&app, &asker, &path).await.unwrap_or_default(),
        None => Typed::default(),
    };
    render(&app, asker, typed, None, request).await
}

/// A path that no route knows.
pub async fn missing(State(app): State<App>, request: Request) -> Response {
    let asker = crate::server::session::asker(&app, request.headers()).await.unwrap_or_default();
    refused(&app, asker, request, &Refusal::NotFound).await
}

/// A page that says no, with its status; in JSON to phones, in words alone to other programs that do not want HTML.
pub async fn refused(app: &App, asker: Asker, request: Request, refusal: &Refusal) -> Response {
    if request.uri().path().starts_with("/api/v1/") {
        return phones::refused(refusal);
    }
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let wants_html = request
        .headers()
        .get(axum::http::header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let mut response = if wants_html {
        render(app, asker, Typed::default(), Some(Refused(refusal.clone())), request).await
    } else {
        let code = crate::api::code().map(|code| format!(" (kode {code})")).unwrap_or_default();
        (status, format!("{refusal}{code}")).into_response()
    };
    *response.status_mut() = status;
    retry_after(&mut response, refusal);
    response
}

/// The form's own page again, with what was typed and what is wrong with it; status 422 (or the refusal's own).
pub async fn again(app: &App, asker: Asker, parts: Parts, typed: Typed, refusal: &Refusal) -> Response {
    let mut request = Request::from_parts(parts, Body::empty());
    *request.method_mut() = Method::GET;
    let mut response = render(app, asker, typed, None, request).await;
    *response.status_mut() = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    retry_after(&mut response, refusal);
    response
}

/// Says to programs how long to wait, where waiting helps.
fn retry_after(response: &mut Response, refusal: &Refusal) {
    if let Refusal::Busy { retry_after } | Refusal::Wait { retry_after } = refusal {
        response.headers_mut().insert(axum::http::header::RETRY_AFTER, (*retry_after).into());
    }
}

/// Renders the page of the request's path.
async fn render(app: &App, asker: Asker, typed: Typed, refused: Option<Refused>, request: Request) -> Response {
    let masthead = crate::api::masthead::masthead(app, &asker).await;
    let live = refused.is_none()
        && request
            .extensions()
            .get::<MatchedPath>()
            .and_then(|path| guard::endpoint(&Method::GET, path.as_str()))
            .is_some_and(|row| matches!(row.kind, Kind::Live(_)));
    let row = request.extensions().get::<MatchedPath>().and_then(|path| guard::endpoint(&Method::GET, path.as_str()));
    let context = {
        let app = own_office(app, &asker, row);
        move || {
            provide_context(app.clone());
            provide_context(asker.clone());
            provide_context(masthead.clone());
            provide_context(typed.clone());
            if let Some(refused) = &refused {
                provide_context(refused.clone());
            }
        }
    };
    let response = leptos_axum::render_app_async_with_context(context, ui::shell)(request).await;
    if live { response } else { without_scripts(response).await }
}

/// A page that is for signed-in people reads behind the wall of their office; public pages show every office.
fn own_office(app: &App, asker: &Asker, row: Option<&Endpoint>) -> App {
    let private = row.is_some_and(|row| !matches!(row.who, Who::Public | Who::Demo));
    match asker {
        Asker::SignedIn(person) if private => App { storage: app.storage.behind_wall(&person.office), ..app.clone() },
        _ => app.clone(),
    }
}

/// Leptos ends every page with small inline scripts for hydration. A page without an island has no use for them and carries no
/// script at all.
async fn without_scripts(response: Response) -> Response {
    const END: &[u8] = b"</html>";
    let (parts, body) = response.into_parts();
    // The page was made by this program and lies in memory already.
    let Ok(mut bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    if let Some(end) = bytes.windows(END.len()).rposition(|part| part == END) {
        bytes.truncate(end + END.len());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// A server function called by an island.
pub async fn function(State(app): State<App>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    let context = move || {
        provide_context(app.clone());
        provide_context(asker.clone());
    };
    leptos_axum::handle_server_fns_with_context(context, request).await.into_response()
}

/// Percent-encodes a value for a query.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        use std::fmt::Write;
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

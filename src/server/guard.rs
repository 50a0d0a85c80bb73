//! What stands in front of every route: who may, headers, limits.

use crate::api::{App, ENDPOINTS, Endpoint, Who};
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::server::{pages, session};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};

/// The row of a matched route. HEAD is answered wherever GET is.
pub fn endpoint(method: &Method, path: &str) -> Option<&'static Endpoint> {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    ENDPOINTS.iter().find(|endpoint| endpoint.method == *method && endpoint.path == path)
}

/// The layers, outermost last.
pub fn around(router: Router<App>, app: &App) -> Router<App> {
    router.route_layer(from_fn_with_state(app.clone(), access)).fallback(pages::missing)
}

/// Lets a request through when the access table says so, with its asker among the extensions.
async fn access(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let row = request.extensions().get::<MatchedPath>().and_then(|path| endpoint(request.method(), path.as_str()));
    let Some(row) = row else {
        return pages::refused(&app, Asker::Public, request, &Refusal::NotFound).await;
    };
    let asker = match session::asker(&app, request.headers()).await {
        Ok(asker) => asker,
        Err(failure) => {
            let refusal = crate::api::Error::from(failure).told(&app.world);
            return pages::refused(&app, Asker::Public, request, &refusal).await;
        }
    };
    let allowed = match row.who {
        Who::Public | Who::Demo => Ok(()),
        Who::SignedIn => asker.signed_in().map(|_| ()),
        Who::Librarian => {
            asker.signed_in().and_then(|person| if person.is_librarian() { Ok(()) } else { Err(Refusal::Forbidden) })
        }
        Who::Planner => asker.planner().map(|_| ()),
        Who::Administrator => asker.administrator().map(|_| ()),
    };
    match allowed {
        Ok(()) => {
            request.extensions_mut().insert(asker);
            next.run(request).await
        }
        Err(Refusal::SignIn) => {
            let here = request.uri().path_and_query().map_or("/", |path| path.as_str());
            Redirect::to(&format!("/masuk?next={}", pages::encoded(here))).into_response()
        }
        Err(refusal) => pages::refused(&app, asker, request, &refusal).await,
    }
}

/// Puts the content policy with this request's nonce on the page that is being rendered.
pub fn content_policy(nonce: Option<leptos::nonce::Nonce>) {
    let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>() else { return };
    let nonce = nonce.map(|nonce| format!(" 'nonce-{nonce}'")).unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; \
         connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(value) = axum::http::HeaderValue::from_str(&policy) {
        response.insert_header(axum::http::header::CONTENT_SECURITY_POLICY, value);
    }
}

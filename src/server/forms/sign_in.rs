//! Signing in, using a one-time code, signing out.

use crate::api::session::{self as verbs, Opened, Origin, Redemption};
use crate::api::{App, Error};
use crate::domain::local_path::local_path;
use crate::domain::refusal::Refusal;
use crate::server::forms::{Posted, see_other};
use crate::server::guard::{self, Address};
use crate::server::pages::encoded;
use crate::server::session::{Visitor, give_cookie, take_cookie};
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/masuk", post(sign_in))
        .route("/masuk/kode", post(redeem))
        .route("/masuk/kedua", post(second))
        .route("/keluar", post(sign_out))
        .route("/isian/buang", post(throw_away))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    phone: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(Address(address)): Extension<Address>,
    form: Posted<SignIn>,
) -> Response {
    let origin = Origin { address, token: visitor.token };
    match verbs::open(&app, &form.input.phone, form.input.password, &origin).await {
        Ok(opened) => welcome(&opened, &form.input.next, ""),
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Redeem {
    phone: String,
    code: String,
    password: String,
    password_again: String,
}

async fn redeem(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(Address(address)): Extension<Address>,
    form: Posted<Redeem>,
) -> Response {
    let origin = Origin { address, token: visitor.token };
    let Redeem { phone, code, password, password_again: again } = form.input;
    match verbs::redeem(&app, Redemption { phone, code, password, again }, &origin).await {
        Ok(opened) => welcome(&opened, "", "?kabar=sandi-baru"),
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Second {
    code: String,
    #[serde(default)]
    next: String,
}

async fn second(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(Address(address)): Extension<Address>,
    form: Posted<Second>,
) -> Response {
    let origin = Origin { address, token: visitor.token };
    match verbs::second(&app, &form.input.code, &origin).await {
        Ok(opened) => welcome(&opened, &form.input.next, ""),
        // Ten minutes went by, or nobody gave a password here: the beginning is the way on.
        Err(Error::Refusal(Refusal::SignIn)) => see_other("/masuk?kabar=terlambat"),
        Err(error) => form.page.refused(error).await,
    }
}

/// To the page that was asked for, or the person's first page, with the cookie; before that to the second factor, where there is one.
fn welcome(opened: &Opened, next: &str, news: &str) -> Response {
    let next = local_path(next).filter(|path| !path.starts_with("/masuk") && !path.starts_with("/keluar"));
    let mut response = match next {
        next if opened.half => see_other(&format!("/masuk/kedua?next={}", encoded(next.unwrap_or_default()))),
        Some(path) => see_other(path),
        None => see_other(&format!("{}{news}", opened.person.home())),
    };
    give_cookie(&mut response, &opened.cookie);
    response
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignOut {}

async fn sign_out(State(app): State<App>, Extension(visitor): Extension<Visitor>, form: Posted<SignOut>) -> Response {
    if let (Ok(person), Some(token)) = (visitor.asker.signed_in(), &visitor.token)
        && let Err(error) = verbs::close(&app, person, token).await
    {
        return form.page.refused(error).await;
    }
    let mut response = see_other("/masuk?kabar=keluar");
    take_cookie(&mut response);
    response
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThrowAway {
    path: String,
}

async fn throw_away(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    form: Posted<ThrowAway>,
) -> Response {
    if let Ok(person) = visitor.asker.signed_in() {
        guard::throw_away(&app, &person.account, &form.input.path).await;
    }
    see_other(local_path(&form.input.path).unwrap_or("/"))
}

#[cfg(test)]
mod tests;

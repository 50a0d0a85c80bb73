//! The forms about one's own account, and the one by which an administrator takes a second factor off another's.

use crate::api::App;
use crate::api::own_account as verbs;
use crate::domain::refusal::Refusal;
use crate::server::forms::{Posted, see_other};
use crate::server::guard::Address;
use crate::server::session::{Token, Visitor};
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use serde::Deserialize;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/akun", post(end_others))
        .route("/akun/kata-sandi", post(password))
        .route("/akun/nomor", post(phone))
        .route("/akun/lembar", post(sheet))
        .route("/akun/langkah-kedua", post(second))
        .route("/kantor/akun/{id}/langkah-kedua", post(drop_of))
}

/// The codes of a sheet that was just made, for the page that answers.
#[derive(Clone, Debug)]
pub struct Sheet(pub Vec<String>);

/// The session that asks.
fn session(visitor: &Visitor) -> Result<Token, Refusal> {
    visitor.token.clone().ok_or(Refusal::SignIn)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn end_others(State(app): State<App>, Extension(visitor): Extension<Visitor>, form: Posted<Nothing>) -> Response {
    let done = async { verbs::end_other_sessions(&app, &form.page.asker, &session(&visitor)?).await };
    match done.await {
        Ok(()) => see_other("/akun?kabar=sesi"),
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    password: String,
    password_new: String,
    password_again: String,
}

async fn password(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(Address(address)): Extension<Address>,
    form: Posted<NewPassword>,
) -> Response {
    let NewPassword { password, password_new: new, password_again: again } = form.input;
    let asker = &form.page.asker;
    let done = async { verbs::change_password(&app, asker, &session(&visitor)?, password, new, &again, address).await };
    match done.await {
        Ok(()) => see_other("/akun?kabar=sandi"),
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPhone {
    password: String,
    phone: String,
}

async fn phone(
    State(app): State<App>,
    Extension(visitor): Extension<Visitor>,
    Extension(Address(address)): Extension<Address>,
    form: Posted<NewPhone>,
) -> Response {
    let NewPhone { password, phone } = form.input;
    let asker = &form.page.asker;
    let done = async { verbs::change_phone(&app, asker, &session(&visitor)?, password, &phone, address).await };
    match done.await {
        Ok(()) => see_other("/akun?kabar=nomor"),
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSheet {
    password: String,
    #[serde(default)]
    op: String,
}

async fn sheet(
    State(app): State<App>,
    Extension(Address(address)): Extension<Address>,
    form: Posted<NewSheet>,
) -> Response {
    let NewSheet { password, op } = form.input;
    match verbs::new_sheet(&app, &form.page.asker, password, &op, address).await {
        Ok(codes) => form.page.with(Sheet(codes)).shown(Vec::clear).await,
        Err(error) => form.page.refused(error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Second {
    aksi: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
}

async fn second(
    State(app): State<App>,
    Extension(Address(address)): Extension<Address>,
    form: Posted<Second>,
) -> Response {
    let Second { aksi, password, code } = form.input;
    let asker = &form.page.asker;
    match aksi.as_str() {
        "mulai" => match verbs::begin_second(&app, asker, password, address).await {
            Ok(()) => see_other("/akun/langkah-kedua"),
            Err(error) => form.page.refused(error).await,
        },
        "bukti" => match verbs::prove_second(&app, asker, &code, address).await {
            Ok(codes) => form.page.with(Sheet(codes)).shown(Vec::clear).await,
            Err(error) => form.page.refused(error).await,
        },
        "lepas" => match verbs::drop_second(&app, asker, password, address).await {
            Ok(()) => see_other("/akun?kabar=lepas"),
            Err(error) => form.page.refused(error).await,
        },
        _ => form.page.refused(Refusal::invalid("", "Muat ulang halamannya, lalu coba lagi.")).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DropOf {
    #[serde(default)]
    called_back: String,
}

async fn drop_of(State(app): State<App>, Path(id): Path<String>, form: Posted<DropOf>) -> Response {
    let called_back = form.input.called_back == "ya";
    match verbs::drop_second_of(&app, &form.page.asker, &id, called_back).await {
        Ok(()) => see_other("/kantor/akun?kabar=diubah"),
        Err(error) => form.page.refused(error).await,
    }
}

#[cfg(test)]
mod tests;

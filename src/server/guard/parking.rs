//! A form that was sent after the session had ended is kept for the person whose session it was, in one place for every form.

use crate::api::App;
use crate::domain::account::Asker;
use crate::server::forms::LARGEST_FORM;
use crate::server::session::Visitor;
use crate::storage::{Failure, parked, sessions};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;

/// Stands among the kept pairs when files came along: they are not kept.
const FILES: &str = "parked-files";

/// A form that waits for its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// What was typed, in the order of the form.
    pub pairs: Vec<(String, String)>,
    /// Files were sent too; they have to be chosen again.
    pub files: bool,
}

/// Keeps the form of a request whose session has ended. False when there is nobody to keep it for, or nothing to read.
pub async fn keep(app: &App, visitor: &Visitor, request: Request) -> bool {
    let Some(token) = &visitor.token else { return false };
    let owner = match sessions::owner(&app.storage, &token.0).await {
        Ok(Some(owner)) => owner,
        Ok(None) => return false,
        Err(failure) => {
            tracing::error!(%failure, "a late form was not kept");
            return false;
        }
    };
    let path = request.uri().path().to_owned();
    let Some(pairs) = pairs(request).await else { return false };
    let Ok(body) = serde_html_form::to_string(&pairs) else { return false };
    if pairs.is_empty() || body.len() > LARGEST_FORM {
        return false;
    }
    let now = app.world.now();
    let kept: Result<(), Failure> =
        app.storage.write(move |tx| Box::pin(async move { parked::put(tx, &owner, &path, &body, now).await })).await;
    kept.inspect_err(|failure| tracing::error!(%failure, "a late form was not kept")).is_ok()
}

/// The pairs of a posted form. Passwords are never kept, and of a multipart form only the text.
async fn pairs(mut request: Request) -> Option<Vec<(String, String)>> {
    let kind = request.headers().get(CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase();
    let mut pairs: Vec<(String, String)> = if kind.starts_with("application/x-www-form-urlencoded") {
        let bytes = axum::body::to_bytes(request.into_body(), LARGEST_FORM).await.ok()?;
        serde_html_form::from_bytes(&bytes).ok()?
    } else if kind.starts_with("multipart/form-data") {
        // The whole body is read, photos included: a browser whose upload is cut off shows an error, not our answer.
        DefaultBodyLimit::disable().apply(&mut request);
        let mut form = Multipart::from_request(request, &()).await.ok()?;
        let (mut pairs, mut size, mut files) = (Vec::new(), 0, false);
        while let Ok(Some(mut field)) = form.next_field().await {
            let Some(name) = field.name().map(str::to_owned) else { continue };
            let file = field.file_name().map(|name| !name.is_empty());
            files |= file == Some(true);
            let mut text = Vec::new();
            while let Ok(Some(chunk)) = field.chunk().await {
                if file.is_none() && size <= LARGEST_FORM {
                    size += chunk.len();
                    text.extend_from_slice(&chunk);
                }
            }
            if let (None, Ok(text)) = (file, String::from_utf8(text)) {
                pairs.push((name, text));
            }
        }
        if files {
            pairs.push((FILES.to_owned(), "ya".to_owned()));
        }
        pairs
    } else {
        return None;
    };
    pairs.retain(|(name, _)| !name.starts_with("password"));
    Some(pairs)
}

/// What is kept for this asker at this path.
pub async fn find(app: &App, asker: &Asker, path: &str) -> Option<Parked> {
    let Asker::SignedIn(person) = asker else { return None };
    let found = parked::at(&app.storage, &person.account, path, app.world.now()).await;
    // The page is worth more than what was kept for it.
    let body = found.inspect_err(|failure| tracing::error!(%failure, "a kept form was not read")).ok()??;
    let mut pairs: Vec<(String, String)> = serde_html_form::from_str(&body).ok()?;
    let files = pairs.iter().any(|(name, _)| name == FILES);
    pairs.retain(|(name, _)| name != FILES);
    Some(Parked { pairs, files })
}

/// The form was sent again, or is not wanted any more.
pub async fn clear(app: &App, account: &str, path: &str) {
    let (account, path) = (account.to_owned(), path.to_owned());
    let found = parked::at(&app.storage, &account, &path, app.world.now()).await;
    if !matches!(found, Ok(Some(_))) {
        return;
    }
    let cleared: Result<(), Failure> =
        app.storage.write(move |tx| Box::pin(async move { parked::drop(tx, &account, &path).await })).await;
    if let Err(failure) = cleared {
        tracing::error!(%failure, "a kept form was not cleared");
    }
}

//! Cookie to asker, and back.

use crate::api::App;
use crate::domain::account::Asker;
use crate::storage::{Failure, sessions};
use axum::http::header::{ACCEPT, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use sha2::{Digest, Sha256};

/// The one cookie. `__Host-` makes browsers insist on Secure, on Path=/ and on no Domain.
pub const COOKIE_NAME: &str = "__Host-sid";

/// Seconds that browsers keep the cookie: the longest they do. It outlives the session on purpose; whether the session lives
/// is for the server to say, and a form sent with a dead one is kept for its owner.
const COOKIE_AGE: i64 = 400 * 86_400;

/// What the cookie of a request says.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Who asks.
    pub asker: Asker,
    /// SHA-256 (hex) of the cookie's value, whether its session lives or not.
    pub token: Option<Token>,
}

/// SHA-256 (hex) of a cookie's value: all that the server keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token(pub String);

impl Token {
    /// The hash of a cookie's value.
    pub fn of(value: &str) -> Self {
        Self(data_encoding::HEXLOWER.encode(&Sha256::digest(value.as_bytes())))
    }
}

/// A new cookie value: 256 bits that nobody can guess.
pub fn new_value(app: &App) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&app.world.secret::<32>())
}

/// Who sends these headers, for pages that only want to know that.
pub async fn asker(app: &App, headers: &HeaderMap) -> Result<Asker, Failure> {
    Ok(visitor(app, headers).await?.asker)
}

/// Who sends these headers, and with which cookie. A live session's sign of life is noted now and then, beside the request.
pub async fn visitor(app: &App, headers: &HeaderMap) -> Result<Visitor, Failure> {
    let Some(value) = cookie_value(headers) else { return Ok(Visitor::default()) };
    let token = Token::of(value);
    let now = app.world.now();
    let Some(live) = sessions::live(&app.storage, &token.0, now).await? else {
        return Ok(Visitor { asker: Asker::Public, token: Some(token) });
    };
    // A page that only listens for news is no sign of life: the stream comes back by itself for as long as a page is open.
    let listening = headers.get(ACCEPT).is_some_and(|accept| accept == "text/event-stream");
    if live.is_stale(now) && !listening {
        let (storage, hash) = (app.storage.clone(), token.0.clone());
        tokio::spawn(async move {
            let noted: Result<(), Failure> =
                storage.write(move |tx| Box::pin(async move { sessions::seen(tx, &hash, now).await })).await;
            if let Err(failure) = noted {
                // The next request notes it; nothing is lost but a minute of the session's life.
                tracing::warn!(%failure, "a session's sign of life was not noted");
            }
        });
    }
    Ok(Visitor { asker: Asker::SignedIn(live.person), token: Some(token) })
}

/// The value of our cookie, if there is exactly one and it looks like ours. Two of them are somebody's trick: neither counts.
fn cookie_value(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='));
    let value = values.next()?;
    let ours = value.len() == 43 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    (ours && values.next().is_none()).then_some(value)
}

/// Gives the browser its cookie.
pub fn give_cookie(response: &mut Response, value: &str) {
    set_cookie(
        response,
        &format!("{COOKIE_NAME}={value}; Path=/; Max-Age={COOKIE_AGE}; Secure; HttpOnly; SameSite=Lax"),
    );
}

/// Takes the browser's cookie away.
pub fn take_cookie(response: &mut Response) {
    set_cookie(response, &format!("{COOKIE_NAME}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"));
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(cookies: &[&'static str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, HeaderValue::from_static(cookie));
        }
        cookie_value(&headers).map(str::to_owned)
    }

    #[test]
    fn only_one_cookie_of_ours_counts() {
        const OURS: &str = "__Host-sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(value(&[OURS]).unwrap().len(), 43);
        assert!(value(&["a=b; __Host-sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; c=d"]).is_some());
        assert_eq!(value(&[OURS, OURS]), None);
        assert_eq!(value(&["sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]), None);
        assert_eq!(value(&["__Host-sid=short"]), None);
        assert_eq!(value(&["__Host-sidx=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]), None);
        assert_eq!(value(&[]), None);
    }
}

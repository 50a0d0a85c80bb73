//! The headers of the protocol.

use crate::api::sync::Fault;
use crate::domain::sync::Code;
use axum::http::HeaderMap;

/// A header as text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

/// A header as a whole number.
pub(super) fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    text(headers, name)?.parse().ok()
}

/// The version that a change was written on: `If-Match: "v3"`, or `If-None-Match: *` where nothing was known.
pub(super) fn base(headers: &HeaderMap) -> Result<i64, Fault> {
    if let Some(tag) = text(headers, "if-match") {
        return version(tag).ok_or_else(unclear);
    }
    if text(headers, "if-none-match") == Some("*") { Ok(0) } else { Err(unclear()) }
}

fn unclear() -> Fault {
    Fault::told(Code::Invalid, "Kiriman ini tidak menyebut versi laporannya. Muat ulang halaman, lalu kirim lagi.")
}

fn version(tag: &str) -> Option<i64> {
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let digits = tag.strip_prefix("\"v")?.strip_suffix('"')?;
    let plain = !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_it_was_given_and_no_other_way() {
        assert_eq!(version("\"v3\""), Some(3));
        assert_eq!(version("W/\"v12\""), Some(12));
        for tag in ["v3", "\"3\"", "\"v\"", "\"v-1\"", "\"v+1\"", "*", "\"v99999999999999999999\"", "\"v1\", \"v2\""] {
            assert_eq!(version(tag), None, "{tag}");
        }
    }
}

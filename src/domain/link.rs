//! Links that people paste into a form: to a publication of theirs on another site, over https.

/// Longest link that is kept.
pub const LONGEST: usize = 500;

/// Why a typed link is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// Another scheme than https.
    NotHttps,
    /// No host, a space in it, a name and password before the host, or signs that hide where it leads.
    NotALink,
    /// More than [`LONGEST`] characters.
    TooLong,
}

impl LinkFault {
    /// The sentence for the person who typed it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotHttps => "Tautannya harus diawali https://. Salin lagi dari peramban atau tombol Bagikan.",
            Self::NotALink => "Tautannya tidak terbaca. Contoh yang benar: https://www.instagram.com/p/abc123",
            Self::TooLong => "Tautannya terlalu panjang. Pakai tautan yang lebih pendek.",
        }
    }
}

/// Reads a link; empty is none. A link without a scheme ("www.instagram.com/p/abc") is taken as https.
pub fn parse(text: &str) -> Result<Option<String>, LinkFault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > LONGEST {
        return Err(LinkFault::TooLong);
    }
    // Printable ASCII only: other letters in an address are written in percent signs, and marks of direction hide where it leads.
    if !text.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"'`\\{}|^".contains(&b)) {
        return Err(LinkFault::NotALink);
    }
    let rest = match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
        Some((scheme, _)) if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => return Err(LinkFault::NotHttps),
        Some(_) => return Err(LinkFault::NotALink),
        None if text.split(['/', '?', '#']).next().is_some_and(|host| host.contains(':')) => {
            return Err(LinkFault::NotHttps);
        }
        None => text,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let named = host.contains('.')
        && host.split('.').all(label)
        // A bare number is an address of a machine, not of a publication.
        && host.rsplit('.').next().is_some_and(|last| last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic()));
    if !named {
        return Err(LinkFault::NotALink);
    }
    Ok(Some(format!("https://{}{path}", host.to_ascii_lowercase())))
}

/// The host, for the words of a link: "instagram.com".
pub fn host(link: &str) -> &str {
    let rest = link.strip_prefix("https://").unwrap_or(link);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn links_as_people_paste_them() {
        assert_eq!(parse(" "), Ok(None));
        assert_eq!(
            parse("https://WWW.Instagram.com/p/aB1?x=1#y"),
            Ok(Some("https://www.instagram.com/p/aB1?x=1#y".into()))
        );
        assert_eq!(parse("fb.com/desa"), Ok(Some("https://fb.com/desa".into())));
        assert_eq!(host("https://www.youtube.com/watch?v=1"), "youtube.com");
    }

    #[test]
    fn links_that_are_not_taken() {
        for text in ["http://desa.id", "ftp://desa.id/x", "javascript:alert(1)", "mailto:a@desa.id", "data:text/html,x"]
        {
            assert_eq!(parse(text), Err(LinkFault::NotHttps), "{text}");
        }
        for text in [
            "https://",
            "https://desa",
            "https://user@desa.id",
            "https://desa .id",
            "https://127.0.0.1/x",
            "https://desa.id/\u{202e}gpj",
            "https://desa.id/<script>",
            "https://desa.id:8443/",
            "Ada di papan desa",
        ] {
            assert_eq!(parse(text), Err(LinkFault::NotALink), "{text}");
        }
        assert_eq!(parse(&format!("https://desa.id/{}", "a".repeat(500))), Err(LinkFault::TooLong));
    }

    proptest! {
        /// Whatever is pasted: what is taken is https, plain, and taken again as it is.
        #[test]
        fn what_is_taken_is_plain_https(text in "(https?://|[a-z]{0,4}:)?[ -~\u{202a}-\u{202e}]{0,40}") {
            if let Ok(Some(link)) = parse(&text) {
                prop_assert!(link.starts_with("https://") && link.is_ascii() && !link.contains(['<', '"', ' ']));
                prop_assert_eq!(parse(&link), Ok(Some(link.clone())));
            }
        }
    }
}

//! Where to go after signing in: a page of this site, never another site.

/// The longest path that is followed, in bytes.
const LONGEST: usize = 600;

/// The text if it is a path on this site that a browser cannot read as another site's address.
///
/// One slash at the start, no second one and no backslash (browsers read both as the start of a host), no control
/// characters (they are dropped by browsers, or end a header), nothing but visible ASCII.
pub fn local_path(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('/')?;
    let lower = rest.to_ascii_lowercase();
    let doubled = rest.starts_with('/') || lower.starts_with("%2f") || lower.starts_with("%5c");
    let visible = rest.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (!doubled && visible && text.len() <= LONGEST).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_paths_of_this_site() {
        for path in
            ["/", "/lapor", "/lapor/natai-raya/2026-10", "/kantor/laporan?bulan=2026-10#atas", "/peta?q=Sagu%20Suka"]
        {
            assert_eq!(local_path(path), Some(path));
        }
        for path in [
            "",
            "lapor",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "https://evil.example",
            "%2f%2fevil.example",
            "/%2fevil.example",
            "/%5Cevil.example",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/a b",
            "/é",
            "javascript:alert(1)",
            " /lapor",
            "///evil.example",
        ] {
            assert_eq!(local_path(path), None, "{path:?}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(600))), None);
    }

    proptest! {
        #[test]
        fn what_passes_cannot_name_a_host(text in "[/\\\\a%2fF:@.\\t\\r\\n ]{0,12}") {
            if let Some(path) = local_path(&text) {
                prop_assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
            }
        }
    }
}

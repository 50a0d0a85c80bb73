//! Reads the islands' source: no compiler tells that the server and the browser draw different marks.

use std::fs;
use std::path::Path;

/// The end of a string literal that begins at `at`.
fn after_string(text: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

/// The end of a block that begins with the brace at `at`.
fn after_block(text: &[u8], at: usize) -> usize {
    let (mut at, mut depth) = (at + 1, 1);
    while depth > 0 {
        match text[at] {
            b'"' => at = after_string(text, at) - 1,
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at
}

/// How many root nodes the body of a `view!` has.
fn roots(body: &[u8]) -> usize {
    let (mut at, mut depth, mut roots) = (0, 0, 0);
    while at < body.len() {
        let begins = at;
        match body[at] {
            b'{' => at = after_block(body, at),
            b'"' => at = after_string(body, at),
            b'<' if body[at + 1] == b'/' => {
                depth -= 1;
                at += body[at..].iter().position(|c| *c == b'>').unwrap() + 1;
                continue;
            }
            b'<' => {
                at += 1;
                // A `>` inside a value belongs to an arrow or a comparison.
                while body[at] != b'>' || matches!(body[at - 1], b'-' | b'=') {
                    at = match body[at] {
                        b'"' => after_string(body, at),
                        b'{' => after_block(body, at),
                        _ => at + 1,
                    };
                }
                roots += usize::from(depth == 0);
                depth += usize::from(body[at - 1] != b'/');
                at += 1;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        }
        roots += usize::from(depth == 0 && at > begins);
    }
    roots
}

fn several_roots(folder: &Path, found: &mut Vec<String>) -> usize {
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            seen += several_roots(&path, found);
            continue;
        }
        if path.ends_with("tests.rs") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for (at, _) in source.match_indices("view! {") {
            let open = at + "view! ".len();
            let body = &source.as_bytes()[open + 1..after_block(source.as_bytes(), open) - 1];
            seen += 1;
            if roots(body) > 1 {
                found.push(format!("{}:{}", path.display(), source[..at].lines().count() + 1));
            }
        }
    }
    seen
}

#[test]
fn a_view_of_an_island_has_one_root() {
    assert_eq!(roots(b"<p>{a}</p>"), 1);
    assert_eq!(roots(b"<p title={a > b}>\"x > y\"<br/></p>{b}"), 2);
    assert_eq!(roots(b"{a}{b.map(|x| view! { <i>{x}</i> })}\"text\""), 3);
    let mut found = Vec::new();
    let seen = several_roots(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui/islands"), &mut found);
    assert!(seen > 3, "only {seen} views were read");
    assert!(found.is_empty(), "put the roots into a tuple: {found:#?}");
}

//! The program's own log: one line for each event, as text or as JSON. What stands in it may come from anywhere (an error repeats what
//! a client sent), so nothing in it ends a line or moves a terminal's cursor.

use std::fmt;
use tracing::Subscriber;
use tracing::field::Field;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::{Writer, debug_fn};

/// What takes the events: written to `to`, as JSON when `json`.
pub fn subscriber<W>(filter: EnvFilter, json: bool, to: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(to);
    if json {
        Box::new(log.json().flatten_event(true).finish())
    } else {
        Box::new(log.fmt_fields(debug_fn(field).delimited(" ")).finish())
    }
}

/// One field of an event or a span. The library's own writer leaves line breaks as they are, and escape sequences in all but the message.
fn field(writer: &mut Writer<'_>, field: &Field, value: &dyn fmt::Debug) -> fmt::Result {
    match field.name() {
        // Where the crate `log` had it from; stands in the line's head already.
        name if name.starts_with("log.") => Ok(()),
        "message" => escaped(writer, &format!("{value:?}")),
        name => {
            write!(writer, "{name}=")?;
            escaped(writer, &format!("{value:?}"))
        }
    }
}

/// Control characters, line separators and the signs that turn the direction of writing, as their codes.
fn escaped(writer: &mut Writer<'_>, text: &str) -> fmt::Result {
    for sign in text.chars() {
        let turns = matches!(sign, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if sign.is_control() || turns {
            write!(writer, "{}", sign.escape_default())?;
        } else {
            writer.write_char(sign)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// What is logged by `events`, as the operator gets it.
    fn logged(json: bool, events: impl Fn()) -> String {
        #[derive(Clone, Default)]
        struct Paper(Arc<Mutex<Vec<u8>>>);
        impl std::io::Write for Paper {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().unwrap().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let paper = Paper::default();
        let to = paper.clone();
        let log = subscriber(EnvFilter::new("info"), json, move || to.clone());
        tracing::subscriber::with_default(log, events);
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn row_39_what_is_logged_ends_no_line_and_moves_no_cursor() {
        const EVIL: &str = "a\nERROR fake\r\n\u{1b}[2J\u{9b}31m\u{202e}\u{2028}\u{7}z";
        for json in [false, true] {
            let log = logged(json, || {
                let span = tracing::info_span!("asked", path = %EVIL);
                let _in = span.enter();
                tracing::error!(error = %EVIL, word = EVIL, debug = ?EVIL, "failed: {EVIL}");
                tracing::warn!("{}", EVIL);
            });
            assert_eq!(log.matches('\n').count(), 2, "two events are two lines: {log}");
            assert!(log.ends_with('\n') && log.contains("ERROR fake"), "{log}");
            let colours = without_colours(&log);
            let evil = |sign: char| sign != '\n' && (sign.is_control() || matches!(sign, '\u{202e}' | '\u{2028}'));
            // JSON has no need to escape what only a terminal minds; its reader does not show it raw.
            let raw: Vec<char> = colours.chars().filter(|sign| evil(*sign) && (!json || *sign < ' ')).collect();
            assert!(raw.is_empty(), "{raw:?} in {log}");
        }
    }

    /// Without the colours that the log itself writes: of the level, the time and the place.
    fn without_colours(log: &str) -> String {
        let mut out = log.to_owned();
        for own in ["0", "1", "2", "3", "31", "33"] {
            out = out.replace(&format!("\u{1b}[{own}m"), "");
        }
        out
    }

    #[test]
    fn a_plain_event_reads_as_before() {
        let log = without_colours(&logged(false, || tracing::warn!(rows = 3, folder = %"/tmp/x", "backup made")));
        assert!(log.contains("WARN") && log.contains("backup made rows=3 folder=/tmp/x"), "{log}");
    }
}

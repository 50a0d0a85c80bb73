//! iCalendar text (RFC 5545, with the names of RFC 7986): what a phone's calendar subscribes to.

use crate::domain::moment::{Date, Moment, Zone, clock};
use std::fmt::Write as _;

/// A calendar to subscribe to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Shown as the calendar's name.
    pub name: String,
    /// The page it is about.
    pub url: String,
    /// The calendar's own address.
    pub source: String,
    /// Stable, unique in the world.
    pub uid: String,
    /// Further words about it.
    pub description: String,
    /// When anything in it last changed.
    pub changed: Moment,
    /// The zone in which its events are told.
    pub zone: Zone,
    /// In order.
    pub events: Vec<Event>,
}

/// One event of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Stable over releases, unique in the world.
    pub uid: String,
    /// 0 at first; one more whenever a release changed it.
    pub sequence: i64,
    /// When this telling of it was made.
    pub stamp: Moment,
    /// When it was told first.
    pub created: Moment,
    /// The civil date in the calendar's zone.
    pub date: Date,
    /// First minute of it, from that day's midnight.
    pub start: u16,
    /// Last minute of it; 1440 is the next midnight.
    pub end: u16,
    /// Its title.
    pub summary: String,
    /// Further words.
    pub description: String,
    /// Where.
    pub location: String,
    /// A page about it.
    pub url: String,
    /// Its kind, in a word.
    pub category: String,
    /// It will not take place any more.
    pub cancelled: bool,
}

/// Text as a value: backslash, semicolon, comma and line breaks are written as escapes, other control characters are left out,
/// so that no text can begin a line of its own.
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.replace("\r\n", "\n").chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            ';' => escaped.push_str("\\;"),
            ',' => escaped.push_str("\\,"),
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// One content line, folded so that no line is longer than 75 octets; a character is never cut.
fn line(out: &mut String, content: &str) {
    let mut room = 75;
    for c in content.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

fn local(date: Date, minute: u16) -> String {
    let date = date.plus_days(i64::from(minute / 1440));
    format!("{:04}{:02}{:02}T{}00", date.year, date.month, date.day, clock(minute % 1440).replace('.', ""))
}

fn utc(moment: Moment) -> String {
    let date = Date::from_days(moment.0.div_euclid(86_400));
    let second = moment.0.rem_euclid(86_400);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        date.year,
        date.month,
        date.day,
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}

impl Calendar {
    /// The file, with CRLF line ends.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let zone = self.zone.name;
        line(&mut out, "BEGIN:VCALENDAR");
        line(&mut out, "VERSION:2.0");
        line(&mut out, "PRODID:-//Pantau Pustaka//Agenda PLM//ID");
        line(&mut out, "CALSCALE:GREGORIAN");
        line(&mut out, "METHOD:PUBLISH");
        line(&mut out, &format!("NAME:{}", text(&self.name)));
        line(&mut out, &format!("X-WR-CALNAME:{}", text(&self.name)));
        line(&mut out, &format!("X-WR-TIMEZONE:{zone}"));
        line(&mut out, &format!("UID:{}", text(&self.uid)));
        line(&mut out, &format!("LAST-MODIFIED:{}", utc(self.changed)));
        if !self.description.is_empty() {
            line(&mut out, &format!("DESCRIPTION:{}", text(&self.description)));
            line(&mut out, &format!("X-WR-CALDESC:{}", text(&self.description)));
        }
        line(&mut out, "COLOR:seagreen");
        line(&mut out, &format!("URL:{}", uri(&self.url)));
        line(&mut out, &format!("SOURCE;VALUE=URI:{}", uri(&self.source)));
        line(&mut out, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        line(&mut out, "X-PUBLISHED-TTL:PT1H");
        self.zone_text(&mut out);
        for event in &self.events {
            event.write(&mut out, zone);
        }
        line(&mut out, "END:VCALENDAR");
        out
    }

    /// Indonesia's zones have no daylight saving. Central and West Kalimantan left WITA for WIB on 1 January 1988 (Keppres 41/1987).
    fn zone_text(&self, out: &mut String) {
        let to = self.zone.hours;
        let (since, from) =
            if self.zone.name == "Asia/Pontianak" { ("19880101T000000", 8) } else { ("19700101T000000", to) };
        line(out, "BEGIN:VTIMEZONE");
        line(out, &format!("TZID:{}", self.zone.name));
        line(out, "BEGIN:STANDARD");
        line(out, &format!("DTSTART:{since}"));
        line(out, &format!("TZOFFSETFROM:+{from:02}00"));
        line(out, &format!("TZOFFSETTO:+{to:02}00"));
        line(out, &format!("TZNAME:{}", self.zone.suffix));
        line(out, "END:STANDARD");
        line(out, "END:VTIMEZONE");
    }
}

/// An address as a value: what could end the line is written percent-encoded.
fn uri(address: &str) -> String {
    let mut written = String::with_capacity(address.len());
    for c in address.chars() {
        if c.is_control() || c.is_whitespace() || c == '"' {
            let _ = write!(written, "%{:02X}", u32::from(c) & 0xff);
        } else {
            written.push(c);
        }
    }
    written
}

impl Event {
    fn write(&self, out: &mut String, zone: &str) {
        line(out, "BEGIN:VEVENT");
        line(out, &format!("UID:{}", text(&self.uid)));
        line(out, &format!("SEQUENCE:{}", self.sequence));
        line(out, &format!("DTSTAMP:{}", utc(self.stamp)));
        line(out, &format!("CREATED:{}", utc(self.created)));
        line(out, &format!("LAST-MODIFIED:{}", utc(self.stamp)));
        line(out, &format!("DTSTART;TZID={zone}:{}", local(self.date, self.start)));
        line(out, &format!("DTEND;TZID={zone}:{}", local(self.date, self.end)));
        line(out, &format!("SUMMARY:{}", text(&self.summary)));
        if !self.description.is_empty() {
            line(out, &format!("DESCRIPTION:{}", text(&self.description)));
        }
        if !self.location.is_empty() {
            line(out, &format!("LOCATION:{}", text(&self.location)));
        }
        line(out, &format!("URL:{}", uri(&self.url)));
        line(out, &format!("CATEGORIES:{}", text(&self.category)));
        line(out, if self.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        line(out, if self.cancelled { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
        line(out, "END:VEVENT");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn calendar(summary: &str, description: &str) -> Calendar {
        Calendar {
            name: "PLM Kobar 2022".into(),
            url: "https://example.org/plm/plm-kobar-2022".into(),
            source: "https://example.org/plm/plm-kobar-2022/agenda.ics".into(),
            uid: "m1@example.org".into(),
            description: "Diselenggarakan DPK".into(),
            changed: Moment(1_664_330_700),
            zone: Zone::default(),
            events: vec![Event {
                uid: "i1@example.org".into(),
                sequence: 2,
                stamp: Moment(1_664_330_700),
                created: Moment(1_664_000_000),
                date: Date::parse("2022-09-28").unwrap(),
                start: 545,
                end: 1440,
                summary: summary.into(),
                description: description.into(),
                location: "Aula DPK".into(),
                url: "https://example.org/plm/plm-kobar-2022#i1".into(),
                category: "Pembukaan".into(),
                cancelled: false,
            }],
        }
    }

    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split("\r\n").map(ToOwned::to_owned).collect()
    }

    #[test]
    fn times_are_local_with_their_zone() {
        let text = calendar("Pembukaan", "").text();
        assert!(text.contains("DTSTART;TZID=Asia/Pontianak:20220928T090500\r\n"));
        assert!(text.contains("DTEND;TZID=Asia/Pontianak:20220929T000000\r\n"), "24.00 is the next midnight");
        assert!(text.contains("TZOFFSETTO:+0700\r\n") && text.contains("TZNAME:WIB\r\n"));
        assert!(text.contains("DTSTAMP:20220928T020500Z\r\n"), "{text}");
    }

    /// What the Python readers of `./dev test` do not notice (knowledge: agenda, section 4): every TZID has its VTIMEZONE, lines end in
    /// CR and LF and are 75 octets at most, texts are escaped, colours have names, durations say that they are ones, UIDs differ.
    pub fn faults(text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        if text.replace("\r\n", "").contains(['\r', '\n']) || !text.ends_with("\r\n") {
            faults.push("line ends".to_owned());
        }
        faults.extend(text.split("\r\n").filter(|line| line.len() > 75).map(|line| format!("long: {line}")));
        let lines = unfolded(text);
        let mut uids = Vec::new();
        let mut inside = false;
        for line in &lines {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            match line.as_str() {
                "BEGIN:VEVENT" => inside = true,
                "END:VEVENT" => inside = false,
                _ => {}
            }
            if let Some((_, zone)) = name.split_once(";TZID=")
                && !lines.contains(&format!("TZID:{zone}"))
            {
                faults.push(format!("no VTIMEZONE for {zone}"));
            }
            if name == "COLOR" && !value.bytes().all(|byte| byte.is_ascii_lowercase()) {
                faults.push(format!("colour {value}"));
            }
            if name.starts_with("REFRESH-INTERVAL") && name != "REFRESH-INTERVAL;VALUE=DURATION" {
                faults.push(name.to_owned());
            }
            if ["SUMMARY", "DESCRIPTION", "LOCATION", "NAME"].contains(&name) {
                let bare = value.replace("\\\\", "").replace("\\;", "").replace("\\,", "").replace("\\n", "");
                if bare.contains(['\\', ';', ',']) {
                    faults.push(format!("not escaped: {line}"));
                }
            }
            if inside && name == "UID" {
                if uids.contains(&value) {
                    faults.push(format!("twice: {value}"));
                }
                uids.push(value);
            }
        }
        for event in text.split("BEGIN:VEVENT").skip(1) {
            faults.extend(
                ["UID:", "DTSTAMP:", "DTSTART;", "DTEND;", "SEQUENCE:", "STATUS:", "LAST-MODIFIED:"]
                    .into_iter()
                    .filter(|name| !event.contains(&format!("\n{name}")))
                    .map(|name| format!("without {name}")),
            );
        }
        faults
    }

    #[test]
    fn faults_are_noticed() {
        let sound = calendar("Pembukaan; doa, \\ dan\nsalam", "").text();
        assert_eq!(faults(&sound), Vec::<String>::new());
        for (from, to) in [
            ("TZID:Asia/Pontianak\r\nBEGIN", "TZID:WIB\r\nBEGIN"),
            ("\r\nEND:VCALENDAR", "\nEND:VCALENDAR"),
            ("\\;", ";"),
            ("seagreen", "#0f4c40"),
            (";VALUE=DURATION", ""),
            ("DTSTART;", "DTEND;"),
            ("SUMMARY:", "SUMMARY:0123456789012345678901234567890123456789012345678901234567890123456789"),
        ] {
            let broken = sound.replacen(from, to, 1);
            assert_ne!(broken, sound, "{from}");
            assert_ne!(faults(&broken), Vec::<String>::new(), "{from} -> {to}");
        }
        let twice =
            sound.replace("END:VEVENT\r\n", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:i1@example.org\r\nEND:VEVENT\r\n");
        assert!(faults(&twice).contains(&"twice: i1@example.org".to_owned()));
    }

    /// Written out when a folder is named, for the Python readers: one calendar of each zone, with texts that break careless writers.
    #[test]
    fn each_zone_has_its_own_vtimezone() {
        let nasty = format!("Titik; koma, garis \\ miring\nbaris baru \u{1f4da}\u{200d} {}", "panjang ".repeat(625));
        for (name, offset) in [
            ("Asia/Jakarta", "+0700"),
            ("Asia/Pontianak", "+0700"),
            ("Asia/Makassar", "+0800"),
            ("Asia/Jayapura", "+0900"),
        ] {
            let zone = Zone::named(name).unwrap();
            let text = Calendar { zone, ..calendar(&nasty, &nasty) }.text();
            assert_eq!(faults(&text), Vec::<String>::new());
            assert!(
                text.contains(&format!("TZID:{name}\r\n")) && text.contains(&format!("TZOFFSETTO:{offset}\r\n")),
                "{text}"
            );
            assert!(text.contains(&format!("DTSTART;TZID={name}:20220928T090500\r\n")));
            if let Ok(folder) = std::env::var("TEST_ICS_FOLDER") {
                std::fs::write(format!("{folder}/{}.ics", name.replace('/', "-")), text).unwrap();
            }
        }
    }

    proptest! {
        #[test]
        fn row_38_no_text_breaks_out_of_its_line(summary in any::<String>(), description in "[\\s\\S]{0,300}") {
            let calendar = calendar(&summary, &description);
            let text = calendar.text();
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= 75);
                prop_assert!(!line.contains(['\r', '\n']));
            }
            let lines = unfolded(&text);
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:")).count(), 4);
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("SUMMARY:")).count(), 1);
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("UID:")).count(), 2);
            let known = ["BEGIN:", "END:", "VERSION:", "PRODID:", "CALSCALE:", "METHOD:", "NAME:", "X-", "URL:", "SOURCE;", "REFRESH-", "TZ", "DT", "UID:", "SEQUENCE:", "CREATED:", "LAST-MODIFIED:", "SUMMARY:", "DESCRIPTION:", "LOCATION:", "CATEGORIES:", "STATUS:", "COLOR:", "TRANSP:"];
            for line in &lines {
                prop_assert!(line.is_empty() || known.iter().any(|name| line.starts_with(name)), "{}", line);
            }
        }
    }
}

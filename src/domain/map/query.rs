//! What people ask of the map, as it stands in the page's address.

use std::fmt::Write as _;

use crate::domain::geometry::{Bounds, decimal, fixed};
use crate::domain::library::{Kind, Service, Stage};

use super::layer::Layer;
use super::view::{FARTHEST, NEAREST};

/// The most libraries that one address may choose, enough for everything that shares a point.
const MOST_CHOSEN: usize = 40;

/// The most services that one address may ask for.
pub const MOST_SERVICES: usize = 3;

/// The names of an address, in its order.
pub const NAMES: [&str; 13] =
    ["kab", "kec", "jenis", "tahap", "tahun", "layanan", "buka", "pekan", "q", "lapis", "pilih", "bbox", "z"];

/// The address of the map: [`NAMES`]. What cannot be read is as if it were not there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// `kab`: a regency's code.
    pub regency: Option<String>,
    /// `kec`: a district's code.
    pub district: Option<String>,
    /// `jenis`.
    pub kind: Option<Kind>,
    /// `tahap`.
    pub stage: Option<Stage>,
    /// `tahun`: the year of replication.
    pub year: Option<u16>,
    /// `layanan`: codes of services, parted by commas; all of them are wanted. At most [`MOST_SERVICES`].
    pub services: Vec<String>,
    /// `buka=ya`: open now, by the office's clock.
    pub open: bool,
    /// `pekan=ya`: with an announced activity in this week.
    pub week: bool,
    /// `lapis`: what the areas are coloured by.
    pub layer: Option<Layer>,
    /// `q`: what was typed into the search field.
    pub words: String,
    /// `pilih`: slugs of chosen libraries, parted by commas; several when they share a point.
    pub chosen: Vec<String>,
    /// `bbox`: what is looked at; nothing when the map shall fit what it shows.
    pub bounds: Option<Bounds>,
    /// `z`: the zoom that belongs to `bbox`.
    pub zoom: Option<f64>,
}

/// What a ticked box says.
const YES: &str = "ya";

impl Query {
    /// Reads the pairs of an address, already decoded.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            match name {
                "kab" => query.regency = code(value, 5),
                "kec" => query.district = code(value, 8),
                "jenis" => query.kind = Kind::parse(value),
                "tahap" => query.stage = Stage::parse(value),
                "tahun" => query.year = value.parse().ok().filter(|year| (1900..=2100).contains(year)),
                "layanan" => {
                    for code in value.split(',').filter(|code| Service::of(code).is_some()) {
                        if query.services.len() < MOST_SERVICES && !query.services.iter().any(|known| known == code) {
                            query.services.push(code.to_owned());
                        }
                    }
                }
                "buka" => query.open = value == YES,
                "pekan" => query.week = value == YES,
                "lapis" => query.layer = Layer::parse(value),
                "q" => query.words = value.chars().take(80).collect(),
                "pilih" => {
                    let slug = |text: &&str| {
                        !text.is_empty()
                            && text.len() <= 200
                            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                    };
                    query.chosen = value.split(',').filter(slug).take(MOST_CHOSEN).map(str::to_owned).collect();
                }
                "bbox" => query.bounds = Bounds::parse(value),
                "z" => query.zoom = decimal(value).filter(|zoom| (FARTHEST..=NEAREST).contains(zoom)),
                _ => {}
            }
        }
        query
    }

    /// The address, `/peta?..`; nothing after the path when nothing is asked.
    pub fn address(&self, path: &str) -> String {
        let mut out = path.to_owned();
        let mut mark = '?';
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                out.push(mark);
                out.push_str(name);
                out.push('=');
                encode(&mut out, value);
                mark = '&';
            }
        };
        put("kab", self.regency.as_deref().unwrap_or_default());
        put("kec", self.district.as_deref().unwrap_or_default());
        put("jenis", self.kind.map_or("", Kind::code));
        put("tahap", self.stage.map_or("", Stage::code));
        put("tahun", &self.year.map(|year| year.to_string()).unwrap_or_default());
        put("layanan", &self.services.join(","));
        put("buka", if self.open { YES } else { "" });
        put("pekan", if self.week { YES } else { "" });
        put("q", &self.words);
        put("lapis", self.layer.map_or("", Layer::code));
        put("pilih", &self.chosen.join(","));
        put("bbox", &self.bounds.map(|bounds| bounds.to_string()).unwrap_or_default());
        put("z", &self.zoom.map(|zoom| fixed(zoom, 2)).unwrap_or_default());
        out
    }

    /// The same question about another part of the map.
    pub fn looking_at(&self, bounds: Option<Bounds>, zoom: Option<f64>) -> Self {
        Self { bounds, zoom, ..self.clone() }
    }

    /// The same question with other libraries chosen.
    pub fn choosing(&self, chosen: Vec<String>) -> Self {
        Self { chosen, ..self.clone() }
    }
}

/// A Kemendagri code of a length, digits and dots only.
fn code(value: &str, length: usize) -> Option<String> {
    let parts = [2, 5, 8];
    let sound = value.len() == length
        && value
            .bytes()
            .enumerate()
            .all(|(at, byte)| if parts.contains(&at) { byte == b'.' } else { byte.is_ascii_digit() });
    sound.then(|| value.to_owned())
}

/// Percent-encodes what has a meaning of its own in an address; commas stay readable.
pub fn encode(out: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                // Writing into a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_says_what_it_was_made_from() {
        let query = Query::read([
            ("kec", "62.01.02"),
            ("jenis", "tbm"),
            ("tahap", "mandiri"),
            ("tahun", "2022"),
            ("layanan", "dongeng,terbang,baca"),
            ("layanan", "baca"),
            ("buka", "ya"),
            ("pekan", "1"),
            ("lapis", "kegiatan"),
            ("q", " suka mulya & co "),
            ("pilih", "natai-raya,sagu"),
            ("bbox", "111.2,-2.9,111.9,-2.3"),
            ("z", "10.25"),
            ("asing", "x"),
        ]);
        assert_eq!(
            query.address("/peta"),
            "/peta?kec=62.01.02&jenis=tbm&tahap=mandiri&tahun=2022&layanan=dongeng,baca&buka=ya&q=suka+mulya+%26+co&lapis=kegiatan&pilih=natai-raya,sagu&bbox=111.20000,-2.90000,111.90000,-2.30000&z=10.25"
        );
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let query = Query::read([
            ("kec", "62.01.0x"),
            ("kab", "6201"),
            ("jenis", "?"),
            ("pilih", "a b,<i>"),
            ("bbox", "1"),
            ("z", "99"),
            ("tahun", "-1"),
            ("tahun", "99999999999999999999"),
            ("layanan", "<script>,,"),
            ("buka", "NaN"),
            ("lapis", "peringkat"),
        ]);
        assert_eq!(query, Query::default());
        assert_eq!(query.address("/peta"), "/peta");
    }

    #[test]
    fn boxes_and_zooms_that_make_no_sense_are_as_if_they_were_not_there() {
        for bounds in [
            "",
            "170,-5,-170,5",
            "112,-2,111,-3",
            "1e308,0,1e308,1",
            "NaN,NaN,NaN,NaN",
            "-inf,0,inf,1",
            "0,-91,1,91",
            "1,2,3,4,5",
        ] {
            assert_eq!(Query::read([("bbox", bounds)]).bounds, None, "{bounds}");
        }
        for zoom in ["99", "-1", "NaN", "1e308", "inf", "", "7,5"] {
            assert_eq!(Query::read([("z", zoom)]).zoom, None, "{zoom}");
        }
        assert!(Query::read([("bbox", "-180,-85,180,85")]).bounds.is_some(), "the whole world is a box");
        assert!(Query::read([("bbox", "111,-2,111,-2")]).bounds.is_some(), "so is a point");
        let long = "ab".repeat(5000);
        assert_eq!(Query::read([("q", long.as_str())]).words.len(), 80);
    }

    proptest! {
        #[test]
        fn addresses_hold_no_character_that_html_would_have_to_escape_but_the_ampersand(words in any::<String>(), slug in any::<String>()) {
            let address = Query::read([("q", words.as_str()), ("pilih", slug.as_str())]).address("/peta");
            prop_assert!(!address.contains(['<', '>', '"', '\'', ' ']));
        }
    }
}

//! What stands beside the map: the list of libraries, the card of the chosen ones, the legend. Plain HTML, the same on the server and in the island.

use std::fmt::Write as _;

use crate::domain::geometry::{Bounds, Point, fixed};
use crate::domain::library::{Kind, Precision, Service, Stage};
use crate::domain::number::whole;

use super::ink::{escape, escaped, px};
use super::mark;
use super::order::sort;
use super::parcel::Part;
use super::place::{Place, Places};
use super::query::{Query, encode};
use super::sum::Sum;
use super::view::View;

/// The most libraries in the list; with more, people are asked to narrow it.
const MOST: usize = 100;

/// The list beside the map.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    /// What is listed: everything that answers, or only what the map shows.
    pub shown: Vec<&'a Place>,
    /// Counts by code instead, by name.
    pub sums: Vec<&'a Sum>,
    /// How many the list is about.
    pub count: usize,
    /// How many answer in all.
    pub answering: usize,
    /// How many of all cannot be drawn and are not listed.
    pub lost: usize,
    /// From where distances are told, nearest first.
    pub here: Option<Point>,
}

impl<'a> Listing<'a> {
    /// Lists the libraries that answer; with `seen`, those outside of the picture are left out and those without a point kept.
    pub fn new(answering: &[&'a Place], seen: Option<Bounds>) -> Self {
        let shown: Vec<&Place> = answering
            .iter()
            .filter(|place| seen.is_none_or(|seen| place.drawn_at().is_none_or(|point| seen.holds(point))))
            .copied()
            .collect();
        Self { count: shown.len(), answering: answering.len(), shown, sums: Vec::new(), lost: 0, here: None }
    }

    /// Lists a part of what answers: its libraries, or its counts when there are any.
    pub fn of_part(places: &[&'a Place], sums: &'a [Sum], part: Part, seen: Bounds) -> Self {
        if sums.is_empty() {
            let list = Self::new(places, Some(seen));
            return Self { answering: part.total, lost: part.lost, ..list };
        }
        let mut sums: Vec<&Sum> = sums.iter().filter(|sum| sum.point.is_some_and(|point| seen.holds(point))).collect();
        sort(&mut sums, |left, right| left.name.cmp(&right.name).then_with(|| left.code.cmp(&right.code)));
        let count = sums.iter().map(|sum| sum.count).sum();
        Self { shown: Vec::new(), sums, count, answering: part.total, lost: part.lost, here: None }
    }

    /// The same libraries, the nearest to a place first.
    #[cfg_attr(not(any(test, feature = "peta")), expect(dead_code, reason = "only a phone knows where it is"))]
    pub fn near(mut self, here: Point) -> Self {
        let far = |place: &Place| place.drawn_at().map_or(f64::MAX, |point| here.metres(point));
        sort(&mut self.shown, |left, right| far(left).total_cmp(&far(right)));
        Self { here: Some(here), ..self }
    }

    /// "13 perpustakaan" or "4 dari 13 perpustakaan, di bagian peta yang terlihat".
    pub fn summary(&self) -> String {
        let number = |count: usize| whole(i64::try_from(count).unwrap_or(i64::MAX));
        let mut words = if self.count == self.answering {
            format!("{} perpustakaan", number(self.answering))
        } else {
            let (count, all) = (number(self.count), number(self.answering));
            format!("{count} dari {all} perpustakaan, di bagian peta yang terlihat")
        };
        if self.lost > 0 {
            let _ = write!(words, "; {} belum punya titik", number(self.lost));
        }
        words
    }

    /// The list itself, or a helpful word when it is empty.
    pub fn html(&self, query: &Query, path: &str) -> String {
        let mut out = String::new();
        if !self.sums.is_empty() {
            out.push_str(r#"<ul class="map-list">"#);
            for sum in self.sums.iter().take(MOST) {
                let _ = write!(
                    out,
                    r#"<li><a class="map-item" href="{}" data-bbox="{}"><span class="map-item-text"><span class="map-item-name">{}</span> <span class="map-item-where">{} perpustakaan</span></span></a></li>"#,
                    escaped(&sum.address(query, path)),
                    sum.bounds.map(|bounds| bounds.to_string()).unwrap_or_default(),
                    escaped(&sum.name),
                    whole(i64::try_from(sum.count).unwrap_or(i64::MAX))
                );
            }
            out.push_str("</ul>");
            more(&mut out, self.sums.len());
            return out;
        }
        if self.shown.is_empty() {
            let (words, link, label) = if self.answering == 0 {
                let all = Query { regency: query.regency.clone(), ..Query::default() };
                (
                    "Tidak ada perpustakaan yang cocok. Coba kata yang lebih pendek, atau hapus saringan.",
                    all,
                    "Hapus saringan",
                )
            } else {
                (
                    "Tidak ada perpustakaan di bagian peta ini. Geser petanya, atau lihat semuanya.",
                    query.looking_at(None, None),
                    "Lihat semuanya",
                )
            };
            let _ = write!(
                out,
                r#"<p class="map-none">{words} <a href="{}" data-home>{label}</a></p>"#,
                escaped(&link.address(path))
            );
            return out;
        }
        out.push_str(r#"<ul class="map-list">"#);
        for place in self.shown.iter().take(MOST) {
            let href = query.looking_at(None, None).choosing(vec![place.slug.clone()]).address(path);
            let chosen = if query.chosen.contains(&place.slug) { r#" aria-current="true""# } else { "" };
            let _ = write!(
                out,
                r#"<li><a class="map-item {}" href="{}#pilihan" data-slug="{}"{chosen}>{}<span class="map-item-text"><span class="map-item-name">"#,
                mark::class(place.kind),
                escaped(&href),
                escaped(&place.slug),
                icon(place.kind, Precision::Unknown),
            );
            escape(&mut out, &place.name);
            out.push_str(r#"</span> <span class="map-item-where">"#);
            escape(&mut out, &place.where_words());
            match (place.drawn_at(), self.here) {
                (None, _) => out.push_str(". Titik di peta belum diisi"),
                (Some(point), Some(here)) => {
                    // A village point is a few kilometres vague: "sekitar".
                    let about = if place.precision == Precision::Building { "" } else { "sekitar " };
                    let _ = write!(out, ". <b>{about}{}</b>", distance(here.metres(point)));
                }
                _ => {}
            }
            out.push_str("</span></span></a></li>");
        }
        out.push_str("</ul>");
        more(&mut out, self.shown.len());
        out
    }
}

/// "850 m", "2,3 km", "41 km".
pub fn distance(metres: f64) -> String {
    if metres < 995.0 {
        format!("{} m", fixed((metres / 10.0).round() * 10.0, 0))
    } else {
        format!("{} km", fixed(metres / 1000.0, usize::from(metres < 9950.0)).replace('.', ","))
    }
}

/// Says that the list is longer than what is shown of it.
fn more(out: &mut String, length: usize) {
    if length > MOST {
        let _ = write!(
            out,
            r#"<p class="map-none">dan {} lagi. Perbesar petanya, atau persempit dengan kata kunci atau kecamatan.</p>"#,
            length - MOST
        );
    }
}

/// The card of what was chosen; empty when nothing was, or when the address names no library.
pub fn card(query: &Query, places: &Places, path: &str) -> String {
    let chosen: Vec<&Place> = query.chosen.iter().filter_map(|slug| places.by_slug(slug)).collect();
    let mut out = String::new();
    let close = escaped(&query.choosing(Vec::new()).address(path));
    match chosen.as_slice() {
        [] => {}
        [place] => {
            let _ = write!(
                out,
                r#"<div class="map-card {}"><p class="map-card-kind">{}{}"#,
                mark::class(place.kind),
                icon(place.kind, Precision::Unknown),
                place.kind.words()
            );
            if place.stage == Stage::Nonaktif {
                let _ = write!(out, " <span class=\"map-card-stage\">{}</span>", place.stage.words());
            }
            out.push_str(r#"</p><h2 class="map-card-name">"#);
            escape(&mut out, &place.name);
            out.push_str(r#"</h2><p class="map-card-where">"#);
            escape(&mut out, &place.where_words());
            out.push_str("</p>");
            let offers: Vec<&str> =
                place.offers.split(' ').filter_map(Service::of).map(|service| service.words).collect();
            for (what, words) in [
                ("", if place.open { "Buka sekarang" } else { "" }),
                ("Layanan: ", &offers.join(", ")),
                ("Akan datang: ", &place.next),
                ("Kegiatan terakhir: ", &place.last),
            ] {
                if !words.is_empty() {
                    let _ = write!(out, "<p>{what}");
                    escape(&mut out, words);
                    out.push_str("</p>");
                }
            }
            let _ = write!(out, r#"<p class="map-card-point">{}</p>"#, point_words(place));
            if let Some(point) = place.drawn_at() {
                directions(&mut out, point, &place.name);
            }
            // An embedded map opens the library's page beside itself: that page stands in no frame.
            let slug = escaped(&place.slug);
            let beside = if path == EMBEDDED { r#" target="_blank" rel="noopener""# } else { "" };
            let _ = write!(
                out,
                r#"<p class="map-card-links"><a class="map-card-open" href="/perpustakaan/{slug}"{beside}>Buka halaman perpustakaan</a><a href="/perpustakaan/{slug}"{beside} data-share hidden>Bagikan</a><a class="map-card-close" href="{close}" data-close>Tutup</a></p></div>"#
            );
        }
        several => {
            let _ = write!(
                out,
                r#"<div class="map-card"><h2 class="map-card-name">{} perpustakaan di titik yang sama</h2><ul class="map-card-list">"#,
                several.len()
            );
            for place in several {
                let _ = write!(
                    out,
                    r#"<li><a href="/perpustakaan/{}">{}</a></li>"#,
                    escaped(&place.slug),
                    escaped(&place.name)
                );
            }
            let _ = write!(
                out,
                r#"</ul><p class="map-card-links"><a class="map-card-close" href="{close}" data-close>Tutup</a></p></div>"#
            );
        }
    }
    out
}

/// The map in another site's frame.
pub const EMBEDDED: &str = "/peta/sisip";

/// Ways to get there: the phone's own map program and two map services, as links that are followed only when pressed.
fn directions(out: &mut String, point: Point, name: &str) {
    let (lat, lon) = (fixed(point.lat, 5), fixed(point.lon, 5));
    let mut label = String::new();
    encode(&mut label, name);
    let _ = write!(
        out,
        r#"<p class="map-card-way">Arahkan: <a href="geo:{lat},{lon}?q={lat},{lon}({label})">aplikasi peta</a> <a href="https://www.google.com/maps/dir/?api=1&amp;destination={lat},{lon}" target="_blank" rel="noopener">Google Maps</a> <a href="https://www.openstreetmap.org/directions?to={lat},{lon}" target="_blank" rel="noopener">OpenStreetMap</a></p>"#
    );
}

/// Where the phone is: a dot in a disc as large as its position is vague.
#[cfg_attr(not(feature = "peta"), expect(dead_code, reason = "only a phone knows where it is"))]
pub fn here(view: View, point: Point, metres: f64) -> String {
    let spot = view.spot(point);
    let (x, y) = (px(spot.x.clamp(-5000.0, 5000.0)), px(spot.y.clamp(-5000.0, 5000.0)));
    let reach = px((metres / view.metres_per_px()).clamp(0.0, 3000.0));
    format!(
        r#"<g class="map-here" transform="translate({x} {y})" role="img" aria-label="Posisi Anda"><circle r="{reach}"/><circle class="map-here-dot" r="7"/></g>"#
    )
}

/// What the library's point stands for, in words that promise no more than is known.
fn point_words(place: &Place) -> &'static str {
    match (place.drawn_at(), place.precision) {
        (None, _) => "Titik di peta belum diisi.",
        (Some(_), Precision::Building) => "Titik gedung perpustakaan.",
        (Some(_), _) if place.code.get(9..10) == Some("1") => "Titik perkiraan di dalam kelurahan, bukan alamat.",
        (Some(_), _) => "Titik perkiraan di dalam desa, bukan alamat.",
    }
}

/// A symbol in a line of text.
fn icon(kind: Kind, precision: Precision) -> String {
    let view = match precision {
        Precision::Building => "-20 -42 40 46",
        Precision::Village => "-23 -23 46 46",
        Precision::Unknown => {
            return format!(
                // The bare body, without the ring that says "somewhere here".
                r#"<svg class="map-icon {}" viewBox="-15 -15 30 30" aria-hidden="true">{}</svg>"#,
                mark::class(kind),
                mark::symbol(kind, Precision::Unknown).replacen(r#"<circle class="mark-soft" r="21"/>"#, "", 1)
            );
        }
    };
    format!(
        r#"<svg class="map-icon {}" viewBox="{view}" aria-hidden="true">{}</svg>"#,
        mark::class(kind),
        mark::symbol(kind, precision)
    )
}

/// What the symbols mean: every kind that the map may show, the two ways to stand on the map, and the count.
pub fn legend(boundaries: bool) -> String {
    let mut out = String::from(r#"<ul class="map-legend">"#);
    for kind in Kind::ALL {
        let _ = write!(out, "<li>{}{}</li>", icon(kind, Precision::Unknown), kind.words());
    }
    let _ = write!(out, "<li>{}Titik perkiraan di dalam desa</li>", icon(Kind::Desa, Precision::Village));
    let _ = write!(out, "<li>{}Titik gedung</li>", icon(Kind::Desa, Precision::Building));
    let _ = write!(
        out,
        r#"<li><svg class="map-icon mark-group" viewBox="-22 -22 44 44" aria-hidden="true">{}</svg>Beberapa perpustakaan berdekatan</li>"#,
        mark::count(3)
    );
    if boundaries {
        out.push_str(r#"<li><svg class="map-icon" viewBox="0 0 30 30" aria-hidden="true"><path class="map-home" d="M4 6 24 4l3 19-18 4z"/></svg>Desa yang punya perpustakaan</li>"#);
    }
    out.push_str("</ul>");
    out
}

/// An address as the value of an attribute.
pub fn attribute(address: &str) -> String {
    escaped(address)
}

/// The buttons on the map, as links to the view that each leads to; the addresses are escaped already.
pub fn tools(nearer: &str, farther: &str, home: &str) -> String {
    let button = |what: &str, address: &str, words: &str, path: &str| {
        format!(
            r#"<a class="map-tool" data-zoom="{what}" href="{address}" aria-label="{words}" title="{words}"><svg viewBox="0 0 20 20" aria-hidden="true"><path d="{path}"/></svg></a>"#
        )
    };
    [
        button("in", nearer, "Perbesar", "M4 10h12M10 4v12"),
        button("out", farther, "Perkecil", "M4 10h12"),
        button("home", home, "Lihat semua", "M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5"),
    ]
    .concat()
}

/// What must be said of the boundaries; nothing when there are none.
pub fn attribution(boundaries: bool) -> &'static str {
    if boundaries { "Batas indikatif, bukan rujukan resmi" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::map::place::invented;

    #[test]
    fn the_list_keeps_step_with_the_map_and_keeps_those_without_a_point() {
        let mut all = invented();
        all[1].precision = Precision::Unknown;
        let places = Places::new(all);
        let answering = places.answering(&Query::default());
        assert_eq!(Listing::new(&answering, None).summary(), "3 perpustakaan");
        let part = Listing::new(&answering, Bounds::parse("111.4,-2.6,111.6,-2.4"));
        assert_eq!(part.summary(), "2 dari 3 perpustakaan, di bagian peta yang terlihat");
        let html = part.html(&Query::default(), "/peta");
        assert!(
            html.contains("/peta?pilih=melati#pilihan") && html.contains("belum diisi") && !html.contains("kenanga")
        );
    }

    #[test]
    fn a_part_is_listed_by_its_counts_and_adds_up() {
        let point = Some(Point { lon: 111.5, lat: -2.5 });
        let sum = |name: &str, count| Sum {
            code: "99".into(),
            name: name.into(),
            count,
            point,
            bounds: Bounds::around(point),
        };
        let sums = [sum("Taman", 1200), sum("<Kebun>", 34)];
        let seen = Bounds::parse("111,-3,112,-2").expect("a box");
        let list = Listing::of_part(&[], &sums, Part { total: 1300, lost: 66, bounds: None }, seen);
        assert_eq!(list.summary(), "1.234 dari 1.300 perpustakaan, di bagian peta yang terlihat; 66 belum punya titik");
        let html = list.html(&Query::default(), "/peta");
        assert!(html.find("&lt;Kebun&gt;").expect("first") < html.find("Taman").expect("second"));
    }

    #[test]
    fn the_nearest_come_first_with_a_distance_that_promises_no_more_than_the_point() {
        let places = Places::new(invented());
        let list = Listing::new(&places.answering(&Query::default()), None).near(Point { lon: 111.62, lat: -2.53 });
        let html = list.html(&Query::default(), "/peta");
        assert_eq!(list.shown[0].slug, "mawar");
        assert!(html.contains("<b>1,1 km</b>") && html.contains("<b>sekitar 14 km</b>"), "{html}");
        assert_eq!([distance(12.0), distance(996.0), distance(12_345.0)], ["10 m", "1,0 km", "12 km"]);
    }

    #[test]
    fn the_card_says_what_is_offered_and_leads_there() {
        let mut all = invented();
        all[1].offers = "baca terbang dongeng".into();
        all[1].last = "Mendongeng <b>".into();
        let places = Places::new(all);
        let html = card(&Query::read([("pilih", "mawar")]), &places, "/peta");
        assert!(html.contains("Layanan: Baca di tempat, Mendongeng dan baca nyaring"), "{html}");
        assert!(html.contains("Kegiatan terakhir: Mendongeng &lt;b&gt;") && !html.contains("Akan datang"));
        assert!(html.contains("geo:-2.52000,111.62000?q=-2.52000,111.62000(Perpustakaan+Desa+Mawar+Indah)"));
        assert!(card(&Query::read([("pilih", "mawar")]), &places, EMBEDDED).contains(r#"target="_blank""#));
    }

    #[test]
    fn names_are_only_text_and_a_village_point_is_never_called_an_address() {
        let places = Places::new(invented());
        let html = card(&Query::read([("pilih", "kenanga")]), &places, "/peta");
        assert!(html.contains("TBM &lt;Kenanga&gt; &amp; &quot;Kawan&quot;"));
        assert!(html.contains("Titik perkiraan di dalam kelurahan, bukan alamat."));
        assert_eq!(card(&Query::read([("pilih", "tidak-ada")]), &places, "/peta"), "");
    }

    #[test]
    fn nothing_found_helps_on() {
        let places = Places::new(invented());
        let query = Query::read([("q", "zzzzz"), ("kab", "99.01")]);
        let html = Listing::new(&places.answering(&query), None).html(&query, "/peta");
        assert!(html.contains("Tidak ada perpustakaan yang cocok") && html.contains(r#"href="/peta?kab=99.01""#));
    }
}

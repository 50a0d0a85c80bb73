//! What stands beside the map: the list of libraries, the card of the chosen ones, the legend. Plain HTML, the same on the server and in the island.

use std::fmt::Write as _;

use crate::domain::geometry::Bounds;
use crate::domain::library::{Kind, Precision, Stage};

use super::ink::{escape, escaped};
use super::mark;
use super::place::{Place, Places};
use super::query::Query;

/// The most libraries in the list; with more, people are asked to narrow it.
const MOST: usize = 100;

/// The list beside the map.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    /// What is listed: everything that answers, or only what the map shows.
    pub shown: Vec<&'a Place>,
    /// How many answer in all.
    pub answering: usize,
}

impl<'a> Listing<'a> {
    /// Lists the libraries that answer; with `seen`, those outside of the picture are left out and those without a point kept.
    pub fn new(answering: &[&'a Place], seen: Option<Bounds>) -> Self {
        let shown: Vec<&Place> = answering
            .iter()
            .filter(|place| seen.is_none_or(|seen| place.drawn_at().is_none_or(|point| seen.holds(point))))
            .copied()
            .collect();
        Self { shown, answering: answering.len() }
    }

    /// "13 perpustakaan" or "4 dari 13 perpustakaan, di bagian peta yang terlihat".
    pub fn summary(&self) -> String {
        if self.shown.len() == self.answering {
            format!("{} perpustakaan", self.answering)
        } else {
            format!("{} dari {} perpustakaan, di bagian peta yang terlihat", self.shown.len(), self.answering)
        }
    }

    /// The list itself, or a helpful word when it is empty.
    pub fn html(&self, query: &Query, path: &str) -> String {
        let mut out = String::new();
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
            out.push_str(if place.drawn_at().is_none() {
                ". Titik di peta belum diisi</span></span></a></li>"
            } else {
                "</span></span></a></li>"
            });
        }
        out.push_str("</ul>");
        if self.shown.len() > MOST {
            let _ = write!(
                out,
                r#"<p class="map-none">dan {} lagi. Persempit dengan kata kunci atau kecamatan.</p>"#,
                self.shown.len() - MOST
            );
        }
        out
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
            if !place.next.is_empty() {
                out.push_str("</p><p>Akan datang: ");
                escape(&mut out, &place.next);
            }
            let _ = write!(
                out,
                r#"</p><p class="map-card-point">{}</p><p class="map-card-links"><a class="map-card-open" href="/perpustakaan/{}">Buka halaman perpustakaan</a><a class="map-card-close" href="{close}" data-close>Tutup</a></p></div>"#,
                point_words(place),
                escaped(&place.slug)
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

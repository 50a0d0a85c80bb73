//! The map and the list beside it. Everything here works as links and one GET form; the island moves it under a finger.

use leptos::prelude::*;

use crate::api;
use crate::api::map::Chart;
use crate::domain::library::{Kind, Stage as Progress};
use crate::domain::map::listing::{self, Listing};
use crate::domain::map::{Place, Places, Query, Scale, Sheet, Size, View};
use crate::ui::frame::{Frame, app, page, query};
use crate::ui::islands::peta::LiveMap;

/// The page's path.
const PATH: &str = "/peta";
/// With more libraries than this the browser is not given all of them; the map then moves by its links.
const MOST_LIVE: usize = 5000;

/// A drawing for one width of screen. The style sheet shows one of the two; both have the picture's middle in the window's middle.
struct Stage {
    /// `map-narrow`, `map-wide`.
    class: &'static str,
    /// What is surely seen, px.
    window: Size,
    /// What is drawn, px: enough for the largest window of that class.
    frame: Size,
}

const STAGES: [Stage; 2] = [
    Stage {
        class: "map-narrow",
        window: Size { width: 320.0, height: 420.0 },
        frame: Size { width: 1000.0, height: 600.0 },
    },
    Stage {
        class: "map-wide",
        window: Size { width: 720.0, height: 560.0 },
        frame: Size { width: 1200.0, height: 1020.0 },
    },
];

/// The map.
#[component]
pub fn Peta() -> impl IntoView {
    let app = app();
    let pairs: Vec<(&str, String)> = ["kab", "kec", "jenis", "tahap", "q", "pilih", "bbox", "z"]
        .into_iter()
        .filter_map(|name| Some((name, query(name)?)))
        .collect();
    let asked = Query::read(pairs.iter().map(|(name, value)| (*name, value.as_str())));
    page(async move {
        let office = asked.regency.as_deref();
        let chart = api::map::chart(&app, office).await?;
        let places = Places::new(api::map::places(&app, office).await?);
        Ok(shown(&asked, &places, &chart))
    })
}

fn shown(query: &Query, places: &Places, chart: &Chart) -> impl IntoView + use<> {
    let answering = places.answering(query);
    let charted = !chart.atlas.areas.is_empty();
    let mut stages: String = STAGES.iter().map(|stage| drawn(stage, query, &answering, chart)).collect();
    if charted {
        stages.extend([r#"<p class="map-credit">"#, listing::attribution(charted), "</p>"]);
    }
    let list = Listing::new(&answering, query.bounds);
    let source = (places.all().len() <= MOST_LIVE)
        .then(|| Query { regency: query.regency.clone(), ..Query::default() }.address("/data/peta.tsv"));
    let district = query
        .district
        .as_ref()
        .and_then(|code| places.districts().into_iter().find(|(known, ..)| known == code).map(|(_, name, _)| name));
    let title =
        district.map_or_else(|| "Peta perpustakaan".to_owned(), |name| format!("Peta perpustakaan Kecamatan {name}"));
    let form = form(query, places);
    let (card, summary, results) = (listing::card(query, places, PATH), list.summary(), list.html(query, PATH));
    view! {
        <Frame title=title description="Peta perpustakaan desa, kelurahan, dan taman bacaan: cari yang terdekat dan lihat kegiatannya.">
            <LiveMap>
                <div class="map-page" data-source=source>
                    <div class="map-head">
                        <h1>"Peta perpustakaan"</h1>
                        {form}
                    </div>
                    <div class="map-main">
                        <div class="map-view" role="region" tabindex="0" aria-label="Peta. Geser dengan tombol panah, perbesar dengan tombol tambah dan kurang, kembali dengan Home." inner_html=stages></div>
                        <details class="map-key">
                            <summary>"Arti tanda di peta"</summary>
                            <div inner_html=listing::legend(charted)></div>
                        </details>
                    </div>
                    <div class="map-panel">
                        <div id="pilihan" class="map-chosen" inner_html=card></div>
                        <p class="map-summary" role="status">{summary}</p>
                        <div class="map-results" inner_html=results></div>
                    </div>
                </div>
            </LiveMap>
        </Frame>
    }
}

/// One drawing with its scale and its links for nearer, farther and back.
fn drawn(stage: &Stage, query: &Query, answering: &[&Place], chart: &Chart) -> String {
    let Stage { class, window, frame } = *stage;
    let view = View::opening(query, answering, &chart.atlas, window);
    let svg = Sheet { view, frame, window, atlas: &chart.atlas, places: answering, query, path: PATH }.svg();
    let at = |zoom: f64| {
        let view = View::new(view.centre, zoom);
        listing::attribute(&query.looking_at(Some(view.bounds(window)), Some(view.zoom)).address(PATH))
    };
    let home = listing::attribute(&query.looking_at(None, None).choosing(Vec::new()).address(PATH));
    format!(
        r#"<div class="map-stage {class}" data-lon="{:.6}" data-lat="{:.6}" data-z="{:.4}">{svg}</div><div class="map-scale-box {class}">{}</div><div class="map-tools {class}">{}</div>"#,
        view.centre.lon,
        view.centre.lat,
        view.zoom,
        Scale::of(view).svg(),
        listing::tools(&at(view.zoom + 1.0), &at(view.zoom - 1.0), &home),
    )
}

/// The questions that the map can be asked.
fn form(query: &Query, places: &Places) -> impl IntoView + use<> {
    let option =
        |value: String, words: String, chosen: bool| view! { <option value=value selected=chosen>{words}</option> };
    let districts = places
        .districts()
        .into_iter()
        .map(|(code, name, count)| {
            let chosen = query.district.as_deref() == Some(code.as_str());
            option(code, format!("{name} ({count})"), chosen)
        })
        .collect_view();
    let kinds = Kind::ALL
        .into_iter()
        .map(|kind| option(kind.code().to_owned(), kind.short().to_owned(), query.kind == Some(kind)))
        .collect_view();
    let stages = Progress::ALL
        .into_iter()
        .map(|stage| option(stage.code().to_owned(), stage.words().to_owned(), query.stage == Some(stage)))
        .collect_view();
    view! {
        <form class="map-filter" role="search" method="get" action=PATH>
            {query.regency.clone().map(|code| view! { <input type="hidden" name="kab" value=code/> })}
            <div class="field map-words">
                <label for="f-q">"Cari perpustakaan atau desa"</label>
                <input type="search" id="f-q" name="q" value=query.words.clone() autocomplete="off" enterkeyhint="search"/>
            </div>
            <div class="map-apply"><button class="button">"Cari"</button></div>
            <div class="field">
                <label for="f-kec">"Kecamatan"</label>
                <select id="f-kec" name="kec"><option value="">"Semua"</option>{districts}</select>
            </div>
            <div class="field">
                <label for="f-jenis">"Jenis"</label>
                <select id="f-jenis" name="jenis"><option value="">"Semua"</option>{kinds}</select>
            </div>
            <div class="field">
                <label for="f-tahap">"Tahap"</label>
                <select id="f-tahap" name="tahap"><option value="">"Semua"</option>{stages}</select>
            </div>
        </form>
    }
}

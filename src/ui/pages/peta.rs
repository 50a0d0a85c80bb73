//! The map and the list beside it. Everything here works as links and one GET form; the island moves it under a finger.

mod filter;
mod layer;
pub mod point;

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::api::map::layer::{Painted, painted};
use crate::api::map::{self, Chart, Field, LIMITS};
use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::map::listing::{self, EMBEDDED, Listing};
use crate::domain::map::query::NAMES;
use crate::domain::map::{Parcel, Place, Places, Query, Scale, Sheet, Size, Tiles, View};
use crate::ui::frame::{Frame, app, asker, page, query};
use crate::ui::islands::peta::LiveMap;

/// The page's path.
const PATH: &str = "/peta";

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

/// What the address asks.
fn asked() -> Query {
    let pairs: Vec<(&str, String)> = NAMES.into_iter().filter_map(|name| Some((name, query(name)?))).collect();
    Query::read(pairs.iter().map(|(name, value)| (*name, value.as_str())))
}

/// Everything the page is made of.
struct Shown {
    query: Query,
    path: String,
    field: Field,
    chart: std::sync::Arc<Chart>,
    painted: Option<Painted>,
    shades: Vec<(String, u8)>,
    /// One for each stage: where it looks and what is there.
    parts: Vec<(View, Parcel)>,
    tiles: Option<(Tiles, String)>,
    year: u16,
}

impl Shown {
    async fn read(app: &App, asker: &Asker, query: Query, path: &str) -> Result<Self, Error> {
        let chart = map::chart(app, query.regency.as_deref()).await?;
        let field = map::field(app, &query).await?;
        let painted = painted(app, asker, &query).await?;
        let reach = field.reach(&query);
        let mut parts = Vec::new();
        for stage in &STAGES {
            let view = View::opening(&query, reach, &chart.atlas, stage.window);
            let parcel = match field {
                // Drawn from the field itself.
                Field::Whole(_) => Parcel::default(),
                Field::Parts { .. } => field.part(app, &query, view.bounds(stage.frame), LIMITS).await?,
            };
            parts.push((view, parcel));
        }
        let shades = painted.as_ref().map(Painted::shades).unwrap_or_default();
        let today = app.world.now().date(crate::domain::moment::Zone::default());
        let tiles = app.settings.tiles();
        let year = u16::try_from(today.year).unwrap_or(0);
        Ok(Self { query, path: path.to_owned(), field, chart, painted, shades, parts, tiles, year })
    }

    /// The libraries of a stage that answer.
    fn places(&self, number: usize) -> Vec<&Place> {
        match &self.field {
            Field::Whole(places) => places.answering(&self.query),
            Field::Parts { .. } => self.parts[number].1.places.iter().collect(),
        }
    }

    /// The list, of what the wider stage shows.
    fn list(&self) -> Listing<'_> {
        let wide = STAGES.len() - 1;
        let (view, parcel) = &self.parts[wide];
        if let Some(part) = parcel.part {
            let seen = self.query.bounds.unwrap_or_else(|| view.bounds(STAGES[wide].window));
            let places: Vec<&Place> = parcel.places.iter().collect();
            return Listing::of_part(&places, &parcel.sums, part, seen);
        }
        // What is listed lives as long as the field.
        let Field::Whole(places) = &self.field else { return Listing::new(&[], None) };
        Listing::new(&places.answering(&self.query), self.query.bounds)
    }

    fn card(&self) -> String {
        match &self.field {
            Field::Whole(places) => listing::card(&self.query, places, &self.path),
            Field::Parts { chosen, .. } => listing::card(&self.query, &Places::new(chosen.clone()), &self.path),
        }
    }

    /// Both stages with what lies on them.
    fn stages(&self) -> String {
        let mut out: String = (0..STAGES.len()).map(|number| self.drawn(number)).collect();
        let charted = !self.chart.atlas.areas.is_empty();
        let credits = self.tiles.iter().map(|(_, credit)| credit.as_str());
        let credits: Vec<&str> =
            credits.chain([listing::attribution(charted)]).filter(|credit| !credit.is_empty()).collect();
        out.extend([r#"<p class="map-credit">"#, &listing::attribute(&credits.join(" · ")), "</p>"]);
        out
    }

    /// One drawing with its scale and its links for nearer, farther and back.
    fn drawn(&self, number: usize) -> String {
        let Stage { class, window, frame } = STAGES[number];
        let (view, parcel) = &self.parts[number];
        let (view, query) = (*view, &self.query);
        let places = self.places(number);
        let svg = Sheet {
            view,
            frame,
            window,
            atlas: &self.chart.atlas,
            places: &places,
            sums: &parcel.sums,
            shades: &self.shades,
            query,
            path: &self.path,
        }
        .svg();
        let at = |zoom: f64| {
            let view = View::new(view.centre, zoom);
            listing::attribute(&query.looking_at(Some(view.bounds(window)), Some(view.zoom)).address(&self.path))
        };
        let home = listing::attribute(&query.looking_at(None, None).choosing(Vec::new()).address(&self.path));
        // Where scripts run, the island asks for the tiles of the one stage that is seen.
        let tiles = self.tiles.as_ref().map(|(tiles, _)| tiles.svg(view, frame)).unwrap_or_default();
        let tiles = if tiles.is_empty() { tiles } else { format!("<noscript>{tiles}</noscript>") };
        format!(
            r#"<div class="map-stage {class}" data-lon="{:.6}" data-lat="{:.6}" data-z="{:.4}">{tiles}{svg}</div><div class="map-scale-box {class}">{}</div><div class="map-tools {class}">{}</div>"#,
            view.centre.lon,
            view.centre.lat,
            view.zoom,
            Scale::of(view).svg(),
            listing::tools(&at(view.zoom + 1.0), &at(view.zoom - 1.0), &home),
        )
    }

    /// Where the browser gets its data from: of a small map all of it, of a large one a part at a time.
    fn source(&self) -> String {
        let whole = matches!(self.field, Field::Whole(_));
        let kept = Query { regency: self.query.regency.clone(), layer: self.query.layer, ..Query::default() };
        if whole { kept.address("/data/peta.tsv") } else { "/data/peta.tsv".to_owned() }
    }

    /// The window on the map, and what stands still over it.
    fn window(&self, over: &str) -> impl IntoView + use<> {
        let class = if self.tiles.is_some() { "map-view has-tiles" } else { "map-view" };
        let stages = self.stages() + over;
        view! {
            <div class=class role="region" tabindex="0" aria-label="Peta. Geser dengan tombol panah, perbesar dengan tombol tambah dan kurang, kembali dengan Home." inner_html=stages></div>
        }
    }

    /// What the island looks at, around the page's parts.
    fn live(&self, children: AnyView, picking: bool) -> impl IntoView + use<> {
        let tiles = self.tiles.as_ref().map(|(tiles, _)| tiles.url.clone());
        let nearest = self.tiles.as_ref().map(|(tiles, _)| tiles.nearest.to_string());
        let part = matches!(self.field, Field::Parts { .. }).then_some("");
        let pick = picking.then_some("");
        let class = if self.path == EMBEDDED { "map-page map-embed" } else { "map-page" };
        let source = self.source();
        view! {
            <LiveMap>
                <div class=class data-source=source data-part=part data-pick=pick data-tiles=tiles data-nearest=nearest>{children}</div>
            </LiveMap>
        }
    }

    /// The list as the island finds it.
    fn panel(&self) -> impl IntoView + use<> {
        let list = self.list();
        let (summary, results) = (list.summary(), list.html(&self.query, &self.path));
        view! {
            <p class="map-summary" role="status">{summary}</p>
            <div class="map-results" inner_html=results></div>
        }
    }

    fn title(&self) -> String {
        let known = self.query.district.as_ref().and_then(|code| {
            self.field.units(&self.query).into_iter().find(|(known, ..)| known == code).map(|(_, name, _)| name)
        });
        known.map_or_else(|| "Peta perpustakaan".to_owned(), |name| format!("Peta perpustakaan Kecamatan {name}"))
    }
}

/// The map.
#[component]
pub fn Peta() -> impl IntoView {
    let (app, asker, asked) = (app(), asker(), asked());
    page(async move {
        let planner = asker.planner().is_ok();
        let shown = Shown::read(&app, &asker, asked, PATH).await?;
        let charted = !shown.chart.atlas.areas.is_empty();
        let title = shown.title();
        let inside = view! {
            <div class="map-head">
                <h1>{title.clone()}</h1>
                {filter::form(&shown, planner)}
            </div>
            <div class="map-main">
                {shown.window("")}
                {layer::legend(&shown)}
                <details class="map-key">
                    <summary>"Arti tanda di peta"</summary>
                    <div inner_html=listing::legend(charted)></div>
                </details>
            </div>
            <div class="map-panel">
                <div id="pilihan" class="map-chosen" inner_html=shown.card()></div>
                {shown.panel()}
            </div>
        }
        .into_any();
        Ok(view! {
            <Frame title=title description="Peta perpustakaan desa, kelurahan, dan taman bacaan: cari yang terdekat dan lihat kegiatannya.">
                {shown.live(inside, false)}
            </Frame>
        })
    })
}

/// The map for another site's page: the window, the card, the list behind a fold, and the way to the whole map.
#[component]
pub fn Embedded() -> impl IntoView {
    let (app, asked) = (app(), asked());
    page(async move {
        // In another site's frame nobody is signed in.
        let shown = Shown::read(&app, &Asker::Public, asked, EMBEDDED).await?;
        let whole = app.settings.link(&shown.query.address(PATH));
        let title = shown.title();
        let inside = view! {
            <form class="map-filter" hidden></form>
            <h1 class="visually-hidden">{title.clone()}</h1>
            <div class="map-main">{shown.window("")}</div>
            <div id="pilihan" class="map-chosen" inner_html=shown.card()></div>
            <p class="map-embed-line"><a href=whole target="_blank" rel="noopener">"Buka peta lengkap di Pantau Pustaka"</a></p>
            <details>
                <summary>"Daftar perpustakaan"</summary>
                {shown.panel()}
            </details>
        }
        .into_any();
        Ok(view! {
            <Title text=title/>
            <Meta name="robots" content="noindex"/>
            <main id="isi">{shown.live(inside, false)}</main>
        })
    })
}

//! The questions that the map can be asked: one GET form, which the island reads as it is filled in.

use leptos::prelude::*;

use super::{PATH, Shown};
use crate::api::map::Field;
use crate::domain::library::{FIRST_YEAR, Kind, SERVICES, Service, Stage};
use crate::domain::map::Layer;

fn option(value: String, words: String, chosen: bool) -> impl IntoView {
    view! { <option value=value selected=chosen>{words}</option> }
}

/// A list to choose one of, "Semua" first.
fn select(
    name: &'static str,
    label: &'static str,
    all: &'static str,
    options: Vec<(String, String)>,
    chosen: Option<String>,
) -> impl IntoView {
    let id = format!("f-{name}");
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let is = chosen.as_deref() == Some(value.as_str());
            option(value, words, is)
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name><option value="">{all}</option>{options}</select>
        </div>
    }
}

fn tick(name: &'static str, words: &'static str, is: bool) -> impl IntoView {
    view! { <label class="map-tick"><input type="checkbox" name=name value="ya" checked=is/>{words}</label> }
}

/// The form.
pub(super) fn form(shown: &Shown, planner: bool) -> impl IntoView + use<> {
    let query = &shown.query;
    let units: Vec<(String, String)> =
        shown.field.units(query).into_iter().map(|(code, name, count)| (code, format!("{name} ({count})"))).collect();
    // A map of very many regencies is narrowed to one of them before it is to a district.
    let regencies = matches!(shown.field, Field::Parts { .. }) && query.regency.is_none();
    let where_ = if regencies {
        select("kab", "Kabupaten atau kota", "Semua", units, None).into_any()
    } else {
        view! {
            {query.regency.clone().map(|code| view! { <input type="hidden" name="kab" value=code/> })}
            {select("kec", "Kecamatan", "Semua", units, query.district.clone())}
        }
        .into_any()
    };
    let kinds = Kind::ALL.map(|kind| (kind.code().to_owned(), kind.short().to_owned())).to_vec();
    let stages = Stage::ALL.map(|stage| (stage.code().to_owned(), stage.words().to_owned())).to_vec();
    let mut years: Vec<u16> = match &shown.field {
        Field::Whole(places) => places.all().iter().filter_map(|place| place.year).chain(query.year).collect(),
        Field::Parts { .. } => (FIRST_YEAR..=shown.year).collect(),
    };
    years.sort_unstable();
    years.dedup();
    let known_years = years.len() > 1;
    let years: Vec<(String, String)> = years.into_iter().map(|year| (year.to_string(), year.to_string())).collect();
    let services = SERVICES.map(|Service { code, words, .. }| (code.to_owned(), words.to_owned())).to_vec();
    let layers = Layer::ALL
        .into_iter()
        .filter(|layer| *layer != Layer::Reported || planner)
        .map(|layer| (layer.code().to_owned(), layer.words().to_owned()))
        .collect();
    let others =
        query.services.iter().skip(1).map(|code| view! { <input type="hidden" name="layanan" value=code.clone()/> });
    let others = others.collect_view();
    let more = query.stage.is_some()
        || query.year.is_some()
        || !query.services.is_empty()
        || query.open
        || query.week
        || query.layer.is_some();
    view! {
        <form class="map-filter" role="search" method="get" action=PATH>
            <div class="field map-words">
                <label for="f-q">"Cari perpustakaan atau desa"</label>
                <input type="search" id="f-q" name="q" value=query.words.clone() autocomplete="off" enterkeyhint="search"/>
            </div>
            <div class="map-apply"><button class="button">"Cari"</button></div>
            {where_}
            {select("jenis", "Jenis", "Semua", kinds, query.kind.map(|kind| kind.code().to_owned()))}
            <details class="map-more" open=more>
                <summary>"Saringan lain"</summary>
                <div class="map-more-fields">
                    {select("tahap", "Tahap", "Semua", stages, query.stage.map(|stage| stage.code().to_owned()))}
                    {(!years.is_empty()).then(|| select("tahun", "Tahun replikasi", "Semua", years, query.year.map(|year| year.to_string())))}
                    {select("layanan", "Layanan", "Semua", services, query.services.first().cloned())}
                    {others}
                    {select("lapis", "Warnai wilayah menurut", "Tidak diwarnai", layers, query.layer.map(|layer| layer.code().to_owned()))}
                    {tick("buka", "Buka sekarang", query.open)}
                    {tick("pekan", "Ada kegiatan pekan ini", query.week)}
                </div>
            </details>
            <div class="map-live-tools">
                <button type="button" class="button secondary small" data-near>"Terdekat"</button>
                {(known_years && matches!(shown.field, Field::Whole(_))).then(|| view! {
                    <button type="button" class="button secondary small" data-play>"Putar dari tahun ke tahun"</button>
                })}
                <p class="map-told" role="status"></p>
            </div>
        </form>
    }
}

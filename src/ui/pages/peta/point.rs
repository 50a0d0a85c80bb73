//! Saying where a library is: the map moves under a fixed pin, or the phone tells its place, or two numbers are typed.

use leptos::prelude::*;

use super::{Shown, asked};
use crate::api::libraries::point::placed_by;
use crate::domain::geometry::Bounds;
use crate::domain::library::{Kind, Precision};
use crate::domain::map::Query;
use crate::ui::field::{Breadcrumbs, CheckField, ChoiceField, Summary, TextField, options, remark};
use crate::ui::frame::{self, Frame, typed};

/// How far around a library the map opens, degrees: about two kilometres.
const NEAR: f64 = 0.02;

/// The pin in the middle of the window; its tip is the point.
const PIN: &str = r#"<svg class="map-pin mark-desa" viewBox="-20 -42 40 46" aria-hidden="true"><path class="mark-tip" d="M0 0-5.5-12h11z"/><circle class="mark-body" cy="-23" r="12"/></svg>"#;

/// Where a library is.
#[component]
pub fn Place() -> impl IntoView {
    let (app, asker, asked) = (frame::app(), frame::asker(), asked());
    let (slug, typed, saved) = (frame::param("slug"), typed(), frame::query("kabar").is_some());
    let outside = remark("di_luar").is_some();
    frame::page(async move {
        let library = placed_by(&app, &asker, &slug).await?;
        let around = library.point.map(|point| {
            let (lon, lat) = (point.longitude, point.latitude);
            Bounds { west: lon - NEAR, south: lat - NEAR, east: lon + NEAR, north: lat + NEAR }
        });
        let query = Query {
            regency: Some(library.office.clone()),
            bounds: asked.bounds.or(around),
            zoom: asked.zoom,
            ..Query::default()
        };
        let path = format!("/perpustakaan/{}/titik", library.slug);
        let shown = Shown::read(&app, &asker, query, &path).await?;
        let point = library.point.map(|point| format!("{}, {}", point.latitude, point.longitude));
        let chosen = Some(library.precision).filter(|known| *known != Precision::Unknown).map(Precision::code);
        let version = typed.or("versi", library.version.to_string());
        let place = format!("{}, Kecamatan {}", library.village.title(), library.village.district);
        let tbm = library.kind == Kind::Tbm;
        let agreed = library.precision == Precision::Building;
        let form = view! {
            <form class="map-filter" hidden></form>
            <div class="map-chosen" hidden></div>
            <div class="map-main">{shown.window(PIN)}</div>
            <div hidden><p class="map-summary"></p><div class="map-results"></div></div>
            <form method="post" action=path class="stack map-point">
                <input type="hidden" name="versi" value=version/>
                <input type="hidden" name="akurasi" value=""/>
                <p class="map-live-tools"><button type="button" class="button secondary" data-near>"Pakai posisi HP ini"</button> <span class="map-told" role="status"></span></p>
                <TextField name="titik" label="Lintang dan bujur" hint="Terisi sendiri ketika petanya digeser. Boleh juga disalin dari aplikasi peta, misalnya: -2.7666, 111.5437." value=point inputmode="text"/>
                <ChoiceField
                    name="ketelitian"
                    legend="Titik ini menunjukkan apa?"
                    options=options([
                        (Precision::Building.code(), "Gedung perpustakaannya"),
                        (Precision::Village.code(), "Hanya perkiraan di dalam desa"),
                    ])
                    value=chosen
                />
                {tbm.then(|| view! {
                    <CheckField name="titik_setuju" label="Pemilik setuju titik gedung TBM tampil di peta umum" checked=agreed/>
                })}
                {outside.then(|| view! { <CheckField name="di_luar" label="Titiknya memang di luar batas desa"/> })}
                <div class="buttons"><button class="button">"Simpan titik"</button></div>
            </form>
        }
        .into_any();
        Ok(view! {
            <Frame title=format!("Titik {}", library.name) description="">
                <Breadcrumbs
                    trail=vec![(format!("/perpustakaan/{}", library.slug), library.name.clone())]
                    here="Titik di peta"
                />
                <Summary/>
                {saved.then(|| view! { <div class="notice" role="status"><strong>"Titiknya sudah disimpan"</strong><p>"Peta umum sudah memakainya."</p></div> })}
                <div class="page-head">
                    <h1>"Di mana "{library.name.clone()}"?"</h1>
                    <p class="lede">{place}". Geser petanya (dengan jari, tetikus, atau tombol panah) sampai ujung jarum pas di tempatnya."</p>
                </div>
                {shown.live(form, true)}
            </Frame>
        })
    })
}

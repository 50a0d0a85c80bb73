//! The legend of a layer, and its figures as a table.

use leptos::prelude::*;

use super::Shown;
use crate::domain::map::Layer;
use crate::domain::map::layer::FEWEST;
use crate::domain::number;

/// What the colours mean, where the figures come from, and the figures themselves.
pub(super) fn legend(shown: &Shown) -> Option<impl IntoView + use<>> {
    let painted = shown.painted.as_ref()?;
    let level = if painted.villages { "desa atau kelurahan" } else { "kecamatan" };
    let title = format!("{}, per {level}", painted.layer.words());
    let unit = if painted.layer == Layer::Reported { "%" } else { "" };
    let classes = painted
        .classes()
        .into_iter()
        .map(|(class, words)| {
            view! {
                <li>
                    <svg class="map-icon" viewBox="0 0 30 20" aria-hidden="true"><rect class=format!("map-land shade-{class}") width="30" height="20"/></svg>
                    {words}{unit}
                </li>
            }
        })
        .collect_view();
    let hidden = painted.areas.iter().any(|(_, _, figure)| figure.is_none());
    let why = match painted.layer {
        Layer::Participants => format!(
            "Tidak ditampilkan: penduduknya belum dimuat, atau kurang dari {FEWEST} perpustakaan yang melaporkan kegiatan."
        ),
        _ => "Belum ada perpustakaan yang dihitung.".to_owned(),
    };
    let unknown = hidden.then(|| {
        view! {
            <li>
                <svg class="map-icon" viewBox="0 0 30 20" aria-hidden="true"><rect class="map-land" width="30" height="20"/></svg>
                {why}
            </li>
        }
    });
    let rows = painted
        .areas
        .iter()
        .map(|(_, name, figure)| {
            let words = figure.map_or_else(
                || "tidak ditampilkan".to_owned(),
                |figure| format!("{}{unit}", number::whole(i64::try_from(figure).unwrap_or(i64::MAX))),
            );
            view! { <tr><th scope="row">{name.clone()}</th><td class="number">{words}</td></tr> }
        })
        .collect_view();
    Some(view! {
        <section class="map-layer" aria-labelledby="lapisan">
            <h2 id="lapisan" class="h3">{title.clone()}</h2>
            <ul class="map-legend">{classes}{unknown}</ul>
            <p class="small muted">{painted.source.clone()}</p>
            <details>
                <summary>"Angka yang sama dalam tabel"</summary>
                <table>
                    <caption class="visually-hidden">{title}</caption>
                    <thead><tr><th scope="col">{if painted.villages { "Desa" } else { "Kecamatan" }}</th><th scope="col" class="number">"Angka"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </section>
    })
}

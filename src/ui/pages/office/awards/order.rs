//! The computed order, each score opened down to the reports behind it.

use crate::domain::award::{Definition, Outcome, Part, Ranked, Ranking, measure, points_words};
use crate::domain::number::whole;
use crate::domain::score::PUNCTUAL;
use crate::ui::field::{Notice, Tone};
use leptos::prelude::*;

/// The order, or why there is none.
pub fn order(definition: &Definition, outcome: &Outcome) -> impl IntoView + use<> {
    match outcome {
        Outcome::Uncounted => ().into_any(),
        Outcome::Waiting(waiting) => {
            let items = waiting
                .iter()
                .map(|one| view! { <li><a href=format!("/kantor/laporan/{}", one.report)>{format!("{}, {}", one.library, one.month.long())}</a></li> })
                .collect_view();
            view! {
                <div class="notice warning wide">
                    <strong>"Belum dihitung"</strong>
                    <p>"Laporan ini dikirim tepat waktu dan masih menunggu diperiksa. Urutan tanpa mereka tidak adil."</p>
                    <ul>{items}</ul>
                </div>
            }
            .into_any()
        }
        Outcome::Ranked(ranking) => ranked(definition, ranking).into_any(),
    }
}

fn ranked(definition: &Definition, ranking: &Ranking) -> impl IntoView + use<> {
    let places = definition.places.unwrap_or(1);
    let crowded = ranking.crowded(places).map(|(place, sharing)| {
        let title = format!("Seri di tempat ke-{place}");
        let words = format!(
            "{} bernilai sama. Juri memutuskan: berbagi tempat, atau memilih dengan alasan tertulis.",
            sharing.join(" dan ")
        );
        view! { <Notice tone=Tone::Warning title=title><p>{words}</p></Notice> }
    });
    let rows = ranking.ranked.iter().map(|one| row(one, places)).collect_view();
    let short = ranking
        .short
        .iter()
        .map(|(name, approved)| view! { <li>{format!("{name}: {approved} laporan disetujui, perlu sedikitnya {}", definition.least)}</li> })
        .collect_view();
    let outside = ranking
        .outside
        .iter()
        .map(|(name, kind)| view! { <li>{format!("{name} ({})", kind.short())}</li> })
        .collect_view();
    let (few, others, none) = (!ranking.short.is_empty(), !ranking.outside.is_empty(), ranking.ranked.is_empty());
    view! {
        <section class="section">
            <h2>"Urutan"</h2>
            {crowded}
            {none.then(|| view! { <p>"Belum ada perpustakaan yang memenuhi syarat dengan cukup laporan. Longgarkan syaratnya, atau tunggu laporan berikutnya."</p> })}
            {(!none).then(|| view! {
                <table class="cards">
                    <caption class="visually-hidden">"Urutan menurut laporan yang disetujui"</caption>
                    <thead><tr><th scope="col">"Perpustakaan"</th><th scope="col">"Tempat"</th><th scope="col" class="right">"Nilai"</th><th scope="col">"Asal nilainya"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            })}
            {few.then(|| view! { <h3>"Belum cukup data"</h3><ul>{short}</ul><p class="muted">"Bukan berarti rendah: belum bisa dinilai."</p> })}
            {others.then(|| view! { <details><summary>"Tidak ikut menurut syarat"</summary><ul>{outside}</ul></details> })}
        </section>
    }
}

fn row(one: &Ranked, places: u32) -> impl IntoView + use<> {
    let place = if one.tied { format!("{} (seri)", one.place) } else { one.place.to_string() };
    let tag = if one.place <= places { "tag ok" } else { "tag plain" };
    let parts = one.parts.iter().map(part).collect_view();
    let sum: Vec<String> = one.parts.iter().map(|part| points_words(part.points)).collect();
    let sum = format!("{} = {}", sum.join(" + "), points_words(one.points));
    view! {
        <tr>
            <th scope="row"><a href=format!("/kantor/perpustakaan/{}", one.slug)>{one.name.clone()}</a></th>
            <td data-label="Tempat"><span class=tag>{place}</span></td>
            <td data-label="Nilai" class="right">{points_words(one.points)}</td>
            <td>
                <details>
                    <summary>"Lihat"<span class="visually-hidden">{format!(" hitungan {}", one.name)}</span></summary>
                    <div><ul>{parts}</ul><p class="small muted">{sum}{format!(" ({} laporan disetujui)", one.approved)}</p></div>
                </details>
            </td>
        </tr>
    }
}

fn part(part: &Part) -> impl IntoView + use<> {
    let known = measure(&part.measure);
    let label = known.map_or_else(|| part.measure.clone(), |known| known.label.to_owned());
    let unit = known.map_or("", |known| known.unit);
    let count = |value: u64| whole(i64::try_from(value).unwrap_or(i64::MAX));
    // A percentage of months counts a hundred for each; people read months.
    let percent = part.measure == PUNCTUAL;
    let words = if percent {
        format!("{} bulan dari {} bulan penuh", part.sum / 100, points_words(part.goal))
    } else {
        format!("{} dari target {} {unit}", count(part.sum), count(part.goal))
    };
    let months = part
        .months
        .iter()
        .map(|(month, report, value)| {
            let told = match value {
                Some(value) if percent => {
                    if *value > 0 {
                        "tepat waktu".to_owned()
                    } else {
                        "terlambat".to_owned()
                    }
                }
                Some(value) => count(*value),
                None => "–".to_owned(),
            };
            let words = format!("{}: {told}", month.short());
            match report {
                Some(report) if value.is_some() => {
                    view! { <li><a href=format!("/kantor/laporan/{report}")>{words}</a></li> }.into_any()
                }
                _ => view! { <li class="muted">{words}</li> }.into_any(),
            }
        })
        .collect_view();
    view! {
        <li>
            <strong>{label}</strong>{format!(": {words}, {} dari {} poin", points_words(part.points), points_words(part.most))}
            <ul class="row small">{months}</ul>
        </li>
    }
}

//! One library as the office sees it: its last months, its score, its visits.

use crate::api::{board, kpi, libraries, visits};
use crate::domain::board::Progress;
use crate::domain::moment::Date;
use crate::domain::refusal::Refusal;
use crate::ui::field::{Breadcrumbs, Tag, TagKind};
use crate::ui::frame::{Frame, app, asker, page, param};
use crate::ui::pages::office::board::tag_of;
use crate::ui::pages::office::kpi as score_page;
use crate::ui::pages::office::visits::state;
use leptos::prelude::*;

/// One library of the planner's own office.
#[component]
pub fn OfficeLibrary() -> impl IntoView {
    let (app, asker, slug) = (app(), asker(), param("slug"));
    page(async move {
        let library = libraries::one(&app, &slug).await?;
        asker.planner_of(&library.office).map_err(|_| Refusal::NotFound)?;
        let (months, cells, today) = board::of_library(&app, &asker, &library.id).await?;
        let score = kpi::of_library(&app, &asker, &slug).await?;
        let visited = visits::of_library(&app, &asker, &library.id).await?;
        let rows = months
            .into_iter()
            .zip(cells)
            .map(|(month, (report, cell))| {
                let kind = match cell.progress {
                    Progress::Come(status) => tag_of(status),
                    Progress::Missing => TagKind::Missing,
                    Progress::Unasked | Progress::Awaited => TagKind::Plain,
                };
                let name = match report {
                    Some(id) => view! { <a href=format!("/kantor/laporan/{id}")>{month.long()}</a> }.into_any(),
                    None => month.long().into_any(),
                };
                view! { <tr><th scope="row">{name}</th><td data-label="Keadaan"><Tag kind=kind>{cell.words()}</Tag></td></tr> }
            })
            .collect_view();
        let title = library.name.clone();
        let place = format!("{}, Kecamatan {}", library.village.title(), library.village.district);
        let score = score.map(|(scheme, score)| {
            view! {
                <section class="section" aria-labelledby="skor">
                    <h2 id="skor">"KPI kantor"</h2>
                    <p>{score_page::verdict(&scheme, &score)}</p>
                    <p class="muted small">{score_page::method(&scheme)}" Bukan KPI nasional."</p>
                    {score_page::reckoning(&score)}
                </section>
            }
        });
        Ok(view! {
            <Frame title=title.clone() description="">
                <Breadcrumbs trail=vec![("/kantor".to_owned(), "Papan laporan".to_owned())] here=title.clone()/>
                <div class="page-head">
                    <p class="eyebrow">{place}</p>
                    <h1>{title}</h1>
                    <p class="row">
                        <a href=format!("/perpustakaan/{slug}")>"Halaman umumnya"</a>
                        <a href=format!("/kantor/perpustakaan?ubah={slug}")>"Ubah data pokok"</a>
                        <a href=format!("/kantor/pendampingan/baru?perpustakaan={slug}")>"Rencanakan kunjungan"</a>
                        <a href=format!("/kantor/periode/perpanjangan?perpustakaan={slug}")>"Beri perpanjangan"</a>
                    </p>
                </div>
                <section class="section" aria-labelledby="laporan">
                    <h2 id="laporan">"Laporan"</h2>
                    <table class="cards"><thead><tr><th scope="col">"Bulan"</th><th scope="col">"Keadaan"</th></tr></thead><tbody>{rows}</tbody></table>
                </section>
                {score}
                {visit_log(visited, today)}
            </Frame>
        })
    })
}

fn visit_log(
    visited: Vec<(crate::storage::visits::Visit, Vec<crate::domain::visit::Promise>)>,
    today: Date,
) -> impl IntoView {
    let none = visited.is_empty();
    let items = visited
        .into_iter()
        .map(|(visit, promises)| {
            let when = match (visit.visited(), visit.planned()) {
                (Some(date), _) => date.long(),
                (None, Ok(date)) => format!("Direncanakan {}", date.long()),
                (None, Err(_)) => "Direncanakan".to_owned(),
            };
            let promises = promises
                .iter()
                .map(|promise| {
                    view! { <li>{promise.side.words()}": "{promise.words.clone()}" "{state(promise, today)}</li> }
                })
                .collect_view();
            view! {
                <li>
                    <a href=format!("/kantor/pendampingan/{}", visit.id)><strong>{when}</strong></a>
                    <p class="typed">{visit.findings}</p>
                    <ul>{promises}</ul>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="kunjungan">
            <h2 id="kunjungan">"Pendampingan"</h2>
            {none.then(|| view! { <p class="muted">"Belum ada kunjungan yang dicatat."</p> })}
            <ul class="history">{items}</ul>
        </section>
    }
}

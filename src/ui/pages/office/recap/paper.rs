//! Reports on paper: one library's month, and the regency's month, with a place to sign.

use crate::api::masthead::masthead;
use crate::api::recap as verbs;
use crate::api::{libraries, review};
use crate::domain::indicator::INDICATORS;
use crate::domain::library::Kind;
use crate::domain::moment::Date;
use crate::domain::number::whole;
use crate::domain::recap::{summable, total};
use crate::domain::report::Strategy;
use crate::ui::field::{Breadcrumbs, Unknown};
use crate::ui::frame::{Frame, app, asker, page, param, query};
use leptos::prelude::*;

/// Who answers for a library, by its kind: a TBM has no village head.
const fn head_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Desa => "Kepala Desa",
        Kind::Kelurahan => "Lurah",
        Kind::Tbm => "Pimpinan TBM",
    }
}

/// Two places to sign beside each other. Names are written by hand: the program knows none that it could print in good faith.
fn signatures(place: &str, date: Date, left: String, right: String) -> impl IntoView + use<> {
    let when = format!("{place}, {}", date.plain());
    let line = || view! { <p class="sign">"( ......................................... )"</p> };
    view! {
        <div class="grid two signatures">
            <div><p>"Mengetahui,"<br/>{left}</p>{line()}</div>
            <div><p>{when}<br/>{right}</p>{line()}</div>
        </div>
    }
}

/// One library's month on paper.
#[component]
pub fn ReportPaper() -> impl IntoView {
    let (app, asker, id) = (app(), asker(), param("id"));
    page(async move {
        let desk = review::open(&app, &asker, &id).await?;
        let opened = desk.opened;
        let library = libraries::one(&app, &opened.place.slug).await?;
        let today = app.world.now().date(opened.place.zone());
        let title = format!("Laporan bulanan {}", opened.month.long());
        let state = format!("Keadaan: {}.", opened.head.status().words());
        let reference = opened.head.reference.clone().map(|number| format!("Nomor {number}. "));
        let content = opened.content.unwrap_or_default();
        let mut figures = content.derived();
        figures.extend(content.figures.clone());
        let rows = INDICATORS
            .iter()
            .filter(|indicator| figures.contains_key(indicator.code) || desk.form.asks(indicator.code))
            .map(|indicator| {
                let value = match figures.get(indicator.code) {
                    Some(figure) => figure.words().into_any(),
                    None => view! { <Unknown/> }.into_any(),
                };
                view! { <tr><th scope="row">{indicator.label}</th><td class="right">{value}</td><td>{indicator.unit}</td></tr> }
            })
            .collect_view();
        let activities = content
            .activities
            .iter()
            .map(|activity| {
                let people = activity.participants.map(|count| whole(i64::from(count))).unwrap_or_default();
                view! {
                    <tr>
                        <th scope="row">{activity.title.clone()}</th>
                        <td>{activity.held_on.short()}</td>
                        <td>{activity.strategy.words()}</td>
                        <td class="right">{people}</td>
                        <td>{activity.result.clone()}</td>
                    </tr>
                }
            })
            .collect::<Vec<_>>();
        let words = [("Kendala", content.obstacles.clone()), ("Upaya", content.remedies.clone())]
            .into_iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(name, words)| view! { <h2>{name}</h2><p class="typed">{words}</p> })
            .collect_view();
        let left = match library.kind {
            Kind::Tbm => format!("{} {}", head_of(library.kind), library.name.trim_start_matches("TBM ").trim()),
            kind => format!("{} {}", head_of(kind), library.village.name),
        };
        let sign = signatures(&library.village.name, today, left, "Pengelola perpustakaan".to_owned());
        let place = format!("{}, Kecamatan {}", library.village.title(), library.village.district);
        let nihil = content.nihil;
        Ok(view! {
            <Frame title=title.clone() description="">
                <Breadcrumbs
                    trail=vec![
                        ("/kantor/laporan".to_owned(), "Periksa laporan".to_owned()),
                        (format!("/kantor/laporan/{id}"), library.name.clone()),
                    ]
                    here="Cetak"
                />
                <div class="page-head">
                    <p class="eyebrow">{place}</p>
                    <h1>{library.name.clone()}</h1>
                    <p class="lede">{title}</p>
                    <p class="muted small">{reference}{state}</p>
                    <p class="no-print">"Cetak dengan Ctrl + P, atau menu Cetak di HP."</p>
                </div>
                {nihil.then(|| view! { <p>"Laporan nihil: tidak ada layanan dan kegiatan pada bulan ini."</p> })}
                {(!nihil).then(|| view! {
                    <h2>"Angka"</h2>
                    <table>
                        <thead><tr><th scope="col">"Yang dihitung"</th><th scope="col" class="right">"Jumlah"</th><th scope="col">"Satuan"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                })}
                {(!activities.is_empty()).then(|| view! {
                    <h2>"Kegiatan"</h2>
                    <div class="table-scroll" tabindex="0" role="region" aria-label="Kegiatan">
                        <table>
                            <thead>
                                <tr>
                                    <th scope="col">"Kegiatan"</th><th scope="col">"Tanggal"</th><th scope="col">"Strategi"</th>
                                    <th scope="col" class="right">"Peserta"</th><th scope="col">"Hasil"</th>
                                </tr>
                            </thead>
                            <tbody>{activities}</tbody>
                        </table>
                    </div>
                })}
                {words}
                {sign}
            </Frame>
        })
    })
}

/// The regency's month on paper.
#[component]
pub fn RegencyPaper() -> impl IntoView {
    let (app, asker, month) = (app(), asker(), query("bulan"));
    page(async move {
        let typed = month.clone();
        let value = move |name: &str| if matches!(name, "dari" | "sampai") { typed.clone() } else { None };
        let recap = verbs::recap(&app, &asker, value).await?;
        let month = verbs::month(&recap, month.as_deref())?;
        let head = masthead(&app, &asker).await;
        let office = head.office.unwrap_or_else(|| "Dinas".to_owned());
        let regency = head.regency.unwrap_or_default();
        let lines: Vec<_> = recap.lines.iter().filter(|line| line.month == month).collect();
        let figures = summable()
            .map(|indicator| {
                let total = total(lines.iter().copied(), indicator.code);
                let sum = if total.counted == 0 {
                    "–".to_owned()
                } else {
                    whole(i64::try_from(total.sum).unwrap_or(i64::MAX))
                };
                view! {
                    <tr>
                        <th scope="row">{indicator.label}</th><td class="right">{sum}</td><td>{indicator.unit}</td>
                        <td class="right aside">{format!("{} laporan", total.counted)}</td>
                    </tr>
                }
            })
            .collect_view();
        let rows = lines
            .iter()
            .map(|line| {
                let of = |code: &str| line.figures.get(code).map_or_else(|| "–".to_owned(), |figure| figure.words());
                view! {
                    <tr>
                        <th scope="row">{line.library.clone()}</th><td>{line.district.clone()}</td>
                        <td class="right">{if line.nihil { "nihil".to_owned() } else { of("pengunjung") }}</td>
                        <td class="right">{of("dipinjam")}</td><td class="right">{of("kegiatan")}</td><td class="right">{of("peserta")}</td>
                    </tr>
                }
            })
            .collect_view();
        let strategies = Strategy::ALL
            .into_iter()
            .map(|strategy| {
                let count = recap
                    .activities
                    .iter()
                    .filter(|(activity, _, _)| {
                        activity.strategy == strategy.code() && activity.month == month.to_string()
                    })
                    .count();
                view! { <li>{strategy.words()}": "{count}" kegiatan"</li> }
            })
            .collect_view();
        let title = format!("Laporan perpustakaan desa dan kelurahan, {}", month.long());
        let about = format!("{} laporan disetujui dari {} perpustakaan.", lines.len(), recap.libraries);
        let sign =
            signatures(&regency, verbs::day(&recap), format!("Kepala {office}"), "Pembina perpustakaan".to_owned());
        Ok(view! {
            <Frame title=title.clone() description="">
                <Breadcrumbs trail=vec![("/kantor/rekap".to_owned(), "Rekap".to_owned())] here="Cetak"/>
                <div class="page-head">
                    <p class="eyebrow">{office.clone()}</p>
                    <h1>{title}</h1>
                    <p>{about}</p>
                    <p class="no-print">"Cetak dengan Ctrl + P, atau menu Cetak di HP."</p>
                </div>
                <h2>"Jumlah"</h2>
                <table class="compare">
                    <thead><tr><th scope="col">"Yang dihitung"</th><th scope="col" class="right">"Jumlah"</th><th scope="col">"Satuan"</th><th scope="col" class="right aside">"Dihitung oleh"</th></tr></thead>
                    <tbody>{figures}</tbody>
                </table>
                <h2>"Kegiatan menurut strategi"</h2>
                <ul>{strategies}</ul>
                <h2>"Perpustakaan"</h2>
                <div class="table-scroll" tabindex="0" role="region" aria-label="Perpustakaan">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"Perpustakaan"</th><th scope="col">"Kecamatan"</th><th scope="col" class="right">"Pengunjung"</th>
                                <th scope="col" class="right">"Dipinjam"</th><th scope="col" class="right">"Kegiatan"</th><th scope="col" class="right">"Peserta"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {sign}
            </Frame>
        })
    })
}

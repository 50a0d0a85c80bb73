//! Totals and trends of the approved reports, with the files to take away.

pub mod layout;
pub mod paper;

use crate::api::recap::{self, Recap as Read, confirmation};
use crate::domain::library::Kind;
use crate::domain::moment::Month;
use crate::domain::number::whole;
use crate::domain::recap::{Filter, Line, Total, summable, total};
use crate::domain::report::Strategy;
use crate::ui::chart::bars;
use crate::ui::field::{Breadcrumbs, Drawing, Empty, Notice, SelectField, Tone, options};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The names of a filter in an address.
const NAMES: [&str; 5] = ["dari", "sampai", "kec", "jenis", "strategi"];

fn shown(sum: u64) -> String {
    whole(i64::try_from(sum).unwrap_or(i64::MAX))
}

/// A total; nothing counted is not nought.
fn cell(total: Total) -> String {
    if total.counted == 0 { "–".to_owned() } else { shown(total.sum) }
}

/// The recapitulation.
#[component]
pub fn Recap() -> impl IntoView {
    let (app, asker, news) = (app(), asker(), query("kabar"));
    let typed: Vec<(&'static str, Option<String>)> = NAMES.map(|name| (name, query(name))).to_vec();
    page(async move {
        let value = move |name: &str| typed.iter().find(|(key, _)| *key == name).and_then(|(_, value)| value.clone());
        let recap = recap::recap(&app, &asker, value).await?;
        let (layout, zone) = recap::layout(&app, &asker).await?;
        let confirmed = confirmation(layout.as_ref(), zone);
        let body = if recap.lines.is_empty() {
            view! {
                <Empty title="Belum ada laporan yang disetujui di sini" drawing=Drawing::Report>
                    <p>"Rekap dihitung dari laporan yang sudah disetujui. Ubah saringannya, atau periksa laporan yang menunggu."</p>
                    <a class="button" href="/kantor/laporan">"Periksa laporan"</a>
                </Empty>
            }
            .into_any()
        } else {
            view! {
                {by_month(&recap)}
                {by_district(&recap)}
                {by_strategy(&recap)}
                {sums(&recap)}
            }
            .into_any()
        };
        let span = format!("{} sampai {}", recap.filter.from.long(), recap.filter.to.long());
        let about = format!(
            "{} laporan disetujui dari {} perpustakaan, {span}.",
            shown(recap.lines.len() as u64),
            shown(recap.libraries as u64)
        );
        Ok(view! {
            <Frame title="Rekap laporan" description="">
                <Breadcrumbs trail=vec![("/kantor".to_owned(), "Papan laporan".to_owned())] here="Rekap"/>
                {(news.as_deref() == Some("susunan")).then(|| view! { <Notice tone=Tone::Success title="Susunan kolom tersimpan">""</Notice> })}
                <div class="page-head">
                    <h1>"Rekap laporan"</h1>
                    <p class="lede">{about}</p>
                </div>
                {filter(&recap)}
                {body}
                {files(&recap.filter, confirmed)}
            </Frame>
        })
    })
}

fn filter(recap: &Read) -> impl IntoView + use<> {
    let months =
        || options((0..36).map(|back| recap.running.plus(-back)).map(|month| (month.to_string(), month.long())));
    let kinds = options(Kind::ALL.map(|kind| (kind.code(), kind.words())));
    let strategies = options(Strategy::ALL.map(|strategy| (strategy.code(), strategy.words())));
    let filter = recap.filter.clone();
    let districts = recap.districts.clone();
    view! {
        <form class="filters" method="get" action="/kantor/rekap" role="search">
            <SelectField name="dari" label="Dari bulan" options=months() value=filter.from.to_string()/>
            <SelectField name="sampai" label="Sampai bulan" options=months() value=filter.to.to_string()/>
            <SelectField name="kec" label="Kecamatan" options=districts value=filter.district empty="Semua kecamatan"/>
            <SelectField name="jenis" label="Jenis" options=kinds value=filter.kind.map(Kind::code) empty="Semua jenis"/>
            <SelectField name="strategi" label="Strategi kegiatan" options=strategies value=filter.strategy.map(Strategy::code) empty="Semua strategi"/>
            <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
        </form>
    }
}

/// Trend of a few figures, month by month: drawn, and as a table.
fn by_month(recap: &Read) -> impl IntoView + use<> {
    let months = recap.filter.months();
    let of = |month: Month| recap.lines.iter().filter(move |line| line.month == month);
    let charts = ["pengunjung", "dipinjam", "peserta"]
        .into_iter()
        .filter_map(crate::domain::indicator::Indicator::of)
        .map(|indicator| {
            let values: Vec<(String, Option<u64>)> = months
                .iter()
                .map(|month| {
                    let total = total(of(*month), indicator.code);
                    let name = month.short().split(' ').next().unwrap_or_default().to_owned();
                    (name, (total.counted > 0).then_some(total.sum))
                })
                .collect();
            let what = format!("{} tiap bulan; angkanya ada di tabel di bawah", indicator.label);
            view! { <figure><figcaption><strong>{indicator.label}</strong>" tiap bulan"</figcaption>{bars(&what, &values)}</figure> }
        })
        .collect_view();
    let rows = months
        .iter()
        .rev()
        .map(|month| {
            let lines: Vec<&Line> = of(*month).collect();
            let sum = |code: &str| cell(total(lines.iter().copied(), code));
            view! {
                <tr>
                    <th scope="row">{month.long()}</th>
                    <td class="right" data-label="Laporan">{lines.len()}</td>
                    <td class="right" data-label="Pengunjung">{sum("pengunjung")}</td>
                    <td class="right" data-label="Dipinjam">{sum("dipinjam")}</td>
                    <td class="right" data-label="Komputer">{sum("tik")}</td>
                    <td class="right" data-label="Kegiatan">{sum("kegiatan")}</td>
                    <td class="right" data-label="Peserta">{sum("peserta")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="bulan">
            <h2 id="bulan">"Bulan demi bulan"</h2>
            <div class="grid two">{charts}</div>
            <details open=true>
                <summary>"Tabel bulan"</summary>
                <div><table class="cards">
                    <thead>
                        <tr>
                            <th scope="col">"Bulan"</th><th scope="col" class="right">"Laporan"</th><th scope="col" class="right">"Pengunjung"</th>
                            <th scope="col" class="right">"Dipinjam"</th><th scope="col" class="right">"Komputer"</th>
                            <th scope="col" class="right">"Kegiatan"</th><th scope="col" class="right">"Peserta"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table></div>
            </details>
        </section>
    }
}

fn by_district(recap: &Read) -> impl IntoView + use<> {
    let mut districts: BTreeMap<&str, Vec<&Line>> = BTreeMap::new();
    for line in &recap.lines {
        districts.entry(&line.district).or_default().push(line);
    }
    let rows = districts
        .into_iter()
        .map(|(name, lines)| {
            let sum = |code: &str| cell(total(lines.iter().copied(), code));
            view! {
                <tr>
                    <th scope="row">{name.to_owned()}</th>
                    <td class="right" data-label="Laporan">{lines.len()}</td>
                    <td class="right" data-label="Pengunjung">{sum("pengunjung")}</td>
                    <td class="right" data-label="Dipinjam">{sum("dipinjam")}</td>
                    <td class="right" data-label="Kegiatan">{sum("kegiatan")}</td>
                    <td class="right" data-label="Peserta">{sum("peserta")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="kecamatan">
            <h2 id="kecamatan">"Menurut kecamatan"</h2>
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">"Kecamatan"</th><th scope="col" class="right">"Laporan"</th><th scope="col" class="right">"Pengunjung"</th>
                        <th scope="col" class="right">"Dipinjam"</th><th scope="col" class="right">"Kegiatan"</th><th scope="col" class="right">"Peserta"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn by_strategy(recap: &Read) -> impl IntoView + use<> {
    let found: Vec<(Strategy, u64, u64)> = Strategy::ALL
        .into_iter()
        .map(|strategy| {
            let own = recap.activities.iter().filter(|(activity, _, _)| activity.strategy == strategy.code());
            let people = own.clone().filter_map(|(activity, _, _)| activity.participants()).map(u64::from).sum();
            (strategy, own.count() as u64, people)
        })
        .collect();
    let values: Vec<(String, Option<u64>)> = found
        .iter()
        .map(|(strategy, count, _)| (strategy.words().split(' ').next().unwrap_or_default().to_owned(), Some(*count)))
        .collect();
    let rows = found
        .iter()
        .map(|(strategy, count, people)| {
            view! {
                <tr>
                    <th scope="row">{strategy.words()}</th>
                    <td class="right" data-label="Kegiatan">{shown(*count)}</td>
                    <td class="right" data-label="Peserta">{shown(*people)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="strategi">
            <h2 id="strategi">"Menurut strategi"</h2>
            <div class="grid two">
                <figure><figcaption>"Jumlah kegiatan"</figcaption>{bars("Kegiatan menurut strategi; angkanya ada di tabel di samping", &values)}</figure>
                <table class="cards">
                    <thead><tr><th scope="col">"Strategi"</th><th scope="col" class="right">"Kegiatan"</th><th scope="col" class="right">"Peserta"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

/// Every figure once, and how many reports counted it.
fn sums(recap: &Read) -> impl IntoView + use<> {
    let rows = summable()
        .map(|indicator| {
            let total = total(&recap.lines, indicator.code);
            view! {
                <tr>
                    <th scope="row">{indicator.label}" "<small class="muted">{indicator.unit}</small></th>
                    <td class="right" data-label="Jumlah">{cell(total)}</td>
                    <td class="right" data-label="Laporan yang menghitung">{format!("{} dari {}", total.counted, recap.lines.len())}</td>
                    <td data-label="Untuk">{indicator.item.words()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="semua">
            <h2 id="semua">"Semua angka"</h2>
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">"Angka"</th><th scope="col" class="right">"Jumlah"</th>
                        <th scope="col" class="right">"Laporan yang menghitung"</th><th scope="col">"Untuk (Pasal 15)"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn files(filter: &Filter, confirmed: String) -> impl IntoView + use<> {
    let query = filter.query();
    let file = |name: &str| format!("/kantor/rekap/{name}?{query}");
    let paper = format!("/kantor/rekap/cetak?bulan={}", filter.to);
    view! {
        <section class="section" aria-labelledby="berkas">
            <h2 id="berkas">"Unduh dan cetak"</h2>
            <p class="muted">"Berkas memuat laporan yang sedang disaring di atas, hanya yang sudah disetujui."</p>
            <ul>
                <li><a href=file("rekap.xlsx")>"Buku kerja XLSX: angka, kegiatan, keterangan"</a></li>
                <li><a href=file("angka.csv")>"Angka, CSV"</a>" · "<a href=file("kegiatan.csv")>"Kegiatan, CSV"</a></li>
                <li><a href=paper>"Laporan bulanan kabupaten untuk dicetak"</a></li>
                <li>
                    "Susunan kolom kantor: "<a href=file("susunan.xlsx")>"XLSX"</a>" · "<a href=file("susunan.csv")>"CSV"</a>
                    " · "<a href="/kantor/rekap/susunan">"Atur kolomnya"</a>
                    <br/><small class="muted">{confirmed}</small>
                </li>
            </ul>
        </section>
    }
}

//! The board: which library has sent which month, and what has just come in.

use crate::api::board::{self, Fresh, Row};
use crate::api::data_requests;
use crate::api::own_account;
use crate::api::upkeep;
use crate::domain::board::{Cell, Progress, Tally, brief_name};
use crate::domain::moment::{Month, Zone};
use crate::domain::number::whole;
use crate::domain::report::Status;
use crate::ui::field::{Drawing, Empty, SelectField, Tag, TagKind};
use crate::ui::frame::{Frame, app, asker, page, query};
use crate::ui::islands::kantor::board::LiveBoard;
use crate::ui::pages::own_account::Resets;
use leptos::prelude::*;

/// The tag that stands for a status, here and in the queue.
pub const fn tag_of(status: Status) -> TagKind {
    match status {
        Status::Draft => TagKind::Draft,
        Status::Sent => TagKind::Sent,
        Status::Returned => TagKind::Fix,
        Status::Approved => TagKind::Approved,
    }
}

fn count(number: usize) -> String {
    whole(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The board: who has reported.
#[component]
pub fn Board() -> impl IntoView {
    let (app, asker, district) = (app(), asker(), query("kec"));
    page(async move {
        let upkeep = upkeep::upkeep(&app, &asker).await?;
        let board = board::board(&app, &asker, district.as_deref().filter(|code| !code.is_empty())).await?;
        let resets = own_account::resets(&app, &asker).await?;
        let requests = data_requests::open(&app, &asker).await?;
        let requests = super::data_requests::waiting(&requests, app.world.now());
        let zone = board.zone;
        let figures = figures(&board);
        let choices: Vec<(String, String)> = board.districts.clone();
        let (months, rows, tallies) = (board.months, board.rows, board.tallies);
        Ok(view! {
            <Frame title="Papan laporan" description="">
                <Resets resets=resets/>
                {requests}
                <div class="page-head">
                    <h1>"Papan laporan"</h1>
                    <p class="lede">"Perpustakaan mana sudah melapor, dan laporan mana menunggu Anda."</p>
                </div>
                <LiveBoard after=board.seq meeting=false>
                    <div data-part="figures">{figures}</div>
                    <form class="filters" method="get" action="/kantor" role="search">
                        <SelectField name="kec" label="Kecamatan" options=choices value=board.district empty="Semua kecamatan"/>
                        <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
                    </form>
                    <section class="section" aria-labelledby="papan">
                        <h2 id="papan">"Dua belas bulan terakhir"</h2>
                        <p class="muted small">"Bulan terbaru di kiri. Pilih isi sebuah kotak untuk membuka laporannya."</p>
                        <div data-part="grid">{grid(&months, rows, &tallies)}</div>
                        {legend()}
                    </section>
                    <section class="section" aria-labelledby="baru">
                        <h2 id="baru">"Baru masuk"</h2>
                        <div data-part="fresh">{fresh(board.fresh, zone)}</div>
                    </section>
                </LiveBoard>
                {upkeep.as_ref().map(super::upkeep::section)}
            </Frame>
        })
    })
}

/// How things stand, in four figures that lead on.
fn figures(board: &board::Board) -> impl IntoView + use<> {
    let whole = board.whole();
    let (month, now) = board.current().unwrap_or((board.due.month_of(), Tally::default()));
    let due = board.due.plain();
    view! {
        <ul class="figures">
            <li id="angka-menunggu">
                <strong>{count(whole.waiting)}</strong>" "<a href="/kantor/laporan">"menunggu diperiksa"</a>
            </li>
            <li id="angka-perbaikan"><strong>{count(whole.returned)}</strong>" sedang diperbaiki perpustakaan"</li>
            <li id="angka-masuk">
                <strong>{format!("{} dari {}", count(now.received), count(now.asked))}</strong>
                {format!(" sudah melaporkan {}", month.long())}
            </li>
            <li id="angka-tepat"><strong>{count(now.in_time)}</strong>{format!(" tepat waktu (tenggat {due})")}</li>
        </ul>
    }
}

fn grid(months: &[Month], rows: Vec<Row>, tallies: &[Tally]) -> impl IntoView + use<> {
    if rows.is_empty() {
        return view! {
            <Empty title="Belum ada perpustakaan" drawing=Drawing::Report>
                <p>"Masukkan daftar perpustakaan dahulu; papan ini terisi sendiri begitu laporan masuk."</p>
                <a class="button" href="/kantor/perpustakaan">"Ke data perpustakaan"</a>
            </Empty>
        }
        .into_any();
    }
    let heads = months
        .iter()
        .enumerate()
        .map(|(place, month)| {
            let (name, year) =
                month.short().split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap_or_default();
            view! {
                <th scope="col">
                    {name}" "<small>{year}</small>
                    {(place == 0).then(|| view! { <small>"berjalan"</small> })}
                </th>
            }
        })
        .collect_view();
    let sums = tallies
        .iter()
        .map(|tally| {
            let words = format!("{} dari {} sudah melapor", count(tally.received), count(tally.asked));
            view! {
                <td>
                    <span aria-hidden="true">{format!("{}/{}", count(tally.received), count(tally.asked))}</span>
                    <span class="visually-hidden">{words}</span>
                </td>
            }
        })
        .collect_view();
    let lines = rows.into_iter().map(|row| line(row, months)).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Papan perpustakaan dan bulan, dapat digeser ke samping">
            <table class="board">
                <thead><tr><th scope="col">"Perpustakaan"</th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
                <tfoot><tr><th scope="row">"Sudah melapor"</th>{sums}</tr></tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn line(row: Row, months: &[Month]) -> impl IntoView + use<> {
    let cells = row
        .cells
        .into_iter()
        .zip(months)
        .map(|((report, cell), month)| {
            let id = format!("k-{}-{month}", row.slug);
            view! { <td>{square(id, report, cell, &row.name, *month)}</td> }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row"><a href=format!("/kantor/perpustakaan/{}", row.slug)>{brief_name(&row.name).to_owned()}</a><small>{row.district}</small></th>
            {cells}
        </tr>
    }
}

/// One square: a link to the report where one was sent.
fn square(id: String, report: Option<String>, cell: Cell, library: &str, month: Month) -> impl IntoView + use<> {
    let marks = [
        (cell.nihil, "nihil"),
        (cell.revised, "berubah"),
        (cell.late && cell.progress != Progress::Missing, "terlambat"),
    ];
    let marks = marks
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, word)| view! { <span class="late-mark" aria-hidden="true">{word}</span> })
        .collect_view();
    let inside = match cell.progress {
        Progress::Unasked => view! { <span aria-hidden="true">"–"</span> }.into_any(),
        Progress::Awaited => view! { <span aria-hidden="true">"·"</span> }.into_any(),
        Progress::Missing => sign(TagKind::Missing, cell).into_any(),
        Progress::Come(status) => view! { {sign(tag_of(status), cell)} {marks} }.into_any(),
    };
    match report {
        Some(report) => {
            let words = format!("{library}, {}: {}", month.long(), cell.words());
            let spoken = words.clone();
            view! {
                <a class="cell" id=id href=format!("/kantor/laporan/{report}") title=words>
                    {inside}<span class="visually-hidden">{spoken}</span>
                </a>
            }
            .into_any()
        }
        None => view! { <span class="cell" id=id>{inside}<span class="visually-hidden">{cell.words()}</span></span> }
            .into_any(),
    }
}

fn sign(kind: TagKind, cell: Cell) -> impl IntoView {
    view! { <span class=kind.class() aria-hidden="true">{cell.progress.short()}</span> }
}

fn legend() -> impl IntoView {
    let items = Progress::ALL
        .into_iter()
        .map(|progress| {
            let sign = match progress {
                Progress::Unasked => return view! { <li>"–  "{progress.words()}</li> }.into_any(),
                Progress::Awaited => return view! { <li>"·  "{progress.words()}</li> }.into_any(),
                Progress::Missing => TagKind::Missing,
                Progress::Come(status) => tag_of(status),
            };
            view! { <li><Tag kind=sign>{progress.words()}</Tag></li> }.into_any()
        })
        .collect_view();
    view! {
        <ul class="legend" aria-label="Arti tanda">
            {items}
            <li>"nihil: tidak ada layanan bulan itu"</li>
            <li>"berubah: diperbaiki sejak disetujui"</li>
        </ul>
    }
}

fn fresh(fresh: Vec<Fresh>, zone: Zone) -> impl IntoView {
    if fresh.is_empty() {
        return view! { <p class="muted">"Belum ada laporan yang masuk dalam dua belas bulan ini."</p> }.into_any();
    }
    let items = fresh
        .into_iter()
        .map(|report| {
            let what = if report.again { "mengirim perbaikan laporan " } else { "mengirim laporan " };
            view! {
                <li id=format!("m-{}-{}", report.id, report.sent.0)>
                    <a href=format!("/kantor/laporan/{}", report.id)>{report.library}</a>" "{what}{report.month.long()}" "
                    <Tag kind=tag_of(report.status)>{report.status.words()}</Tag>" "
                    <time datetime=report.sent.iso(zone)>{report.sent.short(zone)}</time>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="feed">{items}</ul> }.into_any()
}

//! What a librarian owes and has sent: `/lapor`.

use crate::api::followups;
use crate::api::invitations::{self, Pending};
use crate::api::own_account;
use crate::api::reports::{self, Head, MonthState, Shelf};
use crate::domain::moment::{Date, Zone};
use crate::domain::report::{Punctuality, Status};
use crate::ui::field::{Drawing, Empty, Notice, Tag, TagKind, Tone};
use crate::ui::frame::{Frame, app, asker, page};
use crate::ui::pages::followups::in_short;
use crate::ui::pages::offline;
use crate::ui::pages::own_account::Resets;
use leptos::prelude::*;

/// What a librarian owes and has sent.
#[component]
pub fn Due() -> impl IntoView {
    let (app, asker) = (app(), asker());
    page(async move {
        let shelves = reports::shelves(&app, &asker).await?;
        let promised = followups::mine(&app, &asker).await?;
        let resets = own_account::resets(&app, &asker).await?;
        let several = shelves.len() > 1;
        let invited = invitations::pending(&app, &asker).await?.into_iter().map(invited).collect_view();
        let for_later = shelves.iter().flat_map(worth_keeping).collect::<Vec<_>>().join(" ");
        Ok(view! {
            <Frame title="Laporan saya" description="">
                {offline::waiting_line()}
                <Resets resets=resets/>
                <div class="page-head" data-simpan=for_later>
                    <h1>"Laporan saya"</h1>
                    <p class="lede">"Satu laporan setiap bulan: angka, kegiatan, foto, dan cerita perpustakaan."</p>
                </div>
                {invited}
                {shelves
                    .is_empty()
                    .then(|| {
                        view! {
                            <Empty title="Belum ada perpustakaan" drawing=Drawing::Report>
                                <p>"Akun Anda belum dipasangkan dengan perpustakaan. Hubungi dinas."</p>
                            </Empty>
                        }
                    })}
                {shelves.into_iter().map(|shelf| shelf_view(shelf, several)).collect_view()}
                {in_short(&promised)}
                <section class="section" aria-labelledby="lain">
                    <h2 id="lain">"Lain-lain"</h2>
                    <ul class="plain row">
                        <li><a class="button secondary" href="/lapor/hitung">"Hitung hari ini"</a></li>
                        <li><a class="button secondary" href="/kiat">"Kiat perpustakaan lain"</a></li>
                        <li><a class="button secondary" href="/lapor/rencana">"Rencana kegiatan"</a></li>
                        <li><a class="button secondary" href="/lapor/tautan">"Lembar untuk desa"</a></li>
                        <li><a class="button secondary" href="/lapor/kertas">"Formulir kertas"</a></li>
                        <li><a class="button secondary" href="/lapor/tarik">"Tarik foto atau cerita"</a></li>
                        <li><a class="button secondary" href="/lapor/izin-foto">"Surat izin foto"</a></li>
                    </ul>
                </section>
                {offline::install_hint()}
            </Frame>
        })
    })
}

/// An invitation to a meeting that is still to come.
fn invited(one: Pending) -> impl IntoView {
    let words = if one.answered {
        "Sudah dijawab. Jawaban dan QR ada di undangan.".to_owned()
    } else {
        format!("Jawaban ditunggu sampai {}.", one.until.long())
    };
    let action = if one.answered { "Buka undangan" } else { "Jawab undangan" };
    view! {
        <Notice title=format!("Undangan: {}, {}", one.meeting, one.first.long())>
            <p>{one.library}". "{words}</p>
            <p><a class="button secondary" href=one.path>{action}</a></p>
        </Notice>
    }
}

/// The months whose form the phone fetches now, so that it opens without a network later.
fn worth_keeping(shelf: &Shelf) -> Vec<String> {
    [&shelf.running, &shelf.current]
        .into_iter()
        .chain(&shelf.open)
        .take(4)
        .map(|state| format!("{}/{}", shelf.place.slug, state.month))
        .collect()
}

fn shelf_view(shelf: Shelf, several: bool) -> impl IntoView {
    let slug = shelf.place.slug.clone();
    let heading = if several { shelf.place.name.clone() } else { "Yang perlu dikerjakan".to_owned() };
    let returned: Vec<MonthState> = [&shelf.current, &shelf.running]
        .into_iter()
        .chain(&shelf.open)
        .filter(|state| state.comment.is_some())
        .cloned()
        .collect();
    let open: Vec<MonthState> = shelf.open.iter().filter(|state| state.comment.is_none()).cloned().collect();
    let zone = shelf.place.zone();
    let current = card(&slug, shelf.current.clone(), false);
    let running = card(&slug, shelf.running.clone(), true);
    let history = shelf.history;
    view! {
        <section class="section shelf" aria-label=shelf.place.name.clone()>
            <h2>{heading}</h2>
            {(!several).then(|| view! { <p class="muted">{shelf.place.name.clone()}</p> })}
            {returned.into_iter().map(|state| returned_note(&slug, &state)).collect_view()}
            <div class="grid two">
                {current}
                {open.into_iter().map(|state| card(&slug, state, false)).collect_view()}
                {running}
            </div>
            <h3>"Yang sudah dikirim"</h3>
            {if history.is_empty() {
                view! { <p class="muted">"Belum ada laporan yang dikirim."</p> }.into_any()
            } else {
                view! {
                    <table class="cards">
                        <caption class="visually-hidden">"Laporan yang sudah dikirim "{shelf.place.name.clone()}</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Bulan"</th>
                                <th scope="col">"Keadaan"</th>
                                <th scope="col">"Waktu"</th>
                                <th scope="col">"Dikirim"</th>
                                <th scope="col">"Nomor"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {history.into_iter().map(|state| history_row(&slug, &state, zone)).collect_view()}
                        </tbody>
                    </table>
                }
                    .into_any()
            }}
        </section>
    }
}

fn returned_note(slug: &str, state: &MonthState) -> impl IntoView + use<> {
    let href = format!("/lapor/{slug}/{}", state.month);
    let month = state.month.long();
    let comment = state.comment.clone().unwrap_or_default();
    view! {
        <Notice tone=Tone::Warning title=format!("Laporan {month} perlu diperbaiki")>
            <p class="quote">{comment}</p>
            <p><a class="button" href=href>"Perbaiki laporan "{month}</a></p>
        </Notice>
    }
}

/// Until or since when a report is waited for.
pub fn awaited(due: Date, overdue: bool) -> String {
    if overdue {
        format!("Ditunggu sejak {}. Kirim kapan pun siap; terlambat lebih baik daripada kosong.", due.plain())
    } else {
        format!("Ditunggu sampai {}.", due.long())
    }
}

/// One month as a card: what it is, how it stands, and the one thing to do.
fn card(slug: &str, state: MonthState, running: bool) -> impl IntoView + use<> {
    let href = format!("/lapor/{slug}/{}", state.month);
    let month = state.month.long();
    let sent = state.head.as_ref().is_some_and(|head| head.revision > 0);
    let drafted = state.head.as_ref().is_some_and(Head::has_draft);
    let words = if sent {
        "Sudah dikirim.".to_owned()
    } else if running {
        format!("Bulan ini masih berjalan. Boleh dicicil; ditunggu sampai {}.", state.due.plain())
    } else {
        awaited(state.due, state.overdue)
    };
    let action = match (sent, drafted) {
        (true, _) => "Lihat laporan",
        (false, true) => "Lanjutkan mengisi",
        (false, false) => "Isi laporan",
    };
    let class = if sent || running { "button secondary" } else { "button" };
    view! {
        <article class="sheet month-card">
            <h3>{month.clone()}</h3>
            <ul class="tags">
                <li>{status_tag(state.head.as_ref().map(Head::status))}</li>
                {(state.overdue || sent).then(|| view! { <li>{punctuality_tag(state.punctuality)}</li> })}
            </ul>
            <p>{words}</p>
            <p data-antrean="bulan" data-bulan=format!("{slug}/{}", state.month) hidden></p>
            <p class="month-card-action">
                <a class=class href=href>{action}<span class="visually-hidden">" "{month}</span></a>
            </p>
        </article>
    }
}

fn history_row(slug: &str, state: &MonthState, zone: Zone) -> impl IntoView + use<> {
    let href = format!("/lapor/{slug}/{}", state.month);
    let head = state.head.clone();
    let sent = head.as_ref().and_then(Head::sent);
    let reference = head.as_ref().and_then(|head| head.reference.clone()).unwrap_or_default();
    view! {
        <tr>
            <th scope="row"><a href=href>{state.month.long()}</a></th>
            <td data-label="Keadaan">{status_tag(head.map(|head| head.status()))}</td>
            <td data-label="Waktu">{punctuality_tag(state.punctuality)}</td>
            <td data-label="Dikirim">{sent.map(|sent| sent.short(zone))}</td>
            <td data-label="Nomor"><span class="ref">{reference}</span></td>
        </tr>
    }
}

/// The tag of a report's status; a report that was not begun has one of its own.
pub fn status_tag(status: Option<Status>) -> impl IntoView {
    let kind = match status {
        None => TagKind::Missing,
        Some(Status::Draft) => TagKind::Draft,
        Some(Status::Sent) => TagKind::Sent,
        Some(Status::Returned) => TagKind::Fix,
        Some(Status::Approved) => TagKind::Approved,
    };
    let words = status.map_or("Belum diisi", Status::words);
    view! { <Tag kind=kind>{words}</Tag> }
}

/// The tag of a report's punctuality.
pub fn punctuality_tag(punctuality: Punctuality) -> impl IntoView {
    let kind = match punctuality {
        Punctuality::OnTime => TagKind::Good,
        Punctuality::Late => TagKind::Late,
        Punctuality::NotYet => TagKind::Missing,
    };
    view! { <Tag kind=kind>{punctuality.words()}</Tag> }
}

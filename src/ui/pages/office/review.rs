//! One report on one page, with the month before beside it, and the office's verdict.

mod content;
mod verdict;

use crate::api::review::{self, Desk};
use crate::domain::board::brief_name;
use crate::domain::report::{Punctuality, Status, Verdict};
use crate::ui::field::{Breadcrumbs, Notice, Summary, Tag, TagKind, Tone};
use crate::ui::frame::{Frame, app, asker, page, param, query};
use crate::ui::pages::office::board::tag_of;
use leptos::prelude::*;

/// One report under review.
#[component]
pub fn Review() -> impl IntoView {
    let (app, asker, id, news) = (app(), asker(), param("id"), query("kabar"));
    page(async move {
        let op = app.world.id();
        let desk = review::open(&app, &asker, &id).await?;
        let news = match news.as_deref() {
            Some("disetujui") => Some("Laporan disetujui"),
            Some("dikembalikan") => Some("Laporan dikembalikan"),
            _ => None,
        };
        Ok(sheet(&desk, op, news))
    })
}

fn sheet(desk: &Desk, op: String, news: Option<&'static str>) -> impl IntoView + use<> {
    let opened = &desk.opened;
    let (head, zone) = (&opened.head, opened.place.zone());
    let title = format!("{}, {}", brief_name(&opened.place.name), opened.month.long());
    let status = head.status();
    let punctual = match opened.punctuality {
        Punctuality::OnTime => TagKind::Good,
        Punctuality::Late => TagKind::Late,
        Punctuality::NotYet => TagKind::Missing,
    };
    let body = match &opened.content {
        Some(_) => content::sent(desk).into_any(),
        None => view! {
            <Notice title="Laporan ini belum dikirim">
                <p>"Perpustakaan baru mulai mengisinya. Isinya terlihat di sini setelah dikirim."</p>
            </Notice>
        }
        .into_any(),
    };
    let (past, decision, grace) = (history(desk), verdict::desk(desk, op), verdict::grace(desk));
    let (changes, changed) = (changes(desk), desk.changes_approved());
    let (district, revision, reference) = (opened.place.district.clone(), head.revision, head.reference.clone());
    let awaited = opened.photos.iter().filter(|photo| photo.is_awaited()).count();
    let awaited = (awaited > 0).then(|| {
        let all = opened.photos.len();
        format!("Foto: {} dari {all} sudah diterima, {awaited} masih dikirim dari HP. Teksnya lengkap.", all - awaited)
    });
    let punctual_words = opened.punctuality.words();
    let place = desk.place.map(|(n, of)| format!(" · {n} dari {of} yang menunggu")).unwrap_or_default();
    let printed = view! { " "<a href=format!("/kantor/laporan/{}/cetak", head.id)>"Cetak"</a> };
    let sent = head.sent().map(|at| format!("Dikirim {}", at.long(zone)));
    let next = desk.others.first().and_then(|row| {
        let month = row.month().ok()?;
        Some((format!("/kantor/laporan/{}", row.id), format!("{}, {}", brief_name(&row.library_name), month.long())))
    });
    view! {
        <Frame title=format!("Periksa: {title}") description="">
            <Breadcrumbs
                trail=vec![
                    ("/kantor".to_owned(), "Papan laporan".to_owned()),
                    ("/kantor/laporan".to_owned(), "Periksa laporan".to_owned()),
                ]
                here=title.clone()
            />
            <Summary/>
            {news.map(|words| view! { <Notice tone=Tone::Success title=words><p>"Ini yang menunggu berikutnya."</p></Notice> })}
            <div class="page-head">
                <p class="eyebrow">{format!("Laporan bulanan · {district}{place}")}</p>
                <h1>{title}</h1>
                <ul class="tags">
                    <li><Tag kind=tag_of(status)>{status.words()}</Tag></li>
                    <li><Tag kind=punctual>{punctual_words}</Tag></li>
                    {changed.then(|| view! { <li><Tag kind=TagKind::Late>"berubah sejak disetujui"</Tag></li> })}
                    {(revision > 1).then(|| view! { <li><Tag>{format!("kiriman ke-{revision}")}</Tag></li> })}
                </ul>
                <p class="muted">
                    {reference.map(|number| view! { "Nomor laporan "<span class="ref">{number}</span>". " })}
                    {sent}
                    {printed}
                </p>
                {awaited.map(|words| view! { <p class="muted">{words}</p> })}
            </div>
            <div class="split review">
                <div class="stack loose">
                    {changes}
                    {body}
                    {past}
                </div>
                <aside class="stack sticky" aria-label="Keputusan">
                    {decision}
                    {grace}
                    {next.map(|(href, words)| view! {
                        <p>"Menunggu berikutnya: "<a href=href accesskey="l">{words}</a></p>
                    })}
                </aside>
            </div>
        </Frame>
    }
}

/// What a correction changed: old and new side by side.
fn changes(desk: &Desk) -> Option<impl IntoView + use<>> {
    desk.opened.previous.as_ref()?;
    let title =
        if desk.changes_approved() { "Yang berubah sejak disetujui" } else { "Yang berubah sejak kiriman sebelumnya" };
    let empty = || view! { <span class="muted">"kosong"</span> }.into_any();
    let shown = |words: &str| if words.is_empty() { empty() } else { words.to_owned().into_any() };
    let rows = desk
        .changes
        .iter()
        .map(|change| {
            view! {
                <tr>
                    <th scope="row">{change.what.clone()}</th>
                    <td data-label="Semula"><del class="typed">{shown(&change.before)}</del></td>
                    <td data-label="Menjadi"><ins class="typed">{shown(&change.after)}</ins></td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    Some(view! {
        <section aria-labelledby="berubah">
            <h2 id="berubah">{title}</h2>
            {if rows.is_empty() {
                view! { <p class="muted">"Isinya sama; hanya dikirim ulang."</p> }.into_any()
            } else {
                view! {
                    <table class="cards">
                        <thead><tr><th scope="col">"Isian"</th><th scope="col">"Semula"</th><th scope="col">"Menjadi"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                }
                .into_any()
            }}
        </section>
    })
}

/// Every sending and every verdict, newest first.
fn history(desk: &Desk) -> impl IntoView + use<> {
    let zone = desk.opened.place.zone();
    let sendings = desk.opened.versions.iter().map(|version| {
        let what = if version.revision == 1 {
            "Dikirim".to_owned()
        } else {
            format!("Dikirim lagi (kiriman ke-{})", version.revision)
        };
        let line = view! {
            <li>
                <strong>{what}</strong>" oleh "{version.sent_by_name.clone()}{version.paper.then_some(", diketik dinas dari kertas")}<br/>
                <time class="muted small" datetime=version.sent().iso(zone)>{version.sent().long(zone)}</time>
            </li>
        };
        (version.sent(), 0, line.into_any())
    });
    let verdicts = desk.opened.reviews.iter().map(|review| {
        let words = if review.bulk { "Disetujui bersama laporan lain" } else { review.verdict().words() };
        let kind = match review.verdict() {
            Verdict::Returned => tag_of(Status::Returned),
            Verdict::Approved => tag_of(Status::Approved),
        };
        let remarks = review
            .remarks()
            .into_iter()
            .map(|remark| {
                let field = crate::domain::report::draft::field_words(&remark.field);
                view! { <li><strong>{field}</strong>": "{remark.words}</li> }
            })
            .collect_view();
        let comment =
            (!review.comment.is_empty()).then(|| view! { <p class="quote typed">{review.comment.clone()}</p> });
        let line = view! {
            <li>
                <Tag kind=kind>{words}</Tag>" oleh "{review.by_name.clone()}<br/>
                <time class="muted small" datetime=review.at().iso(zone)>{review.at().long(zone)}</time>
                {comment}
                <ul>{remarks}</ul>
            </li>
        };
        (review.at(), 1, line.into_any())
    });
    let mut lines: Vec<_> = sendings.chain(verdicts).collect();
    // A verdict in the same second came after the sending it is about.
    lines.sort_by_key(|(at, order, _)| std::cmp::Reverse((*at, *order)));
    view! {
        <section aria-labelledby="riwayat">
            <h2 id="riwayat">"Riwayat"</h2>
            <ol class="history">{lines.into_iter().map(|(_, _, line)| line).collect_view()}</ol>
        </section>
    }
}

//! The circle, on one page for the office: what was promised, what moved since, what the next meeting could take up.

use crate::api::circle::{self, Circle as Shown};
use crate::domain::board::brief_name;
use crate::domain::circle::Moved;
use crate::domain::followup::State;
use crate::domain::number::tenths;
use crate::domain::proposal::words::row;
use crate::ui::field::{Breadcrumbs, Drawing, Empty, Tag, TagKind};
use crate::ui::frame::{Frame, app, asker, page};
use crate::ui::pages::office::followups::{before_after, state_tag};
use leptos::prelude::*;

/// The circle.
#[component]
pub fn Circle() -> impl IntoView {
    let (app, asker) = (app(), asker());
    page(async move {
        let shown = circle::circle(&app, &asker).await?;
        Ok(view! {
            <Frame title="Lingkaran" description="">
                <Breadcrumbs trail=vec![("/kantor/plm".to_owned(), "PLM".to_owned())] here="Lingkaran"/>
                <div class="page-head">
                    <h1>"Lingkaran"</h1>
                    <p class="lede">"Lapor, pantau, bertemu, belajar, tindak lanjut, lapor lagi. Halaman ini menyambung pertemuan lalu dengan yang akan datang."</p>
                    <p class="muted">"Hanya dinas yang melihat halaman ini."</p>
                </div>
                {match &shown.meeting {
                    None => view! { <Empty title="Belum ada pertemuan yang lewat" drawing=Drawing::Meeting><p>"Buat pertemuan di "<a href="/kantor/plm">"Susun PLM"</a>"; yang sudah lewat pun bisa dicatat belakangan."</p></Empty> }.into_any(),
                    Some(_) => parts(&shown).into_any(),
                }}
            </Frame>
        })
    })
}

fn parts(shown: &Shown) -> impl IntoView + use<> {
    view! {
        {promised(shown)}
        {figures(shown)}
        {risen(shown)}
        {ahead(shown)}
    }
}

/// The last meeting's promises.
fn promised(shown: &Shown) -> impl IntoView + use<> {
    let meeting = shown.meeting.clone();
    let (id, name, example) = meeting
        .map(|meeting| (meeting.id, format!("{}, {}", meeting.name, meeting.starts_on.long()), meeting.example))
        .unwrap_or_default();
    let all = shown.lines.len();
    let closed = shown.lines.iter().filter(|line| line.state.is_closed()).count();
    let by_report = shown.lines.iter().filter(|line| matches!(line.state, State::Reached(_))).count();
    let late = shown.lines.iter().filter(|line| line.state == State::Late && line.row.is_active()).count();
    let list = shown
        .lines
        .iter()
        .map(|line| {
            let name = brief_name(&line.row.library_name).to_owned();
            view! {
                <li>
                    <a href=format!("/kantor/perpustakaan/{}", line.row.library_slug)><strong>{name}</strong></a>": "{line.plan.what.clone()}" "{state_tag(line)}
                    {(!line.row.is_active()).then(|| view! { " "<Tag>"tidak aktif"</Tag> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="janji">
            <h2 id="janji">"Yang dijanjikan"</h2>
            <p class="muted">{name}{example.then(|| view! { " "<Tag kind=TagKind::Example>"contoh"</Tag> })}</p>
            {if all == 0 {
                view! { <p class="unknown">"Tindak lanjut pertemuan ini belum dicatat. "<a href=format!("/kantor/plm/{id}/tindak-lanjut")>"Catat sekarang, juga dari kertas"</a></p> }.into_any()
            } else {
                view! {
                    <ul class="figures">
                        <li><strong>{all}</strong>"rencana"</li>
                        <li><strong>{closed}</strong>"selesai"</li>
                        <li><strong>{by_report}</strong>"di antaranya lewat laporan"</li>
                        <li><strong>{late}</strong>"lewat tanggal, mungkin perlu bantuan"</li>
                    </ul>
                    <ul class="doings plain">{list}</ul>
                    <p><a href=format!("/kantor/plm/{id}/tindak-lanjut")>"Buka tindak lanjut dan pesan pengingat"</a></p>
                }.into_any()
            }}
        </section>
    }
}

/// What the figures of the promises did.
fn figures(shown: &Shown) -> Option<impl IntoView + use<>> {
    let rows = shown.lines.iter().filter_map(before_after).collect::<Vec<_>>();
    (!rows.is_empty()).then(|| view! {
        <section class="section" aria-labelledby="angka">
            <h2 id="angka">"Yang berubah sejak itu"</h2>
            <p class="muted">"Laporan disetujui terbaru dibanding angka awal rencana. Berubah belum tentu karena rencananya."</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Yang berubah sejak pertemuan">
                <table>
                    <thead><tr><th scope="col">"Perpustakaan"</th><th scope="col">"Angka"</th><th scope="col">"Sebelum"</th><th scope="col">"Sasaran"</th><th scope="col">"Laporan terbaru"</th><th scope="col">"Berubah"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    })
}

/// How many of those who rose are named.
const NAMED: usize = 8;

/// Who rose most, by the same measure for both times.
fn risen(shown: &Shown) -> impl IntoView + use<> {
    let words = match shown.spans {
        None => "Belum ada bulan penuh sesudah pertemuan, jadi belum ada yang bisa dibandingkan.".to_owned(),
        Some((from, to, first, last)) => format!(
            "Laporan disetujui {} sampai {} dibanding {} sampai {}. Nilai 0 sampai 100 seperti di halaman usulan, dengan satu patokan untuk kedua masa; perlu sedikitnya {} laporan di masing-masing.",
            from.long(),
            to.long(),
            first.long(),
            last.long(),
            shown.least
        ),
    };
    let risen: Vec<&Moved> = shown.moved.iter().filter(|moved| moved.gain() > 0).collect();
    #[expect(clippy::cast_precision_loss, reason = "tenths of a point, at most a thousand")]
    let points = |value: i64| tenths(value as f64 / 10.0);
    let list = risen
        .iter()
        .take(NAMED)
        .map(|moved| view! { <tr><th scope="row">{brief_name(&moved.name).to_owned()}</th><td class="number">{points(moved.before)}</td><td class="number">{points(moved.after)}</td><td class="number">{format!("+{}", points(moved.gain()))}</td></tr> })
        .collect_view();
    let (none, spanned) = (risen.is_empty(), shown.spans.is_some());
    let unknown = row(shown.unknown.iter().map(|name| brief_name(name)));
    view! {
        <section class="section" aria-labelledby="naik">
            <h2 id="naik">"Yang paling maju"</h2>
            <p class="muted">{words}</p>
            {(spanned && none).then(|| view! { <p>"Belum ada yang nilainya naik di antara yang cukup datanya."</p> })}
            {(!none).then(|| view! {
                <table>
                    <thead><tr><th scope="col">"Perpustakaan"</th><th scope="col">"Sebelum"</th><th scope="col">"Sesudah"</th><th scope="col">"Naik"</th></tr></thead>
                    <tbody>{list}</tbody>
                </table>
            })}
            {(spanned && !unknown.is_empty()).then(|| view! { <p class="muted small">"Belum cukup data, bukan tertinggal: "{unknown}"."</p> })}
        </section>
    }
}

/// What the next agenda could take up.
fn ahead(shown: &Shown) -> impl IntoView + use<> {
    let said = shown.suggestions.iter().map(|words| view! { <li>{words.clone()}</li> }).collect_view();
    let none = shown.suggestions.is_empty();
    let next = match &shown.next {
        Some(next) => {
            let href = format!("/kantor/plm/{}/usulan#kabar", next.id);
            view! { <p><a class="button" href=href>{format!("Usulan untuk {}", next.name)}</a></p><p class="muted small">"Di sana pertemuan bisa dibuka dengan kabar tindak lanjut ini, sebagai usulan."</p> }.into_any()
        }
        None => {
            view! { <p><a class="button secondary" href="/kantor/plm">"Buat pertemuan berikutnya"</a></p> }.into_any()
        }
    };
    view! {
        <section class="section" aria-labelledby="nanti">
            <h2 id="nanti">"Untuk agenda berikutnya"</h2>
            {none.then(|| view! { <p class="muted">"Belum ada saran dari tindak lanjut."</p> })}
            {(!none).then(|| view! { <ul>{said}</ul> })}
            {next}
        </section>
    }
}

//! Awards of a meeting, for the office: what there is, the order with everything behind it, the jury's word.

mod decision;
mod method;
mod order;

pub use method::AwardMethod;

use crate::api::awards::{self, Desk};
use crate::domain::award::{Outcome, place_words};
use crate::storage::awards::Award;
use crate::ui::field::{Breadcrumbs, Drawing, Empty, Notice, Summary, Tag, TagKind, Tone};
use crate::ui::frame::{Frame, app, asker, page, param, query};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

fn trail(desk: &Desk) -> Vec<(String, String)> {
    vec![
        ("/kantor/plm".to_owned(), "PLM".to_owned()),
        (format!("/kantor/plm/{}/agenda", desk.meeting.id), "Agenda".to_owned()),
    ]
}

fn below(desk: &Desk, further: &[(String, String)]) -> Vec<(String, String)> {
    let mut trail = trail(desk);
    trail.push((format!("/kantor/plm/{}/apresiasi", desk.meeting.id), "Apresiasi".to_owned()));
    trail.extend_from_slice(further);
    trail
}

/// Where an award stands, in a word.
fn state(award: &Award) -> impl IntoView + use<> {
    let (kind, words) = match (award.decisions.last(), award.published()) {
        (Some(newest), Some(published)) if newest.number == published.number => (TagKind::Approved, "Terbit"),
        (Some(_), Some(_)) => (TagKind::Late, "Keputusan baru belum terbit"),
        (Some(_), None) => (TagKind::Sent, "Diputuskan, belum terbit"),
        (None, _) => (TagKind::Draft, "Belum diputuskan"),
    };
    view! { <Tag kind=kind>{words}</Tag> }
}

/// The awards of a meeting.
#[component]
pub fn Awards() -> impl IntoView {
    let (app, asker, id, news) = (app(), asker(), param("id"), query("kabar"));
    page(async move {
        let desk = awards::desk(&app, &asker, &id).await?;
        Ok(list(&desk, news.as_deref() == Some("mulai"), app.world.id()))
    })
}

fn list(desk: &Desk, begun: bool, op: String) -> impl IntoView + use<> {
    let base = format!("/kantor/plm/{}/apresiasi", desk.meeting.id);
    let name = desk.meeting.name.clone();
    let decided = desk
        .awards
        .iter()
        .any(|(award, _)| award.decisions.last().is_some_and(|last| !last.decision.winners.is_empty()));
    let published = desk.awards.iter().any(|(award, _)| award.published().is_some());
    let certificates = format!("/kantor/plm/{}/dokumen/piagam/piagam.pdf", desk.meeting.id);
    let papers = format!("/kantor/plm/{}/dokumen", desk.meeting.id);
    let public = format!("/plm/{}/apresiasi", desk.meeting.slug);
    let cards = desk.awards.iter().map(|(award, outcome)| card(&base, award, outcome)).collect_view();
    let fresh = format!("{base}/baru/rumus");
    let body = if desk.awards.is_empty() {
        view! {
            <Empty title="Belum ada penghargaan di pertemuan ini" drawing=Drawing::Report>
                <p>"Mulai dengan dua penghargaan seperti tahun 2022: tiga perpustakaan desa terbaik, dan pengelola yang paling aktif melapor. Bobotnya usulan program; kriteria aslinya tidak pernah diberitakan. Ubah sebelum dipakai."</p>
                <form method="post" action=base.clone() class="buttons">
                    <input type="hidden" name="op" value=op/>
                    <button class="button" name="aksi" value="mulai">"Mulai dengan dua penghargaan"</button>
                    <a class="button quiet" href=fresh>"Buat sendiri"</a>
                </form>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            {cards}
            <p class="buttons">
                <a class="button secondary" href=fresh>"Tambah penghargaan"</a>
                {decided.then(|| view! { <a class="button secondary" href=certificates>"Semua piagam (PDF)"</a> })}
                <a class="button quiet" href=papers>"Dokumen pertemuan"</a>
                {published.then(|| view! { <a class="button quiet" href=public>"Halaman publik"</a> })}
            </p>
        }
        .into_any()
    };
    let (trail, meeting) = (trail(desk), desk.meeting.id.clone());
    view! {
        <Frame title=format!("Apresiasi: {name}") description="">
            <Breadcrumbs trail=trail here="Apresiasi"/>
            {begun.then(|| view! { <Notice tone=Tone::Success title="Dua penghargaan dibuat"><p>"Buka satu per satu, periksa bobotnya, lalu putuskan bersama juri."</p></Notice> })}
            <Summary/>
            <div class="page-head">
                <p class="eyebrow">{name}</p>
                <h1>"Apresiasi"</h1>
                <p class="lede">"Urutan dihitung terbuka dari laporan yang sudah disetujui; juri yang memutuskan."</p>
                <p class="muted">"Urutan dan nilai hanya dilihat dinas. Publik membaca penerima, cara menghitung, dan keputusan juri."</p>
            </div>
            <MeetingNav meeting=meeting/>
            {body}
        </Frame>
    }
}

fn card(base: &str, award: &Award, outcome: &Outcome) -> impl IntoView + use<> {
    let Some(version) = award.current() else { return ().into_any() };
    let definition = &version.definition;
    let href = format!("{base}/{}", award.id);
    let told = match (award.decisions.last(), outcome) {
        (Some(decided), _) if decided.decision.winners.is_empty() => {
            view! { <p>"Penerima belum tercatat. "{decided.decision.reason.clone()}</p> }.into_any()
        }
        (Some(decided), _) => {
            let one = |winner: &crate::domain::award::Winner| {
                view! { <li>{format!("{}: {}", place_words(winner.place), winner.honoured())}</li> }
            };
            view! { <ul>{decided.decision.winners.iter().map(one).collect_view()}</ul> }.into_any()
        }
        (None, Outcome::Uncounted) => view! { <p class="muted">"Diputuskan juri tanpa hitungan."</p> }.into_any(),
        (None, Outcome::Waiting(waiting)) => {
            view! { <p class="muted">{format!("Belum dihitung: {} laporan tepat waktu menunggu diperiksa.", waiting.len())}</p> }
                .into_any()
        }
        (None, Outcome::Ranked(ranking)) if ranking.ranked.is_empty() => {
            view! { <p class="muted">"Belum ada perpustakaan dengan cukup laporan."</p> }.into_any()
        }
        (None, Outcome::Ranked(ranking)) => {
            let foremost: Vec<String> = ranking
                .foremost(definition.places.unwrap_or(1))
                .map(|one| format!("{}. {}", one.place, one.name))
                .collect();
            view! { <p class="muted">"Urutan sementara: "{foremost.join("; ")}</p> }.into_any()
        }
    };
    view! {
        <section class="sheet">
            <h2 class="h3"><a href=href>{definition.name.clone()}</a></h2>
            <p>{state(award)}</p>
            {told}
        </section>
    }
    .into_any()
}

/// One award: the order and the decision.
#[component]
pub fn OneAward() -> impl IntoView {
    let (app, asker, id, award, news) = (app(), asker(), param("id"), param("award"), query("kabar"));
    page(async move {
        let desk = awards::desk(&app, &asker, &id).await?;
        desk.award(&award)?;
        Ok(one(&desk, &award, news, app.world.id()))
    })
}

fn one(desk: &Desk, id: &str, news: Option<String>, op: String) -> impl IntoView + use<> {
    let Ok((award, outcome)) = desk.award(id) else { return ().into_any() };
    let Some(version) = award.current() else { return ().into_any() };
    let definition = &version.definition;
    let here = format!("/kantor/plm/{}/apresiasi/{}", desk.meeting.id, award.id);
    let news = news.and_then(|news| match news.as_str() {
        "tersimpan" => Some("Penghargaan tersimpan. Versi sebelumnya tetap bisa dibaca."),
        "putus" => Some("Keputusan juri tercatat. Terbitkan bila sudah diumumkan."),
        "terbit" => Some("Keputusan terbit. Publik sudah bisa membacanya."),
        _ => None,
    });
    let method = definition.method().into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    let made = format!("Versi {}, oleh {}, {}.", version.number, version.by_name, version.made.short(desk.zone));
    let earlier: Vec<_> = award
        .versions
        .iter()
        .rev()
        .skip(1)
        .map(|old| view! { <li>{format!("Versi {} ({}): {}", old.number, old.made.short(desk.zone), method::weights(&old.definition))}</li> })
        .collect();
    let (trail, name, state) = (below(desk, &[]), definition.name.clone(), state(award));
    let meeting = desk.meeting.id.clone();
    let weights = definition.counted.then(|| method::weights(definition));
    let order = order::order(definition, outcome);
    let (decided, form) =
        (decision::decided(desk, award, &here, &op), decision::form(desk, award, outcome, &here, &op));
    view! {
        <Frame title=name.clone() description="">
            <Breadcrumbs trail=trail here="Penghargaan"/>
            {news.map(|news| view! { <Notice tone=Tone::Success title=news><span></span></Notice> })}
            <Summary/>
            <div class="page-head">
                <p class="eyebrow">"Apresiasi"</p>
                <h1>{name}</h1>
                <p>{state}</p>
            </div>
            <MeetingNav meeting=meeting/>
            <section class="section">
                <h2>"Cara menghitung"</h2>
                <ul>{method}</ul>
                {weights.map(|weights| view! { <p>{weights}</p> })}
                <p class="muted small">{made}" "<a href=format!("{here}/rumus")>"Ubah dan coba bobot lain"</a></p>
                {(!earlier.is_empty()).then(|| view! { <details><summary>"Versi sebelumnya"</summary><ul>{earlier}</ul></details> })}
            </section>
            {order}
            {decided}
            {form}
        </Frame>
    }
    .into_any()
}

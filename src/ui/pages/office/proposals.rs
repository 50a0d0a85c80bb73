//! "Siapa berbagi dengan siapa": what the reports suggest for a meeting, each proposal with its reasons and the planner's word.

mod method;
mod opening;
mod piece;
mod wishes;

use crate::api::circle::{self, Opening};
use crate::api::proposals::{self, Proposals as Shown};
use crate::domain::moment::Month;
use crate::domain::proposal::{Choice, Near, Piece, words};
use crate::ui::field::{Breadcrumbs, Notice, NumberField, SelectField, Summary, Tone, options};
use crate::ui::frame::{Frame, app, asker, page, param, query};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

/// The names of a choice in an address.
const NAMES: [&str; 11] =
    ["dari", "sampai", "minimal", "menit", "ruang", "topik", "nilai", "kelompok", "diskusi", "dekat", "ganti"];

/// The proposals of a meeting.
#[component]
pub fn Proposals() -> impl IntoView {
    let (app, asker, id, news) = (app(), asker(), param("id"), query("kabar"));
    let asked: Vec<(&'static str, Option<String>)> = NAMES.map(|name| (name, query(name))).to_vec();
    page(async move {
        let value = |name: &str| asked.iter().find(|(known, _)| *known == name).and_then(|(_, value)| value.clone());
        let shown = proposals::proposals(&app, &asker, &id, value).await?;
        let running = app.world.now().date(shown.desk.zone).month_of();
        let opening = circle::opening_of(&app, &asker, &shown.desk).await?;
        Ok(show(shown, opening.as_ref(), running, news, app.world.id()))
    })
}

fn show(
    shown: Shown,
    last: Option<&Opening>,
    running: Month,
    news: Option<String>,
    op: String,
) -> impl IntoView + use<> {
    let news = news.and_then(|news| match news.as_str() {
        "diterima" => Some("Usulan diterima dan masuk ke agenda."),
        "dibuang" => Some("Usulan dibuang. Ia masih ada di bagian bawah halaman ini."),
        "kembali" => Some("Usulan dikembalikan."),
        "keinginan" => Some("Keinginan tersimpan. Usulan di bawah sudah memperhitungkannya."),
        _ => None,
    });
    let meeting = &shown.desk.meeting;
    let (id, name, builder) = (meeting.id.clone(), meeting.name.clone(), format!("/kantor/plm/{}/agenda", meeting.id));
    let here = format!("/kantor/plm/{}/usulan?{}", meeting.id, shown.choice.query());
    let trail = vec![("/kantor/plm".to_owned(), "PLM".to_owned()), (builder.clone(), "Agenda".to_owned())];
    let parts = view! {
        {choice(&shown.choice, running, shown.desk.agenda.days.len())}
        {unmet(&shown)}
        {last.map(|last| opening::opening(last, &here, &op))}
        {open(&shown, &here, &op)}
        {closed(&shown, &here)}
        {wishes::wishes(&shown, &here)}
        {method::method(&shown)}
    };
    view! {
        <Frame title=format!("Usulan: {name}") description="">
            <Breadcrumbs trail=trail here="Usulan"/>
            {news.map(|news| view! { <Notice tone=Tone::Success title=news><p><a href=builder.clone()>"Lihat agendanya"</a></p></Notice> })}
            <Summary/>
            <div class="page-head">
                <p class="eyebrow">{name}</p>
                <h1>"Siapa berbagi dengan siapa"</h1>
                <p class="lede">"Usulan dari laporan yang sudah disetujui. Tidak ada yang masuk ke agenda sebelum Anda terima."</p>
                <p class="muted">"Hanya dinas yang melihat halaman ini."</p>
            </div>
            <MeetingNav meeting=id/>
            {parts}
        </Frame>
    }
}

/// What the planner may choose.
fn choice(choice: &Choice, running: Month, days: usize) -> impl IntoView + use<> {
    let months = || options((0..36).map(|back| running.plus(-back)).map(|month| (month.to_string(), month.long())));
    let near = options(Near::ALL.map(|near| (near.code(), near.words())));
    let number = |value: usize| i64::try_from(value).unwrap_or(0);
    let said = format!(
        "{} sampai {}, {} menit tiap acara berbagi, {}, {days} hari.",
        choice.from.long(),
        choice.to.long(),
        choice.minutes,
        if choice.rooms > 1 { format!("{} ruang sejajar", choice.rooms) } else { "satu ruang".to_owned() }
    );
    let (least, floor) = (i64::from(choice.least), choice.floor);
    let (minutes, talk) = (i64::from(choice.minutes), i64::from(choice.talk));
    view! {
        <details class="sheet">
            <summary>"Pilihan: "{said}</summary>
            <form method="get" class="filters">
                <SelectField name="dari" label="Dari bulan" options=months() value=choice.from.to_string()/>
                <SelectField name="sampai" label="Sampai bulan" options=months() value=choice.to.to_string()/>
                <NumberField name="minimal" label="Sedikitnya disetujui" unit="laporan" value=least/>
                <NumberField name="menit" label="Satu acara berbagi" unit="menit" value=minutes/>
                <NumberField name="ruang" label="Ruang sejajar" unit="ruang" value=number(choice.rooms)/>
                <NumberField name="topik" label="Paling banyak setopik" unit="perpustakaan" hint="0: dibagi rata." value=number(choice.seats)/>
                <NumberField name="nilai" label="Nilai terendah untuk berbagi" unit="poin" value=floor/>
                <NumberField name="kelompok" label="Kelompok diskusi" unit="kelompok" hint="Kosong: kira-kira lima perpustakaan sekelompok. 0: tanpa diskusi." value=choice.groups.map(number) optional=true/>
                <NumberField name="diskusi" label="Lama diskusi" unit="menit" value=talk/>
                <SelectField name="dekat" label="Kedekatan dalam kelompok" options=near value=choice.near.code()/>
                <div class="buttons"><button class="button secondary" type="submit">"Hitung usulan"</button></div>
            </form>
        </details>
    }
}

/// What could not be met, and whom nobody can judge.
fn unmet(shown: &Shown) -> impl IntoView + use<> {
    let plan = &shown.plan;
    let unmet = plan.unmet.iter().map(|sentence| view! { <li>{sentence.clone()}</li> }).collect_view();
    let unknown = plan
        .unknown
        .iter()
        .map(|party| view! { <li>{words::too_little(&shown.choice, &plan.parties[*party])}</li> })
        .collect_view();
    view! {
        {(!plan.unmet.is_empty()).then(|| view! {
            <div class="notice warning wide"><strong>"Yang belum bisa dipenuhi"</strong><ul>{unmet}</ul></div>
        })}
        {(!plan.unknown.is_empty()).then(|| view! {
            <div class="notice wide"><strong>"Belum cukup data"</strong><ul>{unknown}</ul>
                <p>"Mereka tidak diberi peringkat dan tetap mendapat kursi di kelompok diskusi. Tanyakan praktik baiknya, lalu catat sebagai keinginan."</p>
            </div>
        })}
    }
}

/// The open proposals, in order of time.
fn open(shown: &Shown, here: &str, op: &str) -> impl IntoView + use<> {
    let plan = &shown.plan;
    let acceptable = plan.pieces.iter().filter(|piece| piece.spot().is_some()).count();
    let mut sections = Vec::new();
    for day in &shown.desk.agenda.days {
        let on_day = |piece: &&Piece| piece.spot().is_some_and(|spot| spot.day == day.id);
        let pieces: Vec<&Piece> = plan.pieces.iter().filter(on_day).collect();
        sections.push((day.date.long(), pieces));
    }
    sections
        .push(("Belum mendapat waktu".to_owned(), plan.pieces.iter().filter(|piece| piece.spot().is_none()).collect()));
    let sections = sections
        .into_iter()
        .filter(|(_, pieces)| !pieces.is_empty())
        .map(|(title, pieces)| {
            let items = pieces.into_iter().map(|one| piece::open(shown, one, here)).collect_view();
            view! { <h3>{title}</h3><ol class="agenda-items">{items}</ol> }
        })
        .collect_view();
    let accept = if acceptable == 1 {
        "Terima usulan yang dicentang".to_owned()
    } else {
        format!("Terima yang dicentang ({acceptable})")
    };
    view! {
        <section class="section" aria-labelledby="usulan">
            <h2 id="usulan">"Usulan"</h2>
            {plan.pieces.is_empty().then(|| view! { <p class="muted">"Tidak ada usulan yang masih terbuka."</p> })}
            {sections}
            {(acceptable > 0).then(|| view! {
                <form method="post" action=here.to_owned() id="terima" class="buttons">
                    <input type="hidden" name="op" value=op.to_owned()/>
                    <button class="button" name="act" value="terima">{accept}</button>
                </form>
            })}
        </section>
    }
}

/// What was decided: accepted and thrown away.
fn closed(shown: &Shown, here: &str) -> impl IntoView + use<> {
    let plan = &shown.plan;
    let accepted = plan.accepted.iter().map(|one| piece::accepted(shown, one)).collect_view();
    let refused = plan.refused.iter().map(|one| piece::refused(shown, one, here)).collect_view();
    let other = if shown.choice.replace {
        let query = Choice { replace: false, ..shown.choice.clone() }.query();
        view! { <p><a href=format!("?{query}")>"Kembali ke usulan semula"</a></p> }.into_any()
    } else {
        let query = Choice { replace: true, ..shown.choice.clone() }.query();
        view! { <p><a href=format!("?{query}")>"Cari pengganti untuk yang dibuang"</a></p> }.into_any()
    };
    let thrown = !plan.refused.is_empty() || shown.choice.replace;
    view! {
        {(!plan.accepted.is_empty()).then(|| view! {
            <section class="section"><h2>"Sudah diterima"</h2><ul>{accepted}</ul></section>
        })}
        {thrown.then(|| view! {
            <section class="section"><h2>"Dibuang"</h2><ul class="plain stack tight">{refused}</ul>{other}</section>
        })}
    }
}

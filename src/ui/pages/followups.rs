//! A librarian's own follow-ups: `/tindak-lanjut`, one of them at `/tindak-lanjut/{id}`, and in short on the start page.

use crate::api::followups::{self, Line};
use crate::domain::followup::State;
use crate::ui::field::{
    AreaField, Breadcrumbs, Button, Buttons, Drawing, Empty, Look, Notice, Summary, Tag, TagKind, Tone,
};
use crate::ui::frame::{Frame, app, asker, page, param, query};
use crate::ui::pages::office::followups::{details, state_tag};
use leptos::prelude::*;

/// Everything that this person's libraries promised.
#[component]
pub fn Followups() -> impl IntoView {
    let (app, asker) = (app(), asker());
    page(async move {
        let all = followups::mine(&app, &asker).await?;
        let empty = all.iter().all(|(_, lines)| lines.is_empty());
        let several = all.len() > 1;
        let parts = all
            .iter()
            .map(|(place, lines)| {
                let list = |closed: bool| {
                    let lines = lines.iter().filter(|line| line.state.is_closed() == closed);
                    lines.map(item).collect_view()
                };
                let (open, done) = (list(false), list(true));
                let any = |closed: bool| lines.iter().any(|line| line.state.is_closed() == closed);
                view! {
                    <section class="section" aria-label=place.name.clone()>
                        {several.then(|| view! { <h2>{place.name.clone()}</h2> })}
                        {any(false).then(|| view! { <h3>"Masih berjalan"</h3><ul class="plain stack">{open}</ul> })}
                        {any(true).then(|| view! { <h3>"Sudah selesai"</h3><ul class="plain stack">{done}</ul> })}
                    </section>
                }
            })
            .collect_view();
        Ok(view! {
            <Frame title="Tindak lanjut" description="">
                <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned())] here="Tindak lanjut"/>
                <div class="page-head">
                    <h1>"Tindak lanjut"</h1>
                    <p class="lede">"Yang direncanakan perpustakaan Anda di pertemuan PLM. Sudah selesai? Tulis singkat hasilnya."</p>
                </div>
                {if empty {
                    view! { <Empty title="Belum ada rencana" drawing=Drawing::Meeting><p>"Rencana dicatat dinas bersama Anda di akhir pertemuan PLM."</p></Empty> }.into_any()
                } else {
                    parts.into_any()
                }}
            </Frame>
        })
    })
}

fn item(line: &Line) -> impl IntoView + use<> {
    view! {
        <li class="card">
            <h4><a class="cover" href=format!("/tindak-lanjut/{}", line.row.id)>{line.plan.what.clone()}</a></h4>
            <p>{state_tag(line)}{line.row.example.then(|| view! { " "<Tag kind=TagKind::Example>"contoh"</Tag> })}</p>
            <p class="muted small">{line.row.meeting_name.clone()}</p>
        </li>
    }
}

/// One follow-up, and the form to close it.
#[component]
pub fn Followup() -> impl IntoView {
    let (app, asker, id, news) = (app(), asker(), param("id"), query("kabar"));
    page(async move {
        let line = followups::one(&app, &asker, &id).await?;
        let op = app.world.id();
        let news = match news.as_deref() {
            Some("selesai") => Some("Terima kasih, rencana ini sudah ditandai selesai"),
            Some("dibuka") => Some("Rencana ini dibuka lagi"),
            _ => None,
        };
        let action = format!("/tindak-lanjut/{id}");
        let trail = vec![
            ("/lapor".to_owned(), "Laporan saya".to_owned()),
            ("/tindak-lanjut".to_owned(), "Tindak lanjut".to_owned()),
        ];
        let by_report = match &line.state {
            State::Reached(reading) => Some(format!(
                "Laporan {} ({}) sudah mencapai sasarannya, jadi rencana ini tertutup sendiri. Selamat!",
                reading.month.long(),
                reading.reference
            )),
            _ => None,
        };
        let waiting = (line.state == State::Late).then_some("Tanggalnya sudah lewat, dan itu tidak apa-apa: kalau sudah selesai, tulis hasilnya. Kalau ada yang sulit, hubungi dinas supaya bisa dibantu atau diubah.");
        let form = if line.state.is_closed() {
            view! {
                <form method="post" action=action.clone()>
                    <p class="muted">"Ternyata belum selesai, atau angkanya keliru?"</p>
                    <Buttons><Button look=Look::Secondary name="aksi" value="buka">"Buka lagi"</Button></Buttons>
                </form>
            }
            .into_any()
        } else {
            view! {
                <form method="post" action=action.clone() class="stack narrow" novalidate>
                    <input type="hidden" name="op" value=op/>
                    <AreaField name="bukti" label="Apa yang sudah dilakukan, dan apa hasilnya?" hint="Dua tiga kalimat cukup. Foto kegiatannya masuk lewat laporan bulanan. Jangan menulis nama pengunjung." rows=5/>
                    <Buttons><Button name="aksi" value="selesai">"Tandai selesai"</Button></Buttons>
                </form>
            }
            .into_any()
        };
        Ok(view! {
            <Frame title="Tindak lanjut" description="">
                <Breadcrumbs trail=trail here="Rencana"/>
                {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
                <Summary/>
                <div class="page-head">
                    <p class="eyebrow">{line.row.library_name.clone()}</p>
                    <h1>{line.plan.what.clone()}</h1>
                    <p>{state_tag(&line)}{line.row.example.then(|| view! { " "<Tag kind=TagKind::Example>"contoh"</Tag> })}</p>
                    <p class="muted">{line.row.meeting_name.clone()}</p>
                </div>
                {by_report.map(|words| view! { <Notice tone=Tone::Success title="Tercapai"><p>{words}</p></Notice> })}
                {waiting.map(|words| view! { <p>{words}</p> })}
                {details(&line)}
                <section class="section">{form}</section>
            </Frame>
        })
    })
}

/// On the start page: what of all this is still open, and the way to the tips.
pub fn in_short(all: &[(crate::storage::reports::Place, Vec<Line>)]) -> impl IntoView + use<> {
    let open: Vec<&Line> = all.iter().flat_map(|(_, lines)| lines).filter(|line| line.is_awaited()).collect();
    let any = all.iter().any(|(_, lines)| !lines.is_empty());
    let list = open.iter().map(|line| item(line)).collect_view();
    let none = open.is_empty();
    any.then(|| view! {
        <section class="section" aria-labelledby="rtl">
            <h2 id="rtl">"Tindak lanjut pertemuan"</h2>
            {if none {
                view! { <p>"Semua rencana sudah selesai. "<a href="/tindak-lanjut">"Lihat lagi"</a></p> }.into_any()
            } else {
                view! { <ul class="plain grid two">{list}</ul><p><a href="/tindak-lanjut">"Semua tindak lanjut"</a></p> }.into_any()
            }}
        </section>
    })
}

//! What the anonymous sheets of a meeting add up to, the public link, and keying in from paper.

use crate::api::evaluations;
use crate::domain::evaluation::{OPEN, RATED, STEPS, Totals};
use crate::domain::number::whole;
use crate::ui::field::{Button, Buttons, Notice, Summary, Tone};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::pages::evaluation::questions;
use crate::ui::pages::office::meeting_nav::MeetingNav;
use crate::ui::qr::Qr;
use leptos::prelude::*;

/// The office's page.
#[component]
pub fn Evaluations() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let (id, news) = (param("id"), query("kabar"));
    page(async move {
        let (hall, totals) = evaluations::totals(&app, &asker, &id).await?;
        let name = hall.meeting.name.clone();
        let link = app.settings.link(&format!("/plm/{}/evaluasi", hall.meeting.slug));
        let op = app.world.id();
        let public = match hall.meeting.published_edit {
            None => view! { <p class="muted">"Terbitkan agendanya dulu; sesudah itu tautan untuk peserta ada di sini."</p> }.into_any(),
            Some(_) => view! {
                <p>"Terbuka dari "{hall.first().long()}" sampai "{hall.last().plus_days(evaluations::OPEN_DAYS).long()}". Tayangkan QR ini di akhir acara, atau bagikan tautannya."</p>
                <p><a href=link.clone()>{link.clone()}</a></p>
                <Qr text=link.clone() label="QR ke halaman evaluasi"/>
            }
            .into_any(),
        };
        let open = typed.is_posted() || news.is_some();
        Ok(view! {
            <Frame title=format!("Evaluasi: {name}") description="">
                <div class="page-head"><p class="eyebrow">{name}</p><h1>"Evaluasi"</h1></div>
                <MeetingNav meeting=id/>
                {news.map(|_| view! { <Notice tone=Tone::Success title="Lembar tersimpan"><p>"Lanjutkan dengan lembar berikutnya."</p></Notice> })}
                <Summary/>
                {results(&totals)}
                <section class="section no-print" aria-labelledby="tautan"><h2 id="tautan">"Untuk peserta"</h2>{public}</section>
                <section class="section no-print">
                    <details open=open>
                        <summary>"Ketik lembar kertas"</summary>
                        <form method="post" novalidate>
                            <input type="hidden" name="op" value=op/>
                            {questions()}
                            <Buttons><Button>"Simpan lembar ini"</Button></Buttons>
                        </form>
                    </details>
                </section>
            </Frame>
        })
    })
}

/// The table of results, and what was written.
fn results(totals: &Totals) -> impl IntoView + use<> {
    if totals.sheets == 0 {
        return view! { <p class="muted">"Belum ada evaluasi yang masuk."</p> }.into_any();
    }
    let rows = RATED
        .into_iter()
        .enumerate()
        .map(|(question, (_, words))| {
            let counts = totals.steps[question].map(|count| view! { <td class="right">{whole(count.into())}</td> });
            let mean = totals.mean(question).unwrap_or_else(|| "–".to_owned());
            view! { <tr><th scope="row">{words}</th>{counts.into_iter().collect_view()}<td class="right"><strong>{mean}</strong></td></tr> }
        })
        .collect_view();
    let heads = STEPS.map(|words| view! { <th scope="col" class="right">{words}</th> }).into_iter().collect_view();
    let written = totals.words.iter().map(|words| view! { <li class="typed">{words.clone()}</li> }).collect::<Vec<_>>();
    let none = written.is_empty();
    let sheets = format!("{} lembar, {} di antaranya dari kertas. Nilai 1 sampai 4.", totals.sheets, totals.on_paper);
    view! {
        <p>{sheets}</p>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Hasil evaluasi">
            <table>
                <thead><tr><th scope="col">"Pertanyaan"</th>{heads}<th scope="col" class="right">"Rata-rata"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <section class="section" aria-labelledby="saran-h">
            <h2 id="saran-h">{OPEN}</h2>
            {none.then(|| view! { <p class="muted">"Tidak ada yang menulis."</p> })}
            <ul>{written}</ul>
        </section>
    }
    .into_any()
}

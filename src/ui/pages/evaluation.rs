//! The anonymous sheet of a meeting, `/plm/{slug}/evaluasi`: five questions, no account.

use crate::api::evaluations;
use crate::domain::evaluation::{LONGEST, OPEN, RATED, STEPS};
use crate::ui::field::{AreaField, Breadcrumbs, Button, Buttons, ChoiceField, Confirmation, Notice, Summary, options};
use crate::ui::frame::{Frame, app, page, param, query};
use leptos::prelude::*;

/// The five questions, as fields.
pub fn questions() -> impl IntoView {
    let rated = RATED
        .into_iter()
        .map(|(code, words)| {
            let steps = options((1..).zip(STEPS).map(|(step, words): (u8, _)| (step.to_string(), words)));
            view! { <ChoiceField name=code legend=words options=steps inline=true optional=true/> }
        })
        .collect_view();
    view! { {rated}<AreaField name="saran" label=OPEN rows=4 maxlength=LONGEST.to_string() optional=true/> }
}

/// The sheet.
#[component]
pub fn Evaluation() -> impl IntoView {
    let (app, slug, news) = (app(), param("slug"), query("kabar"));
    page(async move {
        let blank = evaluations::blank(&app, &slug).await?;
        let (name, meeting) = (blank.hall.meeting.name.clone(), format!("/plm/{slug}"));
        let (op, back) = (app.world.id(), meeting.clone());
        let body = if news.is_some() {
            view! {
                <Confirmation title="Terima kasih"><p>"Jawaban Anda sudah kami terima, tanpa nama."</p><p><a href=back>"Kembali ke halaman pertemuan"</a></p></Confirmation>
            }
            .into_any()
        } else if blank.is_open {
            view! {
                <div class="page-head">
                    <p class="eyebrow">{name.clone()}</p>
                    <h1>"Evaluasi"</h1>
                    <p class="lede">"Lima pertanyaan, satu menit. Tanpa nama: kami tidak tahu siapa yang menjawab."</p>
                </div>
                <Summary/>
                <form method="post" class="report-form" novalidate>
                    <input type="hidden" name="op" value=op/>
                    {questions()}
                    <Buttons><Button>"Kirim evaluasi"</Button></Buttons>
                </form>
            }
            .into_any()
        } else {
            let words = format!(
                "Evaluasi dibuka dari {} sampai {}.",
                blank.hall.first().long(),
                blank.hall.last().plus_days(evaluations::OPEN_DAYS).long()
            );
            view! {
                <div class="page-head"><p class="eyebrow">{name.clone()}</p><h1>"Evaluasi"</h1></div>
                <Summary/>
                <Notice title="Evaluasi tidak sedang dibuka"><p>{words}</p></Notice>
            }
            .into_any()
        };
        Ok(view! {
            <Frame title=format!("Evaluasi: {name}") description="">
                <Breadcrumbs trail=vec![("/plm".to_owned(), "PLM".to_owned()), (meeting, "Agenda".to_owned())] here="Evaluasi"/>
                {body}
            </Frame>
        })
    })
}

//! The agenda for other people's pages, in a frame: `/plm/{slug}/sisip`.

use crate::api;
use crate::ui::frame::{app, page, param};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The agenda alone: no header, no forms, nothing of who is signed in. Links open beside the frame.
#[component]
pub fn Embed() -> impl IntoView {
    let (app, slug) = (app(), param("slug"));
    page(async move {
        let published = api::meetings::by_slug(&app, &slug).await?;
        let address = app.settings.link(&format!("/plm/{slug}"));
        let days = published.agenda.days.iter().map(|day| super::whole_day(&published, day)).collect_view();
        let when = super::dates(&published.agenda);
        Ok(view! {
            <Title text=published.meeting.name.clone()/>
            <Meta name="robots" content="noindex"/>
            <main class="wrap" id="isi">
                <h1>{published.meeting.name.clone()}</h1>
                <p class="lede">{when}</p>
                <p class="small">
                    {published.meeting.example.then(|| view! { <span class="tag example">"contoh"</span>" " })}
                    <a href=address target="_blank" rel="noopener">"Agenda lengkap di Pantau Pustaka (buka tab baru)"</a>
                </p>
                {days}
            </main>
        })
    })
}

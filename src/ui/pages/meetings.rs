//! The list of meetings.

use crate::api;
use crate::ui::frame::{Frame, app, page, query};
use leptos::prelude::*;

/// The meetings whose agenda was published, newest first; of one office with `?kab=62.01`.
#[component]
pub fn Meetings() -> impl IntoView {
    let (app, office) = (app(), query("kab"));
    page(async move {
        let meetings = api::meetings::list(&app, office.as_deref()).await?;
        let today = app.world.now();
        let cards = meetings
            .into_iter()
            .map(|meeting| {
                let ahead = meeting.starts_on.start(crate::domain::moment::Zone::default()) > today;
                view! {
                    <article class="card">
                        <h2><a class="cover" href=format!("/plm/{}", meeting.slug)>{meeting.name}</a></h2>
                        <p class="muted">{format!("Mulai {}", meeting.starts_on.long())}</p>
                        <ul class="tags">
                            {ahead.then(|| view! { <li><span class="tag plain">"Akan datang"</span></li> })}
                            {meeting.example.then(|| view! { <li><span class="tag example">"contoh"</span></li> })}
                        </ul>
                    </article>
                }
            })
            .collect::<Vec<_>>();
        Ok(view! {
            <Frame
                title="Peer Learning Meeting"
                description="Pertemuan pengelola perpustakaan desa, kelurahan, dan taman bacaan untuk saling belajar: agenda dan hasilnya."
            >
                <div class="page-head">
                    <h1>"Peer Learning Meeting"</h1>
                    <p class="lede">"Di sini pengelola perpustakaan saling belajar: berbagi capaian, keberhasilan, tantangan, dan kiat yang bisa dicoba di tempat lain."</p>
                </div>
                {if cards.is_empty() {
                    view! { <div class="empty"><h2>"Belum ada agenda yang terbit"</h2><p>"Agenda pertemuan muncul di sini begitu dinas menerbitkannya."</p></div> }.into_any()
                } else {
                    view! { <div class="grid two">{cards}</div> }.into_any()
                }}
            </Frame>
        })
    })
}

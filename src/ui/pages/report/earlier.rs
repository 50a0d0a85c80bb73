//! Earlier drafts of a month: `/lapor/{slug}/{month}/draf`. What another device or a slip overwrote is taken up again from here.

use crate::api::reports::{Earlier, earlier};
use crate::domain::moment::Zone;
use crate::ui::field::{Breadcrumbs, Button, Buttons, Look, Summary, Tag};
use crate::ui::frame::{Frame, app, asker, page, param};
use leptos::prelude::*;

/// The list, newest first.
#[component]
pub fn EarlierDrafts() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (slug, month) = (param("slug"), param("month"));
    page(async move {
        let (place, month, drafts) = earlier(&app, &asker, &slug, &month).await?;
        let (zone, form) = (place.zone(), format!("/lapor/{}/{month}", place.slug));
        let title = format!("Draf sebelumnya, {}", month.long());
        let list = if drafts.is_empty() {
            view! { <p class="muted">"Belum ada draf sebelumnya untuk bulan ini."</p> }.into_any()
        } else {
            view! { <ol class="history">{drafts.iter().map(|draft| row(draft, zone)).collect_view()}</ol> }.into_any()
        };
        Ok(view! {
            <Frame title=title.clone() description="">
                <Breadcrumbs
                    trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned()), (form, month.long())]
                    here="Draf sebelumnya"
                />
                <div class="page-head">
                    <p class="eyebrow">{place.name.clone()}</p>
                    <h1>{title}</h1>
                    <p class="lede">
                        "Dua puluh draf terakhir tersimpan di sini sampai laporannya terkirim. Draf yang sekarang tidak hilang bila Anda kembali ke yang lama."
                    </p>
                </div>
                <Summary/>
                {list}
            </Frame>
        })
    })
}

fn row(earlier: &Earlier, zone: Zone) -> impl IntoView + use<> {
    let draft = &earlier.draft;
    let figures = draft.figures.values().filter(|figure| figure.not_counted || !figure.text.is_empty()).count();
    let parts = [(figures, "angka"), (draft.activities.len(), "kegiatan"), (draft.stories.len(), "cerita")];
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let said = if said.is_empty() { "masih kosong".to_owned() } else { said.join(", ") };
    let titles: Vec<&str> = draft.activities.iter().map(|it| it.title.as_str()).filter(|it| !it.is_empty()).collect();
    let at = earlier.at;
    let (titles, by, version) = (titles.join("; "), earlier.by.clone(), earlier.version.to_string());
    let choice = if earlier.is_now {
        view! { <p><Tag>"Isian sekarang"</Tag></p> }.into_any()
    } else {
        view! {
            <form method="post">
                <input type="hidden" name="versi" value=version/>
                <Buttons><Button look=Look::Secondary>"Pakai draf ini"</Button></Buttons>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <strong><time datetime=at.iso(zone)>{at.long(zone)}</time></strong>" oleh "{by}<br/>
            <span class="muted">{said}</span>
            {(!titles.is_empty()).then(|| view! { <p class="typed">{titles}</p> })}
            {choice}
        </li>
    }
}

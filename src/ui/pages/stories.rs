//! Impact stories that may be told: `/cerita`.

use leptos::prelude::*;
use leptos_meta::Link;

use crate::api::libraries::{self, Filter};
use crate::domain::moment::Month;
use crate::storage::reports::{PublicStory, StoryQuery, stories};
use crate::ui::field::{Breadcrumbs, Drawing, Empty, Pagination, SelectField, options};
use crate::ui::frame::{self, Frame};

/// Stories on a page.
const PAGE: usize = 20;

/// The stories, newest month first, of one kecamatan when asked.
#[component]
pub fn Stories() -> impl IntoView {
    let app = frame::app();
    let district = frame::query("kec").filter(|code| !code.is_empty());
    let page_number = frame::query("hal").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).clamp(1, 10_000);
    frame::page(async move {
        let districts = libraries::find(&app, &Filter::default()).await?.districts;
        let query = StoryQuery {
            district: district.as_deref(),
            library: None,
            skip: i64::try_from((page_number - 1) * PAGE).unwrap_or(0),
            // One more tells whether there is a next page.
            limit: i64::try_from(PAGE).unwrap_or(20) + 1,
        };
        let mut found = stories(&app.storage, &query).await?;
        let last = if found.len() > PAGE { page_number + 1 } else { page_number };
        found.truncate(PAGE);
        let here =
            districts.iter().find(|one| Some(one.code.as_str()) == district.as_deref()).map(|one| one.name.clone());
        let choices = options(districts.iter().map(|one| (one.code.clone(), one.name.clone())));
        let code = district.clone().unwrap_or_default();
        let href = move |n: usize| format!("/cerita?kec={code}&hal={n}");
        Ok(view! {
            <Frame
                title="Cerita dampak"
                description="Cerita warga yang hidupnya berubah karena perpustakaan desa, kelurahan, dan taman baca; dengan izin orangnya."
            >
                <Link rel="canonical" href=app.settings.link("/cerita")/>
                <Breadcrumbs here="Cerita"/>
                <div class="page-head">
                    <h1>"Cerita dampak"</h1>
                    <p class="lede">"Yang berubah karena perpustakaan, diceritakan dengan izin orangnya."</p>
                </div>
                <form class="filters" method="get" action="/cerita">
                    <SelectField name="kec" label="Kecamatan" options=choices value=district.clone() empty="Semua kecamatan"/>
                    <div class="buttons"><button class="button secondary">"Tampilkan"</button></div>
                </form>
                {if found.is_empty() {
                    let words = match here {
                        Some(name) => format!("Belum ada cerita dari Kecamatan {name}."),
                        None => "Belum ada cerita.".to_owned(),
                    };
                    view! {
                        <Empty title=words drawing=Drawing::Book>
                            <p>"Cerita tampil di sini setelah orangnya mengizinkan dan dinas menyetujui laporannya."</p>
                            {district.is_some().then(|| view! { <p><a href="/cerita">"Lihat semua kecamatan"</a></p> })}
                        </Empty>
                    }.into_any()
                } else {
                    view! { <div class="stack loose">{found.iter().map(|story| told(story, true)).collect_view()}</div> }.into_any()
                }}
                <Pagination page=page_number last=last href=href/>
                <p class="muted small section">"Siapa pun yang diceritakan boleh meminta ceritanya dihapus kapan saja, lewat pengelola perpustakaan. "<a href="/privasi">"Privasi"</a></p>
            </Frame>
        })
    })
}

/// One story; with `library` also where and when.
pub fn told(story: &PublicStory, library: bool) -> impl IntoView + use<> {
    let who = match (story.person(), story.about.as_str()) {
        (Some(name), "") => name.to_owned(),
        (Some(name), about) => format!("{name}, {about}"),
        (None, "") => "Seorang warga".to_owned(),
        (None, about) => about.to_owned(),
    };
    let place = library.then(|| {
        let month = story.month().map(Month::long);
        view! { " · "<a href=format!("/perpustakaan/{}", story.slug)>{story.library_name.clone()}</a>", "{story.district.clone()}" · "{month} }
    });
    view! {
        <figure>
            <blockquote class="quote"><p class="typed">{story.text.clone()}</p></blockquote>
            <figcaption class="muted small">{who}{place}</figcaption>
        </figure>
    }
}

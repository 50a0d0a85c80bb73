//! The frame around every page: head, navigation, foot; and how a page waits for what it reads.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::refusal::Refusal;
use crate::ui::typed::Typed;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::{use_params_map, use_query_map};
use std::future::Future;

/// The request's state. Call before the first await.
pub fn app() -> App {
    expect_context::<App>()
}

/// Who asks. Call before the first await.
pub fn asker() -> Asker {
    use_context::<Asker>().unwrap_or_default()
}

/// What was typed into a refused form. Call before the first await.
pub fn typed() -> Typed {
    use_context::<Typed>().unwrap_or_default()
}

/// A part of the path: `param("slug")`. Call before the first await.
pub fn param(name: &str) -> String {
    use_params_map().read_untracked().get(name).unwrap_or_default()
}

/// A value of the query. Call before the first await.
pub fn query(name: &str) -> Option<String> {
    use_query_map().read_untracked().get(name)
}

/// The path of the page, without its query.
pub fn here() -> String {
    use_context::<axum::http::request::Parts>().map_or_else(|| "/".to_owned(), |parts| parts.uri.path().to_owned())
}

/// A page that reads before it can be shown. A refusal becomes the page's status and a page that helps.
pub fn page<V>(load: impl Future<Output = Result<V, Error>> + Send + 'static) -> impl IntoView
where
    V: IntoView + 'static,
{
    let app = app();
    view! {
        <Suspense>
            {Suspend::new(async move {
                match load.await {
                    Ok(view) => view.into_any(),
                    Err(error) => refusal_page(&error.told(&app.world)).into_any(),
                }
            })}
        </Suspense>
    }
}

/// The page that says why there is none; sets the status.
pub fn refusal_page(refusal: &Refusal) -> impl IntoView + use<> {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(
            axum::http::StatusCode::from_u16(refusal.status()).unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR),
        );
    }
    let (title, words) = (refusal.title(), refusal.to_string());
    view! {
        <Frame title=title description="">
            <h1>{title}</h1>
            <p>{words}</p>
            <p><a href="/">"Ke Beranda"</a>" atau "<a href="/perpustakaan">"cari perpustakaan"</a>"."</p>
        </Frame>
    }
}

/// Title, head, navigation and foot around a page's own content.
#[component]
pub fn Frame(
    /// The page's own title, without the service's name.
    #[prop(into)]
    title: String,
    /// One sentence for search engines and link previews; empty: none.
    #[prop(into)]
    description: String,
    /// The content of `<main>`.
    children: Children,
) -> impl IntoView {
    let full_title = format!("{title} · Pantau Pustaka");
    view! {
        <Title text=full_title.clone()/>
        <Meta property="og:title" content=full_title/>
        {(!description.is_empty()).then(|| view! {
            <Meta name="description" content=description.clone()/>
            <Meta property="og:description" content=description/>
        })}
        <a class="skip" href="#isi">"Langsung ke isi"</a>
        <header class="top">
            <a class="brand" href="/">"Pantau Pustaka"</a>
            <nav aria-label="Utama">
                <a href="/peta">"Peta"</a>
                <a href="/perpustakaan">"Perpustakaan"</a>
                <a href="/plm">"PLM"</a>
                {match asker() {
                    Asker::Public => view! { <a href="/masuk">"Masuk"</a> }.into_any(),
                    Asker::SignedIn(person) => view! {
                        {person.is_librarian().then(|| view! { <a href="/lapor">"Lapor"</a> })}
                        {person.is_planner().then(|| view! { <a href="/kantor">"Kantor"</a> })}
                        <a href="/keluar">"Keluar"</a>
                    }.into_any(),
                }}
            </nav>
        </header>
        <main id="isi">{kept_form()}{children()}</main>
        <footer class="foot"><a href="/privasi">"Privasi"</a><a href="/data">"Data terbuka"</a></footer>
    }
}

/// Above a page whose form was sent after the session had ended: what stands in it, and the way to throw it away.
fn kept_form() -> Option<impl IntoView> {
    let words = typed().kept?;
    Some(view! {
        <div class="notice" role="status">
            <strong>"Isian Anda tidak hilang"</strong>
            <p>{words}</p>
            <form method="post" action="/isian/buang">
                <input type="hidden" name="path" value=here()/>
                <button type="submit" class="button secondary">"Buang isian ini"</button>
            </form>
        </div>
    })
}

//! The frame around every page: head, navigation, foot; and how a page waits for what it reads.

use crate::api::masthead::Masthead;
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

/// What a form's handler gave the page to show besides (`Again::with`). Call before the first await.
pub fn besides<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<axum::http::request::Parts>().and_then(|parts| parts.extensions.get::<T>().cloned())
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
    crate::ui::pages::not_found::help(refusal)
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
    let masthead = use_context::<Masthead>().unwrap_or_default();
    view! {
        <Title text=full_title.clone()/>
        <Meta property="og:title" content=full_title/>
        <Meta property="og:site_name" content="Pantau Pustaka"/>
        <Meta property="og:locale" content="id_ID"/>
        {(!description.is_empty()).then(|| view! {
            <Meta name="description" content=description.clone()/>
            <Meta property="og:description" content=description/>
        })}
        <a class="skip" href="#isi">"Langsung ke isi"</a>
        {masthead.demo.then(|| view! {
            <aside class="demo-line" aria-label="Data contoh">
                <div class="wrap"><strong>"Data contoh."</strong>" Laporan di sini dibuat oleh program, bukan laporan sungguhan."</div>
            </aside>
        })}
        <header class="site-header">
            <div class="wrap">
                <a class="wordmark" href="/">
                    <Mark/>
                    <span>"Pantau Pustaka"{masthead.regency.map(|regency| view! { <small>{regency}</small> })}</span>
                </a>
                <nav class="site-nav" aria-label="Utama">
                    <ul>{links(&[("/peta", "Peta"), ("/perpustakaan", "Perpustakaan"), ("/plm", "PLM")])}</ul>
                </nav>
                <Who/>
            </div>
        </header>
        <Desk/>
        <main class="wrap" id="isi" tabindex="-1">{kept_form()}{children()}</main>
        <footer class="site-footer">
            <div class="wrap">
                <div>
                    <p class="office">{masthead.office.unwrap_or_else(|| "Pantau Pustaka".to_owned())}</p>
                    <p class="muted">"Perpustakaan desa, kelurahan, dan taman bacaan: apa yang mereka kerjakan untuk warga."</p>
                </div>
                <nav aria-label="Tentang layanan">
                    <ul>{links(&[("/privasi", "Privasi"), ("/data", "Data terbuka")])} {masthead.demo.then(|| links(&[("/gaya", "Gaya")]))}</ul>
                </nav>
            </div>
        </footer>
    }
}

/// Above a page whose form was sent after the session had ended: what stands in it, and the way to throw it away.
fn kept_form() -> Option<impl IntoView> {
    let words = typed().kept?;
    Some(view! {
        <div class="notice wide" role="status">
            <strong>"Isian Anda tidak hilang"</strong>
            <p>{words}</p>
            <form method="post" action="/isian/buang">
                <input type="hidden" name="path" value=here()/>
                <button type="submit" class="button secondary">"Buang isian ini"</button>
            </form>
        </div>
    })
}

/// An open book on the river.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 40 40" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d="M20 11C15.5 7.5 10 6.5 4 7v19c6-.5 11.5.5 16 4 4.5-3.5 10-4.5 16-4V7c-6-.5-11.5.5-16 4z"/>
            <path d="M9 14c3 0 5 .6 7 1.800M9 20c3 0 5 .6 7 1.800M24 15.800c2-1.2 4-1.8 7-1.800M24 21.800c2-1.2 4-1.8 7-1.8"/>
            <path class="river" d="M4 34.5c4 0 4 2 8 2s4-2 8-2 4 2 8 2 4-2 8-2"/>
        </svg>
    }
}

/// Who is here: the way in, or the name and the way out.
#[component]
fn Who() -> impl IntoView {
    match asker() {
        Asker::Public => {
            view! { <div class="site-who"><a class="button on-band small" href="/masuk">"Masuk"</a></div> }.into_any()
        }
        Asker::SignedIn(person) => view! {
            <div class="site-who"><span class="name">{person.name}</span><a class="button on-band small" href="/keluar">"Keluar"</a></div>
        }
        .into_any(),
    }
}

/// The desk of a signed-in person: the pages of their work, in a line of their own.
#[component]
fn Desk() -> impl IntoView {
    let Asker::SignedIn(person) = asker() else { return ().into_any() };
    let mut pages: Vec<(&'static str, &'static str)> = Vec::new();
    if person.is_planner() {
        pages.extend([
            ("/kantor", "Papan"),
            ("/kantor/laporan", "Periksa laporan"),
            ("/kantor/pengingat", "Pengingat"),
            ("/kantor/rekap", "Rekap"),
            ("/kantor/kpi", "KPI"),
            ("/kantor/pendampingan", "Pendampingan"),
            ("/kantor/periode", "Tenggat"),
            ("/kantor/formulir", "Formulir"),
            ("/kantor/perpustakaan", "Data perpustakaan"),
            ("/kantor/plm", "Susun PLM"),
            ("/kantor/akun", "Akun"),
            ("/kantor/permintaan", "Data pribadi"),
        ]);
    }
    if person.is_administrator() {
        pages.push(("/kantor/audit", "Jejak audit"));
    }
    if person.is_librarian() {
        pages.extend([
            ("/lapor", "Laporan saya"),
            ("/tindak-lanjut", "Tindak lanjut"),
            ("/profil", "Profil perpustakaan"),
        ]);
    }
    pages.push(("/akun", "Akun saya"));
    view! { <nav class="desk-nav" aria-label="Meja kerja"><ul class="wrap">{links(&pages)}</ul></nav> }.into_any()
}

/// List items with links. The deepest one that leads to this page or to one above it is marked.
fn links(pages: &[(&'static str, &'static str)]) -> impl IntoView + use<> {
    let here = here();
    let above = |path: &str| here == path || here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let nearest = pages.iter().map(|(path, _)| *path).filter(|path| above(path)).max_by_key(|path| path.len());
    pages
        .iter()
        .map(|(path, words)| {
            let current = (nearest == Some(path)).then_some(if here == *path { "page" } else { "true" });
            view! { <li><a href=*path aria-current=current>{*words}</a></li> }
        })
        .collect_view()
}

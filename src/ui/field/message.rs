//! What a page says back: states, notes, the confirmation, the empty place; and the ways on.

use leptos::prelude::*;

/// What a tag's symbol and colour stand for; its words are the page's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagKind {
    /// No symbol: a kind or a name.
    #[default]
    Plain,
    /// Draf.
    Draft,
    /// Terkirim.
    Sent,
    /// Perlu diperbaiki.
    Fix,
    /// Disetujui.
    Approved,
    /// Well: tepat waktu.
    Good,
    /// Terlambat.
    Late,
    /// Belum lapor, belum diisi.
    Missing,
    /// Ditolak, gagal.
    Error,
    /// Contoh.
    Example,
}

impl TagKind {
    /// The tag's classes.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "tag plain",
            Self::Draft => "tag draft",
            Self::Sent => "tag sent",
            Self::Fix => "tag fix",
            Self::Approved => "tag approved",
            Self::Good => "tag ok",
            Self::Late => "tag late",
            Self::Missing => "tag missing",
            Self::Error => "tag error",
            Self::Example => "tag example",
        }
    }
}

/// A state in one or two words.
#[component]
pub fn Tag(#[prop(optional)] kind: TagKind, children: Children) -> impl IntoView {
    view! { <span class=kind.class()>{children()}</span> }
}

/// What kind of news a note brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// It worked.
    Success,
    /// Something is waiting for the person.
    Warning,
    /// Something did not work.
    Danger,
}

/// A note with a title. Good news is announced to screen readers.
#[component]
pub fn Notice(#[prop(optional)] tone: Tone, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let (class, role) = match tone {
        Tone::Info => ("notice", None),
        Tone::Success => ("notice success", Some("status")),
        Tone::Warning => ("notice warning", None),
        Tone::Danger => ("notice danger", Some("alert")),
    };
    view! {
        <div class=class role=role>
            <strong>{title}</strong>
            {children()}
        </div>
    }
}

/// "It has arrived", with the number to ask by. The title is the page's heading.
#[component]
pub fn Confirmation(
    #[prop(into)] title: String,
    /// The reference, `LK-2026-10-0001`.
    #[prop(optional, into)]
    reference: Option<String>,
    /// What the reference is: "Nomor laporan".
    #[prop(default = "Nomor".to_owned(), into)]
    reference_name: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="confirmation">
            <h1>{title}</h1>
            {reference.map(|number| view! { <p>{reference_name}" "<strong class="ref">{number}</strong></p> })}
            {children()}
        </div>
    }
}

/// The small drawing of an empty place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawing {
    /// An open book on the river.
    #[default]
    Book,
    /// A sheet with lines.
    Report,
    /// A folded map.
    Map,
    /// People round a table.
    Meeting,
    /// A looking glass.
    Search,
}

impl Drawing {
    /// The lines of the drawing in a box of 128 x 84.
    const fn lines(self) -> &'static str {
        match self {
            Self::Book => {
                "M64 24C52 14 36 12 18 14v46c18-2 34 0 46 10 12-10 28-12 46-10V14c-18-2-34 0-46 10zm0 0v46M30 28c8 0 14 1 20 4M30 42c8 0 14 1 20 4M98 28c-8 0-14 1-20 4M98 42c-8 0-14 1-20 4"
            }
            Self::Report => "M40 8h36l14 14v48H40zM76 8v14h14M50 34h30M50 46h30M50 58h18",
            Self::Map => {
                "M22 18 50 8l28 10 28-10v54L78 72 50 62 22 72zM50 8v54M78 18v54M36 42c10-8 18 6 28-2s14-6 24-4"
            }
            Self::Meeting => {
                "M30 56h68M38 56v12M90 56v12M64 30a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM50 48c0-9 6-13 14-13s14 4 14 13M32 38a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM22 50c0-6 4-9 10-9M96 38a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM106 50c0-6-4-9-10-9"
            }
            Self::Search => "M56 56a22 22 0 1 0 0-44 22 22 0 0 0 0 44zM73 50l24 20M46 30c2-5 6-8 11-8",
        }
    }
}

/// The drawing alone; it says nothing to a screen reader.
#[component]
pub fn Sketch(drawing: Drawing) -> impl IntoView {
    view! {
        <svg
            viewBox="0 0 128 86"
            fill="none"
            stroke="currentColor"
            stroke-width="2.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            <path d=drawing.lines() />
            <path class="accent" d="M10 79c9 0 9 4 18 4s9-4 18-4 9 4 18 4 9-4 18-4 9 4 18 4 9-4 18-4" />
        </svg>
    }
}

/// Nothing here yet: what will stand here, and what to do now.
#[component]
pub fn Empty(#[prop(into)] title: String, #[prop(optional)] drawing: Drawing, children: Children) -> impl IntoView {
    view! {
        <div class="empty">
            <Sketch drawing=drawing />
            <h2>{title}</h2>
            {children()}
        </div>
    }
}

/// "belum diisi": unknown is not no.
#[component]
pub fn Unknown() -> impl IntoView {
    view! { <span class="unknown">"belum diisi"</span> }
}

/// The way here: pages above as (address, words), then this page.
#[component]
pub fn Breadcrumbs(
    #[prop(optional)] trail: Vec<(String, String)>,
    /// The name of this page.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    view! {
        <nav class="breadcrumbs" aria-label="Jejak halaman">
            <ol>
                <li><a href="/">"Beranda"</a></li>
                {trail.into_iter().map(|(href, words)| view! { <li><a href=href>{words}</a></li> }).collect_view()}
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}

/// Links to the pages of a long list. Shows nothing when there is only one.
#[component]
pub fn Pagination<F>(
    /// This page, counted from 1.
    page: usize,
    /// The last page.
    last: usize,
    /// The address of a page.
    href: F,
) -> impl IntoView
where
    F: Fn(usize) -> String,
{
    (last > 1).then(|| {
        let near = page.saturating_sub(1).max(1)..=(page + 1).min(last);
        view! {
            <nav class="pagination" aria-label="Halaman">
                <ul>
                    {(page > 1).then(|| view! { <li><a href=href(page - 1) rel="prev">"‹ Sebelumnya"</a></li> })}
                    {near
                        .map(|n| {
                            let current = (n == page).then_some("page");
                            view! { <li><a href=href(n) aria-current=current aria-label=format!("Halaman {n}")>{n}</a></li> }
                        })
                        .collect_view()}
                    {(page < last).then(|| view! { <li><a href=href(page + 1) rel="next">"Berikutnya ›"</a></li> })}
                </ul>
            </nav>
        }
    })
}

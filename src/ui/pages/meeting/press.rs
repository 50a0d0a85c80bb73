//! The press folder of a meeting: the text, how it may be used, whom to ask, and what was corrected.

use crate::api::press;
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::{Frame, app, page, param};
use leptos::prelude::*;

/// The press folder.
#[component]
pub fn Press() -> impl IntoView {
    let (app, slug) = (app(), param("slug"));
    page(async move {
        let folder = press::folder(&app, &slug).await?;
        Ok(show(&folder))
    })
}

/// Paragraphs; lines that begin with a hyphen are a list.
fn body(text: &str) -> impl IntoView + use<> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| {
            let (items, words): (Vec<&str>, Vec<&str>) =
                paragraph.lines().partition(|line| line.trim_start().starts_with("- "));
            let items = items
                .into_iter()
                .map(|item| view! { <li>{item.trim_start().trim_start_matches("- ").to_owned()}</li> })
                .collect::<Vec<_>>();
            let words = words.join(" ");
            view! {
                {(!words.is_empty()).then(|| view! { <p>{words}</p> })}
                {(!items.is_empty()).then(|| view! { <ul>{items}</ul> })}
            }
        })
        .collect_view()
}

fn show(folder: &press::Folder) -> impl IntoView + use<> {
    let Some(text) = folder.texts.first() else { return ().into_any() };
    let trail =
        vec![("/plm".to_owned(), "PLM".to_owned()), (format!("/plm/{}", folder.meeting.slug), "Agenda".to_owned())];
    let when = format!("Siaran pers {}, {}", folder.office_name, text.at().long(folder.zone));
    let corrections = folder
        .texts
        .iter()
        .filter(|one| !one.correction.is_empty())
        .map(|one| view! { <li>{format!("{}: {}", one.at().short(folder.zone), one.correction)}</li> })
        .collect::<Vec<_>>();
    let photos = folder
        .photos
        .iter()
        .map(|photo| {
            let credit = if photo.credit.is_empty() { String::new() } else { format!(" Foto: {}.", photo.credit) };
            let src = format!("/foto/{}", photo.sha256);
            view! {
                <figure>
                    <img src=src alt=photo.caption.clone() width=photo.width.to_string() height=photo.height.to_string() loading="lazy"/>
                    <figcaption class="small muted">{photo.caption.clone()}{credit}</figcaption>
                </figure>
            }
        })
        .collect_view();
    let description: String = text.body.chars().take(150).collect();
    let (title, body) = (text.title.clone(), body(&text.body));
    let (contact, terms) = (text.contact.clone(), text.terms.clone());
    view! {
        <Frame title=title.clone() description=description>
            <Breadcrumbs trail=trail here="Siaran pers"/>
            <article>
                <div class="page-head"><p class="eyebrow">{when}</p><h1>{title}</h1></div>
                {body}
                {photos}
            </article>
            <section class="section">
                <h2 class="h3">"Untuk wartawan"</h2>
                <p>"Kontak: "{contact}</p>
                {(!terms.is_empty()).then(|| view! { <p>{terms}</p> })}
                {(!corrections.is_empty()).then(|| view! { <h3>"Ralat"</h3><ul>{corrections}</ul> })}
            </section>
        </Frame>
    }
    .into_any()
}

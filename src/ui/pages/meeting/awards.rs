//! The awards of a meeting as everybody reads them: who was honoured, how, and by whom. Nobody's points, and nobody who was not.

use crate::api::awards::{self, Published};
use crate::domain::award::{Decision, measure, place_words};
use crate::domain::number::{tenths, whole};
use crate::storage::awards::Award;
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::{Frame, app, page, param};
use leptos::prelude::*;

/// The published awards of a meeting.
#[component]
pub fn Awards() -> impl IntoView {
    let (app, slug) = (app(), param("slug"));
    page(async move {
        let published = awards::published(&app, &slug).await?;
        Ok(show(&published))
    })
}

fn show(published: &Published) -> impl IntoView + use<> {
    let meeting = &published.meeting;
    let sections = published.awards.iter().map(|award| section(published, award)).collect_view();
    let none = published.awards.is_empty();
    let trail = vec![("/plm".to_owned(), "PLM".to_owned()), (format!("/plm/{}", meeting.slug), "Agenda".to_owned())];
    let description = format!("Penerima apresiasi {} dan cara menghitungnya.", meeting.name);
    let (name, by) = (meeting.name.clone(), format!("Diberikan {}.", published.office_name));
    view! {
        <Frame title=format!("Apresiasi: {name}") description=description>
            <Breadcrumbs trail=trail here="Apresiasi"/>
            <div class="page-head">
                <p class="eyebrow">{name}</p>
                <h1>"Apresiasi"</h1>
                <p class="lede">{by}</p>
            </div>
            {none.then(|| view! { <p class="muted">"Belum ada apresiasi yang diumumkan di sini."</p> })}
            {sections}
        </Frame>
    }
}

/// Who was honoured, by place; on the recap too.
pub fn winners(decision: &Decision) -> impl IntoView + use<> {
    decision
        .winners
        .iter()
        .map(|winner| {
            let of = (!winner.person.is_empty()).then(|| format!(", {}", winner.name));
            view! { <li><strong>{place_words(winner.place)}</strong>": "{winner.honoured().to_owned()}{of}</li> }
        })
        .collect_view()
}

fn section(published: &Published, award: &Award) -> Option<impl IntoView + use<>> {
    let decided = award.published()?;
    let definition = &award.version(decided.version)?.definition;
    let decision = &decided.decision;
    let winners = winners(decision);
    let jurors: Vec<String> = decision
        .jurors
        .iter()
        .map(|one| if one.title.is_empty() { one.name.clone() } else { format!("{} ({})", one.name, one.title) })
        .collect();
    let all: u32 = definition.weights.iter().map(|weight| weight.weight).sum();
    let weights = definition
        .weights
        .iter()
        .map(|weight| {
            let known = measure(&weight.measure);
            let label = known.map_or_else(|| weight.measure.clone(), |known| known.label.to_owned());
            let share = f64::from(weight.weight) * 100.0 / f64::from(all.max(1));
            let target = format!("{} {} sebulan", whole(i64::from(weight.target)), known.map_or("", |known| known.unit));
            view! { <tr><th scope="row">{label}</th><td data-label="Bagian nilai">{format!("{}%", tenths(share))}</td><td data-label="Penuh pada">{target}</td></tr> }
        })
        .collect_view();
    let counted = definition.counted;
    let method = definition.method().into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    let earlier: Vec<_> = award
        .decisions
        .iter()
        .rev()
        .filter(|one| one.published.is_some() && one.number != decided.number)
        .map(|one| {
            let names: Vec<String> = one
                .decision
                .winners
                .iter()
                .map(|winner| format!("{}: {}", place_words(winner.place), winner.honoured()))
                .collect();
            let told = if names.is_empty() { "tanpa penerima".to_owned() } else { names.join("; ") };
            view! { <li>{format!("{} (cara menghitung versi {}): {told}", one.decision.on.plain(), one.version)}</li> }
        })
        .collect();
    let when = match decided.published {
        Some(at) => format!("Diputuskan {}, diterbitkan {}.", decision.on.plain(), at.short(published.zone)),
        None => String::new(),
    };
    let (reason, open) = (decision.reason.clone(), decision.winners.is_empty());
    Some(view! {
        <section class="section">
            <h2>{definition.name.clone()}</h2>
            {if open { view! { <p>"Penerima belum tercatat di sini."</p> }.into_any() } else { view! { <ul>{winners}</ul> }.into_any() }}
            {(!reason.is_empty()).then(|| view! { <p>{if open { "" } else { "Alasan juri: " }}{reason}</p> })}
            {(!jurors.is_empty()).then(|| view! { <p>"Juri: "{jurors.join("; ")}"."</p> })}
            <p class="muted small">{when}</p>
            <details>
                <summary>"Cara menghitung"<span class="visually-hidden">{format!(": {}", definition.name)}</span></summary>
                <ul>{method}</ul>
                {counted.then(|| view! {
                    <table class="cards">
                        <thead><tr><th scope="col">"Ukuran"</th><th scope="col">"Bagian nilai"</th><th scope="col">"Penuh pada"</th></tr></thead>
                        <tbody>{weights}</tbody>
                    </table>
                })}
                <p class="muted small">"Ini ukuran kantor ini sendiri. Nilai tiap perpustakaan tidak diumumkan; perpustakaan dapat memintanya ke dinas."</p>
            </details>
            {(!earlier.is_empty()).then(|| view! { <details><summary>"Perubahan"</summary><ul>{earlier}</ul></details> })}
        </section>
    })
}

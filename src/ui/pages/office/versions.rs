//! The versions of an agenda: what changed between any two, whom it concerns, and going back.

use crate::api;
use crate::api::agenda::Desk;
use crate::domain::agenda::difference::{concerned_by, lines};
use crate::domain::agenda::{Agenda, Presenter, history};
use crate::server::pages::encoded;
use crate::ui::field::{Breadcrumbs, Notice, SelectField, Summary, Tone};
use crate::ui::frame::{Frame, app, asker, page, param, query};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

/// The draft, as the query names it.
const DRAFT: &str = "draf";

/// What changed, and for whom.
#[component]
pub fn Versions() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (id, from, to, news) = (param("id"), query("dari"), query("ke"), query("kabar"));
    page(async move {
        let desk = api::agenda::open(&app, &asker, &id).await?;
        let people = api::agenda::contacts(&app, &asker).await?;
        // Without a choice: from what the public sees to the draft.
        let newest = desk.versions.last().map_or_else(|| DRAFT.to_owned(), |version| version.number.to_string());
        let (from, to) = (from.unwrap_or(newest), to.unwrap_or_else(|| DRAFT.to_owned()));
        let address = app.settings.link(&format!("/plm/{}", desk.meeting.slug));
        Ok(show(&desk, &people, (&from, &to), &address, &app.world.id(), news.is_some()))
    })
}

/// The agenda of that name; the draft when there is none.
fn agenda(desk: &Desk, name: &str) -> Agenda {
    let number = name.parse::<i64>().ok();
    let version = desk.versions.iter().find(|version| Some(version.number) == number);
    version.map_or_else(|| desk.agenda.clone(), |version| history::at(&desk.entries, version.edit))
}

fn show(
    desk: &Desk,
    people: &[api::agenda::Contact],
    (from, to): (&str, &str),
    address: &str,
    op: &str,
    back: bool,
) -> impl IntoView + use<> {
    let (id, here) = (desk.meeting.id.clone(), format!("/kantor/plm/{}/agenda", desk.meeting.id));
    let mut names: Vec<(String, String)> = vec![(DRAFT.to_owned(), "Draf sekarang".to_owned())];
    names.extend(
        desk.versions.iter().rev().map(|version| (version.number.to_string(), format!("Versi {}", version.number))),
    );
    let found = lines(&agenda(desk, from), &agenda(desk, to));
    let empty = found.is_empty().then(|| view! { <p>"Tidak ada perbedaan."</p> });
    let changes = found.iter().map(|line| view! { <li>{line.words.clone()}</li> }).collect_view();
    let concerned = concerned_by(&found)
        .into_iter()
        .map(|(who, told)| one(&who, &told, people, &desk.meeting.name, address))
        .collect_view();
    let nobody = concerned.is_empty();
    let versions = desk
        .versions
        .iter()
        .rev()
        .map(|version| {
            let (number, post) = (version.number, format!("{here}/versi"));
            view! {
                <li class="card calm">
                    <p><strong>{format!("Versi {number}")}</strong>{format!(", {}: {}", version.at.short(desk.zone), version.note)}</p>
                    <form method="post" action=post>
                        <input type="hidden" name="act" value="kembali"/>
                        <input type="hidden" name="version" value=number/>
                        <input type="hidden" name="op" value=format!("{op}-{number}")/>
                        <button class="button small secondary" aria-label=format!("Jadikan draf: versi {number}")>"Jadikan draf"</button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let (title, name) = (format!("Versi agenda: {}", desk.meeting.name), desk.meeting.name.clone());
    let (from, to) = (from.to_owned(), to.to_owned());
    view! {
        <Frame title=title description="">
            <Breadcrumbs trail=vec![("/kantor/plm".to_owned(), "PLM".to_owned()), (here.clone(), "Agenda".to_owned())] here="Versi"/>
            <div class="page-head"><h1>"Versi agenda"</h1><p class="lede">{name}</p></div>
            <MeetingNav meeting=id/>
            {back.then(|| view! { <Notice tone=Tone::Success title="Draf dikembalikan"><p>"Publik baru melihatnya sesudah Anda menerbitkan. “Batalkan langkah” di penyusun agenda mengurungkannya."</p></Notice> })}
            <Summary/>
            <form class="filters" method="get">
                <SelectField name="dari" label="Dari" options=names.clone() value=from/>
                <SelectField name="ke" label="Ke" options=names value=to/>
                <div class="buttons"><button class="button secondary" type="submit">"Bandingkan"</button></div>
            </form>
            <section class="section"><h2>"Yang berubah"</h2>{empty}<ul>{changes}</ul></section>
            <section class="section">
                <h2>"Siapa yang perlu tahu"</h2>
                {nobody.then(|| view! { <p class="muted">"Tidak ada jam atau tempat yang berubah bagi siapa pun."</p> })}
                <ul class="plain stack">{concerned}</ul>
            </section>
            <section class="section"><h2>"Semua versi"</h2><ul class="plain stack">{versions}</ul></section>
        </Frame>
    }
}

/// One person or library whom it concerns, with a message ready to be sent.
fn one(
    who: &Presenter,
    told: &[&str],
    people: &[api::agenda::Contact],
    meeting: &str,
    address: &str,
) -> impl IntoView + use<> {
    let lines: Vec<String> = told.iter().map(|words| format!("- {words}")).collect();
    let lines = lines.join("\n");
    let message =
        format!("Salam, {}. Ada perubahan pada agenda {meeting}:\n{lines}\nAgenda lengkap: {address}", who.name());
    let found: Vec<_> = match who {
        Presenter::Library { id, .. } => people.iter().filter(|contact| contact.library == *id).cloned().collect(),
        Presenter::Person { .. } => Vec::new(),
    };
    let text = encoded(&message);
    let links = found
        .iter()
        .map(|contact| {
            let link = format!("https://wa.me/{}?text={text}", contact.digits);
            view! { <a class="button secondary small" href=link target="_blank" rel="noopener noreferrer">{format!("WhatsApp {}", contact.name)}</a> }
        })
        .collect_view();
    let any = found.is_empty().then(|| {
        let link = format!("https://wa.me/?text={text}");
        view! { <a class="button secondary small" href=link target="_blank" rel="noopener noreferrer">{format!("WhatsApp untuk {}", who.name())}</a> }
    });
    view! {
        <li class="card calm">
            <p class="row"><strong>{who.name().to_owned()}</strong>{links}{any}</p>
            <details><summary>"Lihat pesannya"</summary><p class="agenda-note">{message}</p></details>
        </li>
    }
}

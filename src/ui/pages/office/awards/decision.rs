//! The jury's word: the form, what was decided, and its publication.

use crate::api::awards::Desk;
use crate::domain::award::{Definition, Juror, Outcome, Recipient, Winner, place_words, points_words};
use crate::storage::awards::{Award, Decided};
use crate::ui::field::{AreaField, Button, Buttons, DateField, SelectField, TextField, options};
use leptos::prelude::*;

/// "Hj. Siti, S.Sos. (Kepala Bidang)".
fn juror(one: &Juror) -> String {
    if one.title.is_empty() { one.name.clone() } else { format!("{} ({})", one.name, one.title) }
}

/// What was decided so far, newest first, with the button that publishes it.
pub fn decided(desk: &Desk, award: &Award, here: &str, op: &str) -> impl IntoView + use<> {
    let newest = award.decisions.last()?;
    let open = newest.published.is_none();
    let certificates = format!("/kantor/plm/{}/dokumen/piagam/piagam.pdf", desk.meeting.id);
    let honoured = !newest.decision.winners.is_empty();
    let earlier = award.decisions.iter().rev().skip(1).map(|one| told(desk, one)).collect::<Vec<_>>();
    Some(view! {
        <section class="section" aria-labelledby="putusan">
            <h2 id="putusan">"Keputusan juri"</h2>
            {told(desk, newest)}
            <form method="post" action=here.to_owned() class="buttons">
                <input type="hidden" name="op" value=format!("{op}t")/>
                {open.then(|| view! { <button class="button" name="aksi" value="terbitkan">"Terbitkan keputusan"</button> })}
                {honoured.then(|| view! { <a class="button secondary" href=certificates>"Piagam (PDF)"</a> })}
                {(!open).then(|| view! { <a class="button quiet" href=format!("/plm/{}/apresiasi", desk.meeting.slug)>"Halaman publik"</a> })}
            </form>
            {(!earlier.is_empty()).then(|| view! { <details><summary>"Keputusan sebelumnya"</summary>{earlier}</details> })}
        </section>
    })
}

fn told(desk: &Desk, one: &Decided) -> impl IntoView + use<> {
    let decision = &one.decision;
    let winners = decision
        .winners
        .iter()
        .map(|winner| {
            let of = if winner.person.is_empty() { String::new() } else { format!(", {}", winner.name) };
            view! { <li><strong>{place_words(winner.place)}</strong>{format!(": {}{of}", winner.honoured())}</li> }
        })
        .collect_view();
    let jurors: Vec<String> = decision.jurors.iter().map(juror).collect();
    let when = match one.published {
        Some(at) => format!("{}, dicatat {}, terbit {}.", decision.on.long(), one.by_name, at.short(desk.zone)),
        None => format!("{}, dicatat {}, belum terbit.", decision.on.long(), one.by_name),
    };
    let by_order = format!("Menurut cara menghitung versi {}.", one.version);
    let stood = one
        .standing
        .iter()
        .map(|stood| view! { <li>{format!("{}. {}: {}", stood.place, stood.name, points_words(stood.points))}</li> })
        .collect::<Vec<_>>();
    let (reason, some) = (decision.reason.clone(), !decision.winners.is_empty());
    view! {
        <div class="sheet">
            {if some { view! { <ul>{winners}</ul> }.into_any() } else { view! { <p>"Penerima belum tercatat."</p> }.into_any() }}
            {(!jurors.is_empty()).then(|| view! { <p>"Juri: "{jurors.join("; ")}</p> })}
            {(!reason.is_empty()).then(|| view! { <p>"Alasan: "{reason}</p> })}
            <p class="muted small">{when}" "{by_order}</p>
            {(!stood.is_empty()).then(|| view! { <details><summary>"Urutan hitungan saat itu"</summary><ul class="plain">{stood}</ul></details> })}
        </div>
    }
}

/// The lines that the form begins with: what was decided last, else the computed order.
fn first(definition: &Definition, award: &Award, outcome: &Outcome, desk: &Desk) -> Vec<Winner> {
    if let Some(decided) = award.decisions.last() {
        return decided.decision.winners.clone();
    }
    let Outcome::Ranked(ranking) = outcome else { return Vec::new() };
    let person = |library: &str| {
        let people = desk.libraries.iter().find(|one| one.id == library).map(|one| one.people.as_slice());
        match people {
            Some([only]) if definition.recipient == Recipient::Person => only.clone(),
            _ => String::new(),
        }
    };
    let foremost = ranking.foremost(definition.places.unwrap_or(0));
    foremost
        .map(|one| Winner {
            library: one.id.clone(),
            name: one.name.clone(),
            person: person(&one.id),
            place: one.place,
        })
        .collect()
}

/// The form of a decision; none while reports wait.
pub fn form(desk: &Desk, award: &Award, outcome: &Outcome, here: &str, op: &str) -> impl IntoView + use<> {
    if matches!(outcome, Outcome::Waiting(_)) {
        return ().into_any();
    }
    let Some(version) = award.current() else { return ().into_any() };
    let definition = &version.definition;
    let places = definition.places.unwrap_or(1);
    let known = first(definition, award, outcome, desk);
    let lines = known.len().max(usize::try_from(places).unwrap_or(1)).clamp(1, 30) + 1;
    let libraries: Vec<(String, String)> = desk
        .libraries
        .iter()
        .filter(|library| definition.kinds.contains(&library.kind))
        .map(|library| (library.id.clone(), library.name.clone()))
        .collect();
    let place_options = || options((1..=places).map(|place| (place.to_string(), place_words(place))));
    let of_person = definition.recipient == Recipient::Person;
    let rows = (0..lines)
        .map(|n| {
            let winner = known.get(n);
            let place = winner.map_or_else(|| u32::try_from(n + 1).unwrap_or(1).min(places), |winner| winner.place);
            let library = winner.map(|winner| winner.library.clone());
            let person = winner.map(|winner| winner.person.clone());
            view! {
                <fieldset class="row end">
                    <legend class="visually-hidden">{format!("Penerima {}", n + 1)}</legend>
                    <SelectField name=format!("tempat-{n}") label="Tempat" options=place_options() value=place.to_string()/>
                    <SelectField name=format!("penerima-{n}") label="Perpustakaan" options=libraries.clone() value=library empty="Tidak ada"/>
                    {of_person.then(|| view! {
                        <TextField name=format!("orang-{n}") label="Nama pengelola" value=person maxlength="200" autocomplete="off"/>
                    })}
                </fieldset>
            }
        })
        .collect_view();
    let jury: Vec<String> = desk
        .jury()
        .iter()
        .map(|one| if one.title.is_empty() { one.name.clone() } else { format!("{} | {}", one.name, one.title) })
        .collect();
    let last = award.decisions.last();
    let (on, reason) = (
        last.map_or(desk.today.min(desk.meeting.starts_on), |last| last.decision.on),
        last.map(|last| last.decision.reason.clone()).unwrap_or_default(),
    );
    let title = if last.is_some() { "Putuskan lagi" } else { "Putuskan" };
    view! {
        <section class="section">
            <details open=last.is_none()>
                <summary>{title}</summary>
                <form method="post" action=here.to_owned() class="stack" novalidate>
                    <input type="hidden" name="op" value=op.to_owned()/>
                    <input type="hidden" name="versi" value=version.number.to_string()/>
                    <p class="muted">"Baris pertama berisi urutan hitungan. Juri boleh berbeda; alasannya ditulis dan ikut terbit. Baris dengan “Tidak ada” dilewati."</p>
                    {rows}
                    <AreaField name="juri" label="Juri" hint="Satu nama satu baris, dengan gelarnya. Jabatan boleh ditulis sesudah tanda |." value=jury.join("\n") rows=4/>
                    <AreaField name="alasan" label="Alasan" hint="Wajib bila berbeda dari urutan, memilih di antara yang seri, atau tidak ada penerima." value=reason rows=3 optional=true/>
                    <DateField name="tanggal" label="Tanggal keputusan" value=on.to_string()/>
                    <Buttons><Button name="aksi" value="putuskan">"Catat keputusan juri"</Button></Buttons>
                </form>
            </details>
        </section>
    }
    .into_any()
}

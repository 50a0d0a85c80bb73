//! Who comes, live: answers library by library, the people, and what the office enters itself. `/kantor/plm/{id}/peserta`

use crate::api::participants::{self, Roster};
use crate::domain::board::brief_name;
use crate::domain::participant::Sex;
use crate::domain::standing::{SUBJECTS, coded};
use crate::storage::participants::Participant;
use crate::ui::field::{
    AreaField, Button, Buttons, ChecksField, ChoiceField, Look, Notice, SelectField, Summary, Tag, TagKind, TextField,
    Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::islands::kantor::board::LiveBoard;
use crate::ui::pages::office::invitations::answer_tag;
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

/// The office's page of people.
#[component]
pub fn Participants() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let (id, news, changing) = (param("id"), query("kabar"), query("ubah"));
    page(async move {
        let roster = participants::roster(&app, &asker, &id).await?;
        let news = match news.as_deref() {
            Some("tersimpan") => Some("Peserta tersimpan"),
            Some("dihapus") => Some("Peserta dihapus dari daftar. QR-nya tidak berlaku lagi."),
            Some("dipulihkan") => Some("Peserta dipulihkan"),
            _ => None,
        };
        let changing = typed.value("peserta").filter(|_| typed.is_posted()).or(changing);
        let changing = changing.and_then(|id| roster.people.iter().find(|one| one.id == id).cloned());
        let posted = typed.value("aksi").unwrap_or_default();
        let name = roster.hall.meeting.name.clone();
        let op = app.world.id();
        let entry = entry(&roster, changing.as_ref(), &op, posted == "simpan" || changing.is_some());
        let paste = paste(&roster, &op, posted == "tempel");
        Ok(view! {
            <Frame title=format!("Peserta: {name}") description="">
                <div class="page-head"><p class="eyebrow">{name}</p><h1>"Peserta"</h1></div>
                <MeetingNav meeting=id/>
                {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
                <Summary/>
                <LiveBoard after=roster.seq meeting=true>
                    <div class="flow" data-part="jumlah">{counts(&roster)}</div>
                    <div class="section flow" data-part="jawaban">{answers(&roster)}</div>
                    <div class="section flow" data-part="orang">{people(&roster)}</div>
                </LiveBoard>
                <section class="section no-print" aria-labelledby="catat">
                    <h2 id="catat">"Catat sendiri"</h2>
                    {entry}
                    {paste}
                </section>
            </Frame>
        })
    })
}

fn counts(roster: &Roster) -> impl IntoView + use<> {
    // A meeting entered from paper: nobody checked in here, which does not mean that nobody came.
    let unrecorded = roster.hall.last() < roster.hall.today()
        && roster.hall.agenda.days.iter().all(|day| roster.present_on(&day.id) == 0);
    let days = roster
        .hall
        .agenda
        .days
        .iter()
        .map(|day| {
            let (come, wait) = roster.counts(&day.id);
            let present = if unrecorded { "tidak tercatat".to_owned() } else { roster.present_on(&day.id).to_string() };
            let seats = match (roster.invite.capacity, wait) {
                (None, _) => String::new(),
                (Some(seats), 0) => format!(" dari {seats} tempat duduk"),
                (Some(seats), wait) => format!(" untuk {seats} tempat duduk; {wait} di daftar tunggu"),
            };
            view! { <li><strong>{come}</strong>{format!("{}{seats}. Hadir: {present}.", day.date.long())}</li> }
        })
        .collect_view();
    view! { <ul class="figures">{days}</ul> }
}

/// What each invited library said, and what is not known of it.
fn answers(roster: &Roster) -> impl IntoView + use<> {
    let over = roster.hall.last() < roster.hall.today();
    let rows = roster
        .invitations
        .iter()
        .map(|(name, invitation)| {
            let own =
                roster.people.iter().filter(|one| one.library.as_deref() == Some(invitation.library.as_str())).count();
            let people = match own {
                0 => view! { <span class="unknown">"nama belum diketahui"</span> }.into_any(),
                own => format!("{own} orang").into_any(),
            };
            let learn: Vec<&str> = invitation
                .learn()
                .iter()
                .filter_map(|code| coded(code))
                .map(|subject| SUBJECTS[subject].label)
                .collect();
            let notes = [invitation.food.clone(), invitation.note.clone()];
            let notes = notes.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
            view! {
                <tr id=format!("j-{}", invitation.id)>
                    <th scope="row">{brief_name(name).to_owned()}</th>
                    <td data-label="Jawaban">{answer_tag(invitation.coming(), over)}</td>
                    <td data-label="Orang">{people}</td>
                    <td data-label="Ingin belajar">{learn.join(", ")}</td>
                    <td data-label="Makan, catatan">{notes}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let usulan = format!("/kantor/plm/{}/usulan#keinginan", roster.hall.meeting.id);
    let body = if rows.is_empty() {
        view! { <p class="muted">"Belum ada perpustakaan yang diundang."</p> }.into_any()
    } else {
        view! {
            <table class="cards">
                <thead><tr><th scope="col">"Perpustakaan"</th><th scope="col">"Jawaban"</th><th scope="col">"Orang"</th><th scope="col">"Ingin belajar"</th><th scope="col">"Makan, catatan"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <p>"Yang ingin mereka bagikan sudah masuk ke "<a href=usulan>"keinginan di halaman Usulan"</a>"; hari yang tidak bisa, ke agenda."</p>
        }
        .into_any()
    };
    view! { <h2>"Jawaban"</h2>{body} }
}

fn people(roster: &Roster) -> impl IntoView + use<> {
    let days = &roster.hall.agenda.days;
    let base = format!("/kantor/plm/{}/peserta", roster.hall.meeting.id);
    let row = |one: &Participant| {
        let coming = days
            .iter()
            .filter(|day| one.comes_on(&day.id))
            .map(|day| {
                let waits = roster.waiting.get(&(one.id.clone(), day.id.clone()));
                let waits = waits.map(|place| format!(" (tunggu {place})")).unwrap_or_default();
                format!("{}{waits}", day.date.short())
            })
            .collect::<Vec<_>>()
            .join(", ");
        let (name, id) = (one.person.name.clone(), one.id.clone());
        view! {
            <tr id=format!("p-{id}")>
                <th scope="row">{name.clone()}{(one.source == "di-tempat").then(|| view! { " "<Tag>"Datang langsung"</Tag> })}</th>
                <td data-label="L/P">{one.person.sex.map(Sex::code)}</td>
                <td data-label="Jabatan">{one.person.position.clone()}</td>
                <td data-label="Instansi/Desa">{one.institution_words()}</td>
                <td data-label="Hari">{coming}</td>
                <td data-label="">
                    <form method="post" action=base.clone() class="row">
                        <input type="hidden" name="peserta" value=id.clone()/>
                        <a class="button quiet small" href=format!("{base}?ubah={id}#catat")>"Ubah"<span class="visually-hidden">" "{name.clone()}</span></a>
                        <button class="button quiet small" name="aksi" value="hapus">"Hapus"<span class="visually-hidden">" "{name}</span></button>
                    </form>
                </td>
            </tr>
        }
    };
    let rows = roster.people.iter().map(row).collect::<Vec<_>>();
    let removed = roster
        .removed
        .iter()
        .map(|one| {
            let (name, id) = (one.person.name.clone(), one.id.clone());
            view! {
                <li>
                    <form method="post" action=base.clone() class="row">
                        <span>{name.clone()}", "{one.institution_words()}</span>
                        <input type="hidden" name="peserta" value=id/>
                        <button class="button quiet small" name="aksi" value="pulihkan">"Pulihkan"<span class="visually-hidden">" "{name}</span></button>
                    </form>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let body = if rows.is_empty() {
        view! { <p class="muted">"Belum ada nama peserta."</p> }.into_any()
    } else {
        view! {
            <table class="cards">
                <thead><tr><th scope="col">"Nama"</th><th scope="col">"L/P"</th><th scope="col">"Jabatan"</th><th scope="col">"Instansi/Desa"</th><th scope="col">"Hari"</th><th scope="col"><span class="visually-hidden">"Ubah"</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let removed = (!removed.is_empty()).then(|| {
        view! { <details><summary>{format!("Dihapus dari daftar ({})", removed.len())}</summary><ul class="plain">{removed}</ul></details> }
    });
    view! { <h2>{format!("Orang ({})", roster.people.len())}</h2>{body}{removed} }
}

/// The fields of one person, for the office: also at the door.
pub fn fields(roster: &Roster, known: Option<&Participant>) -> impl IntoView + use<> {
    let sexes = options([Sex::Female, Sex::Male].map(|sex| (sex.code(), sex.words())));
    let library = known.and_then(|one| one.library_name.clone().into()).filter(|name: &String| !name.is_empty());
    let library = library
        .and_then(|name| roster.libraries.iter().find(|(_, known)| *known == name).map(|(slug, _)| slug.clone()));
    let person = known.map(|one| one.person.clone()).unwrap_or_default();
    view! {
        <TextField name="nama" label="Nama lengkap dengan gelar" value=person.name autocomplete="off"/>
        <ChoiceField name="jk" legend="L/P" options=sexes value=person.sex.map(Sex::code) inline=true optional=true/>
        <TextField name="jabatan" label="Jabatan" value=person.position optional=true/>
        <SelectField name="perpustakaan" label="Perpustakaan" options=options(roster.libraries.clone()) value=library empty="Bukan dari perpustakaan"/>
        <TextField name="instansi" label="Instansi" hint="Untuk yang bukan dari perpustakaan." value=person.institution optional=true/>
        <TextField name="hp" label="Nomor HP" kind="tel" inputmode="tel" autocomplete="off" value=person.phone.as_ref().map(crate::domain::phone::Phone::local) optional=true/>
    }
}

fn days(roster: &Roster, known: Option<&Participant>) -> impl IntoView + use<> {
    let all = &roster.hall.agenda.days;
    let chosen = match known {
        Some(one) => one.days.iter().map(|(day, _)| day.clone()).collect(),
        None => all.iter().map(|day| day.id.clone()).collect(),
    };
    let days = options(all.iter().map(|day| (day.id.clone(), day.date.long())));
    view! { <ChecksField name="hari" legend="Hari" options=days values=chosen/> }
}

fn entry(roster: &Roster, known: Option<&Participant>, op: &str, open: bool) -> impl IntoView + use<> {
    let title = known.map_or_else(|| "Tambah satu orang".to_owned(), |one| format!("Ubah {}", one.person.name));
    view! {
        <details open=open>
            <summary>{title}</summary>
            <form method="post" action=format!("/kantor/plm/{}/peserta", roster.hall.meeting.id) novalidate>
                <input type="hidden" name="op" value=op.to_owned()/>
                {known.map(|one| view! { <input type="hidden" name="peserta" value=one.id.clone()/> })}
                {fields(roster, known)}
                {days(roster, known)}
                <Buttons><Button name="aksi" value="simpan">"Simpan peserta"</Button></Buttons>
            </form>
        </details>
    }
}

fn paste(roster: &Roster, op: &str, open: bool) -> impl IntoView + use<> {
    view! {
        <details open=open>
            <summary>"Tempel daftar (dari kertas atau lembar kerja)"</summary>
            <form method="post" action=format!("/kantor/plm/{}/peserta", roster.hall.meeting.id) novalidate>
                <input type="hidden" name="op" value=format!("{op}-d")/>
                <AreaField name="daftar" label="Daftar" hint="Satu orang sebaris: Nama; L/P; Jabatan; Instansi; No. HP. Salinan dari Excel juga bisa. Yang tidak diketahui dikosongkan." rows=8/>
                {days(roster, None)}
                <Buttons><Button name="aksi" value="tempel" look=Look::Secondary>"Tambahkan semua"</Button></Buttons>
            </form>
        </details>
    }
}

/// A tag for who is present.
pub fn present_tag(clock: &str) -> impl IntoView + use<> {
    let words = if clock.is_empty() { "Hadir".to_owned() } else { format!("Hadir {clock}") };
    view! { <Tag kind=TagKind::Good>{words}</Tag> }
}

//! The door: check-in by name here, by QR where scripts run (`public/pintu.js`); the list of attendance and the QR codes on paper.

use crate::api::door::{self, Attendance, Line};
use crate::domain::board::brief_name;
use crate::domain::participant::Sex;
use crate::ui::field::{Breadcrumbs, Button, Buttons, Notice, Summary, TextField, Tone};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use crate::ui::pages::office::participants::{fields, present_tag};
use crate::ui::qr::Qr;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// People whose names are shown at once; the others are found by their name.
const SHOWN: usize = 60;

/// The door of a meeting.
#[component]
pub fn Door() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let (id, day, wanted, news, who) = (param("id"), query("hari"), query("cari"), query("kabar"), query("siapa"));
    page(async move {
        let day = day.or_else(|| typed.value("hari").filter(|_| typed.is_posted()));
        let attendance = door::attendance(&app, &asker, &id, day.as_deref()).await?;
        let name = attendance.roster.hall.meeting.name.clone();
        let who = who
            .and_then(|id| attendance.roster.people.iter().find(|one| one.id == id))
            .map(|one| one.person.name.clone());
        let news = match (news.as_deref(), who) {
            (Some("hadir"), Some(who)) => Some(format!("{who} hadir.")),
            (Some("sudah"), Some(who)) => Some(format!("{who} sudah dicatat hadir. Tidak dihitung dua kali.")),
            (Some("batal"), Some(who)) => Some(format!("Kehadiran {who} dibatalkan.")),
            _ => None,
        };
        let op = app.world.id();
        let body = match attendance.roster.hall.agenda.days.get(attendance.day) {
            None => view! { <p class="muted">"Pertemuan ini belum punya hari. Tambahkan di agenda."</p> }.into_any(),
            Some(_) => view! {
                {days(&attendance)}
                <section data-pintu=id.clone() data-hari=attendance.roster.hall.agenda.days[attendance.day].id.clone() hidden></section>
                <div class="stack" data-bagian="hitung">{counts(&attendance)}</div>
                {by_name(&attendance, wanted.as_deref().unwrap_or_default(), &op)}
                {walk_in(&attendance, &op, typed.value("aksi").as_deref() == Some("datang"))}
                {files(&attendance)}
            }
            .into_any(),
        };
        Ok(view! {
            <Frame title=format!("Presensi: {name}") description="">
                <div class="page-head"><p class="eyebrow">{name}</p><h1>"Presensi"</h1></div>
                <MeetingNav meeting=id/>
                {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
                <Summary/>
                {body}
            </Frame>
        })
    })
}

fn here(attendance: &Attendance) -> (String, String) {
    let hall = &attendance.roster.hall;
    (format!("/kantor/plm/{}/presensi", hall.meeting.id), hall.agenda.days[attendance.day].id.clone())
}

/// The days, and a word when the one shown is not today.
fn days(attendance: &Attendance) -> impl IntoView + use<> {
    let (hall, (base, _)) = (&attendance.roster.hall, here(attendance));
    let today = hall.today();
    let links = hall
        .agenda
        .days
        .iter()
        .enumerate()
        .map(|(place, day)| {
            let current = (place == attendance.day).then_some("page");
            view! { <li><a href=format!("{base}?hari={}", day.id) aria-current=current>{format!("{}, {}", day.date.weekday_word(), day.date.short())}</a></li> }
        })
        .collect_view();
    let date = hall.agenda.days[attendance.day].date;
    let other = (date != today).then(|| {
        let words = if date < today {
            "Anda mencatat hari yang sudah lewat; jamnya tidak dicatat."
        } else {
            "Hari ini belum tiba; kehadirannya belum bisa dicatat."
        };
        view! { <Notice tone=Tone::Warning title=format!("{}, bukan hari ini", date.long())><p>{words}</p></Notice> }
    });
    view! { <nav class="tabs no-print" aria-label="Hari"><ul>{links}</ul></nav>{other} }
}

/// How many are here, in all and by library.
fn counts(attendance: &Attendance) -> impl IntoView + use<> {
    let mut by: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for line in &attendance.lines {
        let from = if line.one.library_name.is_empty() {
            "Lainnya".to_owned()
        } else {
            brief_name(&line.one.library_name).to_owned()
        };
        let count = by.entry(from).or_default();
        count.0 += usize::from(line.since.is_some());
        count.1 += 1;
    }
    let present = attendance.lines.iter().filter(|line| line.since.is_some()).count();
    let rows = by
        .into_iter()
        .map(|(name, (here, all))| view! { <tr><th scope="row">{name}</th><td class="right">{format!("{here} dari {all}")}</td></tr> })
        .collect::<Vec<_>>();
    view! {
        <p class="lede"><strong data-bagian="hadir">{present}</strong>" dari "<span data-bagian="semua">{attendance.lines.len()}</span>" orang hadir"</p>
        <details><summary>"Hadir menurut perpustakaan"</summary><table><tbody data-bagian="perpustakaan">{rows}</tbody></table></details>
    }
}

fn by_name(attendance: &Attendance, wanted: &str, op: &str) -> impl IntoView + use<> {
    let (base, day) = here(attendance);
    let folded = wanted.trim().to_lowercase();
    let fits = |line: &&Line| {
        folded.is_empty()
            || line.one.person.name.to_lowercase().contains(&folded)
            || line.one.institution_words().to_lowercase().contains(&folded)
    };
    let found: Vec<&Line> = attendance.lines.iter().filter(fits).collect();
    let more = found.len().saturating_sub(SHOWN);
    let rows = found.iter().take(SHOWN).map(|line| row(line, attendance, &base, &day, op)).collect::<Vec<_>>();
    let none = rows.is_empty();
    view! {
        <section class="section" aria-labelledby="nama-h">
            <h2 id="nama-h">"Menurut nama"</h2>
            <form method="get" action=base.clone() class="filters" role="search" data-bagian="cari">
                <input type="hidden" name="hari" value=day/>
                <TextField name="cari" label="Cari nama atau perpustakaan" kind="search" value=wanted.to_owned() autocomplete="off"/>
                <div class="buttons"><button class="button secondary" type="submit">"Cari"</button></div>
            </form>
            {none.then(|| view! { <p class="muted">"Tidak ada yang cocok. Catat sebagai peserta baru di bawah."</p> })}
            <ul class="plain doings" data-bagian="daftar">{rows}</ul>
            {(more > 0).then(|| view! { <p class="muted" data-bagian="lagi">{format!("Dan {more} orang lagi; cari namanya.")}</p> })}
        </section>
    }
}

fn row(line: &Line, attendance: &Attendance, base: &str, day: &str, op: &str) -> impl IntoView + use<> {
    let (one, zone) = (&line.one, attendance.roster.hall.zone);
    let (name, id) = (one.person.name.clone(), one.id.clone());
    let button = match line.since {
        None => view! { <button class="button small" name="aksi" value="hadir">"Hadir"<span class="visually-hidden">" "{name.clone()}</span></button> }.into_any(),
        Some(_) => view! {
            {present_tag(&line.clock(zone))}
            <button class="button quiet small" name="aksi" value="batal">"Batalkan"<span class="visually-hidden">" kehadiran "{name.clone()}</span></button>
        }
        .into_any(),
    };
    let waits = attendance.roster.waiting.get(&(one.id.clone(), day.to_owned()));
    let waits = waits.map(|place| format!(" · daftar tunggu nomor {place}"));
    view! {
        <li>
            <form method="post" action=base.to_owned() class="row">
                <input type="hidden" name="op" value=format!("{op}-{}", &id[id.len().saturating_sub(12)..])/>
                <input type="hidden" name="hari" value=day.to_owned()/>
                <input type="hidden" name="peserta" value=id/>
                <span><strong>{name}</strong><br/><span class="muted small">{one.institution_words()}{waits}</span></span>
                {button}
            </form>
        </li>
    }
}

fn walk_in(attendance: &Attendance, op: &str, open: bool) -> impl IntoView + use<> {
    let (base, day) = here(attendance);
    view! {
        <section class="section no-print" aria-labelledby="baru-h">
            <h2 id="baru-h">"Peserta baru"</h2>
            <details open=open>
                <summary>"Catat yang datang tanpa undangan"</summary>
                <form method="post" action=base novalidate>
                    <input type="hidden" name="op" value=format!("{op}-baru")/>
                    <input type="hidden" name="hari" value=day/>
                    {fields(&attendance.roster, None)}
                    <Buttons><Button name="aksi" value="datang">"Catat dan hadir"</Button></Buttons>
                </form>
            </details>
        </section>
    }
}

fn files(attendance: &Attendance) -> impl IntoView + use<> {
    let (base, day) = here(attendance);
    view! {
        <section class="section no-print" aria-labelledby="berkas-h">
            <h2 id="berkas-h">"Kertas dan berkas"</h2>
            <ul class="plain row">
                <li><a class="button secondary" href=format!("{base}/daftar-hadir?hari={day}")>"Daftar hadir untuk tanda tangan"</a></li>
                <li><a class="button secondary" href=format!("{base}/qr")>"Lembar QR"</a></li>
                <li><a class="button quiet" href=format!("{base}/daftar-hadir.csv?hari={day}")>"CSV"</a></li>
                <li><a class="button quiet" href=format!("{base}/daftar-hadir.xlsx?hari={day}")>"Excel"</a></li>
            </ul>
        </section>
    }
}

/// What opens without a network: nobody's page, which `pintu.js` fills from the phone. See `public/sw.js`.
#[component]
pub fn OfflineDoor() -> impl IntoView {
    view! {
        <Frame title="Presensi tanpa sinyal" description="">
            <div class="page-head"><h1>"Presensi"</h1><p class="lede" data-bagian="hari">"Daftar yang pernah dimuat di HP ini."</p></div>
            <section data-pintu="" hidden></section>
            <p class="lede"><strong data-bagian="hadir">"–"</strong>" dari "<span data-bagian="semua">"–"</span>" orang hadir"</p>
            <details><summary>"Hadir menurut perpustakaan"</summary><table><tbody data-bagian="perpustakaan"></tbody></table></details>
            <form class="filters" role="search" data-bagian="cari">
                <TextField name="cari" label="Cari nama atau perpustakaan" kind="search" autocomplete="off"/>
            </form>
            <ul class="plain doings" data-bagian="daftar"></ul>
            <p class="muted" data-bagian="lagi">"Buka halaman presensi sekali dengan sinyal; sesudah itu ia terbuka tanpa sinyal juga."</p>
        </Frame>
    }
}

fn trail(attendance: &Attendance) -> Vec<(String, String)> {
    let base = format!("/kantor/plm/{}", attendance.roster.hall.meeting.id);
    vec![("/kantor/plm".to_owned(), "PLM".to_owned()), (format!("{base}/presensi"), "Presensi".to_owned())]
}

/// Room for a signature: it keeps the column wide and the row high on every paper.
fn room() -> impl IntoView {
    view! { <svg width="84" height="30" aria-hidden="true"></svg> }
}

/// The list of attendance, for wet signatures: two columns, by turns.
#[component]
pub fn AttendanceSheet() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (id, day) = (param("id"), query("hari"));
    page(async move {
        let attendance = door::attendance(&app, &asker, &id, day.as_deref()).await?;
        let hall = &attendance.roster.hall;
        let rows = (1_usize..).zip(&attendance.lines).map(|(number, line)| {
            let person = &line.one.person;
            let sign = format!("{number}.");
            let (left, right) = if number % 2 == 1 { (sign, String::new()) } else { (String::new(), sign) };
            view! {
                <tr>
                    <td class="right">{number}</td>
                    <td>{person.name.clone()}</td>
                    <td>{person.sex.map(Sex::code)}</td>
                    <td>{person.position.clone()}</td>
                    <td>{line.one.institution_words()}</td>
                    <td>{person.phone.as_ref().map(crate::domain::phone::Phone::local)}</td>
                    <td>{left}{room()}</td>
                    <td>{right}{room()}</td>
                </tr>
            }
        });
        let rows = rows.collect::<Vec<_>>();
        let none = rows.is_empty();
        let (trail, office, meeting) = (trail(&attendance), hall.signature(), hall.meeting.name.clone());
        let when =
            hall.agenda.days.get(attendance.day).map(|day| format!("{}, {}", day.date.long(), day.venue_words()));
        Ok(view! {
            <Frame title="Daftar hadir" description="">
                <div class="no-print"><Breadcrumbs trail=trail here="Daftar hadir"/>
                    <p class="muted">"Tekan Ctrl+P untuk mencetak. Tanda tangan berselang-seling supaya cukup ruang."</p>
                </div>
                <div class="paper paper-form">
                    <p class="eyebrow">{office}</p>
                    <h1>"Daftar Hadir"</h1>
                    <p><strong>{meeting}</strong></p>
                    <p>{when}</p>
                    {none.then(|| view! { <p>"Belum ada nama peserta untuk hari ini."</p> })}
                    <div class="table-scroll" tabindex="0" role="region" aria-label="Daftar hadir">
                    <table>
                        <thead><tr><th scope="col">"No"</th><th scope="col">"Nama"</th><th scope="col">"L/P"</th><th scope="col">"Jabatan"</th><th scope="col">"Instansi/Desa"</th><th scope="col">"No. HP"</th><th scope="col" colspan="2">"Tanda tangan"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                    </div>
                </div>
            </Frame>
        })
    })
}

/// The QR codes of everybody, to be printed and cut.
#[component]
pub fn CodeSheet() -> impl IntoView {
    let (app, asker, id) = (app(), asker(), param("id"));
    page(async move {
        let attendance = door::attendance(&app, &asker, &id, None).await?;
        let hall = &attendance.roster.hall;
        let cards = attendance.roster.people.iter().map(|one| {
            let text = crate::domain::door::qr(&hall.meeting.id, &one.code);
            view! {
                <li class="card">
                    <strong>{one.person.name.clone()}</strong>
                    <span class="small">{one.institution_words()}</span>
                    <Qr text=text label=format!("QR {}", one.person.name) size=150/>
                </li>
            }
        });
        let cards = cards.collect::<Vec<_>>();
        let (none, trail) = (cards.is_empty(), trail(&attendance));
        Ok(view! {
            <Frame title="Lembar QR" description="">
                <div class="no-print"><Breadcrumbs trail=trail here="Lembar QR"/>
                    <div class="page-head"><h1>"Lembar QR"</h1><p class="lede">"Cetak, gunting, dan bagikan kepada yang tidak membawa QR di HP."</p></div>
                </div>
                {none.then(|| view! { <p class="muted">"Belum ada nama peserta."</p> })}
                <ul class="plain grid paper">{cards}</ul>
            </Frame>
        })
    })
}

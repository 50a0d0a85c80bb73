//! A library's invitation behind its link, `/undangan/{token}`: agenda, place, whom to call, the answer, and the QR of each who comes.

use crate::api::invitations::{self, Opened};
use crate::domain::agenda::{Day, flow};
use crate::domain::invitation::{MOST_PEOPLE, addressee, closed_words, field, rows};
use crate::domain::participant::Sex;
use crate::domain::refusal::Refusal;
use crate::domain::standing::SUBJECTS;
use crate::storage::participants::Participant;
use crate::ui::field::{
    AreaField, Button, Buttons, ChecksField, ChoiceField, Look, Notice, Summary, TextField, Tone, options,
};
use crate::ui::frame::{Frame, app, page, param, query, typed};
use crate::ui::qr::Qr;
use crate::ui::typed::Typed;
use leptos::prelude::*;
use leptos_meta::Meta;

/// An invitation.
#[component]
pub fn Invitation() -> impl IntoView {
    let (app, typed, news) = (app(), typed(), query("kabar"));
    let token = param("token");
    page(async move {
        let opened = match invitations::open(&app, &token).await {
            Ok(opened) => opened,
            Err(crate::api::Error::Refusal(Refusal::NotFound)) => return Ok(dead().into_any()),
            Err(error) => return Err(error),
        };
        Ok(show(&opened, &typed, news.is_some(), &app.world.id()).into_any())
    })
}

/// A link that leads nowhere, whether it never did or does not any more.
fn dead() -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Frame title="Undangan tidak berlaku" description="">
            <Meta name="robots" content="noindex, nofollow"/>
            <div class="page-head">
                <h1>"Undangan ini tidak berlaku"</h1>
                <p class="lede">"Mungkin tautannya terpotong waktu disalin, sudah diganti dengan yang baru, atau undangannya dicabut."</p>
                <p>"Minta tautan terbaru kepada dinas perpustakaan yang mengundang. Jawaban yang pernah dikirim tetap tersimpan di sana."</p>
                <div class="row"><a class="button secondary" href="/plm">"Lihat semua pertemuan"</a></div>
            </div>
        </Frame>
    }
}

fn show(opened: &Opened, typed: &Typed, saved: bool, op: &str) -> impl IntoView + use<> {
    let (hall, library, invite) = (&opened.hall, &opened.library, &opened.invite);
    let to = addressee(library.kind, &library.name, &library.village.name);
    let days = hall
        .agenda
        .days
        .iter()
        .zip(&opened.left)
        .map(|(day, left)| {
            let left = left.map(|left| match left {
                0 => " Tempat duduk penuh; yang mendaftar sekarang masuk daftar tunggu.".to_owned(),
                left => format!(" Sisa {left} tempat duduk."),
            });
            view! { <div><dt>{day.date.long()}</dt><dd>{format!("{}–{}, {}.", flow::clock(day.opens.into()), flow::clock(day.closes.into()), day.venue_words())}{left}</dd></div> }
        })
        .collect_view();
    let map = (!invite.map_link.is_empty()).then(|| {
        view! { <div><dt>"Peta"</dt><dd><a href=invite.map_link.clone() rel="noopener noreferrer" target="_blank">"Buka lokasi di peta"</a></dd></div> }
    });
    let call = invite.contact_phone.as_ref().map(|phone| {
        view! { " "<a href=format!("tel:{}", phone.as_str())>{phone.local()}</a>" "<a href=format!("https://wa.me/{}", phone.digits()) rel="noopener noreferrer" target="_blank">"WhatsApp"</a> }
    });
    let contact = (!invite.contact().is_empty())
        .then(|| view! { <div><dt>"Narahubung"</dt><dd>{invite.contact_name.clone()}{call}</dd></div> });
    let note = (!invite.note.is_empty()).then(|| view! { <p class="typed">{invite.note.clone()}</p> });
    let changeable = if opened.is_open() {
        format!("Masih bisa diubah di halaman ini sampai {}.", opened.until.long())
    } else {
        String::new()
    };
    let saved =
        saved.then(|| view! { <Notice tone=Tone::Success title="Jawaban tersimpan"><p>{changeable}</p></Notice> });
    let over = closed_words(opened.until, &invite.contact());
    let closed = (!opened.is_open()).then(|| {
        view! { <Notice tone=Tone::Warning title="Jawaban sudah ditutup"><p>{over}</p></Notice> }
    });
    let state = match (opened.invitation.coming(), opened.is_open()) {
        (None, true) => "Belum dijawab.".to_owned(),
        (None, false) => "Undangan ini tidak dijawab lewat halaman ini.".to_owned(),
        (Some(true), _) => format!("Jawaban Anda: hadir, {} orang.", opened.people.len()),
        (Some(false), _) => "Jawaban Anda: tidak bisa hadir.".to_owned(),
    };
    let until =
        opened.is_open().then(|| view! { <div><dt>"Jawaban ditunggu sampai"</dt><dd>{opened.until.long()}</dd></div> });
    let form = opened.is_open().then(|| form(opened, typed, op));
    let (office, meeting, name) = (hall.signature(), hall.meeting.name.clone(), library.name.clone());
    let parts = view! { {codes(opened)}{form}{agenda(opened)} };
    view! {
        <Frame title=format!("Undangan: {meeting}") description="">
            <Meta name="robots" content="noindex, nofollow"/>
            <div class="page-head">
                <p class="eyebrow">{office}</p>
                <h1>{meeting}</h1>
                <p class="lede">"Undangan untuk "{name.clone()}</p>
            </div>
            {saved}
            {closed}
            <Summary/>
            <p>{format!("Yth. {to}, mohon menugaskan pengelola perpustakaan untuk hadir.")}</p>
            <dl class="facts">{days}{map}{contact}{until}</dl>
            {note}
            <p><strong>{state}</strong></p>
            {parts}
            <p class="muted small section">"Halaman ini khusus untuk "{name}". Siapa pun yang memegang tautannya dapat mengubah jawaban, jadi jangan diteruskan. Nama dan nomor HP hanya dilihat dinas dan dihapus bila Anda minta."</p>
        </Frame>
    }
}

/// The QR of each who comes.
fn codes(opened: &Opened) -> Option<impl IntoView + use<>> {
    if opened.people.is_empty() || opened.hall.last() < opened.hall.today() {
        return None;
    }
    let cards = opened
        .people
        .iter()
        .map(|one| {
            let days = opened.hall.agenda.days.iter().filter(|day| one.comes_on(&day.id)).map(|day| {
                let queue = opened.waiting.get(&(one.id.clone(), day.id.clone()));
                let waits = queue.map(|place| format!(" (daftar tunggu nomor {place})"));
                view! { <li>{day.date.long()}{waits}</li> }
            });
            let days = days.collect_view();
            let label = format!("QR {}", one.person.name);
            view! {
                <article class="card">
                    <h3>{one.person.name.clone()}</h3>
                    <Qr text=crate::domain::door::qr(&opened.hall.meeting.id, &one.code) label=label/>
                    <ul>{days}</ul>
                </article>
            }
        })
        .collect_view();
    Some(view! {
        <section class="section" aria-labelledby="qr">
            <h2 id="qr">"QR untuk di pintu"</h2>
            <p class="muted">"Tunjukkan dari HP atau cetak halaman ini. Tanpa QR pun boleh: panitia mencari nama Anda."</p>
            <div class="grid">{cards}</div>
        </section>
    })
}

fn form(opened: &Opened, typed: &Typed, op: &str) -> impl IntoView + use<> {
    let posted = typed.is_posted();
    let more = typed.value("aksi").as_deref() == Some("tambah");
    let shown = if posted { rows(&typed.pairs).max(1) + usize::from(more) } else { opened.people.len() + 1 };
    let shown = shown.min(MOST_PEOPLE);
    let people = (0..shown).map(|n| person(n, opened.people.get(n), &opened.hall.agenda.days)).collect_view();
    let coming = opened.invitation.coming().map(|coming| if coming { "ya" } else { "tidak" });
    let subjects = || options(SUBJECTS.map(|subject| (subject.code, subject.label)));
    let can_add = shown < MOST_PEOPLE;
    view! {
        <section class="section" aria-labelledby="jawab">
            <h2 id="jawab">{if opened.invitation.answers > 0 { "Ubah jawaban" } else { "Jawaban" }}</h2>
            <form method="post" class="report-form" novalidate>
                <input type="hidden" name="op" value=op.to_owned()/>
                <input type="hidden" name="versi" value=opened.invitation.answers/>
                <ChoiceField name="hadir" legend="Apakah ada yang hadir?" options=options([("ya", "Ya, kami hadir"), ("tidak", "Tidak bisa hadir")]) value=coming/>
                <h3>"Siapa yang hadir"</h3>
                <p class="muted">"Kosongkan namanya bila seseorang tidak jadi ikut."</p>
                {people}
                {can_add.then(|| view! { <Buttons><Button look=Look::Secondary name="aksi" value="tambah" skip_checks=true>"Tambah orang"</Button></Buttons> })}
                <AreaField name="makan" label="Kebutuhan makan" hint="Misalnya: satu orang tidak makan daging." value=opened.invitation.food.clone() rows=2 maxlength="500" optional=true/>
                <ChecksField name="bagi" legend="Yang ingin kami bagikan" hint="Kami usahakan masuk ke agenda." options=subjects() values=opened.share.clone() optional=true/>
                <ChecksField name="belajar" legend="Yang ingin kami pelajari" options=subjects() values=opened.invitation.learn() optional=true/>
                <AreaField name="catatan" label="Catatan untuk panitia" value=opened.invitation.note.clone() rows=2 maxlength="500" optional=true/>
                <Buttons><Button name="aksi" value="kirim">"Kirim jawaban"</Button></Buttons>
            </form>
        </section>
    }
}

fn person(n: usize, known: Option<&Participant>, days: &[Day]) -> impl IntoView + use<> {
    let name = |part: &str| field(n, part);
    let sexes = options([Sex::Female, Sex::Male].map(|sex| (sex.code(), sex.words())));
    let sex = known.and_then(|one| one.person.sex).map(Sex::code);
    // The whole number is not written into a page that whoever holds the link can open.
    let hint = match known.and_then(|one| one.person.phone.as_ref()) {
        Some(phone) => {
            let digits = phone.local();
            format!("Sudah tersimpan, berakhiran {}. Isi hanya bila berubah.", &digits[digits.len() - 3..])
        }
        None => "Untuk kabar dari panitia.".to_owned(),
    };
    let chosen = match known {
        Some(one) => one.days.iter().map(|(day, _)| day.clone()).collect(),
        None if days.len() == 1 => vec![days[0].id.clone()],
        None => Vec::new(),
    };
    let days = options(days.iter().map(|day| (day.id.clone(), day.date.long())));
    view! {
        <fieldset class="sheet">
            <legend>{format!("Orang ke-{}", n + 1)}</legend>
            {known.map(|one| view! { <input type="hidden" name=name("id") value=one.id.clone()/> })}
            <TextField name=name("nama") label="Nama lengkap dengan gelar" hint="Seperti di sertifikat." value=known.map(|one| one.person.name.clone()) autocomplete="off"/>
            <ChoiceField name=name("jk") legend="L/P" options=sexes value=sex inline=true optional=true/>
            <TextField name=name("jabatan") label="Jabatan" hint="Misalnya: pengelola perpustakaan." value=known.map(|one| one.person.position.clone()) optional=true/>
            <TextField name=name("hp") label="Nomor HP" hint=hint kind="tel" inputmode="tel" autocomplete="off" optional=true/>
            <ChecksField name=name("hari") legend="Hari kedatangan" options=days values=chosen/>
        </fieldset>
    }
}

/// The agenda as published, or that it is still to come.
fn agenda(opened: &Opened) -> impl IntoView + use<> {
    let slug = opened.hall.meeting.slug.clone();
    let body = match &opened.hall.published {
        None => view! { <p class="muted">"Agenda rinci menyusul. Buka lagi halaman ini nanti."</p> }.into_any(),
        Some(agenda) => {
            let days = agenda
                .days
                .iter()
                .map(|day| {
                    let slots = flow::slots(day);
                    let mut order = flow::reading_order(day);
                    order.sort_by_key(|index| slots[*index].start);
                    let rows = order
                        .into_iter()
                        .map(|index| {
                            let (item, slot) = (&day.items[index], slots[index]);
                            let who = item.presenters.iter().map(crate::domain::agenda::Presenter::words).collect::<Vec<_>>().join(", ");
                            view! {
                                <tr><td>{format!("{}–{}", flow::clock(slot.start), flow::clock(slot.end))}</td><td><strong>{item.title.clone()}</strong>{(!who.is_empty()).then(|| view! { <br/>{who} })}</td></tr>
                            }
                        })
                        .collect_view();
                    view! {
                        <details>
                            <summary>{day.date.long()}</summary>
                            <table><thead><tr><th scope="col">"Waktu"</th><th scope="col">"Acara"</th></tr></thead><tbody>{rows}</tbody></table>
                        </details>
                    }
                })
                .collect_view();
            view! { {days}<p><a href=format!("/plm/{slug}")>"Halaman pertemuan ini"</a></p> }.into_any()
        }
    };
    view! { <section class="section" aria-labelledby="agenda"><h2 id="agenda">"Agenda"</h2>{body}</section> }
}

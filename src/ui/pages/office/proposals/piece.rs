//! One proposal: what, when, for whom, why, and the buttons.

use crate::api::proposals::Proposals as Shown;
use crate::domain::agenda::flow;
use crate::domain::board::brief_name;
use crate::domain::proposal::accept::item;
use crate::domain::proposal::{Piece, words};
use leptos::prelude::*;

/// How many listeners are named at once; the rest is counted.
const NAMED: usize = 3;

/// For whom it is, in a line.
fn for_whom(shown: &Shown, piece: &Piece) -> String {
    let name = |party: usize| brief_name(&shown.plan.parties[party].name);
    match piece {
        Piece::Sharing(sharing) => {
            let named: Vec<&str> = sharing.listeners.iter().take(NAMED).map(|(listener, _)| name(*listener)).collect();
            match sharing.listeners.len() {
                0 => "Atas permintaan sendiri.".to_owned(),
                count if count <= NAMED => format!("Terutama untuk {}.", words::row(named)),
                count => format!("Terutama untuk {}; {} lainnya ikut belajar.", words::row(named), count - NAMED),
            }
        }
        Piece::Rest(_) => "Lebih dari dua jam mendengarkan melelahkan.".to_owned(),
        Piece::Group(group) => {
            let members = group.members.iter().map(|(member, _)| name(*member));
            format!("Pemantik {}. Anggota: {}.", name(group.teacher), words::row(members))
        }
    }
}

/// The sentences of "Kenapa?".
fn why(shown: &Shown, piece: &Piece) -> Vec<String> {
    match piece {
        Piece::Sharing(sharing) => words::why_sharing(&shown.plan, sharing),
        Piece::Rest(_) => {
            vec!["Sesudah dua jam tanpa istirahat, agenda memberi peringatan. Rehat ini mencegahnya.".to_owned()]
        }
        Piece::Group(group) => words::why_group(&shown.plan, &shown.choice, group),
    }
}

/// Who learns how much, for those who want to see the figures.
fn figures(shown: &Shown, piece: &Piece) -> Option<impl IntoView + use<>> {
    let (subject, listeners) = match piece {
        Piece::Sharing(sharing) => (sharing.subject, &sharing.listeners),
        Piece::Group(group) => (group.subject, &group.members),
        Piece::Rest(_) => return None,
    };
    let rows: Vec<_> = listeners
        .iter()
        .map(|(party, gain)| {
            let standing = &shown.plan.parties[*party];
            view! {
                <tr>
                    <th scope="row">{brief_name(&standing.name).to_owned()}</th>
                    <td class="right">{words::standing_words(standing, subject)}</td>
                    <td class="right">{words::points(*gain)}</td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| view! {
        <table>
            <thead><tr><th scope="col">"Pendengar"</th><th scope="col" class="right">"Nilai"</th><th scope="col" class="right">"Bisa belajar"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    })
}

/// An open proposal.
pub fn open(shown: &Shown, piece: &Piece, here: &str) -> impl IntoView + use<> {
    let item = item(&shown.plan, &shown.choice, piece);
    let id = item.id.clone();
    let class = format!("agenda-item kind-{}", item.kind.code());
    let spot = piece.spot();
    let time = spot.map(|spot| {
        let end = spot.start + u32::from(item.minutes);
        view! { <p class="agenda-time"><strong>{flow::clock(spot.start)}</strong><span>{format!("–{}", flow::clock(end))}</span></p> }
    });
    let place = spot.and_then(|spot| spot.place.clone()).map(|place| view! { <p class="agenda-kind">{place}</p> });
    let why = why(shown, piece).into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
    let tick = if spot.is_some() {
        view! {
            <div class="choice">
                <input type="checkbox" form="terima" name="usul" value=id.clone() checked=true id=format!("c-{id}")/>
                <label for=format!("c-{id}")><span class="visually-hidden">"Pilih "</span>{item.title.clone()}</label>
            </div>
        }
        .into_any()
    } else {
        view! { <p><strong>{item.title.clone()}</strong></p> }.into_any()
    };
    let spots = shown.desk.agenda.days.iter().flat_map(|day| {
        let whole = (day.id.clone(), format!("{}, semua bersama", day.date.long()));
        let places = day
            .places
            .iter()
            .map(|place| (format!("{}:{}", day.id, place.id), format!("{}, {}", day.date.long(), place.name)));
        std::iter::once(whole).chain(places).collect::<Vec<_>>()
    });
    let spots = spots.map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view();
    view! {
        <li class=class id=format!("u-{id}")>
            {time}
            <div class="agenda-what">{tick}{place}<p>{for_whom(shown, piece)}</p></div>
            <form method="post" action=here.to_owned() class="agenda-tools">
                <input type="hidden" name="usul" value=id.clone()/>
                {spot.map(|_| view! { <button class="button secondary small" name="act" value="terima">"Terima"<span class="visually-hidden">" "{item.title.clone()}</span></button> })}
                <button class="button quiet small" name="act" value="buang">"Buang"<span class="visually-hidden">" "{item.title.clone()}</span></button>
            </form>
            <div class="agenda-edit">
                <details><summary>"Kenapa?"<span class="visually-hidden">" "{item.title.clone()}</span></summary><div><ul>{why}</ul>{figures(shown, piece)}</div></details>
                <details><summary>"Ubah dulu"<span class="visually-hidden">" "{item.title.clone()}</span></summary>
                    <form method="post" action=here.to_owned() class="stack">
                        <input type="hidden" name="usul" value=id.clone()/>
                        <div class="field"><label for=format!("t-{id}")>"Judul"</label><input id=format!("t-{id}") name="title" value=item.title.clone() maxlength="200"/></div>
                        <div class="field"><label for=format!("m-{id}")>"Lama, dalam menit"</label><input id=format!("m-{id}") name="minutes" class="w-4" inputmode="numeric" value=item.minutes.to_string()/></div>
                        <div class="field"><label for=format!("s-{id}")>"Hari dan tempat"</label>
                            <select id=format!("s-{id}") name="spot">{spot.map(|_| view! { <option value="">"Seperti diusulkan"</option> })}{spots}</select></div>
                        <div class="buttons"><button class="button secondary" name="act" value="ubah">"Terima dengan perubahan ini"</button></div>
                    </form>
                </details>
            </div>
        </li>
    }
}

/// A proposal that stands in the agenda.
pub fn accepted(shown: &Shown, piece: &Piece) -> impl IntoView + use<> {
    let id = piece.id().to_owned();
    let title = shown.desk.agenda.item(&id).map_or_else(String::new, |(_, item)| item.title.clone());
    let href = format!("/kantor/plm/{}/agenda#i-{id}", shown.desk.meeting.id);
    view! { <li><a href=href>{title}</a></li> }
}

/// A proposal that was thrown away, with the way back.
pub fn refused(shown: &Shown, piece: &Piece, here: &str) -> impl IntoView + use<> {
    let item = item(&shown.plan, &shown.choice, piece);
    view! {
        <li>
            <form method="post" action=here.to_owned() class="row">
                <span>{item.title.clone()}</span>
                <input type="hidden" name="usul" value=item.id/>
                <button class="button quiet small" name="act" value="kembalikan">"Kembalikan"<span class="visually-hidden">" "{item.title}</span></button>
            </form>
        </li>
    }
}

//! The one row of links between the office's pages of a meeting.

use crate::ui::frame::here;
use leptos::prelude::*;

/// The pages: the address behind `/kantor/plm/{id}/`, and what people call it. In the order in which a meeting comes about.
const PAGES: &[(&str, &str)] = &[
    ("agenda", "Agenda"),
    ("usulan", "Usulan"),
    // The meeting: invitations and the door
    ("undangan", "Undangan"),
    ("peserta", "Peserta"),
    ("presensi", "Presensi"),
    ("evaluasi", "Evaluasi"),
    // In the room, and what follows.
    ("notulen", "Notulen"),
    ("kiat", "Kiat"),
    ("foto", "Foto"),
    ("tindak-lanjut", "Tindak lanjut"),
    ("apresiasi", "Apresiasi"),
    ("dokumen", "Dokumen"),
    ("siaran-pers", "Siaran pers"),
];

/// The row of links; the page that one is on is marked.
#[component]
pub fn MeetingNav(
    /// The meeting's id.
    #[prop(into)]
    meeting: String,
) -> impl IntoView {
    let (base, here) = (format!("/kantor/plm/{meeting}/"), here());
    let rest = here.strip_prefix(&base).unwrap_or_default();
    let links = PAGES
        .iter()
        .map(|(page, words)| {
            let below = rest.strip_prefix(page);
            let current = match below {
                Some("") => Some("page"),
                Some(deeper) if deeper.starts_with('/') => Some("true"),
                _ => None,
            };
            view! { <li><a href=format!("{base}{page}") aria-current=current>{*words}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs long no-print" aria-label="Halaman pertemuan ini"><ul>{links}</ul></nav> }
}

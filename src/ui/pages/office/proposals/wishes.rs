//! What libraries asked for: the list, and the form to put it down.

use crate::api::proposals::Proposals as Shown;
use crate::domain::agenda::Presenter;
use crate::domain::moment::clock;
use crate::domain::proposal::words;
use crate::domain::standing::{SUBJECTS, coded};
use crate::ui::field::{ChecksField, SelectField, options};
use leptos::prelude::*;

/// What a library asked for, in a few words each.
fn told(shown: &Shown, id: &str, name: &str) -> Vec<String> {
    let subjects = shown.wishes.iter().filter(|(library, _)| library == id);
    let subjects = subjects
        .filter_map(|(_, code)| coded(code))
        .map(|subject| format!("ingin berbagi “{}”", SUBJECTS[subject].label));
    let who = Presenter::Library { id: id.to_owned(), name: name.to_owned() };
    let days = shown.desk.agenda.days.iter().filter_map(|day| {
        let stated = day.stated(&who)?;
        Some(if stated.from >= stated.to {
            format!("tidak bisa pada {}", day.date.long())
        } else {
            format!("pada {} bisa pukul {} sampai {}", day.date.long(), clock(stated.from), clock(stated.to))
        })
    });
    subjects.chain(days).collect()
}

/// List and form.
pub fn wishes(shown: &Shown, here: &str) -> impl IntoView + use<> {
    let libraries = &shown.desk.rules.libraries;
    let rows = libraries
        .iter()
        .filter_map(|(id, name)| {
            let wishes = told(shown, id, name);
            (!wishes.is_empty()).then(|| (id.clone(), name.clone(), words::row(wishes.iter().map(String::as_str))))
        })
        .map(|(id, name, wishes)| {
            view! {
                <li>
                    <form method="post" action=here.to_owned() class="row">
                        <span><strong>{name.clone()}</strong>" "{wishes}</span>
                        <input type="hidden" name="perpustakaan" value=id/>
                        <button class="button quiet small" name="act" value="keinginan">"Hapus"<span class="visually-hidden">" keinginan "{name}</span></button>
                    </form>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let none = rows.is_empty();
    let subjects = options(SUBJECTS.map(|subject| (subject.code, subject.label)));
    let days = options(shown.desk.agenda.days.iter().map(|day| (day.id.clone(), day.date.long())));
    view! {
        <section class="section" aria-labelledby="keinginan">
            <h2 id="keinginan">"Keinginan perpustakaan"</h2>
            {none.then(|| view! { <p class="muted">"Belum ada yang dicatat."</p> })}
            <ul class="plain stack tight">{rows}</ul>
            <details>
                <summary>"Catat keinginan"</summary>
                <form method="post" action=here.to_owned() class="stack">
                    <SelectField name="perpustakaan" label="Perpustakaan" options=options(libraries.clone()) empty="Pilih perpustakaan"/>
                    <SelectField name="minta" label="Ingin berbagi tentang" options=subjects empty="Tidak ada topik khusus"/>
                    <ChecksField name="absen" legend="Tidak bisa hadir pada" options=days optional=true/>
                    <p class="muted">"Yang dicatat di sini menggantikan catatan sebelumnya untuk perpustakaan itu."</p>
                    <div class="buttons"><button class="button secondary" name="act" value="keinginan">"Simpan keinginan"</button></div>
                </form>
            </details>
        </section>
    }
}

//! The proposal that a meeting opens with what became of the last one's promises.

use crate::api::circle::Opening;
use crate::ui::field::{Button, Buttons, Look};
use leptos::prelude::*;

/// The proposal, with its reason and the planner's word.
pub fn opening(opening: &Opening, here: &str, op: &str) -> impl IntoView + use<> {
    let (item, action) = (&opening.item, here.to_owned());
    let why = format!(
        "{} meninggalkan {} rencana. Pertemuan berikutnya dibuka dengan kabarnya.",
        opening.meeting.name, opening.promises
    );
    let id = item.id.clone();
    let (accepted, refused) = (opening.accepted, opening.refused);
    let word = if accepted {
        view! { <p><strong>"Sudah ada di agenda."</strong></p> }.into_any()
    } else if refused {
        view! {
            <form method="post" action=action>
                <input type="hidden" name="usul" value=id/>
                <Buttons><Button look=Look::Secondary name="act" value="kembalikan">"Kembalikan usulan ini"</Button></Buttons>
            </form>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action=action>
                <input type="hidden" name="op" value=op.to_owned()/>
                <Buttons><Button look=Look::Secondary name="act" value="kabar">"Terima: buka dengan kabar ini"</Button></Buttons>
            </form>
            <form method="post" action=here.to_owned()>
                <input type="hidden" name="usul" value=id/>
                <button class="button quiet small" name="act" value="buang">"Buang"<span class="visually-hidden">" usulan kabar tindak lanjut"</span></button>
            </form>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="kabar">
            <h2 id="kabar">"Dari pertemuan lalu"</h2>
            <article class="card calm">
                <h3>{item.title.clone()}</h3>
                <p class="muted small">{format!("{} menit, sesudah pembukaan hari pertama", item.minutes)}</p>
                <p>{why}</p>
                <details>
                    <summary>"Isi acaranya"</summary>
                    <p>"Untuk umum: "{item.note.clone()}</p>
                    <p class="typed">"Hanya untuk dinas:\n"{item.private.clone()}</p>
                </details>
                {word}
            </article>
        </section>
    }
}

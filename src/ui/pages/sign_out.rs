//! Signing out.

use crate::domain::account::Asker;
use crate::ui::field::{Button, Buttons, Summary};
use crate::ui::frame::{Frame, asker};
use leptos::prelude::*;

/// Signing out: a button, because following a link must not change anything.
#[component]
pub fn SignOut() -> impl IntoView {
    let (name, home) = match asker() {
        Asker::SignedIn(person) => (person.name.clone(), person.home()),
        Asker::Public => (String::new(), "/"),
    };
    view! {
        <Frame title="Keluar" description="">
            <Summary/>
            <h1>"Keluar dari akun ini?"</h1>
            <p class="lead">"Anda masuk sebagai "{name}"."</p>
            <p>
                "Di HP sendiri Anda tidak perlu keluar: lain kali tinggal buka dan langsung melapor. Keluarlah bila HP atau komputer ini dipakai bersama."
            </p>
            <div class="notice warning" role="status" data-antrean="keluar" hidden></div>
            <form method="post" action="/keluar">
                <Buttons>
                    <Button>"Keluar"</Button>
                    <a class="button secondary" href=home>"Tetap masuk"</a>
                </Buttons>
            </form>
        </Frame>
    }
}

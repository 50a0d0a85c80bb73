//! The page that there is none, or not for you, or not now: why, and where to go from here.

use crate::domain::refusal::Refusal;
use crate::server::pages::encoded;
use crate::ui::field::{Drawing, Sketch};
use crate::ui::frame::{Frame, here};
use leptos::prelude::*;

/// Says the refusal and offers the next step that fits it.
pub fn help(refusal: &Refusal) -> impl IntoView + use<> {
    let (title, words) = (refusal.title(), refusal.to_string());
    let next = match refusal {
        Refusal::SignIn => {
            let sign_in = format!("/masuk?next={}", encoded(&here()));
            view! { <p><a class="button" href=sign_in>"Masuk"</a></p> }.into_any()
        }
        Refusal::NotFound => view! {
            <form class="row end" action="/perpustakaan" method="get" role="search">
                <div class="field">
                    <label for="f-q">"Cari perpustakaan"</label>
                    <input id="f-q" name="q" type="search" class="w-10"/>
                </div>
                <button class="button">"Cari"</button>
            </form>
            <p>"Atau mulai dari "<a href="/">"Beranda"</a>" atau "<a href="/peta">"Peta"</a>"."</p>
        }
        .into_any(),
        _ => view! { <p><a href="/">"Kembali ke Beranda"</a></p> }.into_any(),
    };
    // Whoever asks the office for help reads it out; the log has it too. What broke names it in its sentence.
    let code = crate::api::code().filter(|_| !matches!(refusal, Refusal::Broken { .. }));
    let drawing = match refusal {
        Refusal::NotFound => Drawing::Search,
        Refusal::SignIn | Refusal::Forbidden => Drawing::Meeting,
        _ => Drawing::Book,
    };
    view! {
        <Frame title=title description="">
            <div class="empty">
                <Sketch drawing=drawing/>
                <h1>{title}</h1>
                <p>{words}</p>
                {next}
                {code.map(|code| view! { <p class="muted small">"Kode "{code}</p> })}
            </div>
        </Frame>
    }
}

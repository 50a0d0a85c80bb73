//! How the proposals came about: rules of standing, the objective of each stage, and every library's standing.

use crate::api::proposals::Proposals as Shown;
use crate::domain::board::brief_name;
use crate::domain::proposal::words;
use crate::domain::standing::{SUBJECTS, rules};
use leptos::prelude::*;

/// The whole reckoning.
pub fn method(shown: &Shown) -> impl IntoView + use<> {
    let (choice, plan) = (&shown.choice, &shown.plan);
    let rules = rules(choice.from, choice.to, choice.least);
    let rules = rules.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect_view();
    let stages = words::objectives(choice)
        .into_iter()
        .zip(&plan.reached)
        .map(|((title, objective), reached)| {
            let proof = if reached.exact { "Terbukti terbaik: tidak ada susunan lain yang lebih baik menurut tujuan ini." } else { "Terbaik yang ditemukan; untuk sebanyak ini tidak dibuktikan." };
            view! { <li><strong>{title}</strong>". "{objective}" Hasil: "<strong>{reached.value.clone()}</strong>". "{proof}</li> }
        })
        .collect_view();
    let heads =
        SUBJECTS.iter().map(|subject| view! { <th scope="col" class="right">{subject.label}</th> }).collect_view();
    let rows = plan
        .parties
        .iter()
        .map(|standing| {
            let cells = (0..SUBJECTS.len())
                .map(|subject| view! { <td class="right" data-label=SUBJECTS[subject].label>{words::standing_words(standing, subject)}</td> })
                .collect_view();
            view! { <tr><th scope="row">{brief_name(&standing.name).to_owned()}<br/><small class="muted">{format!("{} laporan disetujui", standing.approved)}</small></th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="cara">
            <h2 id="cara">"Cara menghitung"</h2>
            <ul>{rules}</ul>
            <ol>{stages}</ol>
            <p class="muted">"Masukan yang sama selalu memberi usulan yang sama; tidak ada undian."</p>
            <details>
                <summary>"Nilai setiap perpustakaan"</summary>
                <div class="table-scroll" tabindex="0" role="region" aria-label="Nilai setiap perpustakaan">
                    <table class="cards">
                        <thead><tr><th scope="col">"Perpustakaan"</th>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </section>
    }
}

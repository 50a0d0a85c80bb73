//! Counting through the day: `/lapor/hitung`, and the sheet for the wall, `/lapor/hitung/lembar`. Without scripts each tap is a form
//! post; with scripts `public/hitung.js` counts on the phone and sends when there is signal.

use crate::api::tallies::{self, Today};
use crate::domain::number::whole;
use crate::domain::tally::TAPPED;
use crate::storage::tallies::Sums;
use crate::ui::field::{Breadcrumbs, Summary};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

fn sum(sums: &Sums, code: &str) -> String {
    whole(i64::from(sums.get(code).copied().unwrap_or(0)))
}

/// Big buttons, one tap each.
#[component]
pub fn Tally() -> impl IntoView {
    let (app, asker) = (app(), asker());
    page(async move {
        let libraries = tallies::today(&app, &asker).await?;
        let several = libraries.len() > 1;
        let forms = libraries.iter().map(|today| counters(today, several, &app.world.id())).collect_view();
        Ok(view! {
            <Frame title="Hitung hari ini" description="">
                <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned())] here="Hitung hari ini"/>
                <div class="page-head">
                    <h1>"Hitung hari ini"</h1>
                    <p class="lede">"Satu ketukan untuk setiap orang atau buku. Tanpa nama siapa pun."</p>
                </div>
                <Summary/>
                {forms}
                <p class="section">
                    "Jumlah sebulan ditawarkan di formulir laporan dan masih bisa diubah di sana. "
                    <a href="/lapor/hitung/lembar">"Cetak lembar turus untuk ditempel di dinding"</a>
                </p>
            </Frame>
        })
    })
}

fn counters(today: &Today, several: bool, op: &str) -> impl IntoView + use<> {
    let slug = today.place.slug.clone();
    let rows = TAPPED
        .map(|(code, words)| {
            let id = format!("{slug}-{code}");
            view! {
                <div class="tally" id=id data-angka=code>
                    <button class="button tally-tap" name="tambah" value=code>
                        <span>{words}</span>
                        <strong aria-live="polite">{sum(&today.sums, code)}</strong>
                    </button>
                    <button class="button secondary" name="kurang" value=code>
                        "Batalkan satu"<span class="visually-hidden">": "{words}</span>
                    </button>
                </div>
            }
        })
        .into_iter()
        .collect_view();
    let month = TAPPED.map(|(code, words)| format!("{words} {}", sum(&today.month, code))).join(" · ");
    view! {
        <section class="section" data-hitung=slug.clone() data-nama=today.place.name.clone() data-hari=today.day.to_string()>
            {several.then(|| view! { <h2>{today.place.name.clone()}</h2> })}
            <p class="muted"><span data-bagian="hari">{today.day.long()}</span></p>
            <form method="post" action="/lapor/hitung">
                <input type="hidden" name="op" value=op.to_owned()/>
                <input type="hidden" name="perpustakaan" value=slug.clone()/>
                {rows}
            </form>
            <p class="muted small" role="status" data-bagian="keadaan"></p>
            <p class="muted">{today.day.month_of().long()}": "<span data-bagian="bulan">{month}</span>{(today.days > 0).then(|| format!(" dalam {} hari.", today.days))}</p>
        </section>
    }
}

/// A sheet with a line for each day, to be ticked with a pen.
#[component]
pub fn TallySheet() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (slug, month) = (query("perpustakaan"), query("bulan"));
    page(async move {
        let (place, month) = tallies::sheet(&app, &asker, slug.as_deref(), month.as_deref()).await?;
        let rows = (0..i64::from(month.days()))
            .map(|n| {
                let day = month.first().plus_days(n);
                view! {
                    <tr><th scope="row">{format!("{} {}", &day.weekday_word()[..3], day.day)}</th><td></td><td></td><td></td></tr>
                }
            })
            .collect_view();
        let heads = TAPPED.map(|(_, words)| view! { <th scope="col">{words}</th> }).into_iter().collect_view();
        let (name, slug) = (place.name.clone(), place.slug.clone());
        let address = move |n: i32| format!("/lapor/hitung/lembar?perpustakaan={slug}&bulan={}", month.plus(n));
        let (before, after) = (address(-1), address(1));
        Ok(view! {
            <Frame title="Lembar turus" description="">
                <div class="no-print">
                    <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned()), ("/lapor/hitung".to_owned(), "Hitung hari ini".to_owned())] here="Lembar turus"/>
                    <p class="row">
                        <a href=before>{month.plus(-1).long()}</a>
                        <a href=after>{month.plus(1).long()}</a>
                    </p>
                </div>
                <div class="paper tally-sheet">
                    <h1>"Lembar turus "{month.long()}</h1>
                    <p>{name}". Satu garis untuk setiap orang atau buku; garis kelima melintang. Jangan tulis nama."</p>
                    <table>
                        <thead><tr><th scope="col">"Hari"</th>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                        <tfoot><tr><th scope="row">"Jumlah"</th><td></td><td></td><td></td></tr></tfoot>
                    </table>
                </div>
            </Frame>
        })
    })
}

//! The screen in the hall (`/plm/{slug}/layar`), readable from the back row, and the same for whoever presents (`?penyaji=ya`, or one
//! item with `?acara=`). It follows the published agenda: with scripts by live events and a look now and then, without by a refresh.

use crate::api;
use crate::api::meetings::Published;
use crate::domain::account::Asker;
use crate::domain::agenda::flow::{self, Slot};
use crate::domain::agenda::stage::{Stage, stages};
use crate::domain::agenda::{Day, Item, Presenter};
use crate::domain::moment::{Date, Moment, Zone};
use crate::domain::refusal::Refusal;
use crate::ui::frame::{app, asker, page, param, query};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The screen.
#[component]
pub fn Screen() -> impl IntoView {
    let (app, asker, slug) = (app(), asker(), param("slug"));
    let (presenter, item) = (query("penyaji").is_some(), query("acara").filter(|id| !id.is_empty()));
    page(async move {
        let published = api::meetings::by_slug(&app, &slug).await?;
        let now = app.world.now();
        let body = match &item {
            Some(id) => one(&published, id, now).ok_or(Refusal::NotFound)?.into_any(),
            None => whole(&published, presenter, now).into_any(),
        };
        let live = matches!(asker, Asker::SignedIn(_)).then_some("ya");
        let class = if presenter || item.is_some() { "screen presenter" } else { "screen" };
        let back = format!("/plm/{slug}");
        let other = if presenter || item.is_some() {
            view! { <a href=format!("{back}/layar")>"Layar aula"</a> }.into_any()
        } else {
            view! { <a href=format!("{back}/layar?penyaji=ya")>"Layar penyaji"</a> }.into_any()
        };
        Ok(view! {
            <Title text=format!("Layar: {}", published.meeting.name)/>
            <Meta name="robots" content="noindex"/>
            <main class=class id="isi" data-layar data-kini=now.0.to_string() data-langsung=live>
                <header>
                    <p>{published.meeting.name.clone()}{published.meeting.example.then(|| view! { " "<span class="tag example">"contoh"</span> })}</p>
                    <p><time data-bagian="jam">{now.clock(published.zone)}</time></p>
                </header>
                {body}
                <footer>
                    <p data-bagian="jaringan" role="status"></p>
                    <nav aria-label="Layar"><a href=back>"Agenda lengkap"</a>" "{other}</nav>
                </footer>
            </main>
        })
    })
}

/// The instant of a minute of a day.
fn instant(date: Date, minute: u32, zone: Zone) -> i64 {
    date.start(zone).0 + i64::from(minute) * 60
}

/// "Masih 12 menit": rounded up, so that it never says nought while something is on. The script counts on from `data-sampai`.
fn left(date: Date, slot: Slot, now: Moment, zone: Zone) -> impl IntoView + use<> {
    let (start, end) = (instant(date, slot.start, zone), instant(date, slot.end, zone));
    let minutes = u32::try_from((end - now.0).max(0).unsigned_abs().div_ceil(60)).unwrap_or(0);
    let words = format!("Masih {}", flow::duration(minutes));
    let gone = (now.0 - start).clamp(0, end - start);
    let most = (end - start).max(1).to_string();
    view! {
        <p class="screen-left"><strong data-mulai=start.to_string() data-sampai=end.to_string()>{words}</strong>" sampai "{flow::clock(slot.end)}</p>
        <progress max=most value=gone.to_string() aria-label="Waktu yang sudah berjalan"></progress>
    }
}

fn people(item: &Item) -> Option<String> {
    let names: Vec<String> = item.presenters.iter().map(Presenter::words).collect();
    (!names.is_empty()).then(|| names.join("; "))
}

/// The whole day: every place's stage; for presenters with what is still to come.
fn whole(published: &Published, presenter: bool, now: Moment) -> impl IntoView + use<> {
    let (today, minute) = (now.date(published.zone), u32::from(now.minute_of_day(published.zone)));
    let days = &published.agenda.days;
    let Some(day) = days.iter().find(|day| day.date == today) else {
        return away(days.iter().find(|day| day.date > today), days.is_empty()).into_any();
    };
    let slots = flow::slots(day);
    let stages = stages(day, minute);
    if stages.iter().all(|stage| stage.on.is_none() && stage.next.is_empty()) && !day.items.is_empty() {
        let next = days.iter().find(|day| day.date > today);
        return view! { <section class="screen-stage"><h1>"Acara hari ini sudah selesai"</h1><p class="screen-people">"Terima kasih."</p></section>{next.map(|day| view! { <p class="screen-next">{begins(day)}</p> })} }.into_any();
    }
    let several = stages.len() > 1;
    let shown = stages.iter().map(|stage| stage_view(published, day, &slots, stage, several, now)).collect_view();
    let list = presenter.then(|| {
        let mut coming: Vec<usize> = (0..day.items.len()).filter(|index| slots[*index].end > minute).collect();
        coming.sort_by_key(|index| slots[*index].start);
        let rows = coming
            .into_iter()
            .map(|index| {
                let (item, slot) = (&day.items[index], slots[index]);
                let place = day.place_name(item).map(|place| format!(", {place}"));
                view! { <li><a href=format!("?acara={}", item.id)>{format!("{} {}", flow::clock(slot.start), item.title)}</a>{place}</li> }
            })
            .collect_view();
        view! { <section class="screen-list"><h2>"Acara Anda"</h2><p>"Ketuk acara Anda untuk melihat sisa waktunya saja."</p><ul>{rows}</ul></section> }
    });
    view! { <div class="screen-stages">{shown}</div>{list} }.into_any()
}

fn begins(day: &Day) -> String {
    let starts = flow::slots(day).iter().map(|slot| slot.start).min().unwrap_or_else(|| u32::from(day.opens));
    format!("Mulai {} pukul {}, {}", day.date.long(), flow::clock(starts), day.venue_words())
}

/// On a day without a meeting.
fn away(next: Option<&Day>, empty: bool) -> impl IntoView + use<> {
    let (title, words) = match (next, empty) {
        (Some(day), _) => ("Sampai jumpa".to_owned(), begins(day)),
        (None, true) => ("Agenda belum berisi hari".to_owned(), String::new()),
        (None, false) => ("Pertemuan sudah selesai".to_owned(), "Terima kasih kepada semua yang hadir.".to_owned()),
    };
    view! { <section class="screen-stage"><h1>{title}</h1><p class="screen-people">{words}</p></section> }
}

fn stage_view(
    published: &Published,
    day: &Day,
    slots: &[Slot],
    stage: &Stage,
    several: bool,
    now: Moment,
) -> impl IntoView + use<> {
    let place = stage
        .lane
        .filter(|_| several || stage.lane.is_some())
        .and_then(|lane| day.places.get(lane))
        .map(|place| place.name.clone());
    let on = match stage.on {
        Some(index) => {
            let item = &day.items[index];
            view! {
                <p class="eyebrow">"Sekarang"</p>
                <h1>{item.title.clone()}</h1>
                {people(item).map(|names| view! { <p class="screen-people">{names}</p> })}
                {left(day.date, slots[index], now, published.zone)}
            }
            .into_any()
        }
        None => view! { <p class="eyebrow">"Sekarang"</p><h1>{if stage.next.is_empty() { "Selesai di sini" } else { "Bersiap" }}</h1> }.into_any(),
    };
    let next = stage
        .next
        .iter()
        .map(|index| {
            let (item, place) =
                (&day.items[*index], day.place_name(&day.items[*index]).filter(|_| stage.lane.is_none()));
            let words = format!(
                "{} {}{}",
                flow::clock(slots[*index].start),
                item.title,
                place.map(|place| format!(" ({place})")).unwrap_or_default()
            );
            view! { <li>{words}</li> }
        })
        .collect_view();
    let first = stage.next.first().map(|index| instant(day.date, slots[*index].start, published.zone).to_string());
    view! {
        <section class="screen-stage" data-berikut=first>
            {place.map(|place| view! { <p class="screen-place">{place}</p> })}
            {on}
            {(!stage.next.is_empty()).then(|| view! { <div class="screen-next"><p class="eyebrow">"Berikutnya"</p><ul>{next}</ul></div> })}
        </section>
    }
}

/// One item, for whoever presents it: how long until it begins, how long it still has, what follows.
fn one(published: &Published, id: &str, now: Moment) -> Option<impl IntoView + use<>> {
    let (day, item) = published.agenda.item(id)?;
    let slots = flow::slots(day);
    let index = day.position(id)?;
    let slot = slots[index];
    let (start, end) = (instant(day.date, slot.start, published.zone), instant(day.date, slot.end, published.zone));
    let time = format!("{}, {}–{}", day.date.long(), flow::clock(slot.start), flow::clock(slot.end));
    let state = if now.0 < start {
        let minutes = u32::try_from((start - now.0).unsigned_abs().div_ceil(60)).unwrap_or(0);
        let words = if minutes < 1_440 {
            format!("Mulai {} lagi", flow::duration(minutes))
        } else {
            format!("Mulai {}", day.date.long())
        };
        view! { <p class="screen-left"><strong data-belum=start.to_string()>{words}</strong></p> }.into_any()
    } else if now.0 < end {
        left(day.date, slot, now, published.zone).into_any()
    } else {
        view! { <p class="screen-left"><strong>"Waktunya sudah habis"</strong></p> }.into_any()
    };
    let stage = stages(day, slot.start);
    let next = stage.iter().find(|stage| stage.on == Some(index)).and_then(|stage| stage.next.first()).map(|next| {
        let other = &day.items[*next];
        format!("{} {}", flow::clock(slots[*next].start), other.title)
    });
    let place = day.place_name(item).map(str::to_owned);
    let (title, names) = (item.title.clone(), people(item));
    Some(view! {
        <section class="screen-stage">
            {place.map(|place| view! { <p class="screen-place">{place}</p> })}
            <p class="eyebrow">{time}</p>
            <h1>{title}</h1>
            {names.map(|names| view! { <p class="screen-people">{names}</p> })}
            {state}
            {next.map(|next| view! { <div class="screen-next"><p class="eyebrow">"Sesudah ini"</p><p>{next}</p></div> })}
        </section>
    })
}

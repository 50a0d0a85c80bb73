//! The front page: what this is, a library near you, what happens in them, the next meeting.

use leptos::prelude::*;
use leptos_meta::{Link, Meta};

use crate::api;
use crate::api::libraries::{self, Filter, Listing};
use crate::domain::meeting::Meeting;
use crate::domain::moment::{Date, Zone};
use crate::domain::number;
use crate::storage;
use crate::storage::reports::{PublicActivity, PublicStory, StoryQuery};
use crate::ui::frame::{self, Frame};
use crate::ui::pages::library::activity_line;
use crate::ui::pages::stories;
use crate::ui::pages::upcoming;

/// The front page.
#[component]
pub fn Home() -> impl IntoView {
    let app = frame::app();
    frame::page(async move {
        let listing = libraries::find(&app, &Filter::default()).await?;
        let url = app.settings.link("/");
        let districts = districts(&listing);
        let doings = doings(storage::reports::latest_activities(&app.storage, None, 6).await?);
        let told = storage::reports::stories(&app.storage, &StoryQuery { limit: 2, ..StoryQuery::default() }).await?;
        let stories = stories(&told);
        let today = app.world.now().date(Zone::default());
        let coming = coming(&storage::upcoming::next(&app.storage, None, today, 6).await?);
        let meeting = meeting(api::meetings::list(&app, None).await?, today);
        Ok(view! {
            <Frame
                title="Perpustakaan desa, dekat dan hidup"
                description="Cari perpustakaan desa, kelurahan, dan taman baca di sekitar Anda: di mana, kapan buka, apa kegiatannya, dan apa yang dipelajari bersama."
            >
                <Link rel="canonical" href=url.clone()/>
                <Meta property="og:type" content="website"/>
                <Meta property="og:url" content=url/>
                <section class="hero">
                    <h1>"Ada perpustakaan di dekat rumah"</h1>
                    <p class="lede">
                        "Di perpustakaan desa orang membaca, anak-anak mendengar dongeng, ibu-ibu belajar usaha baru. Cari yang dekat dengan Anda."
                    </p>
                    <form role="search" method="get" action="/perpustakaan" class="search">
                        <label for="f-q">"Nama desa atau perpustakaan"</label>
                        <div class="row">
                            <input id="f-q" name="q" type="search" autocomplete="off"/>
                            <button class="button">"Cari"</button>
                        </div>
                    </form>
                    <p><a href="/peta">"Atau lihat semuanya di peta"</a></p>
                </section>
                {districts}
                {coming}
                {doings}
                {stories}
                {meeting}
                <section class="section prose" aria-labelledby="apa">
                    <h2 id="apa">"Apa itu Pantau Pustaka"</h2>
                    <p>
                        "Perpustakaan desa, kelurahan, dan taman baca masyarakat ikut program Transformasi Perpustakaan Berbasis Inklusi Sosial: "
                        "perpustakaan menjadi tempat belajar dan berkegiatan bagi semua warga. Di sini kegiatan mereka dicatat setiap bulan, "
                        "dan sekali setahun para pengelola bertemu untuk saling belajar."
                    </p>
                </section>
            </Frame>
        })
    })
}

/// Districts in which libraries stand; nothing in an installation of more of them than a page can list.
fn districts(listing: &Listing) -> Option<impl IntoView + use<>> {
    const MOST: usize = 24;
    let many = listing.districts.len();
    if many == 0 {
        return None;
    }
    let count = number::whole(i64::try_from(listing.total).unwrap_or(i64::MAX));
    let links = (many <= MOST).then(|| {
        let items = listing
            .districts
            .iter()
            .map(|district| {
                let href = format!("/perpustakaan?kec={}", district.code);
                view! { <li><a class="button secondary small" href=href>{district.name.clone()}</a></li> }
            })
            .collect_view();
        view! { <ul class="plain row">{items}</ul> }
    });
    Some(view! {
        <section class="section" aria-labelledby="daftar">
            <h2 id="daftar">"Pilih kecamatan Anda"</h2>
            <p class="muted">{format!("{count} perpustakaan di {many} kecamatan.")}</p>
            {links}
            <p><a href="/perpustakaan">"Lihat semua perpustakaan"</a></p>
        </section>
    })
}

fn stories(told: &[PublicStory]) -> impl IntoView + use<> {
    let items =
        told.iter().map(|story| view! { <div class="card calm">{stories::told(story, true)}</div> }).collect_view();
    view! {
        <section class="section" aria-labelledby="cerita">
            <h2 id="cerita">"Yang berubah karena perpustakaan"</h2>
            <div class="grid two">{items}</div>
            <p><a href="/cerita">"Baca semua cerita dampak"</a></p>
        </section>
    }
}

fn coming(rows: &[storage::upcoming::Row]) -> Option<impl IntoView + use<>> {
    let cards = rows
        .iter()
        .filter_map(|row| Some(view! { <article class="card calm">{upcoming::line(row, true)?}</article> }))
        .collect::<Vec<_>>();
    (!cards.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="datang">
                <h2 id="datang">"Akan datang"</h2>
                <div class="grid">{cards}</div>
            </section>
        }
    })
}

fn doings(activities: Vec<PublicActivity>) -> Option<impl IntoView> {
    let cards = activities
        .iter()
        .cloned()
        .map(|activity| view! { <article class="card calm">{activity_line(activity, true)}</article> })
        .collect_view();
    (!activities.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="kegiatan">
                <h2 id="kegiatan">"Baru saja di perpustakaan"</h2>
                <div class="grid">{cards}</div>
            </section>
        }
    })
}

/// The next meeting, else the latest.
fn meeting(meetings: Vec<Meeting>, today: Date) -> Option<impl IntoView> {
    let next = meetings.iter().filter(|meeting| meeting.starts_on >= today).min_by_key(|meeting| meeting.starts_on);
    let (title, meeting) = match next {
        Some(meeting) => ("Pertemuan berikutnya", meeting),
        None => ("Pertemuan terakhir", meetings.iter().max_by_key(|meeting| meeting.starts_on)?),
    };
    let (name, when, href) = (meeting.name.clone(), meeting.starts_on.long(), format!("/plm/{}", meeting.slug));
    Some(view! {
        <section class="section" aria-labelledby="plm">
            <h2 id="plm">{title}</h2>
            <article class="card gold">
                <h3><a class="cover" href=href>{name}</a></h3>
                <p class="muted">"Mulai "{when}</p>
                <p>"Para pengelola bertukar cara yang berhasil, membahas yang sulit, dan pulang dengan rencana."</p>
            </article>
        </section>
    })
}

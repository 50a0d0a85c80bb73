//! The front page: what this is, a library near you, what happens in them, the next meeting.

use leptos::prelude::*;
use leptos_meta::{Link, Meta};

use crate::api::libraries::{self, Filter};
use crate::domain::number;
use crate::ui::frame::{self, Frame};
use crate::ui::pages::libraries::card;

/// The front page.
#[component]
pub fn Home() -> impl IntoView {
    let app = frame::app();
    frame::page(async move {
        let listing = libraries::find(&app, &Filter::default()).await?;
        let url = app.settings.link("/");
        let count = number::whole(i64::try_from(listing.total).unwrap_or(i64::MAX));
        let districts = listing.districts.len();
        let some = listing.libraries.iter().take(6).map(card).collect_view();
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
                {(listing.total > 0).then(|| view! {
                    <section class="section" aria-labelledby="daftar">
                        <h2 id="daftar">"Perpustakaannya"</h2>
                        <p class="muted">{format!("{count} perpustakaan di {districts} kecamatan.")}</p>
                        <div class="grid">{some}</div>
                        <p><a href="/perpustakaan">"Semua perpustakaan"</a></p>
                    </section>
                })}
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

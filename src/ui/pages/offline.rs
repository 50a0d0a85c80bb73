//! What lives on the phone: `/lapor/antrean`, the queue, and `/lapor/luring`, the page that the service worker keeps and that
//! answers every `/lapor/..` without a network. Neither holds anything of a person: `public/antrean.js` fills both from the phone.

use crate::domain::account::Asker;
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::Frame;
use leptos::prelude::*;

/// What waits on this phone, since when, why, and what can be done about it.
#[component]
pub fn Queue() -> impl IntoView {
    view! {
        <Frame title="Antrean di HP ini" description="">
            <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned())] here="Antrean"/>
            <div class="page-head">
                <h1>"Antrean di HP ini"</h1>
                <p class="lede">"Laporan yang belum sampai ke dinas menunggu di sini dan terkirim sendiri begitu ada sinyal."</p>
            </div>
            {without_scripts()}
            <section data-antrean="daftar" aria-label="Laporan di HP ini"></section>
        </Frame>
    }
}

/// The page that opens without a network, kept by the service worker. It is rendered for nobody, whoever asks.
#[component]
pub fn Offline() -> impl IntoView {
    provide_context(Asker::Public);
    view! {
        <Frame title="Laporan di HP ini" description="">
            <div data-luring="">
                <div class="notice" role="status" data-antrean="jaringan">
                    <strong>"Sedang tidak ada jaringan"</strong>
                    <p>"Halaman ini dibuka dari simpanan HP. Isian dan foto tetap aman; laporan terkirim sendiri begitu ada sinyal."</p>
                </div>
                {without_scripts()}
                // The form of one month: the island takes library and month from the address, everything else from the phone.
                <div data-bagian="formulir" hidden>{crate::ui::pages::report::shell(&crate::ui::frame::app())}</div>
                <div data-bagian="daftar">
                    <h1>"Laporan di HP ini"</h1>
                    <section class="section" data-antrean="buka" aria-labelledby="buka" hidden>
                        <h2 id="buka">"Bisa diisi tanpa jaringan"</h2>
                        <ul></ul>
                    </section>
                    <section class="section" aria-labelledby="antre">
                        <h2 id="antre">"Antrean"</h2>
                        <div class="flow" data-antrean="daftar"></div>
                    </section>
                </div>
            </div>
        </Frame>
    }
}

fn without_scripts() -> impl IntoView {
    view! {
        <noscript>
            <p class="notice">
                "Antrean hanya ada di peramban yang menjalankan skrip. Tanpa itu laporan langsung dikirim dari halaman formulirnya, dan tidak ada yang menunggu di HP. "
                <a href="/lapor">"Buka Laporan saya"</a>
            </p>
        </noscript>
    }
}

/// A line for pages of a librarian: what still waits on this phone. Empty until the phone has looked.
pub fn waiting_line() -> impl IntoView {
    view! { <div class="notice" role="status" data-antrean="baris" hidden></div> }
}

/// The hint that the app can stand on the home screen; the browser says whether it can.
pub fn install_hint() -> impl IntoView {
    view! {
        <div class="notice" data-antrean="pasang" hidden>
            <strong>"Pasang di layar utama"</strong>
            <p>"Laporan lalu terbuka seperti aplikasi, juga waktu tidak ada sinyal."</p>
            <button type="button" class="button secondary">"Pasang"</button>
        </div>
    }
}

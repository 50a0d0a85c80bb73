//! The blank report form, to be printed on two A4 pages: `/lapor/kertas`.

use crate::api::reports::{self, Blank};
use crate::domain::form::Kind;
use crate::domain::indicator::Rhythm;
use crate::domain::moment::Month;
use crate::domain::report::{Strategy, SupportKind};
use crate::ui::field::Breadcrumbs;
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

/// The blank form.
#[component]
pub fn Paper() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (slug, month) = (query("perpustakaan"), query("bulan"));
    page(async move {
        let blank = reports::blank(&app, &asker, slug.as_deref(), month.as_deref()).await?;
        let slug = blank.place.as_ref().map(|place| place.slug.clone());
        let address = move |month: Month| match &slug {
            Some(slug) => format!("/lapor/kertas?perpustakaan={slug}&bulan={month}"),
            None => format!("/lapor/kertas?bulan={month}"),
        };
        let month = blank.month;
        let (before, after) = (address(month.plus(-1)), address(month.plus(1)));
        Ok(view! {
            <Frame title="Formulir kertas" description="">
                <div class="no-print">
                    <Breadcrumbs here="Formulir kertas"/>
                    <div class="page-head">
                        <h1>"Formulir kertas"</h1>
                        <p class="lede">"Untuk yang tidak punya HP: dua halaman A4. Isi dengan pena, serahkan ke dinas, dan dinas mengetiknya."</p>
                        <p class="row"><a href=before>{month.plus(-1).long()}</a><a href=after>{month.plus(1).long()}</a></p>
                    </div>
                </div>
                {first(&blank)}
                {second()}
            </Frame>
        })
    })
}

fn first(blank: &Blank) -> impl IntoView + use<> {
    let name = blank.place.as_ref().map_or_else(|| "……………………………………………".to_owned(), |place| place.name.clone());
    let rows = blank
        .form
        .asked
        .iter()
        .map(|asked| {
            let yearly = if asked.indicator.rhythm == Rhythm::Yearly { " (setahun sekali)" } else { "" };
            view! {
                <tr><th scope="row">{asked.indicator.label}{yearly}{asked.indicator.needed.then_some(" *")}</th><td></td><td>{asked.indicator.unit}</td><td>"☐"</td></tr>
            }
        })
        .collect_view();
    let questions = blank
        .form
        .questions
        .iter()
        .map(|question| {
            let answer = match question.kind {
                Kind::Choice => {
                    question.options.iter().map(|option| format!("☐ {option}")).collect::<Vec<_>>().join("  ")
                }
                Kind::Number | Kind::Text => "…………………………………".to_owned(),
            };
            view! { <p>{question.label.clone()}": "{answer}</p> }
        })
        .collect_view();
    view! {
        <section class="paper paper-form" aria-labelledby="kertas-satu">
            <h2 id="kertas-satu">"Laporan perpustakaan, "{blank.month.long()}</h2>
            <p>{name}</p>
            <p>"☐ Nihil: sebulan penuh tidak ada layanan dan kegiatan. Sebabnya: ……………………………………………………………"</p>
            <table>
                <thead><tr><th scope="col">"Yang dihitung (* wajib)"</th><th scope="col">"Jumlah"</th><th scope="col">"Satuan"</th><th scope="col">"Tidak dihitung"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            {questions}
            <p class="small muted">"Tulis 0 kalau memang tidak ada. Centang \u{201c}tidak dihitung\u{201d} kalau tidak dicatat. Jangan tulis nama pengunjung."</p>
        </section>
    }
}

fn second() -> impl IntoView {
    let strategies = Strategy::ALL.map(|strategy| format!("☐ {}", strategy.words())).join("  ");
    let kinds = SupportKind::ALL.map(|kind| format!("☐ {}", kind.words())).join("  ");
    let activities = (1..=3)
        .map(|n| {
            view! {
                <div class="paper-block">
                    <p><strong>{format!("Kegiatan {n}")}</strong>" ………………………………………………………………… Tanggal ………… Peserta ……… orang"</p>
                    <p class="small">{strategies.clone()}</p>
                    <p>"Tempat ………………………………… Mitra …………………………………… Keterampilan …………………………"</p>
                    <p>"Hasilnya ……………………………………………………………………………………………………………………"</p>
                </div>
            }
        })
        .collect_view();
    view! {
        <section class="paper paper-form" aria-labelledby="kertas-dua">
            <h2 id="kertas-dua">"Kegiatan, cerita, dan kendala"</h2>
            {activities}
            <div class="paper-block">
                <p><strong>"Dukungan yang didapat"</strong>" dari ………………………………… senilai Rp ………………………"</p>
                <p class="small">{kinds}</p>
            </div>
            <div class="paper-block">
                <p><strong>"Cerita dampak"</strong>" tentang ☐ orang dewasa ☐ anak. Siapa (tanpa nama) ………………………………………"</p>
                <p>"Apa yang berubah …………………………………………………………………………………………………………"</p>
                <p>"……………………………………………………………………………………………………………………………………"</p>
                <p>"Buktinya ………………………………………………………………………………………………………………………"</p>
                <p>"Izin: ☐ dengan nama ☐ tanpa nama ☐ wali mengizinkan (untuk anak, wajib) ☐ boleh tampil untuk umum"</p>
            </div>
            <div class="paper-block">
                <p><strong>"Kendala"</strong>" …………………………………………………………………………………………………………………"</p>
                <p><strong>"Upaya"</strong>" ……………………………………………………………………………………………………………………"</p>
            </div>
            <div class="signatures">
                <div><p>"Selesai diisi tanggal ……………………"</p><p class="sign-space">"Pengelola"</p><p>"(……………………………)"</p></div>
                <div><p>"Diterima dinas tanggal ……………………"</p><p class="sign-space">"Petugas"</p><p>"(……………………………)"</p></div>
            </div>
        </section>
    }
}

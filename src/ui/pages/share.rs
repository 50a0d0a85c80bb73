//! The yearly sheet behind a link, `/lembar/{token}`, and the page on which links are made and withdrawn, `/lapor/tautan`.

use leptos::prelude::*;
use leptos_meta::Meta;

use crate::api::shares::{self, Made, Sheet, Shelf};
use crate::domain::indicator::{Indicator, words_of};
use crate::domain::library::Kind;
use crate::domain::moment::Date;
use crate::domain::number::{rupiah, whole};
use crate::domain::report::{Strategy, Support};
use crate::server::pages::encoded;
use crate::ui::field::{AreaField, Breadcrumbs, Button, Buttons, Look, Notice, Summary, Tone, Unknown};
use crate::ui::frame::{self, Frame, app, asker, page, param, query, typed};
use crate::ui::pages::stories::told;

/// Makes and withdraws links.
#[component]
pub fn Shares() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let made = frame::besides::<Made>();
    let slug = query("perpustakaan").or_else(|| typed.value("perpustakaan")).filter(|slug| !slug.is_empty());
    let news = query("kabar");
    page(async move {
        let shelves = shares::shelves(&app, &asker, slug.as_deref()).await?;
        let news = match news.as_deref() {
            Some("dicabut") => {
                Some(("Tautan dicabut", "Siapa pun yang memegang tautan itu tidak bisa membukanya lagi."))
            }
            Some("sudah") => {
                Some(("Tautan sudah dibuat", "Alamatnya hanya tampil sekali. Kalau hilang, cabut dan buat yang baru."))
            }
            _ => None,
        };
        let lists = shelves.iter().map(|shelf| shelf_view(shelf, &app.world.id())).collect_view();
        Ok(view! {
            <Frame title="Lembar tahunan" description="">
                <Breadcrumbs here="Lembar tahunan"/>
                <div class="page-head">
                    <h1>"Lembar tahunan"</h1>
                    <p class="lede">"Satu halaman untuk kepala desa, lurah, atau pendiri TBM: layanan, orang yang dijangkau, cerita, dukungan, dan kebutuhan perpustakaan."</p>
                </div>
                {news.map(|(title, words)| view! { <Notice tone=Tone::Success title=title><p>{words}</p></Notice> })}
                <Summary/>
                {made.map(|Made(link)| view! {
                    <Notice tone=Tone::Success title="Tautan siap dibagikan">
                        <p>"Alamat ini hanya tampil sekali di sini. Siapa pun yang memegangnya bisa membaca lembarnya, sampai Anda mencabutnya."</p>
                        <p><a href=link.clone()>{link.clone()}</a></p>
                        <p><a class="button" href=format!("https://wa.me/?text={}", encoded(&link)) target="_blank" rel="noopener noreferrer">"Kirim lewat WhatsApp"</a></p>
                    </Notice>
                })}
                {lists}
            </Frame>
        })
    })
}

fn shelf_view(shelf: &Shelf, op: &str) -> impl IntoView + use<> {
    let (slug, name, zone) = (shelf.place.slug.clone(), shelf.place.name.clone(), shelf.place.zone());
    let needs = shelf.shares.first().map(|share| share.needs.clone()).unwrap_or_default();
    let rows = shelf
        .shares
        .iter()
        .map(|share| {
            let state = match share.withdrawn() {
                Some(at) => view! { <span class="muted">"dicabut "{at.short(zone)}</span> }.into_any(),
                None => view! {
                    <form method="post" action="/lapor/tautan">
                        <input type="hidden" name="perpustakaan" value=slug.clone()/>
                        <input type="hidden" name="id" value=share.id.clone()/>
                        <Button look=Look::Quiet name="aksi" value="cabut">"Cabut"</Button>
                    </form>
                }
                .into_any(),
            };
            let by =
                if share.made_by_name.is_empty() { String::new() } else { format!(" oleh {}", share.made_by_name) };
            view! { <li class="row">"Dibuat "{share.made().short(zone)}{by}" "{state}</li> }
        })
        .collect_view();
    view! {
        <section class="section" aria-label=name.clone()>
            <h2>{name.clone()}</h2>
            <form method="post" action="/lapor/tautan" class="report-form" novalidate>
                <input type="hidden" name="op" value=op.to_owned()/>
                <input type="hidden" name="perpustakaan" value=slug.clone()/>
                <AreaField name="kebutuhan" label="Kebutuhan perpustakaan" hint="Tampil di lembar, misalnya: dua rak buku anak, honor pengelola." value=needs rows=3 maxlength="1500" optional=true/>
                <Buttons><Button name="aksi" value="buat">"Buat tautan"</Button></Buttons>
            </form>
            <ul class="plain">{rows}</ul>
        </section>
    }
}

/// The sheet: one page, printable, for whoever has the link.
#[component]
pub fn YearSheet() -> impl IntoView {
    let app = app();
    let (token, year) = (param("token"), query("tahun").and_then(|year| year.parse().ok()));
    page(async move {
        let sheet = shares::open(&app, &token, year).await?;
        let title = format!("{} {}", sheet.library.name, sheet.year);
        Ok(view! {
            <Frame title=title description="">
                <Meta name="robots" content="noindex, nofollow"/>
                {body(&sheet)}
            </Frame>
        })
    })
}

fn body(sheet: &Sheet) -> impl IntoView + use<> {
    let library = &sheet.library;
    let place = format!("{}, Kecamatan {}, {}", library.village.title(), library.village.district, sheet.regency);
    let years = (sheet.this_year - 2..=sheet.this_year)
        .filter(|year| *year != sheet.year)
        .map(|year| view! { <a href=format!("?tahun={year}")>{year}</a>" " })
        .collect_view();
    let services =
        library.offered(false).chain(library.offered(true)).map(|service| service.words).collect::<Vec<_>>().join(", ");
    let services = if services.is_empty() { view! { <Unknown/> }.into_any() } else { services.into_any() };
    let reached = [
        "hari_buka",
        "pengunjung",
        "daring",
        "anggota_baru",
        "dipinjam",
        "dibaca",
        "tik",
        "digital",
        "kegiatan",
        "peserta",
    ];
    let figures = reached
        .into_iter()
        .filter_map(Indicator::of)
        .filter(|indicator| sheet.figures.contains_key(indicator.code))
        .map(|indicator| {
            let count = words_of(&sheet.figures, indicator.code);
            view! { <tr><th scope="row">{indicator.label}</th><td class="right">{count}" "{indicator.unit}</td></tr> }
        })
        .collect::<Vec<_>>();
    let months = match sheet.months {
        0 => format!("Belum ada laporan tahun {} yang disetujui.", sheet.year),
        n => format!("Dari {n} laporan bulanan tahun {} yang sudah disetujui.", sheet.year),
    };
    let supports: Vec<(Support, Option<Date>)> =
        sheet.doings.iter().filter_map(|doing| Some((doing.support()?, doing.held_on()))).collect();
    let total: u64 = supports.iter().filter_map(|(support, _)| support.rupiah).sum();
    let supports_shown = supports
        .iter()
        .map(|(support, on)| view! { <li>{support.words()}{on.map(|on| format!(" ({})", on.plain()))}</li> })
        .collect_view();
    let strategies = Strategy::ALL
        .into_iter()
        .filter_map(|strategy| {
            let own: Vec<_> = sheet.doings.iter().filter(|doing| doing.strategy() == Some(strategy)).collect();
            let latest = own.iter().rev().take(4).map(|doing| doing.title.clone()).collect::<Vec<_>>().join("; ");
            (!own.is_empty()).then(|| view! { <li><strong>{strategy.words()}</strong>{format!(": {} kegiatan. ", whole(i64::try_from(own.len()).unwrap_or(i64::MAX)))}<span class="muted">{latest}</span></li> })
        })
        .collect::<Vec<_>>();
    let stories = sheet.stories.iter().map(|story| told(story, false)).collect_view();
    let none = |words: &'static str| view! { <p class="muted">{words}</p> };
    view! {
        <div class="page-head">
            <p class="eyebrow">{library.kind.words()}" · "{place}</p>
            <h1>{library.name.clone()}", "{sheet.year}</h1>
            <p class="muted">{months.clone()}" Dicetak "{sheet.today.long()}"."</p>
            <p class="no-print">"Tahun lain: "{years}</p>
        </div>
        <div class="split">
            <div class="stack">
                <section aria-labelledby="jangkau"><h2 id="jangkau" class="h3">"Orang yang dijangkau"</h2>
                    {if figures.is_empty() { none("Belum ada angka.").into_any() } else { view! { <table><tbody>{figures}</tbody></table> }.into_any() }}
                </section>
                <section aria-labelledby="layanan"><h2 id="layanan" class="h3">"Layanan"</h2><p>{services}</p></section>
                <section aria-labelledby="giat"><h2 id="giat" class="h3">"Kegiatan"</h2>
                    {if strategies.is_empty() { none("Belum ada kegiatan.").into_any() } else { view! { <ul>{strategies}</ul> }.into_any() }}
                </section>
            </div>
            <div class="stack">
                <section aria-labelledby="dukung"><h2 id="dukung" class="h3">"Dukungan yang diterima"</h2>
                    {if supports.is_empty() { none("Belum ada dukungan yang dilaporkan.").into_any() } else { view! { <ul>{supports_shown}</ul> }.into_any() }}
                    {(total > 0).then(|| view! { <p><strong>{format!("Nilainya {}", rupiah(total))}</strong></p> })}
                </section>
                <section aria-labelledby="cerita"><h2 id="cerita" class="h3">"Cerita"</h2>
                    {if sheet.stories.is_empty() { none("Belum ada cerita yang boleh dibagikan.").into_any() } else { stories.into_any() }}
                </section>
                <section aria-labelledby="butuh"><h2 id="butuh" class="h3">"Yang dibutuhkan"</h2>
                    {if sheet.needs.is_empty() { none("Belum diisi.").into_any() } else { view! { <p class="typed">{sheet.needs.clone()}</p> }.into_any() }}
                </section>
            </div>
        </div>
        {signatures(library.kind, &library.village.name)}
    }
}

/// Who signs follows the kind: a TBM has no kepala desa.
fn signatures(kind: Kind, village: &str) -> impl IntoView + use<> {
    let knows = match kind {
        Kind::Desa => format!("Kepala Desa {village}"),
        Kind::Kelurahan => format!("Lurah {village}"),
        Kind::Tbm => "Pimpinan TBM".to_owned(),
    };
    view! {
        <div class="signatures print-only">
            <div><p>"Mengetahui,"</p><p class="sign-space">{knows}</p><p>"(……………………………)"</p></div>
            <div><p>"\u{a0}"</p><p class="sign-space">"Pengelola"</p><p>"(……………………………)"</p></div>
        </div>
    }
}

//! A library's own facts, edited by its people: hours, services, contact, story, point.

use leptos::prelude::*;

use crate::api::libraries;
use crate::domain::hours::{Clock, DAYS, Day};
use crate::domain::library::{Kind, Library, Precision, SERVICES, STORY_LENGTH};
use crate::domain::refusal::Refusal;
use crate::ui::field::{
    AreaField, Breadcrumbs, Buttons, CheckField, ChecksField, ChoiceField, FileField, Notice, Summary, TextField, Tone,
    options,
};
use crate::ui::frame::{self, Frame};
use crate::ui::typed::Typed;

/// A library's own facts, edited by its people.
#[component]
pub fn Profile() -> impl IntoView {
    let app = frame::app();
    let asker = frame::asker();
    let typed = frame::typed();
    let wanted = typed.value("perpustakaan").or_else(|| frame::query("perpustakaan"));
    let news = frame::query("kabar").filter(|_| !typed.is_posted());
    frame::page(async move {
        let own = libraries::own(&app, &asker).await?;
        let library = match &wanted {
            None => own.first(),
            Some(slug) => own.iter().find(|library| library.slug == *slug),
        };
        let library = library.cloned().ok_or(Refusal::NotFound)?;
        let tabs = (own.len() > 1).then(|| tabs(&own, &library));
        let checked = match library.checked() {
            Some(date) => format!("Terakhir diperiksa tanggal {}.", date.plain()),
            None => "Belum pernah diperiksa. Simpan sekali untuk menandai bahwa isinya benar.".to_owned(),
        };
        let page = format!("/perpustakaan/{}", library.slug);
        let there = page.clone();
        Ok(view! {
            <Frame title="Profil perpustakaan" description="">
                <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned())] here="Profil perpustakaan"/>
                <Summary/>
                {news.and_then(|news| notice(&news, there))}
                <div class="page-head">
                    <p class="eyebrow">"Profil perpustakaan"</p>
                    <h1>{library.name.clone()}</h1>
                    <p class="lede">"Ini yang dibaca warga tentang perpustakaan Anda. Yang belum tahu, kosongkan saja."</p>
                    <p class="muted">{checked}</p>
                </div>
                {tabs}
                <form method="post" action="/profil" class="stack loose narrow" novalidate>
                    <input type="hidden" name="perpustakaan" value=library.slug.clone()/>
                    // Always what is stored now, never what was typed: a second, knowing "Simpan" then goes through.
                    <input type="hidden" name="versi" value=library.version/>
                    {hours(&library, &typed)}
                    {services(&library)}
                    {contact(&library)}
                    {story(&library)}
                    {point(&library)}
                    <Buttons>
                        <button class="button">"Simpan profil"</button>
                        <a class="button quiet" href=page>"Lihat halamannya"</a>
                    </Buttons>
                </form>
                {picture(&library)}
            </Frame>
        })
    })
}

/// What the last button did.
fn notice(news: &str, page: String) -> Option<impl IntoView + use<>> {
    let (title, words) = match news {
        "tersimpan" => ("Tersimpan", "Terima kasih. Warga langsung melihatnya di "),
        "foto" => ("Foto tersimpan", "Terima kasih. Warga langsung melihatnya di "),
        "foto-dihapus" => ("Foto dihapus", "Fotonya sudah tidak tampil di "),
        _ => return None,
    };
    Some(view! {
        <Notice tone=Tone::Success title=title>
            <p>{words}<a href=page>"halaman perpustakaan"</a>"."</p>
        </Notice>
    })
}

/// The picture of the library's page: a form of its own, so that a large file never holds back the words.
fn picture(library: &Library) -> impl IntoView + use<> {
    let shown = library.photo.as_ref().map(|sha256| {
        view! {
            <figure class="photo">
                <img src=format!("/foto/{sha256}") alt=format!("Foto {} yang sekarang tampil", library.name)/>
            </figure>
        }
    });
    let there = shown.is_some();
    view! {
        <form method="post" action="/profil" enctype="multipart/form-data" class="stack narrow" novalidate aria-labelledby="foto">
            <input type="hidden" name="perpustakaan" value=library.slug.clone()/>
            <h2 id="foto">"Foto perpustakaan"</h2>
            <p class="muted">"Tampak depan, ruang baca, atau rak. Disimpan sendiri, terpisah dari isian di atas."</p>
            {shown}
            <FileField
                name="foto"
                label=if there { "Ganti fotonya" } else { "Pilih foto" }
                hint="JPEG, PNG, atau WebP, paling besar 12 MB."
                accept="image/jpeg,image/png,image/webp"
            />
            <CheckField
                name="foto_izin"
                label="Foto ini boleh dilihat semua orang"
                hint="Tidak ada anak yang dikenali di dalamnya, atau walinya sudah memberi izin."
                checked=false
            />
            <Buttons>
                <button class="button secondary" name="aksi" value="foto">"Simpan foto"</button>
                {there.then(|| view! { <button class="button quiet" name="aksi" value="hapus-foto">"Hapus foto"</button> })}
            </Buttons>
        </form>
    }
}

fn tabs(own: &[Library], shown: &Library) -> impl IntoView + use<> {
    let links = own
        .iter()
        .map(|library| {
            let current = (library.id == shown.id).then_some("page");
            view! { <li><a href=format!("/profil?perpustakaan={}", library.slug) aria-current=current>{library.name.clone()}</a></li> }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="Perpustakaan Anda"><ul>{links}</ul></nav> }
}

/// The week: for each day from, to, or closed.
fn hours(library: &Library, typed: &Typed) -> impl IntoView + use<> {
    let stored = library.hours.clone().unwrap_or_default();
    let (from, to, closed) = (typed.values("buka"), typed.values("tutup"), typed.values("libur"));
    let posted = typed.is_posted();
    let rows = DAYS
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let (stored_from, stored_to) = match stored.days[number] {
                Day::Open(from, to) => (from.iso(), to.iso()),
                Day::Closed | Day::Unknown => (String::new(), String::new()),
            };
            // A browser's time field shows nothing but HH:MM; what it cannot show is written as it was typed.
            let shown = |values: &[String], stored: String| {
                let typed = values.get(number).cloned().unwrap_or_default();
                let typed = Clock::parse(&typed).map_or(typed, Clock::iso);
                if posted { typed } else { stored }
            };
            let (from, to) = (shown(&from, stored_from), shown(&to, stored_to));
            let shut =
                if posted { closed.iter().any(|day| day.parse() == Ok(number)) } else { stored.days[number] == Day::Closed };
            let finding = typed.finding(&format!("hari-{number}"));
            let wrong = finding.is_some().then_some("true");
            let id = format!("f-hari-{number}");
            let error_id = format!("{id}-error");
            let described = finding.is_some().then(|| error_id.clone());
            view! {
                <tr>
                    <th scope="row">
                        {*name}
                        {finding.map(|words| view! { <p class="error" id=error_id>{words}</p> })}
                    </th>
                    <td data-label="Buka">
                        <input id=id type="time" name="buka" value=from aria-label=format!("{name}, jam buka") aria-invalid=wrong aria-describedby=described/>
                    </td>
                    <td data-label="Tutup">
                        <input type="time" name="tutup" value=to aria-label=format!("{name}, jam tutup")/>
                    </td>
                    <td data-label="Libur">
                        <div class="choice">
                            <input type="checkbox" id=format!("f-libur-{number}") name="libur" value=number.to_string() checked=shut/>
                            <label for=format!("f-libur-{number}")>"Libur"<span class="visually-hidden">{format!(" hari {name}")}</span></label>
                        </div>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="jam">
            <h2 id="jam">"Jam buka"</h2>
            <p class="muted">"Isi jam buka dan tutup, atau centang Libur. Hari yang dikosongkan tampil sebagai “belum diisi”."</p>
            <table class="cards week">
                <thead><tr><th scope="col">"Hari"</th><th scope="col">"Buka"</th><th scope="col">"Tutup"</th><th scope="col">"Libur"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <TextField
                name="catatan"
                label="Catatan jam buka"
                hint="Misalnya: istirahat 12.00 sampai 13.00, atau buka bila dihubungi dulu."
                value=stored.note.clone()
                optional=true
            />
        </section>
    }
}

fn services(library: &Library) -> impl IntoView + use<> {
    let group = |for_children: bool| {
        options(
            SERVICES
                .iter()
                .filter(|service| service.for_children == for_children)
                .map(|service| (service.code, service.words)),
        )
    };
    view! {
        <section class="stack" aria-labelledby="layanan">
            <h2 id="layanan">"Layanan"</h2>
            <ChecksField name="layanan" legend="Untuk semua" options=group(false) values=library.services.clone()/>
            <ChecksField name="layanan_anak" legend="Untuk anak" options=group(true) values=library.services.clone()/>
        </section>
    }
}

fn contact(library: &Library) -> impl IntoView + use<> {
    view! {
        <section class="stack" aria-labelledby="kontak">
            <h2 id="kontak">"Alamat dan kontak"</h2>
            <TextField
                name="alamat"
                label="Alamat atau patokan"
                hint="Misalnya: Jalan Utama RT 03, di samping balai desa."
                value=library.address.clone()
                autocomplete="street-address"
                optional=true
            />
            <TextField
                name="kontak"
                label="Kontak perpustakaan"
                hint="Nomor HP, WhatsApp, atau akun media sosial perpustakaan."
                value=library.contact.clone()
                optional=true
            />
            <CheckField
                name="kontak_umum"
                label="Kontak ini boleh tampil untuk umum"
                hint="Tanpa centang, hanya dinas yang melihatnya. Pemilik nomor harus setuju."
                checked=library.contact_public
            />
        </section>
    }
}

fn story(library: &Library) -> impl IntoView + use<> {
    view! {
        <section class="stack" aria-labelledby="cerita">
            <h2 id="cerita">"Cerita perpustakaan"</h2>
            <AreaField
                name="cerita"
                label="Cerita singkat"
                hint="Kapan berdiri, siapa yang biasa datang, apa yang Anda banggakan. Baris kosong memulai paragraf baru."
                value=library.story.clone()
                rows=8
                maxlength=STORY_LENGTH.to_string()
                optional=true
            />
        </section>
    }
}

fn point(library: &Library) -> impl IntoView + use<> {
    let value = library.point.map(|point| format!("{}, {}", point.latitude, point.longitude));
    let chosen = match library.precision {
        Precision::Unknown => None,
        precision => Some(precision.code()),
    };
    let tbm = library.kind == Kind::Tbm;
    let agreed = library.precision == Precision::Building;
    view! {
        <section class="stack" aria-labelledby="titik">
            <h2 id="titik">"Titik di peta"</h2>
            <p><a href=format!("/perpustakaan/{}/titik", library.slug)>"Tentukan di peta atau pakai posisi HP"</a></p>
            <TextField
                name="titik"
                label="Lintang dan bujur"
                hint="Di aplikasi peta, tekan lama pada gedungnya, lalu salin dua angkanya ke sini. Misalnya: -2.7666, 111.5437."
                value=value
                inputmode="text"
                optional=true
            />
            <ChoiceField
                name="ketelitian"
                legend="Titik ini menunjukkan apa?"
                options=options([
                    (Precision::Building.code(), "Gedung perpustakaannya"),
                    (Precision::Village.code(), "Hanya perkiraan di dalam desa"),
                ])
                value=chosen
            />
            {tbm.then(|| view! {
                <CheckField
                    name="titik_setuju"
                    label="Pemilik setuju titik gedung TBM tampil di peta umum"
                    hint="Penting bila TBM berada di rumah. Tanpa centang, TBM digambar sebagai perkiraan di dalam desa."
                    checked=agreed
                />
            })}
        </section>
    }
}

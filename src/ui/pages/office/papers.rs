//! Papers of a meeting: the list, one paper with its wording, and what stands on all of them.

use crate::api::papers::{self, Desk};
use crate::api::press;
use crate::domain::paper::{Kind, PARTS, WORDS};
use crate::domain::refusal::Refusal;
use crate::storage::papers::{Letterhead, Official};
use crate::ui::field::{
    AreaField, Breadcrumbs, Button, Buttons, CheckField, DateField, FileField, Look, Notice, Summary, TextField, Tone,
};
use crate::ui::frame::{Frame, app, asker, page, param, query};
use crate::ui::pages::office::meeting_nav::MeetingNav;
use leptos::prelude::*;

fn trail(desk: &Desk) -> Vec<(String, String)> {
    vec![
        ("/kantor/plm".to_owned(), "PLM".to_owned()),
        (format!("/kantor/plm/{}/agenda", desk.meeting.id), "Agenda".to_owned()),
    ]
}

/// The papers of a meeting.
#[component]
pub fn Papers() -> impl IntoView {
    let (app, asker, id) = (app(), asker(), param("id"));
    page(async move {
        let desk = papers::desk(&app, &asker, &id).await?;
        let (name, trail, meeting) = (desk.meeting.name.clone(), trail(&desk), desk.meeting.id.clone());
        let rows = Kind::ALL.map(|kind| row(&desk, kind)).into_iter().collect_view();
        let base = format!("/kantor/plm/{}", desk.meeting.id);
        Ok(view! {
            <Frame title=format!("Dokumen: {name}") description="">
                <Breadcrumbs trail=trail here="Dokumen"/>
                <div class="page-head">
                    <p class="eyebrow">{name}</p>
                    <h1>"Dokumen"</h1>
                    <p class="lede">"Semua surat dan lembar pertemuan, terisi dari yang sudah diketahui. Yang belum diketahui menjadi titik-titik."</p>
                    <p class="muted">"Kepala surat dan pejabat diatur di "<a href="/kantor/pengaturan">"Pengaturan"</a>". Siaran pers ada di "<a href=format!("{base}/siaran-pers")>"halamannya sendiri"</a>"."</p>
                </div>
                <MeetingNav meeting=meeting/>
                <table class="cards">
                    <caption class="visually-hidden">"Dokumen pertemuan ini"</caption>
                    <thead><tr><th scope="col">"Dokumen"</th><th scope="col">"Keadaan"</th><th scope="col">"Unduh"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Frame>
        })
    })
}

fn row(desk: &Desk, kind: Kind) -> impl IntoView + use<> {
    let paper = desk.paper(kind);
    let href = format!("/kantor/plm/{}/dokumen/{}", desk.meeting.id, kind.code());
    let (pdf, docx) = (format!("{href}/{}.pdf", kind.code()), format!("{href}/{}.docx", kind.code()));
    let state = match (&paper.scan, paper.version) {
        (Some(sha256), _) => {
            view! { <span class="tag approved">"Sudah ditandatangani"</span>" "<a href=format!("/foto/{sha256}")>"Lihat pindaian"</a> }.into_any()
        }
        (None, 0) => view! { <span class="tag draft">"Draf dari templat"</span> }.into_any(),
        (None, _) => {
            let when = paper.changed().short(desk.zone);
            view! { <span class="tag draft">"Draf"</span><small class="muted">{format!(" diubah {when}")}</small> }.into_any()
        }
    };
    let number = (!paper.number.is_empty())
        .then(|| view! { <br/><small class="muted">{format!("Nomor {}", paper.number)}</small> });
    view! {
        <tr>
            <th scope="row"><a href=href>{kind.words()}</a>{number}</th>
            <td data-label="Keadaan"><span>{state}</span></td>
            <td data-label="Unduh"><span>
                <a href=pdf>"PDF"<span class="visually-hidden">{format!(" {}", kind.words())}</span></a>" · "
                <a href=docx>"Word"<span class="visually-hidden">{format!(" {}", kind.words())}</span></a>
            </span></td>
        </tr>
    }
}

/// One paper: number, date, wording, the signed scan.
#[component]
pub fn OnePaper() -> impl IntoView {
    let (app, asker, id, code, news) = (app(), asker(), param("id"), param("paper"), query("kabar"));
    page(async move {
        let kind = Kind::coded(&code).ok_or(Refusal::NotFound)?;
        let desk = papers::desk(&app, &asker, &id).await?;
        let (text, template) = papers::wording(&app, &desk, kind).await?;
        Ok(one(&desk, kind, text, template, news.is_some(), app.world.id()))
    })
}

fn one(desk: &Desk, kind: Kind, text: String, template: i64, saved: bool, op: String) -> impl IntoView + use<> {
    let paper = desk.paper(kind);
    let base = format!("/kantor/plm/{}/dokumen", desk.meeting.id);
    let href = format!("{base}/{}", kind.code());
    let (pdf, docx) = (format!("{href}/{}.pdf", kind.code()), format!("{href}/{}.docx", kind.code()));
    let mut trail = trail(desk);
    trail.push((base, "Dokumen".to_owned()));
    let (name, meeting) = (desk.meeting.name.clone(), desk.meeting.id.clone());
    let scan = paper.scan.clone().map(|sha256| {
        view! {
            <p>"Dokumen yang ditandatangani sudah diunggah: "<a href=format!("/foto/{sha256}")>"lihat pindaian"</a>". Draf di bawah hanya arsip."</p>
            <CheckField name="buang-pindaian" label="Buang pindaian ini, kembali ke draf"/>
        }
    });
    let own = paper.text.is_some();
    let words =
        WORDS.map(|(name, words)| view! { <li><code>{format!("{{{name}}}")}</code>{format!(": {words}")}</li> });
    let parts =
        PARTS.map(|(name, words)| view! { <li><code>{format!("{{{name}}}")}</code>{format!(": {words}")}</li> });
    let (words, parts) = (words.into_iter().collect_view(), parts.into_iter().collect_view());
    view! {
        <Frame title=kind.words() description="">
            <Breadcrumbs trail=trail here=kind.words()/>
            {saved.then(|| view! { <Notice tone=Tone::Success title="Dokumen tersimpan"><span></span></Notice> })}
            <Summary/>
            <div class="page-head">
                <p class="eyebrow">{name}</p>
                <h1>{kind.words()}</h1>
                <p class="buttons">
                    <a class="button secondary" href=pdf>"Unduh PDF"</a>
                    <a class="button secondary" href=docx>"Unduh Word (.docx)"</a>
                </p>
            </div>
            <MeetingNav meeting=meeting/>
            <form method="post" action=href enctype="multipart/form-data" class="stack" novalidate>
                <input type="hidden" name="op" value=op/>
                <input type="hidden" name="versi" value=paper.version.to_string()/>
                <input type="hidden" name="templat" value=template.to_string()/>
                <TextField name="nomor" label="Nomor" hint="Diketik dari buku agenda surat; tidak pernah dibuat oleh program." value=paper.number.clone() maxlength="100" optional=true/>
                <DateField name="tanggal" label="Tanggal dokumen" hint="Kepala surat dan pejabat mengikuti tanggal ini." value=paper.dated.clone() optional=true/>
                <AreaField name="isi" label="Isi" value=text rows=22/>
                {own.then(|| view! { <p class="muted">"Isi ini khusus untuk pertemuan ini."</p> })}
                <CheckField name="semua" label="Pakai isi ini sebagai templat kantor untuk semua pertemuan"/>
                {scan}
                <FileField name="pindaian" label="Pindaian yang sudah ditandatangani" hint="Foto atau pindaian JPEG, PNG, atau WebP." accept="image/jpeg,image/png,image/webp" optional=true/>
                <Buttons>
                    <Button name="aksi" value="simpan">"Simpan dokumen"</Button>
                    <Button look=Look::Quiet name="aksi" value="bawaan">"Tampilkan isi bawaan"</Button>
                </Buttons>
            </form>
            <details class="section">
                <summary>"Yang bisa ditulis di isi"</summary>
                <p>"Baris yang diawali # menjadi judul, ## subjudul, - atau 1. butir, > di tengah, --- halaman baru; **tebal**. “Label : isi” berbaris rapi."</p>
                <h2 class="h3">"Isian"</h2><ul class="small">{words}</ul>
                <h2 class="h3">"Bagian, sendiri di satu baris"</h2><ul class="small">{parts}</ul>
            </details>
        </Frame>
    }
}

/// Letterhead, officials, and what is said of the programme.
#[component]
pub fn Settings() -> impl IntoView {
    let (app, asker, news) = (app(), asker(), query("kabar"));
    page(async move {
        let (heads, officials) = papers::office::settings(&app, &asker).await?;
        let office = asker.planner()?.office.clone();
        let about = crate::storage::press::about(&app.storage, &office).await?;
        let ids = [app.world.id(), app.world.id(), app.world.id(), app.world.id()];
        Ok(settings(&heads, &officials, about, news.is_some(), ids))
    })
}

fn settings(
    heads: &[Letterhead],
    officials: &[Official],
    about: String,
    saved: bool,
    ids: [String; 4],
) -> impl IntoView + use<> {
    let date = |iso: &str| {
        crate::domain::moment::Date::parse(iso).map_or_else(|| iso.to_owned(), crate::domain::moment::Date::plain)
    };
    let head_rows = heads
        .iter()
        .map(|head| view! { <li>{format!("Sejak {}: {}, {}", date(&head.valid_from), head.above, head.name)}</li> })
        .collect_view();
    let [head_op, official_op, drop_op, about_op] = ids;
    let official_rows = officials
        .iter()
        .map(|one| {
            let nip = one.nip.as_ref().map(|nip| format!(", NIP {nip}")).unwrap_or_default();
            let words = format!("{}: {}{nip}, sejak {}", one.role, one.signed(), date(&one.valid_from));
            view! {
                <li>
                    <form method="post" action="/kantor/pengaturan" class="row">
                        <span>{words}</span>
                        <input type="hidden" name="aksi" value="hapus"/>
                        <input type="hidden" name="op" value=format!("{drop_op}{}", one.id)/>
                        <input type="hidden" name="id" value=one.id.clone()/>
                        <button class="button quiet small">"Hapus"<span class="visually-hidden">{format!(" {}", one.name)}</span></button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let (no_head, nobody) = (heads.is_empty(), officials.is_empty());
    let head = heads.first().cloned().unwrap_or_default();
    view! {
        <Frame title="Pengaturan kantor" description="">
            <Breadcrumbs trail=vec![("/kantor".to_owned(), "Papan laporan".to_owned())] here="Pengaturan"/>
            {saved.then(|| view! { <Notice tone=Tone::Success title="Tersimpan"><span></span></Notice> })}
            <Summary/>
            <div class="page-head">
                <h1>"Pengaturan kantor"</h1>
                <p class="lede">"Kepala surat dan pejabat berlaku sejak tanggalnya; surat lama tetap memakai yang lama."</p>
            </div>
            <section class="section">
                <h2>"Kepala surat"</h2>
                {no_head.then(|| view! { <p class="muted">"Belum ada. Surat memakai nama kantor dari data kantor."</p> })}
                <ul>{head_rows}</ul>
                <form method="post" action="/kantor/pengaturan" class="stack" novalidate>
                    <input type="hidden" name="op" value=head_op/>
                    <DateField name="mulai" label="Berlaku sejak" value=head.valid_from/>
                    <TextField name="atas" label="Baris pertama" hint="Misalnya: PEMERINTAH KABUPATEN …" value=head.above/>
                    <TextField name="nama" label="Nama kantor di kepala surat" value=head.name/>
                    <AreaField name="bawah" label="Alamat dan telepon" hint="Satu baris untuk tiap baris." value=head.below rows=3 optional=true/>
                    <TextField name="kota" label="Tempat surat ditandatangani" value=head.place optional=true/>
                    <Buttons><Button name="aksi" value="kop">"Simpan kepala surat"</Button></Buttons>
                </form>
            </section>
            <section class="section">
                <h2>"Pejabat yang menandatangani"</h2>
                {nobody.then(|| view! { <p class="muted">"Belum ada. Tempat tanda tangan dibiarkan titik-titik."</p> })}
                <ul class="plain">{official_rows}</ul>
                <form method="post" action="/kantor/pengaturan" class="stack" novalidate>
                    <input type="hidden" name="op" value=official_op/>
                    <TextField name="jabatan" label="Jabatan" hint="Misalnya: Kepala Dinas Perpustakaan dan Kearsipan"/>
                    <TextField name="pejabat" label="Nama tanpa gelar di belakang" autocomplete="off"/>
                    <TextField name="gelar" label="Gelar di belakang nama" hint="Misalnya: S.Sos., M.A.P." optional=true/>
                    <TextField name="nip" label="NIP" inputmode="numeric" optional=true/>
                    <DateField name="sejak" label="Menjabat sejak"/>
                    <Buttons><Button look=Look::Secondary name="aksi" value="pejabat">"Tambah pejabat"</Button></Buttons>
                </form>
            </section>
            <section class="section">
                <h2>"Tentang program"</h2>
                <form method="post" action="/kantor/pengaturan" class="stack" novalidate>
                    <input type="hidden" name="op" value=about_op/>
                    <AreaField name="tentang" label="Alinea penutup siaran pers" hint="Fakta tentang program kantor ini, dipakai di setiap siaran pers." value=about rows=4 optional=true/>
                    <Buttons><Button look=Look::Secondary name="aksi" value="tentang">"Simpan"</Button></Buttons>
                </form>
            </section>
        </Frame>
    }
}

/// The press text of a meeting while it is written.
#[component]
pub fn Press() -> impl IntoView {
    let (app, asker, id, news) = (app(), asker(), param("id"), query("kabar"));
    let typed = crate::ui::frame::typed();
    page(async move {
        let writing = press::writing(&app, &asker, &id).await?;
        let body = typed
            .is_posted()
            .then(|| (typed.value("judul").unwrap_or_default(), typed.value("isi").unwrap_or_default()));
        Ok(write(&writing, body, news, app.world.id()))
    })
}

fn write(
    writing: &press::Writing,
    typed: Option<(String, String)>,
    news: Option<String>,
    op: String,
) -> impl IntoView + use<> {
    use crate::domain::press::{MOST_QUOTES, Origin, draft, unsourced};
    let (desk, known, text) = (&writing.desk, &writing.known, &writing.text);
    let base = format!("/kantor/plm/{}", desk.meeting.id);
    let fresh = draft(known);
    let (title, body) = if text.version > 0 {
        (text.title.clone(), text.body.clone())
    } else {
        (fresh.title.clone(), fresh.body.clone())
    };
    let (shown_title, shown_body) = typed.unwrap_or_else(|| (title.clone(), body.clone()));
    let odd = unsourced(&shown_title, &shown_body, known);
    let href = |origin: Origin| match origin {
        Origin::Agenda => format!("{base}/agenda"),
        Origin::Attendance => format!("{base}/presensi"),
        Origin::Awards => format!("{base}/apresiasi"),
        Origin::Notes => format!("{base}/notulen"),
        Origin::Office => "/kantor/pengaturan".to_owned(),
    };
    let sources = fresh
        .sources
        .iter()
        .map(|source| view! { <li><a href=href(source.origin)>{source.fact.clone()}</a>{format!(": {}", source.words)}</li> })
        .collect_view();
    let gaps = fresh.gaps.iter().map(|gap| view! { <li>{*gap}</li> }).collect::<Vec<_>>();
    let quotes = (0..MOST_QUOTES)
        .map(|n| {
            let quote = text.quotes.get(n).cloned().unwrap_or_default();
            view! {
                <fieldset>
                    <legend>{format!("Kutipan {}", n + 1)}</legend>
                    <TextField name=format!("kutipan-{n}-nama") label="Nama" value=quote.name autocomplete="off" optional=true/>
                    <TextField name=format!("kutipan-{n}-jabatan") label="Jabatan" value=quote.title optional=true/>
                    <AreaField name=format!("kutipan-{n}-kata") label="Kata-katanya" value=quote.words rows=2 optional=true/>
                </fieldset>
            }
        })
        .collect_view();
    let published = writing.published.first();
    let state = published.map(|one| format!("Terbit, versi {}, {}.", one.number, one.at().short(desk.zone)));
    let public = published
        .map(|_| view! { <a href=format!("/plm/{}/siaran-pers", desk.meeting.slug)>"Lihat halaman publik"</a> });
    let again = published.is_some();
    let news = news.and_then(|news| match news.as_str() {
        "tersimpan" => Some("Draf siaran pers tersimpan."),
        "terbit" => Some("Siaran pers terbit di halaman pertemuan."),
        _ => None,
    });
    let meeting = desk.meeting.id.clone();
    let (trail, name, version) = (trail(desk), desk.meeting.name.clone(), text.version);
    let contact = text.contact.clone();
    let terms = if text.version > 0 {
        text.terms.clone()
    } else {
        "Teks dan foto boleh dimuat ulang dengan menyebut sumber dan nama fotografernya.".to_owned()
    };
    let some_odd = !odd.is_empty();
    let odd = odd.join("; ");
    view! {
        <Frame title="Siaran pers" description="">
            <Breadcrumbs trail=trail here="Siaran pers"/>
            {news.map(|news| view! { <Notice tone=Tone::Success title=news><span></span></Notice> })}
            <Summary/>
            <div class="page-head">
                <p class="eyebrow">{name}</p>
                <h1>"Siaran pers"</h1>
                <p class="lede">"Disusun dari data pertemuan. Yang tidak diketahui dibiarkan tidak disebut."</p>
                {state.map(|state| view! { <p>{state}" "{public}</p> })}
            </div>
            <MeetingNav meeting=meeting/>
            {some_odd.then(|| view! {
                <Notice tone=Tone::Warning title="Angka tanpa sumber">
                    <p>"Angka ini ada di teks tetapi tidak ada di data pertemuan: "<strong>{odd}</strong>". Periksa sekali lagi."</p>
                </Notice>
            })}
            <form method="post" class="stack" novalidate>
                <input type="hidden" name="op" value=op/>
                <input type="hidden" name="versi" value=version.to_string()/>
                <TextField name="judul" label="Judul" value=title maxlength="200"/>
                <AreaField name="isi" label="Isi" hint="Satu baris kosong memisahkan alinea." value=body rows=20/>
                <details><summary>"Kutipan"</summary><p class="muted">"Hanya yang benar-benar diucapkan. Tekan “Susun ulang dari data” supaya masuk ke isi."</p>{quotes}</details>
                <TextField name="kontak" label="Yang dapat dihubungi" hint="Nama dan nomor telepon kantor." value=contact/>
                <AreaField name="ketentuan" label="Ketentuan pemakaian" value=terms rows=2 optional=true/>
                {again.then(|| view! { <AreaField name="ralat" label="Apa yang diralat" hint="Wajib saat menerbitkan ulang; ikut terbit." rows=2 optional=true/> })}
                <Buttons>
                    <Button look=Look::Secondary name="aksi" value="simpan">"Simpan draf"</Button>
                    <Button name="aksi" value="terbitkan">"Terbitkan siaran pers"</Button>
                    <Button look=Look::Quiet name="aksi" value="susun">"Susun ulang dari data"</Button>
                </Buttons>
            </form>
            <section class="section">
                <h2>"Dari mana faktanya"</h2>
                <ul>{sources}</ul>
                {(!gaps.is_empty()).then(|| view! { <h3>"Belum diketahui, jadi tidak disebut"</h3><ul>{gaps}</ul> })}
            </section>
        </Frame>
    }
}

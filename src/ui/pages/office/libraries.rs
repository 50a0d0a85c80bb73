//! The office's registry: the list, a form for one library, and tables that are looked at before they are applied.

use leptos::prelude::*;

use crate::api::libraries::import::{self, Preview};
use crate::api::{Error, libraries};
use crate::domain::library::{Kind, Library, Precision, Stage, Village};
use crate::domain::refusal::Refusal;
use crate::domain::table::{Change, Planned, Refused};
use crate::ui::field::{
    AreaField, Breadcrumbs, Buttons, ChoiceField, Drawing, Empty, FileField, Notice, SelectField, Summary, Tag,
    TextField, Tone, Unknown, options,
};
use crate::ui::frame::{self, Frame};

/// Rows of each sort that a preview lists; the rest is counted.
const SHOWN: usize = 200;

/// The office's registry and its import.
#[component]
pub fn Libraries() -> impl IntoView {
    let typed = frame::typed();
    if typed.value("aksi").is_some() {
        return table_page().into_any();
    }
    match (frame::query("ubah"), frame::query("baru")) {
        (Some(slug), _) => one_page(Some(slug)).into_any(),
        (None, Some(_)) if frame::query("kabar").is_none() => one_page(None).into_any(),
        _ => list_page().into_any(),
    }
}

fn trail() -> Vec<(String, String)> {
    vec![("/kantor".to_owned(), "Kantor".to_owned())]
}

fn deeper() -> Vec<(String, String)> {
    let mut trail = trail();
    trail.push(("/kantor/perpustakaan".to_owned(), "Perpustakaan".to_owned()));
    trail
}

fn list_page() -> impl IntoView {
    let (app, asker) = (frame::app(), frame::asker());
    let news = news();
    frame::page(async move {
        let libraries = libraries::of_my_office(&app, &asker).await?;
        let office = asker.planner()?.office.clone();
        Ok(view! {
            <Frame title="Registri perpustakaan" description="">
                <Breadcrumbs trail=trail() here="Perpustakaan"/>
                {news}
                <div class="page-head">
                    <h1>"Registri perpustakaan"</h1>
                    <p class="lede">{format!("{} perpustakaan tercatat.", libraries.len())}</p>
                    <div class="row">
                        <a class="button" href="/kantor/perpustakaan?baru=ya">"Tambah perpustakaan"</a>
                        <a class="button secondary" href=format!("/data/perpustakaan.csv?kab={office}")>"Unduh CSV"</a>
                    </div>
                </div>
                {list(&libraries)}
                <section class="section" aria-labelledby="tabel">
                    <h2 id="tabel">"Muat dari tabel"</h2>
                    <p>
                        "Kirim berkas CSV atau tempel baris dari Excel. Anda melihat dulu apa yang baru, berubah, dan ditolak; "
                        "belum ada yang disimpan sebelum Anda menekan Terapkan. Sel yang kosong tidak mengubah apa pun."
                    </p>
                    {table_form(true)}
                    <details>
                        <summary>"Kolom yang dikenal"</summary>
                        <p>
                            "Wajib: "<code>"name"</code>", "<code>"kind"</code>" (desa, kelurahan, tbm), "<code>"village_code"</code>". "
                            "Boleh ada: "<code>"slug, village, district_code, district, latitude, longitude, precision, replicated, stage, funding, npp, services, address, aliases"</code>". "
                            "Perpustakaan yang sudah ada dikenali dari slug, atau dari kode desa, jenis, dan namanya."
                        </p>
                    </details>
                </section>
            </Frame>
        })
    })
}

/// What the last form did.
fn news() -> Option<AnyView> {
    let number = |name: &str| frame::query(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    match frame::query("kabar")?.as_str() {
        "tersimpan" => {
            let slug = frame::query("satu")
                .filter(|slug| slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))?;
            Some(
                view! {
                    <Notice tone=Tone::Success title="Tersimpan">
                        <p><a href=format!("/perpustakaan/{slug}")>"Lihat halaman perpustakaannya"</a></p>
                    </Notice>
                }
                .into_any(),
            )
        }
        "tabel" => {
            let words = format!(
                "{} perpustakaan ditambahkan, {} diubah, {} baris ditolak.",
                number("baru"),
                number("berubah"),
                number("ditolak")
            );
            Some(view! { <Notice tone=Tone::Success title="Tabel diterapkan"><p>{words}</p></Notice> }.into_any())
        }
        _ => None,
    }
}

fn list(libraries: &[Library]) -> AnyView {
    if libraries.is_empty() {
        return view! {
            <Empty title="Belum ada perpustakaan" drawing=Drawing::Book>
                <p>"Tambahkan satu per satu, atau muat semuanya sekaligus dari tabel di bawah."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = libraries
        .iter()
        .map(|library| {
            let checked = match library.checked() {
                Some(date) => date.short().into_any(),
                None => view! { <Unknown/> }.into_any(),
            };
            let point = match library.precision {
                Precision::Building => "Gedung".into_any(),
                Precision::Village => "Perkiraan".into_any(),
                Precision::Unknown => view! { <Unknown/> }.into_any(),
            };
            let kind = library.kind.short();
            view! {
                <tr>
                    <th scope="row"><a href=format!("/kantor/perpustakaan?ubah={}", library.slug)>{library.name.clone()}</a></th>
                    <td data-label="Jenis"><Tag>{kind}</Tag></td>
                    <td data-label="Kecamatan">{library.village.district.clone()}</td>
                    <td data-label="Tahap">{library.stage.words()}</td>
                    <td data-label="Titik">{point}</td>
                    <td data-label="Diperiksa">{checked}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="cards">
            <thead>
                <tr>
                    <th scope="col">"Nama"</th>
                    <th scope="col">"Jenis"</th>
                    <th scope="col">"Kecamatan"</th>
                    <th scope="col">"Tahap"</th>
                    <th scope="col">"Titik"</th>
                    <th scope="col">"Diperiksa"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The form that takes a table; `first` has no rows in it yet.
fn table_form(first: bool) -> impl IntoView {
    let (label, look) = if first { ("Periksa tabel", "button") } else { ("Periksa lagi", "button secondary") };
    view! {
        <form method="post" action="/kantor/perpustakaan" enctype="multipart/form-data" class="stack">
            <FileField name="berkas" label="Berkas CSV" hint="Paling besar 2 MB." accept=".csv,.tsv,.txt,text/csv" optional=first/>
            <AreaField name="csv" label="Atau tempel isi tabel" hint="Baris pertama berisi nama kolom." rows=if first { 5 } else { 12 } optional=first/>
            <Buttons><button class=look name="aksi" value="periksa">{label}</button></Buttons>
        </form>
    }
}

fn table_page() -> impl IntoView {
    let (app, asker, typed) = (frame::app(), frame::asker(), frame::typed());
    let text = typed.value("csv").unwrap_or_default();
    let remark = typed.value("catatan");
    frame::page(async move {
        let preview = if text.is_empty() {
            None
        } else {
            match import::preview(&app, &asker, &text).await {
                Ok(preview) => Some(preview),
                // The summary says it already.
                Err(Error::Refusal(Refusal::Invalid(_))) => None,
                Err(error) => return Err(error),
            }
        };
        let again = if preview.is_some() { "Perbaiki tabelnya" } else { "Coba lagi" };
        Ok(view! {
            <Frame title="Periksa tabel" description="">
                <Breadcrumbs trail=deeper() here="Periksa tabel"/>
                <Summary/>
                <div class="page-head"><h1>"Periksa tabel"</h1></div>
                {remark.map(|words| view! { <Notice tone=Tone::Warning title="Pengodean huruf"><p>{words}</p></Notice> })}
                {preview.map(|preview| plan(preview, &text))}
                <section class="section" aria-labelledby="ulang">
                    <h2 id="ulang">{again}</h2>
                    {table_form(false)}
                    <p><a href="/kantor/perpustakaan">"Batal, kembali ke daftar"</a></p>
                </section>
            </Frame>
        })
    })
}

fn plan(preview: Preview, text: &str) -> impl IntoView + use<> {
    let Preview { plan, mark } = preview;
    let (new_count, changed_count, refused_count) = (plan.new_rows(), plan.changed_rows(), plan.refused.len());
    let doing = new_count + changed_count;
    let refused = refused(&plan.refused);
    let notes =
        plan.notes.iter().cloned().map(|note| view! { <Notice title="Catatan"><p>{note}</p></Notice> }).collect_view();
    let new = rows("Baru", &plan.rows, |change| *change == Change::New);
    let changed = rows("Berubah", &plan.rows, |change| matches!(change, Change::Changed(_)));
    let unchanged = plan.unchanged_rows();
    let text = text.to_owned();
    view! {
        <ul class="figures">
            <li><strong>{new_count}</strong>" baru"</li>
            <li><strong>{changed_count}</strong>" berubah"</li>
            <li><strong>{unchanged}</strong>" sama"</li>
            <li><strong>{refused_count}</strong>" ditolak"</li>
        </ul>
        {notes}
        {refused}
        {new}
        {changed}
        {if doing > 0 {
            view! {
                <form method="post" action="/kantor/perpustakaan" enctype="multipart/form-data">
                    <textarea name="csv" hidden readonly aria-label="Isi tabel">{text}</textarea>
                    <input type="hidden" name="tanda" value=mark/>
                    <Buttons>
                        <button class="button" name="aksi" value="terapkan">{format!("Terapkan {doing} perubahan")}</button>
                    </Buttons>
                </form>
            }
            .into_any()
        } else {
            view! { <p>"Tidak ada yang perlu diterapkan."</p> }.into_any()
        }}
    }
}

fn refused(refused: &[Refused]) -> Option<impl IntoView + use<>> {
    let more = refused.len().saturating_sub(SHOWN);
    let rows = refused
        .iter()
        .take(SHOWN)
        .map(|row| {
            let reasons = row.reasons.iter().map(|reason| view! { <li>{reason.clone()}</li> }).collect_view();
            view! {
                <tr>
                    <th scope="row">{format!("Baris {}", row.line)}</th>
                    <td data-label="Nama">{row.name.clone()}</td>
                    <td data-label="Sebabnya"><ul class="plain">{reasons}</ul></td>
                </tr>
            }
        })
        .collect_view();
    (!refused.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="ditolak">
                <h2 id="ditolak">{format!("Ditolak ({})", refused.len())}</h2>
                <p>"Baris ini dilewati. Perbaiki di kotak di bawah lalu periksa lagi, atau terapkan yang lain saja."</p>
                <table class="cards">
                    <thead><tr><th scope="col">"Baris"</th><th scope="col">"Nama"</th><th scope="col">"Sebabnya"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                {(more > 0).then(|| view! { <p class="muted">{format!("dan {more} baris lagi.")}</p> })}
            </section>
        }
    })
}

fn rows(
    title: &'static str,
    planned: &[Planned<Library>],
    wanted: fn(&Change) -> bool,
) -> Option<impl IntoView + use<>> {
    let planned: Vec<&Planned<Library>> = planned.iter().filter(|row| wanted(&row.change)).collect();
    let (count, more) = (planned.len(), planned.len().saturating_sub(SHOWN));
    let id = title.to_lowercase();
    let rows = planned
        .into_iter()
        .take(SHOWN)
        .map(|row| {
            let what = match &row.change {
                Change::Changed(differences) => differences
                    .iter()
                    .map(|difference| {
                        view! { <li>{difference.what.clone()}": "<del>{difference.before.clone()}</del>" → "<ins>{difference.after.clone()}</ins></li> }
                    })
                    .collect_view()
                    .into_any(),
                Change::New | Change::Unchanged => {
                    let place = format!("{}, Kecamatan {}", row.object.village.title(), row.object.village.district);
                    view! { <li>{row.object.kind.words()}</li><li>{place}</li> }.into_any()
                }
            };
            view! {
                <tr>
                    <th scope="row">{row.object.name.clone()}</th>
                    <td data-label="Baris">{row.line}</td>
                    <td data-label="Isi"><ul class="plain">{what}</ul></td>
                </tr>
            }
        })
        .collect_view();
    (count > 0).then(|| {
        view! {
            <section class="section" aria-labelledby=id.clone()>
                <h2 id=id.clone()>{format!("{title} ({count})")}</h2>
                <table class="cards">
                    <thead><tr><th scope="col">"Nama"</th><th scope="col">"Baris"</th><th scope="col">"Isi"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                {(more > 0).then(|| view! { <p class="muted">{format!("dan {more} baris lagi.")}</p> })}
            </section>
        }
    })
}

fn one_page(slug: Option<String>) -> impl IntoView {
    let (app, asker) = (frame::app(), frame::asker());
    frame::page(async move {
        let library = match &slug {
            None => None,
            Some(slug) => {
                let library = libraries::one(&app, slug).await?;
                asker.planner_of(&library.office)?;
                Some(library)
            }
        };
        let villages = libraries::villages_of_my_office(&app, &asker).await?;
        let title = library.as_ref().map_or_else(|| "Tambah perpustakaan".to_owned(), |library| library.name.clone());
        let op = app.world.id();
        Ok(view! {
            <Frame title=title.clone() description="">
                <Breadcrumbs trail=deeper() here=title.clone()/>
                <Summary/>
                <div class="page-head">
                    <h1>{title}</h1>
                    <p class="lede">"Data pokok. Jam buka, layanan, kontak, dan cerita diisi pengelolanya sendiri."</p>
                </div>
                {one_form(library.as_ref(), villages, op)}
            </Frame>
        })
    })
}

fn one_form(library: Option<&Library>, villages: Vec<Village>, op: String) -> impl IntoView + use<> {
    let action = library.map_or_else(
        || "/kantor/perpustakaan?baru=ya".to_owned(),
        |library| format!("/kantor/perpustakaan?ubah={}", library.slug),
    );
    let places = options(villages.into_iter().map(|village| {
        let words = format!("{}, {} ({})", village.title(), village.district, village.code);
        (village.code.to_string(), words)
    }));
    let version = library.map_or(0, |library| library.version);
    let text = |pick: fn(&Library) -> String| library.map(pick);
    let stage = library.map_or(Stage::Replikasi, |library| library.stage);
    let precision = library.map(|library| library.precision).filter(|precision| *precision != Precision::Unknown);
    view! {
        <form method="post" action=action class="stack narrow" novalidate>
            <input type="hidden" name="op" value=op/>
            <input type="hidden" name="versi" value=version/>
            <TextField name="nama" label="Nama perpustakaan" hint="Misalnya: Perpustakaan Desa Natai Raya." value=text(|library| library.name.clone()) required=true/>
            <ChoiceField name="jenis" legend="Jenis" options=options(Kind::ALL.map(|kind| (kind.code(), kind.words()))) value=library.map(|library| library.kind.code())/>
            <SelectField name="kode" label="Desa atau kelurahan" options=places value=text(|library| library.village.code.to_string()) empty="Pilih desa atau kelurahan"/>
            <ChoiceField name="tahap" legend="Tahap" options=options(Stage::ALL.map(|stage| (stage.code(), stage.words()))) value=stage.code()/>
            <TextField name="tahun" label="Tahun replikasi" hint="Kosongkan bila belum diketahui." value=text(|library| library.replicated.map(|year| year.to_string()).unwrap_or_default()) inputmode="numeric" width="w-4" optional=true/>
            <TextField name="pendanaan" label="Pendanaan" hint="Misalnya: Dana Desa, APBD, swadaya." value=text(|library| library.funding.clone()) optional=true/>
            <TextField name="npp" label="Nomor Pokok Perpustakaan (NPP)" value=text(|library| library.npp.clone()) optional=true/>
            <AreaField name="alias" label="Nama lain" hint="Ejaan lain yang dipakai orang saat mencari, satu baris satu nama." value=text(|library| library.aliases.join("\n")) rows=3 optional=true/>
            <TextField name="titik" label="Titik peta: lintang, bujur" hint="Misalnya: -2.7666, 111.5437." value=text(|library| library.point.map(|point| format!("{}, {}", point.latitude, point.longitude)).unwrap_or_default()) optional=true/>
            <ChoiceField name="ketelitian" legend="Titik ini menunjukkan apa?" options=options([(Precision::Building.code(), "Gedung perpustakaannya"), (Precision::Village.code(), "Hanya perkiraan di dalam desa")]) value=precision.map(Precision::code)/>
            <Buttons>
                <button class="button">"Simpan perpustakaan"</button>
                <a class="button quiet" href="/kantor/perpustakaan">"Batal"</a>
            </Buttons>
        </form>
    }
}

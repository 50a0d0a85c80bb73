//! The month's activities with their photos; as many as wished.

use super::Sheet;
use super::figures::SEED;
use crate::api::reports::Photo;
use crate::domain::report::draft::{TypedActivity, TypedPhoto, activity_pairs};
use crate::domain::report::{FIELDS, MAX_ACTIVITIES, Strategy, SupportKind};
use crate::ui::field::{
    AreaField, Button, CheckField, ChoiceField, DateField, FileField, Look, NumberField, SelectField, TextField,
    options,
};
use leptos::prelude::*;

/// The activities. There is always one block to write in.
pub fn section(sheet: &Sheet) -> impl IntoView + use<> {
    let mut blocks = sheet.draft.activities.clone();
    let more = sheet.add.as_deref() == Some("kegiatan");
    if (blocks.is_empty() || more) && blocks.len() < MAX_ACTIVITIES {
        blocks.push(TypedActivity::default());
    }
    for block in &mut blocks {
        if block.id.is_empty() {
            block.id = sheet.app.world.id();
        }
    }
    let room = blocks.len() < MAX_ACTIVITIES;
    let blocks = blocks.iter().enumerate().map(|(n, activity)| block(sheet, n, activity)).collect_view();
    let seed = TypedActivity { id: SEED.to_string(), ..TypedActivity::default() };
    let strategies = Strategy::ALL
        .map(|strategy| view! { <div><dt>{strategy.words()}</dt><dd>{strategy.example()}</dd></div> })
        .into_iter()
        .collect_view();
    let desk = sheet.desk.as_ref();
    let partners = desk.map(|desk| desk.partners.clone()).unwrap_or_default();
    let copies = desk.is_none_or(|desk| !desk.previous.is_empty());
    let plans = desk
        .iter()
        .flat_map(|desk| &desk.plans)
        .filter_map(|plan| {
            let words = plan.read()?.short();
            // The phone takes it over by itself.
            let content = serde_json::to_string(&activity_pairs(&[plan.as_activity()])).ok()?;
            Some(view! {
                <p class="row">
                    "Dari rencana: " {words}
                    <button type="submit" class="button secondary" name="aksi" value=format!("pakai-rencana-{}", plan.id) data-isi=content>
                        "Pakai"
                    </button>
                </p>
            })
        })
        .collect_view();
    view! {
        <h2 id="kegiatan-kepala" tabindex="-1">"Kegiatan"</h2>
        <details>
            <summary>"Strategi mana yang dipilih?"</summary>
            <dl class="facts">{strategies}</dl>
        </details>
        <datalist id="bidang">{FIELDS.map(|field| view! { <option value=field></option> }).into_iter().collect_view()}</datalist>
        <datalist id="mitra">{partners.into_iter().map(|partner| view! { <option value=partner></option> }).collect_view()}</datalist>
        {plans}
        <div id="daftar-kegiatan" data-awalan="kegiatan">{blocks}</div>
        <template id="contoh-kegiatan">{block(sheet, SEED, &seed)}</template>
        <template id="contoh-foto">{photo_item(&SEED.to_string(), &TypedPhoto::default(), ().into_any())}</template>
        {room
            .then(|| {
                view! {
                    <p class="row">
                        <Button look=Look::Secondary name="aksi" value="tambah-kegiatan">"Tambah kegiatan"</Button>
                        {copies
                            .then(|| {
                                view! { <Button look=Look::Quiet name="aksi" value="salin-kegiatan">"Salin kegiatan bulan lalu"</Button> }
                            })}
                    </p>
                }
            })}
    }
}

fn block(sheet: &Sheet, n: usize, activity: &TypedActivity) -> impl IntoView + use<> {
    let month = sheet.month();
    let name = |part: &str| format!("kegiatan-{n}-{part}");
    let stored = sheet.desk.iter().flat_map(|desk| &desk.photos).filter(|photo| photo.activity == activity.id);
    let photos: Vec<(Photo, TypedPhoto)> = stored
        .filter_map(|photo| {
            Some((photo.clone(), sheet.draft.photos.iter().find(|typed| typed.id == photo.id)?.clone()))
        })
        .collect();
    let has_photos = !photos.is_empty();
    let photos =
        photos.into_iter().map(|(photo, typed)| photo_item(&photo.id, &typed, picture(&photo, &typed))).collect_view();
    let strategies = options(Strategy::ALL.map(|strategy| (strategy.code(), strategy.words())));
    let title = match activity.title.trim() {
        "" => format!("Kegiatan {}", n + 1),
        title => format!("Kegiatan {}: {title}", n + 1),
    };
    view! {
        <fieldset class="sheet activity" id=format!("kegiatan-{}", n + 1)>
            <legend>{title}</legend>
            <input type="hidden" name=name("id") value=activity.id.clone() />
            <TextField name=name("judul") label="Nama kegiatan" hint="Misalnya: Kelas membaca anak, Pelatihan membuat kue" value=activity.title.clone() maxlength="200" />
            <SelectField name=name("strategi") label="Strategi" options=strategies value=activity.strategy.clone() empty="Pilih strategi" />
            <DateField
                name=name("tanggal")
                label="Tanggal"
                value=activity.held_on.clone()
                min=month.map(|month| month.first().to_string()).unwrap_or_default()
                max=month.map(|month| month.last().to_string()).unwrap_or_default()
            />
            <NumberField name=name("peserta") label="Peserta" hint="Jumlah orang yang ikut. Untuk publikasi boleh kosong." value=activity.participants.clone() unit="orang" />
            <TextField name=name("mitra") label="Mitra" hint="Pisahkan dengan koma, misalnya: PKK Desa, Puskesmas" value=activity.partner.clone() list="mitra" optional=true />
            <TextField name=name("tempat") label="Tempat" value=activity.place.clone() optional=true />
            <TextField name=name("bidang") label="Bidang" value=activity.field.clone() list="bidang" maxlength="80" optional=true />
            <AreaField name=name("hasil") label="Hasilnya" hint="Apa yang berubah atau dibawa pulang peserta?" value=activity.result.clone() rows=3 optional=true />
            {extras(n, activity)}
            <ul class="report-photos plain" aria-label="Foto tersimpan" hidden=!has_photos>{photos}</ul>
            <FileField
                name=name("foto")
                label=if has_photos { "Tambah foto" } else { "Foto kegiatan" }
                hint="Boleh beberapa sekaligus. JPEG, PNG, atau WebP, paling besar 12 MB. Tempat dan data kamera dihapus otomatis."
                accept="image/*"
                multiple=true
                optional=true
            />
            <details class="new-photos plain-only">
                <summary>"Foto ini boleh dilihat umum?"</summary>
                <CheckField
                    name=name("foto-umum")
                    label="Boleh tampil untuk umum"
                    hint="Setelah laporan disetujui, dan foto diperiksa dinas."
                />
                <ChoiceField name=name("foto-anak") legend="Anak di foto" options=children() inline=false />
            </details>
            <p class="row">
                <span class="plain-only"><Button look=Look::Secondary name="aksi" value="unggah">"Unggah foto"</Button></span>
                <Button look=Look::Quiet name="aksi" value=format!("hapus-kegiatan-{n}")>
                    {format!("Hapus kegiatan {}", n + 1)}
                </Button>
            </p>
        </fieldset>
    }
}

/// What only some strategies have: a skill that was taught, support that was won, a publication. Open where something is told.
fn extras(n: usize, activity: &TypedActivity) -> impl IntoView + use<> {
    let name = |part: &str| format!("kegiatan-{n}-{part}");
    let kinds = options(SupportKind::ALL.map(|kind| (kind.code(), kind.words())));
    let told = [&activity.skill, &activity.support, &activity.rupiah, &activity.supporter, &activity.link];
    let told = told.iter().any(|text| !text.is_empty())
        || ["dukungan", "rupiah", "tautan"].iter().any(|part| super::finding(&name(part)).is_some());
    view! {
        <details open=told>
            <summary>"Keterampilan, dukungan, tautan"</summary>
            <TextField name=name("keterampilan") label="Keterampilan yang diajarkan" hint="Misalnya: menjahit, mengetik surat, membuat pupuk" value=activity.skill.clone() maxlength="120" optional=true />
            <SelectField name=name("dukungan") label="Dukungan yang didapat" hint="Hasil advokasi: apa yang didapat perpustakaan?" options=kinds value=activity.support.clone() empty="Belum ada" optional=true />
            <TextField name=name("rupiah") label="Nilai dukungan" hint="Dalam rupiah, perkiraan boleh. Misalnya 2.000.000" value=activity.rupiah.clone() inputmode="numeric" autocomplete="off" width="w-10" optional=true />
            <TextField name=name("pendukung") label="Dukungan dari siapa" hint="Misalnya: pemerintah desa, perusahaan, warga" value=activity.supporter.clone() maxlength="120" optional=true />
            <TextField name=name("tautan") label="Tautan publikasi" hint="Berita atau unggahan tentang kegiatan ini, diawali https://" value=activity.link.clone() inputmode="url" autocomplete="off" maxlength="500" optional=true />
        </details>
    }
}

/// The answers about children.
fn children() -> Vec<(String, String)> {
    options([("none", "Tidak ada anak yang dikenali"), ("consent", "Ada anak, dan walinya sudah memberi izin")])
}

/// What the server has of a photo.
fn picture(photo: &Photo, typed: &TypedPhoto) -> AnyView {
    let alt = if typed.caption.is_empty() { "Foto kegiatan".to_owned() } else { typed.caption.clone() };
    match (&photo.sha256, photo.state.as_str()) {
        (Some(sha256), "stored") => view! {
            <img
                src=format!("/foto/{sha256}")
                alt=alt
                width=photo.width.map(|width| width.to_string())
                height=photo.height.map(|height| height.to_string())
                loading="lazy"
            />
        }
        .into_any(),
        (_, "erased") => view! { <p class="muted">"Foto dihapus atas permintaan."</p> }.into_any(),
        (_, "missing" | "received") => view! { <p class="muted">"Foto ini masih di jalan dari HP."</p> }.into_any(),
        _ => view! { <p class="muted">"Foto tidak terbaca. Unggah lagi fotonya."</p> }.into_any(),
    }
}

fn photo_item(id: &str, typed: &TypedPhoto, picture: AnyView) -> impl IntoView + use<> {
    let name = |part: &str| format!("foto-{id}-{part}");
    view! {
        <li class="report-photo" data-foto=id.to_owned()>
            <div class="report-photo-picture">{picture}</div>
            <div>
                <TextField name=name("keterangan") label="Keterangan foto" value=typed.caption.clone() maxlength="200" optional=true />
                <CheckField name=name("umum") label="Boleh tampil untuk umum" hint="Setelah laporan disetujui, dan foto diperiksa dinas." checked=typed.public />
                <ChoiceField name=name("anak") legend="Anak di foto" options=children() value=typed.children.clone() />
                <Button look=Look::Quiet name="aksi" value=format!("hapus-foto-{id}")>"Hapus foto"</Button>
            </div>
        </li>
    }
}

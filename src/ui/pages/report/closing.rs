//! The rest of the form: stories, obstacles and remedies, what looked odd, and the buttons.

use super::Sheet;
use super::figures::SEED;
use crate::domain::report::MAX_STORIES;
use crate::domain::report::draft::TypedStory;
use crate::ui::field::{AreaField, Button, Buttons, CheckField, ChoiceField, Look, TextField, options};
use crate::ui::frame::typed;
use leptos::prelude::*;

/// Impact stories: none is needed, and a story without consent is for the office alone.
pub fn stories(sheet: &Sheet) -> impl IntoView + use<> {
    let mut blocks = sheet.draft.stories.clone();
    if sheet.add.as_deref() == Some("cerita") && blocks.len() < MAX_STORIES {
        blocks.push(TypedStory::default());
    }
    let room = blocks.len() < MAX_STORIES;
    let blocks = blocks.iter().enumerate().map(|(n, story)| story_block(n, story)).collect_view();
    view! {
        <h2 id="cerita-kepala" tabindex="-1">"Cerita dampak "<span class="optional">"(boleh kosong)"</span></h2>
        <p class="hint">
            "Adakah warga yang hidupnya berubah karena perpustakaan? Misalnya berani berjualan daring setelah ikut pelatihan."
        </p>
        <div id="daftar-cerita" data-awalan="cerita">{blocks}</div>
        <template id="contoh-cerita">{story_block(SEED, &TypedStory { id: SEED.to_string(), ..TypedStory::default() })}</template>
        {room
            .then(|| {
                view! { <p><Button look=Look::Secondary name="aksi" value="tambah-cerita">"Tambah cerita"</Button></p> }
            })}
    }
}

fn story_block(n: usize, story: &TypedStory) -> impl IntoView + use<> {
    let name = |part: &str| format!("cerita-{n}-{part}");
    let ages = options([("dewasa", "Orang dewasa"), ("anak", "Anak (di bawah 18 tahun)")]);
    let consents = options([("named", "Boleh, dengan nama"), ("anonymous", "Boleh, tanpa nama")]);
    view! {
        <fieldset class="sheet story" id=format!("cerita-{}", n + 1)>
            <legend>{format!("Cerita {}", n + 1)}</legend>
            <input type="hidden" name=name("id") value=story.id.clone() />
            <TextField name=name("siapa") label="Siapa yang berubah" hint="Tanpa nama, misalnya: seorang ibu penjual kue" value=story.about.clone() maxlength="200" optional=true />
            <AreaField name=name("teks") label="Apa yang berubah" hint="Dulu bagaimana, sekarang bagaimana, dan apa peran perpustakaan?" value=story.text.clone() rows=6 maxlength="4000" />
            <AreaField name=name("bukti") label="Dari mana kita tahu" hint="Misalnya: hasil jualannya, surat, foto, kata orangnya sendiri" value=story.evidence.clone() rows=2 optional=true />
            <ChoiceField name=name("umur") legend="Cerita ini tentang" options=ages value=story.age.clone() />
            <CheckField name=name("wali") label="Kalau tentang anak: walinya sudah memberi izin" hint="Tanpa izin wali, cerita tentang anak tidak boleh dikirim." checked=story.guardian />
            <TextField name=name("nama") label="Nama orangnya" hint="Kosongkan kalau tidak mau disebut. Nama anak tidak pernah ditampilkan untuk umum." value=story.person.clone() maxlength="120" optional=true />
            <ChoiceField name=name("izin") legend="Apakah orangnya mengizinkan ceritanya dibagikan?" options=consents value=story.consent.clone() optional=true />
            <CheckField name=name("umum") label="Boleh tampil untuk umum" hint="Hanya kalau orangnya mengizinkan." checked=story.public />
            <p>
                <Button look=Look::Quiet name="aksi" value=format!("hapus-cerita-{n}")>{format!("Hapus cerita {}", n + 1)}</Button>
            </p>
        </fieldset>
    }
}

/// Obstacles and remedies.
pub fn obstacles(sheet: &Sheet) -> impl IntoView + use<> {
    view! {
        <h2 id="kendala-kepala" tabindex="-1">"Kendala dan upaya"</h2>
        <AreaField name="kendala" label="Kendala bulan ini" hint="Misalnya jaringan, buku rusak, tenaga kurang." value=sheet.draft.obstacles.clone() rows=3 optional=true />
        <AreaField name="upaya" label="Yang sudah atau akan dilakukan" value=sheet.draft.remedies.clone() rows=3 optional=true />
    }
}

/// What looked odd and needs a word; shown once the person has tried to send, or has explained it before. Where scripts run, the
/// question stands beside its field instead, as soon as it arises.
fn doubts(sheet: &Sheet) -> Option<impl IntoView + use<>> {
    let tried = !typed().findings.is_empty();
    let doubts: Vec<_> = sheet.checked.doubts.iter().filter(|doubt| tried || doubt.explained).cloned().collect();
    if doubts.is_empty() {
        return None;
    }
    let fields = doubts
        .into_iter()
        .map(|doubt| {
            let value = sheet.draft.explanations.get(&doubt.key).cloned();
            view! { <AreaField name=format!("penjelasan-{}", doubt.key) label=doubt.words value=value rows=2 /> }
        })
        .collect_view();
    Some(view! {
        <div id="daftar-penjelasan">
            <h3>"Yang perlu dijelaskan"</h3>
            <p class="hint">"Belum tentu salah. Penjelasan singkat membuat dinas tidak perlu bertanya lagi."</p>
            {fields}
        </div>
    })
}

/// What is still missing, and the two ways on.
pub fn end(sheet: &Sheet, correcting: bool) -> impl IntoView + use<> {
    let missing = sheet.checked.missing.len() + sheet.checked.wrong.len();
    let begun = sheet.desk.as_ref().is_some_and(|desk| desk.head.is_some());
    let words = match missing {
        0 => "Semua yang wajib sudah terisi.".to_owned(),
        n => format!("Masih {n} isian yang perlu dilengkapi sebelum dikirim."),
    };
    view! {
        <h2 id="periksa-kepala" tabindex="-1">"Periksa dan kirim"</h2>
        <div id="ringkasan">{begun.then(|| view! { <p class="muted">{words}</p> })}</div>
        {doubts(sheet)}
        <Buttons>
            <Button name="aksi" value="kirim">
                {if correcting { "Kirim perbaikan" } else { "Kirim laporan" }}
            </Button>
            <Button look=Look::Secondary name="aksi" value="simpan">"Simpan draf"</Button>
            {correcting
                .then(|| {
                    view! { <Button look=Look::Quiet name="aksi" value="buang-perbaikan">"Batalkan perbaikan"</Button> }
                })}
        </Buttons>
    }
}

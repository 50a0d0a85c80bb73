//! The form of an award: what it honours and how it is computed, tried out before it is saved.

use super::{below, order};
use crate::api::awards::{self, Desk};
use crate::domain::award::{Definition, Outcome, Recipient, measure, measures};
use crate::domain::library::Kind;
use crate::domain::number::whole;
use crate::ui::field::{
    AreaField, Breadcrumbs, Button, Buttons, ChecksField, ChoiceField, Look, Notice, NumberField, SelectField, Summary,
    TextField, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, param, typed};
use crate::ui::pages::office::kpi::measure_fields;
use leptos::prelude::*;

/// "Kegiatan 30 (target 2 sebulan), ..": the weights in a line.
pub fn weights(definition: &Definition) -> String {
    let told: Vec<String> = definition
        .weights
        .iter()
        .map(|weight| {
            let known = measure(&weight.measure);
            let label = known.map_or(weight.measure.as_str(), |known| known.label);
            format!("{label}: bobot {} (target {} sebulan)", weight.weight, whole(i64::from(weight.target)))
        })
        .collect();
    if told.is_empty() { "tanpa hitungan".to_owned() } else { told.join("; ") }
}

/// The form of an award; `baru` is a new one.
#[component]
pub fn AwardMethod() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let (id, award) = (param("id"), param("award"));
    page(async move {
        let desk = awards::desk(&app, &asker, &id).await?;
        let (definition, version, decided) = if award == "baru" {
            let [basis, _] = Definition::starters(desk.newest());
            (Definition { name: String::new(), condition: String::new(), places: Some(1), ..basis }, 0, false)
        } else {
            let (known, _) = desk.award(&award)?;
            let current = known.current().ok_or(crate::domain::refusal::Refusal::NotFound)?;
            (current.definition.clone(), current.number, known.published().is_some())
        };
        let tried = match awards::read(&typed.pairs) {
            Ok(tried) if typed.is_posted() && awards::faults(&desk, &tried).is_empty() => {
                let outcome = awards::outcome(&app, &desk.meeting.office, &tried).await?;
                Some((tried, outcome))
            }
            _ => None,
        };
        Ok(show(&desk, &award, &definition, version, decided, tried, app.world.id()))
    })
}

fn show(
    desk: &Desk,
    award: &str,
    definition: &Definition,
    version: i64,
    published: bool,
    tried: Option<(Definition, Outcome)>,
    op: String,
) -> impl IntoView + use<> {
    let base = format!("/kantor/plm/{}/apresiasi", desk.meeting.id);
    let further = if version > 0 { vec![(format!("{base}/{award}"), "Penghargaan".to_owned())] } else { Vec::new() };
    let title = if version > 0 { "Ubah penghargaan" } else { "Penghargaan baru" };
    let back = if version > 0 { format!("{base}/{award}") } else { base.clone() };
    let (trail, meeting) = (below(desk, &further), desk.meeting.name.clone());
    let form = form(desk, definition, version, op, &format!("{base}/{award}/rumus"), back);
    view! {
        <Frame title=title description="">
            <Breadcrumbs trail=trail here="Cara menghitung"/>
            <Summary/>
            <div class="page-head">
                <p class="eyebrow">{meeting}</p>
                <h1>{title}</h1>
                <p class="lede">"Coba dulu beberapa bobot; tidak ada yang tersimpan sebelum Anda tekan simpan."</p>
            </div>
            {published.then(|| view! {
                <Notice tone=Tone::Warning title="Penghargaan ini sudah terbit">
                    <p>"Perubahan menjadi versi baru dan ikut ditampilkan di halaman publik bersama keputusan yang baru."</p>
                </Notice>
            })}
            {tried.map(|(tried, outcome)| view! {
                <section class="sheet">
                    <h2>"Hasil percobaan"</h2>
                    <p class="muted">{weights(&tried)}". Belum disimpan."</p>
                    {order::order(&tried, &outcome)}
                </section>
            })}
            {form}
        </Frame>
    }
}

fn form(
    desk: &Desk,
    definition: &Definition,
    version: i64,
    op: String,
    action: &str,
    back: String,
) -> impl IntoView + use<> {
    let newest = desk.today.month_of().plus(-1);
    let oldest = desk.meeting.starts_on.month_of().plus(-23).min(newest.plus(-23));
    let months: Vec<_> = (0..72)
        .map(|back| newest.plus(-back))
        .take_while(|month| *month >= oldest)
        .map(|month| (month.to_string(), month.long()))
        .collect();
    let rows = measure_fields(measures(), &definition.weights);
    let kinds = definition.kinds.iter().map(|kind| kind.code().to_owned()).collect::<Vec<_>>();
    let recipient = if definition.recipient == Recipient::Person { "pengelola" } else { "perpustakaan" };
    let counted = if definition.counted { "ya" } else { "tidak" };
    let (places, least) = (definition.places.map(i64::from), i64::from(definition.least));
    view! {
        <form method="post" action=action.to_owned() class="stack" novalidate>
            <input type="hidden" name="op" value=op/>
            <input type="hidden" name="versi" value=version.to_string()/>
            <TextField name="nama" label="Nama penghargaan" hint="Persis seperti di piagam." value=definition.name.clone() maxlength="200"/>
            <ChoiceField name="penerima" legend="Nama siapa yang tertulis di piagam" value=recipient inline=true
                options=options([("perpustakaan", "Perpustakaan"), ("pengelola", "Pengelola")])/>
            <NumberField name="tempat" label="Jumlah pemenang" unit="tempat" value=places/>
            <ChecksField name="jenis" legend="Jenis yang boleh menerima" values=kinds inline=true
                options=options(Kind::ALL.map(|kind| (kind.code(), kind.words())))/>
            <AreaField name="syarat" label="Syarat dalam kata-kata" hint="Dibaca publik. Misalnya: apakah TBM boleh menerima gelar perpustakaan desa terbaik." value=definition.condition.clone() rows=3 optional=true/>
            <ChoiceField name="hitung" legend="Urutan dari laporan" value=counted
                options=options([("ya", "Hitung dari laporan yang disetujui"), ("tidak", "Tanpa hitungan, juri memutuskan sendiri")])/>
            <div class="row end">
                <SelectField name="dari" label="Dari bulan" options=months.clone() value=definition.from.to_string()/>
                <SelectField name="sampai" label="Sampai bulan" options=months value=definition.to.to_string()/>
                <NumberField name="minimal" label="Sedikitnya disetujui" unit="laporan" value=least/>
            </div>
            <h2>"Apa yang dihitung"</h2>
            <p class="muted">"Yang berarti hanya perbandingan antarbobot. Kosongkan bobot untuk ukuran yang tidak ikut."</p>
            {rows}
            <Buttons>
                <Button look=Look::Secondary name="aksi" value="lihat">"Coba hitung"</Button>
                <Button name="aksi" value="simpan">"Simpan penghargaan"</Button>
                <a class="button quiet" href=back>"Batal"</a>
            </Buttons>
        </form>
    }
}

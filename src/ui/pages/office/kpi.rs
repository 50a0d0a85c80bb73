//! The office's own KPI: each library's colour with the way it was reckoned beside it, and the form of the scheme.

use crate::api::kpi::{self, Preview, Scored};
use crate::domain::board::brief_name;
use crate::domain::number::{tenths, whole};
use crate::domain::score::{Colour, Measure, Scheme, Score, Weight, measure, measures};
use crate::ui::field::{
    Breadcrumbs, Button, Buttons, Drawing, Empty, Look, Notice, NumberField, Summary, Tag, TagKind, TextField, Tone,
};
use crate::ui::frame::{Frame, app, asker, page, query, typed};
use leptos::prelude::*;

/// What every page with a colour says.
const OWN: &str = "Ini ukuran kantor ini sendiri, bukan KPI nasional (SIM TPBIS).";

/// The tag of a colour; a word always goes with it.
fn tag(colour: Option<Colour>) -> impl IntoView {
    let kind = match colour {
        Some(Colour::Green) => TagKind::Good,
        Some(Colour::Yellow) => TagKind::Late,
        Some(Colour::Red) => TagKind::Error,
        None => TagKind::Missing,
    };
    view! { <Tag kind=kind>{words(colour)}</Tag> }
}

fn words(colour: Option<Colour>) -> &'static str {
    colour.map_or("Belum dinilai", Colour::words)
}

/// The scheme in one sentence.
pub fn method(scheme: &Scheme) -> String {
    format!(
        "Skor 0 sampai 100 dari {} bulan penuh terakhir. Hijau mulai {}, kuning mulai {}, di bawahnya merah; dinilai bila sedikitnya {} laporan disetujui.",
        scheme.span, scheme.green, scheme.yellow, scheme.least
    )
}

/// A score with its parts, as it stands on the page of one library too.
pub fn reckoning(score: &Score) -> impl IntoView + use<> {
    let rows = score
        .parts
        .iter()
        .map(|part| {
            let known = measure(&part.measure);
            let label = known.map_or_else(|| part.measure.clone(), |measure| measure.label.to_owned());
            let unit = known.map_or("", |measure| measure.unit);
            let mean = part.mean.map_or_else(
                || "tidak dihitung, jadi tidak ikut".to_owned(),
                |mean| format!("{} {unit}", tenths(mean)),
            );
            let percent = part.percent.map_or_else(|| "–".to_owned(), |percent| format!("{}%", tenths(percent)));
            view! {
                <tr>
                    <th scope="row">{label}</th>
                    <td data-label="Rata-rata sebulan">{mean}</td>
                    <td data-label="Target">{format!("{} {unit}", whole(i64::from(part.target)))}</td>
                    <td data-label="Capaian">{percent}</td>
                    <td data-label="Bagian skor">{format!("{}%", tenths(part.share))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="cards">
            <thead>
                <tr>
                    <th scope="col">"Ukuran"</th><th scope="col">"Rata-rata sebulan"</th><th scope="col">"Target"</th>
                    <th scope="col">"Capaian"</th><th scope="col">"Bagian skor"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// Colour and score side by side, with the reckoning to open.
pub fn verdict(scheme: &Scheme, score: &Score) -> impl IntoView + use<> {
    let total = score.total.map_or_else(|| "belum ada angka".to_owned(), |total| format!("skor {}", tenths(total)));
    let words = format!("{total}, {} laporan disetujui", score.approved);
    let short = format!("hijau ≥ {}, kuning ≥ {}, minimal {} laporan", scheme.green, scheme.yellow, scheme.least);
    view! { {tag(score.colour)}" "{words}<br/><small class="muted">{short}</small> }
}

/// The scores.
#[component]
pub fn Kpi() -> impl IntoView {
    let (app, asker, news) = (app(), asker(), query("kabar"));
    page(async move {
        let kpi = kpi::kpi(&app, &asker).await?;
        let zone = kpi.zone;
        let body = match kpi.versions.first() {
            None => view! {
                <Empty title="Kantor ini belum menetapkan ukurannya" drawing=Drawing::Report>
                    <p>"Tanpa bobot, target, dan batas dari kantor sendiri, tidak ada warna yang ditampilkan."</p>
                    <a class="button" href="/kantor/kpi/rumus">"Tetapkan ukuran"</a>
                </Empty>
            }
            .into_any(),
            Some(version) => {
                let span = match (kpi.months.last(), kpi.months.first()) {
                    (Some(from), Some(to)) => format!("{} sampai {}. ", from.long(), to.long()),
                    _ => String::new(),
                };
                let made =
                    format!("Versi {}, oleh {}, {}. ", version.number, version.by_name, version.made.short(zone));
                let (method, earlier) = (method(&version.scheme), kpi.versions.len() - 1);
                let rows = kpi.libraries.iter().map(|one| row(&version.scheme, one)).collect_view();
                view! {
                    <Notice title="Cara menghitung">
                        <p>{span}{method}" Angka yang tidak dihitung perpustakaan tidak dianggap nol. Laporan yang masih menunggu diperiksa tidak merugikan."</p>
                        <p>{OWN}</p>
                        <p class="muted small">{made}{(earlier > 0).then(|| format!("{earlier} versi sebelumnya tersimpan. "))}<a href="/kantor/kpi/rumus">"Ubah ukuran"</a></p>
                    </Notice>
                    <table class="cards">
                        <caption class="visually-hidden">"Skor setiap perpustakaan"</caption>
                        <thead><tr><th scope="col">"Perpustakaan"</th><th scope="col">"Warna dan skor"</th><th scope="col">"Hitungan"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                }
                .into_any()
            }
        };
        Ok(view! {
            <Frame title="KPI kantor" description="">
                <Breadcrumbs trail=vec![("/kantor".to_owned(), "Papan laporan".to_owned())] here="KPI kantor"/>
                {(news.as_deref() == Some("tersimpan")).then(|| view! {
                    <Notice tone=Tone::Success title="Ukuran baru berlaku"><p>"Versi sebelumnya tetap tersimpan."</p></Notice>
                })}
                <div class="page-head">
                    <h1>"KPI kantor"</h1>
                    <p class="lede">"Hanya dinas dan perpustakaan itu sendiri yang melihat warna ini."</p>
                </div>
                {body}
            </Frame>
        })
    })
}

fn row(scheme: &Scheme, one: &Scored) -> impl IntoView + use<> {
    let open = format!("Hitungan {}", one.name);
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/kantor/perpustakaan/{}", one.slug)>{brief_name(&one.name).to_owned()}</a>
                <br/><small class="muted">{one.district.clone()}</small>
            </th>
            <td data-label="Warna dan skor"><span>{verdict(scheme, &one.score)}</span></td>
            <td><details><summary>"Lihat"<span class="visually-hidden">{open}</span></summary><div>{reckoning(&one.score)}</div></details></td>
        </tr>
    }
}

/// The form of the scheme. "Lihat dampaknya" shows it again with what it would do.
#[component]
pub fn KpiScheme() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    page(async move {
        let kpi = kpi::kpi(&app, &asker).await?;
        let op = app.world.id();
        let proposed = kpi.versions.is_empty();
        let scheme = kpi.versions.into_iter().next().map_or_else(Scheme::proposal, |version| version.scheme);
        let preview = match kpi::read(&typed.pairs) {
            Ok(scheme) if typed.is_posted() => Some(kpi::preview(&app, &asker, &scheme).await?),
            _ => None,
        };
        Ok(view! {
            <Frame title="Ukuran KPI kantor" description="">
                <Breadcrumbs
                    trail=vec![("/kantor".to_owned(), "Papan laporan".to_owned()), ("/kantor/kpi".to_owned(), "KPI kantor".to_owned())]
                    here="Ukuran"
                />
                <Summary/>
                <div class="page-head">
                    <h1>"Ukuran KPI kantor"</h1>
                    <p class="lede">"Bobot, target, dan batas warna ditetapkan kantor ini. "{OWN}</p>
                </div>
                {proposed.then(|| view! {
                    <Notice title="Usulan awal">
                        <p>"Angka di bawah hanya contoh dari program, supaya tidak mulai dari halaman kosong. Belum berlaku sebelum Anda simpan."</p>
                    </Notice>
                })}
                {preview.map(impact)}
                {form(&scheme, op)}
            </Frame>
        })
    })
}

fn impact(preview: Preview) -> impl IntoView {
    let colours = Colour::ALL.map(Some).into_iter().chain([None]);
    let rows = colours
        .zip(preview.now.into_iter().zip(preview.counts))
        .map(|(colour, (now, then))| {
            view! { <tr><th scope="row">{tag(colour)}</th><td class="right">{now}</td><td class="right">{then}</td></tr> }
        })
        .collect_view();
    let title = format!("{} dari {} perpustakaan berubah warna", preview.changes.len(), preview.all);
    let items = preview
        .changes
        .into_iter()
        .map(|(name, before, after)| view! { <li>{name}": "{words(before)}" → "{words(after)}</li> })
        .collect::<Vec<_>>();
    view! {
        <section class="sheet" aria-labelledby="dampak">
            <h2 id="dampak">{title}</h2>
            <table>
                <thead><tr><th scope="col">"Warna"</th><th scope="col" class="right">"Sekarang"</th><th scope="col" class="right">"Nanti"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            {(!items.is_empty()).then(|| view! { <details><summary>"Siapa saja"</summary><ul>{items}</ul></details> })}
            <p class="muted">"Belum disimpan. Bila sudah sesuai, tekan “Simpan ukuran” di bawah."</p>
        </section>
    }
}

/// A row for each measure: what it weighs, and its target. The fields are `bobot-{code}` and `target-{code}`.
pub fn measure_fields(measures: Vec<Measure>, weights: &[Weight]) -> impl IntoView + use<> {
    measures
        .into_iter()
        .map(|measure| {
            let now = weights.iter().find(|weight| weight.measure == measure.code);
            let weight = now.map(|weight| i64::from(weight.weight));
            let target = now.map(|weight| i64::from(weight.target));
            view! {
                <fieldset class="row end">
                    <legend>{measure.label}</legend>
                    <NumberField name=format!("bobot-{}", measure.code) label="Bobot" value=weight/>
                    <TextField name=format!("target-{}", measure.code) label="Target sebulan" unit=measure.unit value=target
                        inputmode="numeric" width="w-4"/>
                </fieldset>
            }
        })
        .collect_view()
}

fn form(scheme: &Scheme, op: String) -> impl IntoView + use<> {
    let rows = measure_fields(measures(), &scheme.weights);
    let field = |value: u32| i64::from(value);
    let (span, least, green, yellow) =
        (field(scheme.span), field(scheme.least), field(scheme.green), field(scheme.yellow));
    view! {
        <form method="post" action="/kantor/kpi/rumus" class="stack" novalidate>
            <input type="hidden" name="op" value=op/>
            <div class="row end">
                <NumberField name="rentang" label="Rentang" unit="bulan" value=span/>
                <NumberField name="minimal" label="Sedikitnya disetujui" unit="laporan" value=least/>
                <NumberField name="hijau" label="Hijau mulai" unit="skor" value=green/>
                <NumberField name="kuning" label="Kuning mulai" unit="skor" value=yellow/>
            </div>
            <h2>"Apa yang dihitung"</h2>
            <p class="muted">"Kosongkan bobot untuk ukuran yang tidak ikut dihitung. Capaian di atas target dihitung 100%."</p>
            {rows}
            <Buttons>
                <Button look=Look::Secondary name="aksi" value="lihat">"Lihat dampaknya"</Button>
                <Button name="aksi" value="simpan">"Simpan ukuran"</Button>
                <a class="button quiet" href="/kantor/kpi">"Batal"</a>
            </Buttons>
        </form>
    }
}

//! The queue: reports that wait for the office, the one that waits longest first; one by one, or many in one press.

use crate::api::board;
use crate::domain::moment::Zone;
use crate::storage::Failure;
use crate::storage::reports::QueueRow;
use crate::ui::field::{
    Breadcrumbs, Button, Buttons, Drawing, Empty, Notice, SelectField, Summary, Tag, TagKind, Tone,
};
use crate::ui::frame::{Frame, app, asker, page, query, typed};
use leptos::prelude::*;

/// Reports that wait for review.
#[component]
pub fn Queue() -> impl IntoView {
    let (app, asker, news, district) = (app(), asker(), query("kabar"), query("kec"));
    let (made, left) = (query("baru"), query("tetap"));
    let typed = typed();
    page(async move {
        let op = app.world.id();
        let (all, zone) = board::queue(&app, &asker).await?;
        if typed.is_posted() && typed.findings.is_empty() && typed.value("aksi").as_deref() == Some("periksa") {
            let chosen = typed.values("laporan");
            let chosen: Vec<QueueRow> = all.into_iter().filter(|row| chosen.contains(&mark(row))).collect();
            return Ok(confirm(&chosen, op)?.into_any());
        }
        let number = |text: Option<String>| text.and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
        let said = match news.as_deref() {
            Some("disetujui") => Some((
                "Laporan disetujui".to_owned(),
                "Bagian yang boleh dibaca umum kini tampil di halaman perpustakaan.".to_owned(),
            )),
            Some("dikembalikan") => Some((
                "Laporan dikembalikan".to_owned(),
                "Perpustakaan melihat catatan Anda begitu membuka halamannya.".to_owned(),
            )),
            Some("bersama") => {
                let left = number(left);
                let rest = match left {
                    0 => "Foto-fotonya belum tampil untuk umum; itu diputuskan satu per satu.".to_owned(),
                    left => {
                        format!("{left} laporan dibiarkan, karena isinya berubah atau sudah diputuskan orang lain.")
                    }
                };
                Some((format!("{} laporan disetujui bersama", number(made)), rest))
            }
            _ => None,
        };
        let mut districts: Vec<(String, String)> =
            all.iter().map(|row| (row.district_code.clone(), row.district.clone())).collect();
        districts.sort_by(|a, b| a.1.cmp(&b.1));
        districts.dedup();
        let district = district.filter(|code| districts.iter().any(|(known, _)| known == code));
        let waiting: Vec<QueueRow> =
            all.into_iter().filter(|row| district.as_ref().is_none_or(|code| *code == row.district_code)).collect();
        let body = if waiting.is_empty() {
            view! {
                <Empty title="Semua laporan sudah diperiksa" drawing=Drawing::Report>
                    <p>"Laporan yang baru dikirim perpustakaan muncul di sini dan di papan."</p>
                    <a class="button" href="/kantor">"Ke papan laporan"</a>
                </Empty>
            }
            .into_any()
        } else {
            list(&waiting, zone)?.into_any()
        };
        let filter = (districts.len() > 1).then(|| {
            view! {
                <form class="filters" method="get" action="/kantor/laporan" role="search">
                    <SelectField name="kec" label="Kecamatan" options=districts value=district empty="Semua kecamatan"/>
                    <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
                </form>
            }
        });
        Ok(view! {
            <Frame title="Periksa laporan" description="">
                <Summary/>
                <div class="page-head">
                    <h1>"Periksa laporan"</h1>
                    <p class="lede">"Baca, lalu setujui atau kembalikan dengan catatan."</p>
                </div>
                {said.map(|(title, words)| view! { <Notice tone=Tone::Success title=title><p>{words}</p></Notice> })}
                {filter}
                {body}
                <p class="muted">
                    "HP perpustakaan tidak pernah mendapat sinyal? "<a href="/kantor/antrean">"Terima berkas antreannya"</a>"."
                </p>
            </Frame>
        }
        .into_any())
    })
}

/// A report at the revision that the list shows.
fn mark(row: &QueueRow) -> String {
    format!("{}@{}", row.id, row.revision)
}

fn tags(row: &QueueRow) -> impl IntoView + use<> {
    let first = if row.approved_revision.is_some() {
        (TagKind::Late, "Berubah sejak disetujui")
    } else if row.revision > 1 {
        (TagKind::Plain, "Perbaikan")
    } else {
        (TagKind::Sent, "Baru")
    };
    let more = [(row.nihil, "Nihil"), (row.explained, "Ada penjelasan")];
    view! {
        <span class="tags">
            <Tag kind=first.0>{first.1}</Tag>
            {more.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| view! { <Tag>{word}</Tag> }).collect_view()}
        </span>
    }
}

fn list(waiting: &[QueueRow], zone: Zone) -> Result<impl IntoView + use<>, Failure> {
    let typed = typed();
    let first = waiting.first().map(|row| format!("/kantor/laporan/{}", row.id));
    let count = waiting.len();
    let lines = waiting
        .iter()
        .enumerate()
        .map(|(n, row)| {
            let name = format!("{}, {}", row.library_name, row.month()?.long());
            let id = if n == 0 { "f-laporan".to_owned() } else { format!("f-laporan-{}", row.id) };
            let checked = typed.chosen("laporan", &mark(row), false);
            Ok(view! {
                <tr>
                    <th scope="row"><a href=format!("/kantor/laporan/{}", row.id)>{name.clone()}</a></th>
                    <td data-label="Kecamatan">{row.district.clone()}</td>
                    <td data-label="Nomor"><span class="ref">{row.reference.clone()}</span></td>
                    <td data-label="Dikirim"><time datetime=row.sent().iso(zone)>{row.sent().short(zone)}</time></td>
                    <td data-label="Keterangan">{tags(row)}</td>
                    <td data-label="Pilih">
                        <span class="choice">
                            <input type="checkbox" id=id.clone() name="laporan" value=mark(row) checked=checked/>
                            <label for=id><span class="visually-hidden">{name}</span></label>
                        </span>
                    </td>
                </tr>
            })
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    Ok(view! {
        <p>{first.map(|href| view! { <a class="button" href=href>"Mulai dari yang paling lama"</a> })}</p>
        <form method="post" action="/kantor/laporan">
            <table class="cards">
                <caption>{format!("{count} laporan menunggu, yang paling lama di atas")}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Laporan"</th><th scope="col">"Kecamatan"</th><th scope="col">"Nomor"</th><th scope="col">"Dikirim"</th>
                        <th scope="col">"Keterangan"</th><th scope="col">"Pilih"</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
            <Buttons>
                <button type="submit" class="button secondary" name="aksi" value="periksa">"Setujui yang dicentang …"</button>
            </Buttons>
        </form>
    })
}

/// The question before many are approved at once.
fn confirm(chosen: &[QueueRow], op: String) -> Result<impl IntoView + use<>, Failure> {
    let title = format!("Setujui {} laporan?", chosen.len());
    let items = chosen
        .iter()
        .map(|row| {
            let name = format!("{}, {} ", row.library_name, row.month()?.long());
            Ok(view! { <li><input type="hidden" name="laporan" value=mark(row)/>{name}{tags(row)}</li> })
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    Ok(view! {
        <Frame title=title.clone() description="">
            <Breadcrumbs trail=vec![("/kantor/laporan".to_owned(), "Periksa laporan".to_owned())] here="Setujui bersama"/>
            <div class="page-head">
                <h1>{title}</h1>
                <p class="lede">
                    "Angkanya mulai dihitung dan bagian yang boleh dibaca umum tampil di halaman perpustakaan. Foto tidak ikut: foto disetujui satu per satu."
                </p>
            </div>
            <form method="post" action="/kantor/laporan">
                <input type="hidden" name="op" value=op/>
                <ul class="plain doings">{items}</ul>
                <p class="muted small">"Riwayat laporan mencatat bahwa laporan ini disetujui bersama, tidak dibuka satu per satu."</p>
                <Buttons>
                    <Button name="aksi" value="setujui">"Ya, setujui semuanya"</Button>
                    <a class="button quiet" href="/kantor/laporan">"Batal"</a>
                </Buttons>
            </form>
        </Frame>
    })
}

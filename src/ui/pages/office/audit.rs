//! The audit log: who did what to which thing, and when. Ids and codes, never what people wrote.

use crate::api::office::{self, AUDIT_LINES, AuditPage};
use crate::domain::audit::{NOUNS, page_of, reason, words};
use crate::domain::moment::{Zone, clock};
use crate::domain::number::whole;
use crate::storage::audit::{Filter, MARK, Told};
use crate::ui::field::{Empty, SelectField};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

/// The audit log.
#[component]
pub fn Audit() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let chosen = |name: &str| query(name).filter(|value| !value.is_empty());
    let filter = Filter {
        before: chosen("sebelum").and_then(|number| number.parse().ok()),
        account: chosen("siapa").filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')),
        noun: chosen("apa").filter(|noun| NOUNS.iter().any(|(known, _)| known == noun)),
    };
    page(async move {
        let AuditPage { lines, people, end, zone } = office::audit(&app, &asker, &filter).await?;
        let more = i64::try_from(lines.len()).is_ok_and(|count| count == AUDIT_LINES);
        let next = lines.last().filter(|_| more).map(|line| {
            let (who, what) =
                (filter.account.as_deref().unwrap_or_default(), filter.noun.as_deref().unwrap_or_default());
            format!("/kantor/audit?siapa={who}&apa={what}&sebelum={}", line.number)
        });
        let nouns: Vec<(String, String)> =
            NOUNS.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned())).collect();
        let body = if lines.is_empty() {
            view! { <Empty title="Tidak ada catatan"><p>"Setiap perubahan penting dicatat di sini."</p></Empty> }
                .into_any()
        } else {
            let technical = lines
                .iter()
                .map(|line| view! { <li><code>{format!("{} {}", line.number, line.object)}</code></li> })
                .collect_view();
            let days: Vec<_> = lines.chunk_by(|one, next| one.at().date(zone) == next.at().date(zone)).collect();
            let days = days.into_iter().map(|lines| day(lines, zone)).collect_view();
            view! {
                {days}
                <details>
                    <summary>"Untuk petugas teknis"</summary>
                    <ul class="feed audit">{technical}</ul>
                </details>
            }
            .into_any()
        };
        let mark: String = end.hash.chars().take(MARK).collect();
        let command = format!("pantau verify audit --office {} --number {} --mark {mark}", end.office, end.number);
        Ok(view! {
            <Frame title="Jejak audit" description="">
                <div class="page-head">
                    <h1>"Jejak audit"</h1>
                    <p class="lede">"Siapa melakukan apa dan kapan ("{zone.suffix}"). Isi tulisan orang tidak disimpan di sini."</p>
                </div>
                <form class="filters" method="get" action="/kantor/audit" role="search">
                    <SelectField name="siapa" label="Siapa" options=people value=filter.account empty="Siapa saja"/>
                    <SelectField name="apa" label="Tentang" options=nouns value=filter.noun empty="Apa saja"/>
                    <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
                </form>
                {(end.number > 0).then(|| view! {
                    <details>
                        <summary>"Catat di kertas"</summary>
                        <p>
                            "Catatan terbaru nomor "<strong>{whole(end.number)}</strong>", sidik jari "<code>{mark}</code>
                            ". Tulis keduanya dengan tanggal hari ini, lalu simpan kertasnya di luar kantor ini: kelak kertas itu menunjukkan apakah catatan lama pernah ditulis ulang."
                        </p>
                        <details class="audit">
                            <summary>"Untuk petugas teknis"</summary>
                            <p>
                                "Catatan berantai: "<code>"pantau verify"</code>
                                " menyebut catatan pertama yang tidak cocok dengan rantainya. Orang yang menguasai database bisa menulis ulang seluruh rantai; itu hanya ketahuan dari kertas, kelak, dengan "
                                <code>{command}</code>"."
                            </p>
                        </details>
                    </details>
                })}
                {body}
                {next.map(|href| view! { <p><a class="button secondary" href=href>"Lihat yang lebih lama"</a></p> })}
            </Frame>
        })
    })
}

/// The lines of one day.
fn day(lines: &[Told], zone: Zone) -> impl IntoView + use<> {
    let date = lines.first().map(|line| line.at().date(zone).long()).unwrap_or_default();
    let rows = lines.iter().map(|line| row(line, zone)).collect_view();
    view! {
        <h2 class="h3">{date}</h2>
        <ul class="feed audit small">{rows}</ul>
    }
}

/// "17.35 · Bu Ani memberi kode sekali pakai untuk akun (dengan kode dari kantor)": what was done names the thing and leads to it;
/// its whole id is for those who ask for it, at the foot of the page.
fn row(line: &Told, zone: Zone) -> impl IntoView + use<> {
    let at = line.at();
    let by = if line.by_name.is_empty() { "Program".to_owned() } else { line.by_name.clone() };
    let what = words(&line.action).map_or_else(|| line.action.clone(), str::to_owned);
    let what = match page_of(&line.object) {
        Some(href) => view! { <a href=href title=line.object.clone()>{what}</a> }.into_any(),
        None => view! { <span title=line.object.clone()>{what}</span> }.into_any(),
    };
    let why = reason(&line.reason);
    let why = (!why.is_empty()).then(|| format!(" ({why})"));
    view! { <li><time datetime=at.iso(zone)>{clock(at.minute_of_day(zone))}</time>" · "<strong>{by}</strong>" "{what}{why}</li> }
}

//! The audit log: who did what to which thing, and when. Ids and codes, never what people wrote.

use crate::api::office::{self, AUDIT_LINES, AuditPage};
use crate::domain::audit::{NOUNS, page_of, reason, words};
use crate::domain::moment::Zone;
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
            let rows = lines.into_iter().map(|line| row(line, zone)).collect::<Vec<_>>();
            view! {
                <table class="cards audit">
                    <thead>
                        <tr>
                            <th scope="col">"Waktu"</th><th scope="col">"Siapa melakukan apa"</th>
                            <th scope="col">"Terhadap"</th><th scope="col">"Alasan"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_any()
        };
        let mark: String = end.hash.chars().take(MARK).collect();
        let command = format!("pantau verify audit --office {} --number {} --mark {mark}", end.office, end.number);
        Ok(view! {
            <Frame title="Jejak audit" description="">
                <div class="page-head">
                    <h1>"Jejak audit"</h1>
                    <p class="lede">"Siapa melakukan apa dan kapan. Isi tulisan orang tidak disimpan di sini."</p>
                </div>
                <form class="filters" method="get" action="/kantor/audit" role="search">
                    <SelectField name="siapa" label="Siapa" options=people value=filter.account empty="Siapa saja"/>
                    <SelectField name="apa" label="Tentang" options=nouns value=filter.noun empty="Apa saja"/>
                    <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
                </form>
                {body}
                {next.map(|href| view! { <p><a class="button secondary" href=href>"Lihat yang lebih lama"</a></p> })}
                {(end.number > 0).then(|| view! {
                    <section class="section" aria-labelledby="kertas">
                        <h2 id="kertas">"Catat di kertas"</h2>
                        <p>
                            "Catatan terbaru nomor "<strong>{whole(end.number)}</strong>", sidik jari "<code>{mark}</code>
                            ". Tulis keduanya dengan tanggal hari ini, lalu simpan kertasnya di luar kantor ini."
                        </p>
                        <p class="muted">
                            "Catatan berantai: "<code>"pantau verify"</code>
                            " menyebut catatan pertama yang tidak cocok dengan rantainya. Orang yang menguasai database bisa menulis ulang seluruh rantai; itu hanya ketahuan dari kertas, kelak, dengan "
                            <code>{command}</code>"."
                        </p>
                    </section>
                })}
            </Frame>
        })
    })
}

fn row(line: Told, zone: Zone) -> impl IntoView + use<> {
    let at = line.at();
    let by = if line.by_name.is_empty() { "Program".to_owned() } else { line.by_name };
    let what = words(&line.action).map_or(line.action, str::to_owned);
    let object = view! { <code class="object">{line.object.clone()}</code> };
    let object = match page_of(&line.object) {
        Some(href) => view! { <a href=href>{object}</a> }.into_any(),
        None => object.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><time datetime=at.iso(zone)>{at.short(zone)}</time></th>
            <td data-label="Siapa melakukan apa"><span><strong>{by}</strong>" "{what}"."</span></td>
            <td data-label="Terhadap">{object}</td>
            <td data-label="Alasan">{reason(&line.reason).to_owned()}</td>
        </tr>
    }
}

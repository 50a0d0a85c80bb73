//! The audit log: who did what to which thing, and when. Ids and codes, never what people wrote.

use crate::api::office::{self, AUDIT_LINES};
use crate::ui::field::Empty;
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

/// What an action's code means; codes without words of their own are shown as they are.
fn words(action: &str) -> &str {
    match action {
        "report.send" => "mengirim laporan",
        "report.return" => "mengembalikan laporan",
        "report.approve" => "menyetujui laporan",
        "report.grace" => "memberi kelonggaran karena tidak ada sinyal",
        "period.rule" => "mengubah aturan tenggat",
        "period.month" => "mengubah tenggat satu bulan",
        "period.extend" => "memberi perpanjangan",
        "kpi.set" => "menetapkan ukuran KPI",
        "visit.plan" => "merencanakan kunjungan",
        "visit.write" => "mencatat kunjungan",
        "visit.cancel" => "membatalkan kunjungan",
        "layout.set" => "mengatur susunan kolom",
        "agenda.publish" => "menerbitkan agenda",
        other => other,
    }
}

/// The audit log.
#[component]
pub fn Audit() -> impl IntoView {
    let (app, asker, before) = (app(), asker(), query("sebelum"));
    page(async move {
        let (lines, zone) = office::audit(&app, &asker, before.as_deref()).await?;
        let more = i64::try_from(lines.len()).is_ok_and(|count| count == AUDIT_LINES);
        let next = lines.last().filter(|_| more).map(|line| format!("/kantor/audit?sebelum={}", line.id));
        let rows = lines
            .into_iter()
            .map(|line| {
                let at = line.at();
                let by = if line.by_name.is_empty() { "program".to_owned() } else { line.by_name };
                view! {
                    <tr>
                        <th scope="row"><time datetime=at.iso(zone)>{at.short(zone)}</time></th>
                        <td data-label="Siapa">{by}</td>
                        <td data-label="Apa">{words(&line.action).to_owned()}</td>
                        <td data-label="Terhadap"><code class="object">{line.object}</code></td>
                        <td data-label="Alasan">{line.reason}</td>
                    </tr>
                }
            })
            .collect::<Vec<_>>();
        let body = if rows.is_empty() {
            view! { <Empty title="Belum ada catatan"><p>"Setiap perubahan penting dicatat di sini."</p></Empty> }
                .into_any()
        } else {
            view! {
                <table class="cards audit">
                    <thead>
                        <tr>
                            <th scope="col">"Waktu"</th><th scope="col">"Siapa"</th><th scope="col">"Apa"</th>
                            <th scope="col">"Terhadap"</th><th scope="col">"Alasan"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_any()
        };
        Ok(view! {
            <Frame title="Jejak audit" description="">
                <div class="page-head">
                    <h1>"Jejak audit"</h1>
                    <p class="lede">"Siapa melakukan apa dan kapan. Isi tulisan orang tidak disimpan di sini."</p>
                </div>
                {body}
                {next.map(|href| view! { <p><a class="button secondary" href=href>"Lihat yang lebih lama"</a></p> })}
            </Frame>
        })
    })
}

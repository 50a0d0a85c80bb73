//! The office's meetings.

use crate::api;
use crate::ui::field::{Summary, TextField};
use crate::ui::frame::{Frame, app, asker, page, typed};
use leptos::prelude::*;

/// The office's meetings, and the form for a new one.
#[component]
pub fn Meetings() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    page(async move {
        let meetings = api::meetings::of_my_office(&app, &asker).await?;
        let op = app.world.id();
        let empty = meetings.is_empty();
        let rows = meetings
            .into_iter()
            .map(|meeting| {
                let builder = format!("/kantor/plm/{}/agenda", meeting.id);
                let proposals = format!("/kantor/plm/{}/usulan", meeting.id);
                let public = meeting.published_edit.map(|_| view! { <a href=format!("/plm/{}", meeting.slug)>"Halaman publik"</a> });
                let status = match meeting.published_edit {
                    Some(edit) if edit == meeting.edits => view! { <span class="tag approved">"Terbit"</span> }.into_any(),
                    Some(_) => view! { <span class="tag warning">"Terbit, ada perubahan baru"</span> }.into_any(),
                    None => view! { <span class="tag draft">"Belum terbit"</span> }.into_any(),
                };
                view! {
                    <tr>
                        <th scope="row"><a href=builder>{meeting.name}</a></th>
                        <td data-label="Mulai">{meeting.starts_on.long()}</td>
                        <td data-label="Keadaan">{status}{meeting.example.then(|| view! { " "<span class="tag example">"contoh"</span> })}</td>
                        <td data-label="Usulan"><a href=proposals>"Siapa berbagi dengan siapa"</a></td>
                        <td data-label="Publik">{public}</td>
                    </tr>
                }
            })
            .collect_view();
        let days = [(1, "Hari pertama"), (2, "Hari kedua")]
            .map(|(number, legend)| day(number, legend, &typed))
            .into_iter()
            .collect_view();
        let open = empty || typed.is_posted();
        Ok(view! {
            <Frame title="PLM" description="">
                <div class="page-head">
                    <p class="eyebrow">"Kantor"</p>
                    <h1>"Peer Learning Meeting"</h1>
                    <p class="lede">"Buat pertemuan, susun agendanya, lalu terbitkan. "<a href="/kantor/plm/aturan">"Aturan agenda"</a>" · "<a href="/kantor/lingkaran">"Lingkaran: dari pertemuan ke pertemuan"</a>" · "<a href="/kantor/pengaturan">"Kepala surat dan pejabat"</a></p>
                </div>
                <Summary/>
                {if empty {
                    view! { <p class="muted">"Belum ada pertemuan. Buat yang pertama di bawah."</p> }.into_any()
                } else {
                    view! {
                        <table class="cards">
                            <thead><tr><th scope="col">"Pertemuan"</th><th scope="col">"Mulai"</th><th scope="col">"Keadaan"</th><th scope="col">"Usulan"</th><th scope="col">"Publik"</th></tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    }.into_any()
                }}
                <details class="section" open=open>
                    <summary>"Buat pertemuan baru"</summary>
                    <form method="post" class="stack">
                        <input type="hidden" name="op" value=op/>
                        <TextField name="name" label="Nama pertemuan" hint="Misalnya: PLM Kobar 2026. Alamat halamannya dibuat dari nama dan tahun."/>
                        {days}
                        <div class="buttons"><button class="button">"Buat pertemuan"</button></div>
                    </form>
                </details>
            </Frame>
        })
    })
}

/// The fields of one day.
fn day(number: u8, legend: &'static str, typed: &crate::ui::typed::Typed) -> impl IntoView + use<> {
    use crate::ui::field::{CheckField, DateField};
    let name = |stem: &str| format!("{stem}{number}");
    let outdoor = typed.chosen(&name("outdoor"), "ya", false);
    view! {
        <fieldset>
            <legend>{legend}{(number > 1).then(|| view! { <span class="optional">" (boleh kosong)"</span> })}</legend>
            <DateField name=name("date") label="Tanggal"/>
            <TextField name=name("venue") label="Tempat" hint="Kosongkan bila belum ditentukan." optional=true/>
            <div class="row">
                <TextField name=name("opens") label="Mulai" value="08.00".to_owned() width="w-4"/>
                <TextField name=name("closes") label="Selesai paling lambat" value="16.00".to_owned() width="w-4"/>
            </div>
            <CheckField name=name("outdoor") label="Di luar ruang" checked=outdoor/>
        </fieldset>
    }
}

//! Many accounts from a table.

use super::message::Messages;
use crate::domain::roster::Seat;
use crate::domain::table::{Change, Plan};
use crate::server::forms::accounts::{Looked, Made};
use crate::ui::field::{AreaField, Breadcrumbs, Button, Buttons, FileField, Look, Notice, Summary, Tag, TagKind};
use crate::ui::frame::{Frame, besides};
use leptos::prelude::*;

/// Many accounts from a table: paste it, look at what it would do, apply it, send the messages.
#[component]
pub fn Import() -> impl IntoView {
    if let Some(Made(made)) = besides::<Made>() {
        let count = made.len();
        return view! {
            <Frame title="Akun sudah dibuat" description="">
                <h1>{if count == 0 { "Tabel sudah diterapkan".to_owned() } else { format!("{count} akun sudah dibuat") }}</h1>
                {if count == 0 {
                    view! {
                        <p class="lead">"Tidak ada akun baru, jadi tidak ada kode yang perlu dikirim."</p>
                        <p><a href="/kantor/akun">"Kembali ke daftar akun"</a></p>
                    }.into_any()
                } else {
                    view! { <Messages issued=made/> }.into_any()
                }}
            </Frame>
        }
        .into_any();
    }
    let looked = besides::<Looked>();
    view! {
        <Frame title="Tambah banyak akun" description="">
            <Breadcrumbs trail=vec![("/kantor/akun".into(), "Akun".into())] here="Tambah banyak"/>
            <Summary/>
            <h1>"Tambah banyak akun pengelola"</h1>
            {looked.map(|looked| view! { <Preview looked=looked/> })}
            <p class="lead">"Tempel tabel dari lembar kerja, atau pilih berkas CSV. Belum ada yang disimpan sebelum Anda menerapkannya."</p>
            <form method="post" action="/kantor/akun/impor" enctype="multipart/form-data">
                <FileField name="file" label="Berkas CSV" accept=".csv,.txt,.tsv,text/csv" optional=true/>
                <AreaField
                    name="csv"
                    label="Atau tempel tabel di sini"
                    hint="Baris pertama: nama, nomor_hp, perpustakaan. Perpustakaan ditulis dengan slugnya (akhir alamat halamannya) atau namanya yang lengkap."
                    rows=10
                    optional=true
                />
                <Buttons>
                    <Button look=Look::Secondary>"Periksa tabel"</Button>
                    <a class="button quiet" href="/kantor/akun">"Batal"</a>
                </Buttons>
            </form>
        </Frame>
    }
    .into_any()
}

#[component]
fn Preview(looked: Looked) -> impl IntoView {
    let Looked { preview, text, remark } = looked;
    let summary = preview.plan.summary();
    let applies = preview.plan.new_rows() + preview.plan.changed_rows();
    let notes: Vec<String> = remark.map(str::to_owned).into_iter().chain(preview.plan.notes.iter().cloned()).collect();
    view! {
        <Notice title=format!("Hasil pemeriksaan: {summary}")>
            {notes.into_iter().map(|note| view! { <p>{note}</p> }).collect_view()}
            <p>"Baris yang ditolak tidak ikut diterapkan. Perbaiki tabelnya di bawah, lalu periksa lagi."</p>
        </Notice>
        <Rows plan=preview.plan/>
        {(applies > 0).then(|| view! {
            <form method="post" action="/kantor/akun/impor" enctype="multipart/form-data">
                <input type="hidden" name="csv" value=text/>
                <input type="hidden" name="mark" value=preview.mark/>
                <Buttons><Button name="aksi" value="terapkan">{format!("Terapkan {applies} baris")}</Button></Buttons>
            </form>
        })}
        <h2>"Perbaiki tabel"</h2>
    }
}

#[component]
fn Rows(plan: Plan<Seat>) -> impl IntoView {
    let mut rows: Vec<(u64, String, String, TagKind, &'static str, String)> = plan
        .rows
        .into_iter()
        .map(|row| {
            let (kind, words) = match row.change {
                Change::New => (TagKind::Good, "Baru"),
                Change::Changed(_) => (TagKind::Sent, "Tambah perpustakaan"),
                Change::Unchanged => (TagKind::Plain, "Sama"),
            };
            (row.line, row.object.name, row.object.library_name, kind, words, String::new())
        })
        .collect();
    rows.extend(plan.refused.into_iter().map(|refused| {
        (refused.line, refused.name, String::new(), TagKind::Error, "Ditolak", refused.reasons.join(" "))
    }));
    rows.sort_by_key(|row| row.0);
    let rows = rows
        .into_iter()
        .map(|(line, name, library, kind, words, reasons)| {
            view! {
                <tr>
                    <th scope="row">{line}</th>
                    <td data-label="Nama">{name}</td>
                    <td data-label="Perpustakaan">{library}</td>
                    <td data-label="Hasil"><span><Tag kind=kind>{words}</Tag>" "{reasons}</span></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Hasil pemeriksaan tabel">
            <table class="cards">
                <caption>"Per baris tabel"</caption>
                <thead>
                    <tr><th scope="col">"Baris"</th><th scope="col">"Nama"</th><th scope="col">"Perpustakaan"</th><th scope="col">"Hasil"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

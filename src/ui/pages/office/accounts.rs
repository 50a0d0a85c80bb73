//! Accounts of the office.

pub mod add;
pub mod change;
pub mod code;
pub mod disable;
pub mod import;
mod message;
pub mod second;

use crate::api::accounts::{self, Listed, State};
use crate::api::libraries;
use crate::domain::account::Role;
use crate::domain::moment::Zone;
use crate::ui::field::{Empty, Look, Notice, Tag, TagKind, Tone};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

/// Who has an account, for what, and whether it can be used.
#[component]
pub fn Accounts() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let news = query("kabar");
    page(async move {
        let office = asker.planner()?.office.clone();
        let zone = libraries::office(&app, &office).await?.zone;
        let listed = accounts::list(&app, &asker).await?;
        Ok(view! { <List listed=listed zone=zone news=news/> })
    })
}

#[component]
fn List(listed: Vec<Listed>, zone: Zone, news: Option<String>) -> impl IntoView {
    let news = match news.as_deref() {
        Some("diubah") => Some("Akun sudah diubah."),
        Some("nonaktif") => Some("Akun sudah dinonaktifkan. Riwayatnya tetap tersimpan."),
        _ => None,
    };
    let (gone, used): (Vec<_>, Vec<_>) = listed.into_iter().partition(|account| account.state == State::Disabled);
    let count = used.len();
    view! {
        <Frame title="Akun" description="">
            {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
            <h1>"Akun"</h1>
            <p class="lead">"Pengelola perpustakaan dan petugas kantor yang bisa masuk. Kode dikirim oleh Anda, bukan oleh program."</p>
            <div class="buttons">
                <a class=Look::Primary.class() href="/kantor/akun/baru">"Tambah akun"</a>
                <a class=Look::Secondary.class() href="/kantor/akun/impor">"Tambah banyak dari tabel"</a>
            </div>
            {if count == 0 {
                view! {
                    <Empty title="Belum ada akun">
                        <p>"Tambahkan pengelola pertama; ia mendapat kode untuk membuat kata sandi sendiri."</p>
                    </Empty>
                }.into_any()
            } else {
                view! { <Table caption=format!("{count} akun dipakai") accounts=used zone=zone/> }.into_any()
            }}
            {(!gone.is_empty()).then(|| view! {
                <details>
                    <summary>{format!("{} akun nonaktif", gone.len())}</summary>
                    <Table caption="Akun nonaktif" accounts=gone zone=zone/>
                </details>
            })}
        </Frame>
    }
}

#[component]
fn Table(#[prop(into)] caption: String, accounts: Vec<Listed>, zone: Zone) -> impl IntoView {
    let rows = accounts
        .into_iter()
        .map(|account| {
            let (kind, words, more) = state(account.state, zone);
            let link = format!("/kantor/akun/{}", account.id);
            let code = format!("{link}/kode");
            let tasks = tasks(&account);
            let name = account.name.clone();
            view! {
                <tr>
                    <th scope="row">
                        {if account.manageable {
                            view! { <a href=link>{name.clone()}</a> }.into_any()
                        } else {
                            view! { {name.clone()} }.into_any()
                        }}
                    </th>
                    <td data-label="Nomor HP">{account.phone.unwrap_or_else(|| "dilepas".to_owned())}</td>
                    <td data-label="Tugas">{tasks}</td>
                    <td data-label="Keadaan"><span><Tag kind=kind>{words}</Tag>{more.map(|more| view! { <br/><small>{more}</small> })}</span></td>
                    <td data-label="Kode">
                        {if account.manageable {
                            view! { <a href=code aria-label=format!("Buat kode untuk {name}")>"Buat kode"</a> }.into_any()
                        } else {
                            ().into_any()
                        }}
                    </td>
                </tr>
            }
        })
        .collect_view();
    let label = caption.clone();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class="cards">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Nama"</th>
                        <th scope="col">"Nomor HP"</th>
                        <th scope="col">"Tugas"</th>
                        <th scope="col">"Keadaan"</th>
                        <th scope="col">"Kode"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// A state as a tag, and what there is to add.
fn state(state: State, zone: Zone) -> (TagKind, &'static str, Option<String>) {
    match state {
        State::Active { seen: Some(seen) } => {
            (TagKind::Good, "Aktif", Some(format!("terakhir {}", seen.date(zone).short())))
        }
        State::Active { seen: None } => (TagKind::Good, "Aktif", Some("belum pernah masuk".to_owned())),
        State::Waiting { until } => {
            (TagKind::Late, "Menunggu kode dipakai", Some(format!("kode sampai {}", until.date(zone).short())))
        }
        State::Closed => (TagKind::Missing, "Perlu kode", None),
        State::Disabled => (TagKind::Plain, "Nonaktif", None),
    }
}

/// "Pengelola Perpustakaan Desa Natai Raya", "Pembina".
fn tasks(account: &Listed) -> String {
    let mut tasks: Vec<String> =
        account.roles.iter().filter(|role| role.is_staff()).map(|role| role.word().to_owned()).collect();
    let names: Vec<&str> = account.libraries.iter().map(|(_, name)| name.as_str()).collect();
    if !names.is_empty() {
        tasks.push(format!("{} {}", Role::Librarian { library: String::new() }.word(), names.join(" dan ")));
    }
    if tasks.is_empty() { "belum ada tugas".to_owned() } else { tasks.join("; ") }
}

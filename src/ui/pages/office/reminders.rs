//! Reminders: texts ready to send and a list to call. A library leaves the list the moment its report is in.

use crate::api::reminders::{self, Lacking, Person};
use crate::domain::board::brief_name;
use crate::domain::reminder::Reason;
use crate::server::pages::encoded;
use crate::ui::field::{Breadcrumbs, Drawing, Empty, SelectField, Tag, TagKind, options};
use crate::ui::frame::{Frame, app, asker, page, query};
use crate::ui::islands::kantor::board::LiveBoard;
use leptos::prelude::*;

/// Whom to remind.
#[component]
pub fn Reminders() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (month, district) = (query("bulan"), query("kec").filter(|code| !code.is_empty()));
    page(async move {
        let list = reminders::reminders(&app, &asker, month.as_deref(), district.as_deref()).await?;
        let months = options(list.months.iter().map(|month| (month.to_string(), month.long())));
        let title = format!("Pengingat laporan {}", list.month.long());
        let month = list.month;
        let so_far = format!("{} dari {} perpustakaan sudah mengirim.", list.received, list.asked);
        let cards = list.lacking.into_iter().map(|one| card(one, &month.to_string())).collect::<Vec<_>>();
        let body = if cards.is_empty() {
            view! {
                <Empty title="Tidak ada yang perlu diingatkan" drawing=Drawing::Report>
                    <p>"Semua laporan bulan ini sudah masuk."</p>
                </Empty>
            }
            .into_any()
        } else {
            view! { <ul class="plain stack">{cards}</ul> }.into_any()
        };
        let group = format!("https://wa.me/?text={}", encoded(&list.to_all));
        Ok(view! {
            <Frame title=title.clone() description="">
                <Breadcrumbs trail=vec![("/kantor".to_owned(), "Papan laporan".to_owned())] here="Pengingat"/>
                <div class="page-head">
                    <h1>{title}</h1>
                    <p class="lede">"Pesan siap kirim untuk yang laporannya belum masuk, dan nomor untuk menelepon. Yang sudah mengirim hilang sendiri dari daftar."</p>
                </div>
                <LiveBoard after=list.seq meeting=false>
                    <form class="filters" method="get" action="/kantor/pengingat" role="search">
                        <SelectField name="bulan" label="Laporan bulan" options=months value=month.to_string()/>
                        <SelectField name="kec" label="Kecamatan" options=list.districts value=list.district empty="Semua kecamatan"/>
                        <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
                    </form>
                    <div class="flow" data-part="daftar">
                        <p>{so_far}</p>
                        {body}
                    </div>
                    <section class="section" aria-labelledby="semua">
                        <h2 id="semua">"Untuk grup WhatsApp"</h2>
                        <p class="muted">"Tidak menyebut siapa yang belum mengirim."</p>
                        <div class="field">
                            <label for="pesan-semua">"Pesan"</label>
                            <textarea id="pesan-semua" readonly=true rows="6">{list.to_all}</textarea>
                        </div>
                        <p><a class="button secondary" href=group target="_blank" rel="noopener noreferrer">"Buka WhatsApp"</a></p>
                    </section>
                </LiveBoard>
            </Frame>
        })
    })
}

fn card(one: Lacking, month: &str) -> impl IntoView + use<> {
    let kind = match one.reason {
        Reason::Awaited => TagKind::Draft,
        Reason::Over => TagKind::Late,
        Reason::Returned => TagKind::Fix,
    };
    let id = format!("p-{}", one.slug);
    let due = format!("{}. Ditunggu sampai {}.", one.district, one.due.plain());
    let extend = format!("/kantor/periode/perpanjangan?perpustakaan={}&bulan={month}", one.slug);
    let nobody = one.people.is_empty();
    let people = one.people.into_iter().enumerate().map(|(n, who)| person(n, &one.slug, who)).collect_view();
    view! {
        <li class="card calm" id=id>
            <h2>{brief_name(&one.name).to_owned()}" "<Tag kind=kind>{one.reason.words()}</Tag></h2>
            <p class="muted small">{due}</p>
            {people}
            {nobody.then(|| view! {
                <p>"Belum ada akun pengelola. "<a href="/kantor/akun/baru">"Tambah akun"</a></p>
            })}
            <p><a class="small" href=extend>"Beri perpanjangan"<span class="visually-hidden">" untuk "{one.name}</span></a></p>
        </li>
    }
}

fn person(n: usize, slug: &str, who: Person) -> impl IntoView + use<> {
    let id = format!("pesan-{slug}-{n}");
    let call = who.phone.as_ref().map(|phone| {
        view! { " "<a href=format!("tel:{}", phone.as_str())>{phone.local()}</a> }
    });
    let send = who.phone.as_ref().map(|phone| {
        let link = format!("https://wa.me/{}?text={}", phone.digits(), encoded(&who.message));
        view! {
            <a class="button secondary small" href=link target="_blank" rel="noopener noreferrer">
                "Kirim lewat WhatsApp"<span class="visually-hidden">" kepada "{who.name.clone()}</span>
            </a>
        }
    });
    let missing = who.phone.is_none().then(|| view! { " "<span class="unknown">"nomor belum diisi"</span> });
    view! {
        <p class="row"><strong>{who.name.clone()}</strong>{call}{missing}{send}</p>
        <details>
            <summary>"Lihat pesannya"</summary>
            <div class="field">
                <label for=id.clone()>"Pesan untuk "{who.name}</label>
                <textarea id=id readonly=true rows="7">{who.message}</textarea>
            </div>
        </details>
    }
}

//! The list of libraries: search and filters by plain GET, so that every result has an address.

use leptos::prelude::*;

use crate::api::libraries::{self, Filter, Listing};
use crate::domain::library::{Kind, Library, Stage};
use crate::domain::number;
use crate::server::pages::encoded;
use crate::ui::field::{Breadcrumbs, Drawing, Empty, Pagination, SelectField, Tag, TagKind, TextField, options};
use crate::ui::frame::{self, Frame};

/// The list of libraries.
#[component]
pub fn Libraries() -> impl IntoView {
    let app = frame::app();
    let filter = Filter {
        office: frame::query("kab").filter(|code| !code.is_empty()),
        district: frame::query("kec").filter(|code| !code.is_empty()),
        kind: frame::query("jenis").as_deref().and_then(Kind::parse),
        q: frame::query("q").unwrap_or_default().chars().take(80).collect(),
        page: frame::query("hal").and_then(|page| page.parse().ok()).unwrap_or(1),
    };
    frame::page(async move {
        let listing = libraries::find(&app, &filter).await?;
        Ok(view! {
            <Frame
                title="Perpustakaan"
                description="Perpustakaan desa, kelurahan, dan taman baca masyarakat: di mana, kapan buka, dan apa layanannya."
            >
                <Breadcrumbs here="Perpustakaan"/>
                <div class="page-head">
                    <h1>"Perpustakaan"</h1>
                    <p class="lede">"Perpustakaan desa, kelurahan, dan taman baca masyarakat yang dekat dengan Anda."</p>
                </div>
                {filters(&filter, &listing)}
                {results(filter, listing)}
            </Frame>
        })
    })
}

fn filters(filter: &Filter, listing: &Listing) -> impl IntoView + use<> {
    let districts = options(listing.districts.iter().map(|district| (district.code.clone(), district.name.clone())));
    let kinds = options(Kind::ALL.map(|kind| (kind.code(), kind.words())));
    let office = filter.office.clone();
    view! {
        <form class="filters" role="search" method="get" action="/perpustakaan">
            <div class="wide">
                <TextField
                    name="q"
                    label="Cari nama perpustakaan atau desa"
                    hint="Salah satu huruf tidak apa-apa."
                    kind="search"
                    value=filter.q.clone()
                />
            </div>
            <SelectField name="kec" label="Kecamatan" options=districts value=filter.district.clone() empty="Semua kecamatan"/>
            <SelectField name="jenis" label="Jenis" options=kinds value=filter.kind.map(Kind::code) empty="Semua jenis"/>
            {office.map(|office| view! { <input type="hidden" name="kab" value=office/> })}
            <div class="buttons">
                <button class="button">"Cari"</button>
                <a class="button quiet" href=format!("/peta?{}", query(filter, None))>"Lihat di peta"</a>
            </div>
        </form>
    }
}

/// The query of a filtered list.
fn query(filter: &Filter, page: Option<usize>) -> String {
    let page = page.map(|page| page.to_string());
    [
        ("kab", filter.office.as_deref()),
        ("kec", filter.district.as_deref()),
        ("jenis", filter.kind.map(Kind::code)),
        ("q", Some(filter.q.as_str()).filter(|q| !q.is_empty())),
        ("hal", page.as_deref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(format!("{name}={}", encoded(value?))))
    .collect::<Vec<_>>()
    .join("&")
}

fn results(filter: Filter, listing: Listing) -> AnyView {
    let narrowed = filter.district.is_some() || filter.kind.is_some() || !filter.q.trim().is_empty();
    if listing.total == 0 && !narrowed {
        return view! {
            <Empty title="Belum ada perpustakaan di sini" drawing=Drawing::Book>
                <p>"Daftar ini terisi setelah dinas perpustakaan memuat data perpustakaannya."</p>
            </Empty>
        }
        .into_any();
    }
    if listing.total == 0 {
        return view! {
            <Empty title="Tidak ada yang cocok" drawing=Drawing::Search>
                <p>"Coba tulis sebagian namanya saja, atau hapus saringan kecamatan dan jenis."</p>
                <a class="button secondary" href="/perpustakaan">"Tampilkan semua perpustakaan"</a>
            </Empty>
        }
        .into_any();
    }
    let count = number::whole(i64::try_from(listing.total).unwrap_or(i64::MAX));
    let heading = if narrowed { format!("{count} perpustakaan ditemukan") } else { format!("{count} perpustakaan") };
    view! {
        <section class="section" aria-labelledby="hasil">
            <h2 id="hasil" class="h3">{heading}</h2>
            <div class="grid">{listing.libraries.iter().map(card).collect_view()}</div>
            <Pagination page=listing.page last=listing.last href=move |page| format!("/perpustakaan?{}", query(&filter, Some(page)))/>
        </section>
    }
    .into_any()
}

/// A library in a list.
pub fn card(library: &Library) -> impl IntoView + use<> {
    let edge = if library.kind == Kind::Tbm { "card gold" } else { "card" };
    let stage = match library.stage {
        Stage::Replikasi => None,
        stage => Some(stage.words()),
    };
    let kind = (library.kind != Kind::Desa).then(|| library.kind.short());
    view! {
        <article class=edge>
            <h3><a class="cover" href=format!("/perpustakaan/{}", library.slug)>{library.name.clone()}</a></h3>
            <p class="muted">{library.village.title()}", Kecamatan "{library.village.district.clone()}</p>
            {(kind.is_some() || stage.is_some()).then(|| view! { <ul class="tags">
                {kind.map(|words| view! { <li><Tag kind=TagKind::Plain>{words}</Tag></li> })}
                {stage.map(|words| view! { <li><Tag kind=TagKind::Plain>{words}</Tag></li> })}
            </ul> })}
        </article>
    }
}

//! Visits: what is planned, kecamatan by kecamatan; promises that are open; what was found.

use crate::api::{libraries, visits};
use crate::domain::board::brief_name;
use crate::domain::moment::Date;
use crate::domain::visit::{MAX_PROMISES, Promise, Side};
use crate::storage::Failure;
use crate::storage::visits::Visit;
use crate::ui::field::{
    AreaField, Breadcrumbs, Button, Buttons, CheckField, ChecksField, ChoiceField, DateField, Drawing, Empty,
    FileField, Look, Notice, SelectField, Summary, Tag, TagKind, TextField, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use leptos::prelude::*;

fn trail(deeper: bool) -> Vec<(String, String)> {
    let mut trail = vec![("/kantor".to_owned(), "Papan laporan".to_owned())];
    if deeper {
        trail.push(("/kantor/pendampingan".to_owned(), "Pendampingan".to_owned()));
    }
    trail
}

/// Visits written up that the list shows.
const SHOWN: usize = 30;

/// The list.
#[component]
pub fn Visits() -> impl IntoView {
    let (app, asker, news) = (app(), asker(), query("kabar"));
    let district = query("kec").filter(|code| !code.is_empty());
    page(async move {
        let log = visits::log(&app, &asker, district.as_deref()).await?;
        let news = match news.as_deref() {
            Some("rencana") => Some("Kunjungan sudah direncanakan"),
            Some("batal") => Some("Kunjungan dibatalkan"),
            _ => None,
        };
        let routes = log
            .planned
            .iter()
            .map(|(district, visits)| {
                let items = visits.iter().map(planned).collect::<Result<Vec<_>, Failure>>()?;
                Ok(view! { <h3>{format!("Kecamatan {district}")}</h3><ol class="doings plain">{items}</ol> })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let open = log.open.iter().map(|(visit, promise)| open_promise(visit, promise, log.today)).collect::<Vec<_>>();
        let done = log.done.iter().take(SHOWN).map(written).collect::<Vec<_>>();
        let waiting = log
            .waiting
            .iter()
            .take(8)
            .map(|(slug, name, district, last)| {
                let last = last.map_or_else(
                    || "belum ada kunjungan tercatat".to_owned(),
                    |date| format!("terakhir {}", date.plain()),
                );
                view! {
                    <li>
                        <a href=format!("/kantor/perpustakaan/{slug}")>{brief_name(name).to_owned()}</a>
                        {format!(", {district}: {last}")}
                    </li>
                }
            })
            .collect::<Vec<_>>();
        let none = |empty: bool, words: &'static str| empty.then(|| view! { <p class="muted">{words}</p> });
        let (no_routes, no_open, no_done) = (routes.is_empty(), open.is_empty(), done.is_empty());
        Ok(view! {
            <Frame title="Pendampingan" description="">
                <Breadcrumbs trail=trail(false) here="Pendampingan"/>
                {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
                <div class="page-head">
                    <h1>"Pendampingan"</h1>
                    <p class="lede">"Kunjungan ke perpustakaan: rencana, temuan, dan janji yang perlu ditepati."</p>
                    <div class="row"><a class="button" href="/kantor/pendampingan/baru">"Rencanakan kunjungan"</a></div>
                </div>
                <form class="filters" method="get" action="/kantor/pendampingan" role="search">
                    <SelectField name="kec" label="Kecamatan" options=log.districts value=district empty="Semua kecamatan"/>
                    <div class="buttons"><button class="button secondary" type="submit">"Tampilkan"</button></div>
                </form>
                <section class="section" aria-labelledby="rute">
                    <h2 id="rute">"Akan dikunjungi"</h2>
                    {none(no_routes, "Belum ada kunjungan yang direncanakan.")}
                    {routes}
                </section>
                <section class="section" aria-labelledby="janji">
                    <h2 id="janji">"Janji yang belum ditepati"</h2>
                    {none(no_open, "Tidak ada janji yang terbuka.")}
                    <ul class="doings plain">{open}</ul>
                </section>
                {(!waiting.is_empty()).then(|| view! {
                    <section class="section" aria-labelledby="lama">
                        <h2 id="lama">"Paling lama tidak dikunjungi"</h2>
                        <ul>{waiting}</ul>
                    </section>
                })}
                <section class="section" aria-labelledby="sudah">
                    <h2 id="sudah">"Sudah dikunjungi"</h2>
                    {none(no_done, "Belum ada kunjungan yang dicatat.")}
                    <ul class="doings plain">{done}</ul>
                </section>
            </Frame>
        })
    })
}

fn planned(visit: &Visit) -> Result<impl IntoView + use<>, Failure> {
    let words = format!("{}, {}", visit.planned()?.long(), visit.village);
    Ok(view! {
        <li>
            <a href=format!("/kantor/pendampingan/{}", visit.id)><strong>{brief_name(&visit.name).to_owned()}</strong></a>
            <p class="muted small">{words}</p>
            <p class="typed">{visit.purpose.clone()}</p>
        </li>
    })
}

fn written(visit: &Visit) -> impl IntoView + use<> {
    let date = visit.visited().map(Date::long).unwrap_or_default();
    let brief: String = visit.findings.chars().take(160).collect();
    view! {
        <li>
            <a href=format!("/kantor/pendampingan/{}", visit.id)><strong>{brief_name(&visit.name).to_owned()}</strong></a>
            <p class="muted small">{format!("{date}, {}", visit.by_name)}</p>
            <p>{brief}</p>
        </li>
    }
}

/// Whether a promise was kept, in a tag.
pub fn state(promise: &Promise, today: Date) -> impl IntoView + use<> {
    let (kind, words) = match (promise.done, promise.due) {
        (Some(done), _) => (TagKind::Good, format!("ditepati {}", done.plain())),
        (None, Some(due)) if promise.is_overdue(today) => (TagKind::Late, format!("lewat tanggal {}", due.plain())),
        (None, Some(due)) => (TagKind::Draft, format!("sampai {}", due.plain())),
        (None, None) => (TagKind::Draft, "tanpa tanggal".to_owned()),
    };
    view! { <Tag kind=kind>{words}</Tag> }
}

fn open_promise(visit: &Visit, promise: &Promise, today: Date) -> impl IntoView + use<> {
    let who = match promise.side {
        Side::Library => brief_name(&visit.name).to_owned(),
        Side::Office => format!("Dinas, untuk {}", brief_name(&visit.name)),
    };
    view! {
        <li>
            <a href=format!("/kantor/pendampingan/{}", visit.id)>{who}</a>": "{promise.words.clone()}" "{state(promise, today)}
        </li>
    }
}

/// The plan's form.
#[component]
pub fn PlanVisit() -> impl IntoView {
    let (app, asker, chosen) = (app(), asker(), query("perpustakaan"));
    page(async move {
        let mut all = libraries::of_my_office(&app, &asker).await?;
        all.sort_by(|a, b| (&a.village.district, &a.name).cmp(&(&b.village.district, &b.name)));
        let choices = options(all.into_iter().map(|library| {
            let words = format!("{}: {}", library.village.district, library.name);
            (library.slug, words)
        }));
        let chosen: Vec<String> = chosen.into_iter().collect();
        let op = app.world.id();
        let empty = choices.is_empty();
        Ok(view! {
            <Frame title="Rencanakan kunjungan" description="">
                <Breadcrumbs trail=trail(true) here="Rencana"/>
                <Summary/>
                <div class="page-head">
                    <h1>"Rencanakan kunjungan"</h1>
                    <p class="lede">"Centang beberapa perpustakaan yang searah untuk satu hari."</p>
                </div>
                {empty.then(|| view! {
                    <Empty title="Belum ada perpustakaan" drawing=Drawing::Map><a class="button" href="/kantor/perpustakaan">"Ke data perpustakaan"</a></Empty>
                })}
                <form method="post" action="/kantor/pendampingan/baru" class="stack narrow" novalidate>
                    <input type="hidden" name="op" value=op/>
                    <DateField name="tanggal" label="Tanggal"/>
                    <TextField name="tujuan" label="Tujuan" hint="Misalnya: membantu laporan pertama, melihat sudut baca baru." optional=true/>
                    <ChecksField name="perpustakaan" legend="Perpustakaan, menurut kecamatan" options=choices values=chosen/>
                    <Buttons>
                        <Button>"Simpan rencana"</Button>
                        <a class="button quiet" href="/kantor/pendampingan">"Batal"</a>
                    </Buttons>
                </form>
            </Frame>
        })
    })
}

/// One visit: its record, promises and photos.
#[component]
pub fn OneVisit() -> impl IntoView {
    let (app, asker, id, news) = (app(), asker(), param("id"), query("kabar"));
    page(async move {
        let opened = visits::one(&app, &asker, &id).await?;
        let op = app.world.id();
        let title = format!("Kunjungan ke {}", brief_name(&opened.visit.name));
        let planned = format!("Direncanakan {} oleh {}. ", opened.visit.planned()?.long(), opened.visit.by_name);
        let (slug, purpose, cancelled) =
            (opened.visit.slug.clone(), opened.visit.purpose.clone(), opened.visit.cancelled);
        let form = (!cancelled).then(|| form(&opened, op));
        Ok(view! {
            <Frame title=title.clone() description="">
                <Breadcrumbs trail=trail(true) here=brief_name(&opened.visit.name).to_owned()/>
                {(news.as_deref() == Some("tersimpan")).then(|| view! { <Notice tone=Tone::Success title="Catatan kunjungan tersimpan">""</Notice> })}
                <Summary/>
                <div class="page-head">
                    <p class="eyebrow">{format!("Kecamatan {}, {}", opened.visit.district, opened.visit.village)}</p>
                    <h1>{title}</h1>
                    <p class="muted">{planned}<a href=format!("/kantor/perpustakaan/{slug}")>"Lihat perpustakaannya"</a></p>
                    {(!purpose.is_empty()).then(|| view! { <p class="typed">{purpose}</p> })}
                </div>
                {cancelled.then(|| view! { <Notice title="Kunjungan ini dibatalkan">""</Notice> })}
                {form}
            </Frame>
        })
    })
}

fn form(opened: &visits::Opened, op: String) -> impl IntoView + use<> {
    let visit = &opened.visit;
    // Rows that were typed come back; else those that are known, and two blank ones.
    let typed = typed();
    let typed_rows =
        (0..MAX_PROMISES).rev().find(|n| typed.value(&format!("janji-{n}-isi")).is_some()).map_or(0, |n| n + 1);
    let count = (opened.promises.len() + 2).max(typed_rows).min(MAX_PROMISES);
    let promises = (0..count).map(|n| promise_row(n, opened.promises.get(n))).collect_view();
    let photos = opened
        .photos
        .iter()
        .map(|(file, width, height)| {
            view! {
                <li>
                    <a href=format!("/foto/{file}")>
                        <img src=format!("/foto/{file}") alt="Foto kunjungan" width=width.to_string() height=height.to_string() loading="lazy"/>
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let (action, version) = (format!("/kantor/pendampingan/{}", visit.id), visit.version);
    let (visited, findings) = (visit.visited().map(|date| date.to_string()), visit.findings.clone());
    let open = visit.visited().is_none();
    view! {
        <form method="post" action=action enctype="multipart/form-data" class="stack narrow" novalidate>
            <input type="hidden" name="op" value=op/>
            <input type="hidden" name="versi" value=version/>
            <DateField name="tanggal" label="Tanggal kunjungan" hint="Kosongkan selama belum dilakukan." value=visited max=opened.today.to_string() optional=true/>
            <AreaField name="temuan" label="Temuan" hint="Apa yang berjalan baik, apa yang sulit, apa yang perlu dibantu. Hanya dibaca dinas." value=findings rows=7/>
            <FileField name="foto" label="Foto" hint="Hanya untuk dinas dan perpustakaan ini." accept="image/jpeg,image/png,image/webp" multiple=true optional=true/>
            {(!photos.is_empty()).then(|| view! { <ul class="photos">{photos}</ul> })}
            <h2>"Janji"</h2>
            <p class="muted">"Apa yang disepakati, oleh siapa, sampai kapan."</p>
            {promises}
            <Buttons>
                <Button name="aksi" value="simpan">"Simpan catatan"</Button>
                {open.then(|| view! { <Button look=Look::Danger name="aksi" value="batalkan" skip_checks=true>"Batalkan kunjungan"</Button> })}
            </Buttons>
        </form>
    }
}

fn promise_row(n: usize, known: Option<&Promise>) -> impl IntoView + use<> {
    let name = |part: &str| format!("janji-{n}-{part}");
    let sides = options(Side::ALL.map(|side| (side.code(), side.words())));
    let side = known.map_or(Side::Library, |promise| promise.side).code();
    let words = known.map(|promise| promise.words.clone());
    let due = known.and_then(|promise| promise.due).map(|date| date.to_string());
    let done = known.and_then(|promise| promise.done);
    let id = known.map(|promise| promise.id.clone());
    view! {
        <fieldset class="sheet">
            <legend>{format!("Janji {}", n + 1)}</legend>
            {id.map(|id| view! { <input type="hidden" name=name("id") value=id/> })}
            {done.map(|done| view! { <input type="hidden" name=name("ditepati") value=done.to_string()/> })}
            <ChoiceField name=name("siapa") legend="Siapa yang berjanji" options=sides value=side inline=true/>
            <TextField name=name("isi") label="Apa" value=words/>
            <DateField name=name("tenggat") label="Sampai" value=due optional=true/>
            {known.is_some().then(|| view! { <CheckField name=name("selesai") label="Sudah ditepati" checked=done.is_some()/> })}
        </fieldset>
    }
}

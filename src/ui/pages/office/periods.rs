//! The office's calendar: from when, until when, and who has longer.

use crate::api::periods::{self, Calendar};
use crate::domain::moment::Month;
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::ui::field::{
    AreaField, Breadcrumbs, Button, Buttons, CheckField, DateField, Notice, NumberField, SelectField, Summary, Tag,
    TagKind, Tone, options,
};
use crate::ui::frame::{Frame, app, asker, page, query};
use leptos::prelude::*;

fn trail(deeper: bool) -> Vec<(String, String)> {
    let mut trail = vec![("/kantor".to_owned(), "Papan laporan".to_owned())];
    if deeper {
        trail.push(("/kantor/periode".to_owned(), "Tenggat laporan".to_owned()));
    }
    trail
}

/// The calendar with the form of the general rule.
#[component]
pub fn Periods() -> impl IntoView {
    let (app, asker, news) = (app(), asker(), query("kabar"));
    page(async move {
        let calendar = periods::calendar(&app, &asker).await?;
        let news = match news.as_deref() {
            Some("aturan") => Some("Aturan umum sudah disimpan"),
            Some("bulan") => Some("Bulan itu sudah diubah"),
            Some("perpanjangan") => Some("Perpanjangan sudah dicatat"),
            _ => None,
        };
        let extensions = extensions(&calendar)?;
        Ok(view! {
            <Frame title="Tenggat laporan" description="">
                <Breadcrumbs trail=trail(false) here="Tenggat laporan"/>
                {news.map(|words| view! { <Notice tone=Tone::Success title=words>""</Notice> })}
                <Summary/>
                <div class="page-head">
                    <h1>"Tenggat laporan"</h1>
                    <p class="lede">
                        "Kapan laporan bisa dikirim dan ditunggu. Laporan yang lewat tenggat tetap diterima sebagai terlambat; hanya bulan yang Anda tutup yang menolak kiriman."
                    </p>
                </div>
                {months(&calendar)}
                {extensions}
                {rule(&calendar)}
            </Frame>
        })
    })
}

fn months(calendar: &Calendar) -> impl IntoView + use<> {
    let rows = calendar
        .months
        .iter()
        .map(|(period, special)| {
            let month = period.month;
            let state = if period.locked {
                view! { <Tag kind=TagKind::Missing>"ditutup"</Tag> }.into_any()
            } else if period.is_over(calendar.today) {
                view! { <Tag kind=TagKind::Late>"lewat tenggat, masih diterima"</Tag> }.into_any()
            } else if calendar.today < period.opens {
                view! { <Tag>"belum dibuka"</Tag> }.into_any()
            } else {
                view! { <Tag kind=TagKind::Good>"sedang ditunggu"</Tag> }.into_any()
            };
            view! {
                <tr>
                    <th scope="row">
                        <a href=format!("/kantor/periode/bulan?bulan={month}") aria-label=format!("Ubah {}", month.long())>{month.long()}</a>
                    </th>
                    <td data-label="Dibuka">{period.opens.plain()}</td>
                    <td data-label="Tenggat">{period.due.plain()}</td>
                    <td data-label="Toleransi">{days(period.grace_days)}</td>
                    <td data-label="Keadaan"><span>{state}{special.then_some(" khusus")}</span></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="bulan">
            <h2 id="bulan">"Bulan demi bulan"</h2>
            <table class="cards">
                <caption class="muted small">"Pilih bulan untuk mengubah tanggalnya atau menutupnya."</caption>
                <thead>
                    <tr>
                        <th scope="col">"Laporan"</th><th scope="col">"Dibuka"</th><th scope="col">"Tenggat"</th>
                        <th scope="col">"Toleransi"</th><th scope="col">"Keadaan"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn days(days: i64) -> String {
    if days == 0 { "tidak ada".to_owned() } else { format!("{days} hari") }
}

fn extensions(calendar: &Calendar) -> Result<impl IntoView + use<>, crate::api::Error> {
    let zone = calendar.zone;
    let items = calendar
        .extensions
        .iter()
        .map(|extension| {
            let head = format!("{}, {}", extension.library_name, extension.month()?.long());
            let until = format!(" sampai {}", extension.until()?.plain());
            let by = format!("{}, {}", extension.by_name, extension.given().short(zone));
            Ok(view! {
                <li>
                    <strong>{head}</strong>{until}
                    <p class="typed">{extension.reason.clone()}</p>
                    <p class="muted small">{by}</p>
                </li>
            })
        })
        .collect::<Result<Vec<_>, crate::storage::Failure>>()?;
    Ok(view! {
        <section class="section" aria-labelledby="perpanjangan">
            <h2 id="perpanjangan">"Perpanjangan untuk satu perpustakaan"</h2>
            {if items.is_empty() {
                view! { <p class="muted">"Belum ada perpanjangan."</p> }.into_any()
            } else {
                view! { <ul class="history">{items}</ul> }.into_any()
            }}
            <p><a class="button secondary" href="/kantor/periode/perpanjangan">"Beri perpanjangan"</a></p>
        </section>
    })
}

fn rule(calendar: &Calendar) -> impl IntoView + use<> {
    let running = calendar.today.month_of();
    let from = options((-1..=6).map(|ahead| {
        let month = running.plus(ahead);
        (month.to_string(), format!("Laporan {}", month.long()))
    }));
    let rule = calendar.rule;
    view! {
        <section class="section" aria-labelledby="aturan">
            <h2 id="aturan">"Aturan umum"</h2>
            <form method="post" action="/kantor/periode" class="stack narrow" novalidate>
                <NumberField name="buka" label="Bisa dikirim mulai tanggal" unit="bulan itu juga"
                    hint="1 berarti sejak bulannya dimulai. Draf selalu bisa disimpan lebih awal." value=rule.open_day/>
                <NumberField name="tenggat" label="Tenggat: tanggal" unit="bulan berikutnya"
                    hint="Bila bulannya lebih pendek, hari terakhirnya yang berlaku." value=rule.due_day/>
                <NumberField name="toleransi" label="Toleransi" unit="hari"
                    hint="Hari sesudah tenggat yang masih dihitung tepat waktu, untuk semua perpustakaan." value=rule.grace_days/>
                <SelectField name="mulai" label="Berlaku mulai" options=from value=running.to_string()/>
                <Buttons><Button>"Simpan aturan"</Button></Buttons>
            </form>
        </section>
    }
}

/// The form of one month.
#[component]
pub fn PeriodMonth() -> impl IntoView {
    let (app, asker, month) = (app(), asker(), query("bulan"));
    page(async move {
        let office = asker.planner()?.office.clone();
        let almanac = periods::almanac(&app, &office).await?;
        let last = app.world.now().date(almanac.zone).month_of().plus(-1);
        let month = match month {
            Some(month) => Month::parse(&month).ok_or(Refusal::NotFound)?,
            None => last,
        };
        let period = almanac.general(month);
        Ok(one(&period))
    })
}

fn one(period: &Period) -> impl IntoView + use<> {
    let month = period.month;
    let title = format!("Laporan {}", month.long());
    let (opens, due) = (period.opens.to_string(), period.due.to_string());
    let (grace_days, locked) = (period.grace_days, period.locked);
    view! {
        <Frame title=title.clone() description="">
            <Breadcrumbs trail=trail(true) here=month.long()/>
            <Summary/>
            <div class="page-head"><h1>{title}</h1></div>
            <form method="post" action=format!("/kantor/periode/bulan?bulan={month}") class="stack narrow" novalidate>
                <DateField name="buka" label="Bisa dikirim mulai" value=opens/>
                <DateField name="tenggat" label="Tenggat" value=due
                    hint="Tenggat yang sudah diumumkan hanya boleh dimajukan ke hari yang masih akan datang."/>
                <NumberField name="toleransi" label="Toleransi" unit="hari" value=grace_days/>
                <CheckField name="tutup" label="Tutup bulan ini" checked=locked
                    hint="Laporan baru dan perbaikan ditolak, kecuali untuk perpustakaan yang diberi perpanjangan. Isian mereka tidak hilang."/>
                <Buttons>
                    <Button>"Simpan"</Button>
                    <a class="button quiet" href="/kantor/periode">"Batal"</a>
                </Buttons>
            </form>
        </Frame>
    }
}

/// The form of an extension.
#[component]
pub fn Extend() -> impl IntoView {
    let (app, asker) = (app(), asker());
    let (library, month) = (query("perpustakaan"), query("bulan"));
    page(async move {
        let calendar = periods::calendar(&app, &asker).await?;
        let months = options(calendar.months.iter().map(|(period, _)| (period.month.to_string(), period.month.long())));
        let month = month.unwrap_or_else(|| calendar.today.month_of().plus(-1).to_string());
        Ok(view! {
            <Frame title="Beri perpanjangan" description="">
                <Breadcrumbs trail=trail(true) here="Perpanjangan"/>
                <Summary/>
                <div class="page-head">
                    <h1>"Beri perpanjangan"</h1>
                    <p class="lede">"Untuk satu perpustakaan dan satu bulan, dengan alasan yang bisa dibaca rekan Anda."</p>
                </div>
                <form method="post" action="/kantor/periode/perpanjangan" class="stack narrow" novalidate>
                    <SelectField name="perpustakaan" label="Perpustakaan" options=calendar.libraries value=library empty="Pilih perpustakaan"/>
                    <SelectField name="bulan" label="Laporan bulan" options=months value=month/>
                    <DateField name="sampai" label="Diperpanjang sampai"/>
                    <AreaField name="alasan" label="Alasan" hint="Misalnya: banjir, pengelola sakit, belum ada sinyal." rows=3/>
                    <Buttons>
                        <Button>"Beri perpanjangan"</Button>
                        <a class="button quiet" href="/kantor/periode">"Batal"</a>
                    </Buttons>
                </form>
            </Frame>
        })
    })
}

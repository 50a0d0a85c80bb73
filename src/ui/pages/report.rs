//! The month's report: `/lapor/{slug}/{month}`. A form while there is something to write, else what was sent.

mod activities;
mod closing;
mod figures;
mod nihil;
pub mod sent;
mod view;

use crate::api::reports::{self, Desk, Head};
use crate::domain::report::Status;
use crate::domain::report::draft::{Draft, field_words};
use crate::domain::report::rules::Checked;
use crate::ui::field::{Breadcrumbs, Notice, Summary, Tone};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::islands::lapor::Lapor;
use crate::ui::pages::due::status_tag;
use leptos::prelude::*;

/// What the page's parts share.
#[derive(Clone)]
struct Sheet {
    desk: Desk,
    /// The form as it stands: what was posted and refused, else what is stored.
    draft: Draft,
    /// What the rules say of it.
    checked: Checked,
    /// A block more than there is, on request.
    add: Option<String>,
    /// Ids for new blocks and for this showing of the form.
    app: crate::api::App,
}

/// The month's report.
#[component]
pub fn Report() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let (slug, month) = (param("slug"), param("month"));
    let (news, add) = (query("kabar"), query("tambah"));
    let (edit, nihil) = (query("ubah").is_some() || typed.is_posted(), query("nihil").is_some());
    page(async move {
        let mut desk = reports::desk(&app, &asker, &slug, &month).await?;
        let posted =
            typed.is_posted().then(|| Draft::from_pairs(typed.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))));
        let mut draft = match posted {
            Some(Ok((draft, _))) => draft,
            _ => desk.draft.clone(),
        };
        // Which activity a photo belongs to is not in the form.
        draft.photos.clone_from(&desk.draft.photos);
        std::mem::swap(&mut desk.draft, &mut draft);
        let checked = reports::checked(&desk, app.world.now());
        let draft = desk.draft.clone();
        let account = asker.signed_in()?.account.clone();
        let sheet = Sheet { desk, draft, checked, add, app };
        Ok(frame(sheet, news.as_deref(), edit, nihil, &account))
    })
}

fn frame(sheet: Sheet, news: Option<&str>, edit: bool, nihil: bool, account: &str) -> impl IntoView + use<> {
    let month = sheet.desk.month;
    let title = format!("Laporan {}", month.long());
    let status = sheet.desk.head.as_ref().map(Head::status);
    let zone = sheet.desk.place.zone();
    let due = match status {
        None | Some(Status::Draft) => Some(format!("Ditunggu sampai {}.", sheet.desk.due.long())),
        Some(_) => None,
    };
    let drafted = sheet.desk.head.as_ref().and_then(Head::drafted);
    let reading = matches!(status, Some(Status::Sent | Status::Approved)) && drafted.is_none() && !edit && !nihil;
    let body = if let Some(fault) = sheet.desk.closed {
        view! {
            <Notice tone=Tone::Info title="Belum bisa dilaporkan"><p>{fault.words()}</p></Notice>
            <p><a class="back" href="/lapor">"Kembali ke Laporan saya"</a></p>
        }
        .into_any()
    } else if nihil {
        nihil::form(&sheet).into_any()
    } else if reading {
        view::sent(&sheet).into_any()
    } else {
        form(&sheet, account).into_any()
    };
    let phone = format!("{}/{month}", sheet.desk.place.slug);
    let (place, here) = (sheet.desk.place.name.clone(), month.long());
    let drafted = drafted.filter(|_| !reading).map(|at| format!("Draf tersimpan {}.", at.short(zone)));
    let (news, returned) = (news_note(news), (!reading).then(|| returned(&sheet)));
    view! {
        <Frame title=title.clone() description="">
            <Breadcrumbs trail=vec![("/lapor".to_owned(), "Laporan saya".to_owned())] here=here />
            <div class="page-head">
                <p class="eyebrow">{place}</p>
                <h1>{title}</h1>
                <ul class="tags">
                    <li>{status_tag(status)}</li>
                </ul>
                {due.map(|words| view! { <p class="muted">{words}</p> })}
                {drafted.map(|words| view! { <p class="muted">{words}</p> })}
                <p data-antrean="bulan" data-bulan=phone role="status" hidden></p>
            </div>
            {news}
            <Summary />
            {returned}
            {body}
        </Frame>
    }
}

/// What the last button did.
fn news_note(news: Option<&str>) -> Option<impl IntoView + use<>> {
    let (title, words) = match news? {
        "tersimpan" => ("Draf tersimpan", "Belum terkirim ke dinas. Lanjutkan kapan saja, juga dari HP lain."),
        "foto" => ("Foto tersimpan", "Periksa keterangan dan izinnya di bawah."),
        "dihapus" => ("Sudah dihapus", "Isian yang lain tetap tersimpan."),
        "dibuang" => ("Perbaikan dibatalkan", "Laporan yang sudah terkirim tidak berubah."),
        _ => return None,
    };
    Some(view! { <Notice tone=Tone::Success title=title><p>{words}</p></Notice> })
}

/// What the office asks to be mended.
fn returned(sheet: &Sheet) -> Option<impl IntoView + use<>> {
    let review = sheet.desk.returned()?.clone();
    let remarks = review.remarks();
    let at = review.at().long(sheet.desk.place.zone());
    Some(view! {
        <Notice tone=Tone::Warning title="Dinas meminta perbaikan">
            <p class="quote">{review.comment.clone()}</p>
            {(!remarks.is_empty())
                .then(|| {
                    let items = remarks
                        .into_iter()
                        .map(|remark| {
                            let href = format!("#{}", crate::ui::field::field_id(&remark.field));
                            view! { <li><a href=href>{field_words(&remark.field)}</a>": "{remark.words}</li> }
                        })
                        .collect_view();
                    view! { <ul>{items}</ul> }
                })}
            <p class="muted small">{review.by_name.clone()}", "{at}</p>
        </Notice>
    })
}

/// The form.
fn form(sheet: &Sheet, account: &str) -> impl IntoView + use<> {
    let desk = &sheet.desk;
    let head = desk.head.as_ref();
    let is_new = head.is_none() && sheet.draft.is_blank();
    let correcting = head.is_some_and(|head| head.revision > 0);
    let address = format!("/lapor/{}/{}", desk.place.slug, desk.month);
    let asked: Vec<String> = desk.form.asked.iter().map(|asked| asked.indicator.code.to_owned()).collect();
    let island = view! {
        <Lapor
            account=account.to_owned()
            slug=desk.place.slug.clone()
            month=desk.month.to_string()
            asked=asked
            before=desk.before.clone()
            today=sheet.app.world.now().date(desk.place.zone()).to_string()
        />
    };
    view! {
        {is_new
            .then(|| {
                view! {
                    <p class="nihil-link">
                        "Perpustakaan tutup dan tidak ada kegiatan sebulan penuh? "
                        <a href=format!("{address}?nihil=ya")>"Kirim laporan nihil"</a>"."
                    </p>
                }
            })}
        {correcting
            .then(|| {
                view! {
                    <p class="muted">
                        "Ini perbaikan. Yang sudah terkirim tetap berlaku sampai dinas menyetujui perbaikannya."
                    </p>
                }
            })}
        <form method="post" action=address.clone() enctype="multipart/form-data" novalidate id="laporan" class="report-form">
            // The first button is the one that Enter presses: it must be harmless.
            <button class="visually-hidden" type="submit" name="aksi" value="simpan" tabindex="-1" aria-hidden="true">
                "Simpan draf"
            </button>
            <input type="hidden" name="op" value=sheet.app.world.id() />
            <input type="hidden" name="versi" value=desk.version().to_string() />
            {island}
            {figures::section(sheet)}
            {activities::section(sheet)}
            {closing::stories(sheet)}
            {closing::obstacles(sheet)}
            {closing::doubts(sheet)}
            {closing::buttons(sheet, correcting)}
        </form>
    }
}

/// The finding about a field that this page draws by itself.
fn finding(name: &str) -> Option<String> {
    typed().finding(name)
}

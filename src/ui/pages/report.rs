//! The month's report: `/lapor/{slug}/{month}`. A form while there is something to write, else what was sent.

mod activities;
mod closing;
pub mod earlier;
mod figures;
mod nihil;
pub mod sent;
mod view;

use crate::api::App;
use crate::api::reports::{self, Desk, Head};
use crate::domain::form::Form;
use crate::domain::indicator::Figures;
use crate::domain::moment::{Moment, Month};
use crate::domain::report::Status;
use crate::domain::report::draft::{Draft, activity_pairs, field_words};
use crate::domain::report::rules::{Around, Checked, check};
use crate::ui::field::{Breadcrumbs, DateField, Notice, Remarks, Summary, Tone};
use crate::ui::frame::{Frame, app, asker, page, param, query, typed};
use crate::ui::islands::lapor;
use crate::ui::pages::due::{awaited, status_tag};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use serde_json::json;

/// What the form's parts share.
#[derive(Clone)]
struct Sheet {
    /// The desk; none in the shell that the phone keeps for the time without signal.
    desk: Option<Desk>,
    /// What is asked.
    form: Form,
    /// The form as it stands: what was posted and refused, else what is stored.
    draft: Draft,
    /// What the rules say of it.
    checked: Checked,
    /// A block more than there is, on request.
    add: Option<String>,
    /// Ids for new blocks and for this showing of the form.
    app: App,
}

impl Sheet {
    /// The month; none in the shell.
    fn month(&self) -> Option<Month> {
        self.desk.as_ref().map(|desk| desk.month)
    }

    /// The month in words, in a place that the phone can fill.
    fn month_words(&self) -> impl IntoView + use<> {
        view! { <span data-nama-bulan>{self.month().map(Month::long)}</span> }
    }

    /// Where the form posts to; the shell's address is the month's own.
    fn address(&self) -> String {
        self.desk.as_ref().map(|desk| format!("/lapor/{}/{}", desk.place.slug, desk.month)).unwrap_or_default()
    }

    fn version(&self) -> i64 {
        self.desk.as_ref().map_or(0, Desk::version)
    }

    /// Is this the correction of what was sent?
    fn is_correction(&self) -> bool {
        self.desk.as_ref().and_then(|desk| desk.head.as_ref()).is_some_and(|head| head.revision > 0)
    }
}

/// The month's report.
#[component]
pub fn Report() -> impl IntoView {
    let (app, asker, typed) = (app(), asker(), typed());
    let (slug, month) = (param("slug"), param("month"));
    let (news, add) = (query("kabar"), query("tambah"));
    // A nihil that was refused comes back as what it was: its form says nothing of the draft.
    let sent_nihil = typed.value("alasan-nihil").is_some();
    let (edit, nihil) = (query("ubah").is_some() || typed.is_posted(), query("nihil").is_some() || sent_nihil);
    page(async move {
        let mut desk = reports::desk(&app, &asker, &slug, &month).await?;
        let known = known(&desk, &asker.signed_in()?.account, app.world.now());
        let posted = (typed.is_posted() && !sent_nihil)
            .then(|| Draft::from_pairs(typed.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str()))));
        let mut draft = match posted {
            Some(Ok((draft, _))) => draft,
            _ => desk.draft.clone(),
        };
        // Which activity a photo belongs to is not in the form.
        draft.photos.clone_from(&desk.draft.photos);
        std::mem::swap(&mut desk.draft, &mut draft);
        let checked = reports::checked(&desk, app.world.now());
        if let Some(review) = desk.returned() {
            provide_context(Remarks(review.remarks().into_iter().map(|it| (it.field, it.words)).collect()));
        }
        let (draft, form) = (desk.draft.clone(), desk.form.clone());
        // What is keyed in from paper is not kept on the planner's machine: no island.
        let paper = reports::is_on_behalf(asker.signed_in()?, &desk.place.library);
        let known = (!paper).then_some(known);
        let sheet = Sheet { form, draft, checked, add, app, desk: Some(desk) };
        Ok(frame(sheet, news.as_deref(), edit, nihil, known))
    })
}

/// The form that the phone keeps for the time without signal: the standard form, of no library and no month, without a word that
/// belongs to anybody. Its island fills in the rest.
pub fn shell(app: &App) -> impl IntoView + use<> {
    // January's form asks everything; the phone takes away what its own month does not ask.
    let month = Month { month: 1, ..crate::domain::report::FIRST_MONTH };
    let (form, draft) = (Form::standard(month), Draft::default());
    let before = Figures::new();
    let around = Around { form: &form, month, today: month.last(), before: &before };
    let checked = Checked { doubts: Vec::new(), ..check(&draft, &around) };
    let sheet = Sheet { desk: None, form, draft, checked, add: None, app: app.clone() };
    view! {
        <div class="page-head">
            <p class="eyebrow" data-perpustakaan></p>
            <h1>"Laporan "{sheet.month_words()}</h1>
        </div>
        {nihil::form(&sheet)}
        {form_view(&sheet, None)}
    }
}

fn frame(sheet: Sheet, news: Option<&str>, edit: bool, nihil: bool, known: Option<String>) -> impl IntoView + use<> {
    let Some(desk) = sheet.desk.clone() else { return ().into_any() };
    let month = desk.month;
    let title = format!("Laporan {}", month.long());
    let up = if known.is_some() { ("/lapor", "Laporan saya") } else { ("/kantor", "Papan") };
    let status = desk.head.as_ref().map(Head::status);
    let zone = desk.place.zone();
    let due = match status {
        None | Some(Status::Draft) => Some(awaited(desk.due, app().world.now().date(zone) > desk.due)),
        Some(_) => None,
    };
    let drafted = desk.head.as_ref().and_then(Head::drafted);
    let shut = desk.shut.filter(|_| desk.closed.is_none());
    let shut = shut.map(|fault| view! { <Notice title="Belum bisa dikirim sekarang"><p>{fault.words()}</p></Notice> });
    let reading = matches!(status, Some(Status::Sent | Status::Approved)) && drafted.is_none() && !edit && !nihil;
    let body = if let Some(fault) = desk.closed {
        view! {
            <Notice tone=Tone::Info title="Belum bisa dilaporkan"><p>{fault.words()}</p></Notice>
            <p><a class="back" href="/lapor">"Kembali ke Laporan saya"</a></p>
        }
        .into_any()
    } else if nihil {
        view! { {nihil::form(&sheet)} {known.map(|known| lapor::with(Some(known)))} }.into_any()
    } else if reading {
        view::sent(&sheet).into_any()
    } else {
        match known {
            Some(known) => form_view(&sheet, Some(known)).into_any(),
            None => view! { {paper_note()} {form_view(&sheet, None)} }.into_any(),
        }
    };
    let phone = format!("{}/{month}", desk.place.slug);
    let phone_drafts = format!("/lapor/{phone}/draf");
    let (place, here) = (desk.place.name.clone(), month.long());
    let drafted = drafted.filter(|_| !reading).map(|at| format!("Draf tersimpan {}.", at.short(zone)));
    let (news, returned) = (news_note(news), (!reading).then(|| returned(&desk)));
    view! {
        <Frame title=title.clone() description="">
            <Breadcrumbs trail=vec![(up.0.to_owned(), up.1.to_owned())] here=here />
            <div class="page-head">
                <p class="eyebrow">{place}</p>
                <h1>{title}</h1>
                <ul class="tags">
                    <li>{status_tag(status)}</li>
                </ul>
                {due.map(|words| view! { <p class="muted">{words}</p> })}
                {drafted.map(|words| view! {
                    <p class="muted">{words}" "<a href=phone_drafts>"Draf sebelumnya"</a></p>
                })}
                {reading.then(|| view! { <p data-antrean="bulan" data-bulan=phone role="status" hidden></p> })}
            </div>
            {news}
            {shut}
            <Summary />
            {returned}
            {body}
        </Frame>
    }
    .into_any()
}

/// What the last button did.
fn news_note(news: Option<&str>) -> Option<impl IntoView + use<>> {
    let (title, words) = match news? {
        "tersimpan" => ("Draf tersimpan", "Belum terkirim ke dinas. Lanjutkan kapan saja, juga dari HP lain."),
        "foto" => ("Foto tersimpan", "Periksa keterangan dan izinnya di bawah."),
        "disalin" => ("Kegiatan bulan lalu disalin", "Isi tanggal, peserta, dan hasilnya; hapus yang tidak ada."),
        "diambil" => ("Draf sebelumnya dipakai lagi", "Isian yang tadi masih ada di daftar draf sebelumnya."),
        "dihapus" => ("Sudah dihapus", "Isian yang lain tetap tersimpan."),
        "dibuang" => ("Perbaikan dibatalkan", "Laporan yang sudah terkirim tidak berubah."),
        _ => return None,
    };
    Some(view! { <Notice tone=Tone::Success title=title><p>{words}</p></Notice> })
}

/// What the office asks to be mended.
fn returned(desk: &Desk) -> Option<impl IntoView + use<>> {
    let review = desk.returned()?.clone();
    let remarks = review.remarks();
    let at = review.at().long(desk.place.zone());
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

/// What the island knows besides what stands in the form: in the shape of `GET /api/v1/drafts/..`.
fn known(desk: &Desk, account: &str, now: Moment) -> String {
    let photos: Vec<_> = desk
        .photos
        .iter()
        .map(|photo| {
            json!({
                "id": photo.id, "activity": photo.activity, "caption": photo.caption, "public": photo.public_wish,
                "children": photo.children().code(), "sha256": photo.upload_sha256, "bytes": photo.bytes,
            })
        })
        .collect();
    json!({
        "account": account,
        "library": { "slug": desk.place.slug, "name": desk.place.name },
        "month": desk.month.to_string(),
        "version": desk.version(),
        "pairs": desk.draft.to_pairs(),
        "photos": photos,
        "form": { "number": desk.form.number, "definition": desk.form.definition(desk.month) },
        "before": desk.before,
        "year_ago": desk.year_ago,
        "year": desk.year,
        "previous": activity_pairs(&desk.previous),
        "partners": desk.partners,
        "today": now.date(desk.place.zone()).to_string(),
    })
    .to_string()
}

/// Above the form of a planner who keys in what came on paper.
fn paper_note() -> impl IntoView {
    view! {
        <Notice tone=Tone::Info title="Laporan kertas">
            <p>"Anda mengetik atas nama perpustakaan. Laporan ini akan ditandai \u{201c}diketik dinas dari kertas\u{201d}. Simpan kertasnya."</p>
        </Notice>
    }
}

/// The form. On the phone its sections are shown one at a time, on wide screens and without scripts all together.
fn form_view(sheet: &Sheet, known: Option<String>) -> impl IntoView + use<> {
    let desk = sheet.desk.as_ref();
    let is_new = desk.is_none_or(|desk| desk.head.is_none()) && sheet.draft.is_blank();
    let correcting = sheet.is_correction();
    let address = sheet.address();
    // Only where the island comes that takes over what is put back: not on a planner's machine, nor in the shell, which is nobody's.
    let early = known.is_some().then(|| view! { <script nonce=use_nonce()>{EARLY}</script> });
    let step = |n: u8| view! { <p class="eyebrow step-count">"Langkah "{n}" dari 5"</p> };
    view! {
        {is_new
            .then(|| {
                view! {
                    <p class="nihil-link" id="nihil-tautan">
                        "Perpustakaan tutup dan tidak ada kegiatan sebulan penuh? "
                        <a href="?nihil=ya">"Kirim laporan nihil"</a>"."
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
            <input type="hidden" name="versi" value=sheet.version().to_string() />
            {match (known, sheet.desk.is_some()) {
                // A planner who keys in from paper.
                (None, true) => view! { <DateField name="tanggal-kertas" label="Tanggal selesai di kertas" hint="Tanggal pengelola selesai mengisi; dipakai untuk tepat waktu." optional=true/> }.into_any(),
                (known, _) => lapor::with(known).into_any(),
            }}
            <section class="section" data-langkah="angka" id="angka" aria-labelledby="angka-judul">
                {step(1)}
                {figures::section(sheet)}
            </section>
            <section class="section" data-langkah="kegiatan" id="kegiatan" aria-labelledby="kegiatan-kepala">
                {step(2)}
                {activities::section(sheet)}
            </section>
            <section class="section" data-langkah="cerita" id="cerita" aria-labelledby="cerita-kepala">
                {step(3)}
                {closing::stories(sheet)}
            </section>
            <section class="section" data-langkah="kendala" id="kendala" aria-labelledby="kendala-kepala">
                {step(4)}
                {closing::obstacles(sheet)}
            </section>
            <section class="section report-end" data-langkah="periksa" id="periksa" aria-labelledby="periksa-kepala">
                {step(5)}
                {closing::end(sheet, correcting)}
            </section>
            <p class="step-buttons">
                <button type="button" class="button secondary" data-ke="-1">"Kembali"</button>
                <button type="button" class="button" data-ke="1">"Lanjut"</button>
            </p>
        </form>
        {early}
    }
}

/// Until the island is there, what is typed is mirrored into the tab's memory, and put back for the same account should the tab die
/// meanwhile. The island forgets it; so does a sending (from then on `isian.js` keeps it) and signing out.
const EARLY: &str = include_str!("report/early.js");

/// The finding about a field that this page draws by itself.
fn finding(name: &str) -> Option<String> {
    typed().finding(name)
}

#[cfg(test)]
mod tests {
    use crate::domain::account::Role;
    use crate::trial::Trial;

    #[tokio::test]
    async fn what_is_typed_is_kept_on_paper_too_and_put_back_unasked_only_where_the_island_comes() {
        let trial = Trial::new().await;
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let librarian = trial.person("62.01", "Wardiah", &[Role::Librarian { library }]).await;
        let planner = trial.person("62.01", "Bu Planner", &[Role::Planner]).await;
        let month = "/lapor/natai-raya/2026-10";
        for (path, who, kept, early) in [
            (month, librarian.as_str(), true, true),
            (month, planner.as_str(), true, false),
            ("/lapor/luring", "", false, false),
        ] {
            let page = trial.get(path, who).await.body;
            assert!(page.contains("id=\"laporan\""), "{path}: {page}");
            assert_eq!((page.contains("/pkg/dev/isian.js"), page.contains("ketik:")), (kept, early), "{path}: {page}");
        }
    }

    #[tokio::test]
    async fn a_report_is_awaited_until_its_day_and_since_then() {
        let trial = Trial::new().await;
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let librarian = trial.person("62.01", "Wardiah", &[Role::Librarian { library }]).await;
        for (days, is_late) in [(0, false), (8, false), (1, true)] {
            trial.world.advance(days * 86_400);
            let page = trial.get("/lapor/natai-raya/2026-10", &librarian).await.body;
            let said = ["Ditunggu sampai Selasa, 10 November 2026.", "Ditunggu sejak 10 November 2026."];
            assert_eq!(said.map(|words| page.contains(words)), [!is_late, is_late], "{page}");
        }
    }
}

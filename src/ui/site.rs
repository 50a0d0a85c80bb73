//! The document around every page, and the site map: which path shows which page.

#![expect(clippy::too_many_lines, reason = "the route table has a line for each page")]

use crate::api::{App, Endpoint, Kind, Who};
use crate::domain::account::Asker;
use crate::server::guard;
use crate::server::pages::Refused;
use crate::ui::{frame, pages};
use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// Is this a page of a librarian's own work? Then it carries the phone's two plain scripts, the queue and what is shown of it.
fn has_queue(path: &str) -> bool {
    path == "/lapor" || path.starts_with("/lapor/") || path == "/keluar"
}

/// Whose page this is: said on every page that is for signed-in people, and to the queue. What everybody may read is nobody's, and so
/// is a page that is kept. With it goes the script that keeps what is typed into plain forms. The report's form is one of them for a planner
/// who keys in from paper, for a phone that stores nothing, and until its program is there.
fn own_script(app: &App, row: &Endpoint) -> Option<impl IntoView + use<>> {
    let Asker::SignedIn(person) = frame::asker() else { return None };
    let private = !matches!(row.who, Who::Public | Who::Demo);
    (private || (has_queue(row.path) && row.path != OFFLINE)).then(|| {
        view! {
            <meta name="akun" content=person.account/>
            {private.then(|| view! { <script defer src=format!("/pkg/{}/isian.js", app.build)></script> })}
        }
    })
}

/// The phone's scripts, and the build they are of.
fn queue_scripts(app: &App, path: &str) -> impl IntoView + use<> {
    let script = |name: &str| view! { <script defer src=format!("/pkg/{}/{name}.js", app.build)></script> };
    view! {
        <meta name="build" content=app.build.to_string()/>
        {script("queue")}
        {script("antrean")}
        {matches!(path, "/lapor/hitung" | OFFLINE).then(|| script("hitung"))}
    }
}

/// The plain script of a page that has one of its own, and what stands in for it where scripts do not run.
fn plain_scripts(app: &App, path: &str) -> impl IntoView + use<> {
    let script = |name: &str| view! { <script defer src=format!("/pkg/{}/{name}.js", app.build)></script> };
    match path {
        "/kantor/plm/{id}/notulen" => script("notulen").into_any(),
        "/kantor/plm/{id}/presensi" | "/kantor/plm/luring" => script("pintu").into_any(),
        "/plm/{slug}/layar" => view! {
            <link rel="stylesheet" href=format!("/pkg/{}/layar.css", app.build)/>
            <noscript><meta http-equiv="refresh" content="20"/></noscript>
            {script("layar")}
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// The page that the service worker keeps.
const OFFLINE: &str = "/lapor/luring";

/// Leptos starts its islands once the browser calls itself idle, and waits for that without end. On a busy phone, or in another site's
/// frame, it may not come for half a minute: after 1.5 s it counts as come. (Leptos' own script for pages that are one island has such
/// a limit; the one for islands does not.)
const SOON: &str =
    "(i=>{if(i)window.requestIdleCallback=f=>i.call(window,f,{timeout:1500})})(window.requestIdleCallback)";

/// The whole HTML document. Scripts are sent only where the page's row names a bundle, and on a librarian's own pages.
pub fn shell() -> impl IntoView {
    provide_meta_context();
    let app = expect_context::<App>();
    let refused = use_context::<Refused>();
    let row = use_context::<axum::http::request::Parts>()
        .and_then(|parts| parts.extensions.get::<axum::extract::MatchedPath>().map(|path| path.as_str().to_owned()))
        .and_then(|path| guard::endpoint(&axum::http::Method::GET, &path))
        .filter(|_| refused.is_none());
    let bundle = row.and_then(|endpoint| match endpoint.kind {
        Kind::Live(bundle) => Some(bundle),
        _ => None,
    });
    let own = row.and_then(|row| own_script(&app, row));
    let queue = row.filter(|row| has_queue(row.path)).map(|row| queue_scripts(&app, row.path));
    let plain = row.map(|row| plain_scripts(&app, row.path));
    let scripts = bundle.map(|bundle| {
        let options = LeptosOptions::builder().output_name(bundle).site_pkg_dir(format!("pkg/{}", app.build)).build();
        view! {
            <script nonce=use_nonce()>{SOON}</script>
            <HydrationScripts options islands=true/>
        }
    });
    guard::content_policy(use_nonce());
    view! {
        <!DOCTYPE html>
        <html lang="id">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" content="#0f4c40"/>
                <link rel="stylesheet" href=format!("/pkg/{}/pantau.css", app.build)/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="apple-touch-icon" href="/ikon-192.png"/>
                {own}
                {queue}
                {plain}
                {scripts}
                <MetaTags/>
            </head>
            <body>
                {match refused {
                    Some(Refused(refusal)) => frame::refusal_page(&refusal).into_any(),
                    None => view! { <Site/> }.into_any(),
                }}
            </body>
        </html>
    }
}

/// The route table. Its paths are those of the access table; a test compares the two.
#[component]
pub fn Site() -> impl IntoView {
    let missing = || frame::refusal_page(&crate::domain::refusal::Refusal::NotFound);
    view! {
        <Router>
            <Routes fallback=missing>
                <Route ssr=SsrMode::Async path=path!("/") view=pages::home::Home/>
                <Route ssr=SsrMode::Async path=path!("/peta") view=pages::peta::Peta/>
                <Route ssr=SsrMode::Async path=path!("/peta/sisip") view=pages::peta::Embedded/>
                <Route ssr=SsrMode::Async path=path!("/perpustakaan") view=pages::libraries::Libraries/>
                <Route ssr=SsrMode::Async path=path!("/perpustakaan/:slug") view=pages::library::Library/>
                <Route ssr=SsrMode::Async path=path!("/perpustakaan/:slug/titik") view=pages::peta::point::Place/>
                <Route ssr=SsrMode::Async path=path!("/plm") view=pages::meetings::Meetings/>
                <Route ssr=SsrMode::Async path=path!("/plm/:slug") view=pages::meeting::Meeting/>
                <Route ssr=SsrMode::Async path=path!("/plm/:slug/cetak") view=pages::meeting::paper::Paper/>
                <Route ssr=SsrMode::Async path=path!("/plm/:slug/tanda-meja") view=pages::meeting::paper::TableSigns/>
                <Route ssr=SsrMode::Async path=path!("/plm/:slug/sisip") view=pages::meeting::embed::Embed/>
                <Route ssr=SsrMode::Async path=path!("/cerita") view=pages::stories::Stories/>
                <Route ssr=SsrMode::Async path=path!("/data") view=pages::data::Data/>
                <Route ssr=SsrMode::Async path=path!("/privasi") view=pages::privacy::Privacy/>
                <Route ssr=SsrMode::Async path=path!("/gaya") view=pages::gallery::Gallery/>
                <Route ssr=SsrMode::Async path=path!("/masuk") view=pages::sign_in::SignIn/>
                <Route ssr=SsrMode::Async path=path!("/masuk/kode") view=pages::redeem::Redeem/>
                <Route ssr=SsrMode::Async path=path!("/keluar") view=pages::sign_out::SignOut/>
                <Route ssr=SsrMode::Async path=path!("/lapor") view=pages::due::Due/>
                <Route ssr=SsrMode::Async path=path!("/lapor/hitung") view=pages::tally::Tally/>
                <Route ssr=SsrMode::Async path=path!("/lapor/hitung/lembar") view=pages::tally::TallySheet/>
                <Route ssr=SsrMode::Async path=path!("/lapor/rencana") view=pages::upcoming::Plans/>
                <Route ssr=SsrMode::Async path=path!("/lapor/tautan") view=pages::share::Shares/>
                <Route ssr=SsrMode::Async path=path!("/lembar/:token") view=pages::share::YearSheet/>
                <Route ssr=SsrMode::Async path=path!("/lapor/kertas") view=pages::paper::Paper/>
                <Route ssr=SsrMode::Async path=path!("/lapor/tarik") view=pages::withdraw::Withdraw/>
                <Route ssr=SsrMode::Async path=path!("/lapor/izin-foto") view=pages::consent::Consent/>
                <Route ssr=SsrMode::Async path=path!("/lapor/:slug/:month") view=pages::report::Report/>
                <Route ssr=SsrMode::Async path=path!("/lapor/:slug/:month/terkirim") view=pages::report::sent::Sent/>
                <Route ssr=SsrMode::Async path=path!("/lapor/:slug/:month/draf") view=pages::report::earlier::EarlierDrafts/>
                <Route ssr=SsrMode::Async path=path!("/lapor/antrean") view=pages::offline::Queue/>
                <Route ssr=SsrMode::Async path=path!("/lapor/luring") view=pages::offline::Offline/>
                <Route ssr=SsrMode::Async path=path!("/profil") view=pages::profile::Profile/>
                <Route ssr=SsrMode::Async path=path!("/kantor") view=pages::office::board::Board/>
                <Route ssr=SsrMode::Async path=path!("/kantor/laporan") view=pages::office::queue::Queue/>
                <Route ssr=SsrMode::Async path=path!("/kantor/laporan/:id") view=pages::office::review::Review/>
                <Route ssr=SsrMode::Async path=path!("/kantor/antrean") view=pages::office::saved_queue::SavedQueue/>
                <Route ssr=SsrMode::Async path=path!("/kantor/kpi") view=pages::office::kpi::Kpi/>
                <Route ssr=SsrMode::Async path=path!("/kantor/kpi/rumus") view=pages::office::kpi::KpiScheme/>
                <Route ssr=SsrMode::Async path=path!("/kantor/pendampingan") view=pages::office::visits::Visits/>
                <Route ssr=SsrMode::Async path=path!("/kantor/pendampingan/baru") view=pages::office::visits::PlanVisit/>
                <Route ssr=SsrMode::Async path=path!("/kantor/pendampingan/:id") view=pages::office::visits::OneVisit/>
                <Route ssr=SsrMode::Async path=path!("/kantor/perpustakaan/:slug") view=pages::office::library::OfficeLibrary/>
                <Route ssr=SsrMode::Async path=path!("/kantor/laporan/:id/cetak") view=pages::office::recap::paper::ReportPaper/>
                <Route ssr=SsrMode::Async path=path!("/kantor/rekap") view=pages::office::recap::Recap/>
                <Route ssr=SsrMode::Async path=path!("/kantor/rekap/cetak") view=pages::office::recap::paper::RegencyPaper/>
                <Route ssr=SsrMode::Async path=path!("/kantor/rekap/susunan") view=pages::office::recap::layout::Layout/>
                <Route ssr=SsrMode::Async path=path!("/kantor/pengingat") view=pages::office::reminders::Reminders/>
                <Route ssr=SsrMode::Async path=path!("/kantor/periode") view=pages::office::periods::Periods/>
                <Route ssr=SsrMode::Async path=path!("/kantor/periode/perpanjangan") view=pages::office::periods::Extend/>
                <Route ssr=SsrMode::Async path=path!("/kantor/periode/bulan") view=pages::office::periods::PeriodMonth/>
                <Route ssr=SsrMode::Async path=path!("/kantor/formulir") view=pages::office::form::FormEditor/>
                <Route ssr=SsrMode::Async path=path!("/kantor/perpustakaan") view=pages::office::libraries::Libraries/>
                <Route ssr=SsrMode::Async path=path!("/kantor/akun") view=pages::office::accounts::Accounts/>
                <Route ssr=SsrMode::Async path=path!("/kantor/akun/baru") view=pages::office::accounts::add::Add/>
                <Route ssr=SsrMode::Async path=path!("/kantor/akun/impor") view=pages::office::accounts::import::Import/>
                <Route ssr=SsrMode::Async path=path!("/kantor/akun/:id") view=pages::office::accounts::change::Change/>
                <Route ssr=SsrMode::Async path=path!("/kantor/akun/:id/kode") view=pages::office::accounts::code::Code/>
                <Route ssr=SsrMode::Async path=path!("/kantor/akun/:id/nonaktif") view=pages::office::accounts::disable::Disable/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm") view=pages::office::meetings::Meetings/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/agenda") view=pages::office::agenda::Agenda/>
                // The meeting: awards, papers, press
                <Route ssr=SsrMode::Async path=path!("/plm/:slug/apresiasi") view=pages::meeting::awards::Awards/>
                <Route ssr=SsrMode::Async path=path!("/plm/:slug/siaran-pers") view=pages::meeting::press::Press/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/dokumen") view=pages::office::papers::Papers/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/dokumen/:paper") view=pages::office::papers::OnePaper/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/siaran-pers") view=pages::office::papers::Press/>
                <Route ssr=SsrMode::Async path=path!("/kantor/pengaturan") view=pages::office::papers::Settings/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/apresiasi") view=pages::office::awards::Awards/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/apresiasi/:award") view=pages::office::awards::OneAward/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/apresiasi/:award/rumus") view=pages::office::awards::AwardMethod/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/usulan") view=pages::office::proposals::Proposals/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/aturan") view=pages::office::agenda_rules::AgendaRules/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/agenda/versi") view=pages::office::versions::Versions/>
                // The meeting: invitations and the door
                <Route ssr=SsrMode::Async path=path!("/undangan/:token") view=pages::invitation::Invitation/>
                <Route ssr=SsrMode::Async path=path!("/plm/:slug/evaluasi") view=pages::evaluation::Evaluation/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/undangan") view=pages::office::invitations::Invitations/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/peserta") view=pages::office::participants::Participants/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/luring") view=pages::office::door::OfflineDoor/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/presensi") view=pages::office::door::Door/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/presensi/daftar-hadir") view=pages::office::door::AttendanceSheet/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/presensi/qr") view=pages::office::door::CodeSheet/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/evaluasi") view=pages::office::evaluation::Evaluations/>
                // People's data, audit, second factor
                <Route ssr=SsrMode::Async path=path!("/kantor/audit") view=pages::office::audit::Audit/>
                <Route ssr=SsrMode::Async path=path!("/masuk/kedua") view=pages::own_account::Second/>
                <Route ssr=SsrMode::Async path=path!("/akun") view=pages::own_account::OwnAccount/>
                <Route ssr=SsrMode::Async path=path!("/akun/kata-sandi") view=pages::own_account::NewPassword/>
                <Route ssr=SsrMode::Async path=path!("/akun/nomor") view=pages::own_account::NewPhone/>
                <Route ssr=SsrMode::Async path=path!("/akun/lembar") view=pages::own_account::NewSheet/>
                <Route ssr=SsrMode::Async path=path!("/akun/langkah-kedua") view=pages::own_account::SecondFactor/>
                <Route ssr=SsrMode::Async path=path!("/kantor/akun/:id/langkah-kedua") view=pages::office::accounts::second::Second/>
                <Route ssr=SsrMode::Async path=path!("/kantor/permintaan") view=pages::office::data_requests::DataRequests/>
                <Route ssr=SsrMode::Async path=path!("/kantor/permintaan/:id") view=pages::office::data_requests::DataRequestPage/>
                // In the room, and what follows
                <Route ssr=SsrMode::Async path=path!("/plm/:slug/layar") view=pages::meeting::screen::Screen/>
                <Route ssr=SsrMode::Async path=path!("/plm/:slug/rekap") view=pages::meeting::recap::Recap/>
                <Route ssr=SsrMode::Async path=path!("/kiat") view=pages::tips::Tips/>
                <Route ssr=SsrMode::Async path=path!("/tindak-lanjut") view=pages::followups::Followups/>
                <Route ssr=SsrMode::Async path=path!("/tindak-lanjut/:id") view=pages::followups::Followup/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/notulen") view=pages::office::minutes::Minutes/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/kiat") view=pages::office::tips::Tips/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/foto") view=pages::office::meeting_photos::MeetingPhotos/>
                <Route ssr=SsrMode::Async path=path!("/kantor/plm/:id/tindak-lanjut") view=pages::office::followups::Followups/>
                <Route ssr=SsrMode::Async path=path!("/kantor/lingkaran") view=pages::office::circle::Circle/>
            </Routes>
        </Router>
    }
}

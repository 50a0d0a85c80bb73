//! The access table: every path and method this service answers, and who may ask. The router is built from it, the guard refuses
//! what has no row, and a test runs every row for each kind of asker.

use axum::http::Method;

/// Who may ask. A planner passes for `SignedIn`, an administrator for `Planner` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Public,
    /// Anybody, but only while the demo data is loaded.
    Demo,
    /// Any live session.
    SignedIn,
    /// Reports for at least one library.
    Librarian,
    /// A planner of an office.
    Planner,
    /// An administrator of an office.
    Administrator,
}

/// What stands behind the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page without script.
    Page,
    /// A page with islands of that bundle.
    Live(&'static str),
    /// A form posted to its own page.
    Form,
    /// A server function called by an island.
    Function,
    /// A file, feed or plain route for phones.
    Plain,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// GET (HEAD comes with it) or a changing method.
    pub method: Method,
    /// As axum writes it: `/perpustakaan/{slug}`.
    pub path: &'static str,
    /// Who may ask.
    pub who: Who,
    /// What answers.
    pub kind: Kind,
}

const fn page(path: &'static str, who: Who) -> Endpoint {
    Endpoint { method: Method::GET, path, who, kind: Kind::Page }
}
const fn live(path: &'static str, who: Who, bundle: &'static str) -> Endpoint {
    Endpoint { method: Method::GET, path, who, kind: Kind::Live(bundle) }
}
const fn form(path: &'static str, who: Who) -> Endpoint {
    Endpoint { method: Method::POST, path, who, kind: Kind::Form }
}
const fn plain(path: &'static str, who: Who) -> Endpoint {
    Endpoint { method: Method::GET, path, who, kind: Kind::Plain }
}
const fn plain_by(method: Method, path: &'static str, who: Who) -> Endpoint {
    Endpoint { method, path, who, kind: Kind::Plain }
}
const fn function(path: &'static str, who: Who) -> Endpoint {
    Endpoint { method: Method::POST, path, who, kind: Kind::Function }
}

/// Every endpoint, public first.
pub const ENDPOINTS: &[Endpoint] = &[
    // Public pages
    page("/", Who::Public),
    live("/peta", Who::Public, "peta"),
    live("/peta/sisip", Who::Public, "peta"),
    page("/perpustakaan", Who::Public),
    page("/perpustakaan/{slug}", Who::Public),
    // Its own people and its office.
    live("/perpustakaan/{slug}/titik", Who::SignedIn, "peta"),
    form("/perpustakaan/{slug}/titik", Who::SignedIn),
    page("/plm", Who::Public),
    page("/plm/{slug}", Who::Public),
    page("/plm/{slug}/cetak", Who::Public),
    page("/plm/{slug}/tanda-meja", Who::Public),
    page("/plm/{slug}/sisip", Who::Public),
    page("/cerita", Who::Public),
    page("/lembar/{token}", Who::Public),
    page("/data", Who::Public),
    page("/privasi", Who::Public),
    page("/gaya", Who::Demo),
    // Signing in and out
    page("/masuk", Who::Public),
    form("/masuk", Who::Public),
    page("/masuk/kode", Who::Public),
    form("/masuk/kode", Who::Public),
    page("/keluar", Who::SignedIn),
    form("/keluar", Who::SignedIn),
    form("/isian/buang", Who::SignedIn),
    // Librarians
    page("/lapor", Who::Librarian),
    page("/lapor/hitung", Who::Librarian),
    form("/lapor/hitung", Who::Librarian),
    page("/lapor/hitung/lembar", Who::Librarian),
    page("/lapor/rencana", Who::Librarian),
    form("/lapor/rencana", Who::Librarian),
    page("/lapor/tautan", Who::SignedIn),
    form("/lapor/tautan", Who::SignedIn),
    page("/lapor/kertas", Who::SignedIn),
    page("/lapor/tarik", Who::SignedIn),
    form("/lapor/tarik", Who::SignedIn),
    page("/lapor/izin-foto", Who::SignedIn),
    // Planners too: they key in what came on paper.
    live("/lapor/{slug}/{month}", Who::SignedIn, "lapor"),
    form("/lapor/{slug}/{month}", Who::SignedIn),
    page("/lapor/{slug}/{month}/terkirim", Who::SignedIn),
    page("/lapor/{slug}/{month}/draf", Who::SignedIn),
    form("/lapor/{slug}/{month}/draf", Who::SignedIn),
    // What lives on the phone: both pages hold nothing of anybody, and must open when the session has ended.
    page("/lapor/antrean", Who::Public),
    live("/lapor/luring", Who::Public, "lapor"),
    page("/profil", Who::Librarian),
    form("/profil", Who::Librarian),
    // The office
    live("/kantor", Who::Planner, "kantor"),
    page("/kantor/laporan", Who::Planner),
    form("/kantor/laporan", Who::Planner),
    page("/kantor/laporan/{id}", Who::Planner),
    form("/kantor/laporan/{id}", Who::Planner),
    page("/kantor/antrean", Who::Planner),
    form("/kantor/antrean", Who::Planner),
    page("/kantor/laporan/{id}/cetak", Who::Planner),
    page("/kantor/rekap", Who::Planner),
    page("/kantor/rekap/cetak", Who::Planner),
    page("/kantor/rekap/susunan", Who::Planner),
    form("/kantor/rekap/susunan", Who::Planner),
    plain("/kantor/rekap/angka.csv", Who::Planner),
    plain("/kantor/rekap/kegiatan.csv", Who::Planner),
    plain("/kantor/rekap/rekap.xlsx", Who::Planner),
    plain("/kantor/rekap/susunan.csv", Who::Planner),
    plain("/kantor/rekap/susunan.xlsx", Who::Planner),
    page("/kantor/kpi", Who::Planner),
    page("/kantor/kpi/rumus", Who::Planner),
    form("/kantor/kpi/rumus", Who::Planner),
    page("/kantor/pendampingan", Who::Planner),
    page("/kantor/pendampingan/baru", Who::Planner),
    form("/kantor/pendampingan/baru", Who::Planner),
    page("/kantor/pendampingan/{id}", Who::Planner),
    form("/kantor/pendampingan/{id}", Who::Planner),
    live("/kantor/pengingat", Who::Planner, "kantor"),
    page("/kantor/periode", Who::Planner),
    form("/kantor/periode", Who::Planner),
    page("/kantor/periode/perpanjangan", Who::Planner),
    form("/kantor/periode/perpanjangan", Who::Planner),
    page("/kantor/periode/bulan", Who::Planner),
    form("/kantor/periode/bulan", Who::Planner),
    page("/kantor/formulir", Who::Planner),
    form("/kantor/formulir", Who::Planner),
    page("/kantor/perpustakaan", Who::Planner),
    form("/kantor/perpustakaan", Who::Planner),
    page("/kantor/perpustakaan/{slug}", Who::Planner),
    page("/kantor/akun", Who::Planner),
    page("/kantor/akun/baru", Who::Planner),
    form("/kantor/akun/baru", Who::Planner),
    page("/kantor/akun/impor", Who::Planner),
    form("/kantor/akun/impor", Who::Planner),
    page("/kantor/akun/{id}", Who::Planner),
    form("/kantor/akun/{id}", Who::Planner),
    page("/kantor/akun/{id}/kode", Who::Planner),
    form("/kantor/akun/{id}/kode", Who::Planner),
    page("/kantor/akun/{id}/nonaktif", Who::Planner),
    form("/kantor/akun/{id}/nonaktif", Who::Planner),
    page("/kantor/plm", Who::Planner),
    form("/kantor/plm", Who::Planner),
    live("/kantor/plm/{id}/agenda", Who::Planner, "kantor"),
    form("/kantor/plm/{id}/agenda", Who::Planner),
    page("/kantor/plm/{id}/usulan", Who::Planner),
    form("/kantor/plm/{id}/usulan", Who::Planner),
    page("/kantor/plm/{id}/agenda/versi", Who::Planner),
    form("/kantor/plm/{id}/agenda/versi", Who::Planner),
    page("/kantor/plm/aturan", Who::Planner),
    form("/kantor/plm/aturan", Who::Planner),
    function("/api/fn/agenda/ask", Who::Planner),
    // The meeting: awards, papers, press
    page("/plm/{slug}/apresiasi", Who::Public),
    page("/plm/{slug}/siaran-pers", Who::Public),
    page("/kantor/plm/{id}/dokumen", Who::Planner),
    page("/kantor/plm/{id}/dokumen/{paper}", Who::Planner),
    form("/kantor/plm/{id}/dokumen/{paper}", Who::Planner),
    plain("/kantor/plm/{id}/dokumen/{paper}/{file}", Who::Planner),
    page("/kantor/plm/{id}/siaran-pers", Who::Planner),
    form("/kantor/plm/{id}/siaran-pers", Who::Planner),
    page("/kantor/pengaturan", Who::Planner),
    form("/kantor/pengaturan", Who::Planner),
    page("/kantor/plm/{id}/apresiasi", Who::Planner),
    form("/kantor/plm/{id}/apresiasi", Who::Planner),
    page("/kantor/plm/{id}/apresiasi/{award}", Who::Planner),
    form("/kantor/plm/{id}/apresiasi/{award}", Who::Planner),
    page("/kantor/plm/{id}/apresiasi/{award}/rumus", Who::Planner),
    form("/kantor/plm/{id}/apresiasi/{award}/rumus", Who::Planner),
    // In the room, and what follows
    page("/plm/{slug}/layar", Who::Public),
    page("/plm/{slug}/rekap", Who::Public),
    page("/kiat", Who::Public),
    page("/tindak-lanjut", Who::Librarian),
    page("/tindak-lanjut/{id}", Who::Librarian),
    form("/tindak-lanjut/{id}", Who::Librarian),
    page("/kantor/plm/{id}/notulen", Who::Planner),
    form("/kantor/plm/{id}/notulen", Who::Planner),
    plain("/api/v1/notes/{id}", Who::Planner),
    plain_by(Method::POST, "/api/v1/notes/{id}", Who::Planner),
    page("/kantor/plm/{id}/kiat", Who::Planner),
    form("/kantor/plm/{id}/kiat", Who::Planner),
    page("/kantor/plm/{id}/foto", Who::Planner),
    form("/kantor/plm/{id}/foto", Who::Planner),
    page("/kantor/plm/{id}/tindak-lanjut", Who::Planner),
    form("/kantor/plm/{id}/tindak-lanjut", Who::Planner),
    page("/kantor/lingkaran", Who::Planner),
    // The meeting: invitations and the door
    page("/undangan/{token}", Who::Public),
    form("/undangan/{token}", Who::Public),
    page("/plm/{slug}/evaluasi", Who::Public),
    form("/plm/{slug}/evaluasi", Who::Public),
    page("/kantor/plm/{id}/undangan", Who::Planner),
    form("/kantor/plm/{id}/undangan", Who::Planner),
    live("/kantor/plm/{id}/peserta", Who::Planner, "kantor"),
    form("/kantor/plm/{id}/peserta", Who::Planner),
    // Kept by the phone, so it is nobody's.
    page("/kantor/plm/luring", Who::Public),
    page("/kantor/plm/{id}/presensi", Who::Planner),
    form("/kantor/plm/{id}/presensi", Who::Planner),
    page("/kantor/plm/{id}/presensi/daftar-hadir", Who::Planner),
    page("/kantor/plm/{id}/presensi/qr", Who::Planner),
    plain("/kantor/plm/{id}/presensi/daftar-hadir.csv", Who::Planner),
    plain("/kantor/plm/{id}/presensi/daftar-hadir.xlsx", Who::Planner),
    page("/kantor/plm/{id}/evaluasi", Who::Planner),
    form("/kantor/plm/{id}/evaluasi", Who::Planner),
    plain("/api/v1/doors/{id}", Who::Planner),
    plain_by(Method::POST, "/api/v1/doors/{id}", Who::Planner),
    // People's data, audit, second factor
    page("/kantor/audit", Who::Administrator),
    page("/masuk/kedua", Who::Public),
    form("/masuk/kedua", Who::Public),
    page("/akun", Who::SignedIn),
    form("/akun", Who::SignedIn),
    page("/akun/kata-sandi", Who::SignedIn),
    form("/akun/kata-sandi", Who::SignedIn),
    page("/akun/nomor", Who::SignedIn),
    form("/akun/nomor", Who::SignedIn),
    page("/akun/lembar", Who::SignedIn),
    form("/akun/lembar", Who::SignedIn),
    page("/akun/langkah-kedua", Who::Planner),
    form("/akun/langkah-kedua", Who::Planner),
    page("/kantor/akun/{id}/langkah-kedua", Who::Administrator),
    form("/kantor/akun/{id}/langkah-kedua", Who::Administrator),
    page("/kantor/permintaan", Who::Planner),
    form("/kantor/permintaan", Who::Planner),
    page("/kantor/permintaan/{id}", Who::Planner),
    form("/kantor/permintaan/{id}", Who::Planner),
    // Phones
    plain("/api/v1/status", Who::Public),
    plain("/api/v1/openapi.json", Who::Public),
    plain("/api/v1/reports/{library}/{form}/{month}", Who::Librarian),
    plain_by(Method::PUT, "/api/v1/reports/{library}/{form}/{month}", Who::Librarian),
    plain("/api/v1/drafts/{library}/{form}/{month}", Who::Librarian),
    plain_by(Method::PATCH, "/api/v1/drafts/{library}/{form}/{month}", Who::Librarian),
    plain("/api/v1/photos/{id}", Who::Librarian),
    plain_by(Method::PUT, "/api/v1/photos/{id}", Who::Librarian),
    plain_by(Method::PATCH, "/api/v1/photos/{id}", Who::Librarian),
    plain_by(Method::POST, "/api/v1/queue", Who::Planner),
    plain_by(Method::POST, "/api/v1/tallies/{slug}", Who::Librarian),
    // Live pages
    plain("/api/v1/events", Who::SignedIn),
    // Feeds and files
    plain("/data/peta.tsv", Who::Public),
    plain("/tiles/{z}/{x}/{y}", Who::Public),
    plain("/perpustakaan/{slug}/pratinjau.png", Who::Public),
    plain("/livez", Who::Public),
    plain("/readyz", Who::Public),
    plain("/plm/{slug}/agenda.ics", Who::Public),
    plain("/plm/{slug}/agenda.csv", Who::Public),
    plain("/plm/{slug}/schedule.json", Who::Public),
    plain("/pkg/{*path}", Who::Public),
    plain("/foto/{sha256}", Who::Public),
    plain("/favicon.svg", Who::Public),
    plain("/sw.js", Who::Public),
    plain("/manifest.webmanifest", Who::Public),
    plain("/ikon-192.png", Who::Public),
    plain("/ikon-512.png", Who::Public),
    plain("/ikon-penuh-512.png", Who::Public),
    plain("/robots.txt", Who::Public),
    plain("/sitemap.xml", Who::Public),
    plain("/data/perpustakaan.csv", Who::Public),
    plain("/data/perpustakaan.geojson", Who::Public),
    plain("/data/perubahan.atom", Who::Public),
];

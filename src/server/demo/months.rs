//! Fourteen months of made-up reports, sent, returned, mended and approved through the same verbs that people use.

use super::chance::Chance;
use super::{MONTHS, picture};
use crate::api::reports::{self, Decision, Posting, Upload};
use crate::api::{App, Error};
use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::library::Library;
use crate::domain::moment::{Moment, Month, Zone};
use crate::domain::refusal::Refusal;
use crate::domain::report::draft::{Draft, NewPhotos, TypedActivity, TypedFigure, TypedStory};
use crate::server::photos::Taken;
use crate::storage::Failure;
use crate::storage::ops::Op;
use std::collections::BTreeMap;

/// What the generator does at a moment.
enum Act {
    Send { library: usize, month: Month },
    Return { library: usize, month: Month },
    Approve { library: usize, month: Month },
}

/// An activity that a village library may have had.
struct Idea {
    strategy: &'static str,
    field: &'static str,
    title: &'static str,
    partner: &'static str,
    result: &'static str,
    people: (u32, u32),
}

impl Idea {
    /// What its participants learned to do, when it is a class.
    fn skill(&self) -> &'static str {
        match self.title.split(' ').next() {
            Some("Merajut") => "merajut",
            Some("Belajar") => "mengetik surat",
            Some("Membuat") => "membuat pupuk cair",
            Some("Memotret") => "memotret dan menjual lewat HP",
            Some("Memasak") => "memasak",
            _ => "",
        }
    }
}

const fn idea(
    strategy: &'static str,
    field: &'static str,
    title: &'static str,
    partner: &'static str,
    result: &'static str,
    people: (u32, u32),
) -> Idea {
    Idea { strategy, field, title, partner, result, people }
}

const IDEAS: [Idea; 16] = [
    idea(
        "pelibatan",
        "Pendidikan",
        "Kelas membaca bersama anak",
        "PAUD desa",
        "Anak-anak meminjam buku untuk dibawa pulang.",
        (12, 34),
    ),
    idea(
        "pelibatan",
        "Keterampilan",
        "Merajut tas dari tali kur",
        "TP PKK desa",
        "Delapan tas selesai dan dijual di pasar desa.",
        (8, 20),
    ),
    idea(
        "pelibatan",
        "Komputer dan internet",
        "Belajar mengetik surat dan lamaran",
        "Karang Taruna",
        "Peserta membuat surat lamarannya sendiri.",
        (6, 16),
    ),
    idea(
        "pelibatan",
        "Pertanian dan perikanan",
        "Membuat pupuk organik cair",
        "Kelompok tani",
        "Pupuk dicoba di kebun peserta.",
        (10, 28),
    ),
    idea(
        "pelibatan",
        "Usaha dan ekonomi",
        "Memotret dan menjual produk lewat HP",
        "Pelaku UMKM desa",
        "Lima usaha membuka toko daring.",
        (7, 18),
    ),
    idea(
        "pelibatan",
        "Kesehatan",
        "Membaca label gizi bersama kader posyandu",
        "Posyandu",
        "Kader membawa lembar bacaan ke posyandu.",
        (9, 25),
    ),
    idea("pelibatan", "Pendidikan", "Kelas bahasa Inggris dasar", "", "Kelas berlanjut setiap Sabtu.", (8, 22)),
    idea(
        "pelibatan",
        "Keterampilan",
        "Memasak kudapan dari singkong",
        "TP PKK desa",
        "Resep ditulis dan dipajang di perpustakaan.",
        (10, 24),
    ),
    idea(
        "pelibatan",
        "Seni dan budaya",
        "Mendongeng cerita rakyat",
        "Guru SD",
        "Anak menulis ulang cerita yang didengar.",
        (15, 40),
    ),
    idea(
        "pelibatan",
        "Lingkungan",
        "Memilah sampah dan membuat kerajinan",
        "Bank sampah",
        "Kerajinan dipajang di ruang baca.",
        (9, 21),
    ),
    idea(
        "advokasi",
        "Layanan perpustakaan",
        "Rapat dengan pemerintah desa tentang anggaran buku",
        "Pemerintah desa",
        "Anggaran buku masuk ke rencana tahun depan.",
        (5, 12),
    ),
    idea(
        "advokasi",
        "Layanan perpustakaan",
        "Kunjungan ke perusahaan untuk bantuan rak",
        "Perusahaan setempat",
        "Rak dijanjikan tiba bulan berikutnya.",
        (3, 7),
    ),
    idea(
        "layanan",
        "Layanan perpustakaan",
        "Menata ulang pojok baca anak",
        "",
        "Anak lebih lama tinggal membaca.",
        (4, 10),
    ),
    idea(
        "layanan",
        "Komputer dan internet",
        "Jam buka Wi-Fi sampai sore",
        "",
        "Pelajar datang sepulang sekolah.",
        (6, 30),
    ),
    idea(
        "publikasi",
        "Layanan perpustakaan",
        "Kabar kegiatan di papan desa dan grup WhatsApp",
        "Pemerintah desa",
        "Warga bertanya jadwal kelas berikutnya.",
        (5, 40),
    ),
    idea(
        "publikasi",
        "Layanan perpustakaan",
        "Lapak baca di acara desa",
        "Karang Taruna",
        "Dua belas anggota baru mendaftar.",
        (20, 60),
    ),
];

/// What changed, whose, the name, the consent.
const STORIES: [(&str, &str, &str, &str); 4] = [
    (
        "Setelah ikut kelas mengetik, seorang ibu muda membuat surat lamarannya sendiri dan kini bekerja di koperasi desa.",
        "seorang ibu muda",
        "",
        "anonymous",
    ),
    (
        "Kelompok perajut menerima pesanan dua puluh tas dari kecamatan sebelah. Contoh pertamanya mereka pelajari dari buku di perpustakaan.",
        "kelompok perajut desa",
        "Kelompok Rajut Melati (contoh)",
        "named",
    ),
    (
        "Seorang bapak petani mencoba pupuk cair dari lembar bacaan perpustakaan dan membagikan hasilnya kepada tetangganya.",
        "seorang petani",
        "",
        "anonymous",
    ),
    (
        "Anak yang dulu malu membaca keras kini memimpin dongeng di pojok baca setiap Sabtu.",
        "seorang anak",
        "",
        "anonymous",
    ),
];

/// One library's habits.
struct Habit {
    /// Visitors in an ordinary month.
    visitors: u32,
    /// Activities in a good month.
    activities: u32,
    /// How often it sends in time, of 100.
    punctual: u32,
    /// How often it skips a month, of 100.
    skips: u32,
}

fn habit(n: usize) -> Habit {
    let mut chance = Chance::new(7, u64::try_from(n).unwrap_or(0) + 1);
    Habit {
        visitors: chance.between(60, 260),
        activities: chance.between(1, 3),
        punctual: chance.between(55, 95),
        skips: if n.is_multiple_of(5) { 14 } else { 4 },
    }
}

/// Makes every month's reports up to that moment.
pub async fn load(app: &App, libraries: &[Library], seed: u64, until: Moment) -> Result<(), Error> {
    let zone = Zone::default();
    let last = until.date(zone).month_of().plus(-1);
    let people: BTreeMap<String, Asker> = librarians(app, libraries).await?;
    let planner = planner(app).await?;

    let mut acts: Vec<(Moment, Act)> = Vec::new();
    for back in (0..MONTHS).rev() {
        let month = last.plus(-back);
        for library in 0..libraries.len() {
            plan(&mut acts, seed, library, month, month == last, until);
        }
    }
    acts.sort_by_key(|(at, _)| *at);
    for (at, act) in acts {
        app.world.set(at);
        match act {
            Act::Send { library, month } => {
                let owner = &libraries[library];
                let mut chance = chance_of(seed, library, month);
                let draft = filled(library, month, &mut chance);
                send(app, &people[&owner.id], owner, month, draft, &mut chance).await?;
            }
            Act::Return { library, month } => {
                let words = "Mohon lengkapi jumlah pengunjung anak, lalu kirim lagi. Kegiatannya sudah bagus.";
                decide(app, &planner, &libraries[library], month, Some(words)).await?;
            }
            Act::Approve { library, month } => decide(app, &planner, &libraries[library], month, None).await?,
        }
    }
    app.world.set(until);
    Ok(())
}

fn chance_of(seed: u64, library: usize, month: Month) -> Chance {
    let index = u64::try_from(month.year * 12 + i32::from(month.month)).unwrap_or(0);
    Chance::new(seed, index * 1_000 + u64::try_from(library).unwrap_or(0))
}

/// When one library's report of a month is sent, returned, sent again and approved. The newest month is left in every state: some
/// approved, some waiting, one returned, the rest (and always the first library's) still to come.
fn plan(acts: &mut Vec<(Moment, Act)>, seed: u64, library: usize, month: Month, newest: bool, until: Moment) {
    let habit = habit(library);
    let mut chance = chance_of(seed ^ 0xD1CE, library, month);
    let hour = |day: i64, chance: &mut Chance| {
        let date = month.plus(1).first().plus_days(day - 1);
        Moment(date.start(Zone::default()).0 + i64::from(chance.between(8 * 60, 20 * 60)) * 60)
    };
    if newest && matches!(library, 0 | 9 | 12) || !newest && chance.percent(habit.skips) {
        return;
    }
    let day = if chance.percent(habit.punctual) { chance.between(1, 9) } else { chance.between(11, 19) };
    let mut at = hour(i64::from(day), &mut chance);
    acts.push((at, Act::Send { library, month }));
    let returned = if newest { library == 1 } else { chance.percent(8) };
    if returned {
        at = Moment(at.0 + 26 * 3_600);
        acts.push((at, Act::Return { library, month }));
        if newest {
            acts.retain(|(at, _)| *at < until);
            return;
        }
        at = Moment(at.0 + 40 * 3_600);
        acts.push((at, Act::Send { library, month }));
    }
    if !newest || !matches!(library, 3 | 5 | 8) {
        let at = Moment(at.0 + i64::from(chance.between(20, 70)) * 3_600);
        acts.push((at, Act::Approve { library, month }));
    }
    acts.retain(|(at, _)| *at < until);
}

/// The form as that library's person would fill it in.
fn filled(library: usize, month: Month, chance: &mut Chance) -> Draft {
    let habit = habit(library);
    // School holidays are quiet.
    let season = if matches!(month.month, 6 | 7 | 12) { 80 } else { 100 };
    let visitors = habit.visitors * season / 100 * chance.between(85, 115) / 100;
    let mut draft = Draft::default();
    let (women, children) = (visitors * chance.between(45, 65) / 100, visitors * chance.between(35, 60) / 100);
    let old = visitors * chance.between(1, 8) / 100;
    for indicator in crate::domain::form::Form::standard(month).asked.iter().map(|asked| asked.indicator) {
        let value = match indicator.code {
            "hari_buka" => chance.between(18, 24),
            "pengunjung" => visitors,
            "perempuan" => women,
            "laki_laki" => visitors - women,
            "anak" => children,
            "dewasa" => visitors - children - old,
            "lansia" => old,
            "silang" => chance.between(0, 3),
            "jenis_layanan" => chance.between(3, 7),
            "kebijakan" => chance.between(1, 5),
            "kemitraan" => chance.between(1, 6),
            "daring" => chance.between(0, 12),
            "anggota_baru" => chance.between(0, 9),
            "dipinjam" => visitors * chance.between(20, 45) / 100,
            "dibaca" => visitors * chance.between(60, 110) / 100,
            "tik" => visitors * chance.between(8, 25) / 100,
            _ => chance.between(0, 20),
        };
        // Some libraries do not write down who comes; what is optional they leave empty.
        if indicator.split.is_some() && library % 4 == 3 {
            continue;
        }
        let not_counted = indicator.code == "digital" && library.is_multiple_of(3);
        let text = if not_counted { String::new() } else { value.to_string() };
        draft.figures.insert(indicator.code.to_owned(), TypedFigure { text, not_counted });
    }
    for n in 0..chance.between(1, habit.activities) {
        let idea = chance.one_of(&IDEAS);
        let won = (idea.strategy == "advokasi" && chance.percent(60)).then(|| chance.between(1, 12));
        draft.activities.push(TypedActivity {
            id: String::new(),
            strategy: idea.strategy.to_owned(),
            field: idea.field.to_owned(),
            title: idea.title.to_owned(),
            held_on: month.first().plus_days(i64::from(chance.between(1, 26))).to_string(),
            place: chance.one_of(&["Ruang baca", "Balai desa", "Halaman perpustakaan"]).to_string(),
            participants: chance.between(idea.people.0, idea.people.1).to_string(),
            partner: idea.partner.to_owned(),
            result: idea.result.to_owned(),
            skill: idea.skill().to_owned(),
            support: if won.is_some() { "dana" } else { "" }.to_owned(),
            rupiah: won.map(|million| format!("{million}.000.000")).unwrap_or_default(),
            supporter: if won.is_some() { idea.partner } else { "" }.to_owned(),
            link: String::new(),
        });
        if n == 0 && chance.percent(45) {
            draft.new_photos.insert(0, NewPhotos { public: true, children: "none".to_owned() });
        }
    }
    if chance.percent(14) {
        let (text, about, person, consent) = *chance.one_of(&STORIES);
        let child = about == "seorang anak";
        draft.stories.push(TypedStory {
            id: String::new(),
            about: about.to_owned(),
            text: text.to_owned(),
            evidence: String::new(),
            person: person.to_owned(),
            age: if child { "anak" } else { "dewasa" }.to_owned(),
            guardian: child,
            consent: consent.to_owned(),
            public: true,
        });
    }
    if chance.percent(30) {
        "Listrik padam beberapa kali pada sore hari.".clone_into(&mut draft.obstacles);
        "Kelas dipindah ke pagi hari.".clone_into(&mut draft.remedies);
    }
    draft
}

async fn send(
    app: &App,
    asker: &Asker,
    library: &Library,
    month: Month,
    mut draft: Draft,
    chance: &mut Chance,
) -> Result<(), Error> {
    let head = reports::desk(app, asker, &library.slug, &month.to_string()).await?;
    let version = head.head.as_ref().map_or(0, |head| head.version);
    let uploads = if draft.new_photos.is_empty() || version > 0 {
        draft.new_photos.clear();
        Vec::new()
    } else {
        // A few pictures serve all: drawing each anew would take most of the loading time.
        let jpeg = picture::shelf(&mut Chance::new(1, u64::from(chance.between(1, 8))))
            .map_err(|error| Failure::inconsistent("photo", error.to_string()))?;
        let sha256 = app.photos.keep_made(&jpeg, &app.world.id()).await?;
        let bytes = u64::try_from(jpeg.len()).unwrap_or(0);
        vec![Upload {
            activity: 0,
            taken: Taken { upload_sha256: sha256.clone(), sha256, bytes, width: 960, height: 640 },
        }]
    };
    let account = asker.signed_in()?.account.clone();
    let posting = |draft: Draft, uploads: Vec<Upload>| Posting {
        slug: library.slug.clone(),
        month: month.to_string(),
        version,
        paper_on: String::new(),
        draft,
        uploads,
        op: Op::new(&account, &app.world.id(), std::iter::empty()),
    };
    match reports::send(app, asker, posting(draft.clone(), uploads.clone())).await {
        // The office would ask about an odd figure; the library answers, and sends again.
        Err(Error::Refusal(Refusal::Invalid(findings)))
            if findings.iter().all(|finding| finding.field.starts_with("penjelasan-")) =>
        {
            for finding in findings {
                let key = finding.field.trim_start_matches("penjelasan-").to_owned();
                draft.explanations.insert(key, "Ada acara desa, jadi berbeda dari biasanya.".to_owned());
            }
            draft.new_photos.clear();
            let desk = reports::desk(app, asker, &library.slug, &month.to_string()).await?;
            let version = desk.head.as_ref().map_or(0, |head| head.version);
            reports::send(app, asker, Posting { version, ..posting(draft, Vec::new()) }).await.map(|_| ())
        }
        other => other.map(|_| ()),
    }
}

async fn decide(app: &App, planner: &Asker, library: &Library, month: Month, words: Option<&str>) -> Result<(), Error> {
    let row: Option<(String, i64)> = app
        .storage
        .one(
            "select id, revision from report where office = $1 and library = $2 and month = $3",
            args![&library.office, &library.id, month.to_string()],
        )
        .await?;
    let (report, revision) = row.ok_or(Refusal::NotFound)?;
    let photos: Vec<(String,)> = app
        .storage
        .all(
            "select photo from report_photo where office = $1 and report = $2 and revision = $3",
            args![&library.office, &report, revision],
        )
        .await?;
    let account = planner.signed_in()?.account.clone();
    let decision = Decision {
        report,
        revision,
        comment: words.unwrap_or_default().to_owned(),
        remarks: Vec::new(),
        confirmed: photos.into_iter().map(|(photo,)| photo).collect(),
        op: Op::new(&account, &app.world.id(), std::iter::empty()),
    };
    match words {
        Some(_) => reports::return_with_comment(app, planner, decision).await,
        None => reports::approve(app, planner, decision).await,
    }
}

async fn librarians(app: &App, libraries: &[Library]) -> Result<BTreeMap<String, Asker>, Error> {
    let mut people = BTreeMap::new();
    for library in libraries {
        let row: Option<(String, String)> = app
            .storage
            .one(
                "select a.id, a.name from account a join account_role r on r.account = a.id and r.office = a.office
                 where r.office = $1 and r.library = $2",
                args![&library.office, &library.id],
            )
            .await?;
        let (account, name) = row.ok_or_else(|| Failure::inconsistent("account_role", library.slug.clone()))?;
        let roles = vec![Role::Librarian { library: library.id.clone() }];
        people.insert(
            library.id.clone(),
            Asker::SignedIn(SignedIn { account, office: library.office.clone(), name, roles }),
        );
    }
    Ok(people)
}

/// The first planner of the real office.
pub async fn planner(app: &App) -> Result<Asker, Error> {
    let row: Option<(String, String)> = app
        .storage
        .one(
            "select a.id, a.name from account a join account_role r on r.account = a.id and r.office = a.office
             where r.office = '62.01' and r.role = 'planner' order by a.phone limit 1",
            args![],
        )
        .await?;
    let (account, name) = row.ok_or_else(|| Failure::inconsistent("account_role", "no planner"))?;
    Ok(Asker::SignedIn(SignedIn { account, office: "62.01".to_owned(), name, roles: vec![Role::Planner] }))
}

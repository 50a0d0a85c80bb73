//! An example meeting of three months ago, all of it made up and marked "contoh": with it the demo can show notes, tips, follow-ups
//! and the circle. Of the real meeting of 2022 nothing of this is known, so nothing is written there.

use super::chance::Chance;
use super::months::planner;
use super::picture::shelf;
use crate::api::agenda;
use crate::api::followups::{self, Writing};
use crate::api::notes::{self, Typed};
use crate::api::{self, App, Error, tips};
use crate::domain::agenda::wire::{Ask, Want};
use crate::domain::agenda::{Day, Edit, Item, Kind, Presenter};
use crate::domain::followup::{Aim, Plan};
use crate::domain::library::Library;
use crate::domain::meeting::Plan as MeetingPlan;
use crate::domain::moment::{Moment, Zone};
use crate::domain::note::Field;
use crate::domain::photo::Children;
use crate::domain::tip::Tip;
use crate::storage::Failure;
use crate::storage::meeting_photos::{self, Words};
use crate::storage::ops::Op;
use crate::storage::photos::NewPhoto;

/// Months back from today.
const AGO: i32 = 3;

/// Which library, what, for whom, days until it is due, the figure and by how much it should grow in percent.
type Promise = (usize, &'static str, &'static str, i64, Option<(&'static str, u32)>);

/// What was promised.
const PLANS: [Promise; 6] = [
    (3, "Buka sampai pukul 20.00 pada hari pasar", "warga pasar dan pelajar", 60, Some(("pengunjung", 5))),
    (0, "Pojok buku anak di posyandu setiap bulan", "ibu dan balita", 75, Some(("dipinjam", 5))),
    (5, "Kelas komputer dasar dua kali sebulan", "pemuda desa", 120, Some(("tik", 400))),
    (8, "Bertemu kepala desa untuk jadwal dan honor pengelola", "pemerintah desa", 45, None),
    (10, "Satu unggahan kegiatan setiap minggu", "warga desa", 150, Some(("strategi_publikasi", 900))),
    (3, "Papan jam buka di depan gedung", "semua warga", 200, None),
];

/// Whose, subject, figure, words.
const TIPS: [(usize, &str, &str, &str); 4] = [
    (
        0,
        "kunjungan",
        "pengunjung",
        "Buka pada sore hari pasar: orang tua berbelanja, anaknya membaca. Cukup satu tikar dan dua kotak buku.",
    ),
    (
        4,
        "bacaan",
        "dipinjam",
        "Titipkan kotak 20 buku di posyandu dan balai RT, ganti isinya tiap bulan. Catat pinjamannya di kartu.",
    ),
    (
        7,
        "pelibatan",
        "peserta",
        "Tanyakan dulu ke ibu-ibu PKK apa yang ingin dipelajari, baru susun kegiatannya. Yang diminta sendiri lebih ramai.",
    ),
    (
        11,
        "layanan",
        "tik",
        "Daftar antre komputer 30 menit per orang, ditempel di dinding. Semua kebagian dan mudah dihitung.",
    ),
];

/// Makes it.
pub async fn load(app: &App, libraries: &[Library], until: Moment) -> Result<(), Error> {
    let asker = planner(app).await?;
    let account = asker.signed_in()?.account.clone();
    let op = || Op::new(&account, &app.world.id(), std::iter::empty());
    let zone = Zone::default();
    let date = until.date(zone).month_of().plus(-AGO).first().plus_days(9);
    let day = Day { venue: "Aula dinas".to_owned(), ..Day::new(app.world.id(), date, 480, 900) };
    let id = day.id.clone();
    let plan =
        MeetingPlan { name: "PLM Contoh".to_owned(), slug: format!("plm-contoh-{}", date.year), days: vec![day] };
    let meeting = api::meetings::create(app, &asker, plan, true, String::new()).await?;
    let mut edits: Vec<Edit> = Vec::new();
    let mut after: Option<String> = None;
    let mut add = |kind: Kind, minutes: u16, title: String, presenters: Vec<Presenter>| {
        let item = Item { minutes, presenters, ..Item::new(app.world.id(), kind, title) };
        let key = item.id.clone();
        edits.push(Edit::Add { item, day: id.clone(), after: after.replace(key.clone()) });
        key
    };
    add(Kind::Opening, 30, "Pembukaan".to_owned(), Vec::new());
    let mut sharings = Vec::new();
    for (library, ..) in TIPS {
        let library = &libraries[library];
        let who = Presenter::Library { id: library.id.clone(), name: library.name.clone() };
        sharings.push(add(Kind::Sharing, 20, format!("Berbagi: {}", library.village.name), vec![who]));
    }
    let talk = add(Kind::Discussion, 60, "Menyusun rencana tindak lanjut".to_owned(), Vec::new());
    let want = Want::Edits(edits);
    let news =
        agenda::ask(app, &asker, Ask { meeting: meeting.clone(), based: 1, op: String::new(), want, epoch: None })
            .await?;
    agenda::publish(app, &asker, &meeting, news.head, "Contoh.".to_owned(), String::new()).await?;

    let note = |item: &str, field: Field, words: &str| Typed {
        item: item.to_owned(),
        field: field.code().to_owned(),
        words: words.to_owned(),
        seen: Vec::new(),
    };
    let written = vec![
        note(
            &sharings[0],
            Field::Talk,
            "Contoh catatan: jam buka mengikuti hari pasar. Dua relawan bergantian menjaga.",
        ),
        note(&sharings[0], Field::Questions, "Siapa yang menjaga? Relawan karang taruna, dijadwal sebulan sekali."),
        note(
            &talk,
            Field::Decisions,
            "Contoh keputusan: tiap perpustakaan menulis satu sampai dua rencana dengan tenggat.",
        ),
    ];
    notes::keep(app, &asker, &meeting, written).await?;
    for ((library, subject, indicator, words), item) in TIPS.into_iter().zip(sharings) {
        let tip = Tip {
            item,
            library: libraries[library].id.clone(),
            subject: subject.to_owned(),
            indicator: indicator.to_owned(),
            words: words.to_owned(),
        };
        tips::add(app, &asker, &meeting, tip, op()).await?;
    }
    for (library, what, audience, days, aim) in PLANS {
        let library = &libraries[library];
        let mut plan = Plan {
            what: what.to_owned(),
            audience: audience.to_owned(),
            who: "Pengelola".to_owned(),
            due: Some(date.plus_days(days)),
            support: String::new(),
            aim: None,
            remark: String::new(),
        };
        if let Some((measure, percent)) = aim {
            let start = start_of(app, library, measure, date.month_of()).await?;
            let goal = (start + (start * percent).div_ceil(100)).max(start + 1);
            plan.aim = Some(Aim { measure: measure.to_owned(), start, goal });
        }
        let library = library.id.clone();
        let writing = Writing { library, plan, start_typed: true, id: String::new(), version: 0, op: op() };
        followups::write(app, &asker, &meeting, writing).await?;
    }
    let desk = api::awards::desk(app, &asker, &meeting).await?;
    api::awards::start(app, &asker, &desk, op()).await?;
    picture(app, &meeting, &account).await
}

/// The newest figure up to that month in the made-up reports; 0 where it was not counted.
async fn start_of(
    app: &App,
    library: &Library,
    measure: &str,
    month: crate::domain::moment::Month,
) -> Result<u32, Error> {
    let aim = Aim { measure: measure.to_owned(), start: 0, goal: 1 };
    Ok(followups::last_known(app, &library.office, &library.id, &aim, month).await?.unwrap_or(0))
}

/// One picture, drawn by the program.
async fn picture(app: &App, meeting: &str, account: &str) -> Result<(), Error> {
    let jpeg = shelf(&mut Chance::new(7, 0)).map_err(|error| Failure::Start(error.to_string()))?;
    let sha256 = app.photos.keep_made(&jpeg, &app.world.id()).await?;
    let photo = NewPhoto {
        upload_sha256: sha256.clone(),
        sha256,
        bytes: i64::try_from(jpeg.len()).unwrap_or(i64::MAX),
        width: 960,
        height: 640,
        activity: String::new(),
        public_wish: true,
        children: Children::Nobody,
    };
    let words = Words {
        caption: "Gambar contoh: rak buku".to_owned(),
        credit: "dibuat program".to_owned(),
        public_wish: true,
        children: Children::Nobody,
    };
    let (meeting, account) = (meeting.to_owned(), account.to_owned());
    app.storage
        .write(move |tx| {
            Box::pin(async move { meeting_photos::add(tx, "62.01", &meeting, &photo, &words, &account).await })
        })
        .await?;
    Ok(())
}

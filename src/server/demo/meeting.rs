//! The meeting of 28 and 29 September 2022, from the regency's own news page (mmc.kotawaringinbaratkab.go.id, 2022; facts only).
//! Where the page is silent (clock times, items, the outdoor place) the agenda is ours, and marked "contoh". The winners of the
//! awards are not published, so they stay open. The press text is the draft that the service makes of these facts.

use crate::api::{self, App, Error};
use crate::args;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::agenda::form::Library;
use crate::domain::agenda::wire::{Ask, Want};
use crate::domain::agenda::{Day, Edit, Item, Kind, Place, Presenter};
use crate::domain::award::{Decision, Definition};
use crate::domain::meeting::Plan;
use crate::domain::moment::{Date, Month};
use crate::domain::press;
use crate::domain::refusal::Refusal;
use crate::storage::ops::Op;
use crate::storage::press::Text;
use crate::storage::{Failure, meetings};

/// As the news page calls it.
const NAME: &str = "Peer Learning Meeting (PLM) Tingkat Kabupaten Kotawaringin Barat Tahun 2022";

/// Makes the meeting in that office, in the name of its first planner.
pub async fn load(app: &App, office: &str) -> Result<(), Error> {
    let planner = planner(app, office).await?;
    let libraries = meetings::libraries(&app.storage, office).await?;
    let (wednesday, thursday) = days(app)?;
    let (first, second) = (wednesday.id.clone(), thursday.id.clone());
    let plan = Plan { name: NAME.to_owned(), slug: "plm-kobar-2022".to_owned(), days: vec![wednesday, thursday] };
    let meeting = api::meetings::create(app, &planner, plan, true, String::new()).await?;
    let mut writer = Writer { app, edits: Vec::new() };
    first_day(&mut writer, &first, &libraries);
    second_day(&mut writer, &second);
    let news = api::agenda::ask(
        app,
        &planner,
        Ask { meeting: meeting.clone(), based: 2, op: String::new(), want: Want::Edits(writer.edits), epoch: None },
    )
    .await?;
    if let Some(refused) = news.refused {
        return Err(Refusal::invalid("", refused.words).into());
    }
    let note = "Agenda pertama. Jam dan susunan acara adalah contoh.".to_owned();
    api::agenda::publish(app, &planner, &meeting, news.head, note, String::new()).await?;
    invite(app, &planner, &meeting, &libraries).await?;
    honours(app, &planner, &meeting).await
}

/// What every press text of the office ends with.
const ABOUT: &str = "Program Transformasi Perpustakaan Berbasis Inklusi Sosial (TPBIS) dijalankan Dinas Perpustakaan dan Kearsipan (DPK) Kabupaten Kotawaringin Barat (Kobar) sejak 2012 dan direplikasi ke desa dan kelurahan.";

/// Whom to ask, as far as the news page tells.
const CONTACT: &str = "Dinas Perpustakaan dan Kearsipan (DPK) Kabupaten Kotawaringin Barat";

/// The two awards that the news page names. Neither their criteria nor who received them was published.
async fn honours(app: &App, planner: &Asker, meeting: &str) -> Result<(), Error> {
    let account = planner.signed_in()?.account.clone();
    let op = || Op::new(&account, &app.world.id(), std::iter::empty());
    let [libraries, reporter] = Definition::starters(Month { year: 2022, month: 8 });
    for definition in [libraries, Definition { places: None, ..reporter }] {
        let desk = api::awards::desk(app, planner, meeting).await?;
        let condition = "Kriteria penghargaan tahun 2022 tidak diberitakan.".to_owned();
        let definition = Definition { counted: false, weights: Vec::new(), condition, ..definition };
        let award = api::awards::define(app, planner, &desk, None, 0, definition, op()).await?;
        let desk = api::awards::desk(app, planner, meeting).await?;
        let on = desk.meeting.starts_on.plus_days(1);
        let reason = "Berita kabupaten tentang pertemuan ini tidak menyebut penerimanya.".to_owned();
        let decision = Decision { on, winners: Vec::new(), jurors: Vec::new(), reason };
        api::awards::decide(app, planner, &desk, &award, 1, decision, op()).await?;
        let desk = api::awards::desk(app, planner, meeting).await?;
        api::awards::publish(app, planner, &desk, &award, op()).await?;
    }
    api::press::put_about(app, planner, ABOUT.to_owned(), op()).await?;
    let writing = api::press::writing(app, planner, meeting).await?;
    let draft = press::draft(&writing.known);
    let text = Text {
        title: draft.title,
        body: draft.body,
        contact: CONTACT.to_owned(),
        terms: "Teks boleh dimuat ulang dengan menyebut sumbernya.".to_owned(),
        ..Text::default()
    };
    api::press::write(app, planner, &writing, text, Some(String::new()), op()).await
}

/// The libraries that met there are invited. Who came from them is not published, so no person is entered: the pages show the gap.
async fn invite(app: &App, planner: &Asker, meeting: &str, libraries: &[Library]) -> Result<(), Error> {
    let slugs = meetings::library_slugs(&app.storage, &planner.planner()?.office).await?;
    let met = |id: &String| libraries.iter().any(|(known, _)| known == id);
    let slugs: Vec<String> = slugs.into_iter().filter(|(id, _)| met(id)).map(|(_, slug)| slug).collect();
    api::invitations::invite(app, planner, meeting, &slugs, Op::new("", "", [])).await?;
    Ok(())
}

async fn planner(app: &App, office: &str) -> Result<Asker, Error> {
    let row: Option<(String, String)> = app
        .storage
        .one(
            "select a.id, a.name from account a join account_role r on r.account = a.id and r.office = a.office
             where a.office = $1 and r.role = 'planner' order by a.id limit 1",
            args![office],
        )
        .await?;
    let (account, name) = row.ok_or_else(|| Failure::inconsistent("account", format!("no planner in {office}")))?;
    Ok(Asker::SignedIn(SignedIn { account, office: office.to_owned(), name, roles: vec![Role::Planner] }))
}

fn days(app: &App) -> Result<(Day, Day), Error> {
    let day = |date: &str, venue: &str, outdoor: bool, closes: u16| {
        let date = Date::parse(date).ok_or_else(|| Failure::inconsistent("meeting", "date of the demo"))?;
        let id = app.world.id();
        Ok::<_, Error>(Day { venue: venue.into(), outdoor, ..Day::new(id, date, 480, closes) })
    };
    Ok((day("2022-09-28", "Aula DPK", false, 960)?, day("2022-09-29", "", true, 780)?))
}

/// Collects edits, each item behind the one before.
struct Writer<'a> {
    app: &'a App,
    edits: Vec<Edit>,
}

impl Writer<'_> {
    fn item(&mut self, day: &str, after: Option<String>, kind: Kind, minutes: u16, title: &str) -> String {
        let id = self.app.world.id();
        let item = Item { minutes, ..Item::new(&id, kind, title) };
        self.edits.push(Edit::Add { item, day: day.to_owned(), after });
        id
    }

    /// The item added last, to be completed.
    fn last(&mut self, complete: impl FnOnce(&mut Item)) {
        if let Some(Edit::Add { item, .. }) = self.edits.last_mut() {
            complete(item);
        }
    }
}

fn person(name: &str, role: &str) -> Presenter {
    Presenter::Person { name: name.to_owned(), role: role.to_owned() }
}

/// So many libraries fill the morning up to the midday break.
const BEFORE_NOON: usize = 9;

fn first_day(writer: &mut Writer, day: &str, libraries: &[Library]) {
    let mut after = Some(writer.item(day, None, Kind::Registration, 30, "Registrasi peserta"));
    after = Some(writer.item(day, after, Kind::Opening, 30, "Pembukaan"));
    writer.last(|item| {
        item.presenters = vec![person("Muhammad Sum", "Sekretaris Dinas, mewakili Kepala DPK")];
        item.aim = "Berbagi capaian, keberhasilan, dan tantangan, serta tips dan trik layanan dan kegiatan".into();
    });
    after = Some(writer.item(day, after, Kind::Discussion, 20, "Perkenalan dan tujuan pertemuan"));
    writer.last(|item| {
        item.note = "Berbagi capaian, keberhasilan, dan tantangan; tips dan trik layanan dan kegiatan.".into();
    });
    after = Some(writer.item(day, after, Kind::Break, 15, "Istirahat pagi"));
    for (index, (id, name)) in libraries.iter().enumerate() {
        if index == BEFORE_NOON {
            after = Some(writer.item(day, after, Kind::Ishoma, 60, "Istirahat, salat, makan siang"));
            writer.last(|item| item.pin = Some(12 * 60));
        }
        after = Some(writer.item(
            day,
            after,
            Kind::Sharing,
            15,
            &format!("Berbagi: {}", name.replace("Perpustakaan Desa ", "")),
        ));
        writer.last(|item| item.presenters = vec![Presenter::Library { id: id.clone(), name: name.clone() }]);
    }
    after = Some(writer.item(day, after, Kind::Break, 15, "Istirahat sore"));
    writer.item(day, after, Kind::Discussion, 45, "Tanya jawab: tantangan dan cara mengatasinya");
}

fn second_day(writer: &mut Writer, day: &str) {
    let places = ["Kelompok A", "Kelompok B"].map(|name| Place::new(writer.app.world.id(), name));
    let (a, b) = (places[0].id.clone(), places[1].id.clone());
    let mut before = None;
    for place in places {
        let id = place.id.clone();
        writer.edits.push(Edit::AddPlace { day: day.to_owned(), place, after: before.replace(id) });
    }
    let mut after = Some(writer.item(day, None, Kind::Practice, 30, "Berkumpul di luar ruang"));
    for (place, title, minutes) in [
        (&a, "Tips dan trik layanan perpustakaan", 60),
        (&b, "Tips dan trik kegiatan bersama warga", 60),
        (&a, "Kegiatan bersama warga: mencoba sendiri", 45),
        (&b, "Layanan perpustakaan: mencoba sendiri", 45),
    ] {
        after = Some(writer.item(day, after, Kind::Practice, minutes, title));
        writer.last(|item| item.place = Some(place.clone()));
    }
    after = Some(writer.item(day, after, Kind::Break, 15, "Istirahat"));
    after = Some(writer.item(
        day,
        after,
        Kind::Award,
        30,
        "Apresiasi: tiga perpustakaan desa terbaik atas komitmen menjalankan program",
    ));
    writer.last(|item| item.note = "Penerima tidak disebut dalam berita, jadi dibiarkan kosong.".into());
    after = Some(writer.item(
        day,
        after,
        Kind::Award,
        15,
        "Apresiasi: pengelola terbaik yang aktif melapor di laporan online",
    ));
    writer.last(|item| item.note = "Penerima tidak disebut dalam berita, jadi dibiarkan kosong.".into());
    writer.item(day, after, Kind::Closing, 30, "Penutupan");
    writer.last(|item| item.presenters = vec![person("Aldrin", "Kepala Bidang P3KM")]);
}

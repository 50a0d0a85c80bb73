//! What goes out of a published meeting: the page by the clock, its parts, and what stays true when the draft moves on.

use crate::args;
use crate::domain::account::Role;
use crate::domain::moment::{Date, Moment, Zone};
use crate::storage::Failure;
use crate::trial::{Answer, Trial};

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(value, _)| value)
}

/// A planner at work on one meeting.
struct Desk<'a> {
    trial: &'a Trial,
    planner: String,
    path: String,
}

impl Desk<'_> {
    async fn post(&self, form: &[(&str, &str)]) -> Answer {
        let page = self.trial.get(&self.path, &self.planner).await;
        let (based, op) =
            (between(&page.body, "name=\"based\" value=\"", "\""), between(&page.body, "name=\"op\" value=\"", "\""));
        let mut pairs = form.to_vec();
        pairs.extend([("based", based), ("op", op)]);
        let answer = self.trial.post(&self.path, &self.planner, &pairs).await;
        assert_eq!(answer.status, 303, "{form:?}: {}", answer.body);
        answer
    }

    async fn days(&self) -> Vec<String> {
        let page = self.trial.get(&self.path, &self.planner).await;
        let mut days: Vec<String> = page
            .body
            .split("data-day=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next().map(str::to_owned))
            .collect();
        days.dedup();
        days
    }
}

/// A meeting over New Year with a library that presents on each day, published once.
async fn over_new_year(trial: &Trial) -> (Desk<'_>, Vec<String>) {
    let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let one = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
    let other = trial.library("62.01", "62.01.02.2017", "natai-baru").await;
    let form = [
        ("name", "Temu Akhir Tahun"),
        ("date1", "2026-12-31"),
        ("venue1", "Aula; lama, besar"),
        ("closes1", "24.00"),
        ("date2", "2027-01-01"),
        ("venue2", "Taman"),
    ];
    let made = trial.post("/kantor/plm", &planner, &form).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let desk = Desk { trial, planner, path: made.location().split('?').next().unwrap().to_owned() };
    let days = desk.days().await;
    for (day, title, library, minutes) in [
        (&days[0], "Berbagi satu", &one, "60"),
        (&days[0], "Berbagi dua", &other, "60"),
        (&days[1], "Berbagi tiga", &one, "30"),
    ] {
        desk.post(&[
            ("act", "tambah"),
            ("spot", day),
            ("title", title),
            ("kind", "berbagi"),
            ("minutes", minutes),
            ("library", library),
        ])
        .await;
    }
    desk.post(&[("act", "terbitkan"), ("publish_note", "Versi satu")]).await;
    (desk, days)
}

const PAGE: &str = "/plm/temu-akhir-tahun-2026";

#[tokio::test]
async fn the_page_knows_what_is_on_by_the_clock() {
    let trial = Trial::new().await;
    over_new_year(&trial).await;
    let zone = Zone::default();
    let at = |date: &str, minute: i64| Moment(Date::parse(date).unwrap().start(zone).0 + minute * 60);
    assert!(!trial.get(PAGE, "").await.body.contains("id=\"sekarang\""), "not on one of its days");
    trial.world.set(at("2026-12-31", 8 * 60 + 59));
    let page = trial.get(PAGE, "").await;
    let told = between(&page.body, "id=\"sekarang\"", "</section>");
    assert!(told.contains("Pukul 08.59 WIB"), "{told}");
    let (now, next) = told.split_once("Berikutnya").unwrap();
    assert!(now.contains("Berbagi satu") && next.contains("Berbagi dua"), "{told}");
    trial.world.set(at("2026-12-31", 9 * 60));
    let page = trial.get(PAGE, "").await;
    let told = between(&page.body, "id=\"sekarang\"", "</section>");
    assert!(told.contains("Berbagi dua") && !told.contains("Berikutnya"), "{told}");
    trial.world.set(at("2026-12-31", 23 * 60));
    assert!(trial.get(PAGE, "").await.body.contains("Acara hari ini sudah selesai"));
    trial.world.set(at("2027-01-01", 7 * 60));
    let page = trial.get(PAGE, "").await;
    assert!(between(&page.body, "id=\"sekarang\"", "</section>").contains("Berbagi tiga"));
}

#[tokio::test]
async fn parts_of_a_meeting_and_what_is_no_part_of_it() {
    let trial = Trial::new().await;
    let (_, days) = over_new_year(&trial).await;
    assert_eq!(days.len(), 2);
    let titles = |answer: &Answer| -> Vec<&'static str> {
        ["satu", "dua", "tiga"]
            .into_iter()
            .filter(|word| answer.body.contains(&format!("Berbagi {word}</h3>")))
            .collect()
    };
    assert_eq!(titles(&trial.get(PAGE, "").await), ["satu", "dua", "tiga"]);
    assert_eq!(titles(&trial.get(&format!("{PAGE}?perpustakaan=natai-raya"), "").await), ["satu", "tiga"]);
    assert_eq!(titles(&trial.get(&format!("{PAGE}?hari=2026-12-31&perpustakaan="), "").await), ["satu", "dua"]);
    let events = |answer: &Answer| answer.body.matches("BEGIN:VEVENT").count();
    assert_eq!(events(&trial.get(&format!("{PAGE}/agenda.ics?perpustakaan=natai-raya"), "").await), 2);
    assert_eq!(events(&trial.get(&format!("{PAGE}/agenda.ics?hari=2027-01-01"), "").await), 1);
    let table = trial.get(&format!("{PAGE}/agenda.csv"), "").await;
    assert!(table.body.contains("2026-12-31,08.00,09.00,\"Aula; lama, besar\",Berbagi satu"), "{}", table.body);
    for odd in ["?perpustakaan=tidak-ada", "?hari=2026-02-30", "?hari=kemarin"] {
        assert_eq!(trial.get(&format!("{PAGE}{odd}"), "").await.status, 404, "{odd}");
        assert_eq!(trial.get(&format!("{PAGE}/agenda.ics{odd}"), "").await.status, 404, "{odd}");
    }
    let paper = trial.get(&format!("{PAGE}/cetak"), "").await;
    assert_eq!(paper.body.matches("Susunan Acara</h2>").count(), 2);
    for head in ["No", "Waktu", "Kegiatan", "Pelaksana", "Keterangan"] {
        assert!(paper.body.contains(&format!(">{head}</th>")), "{head}");
    }
    assert_eq!(
        trial.get(&format!("{PAGE}/cetak?hari=2027-01-01"), "").await.body.matches("Susunan Acara</h2>").count(),
        1
    );
    let signs = trial.get(&format!("{PAGE}/tanda-meja"), "").await;
    assert_eq!(
        signs.body.matches("class=\"table-sign\"").count(),
        2,
        "one for each library, however often it presents"
    );
    let framed = trial.get(&format!("{PAGE}/sisip"), "").await;
    assert_eq!(titles(&framed), ["satu", "dua", "tiga"]);
    assert!(framed.headers["content-security-policy"].to_str().unwrap().ends_with("frame-ancestors *"));
    assert!(!framed.body.contains("site-header") && !framed.body.contains("<script"), "{}", framed.body);
}

/// The draft loses its venue, a library leaves the programme: what was published stands until something new is.
#[tokio::test]
async fn what_was_published_stays_as_it_was() {
    let trial = Trial::new().await;
    let (desk, days) = over_new_year(&trial).await;
    let before = trial.get(&format!("{PAGE}/agenda.ics"), "").await.body;
    assert!(before.contains("LOCATION:Aula\\; lama\\, besar\r\n"), "{before}");
    let gone = [
        ("act", "hari-ubah"),
        ("day", days[0].as_str()),
        ("date", "2026-12-31"),
        ("venue", ""),
        ("opens", "08.00"),
        ("closes", "24.00"),
    ];
    desk.post(&gone).await;
    let changed = trial.app.storage.write(|tx| {
        Box::pin(async move {
            tx.run("update library set stage = 'nonaktif' where slug = 'natai-raya'", args![]).await?;
            Ok::<_, Failure>(())
        })
    });
    changed.await.unwrap();
    assert_eq!(trial.get(&format!("{PAGE}/agenda.ics"), "").await.body, before);
    assert!(trial.get(PAGE, "").await.body.contains("Aula; lama, besar"));
    let mine = trial.get(&format!("{PAGE}/agenda.ics?perpustakaan=natai-raya"), "").await;
    assert_eq!(mine.body.matches("BEGIN:VEVENT").count(), 2, "it keeps its calendar");
    // It is proposed to nobody any more.
    let proposals = trial.get(&desk.path.replace("/agenda", "/usulan"), &desk.planner).await;
    assert!(!proposals.body.contains("Perpustakaan Desa natai-raya: 0 laporan"), "{}", proposals.body);
    assert!(proposals.body.contains("Perpustakaan Desa natai-baru: 0 laporan"));
    desk.post(&[("act", "terbitkan"), ("publish_note", "Versi dua")]).await;
    let after = trial.get(&format!("{PAGE}/agenda.ics"), "").await.body;
    assert!(after.contains("LOCATION:Tempat belum ditentukan") && after.contains("SEQUENCE:1"), "{after}");
    let uids = |text: &str| text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(uids(&after), uids(&before));
}

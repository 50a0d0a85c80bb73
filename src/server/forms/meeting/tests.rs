//! The agenda's forms without scripts, from an empty meeting to the public page, and everything that must not happen on the way.

use crate::api::Error;
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::agenda::wire::{Ask, Want};
use crate::domain::refusal::Refusal;
use crate::trial::{Answer, Trial};

const NEW: &[(&str, &str)] = &[
    ("name", "PLM Kobar 2027"),
    ("date1", "2027-10-06"),
    ("venue1", "Aula"),
    ("opens1", "08.00"),
    ("closes1", "12.00"),
    ("date2", "2027-10-07"),
    ("outdoor2", "ya"),
];

/// The page's hidden values and the first day's id.
struct Seen {
    based: String,
    op: String,
    day: String,
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(value, _)| value)
}

fn seen(page: &Answer) -> Seen {
    Seen {
        based: between(&page.body, "name=\"based\" value=\"", "\"").to_owned(),
        op: between(&page.body, "name=\"op\" value=\"", "\"").to_owned(),
        day: between(&page.body, "data-day=\"", "\"").to_owned(),
    }
}

async fn meeting(trial: &Trial, planner: &str) -> String {
    let made = trial.post("/kantor/plm", planner, NEW).await;
    assert_eq!(made.status, 303, "{}", made.body);
    made.location().split('?').next().unwrap().to_owned()
}

async fn add(trial: &Trial, planner: &str, path: &str, title: &str, minutes: &str) -> Answer {
    let seen = seen(&trial.get(path, planner).await);
    let form = [
        ("act", "tambah"),
        ("based", &seen.based),
        ("op", &seen.op),
        ("spot", &seen.day),
        ("title", title),
        ("kind", "materi"),
        ("minutes", minutes),
        ("people", "Aldrin, Kabid"),
    ];
    trial.post(path, planner, &form).await
}

fn item_of(answer: &Answer) -> String {
    answer.location().split_once("#i-").unwrap().1.to_owned()
}

#[tokio::test]
async fn from_an_empty_agenda_to_the_public_page_and_the_calendar() {
    for trial in Trial::on_each_database("storage story: agenda").await {
        let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
        let path = meeting(&trial, &planner).await;
        assert_eq!(trial.get("/plm/plm-kobar-2027", "").await.status, 404, "not published yet");
        let first = item_of(&add(&trial, &planner, &path, "Pembukaan", "30").await);
        let second = item_of(&add(&trial, &planner, &path, "Diskusi <b>;,", "60").await);
        let page = trial.get(&path, &planner).await;
        assert!(page.body.contains("08.30") && page.body.contains("09.30"), "{}", page.body);

        // Too long for the day: publishing is refused, what was typed stays.
        let post = |form: Vec<(&'static str, String)>| {
            let (trial, planner, path) = (&trial, &planner, &path);
            async move {
                let seen = seen(&trial.get(path, planner).await);
                let mut pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                pairs.extend([("based", seen.based.as_str()), ("op", seen.op.as_str())]);
                trial.post(path, planner, &pairs).await
            }
        };
        let change = |minutes: &str| {
            vec![
                ("act", "ubah".to_owned()),
                ("item", second.clone()),
                ("title", "Diskusi <b>;,".to_owned()),
                ("kind", "materi".to_owned()),
                ("minutes", minutes.to_owned()),
                ("people", "Aldrin, Kabid".to_owned()),
            ]
        };
        assert_eq!(post(change("300")).await.status, 303);
        let publish = vec![("act", "terbitkan".to_owned()), ("publish_note", "Versi satu".to_owned())];
        let refused = post(publish.clone()).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("melewati jam selesai") && refused.body.contains("Versi satu"));
        assert_eq!(post(vec![("act", "batalkan".to_owned())]).await.status, 303);
        assert_eq!(post(vec![("act", "naik".to_owned()), ("item", second.clone())]).await.status, 303);
        assert_eq!(post(publish.clone()).await.status, 303);
        assert_eq!(post(publish).await.status, 422, "nothing new to publish");

        let public = trial.get("/plm/plm-kobar-2027", "").await;
        assert_eq!(public.status, 200);
        assert!(public.body.find("Diskusi").unwrap() < public.body.find("Pembukaan</h3>").unwrap());
        assert!(!public.body.contains("Diskusi <b>"), "written as text, also inside the JSON");
        assert!(trial.get("/plm", "").await.body.contains("PLM Kobar 2027"));
        let calendar = trial.get("/plm/plm-kobar-2027/agenda.ics", "").await;
        assert!(calendar.body.contains("DTSTART;TZID=Asia/Pontianak:20271006T080000"), "{}", calendar.body);
        assert!(calendar.body.contains("SUMMARY:Diskusi <b>\\;\\,"));
        let schedule = trial.get("/plm/plm-kobar-2027/schedule.json", "").await;
        let schedule: serde_json::Value = serde_json::from_str(&schedule.body).unwrap();
        assert_eq!(schedule["schedule"]["conference"]["daysCount"], 2);

        // A dropped item stays in the calendar as cancelled, with the same name.
        let uid = format!("UID:{first}.");
        assert!(calendar.body.contains(&uid));
        assert_eq!(post(vec![("act", "hapus".to_owned()), ("item", first.clone())]).await.status, 303);
        assert!(trial.get("/plm/plm-kobar-2027", "").await.body.contains("Pembukaan</h3>"), "until it is published");
        assert_eq!(
            post(vec![("act", "terbitkan".to_owned()), ("publish_note", "Versi dua".to_owned())]).await.status,
            303
        );
        let calendar = trial.get("/plm/plm-kobar-2027/agenda.ics", "").await;
        let dropped = calendar.body.split("BEGIN:VEVENT").find(|event| event.contains(&uid)).unwrap();
        assert!(dropped.contains("STATUS:CANCELLED") && dropped.contains("SEQUENCE:1"), "{dropped}");
    }
}

#[tokio::test]
async fn two_planners_at_once_lose_nothing() {
    let trial = Trial::new().await;
    let rina = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let budi = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let path = meeting(&trial, &rina).await;
    let item = item_of(&add(&trial, &rina, &path, "Pembukaan", "30").await);
    let both = seen(&trial.get(&path, &rina).await);
    let change = |title: &'static str, minutes: &'static str, op: &'static str| {
        [
            ("act", "ubah"),
            ("item", item.as_str()),
            ("title", title),
            ("kind", "materi"),
            ("minutes", minutes),
            ("people", "Aldrin, Kabid"),
            ("based", both.based.as_str()),
            ("op", op),
        ]
    };
    assert_eq!(trial.post(&path, &budi, &change("Pembukaan resmi", "30", "b1")).await.status, 303);
    // Another value of the same item merges.
    assert_eq!(trial.post(&path, &rina, &change("Pembukaan", "40", "a1")).await.status, 303);
    let page = trial.get(&path, &rina).await;
    assert!(page.body.contains("Pembukaan resmi") && page.body.contains("40 menit"));
    // The same value does not: the second is told by whom, and what was typed is still there.
    let refused = trial.post(&path, &rina, &change("Sambutan", "30", "a2")).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("Pak Budi") && refused.body.contains("value=\"Sambutan\""), "{}", refused.body);
    assert!(refused.body.contains("value=\"40\""), "what this person did not touch is as it stands now");
    assert!(trial.get(&path, &rina).await.body.contains("Pembukaan resmi</h3>"));
    // Sent again from that page, it is meant.
    let now = seen(&refused);
    let mut again = change("Sambutan", "40", "a3");
    again[6].1 = now.based.as_str();
    assert_eq!(trial.post(&path, &rina, &again).await.status, 303);
    assert!(trial.get(&path, &budi).await.body.contains("Sambutan</h3>"));
}

#[tokio::test]
async fn a_form_sent_twice_counts_once_and_strange_fields_are_refused() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let path = meeting(&trial, &planner).await;
    let item = item_of(&add(&trial, &planner, &path, "Pembukaan", "30").await);
    let page = seen(&trial.get(&path, &planner).await);
    let longer = [("act", "lebih"), ("item", item.as_str()), ("based", page.based.as_str()), ("op", page.op.as_str())];
    assert_eq!(trial.post(&path, &planner, &longer).await.status, 303);
    assert_eq!(trial.post(&path, &planner, &longer).await.status, 303);
    assert!(trial.get(&path, &planner).await.body.contains("35 menit"));
    // What makes something new, too: the second sending of a meeting, an item, a place or a template makes no second one.
    let twice: &[&[(&str, &str)]] = &[
        &[("act", "tambah"), ("title", "Sambutan"), ("kind", "materi"), ("minutes", "30")],
        &[("act", "ganda"), ("item", &item)],
        &[("act", "tempat-baru"), ("name", "Kelompok A")],
        &[("act", "templat"), ("template", "plm-2")],
    ];
    for form in twice {
        let page = seen(&trial.get(&path, &planner).await);
        let mut form = [form, &[("based", page.based.as_str()), ("op", page.op.as_str())][..]].concat();
        match form[0].1 {
            "tambah" => form.push(("spot", &page.day)),
            "tempat-baru" => form.push(("day", &page.day)),
            _ => {}
        }
        assert_eq!(trial.post(&path, &planner, &form).await.status, 303, "{form:?}");
        let once = seen(&trial.get(&path, &planner).await).based;
        assert_ne!(once, page.based, "{form:?}");
        let again = trial.post(&path, &planner, &form).await;
        assert_eq!(again.status, 303, "{form:?}: {}", again.body);
        assert_eq!(seen(&trial.get(&path, &planner).await).based, once, "{form:?}");
        // The same intent with other words is another one: a page gone back to, and sent once more.
        if form[0].1 == "tambah" {
            form[1].1 = "Sambutan kedua";
            assert_eq!(trial.post(&path, &planner, &form).await.status, 303);
            assert!(trial.get(&path, &planner).await.body.contains("Sambutan kedua"));
        }
    }
    let new = [NEW, &[("op", "m1")]].concat();
    let first = trial.post("/kantor/plm", &planner, &new).await;
    assert_eq!(trial.post("/kantor/plm", &planner, &new).await.location(), first.location());
    let strange = trial.post(&path, &planner, &[("act", "naik"), ("item", &item), ("office", "62.02")]).await;
    assert_eq!(strange.status, 422);
    assert!(strange.body.contains("“office”"));
    let strange =
        trial.post("/kantor/plm", &planner, &[("name", "X"), ("date1", "2027-01-01"), ("published_edit", "1")]).await;
    assert_eq!(strange.status, 422);
    let wrong =
        trial.post("/kantor/plm", &planner, &[("name", "Temu"), ("date1", "2027-02-30"), ("venue1", "Aula ini")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("Aula ini") && wrong.body.contains("Tanggal ini tidak ada"));
}

#[tokio::test]
async fn a_template_laid_on_an_agenda_that_has_changed_is_laid_by_the_next_press() {
    let trial = Trial::new().await;
    let rina = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let budi = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
    let path = meeting(&trial, &rina).await;
    let last = item_of(&add(&trial, &rina, &path, "Pembukaan", "30").await);
    let seen_before = seen(&trial.get(&path, &rina).await);
    assert_eq!(press(&trial, &budi, &path, &[("act", "hapus"), ("item", &last)]).await.status, 303);
    let mut form = vec![
        ("act", "templat"),
        ("template", "plm-2"),
        ("based", seen_before.based.as_str()),
        ("op", seen_before.op.as_str()),
    ];
    let refused = trial.post(&path, &rina, &form).await;
    assert!(refused.status == 409 && refused.body.contains("Agenda berubah sesudah"), "{}", refused.body);
    let now = seen(&refused);
    assert_ne!((&now.based, &now.op), (&seen_before.based, &seen_before.op));
    (form[2].1, form[3].1) = (&now.based, &now.op);
    assert_eq!(trial.post(&path, &rina, &form).await.status, 303);
    assert_eq!(trial.get(&path, &rina).await.body.matches("data-item=").count(), 20);
}

#[tokio::test]
async fn another_offices_meeting_is_not_there() {
    let trial = Trial::new().await;
    trial.office("62.02", "Kotawaringin Timur").await;
    let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let stranger = trial.person("62.02", "Pak Tono", &[Role::Planner]).await;
    let path = meeting(&trial, &planner).await;
    let item = item_of(&add(&trial, &planner, &path, "Pembukaan", "30").await);
    assert_eq!(trial.get(&path, &stranger).await.status, 404);
    assert_eq!(trial.post(&path, &stranger, &[("act", "hapus"), ("item", &item)]).await.status, 404);
    assert!(!trial.get("/kantor/plm", &stranger).await.body.contains("PLM Kobar 2027"));
    assert!(trial.get(&path, &planner).await.body.contains("Pembukaan</h3>"));
    assert_eq!(trial.get("/plm/tidak-ada", "").await.status, 404);
    assert_eq!(trial.get("/plm/tidak-ada/agenda.ics", "").await.status, 404);
}

/// The page's forms once more, with one of its buttons pressed.
async fn press(trial: &Trial, planner: &str, path: &str, form: &[(&str, &str)]) -> Answer {
    let seen = seen(&trial.get(path, planner).await);
    let mut pairs = form.to_vec();
    pairs.extend([("based", seen.based.as_str()), ("op", seen.op.as_str())]);
    trial.post(path, planner, &pairs).await
}

#[tokio::test]
async fn what_is_for_planners_only_reaches_no_page_feed_or_stranger() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let path = meeting(&trial, &planner).await;
    let item = item_of(&add(&trial, &planner, &path, "Pembukaan", "30").await);
    let change = [
        ("act", "ubah"),
        ("item", item.as_str()),
        ("title", "Pembukaan"),
        ("kind", "materi"),
        ("minutes", "30"),
        ("people", "Aldrin, Kabid"),
        ("aim", "Saling belajar"),
        ("private", "RAHASIA: honor belum cair"),
        ("note_taker", "Bu Tuti"),
    ];
    assert_eq!(press(&trial, &planner, &path, &change).await.status, 303);
    assert!(trial.get(&format!("{path}?ubah={item}"), &planner).await.body.contains("RAHASIA"));
    let published = press(&trial, &planner, &path, &[("act", "terbitkan"), ("publish_note", "Satu")]).await;
    assert_eq!(published.status, 303, "{}", published.body);
    for page in ["", "/agenda.ics", "/schedule.json"] {
        let answer = trial.get(&format!("/plm/plm-kobar-2027{page}"), "").await;
        assert_eq!(answer.status, 200);
        assert!(!answer.body.contains("RAHASIA"), "{page}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_remedy_a_reason_a_template_and_an_old_version_are_one_step_each() {
    for trial in Trial::on_each_database("storage story: remedies, templates, versions").await {
        let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
        let path = meeting(&trial, &planner).await;
        add(&trial, &planner, &path, "Pembukaan", "200").await;
        let long = add(&trial, &planner, &path, "Diskusi", "200").await;
        assert_eq!(long.status, 303);
        // The button beside the conflict says which remedy of which conflict.
        let page = trial.get(&path, &planner).await;
        let button = between(&page.body, "value=\"perbaiki:0:", "\"").to_owned();
        let pressed = press(&trial, &planner, &path, &[("do", &format!("perbaiki:0:{button}"))]).await;
        assert_eq!(pressed.status, 303, "{}", pressed.body);
        assert!(trial.get(&path, &planner).await.body.contains("Tidak ada bentrok"));
        let again = press(&trial, &planner, &path, &[("do", &format!("perbaiki:0:{button}"))]).await;
        assert_eq!(again.status, 422, "a conflict that is gone has no remedy");
        // A warning is accepted with a reason, which stays on record.
        let page = trial.get(&path, &planner).await;
        let key = between(&page.body, "name=\"conflict\" value=\"", "\"").to_owned();
        let silent = press(&trial, &planner, &path, &[("act", "terima"), ("conflict", &key)]).await;
        assert!(silent.status == 422 && silent.body.contains("Tulis alasannya"), "{}", silent.body);
        let accept = [("act", "terima"), ("conflict", key.as_str()), ("reason", "Sudah disepakati camat")];
        assert_eq!(press(&trial, &planner, &path, &accept).await.status, 303);
        let page = trial.get(&path, &planner).await;
        assert!(page.body.contains("menerima satu peringatan: Sudah disepakati camat"));
        assert_eq!(press(&trial, &planner, &path, &[("act", "terbitkan"), ("publish_note", "Satu")]).await.status, 303);
        // A template is one step: one undo takes all of it back.
        let before = trial.get(&path, &planner).await.body.matches("data-item=").count();
        let lay = press(&trial, &planner, &path, &[("act", "templat"), ("template", "plm-2")]).await;
        assert_eq!(lay.status, 303, "{}", lay.body);
        assert_eq!(trial.get(&path, &planner).await.body.matches("data-item=").count(), before + 20);
        assert_eq!(press(&trial, &planner, &path, &[("act", "batalkan")]).await.status, 303);
        assert_eq!(trial.get(&path, &planner).await.body.matches("data-item=").count(), before);
        assert_eq!(press(&trial, &planner, &path, &[("act", "templat"), ("template", "tidak-ada")]).await.status, 422);
        // Versions: what changed, for whom, and back again.
        add(&trial, &planner, &path, "Tambahan", "10").await;
        let versions = format!("{path}/versi");
        let page = trial.get(&versions, &planner).await;
        assert!(page.body.contains("Tambahan: baru") && page.body.contains("https://wa.me/"), "{}", page.body);
        let back = trial.post(&versions, &planner, &[("act", "kembali"), ("version", "1"), ("op", "b1")]).await;
        assert_eq!(back.status, 303, "{}", back.body);
        assert!(trial.get(&versions, &planner).await.body.contains("Tidak ada perbedaan."));
        assert_eq!(
            trial.post(&versions, &planner, &[("version", "1"), ("op", "b2")]).await.status,
            422,
            "nothing to do"
        );
        assert_eq!(trial.post(&versions, &planner, &[("version", "9"), ("op", "b3")]).await.status, 404);
    }
}

#[tokio::test]
async fn on_the_day_the_public_sees_the_delay_at_once() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let zone = crate::domain::moment::Zone::default();
    let today = trial.world.now().date(zone);
    let minute = trial.world.now().minute_of_day(zone);
    let opens = crate::domain::moment::clock(minute.saturating_sub(10));
    let closes = crate::domain::moment::clock((minute + 300).min(1440));
    let date = today.to_string();
    let new = [
        ("name", "PLM Hari Ini"),
        ("date1", date.as_str()),
        ("venue1", "Aula"),
        ("opens1", &opens),
        ("closes1", &closes),
    ];
    let made = trial.post("/kantor/plm", &planner, &new).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let path = made.location().split('?').next().unwrap().to_owned();
    add(&trial, &planner, &path, "Pembukaan", "30").await;
    let second = item_of(&add(&trial, &planner, &path, "Diskusi", "60").await);
    let day = seen(&trial.get(&path, &planner).await).day;
    let early = press(&trial, &planner, &path, &[("act", "molor"), ("day", &day), ("late", "15")]).await;
    assert!(early.status == 422 && early.body.contains("Terbitkan agenda dulu"), "{}", early.body);
    assert_eq!(press(&trial, &planner, &path, &[("act", "terbitkan"), ("publish_note", "Satu")]).await.status, 303);
    let public = format!("/plm/plm-hari-ini-{}", today.year);
    let start = |minutes: u16| crate::domain::moment::clock(minute.saturating_sub(10) + minutes);
    assert!(trial.get(&public, "").await.body.contains(&start(30)));
    assert_eq!(press(&trial, &planner, &path, &[("act", "molor"), ("day", &day), ("late", "15")]).await.status, 303);
    let page = trial.get(&public, "").await;
    assert!(page.body.contains(&start(45)) && page.body.contains("Acara molor 15 menit."), "{}", page.body);
    assert_eq!(press(&trial, &planner, &path, &[("do", &format!("mulai:{second}"))]).await.status, 303);
    assert!(trial.get(&public, "").await.body.contains(&start(10)), "it begins now");
    assert_eq!(press(&trial, &planner, &path, &[("act", "molor"), ("day", &day), ("late", "0")]).await.status, 422);
}

#[tokio::test]
async fn the_office_settles_its_own_rules() {
    for trial in Trial::on_each_database("storage story: rules of agendas").await {
        let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
        let rules = |to: &'static str, kinds: &'static str| {
            [
                ("ishoma_from", "12.00"),
                ("ishoma_to", to),
                ("friday_from", "11.15"),
                ("friday_to", "13.15"),
                ("stretch", "90"),
                ("kinds", kinds),
            ]
        };
        let wrong = trial.post("/kantor/plm/aturan", &planner, &rules("11.00", "Senam; Terbang; 30")).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("15 menit sesudah") && wrong.body.contains("Senam; Terbang; 30"), "{}", wrong.body);
        let saved = trial.post("/kantor/plm/aturan", &planner, &rules("13.00", "Senam pagi; Lain-lain; 25")).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let path = meeting(&trial, &planner).await;
        let page = trial.get(&path, &planner).await;
        assert!(page.body.contains("lain:Senam pagi"), "{}", page.body);
        let day = seen(&page).day;
        let own = [
            ("act", "tambah"),
            ("spot", day.as_str()),
            ("title", "Senam"),
            ("kind", "lain:Senam pagi"),
            ("minutes", ""),
            ("people", ""),
        ];
        assert_eq!(press(&trial, &planner, &path, &own).await.status, 303);
        assert!(trial.get(&path, &planner).await.body.contains("Senam pagi · 25 menit"));
    }
}

#[tokio::test]
async fn fifty_saves_of_one_item_at_once_and_a_stale_editor_overwrite_nothing() {
    for trial in Trial::on_each_database("storage story: fifty saves at once").await {
        let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
        let path = meeting(&trial, &planner).await;
        let item = item_of(&add(&trial, &planner, &path, "Pembukaan", "30").await);
        let page = seen(&trial.get(&path, &planner).await);
        let titles: Vec<String> = (0..50).map(|n| format!("Judul {n}")).collect();
        let saves = titles.iter().map(|title| {
            let (trial, planner, path) = (&trial, planner.as_str(), path.as_str());
            let form = [
                ("act", "ubah"),
                ("item", item.as_str()),
                ("title", title.as_str()),
                ("kind", "materi"),
                ("minutes", "30"),
                ("people", "Aldrin, Kabid"),
                ("based", page.based.as_str()),
                ("op", title.as_str()),
            ];
            async move { trial.post(path, planner, &form).await.status }
        });
        let answers = futures::future::join_all(saves).await;
        assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|status| matches!(status, 303 | 409)), "{answers:?}");
        // Three days later the page that was left open is still told who changed what.
        trial.world.advance(3 * 86_400);
        let stale = [
            ("act", "ubah"),
            ("item", item.as_str()),
            ("title", "Dari halaman lama"),
            ("kind", "materi"),
            ("minutes", "30"),
            ("people", "Aldrin, Kabid"),
            ("based", page.based.as_str()),
            ("op", "lama"),
        ];
        let signed_in = trial.person("62.01", "Pak Budi", &[Role::Planner]).await;
        let refused = trial.post(&path, &signed_in, &stale).await;
        assert!(refused.status == 409 && refused.body.contains("Dari halaman lama"), "{}", refused.body);
    }
}

/// The fields of an item's form as they stand in the page, with one of them changed.
fn changed<'a>(item: &'a str, library: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("act", "ubah"),
        ("item", item),
        ("title", title),
        ("kind", "berbagi"),
        ("minutes", "30"),
        ("library", library),
    ]
}

#[tokio::test]
async fn a_library_renamed_or_gone_keeps_the_turn_it_was_given() {
    for trial in Trial::on_each_database("storage story: a library leaves while it is on the agenda").await {
        let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
        let library = trial.library("62.01", "62.01.02.2016", "natai-raya").await;
        let path = meeting(&trial, &planner).await;
        let item = item_of(&add(&trial, &planner, &path, "Pojok baca", "30").await);
        let given = press(&trial, &planner, &path, &changed(&item, &library, "Pojok baca")).await;
        assert_eq!(given.status, 303, "{}", given.body);
        let known_as = |name: &'static str, stage: &'static str| {
            let (storage, id) = (trial.app.storage.clone(), library.clone());
            async move {
                let write = storage.write(move |tx| {
                    Box::pin(async move {
                        let sql = "update library set name = $2, stage = $3, version = version + 1 where id = $1";
                        tx.run(sql, crate::args![&id, name, stage]).await?;
                        Ok::<_, crate::storage::Failure>(())
                    })
                });
                write.await.unwrap();
            }
        };
        let form = format!("{path}?ubah={item}");
        let ticked = |body: &str, words: &str| {
            let before = body.split(words).next().unwrap_or_default();
            body.contains(words) && before.rsplit("<input").next().unwrap_or_default().contains(" checked")
        };

        known_as("Perpustakaan Pelangi", "replikasi").await;
        let page = trial.get(&form, &planner).await;
        assert!(ticked(&page.body, ">Perpustakaan Pelangi</label>"), "the box has today's name: {}", page.body);
        assert!(page.body.contains("Perpustakaan Desa natai-raya"), "the agenda says what it said");

        known_as("Perpustakaan Pelangi", "nonaktif").await;
        let page = trial.get(&form, &planner).await;
        assert!(ticked(&page.body, "Perpustakaan Desa natai-raya (tidak lagi ikut)"), "{}", page.body);
        // Sending the form as it stands loses nobody.
        let sent = press(&trial, &planner, &path, &changed(&item, &library, "Pojok baca anak")).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        assert_eq!(press(&trial, &planner, &path, &[("act", "terbitkan"), ("publish_note", "Satu")]).await.status, 303);
        let public = trial.get("/plm/plm-kobar-2027", "").await;
        assert!(public.body.contains("Pojok baca anak") && public.body.contains("Perpustakaan Desa natai-raya"));
        let calendar = trial.get("/plm/plm-kobar-2027/agenda.ics?perpustakaan=natai-raya", "").await;
        assert!(calendar.status == 200 && calendar.body.contains("Pojok baca anak"), "{}", calendar.body);
        // Another item cannot be given to it.
        let other = item_of(&add(&trial, &planner, &path, "Diskusi", "30").await);
        let refused = press(&trial, &planner, &path, &changed(&other, &library, "Diskusi")).await;
        assert!(refused.status == 422 && refused.body.contains("perpustakaan yang tidak dikenal"), "{}", refused.body);
    }
}

#[tokio::test]
async fn the_venue_of_a_published_version_outlives_its_deletion() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Bu Rina", &[Role::Planner]).await;
    let path = meeting(&trial, &planner).await;
    let item = item_of(&add(&trial, &planner, &path, "Diskusi", "30").await);
    let day = seen(&trial.get(&path, &planner).await).day;
    let new = [("act", "tempat-baru"), ("day", day.as_str()), ("name", "Kelompok Melati")];
    assert_eq!(press(&trial, &planner, &path, &new).await.status, 303);
    let page = trial.get(&path, &planner).await;
    let place = between(&page.body, "name=\"place\" value=\"", "\"").to_owned();
    let spot = format!("{day}:{place}");
    let step = [("act", "pindah"), ("item", item.as_str()), ("spot", spot.as_str()), ("after", "akhir")];
    assert_eq!(press(&trial, &planner, &path, &step).await.status, 303);
    let publish = |note: &'static str| [("act", "terbitkan"), ("publish_note", note)];
    assert_eq!(press(&trial, &planner, &path, &publish("Satu")).await.status, 303);
    let gone = press(&trial, &planner, &path, &[("act", "tempat-hapus"), ("day", &day), ("place", &place)]).await;
    assert_eq!(gone.status, 422, "it is in use: what takes place there is moved first");
    let away = [("act", "pindah"), ("item", item.as_str()), ("spot", day.as_str()), ("after", "akhir")];
    assert_eq!(press(&trial, &planner, &path, &away).await.status, 303);
    let again = press(&trial, &planner, &path, &[("act", "tempat-hapus"), ("day", &day), ("place", &place)]).await;
    assert_eq!(again.status, 303, "{}", again.body);
    let public = trial.get("/plm/plm-kobar-2027", "").await;
    assert!(public.body.contains("Kelompok Melati"), "the public still reads what was published");
    assert!(trial.get("/plm/plm-kobar-2027/agenda.ics", "").await.body.contains("Kelompok Melati"));
    assert!(!trial.get(&path, &planner).await.body.contains("Kelompok Melati · "), "the draft has no such place");
    assert_eq!(press(&trial, &planner, &path, &publish("Dua")).await.status, 303);
    assert!(!trial.get("/plm/plm-kobar-2027", "").await.body.contains("Kelompok Melati"));
    // Going back to the first version brings the place with it.
    let versions = format!("{path}/versi");
    let back = trial.post(&versions, &planner, &[("act", "kembali"), ("version", "1"), ("op", "b1")]).await;
    assert_eq!(back.status, 303, "{}", back.body);
    assert!(trial.get(&path, &planner).await.body.contains("Kelompok Melati"));
}

#[tokio::test]
async fn a_page_that_knows_more_than_a_restored_database_is_told_to_begin_anew() {
    let trial = Trial::new().await;
    let planner = trial.person("62.01", "Bu Ina", &[Role::Planner]).await;
    let path = meeting(&trial, &planner).await;
    assert_eq!(add(&trial, &planner, &path, "Pembukaan", "30").await.status, 303);
    let id: Option<(String,)> = trial.app.storage.one("select id from meeting", crate::args![]).await.unwrap();
    let id = id.unwrap().0;
    let edits = async || {
        let row: Option<(i64,)> = trial.app.storage.one("select edits from meeting", crate::args![]).await.unwrap();
        row.unwrap().0
    };
    let head = edits().await;
    let account: Option<(String,)> =
        trial.app.storage.one("select id from account where name = 'Bu Ina'", crate::args![]).await.unwrap();
    let asker = Asker::SignedIn(SignedIn {
        account: account.unwrap().0,
        office: "62.01".into(),
        name: "Bu Ina".into(),
        roles: vec![Role::Planner],
    });
    let ask = async |based: i64, want: Want| {
        let ask = Ask { meeting: id.clone(), based, op: format!("op-{based}"), want, epoch: None };
        crate::api::agenda::ask(&trial.app, &asker, ask).await
    };
    assert!(ask(head, Want::Look).await.is_ok());
    for want in [Want::Look, Want::Undo, Want::Edits(Vec::new())] {
        match ask(head + 17, want.clone()).await {
            Err(Error::Refusal(Refusal::Conflict(words))) if words.contains("dipulihkan dari cadangan") => {}
            other => panic!("{want:?}: {other:?}"),
        }
    }
    // A form of such a page, and publishing what it shows, too.
    let seen = seen(&trial.get(&path, &planner).await);
    let ahead = (head + 17).to_string();
    for (act, note) in [("batalkan", None), ("terbitkan", Some(("publish_note", "Agenda pertama.")))] {
        let mut form = vec![("act", act), ("based", ahead.as_str()), ("op", seen.op.as_str())];
        form.extend(note);
        let answer = trial.post(&path, &planner, &form).await;
        assert!(answer.status == 409 && answer.body.contains("dipulihkan dari cadangan"), "{act}: {}", answer.status);
    }
    assert_eq!(edits().await, head, "nothing was written");

    // Restored, and others have gone on past what the page knew: its number says nothing any more, its epoch does.
    let here = async |epoch: Option<i64>, op: &str, want: Want| {
        let ask = Ask { meeting: id.clone(), based: head - 1, op: op.to_owned(), want, epoch };
        crate::api::agenda::ask(&trial.app, &asker, ask).await
    };
    assert!(here(Some(1), "e1", Want::Look).await.is_ok());
    let restore = trial.app.storage.write(|tx| {
        let epoch = Some(crate::domain::moment::Moment(2));
        Box::pin(async move { crate::storage::installation::note(tx, "restore_epoch", epoch).await })
    });
    restore.await.unwrap();
    for want in [Want::Look, Want::Undo, Want::Edits(Vec::new())] {
        match here(Some(1), "e2", want.clone()).await {
            Err(Error::Refusal(Refusal::Conflict(words))) if words.contains("dipulihkan dari cadangan") => {}
            other => panic!("{want:?}: {other:?}"),
        }
    }
    assert_eq!(edits().await, head, "nothing was written");
    assert!(here(None, "e3", Want::Look).await.is_ok(), "a page of the version before goes on working");
    assert!(here(Some(2), "e4", Want::Look).await.is_ok(), "a page made since the restore");
    let page = trial.get(&path, &planner).await.body;
    assert!(page.contains("&quot;epoch&quot;:2"), "which is what such a page knows: {page}");
    let old = serde_json::json!({ "meeting": "m", "based": 3, "op": "o", "want": "undo" });
    let ask: Ask = serde_json::from_value(old.clone()).unwrap();
    assert_eq!(serde_json::to_value(&ask).unwrap(), old, "its call repeated is the same call");
}

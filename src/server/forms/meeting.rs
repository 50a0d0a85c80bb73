//! Meeting forms: a new meeting, and everything a planner does to its agenda without scripts.

use crate::api::agenda::{Desk, Today};
use crate::api::{self, App, Error};
use crate::domain::account::Asker;
use crate::domain::agenda::form::{self, Pairs, Wish};
use crate::domain::agenda::wire::Want;
use crate::domain::agenda::{Edit, history};
use crate::domain::meeting::Plan;
use crate::domain::refusal::Refusal;
use crate::server::forms::{Posted, see_other};
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/plm", post(create)).route("/kantor/plm/{id}/agenda", post(change))
}

type Form = Posted<Vec<(String, String)>>;

/// A new meeting.
async fn create(State(app): State<App>, Posted { input, page }: Form) -> Response {
    let world = app.world.clone();
    let plan = match Plan::read(&input, || world.id()) {
        Ok(plan) => plan,
        Err(findings) => return page.findings(findings).await,
    };
    let op = Pairs(&input).get("op").to_owned();
    match api::meetings::create(&app, &page.asker, plan, false, op).await {
        Ok(id) => see_other(&format!("/kantor/plm/{id}/agenda?kabar=dibuat")),
        Err(error) => page.refused(error).await,
    }
}

/// One change of an agenda, made on a page that showed it as of the number in `based`.
async fn change(State(app): State<App>, Path(id): Path<String>, Posted { input, page }: Form) -> Response {
    let desk = match api::agenda::open(&app, &page.asker, &id).await {
        Ok(desk) => desk,
        Err(error) => return page.refused(error).await,
    };
    let input = form::spelled(&input);
    let pairs = Pairs(&input);
    let (based, op) = (pairs.get("based").parse().unwrap_or(desk.meeting.edits), pairs.get("op").to_owned());
    // Read against what the person saw, so that only what they changed becomes an edit.
    let seen = history::at(&desk.entries, based);
    let wish = match form::read(&input, &seen, &desk.rules, || app.world.id()) {
        Ok(wish) => wish,
        Err(findings) => return page.findings(findings).await,
    };
    let here = format!("/kantor/plm/{}/agenda", desk.meeting.id);
    let (want, anchor) = match wish {
        Wish::Publish { note } => {
            return match api::agenda::publish(&app, &page.asker, &id, based, note, op).await {
                Ok(_) => see_other(&format!("{here}?kabar=terbit")),
                Err(error) => page.refused(error).await,
            };
        }
        Wish::Server => {
            return match served(&app, &page.asker, &desk, op, &pairs).await {
                Ok(news) => see_other(&format!("{here}?kabar={news}")),
                Err(error) => page.refused(error).await,
            };
        }
        Wish::Undo => (Want::Undo, String::new()),
        Wish::Redo => (Want::Redo, String::new()),
        Wish::Edit(edit) => {
            let anchor = anchor(&edit);
            (Want::Edits(vec![edit]), anchor)
        }
    };
    let mine = match &want {
        Want::Edits(edits) => edits.first().cloned(),
        _ => None,
    };
    match api::agenda::change(&app, &page.asker, &id, based, op, want).await {
        Ok(done) => {
            let news = match done {
                api::agenda::Done::Saved => "tersimpan",
                api::agenda::Done::Undone => "dibatalkan",
                api::agenda::Done::Redone => "diulangi",
            };
            see_other(&format!("{here}?kabar={news}{anchor}"))
        }
        Err(Error::Refusal(refusal @ Refusal::Conflict(_))) => {
            // The page comes back on the newest agenda: there, what this person changed stays as typed, everything else is as
            // the other person left it, so that sending it once more overwrites knowingly and only what they meant.
            match mine.and_then(|edit| merged(&desk.agenda, &edit)) {
                Some(pairs) => page.refused_with(refusal, pairs).await,
                None => page.refused(refusal).await,
            }
        }
        Err(error) => page.refused(error).await,
    }
}

/// What only the server does: templates, going back, and what happens on the day.
async fn served(app: &App, asker: &Asker, desk: &Desk, op: String, pairs: &Pairs<'_>) -> Result<&'static str, Error> {
    match pairs.get("act") {
        "templat" => api::agenda::lay(app, asker, desk, op, pairs.get("template")).await.map(|_| "tersimpan"),
        "kembali" => {
            let version = pairs.get("version").parse().unwrap_or(0);
            api::agenda::go_back(app, asker, desk, op, version).await.map(|_| "kembali")
        }
        act => {
            let late = pairs.get("late").parse().unwrap_or(0);
            let what = if act == "mulai" {
                Today::Start(pairs.get("item").to_owned())
            } else {
                Today::Late(pairs.get("day").to_owned(), late)
            };
            api::agenda::today(app, asker, &desk.meeting.id, op, what).await.map(|_| "terbit")
        }
    }
}

/// The form of an item as the newest agenda has it, with one person's values on top.
fn merged(agenda: &crate::domain::agenda::Agenda, edit: &Edit) -> Option<Vec<(String, String)>> {
    let Edit::Change { item, values } = edit else { return None };
    let mut newest = agenda.clone();
    newest.apply(&Edit::Change { item: item.clone(), values: values.clone() }).ok()?;
    let (_, item) = newest.item(item)?;
    Some(form::item_pairs(item))
}

/// Where the page should stand after the edit.
fn anchor(edit: &Edit) -> String {
    match edit.leaves().first() {
        Some(Edit::Add { .. } | Edit::Change { .. } | Edit::Move { .. }) => format!("#i-{}", edit.subject()),
        Some(Edit::AddDay { .. } | Edit::ChangeDay { .. } | Edit::State { .. }) => format!("#d-{}", edit.subject()),
        Some(
            Edit::AddPlace { day, .. }
            | Edit::RenamePlace { day, .. }
            | Edit::RemovePlace { day, .. }
            | Edit::SetPlace { day, .. },
        ) => format!("#d-{day}"),
        Some(Edit::Accept { .. }) => "#periksa".to_owned(),
        Some(Edit::Remove { .. } | Edit::RemoveDay { .. } | Edit::Group { .. }) | None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::account::Role;
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
                    let mut pairs: Vec<(&str, &str)> =
                        form.iter().map(|(name, value)| (*name, value.as_str())).collect();
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
            assert!(
                trial.get("/plm/plm-kobar-2027", "").await.body.contains("Pembukaan</h3>"),
                "until it is published"
            );
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
        let longer =
            [("act", "lebih"), ("item", item.as_str()), ("based", page.based.as_str()), ("op", page.op.as_str())];
        assert_eq!(trial.post(&path, &planner, &longer).await.status, 303);
        assert_eq!(trial.post(&path, &planner, &longer).await.status, 303);
        assert!(trial.get(&path, &planner).await.body.contains("35 menit"));
        let strange = trial.post(&path, &planner, &[("act", "naik"), ("item", &item), ("office", "62.02")]).await;
        assert_eq!(strange.status, 422);
        assert!(strange.body.contains("“office”"));
        let strange = trial
            .post("/kantor/plm", &planner, &[("name", "X"), ("date1", "2027-01-01"), ("published_edit", "1")])
            .await;
        assert_eq!(strange.status, 422);
        let wrong = trial
            .post("/kantor/plm", &planner, &[("name", "Temu"), ("date1", "2027-02-30"), ("venue1", "Aula ini")])
            .await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("Aula ini") && wrong.body.contains("Tanggal ini tidak ada"));
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
}

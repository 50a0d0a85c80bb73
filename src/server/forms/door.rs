//! Check-in by name, undoing it, and people who come without an invitation.

use crate::api::door::{self, Message, Word};
use crate::api::{App, Error, participants};
use crate::domain::door::Verdict;
use crate::domain::refusal::Refusal;
use crate::server::forms::participants::entry;
use crate::server::forms::{Posted, only, see_other};
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    Router::new().route("/kantor/plm/{id}/presensi", post(change))
}

async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    Posted { input: pairs, page }: Posted<Vec<(String, String)>>,
) -> Response {
    let person = match page.asker.planner() {
        Ok(person) => person.clone(),
        Err(refusal) => return page.refused(refusal).await,
    };
    let names = ["aksi", "op", "hari", "peserta", "nama", "jk", "jabatan", "perpustakaan", "instansi", "hp"];
    if let Err(refusal) = only(&pairs, &names) {
        return page.refused(refusal).await;
    }
    let get = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let (op, day, who) = (get("op").to_owned(), get("hari").to_owned(), get("peserta").to_owned());
    let here = format!("/kantor/plm/{id}/presensi?hari={day}");
    let see = |app: &App, asker: &crate::domain::account::Asker, who: String| {
        let (app, asker, id, op, day) = (app.clone(), asker.clone(), id.clone(), op.clone(), day.clone());
        async move {
            let at = hour(&app, &asker, &id, &day).await?;
            let own = if op.is_empty() { app.world.id() } else { op };
            let word = Word { id: own, participant: who, scanned: String::new(), day, at, undo: Vec::new() };
            let message = Message { account: String::new(), door: "formulir".to_owned(), words: vec![word] };
            let heard = door::hear(&app, &asker, &id, message).await?;
            Ok::<_, Error>(
                heard.first().and_then(|heard| Verdict::ALL.into_iter().find(|one| one.code() == heard.verdict)),
            )
        }
    };
    let done: Result<(Option<Verdict>, String), Error> = match get("aksi") {
        "hadir" => see(&app, &page.asker, who.clone()).await.map(|verdict| (verdict, who)),
        "batal" => match door::undo(&app, &page.asker, &id, &who, &day).await {
            Ok(()) => return see_other(&format!("{here}&kabar=batal&siapa={who}")),
            Err(error) => Err(error),
        },
        "datang" => match entry(&pairs) {
            Ok(entry) => {
                let intent =
                    Op::new(&person.account, &op, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
                match participants::enter(&app, &page.asker, &id, vec![entry], true, intent).await {
                    Ok(who) => see(&app, &page.asker, who.clone()).await.map(|verdict| (verdict, who)),
                    Err(error) => Err(error),
                }
            }
            Err(refusal) => Err(refusal.into()),
        },
        _ => Err(Refusal::invalid("", "Tekan salah satu tombol di halaman ini.").into()),
    };
    match done {
        Ok((Some(Verdict::Already), who)) => see_other(&format!("{here}&kabar=sudah&siapa={who}")),
        Ok((Some(verdict), who)) if verdict.is_present() => see_other(&format!("{here}&kabar=hadir&siapa={who}")),
        Ok((verdict, _)) => {
            let words = verdict.map_or("Kehadiran ini tidak tercatat. Muat ulang halamannya.", Verdict::words);
            page.refused(Refusal::invalid("", words.replace("{nama}", "Orang ini"))).await
        }
        Err(error) => page.refused(error).await,
    }
}

/// The hour of a check-in by a form: now on the day itself, none when a past day is written up from paper.
async fn hour(app: &App, asker: &crate::domain::account::Asker, meeting: &str, day: &str) -> Result<i64, Error> {
    let attendance = door::attendance(app, asker, meeting, Some(day)).await?;
    let hall = &attendance.roster.hall;
    let date = hall.agenda.days.get(attendance.day).map(|day| day.date);
    Ok(if date == Some(hall.today()) { hall.now.0 } else { 0 })
}

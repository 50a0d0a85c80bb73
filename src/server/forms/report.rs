//! The report form, posted as multipart so that photos come along without scripts (a plain urlencoded post is understood too).

mod reading;

use crate::api::{App, Error, reports};
use crate::domain::account::Asker;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::draft::{Draft, Envelope, TypedActivity, TypedStory};
use crate::server::forms::{Again, see_other};
use crate::server::pages;
use crate::storage::ops::Op;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::post;
use reading::Read;

/// The routes of these forms.
pub fn routes() -> Router<App> {
    // The guard's limit holds for the whole request; each file is measured while it is read.
    Router::new().route("/lapor/{slug}/{month}", post(posted)).layer(DefaultBodyLimit::disable())
}

/// A posted form with everything needed to answer it.
struct Answering {
    app: App,
    asker: Asker,
    parts: Parts,
    slug: String,
    month: String,
}

/// `POST /lapor/{slug}/{month}`.
async fn posted(State(app): State<App>, Path((slug, month)): Path<(String, String)>, request: Request) -> Response {
    let asker = request.extensions().get::<Asker>().cloned().unwrap_or_default();
    // Before a byte of the body is kept: is this the person's own library?
    let person = match reports::place(&app, &asker, &slug, &month).await {
        Ok((person, ..)) => person,
        Err(error) => {
            let refusal = error.told(&app.world);
            return pages::refused(&app, asker, request, &refusal).await;
        }
    };
    let (parts, body) = request.into_parts();
    let read = reading::read(&app, Request::from_parts(parts.clone(), body)).await;
    let answering = Answering { app, asker, parts, slug, month };
    let read = match read {
        Ok(read) => read,
        Err((error, pairs)) => return answering.again(pairs).refused(error).await,
    };
    let pairs = || read.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let (draft, envelope) = match Draft::from_pairs(pairs()) {
        Ok(form) => form,
        Err(fault) => {
            let finding = Finding::new("", fault.words());
            return answering.again(read.pairs).findings(vec![finding]).await;
        }
    };
    let files = read.uploads.iter().map(|upload| ("foto", upload.taken.upload_sha256.as_str()));
    let op = Op::new(&person.account, &envelope.op, pairs().chain(files));
    answering.answer(read, draft, envelope, op).await
}

impl Answering {
    fn again(&self, pairs: Vec<(String, String)>) -> Again {
        Again::new(self.app.clone(), self.asker.clone(), self.parts.clone(), pairs)
    }

    fn page(&self, rest: &str) -> String {
        format!("/lapor/{}/{}{rest}", self.slug, self.month)
    }

    async fn answer(self, mut read: Read, mut draft: Draft, envelope: Envelope, op: Op) -> Response {
        if let Some(n) = envelope.action.strip_prefix("hapus-kegiatan-").and_then(|n| n.parse::<usize>().ok()) {
            if let Some(activity) = draft.activities.get_mut(n) {
                *activity = TypedActivity::default();
            }
            read.uploads.retain(|upload| upload.activity != n);
        }
        if let Some(n) = envelope.action.strip_prefix("hapus-cerita-").and_then(|n| n.parse::<usize>().ok())
            && let Some(story) = draft.stories.get_mut(n)
        {
            *story = TypedStory::default();
        }
        if envelope.action == "salin-kegiatan"
            && let Ok(desk) = reports::desk(&self.app, &self.asker, &self.slug, &self.month).await
        {
            draft.copy_activities(&desk.previous);
        }
        if let Some(id) = envelope.action.strip_prefix("hapus-foto-") {
            for photo in draft.photos.iter_mut().filter(|photo| photo.id == id) {
                photo.removed = true;
            }
        }
        let mut posting = reports::Posting {
            slug: self.slug.clone(),
            month: self.month.clone(),
            version: envelope.version,
            paper_on: envelope.paper_on,
            draft,
            uploads: read.uploads,
            op,
        };
        if let Some(code) = envelope.action.strip_prefix("pakai-hitung-")
            && let Err(error) = reports::use_tally(&self.app, &self.asker, &mut posting, code).await
        {
            return self.refused(read.pairs, error).await;
        }
        if let Some(id) = envelope.action.strip_prefix("pakai-rencana-")
            && let Err(error) = reports::use_plan(&self.app, &self.asker, &mut posting, id).await
        {
            return self.refused(read.pairs, error).await;
        }
        match envelope.action.as_str() {
            // A photo that was not taken in holds the sending back: the person meant it to go along.
            "kirim" if read.troubles.is_empty() => match reports::send(&self.app, &self.asker, posting).await {
                Ok(_) => see_other(&self.page("/terkirim")),
                Err(error) => self.refused(read.pairs, error).await,
            },
            "kirim-nihil" => {
                let sent = reports::send_nihil(&self.app, &self.asker, posting, envelope.nihil_reason).await;
                match sent {
                    Ok(_) => see_other(&self.page("/terkirim")),
                    Err(error) => self.again(read.pairs).refused(error).await,
                }
            }
            "buang-perbaikan" => match reports::give_up_draft(&self.app, &self.asker, &self.slug, &self.month).await {
                Ok(()) => see_other(&self.page("?kabar=dibuang")),
                Err(error) => self.refused(read.pairs, error).await,
            },
            action => {
                let next = next_page(action);
                match reports::save_draft(&self.app, &self.asker, posting).await {
                    Ok(_) if !read.troubles.is_empty() => {
                        self.refused(read.pairs, Refusal::Invalid(read.troubles).into()).await
                    }
                    Ok(kept) => see_other(&self.page(&next(kept))),
                    Err(error) => self.refused(read.pairs, error).await,
                }
            }
        }
    }

    /// The page again. What the rules have found was kept as the draft before, so the page shows the draft with its photos; any
    /// other refusal kept nothing, so the page shows what was posted.
    async fn refused(self, posted: Vec<(String, String)>, error: Error) -> Response {
        let mut pairs = posted;
        if matches!(&error, Error::Refusal(Refusal::Invalid(_)))
            && let Ok(desk) = reports::desk(&self.app, &self.asker, &self.slug, &self.month).await
            && desk.head.is_some()
        {
            // The date on a paper is no part of the draft.
            pairs.retain(|(name, _)| name == "tanggal-kertas");
            pairs.extend(desk.draft.to_pairs());
        }
        let mut parts = self.parts.clone();
        // The body is read; what describes it would mislead whoever reads the parts again.
        parts.headers.remove(axum::http::header::CONTENT_LENGTH);
        Again::new(self.app.clone(), self.asker.clone(), parts, pairs).refused(error).await
    }
}

/// Where a kept draft leads: back to the form, at the place where the person goes on.
fn next_page(action: &str) -> impl Fn(reports::Kept) -> String + use<> {
    let action = action.to_owned();
    move |kept| match action.as_str() {
        "tambah-kegiatan" => format!("?ubah=ya&tambah=kegiatan#kegiatan-{}", kept.activities + 1),
        "tambah-cerita" => format!("?ubah=ya&tambah=cerita#cerita-{}", kept.stories + 1),
        action if action.starts_with("pakai-hitung-") => {
            format!("?ubah=ya#f-angka-{}", action.trim_start_matches("pakai-hitung-"))
        }
        action if action.starts_with("pakai-rencana-") => format!("?ubah=ya#kegiatan-{}", kept.activities),
        "salin-kegiatan" => "?ubah=ya&kabar=disalin#kegiatan".to_owned(),
        "unggah" => "?ubah=ya&kabar=foto#kegiatan".to_owned(),
        action if action.starts_with("hapus-cerita") => "?ubah=ya&kabar=dihapus#cerita".to_owned(),
        action if action.starts_with("hapus-") => "?ubah=ya&kabar=dihapus#kegiatan".to_owned(),
        _ => "?ubah=ya&kabar=tersimpan".to_owned(),
    }
}

#[cfg(test)]
mod tests;

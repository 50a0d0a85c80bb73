//! What was sent: one immutable revision for each sending. Stories and photos stand apart, so that they can be erased.

use crate::args;
use crate::domain::indicator::{Figure, Figures, over_months};
use crate::domain::moment::{Date, Moment, Month};
use crate::domain::report::{
    Activity, Content, Explanation, Story, StoryConsent, Strategy, Support, SupportKind, erased_words,
};
use crate::storage::{Failure, Storage, Tx, consents};

/// One sending.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct VersionRow {
    /// 1, 2, ..
    pub revision: i64,
    /// Keyed in by the office for the library, from paper.
    pub paper: bool,
    /// The number of the form it was filled in on.
    pub form_number: i64,
    /// "Nihil".
    pub nihil: bool,
    obstacles: String,
    remedies: String,
    explanations: String,
    /// Who sent it.
    pub sent_by_name: String,
    sent_at: i64,
}

impl VersionRow {
    /// When it was sent.
    pub fn sent(&self) -> Moment {
        Moment(self.sent_at)
    }
}

/// Every sending of a report, newest first.
pub async fn versions(db: &Storage, office: &str, report: &str) -> Result<Vec<VersionRow>, Failure> {
    db.all(
        "select v.revision, v.paper, v.form_number, v.nihil, v.obstacles, v.remedies, v.explanations, coalesce(a.name, '') as sent_by_name, v.sent_at
         from report_version v left join account a on a.id = v.sent_by
         where v.office = $1 and v.report = $2 order by v.revision desc",
        args![office, report],
    )
    .await
}

#[derive(sqlx::FromRow)]
struct ActivityRow {
    id: String,
    strategy: String,
    field: String,
    title: String,
    held_on: Option<String>,
    place: String,
    participants: Option<i64>,
    partner: String,
    result: String,
    skill: String,
    support: String,
    support_rupiah: Option<i64>,
    support_from: String,
    link: String,
}

#[derive(sqlx::FromRow)]
struct StoryRow {
    id: String,
    about: String,
    text: String,
    evidence: String,
    person: String,
    consent: String,
    child: bool,
    guardian: bool,
    public_wish: bool,
    erased_on: Option<String>,
}

/// What one revision says. The figures hold those added up from activities too. An erased story says that it was erased.
pub async fn content(db: &Storage, office: &str, report: &str, revision: i64) -> Result<Option<Content>, Failure> {
    let version: Option<VersionRow> = db
        .one(
            "select revision, paper, form_number, nihil, obstacles, remedies, explanations, sent_by as sent_by_name, sent_at
             from report_version where office = $1 and report = $2 and revision = $3",
            args![office, report, revision],
        )
        .await?;
    let Some(version) = version else { return Ok(None) };
    let figures: Vec<(String, Option<f64>)> = db
        .all(
            "select indicator, value from figure where office = $1 and report = $2 and revision = $3",
            args![office, report, revision],
        )
        .await?;
    let answers: Vec<(String, String)> = db
        .all(
            "select question, value from answer where office = $1 and report = $2 and revision = $3 order by question",
            args![office, report, revision],
        )
        .await?;
    let activities: Vec<ActivityRow> = db
        .all(
            "select id, strategy, field, title, held_on, place, participants, partner, result, skill, support, support_rupiah,
                    support_from, link from activity
             where office = $1 and report = $2 and revision = $3 order by position",
            args![office, report, revision],
        )
        .await?;
    let stories: Vec<StoryRow> = db
        .all(
            "select s.id, s.about, s.text, s.evidence, s.person, s.consent, s.child, s.guardian, s.public_wish, s.erased_on
             from report_story r join story s on s.office = r.office and s.id = r.story
             where r.office = $1 and r.report = $2 and r.revision = $3 order by s.created_at, s.id",
            args![office, report, revision],
        )
        .await?;
    Ok(Some(Content {
        nihil: version.nihil,
        figures: figures.into_iter().map(|(code, value)| (code, Figure::from_stored(value))).collect(),
        answers,
        activities: activities.into_iter().map(ActivityRow::read).collect::<Result<_, _>>()?,
        stories: stories.into_iter().map(StoryRow::read).collect(),
        obstacles: version.obstacles,
        remedies: version.remedies,
        explanations: serde_json::from_str::<Vec<Explanation>>(&version.explanations).unwrap_or_default(),
    }))
}

impl ActivityRow {
    fn read(self) -> Result<Activity, Failure> {
        let strategy = Strategy::of(&self.strategy);
        let held_on = self.held_on.as_deref().and_then(Date::parse);
        let (Some(strategy), Some(held_on)) = (strategy, held_on) else {
            return Err(Failure::inconsistent("activity", format!("{}: strategy or date", self.id)));
        };
        let support = SupportKind::of(&self.support).map(|kind| Support {
            kind,
            rupiah: self.support_rupiah.and_then(|value| u64::try_from(value).ok()),
            from: self.support_from,
        });
        Ok(Activity {
            id: self.id,
            strategy,
            field: self.field,
            title: self.title,
            held_on,
            place: self.place,
            participants: self.participants.and_then(|count| u32::try_from(count).ok()),
            partner: self.partner,
            result: self.result,
            skill: self.skill,
            support,
            link: self.link,
        })
    }
}

impl StoryRow {
    fn read(self) -> Story {
        let erased_on = self.erased_on.as_deref().and_then(Date::parse);
        let text = match erased_on {
            Some(date) => erased_words(date),
            None => self.text,
        };
        Story {
            id: self.id,
            about: self.about,
            text,
            evidence: self.evidence,
            person: self.person,
            consent: StoryConsent::of(&self.consent),
            child: self.child,
            guardian: self.guardian,
            public: self.public_wish,
            is_erased: erased_on.is_some(),
        }
    }
}

/// The figures of a library's month: of the approved revision, else of the newest sent one; empty when nothing was sent.
pub async fn figures_of_month(db: &Storage, office: &str, library: &str, month: Month) -> Result<Figures, Failure> {
    let rows: Vec<(String, Option<f64>)> = db
        .all(
            "select f.indicator, f.value from report r
             join figure f on f.office = r.office and f.report = r.id and f.revision = coalesce(r.approved_revision, r.revision)
             where r.office = $1 and r.library = $2 and r.form = 'bulanan' and r.month = $3",
            args![office, library, month.to_string()],
        )
        .await?;
    Ok(rows.into_iter().map(|(code, value)| (code, Figure::from_stored(value))).collect())
}

/// The figures of a library over the twelve months that end with `last`: see [`over_months`].
pub async fn figures_of_year(db: &Storage, office: &str, library: &str, last: Month) -> Result<Figures, Failure> {
    let rows: Vec<(String, String, Option<f64>)> = db
        .all(
            "select r.month, f.indicator, f.value from report r
             join figure f on f.office = r.office and f.report = r.id and f.revision = coalesce(r.approved_revision, r.revision)
             where r.office = $1 and r.library = $2 and r.form = 'bulanan' and r.month >= $3 and r.month <= $4",
            args![office, library, last.plus(-11).to_string(), last.to_string()],
        )
        .await?;
    let months = rows
        .into_iter()
        .filter_map(|(month, code, value)| Some((Month::parse(&month)?, code, Figure::from_stored(value))));
    Ok(over_months(months))
}

/// What a sending adds beside its content.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// The office's code.
    pub office: &'a str,
    /// The report's id.
    pub report: &'a str,
    /// The library's id.
    pub library: &'a str,
    /// The new revision.
    pub revision: i64,
    /// The form it was filled in on.
    pub form: i64,
    /// The account that sends.
    pub account: &'a str,
    /// When the librarian finished, where the phone says so.
    pub finalized: Option<Moment>,
    /// Keyed in by the office for the library.
    pub paper: bool,
}

/// Stores a new revision with its figures, answers, activities and stories, and the photos of the draft.
pub async fn add_revision(tx: &mut Tx, sending: &Sending<'_>, content: &Content) -> Result<(), Failure> {
    let Sending { office, report, library, revision, form, account, finalized, paper } = *sending;
    let explanations = serde_json::to_string(&content.explanations)
        .map_err(|error| Failure::inconsistent("report_version", error.to_string()))?;
    let now = tx.now();
    tx.run(
        "insert into report_version (office, report, revision, form_number, nihil, obstacles, remedies, explanations, sent_by, sent_at, finalized_at, paper)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            office,
            report,
            revision,
            form,
            content.nihil,
            &content.obstacles,
            &content.remedies,
            explanations,
            account,
            now,
            finalized,
            paper
        ],
    )
    .await?;
    let mut figures = content.figures.clone();
    if !content.nihil {
        figures.extend(content.derived());
    }
    for (code, figure) in &figures {
        tx.run(
            "insert into figure (office, report, revision, indicator, value) values ($1, $2, $3, $4, $5)",
            args![office, report, revision, code, figure.to_stored()],
        )
        .await?;
    }
    for (question, value) in &content.answers {
        tx.run(
            "insert into answer (office, report, revision, question, value) values ($1, $2, $3, $4, $5)",
            args![office, report, revision, question, value],
        )
        .await?;
    }
    for (position, activity) in (1i64..).zip(&content.activities) {
        tx.run(
            "insert into activity (office, report, revision, id, position, strategy, field, title, held_on, place, participants, partner,
                                   result, skill, support, support_rupiah, support_from, link)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
            args![
                office,
                report,
                revision,
                &activity.id,
                position,
                activity.strategy.code(),
                &activity.field,
                &activity.title,
                activity.held_on.to_string(),
                &activity.place,
                activity.participants,
                &activity.partner,
                &activity.result,
                &activity.skill,
                activity.support.as_ref().map_or("", |support| support.kind.code()),
                activity.support.as_ref().and_then(|support| support.rupiah).and_then(|value| i64::try_from(value).ok()),
                activity.support.as_ref().map_or("", |support| support.from.as_str()),
                &activity.link
            ],
        )
        .await?;
    }
    stories(tx, sending, library, &content.stories).await?;
    if !content.nihil {
        // Revision 0 is the draft's own set; it stays for the next correction.
        tx.run(
            "insert into report_photo (office, report, revision, photo, activity, position)
             select office, report, cast($3 as bigint), photo, activity, position from report_photo
             where office = $1 and report = $2 and revision = 0",
            args![office, report, revision],
        )
        .await?;
    }
    consents::of_revision(tx, office, report, revision, account).await
}

/// A story that says the same as before keeps its row; a changed one gets a new row, because what was sent does not change. One that
/// was withdrawn is left out, whatever a page or a phone that was opened before still says of it.
async fn stories(tx: &mut Tx, sending: &Sending<'_>, library: &str, stories: &[Story]) -> Result<(), Failure> {
    let Sending { office, report, revision, .. } = *sending;
    for story in stories {
        let withdrawn: Option<(String,)> = tx
            .one(
                "select id from story where office = $1 and library = $2 and id = $3 and erased_on is not null",
                args![office, library, &story.id],
            )
            .await?;
        if withdrawn.is_some() {
            continue;
        }
        let kept: Option<(String,)> = tx
            .one(
                "select s.id from story s join report_story r on r.office = s.office and r.story = s.id
                 where s.office = $1 and r.report = $2 and s.id = $3 and s.erased_on is null
                   and s.text = $4 and s.person = $5 and s.consent = $6 and s.public_wish = $7 and s.about = $8 and s.evidence = $9
                   and s.child = $10 and s.guardian = $11 limit 1",
                args![
                    office,
                    report,
                    &story.id,
                    &story.text,
                    &story.person,
                    story.consent.code(),
                    story.public,
                    &story.about,
                    &story.evidence,
                    story.child,
                    story.guardian
                ],
            )
            .await?;
        let id = if let Some((id,)) = kept {
            id
        } else {
            let (id, now) = (tx.id(), tx.now());
            // A later wording of a story is erased together with the first one.
            let origin: Option<(String,)> = tx
                .one(
                    "select case when s.origin = '' then s.id else s.origin end from story s
                     join report_story r on r.office = s.office and r.story = s.id
                     where s.office = $1 and r.report = $2 and s.id = $3 limit 1",
                    args![office, report, &story.id],
                )
                .await?;
            let origin = origin.map(|(origin,)| origin).unwrap_or_default();
            tx.run(
                "insert into story (office, id, library, text, person, consent, public_wish, created_at, about, evidence, child, guardian,
                                    origin)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
                args![
                    office,
                    &id,
                    library,
                    &story.text,
                    &story.person,
                    story.consent.code(),
                    story.public,
                    now,
                    &story.about,
                    &story.evidence,
                    story.child,
                    story.guardian,
                    origin
                ],
            )
            .await?;
            id
        };
        tx.run(
            "insert into report_story (office, report, revision, story) values ($1, $2, $3, $4) on conflict do nothing",
            args![office, report, revision, id],
        )
        .await?;
    }
    Ok(())
}

//! Meetings: the public list, one meeting with what was published of it, and making a new one.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::agenda::history::{self, Entry, Step};
use crate::domain::agenda::{Agenda, Edit};
use crate::domain::meeting::{Meeting, Part, Plan, Showing, Version, showings};
use crate::domain::moment::{Date, Moment, Zone};
use crate::domain::refusal::Refusal;
use crate::storage::{Audit, Failure, meetings, ops};

/// A published meeting as everybody sees it.
pub struct Published {
    /// The meeting.
    pub meeting: Meeting,
    /// The newest published agenda.
    pub agenda: Agenda,
    entries: Vec<Entry>,
    /// Every version, oldest first.
    pub versions: Vec<Version>,
    /// The office's zone.
    pub zone: Zone,
    /// The office's name at the time of the meeting, and the regency's.
    pub office_name: String,
    /// "Kotawaringin Barat".
    pub regency: String,
    /// Addresses of the libraries, by id.
    pub slugs: Vec<(String, String)>,
}

impl Published {
    /// Everything that was ever published, for calendars.
    pub fn showings(&self) -> Vec<Showing> {
        showings(&self.entries, &self.versions)
    }
}

/// The meetings whose agenda was published, newest first.
pub async fn list(app: &App, office: Option<&str>) -> Result<Vec<Meeting>, Error> {
    Ok(meetings::published(&app.storage, office).await?)
}

/// A published meeting. One that was never published is not found.
pub async fn by_slug(app: &App, slug: &str) -> Result<Published, Error> {
    let meeting = meetings::by_slug(&app.storage, slug).await?.ok_or(Refusal::NotFound)?;
    let published = meeting.published_edit.ok_or(Refusal::NotFound)?;
    let entries = meetings::entries(&app.storage, &meeting, 0).await?;
    let versions = meetings::versions(&app.storage, &meeting).await?;
    let (zone, regency, office_name) = office(app, &meeting.office, meeting.starts_on).await?;
    Ok(Published {
        agenda: history::at(&entries, published).shown(),
        versions,
        zone,
        office_name,
        regency,
        slugs: meetings::library_slugs(&app.storage, &meeting.office).await?,
        entries,
        meeting,
    })
}

/// The part of a meeting that an address asks for: `hari=2026-12-01`, `perpustakaan=natai-raya`. What is not a part of it is not found.
pub fn part(published: &Published, value: impl Fn(&str) -> Option<String>) -> Result<Part, Error> {
    let value = |name: &str| value(name).filter(|text| !text.is_empty());
    let day = match value("hari") {
        None => None,
        Some(text) => Some(Date::parse(&text).ok_or(Refusal::NotFound)?),
    };
    let library = match value("perpustakaan") {
        None => None,
        Some(slug) => {
            let known = published.slugs.iter().find(|(_, known)| *known == slug).ok_or(Refusal::NotFound)?;
            Some(known.0.clone())
        }
    };
    Ok(Part { day, library })
}

/// A meeting as those see it who prepare and hold it, with or without a published agenda.
#[derive(Clone, Debug)]
pub struct Hall {
    /// The meeting.
    pub meeting: Meeting,
    /// The newest agenda; `None` of it is published yet.
    pub agenda: Agenda,
    /// The newest published agenda.
    pub published: Option<Agenda>,
    /// The office's zone.
    pub zone: Zone,
    /// The office's name at the time of the meeting.
    pub office_name: String,
    /// "Kotawaringin Barat".
    pub regency: String,
    /// Now.
    pub now: Moment,
}

impl Hall {
    /// Today in the office's zone.
    pub fn today(&self) -> Date {
        self.now.date(self.zone)
    }

    /// The meeting's last day.
    pub fn last(&self) -> Date {
        self.agenda.days.iter().map(|day| day.date).max().unwrap_or(self.meeting.starts_on)
    }

    /// The meeting's first day.
    pub fn first(&self) -> Date {
        self.agenda.days.iter().map(|day| day.date).min().unwrap_or(self.meeting.starts_on)
    }

    /// The ids of the days.
    pub fn day_ids(&self) -> Vec<String> {
        self.agenda.days.iter().map(|day| day.id.clone()).collect()
    }

    /// The office as a signature: its name and the regency, which stands in some names already.
    pub fn signature(&self) -> String {
        if self.office_name.contains(&self.regency) {
            return self.office_name.clone();
        }
        format!("{} {}", self.office_name, self.regency)
    }
}

/// Opens a meeting of that office.
pub(crate) async fn hall(app: &App, office_code: &str, id: &str) -> Result<Hall, Error> {
    let meeting = meetings::by_id(&app.storage, office_code, id).await?.ok_or(Refusal::NotFound)?;
    let entries = meetings::entries(&app.storage, &meeting, 0).await?;
    let (zone, regency, office_name) = office(app, office_code, meeting.starts_on).await?;
    Ok(Hall {
        agenda: history::fold(&entries),
        published: meeting.published_edit.map(|edit| history::at(&entries, edit).shown()),
        meeting,
        zone,
        office_name,
        regency,
        now: app.world.now(),
    })
}

/// The office's zone, regency and the name it had on that date.
pub(crate) async fn office(app: &App, code: &str, on: Date) -> Result<(Zone, String, String), Error> {
    let row: Option<(String, String)> =
        app.storage.one("select time_zone, regency from office where code = $1", crate::args![code]).await?;
    let (zone, regency) = row.ok_or_else(|| Failure::inconsistent("office", format!("no office {code}")))?;
    let name: Option<(String,)> = app
        .storage
        .one(
            "select name from office_name where office = $1 and valid_from <= $2 order by valid_from desc limit 1",
            crate::args![code, on.to_string()],
        )
        .await?;
    let name = name.map_or_else(|| format!("Dinas perpustakaan Kabupaten {regency}"), |(name,)| name);
    Ok((Zone::named(&zone).unwrap_or_default(), regency, name))
}

/// The meetings of the asker's own office, published or not.
pub async fn of_my_office(app: &App, asker: &Asker) -> Result<Vec<Meeting>, Error> {
    let person = asker.planner()?;
    Ok(meetings::of_office(&app.storage, &person.office).await?)
}

/// Makes a meeting in the asker's office; answers its id. The same intent again answers the same id.
pub async fn create(app: &App, asker: &Asker, plan: Plan, example: bool, op: String) -> Result<String, Error> {
    let person = asker.planner()?.clone();
    let sha256 = ops::hash(format!("{plan:?}").as_bytes());
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if let Some(id) = ops::answered(tx, &person.account, &op, &sha256).await? {
                    return Ok(id);
                }
                let first = plan.days.first().ok_or_else(|| Refusal::invalid("date1", "Isi tanggal hari pertama."))?;
                let mut meeting = Meeting {
                    office: person.office.clone(),
                    id: tx.id(),
                    slug: plan.slug.clone(),
                    name: plan.name.clone(),
                    starts_on: first.date,
                    example,
                    edits: 0,
                    published_edit: None,
                    published_version: 0,
                };
                meeting.slug = meetings::put(tx, &meeting).await?;
                let mut agenda = Agenda::default();
                for day in plan.days {
                    let step = Step { edit: Edit::AddDay { day }, undoes: None };
                    agenda.apply(&step.edit).map_err(|refused| Refusal::invalid("", refused.to_string()))?;
                    meetings::append(tx, &mut meeting, &person.account, &step, &agenda).await?;
                }
                let object = format!("meeting:{}", meeting.id);
                tx.audit(&Audit {
                    office: &person.office,
                    account: &person.account,
                    action: "meeting.create",
                    object: &object,
                    ..Audit::default()
                })
                .await?;
                tx.event(&person.office, "agenda", "created", serde_json::json!({ "meeting": meeting.id }));
                ops::keep(tx, &person.account, &op, &sha256, &meeting.id).await?;
                Ok::<_, Error>(meeting.id)
            })
        })
        .await
}

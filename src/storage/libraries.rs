//! The registry of libraries: one row each, aliases and slugs beside it.

use std::collections::BTreeMap;

use crate::args;
use crate::domain::code::Code;
use crate::domain::hours::Hours;
use crate::domain::library::{Kind, Library, Point, Precision, Stage, Village, slug_candidates};
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};

#[derive(sqlx::FromRow)]
struct LibraryRow {
    office: String,
    id: String,
    slug: String,
    name: String,
    kind: String,
    village_code: String,
    village: String,
    district: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    precision: String,
    replicated: Option<i64>,
    stage: String,
    funding: String,
    npp: String,
    services: String,
    hours: Option<String>,
    address: String,
    contact: String,
    contact_public: bool,
    story: String,
    photo: Option<String>,
    checked_on: Option<String>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct AliasRow {
    library: String,
    name: String,
}

/// The libraries' columns with their village's, and what follows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select l.office, l.id, l.slug, l.name, l.kind, l.village_code, v.name as village, v.district, l.latitude, l.longitude,
                    l.precision, l.replicated, l.stage, l.funding, l.npp, l.services, l.hours, l.address, l.contact,
                    l.contact_public, l.story, l.photo, l.checked_on, l.version
             from library l join village v on v.code = l.village_code ",
            $rest
        )
    };
}

const ALL: &str = select!("where cast($1 as text) is null or l.office = $1 order by l.name, l.id");
const BY_ID: &str = select!("where l.office = $1 and l.id = $2");
const BY_ANY_ID: &str = select!("where l.id = $1");
const BY_SLUG: &str = select!("where l.slug = $1");
const ALIASES: &str =
    "select library, name from library_alias where cast($1 as text) is null or office = $1 order by library, name";
const ALIASES_OF: &str = "select library, name from library_alias where office = $1 and library = $2 order by name";

impl LibraryRow {
    /// The library; what an older program wrote and this one does not know falls back to the least claim.
    fn library(self, aliases: Vec<String>) -> Result<Library, Failure> {
        let code = Code::parse(&self.village_code).map_err(|_| {
            Failure::inconsistent("library", format!("library {}: village code {}", self.id, self.village_code))
        })?;
        let kind = Kind::parse(&self.kind)
            .ok_or_else(|| Failure::inconsistent("library", format!("library {}: kind {}", self.id, self.kind)))?;
        let point = match (self.latitude, self.longitude) {
            (Some(latitude), Some(longitude)) => Point::new(latitude, longitude).ok(),
            _ => None,
        };
        Ok(Library {
            office: self.office,
            id: self.id,
            slug: self.slug,
            name: self.name,
            aliases,
            kind,
            village: Village { code, name: self.village, district: self.district },
            precision: point
                .map_or(Precision::Unknown, |_| Precision::parse(&self.precision).unwrap_or(Precision::Village)),
            point,
            replicated: self.replicated.and_then(|year| u16::try_from(year).ok()),
            stage: Stage::parse(&self.stage).unwrap_or(Stage::Replikasi),
            funding: self.funding,
            npp: self.npp,
            services: serde_json::from_str(&self.services).unwrap_or_default(),
            hours: self.hours.as_deref().and_then(|hours| serde_json::from_str(hours).ok()),
            address: self.address,
            contact: self.contact,
            contact_public: self.contact_public,
            story: self.story,
            photo: self.photo,
            checked_on: self.checked_on,
            version: self.version,
        })
    }
}

fn with_aliases(rows: Vec<LibraryRow>, aliases: Vec<AliasRow>) -> Result<Vec<Library>, Failure> {
    let mut by_library: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for alias in aliases {
        by_library.entry(alias.library).or_default().push(alias.name);
    }
    rows.into_iter()
        .map(|row| {
            let aliases = by_library.remove(&row.id).unwrap_or_default();
            row.library(aliases)
        })
        .collect()
}

/// Every library by name, of one office or (none) of the whole installation.
pub async fn all(db: &Storage, office: Option<&str>) -> Result<Vec<Library>, Failure> {
    with_aliases(db.all(ALL, args![office]).await?, db.all(ALIASES, args![office]).await?)
}

/// [`all`] inside a writing transaction.
pub async fn all_in(tx: &mut Tx, office: Option<&str>) -> Result<Vec<Library>, Failure> {
    with_aliases(tx.all(ALL, args![office]).await?, tx.all(ALIASES, args![office]).await?)
}

/// The library of that name in addresses.
pub async fn by_slug(db: &Storage, slug: &str) -> Result<Option<Library>, Failure> {
    let Some(row) = db.one::<LibraryRow>(BY_SLUG, args![slug]).await? else { return Ok(None) };
    let aliases = db.all(ALIASES_OF, args![&row.office, &row.id]).await?;
    Ok(with_aliases(vec![row], aliases)?.pop())
}

/// The library with that id, if the office has it.
pub async fn by_id(db: &Storage, office: &str, id: &str) -> Result<Option<Library>, Failure> {
    let Some(row) = db.one::<LibraryRow>(BY_ID, args![office, id]).await? else { return Ok(None) };
    let aliases = db.all(ALIASES_OF, args![office, id]).await?;
    Ok(with_aliases(vec![row], aliases)?.pop())
}

/// The library with that id, of whichever office; without its aliases.
pub async fn by_any_id(db: &Storage, id: &str) -> Result<Option<Library>, Failure> {
    let row = db.one::<LibraryRow>(BY_ANY_ID, args![id]).await?;
    row.map(|row| row.library(Vec::new())).transpose()
}

/// [`by_id`] inside a writing transaction.
pub async fn by_id_in(tx: &mut Tx, office: &str, id: &str) -> Result<Option<Library>, Failure> {
    let Some(row) = tx.one::<LibraryRow>(BY_ID, args![office, id]).await? else { return Ok(None) };
    let aliases = tx.all(ALIASES_OF, args![office, id]).await?;
    Ok(with_aliases(vec![row], aliases)?.pop())
}

#[derive(sqlx::FromRow)]
struct Taken {
    #[expect(dead_code, reason = "only whether there is a row matters")]
    slug: String,
}

/// The first of a library's possible slugs that nobody ever had.
async fn free_slug(tx: &mut Tx, name: &str, village: &Village) -> Result<String, Failure> {
    let mut candidates = slug_candidates(name, village);
    loop {
        // The candidates never end: the last kind counts up.
        let Some(candidate) = candidates.next() else {
            return Err(Failure::inconsistent("library", format!("no slug for {name}")));
        };
        let taken: Option<Taken> =
            tx.one("select slug from slug where kind = 'library' and slug = $1", args![&candidate]).await?;
        if taken.is_none() {
            return Ok(candidate);
        }
    }
}

/// Adds a library under a new id (`library.id` must be set) and a slug that nobody ever had, which is returned. Its village
/// must be in the list.
pub async fn insert(tx: &mut Tx, library: &Library, now: Moment) -> Result<String, Failure> {
    let slug = free_slug(tx, &library.name, &library.village).await?;
    tx.run(
        "insert into slug (kind, slug, office, object) values ('library', $1, $2, $3)",
        args![&slug, &library.office, &library.id],
    )
    .await?;
    let (services, hours) = json(library);
    tx.run(
        "insert into library (office, id, slug, name, folded, kind, village_code, latitude, longitude, precision, replicated,
                stage, funding, npp, services, hours, address, contact, contact_public, story, photo, checked_on,
                created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $23, 1)",
        args![
            &library.office,
            &library.id,
            &slug,
            &library.name,
            &library.folded(),
            library.kind.code(),
            library.village.code.as_str(),
            library.point.map(|point| point.latitude),
            library.point.map(|point| point.longitude),
            library.precision.code(),
            library.replicated.map(i64::from),
            library.stage.code(),
            &library.funding,
            &library.npp,
            &services,
            hours,
            &library.address,
            &library.contact,
            library.contact_public,
            &library.story,
            library.photo.clone(),
            library.checked_on.clone(),
            now.0
        ],
    )
    .await?;
    put_aliases(tx, library).await?;
    put_open(tx, library).await?;
    Ok(slug)
}

/// Writes every fact of a library over the row of the same version, whose version goes up by one. False, with nothing
/// changed, when the row has another version by now.
pub async fn update(tx: &mut Tx, library: &Library, now: Moment) -> Result<bool, Failure> {
    let (services, hours) = json(library);
    let changed = tx
        .run(
            "update library set name = $4, folded = $5, kind = $6, village_code = $7, latitude = $8, longitude = $9,
                    precision = $10, replicated = $11, stage = $12, funding = $13, npp = $14, services = $15, hours = $16,
                    address = $17, contact = $18, contact_public = $19, story = $20, photo = $21, checked_on = $22,
                    updated_at = $23, version = version + 1
             where office = $1 and id = $2 and version = $3",
            args![
                &library.office,
                &library.id,
                library.version,
                &library.name,
                &library.folded(),
                library.kind.code(),
                library.village.code.as_str(),
                library.point.map(|point| point.latitude),
                library.point.map(|point| point.longitude),
                library.precision.code(),
                library.replicated.map(i64::from),
                library.stage.code(),
                &library.funding,
                &library.npp,
                &services,
                hours,
                &library.address,
                &library.contact,
                library.contact_public,
                &library.story,
                library.photo.clone(),
                library.checked_on.clone(),
                now.0
            ],
        )
        .await?;
    if changed == 1 {
        put_aliases(tx, library).await?;
        put_open(tx, library).await?;
    }
    Ok(changed == 1)
}

/// Sets the picture of a library's page, or takes it away. Forms that were shown before find another version.
pub async fn set_photo(tx: &mut Tx, library: &Library, sha256: Option<String>, now: Moment) -> Result<(), Failure> {
    tx.run(
        "update library set photo = $3, updated_at = $4, version = version + 1 where office = $1 and id = $2",
        args![&library.office, &library.id, sha256, now.0],
    )
    .await?;
    Ok(())
}

/// Services and hours as the JSON of their columns.
fn json(library: &Library) -> (String, Option<String>) {
    let services = serde_json::json!(library.services).to_string();
    let hours =
        library.hours.as_ref().filter(|hours| !hours.is_empty()).map(|hours| serde_json::json!(hours).to_string());
    (services, hours)
}

async fn put_aliases(tx: &mut Tx, library: &Library) -> Result<(), Failure> {
    tx.run("delete from library_alias where office = $1 and library = $2", args![&library.office, &library.id]).await?;
    for alias in &library.aliases {
        tx.run(
            "insert into library_alias (office, library, name) values ($1, $2, $3)",
            args![&library.office, &library.id, alias],
        )
        .await?;
    }
    Ok(())
}

/// Writes the hours again as rows, which a question about many libraries can be answered from.
async fn put_open(tx: &mut Tx, library: &Library) -> Result<(), Failure> {
    tx.run("delete from library_open where office = $1 and library = $2", args![&library.office, &library.id]).await?;
    for (day, opens, closes) in library.hours.iter().flat_map(Hours::spans) {
        tx.run(
            "insert into library_open (office, library, day, opens, closes) values ($1, $2, $3, $4, $5)",
            args![&library.office, &library.id, day, opens, closes],
        )
        .await?;
    }
    Ok(())
}

/// What a page of the list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Narrowed<'a> {
    /// A regency's code.
    pub office: Option<&'a str>,
    /// A district's code.
    pub district: Option<&'a str>,
    /// A kind's code.
    pub kind: Option<&'a str>,
}

const PAGE: &str = select!(
    "where (cast($1 as text) is null or l.office = $1) and (cast($2 as text) is null or substr(l.village_code, 1, 8) = $2)
       and (cast($3 as text) is null or l.kind = $3) order by l.name, l.id limit $4 offset $5"
);

/// Some libraries by name, after so many.
pub async fn page(db: &Storage, by: &Narrowed<'_>, limit: usize, after: usize) -> Result<Vec<Library>, Failure> {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let rows = db.all(PAGE, args![by.office, by.district, by.kind, number(limit), number(after)]).await?;
    with_aliases(rows, Vec::new())
}

/// How many there are.
pub async fn count(db: &Storage, by: &Narrowed<'_>) -> Result<usize, Failure> {
    let count: Option<(i64,)> = db
        .one(
            "select cast(count(*) as bigint) from library l
             where (cast($1 as text) is null or l.office = $1) and (cast($2 as text) is null or substr(l.village_code, 1, 8) = $2)
               and (cast($3 as text) is null or l.kind = $3)",
            args![by.office, by.district, by.kind],
        )
        .await?;
    Ok(count.map_or(0, |(count,)| usize::try_from(count).unwrap_or(0)))
}

/// Whether an office, or the installation, has more libraries than so many; finds out without counting them all.
pub async fn are_more_than(db: &Storage, office: Option<&str>, most: usize) -> Result<bool, Failure> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX - 1) + 1;
    // Two texts: with one for both, the database would look at every library to find an office's few.
    let count: Option<(i64,)> = match office {
        Some(office) => {
            let sql = "select cast(count(*) as bigint) from (select 1 from library where office = $1 limit $2) few";
            db.one(sql, args![office, limit]).await?
        }
        None => {
            db.one("select cast(count(*) as bigint) from (select 1 from library limit $1) few", args![limit]).await?
        }
    };
    Ok(count.is_some_and(|(count,)| count >= limit))
}

/// What a library is searched by, and what narrows a search.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Named {
    /// The library's id.
    pub id: String,
    /// Its office's code.
    pub office: String,
    /// Its kind's code.
    pub kind: String,
    /// Its village's code.
    pub village_code: String,
    /// Its name.
    pub name: String,
    /// Its village's name.
    pub village: String,
    /// Its district's name.
    pub district: String,
}

/// Every library's names, by name, with its aliases.
pub async fn names(db: &Storage) -> Result<Vec<(Named, Vec<String>)>, Failure> {
    let rows: Vec<Named> = db
        .all(
            "select l.id, l.office, l.kind, l.village_code, l.name, v.name as village, v.district
             from library l join village v on v.code = l.village_code order by l.name, l.id",
            args![],
        )
        .await?;
    let mut aliases: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for alias in db.all::<AliasRow>(ALIASES, args![None::<String>]).await? {
        aliases.entry(alias.library).or_default().push(alias.name);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let aliases = aliases.remove(&row.id).unwrap_or_default();
            (row, aliases)
        })
        .collect())
}

/// The state of the registry: how many libraries there are and when the last one changed. An answer that was made from it may be
/// kept once its second is over.
pub async fn stamp(db: &Storage) -> Result<(i64, i64), Failure> {
    let stamp = db
        .one("select cast(count(*) as bigint), cast(coalesce(max(updated_at), 0) as bigint) from library", args![])
        .await?;
    Ok(stamp.unwrap_or_default())
}

/// A library as it stands in the feed of changes.
#[derive(sqlx::FromRow)]
pub struct Changed {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The village's name.
    pub village: String,
    /// The kecamatan's name.
    pub district: String,
    /// When it was added, in unix seconds.
    pub created_at: i64,
    /// When it last changed, in unix seconds.
    pub updated_at: i64,
    /// The number of that change.
    pub version: i64,
}

/// The libraries that changed last, of one office or (none) of all, the newest first.
pub async fn changed(db: &Storage, office: Option<&str>, limit: i64) -> Result<Vec<Changed>, Failure> {
    db.all(
        "select l.slug, l.name, v.name as village, v.district, l.created_at, l.updated_at, l.version
         from library l join village v on v.code = l.village_code
         where (cast($1 as text) is null or l.office = $1) order by l.updated_at desc, l.slug limit $2",
        args![office, limit],
    )
    .await
}

/// Every library's name in addresses, in order.
pub async fn slugs(db: &Storage) -> Result<Vec<String>, Failure> {
    let slugs: Vec<(String,)> = db.all("select slug from library order by slug", args![]).await?;
    Ok(slugs.into_iter().map(|(slug,)| slug).collect())
}

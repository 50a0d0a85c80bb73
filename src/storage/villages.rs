//! The list of villages: the Kemendagri table, shared by all offices.

use std::collections::BTreeMap;

use crate::args;
use crate::domain::code::Code;
use crate::domain::library::Village;
use crate::storage::{Failure, Storage, Tx};

#[derive(sqlx::FromRow)]
struct VillageRow {
    code: String,
    name: String,
    district: String,
}

/// A district (kecamatan) with its name.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct District {
    /// `62.01.02`.
    pub code: String,
    /// "Arut Selatan".
    pub name: String,
}

const ALL: &str =
    "select code, name, district from village where cast($1 as text) is null or office = $1 order by code";

fn by_code(rows: Vec<VillageRow>) -> BTreeMap<String, Village> {
    rows.into_iter()
        .filter_map(|row| {
            // A code in the table was checked when it was written.
            let code = Code::parse(&row.code).ok()?;
            Some((row.code, Village { code, name: row.name, district: row.district }))
        })
        .collect()
}

/// Villages by code, of one office or (none) of all.
pub async fn all(db: &Storage, office: Option<&str>) -> Result<BTreeMap<String, Village>, Failure> {
    db.all(ALL, args![office]).await.map(by_code)
}

/// [`all`] inside a writing transaction.
pub async fn all_in(tx: &mut Tx, office: Option<&str>) -> Result<BTreeMap<String, Village>, Failure> {
    tx.all(ALL, args![office]).await.map(by_code)
}

/// Districts in which some library stands, by name; of one office or (none) of all.
pub async fn districts_with_libraries(db: &Storage, office: Option<&str>) -> Result<Vec<District>, Failure> {
    db.all(
        "select distinct v.district_code as code, v.district as name
         from village v join library l on l.village_code = v.code
         where cast($1 as text) is null or l.office = $1
         order by name, code",
        args![office],
    )
    .await
}

/// Adds a village, or gives the one with its code these names.
pub async fn put(tx: &mut Tx, village: &Village) -> Result<(), Failure> {
    let district = village.code.district().map(String::from).unwrap_or_default();
    let office = village.code.regency().map(String::from).unwrap_or_default();
    let kind = village.code.ward().map_or("desa", crate::domain::code::WardKind::code);
    tx.run(
        "insert into village (code, name, kind, district_code, district, office) values ($1, $2, $3, $4, $5, $6)
         on conflict (code) do update set name = excluded.name, district = excluded.district",
        args![village.code.as_str(), &village.name, kind, &district, &village.district, &office],
    )
    .await?;
    Ok(())
}

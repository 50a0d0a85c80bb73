//! The SQL of imported boundaries.

use crate::args;
use crate::domain::geometry::{Bounds, Shape};
use crate::domain::moment::Moment;
use crate::storage::{Failure, Storage, Tx};

/// The outline of a district or a village.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// Kemendagri code: 8 characters for a district, 13 for a village.
    pub code: String,
    /// Its name as imported.
    pub name: String,
    /// The outline.
    pub shape: Shape,
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Codes that had no boundary before.
    pub new: usize,
    /// Codes whose name or outline is another now.
    pub changed: usize,
    /// Codes that stayed as they were.
    pub unchanged: usize,
}

/// Tells one state of the boundaries from the next: how many there are and when the last one came.
pub type Stamp = (i64, i64);

#[derive(sqlx::FromRow)]
struct Row {
    code: String,
    name: String,
    rings: String,
}

impl TryFrom<Row> for Boundary {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let shape = serde_json::from_str(&row.rings)
            .map_err(|error| Failure::inconsistent("boundary", format!("{}: {error}", row.code)))?;
        Ok(Self { code: row.code, name: row.name, shape })
    }
}

/// Every boundary of a regency, or of all, by code.
pub async fn all(db: &Storage, office: Option<&str>) -> Result<Vec<Boundary>, Failure> {
    let rows: Vec<Row> = db
        .all(
            "select code, name, rings from boundary
             where cast($1 as text) is null or substr(code, 1, 5) = $1 order by code",
            args![office],
        )
        .await?;
    rows.into_iter().map(Boundary::try_from).collect()
}

/// The boundary of a code.
pub async fn one(db: &Storage, code: &str) -> Result<Option<Boundary>, Failure> {
    let row: Option<Row> = db.one("select code, name, rings from boundary where code = $1", args![code]).await?;
    row.map(Boundary::try_from).transpose()
}

/// The present state of a regency's boundaries, or of all.
pub async fn stamp(db: &Storage, office: Option<&str>) -> Result<Stamp, Failure> {
    let stamp = db
        .one(
            "select cast(count(*) as bigint), cast(coalesce(max(imported_at), 0) as bigint) from boundary
             where cast($1 as text) is null or substr(code, 1, 5) = $1",
            args![office],
        )
        .await?;
    Ok(stamp.unwrap_or_default())
}

/// Keeps boundaries, all of them or none; what is the same already is not touched.
pub async fn put(tx: &mut Tx, boundaries: &[Boundary]) -> Result<Count, Failure> {
    let mut count = Count::default();
    let last: Option<(i64,)> =
        tx.one("select cast(coalesce(max(imported_at), 0) as bigint) from boundary", args![]).await?;
    // Every import gets an instant of its own, so that nobody keeps showing the one before.
    let now = Moment(tx.now().0.max(last.unwrap_or_default().0 + 1));
    for boundary in boundaries {
        let rings = serde_json::to_string(&boundary.shape)
            .map_err(|error| Failure::inconsistent("boundary", error.to_string()))?;
        let before: Option<Row> =
            tx.one("select code, name, rings from boundary where code = $1", args![&boundary.code]).await?;
        match before {
            Some(before) if before.name == boundary.name && before.rings == rings => {
                count.unchanged += 1;
                continue;
            }
            Some(_) => count.changed += 1,
            None => count.new += 1,
        }
        let Some(Bounds { west, south, east, north }) = boundary.shape.bounds() else { continue };
        let level = if boundary.code.len() == 8 { "kecamatan" } else { "desa" };
        tx.run(
            "insert into boundary (code, level, name, rings, west, south, east, north, imported_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (code) do update set name = excluded.name, rings = excluded.rings, west = excluded.west,
                 south = excluded.south, east = excluded.east, north = excluded.north, imported_at = excluded.imported_at",
            args![&boundary.code, level, &boundary.name, rings, west, south, east, north, now],
        )
        .await?;
    }
    Ok(count)
}

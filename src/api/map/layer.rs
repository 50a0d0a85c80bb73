//! The layers of the map: figures of districts or villages, their classes, and what must be said of them.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::map::layer::{FEWEST, class, edges};
use crate::domain::map::{Layer, Query};
use crate::domain::moment::{Month, Zone};
use crate::storage;
use crate::storage::map::{Figures, Span};

/// A layer with its figures.
#[derive(Debug, Clone)]
pub struct Painted {
    /// Which.
    pub layer: Layer,
    /// By code: an area, its name, its figure. None: not known, or not told of so few libraries.
    pub areas: Vec<(String, String, Option<u64>)>,
    /// The lower edges of its classes.
    pub edges: Vec<u64>,
    /// Whether the areas are villages of one district; else they are districts.
    pub villages: bool,
    /// Where the figures come from, and of which days.
    pub source: String,
}

impl Painted {
    /// The classes of the areas by code; those without a figure have none.
    pub fn shades(&self) -> Vec<(String, u8)> {
        let class = |figure| u8::try_from(class(&self.edges, figure)).unwrap_or(0);
        self.areas.iter().filter_map(|(code, _, figure)| Some((code.clone(), class((*figure)?)))).collect()
    }

    /// What a class holds, in words: "0", "3", "4 sampai 7", "8 atau lebih".
    pub fn classes(&self) -> Vec<(usize, String)> {
        let mut classes = vec![(0, "0".to_owned())];
        for (number, edge) in self.edges.iter().enumerate() {
            let words = match self.edges.get(number + 1) {
                None if number == 0
                    && self.areas.iter().all(|(_, _, figure)| figure.is_none_or(|figure| figure <= *edge)) =>
                {
                    edge.to_string()
                }
                None => format!("{edge} atau lebih"),
                Some(next) if *next == edge + 1 => edge.to_string(),
                Some(next) => format!("{edge} sampai {}", next - 1),
            };
            classes.push((number + 1, words));
        }
        classes
    }
}

/// The layer that a question asks for; none when it asks for none, or for one that is not for the asker.
pub async fn painted(app: &App, asker: &Asker, query: &Query) -> Result<Option<Painted>, Error> {
    let Some(layer) = query.layer else { return Ok(None) };
    // What a library has not done is for the office alone.
    let own_office = asker.planner().ok().map(|person| person.office.clone());
    let office = match (layer, own_office) {
        (Layer::Reported, None) => return Ok(None),
        (Layer::Reported, Some(own)) => Some(own),
        _ => {
            query.regency.clone().or_else(|| query.district.as_ref().and_then(|code| code.get(..5).map(str::to_owned)))
        }
    };
    let today = app.world.now().date(Zone::default());
    let month = today.month_of().plus(-1);
    let first = month.plus(-11).first();
    let span = Span {
        office: office.as_deref(),
        district: query.district.as_deref(),
        days: (first, month.last()),
        month: &month.to_string(),
    };
    let figures = storage::map::figures(&app.storage, &span).await?;
    let people = match layer {
        Layer::Participants => storage::population::all(&app.storage, office.as_deref()).await?,
        _ => std::collections::BTreeMap::new(),
    };
    let names = names(app, office.as_deref(), query.district.as_deref()).await?;
    let areas: Vec<(String, String, Option<u64>)> = names
        .into_iter()
        .map(|(code, name)| {
            let area = figures.get(&code).cloned().unwrap_or_default();
            let figure = figure(layer, &area, people.get(&code).map(|row| row.people));
            (code, name, figure)
        })
        .collect();
    let known: Vec<u64> = areas.iter().filter_map(|(_, _, figure)| *figure).collect();
    let source = source(layer, month, people.values().next());
    Ok(Some(Painted { layer, edges: edges(&known), areas, villages: query.district.is_some(), source }))
}

/// An area's figure, if it is known and may be told.
fn figure(layer: Layer, area: &Figures, people: Option<i64>) -> Option<u64> {
    let rate = |part: u64, of: u64, scale: u64| (of > 0).then(|| (part * scale + of / 2) / of);
    match layer {
        Layer::Libraries => Some(area.libraries),
        Layer::Activities => Some(area.activities),
        Layer::Participants => {
            let enough = !layer.is_rate() || area.tellers >= FEWEST as u64;
            let people = u64::try_from(people?).ok()?;
            rate(area.participants, people, 1000).filter(|_| enough)
        }
        // For the office itself, to which the rule of five does not apply.
        Layer::Reported => rate(area.reported, area.asked, 100),
    }
}

/// Where figures come from and of which days they are.
fn source(layer: Layer, month: Month, people: Option<&storage::population::Population>) -> String {
    let span = format!("{} sampai {}", month.plus(-11).long(), month.long());
    match layer {
        Layer::Libraries => "Sumber: registri perpustakaan hari ini.".to_owned(),
        Layer::Activities => format!("Sumber: laporan yang disetujui, {span}."),
        Layer::Participants => match people {
            Some(row) => {
                format!("Sumber: laporan yang disetujui, {span}; penduduk menurut {}, {}.", row.source, row.counted_on)
            }
            None => "Jumlah penduduk belum dimuat, jadi angkanya belum bisa dihitung.".to_owned(),
        },
        Layer::Reported => format!("Sumber: laporan bulan {} yang sudah masuk. Hanya untuk dinas.", month.long()),
    }
}

/// The areas of a regency or district, or every district that has a library: code and name, by code.
async fn names(app: &App, office: Option<&str>, district: Option<&str>) -> Result<Vec<(String, String)>, Error> {
    if let Some(district) = district {
        let sql = "select code, name from village where district_code = $1 order by code";
        return Ok(app.storage.all(sql, crate::args![district]).await?);
    }
    if let Some(office) = office {
        // A district without a library is a figure too: none.
        let sql = "select distinct district_code, district from village where office = $1 order by district_code";
        return Ok(app.storage.all(sql, crate::args![office]).await?);
    }
    let districts = storage::villages::districts_with_libraries(&app.storage, None).await?;
    let mut known: Vec<(String, String)> =
        districts.into_iter().map(|district| (district.code, district.name)).collect();
    known.sort();
    Ok(known)
}

//! What the map knows of a library, and which libraries answer a question.

use std::sync::OnceLock;

use crate::domain::geometry::{Bounds, Point};
use crate::domain::library::{Kind, Precision, Stage};
use crate::domain::search::Index;

use super::order::sort;
use super::query::Query;

/// A library as the map needs it: public facts only, few enough to send thousands.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its name in addresses.
    pub slug: String,
    /// "Perpustakaan Desa Natai Raya".
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// Desa, kelurahan or TBM.
    pub kind: Kind,
    /// How far the programme has come.
    pub stage: Stage,
    /// Its village's name, "Natai Raya".
    pub village: String,
    /// Its village's code.
    pub code: String,
    /// Its district's name.
    pub district: String,
    /// Where it is drawn; nothing when nobody has said where it is.
    pub point: Option<Point>,
    /// What the point stands for.
    pub precision: Precision,
    /// Year of replication; nothing when unknown.
    pub year: Option<u16>,
    /// Codes of its services, parted by blanks.
    pub offers: String,
    /// Said to be open at the time the data was asked for.
    pub open: bool,
    /// Has announced an activity for this week.
    pub week: bool,
    /// Its next activity, "Kelas membaca, 28 Nov"; empty when nothing is announced.
    pub next: String,
    /// Its last approved activity, "Mendongeng, 3 Okt 2026"; empty when there is none.
    pub last: String,
}

impl Place {
    /// The district's code, the first 8 characters of the village's.
    pub fn district_code(&self) -> &str {
        self.code.get(..8).unwrap_or(&self.code)
    }

    /// "Desa Natai Raya, Kecamatan Arut Selatan". A village part that begins with 1 is a kelurahan's.
    pub fn where_words(&self) -> String {
        let ward = if self.code.get(9..10) == Some("1") { "Kelurahan" } else { "Desa" };
        format!("{ward} {}, Kecamatan {}", self.village, self.district)
    }

    /// The short name beside its mark: a TBM's own name, else its village.
    pub fn short(&self) -> &str {
        if self.kind == Kind::Tbm { &self.name } else { &self.village }
    }

    /// The point and whether it is the building, when the library can be drawn.
    pub fn drawn_at(&self) -> Option<Point> {
        self.point.filter(|_| self.precision != Precision::Unknown)
    }
}

/// Libraries with an index over their names.
#[derive(Debug, Clone, Default)]
pub struct Places {
    all: Vec<Place>,
    /// Made when something is searched for the first time.
    index: OnceLock<Index>,
}

impl Places {
    /// Sorted by name, so that lists and drawings do not depend on the order they came in.
    pub fn new(mut all: Vec<Place>) -> Self {
        sort(&mut all, |left, right| left.name.cmp(&right.name).then_with(|| left.slug.cmp(&right.slug)));
        Self { all, index: OnceLock::new() }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            Index::new(self.all.iter().map(|place| {
                let mut texts = vec![place.name.as_str(), place.village.as_str(), place.district.as_str()];
                texts.extend(place.aliases.iter().map(String::as_str));
                texts
            }))
        })
    }

    /// Every library, by name.
    pub fn all(&self) -> &[Place] {
        &self.all
    }

    /// The library of a slug.
    pub fn by_slug(&self, slug: &str) -> Option<&Place> {
        self.all.iter().find(|place| place.slug == slug)
    }

    /// The libraries that answer a question, by name, or by how well they answer its words.
    pub fn answering(&self, query: &Query) -> Vec<&Place> {
        let fits = |place: &&Place| {
            query.regency.as_ref().is_none_or(|code| place.code.get(..5) == Some(code))
                && query.district.as_ref().is_none_or(|code| place.district_code() == code)
                && query.kind.is_none_or(|kind| place.kind == kind)
                && query.stage.is_none_or(|stage| place.stage == stage)
                && query.year.is_none_or(|year| place.year == Some(year))
                && query.services.iter().all(|code| place.offers.split(' ').any(|own| own == code))
                && (!query.open || place.open)
                && (!query.week || place.week)
        };
        if query.words.is_empty() {
            return self.all.iter().filter(fits).collect();
        }
        self.index()
            .find(&query.words, self.all.len())
            .into_iter()
            .filter_map(|hit| self.all.get(hit.entry))
            .filter(fits)
            .collect()
    }

    /// The districts that have a library: code, name and number of libraries, by name.
    pub fn districts(&self) -> Vec<(String, String, usize)> {
        let mut found: Vec<(String, String, usize)> = Vec::new();
        for place in &self.all {
            match found.iter_mut().find(|(code, ..)| code == place.district_code()) {
                Some((_, _, count)) => *count += 1,
                None => found.push((place.district_code().to_owned(), place.district.clone(), 1)),
            }
        }
        sort(&mut found, |left, right| left.1.cmp(&right.1).then_with(|| left.0.cmp(&right.0)));
        found
    }
}

/// The box around the libraries that can be drawn.
pub fn bounds_of<'a>(places: impl IntoIterator<Item = &'a Place>) -> Option<Bounds> {
    Bounds::around(places.into_iter().filter_map(Place::drawn_at))
}

/// Three invented libraries for tests: two villages and a reading garden, the last at its village's point.
#[cfg(test)]
pub fn invented() -> Vec<Place> {
    let place =
        |slug: &str, name: &str, kind, code: &str, village: &str, district: &str, at: [f64; 2], precision| Place {
            slug: slug.to_owned(),
            name: name.to_owned(),
            aliases: Vec::new(),
            kind,
            stage: Stage::Replikasi,
            village: village.to_owned(),
            code: code.to_owned(),
            district: district.to_owned(),
            point: Some(at.into()),
            precision,
            year: None,
            offers: String::new(),
            open: false,
            week: false,
            next: String::new(),
            last: String::new(),
        };
    vec![
        place(
            "melati",
            "Perpustakaan Desa Melati",
            Kind::Desa,
            "99.01.01.2001",
            "Melati",
            "Taman Satu",
            [111.50, -2.50],
            Precision::Village,
        ),
        place(
            "mawar",
            "Perpustakaan Desa Mawar Indah",
            Kind::Desa,
            "99.01.01.2002",
            "Mawar Indah",
            "Taman Satu",
            [111.62, -2.52],
            Precision::Building,
        ),
        place(
            "kenanga",
            "TBM <Kenanga> & \"Kawan\"",
            Kind::Tbm,
            "99.01.02.1001",
            "Kenanga",
            "Taman Dua",
            [111.55, -2.70],
            Precision::Village,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_and_words_narrow_together() {
        let places = Places::new(invented());
        let slugs =
            |query: Query| -> Vec<String> { places.answering(&query).iter().map(|place| place.slug.clone()).collect() };
        assert_eq!(slugs(Query::default()), ["mawar", "melati", "kenanga"]);
        assert_eq!(slugs(Query { district: Some("99.01.02".into()), ..Query::default() }), ["kenanga"]);
        assert_eq!(slugs(Query { kind: Some(Kind::Desa), words: "mawarindah".into(), ..Query::default() }), ["mawar"]);
        assert_eq!(slugs(Query { regency: Some("62.01".into()), ..Query::default() }), [""; 0]);
        let mut all = invented();
        all[0].year = Some(2022);
        all[0].offers = "baca dongeng".into();
        all[1].open = true;
        all[2].week = true;
        let places = Places::new(all);
        let slugs = |name: &str, value: &str| -> Vec<String> {
            places.answering(&Query::read([(name, value)])).iter().map(|place| place.slug.clone()).collect()
        };
        assert_eq!(slugs("tahun", "2022"), ["melati"]);
        assert_eq!(slugs("layanan", "dongeng,baca"), ["melati"]);
        assert_eq!(slugs("layanan", "dongeng,pinjam"), [""; 0]);
        assert_eq!(slugs("buka", "ya"), ["mawar"]);
        assert_eq!(slugs("pekan", "ya"), ["kenanga"]);
        assert_eq!(slugs("q", "?!…"), [""; 0], "a search of signs only finds nothing");
    }

    #[test]
    fn words_follow_the_ward() {
        let places = invented();
        assert_eq!(places[0].where_words(), "Desa Melati, Kecamatan Taman Satu");
        assert_eq!(places[2].where_words(), "Kelurahan Kenanga, Kecamatan Taman Dua");
    }
}

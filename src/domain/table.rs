//! Tables of libraries and villages as people send them: rows become a plan (new, changed, unchanged, refused with line and
//! reason) that is looked at before it is carried out. Nothing is stored here; carrying a plan out twice changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::code::{Code, Level, WardKind};
use crate::domain::library::{
    FIRST_YEAR, Kind, Library, NAME_LENGTH, Point, Precision, Service, Stage, TEXT_LENGTH, Village,
};
use crate::domain::search::squeezed;

/// A table as it was read: the first row names the columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Names of the columns, as written.
    pub header: Vec<String>,
    /// The rows under it.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line in the file on which the row begins; the header is line 1.
    pub line: u64,
    /// As many as were written.
    pub cells: Vec<String>,
}

/// Why a whole table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetFault {
    /// Columns that must be there are not.
    Missing {
        /// The columns that lack.
        columns: Vec<&'static str>,
        /// The columns that were found.
        found: Vec<String>,
    },
    /// A column stands there twice.
    Twice(String),
    /// No row under the header.
    Empty,
}

/// What carrying out a plan would do to one row's object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Not in the registry yet.
    New,
    /// In the registry, with other facts.
    Changed(Vec<Difference>),
    /// In the registry just so.
    Unchanged,
}

/// One fact that would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Name of the fact, for people.
    pub what: String,
    /// What the registry holds.
    pub before: String,
    /// What the table says.
    pub after: String,
}

/// A row that was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Planned<T> {
    /// Line in the file.
    pub line: u64,
    /// The object as it would be afterwards.
    pub object: T,
    /// What that changes.
    pub change: Change,
}

/// A row that was not understood; nothing of it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Line in the file.
    pub line: u64,
    /// The object's name as written, for people.
    pub name: String,
    /// Every reason, each a sentence.
    pub reasons: Vec<String>,
}

/// What a table would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan<T> {
    /// Rows that were understood, in the file's order.
    pub rows: Vec<Planned<T>>,
    /// Rows that were not.
    pub refused: Vec<Refused>,
    /// Remarks about the whole table.
    pub notes: Vec<String>,
}

/// Columns of a table of libraries: name in the file, another name that is understood, and whether it must be there.
const LIBRARY_COLUMNS: [(&str, &str, bool); 18] = [
    ("name", "nama", true),
    ("kind", "jenis", true),
    ("village_code", "kode_desa", true),
    ("village", "desa", false),
    ("district_code", "kode_kecamatan", false),
    ("district", "kecamatan", false),
    ("slug", "slug", false),
    ("latitude", "lintang", false),
    ("longitude", "bujur", false),
    ("precision", "ketelitian", false),
    ("replicated", "tahun", false),
    ("stage", "tahap", false),
    ("funding", "pendanaan", false),
    ("npp", "npp", false),
    ("services", "layanan", false),
    ("address", "alamat", false),
    ("aliases", "nama_lain", false),
    ("office", "kabupaten", false),
];

/// Columns that an export writes and an import does not read.
const READ_ONLY: [&str; 3] = ["hours", "checked_on", "url"];

/// Columns of a table of villages.
const VILLAGE_COLUMNS: [(&str, &str, bool); 5] = [
    ("village_code", "kode_desa", true),
    ("village", "desa", true),
    ("district", "kecamatan", true),
    ("kind", "jenis", false),
    ("district_code", "kode_kecamatan", false),
];

impl SheetFault {
    /// The sentence people read.
    pub fn words(&self) -> String {
        match self {
            Self::Missing { columns, found } => {
                let found: Vec<String> = found.iter().take(12).map(|name| format!("“{}”", shown(name))).collect();
                format!(
                    "Kolom {} tidak ditemukan pada baris 1. Yang ada: {}. Tulis nama kolom pada baris pertama berkas.",
                    columns.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", "),
                    if found.is_empty() { "tidak ada".to_owned() } else { found.join(", ") }
                )
            }
            Self::Twice(name) => format!("Kolom “{}” ada dua kali pada baris 1. Hapus salah satu.", shown(name)),
            Self::Empty => "Berkas ini tidak berisi satu baris data pun di bawah judul kolom.".to_owned(),
        }
    }
}

impl<T> Plan<T> {
    /// Number of rows that would add something.
    pub fn new_rows(&self) -> usize {
        self.rows.iter().filter(|row| row.change == Change::New).count()
    }

    /// Number of rows that would change something.
    pub fn changed_rows(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row.change, Change::Changed(_))).count()
    }

    /// Number of rows that say what is already there.
    pub fn unchanged_rows(&self) -> usize {
        self.rows.len() - self.new_rows() - self.changed_rows()
    }

    /// "2 baru, 1 berubah, 10 sama, 0 ditolak".
    pub fn summary(&self) -> String {
        format!(
            "{} baru, {} berubah, {} sama, {} ditolak",
            self.new_rows(),
            self.changed_rows(),
            self.unchanged_rows(),
            self.refused.len()
        )
    }
}

/// A cell that a spreadsheet program will not run as a formula (OWASP, CSV injection): text that begins like one gets an
/// apostrophe in front. Numbers stay as they are.
pub fn safe_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text behind [`safe_cell`].
fn plain_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

/// At most 60 characters of what somebody wrote.
pub(in crate::domain) fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Where each known column stands.
pub(in crate::domain) struct Columns<'s> {
    places: BTreeMap<&'static str, usize>,
    sheet: &'s Sheet,
}

impl<'s> Columns<'s> {
    /// Finds the columns of a sheet; names that nobody knows become a note.
    pub(in crate::domain) fn read(
        sheet: &'s Sheet,
        known: &[(&'static str, &'static str, bool)],
        notes: &mut Vec<String>,
    ) -> Result<Self, SheetFault> {
        let mut places = BTreeMap::new();
        let mut strange = Vec::new();
        for (place, title) in sheet.header.iter().enumerate() {
            let title = title.trim().to_lowercase().replace([' ', '-'], "_");
            match known.iter().find(|(name, other, _)| *name == title || *other == title) {
                Some((name, _, _)) => {
                    if places.insert(*name, place).is_some() {
                        return Err(SheetFault::Twice(title));
                    }
                }
                None if title.is_empty() || READ_ONLY.contains(&title.as_str()) => {}
                None => strange.push(format!("“{}”", shown(&title))),
            }
        }
        let missing: Vec<&'static str> = known
            .iter()
            .filter(|(name, _, must)| *must && !places.contains_key(name))
            .map(|(name, _, _)| *name)
            .collect();
        if !missing.is_empty() {
            return Err(SheetFault::Missing { columns: missing, found: sheet.header.clone() });
        }
        if sheet.rows.is_empty() {
            return Err(SheetFault::Empty);
        }
        if !strange.is_empty() {
            notes.push(format!("Kolom {} tidak dikenal dan tidak dipakai.", strange.join(", ")));
        }
        Ok(Self { places, sheet })
    }

    /// The cell of a column; empty when the table has no such column or the row is too short.
    pub(in crate::domain) fn cell<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        let cell = self.places.get(name).and_then(|place| row.cells.get(*place));
        cell.map_or("", |cell| plain_cell(cell.trim()))
    }

    /// The reason why a row of another width cannot be trusted: cells may have moved into their neighbours' columns.
    pub(in crate::domain) fn width_fault(&self, row: &Row) -> Option<String> {
        let (found, expected) = (row.cells.len(), self.sheet.header.len());
        let rest_is_empty = row.cells.iter().skip(expected).all(|cell| cell.trim().is_empty());
        (found < expected || !rest_is_empty).then(|| {
            format!("Baris ini punya {found} kolom, padahal judulnya {expected}. Mungkin ada tanda pemisah atau petik di dalam isi.")
        })
    }
}

/// What the registry holds before a table is applied.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// The regency whose libraries the table may name.
    pub office: &'k Code,
    /// Villages by code.
    pub villages: &'k BTreeMap<String, Village>,
    /// The office's libraries.
    pub libraries: &'k [Library],
    /// This year; no library was replicated later.
    pub year: i32,
}

/// Plans a table of libraries.
///
/// A row matches a library by `slug` when given, else by village code, kind and folded name; rows that match the same
/// library, or describe the same new one, are all refused. An empty cell leaves a fact as it is. A village that the list
/// does not know yet is taken from the row when the row names it and its district.
pub fn libraries(sheet: &Sheet, known: Known<'_>) -> Result<Plan<Library>, SheetFault> {
    let mut plan = Plan { rows: Vec::new(), refused: Vec::new(), notes: Vec::new() };
    let columns = Columns::read(sheet, &LIBRARY_COLUMNS, &mut plan.notes)?;
    let by_slug: BTreeMap<&str, &Library> =
        known.libraries.iter().map(|library| (library.slug.as_str(), library)).collect();
    let by_key: BTreeMap<(String, Kind, String), &Library> =
        known.libraries.iter().map(|library| (key(library), library)).collect();

    let mut understood = Vec::new();
    let mut villages = VillageBook::new(known.villages);
    for row in sheet.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
        match library_row(&columns, row, known, &by_slug, &by_key, &mut villages) {
            Ok(planned) => understood.push(planned),
            Err(reasons) => {
                plan.refused.push(Refused { line: row.line, name: shown(columns.cell(row, "name")), reasons });
            }
        }
    }

    // Two rows for one library: which is right is not ours to guess.
    let mut lines: BTreeMap<(String, Kind, String), Vec<u64>> = BTreeMap::new();
    let mut same_library: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for planned in &understood {
        lines.entry(key(&planned.object)).or_default().push(planned.line);
        if !planned.object.id.is_empty() {
            same_library.entry(planned.object.id.clone()).or_default().push(planned.line);
        }
    }
    for planned in understood {
        let mut together: BTreeSet<u64> = lines.get(&key(&planned.object)).into_iter().flatten().copied().collect();
        together.extend(same_library.get(&planned.object.id).into_iter().flatten());
        together.remove(&planned.line);
        let clash = by_key.get(&key(&planned.object)).filter(|other| other.id != planned.object.id);
        if !together.is_empty() {
            let others: Vec<String> = together.iter().map(u64::to_string).collect();
            plan.refused.push(Refused {
                line: planned.line,
                name: planned.object.name,
                reasons: vec![format!(
                    "Perpustakaan yang sama juga ada di baris {}. Sisakan satu saja.",
                    others.join(", ")
                )],
            });
        } else if let Some(other) = clash {
            plan.refused.push(Refused {
                line: planned.line,
                name: planned.object.name,
                reasons: vec![format!(
                    "Desa ini sudah punya {} bernama sama ({}).",
                    other.kind.words().to_lowercase(),
                    other.slug
                )],
            });
        } else {
            plan.rows.push(planned);
        }
    }
    plan.refused.sort_by_key(|refused| refused.line);
    for village in villages.added() {
        plan.notes.push(format!(
            "{} ({}) belum ada di daftar desa dan akan ditambahkan dari berkas ini, Kecamatan {}.",
            village.title(),
            village.code,
            village.district
        ));
    }
    Ok(plan)
}

/// The key by which a library without a slug is recognised.
fn key(library: &Library) -> (String, Kind, String) {
    (library.village.code.as_str().to_owned(), library.kind, library.folded())
}

/// The villages known so far, with those that the table itself brings.
struct VillageBook<'k> {
    known: &'k BTreeMap<String, Village>,
    /// District code to name.
    districts: BTreeMap<String, String>,
    brought: BTreeMap<String, Village>,
}

impl<'k> VillageBook<'k> {
    fn new(known: &'k BTreeMap<String, Village>) -> Self {
        let districts = known
            .values()
            .filter_map(|village| Some((village.code.district()?.as_str().to_owned(), village.district.clone())))
            .collect();
        Self { known, districts, brought: BTreeMap::new() }
    }

    fn added(&self) -> impl Iterator<Item = &Village> {
        self.brought.values()
    }

    /// The village of a row, checked against what the row says about it.
    fn of_row(&mut self, columns: &Columns<'_>, row: &Row, code: &Code, reasons: &mut Vec<String>) -> Option<Village> {
        let (name, district) = (columns.cell(row, "village"), columns.cell(row, "district"));
        if let Err(words) = district_code_agrees(columns.cell(row, "district_code"), code) {
            reasons.push(words);
        }
        let district_known = code.district().and_then(|district| self.districts.get(district.as_str()).cloned());
        if let Some(right) = &district_known
            && !district.is_empty()
            && squeezed(right) != squeezed(district)
        {
            reasons.push(format!(
                "Kode {code} terletak di Kecamatan {right}, tetapi kolom district berisi “{}”.",
                shown(district)
            ));
        }
        if let Some(village) = self.known.get(code.as_str()).or_else(|| self.brought.get(code.as_str())) {
            if !name.is_empty() && squeezed(name) != squeezed(&village.name) {
                reasons.push(format!(
                    "Kode {code} adalah {}, tetapi kolom village berisi “{}”.",
                    village.title(),
                    shown(name)
                ));
            }
            return Some(village.clone());
        }
        if name.is_empty() || (district.is_empty() && district_known.is_none()) {
            reasons.push(format!(
                "Kode {code} tidak ada di daftar desa. Periksa kodenya, atau isi kolom village dan district supaya desanya ikut ditambahkan."
            ));
            return None;
        }
        if !reasons.is_empty() {
            return None;
        }
        let village = Village {
            code: code.clone(),
            name: name.chars().take(NAME_LENGTH).collect(),
            district: district_known.unwrap_or_else(|| district.chars().take(NAME_LENGTH).collect()),
        };
        if let Some(code) = code.district() {
            self.districts.insert(code.as_str().to_owned(), village.district.clone());
        }
        self.brought.insert(code.as_str().to_owned(), village.clone());
        Some(village)
    }
}

fn district_code_agrees(typed: &str, code: &Code) -> Result<(), String> {
    if typed.is_empty() {
        return Ok(());
    }
    let district = Code::parse_at(typed, Level::District).map_err(|fault| fault.words())?;
    if code.within(&district) {
        Ok(())
    } else {
        Err(format!("Kode desa {code} tidak terletak di kecamatan {district} yang ditulis di kolom district_code."))
    }
}

fn library_row(
    columns: &Columns<'_>,
    row: &Row,
    known: Known<'_>,
    by_slug: &BTreeMap<&str, &Library>,
    by_key: &BTreeMap<(String, Kind, String), &Library>,
    villages: &mut VillageBook<'_>,
) -> Result<Planned<Library>, Vec<String>> {
    if let Some(words) = columns.width_fault(row) {
        return Err(vec![words]);
    }
    let mut reasons = Vec::new();
    let name = name_of(columns.cell(row, "name"), &mut reasons);
    let kind = kind_of(columns.cell(row, "kind"), &mut reasons);
    let code = code_of(columns.cell(row, "village_code"), known.office, &mut reasons);
    if let (Some(kind), Some(code)) = (kind, &code) {
        ward_agrees(kind, code, &mut reasons);
    }
    let village = code.as_ref().and_then(|code| villages.of_row(columns, row, code, &mut reasons));

    let slug = columns.cell(row, "slug");
    let by_slug = by_slug.get(slug).copied();
    if !slug.is_empty() && by_slug.is_none() {
        reasons.push(format!(
            "Slug “{}” bukan milik perpustakaan di kabupaten ini. Kosongkan kolom slug untuk perpustakaan baru.",
            shown(slug)
        ));
    }
    let (Some(kind), Some(village)) = (kind, village) else { return Err(reasons) };
    let before = by_slug.or_else(|| by_key.get(&(village.code.as_str().to_owned(), kind, squeezed(&name))).copied());

    let mut after =
        before.cloned().unwrap_or_else(|| Library::blank(known.office.as_str(), &name, kind, village.clone()));
    // Two spellings that fold alike are one name: the registry's own stays.
    if squeezed(&after.name) != squeezed(&name) {
        after.name = name;
    }
    after.kind = kind;
    after.village = village;
    fill(&mut after, columns, row, known.year, &mut reasons);
    if after.kind == Kind::Tbm
        && after.precision == Precision::Building
        && before.is_none_or(|before| before.precision != Precision::Building)
    {
        reasons.push("Titik gedung TBM hanya diisi oleh pengelolanya sendiri di halaman profil, karena TBM sering di rumah orang. Tulis precision “village”.".to_owned());
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    let change = match before {
        None => Change::New,
        Some(before) => {
            let differences = differences(before, &after);
            if differences.is_empty() { Change::Unchanged } else { Change::Changed(differences) }
        }
    };
    Ok(Planned { line: row.line, object: after, change })
}

/// Reads the cells beyond the key; what is empty stays as it was.
fn fill(after: &mut Library, columns: &Columns<'_>, row: &Row, this_year: i32, reasons: &mut Vec<String>) {
    let cell = |name: &str| columns.cell(row, name);
    match Point::parse(cell("latitude"), cell("longitude")) {
        Ok(Some(point)) => {
            after.point = Some(point);
            if after.precision == Precision::Unknown {
                // A point without a word about it promises no more than the village.
                after.precision = Precision::Village;
            }
        }
        Ok(None) => {}
        Err(fault) => reasons.push(fault.words().to_owned()),
    }
    if !cell("precision").is_empty() {
        match Precision::parse(cell("precision")) {
            Some(precision) if after.point.is_none() && precision != Precision::Unknown => {
                reasons.push("Kolom precision diisi tetapi titiknya (latitude, longitude) kosong.".to_owned());
            }
            Some(Precision::Unknown) if after.point.is_some() => {
                reasons.push(
                    "Titik diisi tetapi precision “unknown”. Tulis “village” bila hanya perkiraan di dalam desa."
                        .to_owned(),
                );
            }
            Some(precision) => after.precision = precision,
            None => reasons.push(format!(
                "Precision “{}” tidak dikenal. Pilih building, village, atau unknown.",
                shown(cell("precision"))
            )),
        }
    }
    if !cell("replicated").is_empty() {
        match parse_year(cell("replicated"), this_year) {
            Ok(year) => after.replicated = Some(year),
            Err(words) => reasons.push(words),
        }
    }
    if !cell("stage").is_empty() {
        match Stage::parse(cell("stage")) {
            Some(stage) => after.stage = stage,
            None => reasons.push(format!(
                "Tahap “{}” tidak dikenal. Pilih replikasi, mandiri, atau nonaktif.",
                shown(cell("stage"))
            )),
        }
    }
    for (name, target) in [("funding", &mut after.funding), ("npp", &mut after.npp), ("address", &mut after.address)] {
        let typed = cell(name);
        if typed.chars().count() > TEXT_LENGTH {
            reasons.push(format!("Kolom {name} lebih panjang dari {TEXT_LENGTH} huruf."));
        } else if !typed.is_empty() {
            typed.clone_into(target);
        }
    }
    if !cell("services").is_empty() {
        let codes: Vec<String> = listed(cell("services"));
        match codes.iter().find(|code| Service::of(code).is_none()) {
            Some(strange) => reasons.push(format!("Layanan “{}” tidak dikenal.", shown(strange))),
            None => after.services = ordered(&codes),
        }
    }
    if !cell("aliases").is_empty() {
        let mut aliases: Vec<String> = listed(cell("aliases"));
        aliases.sort();
        aliases.dedup();
        if aliases.iter().any(|alias| alias.chars().count() > NAME_LENGTH) || aliases.len() > 10 {
            reasons.push(format!(
                "Kolom aliases memuat paling banyak 10 nama, masing-masing paling panjang {NAME_LENGTH} huruf."
            ));
        } else {
            after.aliases = aliases;
        }
    }
}

/// Parts between `|`, without blanks around them.
fn listed(cell: &str) -> Vec<String> {
    cell.split('|').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Service codes in the order of [`super::library::SERVICES`], each once.
pub fn ordered(codes: &[String]) -> Vec<String> {
    super::library::SERVICES
        .iter()
        .filter(|service| codes.iter().any(|code| code == service.code))
        .map(|service| service.code.to_owned())
        .collect()
}

/// Reads a year of replication: [`FIRST_YEAR`] to this year. The error is a sentence.
pub fn parse_year(typed: &str, this_year: i32) -> Result<u16, String> {
    typed.trim().parse::<u16>().ok().filter(|year| *year >= FIRST_YEAR && i32::from(*year) <= this_year).ok_or_else(
        || {
            format!(
                "Tahun “{}” harus antara {FIRST_YEAR} dan {this_year}. Kosongkan bila belum diketahui.",
                shown(typed)
            )
        },
    )
}

fn name_of(typed: &str, reasons: &mut Vec<String>) -> String {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(words) = name_fault(&name) {
        reasons.push(words);
    }
    name
}

/// What is wrong with a library's name, as a sentence; none when it may stand.
pub fn name_fault(name: &str) -> Option<String> {
    if name.is_empty() {
        Some("Nama perpustakaan belum diisi.".to_owned())
    } else if squeezed(name).is_empty() || name.chars().any(char::is_control) {
        Some(format!("Nama “{}” tidak berisi huruf yang terbaca.", shown(name)))
    } else if name.chars().count() > NAME_LENGTH {
        Some(format!("Nama lebih panjang dari {NAME_LENGTH} huruf."))
    } else if name.contains('\u{fffd}') || name.contains("Ã") || name.contains("â€") {
        Some(format!("Nama “{}” rusak pengodean hurufnya. Simpan ulang berkas sebagai CSV UTF-8.", shown(name)))
    } else {
        None
    }
}

fn kind_of(typed: &str, reasons: &mut Vec<String>) -> Option<Kind> {
    let kind = Kind::parse(typed);
    if kind.is_none() {
        reasons.push(if typed.is_empty() {
            "Kolom kind belum diisi. Pilih desa, kelurahan, atau tbm.".to_owned()
        } else {
            format!("Jenis “{}” tidak dikenal. Pilih desa, kelurahan, atau tbm.", shown(typed))
        });
    }
    kind
}

fn code_of(typed: &str, office: &Code, reasons: &mut Vec<String>) -> Option<Code> {
    match Code::parse_at(typed, Level::Village) {
        Ok(code) if code.within(office) => Some(code),
        Ok(code) => {
            let other = code.regency().map_or_else(String::new, String::from);
            reasons.push(format!("Kode {code} milik kabupaten/kota lain ({other}), bukan {office}."));
            None
        }
        Err(fault) => {
            reasons.push(fault.words());
            None
        }
    }
}

/// A desa's library stands in a desa, a kelurahan's in a kelurahan; a TBM may stand in either.
pub fn ward_agrees(kind: Kind, code: &Code, reasons: &mut Vec<String>) {
    let right = match code.ward() {
        Some(WardKind::Desa) => Kind::Desa,
        Some(WardKind::Kelurahan) => Kind::Kelurahan,
        None => return,
    };
    if kind != Kind::Tbm && kind != right {
        reasons.push(format!("Jenisnya {}, tetapi kode {code} adalah kode {}.", kind.code(), right.code()));
    }
}

/// What differs between two states of a library, in words; version, id and slug aside.
pub fn differences(before: &Library, after: &Library) -> Vec<Difference> {
    let place = |library: &Library| match library.point {
        None => "belum diisi".to_owned(),
        Some(point) => format!("{}, {}", point.latitude, point.longitude),
    };
    let precision = |library: &Library| match library.precision {
        Precision::Building => "gedung",
        Precision::Village => "perkiraan di dalam desa",
        Precision::Unknown => "belum diisi",
    };
    let services = |library: &Library| {
        library
            .services
            .iter()
            .filter_map(|code| Service::of(code))
            .map(|service| service.words)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let yes = |yes: bool| if yes { "ya" } else { "tidak" }.to_owned();
    let facts = |library: &Library| -> [(&'static str, String); 16] {
        [
            ("Nama", library.name.clone()),
            ("Jenis", library.kind.words().to_owned()),
            ("Desa/kelurahan", format!("{} ({})", library.village.title(), library.village.code)),
            ("Titik peta", place(library)),
            ("Ketelitian titik", precision(library).to_owned()),
            ("Tahun replikasi", library.replicated.map_or_else(String::new, |year| year.to_string())),
            ("Tahap", library.stage.words().to_owned()),
            ("Pendanaan", library.funding.clone()),
            ("NPP", library.npp.clone()),
            ("Layanan", services(library)),
            ("Jam buka", library.hours.as_ref().map(super::hours::Hours::line).unwrap_or_default()),
            ("Alamat", library.address.clone()),
            ("Kontak", library.contact.clone()),
            ("Kontak boleh tampil", yes(library.contact_public)),
            ("Cerita", library.story.clone()),
            ("Nama lain", library.aliases.join(", ")),
        ]
    };
    let filled = |text: String| if text.is_empty() { "belum diisi".to_owned() } else { text };
    facts(before)
        .into_iter()
        .zip(facts(after))
        .filter(|((_, before), (_, after))| before != after)
        .map(|((what, before), (_, after))| Difference {
            what: what.to_owned(),
            before: filled(before),
            after: filled(after),
        })
        .collect()
}

/// Plans a table of villages; `known` holds those in the registry by code.
pub fn villages(sheet: &Sheet, known: &BTreeMap<String, Village>) -> Result<Plan<Village>, SheetFault> {
    let mut plan = Plan { rows: Vec::new(), refused: Vec::new(), notes: Vec::new() };
    let columns = Columns::read(sheet, &VILLAGE_COLUMNS, &mut plan.notes)?;
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    let mut districts: BTreeMap<String, (String, u64)> = BTreeMap::new();
    for row in sheet.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
        match village_row(&columns, row, &mut lines, &mut districts) {
            Ok(village) => {
                let change = match known.get(village.code.as_str()) {
                    None => Change::New,
                    Some(before) if *before == village => Change::Unchanged,
                    Some(before) => Change::Changed(vec![Difference {
                        what: "Desa/kelurahan".to_owned(),
                        before: format!("{}, Kecamatan {}", before.title(), before.district),
                        after: format!("{}, Kecamatan {}", village.title(), village.district),
                    }]),
                };
                plan.rows.push(Planned { line: row.line, object: village, change });
            }
            Err(reasons) => {
                plan.refused.push(Refused { line: row.line, name: shown(columns.cell(row, "village")), reasons });
            }
        }
    }
    Ok(plan)
}

fn village_row(
    columns: &Columns<'_>,
    row: &Row,
    lines: &mut BTreeMap<String, u64>,
    districts: &mut BTreeMap<String, (String, u64)>,
) -> Result<Village, Vec<String>> {
    if let Some(words) = columns.width_fault(row) {
        return Err(vec![words]);
    }
    let cell = |name: &str| columns.cell(row, name);
    let code = Code::parse_at(cell("village_code"), Level::Village).map_err(|fault| vec![fault.words()])?;
    let mut reasons = Vec::new();
    for (column, what) in [("village", "Nama desa"), ("district", "Nama kecamatan")] {
        if cell(column).is_empty() {
            reasons.push(format!("{what} (kolom {column}) belum diisi."));
        } else if cell(column).chars().count() > NAME_LENGTH {
            reasons.push(format!("{what} lebih panjang dari {NAME_LENGTH} huruf."));
        }
    }
    if let Err(words) = district_code_agrees(cell("district_code"), &code) {
        reasons.push(words);
    }
    if !cell("kind").is_empty() {
        match WardKind::parse(cell("kind")) {
            None => reasons.push(format!("Jenis “{}” tidak dikenal. Pilih desa atau kelurahan.", shown(cell("kind")))),
            Some(kind) if Some(kind) != code.ward() => {
                reasons.push(format!(
                    "Jenisnya {}, tetapi kode {code} adalah kode {}.",
                    kind.code(),
                    code.ward().map_or("", WardKind::code)
                ));
            }
            Some(_) => {}
        }
    }
    if let Some(line) = lines.get(code.as_str()) {
        reasons.push(format!("Kode {code} sudah dipakai di baris {line}."));
    }
    if let Some(district) = code.district()
        && let Some((name, line)) = districts.get(district.as_str())
        && squeezed(name) != squeezed(cell("district"))
    {
        reasons.push(format!(
            "Kecamatan {district} bernama “{name}” di baris {line}, di sini “{}”.",
            shown(cell("district"))
        ));
    }
    if !reasons.is_empty() {
        return Err(reasons);
    }
    lines.insert(code.as_str().to_owned(), row.line);
    if let Some(district) = code.district() {
        districts.entry(district.as_str().to_owned()).or_insert_with(|| (cell("district").to_owned(), row.line));
    }
    Ok(Village { code, name: cell("village").to_owned(), district: cell("district").to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sheet(text: &str) -> Sheet {
        let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = lines.next().unwrap_or_default();
        let rows = lines.zip(2u64..).map(|(cells, line)| Row { line, cells }).collect();
        Sheet { header, rows }
    }

    fn village(code: &str, name: &str, district: &str) -> Village {
        Village { code: Code::parse(code).unwrap(), name: name.into(), district: district.into() }
    }

    fn villages_of_kobar() -> BTreeMap<String, Village> {
        [
            village("62.01.02.2016", "Natai Raya", "Arut Selatan"),
            village("62.01.03.2017", "Sagu Suka Mulya", "Kotawaringin Lama"),
            village("62.01.01.1013", "Kumai Hilir", "Kumai"),
        ]
        .into_iter()
        .map(|village| (village.code.as_str().to_owned(), village))
        .collect()
    }

    fn plan(text: &str, existing: &[Library]) -> Plan<Library> {
        let office = Code::parse("62.01").unwrap();
        let villages = villages_of_kobar();
        let known = Known { office: &office, villages: &villages, libraries: existing, year: 2026 };
        libraries(&sheet(text), known).unwrap()
    }

    /// As storage would keep what a plan adds.
    fn stored(plan: &Plan<Library>) -> Vec<Library> {
        plan.rows
            .iter()
            .enumerate()
            .map(|(number, row)| {
                let mut library = row.object.clone();
                if library.id.is_empty() {
                    library.id = format!("id{number}");
                    library.slug = crate::domain::library::slug(&library.name);
                }
                library
            })
            .collect()
    }

    fn reason(plan: &Plan<Library>, line: u64) -> String {
        plan.refused
            .iter()
            .find(|refused| refused.line == line)
            .map(|refused| refused.reasons.join(" "))
            .unwrap_or_default()
    }

    #[test]
    fn twice_changes_nothing() {
        let text = "name,kind,village_code,latitude,longitude,precision,services\n\
            Perpustakaan Desa Natai Raya,desa,62.01.02.2016,-2.664,111.7101,village,pinjam|baca\n\
            Rumah Pintar,tbm,62.01.01.1013,,,,\n";
        let first = plan(text, &[]);
        assert_eq!(first.summary(), "2 baru, 0 berubah, 0 sama, 0 ditolak");
        let library = &first.rows[0].object;
        assert_eq!(library.services, ["baca", "pinjam"]);
        assert_eq!(library.precision, Precision::Village);
        let second = plan(text, &stored(&first));
        assert_eq!(second.summary(), "0 baru, 0 berubah, 2 sama, 0 ditolak");
    }

    #[test]
    fn another_spelling_is_the_same_library() {
        let first = plan("name,kind,village_code\nPerpustakaan Desa Sagu Suka Mulya,desa,62.01.03.2017\n", &[]);
        let second =
            plan("name,kind,village_code\nPERPUSTAKAAN DESA SAGU SUKAMULYA,desa,62.01.03.2017\n", &stored(&first));
        assert_eq!(second.summary(), "0 baru, 0 berubah, 1 sama, 0 ditolak");
    }

    #[test]
    fn a_changed_fact_is_named_and_an_empty_cell_keeps_it() {
        let first =
            plan("name,kind,village_code,stage,npp\nPerpustakaan Desa Natai Raya,desa,62.01.02.2016,,A1\n", &[]);
        let second = plan(
            "name,kind,village_code,stage,npp\nPerpustakaan Desa Natai Raya,desa,62.01.02.2016,mandiri,\n",
            &stored(&first),
        );
        let Change::Changed(differences) = &second.rows[0].change else { panic!("{:?}", second.rows) };
        assert_eq!(
            *differences,
            [Difference { what: "Tahap".into(), before: "Replikasi".into(), after: "Mandiri".into() }]
        );
        assert_eq!(second.rows[0].object.npp, "A1");
    }

    #[test]
    fn every_wrong_row_has_its_reason_and_the_rest_stands() {
        let plan = plan(
            "name,kind,village_code,village,district,latitude,longitude\n\
             Perpustakaan Desa Natai Raya,desa,62.01.02.2016,,,-2.664,111.7101\n\
             Perpustakaan Desa X,desa,62.02.02.2016,,,,\n\
             Perpustakaan Desa Y,desa,62.01.02.2016,Natai Baru,,,\n\
             Perpustakaan Desa Z,desa,62.01.02.2016,,Kumai,,\n\
             Perpustakaan Kumai,desa,62.01.01.1013,,,,\n\
             Perpustakaan A,desa,62.01.02.2016,,,111.7,-2.6\n\
             Perpustakaan B,desa,62.01.02.2016,,,52.1,4.3\n\
             Perpustakaan C,sekolah,62.01.02.2016,,,,\n\
             Perpustakaan D,desa,62.01.02.2999,,,,\n\
             Perpustakaan E,desa,62.01.02.2016\n\
             ,desa,62.01.02.2016,,,,\n",
            &[],
        );
        assert_eq!(plan.summary(), "1 baru, 0 berubah, 0 sama, 10 ditolak");
        for (line, part) in [
            (3, "kabupaten/kota lain (62.02)"),
            (4, "adalah Desa Natai Raya"),
            (5, "Kecamatan Arut Selatan"),
            (6, "kode kelurahan"),
            (7, "tertukar"),
            (8, "di luar Indonesia"),
            (9, "“sekolah”"),
            (10, "tidak ada di daftar desa"),
            (11, "3 kolom"),
            (12, "Nama perpustakaan belum diisi"),
        ] {
            assert!(reason(&plan, line).contains(part), "{line}: {}", reason(&plan, line));
        }
    }

    #[test]
    fn rows_for_one_library_are_all_refused_two_libraries_of_a_village_are_not() {
        let plan = plan(
            "name,kind,village_code\nRumah Baca,tbm,62.01.02.2016\nrumahbaca,tbm,62.01.02.2016\nRumah Baca,desa,62.01.02.2016\n",
            &[],
        );
        assert_eq!(plan.summary(), "1 baru, 0 berubah, 0 sama, 2 ditolak");
        assert!(reason(&plan, 2).contains("baris 3") && reason(&plan, 3).contains("baris 2"));
    }

    #[test]
    fn a_slug_finds_its_library_under_a_new_name() {
        let first = plan("name,kind,village_code\nRumah Baca,tbm,62.01.02.2016\n", &[]);
        let second = plan(
            "name,kind,village_code,slug\nRumah Cerdas,tbm,62.01.02.2016,rumah-baca\nLain,tbm,62.01.02.2016,milik-orang\n",
            &stored(&first),
        );
        assert_eq!(second.changed_rows(), 1);
        assert_eq!(second.rows[0].object.slug, "rumah-baca");
        assert!(reason(&second, 3).contains("milik-orang"));
    }

    #[test]
    fn an_unknown_village_comes_along_when_it_is_named() {
        let plan = plan(
            "name,kind,village_code,village,district\nPerpustakaan Desa Natai Baru,desa,62.01.02.2018,Natai Baru,Arut Selatan\n",
            &[],
        );
        assert_eq!(plan.new_rows(), 1);
        assert!(plan.notes[0].contains("Desa Natai Baru"));
    }

    #[test]
    fn wrong_columns() {
        let office = Code::parse("62.01").unwrap();
        let villages = BTreeMap::new();
        let known = Known { office: &office, villages: &villages, libraries: &[], year: 2026 };
        let fault = libraries(&sheet("nama,alamat\nX,Y\n"), known).unwrap_err();
        assert!(fault.words().contains("“kind”, “village_code”") && fault.words().contains("“alamat”"));
        assert_eq!(libraries(&sheet("name,kind,village_code\n"), known), Err(SheetFault::Empty));
        assert_eq!(libraries(&sheet("name,nama,kind,village_code\n"), known), Err(SheetFault::Twice("nama".into())));
    }

    #[test]
    fn villages_are_checked_too() {
        let plan = villages(
            &sheet(
                "village_code,village,kind,district_code,district\n\
                 62.01.02.2016,Natai Raya,desa,62.01.02,Arut Selatan\n\
                 62.01.02.2016,Natai Raya,desa,62.01.02,Arut Selatan\n\
                 62.01.02.1001,Mendawai,desa,62.01.02,Arut Selatan\n\
                 62.01.02.1002,Baru,kelurahan,62.01.03,Arut Selatan\n\
                 62.01.02.1003,Raja,kelurahan,62.01.02,Kumai\n",
            ),
            &villages_of_kobar(),
        )
        .unwrap();
        assert_eq!(plan.summary(), "0 baru, 0 berubah, 1 sama, 4 ditolak");
    }

    #[test]
    fn cells_that_would_run_do_not() {
        for text in ["=1+1", "+62811", "-x", "@a", "\tb"] {
            assert!(safe_cell(text).starts_with('\'') || text.parse::<f64>().is_ok(), "{text}");
            assert_eq!(plain_cell(&safe_cell(text)), text);
        }
        assert_eq!(safe_cell("-2.7666"), "-2.7666");
        assert_eq!(plain_cell("'quoted"), "'quoted");
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_planned_or_refused(cells in proptest::collection::vec(proptest::collection::vec("[ -~é]{0,14}", 0..9), 0..6)) {
            let header = ["name", "kind", "village_code", "latitude", "longitude", "precision", "replicated", "services"].map(str::to_owned).to_vec();
            let rows: Vec<Row> = cells.into_iter().zip(2u64..).map(|(cells, line)| Row { line, cells }).collect();
            let filled = rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).count();
            let office = Code::parse("62.01").unwrap();
            let villages = villages_of_kobar();
            let known = Known { office: &office, villages: &villages, libraries: &[], year: 2026 };
            if let Ok(plan) = libraries(&Sheet { header, rows }, known) {
                prop_assert_eq!(plan.rows.len() + plan.refused.len(), filled);
            }
        }
    }
}

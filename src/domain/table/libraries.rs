//! Tables of libraries: each row is matched with the registry and checked against its village.

use std::collections::{BTreeMap, BTreeSet};

use super::villages::district_code_agrees;
use super::{Change, Columns, Difference, Plan, Planned, Refused, Row, Sheet, SheetFault, shown};
use crate::domain::code::{Code, Level, WardKind};
use crate::domain::hours::Hours;
use crate::domain::library::{
    FIRST_YEAR, Kind, Library, NAME_LENGTH, Point, Precision, SERVICES, Service, Stage, TEXT_LENGTH, Village,
};
use crate::domain::search::squeezed;

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

/// Service codes in the order of [`SERVICES`], each once.
pub fn ordered(codes: &[String]) -> Vec<String> {
    SERVICES
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
            ("Jam buka", library.hours.as_ref().map(Hours::line).unwrap_or_default()),
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

//! Recapitulations of the office: totals and trends, tables for files, the office's own layout.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::indicator::Figures;
use crate::domain::library::Library;
use crate::domain::moment::{Date, Moment, Month, Zone};
use crate::domain::recap::{Chosen, Filter, Line, cell, columns};
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::report::Strategy;
use crate::domain::sheet::{Cell, Sheet};
use crate::storage::recap::{self, ActivityLine, Layout};
use crate::storage::{Audit, kpi, libraries, offices};
use std::collections::HashMap;

/// What a recapitulation stands on.
#[derive(Clone, Debug)]
pub struct Recap {
    /// What is looked at.
    pub filter: Filter,
    /// The office's zone.
    pub zone: Zone,
    /// Now.
    pub now: Moment,
    /// The running month.
    pub running: Month,
    /// Approved reports, by month, kecamatan and name.
    pub lines: Vec<Line>,
    /// Approved activities, by day, each with its library.
    pub activities: Vec<(ActivityLine, String, String)>,
    /// Libraries that the filter takes in.
    pub libraries: usize,
    /// The office's districts: code and name.
    pub districts: Vec<(String, String)>,
}

/// Reads what the filter of an address asks for.
pub async fn recap(app: &App, asker: &Asker, value: impl Fn(&str) -> Option<String> + Send) -> Result<Recap, Error> {
    let office = asker.planner()?.office.clone();
    let db = &app.storage;
    let zone = offices::calendar(db, &office).await?.zone();
    let now = app.world.now();
    let running = now.date(zone).month_of();
    let filter = Filter::read(value, running);
    let all = libraries::all(db, Some(&office)).await?;
    let district = |library: &Library| library.village.code.district().map(|code| code.as_str().to_owned());
    let mut districts: Vec<(String, String)> =
        all.iter().filter_map(|library| Some((district(library)?, library.village.district.clone()))).collect();
    districts.sort_by(|a, b| a.1.cmp(&b.1));
    districts.dedup();
    let chosen: HashMap<String, Library> = all
        .into_iter()
        .filter(|library| filter.kind.is_none_or(|kind| kind == library.kind))
        .filter(|library| filter.district.is_none() || district(library) == filter.district)
        .map(|library| (library.id.clone(), library))
        .collect();
    let mut lines: Vec<Line> = kpi::approved(db, &office, filter.from, filter.to)
        .await?
        .into_iter()
        .filter_map(|((library, month), (nihil, figures))| Some(line(chosen.get(&library)?, month, nihil, figures)))
        .collect();
    lines.sort_by(|a, b| (a.month, &a.district, &a.library).cmp(&(b.month, &b.district, &b.library)));
    let activities = recap::activities(db, &office, filter.from, filter.to)
        .await?
        .into_iter()
        .filter(|activity| filter.strategy.is_none_or(|strategy| strategy.code() == activity.strategy))
        .filter_map(|activity| {
            let library = chosen.get(&activity.library)?;
            let (name, district) = (library.name.clone(), library.village.district.clone());
            Some((activity, name, district))
        })
        .collect();
    Ok(Recap { filter, zone, now, running, lines, activities, libraries: chosen.len(), districts })
}

fn line(library: &Library, month: Month, nihil: bool, figures: Figures) -> Line {
    Line {
        library: library.name.clone(),
        kind: library.kind,
        village: library.village.name.clone(),
        village_code: library.village.code.to_string(),
        district: library.village.district.clone(),
        npp: library.npp.clone(),
        month,
        nihil,
        figures,
    }
}

impl Recap {
    /// The figures as a table, in the standard columns.
    pub fn figures(&self) -> Sheet {
        let standard: Vec<Chosen> =
            columns().into_iter().map(|column| Chosen { code: column.code, name: column.name }).collect();
        self.table("Angka", &standard)
    }

    /// The figures in the office's own columns.
    pub fn table(&self, name: &'static str, chosen: &[Chosen]) -> Sheet {
        let head = chosen.iter().map(|column| column.name.clone()).collect();
        let row = |line: &Line| chosen.iter().map(|column| cell(line, &column.code)).collect();
        Sheet { name, head, rows: self.lines.iter().map(row).collect() }
    }

    /// The activities as a table.
    pub fn activity_sheet(&self) -> Sheet {
        let head = [
            "Perpustakaan",
            "Kecamatan",
            "Bulan",
            "Tanggal",
            "Strategi",
            "Bidang",
            "Kegiatan",
            "Tempat",
            "Peserta",
            "Mitra",
            "Hasil",
        ];
        let rows = self.activities.iter().map(|(activity, library, district)| {
            let strategy = Strategy::of(&activity.strategy).map_or("", Strategy::words);
            vec![
                library.as_str().into(),
                district.as_str().into(),
                activity.month.as_str().into(),
                activity.held_on().map_or(Cell::Empty, Cell::Day),
                strategy.into(),
                activity.field.as_str().into(),
                activity.title.as_str().into(),
                activity.place.as_str().into(),
                activity.participants().into(),
                activity.partner.as_str().into(),
                activity.result.as_str().into(),
            ]
        });
        Sheet { name: "Kegiatan", head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
    }

    /// What the file is, for whoever opens it in a year.
    pub fn explanation(&self, layout: Option<&Layout>) -> Sheet {
        let mut rows: Vec<[String; 2]> = vec![
            ["Rentang".to_owned(), format!("{} sampai {}", self.filter.from.long(), self.filter.to.long())],
            ["Isi".to_owned(), "Hanya laporan yang sudah disetujui dinas.".to_owned()],
            ["Sel kosong".to_owned(), "Belum diisi atau tidak dihitung perpustakaan; bukan nol.".to_owned()],
            ["Dibuat".to_owned(), self.now.long(self.zone)],
            ["Jumlah baris angka".to_owned(), self.lines.len().to_string()],
        ];
        if let Some(layout) = layout {
            rows.push(["Susunan kolom".to_owned(), confirmation(Some(layout), self.zone)]);
        }
        let rows = rows.into_iter().map(|[name, words]| vec![name.into(), words.into()]).collect();
        Sheet { name: "Keterangan", head: vec!["Hal".to_owned(), "Keterangan".to_owned()], rows }
    }
}

/// Whether somebody has compared the layout with the national system: its field list is not known to us.
pub fn confirmation(layout: Option<&Layout>, zone: Zone) -> String {
    match layout {
        Some(layout) if layout.confirmed => {
            format!("Dicocokkan dengan SIM TPBIS oleh {}, {}.", layout.by_name, layout.made.date(zone).plain())
        }
        _ => "Belum dicocokkan dengan SIM TPBIS.".to_owned(),
    }
}

/// The office's own layout; the standard columns before it has made one.
pub async fn layout(app: &App, asker: &Asker) -> Result<(Option<Layout>, Zone), Error> {
    let office = &asker.planner()?.office;
    let zone = offices::calendar(&app.storage, office).await?.zone();
    Ok((recap::layout(&app.storage, office).await?, zone))
}

/// The longest name of a column, in characters.
const LONGEST: usize = 80;

/// Reads the form of the layout: `urutan-CODE` (empty: left out), `nama-CODE`, `cocok`.
pub fn read_layout(pairs: &[(String, String)]) -> Result<(Vec<Chosen>, bool), Vec<Finding>> {
    let known = columns();
    let mut findings = Vec::new();
    for (name, _) in pairs {
        let of_column =
            |prefix: &str| name.strip_prefix(prefix).is_some_and(|code| known.iter().any(|column| column.code == code));
        if name != "cocok" && name != "aksi" && !of_column("urutan-") && !of_column("nama-") {
            let words = "Formulir ini memuat isian yang tidak dikenal. Muat ulang halamannya, lalu isi lagi.";
            return Err(vec![Finding::new("", words)]);
        }
    }
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
    let mut chosen: Vec<(u32, Chosen)> = Vec::new();
    for column in &known {
        let field = format!("urutan-{}", column.code);
        let order = match crate::domain::number::parse_count(value(&field)) {
            Ok(Some(order)) if (1..=999).contains(&order) => order,
            Ok(None) => continue,
            _ => {
                findings.push(Finding::new(field, "Isi angka urutan 1 sampai 999, atau kosongkan."));
                continue;
            }
        };
        let name = match value(&format!("nama-{}", column.code)) {
            "" => column.name.clone(),
            name => name.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect(),
        };
        if let Some((_, other)) = chosen.iter().find(|(_, other)| other.name.to_lowercase() == name.to_lowercase()) {
            let words = format!("Nama “{}” sudah dipakai kolom lain.", other.name);
            findings.push(Finding::new(format!("nama-{}", column.code), words));
        }
        chosen.push((order, Chosen { code: column.code.clone(), name }));
    }
    // Equal numbers keep the standard order.
    chosen.sort_by_key(|(order, _)| *order);
    if chosen.is_empty() && findings.is_empty() {
        findings.push(Finding::new("", "Beri urutan pada sedikitnya satu kolom."));
    }
    let chosen = chosen.into_iter().map(|(_, column)| column).collect();
    if findings.is_empty() { Ok((chosen, value("cocok") == "ya")) } else { Err(findings) }
}

/// Makes a layout the office's own.
pub async fn save_layout(app: &App, asker: &Asker, chosen: Vec<Chosen>, confirmed: bool) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let (office, account) = (person.office.as_str(), person.account.as_str());
                let number = recap::put_layout(tx, office, &chosen, confirmed, account).await?;
                let object = format!("layout:{number}");
                let reason = if confirmed { "confirmed" } else { "" };
                tx.audit(&Audit { office, account, action: "layout.set", object: &object, reason, ..Audit::default() })
                    .await?;
                Ok(())
            })
        })
        .await
}

/// A month that can be printed: the last full one unless another is named.
pub fn month(recap: &Recap, typed: Option<&str>) -> Result<Month, Error> {
    match typed {
        None => Ok(recap.running.plus(-1)),
        Some(text) => {
            Month::parse(text).filter(|month| *month <= recap.running).ok_or_else(|| Refusal::NotFound.into())
        }
    }
}

/// The day of a moment, for papers.
pub fn day(recap: &Recap) -> Date {
    recap.now.date(recap.zone)
}

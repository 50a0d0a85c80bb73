//! What is known of a meeting, as its papers ask for it. What is not known stays away and becomes dots.

use super::Desk;
use crate::api::{App, Error, meetings as api_meetings, notes};
use crate::domain::account::Asker;
use crate::domain::agenda::flow;
use crate::domain::agenda::{Day, Item, Kind as Sort, Presenter};
use crate::domain::award::{place_words, points_words};
use crate::domain::document::{Align, Block, DOTS, Picture, Signature, Table, or_dots, spans};
use crate::domain::evaluation::{RATED, Totals};
use crate::domain::followup::Aim;
use crate::domain::library::Stage;
use crate::domain::moment::{Date, Month};
use crate::domain::note::Field;
use crate::domain::number::{tenths, whole};
use crate::domain::paper::{Facts, Kind};
use crate::domain::phone::Phone;
use crate::storage::awards::{self, Award};
use crate::storage::followups::{self, Followup};
use crate::storage::papers::{self, Letterhead, Official};
use crate::storage::reports::{StoryQuery, stories};
use crate::storage::{checkins, evaluations, kpi, libraries, meeting_photos, participants};
use std::collections::BTreeMap;

/// Somebody at the meeting, as the attendance list names them.
#[derive(Clone, Debug, Default)]
pub struct Attendee {
    /// The name, letter by letter.
    pub name: String,
    /// L, P, or empty.
    pub sex: String,
    /// Jabatan.
    pub position: String,
    /// The library's name or the institution.
    pub institution: String,
    /// As typed.
    pub phone: String,
    /// Ids of the days on which this person said to come; empty: not said.
    pub days: Vec<String>,
    /// Ids of the days on which this person was there.
    pub present: Vec<String>,
}

/// "1 dan 2", "1, 2, dan 3".
pub fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} dan {two}"),
        [first @ .., last] => format!("{}, dan {last}", first.join(", ")),
    }
}

/// The people of an item of that sort.
pub fn people(desk: &Desk, sort: Sort) -> Vec<String> {
    let items = desk.agenda.items().filter(|(_, item)| item.kind == sort);
    items.flat_map(|(_, item)| item.presenters.iter().map(Presenter::words)).collect()
}

/// The libraries that have a part in the agenda, by name.
pub fn presenting(desk: &Desk) -> Vec<String> {
    let mut names: Vec<String> = desk
        .agenda
        .items()
        .flat_map(|(_, item)| item.presenters.iter().chain(&item.focus))
        .filter_map(|who| match who {
            Presenter::Library { name, .. } => Some(name.clone()),
            Presenter::Person { .. } => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The people of a meeting who are on its list, by library and name.
pub async fn attendees(app: &App, desk: &Desk) -> Result<Vec<Attendee>, Error> {
    let (db, office, id) = (&app.storage, desk.meeting.office.as_str(), desk.meeting.id.as_str());
    let presence = checkins::presence(db, office, id).await?;
    let people = participants::of_meeting(db, office, id).await?.into_iter().filter(|one| !one.removed);
    Ok(people
        .map(|one| Attendee {
            present: presence.keys().filter(|(who, _)| *who == one.id).map(|(_, day)| day.clone()).collect(),
            days: one.days.iter().map(|(day, _)| day.clone()).collect(),
            institution: one.institution_words(),
            sex: one.person.sex.map(|sex| sex.code().to_owned()).unwrap_or_default(),
            phone: one.person.phone.as_ref().map(Phone::local).unwrap_or_default(),
            name: one.person.name,
            position: one.person.position,
        })
        .collect())
}

struct Gathered {
    attendees: Vec<Attendee>,
    awards: Vec<Award>,
    head: Option<Letterhead>,
    officials: Vec<Official>,
    unit: String,
    office: String,
    regency: String,
    libraries: Vec<String>,
}

async fn gathered(app: &App, desk: &Desk, on: Date) -> Result<Gathered, Error> {
    let (db, office) = (&app.storage, desk.meeting.office.as_str());
    let (_, regency, name) = api_meetings::office(app, office, on).await?;
    let unit: Option<(String,)> = db
        .one(
            "select unit from office_name where office = $1 and valid_from <= $2 order by valid_from desc limit 1",
            crate::args![office, on.to_string()],
        )
        .await?;
    Ok(Gathered {
        attendees: attendees(app, desk).await?,
        awards: awards::of_meeting(db, office, &desk.meeting.id).await?,
        head: papers::letterhead(db, office, on).await?,
        officials: papers::officials(db, office).await?,
        unit: unit.map(|(unit,)| unit).unwrap_or_default(),
        office: name,
        regency,
        libraries: presenting(desk),
    })
}

/// Whoever signs on that day: the head of the office where one is entered, else anybody.
fn signing(officials: &[Official], on: Date) -> Option<&Official> {
    let mut held: BTreeMap<&str, &Official> = BTreeMap::new();
    for one in officials.iter().filter(|one| Date::parse(&one.valid_from).is_some_and(|from| from <= on)) {
        let newest = held.entry(one.role.as_str()).or_insert(one);
        if one.valid_from > newest.valid_from {
            *newest = one;
        }
    }
    let head = |start: &str| held.values().find(|one| one.role.to_lowercase().starts_with(start)).copied();
    head("kepala dinas").or_else(|| head("kepala")).or_else(|| held.values().next().copied())
}

/// What is known for a paper; for certificates one for each person.
pub async fn facts(app: &App, asker: &Asker, desk: &Desk, kind: Kind) -> Result<Vec<Facts>, Error> {
    let on = desk.date(kind);
    let known = gathered(app, desk, on).await?;
    let base = common(desk, kind, &known, on);
    match kind {
        Kind::Certificate => Ok(winners(&base, &known)),
        Kind::Participation => Ok(present(&base, &known)),
        _ => {
            let mut facts = base;
            parts(app, asker, desk, &known, &mut facts).await?;
            Ok(vec![facts])
        }
    }
}

fn common(desk: &Desk, kind: Kind, known: &Gathered, on: Date) -> Facts {
    let mut facts = Facts::default();
    let paper = desk.paper(kind);
    let place = known.head.as_ref().map(|head| head.place.clone()).unwrap_or_default();
    facts.say("nomor", paper.number.clone());
    facts.say("tanggal_surat", paper.date().map(Date::plain).unwrap_or_default());
    facts.say("tempat_surat", place.clone());
    facts.say("kantor", known.office.clone());
    facts.say("bidang", known.unit.clone());
    facts.say("kabupaten", known.regency.clone());
    facts.say("pertemuan", desk.meeting.name.clone());
    let days: Vec<String> = desk.agenda.days.iter().map(|day| day.date.long()).collect();
    facts.say("hari_tanggal", listed(&days));
    if let (Some(day), false) = (desk.agenda.days.first(), desk.meeting.example) {
        facts.say("waktu", format!("{} {}", crate::domain::moment::clock(day.opens), desk.zone.suffix));
    }
    facts.say("tempat", venues(&desk.agenda.days));
    facts.say("pembuka", listed(&people(desk, Sort::Opening)));
    facts.say("penutup", listed(&people(desk, Sort::Closing)));
    if !known.libraries.is_empty() {
        facts.say("jumlah_perpustakaan", known.libraries.len().to_string());
    }
    let there = known.attendees.iter().filter(|one| !one.present.is_empty()).count();
    if there > 0 {
        facts.say("jumlah_peserta", there.to_string());
    }
    if let Some(decided) =
        known.awards.iter().filter_map(|award| award.decisions.last()).max_by_key(|one| one.decision.on)
    {
        facts.say("tanggal_putusan", decided.decision.on.plain());
    }
    facts.put("kop", vec![letterhead(known)]);
    let signed = signing(&known.officials, on);
    let dated = paper.date().map(Date::plain);
    facts.put(
        "ttd",
        vec![Block::Signatures(vec![Signature {
            place: format!("{}, {}", or_dots_short(&place), dated.unwrap_or_else(|| "....................".to_owned())),
            role: signed.map_or_else(|| "Kepala Dinas,".to_owned(), |one| format!("{},", one.role)),
            name: signed.map_or_else(|| DOTS.to_owned(), Official::signed),
            below: signed.and_then(|one| one.nip.clone()).map(|nip| format!("NIP {nip}")).unwrap_or_default(),
        }])],
    );
    facts
}

fn or_dots_short(text: &str) -> String {
    if text.is_empty() { "....................".to_owned() } else { text.to_owned() }
}

/// The head as it is kept for that day; without one what the registry knows of the office.
fn letterhead(known: &Gathered) -> Block {
    match &known.head {
        Some(head) => Block::Letterhead(
            head.above.clone(),
            head.name.clone(),
            head.below.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        ),
        None => Block::Letterhead(
            format!("PEMERINTAH KABUPATEN {}", known.regency.to_uppercase()),
            known.office.to_uppercase(),
            Vec::new(),
        ),
    }
}

fn venues(days: &[Day]) -> String {
    let told: Vec<String> = days
        .iter()
        .map(|day| {
            let venue = match (day.venue.trim(), day.outdoor) {
                ("", true) => format!("luar ruang, di {DOTS}"),
                ("", false) => DOTS.to_owned(),
                (venue, _) => venue.to_owned(),
            };
            if days.len() > 1 { format!("{venue} ({})", day.date.plain()) } else { venue }
        })
        .collect();
    listed(&told)
}

fn winners(base: &Facts, known: &Gathered) -> Vec<Facts> {
    let mut all = Vec::new();
    for award in &known.awards {
        let Some(decided) = award.decisions.last() else { continue };
        let Some(version) = award.version(decided.version) else { continue };
        for winner in &decided.decision.winners {
            let mut facts = base.clone();
            facts.say("nama_penerima", winner.honoured());
            facts.say("perpustakaan", winner.name.clone());
            let alone = version.definition.places == Some(1);
            facts.say("peringkat", if alone { "Terbaik".to_owned() } else { place_words(winner.place) });
            facts.say("penghargaan", version.definition.name.clone());
            facts.say("tanggal_putusan", decided.decision.on.plain());
            all.push(facts);
        }
    }
    all
}

fn present(base: &Facts, known: &Gathered) -> Vec<Facts> {
    let there = known.attendees.iter().filter(|one| !one.present.is_empty());
    there
        .map(|one| {
            let mut facts = base.clone();
            facts.say("nama_penerima", one.name.clone());
            facts.say("perpustakaan", one.institution.clone());
            facts
        })
        .collect()
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(spans(text), Align::Left)
}

async fn parts(app: &App, asker: &Asker, desk: &Desk, known: &Gathered, facts: &mut Facts) -> Result<(), Error> {
    facts.put("tabel_acara", agenda_tables(desk));
    facts.put("tabel_hadir", attendance(desk, known));
    let numbered = known.libraries.iter().zip(1..).map(|(name, number)| Block::Item(format!("{number}."), spans(name)));
    facts.put("daftar_perpustakaan", numbered.collect());
    facts.put("daftar_penerima", honoured(known));
    facts.put("dasar_hitungan", standings(known));
    facts.put("ttd_juri", jury(known));
    let minutes = notes::open(app, asker, &desk.meeting.id).await?;
    facts.put("isi_notulen", minuted(&minutes));
    facts.put("ttd_notulis", vec![Block::Signatures(minute_takers(desk, &minutes))]);
    let agreed = followups::of_meeting(&app.storage, &desk.meeting.office, &desk.meeting.id).await?;
    facts.put("tabel_rtl", follow_ups(&agreed));
    facts.put("dokumentasi", pictures(app, desk).await?);
    facts.put("evaluasi", evaluated(&evaluations::totals(&app.storage, &desk.meeting.office, &desk.meeting.id).await?));
    facts.put("lima_angka", figures(app, asker, desk).await?);
    facts.put("dua_cerita", told(app, desk).await?);
    Ok(())
}

fn agenda_tables(desk: &Desk) -> Vec<Block> {
    let mut blocks = Vec::new();
    for day in &desk.agenda.days {
        let slots = flow::slots(day);
        let mut order: Vec<usize> = flow::reading_order(day);
        order.sort_by_key(|index| slots[*index].start);
        let row = |(number, index): (usize, usize)| {
            let (item, slot) = (&day.items[index], slots[index]);
            let time = format!("{}–{}", flow::clock(slot.start), flow::clock(slot.end));
            vec![number.to_string(), time, item.title.clone(), by(day, item)]
        };
        let rows: Vec<Vec<String>> = (1..).zip(order).map(row).collect();
        if rows.is_empty() {
            continue;
        }
        let venue = if day.venue.is_empty() { String::new() } else { format!(", {}", day.venue) };
        blocks.push(paragraph(&format!("**{}**{venue}", day.date.long())));
        blocks.push(Block::Table(Table {
            head: ["No", &format!("Waktu ({})", desk.zone.suffix), "Acara", "Pelaksana"].map(str::to_owned).to_vec(),
            widths: vec![7, 20, 44, 34],
            rows,
            least: 0,
        }));
    }
    if desk.meeting.example && !blocks.is_empty() {
        blocks.push(paragraph("Jam dan susunan acara di atas adalah contoh, bukan dari sumber resmi."));
    }
    blocks
}

fn by(day: &Day, item: &Item) -> String {
    let mut names: Vec<String> = item.presenters.iter().map(Presenter::words).collect();
    if !item.moderator.is_empty() {
        names.push(format!("{} (moderator)", item.moderator));
    }
    names.extend(day.place_name(item).map(|place| format!("di {place}")));
    names.join("; ")
}

/// A table for each day; where nobody is known yet, lines by library to be filled in by hand.
fn attendance(desk: &Desk, known: &Gathered) -> Vec<Block> {
    /// Lines for those who were not expected.
    const SPARE: usize = 4;
    let mut blocks = Vec::new();
    for (index, day) in desk.agenda.days.iter().enumerate() {
        if index > 0 {
            blocks.push(Block::PageBreak);
            blocks.push(Block::Title("DAFTAR HADIR".to_owned()));
        }
        let expected =
            |one: &&Attendee| one.days.is_empty() || one.days.contains(&day.id) || one.present.contains(&day.id);
        let mut lines: Vec<[String; 5]> = known
            .attendees
            .iter()
            .filter(expected)
            .map(|one| {
                [one.name.clone(), one.sex.clone(), one.position.clone(), one.institution.clone(), one.phone.clone()]
            })
            .collect();
        if lines.is_empty() {
            lines = known
                .libraries
                .iter()
                .map(|name| [String::new(), String::new(), String::new(), name.clone(), String::new()])
                .collect();
        }
        lines.extend((0..SPARE).map(|_| Default::default()));
        let rows = (1..).zip(lines).map(|(number, line): (usize, [String; 5])| {
            let sign = format!("{number}.");
            let [left, right] = if number % 2 == 1 { [sign, String::new()] } else { [String::new(), sign] };
            [vec![number.to_string()], line.to_vec(), vec![left, right]].concat()
        });
        blocks.push(Block::Fields(vec![
            ("Hari, tanggal".to_owned(), day.date.long()),
            ("Tempat".to_owned(), or_dots(&day.venue)),
        ]));
        blocks.push(Block::Table(Table {
            head: ["No", "Nama", "L/P", "Jabatan", "Instansi/Desa", "No. HP", "Tanda tangan", ""]
                .map(str::to_owned)
                .to_vec(),
            widths: vec![8, 27, 9, 18, 30, 18, 13, 13],
            rows: rows.collect(),
            least: 26,
        }));
    }
    blocks
}

fn honoured(known: &Gathered) -> Vec<Block> {
    let mut blocks = Vec::new();
    for award in &known.awards {
        let decided = award.decisions.last();
        let version = decided.and_then(|decided| award.version(decided.version)).or_else(|| award.current());
        let Some(version) = version else { continue };
        blocks.push(paragraph(&format!("**{}**", version.definition.name)));
        match decided {
            Some(decided) if !decided.decision.winners.is_empty() => {
                blocks.extend(decided.decision.winners.iter().map(|winner| {
                    let of = if winner.person.is_empty() { String::new() } else { format!(" ({})", winner.name) };
                    Block::Item(
                        "•".to_owned(),
                        spans(&format!("{}: {}{of}", place_words(winner.place), winner.honoured())),
                    )
                }));
            }
            _ => blocks.push(Block::Item("•".to_owned(), spans(DOTS))),
        }
    }
    blocks
}

/// The order of those who were honoured and could have been, as it stood; nobody's place behind them.
fn standings(known: &Gathered) -> Vec<Block> {
    let mut blocks = Vec::new();
    for award in &known.awards {
        let Some(decided) = award.decisions.last() else { continue };
        let Some(version) = award.version(decided.version) else { continue };
        blocks.push(paragraph(&format!("**{}**", version.definition.name)));
        blocks.extend(version.definition.method().iter().map(|words| Block::Item("•".to_owned(), spans(words))));
        let places = version.definition.places.unwrap_or(0);
        let rows: Vec<Vec<String>> = decided
            .standing
            .iter()
            .filter(|stood| stood.place <= places)
            .map(|stood| vec![stood.place.to_string(), stood.name.clone(), points_words(stood.points)])
            .collect();
        if !rows.is_empty() {
            let head = ["Tempat", "Perpustakaan", "Nilai"].map(str::to_owned).to_vec();
            blocks.push(Block::Table(Table { head, widths: vec![14, 60, 16], rows, least: 0 }));
        }
        if !decided.decision.reason.is_empty() {
            blocks.push(paragraph(&format!("Alasan juri: {}", decided.decision.reason)));
        }
    }
    blocks
}

fn jury(known: &Gathered) -> Vec<Block> {
    let mut signatures: Vec<Signature> = Vec::new();
    for award in &known.awards {
        for juror in award.decisions.last().map(|decided| decided.decision.jurors.as_slice()).unwrap_or_default() {
            if !signatures.iter().any(|one| one.name == juror.name) {
                let role = if juror.title.is_empty() { "Juri,".to_owned() } else { format!("{},", juror.title) };
                signatures.push(Signature { role, name: juror.name.clone(), ..Signature::default() });
            }
        }
    }
    if signatures.is_empty() { Vec::new() } else { vec![Block::Signatures(signatures)] }
}

/// What was written in one field of the meeting as a whole; empty where nothing was.
fn of_whole(minutes: &notes::Minutes, field: Field) -> String {
    let whole = minutes.chapters.first().map(|chapter| chapter.fields.as_slice()).unwrap_or_default();
    let note = whole.iter().find(|(known, _)| *known == field).and_then(|(_, note)| note.as_ref());
    note.map(|note| note.words.trim().to_owned()).unwrap_or_default()
}

/// What was said at each item that somebody wrote about.
fn minuted(minutes: &notes::Minutes) -> Vec<Block> {
    let mut blocks = Vec::new();
    for chapter in &minutes.chapters {
        let told: Vec<(Field, String)> = chapter
            .fields
            .iter()
            .filter(|(field, _)| !field.is_line())
            .filter_map(|(field, note)| Some((*field, note.as_ref()?.words.trim().to_owned())))
            .filter(|(_, words)| !words.is_empty())
            .collect();
        if told.is_empty() {
            continue;
        }
        let when = if chapter.when.is_empty() { String::new() } else { format!(" ({})", chapter.when) };
        blocks.push(paragraph(&format!("**{}**{when}", chapter.title)));
        blocks.extend(told.iter().map(|(field, words)| paragraph(&format!("{}: {words}", field.words()))));
    }
    blocks
}

fn follow_ups(agreed: &[Followup]) -> Vec<Block> {
    if agreed.is_empty() {
        return Vec::new();
    }
    let rows = agreed.iter().map(|row| {
        let plan = row.plan();
        vec![
            format!("{}: {}", row.library_name, plan.what),
            plan.audience.clone(),
            plan.due.map(Date::plain).unwrap_or_default(),
            plan.who.clone(),
            plan.support.clone(),
            plan.aim.as_ref().map(Aim::words).unwrap_or_default(),
            plan.remark.clone(),
        ]
    });
    let head = ["Kegiatan", "Sasaran", "Waktu", "Penanggung jawab", "Dukungan/biaya", "Indikator", "Keterangan"];
    vec![Block::Table(Table {
        head: head.map(str::to_owned).to_vec(),
        widths: vec![28, 13, 14, 16, 14, 20, 15],
        rows: rows.collect(),
        least: 0,
    })]
}

/// The most pictures of a report.
const PICTURES: usize = 8;

/// The meeting's pictures with caption and credit; a file that is missing or damaged is left out.
async fn pictures(app: &App, desk: &Desk) -> Result<Vec<Block>, Error> {
    let mut blocks = Vec::new();
    for photo in meeting_photos::of_meeting(&app.storage, &desk.meeting.office, &desk.meeting.id).await? {
        let Some(jpeg) = app.photos.read(&photo.sha256).await? else { continue };
        let credit = if photo.credit.is_empty() { String::new() } else { format!(" (Foto: {})", photo.credit) };
        let pixels = |count: i64| u32::try_from(count).unwrap_or(1);
        let (width, height) = (pixels(photo.width), pixels(photo.height));
        blocks.push(Block::Picture(Picture { jpeg, width, height, caption: format!("{}{credit}", photo.caption) }));
        if blocks.len() == PICTURES {
            break;
        }
    }
    Ok(blocks)
}

fn minute_takers(desk: &Desk, minutes: &notes::Minutes) -> Vec<Signature> {
    let first = |field: Field, name: fn(&Item) -> &String| {
        let written = of_whole(minutes, field);
        if !written.is_empty() {
            return written;
        }
        let found = desk.agenda.items().map(|(_, item)| name(item)).find(|name| !name.is_empty());
        found.cloned().unwrap_or_else(|| DOTS.to_owned())
    };
    let sign = |role: &str, name: String| Signature { role: role.to_owned(), name, ..Signature::default() };
    vec![
        sign("Pimpinan rapat,", first(Field::Chair, |item| &item.moderator)),
        sign("Notulis,", first(Field::Taker, |item| &item.note_taker)),
    ]
}

/// What the participants said of the meeting, without their names.
fn evaluated(totals: &Totals) -> Vec<Block> {
    if totals.sheets == 0 {
        return Vec::new();
    }
    let head = ["Pernyataan", "Menjawab", "Rata-rata (1 sampai 4)"].map(str::to_owned).to_vec();
    let rows = RATED.iter().enumerate().map(|(place, (_, words))| {
        let mean = totals.mean(place).unwrap_or_else(|| "–".to_owned());
        vec![(*words).to_owned(), totals.answered(place).to_string(), mean]
    });
    let mut blocks = vec![
        paragraph(&format!("{} lembar evaluasi tanpa nama diterima.", totals.sheets)),
        Block::Table(Table { head, widths: vec![60, 14, 22], rows: rows.collect(), least: 0 }),
    ];
    blocks.extend(totals.words.iter().take(10).map(|words| Block::Item("•".to_owned(), spans(words))));
    blocks
}

/// Half a year.
const HALF: i32 = 6;

/// Five figures of the last half year that is over, beside the half year before.
async fn figures(app: &App, asker: &Asker, desk: &Desk) -> Result<Vec<Block>, Error> {
    let office = &asker.planner()?.office;
    let to = desk.today.month_of().min(desk.meeting.starts_on.month_of()).plus(-1);
    let (from, before) = (to.plus(1 - HALF), to.plus(1 - 2 * HALF));
    let all = kpi::approved(&app.storage, office, before, to).await?;
    let sum = |code: &str, late: bool| -> i64 {
        let months = all.iter().filter(|((_, month), _)| (*month >= from) == late);
        months.filter_map(|(_, (_, figures))| figures.get(code)?.count()).map(i64::from).sum()
    };
    let reports = |late: bool| all.keys().filter(|(_, month)| (*month >= from) == late).count();
    if reports(true) == 0 {
        return Ok(Vec::new());
    }
    let span = format!("{} sampai {}", from.long(), to.long());
    let many = |late: bool| i64::try_from(reports(late)).unwrap_or(0);
    let mut blocks = vec![figure("Laporan disetujui", "laporan", many(true), many(false))];
    for (code, label, unit) in [
        ("pengunjung", "Pengunjung", "orang"),
        ("dipinjam", "Buku dipinjam", "eksemplar"),
        ("kegiatan", "Kegiatan", "kegiatan"),
        ("peserta", "Peserta kegiatan", "orang"),
    ] {
        blocks.push(figure(label, unit, sum(code, true), sum(code, false)));
    }
    blocks.push(paragraph(&format!(
        "Jumlah dari laporan yang disetujui, {span}; pembandingnya enam bulan sebelumnya. Banyaknya laporan kedua masa itu tidak selalu sama."
    )));
    Ok(blocks)
}

fn figure(label: &str, unit: &str, now: i64, before: i64) -> Block {
    #[expect(clippy::cast_precision_loss, reason = "sums of counts far below 2^53")]
    let change = match (now - before, before) {
        (_, 0) => "pembanding belum ada".to_owned(),
        (0, _) => format!("sama dengan sebelumnya ({})", whole(before)),
        (more, _) => {
            let percent = tenths((more.abs() as f64) * 100.0 / before as f64);
            format!("{} {percent}% dari {}", if more > 0 { "naik" } else { "turun" }, whole(before))
        }
    };
    Block::Item("•".to_owned(), spans(&format!("**{label}: {} {unit}**, {change}", whole(now))))
}

/// The longest story that a speech carries, in characters.
const STORY: usize = 280;

/// Two stories that may be told, of the office's own libraries.
async fn told(app: &App, desk: &Desk) -> Result<Vec<Block>, Error> {
    let own: Vec<String> = libraries::all(&app.storage, Some(&desk.meeting.office))
        .await?
        .into_iter()
        .filter(|library| library.stage != Stage::Nonaktif)
        .map(|library| library.slug)
        .collect();
    let found = stories(&app.storage, &StoryQuery { limit: 60, ..StoryQuery::default() }).await?;
    let mut blocks = Vec::new();
    for story in found.into_iter().filter(|story| own.contains(&story.slug)).take(2) {
        let who = story.person().map_or_else(|| story.about.clone(), str::to_owned);
        let who = if who.is_empty() { String::new() } else { format!("{who}, ") };
        let month = story.month().map(Month::long).unwrap_or_default();
        let text: String = story.text.chars().take(STORY).collect();
        let more = if story.text.chars().count() > STORY { " …" } else { "" };
        blocks.push(paragraph(&format!("{text}{more} ({who}{}, {month})", story.library_name)));
    }
    Ok(blocks)
}

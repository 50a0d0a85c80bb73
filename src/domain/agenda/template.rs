//! Agendas to begin with: ordered blocks with durations, never clock times, because real meetings differ in when they begin. The
//! office's own come from any past meeting.

use super::edit::MOST_IN_GROUP;
use super::{Agenda, Day, Edit, Item, Kind, Place};

/// A block of a template's day.
type Block = (Kind, &'static str, u16, u16);

/// A template that comes with the program.
pub struct Template {
    /// The word in forms.
    pub code: &'static str,
    /// What people read.
    pub name: &'static str,
    /// For each day its blocks: kind, title, minutes, and the least they may shrink to (0: they do not).
    days: &'static [&'static [Block]],
}

const OPENING: &[Block] = &[
    (Kind::Registration, "Registrasi peserta", 30, 15),
    (Kind::Anthem, "Menyanyikan Indonesia Raya", 5, 0),
    (Kind::Prayer, "Doa", 5, 0),
    (Kind::CommitteeReport, "Laporan panitia", 10, 0),
    (Kind::Opening, "Sambutan dan pembukaan", 20, 0),
    (Kind::Photo, "Foto bersama", 10, 0),
    (Kind::Coffee, "Rehat kopi", 15, 5),
    (Kind::Talk, "Capaian program dan tujuan pertemuan", 30, 0),
    (Kind::Sharing, "Berbagi pengalaman: putaran pertama", 60, 0),
    (Kind::Ishoma, "ISHOMA (istirahat, salat, makan)", 60, 45),
    (Kind::Sharing, "Berbagi pengalaman: putaran kedua", 60, 0),
    (Kind::Coffee, "Rehat", 15, 5),
    (Kind::Discussion, "Diskusi kelompok: tantangan dan cara mengatasinya", 60, 0),
];
const OUTDOORS: &[Block] = &[
    (Kind::Visit, "Berkumpul di luar ruang", 30, 15),
    (Kind::Practice, "Kegiatan bersama warga: mencoba sendiri", 75, 0),
    (Kind::Coffee, "Rehat", 15, 5),
    (Kind::Practice, "Tips dan trik layanan perpustakaan", 60, 0),
];
const ENDING: &[Block] = &[
    (Kind::Evaluation, "Evaluasi dan rencana tindak lanjut", 30, 0),
    (Kind::Award, "Apresiasi", 30, 0),
    (Kind::Closing, "Penutupan", 20, 0),
];
const ONE_DAY: &[Block] = &[
    (Kind::Registration, "Registrasi peserta", 30, 15),
    (Kind::Anthem, "Menyanyikan Indonesia Raya", 5, 0),
    (Kind::Prayer, "Doa", 5, 0),
    (Kind::Opening, "Sambutan dan pembukaan", 20, 0),
    (Kind::Photo, "Foto bersama", 10, 0),
    (Kind::Sharing, "Berbagi pengalaman: putaran pertama", 60, 0),
    (Kind::Coffee, "Rehat kopi", 15, 5),
    (Kind::Discussion, "Diskusi kelompok", 45, 0),
    (Kind::Ishoma, "ISHOMA (istirahat, salat, makan)", 60, 45),
    (Kind::Sharing, "Berbagi pengalaman: putaran kedua", 60, 0),
    (Kind::Evaluation, "Evaluasi dan rencana tindak lanjut", 30, 0),
    (Kind::Closing, "Apresiasi dan penutupan", 30, 0),
];
const GROUPS: &[Block] = &[
    (Kind::Talk, "Pengantar hari kedua", 15, 0),
    (Kind::Discussion, "Kelas berbagi menurut minat", 75, 0),
    (Kind::Coffee, "Rehat kopi", 15, 5),
    (Kind::Discussion, "Kelas berbagi menurut minat: lanjutan", 75, 0),
    (Kind::Ishoma, "ISHOMA (istirahat, salat, makan)", 60, 45),
    (Kind::Sharing, "Berbagi pengalaman: putaran ketiga", 60, 0),
];
const STAKEHOLDERS: &[Block] = &[
    (Kind::Registration, "Registrasi", 30, 15),
    (Kind::Anthem, "Menyanyikan Indonesia Raya", 5, 0),
    (Kind::Prayer, "Doa", 5, 0),
    (Kind::CommitteeReport, "Laporan panitia", 10, 0),
    (Kind::Opening, "Sambutan dan pembukaan", 20, 0),
    (Kind::Talk, "Program transformasi perpustakaan: capaian dan kebutuhan", 45, 0),
    (Kind::Sharing, "Suara perpustakaan desa", 30, 0),
    (Kind::Coffee, "Rehat kopi", 15, 5),
    (Kind::Discussion, "Dukungan dari tiap instansi", 60, 0),
    (Kind::Closing, "Kesepakatan dan penutupan", 30, 0),
];
const TRAINING: &[Block] = &[
    (Kind::Registration, "Registrasi", 30, 15),
    (Kind::Opening, "Pembukaan, perkenalan, dan tata tertib", 30, 0),
    (Kind::Evaluation, "Tes awal", 15, 0),
    (Kind::Talk, "Literasi masyarakat melalui perpustakaan", 60, 0),
    (Kind::Coffee, "Rehat kopi", 15, 5),
    (Kind::Talk, "Peningkatan layanan informasi", 60, 0),
    (Kind::Ishoma, "ISHOMA (istirahat, salat, makan)", 60, 45),
    (Kind::Talk, "Pelibatan masyarakat", 60, 0),
];
const TRAINING_END: &[Block] = &[
    (Kind::Talk, "Advokasi", 60, 0),
    (Kind::Coffee, "Rehat kopi", 15, 5),
    (Kind::Practice, "Menyusun rencana kerja", 90, 0),
    (Kind::Evaluation, "Tes akhir dan evaluasi", 20, 0),
    (Kind::Closing, "Penutupan", 20, 0),
];

/// The last day of a meeting: outdoors, then the end.
const LAST_DAY: &[Block] = &[OUTDOORS[0], OUTDOORS[1], OUTDOORS[2], OUTDOORS[3], ENDING[0], ENDING[1], ENDING[2]];

/// Every template of the program.
pub const TEMPLATES: &[Template] = &[
    Template { code: "plm-1", name: "PLM satu hari", days: &[ONE_DAY] },
    Template { code: "plm-2", name: "PLM dua hari", days: &[OPENING, LAST_DAY] },
    Template { code: "plm-3", name: "PLM tiga hari", days: &[OPENING, GROUPS, LAST_DAY] },
    Template { code: "shm", name: "SHM (Stakeholder Meeting)", days: &[STAKEHOLDERS] },
    Template { code: "bimtek", name: "Bimtek dua hari", days: &[TRAINING, TRAINING_END] },
];

/// A template as days with items; ids are only told apart here, [`lay`] gives new ones.
pub fn coded(code: &str) -> Option<Vec<Vec<Item>>> {
    let template = TEMPLATES.iter().find(|template| template.code == code)?;
    let block = |&(kind, title, minutes, least): &Block| Item {
        minutes,
        least: (least > 0).then_some(least),
        ..Item::new("", kind, title)
    };
    Some(template.days.iter().map(|day| day.iter().map(block).collect()).collect())
}

/// Puts the blocks of a past meeting behind what stands in this one, day by day: order, durations and places, without clock times,
/// people and what was noted for planners.
pub fn from_meeting(agenda: &Agenda, past: &Agenda, fresh: &mut dyn FnMut() -> String) -> Option<Edit> {
    let mut days = Vec::new();
    for day in &past.days {
        let block = |item: &Item| Item {
            minutes: item.minutes,
            least: item.least,
            own_kind: item.own_kind.clone(),
            aim: item.aim.clone(),
            material: item.material.clone(),
            place: item.place.clone(),
            ..Item::new("", item.kind, item.title.clone())
        };
        days.push((day.places.clone(), day.items.iter().map(block).collect()));
    }
    put(agenda, &days, fresh)
}

/// Puts the blocks of one of the program's templates behind what stands in the agenda, day by day.
pub fn lay(agenda: &Agenda, code: &str, fresh: &mut dyn FnMut() -> String) -> Option<Edit> {
    let days: Vec<_> = coded(code)?.into_iter().map(|items| (Vec::new(), items)).collect();
    put(agenda, &days, fresh)
}

/// One step that lays days of blocks over an agenda. Days that are missing are added, each on the day after the last.
fn put(agenda: &Agenda, days: &[(Vec<Place>, Vec<Item>)], fresh: &mut dyn FnMut() -> String) -> Option<Edit> {
    let mut edits = Vec::new();
    let mut known: Vec<Day> = agenda.days.clone();
    for (index, (places, items)) in days.iter().enumerate() {
        if index >= known.len() {
            let last = known.last()?;
            let day = Day::new(fresh(), last.date.plus_days(1), 8 * 60, 16 * 60);
            edits.push(Edit::AddDay { day: day.clone() });
            known.push(day);
        }
        let day = &known[index];
        // Places by the name they have here, or new.
        let mut rooms: Vec<(String, String)> = Vec::new();
        let mut last = day.places.last().map(|place| place.id.clone());
        for place in places {
            let here = day.places.iter().find(|here| here.name == place.name).map(|here| here.id.clone());
            let id = here.unwrap_or_else(|| {
                let room = Place { id: fresh(), ..place.clone() };
                let id = room.id.clone();
                edits.push(Edit::AddPlace { day: day.id.clone(), place: room, after: last.replace(id.clone()) });
                id
            });
            rooms.push((place.id.clone(), id));
        }
        let mut after = day.items.last().map(|item| item.id.clone());
        for item in items {
            let id = fresh();
            let place = item
                .place
                .as_ref()
                .and_then(|old| rooms.iter().find(|(known, _)| known == old))
                .map(|(_, id)| id.clone());
            let item = Item { id: id.clone(), place, ..item.clone() };
            edits.push(Edit::Add { item, day: day.id.clone(), after: after.replace(id) });
        }
    }
    (edits.len() <= MOST_IN_GROUP).then(|| Edit::group(edits)).flatten()
}

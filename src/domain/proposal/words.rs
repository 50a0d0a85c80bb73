//! What proposals say of themselves: why, how they came about, and what could not be met.

use super::order::Cost;
use super::{Choice, Group, NEIGHBOUR, Near, Pair, Plan, Planner, Sharing, has_turn};
use crate::domain::agenda::Agenda;
use crate::domain::board::brief_name;
use crate::domain::number::{tenths, whole};
use crate::domain::standing::{SUBJECTS, Standing};

/// "41,5" for 415 tenths.
pub fn points(in_tenths: i64) -> String {
    let sign = if in_tenths < 0 { "-" } else { "" };
    let (whole_points, tenth) = (in_tenths.abs() / 10, in_tenths.abs() % 10);
    if tenth == 0 { format!("{sign}{}", whole(whole_points)) } else { format!("{sign}{},{tenth}", whole(whole_points)) }
}

/// "A", "B", .. for groups.
pub fn group_name(number: usize) -> String {
    let letter =
        u8::try_from(number).ok().filter(|number| *number < 26).map_or('Z', |number| char::from(b'A' + number));
    format!("Kelompok {letter}")
}

/// "Berbagi: Publikasi (Natai Raya)".
pub fn title(plan: &Plan, sharing: &Sharing) -> String {
    format!("Berbagi: {} ({})", SUBJECTS[sharing.subject].label, brief_name(&plan.parties[sharing.teacher].name))
}

/// "Diskusi: Publikasi".
pub fn group_title(group: &Group) -> String {
    format!("Diskusi {}: {}", group.name.to_lowercase(), SUBJECTS[group.subject].label)
}

/// Names in a row: "A, B, dan C".
pub fn row<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} dan {other}"),
        [first @ .., last] => format!("{}, dan {last}", first.join(", ")),
    }
}

/// "Kenapa?" of a sharing, in sentences.
pub fn why_sharing(plan: &Plan, sharing: &Sharing) -> Vec<String> {
    let teacher = &plan.parties[sharing.teacher];
    let name = brief_name(&teacher.name);
    let subject = SUBJECTS[sharing.subject].label;
    let mut told = Vec::new();
    match teacher.points(sharing.subject) {
        Some(reached) => told.push(format!(
            "{name} mencapai {} dari 100 poin dalam “{subject}”. Angkanya, dari {} laporan disetujui: {}.",
            points(reached),
            teacher.approved,
            teacher.figures(sharing.subject)
        )),
        None => told.push(format!(
            "Tentang “{subject}” di {name} belum cukup data ({} laporan disetujui). Diusulkan karena diminta.",
            teacher.approved
        )),
    }
    if sharing.wished {
        told.push(format!("{name} sendiri meminta berbagi topik ini."));
    }
    if let [(first, most), ..] = sharing.listeners.as_slice() {
        told.push(format!(
            "{} perpustakaan bisa belajar darinya; terbanyak {} (selisih {} poin). Kalau semua mendengar: {} poin belajar.",
            sharing.listeners.len(),
            brief_name(&plan.parties[*first].name),
            points(*most),
            points(sharing.gain())
        ));
    } else {
        told.push("Menurut angka belum ada yang tertinggal dalam topik ini.".to_owned());
    }
    told.push(other_subjects(teacher, sharing.subject));
    told.retain(|sentence| !sentence.is_empty());
    told
}

fn other_subjects(teacher: &Standing, subject: usize) -> String {
    let stronger =
        (0..SUBJECTS.len()).filter(|other| *other != subject && teacher.points(*other) > teacher.points(subject));
    let stronger: Vec<&str> = stronger.map(|other| SUBJECTS[other].label).collect();
    if stronger.is_empty() || teacher.points(subject).is_none() {
        String::new()
    } else {
        format!(
            "Nilainya lebih tinggi dalam {}, tetapi topik itu sudah penuh atau lebih sedikit yang perlu mendengarnya.",
            row(stronger)
        )
    }
}

/// "Kenapa?" of a group, in sentences.
pub fn why_group(plan: &Plan, choice: &Choice, group: &Group) -> Vec<String> {
    let teacher = &plan.parties[group.teacher];
    let learning = group.members.iter().filter(|(_, gain)| *gain > 0).count();
    let learnt: i64 = group.members.iter().map(|(_, gain)| gain).sum();
    let unknown =
        group.members.iter().filter(|(member, _)| plan.parties[*member].points(group.subject).is_none()).count();
    let mut told = vec![
        format!(
            "Pemantik: {}, {} dari 100 poin dalam “{}”.",
            brief_name(&teacher.name),
            teacher.points(group.subject).map_or_else(|| "belum diketahui".to_owned(), points),
            SUBJECTS[group.subject].label
        ),
        format!("{learning} dari {} anggota lain bisa belajar darinya, seluruhnya {} poin.", group.members.len(), points(learnt)),
        "Tiap kelompok mendapat sama banyak dari yang kuat, yang sedang, dan yang masih belajar (selisih paling banyak satu).".to_owned(),
    ];
    if unknown > 0 {
        told.push(format!(
            "{unknown} anggota belum cukup datanya dalam topik ini; mereka dibagi rata, bukan dianggap lemah."
        ));
    }
    if choice.near != Near::Either {
        let neighbours =
            group.members.iter().filter(|(member, _)| plan.parties[*member].district == teacher.district).count();
        told.push(format!("{neighbours} anggota sekecamatan dengan pemantik ({}).", teacher.district));
    }
    told
}

/// The objective of each stage and its method, as it stands on the page.
pub fn objectives(choice: &Choice) -> [(&'static str, String); 3] {
    let near = match choice.near {
        Near::Either => String::new(),
        near => format!(
            ", ditambah {} poin bagi yang {}",
            points(NEIGHBOUR),
            if near == Near::Together { "sekecamatan dengan pemantiknya" } else { "beda kecamatan dengan pemantiknya" }
        ),
    };
    [
        (
            "Siapa mengajar apa",
            "Sebanyak mungkin giliran; lalu sebanyak mungkin keinginan; lalu poin belajar sebanyak mungkin. Poin belajar adalah selisih nilai pengajar dengan setiap perpustakaan yang nilainya lebih rendah. Metode: penugasan bobot terbesar (Hungaria).".to_owned(),
        ),
        (
            "Siapa sekelompok dengan siapa",
            format!("Poin belajar dari pemantik kelompok sebanyak mungkin{near}, dengan kelompok yang sama besar dan sama campurannya. Metode: masalah transportasi, per tingkat nilai."),
        ),
        (
            "Urutan dan ruang",
            "Sesedikit mungkin yang tidak mendapat waktu; lalu sesedikit mungkin yang terlewat karena acara sejajar; lalu yang paling banyak dipelajari lebih dulu. Tidak ada yang mengajar di hari ia tidak bisa. Metode: penugasan (satu tempat) atau program dinamis; di atas 10 acara sejajar, pertukaran berulang dengan urutan tetap.".to_owned(),
        ),
    ]
}

pub(super) fn teaching(turns: usize, wishes: usize, learnt: i64) -> String {
    format!("{turns} giliran, {wishes} sesuai keinginan, {} poin belajar", points(learnt))
}

pub(super) fn seating(listeners: usize, learnt: i64, near: i64) -> String {
    let near = if near == 0 { String::new() } else { format!(" dan {} poin kedekatan", points(near)) };
    format!("{listeners} pendengar, {} poin belajar{near}", points(learnt))
}

pub(super) fn ordering(sharings: usize, cost: Cost) -> String {
    format!(
        "{} acara mendapat waktu, {} tidak; {} poin terlewat karena sejajar",
        i64::try_from(sharings).unwrap_or(0) - cost.0,
        cost.0,
        points(cost.1)
    )
}

pub(super) fn no_time_for_groups(talk: u16) -> String {
    format!(
        "Diskusi kelompok {talk} menit tidak muat di waktu yang tersisa. Kosongkan waktu di agenda, atau pendekkan diskusinya."
    )
}

pub(super) fn fewer_groups(made: usize, wanted: usize) -> String {
    format!(
        "Hanya {made} dari {wanted} kelompok yang bisa dibentuk, karena tiap kelompok butuh satu perpustakaan yang berbagi."
    )
}

pub(super) fn not_placed(teacher: &Standing, agenda: &Agenda, away: &dyn Fn(&str) -> bool) -> String {
    let away: Vec<String> = agenda.days.iter().filter(|day| away(&day.id)).map(|day| day.date.long()).collect();
    let name = &teacher.name;
    if away.is_empty() {
        format!("{name} belum mendapat waktu: waktunya habis.")
    } else {
        format!(
            "{name} belum mendapat waktu: tidak bisa pada {}, dan hari lain sudah penuh.",
            row(away.iter().map(String::as_str))
        )
    }
}

/// Who gets no turn and whose wish is not met, with the reason.
pub(super) fn without_turn(planner: &Planner, pairs: &[Pair], turns: usize) -> Vec<String> {
    let choice = planner.choice;
    let mut told = Vec::new();
    let mut short = Vec::new();
    let proposed = pairs.iter().filter(|pair| !pair.accepted).count();
    for party in &planner.participants {
        let standing = planner.party(*party);
        let has_one = pairs.iter().any(|pair| pair.teacher == *party) || has_turn(planner.agenda, &standing.id);
        let shares = |subject: usize| pairs.iter().any(|pair| pair.teacher == *party && pair.subject == subject);
        let missed = (0..SUBJECTS.len()).filter(|subject| planner.asked(*party, *subject) && !shares(*subject));
        told.extend(missed.map(|subject| {
            let why = if has_one { "sudah mendapat giliran lain" } else { "topiknya sudah penuh atau waktunya habis" };
            format!("Keinginan {} berbagi “{}” belum terpenuhi: {why}.", standing.name, SUBJECTS[subject].label)
        }));
        // Of whom too little is known, that is told by itself.
        if has_one || standing.scores.is_empty() {
            continue;
        }
        let may = (0..SUBJECTS.len()).any(|subject| planner.may_teach(*party, subject).is_some());
        if may && proposed >= turns {
            short.push(standing.name.as_str());
        } else if may {
            let most =
                if choice.seats > 0 { format!("paling banyak {}", choice.seats) } else { "terbagi rata".to_owned() };
            told.push(format!(
                "{} belum mendapat giliran: topik yang dikuasainya sudah penuh ({most}).",
                standing.name
            ));
        } else {
            told.push(format!(
                "{} belum diusulkan berbagi: di tiap topik nilainya di bawah {} atau sudah disamai yang lain. Tanyakan praktik baiknya, lalu catat sebagai keinginan.",
                standing.name, choice.floor
            ));
        }
    }
    if !short.is_empty() {
        told.push(format!(
            "Waktu yang tersisa cukup untuk {proposed} acara berbagi ({} menit). Belum mendapat giliran: {}.",
            choice.minutes,
            row(short)
        ));
    }
    told
}

/// "TBM X: 1 laporan disetujui, perlu 3."
pub fn too_little(choice: &Choice, standing: &Standing) -> String {
    format!("{}: {} laporan disetujui, perlu {}.", standing.name, standing.approved, choice.least)
}

/// The mean standing of a library in words, or that nobody can say.
pub fn standing_words(standing: &Standing, subject: usize) -> String {
    standing.points(subject).map_or_else(
        || if standing.scores.is_empty() { "belum cukup data".to_owned() } else { "tidak dihitung".to_owned() },
        |reached| tenths(f64::from(i32::try_from(reached).unwrap_or(0)) / 10.0),
    )
}

//! The parts of the builder's page around the days: saving, questions, conflicts, who has a turn, templates, the day itself, publishing.

use super::html::{esc, when};
use super::shown::{Saving, Shown};
use crate::domain::agenda::conflict::{Conflict, Weight, blocks};
use crate::domain::agenda::remedy::remedies;
use crate::domain::agenda::{flow, form, tray};

/// A part of the page: the id of its element, and who draws it.
pub type Part = (&'static str, fn(&Shown) -> String);

/// The parts that are drawn anew by themselves, by the id of their element, in the order of the page; the days stand between them.
pub const ABOVE: [Part; 6] = [
    ("g-simpan", bar),
    ("g-kabar", refused),
    ("g-pilih", clashes),
    ("g-hari", today),
    ("g-periksa", troubles),
    ("g-baki", turns),
];
/// What stands in "g-periksa". The lists are apart from their counts: of what is folded away only the count has to follow at once.
#[cfg(feature = "kantor")]
pub const TROUBLES: [Part; 5] = [
    ("g-masalah", errors),
    ("g-ingat-jumlah", warning_count),
    ("g-ingat-isi", warnings),
    ("g-terima-jumlah", accepted_count),
    ("g-terima-isi", accepted),
];
/// Those below the days.
pub const BELOW: [Part; 4] =
    [("g-baru", super::day::new_day), ("g-susunan", templates), ("g-terbit", published), ("g-catatan", publish)];

/// The first empty element with that id, filled.
#[cfg(feature = "ssr")]
pub fn filled(html: String, id: &str, words: &str) -> String {
    let tag = format!("id=\"{id}\"");
    match html.find(&tag).and_then(|at| html[at..].find("></").map(|end| at + end + 1)) {
        Some(at) => format!("{}{words}{}", &html[..at], &html[at..]),
        None => html,
    }
}

/// The whole builder, as the server draws it.
#[cfg(feature = "ssr")]
pub fn page(shown: &Shown) -> String {
    let part = |(id, draw): &Part| format!("<div id=\"{id}\">{}</div>", draw(shown));
    let above: String = ABOVE.iter().map(part).collect();
    let below: String = BELOW.iter().map(part).collect();
    let days: String = (0..shown.agenda.days.len()).map(|index| super::day::whole(shown, index)).collect();
    format!(
        "<p class=\"visually-hidden\" role=\"status\" id=\"g-ucap\"></p><form method=\"post\" id=\"alat\" novalidate>{}</form>{above}{}<div id=\"g-hari-hari\">{days}</div>{below}\
         <p class=\"notice agenda-preview no-print\" id=\"g-pratinjau\" hidden></p><dialog class=\"sheet\" id=\"g-dialog\" aria-label=\"Pindahkan acara\"></dialog>",
        shown.hidden(""),
        VIEWS,
    )
}

/// Search and zoom: for scripts only, so hidden until they run.
#[cfg(feature = "ssr")]
const VIEWS: &str = "<div class=\"agenda-views row no-print\"><label class=\"visually-hidden\" for=\"cari\">Cari acara</label>\
    <input type=\"search\" id=\"cari\" placeholder=\"Cari acara atau orang\" autocomplete=\"off\">\
    <label class=\"visually-hidden\" for=\"tampilan\">Kerapatan</label><select id=\"tampilan\"><option value=\"\">Rinci</option>\
    <option value=\"ringkas\">Ringkas, satu hari sekali lihat</option><option value=\"menit\">Menurut menit</option></select></div>";

/// Saving, undo and redo, and who else is here.
fn bar(shown: &Shown) -> String {
    let (state, words) = match &shown.saving {
        // What a question is about is not saved; it stands above, out of sight from most of the agenda.
        Saving::Saved(_) if !shown.clashes.is_empty() => {
            ("error", "<a href=\"#g-pilih\">Belum tersimpan: ada pertanyaan untuk Anda</a>".to_owned())
        }
        // Made here a moment ago, or behind a call that is under way: the server does not have it yet.
        Saving::Saved(_) if shown.waiting > 0 => ("saving", "Menyimpan…".to_owned()),
        Saving::Saved(None) => ("saved", "Belum ada perubahan".to_owned()),
        Saving::Saved(Some(at)) => ("saved", format!("Tersimpan {}", at.clock(shown.zone()))),
        Saving::Sending => ("saving", "Menyimpan…".to_owned()),
        Saving::Waiting => (
            "offline",
            format!(
                "Jaringan terputus: {} perubahan menunggu di sini. Teruskan saja; jangan tutup halaman ini.",
                shown.waiting
            ),
        ),
        Saving::Refused(words) => ("error", format!("Belum tersimpan. {}", esc(words))),
    };
    let errors = shown.found.iter().filter(|conflict| conflict.weight == Weight::Error).count();
    let errors = if errors == 0 {
        String::new()
    } else {
        format!("<a class=\"tag error\" href=\"#periksa\">{errors} masalah</a>")
    };
    let mut others = String::new();
    for (_, name, item) in &shown.others {
        let at = shown.item(item).map_or(String::new(), |(_, item, _)| format!(" di “{}”", item.title));
        others += &format!("<span class=\"tag\">{}{}</span>", esc(name), esc(&at));
    }
    if !others.is_empty() {
        others = format!("<span class=\"row small\">Juga di sini: {others}</span>");
    }
    format!(
        "<div class=\"builder-bar no-print\"><span class=\"row\"><span class=\"saving\" data-state=\"{state}\" role=\"status\">{words}</span>{errors}</span>{others}\
         <form method=\"post\" class=\"row\">{}<button class=\"button secondary small\" name=\"act\" value=\"batalkan\"{}>Batalkan langkah</button>\
         <button class=\"button secondary small\" name=\"act\" value=\"ulangi\"{}>Ulangi</button></form></div>",
        shown.hidden(""),
        when(!shown.undo, " disabled"),
        when(!shown.redo, " disabled"),
    )
}

/// What was refused of a button that has no form of its own to say it in.
fn refused(shown: &Shown) -> String {
    let typed = form::spelled(&shown.refused.0);
    let act = form::Pairs(&typed).get("act");
    let alone = [
        "naik",
        "turun",
        "lebih",
        "kurang",
        "hapus",
        "ganda",
        "gabung",
        "perbaiki",
        "buka-lagi",
        "batalkan",
        "ulangi",
        "mulai",
        "tempat-hapus",
        "kembali",
    ];
    if alone.contains(&act) { shown.form(form::key(&typed), Vec::new()).summary() } else { String::new() }
}

/// Edits that were not saved because of somebody else's: both sides, and a choice.
fn clashes(shown: &Shown) -> String {
    let mut out = String::new();
    for (index, clash) in shown.clashes.iter().enumerate() {
        let who = if clash.who.is_empty() { "yang sekarang" } else { &clash.who };
        let mut sides = String::new();
        for (mine, theirs) in clash.sides(&shown.agenda) {
            sides += &format!("<li>Anda: {} · {}: {}</li>", esc(&mine), esc(who), esc(&theirs));
        }
        let mine = crate::domain::agenda::words::edit(&shown.agenda, &clash.edit);
        let sides = if sides.is_empty() { format!("<li>Anda: {}</li>", esc(&mine)) } else { sides };
        let title = shown.item(clash.edit.subject()).map_or(String::new(), |(_, item, _)| format!(": {}", item.title));
        let again = if clash.mine(&shown.agenda).is_some() {
            format!(
                "<button type=\"button\" class=\"button small\" data-do=\"mine:{index}\">Simpan punya saya</button>"
            )
        } else {
            String::new()
        };
        out += &format!(
            "<div class=\"notice warning wide\" role=\"alert\" tabindex=\"-1\"><strong>Satu perubahan belum disimpan{}</strong><p>{}</p><ul>{sides}</ul>\
             <div class=\"row\">{again}<button type=\"button\" class=\"button small secondary\" data-do=\"theirs:{index}\">Biarkan seperti sekarang</button></div></div>",
            esc(&title),
            esc(&clash.words),
        );
    }
    out
}

/// What does not fit, with what can be done about it.
fn troubles(shown: &Shown) -> String {
    let folded = |id: &str, count: String, list: String| {
        format!(
            "<details class=\"agenda-warnings\" id=\"{id}\"{}><summary id=\"{id}-jumlah\">{count}</summary><ul id=\"{id}-isi\">{list}</ul></details>",
            when(count.is_empty(), " hidden")
        )
    };
    format!(
        "<section class=\"agenda-troubles\" id=\"periksa\" aria-label=\"Pemeriksaan agenda\"><div id=\"g-masalah\">{}</div>{}{}</section>",
        errors(shown),
        folded("g-ingat", warning_count(shown), warnings(shown)),
        folded("g-terima", accepted_count(shown), accepted(shown)),
    )
}

/// How many there are of that weight, open or accepted, and the lines about them.
fn count(shown: &Shown, weight: Weight, open: bool) -> usize {
    shown.found.iter().filter(|conflict| conflict.weight == weight && conflict.is_open() == open).count()
}

fn list(shown: &Shown, weight: Weight, open: bool) -> String {
    let found = shown.found.iter().filter(|conflict| conflict.weight == weight && conflict.is_open() == open);
    found.map(|conflict| trouble(shown, conflict)).collect()
}

fn errors(shown: &Shown) -> String {
    match count(shown, Weight::Error, true) {
        0 => "<p><span class=\"tag ok\">Tidak ada bentrok</span></p>".to_owned(),
        count => format!(
            "<div class=\"agenda-errors\"><h3><span class=\"tag error\">{count} masalah</span> harus diperbaiki sebelum terbit</h3><ul>{}</ul></div>",
            list(shown, Weight::Error, true)
        ),
    }
}

fn counted(count: usize, words: &str) -> String {
    if count == 0 { String::new() } else { format!("{count} {words}") }
}

fn warning_count(shown: &Shown) -> String {
    counted(count(shown, Weight::Warning, true), "hal yang mungkin terlupa")
}

fn warnings(shown: &Shown) -> String {
    list(shown, Weight::Warning, true)
}

fn accepted_count(shown: &Shown) -> String {
    counted(count(shown, Weight::Warning, false), "peringatan diterima dengan alasan")
}

fn accepted(shown: &Shown) -> String {
    list(shown, Weight::Warning, false)
}

fn trouble(shown: &Shown, conflict: &Conflict) -> String {
    let key = esc(&conflict.key());
    let href = match (&conflict.item, conflict.day.is_empty()) {
        (Some(item), _) => format!(" href=\"#i-{item}\""),
        (None, false) => format!(" href=\"#d-{}\"", conflict.day),
        _ => String::new(),
    };
    let head = format!("<a{href}>{}</a> <span class=\"muted\">{}</span>", esc(&conflict.what), esc(&conflict.why));
    if let Some(reason) = &conflict.accepted {
        return format!(
            "<li>{head} <em>{}</em> <button class=\"button small quiet\" form=\"alat\" name=\"do\" value=\"buka-lagi:{key}\">Buka lagi</button></li>",
            esc(reason)
        );
    }
    let mut ways = String::new();
    for (index, remedy) in remedies(&shown.agenda, &shown.start.rules, conflict).iter().enumerate() {
        ways += &format!(
            "<button class=\"button small secondary\" form=\"alat\" name=\"do\" value=\"perbaiki:{index}:{key}\">{}</button>",
            esc(&remedy.words)
        );
    }
    let accept = if conflict.weight == Weight::Warning {
        let form = shown.form(format!("terima-{}", conflict.key()), Vec::new());
        format!(
            "<details id=\"a-{key}\"{}><summary class=\"small\">Terima dengan alasan</summary><form method=\"post\" class=\"stack\">{}{}<input type=\"hidden\" name=\"conflict\" value=\"{key}\">{}\
             <div class=\"buttons\"><button class=\"button small secondary\">Terima peringatan</button></div></form></details>",
            when(form.is_refused(), " open"),
            form.summary(),
            shown.hidden("terima"),
            form.line("text", "reason", "Alasan", ""),
        )
    } else {
        String::new()
    };
    format!("<li>{head}<div class=\"row\">{ways}</div>{accept}</li>")
}

/// Who has a turn, who has not.
fn turns(shown: &Shown) -> String {
    let turns = tray::turns(&shown.agenda, &shown.start.rules.libraries);
    if turns.is_empty() || shown.agenda.days.is_empty() {
        return String::new();
    }
    let without = turns.iter().filter(|turn| turn.minutes == 0).count();
    let mut list = String::new();
    let mut people = Vec::new();
    for turn in &turns {
        let (key, name) = (turn.who.key(), turn.who.name().to_owned());
        let minutes = if turn.minutes == 0 { "belum".to_owned() } else { format!("{} menit", turn.minutes) };
        let hears = if turn.hears == 0 { String::new() } else { format!(", mendengar {} menit", turn.hears) };
        list += &format!(
            "<li><button type=\"button\" class=\"button small{}\" data-who=\"{}\">{} <small>{minutes}{hears}</small></button></li>",
            when(turn.minutes > 0, " secondary"),
            esc(&key),
            esc(&name)
        );
        people.push((key, name));
    }
    let form = shown.form("tugas-".into(), Vec::new());
    let items: Vec<(String, String)> = shown
        .agenda
        .days
        .iter()
        .flat_map(|day| {
            // Without clock times, so that the list stays as it is when the day shifts.
            let items = day.items.iter().filter(|item| !item.kind.is_rest());
            items.map(|item| (item.id.clone(), format!("{}: {}", day.date.weekday_word(), item.title)))
        })
        .collect();
    let give = if items.is_empty() {
        String::new()
    } else {
        format!(
            "<form method=\"post\" class=\"stack\">{}{}<div class=\"agenda-fields\">{}{}</div><div class=\"buttons\"><button class=\"button small secondary\">Beri giliran</button></div></form>",
            form.summary(),
            shown.hidden("tugas"),
            form.select("who", "Siapa", &people),
            form.select("item", "Di acara", &items),
        )
    };
    format!(
        "<details class=\"agenda-tray no-print\" id=\"g-baki-buka\"><summary>Siapa dapat giliran: {without} belum, dari {}</summary><ul class=\"agenda-chips\">{list}</ul>{give}</details>",
        turns.len()
    )
}

/// Agendas to begin with.
fn templates(shown: &Shown) -> String {
    if shown.agenda.days.is_empty() {
        return String::new();
    }
    let form = shown.form("templat-".into(), Vec::new());
    let open = shown.agenda.items().next().is_none() || form.is_refused();
    format!(
        "<details class=\"agenda-settings no-print\" id=\"g-susunan-buka\"{}><summary>Pakai susunan siap pakai</summary><form method=\"post\" class=\"stack\">{}{}\
         <p class=\"hint\">Acara ditambahkan sesudah yang sudah ada, tanpa jam; satu “Batalkan langkah” mengembalikan semuanya.</p>{}\
         <div class=\"buttons\"><button class=\"button small secondary\">Pakai susunan ini</button></div></form></details>",
        when(open, " open"),
        form.summary(),
        shown.hidden("templat"),
        form.select("template", "Susunan", &shown.start.templates),
    )
}

/// On the day: an item begins now, or all is late.
fn today(shown: &Shown) -> String {
    let zone = shown.zone();
    let (date, minute) = (shown.start.now.date(zone), u32::from(shown.start.now.minute_of_day(zone)));
    let Some((day, slots)) = shown.agenda.days.iter().zip(&shown.slots).find(|(day, _)| day.date == date) else {
        return String::new();
    };
    let mut next = String::new();
    for (item, slot) in day.items.iter().zip(slots).filter(|(_, slot)| slot.end > minute).take(4) {
        let title = esc(&item.title);
        let now = when(slot.start <= minute, " (sedang berjalan)");
        next += &format!(
            "<li class=\"row\"><span>{} {title}{now}</span><button class=\"button small secondary\" form=\"alat\" name=\"do\" value=\"mulai:{}\" aria-label=\"Mulai sekarang: {title}\">Mulai sekarang</button></li>",
            flow::clock(slot.start),
            item.id
        );
    }
    let form = shown.form(format!("molor-{}", day.id), Vec::new());
    let minutes = ["5", "10", "15", "20", "30", "45", "60"].map(|m| (m.to_owned(), format!("{m} menit")));
    let draft = when(shown.published != Some(shown.head), " Perubahan draf yang belum terbit ikut terbit.");
    format!(
        "<section class=\"section agenda-today no-print\" id=\"hari-ini\"><h2>Hari ini</h2><p class=\"muted\">Sisa hari bergeser, ISHOMA dan jam selesai dijaga; publik langsung melihatnya.{draft}</p>\
         <ul class=\"plain stack\">{next}</ul><form method=\"post\" class=\"row\">{}{}<input type=\"hidden\" name=\"day\" value=\"{}\">{}<button class=\"button small\">Molor</button></form></section>",
        form.summary(),
        shown.hidden("molor"),
        day.id,
        form.select("late", "Acara molor", &minutes),
    )
}

/// What the public sees now. Apart from the form: a note that somebody is typing keeps the form as it is, and this may change meanwhile.
fn published(shown: &Shown) -> String {
    let hint = if blocks(&shown.found) {
        "Belum bisa diterbitkan: masih ada masalah di atas."
    } else if shown.published == Some(shown.head) && shown.waiting == 0 {
        "Publik melihat persis agenda ini. Belum ada perubahan baru."
    } else if shown.published.is_some() {
        "Ada perubahan yang belum dilihat publik."
    } else {
        "Publik belum melihat agenda ini sama sekali."
    };
    format!("<section class=\"section no-print\"><h2>Terbitkan</h2><p>{hint}</p></section>")
}

/// Showing the public what stands here. The button is never barred: pressed too early, the server says why.
fn publish(shown: &Shown) -> String {
    let form = shown.form("terbitkan-".into(), Vec::new());
    format!(
        "<form method=\"post\" class=\"stack no-print\">{}{}{}<div class=\"buttons\"><button class=\"button\">Terbitkan agenda</button></div></form>",
        form.summary(),
        shown.hidden("terbitkan"),
        form.line(
            "text",
            "publish_note",
            "Apa yang baru di versi ini?",
            "Dibaca publik di bawah agenda, misalnya: Hari kedua mulai pukul 08.00."
        ),
    )
}

//! Where people's words stand: every column of the schema in which somebody writes freely, what it is called, and where it is mended.
//! A test compares this list with the schema of each database: a column of text that a migration adds is searched, or stands among
//! [`NO_WORDS`] with a reason.

/// One kind of thing in which a person may be named.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its code; that of `erasures::Kind` where the thing can be erased from the list itself.
    pub kind: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Where a planner reads it and, as far as that is possible, mends it; `{}` is [`super::Found::page`]. Empty: erased from the list.
    pub page: &'static str,
    /// What has to be known about mending it; empty: it is changed on its page.
    pub mended: &'static str,
    /// The table, `t` in what follows.
    pub table: &'static str,
    /// The columns that are searched.
    pub columns: &'static [&'static str],
    /// To what it belongs.
    of: Of,
    /// SQL: its id, the only one of its kind.
    object: &'static str,
    /// SQL: what is shown; empty: the columns themselves.
    words: &'static str,
    /// SQL: a condition; empty: every row of the office.
    only: &'static str,
}

/// To what a row belongs: that gives the name of the place and the address of the page.
#[derive(Clone, Copy, Debug)]
enum Of {
    /// `t.library`
    Library,
    /// `t` itself is a library.
    Itself,
    /// `t.report`
    Report,
    /// `t.report`, whose library's page is shown.
    ReportsLibrary,
    /// `t.meeting`
    Meeting,
    /// `t` itself is a meeting.
    OwnMeeting,
    /// `t.award`
    Award,
    /// `t.id`, of the office.
    Office,
    /// `t.visit`
    Visit,
    /// `t` itself is a visit.
    OwnVisit,
    /// `t.account`, the only table without an office of its own.
    Account,
}

impl Of {
    /// SQL: joins, the place's name, what the page's address needs, the office.
    const fn sql(self) -> [&'static str; 4] {
        match self {
            Self::Library => {
                ["join library l on l.office = t.office and l.id = t.library", "l.name", "l.slug", "t.office"]
            }
            Self::Itself => ["", "t.name", "t.slug", "t.office"],
            Self::Report => [
                "join report r on r.office = t.office and r.id = t.report join library l on l.office = r.office and l.id = r.library",
                "l.name",
                "t.report",
                "t.office",
            ],
            Self::ReportsLibrary => [
                "join report r on r.office = t.office and r.id = t.report join library l on l.office = r.office and l.id = r.library",
                "l.name",
                "l.slug",
                "t.office",
            ],
            Self::Meeting => {
                ["join meeting m on m.office = t.office and m.id = t.meeting", "m.name", "m.id", "t.office"]
            }
            Self::OwnMeeting => ["", "t.name", "t.id", "t.office"],
            Self::Award => [
                "join award w on w.office = t.office and w.id = t.award join meeting m on m.office = w.office and m.id = w.meeting",
                "m.name",
                "m.id",
                "t.office",
            ],
            Self::Office => ["", "''", "''", "t.office"],
            Self::Visit => [
                "join visit v on v.office = t.office and v.id = t.visit join library l on l.office = v.office and l.id = v.library",
                "l.name",
                "v.id",
                "t.office",
            ],
            Self::OwnVisit => {
                ["join library l on l.office = t.office and l.id = t.library", "l.name", "t.id", "t.office"]
            }
            Self::Account => ["join account a on a.id = t.account", "a.name", "a.id", "a.office"],
        }
    }
}

const BASE: Place = Place {
    kind: "",
    name: "",
    page: "",
    mended: "",
    table: "",
    columns: &[],
    of: Of::Office,
    object: "t.id",
    words: "",
    only: "",
};

/// What holds now: the newest wording, and the one that the public sees.
const NOW: &str = "t.revision = r.revision or t.revision = r.approved_revision";
const BEFORE: &str = "not (t.revision = r.revision or t.revision = coalesce(r.approved_revision, 0))";
const RETURNED: &str = "kembalikan laporannya, supaya pengelola memperbaikinya";
const KEPT: &str = "versi lama disimpan apa adanya, sebagai bukti apa yang pernah dikirim";
const ACTIVITY: &[&str] = &["title", "field", "place", "partner", "result", "skill", "support_from", "link"];
const REPORT: &[&str] = &["obstacles", "remedies", "explanations"];
const BY_REVISION: &str = "t.report || ':' || t.revision";
const BY_ACTIVITY: &str = "t.report || ':' || t.revision || ':' || t.id";
const BY_ANSWER: &str = "t.report || ':' || t.revision || ':' || t.question";

/// Every place.
pub const PLACES: &[Place] = &[
    // Erased from the list itself.
    Place { kind: "account", name: "Akun", table: "account", columns: &["name", "phone"], ..BASE },
    Place {
        kind: "participant",
        name: "Peserta pertemuan",
        table: "participant",
        columns: &["name", "position", "institution", "phone"],
        of: Of::Meeting,
        ..BASE
    },
    Place {
        kind: "invitation",
        name: "Jawaban undangan",
        table: "invitation",
        columns: &["food", "note"],
        of: Of::Meeting,
        ..BASE
    },
    Place {
        kind: "story",
        name: "Cerita",
        table: "story",
        columns: &["person", "text", "about", "evidence"],
        of: Of::Library,
        only: "t.erased_on is null",
        ..BASE
    },
    Place {
        kind: "photo",
        name: "Foto",
        table: "photo",
        columns: &["caption"],
        of: Of::Library,
        only: "t.state <> 'erased'",
        ..BASE
    },
    Place {
        kind: "contact",
        name: "Kontak perpustakaan",
        table: "library",
        columns: &["contact"],
        of: Of::Itself,
        ..BASE
    },
    // Libraries.
    Place {
        kind: "profile",
        name: "Profil perpustakaan",
        page: "/kantor/perpustakaan/{}",
        table: "library",
        columns: &["name", "address", "funding", "npp", "story"],
        of: Of::Itself,
        ..BASE
    },
    Place {
        kind: "alias",
        name: "Nama lain perpustakaan",
        page: "/kantor/perpustakaan/{}",
        mended: "datang dari daftar yang diimpor; diubah dengan mengimpor lagi",
        table: "library_alias",
        columns: &["name"],
        of: Of::Library,
        object: "t.library || ':' || t.name",
        ..BASE
    },
    Place {
        kind: "upcoming",
        name: "Rencana kegiatan",
        page: "/perpustakaan/{}",
        mended: "diubah oleh pengelolanya",
        table: "upcoming",
        columns: &["title", "place", "audience"],
        of: Of::Library,
        ..BASE
    },
    Place {
        kind: "share",
        name: "Lembar untuk desa",
        page: "/lapor/tautan?perpustakaan={}",
        mended: "cabut tautannya, lalu buat yang baru",
        table: "share",
        columns: &["needs"],
        of: Of::Library,
        ..BASE
    },
    // Reports.
    Place {
        kind: "activity",
        name: "Kegiatan di laporan",
        page: "/kantor/laporan/{}",
        mended: RETURNED,
        table: "activity",
        columns: ACTIVITY,
        of: Of::Report,
        object: BY_ACTIVITY,
        only: NOW,
        ..BASE
    },
    Place {
        kind: "activity_before",
        name: "Kegiatan di versi lama laporan",
        page: "/kantor/laporan/{}",
        mended: KEPT,
        table: "activity",
        columns: ACTIVITY,
        of: Of::Report,
        object: BY_ACTIVITY,
        only: BEFORE,
        ..BASE
    },
    Place {
        kind: "report",
        name: "Kendala dan penjelasan di laporan",
        page: "/kantor/laporan/{}",
        mended: RETURNED,
        table: "report_version",
        columns: REPORT,
        of: Of::Report,
        object: BY_REVISION,
        only: NOW,
        ..BASE
    },
    Place {
        kind: "report_before",
        name: "Kendala dan penjelasan di versi lama laporan",
        page: "/kantor/laporan/{}",
        mended: KEPT,
        table: "report_version",
        columns: REPORT,
        of: Of::Report,
        object: BY_REVISION,
        only: BEFORE,
        ..BASE
    },
    Place {
        kind: "answer",
        name: "Jawaban atas pertanyaan dinas",
        page: "/kantor/laporan/{}",
        mended: RETURNED,
        table: "answer",
        columns: &["value"],
        of: Of::Report,
        object: BY_ANSWER,
        only: NOW,
        ..BASE
    },
    Place {
        kind: "answer_before",
        name: "Jawaban di versi lama laporan",
        page: "/kantor/laporan/{}",
        mended: KEPT,
        table: "answer",
        columns: &["value"],
        of: Of::Report,
        object: BY_ANSWER,
        only: BEFORE,
        ..BASE
    },
    Place {
        kind: "review",
        name: "Catatan pemeriksaan laporan",
        page: "/kantor/laporan/{}",
        mended: "sudah dikirim ke pengelola, tidak bisa diubah",
        table: "review",
        columns: &["comment", "remarks"],
        of: Of::Report,
        ..BASE
    },
    Place {
        kind: "grace",
        name: "Alasan kelonggaran laporan",
        page: "/kantor/laporan/{}",
        table: "grace",
        columns: &["reason"],
        of: Of::Report,
        object: "t.report",
        ..BASE
    },
    Place {
        kind: "extension",
        name: "Alasan perpanjangan",
        page: "/kantor/periode",
        table: "extension",
        columns: &["reason"],
        of: Of::Library,
        object: "t.library || ':' || t.month",
        ..BASE
    },
    // What was not sent yet is the librarian's alone: that the name stands there is said, the text is not shown.
    Place {
        kind: "draft",
        name: "Draf laporan",
        page: "/kantor/perpustakaan/{}",
        mended: "belum terlihat oleh kantor; diubah oleh pengelolanya",
        table: "report",
        columns: &["draft"],
        of: Of::Library,
        words: "'bulan ' || t.month",
        ..BASE
    },
    Place {
        kind: "draft_before",
        name: "Simpanan lama draf laporan",
        page: "/kantor/perpustakaan/{}",
        mended: "hilang sendiri begitu laporannya dikirim",
        table: "draft_version",
        columns: &["draft"],
        of: Of::ReportsLibrary,
        object: "t.report",
        words: "'bulan ' || r.month",
        ..BASE
    },
    Place {
        kind: "parked",
        name: "Isian yang terkirim sesudah sesi berakhir",
        page: "/kantor/akun/{}",
        mended: "hilang sendiri paling lama dalam 30 hari",
        table: "parked_form",
        columns: &["body"],
        of: Of::Account,
        object: "t.account || ':' || t.path",
        words: "t.path",
        ..BASE
    },
    // The office.
    Place {
        kind: "visit",
        name: "Catatan kunjungan",
        page: "/kantor/pendampingan/{}",
        table: "visit",
        columns: &["purpose", "findings"],
        of: Of::OwnVisit,
        ..BASE
    },
    Place {
        kind: "promise",
        name: "Janji saat kunjungan",
        page: "/kantor/pendampingan/{}",
        table: "visit_promise",
        columns: &["words"],
        of: Of::Visit,
        object: "t.visit || ':' || t.id",
        ..BASE
    },
    Place {
        kind: "official",
        name: "Pejabat kantor",
        page: "/kantor/pengaturan",
        table: "official",
        columns: &["name", "degrees", "role", "nip"],
        ..BASE
    },
    Place {
        kind: "letterhead",
        name: "Kop surat",
        page: "/kantor/pengaturan",
        mended: "kop lama tetap disimpan",
        table: "letterhead",
        columns: &["above", "name", "below", "place"],
        object: "t.valid_from",
        ..BASE
    },
    Place {
        kind: "template",
        name: "Kalimat baku dokumen",
        page: "/kantor/plm",
        mended: "diubah di dokumen sebuah pertemuan; kalimat lama tetap disimpan",
        table: "paper_template",
        columns: &["text"],
        object: "t.kind || ':' || t.number",
        ..BASE
    },
    Place {
        kind: "form",
        name: "Formulir laporan",
        page: "/kantor/formulir",
        mended: "versi lama tetap disimpan",
        table: "form_version",
        columns: &["definition"],
        object: "t.form || ':' || t.number",
        ..BASE
    },
    Place {
        kind: "layout",
        name: "Susunan kolom rekap",
        page: "/kantor/rekap/susunan",
        mended: "versi lama tetap disimpan",
        table: "export_layout",
        columns: &["columns"],
        object: "cast(t.number as text)",
        ..BASE
    },
    Place {
        kind: "agenda_rules",
        name: "Aturan agenda",
        page: "/kantor/plm/aturan",
        table: "agenda_rules",
        columns: &["definition"],
        object: "t.office",
        ..BASE
    },
    // Meetings.
    Place {
        kind: "meeting",
        name: "Nama pertemuan",
        page: "/kantor/plm/{}/agenda",
        mended: "tidak bisa diubah sesudah pertemuannya dibuat",
        table: "meeting",
        columns: &["name"],
        of: Of::OwnMeeting,
        ..BASE
    },
    Place {
        kind: "agenda",
        name: "Agenda pertemuan",
        page: "/kantor/plm/{}/agenda",
        mended: "perubahan lama tetap disimpan",
        table: "agenda_edit",
        columns: &["edit"],
        of: Of::Meeting,
        object: "t.meeting",
        words: "m.name",
        ..BASE
    },
    Place {
        kind: "agenda_version",
        name: "Catatan versi agenda",
        page: "/kantor/plm/{}/agenda/versi",
        mended: "sudah terbit, tidak bisa diubah",
        table: "agenda_version",
        columns: &["note"],
        of: Of::Meeting,
        object: "t.meeting || ':' || t.version",
        ..BASE
    },
    Place {
        kind: "invite",
        name: "Undangan pertemuan",
        page: "/kantor/plm/{}/undangan",
        table: "meeting_invite",
        columns: &["contact_name", "contact_phone", "note", "map_link"],
        of: Of::Meeting,
        object: "t.meeting",
        ..BASE
    },
    Place {
        kind: "evaluation",
        name: "Jawaban evaluasi",
        page: "/kantor/plm/{}/evaluasi",
        mended: "jawaban tanpa nama, tidak bisa diubah",
        table: "evaluation",
        columns: &["words"],
        of: Of::Meeting,
        ..BASE
    },
    Place {
        kind: "note",
        name: "Notulen",
        page: "/kantor/plm/{}/notulen",
        table: "note",
        columns: &["title", "words"],
        of: Of::Meeting,
        object: "t.meeting || ':' || t.item || ':' || t.field",
        ..BASE
    },
    Place {
        kind: "note_beside",
        name: "Catatan kedua di notulen",
        page: "/kantor/plm/{}/notulen",
        mended: "hilang begitu satu dari dua catatan dipilih",
        table: "note_beside",
        columns: &["words"],
        of: Of::Meeting,
        object: "t.meeting || ':' || t.item || ':' || t.field || ':' || t.mark",
        ..BASE
    },
    Place {
        kind: "tip",
        name: "Kiat",
        page: "/kantor/plm/{}/kiat",
        table: "tip",
        columns: &["words"],
        of: Of::Meeting,
        ..BASE
    },
    Place {
        kind: "meeting_photo",
        name: "Foto pertemuan",
        page: "/kantor/plm/{}/foto",
        table: "meeting_photo",
        columns: &["caption", "credit"],
        of: Of::Meeting,
        ..BASE
    },
    Place {
        kind: "followup",
        name: "Tindak lanjut",
        page: "/kantor/plm/{}/tindak-lanjut",
        table: "followup",
        columns: &["what", "who", "audience", "support", "remark", "proof"],
        of: Of::Meeting,
        ..BASE
    },
    Place {
        kind: "award_rule",
        name: "Rumus apresiasi",
        page: "/kantor/plm/{}/apresiasi",
        mended: "versi lama tetap disimpan",
        table: "award_version",
        columns: &["definition"],
        of: Of::Award,
        object: "t.award || ':' || t.number",
        ..BASE
    },
    Place {
        kind: "award",
        name: "Apresiasi",
        page: "/kantor/plm/{}/apresiasi",
        mended: "keputusan lama tetap disimpan",
        table: "award_decision",
        columns: &["winners", "jurors", "reason", "standing"],
        of: Of::Award,
        object: "t.award || ':' || t.number",
        ..BASE
    },
    Place {
        kind: "paper",
        name: "Dokumen pertemuan",
        page: "/kantor/plm/{}/dokumen",
        table: "paper",
        columns: &["number", "text"],
        of: Of::Meeting,
        object: "t.meeting || ':' || t.kind",
        ..BASE
    },
    Place {
        kind: "press",
        name: "Siaran pers",
        page: "/kantor/plm/{}/siaran-pers",
        mended: "diperbaiki dengan ralat; versi lama tetap disimpan",
        table: "press",
        columns: &["title", "body", "contact", "terms", "correction"],
        of: Of::Meeting,
        object: "t.meeting || ':' || t.number",
        ..BASE
    },
    Place {
        kind: "press_draft",
        name: "Draf siaran pers",
        page: "/kantor/plm/{}/siaran-pers",
        table: "press_draft",
        columns: &["title", "body", "contact", "terms", "quotes"],
        of: Of::Meeting,
        object: "t.meeting",
        ..BASE
    },
];

/// Columns of text in which nobody writes about a person, as (why, `table.column`, or `*.column` for every table).
#[cfg(test)]
pub const NO_WORDS: &[(&str, &[&str])] = &[
    (
        "ids of rows and of who did something; an id leads to the row that is searched",
        &[
            "*.office",
            "*.id",
            "*.account",
            "*.library",
            "*.meeting",
            "*.report",
            "*.participant",
            "*.invitation",
            "*.award",
            "*.visit",
            "*.item",
            "*.made_by",
            "*.by_account",
            "*.set_by",
            "*.given_by",
            "*.uploaded_by",
            "*.confirmed_by",
            "*.sent_by",
            "*.added_by",
            "*.done_by",
            "*.closed_by",
            "*.draft_by",
            "*.object",
            "answer.question",
            "checkin.day",
            "checkin_undone.checkin",
            "participant_day.day",
            "proposal_refused.proposal",
            "report_photo.activity",
            "report_photo.photo",
            "report_story.story",
            "story.origin",
            "visit_photo.photo",
        ],
    ),
    (
        "dates and months",
        &[
            "*.valid_from",
            "*.month",
            "*.due_on",
            "*.erased_on",
            "*.held_on",
            "activity.held_on",
            "award_decision.decided_on",
            "evaluation.on_date",
            "extension.until",
            "followup.closed_on",
            "followup.reopened_on",
            "library.checked_on",
            "meeting.starts_on",
            "meeting_invite.answer_until",
            "paper.dated",
            "period.opens_on",
            "population.counted_on",
            "tally.day",
            "visit.planned_on",
            "visit.visited_on",
            "visit_promise.done_on",
        ],
    ),
    (
        "one of a few words that the program knows",
        &[
            "*.kind",
            "account_role.role",
            "activity.strategy",
            "activity.support",
            "audit.action",
            "audit.reason",
            "boundary.level",
            "checkin.way",
            "consent.terms",
            "data_request.outcome",
            "evaluation.source",
            "event.topic",
            "figure.indicator",
            "followup.measure",
            "form_version.form",
            "invitation.coming",
            "invitation.learn",
            "kpi_version.scheme",
            "library.hours",
            "library.precision",
            "library.services",
            "library.stage",
            "meeting_photo.children",
            "meeting_wish.subject",
            "note.field",
            "note_beside.field",
            "office.time_zone",
            "one_time_code.purpose",
            "op.answer",
            "participant.sex",
            "participant.source",
            "photo.children",
            "photo.state",
            "report.form",
            "report.status",
            "review.verdict",
            "story.consent",
            "tally.indicator",
            "tip.indicator",
            "tip.subject",
            "visit_promise.side",
        ],
    ),
    (
        "hashes, secrets and random marks",
        &[
            "*.sha256",
            "*.upload_sha256",
            "account.password",
            "audit.after_sha256",
            "audit.before_sha256",
            "audit.hash",
            "checkin.door",
            "invitation.token",
            "library.photo",
            "note.mark",
            "note_beside.mark",
            "office.audit_hash",
            "one_time_code.code",
            "op.body_sha256",
            "paper.scan",
            "participant.code",
            "recovery_code.code",
            "second_factor.secret",
            "session.token",
            "share.token",
            "tally.device",
        ],
    ),
    (
        "numbers that the program gives, and addresses made of a name that is searched",
        &["library.folded", "library.slug", "meeting.slug", "parked_form.path", "report.reference", "slug.slug"],
    ),
    (
        "the office and the land, not people",
        &[
            "boundary.code",
            "boundary.name",
            "boundary.rings",
            "library.village_code",
            "office.code",
            "office.province",
            "office.regency",
            "office.regency_short",
            "office_name.name",
            "office_name.short",
            "office_name.unit",
            "population.code",
            "population.source",
            "village.code",
            "village.district",
            "village.district_code",
            "village.name",
        ],
    ),
    (
        "ids for the program's other nodes and facts about the installation",
        &["event.payload", "installation.name", "installation.value"],
    ),
    ("the requests themselves: name and number go when one is closed", &["data_request.name", "data_request.phone"]),
];

/// The place of a kind of found thing.
pub fn of(kind: &str) -> Option<&'static Place> {
    PLACES.iter().find(|place| place.kind == kind)
}

/// A form is kept as the browser sent it. These signs, in this order, are put back before it is searched: between words, and in numbers.
const SENT: [(&str, &str); 4] = [("+", " "), ("%2B", "+"), ("%28", "("), ("%29", ")")];

/// A text as it stands in the body of a form, but for the signs that are put back: `D%27Arcy`.
pub fn as_sent(text: &str) -> String {
    let body = serde_html_form::to_string([("", text)]).unwrap_or_default();
    SENT.iter().fold(body.trim_start_matches('=').to_owned(), |body, (sent, typed)| body.replace(sent, typed))
}

/// SQL that finds everything: `$1` the office, `$2` the name as a pattern of small letters, `$3` the number's digits without the land's
/// code as a pattern, empty without one, `$4` the name as it stands in a form that a browser has sent, as a pattern.
pub fn search() -> String {
    let mut sql = String::new();
    for (at, place) in PLACES.iter().enumerate() {
        let Place { kind, table, columns, of, object, words, only, .. } = place;
        let [joins, name, page, office] = of.sql();
        // Between columns a line ends, so that no name begins in one and ends in the next.
        let parts: Vec<String> = columns.iter().map(|column| format!("coalesce(t.{column}, '')")).collect();
        let text = parts.join(" || '\n' || ");
        let is_form = *table == "parked_form";
        let text = if is_form {
            SENT.iter().fold(text, |text, (sent, typed)| format!("replace({text}, '{sent}', '{typed}')"))
        } else {
            text
        };
        let named = if is_form { "$4" } else { "$2" };
        let words = if words.is_empty() { &text } else { *words };
        let only = if only.is_empty() { "1 = 1" } else { only };
        let (plain, union) = (without_signs(&text), if at == 0 { "" } else { " union " });
        sql.push_str(&format!(
            r"{union}select '{kind}' as kind, {object} as object, {words} as words, {name} as place, {page} as page
from {table} t {joins}
where {office} = $1 and ({only}) and (lower({text}) like {named} escape '\' or ($3 <> '' and {plain} like $3 escape '\'))"
        ));
    }
    sql
}

/// SQL: a text without what people put between the digits of a number.
fn without_signs(text: &str) -> String {
    ["-", " ", ".", "(", ")"].into_iter().fold(text.to_owned(), |text, sign| format!("replace({text}, '{sign}', '')"))
}

//! What people ask for about their own data (UU 27/2022): a copy, or that it be erased, within 3 x 24 hours. A planner writes the
//! request down, sees everything that is found, and decides what of it is meant: names are not unique, so nothing is erased by itself.

use crate::api::{App, Error};
use crate::domain::account::{Asker, Role, SignedIn, person_name};
use crate::domain::moment::{Moment, Zone};
use crate::domain::phone::Phone;
use crate::domain::refusal::{Finding, Refusal};
use crate::domain::retention::REQUEST_HOURS;
use crate::storage::data_requests::{self, ALL, DataRequest, Found, NewRequest, Part, places};
use crate::storage::erasures::{self, Kind};
use crate::storage::ops::Op;
use crate::storage::{Audit, Failure, Tx, accounts, offices};
use serde::Deserialize;

/// What can be asked for, as (code, words).
pub const KINDS: [(&str, &str); 2] = [("salinan", "Salinan datanya"), ("hapus", "Datanya dihapus")];

/// How a request can end, as (code, words); not every end fits every request, see [`outcomes`].
pub const OUTCOMES: [(&str, &str); 5] = [
    ("diberikan", "Salinan sudah diberikan"),
    ("dihapus", "Data sudah dihapus"),
    ("dihapus_tangan", "Data sudah dihapus dengan tangan; yang masih ditemukan milik orang lain"),
    ("tidak_ada", "Tidak ada data tentang orang ini"),
    ("ditolak", "Ditolak, dengan alasan yang sudah disampaikan"),
];

/// How a request of that kind can end, as (code, words): nobody who wanted a copy is told that the data was erased.
pub fn outcomes(kind: &str) -> impl Iterator<Item = (&'static str, &'static str)> + use<'_> {
    OUTCOMES.into_iter().filter(move |(code, _)| match *code {
        "diberikan" => kind == "salinan",
        "dihapus" | "dihapus_tangan" => kind == "hapus",
        _ => true,
    })
}

fn words_of(outcome: &str) -> &'static str {
    OUTCOMES.iter().find(|(code, _)| *code == outcome).map_or("", |(_, words)| words)
}

/// A request as the form describes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestInput {
    /// `salinan` or `hapus`.
    #[serde(default)]
    pub kind: String,
    /// Who asks.
    #[serde(default)]
    pub name: String,
    /// Their number, as typed; may be empty.
    #[serde(default)]
    pub phone: String,
    /// The intent's id.
    #[serde(default)]
    pub op: String,
}

/// The requests of the planner's office, and its zone.
pub async fn list(app: &App, asker: &Asker) -> Result<(Vec<DataRequest>, Zone), Error> {
    let office = &asker.planner()?.office;
    let zone = offices::calendar(&app.storage, office).await?.zone();
    Ok((data_requests::of_office(&app.storage, office).await?, zone))
}

/// The requests of the planner's office that wait to be carried out, the most urgent first.
pub async fn open(app: &App, asker: &Asker) -> Result<Vec<DataRequest>, Error> {
    Ok(data_requests::open(&app.storage, &asker.planner()?.office).await?)
}

/// Found things on one page of a request.
pub const AT_ONCE: i64 = 500;

/// One request, and what is found about its person.
pub struct Looked {
    /// The request.
    pub request: DataRequest,
    /// A part of what is found; nothing once the request is done.
    pub found: Vec<Found>,
    /// How many come before this part.
    pub before: i64,
    /// How much is found altogether.
    pub count: i64,
    /// The office's zone.
    pub zone: Zone,
}

/// One request with a page of what is found, the first one being 1.
pub async fn one(app: &App, asker: &Asker, id: &str, page: i64) -> Result<Looked, Error> {
    let before = page.clamp(1, 100_000).saturating_sub(1) * AT_ONCE;
    look(app, asker, id, Part { after: before, most: AT_ONCE }).await
}

async fn look(app: &App, asker: &Asker, id: &str, part: Part) -> Result<Looked, Error> {
    let office = &asker.planner()?.office;
    let request = data_requests::one(&app.storage, office, id).await?.ok_or(Refusal::NotFound)?;
    let (found, count) = match request.done_at() {
        Some(_) => (Vec::new(), 0),
        None => data_requests::found(&app.storage, office, &request.name, &request.phone, part).await?,
    };
    let zone = offices::calendar(&app.storage, office).await?.zone();
    Ok(Looked { request, found, before: part.after, count, zone })
}

async fn log(tx: &mut Tx, person: &SignedIn, action: &str, object: &str, reason: &str) -> Result<(), Failure> {
    let (office, account) = (person.office.as_str(), person.account.as_str());
    tx.audit(&Audit { office, account, action, object, reason, ..Audit::default() }).await
}

/// Writes a request down; answers its id.
pub async fn take(app: &App, asker: &Asker, input: RequestInput) -> Result<String, Error> {
    let person = asker.planner()?.clone();
    let mut findings = Vec::new();
    let kind = KINDS.iter().find(|(code, _)| *code == input.kind).map(|(code, _)| *code);
    if kind.is_none() {
        findings.push(Finding::new("kind", "Pilih apa yang diminta."));
    }
    let name = person_name(&input.name).map_err(|words| findings.push(Finding::new("name", words))).unwrap_or_default();
    if name.chars().filter(|letter| letter.is_alphabetic()).count() < 3 && findings.iter().all(|it| it.field != "name")
    {
        findings.push(Finding::new("name", "Tulis nama lengkapnya: nama sependek ini ada di mana-mana."));
    }
    let phone = match input.phone.trim() {
        "" => String::new(),
        typed => match Phone::parse(typed) {
            Ok(phone) => phone.as_str().to_owned(),
            Err(fault) => {
                findings.push(Finding::new("phone", fault.words()));
                String::new()
            }
        },
    };
    let (Some(kind), true) = (kind, findings.is_empty()) else { return Err(Refusal::Invalid(findings).into()) };
    let pairs = [("kind", input.kind.as_str()), ("name", &input.name), ("phone", &input.phone)];
    let op = Op::new(&person.account, &input.op, pairs);
    let due = Moment(app.world.now().0 + REQUEST_HOURS * 3_600);
    let new = NewRequest { office: person.office.clone(), kind, name, phone, due, account: person.account.clone() };
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if let Some(id) = op.answered(tx).await? {
                    return Ok(id);
                }
                let id = tx.id();
                data_requests::take(tx, &id, &new).await?;
                log(tx, &person, "request.take", &format!("request:{id}"), kind).await?;
                op.keep(tx, &id).await?;
                Ok(id)
            })
        })
        .await
}

/// A copy of what is stored about somebody, for them to take along.
#[derive(Clone, Debug)]
pub struct DataCopy {
    /// About whom.
    pub about: String,
    /// When it was made.
    pub made_at: Moment,
    /// The office's zone.
    pub zone: Zone,
    /// What was chosen of what is found.
    pub things: Vec<Found>,
    /// How much is found altogether.
    pub all: i64,
}

impl DataCopy {
    /// On what law it rests.
    pub const LAW: &str = "UU 27/2022 tentang Pelindungan Data Pribadi";

    /// How much of what is found it holds, in words.
    pub fn share(&self) -> String {
        format!("ditampilkan {} dari {} yang ditemukan; selebihnya tidak dipilih petugas", self.things.len(), self.all)
    }

    /// The same for programs.
    pub fn json(&self) -> Result<String, Error> {
        let entries: Vec<serde_json::Value> = self
            .things
            .iter()
            .map(|thing| {
                let mut entry =
                    serde_json::json!({ "jenis": kind_words(&thing.kind), "isi": thing.words, "nomor": thing.object });
                if !thing.place.is_empty() {
                    entry["di"] = thing.place.clone().into();
                }
                entry
            })
            .collect();
        let copy = serde_json::json!({
            "tentang": self.about,
            "dibuat": self.made_at.iso(self.zone),
            "dasar": Self::LAW,
            "jumlah": self.share(),
            "data": entries,
        });
        serde_json::to_string_pretty(&copy).map_err(|error| Failure::Abandoned(error.to_string()).into())
    }
}

/// A copy of what was chosen (by [`mark`]) of what is found about the person of an open request: others may have the same name.
pub async fn copy(app: &App, asker: &Asker, id: &str, chosen: &[String]) -> Result<DataCopy, Error> {
    let person = asker.planner()?.clone();
    let Looked { request, found, count: all, zone, .. } = look(app, asker, id, ALL).await?;
    if request.done_at().is_some() {
        return Err(done_already());
    }
    let found: Vec<Found> = found.into_iter().filter(|found| chosen.contains(&mark(found))).collect();
    if found.is_empty() {
        return Err(Refusal::invalid("salin", "Centang dulu apa yang tentang orang ini.").into());
    }
    let (id, count) = (request.id, found.len());
    let copy = DataCopy { about: request.name, made_at: app.world.now(), zone, things: found, all };
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                data_requests::given(tx, &person.office, &id, count).await?;
                log(tx, &person, "request.export", &format!("request:{id}"), "").await
            })
        })
        .await?;
    Ok(copy)
}

fn done_already() -> Error {
    Refusal::Conflict("Permintaan ini sudah selesai.".to_owned()).into()
}

/// What a kind of found thing is called.
pub fn kind_words(kind: &str) -> &'static str {
    places::of(kind).map_or("Lainnya", |place| place.name)
}

/// Can it be erased from the list itself?
pub fn is_erased_here(found: &Found) -> bool {
    Kind::of(&found.kind).is_some()
}

/// Where a found thing is read and mended by hand, and what has to be known about that; `None`: it is erased here.
pub fn page_of(found: &Found) -> Option<(String, &'static str)> {
    let place = places::of(&found.kind).filter(|_| !is_erased_here(found))?;
    Some((place.page.replace("{}", &found.page), place.mended))
}

/// What is written there on one line, so much that it is recognised: from shortly before the name, where it holds that.
pub fn excerpt(found: &Found, name: &str) -> String {
    const MOST: usize = 160;
    let words: Vec<char> = found.words.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    if words.len() <= MOST {
        return words.into_iter().collect();
    }
    let small = |letter: &char| letter.to_lowercase().next().unwrap_or(*letter);
    let (text, name): (Vec<char>, Vec<char>) =
        (words.iter().map(small).collect(), name.chars().map(|letter| small(&letter)).collect());
    let at = text.windows(name.len().max(1)).position(|part| part == name.as_slice()).unwrap_or_default();
    let from = at.saturating_sub(60).min(words.len() - MOST);
    let cut = |cut: bool| if cut { "…" } else { "" };
    let shown: String = words.iter().skip(from).take(MOST).collect();
    format!("{}{}{}", cut(from > 0), shown.trim(), cut(from + MOST < words.len()))
}

/// How the form names a found thing.
pub fn mark(found: &Found) -> String {
    format!("{}:{}", found.kind, found.object)
}

/// Erases what the planner has chosen of what is found; answers how much that was. Photo files go as well.
pub async fn erase(app: &App, asker: &Asker, id: &str, chosen: &[String], sure: bool) -> Result<usize, Error> {
    let person = asker.planner()?.clone();
    let Looked { request, found, zone, .. } = look(app, asker, id, ALL).await?;
    if request.done_at().is_some() {
        return Err(done_already());
    }
    let mut findings = Vec::new();
    if chosen.is_empty() {
        findings.push(Finding::new("pilih", "Centang yang memang tentang orang ini."));
    }
    if !sure {
        findings.push(Finding::new(
            "yakin",
            "Centang bahwa Anda sudah memastikan orangnya. Yang dihapus tidak bisa kembali.",
        ));
    }
    let mut erased = Vec::new();
    for mark_of in chosen {
        // Only what is found for this very request: an invented id erases nothing.
        let thing = found.iter().find(|found| mark(found) == *mark_of);
        match thing.and_then(|thing| Some((Kind::of(&thing.kind)?, thing.object.clone()))) {
            Some(thing) => erased.push(thing),
            None => return Err(Refusal::NotFound.into()),
        }
    }
    if !findings.is_empty() {
        return Err(Refusal::Invalid(findings).into());
    }
    let today = app.world.now().date(zone);
    let (id, count) = (request.id, erased.len());
    let files = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let mut files = Vec::new();
                for (kind, object) in erased {
                    if kind == Kind::Account {
                        may_erase(tx, &person, &object).await?;
                    }
                    let library = match kind {
                        Kind::Photo | Kind::Story => library_of(tx, &person.office, kind, &object).await?,
                        _ => String::new(),
                    };
                    let request = erasures::Request {
                        office: person.office.clone(),
                        library: library.clone(),
                        kind,
                        object: object.clone(),
                        account: person.account.clone(),
                        today,
                    };
                    files.extend(erasures::erase(tx, &request).await?);
                    log(tx, &person, "erasure.make", &format!("{}:{object}", kind.code()), "request").await?;
                    if !library.is_empty() {
                        let payload = serde_json::json!({ "library": library, "kind": kind.code(), "object": object });
                        tx.event(&person.office, "library", "erased", payload);
                    }
                }
                data_requests::erased(tx, &person.office, &id, count).await?;
                Ok::<_, Error>(files)
            })
        })
        .await?;
    for sha256 in files {
        app.photos.erase(&sha256).await?;
    }
    Ok(count)
}

/// An account is erased by those who may manage it, never one's own, and never the office's last administrator.
async fn may_erase(tx: &mut Tx, person: &SignedIn, id: &str) -> Result<(), Error> {
    let roles = accounts::roles_for(tx, &person.office, id).await?;
    if id == person.account || !person.may_manage(&roles) {
        let words = "Akun petugas kantor dihapus oleh administrator, dan tidak ada yang menghapus akunnya sendiri. Minta administrator lain.";
        return Err(Refusal::invalid("pilih", words).into());
    }
    // Who asks was an administrator when the page was asked for, not necessarily now. Who is out of use already is not the last one.
    let in_use =
        accounts::by_id_for(tx, &person.office, id).await?.is_some_and(|account| account.disabled_at.is_none());
    let counts = in_use && roles.contains(&Role::Administrator);
    if counts && accounts::administrators(tx, &person.office).await? <= 1 {
        let words = "Ini administrator terakhir di kantor. Jadikan orang lain administrator dulu, lalu hapus akun ini.";
        return Err(Refusal::invalid("pilih", words).into());
    }
    Ok(())
}

async fn library_of(tx: &mut Tx, office: &str, kind: Kind, id: &str) -> Result<String, Error> {
    let sql = match kind {
        Kind::Photo => "select library from photo where office = $1 and id = $2",
        _ => "select library from story where office = $1 and id = $2",
    };
    let row: Option<(String,)> = tx.one(sql, crate::args![office, id]).await?;
    Ok(row.ok_or(Refusal::NotFound)?.0)
}

/// Closes a request; who asked is forgotten with it, so nobody could notice later that it was not carried out: what the program knows
/// to be undone is refused.
pub async fn close(app: &App, asker: &Asker, id: &str, outcome: &str) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let Looked { request, found, .. } = look(app, asker, id, ALL).await?;
    let Some((outcome, _)) = outcomes(&request.kind).find(|(code, _)| *code == outcome) else {
        return Err(Refusal::invalid("outcome", "Pilih bagaimana permintaan ini selesai.").into());
    };
    let undone = match outcome {
        _ if request.done_at().is_some() || request.found > 0 => None,
        "dihapus" if found.iter().any(is_erased_here) => Some(
            "Belum ada yang dihapus, padahal di atas masih ada yang ditemukan. Centang yang tentang orang ini, lalu tekan Hapus yang dicentang. Kalau yang masih ditemukan milik orang lain yang namanya sama, pilih “Data sudah dihapus dengan tangan” atau “Tidak ada data tentang orang ini”.",
        ),
        "diberikan" => Some(
            "Salinannya belum pernah dibuat. Centang yang tentang orang ini, lalu tekan Tampilkan salinan. Kalau tidak ada yang tentang orang ini, pilih Tidak ada data tentang orang ini.",
        ),
        _ => None,
    };
    if let Some(words) = undone {
        return Err(Refusal::invalid("outcome", words).into());
    }
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                if data_requests::close(tx, &person.office, &request.id, &person.account, outcome).await? {
                    log(tx, &person, "request.done", &format!("request:{}", request.id), outcome).await?;
                    return Ok(());
                }
                // A double press is answered as the first one was; somebody else's other answer is not passed over.
                let told = data_requests::outcome(tx, &person.office, &request.id).await?;
                if told == outcome {
                    return Ok(());
                }
                let words = format!("Permintaan ini sudah ditutup sebagai “{}”.", words_of(&told));
                Err(Error::from(Refusal::Conflict(words)))
            })
        })
        .await
}

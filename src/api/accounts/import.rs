//! Many librarians at once, from a table: looked at first, then carried out in one transaction.

use super::{Issued, Letter, audit, put_code};
use crate::api::session::hash_of;
use crate::api::{App, Error, sheet};
use crate::domain::account::{Asker, Role, SignedIn};
use crate::domain::code_word::CodeWord;
use crate::domain::refusal::Refusal;
use crate::domain::roster::{self, Holder, Known, Place, Seat};
use crate::domain::table::{Change, Plan, Sheet};
use crate::storage::{self, Failure, Tx, accounts};
use sha2::Digest;
use std::collections::{BTreeMap, BTreeSet};

/// The largest table, in bytes.
pub const LARGEST: usize = 200 * 1024;

/// Rows at once; every new account needs a message of its own.
const MOST_ROWS: usize = 500;

/// A plan and a mark of what it would do: the plan is carried out only while it still has this mark.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What the table would do.
    pub plan: Plan<Seat>,
    /// SHA-256 of the plan, hex.
    pub mark: String,
}

/// What a table would do to the accounts of the planner's office.
pub async fn preview(app: &App, asker: &Asker, text: &str) -> Result<Preview, Error> {
    let person = asker.planner()?.clone();
    let sheet = read(text)?;
    // Read in a transaction as the change will be, so that both see the same.
    app.storage.write(move |tx| Box::pin(async move { preview_in(tx, &person, &sheet).await })).await
}

/// Carries out what the page showed; answers a code for each new account.
pub async fn apply(app: &App, asker: &Asker, text: &str, shown: &str) -> Result<Vec<Issued>, Error> {
    let person = asker.planner()?.clone();
    let (sheet, shown) = (read(text)?, shown.to_owned());
    let letter = Letter::new(app, &person.office).await?;
    let world = app.world.clone();
    let made = app
        .storage
        .write(move |tx| {
            Box::pin(async move {
                let Preview { plan, mark } = preview_in(tx, &person, &sheet).await?;
                if mark != shown {
                    let words = "Isi tabel atau daftar akun berubah sejak diperiksa. Belum ada yang diterapkan: periksa lagi di bawah, lalu terapkan.";
                    return Err(Refusal::invalid("csv", words).into());
                }
                carry_out(tx, &person, plan, || CodeWord::from_random(world.secret())).await
            })
        })
        .await?;
    let mut issued = Vec::with_capacity(made.len());
    for (account, code) in made {
        issued.push(letter.issued(app, &account, &code).await?);
    }
    Ok(issued)
}

async fn carry_out(
    tx: &mut Tx,
    person: &SignedIn,
    plan: Plan<Seat>,
    new_code: impl Fn() -> CodeWord + Send,
) -> Result<Vec<(accounts::Account, CodeWord)>, Error> {
    let now = tx.now();
    let mut added: BTreeMap<String, String> = BTreeMap::new();
    let mut made = Vec::new();
    for row in plan.rows {
        let seat = row.object;
        let role = Role::Librarian { library: seat.library };
        let id = match row.change {
            Change::Unchanged => continue,
            Change::Changed(_) => seat.account,
            Change::New => {
                if let Some(id) = added.get(&seat.phone) {
                    id.clone()
                } else {
                    let id = tx.id();
                    accounts::add(tx, &id, &person.office, &seat.phone, &seat.name, now).await?;
                    audit(tx, person, "account.add", &id, "table").await?;
                    added.insert(seat.phone, id.clone());
                    id
                }
            }
        };
        accounts::grant(tx, &person.office, &id, &role, now).await?;
        if !added.values().any(|new| *new == id) {
            // As on the account's own page: other tasks, other sessions.
            storage::sessions::end_all(tx, &id, now).await?;
            audit(tx, person, "account.change", &id, "roles").await?;
        }
    }
    for id in added.values() {
        let account = accounts::by_id_for(tx, &person.office, id).await?;
        let account = account.ok_or_else(|| Failure::inconsistent("account", "just added, not there"))?;
        let code = new_code();
        put_code(tx, &account, &hash_of(&code), Some(&person.account)).await?;
        made.push((account, code));
    }
    made.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
    Ok(made)
}

fn read(text: &str) -> Result<Sheet, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid("csv", "Tempel tabelnya di sini, atau pilih berkas CSV."));
    }
    if text.len() > LARGEST {
        return Err(Refusal::invalid("csv", "Tabel ini terlalu besar. Bagi menjadi beberapa bagian."));
    }
    let sheet = sheet::sheet(text).map_err(|words| Refusal::invalid("csv", words))?;
    if sheet.rows.len() > MOST_ROWS {
        return Err(Refusal::invalid("csv", "Paling banyak 500 baris sekaligus. Bagi menjadi beberapa bagian."));
    }
    Ok(sheet)
}

async fn preview_in(tx: &mut Tx, person: &SignedIn, sheet: &Sheet) -> Result<Preview, Error> {
    let office = person.office.as_str();
    let places: Vec<Place> = storage::libraries::all_in(tx, Some(office))
        .await?
        .into_iter()
        .map(|library| Place { id: library.id, slug: library.slug, name: library.name })
        .collect();
    let holders = holders(tx, person).await?;
    let mut elsewhere = BTreeSet::new();
    let mut plan = planned(sheet, &places, &holders, &elsewhere)?;
    for row in plan.rows.iter().filter(|row| row.change == Change::New) {
        if accounts::by_phone_for(tx, &row.object.phone).await?.is_some() {
            elsewhere.insert(row.object.phone.clone());
        }
    }
    if !elsewhere.is_empty() {
        plan = planned(sheet, &places, &holders, &elsewhere)?;
    }
    let bytes = serde_json::to_vec(&plan).unwrap_or_default();
    Ok(Preview { mark: data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes)), plan })
}

fn planned(
    sheet: &Sheet,
    libraries: &[Place],
    accounts: &[Holder],
    elsewhere: &BTreeSet<String>,
) -> Result<Plan<Seat>, Refusal> {
    let known = Known { libraries, accounts, elsewhere };
    roster::plan(sheet, known).map_err(|fault| Refusal::invalid("csv", fault.words()))
}

/// The accounts in use of the person's office.
async fn holders(tx: &mut Tx, person: &SignedIn) -> Result<Vec<Holder>, Failure> {
    let mut roles: BTreeMap<String, Vec<Role>> = BTreeMap::new();
    for (account, role) in accounts::roles_of_office_for(tx, &person.office).await? {
        roles.entry(account).or_default().push(role);
    }
    let numbers = accounts::numbers(tx, &person.office).await?;
    Ok(numbers
        .into_iter()
        .map(|(account, phone, name)| {
            let roles = roles.remove(&account).unwrap_or_default();
            let libraries = roles.iter().filter_map(|role| match role {
                Role::Librarian { library } => Some(library.clone()),
                Role::Planner | Role::Administrator => None,
            });
            Holder { libraries: libraries.collect(), manageable: person.may_manage(&roles), account, name, phone }
        })
        .collect())
}

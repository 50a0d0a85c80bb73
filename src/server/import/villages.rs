//! `pantau import villages`: the Kemendagri table of villages, all of it or nothing.

use std::path::Path;

use crate::api::{App, Error};
use crate::domain::library::Village;
use crate::domain::refusal::Refusal;
use crate::domain::table::{self, Change, Plan, Sheet};
use crate::server::command::Fault;
use crate::server::import::{fault, print_refused, read};
use crate::storage::{self, Tx};

/// Stores a table of villages inside a transaction; the demo calls this too. Rows that were refused are left out: callers
/// that want all or nothing look at the plan before they commit.
pub async fn carry_out(tx: &mut Tx, sheet: &Sheet) -> Result<Plan<Village>, Error> {
    let known = storage::villages::all_in(tx, None).await?;
    let plan = table::villages(sheet, &known).map_err(|fault| Refusal::invalid("csv", fault.words()))?;
    for row in plan.rows.iter().filter(|row| row.change != Change::Unchanged) {
        storage::villages::put(tx, &row.object).await?;
    }
    Ok(plan)
}

/// Reads the file and stores it unless a row is refused.
pub async fn run(app: &App, file: &Path) -> Result<(), Fault> {
    let sheet = read(file).await?;
    let known = storage::villages::all(&app.storage, None).await?;
    let plan = table::villages(&sheet, &known).map_err(|fault| Fault::Failed(fault.words()))?;
    print_refused(&plan);
    if !plan.refused.is_empty() {
        return Err(Fault::Failed(format!(
            "{}. Belum ada yang disimpan: perbaiki baris yang ditolak.",
            plan.summary()
        )));
    }
    let plan = app
        .storage
        .write(move |tx| Box::pin(async move { carry_out(tx, &sheet).await }))
        .await
        .map_err(|error| fault(app, error))?;
    println!("{} desa dan kelurahan: {}.", plan.rows.len(), plan.summary());
    Ok(())
}

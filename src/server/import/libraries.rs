//! `pantau import libraries` and `pantau export`.

use std::path::Path;

use crate::api::App;
use crate::api::libraries::import;
use crate::domain::table::Change;
use crate::server::command::Fault;
use crate::server::import::{fault, office, print_refused, read};

/// Shows what a table would do; with `apply` does it.
pub async fn run(app: &App, file: &Path, named: Option<String>, apply: bool) -> Result<(), Fault> {
    let office = office(app, named).await?;
    let sheet = read(file).await?;
    let plan = if apply {
        import::apply(app, &office, sheet).await.map_err(|error| fault(app, error))?
    } else {
        import::plan(app, &office, &sheet).await.map_err(|error| fault(app, error))?.plan
    };
    for row in &plan.rows {
        match &row.change {
            Change::New => println!("Baru, baris {}: {}", row.line, row.object.name),
            Change::Changed(differences) => {
                println!("Berubah, baris {}: {}", row.line, row.object.name);
                for difference in differences {
                    println!("    {}: {} -> {}", difference.what, difference.before, difference.after);
                }
            }
            Change::Unchanged => {}
        }
    }
    print_refused(&plan);
    println!("{}.", plan.summary());
    if apply {
        println!("Sudah disimpan.");
    } else if plan.new_rows() + plan.changed_rows() > 0 {
        println!("Belum ada yang disimpan. Ulangi dengan --apply untuk menyimpan.");
    }
    Ok(())
}

/// Prints the registry: CSV, or `GeoJSON`.
pub async fn export(app: &App, named: Option<String>, geojson: bool) -> Result<(), Fault> {
    if let Some(named) = &named {
        office(app, Some(named.clone())).await?;
    }
    let text = if geojson {
        import::geojson(app, named.as_deref()).await.map_err(|error| fault(app, error))?.to_string() + "\n"
    } else {
        import::csv(app, named.as_deref()).await.map_err(|error| fault(app, error))?
    };
    print!("{text}");
    Ok(())
}

//! The verbs of the office's own form.

use crate::api::{App, Error};
use crate::domain::account::Asker;
use crate::domain::form::editing::Edit;
use crate::domain::form::{Definition, Question};
use crate::domain::moment::Month;
use crate::domain::refusal::{Finding, Refusal};
use crate::storage::forms::{self, Version};
use crate::storage::ops::Op;
use crate::storage::{Audit, offices};

/// What the editor's page shows.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Every version, newest first.
    pub versions: Vec<Version>,
    /// The newest definition, from which the next one is made.
    pub newest: Definition,
    /// The first month that may still change.
    pub earliest: Month,
}

impl Desk {
    /// The newest number; 0: the standard form.
    pub fn number(&self) -> i64 {
        self.versions.first().map_or(0, |version| version.number)
    }

    /// Every question that the office ever asked, newest wording first.
    pub fn known(&self) -> Vec<Question> {
        self.versions.iter().filter_map(|version| version.definition().ok()).flat_map(|it| it.questions).collect()
    }

    /// What was typed, read; findings say what cannot be. New questions get names that were never used.
    pub fn read(&self, edit: &Edit) -> Result<(Definition, Month), Vec<Finding>> {
        let known = self.known();
        let mut n = 0;
        edit.read(&known, self.earliest, || {
            loop {
                n += 1;
                let id = format!("tanya_{n}");
                if known.iter().all(|question| question.id != id) {
                    return id;
                }
            }
        })
    }
}

/// Opens the editor.
pub async fn desk(app: &App, asker: &Asker) -> Result<Desk, Error> {
    let office = &asker.planner()?.office;
    let versions = forms::versions(&app.storage, office).await?;
    let newest = versions.first().map(Version::definition).transpose()?.unwrap_or_default();
    let zone = offices::calendar(&app.storage, office).await?.zone();
    Ok(Desk { versions, newest, earliest: app.world.now().date(zone).month_of() })
}

/// Makes the next version, when nobody has made one since the page was shown.
pub async fn save(app: &App, asker: &Asker, edit: Edit, op: Op) -> Result<(), Error> {
    let person = asker.planner()?.clone();
    let (definition, valid_from) = desk(app, asker).await?.read(&edit).map_err(Refusal::Invalid)?;
    app.storage
        .write(move |tx| {
            Box::pin(async move {
                let newest = forms::newest(tx, &person.office).await?;
                if op.answered(tx).await?.is_some() {
                    return Ok(());
                }
                if newest != edit.number {
                    let words = "Formulir ini baru saja diubah orang lain. Isian Anda masih ada di bawah; muat halamannya di tab lain untuk melihat yang baru.";
                    return Err(Refusal::Conflict(words.to_owned()).into());
                }
                let number = newest + 1;
                forms::add(tx, &person.office, number, valid_from, &definition).await?;
                let object = format!("form:{number}");
                tx.audit(&Audit {
                    office: &person.office,
                    account: &person.account,
                    action: "form.change",
                    object: &object,
                    after_sha256: &op.body_sha256,
                    ..Audit::default()
                })
                .await?;
                tx.event(&person.office, "report", "form", serde_json::json!({ "number": number }));
                op.keep(tx, "formulir").await?;
                Ok(())
            })
        })
        .await
}

//! Intents that were carried out: a form or call that comes again with the same id and the same content gets the first answer.

use crate::args;
use crate::storage::{Failure, Tx};
use crate::world::World;
use sha2::Digest;

/// The hash under which an intent's content is compared.
pub fn hash(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(content))
}

/// The answer that was given to this very intent, if it was carried out already. An empty id stands for no intent.
pub async fn answered(tx: &mut Tx, account: &str, op: &str, sha256: &str) -> Result<Option<String>, Failure> {
    let row: Option<(String,)> = tx
        .one("select answer from op where account = $1 and id = $2 and body_sha256 = $3", args![account, op, sha256])
        .await?;
    Ok(row.map(|(answer,)| answer))
}

/// Keeps the answer. The same id with other content (an old page, sent again with other values) replaces it.
pub async fn keep(tx: &mut Tx, account: &str, op: &str, sha256: &str, answer: &str) -> Result<(), Failure> {
    if op.is_empty() || op.len() > 64 {
        return Ok(());
    }
    let now = tx.now();
    tx.run(
        "insert into op (id, account, body_sha256, answer, at) values ($1, $2, $3, $4, $5)
         on conflict (account, id) do update set body_sha256 = excluded.body_sha256, answer = excluded.answer, at = excluded.at",
        args![op, account, sha256, answer, now],
    )
    .await?;
    Ok(())
}

/// What a phone's intent of that id was answered: the hash of its content and the answer.
pub async fn recalled(tx: &mut Tx, account: &str, op: &str) -> Result<Option<(String, String)>, Failure> {
    tx.one("select body_sha256, answer from op where account = $1 and id = $2", args![account, op]).await
}

/// Keeps the answer to a phone's intent. `false`: the id was used meanwhile, and nothing was kept.
pub async fn remember(tx: &mut Tx, account: &str, op: &str, sha256: &str, answer: &str) -> Result<bool, Failure> {
    let now = tx.now();
    let kept = tx
        .run(
            "insert into op (id, account, body_sha256, answer, at) values ($1, $2, $3, $4, $5) on conflict (account, id) do nothing",
            args![op, account, sha256, answer, now],
        )
        .await?;
    Ok(kept > 0)
}

/// An intent as a posted form brings it.
#[derive(Clone, Debug)]
pub struct Op {
    account: String,
    id: String,
    /// SHA-256 of the posted pairs, hex; stands in the audit log too.
    pub body_sha256: String,
}

impl Op {
    /// The intent of a posted form. Pairs that differ from showing to showing (`op`, `versi`) do not count.
    pub fn new<'a>(account: &str, id: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut hash = sha2::Sha256::new();
        for (name, value) in pairs.into_iter().filter(|(name, _)| !matches!(*name, "op" | "versi")) {
            for text in [name, value] {
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
        }
        let body_sha256 = data_encoding::HEXLOWER.encode(&hash.finalize());
        Self { account: account.to_owned(), id: id.to_owned(), body_sha256 }
    }

    /// Ids for what this intent makes, one after the other: sent again it makes the same things under the same ids, and so has the same
    /// content and is known again. Without an intent they are fresh.
    pub fn ids(&self, world: &World) -> impl FnMut() -> String + use<> {
        let (world, Self { account, id, body_sha256 }, mut made) = (world.clone(), self.clone(), 0_u32);
        move || {
            if id.is_empty() {
                return world.id();
            }
            made += 1;
            let mut name = hash(format!("{made} {account} {body_sha256} {id}").as_bytes());
            name.truncate(32);
            name
        }
    }

    /// See [`answered`].
    pub async fn answered(&self, tx: &mut Tx) -> Result<Option<String>, Failure> {
        answered(tx, &self.account, &self.id, &self.body_sha256).await
    }

    /// See [`keep`].
    pub async fn keep(&self, tx: &mut Tx, answer: &str) -> Result<(), Failure> {
        keep(tx, &self.account, &self.id, &self.body_sha256, answer).await
    }
}

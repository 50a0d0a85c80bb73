//! Passwords are hashed with argon2id, off the request threads and a few at a time: each hash takes 19 MiB. That memory is kept and
//! used again. Given back and asked for anew on one thread after the other it stayed with the process: five hundred wrong passwords
//! at once left 876 MiB (`./dev faults 30`).

use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64_NOPAD;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Kibibytes, rounds and lanes of one hash: the first choice of the OWASP password storage sheet.
const MEMORY: u32 = 19_456;
const ROUNDS: u32 = 2;
const LANES: u32 = 1;

/// Hashes that may wait for their turn; more are turned away.
const WAITING: usize = 64;

/// Seconds after which somebody who was turned away should try again.
pub const TRY_AGAIN: u32 = 5;

/// Checked instead of a stored hash where there is none, so that an unknown number takes as long as a known one. No
/// password is known that fits it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password, or no password is stored.
    Wrong,
    /// The password.
    Right,
    /// The password, under parameters weaker than today's: hash it again.
    Old,
}

/// No hash was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoHash {
    /// Too many people at once; try again after [`TRY_AGAIN`] seconds.
    #[error("too many passwords at once")]
    Busy,
    /// The hashing itself failed.
    #[error("argon2 failed")]
    Failed,
}

/// The one place where passwords are hashed and checked. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    seats: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// What a hash is worked out in, one for each seat that was ever taken.
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
    /// Checks that were paid for with a whole hash: tests count them, because times on a busy machine prove nothing.
    #[cfg(test)]
    pub worked: Arc<std::sync::atomic::AtomicUsize>,
}

impl Default for Passwords {
    fn default() -> Self {
        // Half of the cores: pages are answered by the others while somebody tries passwords by the hundred.
        let seats = (std::thread::available_parallelism().map_or(2, usize::from) / 2).clamp(1, 4);
        Self {
            seats: Arc::new(Semaphore::new(seats)),
            queue: Arc::new(Semaphore::new(seats + WAITING)),
            memory: Arc::default(),
            #[cfg(test)]
            worked: Arc::default(),
        }
    }
}

impl Passwords {
    /// Hashes a password under today's parameters with this salt.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, NoHash> {
        self.run(move |memory| {
            let params = Params::new(MEMORY, ROUNDS, LANES, None).ok()?;
            let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
            fill(memory, &params, password.as_bytes(), &salt, &mut output).ok()?;
            let (salt, output) = (BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&output));
            Some(format!("$argon2id$v=19$m={MEMORY},t={ROUNDS},p={LANES}${salt}${output}"))
        })
        .await?
        .ok_or(NoHash::Failed)
    }

    /// Checks a password against a stored PHC string; without one the same work is done in vain.
    pub async fn check(&self, password: String, stored: Option<String>) -> Result<Verdict, NoHash> {
        #[cfg(test)]
        let worked = Arc::clone(&self.worked);
        self.run(move |memory| {
            let known = stored.is_some();
            let text = stored.as_deref().unwrap_or(NOBODY);
            let fits = fits(memory, text, password.as_bytes());
            #[cfg(test)]
            worked.fetch_add(usize::from(fits.is_some()), std::sync::atomic::Ordering::SeqCst);
            let fits = fits.unwrap_or(false);
            match (fits && known, text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) {
                (false, _) => Verdict::Wrong,
                (true, true) => Verdict::Right,
                (true, false) => Verdict::Old,
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, NoHash> {
        let place = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| NoHash::Busy)?;
        let seat = Arc::clone(&self.seats).acquire_owned().await.map_err(|_| NoHash::Busy)?;
        // The permits go into the thread: a client that hangs up does not free a seat that is still in use.
        let pool = Arc::clone(&self.memory);
        tokio::task::spawn_blocking(move || {
            let of_another = pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut memory = of_another.unwrap_or_default();
            let result = work(&mut memory);
            pool.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            drop((place, seat));
            result
        })
        .await
        .map_err(|_| NoHash::Failed)
    }
}

/// Works a hash out in this memory, which grows as far as it must.
fn fill(
    memory: &mut Vec<Block>,
    params: &Params,
    password: &[u8],
    salt: &[u8],
    output: &mut [u8],
) -> Result<(), argon2::Error> {
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::new());
    }
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    hasher.hash_password_into_with_memory(password, salt, output, memory)
}

/// Does the password fit the stored hash? Nothing when that is no hash of ours, and nothing was worked out.
fn fits(memory: &mut Vec<Block>, stored: &str, password: &[u8]) -> Option<bool> {
    let hash = PasswordHash::new(stored).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let (salt, expected) = (hash.salt?, hash.hash?);
    let mut output = vec![0; expected.len()];
    fill(memory, &params, password, salt.as_ref(), &mut output).ok()?;
    // Two outputs are compared in constant time.
    Some(Output::new(&output).is_ok_and(|output| output == expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordHasher;

    #[tokio::test]
    async fn row_08_a_password_fits_its_own_hash_alone() {
        let passwords = Passwords::default();
        let long = "dua burung enggang 🦤 terbang di atas Sungai Arut pada pagi hari ya";
        let hash = passwords.hash(long.into(), [7; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(passwords.check(long.into(), Some(hash.clone())).await, Ok(Verdict::Right));
        let shorter: String = long.chars().take(63).collect();
        assert_eq!(passwords.check(shorter, Some(hash)).await, Ok(Verdict::Wrong));
        assert_eq!(passwords.check(long.into(), None).await, Ok(Verdict::Wrong));
        assert_eq!(passwords.check(long.into(), Some("not a hash".into())).await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn what_is_hashed_here_is_what_argon2_says_and_memory_is_used_again() {
        use argon2::PasswordVerifier;
        let passwords = Passwords::default();
        for word in ["tiga ayam", "empat ayam"] {
            let hash = passwords.hash(word.into(), [9; 16]).await.unwrap();
            assert!(Argon2::default().verify_password(word.as_bytes(), &PasswordHash::new(&hash).unwrap()).is_ok());
            assert_eq!(passwords.check(word.into(), Some(hash)).await, Ok(Verdict::Right));
        }
        assert_eq!(passwords.memory.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn weaker_hashes_are_noticed() {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8_192, 1, 1, None).unwrap());
        let hash: PasswordHash = weak.hash_password_with_salt(b"tiga ayam", &[1; 16]).unwrap();
        assert_eq!(Passwords::default().check("tiga ayam".into(), Some(hash.to_string())).await, Ok(Verdict::Old));
    }

    #[tokio::test]
    async fn row_11_a_flood_is_turned_away_and_memory_stays_bounded() {
        let passwords = Passwords::default();
        let checks = (0..300).map(|_| passwords.check("x".into(), None));
        let done = futures::future::join_all(checks).await;
        let busy = done.iter().filter(|verdict| **verdict == Err(NoHash::Busy)).count();
        assert!(busy >= 300 - 4 - WAITING, "{busy}");
        assert!(done.contains(&Ok(Verdict::Wrong)));
        assert!(passwords.memory.lock().unwrap().len() <= 4);
    }
}

//! Backups that only the holder of a key can read, in the age format (age-encryption.org/v1). The server knows the public half alone, so
//! whoever takes the machine cannot read what lies in the other place.
//!
//! The work is done by the program `age` (Debian: `apt install age`), not by its crate: that would bring 44 crates of translations and
//! make the whole tree compile anew, for something that few offices ask for.

use super::whole_file;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The public half of a key: `age1..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient(String);

/// The file that opens backups.
#[derive(Clone, Debug)]
pub struct Key(PathBuf);

/// The public half of a key; the error is a sentence for the operator.
pub fn recipient(text: &str) -> Result<Recipient, String> {
    let tail = text.strip_prefix("age1").unwrap_or_default();
    if tail.len() == 58 && tail.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Ok(Recipient(text.to_owned()));
    }
    Err(format!(
        "PANTAU_BACKUP_RECIPIENT \"{text}\" bukan kunci umum (age1..). Buat dengan: age-keygen -o kunci-cadangan.txt"
    ))
}

/// The file that opens backups; the error is a sentence for the operator.
pub fn key(file: &Path) -> Result<Key, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("Kunci {} tidak terbaca: {error}.", file.display()))?;
    if text.lines().any(|line| line.starts_with("AGE-SECRET-KEY-")) {
        return Ok(Key(file.to_path_buf()));
    }
    Err(format!("{} bukan berkas kunci (AGE-SECRET-KEY-..).", file.display()))
}

/// Is the program `age` at hand?
pub fn is_at_hand() -> bool {
    let asked = Command::new("age").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

/// Writes a locked copy; under its name there is all of it or nothing.
pub fn lock(from: &Path, to: &Path, recipient: &Recipient) -> io::Result<()> {
    run(&["--encrypt", "--recipient", &recipient.0], from, to)
}

/// Writes the opened copy of a locked file. Fails for another key, and for a file that was cut or changed.
pub fn open(from: &Path, to: &Path, key: &Key) -> io::Result<()> {
    run(&["--decrypt", "--identity", &key.0.to_string_lossy()], from, to)
}

fn run(words: &[&str], from: &Path, to: &Path) -> io::Result<()> {
    let source = fs::File::open(from)?;
    whole_file(to, |file| {
        let made =
            Command::new("age").args(words).stdin(source).stdout(file.try_clone()?).stderr(Stdio::piped()).output();
        let made = made.map_err(|error| {
            io::Error::other(format!("program age tidak bisa dijalankan ({error}): apt install age"))
        })?;
        if made.status.success() {
            return Ok(());
        }
        Err(io::Error::other(String::from_utf8_lossy(&made.stderr).trim().to_owned()))
    })
}

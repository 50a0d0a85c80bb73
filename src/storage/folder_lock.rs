//! What one program does at a time: an advisory lock on a file of the data folder.

use std::fs::{File, TryLockError};
use std::path::Path;

/// The lock of a file, held until it is dropped. It is given back in so many words: closing the file gives it back only once every child
/// process has let go that was begun meanwhile, whatever for, and has not come as far as its own program.
#[derive(Debug)]
pub struct FolderLock(File);

impl FolderLock {
    /// Takes the lock of that file, which is made where there is none. Nothing: another holds it.
    pub fn take(file: &Path) -> std::io::Result<Option<Self>> {
        let lock = File::create(file)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self(lock))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // It goes with the process at the latest.
        let _ = self.0.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_by_one_and_is_free_as_soon_as_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.lock");
        let first = FolderLock::take(&file).unwrap().unwrap();
        assert!(FolderLock::take(&file).unwrap().is_none());
        // A child process that is just being begun has every open file of its parent.
        let child = first.0.try_clone().unwrap();
        drop(first);
        assert!(FolderLock::take(&file).unwrap().is_some());
        drop(child);
        assert!(FolderLock::take(&folder.path().join("none").join("a.lock")).is_err());
    }
}

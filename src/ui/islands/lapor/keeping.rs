//! The copy of a draft on the phone: one entry of the browser's storage for each account, library and month.

use serde::{Deserialize, Serialize};

/// What is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Copy {
    /// When, as people read it: "22/11 pukul 09.05".
    pub at: String,
    /// The form's pairs.
    pub pairs: Vec<(String, String)>,
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The copy under that key. One that cannot be read any more is none.
pub fn read(key: &str) -> Option<Copy> {
    serde_json::from_str(&storage()?.get_item(key).ok()??).ok()
}

/// Keeps a copy. `false`: the phone has no room or does not allow it.
pub fn write(key: &str, copy: &Copy) -> bool {
    let Ok(json) = serde_json::to_string(copy) else { return false };
    storage().is_some_and(|storage| storage.set_item(key, &json).is_ok())
}

/// Forgets the copy.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        // Nothing there is what we want.
        let _ = storage.remove_item(key);
    }
}

//! The master key in use, and the one before it or after it while they change.

use crate::master_key::{MasterKey, MasterKeyId, RewrapFailed, UnwrapFailed};

/// Seals with one key, and opens with any.
#[derive(Debug)]
pub struct MasterKeys {
    current: MasterKey,
    other: Option<MasterKey>,
}

impl MasterKeys {
    pub fn new(current: MasterKey, other: Option<MasterKey>) -> Self {
        Self { current, other }
    }

    /// The key that seals.
    pub fn current(&self) -> &MasterKey {
        &self.current
    }

    /// Whether one of them has this id.
    pub fn has(&self, id: MasterKeyId) -> bool {
        self.current.id() == id || self.other.as_ref().is_some_and(|other| other.id() == id)
    }

    /// Opens with the key that sealed.
    pub fn open<T>(&self, open: impl Fn(&MasterKey) -> Result<T, UnwrapFailed>) -> Result<T, UnwrapFailed> {
        match (open(&self.current), &self.other) {
            (Err(UnwrapFailed::OtherMasterKey(_)), Some(other)) => open(other),
            (opened, _) => opened,
        }
    }

    /// Passes what the other key sealed, if there is another, to the current one.
    pub fn rewrap<T>(
        &self,
        rewrap: impl FnOnce(&MasterKey) -> Result<T, RewrapFailed>,
    ) -> Result<T, RewrapFailed> {
        rewrap(self.other.as_ref().unwrap_or(&self.current))
    }
}

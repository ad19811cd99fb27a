//! What newer versions of the app make of a connection: it takes them up, stays at its own, or loses what they drop.

use super::{Connection, InvalidTransition};
use crate::{Timestamp, generation, scope::ScopeSet};

impl Connection {
    /// Whether there is a newer version to decide about.
    ///
    /// # Errors
    /// It holds no grant, or has this version or a newer one.
    pub fn may_update(&self, version: u32) -> Result<(), InvalidTransition> {
        if self.is_connected() && version > self.version {
            Ok(())
        } else {
            Err(self.refuse("updated to this version"))
        }
    }

    /// Takes up a newer version of the app, with the grant that its admin's answers come to.
    pub fn accept(
        mut self,
        version: u32,
        granted: ScopeSet,
        at: Timestamp,
    ) -> Result<Self, InvalidTransition> {
        self.may_update(version)?;
        if !self.granted.is_subset(&granted) {
            self.generation = generation::next(self.generation, at);
        }
        self.granted = granted;
        self.version = version;
        self.updated_at = at;
        Ok(self)
    }

    /// Stays at its version, because a newer one was answered without what it requires.
    pub fn leave_version(mut self, version: u32, at: Timestamp) -> Result<Self, InvalidTransition> {
        self.may_update(version)?;
        self.left_version = version;
        self.updated_at = at;
        Ok(self)
    }

    /// Takes away what the app no longer asks for. `None` where nothing changes.
    pub fn narrow(mut self, still_asked: &ScopeSet, at: Timestamp) -> Option<Self> {
        if !self.is_connected() || self.granted.is_subset(still_asked) {
            return None;
        }
        self.granted.retain(|name| still_asked.contains(name));
        self.generation = generation::next(self.generation, at);
        self.updated_at = at;
        Some(self)
    }
}

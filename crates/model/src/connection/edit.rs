//! An edit of access that was allowed: its optional scopes and its end, without new credentials.

use chrono::TimeDelta;

use super::{AllowError, Connection};
use crate::{
    Timestamp, api::MAX_TOKEN_LIFETIME, app::AppVersion, generation, ids::PersonId, scope::ScopeSet,
};

/// What an edit sets.
#[derive(Debug, Clone, Copy)]
pub struct NewAccess<'a> {
    /// The optional scopes that it is to hold.
    pub optional: &'a ScopeSet,
    pub ends_at: Option<Timestamp>,
}

impl Connection {
    /// Gives or takes back optional scopes of the version that it has, and sets its end. Required scopes stay as they
    /// are, and what the app no longer asks for is not given. Tokens from before are revoked where it loses a scope, and
    /// where they might outlive the end. A decision: its person and time stand on it.
    pub fn edit(
        mut self,
        version: &AppVersion,
        still_asked: &ScopeSet,
        access: NewAccess<'_>,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Self, AllowError> {
        if !self.is_connected() {
            return Err(self.refuse("edited").into());
        }
        let mut granted = version.grant(access.optional)?;
        if let Some(gone) = access.optional.iter().find(|name| !still_asked.contains(*name)) {
            return Err(AllowError::NoLongerAsked(gone.clone()));
        }
        granted.retain(|name| self.granted.contains(name) || access.optional.contains(name));
        if !self.granted.is_subset(&granted) || outlives(self.ends_at, access.ends_at, at) {
            self.generation = generation::next(self.generation, at);
        }
        self.granted = granted;
        self.ends_at = access.ends_at;
        let state = self.state.clone();
        Ok(self.decide(state, by, at))
    }
}

/// Whether tokens from before an end was moved might be good after it: they live for an hour at most, and not beyond the
/// end of that time.
pub fn outlives(before: Option<Timestamp>, after: Option<Timestamp>, at: Timestamp) -> bool {
    let longest = at.checked_add_signed(TimeDelta::seconds(MAX_TOKEN_LIFETIME.into()));
    let is_earlier = |end: Timestamp| before.is_none_or(|before| end < before);
    after.is_some_and(|end| is_earlier(end) && longest.is_none_or(|longest| end < longest))
}

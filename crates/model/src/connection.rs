//! A connection's life (product.md): states are a sum, transitions consume.

use std::collections::BTreeSet;

use crate::{
    Timestamp,
    app::{AppVersion, NotOptional},
    generation,
    ids::{AppId, ConnectionId, PersonId, TenantId},
    scope::{ScopeName, ScopeSet},
};

mod edit;
mod versions;

pub use edit::{NewAccess, outlives};

words! {
    /// Who has paused a connection. Each lifts only its own pause.
    pub enum PausedBy {
        Tenant = "tenant",
        Developer = "developer",
        Platform = "platform",
        EndDate = "end_date",
    }
}

words! {
    /// Why the token endpoint gives a connection no tokens.
    pub enum StoppedBy {
        /// Its admin disabled it.
        Tenant = "tenant",
        /// The app's developer paused it.
        Developer = "developer",
        /// The platform suspended the app.
        Platform = "platform",
        /// The end that its admin set has come.
        EndDate = "end_date",
        /// Its secret was reported as leaked, and it has no other.
        LeakedSecret = "leaked_secret",
        /// Its secret has ended by the tenant's policy, and it has no other.
        EndedSecret = "ended_secret",
    }
}

impl From<PausedBy> for StoppedBy {
    fn from(by: PausedBy) -> Self {
        match by {
            PausedBy::Tenant => Self::Tenant,
            PausedBy::Developer => Self::Developer,
            PausedBy::Platform => Self::Platform,
            PausedBy::EndDate => Self::EndDate,
        }
    }
}

words! {
    /// A state's name, as the API and the database write it.
    pub enum StateName {
        Awaiting = "awaiting",
        Declined = "declined",
        Blocked = "blocked",
        Active = "active",
        Paused = "paused",
        Deleted = "deleted",
    }
}

words! {
    /// Which of a tenant's connections a list has.
    pub enum ListedState {
        /// Active, stopped or waiting for a decision.
        Living = "living",
        /// Declined or blocked.
        Refused = "refused",
        Deleted = "deleted",
    }
}

impl ListedState {
    pub const fn states(self) -> &'static [StateName] {
        match self {
            Self::Living => &[StateName::Active, StateName::Paused, StateName::Awaiting],
            Self::Refused => &[StateName::Declined, StateName::Blocked],
            Self::Deleted => &[StateName::Deleted],
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionState {
    Awaiting,
    Declined {
        reason: String,
    },
    Blocked {
        reason: String,
    },
    Active,
    /// Never empty.
    Paused {
        by: BTreeSet<PausedBy>,
    },
    /// A tombstone: the history stays, the credentials are destroyed.
    Deleted,
}

impl ConnectionState {
    pub const fn name(&self) -> StateName {
        match self {
            Self::Awaiting => StateName::Awaiting,
            Self::Declined { .. } => StateName::Declined,
            Self::Blocked { .. } => StateName::Blocked,
            Self::Active => StateName::Active,
            Self::Paused { .. } => StateName::Paused,
            Self::Deleted => StateName::Deleted,
        }
    }

    /// Whether the tenant may still allow the app: it has not decided, or said no.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Awaiting | Self::Declined { .. } | Self::Blocked { .. })
    }
}

/// One tenant's decision about one app, and all that follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    pub id: ConnectionId,
    pub tenant: TenantId,
    pub app: AppId,
    pub state: ConnectionState,
    /// The version that the last decision was about.
    pub version: u32,
    /// Empty unless active or paused.
    pub granted: ScopeSet,
    /// Access ends by itself then.
    pub ends_at: Option<Timestamp>,
    /// Goes into each token; pause, regenerate, delete and narrowing add one, and tokens from before are revoked.
    pub generation: u64,
    pub decided_by: PersonId,
    pub decided_at: Timestamp,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts the changes of the row; a write that names an older one has lost the race.
    pub revision: u32,
    /// The revision of the app's details that an admin has last seen.
    pub details_seen: u32,
    /// The newest version that an admin has answered and not taken up; 0 where there is none.
    pub left_version: u32,
}

/// The state does not allow the verb.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a connection that is {state} cannot be {verb}")]
pub struct InvalidTransition {
    pub state: StateName,
    /// A past participle: "paused", "restored".
    pub verb: &'static str,
}

impl Connection {
    /// The first decision has not been taken yet.
    pub fn awaiting(id: ConnectionId, tenant: TenantId, app: AppId, by: PersonId, at: Timestamp) -> Self {
        Self {
            id,
            tenant,
            app,
            state: ConnectionState::Awaiting,
            version: 0,
            granted: ScopeSet::new(),
            ends_at: None,
            generation: 1,
            decided_by: by,
            decided_at: at,
            created_at: at,
            updated_at: at,
            revision: 0,
            details_seen: 1,
            left_version: 0,
        }
    }

    fn refuse(&self, verb: &'static str) -> InvalidTransition {
        InvalidTransition { state: self.state.name(), verb }
    }

    fn decide(mut self, state: ConnectionState, by: PersonId, at: Timestamp) -> Self {
        self.state = state;
        self.decided_by = by;
        self.decided_at = at;
        self.updated_at = at;
        self
    }

    /// Whether the token endpoint serves it at this time.
    pub fn is_live(&self, at: Timestamp) -> bool {
        self.state == ConnectionState::Active && self.ends_at.is_none_or(|end| at < end)
    }

    /// Whether it holds credentials and a grant: active, or paused.
    pub const fn is_connected(&self) -> bool {
        matches!(self.state, ConnectionState::Active | ConnectionState::Paused { .. })
    }

    /// Allows an awaiting connection what the version requires and the chosen optional scopes.
    pub fn allow(
        mut self,
        version: &AppVersion,
        optional: &ScopeSet,
        ends_at: Option<Timestamp>,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Self, AllowError> {
        if self.state != ConnectionState::Awaiting {
            return Err(self.refuse("allowed").into());
        }
        self.granted = version.grant(optional)?;
        self.version = version.number;
        self.ends_at = ends_at;
        Ok(self.decide(ConnectionState::Active, by, at))
    }

    pub fn decline(
        mut self,
        version: u32,
        reason: String,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Self, InvalidTransition> {
        if self.state != ConnectionState::Awaiting {
            return Err(self.refuse("declined"));
        }
        self.version = version;
        Ok(self.decide(ConnectionState::Declined { reason }, by, at))
    }

    pub fn block(
        mut self,
        version: u32,
        reason: String,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Self, InvalidTransition> {
        if self.state != ConnectionState::Awaiting {
            return Err(self.refuse("blocked"));
        }
        self.version = version;
        Ok(self.decide(ConnectionState::Blocked { reason }, by, at))
    }

    /// Takes a declined connection up again.
    pub fn reconsider(self, by: PersonId, at: Timestamp) -> Result<Self, InvalidTransition> {
        match self.state {
            ConnectionState::Declined { .. } => Ok(self.decide(ConnectionState::Awaiting, by, at)),
            _ => Err(self.refuse("reconsidered")),
        }
    }

    pub fn unblock(self, by: PersonId, at: Timestamp) -> Result<Self, InvalidTransition> {
        match self.state {
            ConnectionState::Blocked { .. } => Ok(self.decide(ConnectionState::Awaiting, by, at)),
            _ => Err(self.refuse("unblocked")),
        }
    }

    /// Stops the connection and revokes the tokens from before. A second pause by the same owner is refused.
    pub fn pause(mut self, by: PausedBy, at: Timestamp) -> Result<Self, InvalidTransition> {
        let mut pauses = match &self.state {
            ConnectionState::Active => BTreeSet::new(),
            ConnectionState::Paused { by: pauses } if !pauses.contains(&by) => pauses.clone(),
            _ => return Err(self.refuse("paused")),
        };
        pauses.insert(by);
        self.state = ConnectionState::Paused { by: pauses };
        self.generation = generation::next(self.generation, at);
        self.updated_at = at;
        Ok(self)
    }

    /// Lifts one owner's pause; the connection is active again when none is left.
    pub fn resume(mut self, by: PausedBy, at: Timestamp) -> Result<Self, InvalidTransition> {
        let mut pauses = match &self.state {
            ConnectionState::Paused { by: pauses } if pauses.contains(&by) => pauses.clone(),
            _ => return Err(self.refuse("restored")),
        };
        pauses.remove(&by);
        self.state =
            if pauses.is_empty() { ConnectionState::Active } else { ConnectionState::Paused { by: pauses } };
        self.updated_at = at;
        Ok(self)
    }

    /// Gives access that its end date has ended another end, or none. A decision: its person and time stand on it.
    pub fn renew(
        mut self,
        ends_at: Option<Timestamp>,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Self, InvalidTransition> {
        if !self.is_connected() || self.ends_at.is_none_or(|end| at < end) {
            return Err(self.refuse("renewed"));
        }
        self.ends_at = ends_at;
        let state = self.state.clone();
        Ok(self.decide(state, by, at))
    }

    /// The secret was regenerated at once: tokens from before are revoked.
    pub fn regenerate(self, at: Timestamp) -> Result<Self, InvalidTransition> {
        self.revoke_tokens("given a new secret", at)
    }

    /// The secret was regenerated while the old one works on for a time: tokens belong to the access and stay.
    pub fn regenerate_with_overlap(mut self, at: Timestamp) -> Result<Self, InvalidTransition> {
        if !self.is_connected() {
            return Err(self.refuse("given a new secret"));
        }
        self.updated_at = at;
        Ok(self)
    }

    /// Its secret was reported as leaked: tokens from before are revoked.
    pub fn report_secret(self, at: Timestamp) -> Result<Self, InvalidTransition> {
        self.revoke_tokens("reported", at)
    }

    fn revoke_tokens(mut self, verb: &'static str, at: Timestamp) -> Result<Self, InvalidTransition> {
        if !self.is_connected() {
            return Err(self.refuse(verb));
        }
        self.generation = generation::next(self.generation, at);
        self.updated_at = at;
        Ok(self)
    }

    /// Permanent: what is left is a tombstone.
    pub fn delete(mut self, at: Timestamp) -> Result<Self, InvalidTransition> {
        if !self.is_connected() {
            return Err(self.refuse("deleted"));
        }
        self.state = ConnectionState::Deleted;
        self.granted.clear();
        self.generation = generation::next(self.generation, at);
        self.updated_at = at;
        Ok(self)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllowError {
    #[error(transparent)]
    Transition(#[from] InvalidTransition),
    #[error(transparent)]
    Scope(#[from] NotOptional),
    #[error("the app no longer asks for {0}")]
    NoLongerAsked(ScopeName),
}

#[cfg(test)]
mod tests;

//! How entries are linked. The hash is SHA-256 over the hash before it and the entry's fields, each field with its
//! length in front, so that no two different entries are the same bytes.

use aws_lc_rs::digest::{Context, SHA256};
use chrono::SecondsFormat;
use model::{
    audit::{Actor, AuditChain, AuditEntry},
    ids::{PersonId, TenantId},
};

use super::details;
use super::new_entry::NewAuditEntry;
use crate::errors::Result;
use crate::rows::parse;

const FORMAT: &str = "grantry audit entry 1";
const ABSENT: u32 = u32::MAX;

/// What the verification of a chain has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainState {
    Intact {
        entries: u64,
    },
    /// At this position something was changed, put in or taken out.
    Broken {
        position: u64,
    },
}

pub fn text(chain: AuditChain) -> String {
    match chain {
        AuditChain::Platform => "platform".to_owned(),
        AuditChain::Publisher(publisher) => publisher.to_string(),
        AuditChain::Tenant(tenant) => tenant.to_string(),
    }
}

pub fn from_text(text: &str) -> Result<AuditChain> {
    if text == "platform" {
        return Ok(AuditChain::Platform);
    }
    match text.parse() {
        Ok(tenant) => Ok(AuditChain::Tenant(tenant)),
        Err(_) => Ok(AuditChain::Publisher(parse("audit_entries", "chain", text)?)),
    }
}

pub const fn tenant(chain: AuditChain) -> Option<TenantId> {
    match chain {
        AuditChain::Tenant(tenant) => Some(tenant),
        AuditChain::Platform | AuditChain::Publisher(_) => None,
    }
}

pub const fn actor_id(actor: &Actor) -> Option<PersonId> {
    match actor {
        Actor::Person { id, .. } => Some(*id),
        Actor::System => None,
    }
}

pub fn actor_name(actor: &Actor) -> Option<&str> {
    match actor {
        Actor::Person { name, .. } => Some(name),
        Actor::System => None,
    }
}

pub fn placed(new: NewAuditEntry, position: u64, hash: String) -> AuditEntry {
    let NewAuditEntry { id, chain, at, actor, from, action, object, object_name, app, connection, detail } =
        new;
    AuditEntry {
        id,
        chain,
        position,
        at,
        actor,
        from,
        action: action.into(),
        object,
        object_name,
        app,
        connection,
        detail,
        hash,
    }
}

/// Lower-case hex, of all but the hash that the entry has.
pub fn hash(entry: &AuditEntry, before: &str) -> String {
    let position = entry.position.to_string();
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Micros, true);
    let chain = text(entry.chain);
    let id = entry.id.to_string();
    let actor = actor_id(&entry.actor).map(|id| id.to_string());
    let app = entry.app.map(|id| id.to_string());
    let connection = entry.connection.map(|id| id.to_string());
    let detail = entry.detail.as_ref().map(details::stored);
    let fields = [
        Some(FORMAT),
        Some(before),
        Some(&chain),
        Some(&position),
        Some(&id),
        Some(&at),
        actor.as_deref(),
        actor_name(&entry.actor),
        entry.from.as_deref(),
        Some(entry.action.as_str()),
        Some(&entry.object),
        Some(&entry.object_name),
        app.as_deref(),
        connection.as_deref(),
        detail.as_deref(),
    ];
    let mut digest = Context::new(&SHA256);
    for field in fields {
        let length = field.map_or(ABSENT, |field| u32::try_from(field.len()).unwrap_or(ABSENT - 1));
        digest.update(&length.to_be_bytes());
        digest.update(field.unwrap_or_default().as_bytes());
    }
    digest.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How far a verification has come.
#[derive(Debug)]
pub struct Link {
    pub position: i64,
    hash: String,
}

impl Link {
    pub const fn start() -> Self {
        Self { position: 0, hash: String::new() }
    }

    /// Takes the next entry, or says where the chain is broken.
    pub fn follow(&mut self, entry: AuditEntry) -> std::result::Result<(), ChainState> {
        let expected = self.next();
        if entry.position != expected || hash(&entry, &self.hash) != entry.hash {
            return Err(ChainState::Broken { position: expected });
        }
        self.position += 1;
        self.hash = entry.hash;
        Ok(())
    }

    /// Takes the next entry of an export in which something of it is withheld: its place is checked, and its hash is taken
    /// as it stands, for the entry behind it is linked to it.
    pub fn pass(&mut self, position: u64, hash: String) -> std::result::Result<(), ChainState> {
        let expected = self.next();
        if position != expected {
            return Err(ChainState::Broken { position: expected });
        }
        self.position += 1;
        self.hash = hash;
        Ok(())
    }

    /// How many entries were taken, and the hash of the last.
    pub fn reached(&self) -> (u64, &str) {
        (self.position.unsigned_abs(), &self.hash)
    }

    /// Compares the end of the chain with its head.
    pub fn end(&self, head: Option<(i64, String)>) -> ChainState {
        let (position, hash) = head.unwrap_or_default();
        if position == self.position && hash == self.hash {
            ChainState::Intact { entries: self.position.unsigned_abs() }
        } else {
            ChainState::Broken { position: self.next() }
        }
    }

    const fn next(&self) -> u64 {
        self.position.unsigned_abs() + 1
    }
}

#[cfg(test)]
mod tests {
    use model::{
        Timestamp,
        audit::{AuditAction, RecordedAction},
        ids::AuditEntryId,
    };

    use super::*;

    /// A node of another release has written it.
    #[test]
    fn an_action_that_is_not_known_is_verified() {
        let new = NewAuditEntry {
            id: AuditEntryId::new(1, &[1; 10]),
            chain: AuditChain::Platform,
            at: Timestamp::default(),
            actor: Actor::System,
            from: None,
            action: AuditAction::ApiCreated,
            object: "api_1".into(),
            object_name: "Records".into(),
            app: None,
            connection: None,
            detail: None,
        };
        let known = placed(new, 1, String::new());
        let mut unknown =
            AuditEntry { action: RecordedAction::Unknown("api.retired".into()), ..known.clone() };
        unknown.hash = hash(&unknown, "");
        assert_ne!(unknown.hash, hash(&known, ""), "the action counts");
        let mut link = Link::start();
        assert_eq!(link.follow(unknown.clone()), Ok(()));
        assert_eq!(link.end(Some((1, unknown.hash))), ChainState::Intact { entries: 1 });
    }
}

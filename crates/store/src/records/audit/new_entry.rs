//! An entry of a history, before it is appended.

use model::{
    Timestamp,
    audit::{Actor, AuditAction, AuditChain, Detail},
    ids::{AppId, AuditEntryId, ConnectionId},
};

/// An entry before it has a place in its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuditEntry {
    pub id: AuditEntryId,
    pub chain: AuditChain,
    pub at: Timestamp,
    pub actor: Actor,
    /// The caller's address, where there is one.
    pub from: Option<String>,
    pub action: AuditAction,
    /// The id of the thing, as the API writes it.
    pub object: String,
    /// The thing's name at this time, for people.
    pub object_name: String,
    pub app: Option<AppId>,
    pub connection: Option<ConnectionId>,
    pub detail: Option<Detail>,
}

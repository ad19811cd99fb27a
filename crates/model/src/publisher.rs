//! Developer organisations and their members.

use crate::{
    Timestamp,
    ids::{PersonId, PublisherId, TenantId},
    person::Email,
    role::PublisherRole,
    slug::Slug,
};

/// A developer organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    pub id: PublisherId,
    pub name: String,
    pub website: Option<String>,
    /// Whether the platform operator has checked who is behind it.
    pub verified: bool,
    /// The sandbox tenant of which its owners and developers are admins.
    pub sandbox: TenantId,
    /// Of the sandbox.
    pub sandbox_slug: Option<Slug>,
    /// Counts the changes.
    pub revision: u32,
    pub created_at: Timestamp,
}

/// What everyone may know of a publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublisherCard {
    pub id: PublisherId,
    pub name: String,
    pub website: Option<String>,
    pub verified: bool,
}

impl From<Publisher> for PublisherCard {
    fn from(publisher: Publisher) -> Self {
        let Publisher { id, name, website, verified, .. } = publisher;
        Self { id, name, website, verified }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublisherMember {
    pub person: PersonId,
    pub email: Email,
    pub name: String,
    pub role: PublisherRole,
    pub since: Timestamp,
}

//! Members of a tenant or of a publisher; the two differ only in their roles.

use chrono::{DateTime, Utc};
use model::{
    ids::{InvitationId, PersonId},
    person::{Email, LinkDelivery},
    role::{PublisherRole, TenantRole},
};

requests! {
    pub struct InviteTenantMember {
        pub email: Email,
        pub role: TenantRole,
        /// "mail" only where this installation sends mail.
        #[serde(default)]
        pub deliver: LinkDelivery,
    }

    pub struct ChangeTenantMember {
        /// The role that was read; another one in the database is `lost-race`.
        pub before: TenantRole,
        pub role: TenantRole,
    }

    pub struct InvitePublisherMember {
        pub email: Email,
        pub role: PublisherRole,
        /// "mail" only where this installation sends mail.
        #[serde(default)]
        pub deliver: LinkDelivery,
    }

    pub struct ChangePublisherMember {
        /// The role that was read; another one in the database is `lost-race`.
        pub before: PublisherRole,
        pub role: PublisherRole,
    }
}

answers! {
    pub struct TenantMember {
        pub person_id: PersonId,
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        pub name: String,
        pub role: TenantRole,
        pub since: DateTime<Utc>,
    }

    pub struct PublisherMember {
        pub person_id: PersonId,
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        pub name: String,
        pub role: PublisherRole,
        pub since: DateTime<Utc>,
    }

    /// An invitation that no one has accepted yet.
    pub struct PendingInvitation {
        pub id: InvitationId,
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        /// "owner", "admin", "developer", "viewer" or "operator".
        pub role: String,
        /// The name of whoever made its link; the platform where that was no one of the organisation.
        pub invited_by: String,
        pub created_at: DateTime<Utc>,
        pub expires_at: DateTime<Utc>,
        /// Its link works no longer; a new one can be made.
        pub expired: bool,
        /// Whether its link is mailed to the address, and known to no one else.
        pub mailed: bool,
    }

    /// A one-time set-up link. It is shown once, or mailed to the address and not shown. Whoever opens it first becomes the
    /// member. No one checks that the address of a shown one is theirs, so it belongs into the hands of that person alone.
    pub struct Invited {
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        /// Empty where it is mailed.
        pub link: String,
        pub expires_at: DateTime<Utc>,
        /// Whether the link is mailed to the address.
        #[serde(default)]
        pub mailed: bool,
    }
}

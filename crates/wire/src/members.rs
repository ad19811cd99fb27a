//! Members of a tenant or of a publisher; the two differ only in their roles.

use chrono::{DateTime, Utc};
use model::{
    ids::PersonId,
    person::Email,
    role::{PublisherRole, TenantRole},
};

requests! {
    pub struct InviteTenantMember {
        pub email: Email,
        pub role: TenantRole,
    }

    pub struct ChangeTenantMember {
        pub role: TenantRole,
    }

    pub struct InvitePublisherMember {
        pub email: Email,
        pub role: PublisherRole,
    }

    pub struct ChangePublisherMember {
        pub role: PublisherRole,
    }
}

answers! {
    pub struct TenantMember {
        pub person_id: PersonId,
        pub email: Email,
        pub name: String,
        pub role: TenantRole,
        pub since: DateTime<Utc>,
    }

    pub struct PublisherMember {
        pub person_id: PersonId,
        pub email: Email,
        pub name: String,
        pub role: PublisherRole,
        pub since: DateTime<Utc>,
    }

    /// A one-time set-up link, shown once; whoever opens it first becomes the member.
    pub struct Invited {
        pub email: Email,
        pub link: String,
        pub expires_at: DateTime<Utc>,
    }
}

//! The signed records of a tenant's decisions.

use chrono::{DateTime, Utc};
use model::{
    app::HandOver,
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, PersonId, ReceiptId, TenantId},
    receipt::Decision,
};

use crate::{
    admin::{PublisherCard, ReviewedApi, ReviewedScope},
    updates::ScopeAnswer,
    workload::WorkloadInWords,
};

/// The version of [`ReceiptStatement`]. It rises when a field changes its meaning. In form 1 each receipt is about a
/// connection.
pub const RECEIPT_FORM: u32 = 2;

answers! {
    /// A receipt in a list.
    pub struct ReceiptSummary {
        pub id: ReceiptId,
        /// `null` where it is about the tenant's own credentials.
        pub connection_id: Option<ConnectionId>,
        /// The tenant's own credentials; `null` where it is about a connection.
        pub client_id: Option<CredentialId>,
        pub decision: Decision,
        /// The app's, that the decision was about; `null` without a connection.
        pub version: Option<u32>,
        /// The person's name at that time.
        pub decided_by: String,
        pub decided_at: DateTime<Utc>,
    }

    pub struct Receipt {
        pub id: ReceiptId,
        /// The receipt itself: a compact JWS (RFC 7515 section 7.1), to be verified with the keys at
        /// `/receipts/jwks.json`.
        pub jws: String,
        /// What stands in it.
        pub statement: ReceiptStatement,
    }

    /// What a receipt says: the claims of its JWT, as the person saw them when they decided.
    pub struct ReceiptStatement {
        /// The platform's public URL.
        pub iss: String,
        /// The receipt's id.
        pub jti: ReceiptId,
        /// When it was decided, in seconds since 1970.
        pub iat: i64,
        /// The version of this form.
        pub form: u32,
        /// What the platform was called.
        pub platform: String,
        pub decision: Decision,
        pub decided_at: DateTime<Utc>,
        pub decided_by: ReceiptPerson,
        pub tenant_id: TenantId,
        pub environment: Environment,
        /// `null` where it is about the tenant's own credentials. So are `app` and `version`.
        pub connection_id: Option<ConnectionId>,
        pub app: Option<ReceiptApp>,
        /// The version of the app that the decision was about.
        pub version: Option<u32>,
        /// The version that the connection keeps, where it does not take up `version`; otherwise `null`.
        pub kept_version: Option<u32>,
        /// The developer's, about this version.
        pub note: String,
        /// Where the app's requests must come from with this version, as CIDR blocks; empty: from anywhere.
        pub egress_networks: Vec<String>,
        /// By which identity of its platform the app's software signs in with this version; `null`: by none.
        pub workload: Option<WorkloadInWords>,
        /// The tenant's own credentials; `null` where it is about a connection.
        pub credential: Option<ReceiptCredential>,
        /// What is held after the decision, by API, in the platform's words and the developer's. While it is disabled, it is
        /// of no use.
        pub granted: Vec<ReviewedApi>,
        /// What the version asked for and did not get.
        pub not_granted: Vec<ReviewedScope>,
        /// What was answered about each scope of a newer version that was new or had been left out; `null` where none was
        /// answered.
        pub answers: Option<Vec<ScopeAnswer>>,
        /// Access ends by itself then.
        pub ends_at: Option<DateTime<Utc>>,
        /// Why it was declined, blocked or disabled.
        pub reason: Option<String>,
    }

    /// The tenant's own credentials that a decision was about.
    pub struct ReceiptCredential {
        pub client_id: CredentialId,
        pub name: String,
        /// What they were before, where they were edited or deleted.
        pub before: Option<ReceiptAccess>,
    }

    /// What the tenant's own credentials were allowed.
    pub struct ReceiptAccess {
        pub name: String,
        /// By API, in the platform's words.
        pub granted: Vec<ReviewedApi>,
        pub ends_at: Option<DateTime<Utc>>,
    }

    /// Who decided.
    pub struct ReceiptPerson {
        pub id: PersonId,
        pub name: String,
        pub email: String,
    }

    /// The app, as it described itself.
    pub struct ReceiptApp {
        pub id: AppId,
        pub name: String,
        pub summary: String,
        pub description: String,
        pub website: Option<String>,
        pub privacy_policy: Option<String>,
        pub support_contact: String,
        pub ai_agent: bool,
        pub hand_over: HandOver,
        pub details_revision: u32,
        pub publisher: PublisherCard,
    }
}

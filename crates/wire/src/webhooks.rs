//! Webhooks of publishers and tenants, and what they bring.

use chrono::{DateTime, Utc};
use model::{
    connection::{PausedBy, StateName},
    environment::Environment,
    ids::{AppId, ConnectionId, TenantId, WebhookDeliveryId, WebhookId},
    scope::ScopeName,
    webhook::{WebhookDisabled, WebhookMessageKind, WebhookMessageState},
    webhook_event::WebhookEvent,
};

use crate::texts::WebAddress;

/// The most hours that an old secret signs beside a new one.
pub const MOST_OVERLAP_HOURS: u32 = 30 * 24;
/// The version of the messages' form.
pub const MESSAGE_VERSION: &str = "1";
/// Messages that a webhook's log has at most.
pub const LOGGED: u64 = 100;
/// Days after which a message leaves the log.
pub const LOGGED_DAYS: i64 = 30;

requests! {
    pub struct NewWebhook {
        /// The https URL that messages are sent to.
        pub url: WebAddress,
        /// At least one.
        #[cfg_attr(feature = "openapi", schema(max_items = 50))]
        pub events: Vec<WebhookEvent>,
        /// A publisher's webhook may hear of these of its apps alone. Empty: of all. A tenant's: empty.
        #[cfg_attr(feature = "openapi", schema(max_items = 100))]
        pub apps: Vec<AppId>,
    }

    pub struct ChangeWebhook {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        /// The https URL that messages are sent to.
        pub url: WebAddress,
        /// At least one.
        #[cfg_attr(feature = "openapi", schema(max_items = 50))]
        pub events: Vec<WebhookEvent>,
        /// As of a new one.
        #[cfg_attr(feature = "openapi", schema(max_items = 100))]
        pub apps: Vec<AppId>,
        /// A webhook that is not enabled hears of nothing, and what waited for it is not sent.
        pub enabled: bool,
    }

    pub struct RotateWebhookSecret {
        /// For so many hours the secret of before signs too. 0: it no longer does.
        #[cfg_attr(feature = "openapi", schema(maximum = 720))]
        pub overlap_hours: u32,
    }
}

answers! {
    /// A secret that signs, as it stands after it was shown.
    pub struct WebhookSecret {
        /// Its last four characters.
        pub hint: String,
        pub made_at: DateTime<Utc>,
        /// It signs until then; `null`: it is the current one.
        pub ends_at: Option<DateTime<Utc>>,
    }

    pub struct Webhook {
        pub id: WebhookId,
        pub url: String,
        pub events: Vec<WebhookEvent>,
        /// Empty: all.
        pub apps: Vec<AppId>,
        pub enabled: bool,
        pub disabled_at: Option<DateTime<Utc>>,
        pub disabled_because: Option<WebhookDisabled>,
        /// The current one first. Each signs every message.
        pub secrets: Vec<WebhookSecret>,
        /// A person's name.
        pub created_by: String,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        pub revision: u32,
    }

    /// A webhook with a secret that was made for it.
    pub struct IssuedWebhook {
        pub webhook: Webhook,
        /// `whsec_` and base64, in this answer alone.
        pub secret: Option<String>,
    }

    /// A line of a webhook's log.
    pub struct WebhookDelivery {
        pub id: WebhookDeliveryId,
        /// `webhook-id`: the same for each attempt, and when it is sent again.
        pub message_id: String,
        pub kind: WebhookMessageKind,
        pub event: WebhookEvent,
        pub state: WebhookMessageState,
        pub attempts: u32,
        /// Of the last answer; `null` where there was none.
        pub status: Option<u16>,
        /// Why there was no answer: for people.
        pub problem: Option<String>,
        /// How long the last attempt took, in milliseconds.
        pub took: Option<u32>,
        pub created_at: DateTime<Utc>,
        pub attempted_at: Option<DateTime<Utc>>,
        /// Of a message that waits.
        pub next_attempt_at: Option<DateTime<Utc>>,
    }

    pub struct WebhookHeader {
        pub name: String,
        pub value: String,
    }

    /// What was sent, and what came back last.
    pub struct WebhookDeliveryDetails {
        pub delivery: WebhookDelivery,
        /// Of the last attempt. The signature is not kept.
        pub request_headers: Vec<WebhookHeader>,
        pub request_body: String,
        /// The first 2,048 bytes of the answer's body.
        pub answer: String,
    }

    /// The body of a request to a webhook. Fields may be added; `version` is another one when a field changes its meaning.
    pub struct WebhookMessage {
        #[serde(rename = "type")]
        pub event: WebhookEvent,
        /// Of this form: "1".
        pub version: String,
        /// When it happened.
        pub timestamp: DateTime<Utc>,
        /// The place among the events of the connection; of an event of no connection, among those of the app or the
        /// organisation. It only rises, and may leave numbers out.
        pub sequence: u64,
        pub data: WebhookData,
    }

    /// Which thing it happened to.
    pub struct WebhookData {
        /// Its id: a connection's, an app's, a client's or, in a test, the webhook's.
        pub id: String,
        pub app_id: Option<AppId>,
        /// Of a connection's events: the connection as it was when the message was made.
        pub connection: Option<WebhookConnection>,
    }

    /// What both sides of a connection may read of it.
    pub struct WebhookConnection {
        pub id: ConnectionId,
        pub app_id: AppId,
        pub tenant_id: TenantId,
        pub kind: Environment,
        pub state: StateName,
        pub paused_by: Vec<PausedBy>,
        /// The version of the app that the tenant decided about.
        pub version: u32,
        pub granted: Vec<ScopeName>,
        pub ends_at: Option<DateTime<Utc>>,
        pub updated_at: DateTime<Utc>,
    }
}

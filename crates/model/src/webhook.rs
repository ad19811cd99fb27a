//! Webhooks: where a publisher or a tenant hears of events, and what became of each message.

use std::collections::BTreeSet;

use crate::{
    Timestamp,
    audit::AuditChain,
    ids::{AppId, PersonId, PublisherId, TenantId, WebhookDeliveryId, WebhookId},
    webhook_event::WebhookEvent,
};

words! {
    /// Why a webhook is disabled.
    pub enum WebhookDisabled {
        /// A person disabled it.
        ByPerson = "by_person",
        /// A message was not taken for three days.
        NotTaken = "not_taken",
        /// Its receiver answered that it is gone for good (RFC 9110 section 15.5.11).
        Gone = "gone",
    }
}

words! {
    /// Why a message was made.
    pub enum WebhookMessageKind {
        /// Something happened.
        Event = "event",
        /// Someone had a message sent again: once.
        Again = "again",
        /// Someone tries the webhook: once.
        Test = "test",
    }
}

words! {
    /// What became of a message.
    pub enum WebhookMessageState {
        /// It is sent now, or tried again later.
        Waiting = "waiting",
        /// The receiver answered with a status of 200 to 299.
        Delivered = "delivered",
        /// It is not tried again.
        Failed = "failed",
        /// It waited when its webhook was disabled.
        Dropped = "dropped",
    }
}

/// Whose webhook it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WebhookOwner {
    Publisher(PublisherId),
    Tenant(TenantId),
}

impl WebhookOwner {
    pub const fn history(self) -> AuditChain {
        match self {
            Self::Publisher(publisher) => AuditChain::Publisher(publisher),
            Self::Tenant(tenant) => AuditChain::Tenant(tenant),
        }
    }

    pub const fn tenant(self) -> Option<TenantId> {
        match self {
            Self::Publisher(_) => None,
            Self::Tenant(tenant) => Some(tenant),
        }
    }
}

/// A secret that signs, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSecret {
    /// 1, 2, 3… within the webhook.
    pub number: u32,
    pub sealed: Vec<u8>,
    /// Its last characters.
    pub hint: String,
    pub made_at: Timestamp,
    /// It signs until then; `None` for the current one.
    pub ends_at: Option<Timestamp>,
}

impl WebhookSecret {
    pub fn signs_at(&self, now: Timestamp) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }
}

/// Where an organisation hears of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub id: WebhookId,
    pub owner: WebhookOwner,
    pub url: String,
    /// Of the address, with its port: what may be told of it in histories. The rest may hold a token.
    pub host: String,
    pub events: BTreeSet<WebhookEvent>,
    /// A publisher's: of these apps alone. None: of all.
    pub apps: BTreeSet<AppId>,
    pub disabled: Option<(WebhookDisabled, Timestamp)>,
    /// The current one first.
    pub secrets: Vec<WebhookSecret>,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts the changes of the row; a write that names an older one has lost the race.
    pub revision: u32,
}

impl Webhook {
    /// Whether it wants to hear of this.
    pub fn hears(&self, event: WebhookEvent, app: Option<AppId>) -> bool {
        self.disabled.is_none()
            && self.events.contains(&event)
            && event.may_be_heard_by(self.owner)
            && (self.apps.is_empty() || app.is_some_and(|app| self.apps.contains(&app)))
    }
}

/// How the last attempt to deliver a message ended.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct WebhookAttempt {
    pub at: Timestamp,
    /// In milliseconds.
    pub took: u32,
    /// Of the answer; `None` where there was none.
    pub status: Option<u16>,
    /// Why there was no answer, for whoever gave the address.
    pub problem: Option<String>,
    /// The first bytes of the answer's body.
    pub answer: String,
}

impl WebhookAttempt {
    /// Any status from 200 to 299, as Standard Webhooks says.
    pub fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// A message to one webhook, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookMessage {
    pub id: WebhookDeliveryId,
    pub webhook: WebhookId,
    pub tenant: Option<TenantId>,
    /// `webhook-id`: the same for each attempt, and when it is sent again.
    pub message: String,
    pub kind: WebhookMessageKind,
    pub event: WebhookEvent,
    /// Messages with the same one are delivered in the order of `sequence`.
    pub thread: uuid::Uuid,
    pub sequence: u64,
    /// JSON.
    pub body: String,
    pub state: WebhookMessageState,
    /// How often nodes have claimed it.
    pub attempts: u32,
    /// The next attempt is not before then.
    pub due: Timestamp,
    pub created_at: Timestamp,
    pub last: Option<WebhookAttempt>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_hears_of_what_it_chose_alone() {
        let (tenant, app) = (TenantId::new(1, &[1; 10]), AppId::new(1, &[1; 10]));
        let at = Timestamp::default();
        let webhook = Webhook {
            id: WebhookId::new(1, &[1; 10]),
            owner: WebhookOwner::Publisher(PublisherId::new(1, &[1; 10])),
            url: "https://hooks.example/".into(),
            host: "hooks.example".into(),
            events: [WebhookEvent::ConnectionAllowed, WebhookEvent::CredentialCreated].into(),
            apps: BTreeSet::new(),
            disabled: None,
            secrets: Vec::new(),
            created_by: PersonId::new(1, &[1; 10]),
            created_at: at,
            updated_at: at,
            revision: 1,
        };
        assert!(webhook.hears(WebhookEvent::ConnectionAllowed, Some(app)));
        assert!(!webhook.hears(WebhookEvent::ConnectionDeleted, Some(app)));
        assert!(!webhook.hears(WebhookEvent::CredentialCreated, None), "a tenant's own business");
        let tenants = Webhook { owner: WebhookOwner::Tenant(tenant), ..webhook.clone() };
        assert!(tenants.hears(WebhookEvent::CredentialCreated, None));
        let of_another = Webhook { apps: [AppId::new(2, &[2; 10])].into(), ..webhook.clone() };
        assert!(!of_another.hears(WebhookEvent::ConnectionAllowed, Some(app)));
        let disabled = Webhook { disabled: Some((WebhookDisabled::ByPerson, at)), ..webhook };
        assert!(!disabled.hears(WebhookEvent::ConnectionAllowed, Some(app)));
    }
}

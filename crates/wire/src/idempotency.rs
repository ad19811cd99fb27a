//! `Idempotency-Key`: a repeated request makes its change once.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    account::MadeAccessToken,
    addresses::TenantAddresses,
    admin::{
        Allowed, BlockedPublisher, Connection, ConnectionSummary, Credential, GeneratedCredential,
        IssuedCredential,
    },
    api_documents::ApiDocumentState,
    app_requests::AppRequest,
    catalogue::{Api, Scope},
    developer::{self, App, AppVersion, Target},
    members::{Invited, PublisherMember, TenantMember},
    notices::MailState,
    operator::{self, CreatedPublisher, CreatedTenant, PasswordLink, RegisteredResourceServer},
    secrets::CreatedSecretLink,
    updates::{Draft, Reminded},
    webhooks::{IssuedWebhook, Webhook, WebhookDelivery},
    workload::WorkloadIssuer,
};

/// The request header: 1 to 255 visible ASCII characters, one for each intent, the same for each try of it.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// The longest key, in characters.
pub const LONGEST_KEY: usize = 255;
/// How long what a key made is known, in hours.
pub const KEPT_HOURS: i64 = 24;

/// An answer that a later request with the same key gets again.
pub trait Made: Serialize + DeserializeOwned + Clone {
    /// Takes out what is shown once; whether there was something.
    fn hide_secret(&mut self) -> bool {
        false
    }
}

impl Made for App {}
impl Made for AppVersion {}
impl Made for Target {}
impl Made for Api {}
impl Made for ApiDocumentState {}
impl Made for Scope {}
impl Made for AppRequest {}
impl Made for BlockedPublisher {}
impl Made for Connection {}
impl Made for ConnectionSummary {}
impl Made for Credential {}
impl Made for developer::Connection {}
impl Made for TenantMember {}
impl Made for PublisherMember {}
impl Made for operator::App {}
impl Made for operator::Publisher {}
impl Made for operator::Tenant {}
impl Made for MailState {}
impl Made for TenantAddresses {}
impl Made for WorkloadIssuer {}
impl Made for Webhook {}
impl Made for WebhookDelivery {}
impl Made for Draft {}
impl Made for Reminded {}

/// There is nothing to answer.
impl Made for () {}

impl Made for IssuedCredential {
    fn hide_secret(&mut self) -> bool {
        let Some(secret) = self.client_secret.take() else { return false };
        self.curl = self.curl.replace(&secret, "$CLIENT_SECRET");
        true
    }
}

impl Made for Allowed {
    fn hide_secret(&mut self) -> bool {
        self.credential.hide_secret()
    }
}

impl Made for GeneratedCredential {
    fn hide_secret(&mut self) -> bool {
        self.issued.hide_secret()
    }
}

impl Made for CreatedSecretLink {
    fn hide_secret(&mut self) -> bool {
        self.link.clear();
        true
    }
}

impl Made for RegisteredResourceServer {
    fn hide_secret(&mut self) -> bool {
        self.client_secret.clear();
        true
    }
}

impl Made for Invited {
    fn hide_secret(&mut self) -> bool {
        self.link.clear();
        !self.mailed
    }
}

impl Made for PasswordLink {
    fn hide_secret(&mut self) -> bool {
        self.link.clear();
        true
    }
}

impl Made for MadeAccessToken {
    fn hide_secret(&mut self) -> bool {
        self.token.clear();
        true
    }
}

impl Made for IssuedWebhook {
    fn hide_secret(&mut self) -> bool {
        self.secret.take().is_some()
    }
}

impl Made for CreatedTenant {
    fn hide_secret(&mut self) -> bool {
        self.invited.hide_secret()
    }
}

impl Made for CreatedPublisher {
    fn hide_secret(&mut self) -> bool {
        self.invited.hide_secret()
    }
}

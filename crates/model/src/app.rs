use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::{
    Timestamp,
    ids::{AppId, PersonId, PublisherId},
    scope::{ScopeName, ScopeSet},
};

words! {
    /// Who may see a published app.
    pub enum Visibility {
        /// Only the tenants that the developer named.
        Targeted = "targeted",
        /// Every live tenant.
        Listed = "listed",
    }
}

words! {
    /// How the credentials reach the developer.
    pub enum HandOver {
        /// The admin sees the secret once and shares it.
        AdminShares = "admin_shares",
        /// The developer reveals it once in the developer portal.
        DeveloperCollects = "developer_collects",
        /// `private_key_jwt`: there is no secret.
        Keyless = "keyless",
    }
}

words! {
    pub enum AppState {
        /// No version has been published: no tenant sees it.
        Draft = "draft",
        Published = "published",
        /// Stopped by the platform operator: no tenant can allow it and its connections get no tokens.
        Suspended = "suspended",
    }
}

/// The public keys of an app whose clients sign their requests (`private_key_jwt`, RFC 7523).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientKeys {
    /// A JWK Set, as JSON (RFC 7517 section 5).
    Jwks(String),
    /// Where the JWK Set is fetched from.
    JwksUri(String),
}

/// What a publisher says about its app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppDetails {
    pub name: String,
    pub summary: String,
    pub description: String,
    pub logo_url: Option<String>,
    pub website: Option<String>,
    pub privacy_policy: Option<String>,
    /// An e-mail address or a URL.
    pub support_contact: String,
    pub visibility: Visibility,
    pub hand_over: HandOver,
    /// Of a keyless app.
    pub client_keys: Option<ClientKeys>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    pub id: AppId,
    pub publisher: PublisherId,
    pub details: AppDetails,
    pub state: AppState,
    /// The newest published version; 0 while a draft.
    pub latest_version: u32,
    /// Counts the changes of the row; a write names the revision that it read.
    pub revision: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One scope that a version asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestedScope {
    pub name: ScopeName,
    pub required: bool,
    /// The developer's reason, read by the tenant's admin.
    pub reason: String,
}

/// An immutable numbered request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppVersion {
    pub app: AppId,
    pub number: u32,
    pub scopes: Vec<RequestedScope>,
    pub note: String,
    /// Where the app's requests come from; anywhere where it is empty.
    pub egress_networks: BTreeSet<IpNet>,
    pub published_by: PersonId,
    pub published_at: Timestamp,
}

/// The choice does not fit the version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the version does not offer {0} as an optional scope")]
pub struct NotOptional(pub ScopeName);

impl AppVersion {
    pub fn all_scopes(&self) -> ScopeSet {
        self.scopes.iter().map(|scope| scope.name.clone()).collect()
    }

    /// The grant that follows from allowing this version: what is required, and the chosen optional scopes.
    pub fn grant(&self, optional: &ScopeSet) -> Result<ScopeSet, NotOptional> {
        for name in optional {
            if !self.scopes.iter().any(|scope| !scope.required && scope.name == *name) {
                return Err(NotOptional(name.clone()));
            }
        }
        let granted = |scope: &&RequestedScope| scope.required || optional.contains(&scope.name);
        Ok(self.scopes.iter().filter(granted).map(|scope| scope.name.clone()).collect())
    }
}

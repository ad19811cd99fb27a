//! Apps: their details, their states, and the versions that ask for scopes.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::{
    Timestamp,
    ids::{AppId, PersonId, PublisherId},
    logo::{LogoFetch, LogoImage},
    scope::{ScopeName, ScopeSet},
    workload::WorkloadIdentity,
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
        /// The app signs in with its platform's own identity: there is no secret.
        Workload = "workload",
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
    /// Where the developer has the logo.
    pub logo_url: Option<String>,
    /// What admins see of it.
    pub logo_image: Option<LogoImage>,
    pub website: Option<String>,
    pub privacy_policy: Option<String>,
    /// An e-mail address or a URL.
    pub support_contact: String,
    /// Whether it is software that decides by itself what to do with its access.
    pub ai_agent: bool,
    pub visibility: Visibility,
    pub hand_over: HandOver,
    /// Of a keyless app.
    pub client_keys: Option<ClientKeys>,
}

words! {
    /// A detail that admins read.
    pub enum Detail {
        Name = "name",
        Summary = "summary",
        Description = "description",
        Logo = "logo",
        Website = "website",
        PrivacyPolicy = "privacy_policy",
        SupportContact = "support_contact",
        AiAgent = "ai_agent",
        /// It stands on the consent page, and changes only while no one has connected the app.
        HandOver = "hand_over",
    }
}

impl Detail {
    /// Whether it tells who is behind the app, or acts for it: then a change stands on each connection until an admin has seen it.
    pub const fn identifies(self) -> bool {
        !matches!(self, Self::Summary | Self::Description | Self::HandOver)
    }

    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Summary => "summary",
            Self::Description => "description",
            Self::Logo => "logo",
            Self::Website => "website",
            Self::PrivacyPolicy => "privacy policy",
            Self::SupportContact => "support contact",
            Self::AiAgent => "AI agent",
            Self::HandOver => "hand-over",
        }
    }
}

/// One detail before and after; empty where there was or is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailChange {
    pub detail: Detail,
    pub before: String,
    pub after: String,
    pub at: Timestamp,
}

impl AppDetails {
    /// The value of a detail; empty where there is none.
    pub fn detail(&self, detail: Detail) -> &str {
        match detail {
            Detail::Name => &self.name,
            Detail::Summary => &self.summary,
            Detail::Description => &self.description,
            Detail::Logo => self.logo_image.as_ref().map(LogoImage::path).unwrap_or_default(),
            Detail::Website => self.website.as_deref().unwrap_or_default(),
            Detail::PrivacyPolicy => self.privacy_policy.as_deref().unwrap_or_default(),
            Detail::SupportContact => &self.support_contact,
            Detail::AiAgent if self.ai_agent => "yes",
            Detail::AiAgent => "no",
            Detail::HandOver => self.hand_over.as_str(),
        }
    }

    /// What admins read and that differs in `after`.
    pub fn changes(&self, after: &Self, at: Timestamp) -> Vec<DetailChange> {
        let change = |detail: &Detail| {
            let (before, after) = (self.detail(*detail).to_owned(), after.detail(*detail).to_owned());
            (before != after).then_some(DetailChange { detail: *detail, before, after, at })
        };
        Detail::ALL.iter().filter_map(change).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    pub id: AppId,
    pub publisher: PublisherId,
    pub details: AppDetails,
    pub logo: LogoFetch,
    pub state: AppState,
    /// The newest published version; 0 while a draft.
    pub latest_version: u32,
    /// Counts the changes of what admins read, from 1: a decision names the one on the screen.
    pub details_revision: u32,
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
    /// As which workload the app's clients may sign in.
    pub workload: Option<WorkloadIdentity>,
    pub published_by: PersonId,
    pub published_at: Timestamp,
}

/// The next version while its developers write it; an admin sees nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionDraft {
    pub app: AppId,
    pub scopes: Vec<RequestedScope>,
    pub note: String,
    pub egress_networks: BTreeSet<IpNet>,
    pub workload: Option<WorkloadIdentity>,
    /// Counts the times that it was saved; a write names the revision that it read.
    pub revision: u32,
    pub saved_by: PersonId,
    pub saved_at: Timestamp,
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

//! The typed details of an event, beside who did what to which thing.

use std::collections::BTreeSet;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::changes::{Field, ValueChange};
use crate::{
    Timestamp, access_token::TokenScope, app, ids::TenantId, person::Email, rotation::SecretConcern,
    scope::ScopeSet, token::TokenFormat, update::Answers, webhook::WebhookDisabled, workload::WorkloadPreset,
};

/// What an event tells beside who did what to which thing; never a secret.
///
/// It is stored as JSON, and histories are never changed: a variant and its fields keep their names and meaning for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Detail {
    /// A sentence of an entry from before details had types.
    Said {
        words: String,
    },
    /// What another release wrote and this one has no words for, kept to the letter.
    #[serde(skip)]
    Unknown {
        stored: String,
    },
    /// For those who read the events of many organisations: where it was.
    At {
        organisation: String,
        detail: Option<Box<Detail>>,
    },
    /// Why, in the words of whoever did it.
    Reason {
        reason: String,
    },
    /// To a tenant: its app's developer did it, and why.
    ByDeveloper {
        reason: Option<String>,
    },
    /// Fields of a form: what is long by its name, the rest with both values.
    Changed {
        named: Vec<Field>,
        valued: Vec<ValueChange>,
    },
    /// What admins read of an app.
    DetailsChanged {
        changes: Vec<DetailChanged>,
    },
    Renamed {
        before: String,
    },
    RoleChanged {
        before: String,
        after: String,
    },
    Granted {
        scopes: ScopeSet,
        until: Option<Timestamp>,
        /// As in `Published`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        workload: Option<String>,
    },
    /// A newer version was taken up.
    Accepted {
        version: u32,
        scopes: ScopeSet,
        /// As in `Published`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        workload: Option<String>,
        /// What the admin said about each scope that was new or had been left out.
        #[serde(default, skip_serializing_if = "Answers::is_empty")]
        answers: Answers,
    },
    /// A newer version was answered and not taken up.
    UpdateLeft {
        version: u32,
        answers: Answers,
    },
    /// A newer version waits to be answered: `tenants` of them, where it is the developer who reads it.
    Reminded {
        version: u32,
        tenants: Option<u32>,
    },
    /// An admin edited what a client may do: a connection's, or that of the tenant's own credentials.
    AccessChanged {
        before: Access,
        after: Access,
    },
    /// Access has another end, or none.
    Renewed {
        until: Option<Timestamp>,
    },
    /// Access ends then, in so many days.
    Ending {
        until: Timestamp,
        days: u32,
    },
    /// The end of access has come.
    Ended {
        at: Timestamp,
    },
    /// What a connection lost, because its app asks for it no more.
    Narrowed {
        scopes: ScopeSet,
    },
    /// What a version asks for, and from which networks alone.
    Published {
        version: u32,
        scopes: ScopeSet,
        networks: BTreeSet<IpNet>,
        /// The workload that signs in, in words: "repository acme/sync, branch main (GitHub Actions)".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        workload: Option<String>,
    },
    /// What a tenant's own credential may do, and until when.
    MayUse {
        scopes: ScopeSet,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    Offered {
        tenant: TenantId,
    },
    NotOffered {
        tenant: TenantId,
    },
    OwnerInvited {
        email: Email,
    },
    /// A tenant has this slug now. `kept_until`: when the address that was current before is closed.
    SlugSet {
        slug: String,
        former: Option<String>,
        kept_until: Option<Timestamp>,
    },
    /// An address of a tenant was closed: at once, or it will be then.
    AddressClosed {
        issuer: String,
        at: Option<Timestamp>,
    },
    /// An address of a tenant is open for good again.
    AddressOpened {
        issuer: String,
    },
    /// A tenant was made together with its publisher.
    PublishersSandbox,
    /// A person was invited, or came: `replaces` an earlier link.
    As {
        role: String,
        replaces: bool,
    },
    InvitationEnded {
        role: String,
        why: Because,
    },
    /// A resource server was registered for the API of this name.
    Verifies {
        api: String,
    },
    ApiCreated {
        identifier: String,
        token_format: TokenFormat,
    },
    /// An API has another document.
    DocumentTaken {
        number: u32,
        title: String,
    },
    /// Where the document of an API comes from, and how it is shown.
    DocumentSource {
        url: Option<String>,
        servers: u32,
        relay: bool,
    },
    DocumentAskedAgain,
    LogoReplaced,
    LogoAskedAgain,
    OldSecretStopped,
    /// A new secret was made, and the one with these last characters works beside it until then.
    OldSecretKept {
        hint: String,
        until: Timestamp,
    },
    /// A secret ends soon: its last characters, and why that is worth a warning.
    SecretEnding {
        hint: String,
        at: Timestamp,
        concern: SecretConcern,
    },
    /// A secret has come to the end that the tenant's policy gave it.
    SecretEnded {
        hint: String,
    },
    /// A one-time link shows the secret with these last characters, until then.
    SecretLink {
        hint: String,
        until: Timestamp,
    },
    /// A one-time link was used or withdrawn. The last characters of its secret.
    SecretLinkOver {
        hint: String,
    },
    /// New secrets of a tenant end after so many days, or not by themselves.
    SecretPolicy {
        days: Option<u32>,
    },
    /// Secrets were destroyed because the app signs in with its platform's identity: their last characters, and for how
    /// many days they were not used where no person did it.
    SecretRetired {
        hints: Vec<String>,
        silent_days: Option<u32>,
    },
    /// The secret is destroyed after so many days without a use, or by people alone.
    SecretRetirement {
        after_days: Option<u32>,
    },
    /// An app's newest version has no workload identity any more.
    WorkloadDropped,
    WorkloadIssuerCreated {
        issuer: String,
        preset: WorkloadPreset,
    },
    /// A secret was reported as leaked: its last characters.
    SecretStopped {
        hint: String,
    },
    /// Why a webhook is disabled, where no person did it.
    WebhookStopped {
        because: WebhookDisabled,
    },
    /// Until when the secret of before signs too; `None`: it no longer does.
    WebhookSecretOverlaps {
        until: Option<Timestamp>,
    },
    /// How often since the last entry.
    WrongPassword {
        times: u64,
    },
    /// How many of their own sessions a person ended.
    SessionsEnded {
        sessions: u64,
    },
    /// What a personal access token may be used for, from which networks alone, and until when.
    AccessTokenMade {
        scopes: BTreeSet<TokenScope>,
        networks: BTreeSet<IpNet>,
        until: Timestamp,
    },
    /// A personal access token no longer works: its last characters.
    AccessTokenStopped {
        hint: String,
    },
    AccountSlowed,
    AddressSlowed,
    KeyReplaced {
        cause: ReplacedBy,
        next: String,
        at: Timestamp,
    },
    KeyRetired,
    KeysRewrapped,
    /// By the command line. `again`: the person was no operator any more, or never one.
    OperatorReset {
        again: bool,
    },
    /// When the backup was made, and how much was ended.
    DatabaseRestored {
        made_at: Option<Timestamp>,
        sessions: u64,
        links: u64,
        keys: u64,
    },
}

impl Detail {
    /// The scopes that its sentence names.
    pub fn scopes(&self) -> ScopeSet {
        match self {
            Self::Granted { scopes, .. }
            | Self::Narrowed { scopes }
            | Self::Published { scopes, .. }
            | Self::MayUse { scopes, .. } => scopes.clone(),
            Self::Accepted { scopes, answers, .. } => scopes.iter().chain(answers.keys()).cloned().collect(),
            Self::UpdateLeft { answers, .. } => answers.keys().cloned().collect(),
            Self::AccessChanged { before, after } => before.scopes.union(&after.scopes).cloned().collect(),
            Self::At { detail, .. } => detail.as_deref().map(Self::scopes).unwrap_or_default(),
            _ => ScopeSet::new(),
        }
    }

    /// The tenant that an app was offered to, or no longer is.
    pub const fn offered_to(&self) -> Option<TenantId> {
        match self {
            Self::Offered { tenant } | Self::NotOffered { tenant } => Some(*tenant),
            _ => None,
        }
    }

    /// Of these, what differs: what is long by its name, the rest with both values.
    pub fn changed(named: &[(Field, bool)], valued: impl IntoIterator<Item = ValueChange>) -> Self {
        let named = named.iter().filter(|(_, differs)| *differs).map(|(field, _)| *field).collect();
        let valued = valued.into_iter().filter(|change| change.before != change.after).collect();
        Self::Changed { named, valued }
    }
}

/// What a client may do, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Of the tenant's own credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub scopes: ScopeSet,
    pub until: Option<Timestamp>,
}

/// One detail of an app. Of what is long, neither text is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailChanged {
    pub detail: app::Detail,
    /// Empty where there was none.
    pub before: String,
    /// Empty where there is none.
    pub after: String,
}

impl From<&app::DetailChange> for DetailChanged {
    fn from(change: &app::DetailChange) -> Self {
        let kept = |text: &str| match change.detail {
            app::Detail::Summary | app::Detail::Description => String::new(),
            _ => text.to_owned(),
        };
        Self { detail: change.detail, before: kept(&change.before), after: kept(&change.after) }
    }
}

/// Why an invitation ended. `name`: the person's who had made it, or had the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Because {
    Withdrawn,
    /// Another is in its place.
    Replaced,
    /// Its person came by another one.
    Joined,
    RoleChanged {
        name: String,
        role: String,
    },
    Removed {
        name: String,
    },
    Left {
        name: String,
    },
    InviterIsNoOperator,
    InvitersPasswordWasSet,
}

words! {
    /// What replaced a key.
    pub enum ReplacedBy {
        Age = "age",
        Command = "command",
    }
}

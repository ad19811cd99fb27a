//! The typed details of an event, beside who did what to which thing.

use std::collections::BTreeSet;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::changes::{Field, ValueChange};
use crate::{Timestamp, app, ids::TenantId, person::Email, scope::ScopeSet, token::TokenFormat};

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
    },
    /// A newer version was taken up.
    Accepted {
        version: u32,
        scopes: ScopeSet,
    },
    /// Access has another end, or none.
    Renewed {
        until: Option<Timestamp>,
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
    },
    /// What a tenant's own credential may do.
    MayUse {
        scopes: ScopeSet,
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
    LogoReplaced,
    LogoAskedAgain,
    OldSecretStopped,
    /// A secret was reported as leaked: its last characters.
    SecretStopped {
        hint: String,
    },
    /// How often since the last entry.
    WrongPassword {
        times: u64,
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
    /// When the backup was made, and how much was ended.
    DatabaseRestored {
        made_at: Option<Timestamp>,
        sessions: u64,
        links: u64,
        keys: u64,
    },
}

impl Detail {
    /// Of these, what differs: what is long by its name, the rest with both values.
    pub fn changed(named: &[(Field, bool)], valued: impl IntoIterator<Item = ValueChange>) -> Self {
        let named = named.iter().filter(|(_, differs)| *differs).map(|(field, _)| *field).collect();
        let valued = valued.into_iter().filter(|change| change.before != change.after).collect();
        Self::Changed { named, valued }
    }
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

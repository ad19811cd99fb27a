//! The reference: what is told of each change, and who may hear of it.

use std::collections::BTreeSet;

use model::audit::AuditAction;

use super::{reference::Reference, steps::At};

/// Whose history it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chain {
    Tenant(At),
    Publisher,
    /// Of a publisher who has nothing to do with the app.
    Stranger,
    Platform,
}

impl Chain {
    pub const ALL: [Self; 5] =
        [Self::Tenant(0), Self::Tenant(1), Self::Publisher, Self::Stranger, Self::Platform];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    /// Of a tenant.
    Admin(At),
    /// Of the first tenant.
    Viewer,
    /// Of the app's publisher, and their colleague, a viewer.
    Developer,
    Colleague,
    /// Of another publisher.
    Stranger,
    Operator,
}

/// An event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub chain: Chain,
    pub action: AuditAction,
    /// Whether it names the app, whose publisher reads of it then.
    pub names_app: bool,
    /// Whether it stands in histories alone.
    is_quiet: bool,
    by: Option<Person>,
    version: u32,
}

impl Told {
    pub const fn of(chain: Chain, action: AuditAction) -> Self {
        Self { chain, action, names_app: true, is_quiet: false, by: None, version: 0 }
    }

    pub const fn without_app(self) -> Self {
        Self { names_app: false, ..self }
    }

    pub const fn quiet(self) -> Self {
        Self { is_quiet: true, ..self }
    }

    pub const fn by(self, person: Person) -> Self {
        Self { by: Some(person), ..self }
    }

    pub const fn of_version(self, version: u32) -> Self {
        Self { version, ..self }
    }

    /// Reminders are for people. What an admin sets, and hands on, is read in the history.
    const fn is_for_webhooks(&self) -> bool {
        !matches!(
            self.action,
            AuditAction::ConnectionReminded
                | AuditAction::ConnectionSecretRetirementSet
                | AuditAction::SecretLinkCreated
                | AuditAction::SecretLinkOpened
                | AuditAction::SecretLinkWithdrawn
                | AuditAction::TenantSecretPolicySet
        )
    }

    /// The organisations whose webhooks hear of it.
    pub fn webhooks(&self) -> BTreeSet<Chain> {
        match self.chain {
            _ if !self.is_for_webhooks() => BTreeSet::new(),
            Chain::Tenant(_) => {
                let publisher = self.names_app.then_some(Chain::Publisher);
                [self.chain].into_iter().chain(publisher).collect()
            }
            Chain::Publisher | Chain::Platform => BTreeSet::from([Chain::Publisher]),
            Chain::Stranger => BTreeSet::new(),
        }
    }
}

const PUBLISHERS: [Person; 2] = [Person::Developer, Person::Colleague];

impl Reference {
    /// Whose inbox it comes into: never that of whoever did it. An update is for those who have it to answer now.
    pub fn inboxes(&self, told: &Told) -> BTreeSet<Person> {
        let mut people = BTreeSet::new();
        match (told.chain, told.action) {
            _ if told.is_quiet => {}
            (_, AuditAction::ConnectionReconsidered | AuditAction::ConnectionUnblocked)
            | (Chain::Stranger, _) => {}
            (Chain::Tenant(at), action) => {
                people.insert(Person::Admin(at));
                people.extend((at == 0).then_some(Person::Viewer));
                if told.names_app && action != AuditAction::ConnectionNarrowed {
                    people.extend(PUBLISHERS);
                }
            }
            (Chain::Publisher, AuditAction::AppPublished) => {
                let asked = self.tenants.iter().enumerate();
                let asked = asked.filter(|(_, one)| one.is_connected() && one.version < told.version);
                people.extend(asked.map(|(at, _)| Person::Admin(at)));
            }
            (Chain::Publisher | Chain::Platform, _) => people.extend(PUBLISHERS),
        }
        people.retain(|person| Some(*person) != told.by);
        people
    }
}

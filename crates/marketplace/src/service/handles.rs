//! A handle for each noun: `marketplace.credentials().list(…)`.
//!
//! Where tenants and publishers both have a noun, there are two: `tenant_…` for what a tenant's people may do with it,
//! `publisher_…` for what a publisher's may. A noun without such a word is the operators', or only one kind of organisation
//! has it.

use super::marketplace::Marketplace;

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident $accessor:ident)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy)]
            pub struct $name<'a> {
                pub(crate) inner: &'a Marketplace,
            }
        )*

        impl Marketplace {
            $(
                $(#[$doc])*
                pub const fn $accessor(&self) -> $name<'_> {
                    $name { inner: self }
                }
            )*
        }
    };
}

handles! {
    /// APIs, as operators maintain them.
    Apis apis
    /// The apps of all publishers, for operators.
    Apps apps
    /// The apps that a tenant may connect.
    AvailableApps available_apps
    /// The publishers that a tenant has blocked.
    BlockedPublishers blocked_publishers
    /// The scope catalogue, for whoever picks from it.
    Catalogue catalogue
    /// A tenant's own credentials.
    Credentials credentials
    /// A tenant's decisions about apps.
    Decisions decisions
    /// Secrets that are reported as leaked.
    LeakedSecrets leaked_secrets
    /// What was done, as each reader may know it.
    Histories histories
    /// Invitations to whatever organisation, for operators and for whoever has the link.
    Invitations invitations
    /// Pictures of apps.
    Logos logos
    /// The platform's operators.
    Operators operators
    /// The publisher, for its own people.
    OwnPublisher own_publisher
    /// The tenant, for its own people.
    OwnTenant own_tenant
    /// Links to new passwords.
    PasswordLinks password_links
    /// A publisher's own apps.
    PublisherApps publisher_apps
    /// The connections of a publisher's apps.
    PublisherConnections publisher_connections
    /// Invitations to a publisher, for its owners.
    PublisherInvitations publisher_invitations
    /// A publisher's team.
    PublisherMembers publisher_members
    /// All publishers, for operators.
    Publishers publishers
    /// The registered verifiers of an API.
    ResourceServers resource_servers
    /// Scopes, as operators maintain them.
    Scopes scopes
    /// Who is signed in.
    Sessions sessions
    /// The tenants that an app is offered to.
    Targets targets
    /// A tenant's connections.
    TenantConnections tenant_connections
    /// Invitations to a tenant, for its admins.
    TenantInvitations tenant_invitations
    /// A tenant's members.
    TenantMembers tenant_members
    /// All tenants, for operators.
    Tenants tenants
    /// The versions of a publisher's app.
    Versions versions
}

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
    /// People's own access tokens.
    AccessTokens access_tokens
    /// Changes of people's own addresses, which the new mailbox confirms.
    AddressChanges address_changes
    /// The documents of APIs.
    ApiDocuments api_documents
    /// APIs, as operators maintain them.
    Apis apis
    /// Members who ask their tenant's admins for an app.
    AppRequests app_requests
    /// The apps of all publishers, for operators.
    Apps apps
    /// One app in all tenants of a person.
    AppsOfTenants apps_of_tenants
    /// What clients asked for lately, as their own people may know it.
    Attempts attempts
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
    /// Access that ends by its date.
    EndingAccess ending_access
    /// The next versions of a publisher's apps, while they are written.
    Drafts drafts
    /// Secrets that are reported as leaked.
    LeakedSecrets leaked_secrets
    /// What was done, as each reader may know it.
    Histories histories
    /// Invitations to whatever organisation, for operators and for whoever has the link.
    Invitations invitations
    /// Pictures of apps.
    Logos logos
    /// What is mailed.
    Mails mails
    /// What people hear of, in their inboxes.
    Notices notices
    /// What waits for people.
    Needs needs
    /// The platform's operators.
    Operators operators
    /// People's own names.
    OwnNames own_names
    /// The publisher, for its own people.
    OwnPublisher own_publisher
    /// The tenant, for its own people.
    OwnTenant own_tenant
    /// Links to new passwords.
    PasswordLinks password_links
    /// Links to new passwords that people ask for by mail.
    PasswordResets password_resets
    /// People's own passwords.
    Passwords passwords
    /// A publisher's own apps.
    PublisherApps publisher_apps
    /// The connections of a publisher's apps.
    PublisherConnections publisher_connections
    /// Invitations to a publisher, for its owners.
    PublisherInvitations publisher_invitations
    /// A publisher's team.
    PublisherMembers publisher_members
    /// A publisher's webhooks.
    PublisherWebhooks publisher_webhooks
    /// All publishers, for operators.
    Publishers publishers
    /// The signed records of a tenant's decisions.
    Receipts receipts
    /// The registered verifiers of an API.
    ResourceServers resource_servers
    /// How tenants receive the newest versions of a publisher's apps.
    RollOuts roll_outs
    /// Scopes, as operators maintain them.
    Scopes scopes
    /// People's own second factors.
    SecondFactors second_factors
    /// Secrets that end by themselves.
    SecretEnds secret_ends
    /// One-time links to secrets, for whoever has one.
    SecretLinks secret_links
    /// Who is signed in.
    Sessions sessions
    /// Secrets that retire by themselves.
    SilentSecrets silent_secrets
    /// The tenants that an app is offered to.
    Targets targets
    /// The addresses and slugs of tenants, for operators.
    TenantAddresses tenant_addresses
    /// A tenant's connections.
    TenantConnections tenant_connections
    /// Invitations to a tenant, for its admins.
    TenantInvitations tenant_invitations
    /// A tenant's members.
    TenantMembers tenant_members
    /// The secrets of a tenant's clients, and one-time links to them.
    TenantSecrets tenant_secrets
    /// A tenant's webhooks.
    TenantWebhooks tenant_webhooks
    /// All tenants, for operators.
    Tenants tenants
    /// Tokens and refusals over time.
    Usage usage
    /// Newer versions of the apps that a tenant has connected.
    Updates updates
    /// The versions of a publisher's app.
    Versions versions
    /// What webhooks are told.
    Webhooks webhooks
    /// The issuers of the tokens by which workloads sign in.
    WorkloadIssuers workload_issuers
}

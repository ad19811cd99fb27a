//! The settings of the marketplace, with their defaults.

use chrono::TimeDelta;
use outbound_mail::Mailer;

/// What an operator may choose.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Settings {
    /// A session ends this long after sign-in.
    pub session_lifetime: TimeDelta,
    /// A session ends after this long without a request.
    pub session_idle: TimeDelta,
    /// How much an organisation may have.
    pub quotas: Quotas,
    /// A set-up link works this long.
    pub invitation_lifetime: TimeDelta,
    /// What the platform is called.
    pub platform_name: String,
    /// Whom people ask about what the platform did: an e-mail address or an https URL.
    pub support_contact: Option<String>,
    /// Linked at the foot of every page.
    pub own_pages: OwnPages,
    /// Whether clients may publish their keys on addresses that are not on the public internet.
    pub jwks_uri_private_networks: bool,
    /// Whether logos may be fetched from addresses that are not on the public internet.
    pub logo_private_networks: bool,
    /// Whether documents of APIs may be fetched, and their sandboxes called, at addresses that are not on the public
    /// internet.
    pub api_private_networks: bool,
    /// Takes mail to people; none is mailed where there is none.
    pub mailer: Option<Mailer>,
    /// Links that are mailed in an hour at the request of one address. 0: no limit, of a mailbox or a person neither.
    pub mailed_links: u32,
    /// Whether messages may be sent to webhooks at addresses that are not on the public internet.
    pub webhook_private_networks: bool,
    /// Password hashes that are computed at the same time, each in 19 MiB; no more than there are processors.
    pub password_workers: usize,
    /// Password hashes that may wait; one more is `Unavailable`.
    pub password_queue: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            quotas: Quotas::default(),
            session_lifetime: TimeDelta::hours(12),
            session_idle: TimeDelta::hours(2),
            invitation_lifetime: TimeDelta::days(7),
            platform_name: "Grantry".to_owned(),
            support_contact: None,
            own_pages: OwnPages::default(),
            jwks_uri_private_networks: false,
            logo_private_networks: false,
            api_private_networks: false,
            mailer: None,
            mailed_links: 20,
            webhook_private_networks: false,
            password_workers: std::thread::available_parallelism().map_or(2, |cores| cores.get().min(2)),
            password_queue: 64,
        }
    }
}

/// The https URLs of pages about the platform.
#[derive(Debug, Clone, Default)]
pub struct OwnPages {
    /// How it runs.
    pub status: Option<String>,
    pub terms: Option<String>,
    pub privacy: Option<String>,
    /// Who runs it.
    pub imprint: Option<String>,
}

/// How much one organisation may have, so that none fills the platform. 0: no limit.
#[derive(Debug, Clone)]
pub struct Quotas {
    pub apps_per_publisher: u32,
    pub versions_per_app: u32,
    pub targets_per_app: u32,
    /// Pending ones, of a tenant or a publisher.
    pub invitations_per_organisation: u32,
    /// The tenant's own.
    pub credentials_per_tenant: u32,
    /// Of a tenant or a publisher.
    pub webhooks_per_organisation: u32,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            apps_per_publisher: 100,
            versions_per_app: 1_000,
            targets_per_app: 10_000,
            invitations_per_organisation: 100,
            credentials_per_tenant: 100,
            webhooks_per_organisation: 20,
        }
    }
}

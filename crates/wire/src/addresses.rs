//! Where a tenant's token service answers: its addresses and its slug.

use chrono::{DateTime, Utc};
use model::words;

use crate::{
    bodies::given,
    texts::{IssuerAddress, TenantSlug},
};

words! {
    /// What an address is made of.
    pub enum AddressKind {
        /// The tenant's ID, in the path of the platform's own URL.
        Path = "path",
        /// A slug, as the first label of a host below the base domain.
        Domain = "domain",
    }
}

words! {
    /// Whether an address answers.
    pub enum AddressState {
        Open = "open",
        /// It answers until `closes_at`.
        Closing = "closing",
        /// It is as if it never was, and tokens that name it are revoked.
        Closed = "closed",
    }
}

requests! {
    /// Gives the tenant a slug, or another one. The addresses that it has stay.
    pub struct SetSlug {
        /// 3 to 40 lower-case letters, digits and hyphens, none at either end. One that a tenant has or had is never
        /// another's.
        pub slug: TenantSlug,
        /// When the address that was current until now is closed; must lie ahead. `null`: it stays until it is closed.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub keep_old_until: Option<DateTime<Utc>>,
        /// The tenant's revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
    }

    /// Closes an address of the tenant, which can be taken back.
    pub struct CloseAddress {
        pub issuer: IssuerAddress,
        /// Must lie ahead. `null`: now.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub at: Option<DateTime<Utc>>,
        /// The tenant's revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
    }

    /// Opens a closed address again, or takes its end back.
    pub struct OpenAddress {
        pub issuer: IssuerAddress,
        /// The tenant's revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
    }
}

answers! {
    /// All addresses of a tenant: the current one first, then its path, then its domains, the newest first.
    pub struct TenantAddresses {
        pub slug: Option<String>,
        /// Whether the setting `base_domain` is set; without it a slug makes no address.
        pub domains: bool,
        /// The tenant's.
        pub revision: u32,
        pub addresses: Vec<TenantAddress>,
    }

    pub struct TenantAddress {
        pub issuer: String,
        pub token_endpoint: String,
        /// Where the token endpoint stands too, as the setting `token_endpoint_aliases` says.
        pub token_endpoint_aliases: Vec<String>,
        pub kind: AddressKind,
        /// What portals show. It cannot be closed.
        pub current: bool,
        pub state: AddressState,
        /// Where it is closed, or will be.
        pub closes_at: Option<DateTime<Utc>>,
    }

    /// A token URL that clients of the tenant may still use, beside the one that they are to use.
    pub struct FormerTokenEndpoint {
        pub url: String,
        /// `null`: until the operator closes it.
        pub closes_at: Option<DateTime<Utc>>,
    }
}

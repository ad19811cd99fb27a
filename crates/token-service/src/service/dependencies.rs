//! The dependencies of a token service.

use chrono::TimeDelta;
use credentials::{MasterKeys, Pepper};
use foundation::{Clock, Urls};
use limits::Limits;
use rand::rngs::StdRng;
use store::Store;
use web::Networks;

/// What the token service shares with the rest of a node.
pub struct Dependencies {
    pub store: Store,
    pub clock: Clock,
    pub urls: Urls,
    pub masters: MasterKeys,
    pub pepper: Pepper,
    pub limits: Limits,
    /// Seeded by the operating system.
    pub rng: StdRng,
}

/// What an operator decides about tokens.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a key signs before another takes over.
    pub key_period: TimeDelta,
    /// Proxies that are believed about the client's certificate (RFC 9440).
    pub certificate_proxies: Networks,
    /// Whether clients and issuers of workloads may publish their keys on addresses that are not on the public internet.
    pub jwks_uri_private_networks: bool,
    /// Origins whose pages may ask the token endpoint: `https://app.example`.
    pub token_origins: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            key_period: TimeDelta::days(90),
            certificate_proxies: Networks::default(),
            jwks_uri_private_networks: false,
            token_origins: Vec::new(),
        }
    }
}

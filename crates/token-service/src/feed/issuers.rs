//! What a subscriber was told of issuers: below which domains tenants have theirs, and which were closed.
//!
//! An issuer may be closed by a moment that was set long before, which no change tells of. So what a subscriber was told
//! is compared with what is so now, each time that it is its turn.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::TimeDelta;
use model::environment::Environment::{self, Live, Sandbox};
use model::ids::TenantId;
use model::tenant_address::Address;

use crate::service::TokenService;

/// As long as a token that names a closed issuer could still be good: the longest life of one, an hour, and more for
/// clocks that differ.
const CLOSED_TOLD_FOR: TimeDelta = TimeDelta::minutes(90);

/// What a subscriber knows of issuers.
#[derive(Debug, Default)]
pub struct ToldIssuers {
    domains: bool,
    closed: BTreeMap<(TenantId, Address), Environment>,
}

impl ToldIssuers {
    /// What is to be sent before it can be said that all was told.
    pub fn news(&mut self, service: &TokenService) -> Option<String> {
        if !service.urls().has_domains() {
            return None;
        }
        let now = service.now();
        let closed = service.directory().closed(now - CLOSED_TOLD_FOR, now);
        let closed: BTreeMap<_, _> = closed
            .into_iter()
            .map(|(tenant, environment, address)| ((tenant, address), environment))
            .collect();
        let mut text = String::new();
        if !self.domains {
            self.domains = true;
            let domain = |environment| service.urls().base_domain(environment).unwrap_or_default();
            let (live, sandbox) = (domain(Live), domain(Sandbox));
            let _ = write!(
                text,
                "event: domains\ndata: {{\"base_domain\":\"{live}\",\"sandbox_base_domain\":\"{sandbox}\"}}\n\n"
            );
        }
        for (issuer, environment) in &closed {
            if !self.closed.contains_key(issuer) {
                tell(&mut text, service, *issuer, *environment, false);
            }
        }
        for (issuer, environment) in &self.closed {
            // What was closed long ago is not among those of now either.
            if !closed.contains_key(issuer) && service.is_open(issuer.0, &issuer.1) {
                tell(&mut text, service, *issuer, *environment, true);
            }
        }
        self.closed = closed;
        (!text.is_empty()).then_some(text)
    }
}

fn tell(
    text: &mut String,
    service: &TokenService,
    (tenant, address): (TenantId, Address),
    environment: Environment,
    open: bool,
) {
    if let Some(issuer) = service.urls().issuer_at(tenant, environment, &address) {
        let _ = write!(text, "event: issuer\ndata: {{\"issuer\":\"{issuer}\",\"open\":{open}}}\n\n");
    }
}

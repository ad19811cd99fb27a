//! What the feed has said of issuers: below which domains tenants have theirs, and which were closed.

use std::collections::HashMap;

use model::environment::Environment;
use serde::Deserialize;

/// Each thing with the number of the connection that said it last: every connection says all of it again, before it has
/// caught up.
#[derive(Debug, Default)]
pub(crate) struct KnownIssuers {
    connection: u64,
    domains: Option<(Domains, u64)>,
    closed: HashMap<String, u64>,
    /// Whether a connection has ever said all of it.
    complete: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Domains {
    base_domain: String,
    sandbox_base_domain: String,
}

#[derive(Deserialize)]
pub(crate) struct Issuer {
    issuer: String,
    open: bool,
}

impl KnownIssuers {
    pub fn connected(&mut self) {
        self.connection += 1;
    }

    pub fn set_domains(&mut self, domains: Domains) {
        self.domains = Some((domains, self.connection));
    }

    pub fn set_issuer(&mut self, Issuer { issuer, open }: Issuer) {
        if open {
            self.closed.remove(&issuer);
        } else {
            self.closed.insert(issuer, self.connection);
        }
    }

    /// This connection has said all: what only others have said counts no more.
    pub fn caught_up(&mut self) {
        let now = self.connection;
        self.closed.retain(|_, said_by| *said_by == now);
        self.domains = self.domains.take().filter(|(_, said_by)| *said_by == now);
        self.complete = true;
    }

    /// Forgets which were closed: those that are follow. Domains are settings, and not what a database lost.
    pub fn reset(&mut self) {
        self.closed.clear();
    }

    pub fn is_closed(&self, issuer: &str) -> bool {
        !self.closed.is_empty() && self.closed.contains_key(issuer)
    }

    /// `None` as long as no connection has said all.
    pub fn has_domain(&self, domain: &str, environment: Environment) -> Option<bool> {
        match &self.domains {
            Some((Domains { base_domain, sandbox_base_domain }, _)) => Some(match environment {
                Environment::Live => base_domain == domain,
                Environment::Sandbox => sandbox_base_domain == domain,
            }),
            None => self.complete.then_some(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARBOUR: &str = "https://harbour.api.example";

    fn domains() -> Domains {
        Domains { base_domain: "api.example".into(), sandbox_base_domain: "sandbox.api.example".into() }
    }

    fn said(open: bool) -> Issuer {
        Issuer { issuer: HARBOUR.into(), open }
    }

    #[test]
    fn domains_are_unknown_until_all_was_said() {
        let mut known = KnownIssuers::default();
        let live = |known: &KnownIssuers| known.has_domain("api.example", Environment::Live);
        known.connected();
        assert_eq!(live(&known), None);
        known.set_domains(domains());
        assert_eq!(live(&known), Some(true));
        known.caught_up();
        assert_eq!(known.has_domain("api.example", Environment::Sandbox), Some(false));
        known.connected();
        known.reset();
        assert_eq!(live(&known), Some(true), "until this connection has said all");
        known.caught_up();
        assert_eq!(live(&known), Some(false), "there are none any more");
    }

    #[test]
    fn a_closed_issuer_is_closed_until_it_is_opened_or_no_longer_said_to_be() {
        let mut known = KnownIssuers::default();
        known.connected();
        known.set_issuer(said(false));
        known.caught_up();
        assert!(known.is_closed(HARBOUR) && !known.is_closed("https://pier.api.example"));
        known.set_issuer(said(true));
        assert!(!known.is_closed(HARBOUR));
        known.set_issuer(said(false));
        known.connected();
        assert!(known.is_closed(HARBOUR), "the new connection has not said all");
        known.set_issuer(said(false));
        known.caught_up();
        assert!(known.is_closed(HARBOUR));
        known.connected();
        known.caught_up();
        assert!(!known.is_closed(HARBOUR), "it was opened meanwhile");
    }
}

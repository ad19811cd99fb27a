//! The grant of a client: what it may have, and how much of that a request asks for.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use model::attempt::Refusal;
use model::scope::{ScopeName, ScopeSet};

use super::granted::{Api, Granted, Held};
use crate::errors::TokenError;

/// A set of scopes that clients hold, shared by all that hold the same. What the catalogue says of them is swapped
/// in when the catalogue changes, without touching a client.
#[derive(Debug)]
pub struct SharedGrant {
    scopes: ScopeSet,
    grant: ArcSwap<Grant>,
}

impl SharedGrant {
    pub fn new(scopes: ScopeSet, catalogue: &HashMap<ScopeName, Arc<Api>>) -> Self {
        let grant = ArcSwap::from_pointee(Grant::of(&scopes, catalogue));
        Self { scopes, grant }
    }

    pub fn renew(&self, catalogue: &HashMap<ScopeName, Arc<Api>>) {
        self.grant.store(Arc::new(Grant::of(&self.scopes, catalogue)));
    }

    /// What the clients hold, whether the catalogue knows it or not.
    pub const fn scopes(&self) -> &ScopeSet {
        &self.scopes
    }

    pub fn load(&self) -> arc_swap::Guard<Arc<Grant>> {
        self.grant.load()
    }
}

/// Everything that a client holds, made ready once.
#[derive(Debug)]
pub struct Grant {
    /// In alphabetical order of name.
    held: Vec<Held>,
    whole: Option<Arc<Granted>>,
}

const NOT_GRANTED: TokenError =
    TokenError::InvalidScope("a requested scope is unknown or not granted to this client");
const NO_ACCESS: TokenError = TokenError::InvalidTarget("the client has no access to the requested resource");
const MALFORMED: TokenError = TokenError::InvalidScope("the scope parameter is malformed");
const NOTHING: TokenError =
    TokenError::InvalidScope("nothing is granted to this client that the request asks for");

impl Grant {
    /// Scopes that the catalogue does not have are left out.
    fn of(scopes: &ScopeSet, catalogue: &HashMap<ScopeName, Arc<Api>>) -> Self {
        let known = |name: &ScopeName| {
            catalogue.get(name).map(|api| Held { name: name.clone(), api: Arc::clone(api) })
        };
        Self::new(scopes.iter().filter_map(known).collect())
    }

    fn new(mut held: Vec<Held>) -> Self {
        held.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let whole = Granted::of(held.iter()).map(Arc::new);
        Self { held, whole }
    }

    /// Whether some of it belongs to an API that follows SMART Backend Services.
    pub fn holds_smart(&self) -> bool {
        self.whole.as_ref().is_some_and(|whole| whole.wants_signed_request())
    }

    /// Narrows the grant to the `scope` (RFC 6749 section 3.3) and `resource` (RFC 8707) parameters.
    /// Without `scope` it is all that is held; a `resource` that the client has nothing of is `invalid_target`.
    pub fn narrow<'a>(
        &self,
        scope: Option<&str>,
        resources: impl Iterator<Item = &'a str>,
    ) -> Result<Arc<Granted>, TokenError> {
        let resources: Vec<&str> = resources.collect();
        if resources.is_empty()
            && let Some(whole) = &self.whole
            && scope.is_none_or(|scope| scope == whole.scope)
        {
            return Ok(Arc::clone(whole));
        }
        let requested = scope.map(parse_scope).transpose()?;
        let has = |wanted: &&&str| self.held.iter().any(|held| held.api.identifier == ***wanted);
        if let Some(resource) = resources.iter().find(|wanted| !has(wanted)) {
            request_notes::refused_with(Refusal::ResourceNotGranted, resource);
            return Err(NO_ACCESS);
        }
        let holds = |name: &&&str| self.held.iter().any(|held| held.name.as_str() == **name);
        if let Some(name) = requested.as_ref().and_then(|names| names.iter().find(|name| !holds(name))) {
            request_notes::refused_with(Refusal::ScopeNotGranted, name);
            return Err(NOT_GRANTED);
        }
        let asked = |held: &&Held| {
            requested.as_ref().is_none_or(|names| names.contains(&held.name.as_str()))
                && (resources.is_empty() || resources.contains(&held.api.identifier.as_str()))
        };
        Granted::of(self.held.iter().filter(asked)).map(Arc::new).ok_or(NOTHING)
    }
}

/// `scope-token *( SP scope-token )` (RFC 6749 section 3.3), with more blanks between than one, and white space around:
/// clients join lists that hold empty texts. White space alone asks for nothing, and gets that.
fn parse_scope(scope: &str) -> Result<Vec<&str>, TokenError> {
    let names: Vec<&str> = scope.trim_ascii().split(' ').filter(|name| !name.is_empty()).collect();
    let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    if !names.is_empty() && names.iter().all(|name| name.bytes().all(allowed)) {
        Ok(names)
    } else {
        Err(MALFORMED)
    }
}

#[cfg(test)]
mod tests {
    use model::token::TokenFormat;

    use super::*;

    fn grant() -> Grant {
        let api = |identifier: &str, token_lifetime| {
            Arc::new(Api {
                identifier: identifier.to_owned(),
                token_lifetime,
                token_format: TokenFormat::Es256,
                smart_backend_services: false,
            })
        };
        let (care, bills) = (api("https://care.example", 1200), api("https://bills.example", 600));
        let held = |name: &str, api: &Arc<Api>| Held { name: name.parse().unwrap(), api: Arc::clone(api) };
        Grant::new(vec![
            held("patients.read", &care),
            held("appointments.read", &care),
            held("invoices.read", &bills),
        ])
    }

    fn narrow(scope: Option<&str>, resources: &[&str]) -> Result<(String, u32, usize), TokenError> {
        let granted = grant().narrow(scope, resources.iter().copied())?;
        Ok((granted.scope.clone(), granted.lifetime(), granted.apis.len()))
    }

    #[test]
    fn without_parameters_everything_is_granted() {
        let whole = "appointments.read invoices.read patients.read".to_owned();
        assert_eq!(narrow(None, &[]), Ok((whole, 600, 2)));
    }

    #[test]
    fn scope_and_resource_narrow() {
        assert_eq!(narrow(Some("patients.read"), &[]), Ok(("patients.read".into(), 1200, 1)));
        assert_eq!(narrow(None, &["https://bills.example"]), Ok(("invoices.read".into(), 600, 1)));
        let both = Some("patients.read invoices.read patients.read");
        assert_eq!(narrow(both, &["https://care.example"]), Ok(("patients.read".into(), 1200, 1)));
        assert_eq!(narrow(both, &[]), Ok(("invoices.read patients.read".into(), 600, 2)));
    }

    #[test]
    fn what_is_not_held_is_refused() {
        assert_eq!(narrow(Some("patients.write"), &[]), Err(NOT_GRANTED));
        assert_eq!(narrow(Some("patients.read nonsense"), &[]), Err(NOT_GRANTED));
        assert_eq!(narrow(None, &["https://care.example", "https://other.example"]), Err(NO_ACCESS));
        assert_eq!(narrow(Some("patients.read"), &["https://bills.example"]), Err(NOTHING));
        assert_eq!(Grant::new(vec![]).narrow(None, std::iter::empty()).err(), Some(NOTHING));
    }

    #[test]
    fn a_blank_too_many_is_forgiven() {
        let both = "invoices.read patients.read";
        for scope in [
            " patients.read invoices.read",
            "patients.read invoices.read ",
            "patients.read   invoices.read",
            "\tpatients.read  invoices.read\r\n",
        ] {
            assert_eq!(narrow(Some(scope), &[]), Ok((both.into(), 600, 2)), "{scope:?}");
        }
    }

    #[test]
    fn the_scope_grammar_is_strict() {
        for malformed in [" ", "\n", "patients.read\ninvoices.read", "a\"b", "a\\b", "\u{e4}", "a\tb"] {
            assert_eq!(narrow(Some(malformed), &[]), Err(MALFORMED), "{malformed:?}");
        }
    }
}

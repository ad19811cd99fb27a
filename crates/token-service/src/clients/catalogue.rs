//! The scopes of the platform, and the grants made of them.

use std::collections::HashMap;
use std::sync::Arc;

use model::scope::{ScopeName, ScopeSet};
use store::directory::DirectoryScope;

use super::grant::SharedGrant;
use super::granted::Api;

/// Clients that hold the same scopes share one grant.
#[derive(Debug, Default)]
pub struct Catalogue {
    scopes: HashMap<ScopeName, Arc<Api>>,
    grants: HashMap<ScopeSet, Arc<SharedGrant>>,
}

impl Catalogue {
    pub fn change(&mut self, scopes: Vec<DirectoryScope>) {
        let mut apis: HashMap<String, Arc<Api>> = HashMap::new();
        let of_scope = |scope: DirectoryScope| {
            let api = apis.entry(scope.api_identifier.clone()).or_insert_with(|| {
                Arc::new(Api {
                    identifier: scope.api_identifier,
                    token_lifetime: scope.token_lifetime,
                    token_format: scope.token_format,
                    smart_backend_services: scope.smart_backend_services,
                })
            });
            (scope.name, Arc::clone(api))
        };
        self.scopes = scopes.into_iter().map(of_scope).collect();
        self.grants.retain(|_, grant| Arc::strong_count(grant) > 1);
        self.grants.values().for_each(|grant| grant.renew(&self.scopes));
    }

    pub fn grant(&mut self, scopes: ScopeSet) -> Arc<SharedGrant> {
        if let Some(grant) = self.grants.get(&scopes) {
            return Arc::clone(grant);
        }
        let grant = Arc::new(SharedGrant::new(scopes.clone(), &self.scopes));
        self.grants.insert(scopes, Arc::clone(&grant));
        grant
    }

    pub fn names(&self) -> Vec<ScopeName> {
        let mut names: Vec<ScopeName> = self.scopes.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    pub fn of_api(&self, api: &str, scope: &str) -> String {
        let belongs = |name: &&str| {
            let known = name.parse().ok().and_then(|name: ScopeName| self.scopes.get(&name));
            known.is_some_and(|known| known.identifier == api)
        };
        scope.split(' ').filter(belongs).collect::<Vec<_>>().join(" ")
    }
}

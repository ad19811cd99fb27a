//! The APIs as protected resources (RFC 9728), each with its scopes.

use std::collections::HashMap;
use std::sync::Arc;

use model::ids::ApiId;
use model::scope::ScopeName;
use store::directory::{DirectoryApi, DirectoryScope};

/// An API and its scopes, in alphabetical order.
#[derive(Debug)]
pub struct ProtectedResource {
    pub api: DirectoryApi,
    pub scopes: Vec<ScopeName>,
}

/// The APIs that have scopes: there are no tokens for others.
#[derive(Debug, Default)]
pub struct ProtectedResources {
    by_id: HashMap<ApiId, Arc<ProtectedResource>>,
    ids: HashMap<String, ApiId>,
}

impl ProtectedResources {
    /// `scopes` stand in alphabetical order.
    pub fn new(apis: Vec<DirectoryApi>, scopes: &[DirectoryScope]) -> Self {
        let mut of_apis: HashMap<&str, Vec<ScopeName>> = HashMap::new();
        for scope in scopes {
            of_apis.entry(scope.api_identifier.as_str()).or_default().push(scope.name.clone());
        }
        let mut resources = Self::default();
        for api in apis {
            let Some(scopes) = of_apis.remove(api.identifier.as_str()) else { continue };
            resources.ids.insert(api.identifier.clone(), api.id);
            resources.by_id.insert(api.id, Arc::new(ProtectedResource { api, scopes }));
        }
        resources
    }

    pub fn get(&self, id: ApiId) -> Option<Arc<ProtectedResource>> {
        self.by_id.get(&id).cloned()
    }

    pub fn id_of(&self, identifier: &str) -> Option<ApiId> {
        self.ids.get(identifier).copied()
    }
}

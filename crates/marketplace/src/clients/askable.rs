//! The scopes for which an app or a tenant may ask.

use std::collections::BTreeMap;

use model::scope::{ScopeName, ScopeSet, ScopeState};
use store::Shared;

use crate::errors::Error;

/// The active scopes among some names, each with whether its API takes only requests that their client signed.
pub(crate) struct Askable(BTreeMap<ScopeName, bool>);

impl Askable {
    pub async fn among(shared: Shared<'_>, names: &ScopeSet) -> Result<Self, Error> {
        let known = shared.apis().of_scopes(names).await?.into_iter();
        let known = known.flat_map(|(api, scopes)| {
            scopes.into_iter().map(move |scope| (scope, api.smart_backend_services))
        });
        let active = known.filter(|(scope, _)| scope.state == ScopeState::Active);
        Ok(Self(active.map(|(scope, signed)| (scope.name, signed)).collect()))
    }

    /// Why this scope cannot be asked for. `first`: it was not listed before; `signs`: the client signs its requests.
    pub fn refusal(&self, name: &ScopeName, first: bool, signs: bool) -> Option<String> {
        if !first {
            return Some(format!("{name} is listed twice."));
        }
        match self.0.get(name) {
            None => Some(format!("{name} is no active scope of the catalogue.")),
            Some(true) if !signs => {
                Some(format!("{name} is only for apps that sign their requests (keyless)."))
            }
            Some(_) => None,
        }
    }
}

/// The names of those APIs that some of these scopes, active or not, belong to and that take only requests that their
/// client signed.
pub(crate) async fn signed_apis(shared: Shared<'_>, names: &ScopeSet) -> Result<Vec<String>, Error> {
    let apis = shared.apis().of_scopes(names).await?.into_iter();
    Ok(apis.filter(|(api, _)| api.smart_backend_services).map(|(api, _)| api.name).collect())
}

//! Which scopes somebody may ask for.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    ids::ApiId,
    scope::{Scope, ScopeName, ScopeSet, ScopeState},
};
use store::Tx;

use crate::Error;

/// The active scopes among some names, each with whether its API takes only requests that their client signed.
pub(crate) struct Askable(BTreeMap<ScopeName, bool>);

impl Askable {
    pub async fn among(tx: &mut Tx, names: &ScopeSet) -> Result<Self, Error> {
        let known = tx.platform().await?.scopes().by_names(names).await?;
        let signed = signed(tx, &known).await?;
        let active = known.into_iter().filter(|scope| scope.state == ScopeState::Active);
        Ok(Self(active.map(|scope| (scope.name, signed.contains_key(&scope.api))).collect()))
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
pub(crate) async fn signed_apis(tx: &mut Tx, names: &ScopeSet) -> Result<Vec<String>, Error> {
    let scopes = tx.platform().await?.scopes().by_names(names).await?;
    Ok(signed(tx, &scopes).await?.into_values().collect())
}

async fn signed(tx: &mut Tx, scopes: &[Scope]) -> Result<BTreeMap<ApiId, String>, Error> {
    let apis = tx.platform().await?.apis();
    let mut signed = BTreeMap::new();
    for id in scopes.iter().map(|scope| scope.api).collect::<BTreeSet<_>>() {
        let api = apis.get(id).await?.ok_or(Error::NotFound)?;
        if api.smart_backend_services {
            signed.insert(id, api.name);
        }
    }
    Ok(signed)
}

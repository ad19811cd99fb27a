//! Which scopes somebody may ask for.

use std::collections::{BTreeMap, BTreeSet};

use model::scope::{ScopeName, ScopeSet, ScopeState};
use store::Tx;

use crate::Error;

/// The active scopes among some names, each with whether its API takes only requests that their client signed.
pub(crate) struct Askable(BTreeMap<ScopeName, bool>);

impl Askable {
    pub async fn among(tx: &mut Tx, names: &ScopeSet) -> Result<Self, Error> {
        let platform = tx.platform().await?;
        let known = platform.scopes().by_names(names).await?;
        let mut signed = BTreeSet::new();
        for api in known.iter().map(|scope| scope.api).collect::<BTreeSet<_>>() {
            let found = platform.apis().get(api).await?.ok_or(Error::NotFound)?;
            signed.extend(found.smart_backend_services.then_some(api));
        }
        let active = known.into_iter().filter(|scope| scope.state == ScopeState::Active);
        Ok(Self(active.map(|scope| (scope.name, signed.contains(&scope.api))).collect()))
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

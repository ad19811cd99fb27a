//! Scopes that clients hold and do not ask for (docs/adr/0036).

use std::collections::HashMap;

use chrono::TimeDelta;
use model::{
    Timestamp,
    connection::Connection,
    credential::{Credential, UNUSED_AFTER_DAYS},
    ids::CredentialId,
    scope::ScopeSet,
};
use store::{
    Tenanted,
    scope_uses::{Counted, Uses},
};
use wire::access::{ScopeUse, UnusedScope};

use crate::errors::Error;
use crate::service::Marketplace;

impl Marketplace {
    /// Counts the uses of what a client holds now and did not hold before, from now on.
    pub(crate) async fn count_scopes(
        &self,
        rows: Tenanted<'_>,
        client: CredentialId,
        before: &ScopeSet,
        after: &ScopeSet,
    ) -> Result<(), Error> {
        let new: ScopeSet = after.difference(before).cloned().collect();
        if !new.is_empty() {
            rows.scope_uses().count(client, &new, self.now()).await?;
        }
        Ok(())
    }

    /// As [`count_scopes`](Self::count_scopes), of the client of a connection.
    pub(crate) async fn count_scopes_of(
        &self,
        rows: Tenanted<'_>,
        before: &Connection,
        after: &Connection,
    ) -> Result<(), Error> {
        if after.granted.is_subset(&before.granted) {
            return Ok(());
        }
        let credential = rows.credentials().of_connection(after.id).await?;
        let credential = credential.ok_or_else(|| Error::broken("credential of connection", after.id))?;
        self.count_scopes(rows, credential.id, &before.granted, &after.granted).await
    }

    /// What these clients do with the scopes that they hold; none of those that are younger than what is called unused.
    pub(crate) async fn scope_use(
        &self,
        rows: Tenanted<'_>,
        clients: &[(&Credential, &ScopeSet)],
    ) -> Result<HashMap<CredentialId, ScopeUse>, Error> {
        let since = self.now() - TimeDelta::days(UNUSED_AFTER_DAYS);
        let old: Vec<_> = clients.iter().filter(|(client, _)| client.created_at <= since).collect();
        if old.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<_> = old.iter().map(|(client, _)| client.id).collect();
        let uses = rows.scope_uses().of(&ids).await?;
        let none = Uses::default();
        let view = |(client, held): &&(&Credential, &ScopeSet)| {
            (client.id, view(uses.get(&client.id).unwrap_or(&none), held, since))
        };
        Ok(old.iter().map(view).collect())
    }
}

/// `since`: what was not used since then is unused.
fn view(uses: &Uses, held: &ScopeSet, since: Timestamp) -> ScopeUse {
    let is_unused = |of: &&Counted| of.since <= since && of.last_used_on.is_none_or(|used| used <= since);
    let unused = held.iter().filter_map(|name| {
        let Counted { since: counted_since, last_used_on } = *uses.of_scopes.get(name).filter(is_unused)?;
        Some(UnusedScope { name: name.clone(), counted_since, last_used_on })
    });
    let is_known = uses.none_named_on.is_none_or(|named_none| named_none <= since);
    ScopeUse {
        unused: if is_known { unused.collect() } else { Vec::new() },
        none_named_on: uses.none_named_on.filter(|_| !is_known),
    }
}

#[cfg(test)]
mod tests {
    use model::scope::ScopeName;

    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_timestamp(day * 86_400, 0).unwrap()
    }

    #[test]
    fn what_was_counted_long_enough_and_not_used_is_unused() {
        let held: ScopeSet = ["a", "b", "c", "d"].map(|name| name.parse().unwrap()).into();
        let counted = |name: &str, since, used: Option<i64>| {
            (name.parse::<ScopeName>().unwrap(), Counted { since: at(since), last_used_on: used.map(at) })
        };
        let of_scopes = HashMap::from([
            counted("a", 1, None),
            counted("b", 1, Some(9)),
            counted("c", 1, Some(11)),
            counted("d", 11, None),
            counted("gone", 1, None),
        ]);
        let uses = Uses { of_scopes, none_named_on: Some(at(9)) };
        let unused = |uses: &Uses| -> Vec<_> {
            view(uses, &held, at(10)).unused.into_iter().map(|one| one.name.to_string()).collect()
        };
        assert_eq!(unused(&uses), ["a", "b"]);
        let uses = Uses { none_named_on: Some(at(11)), ..uses };
        assert_eq!(unused(&uses), [""; 0], "it asked for everything at once");
    }
}

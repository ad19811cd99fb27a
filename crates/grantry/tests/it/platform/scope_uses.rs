//! Scopes that a client holds and does not ask for. Asked in this process, where a test can put a grant into the past.

use chrono::TimeDelta;
use model::{
    credential::Credential,
    ids::CredentialId,
    scope::{ScopeName, ScopeSet},
};
use store::{Store, scope_uses::ScopeUse};
use wire::{
    access::EditAccess,
    admin::{Allow, Connection},
};

use super::budgets::market::Market;
use crate::harness::{Outcome, on_both_databases};

on_both_databases! { what_was_not_used_for_90_days_is_pointed_out }

struct Past<'a> {
    market: &'a Market,
    store: &'a Store,
    client: CredentialId,
}

impl Past<'_> {
    /// The client was made so many days ago, and its scopes were granted then.
    async fn granted(&self, days: i64, scopes: &[&str]) -> Outcome {
        let then = self.market.here.clock().now() - TimeDelta::days(days);
        let scopes = scopes.iter().map(|name| name.parse::<ScopeName>()).collect::<Result<ScopeSet, _>>()?;
        let mut tx = self.store.begin().await?;
        let rows = tx.within(self.market.tenant).await?;
        let credential = rows.credentials().get(self.client).await?.ok_or("no client")?;
        rows.credentials().update(&Credential { created_at: then, ..credential }).await?;
        rows.scope_uses().count(self.client, &scopes, then).await?;
        Ok(tx.commit_unrecorded().await?)
    }

    /// A token request named this scope so many days ago, or none.
    async fn asked(&self, days: i64, scope: Option<&str>) -> Outcome {
        let scope = scope.map(str::parse::<ScopeName>).transpose()?;
        let on = self.market.here.clock().now() - TimeDelta::days(days);
        let used = ScopeUse { tenant: self.market.tenant, client: self.client, scope, on };
        let mut tx = self.store.begin().await?;
        tx.platform().await?.scopes_used(&[used]).await?;
        Ok(tx.commit_unrecorded().await?)
    }
}

/// The scopes that are called unused, and whether everything was asked for at once.
fn told(connection: &Connection) -> Outcome<(Vec<&str>, bool)> {
    let told = connection.scope_use.as_ref().ok_or("nothing is said of its scopes")?;
    Ok((told.unused.iter().map(|one| one.name.as_str()).collect(), told.none_named_on.is_some()))
}

async fn what_was_not_used_for_90_days_is_pointed_out(url: &str) -> Outcome {
    let (market, store) = (Market::open(url).await?, Store::connect(&store::Settings::new(url)).await?);
    let here = &market.here;
    let app = market.app(&["patients.read"], &["patients.change", "claims.read"]).await?;
    let optional_scopes: Vec<ScopeName> = vec!["claims.read".parse()?, "patients.change".parse()?];
    let request = Allow { version: 1, details_revision: 1, optional_scopes, ends_at: None };
    let allowed = here.decisions().allow(&market.admin().await?, app, request).await?;
    let (id, client) = (allowed.connection.id, allowed.credential.client_id);
    let read = async || -> Outcome<Connection> {
        Ok(here.tenant_connections().get(&market.member().await?, id).await?)
    };
    assert_eq!(read().await?.scope_use, None, "it is too young");

    let past = Past { market: &market, store: &store, client };
    past.granted(100, &["patients.read", "patients.change"]).await?;
    past.asked(95, Some("patients.change")).await?;
    assert_eq!(told(&read().await?)?, (vec!["patients.change", "patients.read"], false));
    past.asked(5, Some("patients.read")).await?;
    past.asked(6, Some("patients.read")).await?;
    let seen = read().await?;
    assert_eq!(told(&seen)?, (vec!["patients.change"], false), "claims.read was granted today");
    past.asked(95, None).await?;
    assert_eq!(told(&read().await?)?, (vec!["patients.change"], false));

    // Taken back and given again, it is counted from the beginning.
    let edit = async |optional: &[&str], revision| -> Outcome<Connection> {
        let names = optional.iter().map(|name| name.parse::<ScopeName>());
        let optional_scopes = names.collect::<Result<Vec<_>, _>>()?;
        let request = EditAccess { revision, optional_scopes, ends_at: None };
        Ok(here.tenant_connections().edit_access(&market.admin().await?, id, request).await?)
    };
    let narrowed = edit(&["claims.read"], seen.revision).await?;
    assert_eq!(told(&narrowed)?, (vec![], false));
    let wider = edit(&["claims.read", "patients.change"], narrowed.revision).await?;
    assert_eq!(told(&wider)?, (vec![], false));

    past.granted(100, &["patients.change"]).await?;
    assert_eq!(told(&read().await?)?, (vec!["patients.change"], false));
    past.asked(1, None).await?;
    assert_eq!(told(&read().await?)?, (vec![], true), "which of them it uses is not known");
    Ok(())
}

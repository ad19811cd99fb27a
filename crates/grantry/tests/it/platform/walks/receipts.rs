//! The receipts of a walk's decisions, compared with the reference.

use std::collections::BTreeSet;

use model::ids::ReceiptId;
use store::Listing;

use super::{outcome::same, reference::Reference, steps::At, taking::Walk};
use crate::harness::Outcome;

/// More than a connection has.
const MANY: u64 = 1_000;

/// One for each decision, in the order of the decisions: each is signed, and says what the app may do after it.
pub async fn compare(walk: &Walk<'_>, reference: &Reference) -> Outcome {
    for at in 0..reference.tenants.len() {
        let (member, mut found) = (walk.world.member(at).await?, Vec::new());
        for id in of_tenant(walk, at).await? {
            let receipt = walk.world.here().receipts().get(&member, id).await?.statement;
            let scopes = receipt.granted.iter().flat_map(|api| &api.scopes);
            let granted: BTreeSet<_> = scopes.map(|scope| scope.name.to_string()).collect();
            found.push((receipt.decision, receipt.version, granted, receipt.ends_at));
        }
        let mut expected = Vec::new();
        for given in reference.receipts.iter().filter(|given| given.at == at) {
            let granted: BTreeSet<_> = given.granted.iter().map(|scope| (*scope).to_owned()).collect();
            let ends_at = given.ends.map(|end| walk.after(end));
            expected.push((given.decision, Some(given.version), granted, ends_at));
        }
        same("the receipts", &found, &expected)?;
    }
    Ok(())
}

/// Oldest first: between two decisions is a minute, and ids are in the order of time.
async fn of_tenant(walk: &Walk<'_>, at: At) -> Outcome<Vec<ReceiptId>> {
    let mut tx = walk.world.store.read().await?;
    let receipts = tx.within(walk.world.tenants[at]).await?.receipts();
    let mut ids = Vec::new();
    for connection in &walk.connections {
        let listed = receipts.of_connection(*connection, &Listing::first(MANY)).await?;
        ids.extend(listed.items.into_iter().map(|receipt| receipt.id));
    }
    ids.sort_unstable();
    Ok(ids)
}

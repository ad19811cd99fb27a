//! What waits by the time: secrets that end or are unused, and access that ends.

use model::{
    Timestamp,
    credential::{CredentialOwner, Secret},
    need::NeedKind,
    scope::ScopeSet,
    tenant::Tenancy,
};
use store::{
    last_uses::SecretUse,
    needs::{NeedTimes, Needs},
    secrets::SecretHash,
};

use crate::{
    connections::{credential, secret},
    harness::{Database, Outcome, at, on_both},
    marketplace::{allowed, draft, market, published},
};

on_both! { what_waits_depends_on_the_time }

/// Nothing ends and nothing is unused at these times.
fn early() -> NeedTimes {
    NeedTimes { now: at(5), soon: at(6), unused: at(0), declined: at(0), refused: at(0) }
}

/// The connection ends at 1000. Its secret was made at 4 and ends at 99; an own one, which ends at 2000, has an older
/// secret without an end.
async fn what_waits_depends_on_the_time(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let connection = allowed(&market.clinic, &app, market.ann.id);
    let of_connection = credential(&market.clinic, CredentialOwner::Connection(connection.id), market.ann.id);
    let owner = CredentialOwner::Tenant { name: "Reports".into(), scopes: ScopeSet::default() };
    let mut own = credential(&market.clinic, owner, market.ann.id);
    own.standing.ends_at = Some(at(2000));
    let mut tx = database.store.begin().await?;
    let rows = tx.within(market.clinic.id).await?;
    rows.connections().insert(&connection).await?;
    rows.credentials().insert(&of_connection).await?;
    rows.credentials().insert(&own).await?;
    let ending = secret(of_connection.id, market.ann.id);
    let endless = Secret { expires_at: None, ..secret(own.id, market.ann.id) };
    let beside = secret(own.id, market.ann.id);
    for (number, secret) in (0..).zip([&ending, &endless, &beside]) {
        rows.secrets().insert(secret, SecretHash::new(vec![number; 32])).await?;
    }
    let tenancy = Tenancy::from(&market.clinic);
    for (times, waits) in [
        (early(), vec![]),
        (NeedTimes { soon: at(98), ..early() }, vec![]),
        // Its other secret has no end.
        (NeedTimes { soon: at(99), ..early() }, vec![(NeedKind::SecretEnds, at(99))]),
        (
            NeedTimes { soon: at(1000), ..early() },
            vec![(NeedKind::SecretEnds, at(99)), (NeedKind::AccessEnds, at(1000))],
        ),
        // It has ended: what stops it says so.
        (NeedTimes { now: at(1000), soon: at(1001), ..early() }, vec![(NeedKind::SecretEnds, at(99))]),
        (
            NeedTimes { now: at(1000), soon: at(2000), ..early() },
            vec![(NeedKind::SecretEnds, at(99)), (NeedKind::OwnAccessEnds, at(2000))],
        ),
        (NeedTimes { unused: at(4), ..early() }, vec![]),
        (
            NeedTimes { unused: at(5), ..early() },
            vec![(NeedKind::SecretUnused, at(4)), (NeedKind::OwnSecretUnused, at(4))],
        ),
    ] {
        let needs = rows.needs(tenancy, times).await?;
        let found: Vec<(NeedKind, Timestamp)> = needs.items.iter().map(|need| (need.kind, need.at)).collect();
        assert_eq!(found, waits, "{times:?}");
        let counts: Vec<_> = waits.iter().map(|(kind, _)| (*kind, 1)).collect();
        assert_eq!(needs.counts, counts);
    }
    // A use of either secret counts.
    let platform = tx.platform().await?;
    let used = SecretUse { tenant: market.clinic.id, secret: beside.id, at: at(50), from: None };
    platform.secrets_used(&[used]).await?;
    let rows = tx.within(market.clinic.id).await?;
    let needs = rows.needs(tenancy, NeedTimes { unused: at(6), ..early() }).await?;
    assert_eq!(needs.counts, [(NeedKind::SecretUnused, 1)]);
    let harbour = Tenancy::from(&market.harbour);
    let rows = tx.within(market.harbour.id).await?;
    let needs = rows.needs(harbour, NeedTimes { unused: at(99), ..early() }).await?;
    assert_eq!(needs, Needs::default(), "another tenant's");
    Ok(())
}

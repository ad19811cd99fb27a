//! Requests for apps and receipts belong to one tenant.

use model::{
    credential::{Credential, CredentialOwner},
    ids::AppId,
    receipt::Decision,
    scope::ScopeSet,
};
use store::{
    Listing,
    app_requests::AppRequest,
    receipts::{About, Receipt},
};

use crate::{
    connections::credential,
    harness::{Database, Outcome, at, id, on_both},
    marketplace::{allowed, draft, market, published},
};

on_both! { requests_are_settled_within_their_tenant receipts_are_kept_within_their_tenant }

async fn requests_are_settled_within_their_tenant(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?.id;
    let request = |app: AppId| AppRequest { app, person: market.ann.id, reason: "Please.".into(), at: at(1) };
    let mut tx = database.store.begin().await?;
    for tenant in [market.clinic.id, market.harbour.id] {
        let requests = tx.within(tenant).await?.app_requests();
        assert!(requests.insert(&request(app)).await?);
        assert!(!requests.insert(&request(app)).await?, "once");
    }
    let requests = tx.within(market.clinic.id).await?.app_requests();
    assert_eq!(requests.of_apps(&[app]).await?, [request(app)]);
    requests.settle(app).await?;
    assert_eq!(requests.of_apps(&[app]).await?, []);
    assert!(requests.withdraw(app, market.ann.id).await.is_err());
    let others = tx.within(market.harbour.id).await?.app_requests();
    assert_eq!(others.of_apps(&[app]).await?, [request(app)], "another tenant's");
    others.withdraw(app, market.ann.id).await?;
    Ok(())
}

async fn receipts_are_kept_within_their_tenant(database: Database) -> Outcome {
    let market = market(&database.store).await?;
    let app = published(&database.store, &market, &draft(&market.acme, "Reminders")).await?;
    let connection = allowed(&market.clinic, &app, market.ann.id);
    let owner = CredentialOwner::Tenant { name: "Reports".into(), scopes: ScopeSet::default() };
    let own = credential(&market.clinic, owner, market.ann.id);
    let receipt = |about: About, decision: Decision| Receipt {
        id: id!(ReceiptId),
        about,
        decision,
        person: market.ann.id,
        person_name: "Ann".into(),
        at: at(5),
    };
    let allowed = receipt(About::Connection { id: connection.id, version: 1 }, Decision::Allowed);
    let generated = receipt(About::Credential(own.id), Decision::Generated);
    let mut tx = database.store.begin().await?;
    let rows = tx.within(market.clinic.id).await?;
    rows.connections().insert(&connection).await?;
    rows.credentials().insert(&own).await?;
    rows.receipts().insert(&allowed, "a.b.c".into()).await?;
    rows.receipts().insert(&generated, "d.e.f".into()).await?;
    rows.credentials().update(&Credential { deleted_at: Some(at(6)), ..own.clone() }).await?;
    let (listing, receipts) = (Listing::first(10), rows.receipts());
    assert_eq!(receipts.of_connection(connection.id, &listing).await?.items, std::slice::from_ref(&allowed));
    assert_eq!(receipts.of_credential(own.id, &listing).await?.items, std::slice::from_ref(&generated));
    assert!(rows.credentials().was_own(own.id).await?, "though it is deleted");
    assert_eq!(receipts.jws(allowed.id).await?.as_deref(), Some("a.b.c"));
    let others = tx.within(market.harbour.id).await?;
    assert!(!others.credentials().was_own(own.id).await?);
    let others = others.receipts();
    assert_eq!(others.of_connection(connection.id, &listing).await?.items, []);
    assert_eq!(others.of_credential(own.id, &listing).await?.items, []);
    assert_eq!(others.jws(allowed.id).await?, None);
    Ok(())
}

//! Each publisher's own sandbox: nothing of one environment works in the other.

use model::role::PublisherRole;
use serde_json::{Value, json};
use wire::{
    account::Me,
    admin::{GeneratedCredential, Tenant},
    developer::Publisher,
    members::TenantMember,
    page::Page,
    paths,
};

use crate::harness::{Outcome, Partner, Stage, allow_at, at_tenant, claims, on_both};

on_both! { shared: a_sandbox_says_so neither_side_works_on_the_other a_sandbox_is_its_team_s another_publisher_sees_nothing; }

async fn a_sandbox_says_so(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let home: Publisher = publisher.owner.read(&publisher.at("")).await?;
    let sandbox: Tenant = publisher.owner.read(&at_tenant(publisher.sandbox, "")).await?;
    assert_eq!((sandbox.kind.as_str(), &sandbox.issuer), ("sandbox", &home.sandbox_issuer));
    assert_eq!(sandbox.issuer, format!("{}/sandbox/t/{}", stage.anonymous.base, publisher.sandbox));
    assert_eq!(sandbox.token_endpoint, format!("{}/oauth2/token", sandbox.issuer));

    let app = publisher.app(publisher.sandbox, &["patients.read"], &[]).await?;
    let allowed = allow_at(&publisher.owner, publisher.sandbox, app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    let said = claims(&token)?;
    assert_eq!((&said["env"], &said["iss"]), (&json!("sandbox"), &json!(sandbox.issuer)));
    let patients: Value = partner.call(&token, "/patients").await?.ok(200)?.json()?;
    assert_eq!(patients["environment"], "sandbox");
    Ok(())
}

async fn neither_side_works_on_the_other(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(publisher.sandbox, &["patients.read"], &[]).await?;
    publisher.target(app.id, tenant.id).await?;
    let sandbox = allow_at(&publisher.owner, publisher.sandbox, app.id, &[]).await?;
    let live = tenant.allow(app.id, &[]).await?;
    let (sandbox, live) = (
        Partner::new(&stage.anonymous, &sandbox.credential),
        Partner::new(&stage.anonymous, &live.credential),
    );
    for (partner, elsewhere) in [(&sandbox, &live), (&live, &sandbox)] {
        assert!(partner.gets_token().await?);
        let there = Partner { endpoint: elsewhere.endpoint.clone(), ..partner.clone() };
        assert!(!there.gets_token().await?);
    }
    // The right tenant under the other environment's path is the issuer of no one.
    let (sandbox_path, live_path) =
        (live.endpoint.replacen("/t/", "/sandbox/t/", 1), sandbox.endpoint.replacen("/sandbox/t/", "/t/", 1));
    for (partner, endpoint) in [(&live, sandbox_path), (&sandbox, live_path)] {
        assert!(!Partner { endpoint, ..partner.clone() }.gets_token().await?);
    }
    // The keys are not shared either.
    let live_keys: Value = stage.anonymous.read("/oauth2/jwks").await?;
    let sandbox_keys: Value = stage.anonymous.read("/sandbox/oauth2/jwks").await?;
    let kid = |keys: &Value| keys["keys"][0]["kid"].as_str().map(str::to_owned);
    assert!(kid(&live_keys).is_some() && kid(&live_keys) != kid(&sandbox_keys));
    assert_eq!(claims(&live.token().await?)?["env"], "live");
    Ok(())
}

/// The publisher's team are its members, in roles that follow from theirs.
async fn a_sandbox_is_its_team_s(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let developer = publisher.join(PublisherRole::Developer).await?;
    let viewer = publisher.join(PublisherRole::Viewer).await?;
    let me: Me = developer.read(&paths::account::session()).await?;
    assert!(me.tenants.iter().any(|one| one.id == publisher.sandbox && one.kind.as_str() == "sandbox"));
    let body = json!({"name": "Try", "scopes": ["patients.read"]});
    let path = at_tenant(publisher.sandbox, "/credentials");
    developer.create::<GeneratedCredential>(&path, &body).await?;
    viewer.post(&path, &body).await?.ok(403)?;
    viewer.get(&path).await?.ok(200)?;
    let members: Page<TenantMember> = publisher.owner.read(&at_tenant(publisher.sandbox, "/members")).await?;
    assert_eq!(members.items.len(), 3);
    let invitation = json!({"email": "eve@example.org", "role": "admin"});
    publisher.owner.post(&at_tenant(publisher.sandbox, "/members"), invitation).await?.ok(409)?;
    publisher.owner.delete(&publisher.at(&format!("/members/{}", developer.me.id))).await?.ok(204)?;
    developer.get(&path).await?.ok(404)?;
    Ok(())
}

async fn another_publisher_sees_nothing(stage: &Stage) -> Outcome {
    let (publisher, other) = (stage.publisher().await?, stage.publisher().await?);
    other.owner.get(&at_tenant(publisher.sandbox, "")).await?.ok(404)?;
    let app = other.draft().await?;
    let path = other.at(&format!("/apps/{}/targets", app.id));
    let refused = other.owner.post(&path, json!({"tenant_id": publisher.sandbox})).await?;
    assert_eq!(refused.wrong_fields()?, ["tenant_id"]);
    Ok(())
}

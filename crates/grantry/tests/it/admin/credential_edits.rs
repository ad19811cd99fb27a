//! The organisation's own credentials: edited, disabled and restored, with the secret that there is.

use serde_json::{Value, json};
use wire::{
    activity::Activity,
    admin::{Credential, GeneratedCredential},
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{
    Outcome, Partner, Stage, Tenant, claims, on_both, soon, timed_on_both, within_a_second,
};

on_both! {
    shared: an_edit_names_what_is_there;
}

timed_on_both! {
    shared: they_are_edited_at_once they_are_disabled_and_restored;
}

struct Own {
    tenant: Tenant,
    made: GeneratedCredential,
}

async fn own(stage: &Stage) -> Outcome<Own> {
    let tenant = stage.tenant().await?;
    let made = tenant.generate(&["patients.read", "claims.read"]).await?;
    Ok(Own { tenant, made })
}

impl Own {
    fn at(&self, rest: &str) -> String {
        self.tenant.at(&format!("/credentials/{}{rest}", self.made.issued.client_id))
    }

    async fn edit(&self, revision: u32, scopes: &[&str], ends_at: Value) -> Outcome<Credential> {
        let name = "Nightly export";
        let body = json!({"revision": revision, "name": name, "scopes": scopes, "ends_at": ends_at});
        self.tenant.owner.change(&self.at(""), body).await
    }

    async fn newest(&self) -> Outcome<Activity> {
        let page: Page<Activity> = self.tenant.owner.read(&self.tenant.at("/activity")).await?;
        Ok(page.items.into_iter().next().ok_or("no history")?)
    }
}

fn kinds(credential: &Credential) -> Vec<&str> {
    credential.stops.iter().map(|stop| stop.by.as_str()).collect()
}

async fn they_are_edited_at_once(stage: &Stage) -> Outcome {
    let own = own(stage).await?;
    let partner = Partner::new(&stage.anonymous, &own.made.issued);
    let token = partner.token().await?;
    let narrower = own.edit(0, &["patients.read"], Value::Null).await?;
    assert_eq!((narrower.name.as_str(), narrower.revision, narrower.scopes.len()), ("Nightly export", 1, 1));
    within_a_second(async || {
        let gone = partner.error(Some("claims.read")).await? == "400 invalid_scope";
        Ok(gone && !partner.is_alive(&token).await?)
    })
    .await?;
    let told = own.newest().await?;
    let detail = told.detail.unwrap_or_default();
    assert_eq!(told.action.as_str(), "credential.changed");
    assert!(detail.starts_with("Renamed from ") && detail.contains("Taken back "), "{detail}");

    let token = partner.token().await?;
    own.edit(1, &["claims.read", "patients.read"], Value::Null).await?;
    within_a_second(async || Ok(claims(&partner.token().await?)?["scope"] == "claims.read patients.read"))
        .await?;
    assert!(partner.is_alive(&token).await?, "what is given revokes nothing");

    let end = soon(60_000);
    assert_eq!(own.edit(2, &["claims.read", "patients.read"], json!(end)).await?.ends_at, end);
    within_a_second(async || Ok(!partner.is_alive(&token).await?)).await?;
    let claims = claims(&partner.token().await?)?;
    let (expires, end) = (claims["exp"].as_i64(), end.map(|end| end.timestamp()));
    assert!(expires <= end, "{expires:?} {end:?}");
    Ok(())
}

async fn they_are_disabled_and_restored(stage: &Stage) -> Outcome {
    let own = own(stage).await?;
    let partner = Partner::new(&stage.anonymous, &own.made.issued);
    let token = partner.token().await?;
    let path = own.at("/pause");
    let paused: Credential =
        own.tenant.owner.post(&path, json!({"reason": "Our audit."})).await?.ok(200)?.json()?;
    within_a_second(async || Ok(!partner.gets_token().await? && !partner.is_alive(&token).await?)).await?;
    assert_eq!(kinds(&paused), ["tenant"]);
    let stop = &paused.stops[0];
    assert_eq!(
        (stop.who.as_deref(), stop.reason.as_deref()),
        (Some(own.tenant.owner.me.name.as_str()), Some("Our audit."))
    );
    own.tenant.owner.verb(&path).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let listed: Page<Credential> = own.tenant.owner.read(&own.tenant.at("/credentials")).await?;
    assert_eq!(listed.items[0].stops, paused.stops);
    let told = own.newest().await?;
    assert_eq!((told.action.as_str(), told.detail.as_deref()), ("credential.paused", Some("“Our audit.”")));

    // What else stops it stays.
    let end = soon(1_500);
    own.edit(0, &["patients.read"], json!(end)).await?;
    while kinds(&own.tenant.owner.read(&own.at("")).await?).len() < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let resumed: Credential = own.tenant.owner.act(&own.at("/resume")).await?;
    assert_eq!(kinds(&resumed), ["end_date"]);
    assert!(!partner.gets_token().await?);
    let renewed = own.edit(1, &["patients.read"], Value::Null).await?;
    assert_eq!(kinds(&renewed), [""; 0]);
    within_a_second(async || partner.gets_token().await).await?;
    own.tenant.owner.verb(&own.at("/resume")).await?.ok(409)?;
    Ok(())
}

async fn an_edit_names_what_is_there(stage: &Stage) -> Outcome {
    let own = own(stage).await?;
    for (body, wrong) in [
        (json!({"revision": 0, "name": "", "scopes": [], "ends_at": null}), vec!["name", "scopes"]),
        (
            json!({"revision": 0, "name": "a", "scopes": ["claims.read", "no.such", "claims.read"], "ends_at": null}),
            vec!["scopes[1]", "scopes[2]"],
        ),
        (
            json!({"revision": 0, "name": "a", "scopes": ["claims.read"], "ends_at": soon(-1000)}),
            vec!["ends_at"],
        ),
    ] {
        assert_eq!(own.tenant.owner.put(&own.at(""), body).await?.wrong_fields()?, wrong);
    }
    let good = json!({"revision": 7, "name": "a", "scopes": ["claims.read"], "ends_at": null});
    own.tenant.owner.put(&own.at(""), &good).await?.ok(412)?.problem(ProblemCode::LostRace)?;

    let other = stage.tenant().await?;
    let publisher = stage.publisher().await?;
    let app = publisher.app(own.tenant.id, &["patients.read"], &[]).await?;
    let connected = own.tenant.allow(app.id, &[]).await?.credential.client_id;
    for (who, at) in [
        (&other.owner, other.at(&format!("/credentials/{}", own.made.issued.client_id))),
        (&own.tenant.owner, own.tenant.at(&format!("/credentials/{connected}"))),
    ] {
        who.put(&at, &good).await?.ok(404)?;
        who.verb(&format!("{at}/pause")).await?.ok(404)?;
        who.verb(&format!("{at}/resume")).await?.ok(404)?;
    }
    Ok(())
}

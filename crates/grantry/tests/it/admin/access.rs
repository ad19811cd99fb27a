//! Access that is edited, with the credentials that there are.

use serde_json::{Value, json};
use wire::{
    activity::Activity,
    admin::{Allowed, Connection},
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{
    Answer, Outcome, Partner, Publisher, Stage, Tenant, claims, on_both, soon, timed_on_both, wanted,
    within_a_second,
};

on_both! {
    shared: an_edit_names_what_is_there an_end_is_set_moved_and_removed
        what_the_app_no_longer_asks_for_is_not_given;
}

timed_on_both! {
    shared: scopes_are_given_and_taken_back_at_once;
}

struct Work {
    tenant: Tenant,
    publisher: Publisher,
    allowed: Allowed,
}

/// Holds `patients.read`, and might hold `claims.read`.
async fn allowed(stage: &Stage) -> Outcome<Work> {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &["claims.read"]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    Ok(Work { tenant, publisher, allowed })
}

impl Work {
    fn at(&self, rest: &str) -> String {
        self.tenant.connection(self.allowed.connection.id, rest)
    }

    async fn read(&self) -> Outcome<Connection> {
        self.tenant.owner.read(&self.at("")).await
    }

    async fn send(&self, revision: u32, optional: &[&str], ends_at: Value) -> Outcome<Answer> {
        let body = json!({"revision": revision, "optional_scopes": optional, "ends_at": ends_at});
        self.tenant.owner.put(&self.at("/access"), body).await
    }

    /// From what is there now.
    async fn edit(&self, optional: &[&str], ends_at: Value) -> Outcome<Connection> {
        self.send(self.read().await?.revision, optional, ends_at).await?.ok(200)?.json()
    }

    /// What both sides read of the last event.
    async fn told(&self) -> Outcome<[String; 2]> {
        let own: Page<Activity> = self.tenant.owner.read(&self.at("/activity")).await?;
        let told: Page<Activity> = self.publisher.owner.read(&self.publisher.at("/activity")).await?;
        let words = |history: &Page<Activity>| -> Outcome<String> {
            let newest = history.items.first().ok_or("no history")?;
            assert_eq!(newest.action.as_str(), "connection.access_changed");
            Ok(newest.detail.clone().unwrap_or_default())
        };
        Ok([words(&own)?, words(&told)?])
    }
}

fn granted(connection: &Connection) -> Vec<&str> {
    connection.granted.iter().flat_map(|api| &api.scopes).map(|one| one.name.as_str()).collect()
}

async fn scopes_are_given_and_taken_back_at_once(stage: &Stage) -> Outcome {
    let work = allowed(stage).await?;
    let partner = Partner::new(&stage.anonymous, &work.allowed.credential);
    let before = partner.token().await?;
    assert_eq!(partner.error(Some("claims.read")).await?, "400 invalid_scope");
    let wider = work.edit(&["claims.read"], Value::Null).await?;
    assert_eq!((granted(&wider).len(), wider.not_granted.len(), wider.scope_use.is_none()), (2, 0, true));
    within_a_second(async || Ok(claims(&partner.token().await?)?["scope"] == "claims.read patients.read"))
        .await?;
    assert!(partner.is_alive(&before).await?, "who loses nothing goes on");
    for told in work.told().await? {
        assert!(told.starts_with("Given ") && told.contains("claims.read"), "{told}");
    }

    let token = partner.token().await?;
    let narrower = work.edit(&[], Value::Null).await?;
    assert_eq!((granted(&narrower), narrower.not_granted.len()), (vec!["patients.read"], 1));
    within_a_second(async || {
        let gone = partner.error(Some("claims.read")).await? == "400 invalid_scope";
        Ok(gone && !partner.is_alive(&token).await?)
    })
    .await?;
    assert!(partner.is_alive(&partner.token().await?).await?, "with the same credentials");
    for told in work.told().await? {
        assert!(told.starts_with("Taken back ") && told.contains("claims.read"), "{told}");
    }
    Ok(())
}

async fn an_edit_names_what_is_there(stage: &Stage) -> Outcome {
    let work = allowed(stage).await?;
    let revision = work.read().await?.revision;
    for (optional, ends_at, wrong) in [
        (vec!["patients.read"], Value::Null, "optional_scopes"),
        (vec!["appointments.read"], Value::Null, "optional_scopes"),
        (vec![], json!(soon(-1000)), "ends_at"),
    ] {
        assert_eq!(work.send(revision, &optional, ends_at).await?.wrong_fields()?, [wrong]);
    }
    for wrong in [json!({"revision": revision}), json!({"revision": revision, "optional_scopes": []})] {
        work.tenant.owner.put(&work.at("/access"), wrong).await?.ok(400)?;
    }
    assert_eq!(work.read().await?.revision, revision, "what was refused changed nothing");

    work.edit(&["claims.read"], Value::Null).await?;
    let late = work.send(revision, &[], Value::Null).await?.ok(412)?;
    late.problem(ProblemCode::LostRace)?;
    assert_eq!(granted(&work.read().await?).len(), 2);

    let confirmation = json!({"confirmation": work.allowed.connection.app_name});
    let gone: Connection =
        work.tenant.owner.post(&work.at("/delete"), confirmation).await?.ok(200)?.json()?;
    let refused = work.send(gone.revision, &[], Value::Null).await?.ok(409)?;
    refused.problem(ProblemCode::InvalidTransition)?;
    Ok(())
}

async fn an_end_is_set_moved_and_removed(stage: &Stage) -> Outcome {
    let work = allowed(stage).await?;
    let (far, near) = (soon(7_200_000), soon(3_000));
    let seen = work.edit(&[], json!(far)).await?;
    assert_eq!((seen.ends_at, seen.decided_by), (far, work.tenant.owner.me.name.clone()));
    for told in work.told().await? {
        assert!(told.starts_with("End date: ") && told.ends_with(", before: none"), "{told}");
    }
    assert_eq!(work.edit(&["claims.read"], json!(far)).await?.ends_at, far, "it stays");
    assert_eq!(work.edit(&["claims.read"], Value::Null).await?.ends_at, None);

    work.edit(&["claims.read"], json!(near)).await?;
    while work.read().await?.stops.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let ended = work.edit(&[], json!(near)).await?;
    assert_eq!((ended.state.as_str(), ended.ends_at), ("paused", near), "an end that has come may stay");
    let partner = Partner::new(&stage.anonymous, &work.allowed.credential);
    assert!(!partner.gets_token().await?);
    assert_eq!(work.edit(&[], json!(far)).await?.state.as_str(), "active");
    assert!(partner.gets_token().await?);
    Ok(())
}

async fn what_the_app_no_longer_asks_for_is_not_given(stage: &Stage) -> Outcome {
    let work = allowed(stage).await?;
    let app = work.allowed.connection.app_id;
    work.edit(&["claims.read"], Value::Null).await?;
    work.publisher.publish(app, 1, wanted(&["patients.read"], &["appointments.read"])).await?;
    let narrowed = work.read().await?;
    assert_eq!(granted(&narrowed), ["patients.read"]);
    for optional in ["claims.read", "appointments.read"] {
        let answer = work.send(narrowed.revision, &[optional], Value::Null).await?;
        assert_eq!(answer.wrong_fields()?, ["optional_scopes"]);
    }
    Ok(())
}

//! Access that its end date has ended, given another end.

use serde_json::{Value, json};
use wire::{
    activity::Activity,
    admin::{Allowed, Connection},
    page::Page,
    paths,
    problem::ProblemCode,
    stops::Stop,
};

use crate::harness::{
    Outcome, Partner, Publisher, Stage, Tenant, on_both, soon, timed_on_both, within_a_second,
};

on_both! {
    shared: renewing_lifts_the_end_date_alone only_what_has_ended_is_renewed a_renewal_says_until_when
        a_renewal_is_done_once;
}

timed_on_both! {
    shared: renewed_access_works_with_the_same_credentials;
}

struct Ended {
    tenant: Tenant,
    publisher: Publisher,
    allowed: Allowed,
}

async fn ended(stage: &Stage) -> Outcome<Ended> {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow_and_end(app.id).await?;
    Ok(Ended { tenant, publisher, allowed })
}

impl Ended {
    fn at(&self, rest: &str) -> String {
        self.tenant.connection(self.allowed.connection.id, rest)
    }

    async fn renew(&self, ends_at: Value) -> Outcome<Connection> {
        let body = json!({"ends_at": ends_at});
        self.tenant.owner.post(&self.at("/renew"), body).await?.ok(200)?.json()
    }
}

fn kinds(stops: &[Stop]) -> Vec<&str> {
    stops.iter().map(|stop| stop.by.as_str()).collect()
}

async fn renewed_access_works_with_the_same_credentials(stage: &Stage) -> Outcome {
    let work = ended(stage).await?;
    let partner = Partner::new(&stage.anonymous, &work.allowed.credential);
    within_a_second(async || Ok(partner.error(None).await? == "401 invalid_client")).await?;
    let end = soon(3_600_000);
    let renewed = work.renew(json!(end)).await?;
    assert_eq!((renewed.state.as_str(), renewed.ends_at, renewed.stops.len()), ("active", end, 0));
    let token = partner.token().await?;
    partner.call(&token, "/patients").await?.ok(200)?;

    // Both sides read of it, in the reader's own words.
    let own: Page<Activity> = work.tenant.owner.read(&work.at("/activity")).await?;
    let told: Page<Activity> = work.publisher.owner.read(&work.publisher.at("/activity")).await?;
    for history in [own, told] {
        assert_eq!(history.items[0].action.as_str(), "connection.renewed");
        let until = end.ok_or("no end")?.format("until %Y-%m-%d %H:%M UTC").to_string();
        assert!(history.items[0].detail.as_deref().is_some_and(|detail| detail.contains(&until)));
    }
    Ok(())
}

async fn renewing_lifts_the_end_date_alone(stage: &Stage) -> Outcome {
    let work = ended(stage).await?;
    work.tenant.owner.post(&work.at("/pause"), json!({"reason": "Our audit."})).await?.ok(200)?;
    let suspend = paths::operator::suspend(work.allowed.connection.app_id);
    stage.operator.post(&suspend, json!({"reason": "Spam."})).await?.ok(200)?;
    let renewed = work.renew(Value::Null).await?;
    assert_eq!((kinds(&renewed.stops), renewed.ends_at), (vec!["tenant", "platform"], None));
    let partner = Partner::new(&stage.anonymous, &work.allowed.credential);
    assert_eq!(partner.error(None).await?, "401 invalid_client");
    Ok(())
}

async fn only_what_has_ended_is_renewed(stage: &Stage) -> Outcome {
    let work = ended(stage).await?;
    work.renew(json!(soon(3_600_000))).await?;
    let again = work.tenant.owner.post(&work.at("/renew"), json!({"ends_at": null})).await?.ok(409)?;
    again.problem(ProblemCode::InvalidTransition)?;
    let seen: Connection = work.tenant.owner.read(&work.at("")).await?;
    assert!(seen.ends_at.is_some(), "what was refused changed nothing");

    let work = ended(stage).await?;
    let gone = json!({"confirmation": work.allowed.connection.app_name});
    work.tenant.owner.post(&work.at("/delete"), gone).await?.ok(200)?;
    work.tenant.owner.post(&work.at("/renew"), json!({"ends_at": null})).await?.ok(409)?;
    Ok(())
}

async fn a_renewal_says_until_when(stage: &Stage) -> Outcome {
    let work = ended(stage).await?;
    let path = work.at("/renew");
    for past in [json!(soon(-1000)), json!("1970-01-01T00:00:00Z")] {
        let answer = work.tenant.owner.post(&path, json!({"ends_at": past})).await?;
        assert_eq!(answer.wrong_fields()?, ["ends_at"]);
    }
    for wrong in [json!({}), json!({"ends_at": "tomorrow"}), json!({"ends_at": null, "scopes": []})] {
        work.tenant.owner.post(&path, wrong).await?.ok(400)?;
    }
    let seen: Connection = work.tenant.owner.read(&work.at("")).await?;
    assert_eq!(kinds(&seen.stops), ["end_date"]);
    Ok(())
}

/// A retry whose first answer was lost.
async fn a_renewal_is_done_once(stage: &Stage) -> Outcome {
    let work = ended(stage).await?;
    let send = async || {
        let request = work.tenant.owner.request(reqwest::Method::POST, &work.at("/renew"));
        let request = request.header("idempotency-key", format!("renew-{}", work.tenant.id));
        work.tenant.owner.send(request.json(&json!({"ends_at": null}))).await
    };
    let first: Connection = send().await?.ok(200)?.json()?;
    assert_eq!(send().await?.ok(200)?.json::<Connection>()?, first);
    Ok(())
}

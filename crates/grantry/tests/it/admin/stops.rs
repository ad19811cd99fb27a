//! What stops a connection: which of the five it is, who, when, why and whom to ask, for each side.

use serde_json::json;
use wire::{
    admin::{Connection, ConnectionSummary, Review},
    developer,
    operator::App,
    page::Page,
    paths,
    stops::Stop,
};

use crate::harness::{Outcome, Publisher, Stage, Tenant, on_both};

on_both! {
    shared: each_stop_is_told_to_each_side stops_add_up_and_are_lifted_one_by_one the_end_date_is_a_stop_of_its_own
        a_leaked_secret_is_a_stop a_reason_may_be_left_out the_address_of_a_decision_leads_on;
    with_a_contact: the_platform_says_whom_to_ask;
}

struct Connected {
    tenant: Tenant,
    publisher: Publisher,
    connection: Connection,
    secret: String,
}

async fn connected(stage: &Stage) -> Outcome<Connected> {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &["patients.change"]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let secret = allowed.credential.client_secret.ok_or("no secret")?;
    Ok(Connected { tenant, publisher, connection: allowed.connection, secret })
}

impl Connected {
    fn of_tenant(&self, rest: &str) -> String {
        self.tenant.connection(self.connection.id, rest)
    }

    fn of_developer(&self, rest: &str) -> String {
        self.publisher.at(&format!("/connections/{}{rest}", self.connection.id))
    }

    /// As the tenant reads them, which says the same in the list, and as the developer does.
    async fn stops(&self) -> Outcome<[Vec<Stop>; 2]> {
        let seen: Connection = self.tenant.owner.read(&self.of_tenant("")).await?;
        let listed: Page<ConnectionSummary> = self.tenant.owner.read(&self.tenant.at("/connections")).await?;
        assert_eq!(listed.items[0].stops, seen.stops);
        let told: developer::Connection = self.publisher.owner.read(&self.of_developer("")).await?;
        let listed: Page<developer::Connection> =
            self.publisher.owner.read(&self.publisher.at("/connections")).await?;
        assert_eq!(listed.items[0].stops, told.stops);
        let targets = self.publisher.at(&format!("/apps/{}/targets", self.connection.app_id));
        let targets: Page<developer::Target> = self.publisher.owner.read(&targets).await?;
        let target = &targets.items[0];
        assert_eq!((target.connection_id, target.state), (Some(told.id), told.state));
        assert_eq!(target.stops, told.stops);
        Ok([seen.stops, told.stops])
    }
}

fn kinds(stops: &[Stop]) -> Vec<&str> {
    stops.iter().map(|stop| stop.by.as_str()).collect()
}

async fn each_stop_is_told_to_each_side(stage: &Stage) -> Outcome {
    let work = connected(stage).await?;
    assert_eq!(work.stops().await?, [vec![], vec![]]);

    let reason = json!({"reason": " Our audit is under way.\n"});
    work.tenant.owner.post(&work.of_tenant("/pause"), reason).await?.ok(200)?;
    let [own, told] = work.stops().await?;
    let owner = &work.tenant.owner.me;
    assert_eq!((kinds(&own), kinds(&told)), (vec!["tenant"], vec!["tenant"]));
    assert_eq!((own[0].who.as_deref(), own[0].person_id), (Some(owner.name.as_str()), Some(owner.id)));
    assert_eq!((told[0].who.as_deref(), told[0].person_id), (Some(work.tenant.name.as_str()), None));
    for stop in [&own[0], &told[0]] {
        assert_eq!(stop.reason.as_deref(), Some("Our audit is under way."));
        assert!(stop.at.is_some());
    }
    work.tenant.owner.verb(&work.of_tenant("/resume")).await?.ok(200)?;
    assert_eq!(work.stops().await?, [vec![], vec![]]);

    let reason = json!({"reason": "maintenance"});
    work.publisher.owner.post(&work.of_developer("/pause"), reason).await?.ok(200)?;
    let [told, own] = work.stops().await?;
    let owner = &work.publisher.owner.me;
    assert_eq!((own[0].who.as_deref(), own[0].person_id), (Some(owner.name.as_str()), Some(owner.id)));
    assert_eq!((told[0].who.as_deref(), told[0].person_id), (Some(work.publisher.name.as_str()), None));
    assert_eq!(told[0].ask.as_deref(), Some(work.connection.support_contact.as_str()));
    assert_eq!((told[0].by.as_str(), told[0].reason.as_deref()), ("developer", Some("maintenance")));
    work.publisher.owner.verb(&work.of_developer("/resume")).await?.ok(200)?;
    Ok(())
}

async fn stops_add_up_and_are_lifted_one_by_one(stage: &Stage) -> Outcome {
    let work = connected(stage).await?;
    work.tenant.owner.post(&work.of_tenant("/pause"), json!({"reason": "first"})).await?.ok(200)?;
    work.publisher.owner.post(&work.of_developer("/pause"), json!({"reason": "second"})).await?.ok(200)?;
    let suspend = json!({"reason": "under investigation"});
    let app: App = stage
        .operator
        .post(&paths::operator::suspend(work.connection.app_id), suspend)
        .await?
        .ok(200)?
        .json()?;
    let held = app.suspension.ok_or("not told")?;
    assert_eq!(
        (held.reason.as_str(), held.by.as_deref()),
        ("under investigation", Some(stage.operator.me.name.as_str()))
    );
    let [own, told] = work.stops().await?;
    for stops in [&own, &told] {
        assert_eq!(kinds(stops), ["tenant", "developer", "platform"]);
        let reasons: Vec<_> = stops.iter().filter_map(|stop| stop.reason.as_deref()).collect();
        assert_eq!(reasons, ["first", "second", "under investigation"]);
        assert_eq!((stops[2].who.as_deref(), stops[2].person_id), (None, None), "operators stay unnamed");
        assert_eq!(stops[2].at, Some(held.at));
    }
    let app: developer::App =
        work.publisher.owner.read(&work.publisher.at(&format!("/apps/{}", work.connection.app_id))).await?;
    let seen = app.suspension.ok_or("not told")?;
    assert_eq!((seen.reason.as_str(), seen.by), ("under investigation", None));

    work.tenant.owner.verb(&work.of_tenant("/resume")).await?.ok(200)?;
    assert_eq!(kinds(&work.stops().await?[0]), ["developer", "platform"]);
    let app: App =
        stage.operator.verb(&paths::operator::restore(work.connection.app_id)).await?.ok(200)?.json()?;
    assert_eq!(app.suspension, None);
    assert_eq!(kinds(&work.stops().await?[1]), ["developer"]);
    // A second one by the same tells its own reason.
    work.publisher.owner.verb(&work.of_developer("/resume")).await?.ok(200)?;
    work.publisher.owner.verb(&work.of_developer("/pause")).await?.ok(200)?;
    assert_eq!(work.stops().await?[0][0].reason, None);
    let gone = json!({"confirmation": work.connection.app_name});
    let gone: Connection = work.tenant.owner.post(&work.of_tenant("/delete"), gone).await?.ok(200)?.json()?;
    assert_eq!(gone.stops, []);
    Ok(())
}

async fn the_end_date_is_a_stop_of_its_own(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let connection = tenant.allow_and_end(app.id).await?.connection;
    let ends_at = connection.ends_at;
    let work = Connected { tenant, publisher, connection, secret: String::new() };
    let [own, told] = work.stops().await?;
    assert_eq!((kinds(&own), kinds(&told)), (vec!["end_date"], vec!["end_date"]));
    assert_eq!((own[0].at, told[0].at), (ends_at, ends_at));
    assert_eq!(own[0].person_id, Some(work.tenant.owner.me.id), "who set it");
    assert_eq!((told[0].who.as_deref(), told[0].person_id), (Some(work.tenant.name.as_str()), None));
    Ok(())
}

async fn a_leaked_secret_is_a_stop(stage: &Stage) -> Outcome {
    let work = connected(stage).await?;
    stage.anonymous.post(&paths::account::found_secrets(), json!({"secret": work.secret})).await?.ok(202)?;
    let [own, told] = work.stops().await?;
    assert_eq!((kinds(&own), kinds(&told)), (vec!["leaked_secret"], vec!["leaked_secret"]));
    assert_eq!((own[0].at, own[0].who.as_deref()), (told[0].at, None));
    assert!(own[0].at.is_some());
    // Beside another stop, and gone with a new secret.
    work.tenant.owner.verb(&work.of_tenant("/pause")).await?.ok(200)?;
    assert_eq!(kinds(&work.stops().await?[0]), ["tenant", "leaked_secret"]);
    work.tenant.owner.verb(&work.of_tenant("/regenerate-secret")).await?.ok(200)?;
    assert_eq!(kinds(&work.stops().await?[0]), ["tenant"]);
    Ok(())
}

async fn a_reason_may_be_left_out(stage: &Stage) -> Outcome {
    let work = connected(stage).await?;
    let pause = work.of_tenant("/pause");
    for body in [json!({"reason": "x".repeat(501)}), json!({"reason": "a\u{7}b"})] {
        assert_eq!(work.tenant.owner.post(&pause, &body).await?.wrong_fields()?, ["reason"], "{body}");
    }
    for (body, status) in [(json!({"why": "x"}), 400), (json!({"reason": 1}), 400)] {
        work.tenant.owner.post(&pause, &body).await?.ok(status)?;
    }
    assert_eq!(work.stops().await?[0], [], "what was refused changed nothing");
    for body in [json!({}), json!({"reason": ""}), json!({"reason": " \n"})] {
        work.tenant.owner.post(&pause, &body).await?.ok(200)?;
        assert_eq!(work.stops().await?[0][0].reason, None);
        work.tenant.owner.verb(&work.of_tenant("/resume")).await?.ok(200)?;
    }
    work.tenant.owner.post(&pause, json!({"reason": "é".repeat(500)})).await?.ok(200)?;
    Ok(())
}

async fn the_platform_says_whom_to_ask(stage: &Stage) -> Outcome {
    let work = connected(stage).await?;
    let reason = json!({"reason": "under investigation"});
    stage.operator.post(&paths::operator::suspend(work.connection.app_id), reason).await?.ok(200)?;
    for stops in work.stops().await? {
        assert_eq!(stops[0].ask.as_deref(), Some("help@platform.example"));
    }
    let app: developer::App =
        work.publisher.owner.read(&work.publisher.at(&format!("/apps/{}", work.connection.app_id))).await?;
    assert_eq!(app.suspension.and_then(|held| held.ask).as_deref(), Some("help@platform.example"));
    Ok(())
}

/// The consent page's address, after the decision.
async fn the_address_of_a_decision_leads_on(stage: &Stage) -> Outcome {
    let work = connected(stage).await?;
    let (tenant, id) = (&work.tenant, work.connection.id);
    let address = tenant.at(&format!("/available-apps/{}", work.connection.app_id));
    let told = async || -> Outcome<(String, Option<model::ids::ConnectionId>, bool)> {
        let review: Review = tenant.owner.read(&address).await?;
        Ok((review.state.as_str().to_owned(), review.connection_id, review.on_show))
    };
    assert_eq!(told().await?, ("active".into(), Some(id), false));
    tenant.owner.verb(&work.of_tenant("/pause")).await?.ok(200)?;
    assert_eq!(told().await?, ("paused".into(), Some(id), false));
    let reason = json!({"reason": "Spam."});
    stage.operator.post(&paths::operator::suspend(work.connection.app_id), reason).await?.ok(200)?;
    assert_eq!(told().await?, ("paused".into(), Some(id), false));
    let gone = json!({"confirmation": work.connection.app_name});
    tenant.owner.post(&work.of_tenant("/delete"), gone).await?.ok(200)?;
    assert_eq!(told().await?, ("deleted".into(), Some(id), false), "while it is suspended");
    stage.operator.verb(&paths::operator::restore(work.connection.app_id)).await?.ok(200)?;
    assert_eq!(told().await?, ("awaiting".into(), None, true), "offered again");

    let decline = tenant.at(&format!("/available-apps/{}/decline", work.connection.app_id));
    tenant.owner.post(&decline, json!({"version": 1, "reason": "No."})).await?.ok(201)?;
    let (state, declined, on_show) = told().await?;
    assert_eq!((state.as_str(), on_show), ("declined", true));
    let page = tenant.connection(declined.ok_or("no connection")?, "");
    assert!(tenant.owner.read::<Connection>(&page).await?.on_show);
    let target = format!("/apps/{}/targets/{}", work.connection.app_id, tenant.id);
    work.publisher.owner.delete(&work.publisher.at(&target)).await?.ok(204)?;
    assert_eq!(told().await?, ("declined".into(), declined, false), "not offered any more");
    assert!(!tenant.owner.read::<Connection>(&page).await?.on_show);

    // To others it is as unknown as ever.
    let neighbour = stage.tenant().await?;
    let elsewhere = neighbour.at(&format!("/available-apps/{}", work.connection.app_id));
    neighbour.owner.get(&elsewhere).await?.ok(404)?;
    neighbour.owner.get(&address).await?.ok(404)?;
    Ok(())
}

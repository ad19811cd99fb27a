use serde_json::json;
use wire::{
    activity::Activity,
    admin::{AvailableApp, Connection, ConnectionSummary, IssuedCredential},
    page::Page,
    paths,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Partner, Stage, Tenant, on_both, timed_on_both, within_a_second};

on_both! {
    shared: a_deleted_app_may_be_connected_again verbs_fit_the_state the_secret_is_never_shown_again
        the_list_says_what_there_is;
}

timed_on_both! {
    shared: regenerating_revokes_the_old_secret_at_once disabling_and_restoring each_owner_lifts_only_its_own_pause
        deleting_is_confirmed_and_permanent;
}

/// A connected app at work.
struct AtWork {
    tenant: Tenant,
    publisher: crate::harness::Publisher,
    connection: Connection,
    partner: Partner,
    token: String,
}

async fn at_work(stage: &Stage) -> Outcome<AtWork> {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    assert!(partner.is_alive(&token).await?);
    Ok(AtWork { tenant, publisher, connection: allowed.connection, partner, token })
}

impl AtWork {
    fn at(&self, rest: &str) -> String {
        self.tenant.connection(self.connection.id, rest)
    }

    /// Refused by the token endpoint and by the demo API, within a second of the answer.
    async fn is_shut_out(&self) -> Outcome {
        within_a_second(async || {
            Ok(!self.partner.gets_token().await? && !self.partner.is_alive(&self.token).await?)
        })
        .await
    }
}

async fn regenerating_revokes_the_old_secret_at_once(stage: &Stage) -> Outcome {
    let work = at_work(stage).await?;
    let issued: IssuedCredential = work.tenant.owner.act(&work.at("/regenerate-secret")).await?;
    work.is_shut_out().await?;
    assert_eq!(issued.client_id.to_string(), work.partner.client_id, "the client stays");
    let secret = issued.client_secret.clone().ok_or("no secret")?;
    assert_ne!(secret, work.partner.client_secret);
    let renewed = Partner::new(&stage.anonymous, &issued);
    let token = renewed.token().await?;
    assert!(renewed.is_alive(&token).await?);
    let seen: Connection = work.tenant.owner.read(&work.at("")).await?;
    let client = seen.client.ok_or("no client")?;
    assert_eq!(client.regenerated_by.as_deref(), Some(work.tenant.owner.me.name.as_str()));
    assert!(client.regenerated_at.is_some_and(|at| at > client.created_at));
    assert_eq!(client.secrets.len(), 1);
    assert!(secret.ends_with(&client.secrets[0].hint));
    assert!(issued.curl.contains(&secret) && issued.curl.contains(&issued.token_endpoint));
    Ok(())
}

async fn disabling_and_restoring(stage: &Stage) -> Outcome {
    let work = at_work(stage).await?;
    let paused: Connection = work.tenant.owner.act(&work.at("/pause")).await?;
    work.is_shut_out().await?;
    assert_eq!((paused.state.as_str(), paused.paused_by.len()), ("paused", 1));
    let seen: wire::developer::Connection = work
        .publisher
        .owner
        .read(&work.publisher.at(&format!("/connections/{}", work.connection.id)))
        .await?;
    assert_eq!(seen.state.as_str(), "paused");

    let resumed: Connection = work.tenant.owner.act(&work.at("/resume")).await?;
    assert_eq!(resumed.state.as_str(), "active");
    within_a_second(async || work.partner.gets_token().await).await?;
    let token = work.partner.token().await?;
    assert!(work.partner.is_alive(&token).await?);
    assert!(!work.partner.is_alive(&work.token).await?, "a token from before stays revoked");
    Ok(())
}

async fn each_owner_lifts_only_its_own_pause(stage: &Stage) -> Outcome {
    let work = at_work(stage).await?;
    let developer = work.publisher.at(&format!("/connections/{}", work.connection.id));
    work.tenant.owner.verb(&work.at("/pause")).await?.ok(200)?;
    work.publisher.owner.verb(&format!("{developer}/pause")).await?.ok(200)?;
    let suspension = json!({"reason": "It is looked into."});
    stage.operator.post(&paths::operator::suspend(work.connection.app_id), suspension).await?.ok(200)?;
    let seen: Connection = work.tenant.owner.read(&work.at("")).await?;
    let mut by: Vec<_> = seen.paused_by.iter().map(|by| by.as_str()).collect();
    by.sort_unstable();
    assert_eq!(by, ["developer", "platform", "tenant"]);

    work.tenant.owner.verb(&work.at("/resume")).await?.ok(200)?;
    let again = work.tenant.owner.verb(&work.at("/resume")).await?.ok(409)?;
    again.problem(ProblemCode::InvalidTransition)?;
    assert!(!work.partner.gets_token().await?);
    stage.operator.verb(&paths::operator::restore(work.connection.app_id)).await?.ok(200)?;
    assert!(!work.partner.gets_token().await?);
    work.publisher.owner.verb(&format!("{developer}/resume")).await?.ok(200)?;
    within_a_second(async || work.partner.gets_token().await).await?;
    assert!(!work.partner.is_alive(&work.token).await?);
    Ok(())
}

async fn deleting_is_confirmed_and_permanent(stage: &Stage) -> Outcome {
    let work = at_work(stage).await?;
    let name = &work.connection.app_name;
    for wrong in ["", "yes", &name.replace(' ', ""), &format!("{name}!")] {
        let answer = work.tenant.owner.post(&work.at("/delete"), json!({"confirmation": wrong})).await?;
        assert_eq!(answer.wrong_fields()?, ["confirmation"]);
    }
    assert!(work.partner.is_alive(&work.token).await?, "a slip of the keyboard changes nothing");
    let body = json!({"confirmation": name});
    let gone = work.tenant.owner.post(&work.at("/delete"), &body).await?.ok(200)?;
    work.is_shut_out().await?;
    let gone: Connection = gone.json()?;
    assert_eq!((gone.state.as_str(), gone.client, gone.granted.len()), ("deleted", None, 0));

    // The tombstone and its history stay readable; nothing can be done to it any more.
    let seen: Connection = work.tenant.owner.read(&work.at("")).await?;
    assert_eq!(seen.state.as_str(), "deleted");
    let history: Page<Activity> = work.tenant.owner.read(&work.at("/activity")).await?;
    let actions: Vec<_> = history.items.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["connection.deleted", "connection.allowed"]);
    for verb in ["pause", "resume", "regenerate-secret", "reconsider", "unblock"] {
        work.tenant.owner.verb(&work.at(&format!("/{verb}"))).await?.ok(409)?;
    }
    work.tenant.owner.post(&work.at("/delete"), &body).await?.ok(409)?;
    Ok(())
}

async fn a_deleted_app_may_be_connected_again(stage: &Stage) -> Outcome {
    let work = at_work(stage).await?;
    let body = json!({"confirmation": work.connection.app_name});
    work.tenant.owner.post(&work.at("/delete"), &body).await?.ok(200)?;
    let offered: Page<AvailableApp> =
        work.tenant.owner.read(&work.tenant.at("/available-apps?limit=200")).await?;
    let offered = offered.items.iter().find(|app| app.id == work.connection.app_id).ok_or("not offered")?;
    assert_eq!((offered.state.as_str(), offered.connection_id), ("awaiting", None));
    let allowed = work.tenant.allow(work.connection.app_id, &[]).await?;
    assert_ne!(allowed.connection.id, work.connection.id);
    assert_ne!(allowed.credential.client_id.to_string(), work.partner.client_id);
    assert!(Partner::new(&stage.anonymous, &allowed.credential).gets_token().await?);
    assert!(!work.partner.gets_token().await?);
    let listed: Page<ConnectionSummary> = work.tenant.owner.read(&work.tenant.at("/connections")).await?;
    let states: Vec<_> = listed.items.iter().map(|one| one.state.as_str()).collect();
    assert_eq!(states, ["active", "deleted"]);
    Ok(())
}

async fn verbs_fit_the_state(stage: &Stage) -> Outcome {
    let work = at_work(stage).await?;
    for verb in ["resume", "reconsider", "unblock"] {
        let answer = work.tenant.owner.verb(&work.at(&format!("/{verb}"))).await?.ok(409)?;
        answer.problem(ProblemCode::InvalidTransition)?;
    }
    let accept = work.tenant.owner.post(&work.at("/update"), json!({"version": 1})).await?.ok(409)?;
    accept.problem(ProblemCode::InvalidTransition)?;
    work.tenant.owner.verb(&work.at("/pause")).await?.ok(200)?;
    work.tenant.owner.verb(&work.at("/pause")).await?.ok(409)?.problem(ProblemCode::InvalidTransition)?;
    let nothing = work.tenant.at("/connections/con_00000000000000000000000000/pause");
    work.tenant.owner.verb(&nothing).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    Ok(())
}

async fn the_secret_is_never_shown_again(stage: &Stage) -> Outcome {
    let work = at_work(stage).await?;
    let own = work.tenant.generate(&["claims.read"]).await?;
    let tenant = ["", "/activity", "/connections", "/credentials", "/members", "/available-apps"];
    let mut answers = Vec::new();
    for path in tenant {
        answers.push(work.tenant.owner.get(&work.tenant.at(path)).await?.ok(200)?);
    }
    answers.push(work.tenant.owner.get(&work.at("")).await?.ok(200)?);
    answers.push(work.tenant.owner.get(&work.at("/activity")).await?.ok(200)?);
    for path in ["/connections", "/activity", "/apps"] {
        answers.push(work.publisher.owner.get(&work.publisher.at(path)).await?.ok(200)?);
    }
    for answer in answers {
        for secret in [&work.partner.client_secret, own.issued.client_secret.as_ref().ok_or("no secret")?] {
            assert!(!answer.body.contains(secret.as_str()), "{}", answer.asked);
        }
    }
    Ok(())
}

async fn the_list_says_what_there_is(stage: &Stage) -> Outcome {
    let work = at_work(stage).await?;
    work.partner.token().await?;
    let listed: Page<ConnectionSummary> = work.tenant.owner.read(&work.tenant.at("/connections")).await?;
    let one = &listed.items[0];
    assert_eq!((one.id, one.app_name.as_str()), (work.connection.id, work.connection.app_name.as_str()));
    assert_eq!(
        (one.publisher_name.as_str(), one.version, one.latest_version),
        (work.publisher.name.as_str(), 1, 1)
    );
    assert_eq!(one.granted.iter().map(|scope| scope.as_str()).collect::<Vec<_>>(), ["patients.read"]);
    // When it was last used is written behind the answer.
    let began = std::time::Instant::now();
    loop {
        let seen: Connection = work.tenant.owner.read(&work.at("")).await?;
        if seen.client.is_some_and(|client| client.secrets[0].last_used_at.is_some()) {
            return Ok(());
        }
        assert!(began.elapsed().as_secs() < 60, "never used");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

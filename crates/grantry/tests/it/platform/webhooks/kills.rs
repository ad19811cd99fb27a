//! SIGKILL at any moment: each event that was committed is told, and none that was rolled back.

use std::{
    collections::BTreeSet,
    process::Command,
    time::{Duration, Instant},
};

use wire::{activity::Activity, page::Page};

use super::create;
use crate::harness::{Client, Outcome, Server, Stage, on_both, receiver::Receiver};

on_both! { with_private_webhooks: a_kill_loses_no_message_and_makes_none_up; }

const EVENTS: [&str; 2] = ["connection.paused", "connection.resumed"];
/// Claims of the node that was killed end after half a minute.
const LONGEST: Duration = Duration::from_mins(2);

async fn a_kill_loses_no_message_and_makes_none_up(stage: &Stage) -> Outcome {
    let (tenant, publisher, receiver) =
        (stage.tenant().await?, stage.publisher().await?, Receiver::start().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let id = tenant.allow(app.id, &[]).await?.connection.id;
    create(&tenant.owner, &tenant.at("/webhooks"), &receiver.at("/"), &EVENTS).await?;
    let mut later: Option<Server> = None;
    for round in 0..4_u64 {
        let server = later.as_ref().unwrap_or_else(|| stage.server());
        let owner = Client { base: server.base.clone(), ..tenant.owner.client.clone() };
        let verbs = ["/pause", "/resume"].map(|verb| tenant.connection(id, verb));
        tokio::select! {
            () = act(&owner, &verbs) => {}
            () = tokio::time::sleep(Duration::from_millis(80 + 40 * round)) => {}
        }
        Command::new("kill").args(["-KILL", &server.pid.to_string()]).status()?;
        server.end().await?;
        let again = server.again().await?;
        later = Some(again);
    }
    let base = later.as_ref().map(|server| server.base.clone()).unwrap_or_default();
    let owner = Client { base, ..tenant.owner.client.clone() };
    let history: Page<Activity> = owner.read(&tenant.at("/activity?limit=200")).await?;
    let told = |entry: &&Activity| EVENTS.contains(&entry.action.as_str());
    let committed: BTreeSet<String> =
        history.items.iter().filter(told).map(|entry| entry.id.to_string()).collect();
    assert!(!committed.is_empty());
    let began = Instant::now();
    loop {
        let got: BTreeSet<String> = receiver.got("/").iter().map(|one| one.id().to_owned()).collect();
        assert!(got.is_subset(&committed), "none is made up");
        if got == committed {
            return Ok(());
        }
        if began.elapsed() > LONGEST {
            let lost: Vec<_> = committed.difference(&got).collect();
            return Err(format!("these were not told: {lost:?}").into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Whatever the answers are.
async fn act(owner: &Client, verbs: &[String]) {
    loop {
        for verb in verbs {
            let _answer = owner.verb(verb).await;
        }
    }
}

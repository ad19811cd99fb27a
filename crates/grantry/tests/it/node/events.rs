//! Sign-ins and the commands that change keys stand in the platform's history.

use serde_json::json;
use wire::{activity::Activity, page::Page, paths};

use super::until;
use crate::harness::{Outcome, Stage, on_both};

on_both! {
    fresh: good_and_failed_sign_ins_are_events commands_that_change_keys_are_events;
}

async fn history(stage: &Stage) -> Outcome<Vec<Activity>> {
    let page: Page<Activity> = stage.operator.read(&(paths::operator::activity() + "?limit=100")).await?;
    Ok(page.items)
}

async fn good_and_failed_sign_ins_are_events(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let owner = &tenant.owner.me;
    let sign_in = async |email: &str, password: &str| {
        stage.anonymous.post(&paths::account::session(), json!({"email": email, "password": password})).await
    };
    for _ in 0..3 {
        sign_in(owner.email.as_str(), "a wrong pass phrase").await?.ok(401)?;
    }
    sign_in("unknown@people.example", "a wrong pass phrase").await?.ok(401)?;
    tenant.owner.sign_in_again().await?;
    let of = async |action: &str| {
        let all = history(stage).await?.into_iter();
        let id = owner.id.to_string();
        Ok::<_, Box<dyn std::error::Error>>(
            all.filter(|entry| entry.action.as_str() == action && entry.object == id).collect::<Vec<_>>(),
        )
    };
    // One by the link, one by the password.
    let started = of("session.started").await?;
    assert_eq!(started.len(), 2, "{started:?}");
    assert!(started.iter().all(|entry| entry.actor_id == Some(owner.id)), "{started:?}");
    assert!(started.iter().all(|entry| entry.from.as_deref() == Some("127.0.0.1")), "{started:?}");
    // Written aside, so that an answer takes no longer where there is an account.
    let refused =
        until(async || Ok(Some(of("session.refused").await?).filter(|found| !found.is_empty()))).await?;
    assert_eq!(refused.len(), 1, "one a minute for an account: {refused:?}");
    assert_eq!(refused[0].from.as_deref(), Some("127.0.0.1"));
    assert!(refused[0].detail.as_deref().is_some_and(|detail| detail.starts_with("Wrong password")));
    let all = history(stage).await?;
    assert!(!all.iter().any(|entry| format!("{entry:?}").contains("unknown@people.example")), "{all:?}");
    Ok(())
}

async fn commands_that_change_keys_are_events(stage: &Stage) -> Outcome {
    let listed = stage.server().command(&["keys", "list"])?;
    let kid = listed.split_whitespace().next().ok_or("no key")?.to_owned();
    stage.server().command(&["keys", "rotate"])?;
    stage.server().command(&["keys", "retire", &kid])?;
    stage.server().command(&["keys", "rewrap"])?;
    let all = history(stage).await?;
    let told = |action: &str| all.iter().filter(|entry| entry.action.as_str() == action).collect::<Vec<_>>();
    let replaced = told("key.replaced");
    assert_eq!(replaced.len(), listed.lines().count(), "{all:?}");
    assert!(replaced.iter().any(|entry| entry.object == kid), "{all:?}");
    assert!(
        replaced.iter().all(|entry| entry.detail.as_deref().is_some_and(|it| it.contains("keys rotate")))
    );
    assert_eq!(told("key.retired").iter().map(|entry| &entry.object).collect::<Vec<_>>(), [&kid]);
    assert_eq!(told("keys.rewrapped").len(), 1);
    assert!(
        all.iter()
            .filter(|entry| entry.action.as_str().starts_with("key"))
            .all(|entry| entry.actor_id.is_none())
    );
    Ok(())
}

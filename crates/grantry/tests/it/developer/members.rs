use model::role::PublisherRole;
use serde_json::json;
use wire::{members::PublisherMember, page::Page, problem::ProblemCode};

use crate::harness::{Outcome, Person, Stage, details, on_both};

on_both! { shared: a_team_comes_changes_and_goes the_last_owner_stays a_viewer_may_only_look; }

async fn a_team_comes_changes_and_goes(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let person = publisher.join(PublisherRole::Viewer).await?;
    let at = publisher.at(&format!("/members/{}", person.me.id));
    person.post(&publisher.at("/apps"), details("targeted")).await?.ok(403)?;
    let body = json!({"before": "viewer", "role": "developer"});
    let changed: PublisherMember = publisher.owner.change(&at, body).await?;
    assert_eq!(changed.role, PublisherRole::Developer);
    person.post(&publisher.at("/apps"), details("targeted")).await?.ok(201)?;
    let invitation = json!({"email": Person::new_email("eve"), "role": "viewer"});
    person.post(&publisher.at("/members"), invitation).await?.ok(403)?.problem(ProblemCode::Forbidden)?;
    let team: Page<PublisherMember> = publisher.owner.read(&publisher.at("/members")).await?;
    assert_eq!(team.items.len(), 2);
    publisher.owner.delete(&at).await?.ok(204)?;
    person.get(&publisher.at("")).await?.ok(404)?;
    publisher.owner.delete(&at).await?.ok(404)?;
    Ok(())
}

async fn the_last_owner_stays(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let at = publisher.at(&format!("/members/{}", publisher.owner.me.id));
    publisher.owner.delete(&at).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let to_viewer = json!({"before": "owner", "role": "viewer"});
    publisher.owner.put(&at, &to_viewer).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    publisher.join(PublisherRole::Owner).await?;
    publisher.owner.put(&at, to_viewer).await?.ok(200)?;
    publisher.owner.put(&at, json!({"before": "viewer", "role": "owner"})).await?.ok(403)?;
    Ok(())
}

async fn a_viewer_may_only_look(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let viewer = publisher.join(PublisherRole::Viewer).await?;
    let app = publisher.draft().await?;
    for path in ["", "/apps", "/connections", "/members", "/activity", "/catalogue"] {
        viewer.get(&publisher.at(path)).await?.ok(200)?;
    }
    let body = json!({"revision": app.revision, "details": details("listed")});
    let refused = viewer.put(&publisher.at(&format!("/apps/{}", app.id)), body).await?.ok(403)?;
    assert!(!refused.problem(ProblemCode::Forbidden)?.detail.is_empty(), "it says who may");
    Ok(())
}

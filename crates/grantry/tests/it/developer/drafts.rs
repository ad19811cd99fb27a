//! The next version while it is written: kept, compared with the newest one, and published once it asks for something else.

use serde_json::{Value, json};
use wire::{
    activity::Activity,
    page::Page,
    problem::ProblemCode,
    updates::{Draft, PublishingCheck, ScopeCount},
};

use crate::harness::{Outcome, Stage, answering, on_both, wanted};

on_both! {
    shared: a_draft_is_kept_until_it_is_published a_check_counts_what_publishing_would_do
        a_version_that_asks_for_the_same_is_not_published;
}

async fn a_draft_is_kept_until_it_is_published(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = publisher.at(&format!("/apps/{}/draft", app.id));
    let begun: Draft = publisher.owner.read(&path).await?;
    assert_eq!((begun.revision, begun.scopes.len(), begun.saved_at), (0, 1, None), "as the newest version");
    publisher.owner.delete(&path).await?.ok(404)?;

    let mut scopes = wanted(&["patients.read", "claims.read"], &[]);
    scopes[1]["reason"] = "".into();
    let body = |revision: u32| json!({"revision": revision, "scopes": scopes, "note": "Claims are next."});
    let saved: Draft = publisher.owner.change(&path, body(0)).await?;
    assert_eq!((saved.revision, saved.note.as_str()), (1, "Claims are next."));
    assert_eq!(saved.saved_by.as_ref(), Some(&publisher.owner.me.name));
    assert_eq!(saved.scopes[1].reason, "", "a draft may lack something");
    assert_eq!(publisher.owner.read::<Draft>(&path).await?, saved);
    publisher.owner.put(&path, body(0)).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    let unknown = json!({"revision": 1, "scopes": wanted(&["no.such"], &[])});
    assert_eq!(publisher.owner.put(&path, unknown).await?.wrong_fields()?, ["scopes[0].name"]);
    let history: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;

    let versions = publisher.at(&format!("/apps/{}/versions", app.id));
    let lacking = json!({"after_version": 1, "scopes": scopes});
    assert_eq!(publisher.owner.post(&versions, lacking).await?.wrong_fields()?, ["scopes[1].reason"]);
    publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &[])).await?;
    let begun: Draft = publisher.owner.read(&path).await?;
    assert_eq!((begun.revision, begun.scopes.len()), (0, 2));
    let after: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    assert_eq!(after.items.len(), history.items.len() + 1, "a draft is in no history");
    Ok(())
}

/// Scopes with how many tenants.
fn counts(counted: &[ScopeCount]) -> Vec<(&str, u32)> {
    counted.iter().map(|one| (one.name.as_str(), one.tenants)).collect()
}

async fn a_check_counts_what_publishing_would_do(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let (one, other, third) = (stage.tenant().await?, stage.tenant().await?, stage.tenant().await?);
    let app = publisher.app(one.id, &["patients.read"], &["claims.change"]).await?;
    publisher.target(app.id, other.id).await?;
    publisher.target(app.id, third.id).await?;
    let first = one.allow(app.id, &["claims.change"]).await?.connection.id;
    other.allow(app.id, &["claims.change"]).await?;
    third.allow(app.id, &[]).await?;
    // One of them never wants to be asked about this again.
    publisher.publish(app.id, 1, wanted(&["patients.read"], &["claims.change", "claims.read"])).await?;
    let never = answering(2, &[("claims.read", "never")]);
    one.owner.post(&one.connection(first, "/update"), never).await?.ok(200)?;

    let path = publisher.at(&format!("/apps/{}/publishing-check", app.id));
    let next = json!({"after_version": 2, "scopes": wanted(&["patients.read"], &["claims.read"])});
    let check: PublishingCheck = publisher.owner.post(&path, &next).await?.ok(200)?.json()?;
    assert_eq!((check.version, check.tenants, check.unchanged), (3, 3, false));
    assert_eq!(counts(&check.losing), [("claims.change", 2)]);
    assert_eq!(check.losing[0].title, "May change");
    assert_eq!(counts(&check.asked), [("claims.read", 2)]);
    assert_eq!((check.preview.accepted_version, check.preview.review.version), (2, 3));
    let held = check.preview.standings.iter().all(|one| one.standing.as_str() == "held");
    assert!(held, "whoever has all of version 2 is asked about nothing");

    let same = json!({
        "after_version": 2, "scopes": wanted(&["patients.read"], &["claims.change", "claims.read"]),
        "note": "Another note.",
    });
    let check: PublishingCheck = publisher.owner.post(&path, same).await?.ok(200)?.json()?;
    assert!(check.unchanged && check.losing.is_empty());
    let stale = json!({"after_version": 1, "scopes": wanted(&["patients.read"], &[])});
    publisher.owner.post(&path, stale).await?.ok(409)?.problem(ProblemCode::VersionChanged)?;
    let nothing = json!({"after_version": 2, "scopes": []});
    assert_eq!(publisher.owner.post(&path, nothing).await?.wrong_fields()?, ["scopes"]);
    // It has changed nothing: the same as before is what publishing does.
    publisher.owner.post(&publisher.at(&format!("/apps/{}/versions", app.id)), next).await?.ok(201)?;
    let seen: Value = other.owner.read(&other.at("/connections")).await?;
    assert_eq!(seen["items"][0]["granted"], json!(["patients.read"]));
    Ok(())
}

async fn a_version_that_asks_for_the_same_is_not_published(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    publisher.publish(app.id, 0, wanted(&["patients.read"], &["claims.read"])).await?;
    let path = publisher.at(&format!("/apps/{}/versions", app.id));
    let body = |scopes: Value| json!({"after_version": 1, "scopes": scopes, "note": "Nothing new."});
    let same = wanted(&["patients.read"], &["claims.read"]);
    assert_eq!(publisher.owner.post(&path, body(same.clone())).await?.wrong_fields()?, ["scopes"]);
    let mut reworded = same;
    reworded[0]["reason"] = "For another reason.".into();
    publisher.owner.post(&path, body(reworded)).await?.ok(201)?;
    Ok(())
}

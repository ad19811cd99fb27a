//! The platform's own name belongs to no one else, however it is spelled.

use serde_json::json;
use wire::{account::Me, activity::Activity, admin::Review, developer::App, operator, page::Page, paths};

use crate::harness::{Outcome, Publisher, Stage, Tenant, next, on_both};

on_both! { with_a_name: who_goes_by_the_platforms_name_is_flagged its_people_read_its_name; }

/// What the tenant's admin and the operators are told of an app with this name.
async fn warnings(
    stage: &Stage,
    tenant: &Tenant,
    publisher: &Publisher,
    name: &str,
) -> Outcome<[Vec<String>; 2]> {
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = publisher.at(&format!("/apps/{}", app.id));
    let read: App = publisher.owner.read(&path).await?;
    let mut details = serde_json::to_value(&read.details)?;
    details["name"] = format!("{name} {}", next()).into();
    let body = json!({"revision": read.revision, "details": details});
    publisher.owner.change::<App>(&path, body).await?;
    let review: Review = tenant.owner.read(&tenant.at(&format!("/available-apps/{}", app.id))).await?;
    let listed: Page<operator::App> =
        stage.operator.read(&format!("{}?q={}", paths::operator::apps(), app.id)).await?;
    Ok([review.name_warnings, listed.items[0].name_warnings.clone()])
}

async fn who_goes_by_the_platforms_name_is_flagged(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    for (name, word) in [
        ("Acme Health", "Acme Health"),
        ("\u{410}\u{441}me-Health", "Acme Health"),
        ("ACME Support", "Acme"),
        ("\u{ff21}\u{ff43}\u{ff4d}\u{ff45} Sync", "Acme"),
        ("Gr\u{430}ntry Tools", "Grantry"),
    ] {
        for told in warnings(stage, &tenant, &publisher, name).await? {
            assert!(told.iter().any(|warning| warning.contains(&format!("“{word}”"))), "{name}: {told:?}");
        }
    }
    for name in ["Acne Tracker", "Health Tracker"] {
        let told = warnings(stage, &tenant, &publisher, name).await?.concat();
        assert_eq!(told, Vec::<String>::new(), "{name}");
    }
    Ok(())
}

async fn its_people_read_its_name(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    for person in [&tenant.owner, &publisher.owner, &stage.operator] {
        let me: Me = person.read(&paths::account::session()).await?;
        assert_eq!(me.platform, "Acme Health");
    }
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let suspend = paths::operator::suspend(app.id);
    stage.operator.post(&suspend, json!({"reason": "Spam."})).await?.ok(200)?;
    let history: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    let newest = &history.items[0];
    assert_eq!((newest.action.as_str(), newest.actor.as_str()), ("app.suspended", "The platform"));
    Ok(())
}

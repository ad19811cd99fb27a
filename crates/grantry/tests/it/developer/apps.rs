use serde_json::json;
use wire::{
    developer::{App, AppSummary},
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Stage, details, on_both};

on_both! {
    shared: an_app_is_made_and_changed a_change_that_lost_the_race_is_refused a_name_is_taken_once_per_publisher
        a_neighbours_app_is_not_there the_list_counts_connections;
}

async fn an_app_is_made_and_changed(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let mut given = details("targeted");
    given["logo_url"] = "https://acme.example/logo.svg".into();
    given["privacy_policy"] = "https://acme.example/privacy".into();
    let app: App = publisher.owner.create(&publisher.at("/apps"), &given).await?;
    let (kept, sent) = (serde_json::to_value(&app.details)?, &given);
    for (field, value) in sent.as_object().ok_or("no fields")? {
        assert_eq!(&kept[field], value, "{field}");
    }
    assert_eq!((app.state.as_str(), app.version.as_ref()), ("draft", None));

    let path = publisher.at(&format!("/apps/{}", app.id));
    let mut changed = given.clone();
    changed["summary"] = "Reminds everyone".into();
    changed["logo_url"] = serde_json::Value::Null;
    let body = json!({"revision": app.revision, "details": changed});
    let after: App = publisher.owner.change(&path, body).await?;
    assert_eq!((&*after.details.summary, after.details.logo_url.as_ref()), ("Reminds everyone", None));
    assert_ne!(after.revision, app.revision);
    assert_eq!(publisher.owner.read::<App>(&path).await?, after);
    let mut wrong = changed;
    wrong["name"] = "".into();
    let body = json!({"revision": after.revision, "details": wrong});
    assert_eq!(publisher.owner.put(&path, body).await?.wrong_fields()?, ["details.name"]);
    Ok(())
}

async fn a_change_that_lost_the_race_is_refused(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    let path = publisher.at(&format!("/apps/{}", app.id));
    let body = || json!({"revision": app.revision, "details": details("targeted")});
    let (one, other) = tokio::join!(publisher.owner.put(&path, body()), publisher.owner.put(&path, body()));
    let (one, other) = (one?, other?);
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    let won: App = won.ok(200)?.json()?;
    lost.ok(412)?.problem(ProblemCode::LostRace)?;
    let kept: App = publisher.owner.read(&path).await?;
    assert_eq!(kept, won);
    publisher.owner.put(&path, body()).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    let retried = json!({"revision": won.revision, "details": details("targeted")});
    publisher.owner.put(&path, retried).await?.ok(200)?;
    Ok(())
}

async fn a_name_is_taken_once_per_publisher(stage: &Stage) -> Outcome {
    let (publisher, other) = (stage.publisher().await?, stage.publisher().await?);
    let given = details("targeted");
    publisher.owner.post(&publisher.at("/apps"), &given).await?.ok(201)?;
    assert_eq!(publisher.owner.post(&publisher.at("/apps"), &given).await?.wrong_fields()?, ["name"]);
    other.owner.post(&other.at("/apps"), &given).await?.ok(201)?;
    let second = publisher.draft().await?;
    let body = json!({"revision": second.revision, "details": given});
    let answer = publisher.owner.put(&publisher.at(&format!("/apps/{}", second.id)), body).await?;
    assert_eq!(answer.wrong_fields()?, ["details.name"]);
    Ok(())
}

/// Under one's own publisher's address too.
async fn a_neighbours_app_is_not_there(stage: &Stage) -> Outcome {
    let (publisher, other) = (stage.publisher().await?, stage.publisher().await?);
    let app = publisher.draft().await?;
    let path = other.at(&format!("/apps/{}", app.id));
    let body = json!({"revision": app.revision, "details": details("targeted")});
    other.owner.get(&path).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    other.owner.put(&path, body).await?.ok(404)?;
    let version = json!({"after_version": 0, "scopes": crate::harness::wanted(&["patients.read"], &[])});
    other.owner.post(&format!("{path}/versions"), version).await?.ok(404)?;
    for part in ["/versions", "/targets", "/connections"] {
        other.owner.get(&format!("{path}{part}")).await?.ok(404)?;
    }
    Ok(())
}

async fn the_list_counts_connections(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let draft = publisher.draft().await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let listed = async || publisher.owner.read::<Page<AppSummary>>(&publisher.at("/apps")).await;
    let counts = |page: &Page<AppSummary>| {
        page.items.iter().map(|app| (app.id, app.state.as_str(), app.connections)).collect::<Vec<_>>()
    };
    assert_eq!(counts(&listed().await?), [(draft.id, "draft", 0), (app.id, "published", 1)]);
    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
    assert_eq!(counts(&listed().await?)[1].2, 1, "a paused one counts");
    let body = json!({"confirmation": app.details.name});
    tenant.owner.post(&tenant.connection(allowed.connection.id, "/delete"), body).await?.ok(200)?;
    assert_eq!(counts(&listed().await?)[1].2, 0);
    Ok(())
}

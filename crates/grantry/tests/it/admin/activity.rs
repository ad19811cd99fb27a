//! Every change is in the history: who, what, when, from where; never a secret.

use serde_json::json;
use wire::{activity::Activity, admin::IssuedCredential, page::Page, paths};

use crate::harness::{Outcome, Partner, Person, Stage, answering, on_both, wanted};

on_both! { shared: every_change_is_written_down what_was_refused_is_not others_act_in_their_own_names
an_operators_change_comes_without_an_address a_reason_stands_in_quotation_marks; }

async fn every_change_is_written_down(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let owner = &tenant.owner;
    owner.put(&tenant.at(""), json!({"revision": 0, "name": "Renamed clinic"})).await?.ok(200)?;
    let app = publisher.app(tenant.id, &["patients.read", "claims.read"], &[]).await?;
    let decline = json!({"version": 1, "reason": "Not yet."});
    let declined: wire::admin::ConnectionSummary =
        owner.create(&tenant.at(&format!("/available-apps/{}/decline", app.id)), decline).await?;
    owner.verb(&tenant.connection(declined.id, "/reconsider")).await?.ok(200)?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let at = |rest: &str| tenant.connection(allowed.connection.id, rest);
    owner.verb(&at("/pause")).await?.ok(200)?;
    owner.verb(&at("/resume")).await?.ok(200)?;
    let issued: IssuedCredential = owner.act(&at("/regenerate-secret")).await?;
    publisher.publish(app.id, 1, wanted(&["patients.read"], &["claims.change"])).await?;
    owner.post(&at("/update"), answering(2, &[("claims.change", "not_now")])).await?.ok(200)?;
    let own = tenant.generate(&["claims.read"]).await?;
    let credential = tenant.at(&format!("/credentials/{}", own.issued.client_id));
    owner.verb(&format!("{credential}/regenerate-secret")).await?.ok(200)?;
    owner
        .post(&format!("{credential}/delete"), json!({"confirmation": own.credential.name}))
        .await?
        .ok(204)?;
    owner.post(&at("/delete"), json!({"confirmation": app.details.name})).await?.ok(200)?;

    let history = owner.get(&tenant.at("/activity?limit=200")).await?.ok(200)?;
    for issued in [&allowed.credential, &issued, &own.issued] {
        let secret = issued.client_secret.as_deref().ok_or("no secret")?;
        assert!(!history.body.contains(&secret[4..]));
    }
    let history: Page<Activity> = history.json()?;
    let mut actions: Vec<_> = history.items.iter().map(|entry| entry.action.as_str()).collect();
    actions.reverse();
    assert_eq!(
        actions,
        [
            "tenant.created",
            "invitation.accepted",
            "tenant.changed",
            "connection.declined",
            "connection.reconsidered",
            "connection.allowed",
            "connection.paused",
            "connection.resumed",
            "secret.regenerated",
            "connection.narrowed",
            "connection.accepted",
            "credential.created",
            "secret.regenerated",
            "credential.deleted",
            "connection.deleted",
        ]
    );
    for entry in history.items.iter().filter(|entry| entry.actor_id == Some(owner.me.id)) {
        assert_eq!(entry.actor, owner.me.name);
        assert_eq!(entry.from.as_deref(), Some("127.0.0.1"), "{}", entry.action);
    }
    let declined = history.items.iter().find(|entry| entry.action.as_str() == "connection.declined");
    assert_eq!(declined.and_then(|entry| entry.detail.as_deref()), Some("“Not yet.”"));

    let of_connection: Page<Activity> = owner.read(&at("/activity")).await?;
    let of_tenant = history.items.iter().filter(|entry| entry.connection_id == Some(allowed.connection.id));
    assert!(of_connection.items.iter().eq(of_tenant));
    Ok(())
}

async fn what_was_refused_is_not(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let before: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let at = |rest: &str| tenant.connection(allowed.connection.id, rest);
    tenant.owner.post(&at("/delete"), json!({"confirmation": "wrong"})).await?.ok(422)?;
    tenant.owner.verb(&at("/resume")).await?.ok(409)?;
    tenant.owner.post(&at("/update"), json!({"version": 7})).await?.ok(409)?;
    publisher.owner.verb(&at("/pause")).await?.ok(404)?;
    Partner::new(&stage.anonymous, &allowed.credential).token().await?;
    let after: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    assert_eq!(before, after);
    Ok(())
}

/// A tenant reads that the publisher or the platform did it, and not which of their people, nor from where.
async fn others_act_in_their_own_names(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app_of("developer_collects", tenant.id).await?;
    publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &[])).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection;
    publisher.publish(app.id, 2, wanted(&["patients.read"], &[])).await?;
    for verb in ["collect-secret", "pause", "resume"] {
        let path = publisher.at(&format!("/connections/{}/{verb}", connection.id));
        publisher.owner.verb(&path).await?.ok(200)?;
    }
    stage.operator.post(&paths::operator::suspend(app.id), json!({"reason": "Spam."})).await?.ok(200)?;
    stage.operator.verb(&paths::operator::restore(app.id)).await?.ok(200)?;

    let expected = [
        ("connection.resumed", "The platform"),
        ("connection.paused", "The platform"),
        ("connection.resumed", publisher.name.as_str()),
        ("connection.paused", &publisher.name),
        ("secret.collected", &publisher.name),
        ("connection.narrowed", &publisher.name),
    ];
    for path in [tenant.at("/activity"), tenant.connection(connection.id, "/activity")] {
        let raw = tenant.owner.get(&path).await?.ok(200)?;
        for person in [&publisher.owner.me, &stage.operator.me] {
            assert!(!raw.body.contains(&person.id.to_string()), "{path}");
        }
        assert!(!raw.body.contains(&format!("\"{}\"", publisher.owner.me.name)), "{path}");
        let history: Page<Activity> = raw.json()?;
        let newest = history.items.iter().take(6).map(|entry| (entry.action.as_str(), entry.actor.as_str()));
        assert_eq!(newest.collect::<Vec<_>>(), expected);
        for entry in &history.items[..6] {
            assert_eq!((entry.actor_id, entry.from.as_deref()), (None, None), "{}", entry.action);
        }
    }
    Ok(())
}

/// And it is in the platform's history too.
async fn an_operators_change_comes_without_an_address(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let path = paths::operator::tenant(tenant.id);
    stage.operator.put(&path, json!({"revision": 0, "name": "Renamed by the platform"})).await?.ok(200)?;
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let entry = &history.items[0];
    assert_eq!((entry.action.as_str(), entry.from.as_deref()), ("tenant.changed", None));
    assert_eq!((entry.actor.as_str(), entry.actor_id), (stage.operator.me.name.as_str(), None));
    assert_eq!(entry.detail, Some(format!("Renamed from “{}”", tenant.name)));
    let platform: Page<Activity> = stage.operator.read(&(paths::operator::activity() + "?limit=200")).await?;
    let id = tenant.id.to_string();
    let entry =
        platform.items.iter().find(|entry| entry.object == id && entry.action.as_str() == "tenant.changed");
    assert_eq!(entry.ok_or("not in the platform's history")?.from.as_deref(), Some("127.0.0.1"));
    Ok(())
}

/// The details of a history's entries of this action, newest first.
async fn details_of(by: &Person, path: &str, action: &str) -> Outcome<Vec<String>> {
    let history: Page<Activity> = by.read(path).await?;
    let of_action = history.items.into_iter().filter(|entry| entry.action.as_str() == action);
    Ok(of_action.filter_map(|entry| entry.detail).collect())
}

async fn a_reason_stands_in_quotation_marks(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection;
    let unwanted = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let block = json!({"version": 1, "reason": "Not this one."});
    tenant.owner.post(&tenant.at(&format!("/available-apps/{}/block", unwanted.id)), block).await?.ok(201)?;
    let block = json!({"publisher_id": publisher.id, "reason": "An app a day."});
    tenant.owner.post(&tenant.at("/blocked-publishers"), block).await?.ok(201)?;
    let pause = tenant.connection(connection.id, "/pause");
    tenant.owner.post(&pause, json!({"reason": "audit"})).await?.ok(200)?;
    let theirs = publisher.at(&format!("/connections/{}/pause", connection.id));
    publisher.owner.post(&theirs, json!({"reason": "maintenance"})).await?.ok(200)?;
    let suspend = paths::operator::suspend(app.id);
    stage.operator.post(&suspend, json!({"reason": "spam"})).await?.ok(200)?;

    let (of_tenant, of_publisher) = (tenant.at("/activity"), publisher.at("/activity"));
    for (by, path, action, told) in [
        (&tenant.owner, &of_tenant, "connection.blocked", vec!["“Not this one.”".to_owned()]),
        (&tenant.owner, &of_tenant, "publisher.blocked", vec!["“An app a day.”".to_owned()]),
        (
            &tenant.owner,
            &of_tenant,
            "connection.paused",
            ["“spam”", "By the app's developer: “maintenance”", "“audit”"].map(str::to_owned).into(),
        ),
        (
            &publisher.owner,
            &of_publisher,
            "connection.paused",
            vec![format!("At {}: “maintenance”", tenant.name), "“audit”".to_owned()],
        ),
        (&publisher.owner, &of_publisher, "app.suspended", vec!["“spam”".to_owned()]),
    ] {
        assert_eq!(details_of(by, path, action).await?, told, "{action}");
    }
    Ok(())
}

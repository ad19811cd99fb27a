use serde_json::json;
use wire::{
    activity::Activity,
    admin,
    operator::{CreatedPublisher, CreatedTenant, Health, Publisher, Tenant},
    page::Page,
    paths::{self, operator},
};

use crate::harness::{Kind, Outcome, Person, Stage, on_both};

on_both! {
    shared: a_tenant_is_made_and_renamed a_publisher_is_made_and_verified wrong_organisations_are_refused
        the_history_says_what_changed_of_a_publisher an_operator_invites_another the_platform_says_how_it_is;
}

async fn a_tenant_is_made_and_renamed(stage: &Stage) -> Outcome {
    let email = Person::new_email("owner");
    let body = json!({"name": "  Harbour Clinic  ", "owner_email": email.to_uppercase()});
    let created: CreatedTenant = stage.operator.create(&operator::tenants(), body).await?;
    assert_eq!((created.tenant.name.as_str(), created.tenant.kind.as_str()), ("Harbour Clinic", "live"));
    assert_eq!(created.invited.email.as_str(), email);
    assert_eq!(created.tenant.issuer, format!("{}/t/{}", stage.anonymous.base, created.tenant.id));
    assert_eq!(created.tenant.members, 0, "whoever opens the link first");
    let owner = Person::join(&stage.anonymous, &created.invited.link).await?;
    let path = operator::tenant(created.tenant.id);
    stage.operator.put(&path, json!({"revision": 0, "name": "Bay Clinic"})).await?.ok(200)?;
    let seen: Tenant = stage.operator.read(&path).await?;
    assert_eq!((seen.name.as_str(), seen.members, seen.connections), ("Bay Clinic", 1, 0));
    let home: admin::Tenant = owner.read(&paths::admin::tenant(seen.id)).await?;
    assert_eq!(home.name, "Bay Clinic");
    let found: Page<Tenant> = stage.operator.read(&format!("{}?q={}", operator::tenants(), seen.id)).await?;
    assert_eq!(found.items, [seen]);
    Ok(())
}

async fn a_publisher_is_made_and_verified(stage: &Stage) -> Outcome {
    let email = Person::new_email("owner");
    let body = json!({"name": "Acme", "website": "https://acme.example", "owner_email": email});
    let created: CreatedPublisher = stage.operator.create(&operator::publishers(), body).await?;
    assert!(!created.publisher.verified);
    let sandbox: Tenant = stage.operator.read(&operator::tenant(created.publisher.sandbox_tenant_id)).await?;
    assert_eq!(sandbox.kind.as_str(), "sandbox");
    let path = operator::publisher(created.publisher.id);
    let body = json!({"revision": 0, "name": "Acme Health", "website": null, "verified": true});
    let changed: Publisher = stage.operator.change(&path, body).await?;
    assert_eq!(
        (changed.name.as_str(), changed.verified, changed.website.as_ref()),
        ("Acme Health", true, None)
    );
    assert_eq!(stage.operator.read::<Publisher>(&path).await?, changed);
    Ok(())
}

/// In the platform's history and in the publisher's own.
async fn the_history_says_what_changed_of_a_publisher(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let path = operator::publisher(publisher.id);
    let (before, after) = (&publisher.name, format!("{} Health", publisher.name));
    for (revision, name, website, verified) in [
        (0, before, None, true),
        (1, &after, Some("https://health.example/"), true),
        (2, &after, None, false),
        (3, &after, None, false),
    ] {
        let body = json!({"revision": revision, "name": name, "website": website, "verified": verified});
        stage.operator.put(&path, body).await?.ok(200)?;
    }
    let renamed =
        format!("Changed name from “{before}” to “{after}”, website from none to https://health.example/");
    let expected = [
        "Nothing changed",
        "Changed website from https://health.example/ to none, verified from yes to no",
        &renamed,
        "Changed verified from no to yes",
    ];
    let id = publisher.id.to_string();
    for (reader, at) in [
        (&stage.operator, format!("{}?limit=200&q={}", operator::activity(), before.replace(' ', "%20"))),
        (&publisher.owner, publisher.at("/activity")),
    ] {
        let history: Page<Activity> = reader.read(&at).await?;
        let of_it = history.items.iter().filter(|entry| entry.action.as_str() == "publisher.changed");
        let of_it = of_it.filter(|entry| entry.object == id);
        let details: Vec<_> = of_it.filter_map(|entry| entry.detail.as_deref()).collect();
        assert_eq!(details, expected, "{at}");
    }
    Ok(())
}

async fn wrong_organisations_are_refused(stage: &Stage) -> Outcome {
    let owner = Person::new_email("owner");
    for name in ["", " ", &"x".repeat(121), "bell\u{7}"] {
        let body = json!({"name": name, "owner_email": owner});
        assert_eq!(stage.operator.post(&operator::tenants(), &body).await?.wrong_fields()?, ["name"]);
        assert_eq!(stage.operator.post(&operator::publishers(), &body).await?.wrong_fields()?, ["name"]);
    }
    let body = json!({"name": "Acme", "website": "javascript:alert(1)", "owner_email": owner});
    assert_eq!(stage.operator.post(&operator::publishers(), body).await?.wrong_fields()?, ["website"]);
    stage.operator.get(&operator::tenant("ten_00000000000000000000000000".parse()?)).await?.ok(404)?;
    let unknown = operator::publisher("pub_00000000000000000000000000".parse()?);
    stage
        .operator
        .put(&unknown, json!({"revision": 0, "name": "x", "website": null, "verified": true}))
        .await?
        .ok(404)?;
    Ok(())
}

async fn an_operator_invites_another(stage: &Stage) -> Outcome {
    let body = json!({"email": Person::new_email("operator")});
    let invited: wire::members::Invited = stage.operator.create(&operator::operators(), body).await?;
    let second = Person::join(&stage.anonymous, &invited.link).await?;
    assert!(second.me.operator);
    second.get(&operator::tenants()).await?.ok(200)?;
    Ok(())
}

async fn the_platform_says_how_it_is(stage: &Stage) -> Outcome {
    let health: Health = stage.operator.read(&operator::health()).await?;
    assert_eq!(health.database, if stage.kind() == Kind::Sqlite { "sqlite" } else { "postgres" });
    assert!(!health.checks.is_empty() && health.checks.iter().all(|check| check.healthy), "{health:?}");
    Ok(())
}

//! What `grantry restore` makes, and what it tells of the time after the backup.

use std::{fs, os::unix::fs::MetadataExt};

use serde_json::json;
use wire::{activity::Activity, page::Page, paths};

use super::{Console, on_both, timed_on_both};
use crate::{
    developer::logos,
    harness::{
        Client, Kind, Outcome, Partner, Person, Publisher, Stage, Tenant,
        pictures::{Host, Reply, png},
        within_a_second,
    },
};

on_both! {
    a_history_that_is_none_is_refused_first
    a_restored_platform_has_its_logos
}

timed_on_both! {
    a_restored_platform_is_as_it_was
    the_operator_is_told_what_the_restore_has_undone
}

pub async fn started(kind: Kind) -> Outcome<(Console, Stage)> {
    let console = Console::new(kind)?;
    if kind == Kind::Postgres {
        console.run(&["migrate"])?;
    }
    let stage = Stage::on(console.serve().await?).await?;
    Ok((console, stage))
}

async fn a_restored_platform_is_as_it_was(kind: Kind) -> Outcome {
    let (console, stage) = started(kind).await?;
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    within_a_second(async || partner.gets_token().await).await?;
    let backup = console.back_up("backup")?;
    stage.server().end().await?;
    let there = console.elsewhere()?;
    let printed = there.run(&["restore", &backup])?;
    assert!(printed.contains("A new epoch has begun") && printed.contains("without --audit"), "{printed}");
    if kind == Kind::Sqlite {
        assert_eq!(there.files()?, ["grantry.db", "master.key"]);
        assert_eq!(fs::metadata(there.data("grantry.db"))?.mode() & 0o777, 0o600);
    }
    let server = there.serve_at(&stage.server().base).await?;
    within_a_second(async || partner.gets_token().await).await?;
    let token = partner.token().await?;
    assert!(partner.is_alive(&token).await?);
    // Everything that counts and remembers goes on: ids, histories and their hashes, the change log.
    let owner = tenant.owner.sign_in_again().await?;
    owner.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
    within_a_second(async || Ok(!partner.gets_token().await?)).await?;
    let operator = stage.operator.sign_in_again().await?;
    let body = json!({"name": "Harbour Clinic", "owner_email": Person::new_email("owner")});
    operator.post(&paths::operator::tenants(), body).await?.ok(201)?;
    let activity: Page<Activity> = operator.read(&paths::operator::activity()).await?;
    let told = activity.items.iter().find(|entry| entry.action.as_str() == "database.restored");
    assert!(
        told.is_some_and(|entry| entry
            .detail
            .as_ref()
            .is_some_and(|detail| detail.contains("keys replaced")))
    );
    server.stop().await?;
    // And a backup of what was restored is as good.
    let second = there.back_up("second")?;
    let third = there.elsewhere()?;
    third.run(&["restore", &second])?;
    third.serve().await?.stop().await
}

async fn a_restored_platform_has_its_logos(kind: Kind) -> Outcome {
    let mut console = Console::new(kind)?;
    console.set("LOGO_PRIVATE_NETWORKS", "true");
    if kind == Kind::Postgres {
        console.run(&["migrate"])?;
    }
    let stage = Stage::on(console.serve().await?).await?;
    let (publisher, host) = (stage.publisher().await?, Host::start().await?);
    let app = publisher.draft().await?;
    let url = host.has("/logo", Reply::Body("image/png", png(300, 200, 60)));
    logos::change(&publisher, &app, json!({"logo_url": url})).await?;
    let path = logos::settled(&publisher, &app).await?.logo.image.ok_or("no logo")?;
    let before = logos::picture(&stage.anonymous, &path).await?;
    let backup = console.back_up("backup")?;
    stage.server().end().await?;
    let there = console.elsewhere()?;
    there.run(&["restore", &backup])?;
    let server = there.serve().await?;
    let after = logos::picture(&Client::new(&server.base)?, &path).await?;
    assert_eq!((after, host.asked()), (before, 1));
    server.stop().await
}

/// Something of each kind happens after the backup.
async fn after_the_backup(
    stage: &Stage,
    tenant: &Tenant,
    publisher: &Publisher,
) -> Outcome<Vec<(&'static str, String)>> {
    let deleted = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let made = tenant.allow(deleted.id, &[]).await?.connection.id.to_string();
    tenant.generate(&["patients.read"]).await?;
    stage.tenant().await?;
    Ok(vec![("connection.allowed", made)])
}

async fn the_operator_is_told_what_the_restore_has_undone(kind: Kind) -> Outcome {
    let (console, stage) = started(kind).await?;
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let mut apps = Vec::new();
    for _ in 0..3 {
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        apps.push((app.details.name, tenant.allow(app.id, &[]).await?));
    }
    let backup = console.back_up("backup")?;

    let id = |index: usize| apps[index].1.connection.id;
    let confirm = json!({"confirmation": apps[0].0});
    tenant.owner.post(&tenant.connection(id(0), "/delete"), confirm).await?.ok(200)?;
    tenant.owner.verb(&tenant.connection(id(1), "/pause")).await?.ok(200)?;
    let found = json!({"secret": apps[2].1.credential.client_secret});
    stage.anonymous.post(&paths::account::found_secrets(), found).await?.ok(202)?;
    let lost = after_the_backup(&stage, &tenant, &publisher).await?;
    stage.operator.sign_in_again().await?;
    let export = console.path("audit.jsonl").display().to_string();
    let printed = console.run(&["audit", "export", &export])?;
    assert!(printed.contains("entries"), "{printed}");
    assert_eq!(fs::metadata(&export)?.mode() & 0o777, 0o600);
    assert!(console.refused(&["audit", "export", &export])?.contains("cannot write"));
    // As a script would keep it, from the API: the admins' own list.
    let listed = tenant.owner.get(&tenant.at("/activity?limit=100")).await?.ok(200)?.body;
    fs::write(console.path("listed.json"), listed)?;
    stage.server().end().await?;

    for history in [export, console.path("listed.json").display().to_string()] {
        let there = console.elsewhere()?;
        let printed = there.run(&["restore", &backup, "--audit", &history])?;
        let (stopped, made) =
            printed.split_once("Made or allowed after the backup").ok_or(printed.clone())?;
        for (action, object) in [
            ("connection.deleted", id(0).to_string()),
            ("connection.paused", id(1).to_string()),
            ("secret.reported", apps[2].1.connection.id.to_string()),
        ] {
            let told =
                |line: &str| line.contains(action) && (line.contains(&object) || action == "secret.reported");
            assert!(stopped.lines().any(told), "{action} {object}: {printed}");
        }
        for (action, object) in &lost {
            assert!(
                made.lines().any(|line| line.contains(action) && line.contains(object)),
                "{object}: {printed}"
            );
        }
        assert!(!printed.contains("session.started"), "no one signs in for others again: {printed}");
        assert!(!printed.contains("without --audit") && !printed.contains("no entry in common"), "{printed}");
        // They are live again indeed: that is why they are told.
        let server = there.serve_at(&stage.server().base).await?;
        let partner = Partner::new(&Client::new(&server.base)?, &apps[0].1.credential);
        within_a_second(async || partner.gets_token().await).await?;
        server.stop().await?;
    }
    // One from before the backup undoes nothing.
    let there = console.elsewhere()?;
    there.run(&["restore", &backup])?;
    let before = there.path("before.jsonl").display().to_string();
    there.run(&["audit", "export", &before])?;
    let again = there.run(&["restore", "--in-place", "--audit", &before])?;
    assert!(again.contains("no entry that the backup lacks"), "{again}");
    Ok(())
}

async fn a_history_that_is_none_is_refused_first(kind: Kind) -> Outcome {
    let console = Console::new(kind)?;
    console.begin().await?;
    let backup = console.back_up("backup")?;
    let there = console.elsewhere()?;
    let file = there.path("history").display().to_string();
    for (text, words) in [
        ("", "has no entry"),
        ("{\"items\": []}", "has no entry"),
        ("not a history", "is no audit export"),
        ("{\"id\":\"aud_x\"}", "is no audit export"),
        ("{\"items\": [{}]}", "is no audit export"),
    ] {
        fs::write(&file, text)?;
        let refused = there.refused(&["restore", &backup, "--audit", &file])?;
        assert!(refused.contains(words), "{text}: {refused}");
        assert!(there.is_empty()?);
    }
    let refused = there.refused(&["restore", &backup, "--audit", "/no/such/file"])?;
    assert!(refused.contains("cannot read"), "{refused}");
    // Of another platform.
    let other = Console::new(kind)?;
    if kind == Kind::Postgres {
        other.run(&["migrate"])?;
    }
    other
        .run(&["operator", "create", "--email", "olga@operators.example", "--public-url", "http://x.example"])
        .err();
    other.begin().await?;
    other.run(&["operator", "create", "--email", "olga@operators.example"])?;
    let export = other.path("export").display().to_string();
    other.run(&["audit", "export", &export])?;
    let printed = there.run(&["restore", &backup, "--audit", &export])?;
    assert!(printed.contains("no entry in common"), "{printed}");
    Ok(())
}

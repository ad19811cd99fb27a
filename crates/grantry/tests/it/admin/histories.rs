//! Histories with their hashes, verified outside of the platform.

use std::fs;

use api_client::admin;
use model::role::TenantRole;
use wire::{
    activity::ExportedEntry,
    page::{PageQuery, Total},
    paths,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Stage, Tenant, on_both, server};

on_both! {
    shared: a_history_is_exported_and_verified_elsewhere a_person_has_a_history_verified_so_often;
}

/// The whole history, in parts of three.
async fn export(tenant: &Tenant) -> Outcome<Vec<ExportedEntry>> {
    let (mut entries, mut cursor) = (Vec::new(), None);
    loop {
        let query = PageQuery { cursor, limit: Some(3), ..PageQuery::default() };
        let first = query.cursor.is_none();
        let page = tenant.owner.call(admin::activity_export(tenant.id, query)).await?;
        assert_eq!(page.total.is_some(), first, "told once");
        entries.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(entries);
        }
    }
}

/// What `grantry audit verify` says of them.
fn verified(entries: &[ExportedEntry]) -> Outcome<String> {
    let lines: Vec<_> = entries.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("history.jsonl").display().to_string();
    fs::write(&file, lines.join("\n"))?;
    server::run(&["audit", "verify", &file])
}

async fn a_history_is_exported_and_verified_elsewhere(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/pause")).await?.ok(200)?;
    tenant.owner.verb(&tenant.connection(allowed.connection.id, "/resume")).await?.ok(200)?;
    let mut entries = export(&tenant).await?;
    let positions: Vec<_> = entries.iter().map(|entry| entry.position).collect();
    assert_eq!(positions, (1..=u64::try_from(entries.len())?).collect::<Vec<_>>());
    assert!(entries.iter().all(|entry| entry.chain == tenant.id.to_string()));
    let first = entries.first().ok_or("no entry")?;
    assert!(
        first.withheld && first.actor_id.is_none() && first.from.is_none(),
        "an operator made the tenant"
    );
    assert!(entries.iter().any(|entry| !entry.withheld && entry.actor_id == Some(tenant.owner.me.id)));
    for (path, field) in [("?q=x", "q"), ("?cursor=con_1", "cursor"), ("?limit=0", "limit")] {
        let path = tenant.at(&format!("/activity/export{path}"));
        assert_eq!(tenant.owner.get(&path).await?.ok(422)?.wrong_fields()?, [field]);
    }

    let here = tenant.owner.call(admin::activity_verification(tenant.id)).await?;
    assert_eq!((here.intact, here.broken_at, here.since), (true, None, Some(first.at)));
    let last = entries.last().ok_or("no entry")?;
    assert_eq!((here.entries, here.last_hash.as_deref()), (last.position, Some(last.hash.as_str())));
    let page = tenant.owner.call(admin::activity_export(tenant.id, PageQuery::default())).await?;
    assert_eq!(page.total, Some(Total::exactly(last.position)));

    let said = verified(&entries)?;
    assert!(said.contains(&tenant.id.to_string()) && said.contains(&last.hash), "{said}");
    let own = entries.iter().position(|entry| !entry.withheld).ok_or("no entry of their own")?;
    let broken = |entries: &[ExportedEntry], at: u64| {
        let refused = verified(entries).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains(&format!("at entry {at}")), "{refused}");
    };
    entries[own].object_name.push('x');
    broken(&entries, entries[own].position);
    entries[own].object_name.pop();
    let taken = entries.remove(own);
    broken(&entries, taken.position);
    Ok(())
}

/// As often as ten times a minute, of whichever tenants; others of the tenant go on, and so does all else.
async fn a_person_has_a_history_verified_so_often(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let other = tenant.join(TenantRole::Viewer).await?;
    let path = paths::admin::activity_verification(tenant.id);
    for _ in 0..10 {
        tenant.owner.get(&path).await?.ok(200)?;
    }
    let answer = tenant.owner.get(&path).await?.ok(429)?;
    let wait: u32 = answer.header("retry-after").parse()?;
    assert!((1..=120).contains(&wait), "{wait}");
    let problem = answer.problem(ProblemCode::TooMany)?;
    assert_eq!(problem.title, "Too many requests", "none of them failed");
    let told = problem.detail;
    assert!(told.contains("too many verifications of histories by this person"), "{told}");
    tenant.owner.get(&tenant.at("/activity/export")).await?.ok(200)?;
    other.get(&path).await?.ok(200)?;
    Ok(())
}

/// As an operator asks it, of all histories.
#[tokio::test]
async fn all_histories_of_a_database_are_verified() -> Outcome {
    use crate::{console::Console, harness::Kind};
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let console = Console::new(kind)?;
        console.begin().await?;
        console.run(&["operator", "create", "--email", "olga@operators.example"])?;
        let said = console.run(&["audit", "verify"])?;
        assert!(said.contains("platform: ") && said.contains("unbroken since"), "{said}");
        let export = console.path("export.jsonl").display().to_string();
        console.run(&["audit", "export", &export])?;
        assert!(console.run(&["audit", "verify", &export])?.contains("platform: "));
        let text = fs::read_to_string(&export)?.replacen("\"object_name\":\"", "\"object_name\":\"x", 1);
        fs::write(&export, text)?;
        assert!(console.refused(&["audit", "verify", &export])?.contains("platform at entry 1"));
    }
    Ok(())
}

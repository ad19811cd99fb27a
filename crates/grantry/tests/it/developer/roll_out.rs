//! How tenants receive a new version: who answered what, and who is reminded.

use serde_json::json;
use wire::{
    activity::Activity,
    page::{Page, Total},
    problem::ProblemCode,
    updates::{Reminded, RollOut, RollOutTenant},
};

use crate::harness::{Outcome, Publisher, Stage, Tenant, answering, on_both, wanted};

on_both! {
    shared: each_tenant_stands_where_its_admins_left_it
    a_tenant_is_reminded_once_in_seven_days
    whom_the_developer_or_the_platform_stops_is_not_reminded;
}

/// An app at version 2 that these tenants have connected at version 1; it then asks for two scopes more.
async fn rolled_out(publisher: &Publisher, tenants: &[Tenant]) -> Outcome<(String, Vec<String>)> {
    let app = publisher.draft().await?.id;
    publisher.publish(app, 0, wanted(&["patients.read"], &[])).await?;
    let mut updates = Vec::new();
    for tenant in tenants {
        publisher.target(app, tenant.id).await?;
        let id = tenant.allow(app, &[]).await?.connection.id;
        updates.push(tenant.connection(id, "/update"));
    }
    publisher.publish(app, 1, wanted(&["patients.read"], &["claims.read", "claims.change"])).await?;
    Ok((publisher.at(&format!("/apps/{app}/roll-out")), updates))
}

async fn each_tenant_stands_where_its_admins_left_it(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let mut tenants = Vec::new();
    for _ in 0..6 {
        tenants.push(stage.tenant().await?);
    }
    let (path, updates) = rolled_out(&publisher, &tenants).await?;
    let answers: [(&str, &[(&str, &str)]); 4] = [
        ("accepted", &[("claims.read", "grant"), ("claims.change", "grant")]),
        ("partly", &[("claims.read", "grant"), ("claims.change", "never")]),
        ("not_now", &[("claims.read", "not_now"), ("claims.change", "never")]),
        ("never", &[("claims.read", "never"), ("claims.change", "never")]),
    ];
    let expected = ["accepted", "partly", "not_now", "never", "seen", "unseen"];
    for ((tenant, update), (_, answers)) in tenants.iter().zip(&updates).zip(answers) {
        tenant.owner.post(update, answering(2, answers)).await?.ok(200)?;
    }
    tenants[4].owner.post(&format!("{}/seen", updates[4]), json!({"version": 2})).await?.ok(204)?;
    tenants[4].owner.post(&format!("{}/seen", updates[4]), json!({"version": 1})).await?.ok(409)?;

    let board: RollOut = publisher.owner.read(&path).await?;
    let counts = &board.counts;
    let all = [counts.accepted, counts.partly, counts.not_now, counts.never, counts.seen, counts.unseen];
    assert_eq!((board.version, all, board.remindable), (2, [1; 6], 2));
    let new: Vec<_> =
        board.scopes.iter().filter(|scope| scope.new).map(|scope| scope.name.as_str()).collect();
    assert_eq!(new, ["claims.read", "claims.change"]);

    let listed: Page<RollOutTenant> = publisher.owner.read(&format!("{path}/tenants")).await?;
    assert_eq!(listed.total, Some(Total::exactly(6)));
    for (tenant, state) in tenants.iter().zip(expected) {
        let one = listed.items.iter().find(|one| one.tenant_id == tenant.id).ok_or("not listed")?;
        assert_eq!((one.state.as_str(), &one.tenant_name), (state, &tenant.name));
        assert_eq!(one.seen_at.is_some(), state != "unseen", "{state}");
        assert_eq!(one.remindable, ["seen", "unseen"].contains(&state), "{state}");
        let filtered = format!("{path}/tenants?state={state}");
        let only: Page<RollOutTenant> = publisher.owner.read(&filtered).await?;
        assert_eq!((only.items.as_slice(), only.total), (std::slice::from_ref(one), Some(Total::exactly(1))));
    }
    let partly = listed.items.iter().find(|one| one.state.as_str() == "partly").ok_or("none")?;
    let asked: Vec<_> = partly.scopes.iter().map(|scope| (scope.name.as_str(), scope.granted)).collect();
    assert_eq!(asked, [("patients.read", true), ("claims.read", true), ("claims.change", false)]);
    assert_eq!(partly.scopes[2].answer.map(|answer| answer.as_str()), Some("never"));

    // Searched and filtered at once, and in parts: each costs the same, however much it finds.
    let at = |rest: &str| format!("{path}/tenants?{rest}");
    let searched = format!("state=never&q={}", tenants[3].id);
    let found: Page<RollOutTenant> = publisher.owner.read(&at(&searched)).await?;
    assert_eq!(found.items.iter().map(|one| one.tenant_id).collect::<Vec<_>>(), [tenants[3].id]);
    publisher.owner.get(&at("state=asleep")).await?.ok(400)?.problem(ProblemCode::Malformed)?;
    let mut costs = Vec::new();
    for limit in ["limit=1", "limit=6"] {
        let answer = publisher.owner.get(&at(limit)).await?.ok(200)?;
        costs.push(stage.statements(&answer).await?);
    }
    assert_eq!(costs[0], costs[1]);
    Ok(())
}

async fn a_tenant_is_reminded_once_in_seven_days(stage: &Stage) -> Outcome {
    let (publisher, tenants) = (stage.publisher().await?, [stage.tenant().await?, stage.tenant().await?]);
    let (path, _) = rolled_out(&publisher, &tenants).await?;
    let remind = format!("{path}/remind");
    let old = json!({"version": 1, "tenant_id": null});
    publisher.owner.post(&remind, old).await?.ok(409)?.problem(ProblemCode::VersionChanged)?;
    let one = json!({"version": 2, "tenant_id": tenants[0].id});
    let reminded: Reminded = publisher.owner.post(&remind, &one).await?.ok(200)?.json()?;
    assert_eq!(reminded.tenants, 1);
    publisher.owner.post(&remind, &one).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let all = json!({"version": 2, "tenant_id": null});
    let reminded: Reminded = publisher.owner.post(&remind, &all).await?.ok(200)?.json()?;
    assert_eq!(reminded.tenants, 1, "the other one");
    publisher.owner.post(&remind, &all).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let stranger = json!({"version": 2, "tenant_id": stage.tenant().await?.id});
    publisher.owner.post(&remind, stranger).await?.ok(409)?.problem(ProblemCode::Conflict)?;

    for tenant in &tenants {
        let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
        let told: Vec<_> =
            history.items.iter().filter(|entry| entry.action.as_str() == "connection.reminded").collect();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].actor.as_str(), told[0].from.as_ref()), (publisher.name.as_str(), None));
        assert_eq!(told[0].detail.as_deref(), Some("Version 2 waits for your review"));
    }
    let own: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    let told = own.items.iter().filter(|entry| entry.action.as_str() == "connection.reminded");
    let told: Vec<_> = told.filter_map(|entry| entry.detail.as_deref()).collect();
    assert_eq!(told, ["Version 2, at 1 tenant", "Version 2, at 1 tenant"]);
    Ok(())
}

async fn whom_the_developer_or_the_platform_stops_is_not_reminded(stage: &Stage) -> Outcome {
    let (publisher, tenants) = (stage.publisher().await?, [stage.tenant().await?, stage.tenant().await?]);
    let (path, _) = rolled_out(&publisher, &tenants).await?;
    let listed =
        async || -> Outcome<Page<RollOutTenant>> { publisher.owner.read(&format!("{path}/tenants")).await };
    let remindable = async || -> Outcome<(u32, Vec<bool>)> {
        let board: RollOut = publisher.owner.read(&path).await?;
        let page = listed().await?;
        let of = |tenant: &Tenant| page.items.iter().any(|one| one.tenant_id == tenant.id && one.remindable);
        Ok((board.remindable, tenants.iter().map(of).collect()))
    };
    assert_eq!(remindable().await?, (2, vec![true, true]));

    let page = listed().await?;
    let first = page.items.iter().find(|one| one.tenant_id == tenants[0].id).ok_or("not listed")?;
    let connection = publisher.at(&format!("/connections/{}", first.connection_id));
    publisher.owner.post(&format!("{connection}/pause"), json!({"reason": "maintenance"})).await?.ok(200)?;
    assert_eq!(remindable().await?, (1, vec![false, true]));
    let remind = format!("{path}/remind");
    let one = json!({"version": 2, "tenant_id": tenants[0].id});
    let refused = publisher.owner.post(&remind, &one).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    assert!(refused.detail.contains("your team has disabled its connection"), "{}", refused.detail);

    let app = path.rsplit('/').nth(1).ok_or("no app")?;
    let (operator, app) = (&stage.operator, format!("/api/operator/v1/apps/{app}"));
    operator.post(&format!("{app}/suspend"), json!({"reason": "under investigation"})).await?.ok(200)?;
    assert_eq!(remindable().await?, (0, vec![false, false]));
    let all = json!({"version": 2, "tenant_id": null});
    let refused = publisher.owner.post(&remind, &all).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    assert_eq!(refused.detail, "The platform has suspended this app.");

    operator.verb(&format!("{app}/restore")).await?.ok(200)?;
    publisher.owner.verb(&format!("{connection}/resume")).await?.ok(200)?;
    assert_eq!(remindable().await?, (2, vec![true, true]));
    Ok(())
}

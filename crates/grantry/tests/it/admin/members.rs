use model::role::TenantRole;
use serde_json::json;
use wire::{admin, members::TenantMember, page::Page, problem::ProblemCode};

use crate::harness::{Outcome, Person, Stage, Tenant, on_both};

on_both! {
    shared: members_come_change_and_go the_last_owner_stays only_an_owner_makes_owners a_removed_member_is_out_at_once
        a_viewer_may_only_look;
}

async fn members(tenant: &Tenant) -> Outcome<Vec<(String, TenantRole)>> {
    let page: Page<TenantMember> = tenant.owner.read(&tenant.at("/members")).await?;
    let mut members: Vec<_> = page.items.into_iter().map(|one| (one.name, one.role)).collect();
    members.sort();
    Ok(members)
}

fn at(tenant: &Tenant, person: &Person) -> String {
    tenant.at(&format!("/members/{}", person.me.id))
}

async fn members_come_change_and_go(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let person = tenant.join(TenantRole::Viewer).await?;
    let expected = |role: TenantRole| {
        let mut both =
            vec![(tenant.owner.me.name.clone(), TenantRole::Owner), (person.me.name.clone(), role)];
        both.sort();
        both
    };
    assert_eq!(members(&tenant).await?, expected(TenantRole::Viewer));
    let body = json!({"before": "viewer", "role": "admin"});
    let changed: TenantMember = tenant.owner.change(&at(&tenant, &person), body).await?;
    assert_eq!(changed.role, TenantRole::Admin);
    assert_eq!(members(&tenant).await?, expected(TenantRole::Admin));
    tenant.owner.delete(&at(&tenant, &person)).await?.ok(204)?;
    assert_eq!(members(&tenant).await?.len(), 1);
    tenant.owner.delete(&at(&tenant, &person)).await?.ok(404)?;
    tenant.owner.put(&at(&tenant, &person), json!({"before": "admin", "role": "admin"})).await?.ok(404)?;
    let wrong = json!({"email": "not an address", "role": "viewer"});
    tenant.owner.post(&tenant.at("/members"), wrong).await?.ok(400)?.problem(ProblemCode::Malformed)?;
    Ok(())
}

async fn the_last_owner_stays(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let owner = at(&tenant, &tenant.owner);
    tenant.owner.delete(&owner).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let to_admin = json!({"before": "owner", "role": "admin"});
    tenant.owner.put(&owner, &to_admin).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    let second = tenant.join(TenantRole::Owner).await?;
    tenant.owner.put(&owner, to_admin).await?.ok(200)?;
    second.delete(&at(&tenant, &second)).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    Ok(())
}

async fn only_an_owner_makes_owners(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (admin, viewer) = (tenant.join(TenantRole::Admin).await?, tenant.join(TenantRole::Viewer).await?);
    let invitation = json!({"email": Person::new_email("eve"), "role": "owner"});
    admin.post(&tenant.at("/members"), invitation).await?.ok(403)?.problem(ProblemCode::Forbidden)?;
    for (person, before) in [(&admin, "admin"), (&viewer, "viewer")] {
        let body = json!({"before": before, "role": "owner"});
        admin.put(&at(&tenant, person), body).await?.ok(403)?;
    }
    admin.put(&at(&tenant, &tenant.owner), json!({"before": "owner", "role": "viewer"})).await?.ok(403)?;
    admin.delete(&at(&tenant, &tenant.owner)).await?.ok(403)?;
    admin.put(&at(&tenant, &viewer), json!({"before": "viewer", "role": "admin"})).await?.ok(200)?;
    tenant.owner.put(&at(&tenant, &viewer), json!({"before": "admin", "role": "owner"})).await?.ok(200)?;
    Ok(())
}

/// A session that was opened before knows nothing any more.
async fn a_removed_member_is_out_at_once(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    admin.get(&tenant.at("")).await?.ok(200)?;
    tenant.owner.put(&at(&tenant, &admin), json!({"before": "admin", "role": "viewer"})).await?.ok(200)?;
    admin.put(&tenant.at(""), json!({"revision": 0, "name": "Mine"})).await?.ok(403)?;
    tenant.owner.delete(&at(&tenant, &admin)).await?.ok(204)?;
    admin.get(&tenant.at("")).await?.ok(404)?;
    Ok(())
}

async fn a_viewer_may_only_look(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = tenant.generate(&["claims.read"]).await?;
    let viewer = tenant.join(TenantRole::Viewer).await?;
    let seen: admin::Credential =
        viewer.read(&tenant.at(&format!("/credentials/{}", made.issued.client_id))).await?;
    assert_eq!(seen.name, made.credential.name);
    let home: admin::Tenant = viewer.read(&tenant.at("")).await?;
    assert_eq!(home.role, TenantRole::Viewer);
    assert_eq!(home.admins[0].email, tenant.owner.me.email.as_str(), "whom a viewer can ask");
    let refused =
        viewer.post(&tenant.at("/credentials"), json!({"name": "x", "scopes": ["claims.read"]})).await?;
    assert!(!refused.ok(403)?.problem(ProblemCode::Forbidden)?.detail.is_empty());
    Ok(())
}

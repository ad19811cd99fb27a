//! A link is worth what its people may do now: whoever is removed, made less, or leaves takes along what is pending.

use model::role::{PublisherRole, TenantRole};
use serde_json::json;
use wire::{
    activity::Activity,
    members::Invited,
    operator::{CreatedPublisher, CreatedTenant},
    page::Page,
    paths::{self, account},
};

use crate::harness::{Outcome, Person, Publisher, Stage, Tenant, next, on_both, people::token_of};

on_both! {
    shared: a_removed_admin_does_not_come_back links_of_a_removed_owner_end who_is_made_less_invites_less
        who_leaves_takes_their_links_along a_new_link_ends_the_old_one one_link_of_many_is_used
        a_team_ends_its_links_too a_removed_operators_links_end what_ended_stands_in_the_history
        what_a_newer_link_ended_stands_in_the_history what_the_console_ended_stands_in_the_history
        what_an_operator_ended_stands_in_both_histories;
}

/// Looked at and used, it is none.
async fn is_dead(stage: &Stage, link: &str) -> Outcome {
    let token = token_of(link);
    stage.anonymous.post(&account::look_at_invitation(), json!({"token": token})).await?.ok(404)?;
    let body = json!({"token": token, "name": "Eve", "password": Person::new_password()});
    stage.anonymous.post(&account::accept_invitation(), body).await?.ok(404)?;
    Ok(())
}

async fn is_alive(stage: &Stage, link: &str) -> Outcome {
    stage.anonymous.post(&account::look_at_invitation(), json!({"token": token_of(link)})).await?.ok(200)?;
    Ok(())
}

async fn invite(by: &Person, tenant: &Tenant, role: &str) -> Outcome<Invited> {
    by.create(&tenant.at("/members"), json!({"email": Person::new_email("guest"), "role": role})).await
}

fn member(tenant: &Tenant, person: &Person) -> String {
    tenant.at(&format!("/members/{}", person.me.id))
}

/// Two links were out when the first one was used.
async fn a_removed_admin_does_not_come_back(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let email = Person::new_email("admin");
    let first = tenant.invite(TenantRole::Admin, &email).await?;
    let second = tenant.invite(TenantRole::Admin, &email.to_uppercase()).await?;
    is_dead(stage, &first.link).await?;
    let mut admin = Person::join(&stage.anonymous, &second.link).await?;
    let own = tenant.owner.post(&tenant.at("/members"), json!({"email": email, "role": "owner"})).await?;
    own.ok(422)?;
    tenant.owner.delete(&member(&tenant, &admin)).await?.ok(204)?;
    for link in [&first.link, &second.link] {
        is_dead(stage, link).await?;
    }
    admin.get(&tenant.at("")).await?.ok(404)?;
    // Who is wanted back is invited again.
    let again = tenant.invite(TenantRole::Viewer, &email).await?;
    admin.join_too(&again.link).await?;
    assert_eq!(admin.me.tenants[0].role, TenantRole::Viewer);
    Ok(())
}

async fn links_of_a_removed_owner_end(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let second = tenant.join(TenantRole::Owner).await?;
    let (owner, viewer) =
        (invite(&second, &tenant, "owner").await?, invite(&second, &tenant, "viewer").await?);
    let of_another = invite(&tenant.owner, &tenant, "viewer").await?;
    tenant.owner.delete(&member(&tenant, &second)).await?.ok(204)?;
    is_dead(stage, &owner.link).await?;
    is_dead(stage, &viewer.link).await?;
    is_alive(stage, &of_another.link).await
}

async fn who_is_made_less_invites_less(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let second = tenant.join(TenantRole::Owner).await?;
    let (owner, viewer) =
        (invite(&second, &tenant, "owner").await?, invite(&second, &tenant, "viewer").await?);
    tenant
        .owner
        .put(&member(&tenant, &second), json!({"before": "owner", "role": "admin"}))
        .await?
        .ok(200)?;
    is_dead(stage, &owner.link).await?;
    is_alive(stage, &viewer.link).await?;
    tenant
        .owner
        .put(&member(&tenant, &second), json!({"before": "admin", "role": "viewer"}))
        .await?
        .ok(200)?;
    is_dead(stage, &viewer.link).await?;
    // What ended stays ended when they are made more again.
    tenant
        .owner
        .put(&member(&tenant, &second), json!({"before": "viewer", "role": "owner"}))
        .await?
        .ok(200)?;
    is_dead(stage, &owner.link).await?;
    is_dead(stage, &viewer.link).await
}

async fn who_leaves_takes_their_links_along(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let leave = tenant.at("/leave");
    tenant.owner.verb(&leave).await?.ok(409)?;
    let (second, viewer) = (tenant.join(TenantRole::Owner).await?, tenant.join(TenantRole::Viewer).await?);
    let link = invite(&second, &tenant, "admin").await?.link;
    for person in [&second, &viewer] {
        person.verb(&leave).await?.ok(204)?;
        person.get(&tenant.at("")).await?.ok(404)?;
        person.verb(&leave).await?.ok(404)?;
    }
    is_dead(stage, &link).await?;
    tenant.owner.verb(&leave).await?.ok(409)?;
    Ok(())
}

async fn a_new_link_ends_the_old_one(stage: &Stage) -> Outcome {
    let (tenant, other) = (stage.tenant().await?, stage.tenant().await?);
    let email = Person::new_email("ann");
    let elsewhere = other.invite(TenantRole::Viewer, &email).await?;
    let before = tenant.invite(TenantRole::Owner, &email).await?;
    let after = tenant.invite(TenantRole::Viewer, &email).await?;
    is_dead(stage, &before.link).await?;
    is_alive(stage, &after.link).await?;
    is_alive(stage, &elsewhere.link).await
}

/// At the same time: one of the two is used, and no third role comes of it.
async fn one_link_of_many_is_used(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let email = Person::new_email("ann");
    let old = tenant.invite(TenantRole::Viewer, &email).await?;
    let body = json!({"email": email, "role": "admin"});
    let members = tenant.at("/members");
    let accept = json!({"token": token_of(&old.link), "name": "Ann", "password": Person::new_password()});
    let at = account::accept_invitation();
    let (used, invited) = tokio::join!(stage.anonymous.post(&at, accept), tenant.owner.post(&members, body));
    let (used, invited) = (used?.status, invited?);
    assert!(matches!((used, invited.status), (200, 201 | 422) | (404, 201)), "{used} {}", invited.status);
    if used == 200 && invited.status == 201 {
        let link = invited.json::<Invited>()?.link;
        let pending: Page<wire::members::PendingInvitation> =
            tenant.owner.read(&tenant.at("/invitations")).await?;
        assert!(pending.items.len() <= 1, "{link} {pending:?}");
    }
    Ok(())
}

async fn a_team_ends_its_links_too(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let at = |person: &Person| publisher.at(&format!("/members/{}", person.me.id));
    let invite = async |by: &Person, publisher: &Publisher| {
        let body = json!({"email": Person::new_email("dev"), "role": "owner"});
        by.create::<Invited>(&publisher.at("/members"), body).await
    };
    let (second, third) =
        (publisher.join(PublisherRole::Owner).await?, publisher.join(PublisherRole::Owner).await?);
    let (of_second, of_third) = (invite(&second, &publisher).await?, invite(&third, &publisher).await?);
    publisher.owner.put(&at(&second), json!({"before": "owner", "role": "developer"})).await?.ok(200)?;
    is_dead(stage, &of_second.link).await?;
    is_alive(stage, &of_third.link).await?;
    publisher.owner.delete(&at(&third)).await?.ok(204)?;
    is_dead(stage, &of_third.link).await?;
    second.verb(&publisher.at("/leave")).await?.ok(204)?;
    second.get(&publisher.at("")).await?.ok(404)?;
    publisher.owner.verb(&publisher.at("/leave")).await?.ok(409)?;
    // A sandbox has no members of its own.
    let sandbox = crate::harness::at_tenant(publisher.sandbox, "/leave");
    publisher.owner.verb(&sandbox).await?.ok(409)?;
    Ok(())
}

async fn operator(stage: &Stage) -> Outcome<Person> {
    let body = json!({"email": Person::new_email("operator")});
    let invited: Invited = stage.operator.create(&paths::operator::operators(), body).await?;
    Person::join(&stage.anonymous, &invited.link).await
}

/// The links to new organisations, too: another operator makes them again.
async fn a_removed_operators_links_end(stage: &Stage) -> Outcome {
    let leaving = operator(stage).await?;
    let body = json!({"email": Person::new_email("friend")});
    let friend: Invited = leaving.create(&paths::operator::operators(), body).await?;
    let email = Person::new_email("owner");
    let body = json!({"name": "Left clinic", "owner_email": email});
    let clinic: CreatedTenant = leaving.create(&paths::operator::tenants(), body).await?;
    let at = paths::operator::operator(leaving.me.id);
    stage.operator.delete(&at).await?.ok(204)?;
    stage.operator.delete(&at).await?.ok(404)?;
    leaving.get(&paths::operator::tenants()).await?.ok(404)?;
    is_dead(stage, &friend.link).await?;
    is_dead(stage, &clinic.invited.link).await?;
    let path = paths::operator::tenant_invitations(clinic.tenant.id);
    let again: Invited = stage.operator.create(&path, json!({"email": email})).await?;
    let owner = Person::join(&stage.anonymous, &again.link).await?;
    assert_eq!(owner.me.tenants[0].role, TenantRole::Owner);
    Ok(())
}

async fn what_ended_stands_in_the_history(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let link = invite(&admin, &tenant, "viewer").await?;
    tenant.owner.delete(&member(&tenant, &admin)).await?.ok(204)?;
    let ended = ended(&tenant.owner, &tenant.at("/activity")).await?;
    assert_eq!(ended.len(), 1);
    assert_eq!(
        (ended[0].object_name.as_str(), &ended[0].actor),
        (link.email.as_str(), &tenant.owner.me.name)
    );
    let why = ended[0].detail.as_deref().unwrap_or_default();
    assert!(why.contains(&admin.me.name), "{why}");
    Ok(())
}

/// The invitations that have ended, newest first.
async fn ended(by: &Person, path: &str) -> Outcome<Vec<Activity>> {
    let mut history: Page<Activity> = by.read(&format!("{path}?limit=200")).await?;
    history.items.retain(|entry| entry.action.as_str() == "invitation.ended");
    Ok(history.items)
}

/// In the history of the tenant, of the publisher, and of the platform.
async fn what_a_newer_link_ended_stands_in_the_history(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let email = Person::new_email("ann");
    let platforms = paths::operator::operators();
    for (by, path, first, second) in [
        (&tenant.owner, tenant.at(""), Some("owner"), Some("viewer")),
        (&publisher.owner, publisher.at(""), Some("owner"), Some("developer")),
        (&stage.operator, platforms, None, None),
    ] {
        let (members, history) = match first {
            Some(_) => (format!("{path}/members"), format!("{path}/activity")),
            None => (path, paths::operator::activity()),
        };
        for role in [first, second] {
            let body = match role {
                Some(role) => json!({"email": email, "role": role}),
                None => json!({"email": email}),
            };
            by.post(&members, body).await?.ok(201)?;
        }
        let told = ended(by, &history).await?;
        let told: Vec<_> = told.iter().filter(|entry| entry.object_name == email).collect();
        assert_eq!(told.len(), 1, "{members}");
        assert_eq!(told[0].actor_id, Some(by.me.id), "{members}");
        let detail = told[0].detail.as_deref().unwrap_or_default();
        let was = format!("As {}: ", first.unwrap_or("operator"));
        assert!(detail.starts_with(&was) && detail.contains("newer"), "{detail}");
    }
    Ok(())
}

async fn what_the_console_ended_stands_in_the_history(stage: &Stage) -> Outcome {
    let email = Person::new_email("olga");
    let before = stage.server().operator_link(&email)?;
    let after = stage.server().operator_link(&email)?;
    is_dead(stage, &before).await?;
    is_alive(stage, &after).await?;
    let told = ended(&stage.operator, &paths::operator::activity()).await?;
    let told: Vec<_> = told.iter().filter(|entry| entry.object_name == email).collect();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].actor.as_str(), told[0].actor_id), ("The platform", None));
    assert_eq!(told[0].detail.as_deref(), Some("As operator: a newer one took its place"));
    Ok(())
}

/// In the platform's, and in that of the organisation whose owner was invited again.
async fn what_an_operator_ended_stands_in_both_histories(stage: &Stage) -> Outcome {
    let body = || json!({"name": format!("Invited {}", next()), "owner_email": Person::new_email("owner")});
    let clinic: CreatedTenant = stage.operator.create(&paths::operator::tenants(), body()).await?;
    let acme: CreatedPublisher = stage.operator.create(&paths::operator::publishers(), body()).await?;
    let (tenant, publisher) = (clinic.tenant, acme.publisher);
    for (name, before, invitations, own) in [
        (
            tenant.name,
            clinic.invited,
            paths::operator::tenant_invitations(tenant.id),
            paths::admin::activity(tenant.id),
        ),
        (
            publisher.name,
            acme.invited,
            paths::operator::publisher_invitations(publisher.id),
            paths::developer::activity(publisher.id),
        ),
    ] {
        let email = before.email.as_str();
        let again: Invited = stage.operator.create(&invitations, json!({"email": email})).await?;
        is_dead(stage, &before.link).await?;
        let owner = Person::join(&stage.anonymous, &again.link).await?;
        let words = "As owner: a newer one took its place";
        for (by, history, actor, detail) in [
            (&owner, own, None, words.to_owned()),
            (
                &stage.operator,
                paths::operator::activity(),
                Some(stage.operator.me.id),
                format!("At {name}. {words}"),
            ),
        ] {
            let told = ended(by, &history).await?;
            let told: Vec<_> = told.iter().filter(|entry| entry.object_name == email).collect();
            assert_eq!(told.len(), 1, "{history}");
            assert_eq!(told[0].actor_id, actor, "{history}");
            assert_eq!(told[0].detail.as_deref(), Some(detail.as_str()));
        }
    }
    Ok(())
}

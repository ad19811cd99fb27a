//! Invitations that no one has accepted are listed, made again and withdrawn.

use model::role::TenantRole;
use serde_json::json;
use wire::{
    activity::Activity,
    members::{Invited, PendingInvitation},
    operator::{CreatedPublisher, CreatedTenant},
    page::Page,
    paths::{self, account},
};

use crate::harness::{Outcome, Person, Stage, on_both, people::token_of};

on_both! {
    shared: who_is_invited_is_listed a_link_is_made_again a_withdrawn_link_is_none only_owners_touch_owners_links
        a_lost_owners_link_is_made_again_by_an_operator another_organisations_invitations_are_not_there
        the_history_names_the_invitation the_history_names_the_link_that_another_replaced;
}

async fn pending(by: &Person, path: &str) -> Outcome<Vec<PendingInvitation>> {
    Ok(by.read::<Page<PendingInvitation>>(path).await?.items)
}

async fn looked(stage: &Stage, link: &str) -> Outcome<u16> {
    Ok(stage.anonymous.post(&account::look_at_invitation(), json!({"token": token_of(link)})).await?.status)
}

async fn who_is_invited_is_listed(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (admin, viewer) = (tenant.join(TenantRole::Admin).await?, tenant.join(TenantRole::Viewer).await?);
    let emails = [Person::new_email("ann"), Person::new_email("bob")];
    tenant.invite(TenantRole::Owner, &emails[0]).await?;
    let body = json!({"email": emails[1], "role": "viewer"});
    let invited: Invited = admin.create(&tenant.at("/members"), body).await?;
    let listed = pending(&viewer, &tenant.at("/invitations")).await?;
    let told: Vec<_> =
        listed.iter().map(|one| (one.email.as_str(), one.role.as_str(), one.invited_by.as_str())).collect();
    assert_eq!(
        told,
        [
            (emails[1].as_str(), "viewer", admin.me.name.as_str()),
            (emails[0].as_str(), "owner", tenant.owner.me.name.as_str())
        ]
    );
    assert!(listed.iter().all(|one| !one.expired && one.expires_at > one.created_at));
    Person::join(&stage.anonymous, &invited.link).await?;
    assert_eq!(pending(&viewer, &tenant.at("/invitations")).await?.len(), 1, "who came waits no more");
    Ok(())
}

async fn a_link_is_made_again(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let before = tenant.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    let listed = pending(&tenant.owner, &tenant.at("/invitations")).await?;
    let path = tenant.at(&format!("/invitations/{}/new-link", listed[0].id));
    let after: Invited = tenant.owner.verb(&path).await?.ok(201)?.json()?;
    assert_eq!(after.email, before.email);
    assert_eq!((looked(stage, &before.link).await?, looked(stage, &after.link).await?), (404, 200));
    assert_eq!(pending(&tenant.owner, &tenant.at("/invitations")).await?.len(), 1);
    tenant.owner.verb(&path).await?.ok(404)?;
    Person::join(&stage.anonymous, &after.link).await?;
    Ok(())
}

async fn a_withdrawn_link_is_none(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let body = json!({"email": Person::new_email("dev"), "role": "developer"});
    let invited: Invited = publisher.owner.create(&publisher.at("/members"), body).await?;
    let listed = pending(&publisher.owner, &publisher.at("/invitations")).await?;
    let path = publisher.at(&format!("/invitations/{}", listed[0].id));
    publisher.owner.delete(&path).await?.ok(204)?;
    assert_eq!(looked(stage, &invited.link).await?, 404);
    publisher.owner.delete(&path).await?.ok(404)?;
    publisher.owner.verb(&format!("{path}/new-link")).await?.ok(404)?;
    assert!(pending(&publisher.owner, &publisher.at("/invitations")).await?.is_empty());
    Ok(())
}

async fn only_owners_touch_owners_links(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let invited = tenant.invite(TenantRole::Owner, &Person::new_email("ann")).await?;
    let listed = pending(&admin, &tenant.at("/invitations")).await?;
    let path = tenant.at(&format!("/invitations/{}", listed[0].id));
    admin.verb(&format!("{path}/new-link")).await?.ok(403)?;
    admin.delete(&path).await?.ok(403)?;
    // Nor does another invitation of the same address end it.
    let address = invited.email.to_string();
    for (email, role) in [(address.clone(), "viewer"), (address.to_uppercase(), "admin")] {
        let body = json!({"email": email, "role": role});
        admin.post(&tenant.at("/members"), body).await?.ok(403)?;
    }
    assert_eq!(looked(stage, &invited.link).await?, 200);
    assert_eq!(pending(&admin, &tenant.at("/invitations")).await?.len(), 1);
    tenant.owner.delete(&path).await?.ok(204)?;
    // What is no one's any more is in no one's way.
    let body = json!({"email": address, "role": "viewer"});
    let own: Invited = admin.create(&tenant.at("/members"), &body).await?;
    let again: Invited = admin.create(&tenant.at("/members"), &body).await?;
    assert_eq!((looked(stage, &own.link).await?, looked(stage, &again.link).await?), (404, 200));
    // An owner may do it with an owner's link too.
    let owners = tenant.invite(TenantRole::Owner, &address).await?;
    let last = tenant.invite(TenantRole::Viewer, &address).await?;
    assert_eq!((looked(stage, &owners.link).await?, looked(stage, &last.link).await?), (404, 200));
    Ok(())
}

async fn a_lost_owners_link_is_made_again_by_an_operator(stage: &Stage) -> Outcome {
    let body = |name: &str| json!({"name": name, "owner_email": Person::new_email("owner")});
    let clinic: CreatedTenant =
        stage.operator.create(&paths::operator::tenants(), body("Lost clinic")).await?;
    let acme: CreatedPublisher =
        stage.operator.create(&paths::operator::publishers(), body("Lost publisher")).await?;
    for (path, lost) in [
        (paths::operator::tenant_invitations(clinic.tenant.id), clinic.invited.link),
        (paths::operator::publisher_invitations(acme.publisher.id), acme.invited.link),
    ] {
        let listed = pending(&stage.operator, &path).await?;
        assert_eq!(
            (listed.len(), listed[0].role.as_str(), listed[0].invited_by.as_str()),
            (1, "owner", "The platform")
        );
        let again = paths::operator::renew_invitation(listed[0].id);
        let again: Invited = stage.operator.verb(&again).await?.ok(201)?.json()?;
        assert_eq!((looked(stage, &lost).await?, looked(stage, &again.link).await?), (404, 200));
        let withdraw = paths::operator::invitation(pending(&stage.operator, &path).await?[0].id);
        stage.operator.delete(&withdraw).await?.ok(204)?;
        let other: Invited =
            stage.operator.create(&path, json!({"email": Person::new_email("owner")})).await?;
        let owner = Person::join(&stage.anonymous, &other.link).await?;
        let again = stage.operator.post(&path, json!({"email": owner.me.email})).await?;
        assert_eq!(again.wrong_fields()?, ["email"]);
    }
    let publisher = stage.publisher().await?;
    let sandbox = paths::operator::tenant_invitations(publisher.sandbox);
    stage.operator.post(&sandbox, json!({"email": Person::new_email("owner")})).await?.ok(409)?;
    Ok(())
}

async fn another_organisations_invitations_are_not_there(stage: &Stage) -> Outcome {
    let (tenant, other) = (stage.tenant().await?, stage.tenant().await?);
    other.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    let id = pending(&other.owner, &other.at("/invitations")).await?[0].id;
    tenant.owner.verb(&tenant.at(&format!("/invitations/{id}/new-link"))).await?.ok(404)?;
    tenant.owner.delete(&tenant.at(&format!("/invitations/{id}"))).await?.ok(404)?;
    assert_eq!(pending(&other.owner, &other.at("/invitations")).await?.len(), 1);
    Ok(())
}

/// What a history tells of an address: the action, the id of its object, and the detail; newest first.
async fn told(by: &Person, path: &str, email: &str) -> Outcome<Vec<(String, String, String)>> {
    let history: Page<Activity> = by.read(&format!("{path}?limit=200&q={email}")).await?;
    let of_address = history.items.into_iter().filter(|entry| entry.object_name == email);
    let line =
        |entry: Activity| (entry.action.as_str().to_owned(), entry.object, entry.detail.unwrap_or_default());
    Ok(of_address.map(line).collect())
}

async fn the_history_names_the_invitation(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let email = Person::new_email("ann");
    tenant.invite(TenantRole::Viewer, &email).await?;
    let first = pending(&tenant.owner, &tenant.at("/invitations")).await?[0].id;
    tenant.owner.delete(&tenant.at(&format!("/invitations/{first}"))).await?.ok(204)?;
    let owners = paths::operator::tenant_invitations(tenant.id);
    stage.operator.post(&owners, json!({"email": email})).await?.ok(201)?;
    let second = pending(&tenant.owner, &tenant.at("/invitations")).await?[0].id;

    let entry = |action: &str, id: model::ids::InvitationId, detail: &str| {
        (action.to_owned(), id.to_string(), detail.to_owned())
    };
    assert_eq!(
        told(&tenant.owner, &tenant.at("/activity"), &email).await?,
        [
            entry("invitation.created", second, "As owner"),
            entry("invitation.ended", first, "As viewer: withdrawn"),
            entry("invitation.created", first, "As viewer"),
        ]
    );
    // Who reads of all organisations is told which one it is.
    let place = format!("At {}. As owner", tenant.name);
    assert_eq!(
        told(&stage.operator, &paths::operator::activity(), &email).await?,
        [entry("invitation.created", second, &place)]
    );
    Ok(())
}

/// Whoever makes it again: a member, or an operator, whose own history says where it was.
async fn the_history_names_the_link_that_another_replaced(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let by_member = tenant.at("/invitations");
    for (by, renewals, place) in [
        (&tenant.owner, by_member.as_str(), None),
        (&stage.operator, paths::operator::invitations().as_str(), Some(tenant.name.as_str())),
    ] {
        let email = Person::new_email("ann");
        tenant.invite(TenantRole::Owner, &email).await?;
        let of_address = async || {
            let listed = pending(&tenant.owner, &by_member).await?;
            Outcome::Ok(listed.into_iter().find(|one| one.email.as_str() == email).ok_or("none")?.id)
        };
        let before = of_address().await?;
        by.verb(&format!("{renewals}/{before}/new-link")).await?.ok(201)?;
        let after = of_address().await?;
        let at = place.map(|name| format!("At {name}. ")).unwrap_or_default();
        let mut histories = vec![(&tenant.owner, tenant.at("/activity"), "")];
        if place.is_some() {
            histories.push((&stage.operator, paths::operator::activity(), at.as_str()));
        }
        for (reader, path, at) in histories {
            let told = told(reader, &path, &email).await?;
            for (action, id, detail) in [
                ("invitation.created", after, "As owner. The link made before no longer works"),
                ("invitation.ended", before, "As owner: a newer one took its place"),
            ] {
                let entry = (action.to_owned(), id.to_string(), format!("{at}{detail}"));
                assert!(told.contains(&entry), "{path}: {entry:?} is not in {told:?}");
            }
        }
    }
    Ok(())
}

use serde_json::{Value, json};
use wire::{
    admin::{Connection, ConnectionSummary, Review},
    developer,
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Partner, Stage, claims, on_both, wanted};

on_both! {
    shared: a_decline_has_a_reason_that_the_developer_reads a_block_lasts_until_it_is_lifted
        a_decision_is_bound_to_the_version_on_the_screen optional_scopes_are_a_choice
        one_admin_in_two_tenants_gets_two_pairs an_end_date_must_lie_ahead two_admins_at_once_make_one_connection
        wrong_decisions_are_refused;
}

async fn a_decline_has_a_reason_that_the_developer_reads(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = tenant.at(&format!("/available-apps/{}", app.id));
    let body = json!({"version": 1, "reason": "  We have a reminder service already.  "});
    let declined: ConnectionSummary = tenant.owner.create(&format!("{path}/decline"), body).await?;
    assert_eq!((declined.state.as_str(), declined.granted.len()), ("declined", 0));

    let at = publisher.at(&format!("/apps/{}/connections", app.id));
    let seen: Page<developer::Connection> = publisher.owner.read(&at).await?;
    assert_eq!(seen.items[0].reason.as_deref(), Some("We have a reminder service already."));
    assert_eq!(seen.items[0].tenant_name, tenant.name);

    let again = tenant.owner.post(&format!("{path}/allow"), json!({"version": 1})).await?.ok(409)?;
    again.problem(ProblemCode::InvalidTransition)?;
    let review: Review = tenant.owner.read(&path).await?;
    assert_eq!(
        (review.state.as_str(), review.reason.as_deref()),
        ("declined", seen.items[0].reason.as_deref())
    );
    let open: Connection = tenant.owner.act(&tenant.connection(declined.id, "/reconsider")).await?;
    assert_eq!((open.state.as_str(), open.reason), ("awaiting", None));
    let allowed = tenant.allow(app.id, &[]).await?;
    assert_eq!(allowed.connection.id, declined.id, "the same connection, decided again");
    assert!(Partner::new(&stage.anonymous, &allowed.credential).gets_token().await?);
    Ok(())
}

async fn a_block_lasts_until_it_is_lifted(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = tenant.at(&format!("/available-apps/{}", app.id));
    let body = json!({"version": 1, "reason": "Never."});
    let blocked: ConnectionSummary = tenant.owner.create(&format!("{path}/block"), &body).await?;
    assert_eq!(blocked.state.as_str(), "blocked");
    for verb in ["allow", "decline", "block"] {
        let body = if verb == "allow" { json!({"version": 1}) } else { body.clone() };
        let answer = tenant.owner.post(&format!("{path}/{verb}"), body).await?.ok(409)?;
        answer.problem(ProblemCode::InvalidTransition)?;
    }
    tenant.owner.verb(&tenant.connection(blocked.id, "/reconsider")).await?.ok(409)?;
    tenant.owner.act::<Connection>(&tenant.connection(blocked.id, "/unblock")).await?;
    tenant.allow(app.id, &[]).await?;
    Ok(())
}

async fn a_decision_is_bound_to_the_version_on_the_screen(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &[])).await?;
    for verb in ["allow", "decline", "block"] {
        let mut body = json!({"version": 1});
        if verb != "allow" {
            body["reason"] = "No.".into();
        }
        let path = tenant.at(&format!("/available-apps/{}/{verb}", app.id));
        let problem = tenant.owner.post(&path, body).await?.ok(409)?.problem(ProblemCode::VersionChanged)?;
        assert_eq!(problem.current_version, Some(2), "{verb}");
    }
    let allowed = tenant.allow(app.id, &[]).await?;
    assert_eq!(
        (allowed.connection.version, allowed.credential.scope.as_str()),
        (2, "claims.read patients.read")
    );
    Ok(())
}

async fn optional_scopes_are_a_choice(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &["claims.read", "claims.change"]).await?;
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    for beyond in ["claims.delete", "patients.read", "no.such"] {
        let body = json!({"version": 1, "optional_scopes": [beyond]});
        assert_eq!(tenant.owner.post(&path, body).await?.wrong_fields()?, ["optional_scopes"], "{beyond}");
    }
    let allowed = tenant.allow(app.id, &["claims.read"]).await?;
    assert_eq!(allowed.credential.scope, "claims.read patients.read");
    let not: Vec<_> = allowed.connection.not_granted.iter().map(|scope| scope.name.as_str()).collect();
    assert_eq!(not, ["claims.change"]);
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    assert_eq!(partner.error(Some("claims.change")).await?, "400 invalid_scope");
    assert_eq!(claims(&partner.token().await?)?["scope"], "claims.read patients.read");
    Ok(())
}

async fn one_admin_in_two_tenants_gets_two_pairs(stage: &Stage) -> Outcome {
    let (one, mut other, publisher) =
        (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?);
    let mut admin = one.owner.clone();
    admin
        .join_too(&other.invite(model::role::TenantRole::Admin, admin.me.email.as_str()).await?.link)
        .await?;
    other.owner = admin;
    let app = publisher.app(one.id, &["patients.read"], &[]).await?;
    publisher.target(app.id, other.id).await?;
    let pairs = [one.allow(app.id, &[]).await?, other.allow(app.id, &[]).await?];
    assert_ne!(pairs[0].credential.client_id, pairs[1].credential.client_id);
    assert_ne!(pairs[0].credential.client_secret, pairs[1].credential.client_secret);
    let partners = pairs.each_ref().map(|pair| Partner::new(&stage.anonymous, &pair.credential));
    for (partner, tenant) in partners.iter().zip([&one, &other]) {
        let token = partner.token().await?;
        assert_eq!(claims(&token)?["tenant_id"], tenant.id.to_string());
        let patients: Value = partner.call(&token, "/patients").await?.ok(200)?.json()?;
        assert_eq!(patients["tenant_id"], tenant.id.to_string());
    }
    // Neither works at the other's issuer, nor with the other's secret.
    let elsewhere = Partner { endpoint: partners[1].endpoint.clone(), ..partners[0].clone() };
    assert!(!elsewhere.gets_token().await?);
    let mixed = Partner { client_secret: partners[1].client_secret.clone(), ..partners[0].clone() };
    assert!(!mixed.gets_token().await?);
    // What one tenant does to its connection is nothing to the other's.
    one.owner.act::<Connection>(&one.connection(pairs[0].connection.id, "/pause")).await?;
    assert!(!partners[0].gets_token().await? && partners[1].gets_token().await?);
    Ok(())
}

async fn an_end_date_must_lie_ahead(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    let body = json!({"version": 1, "ends_at": "2020-01-01T00:00:00Z"});
    assert_eq!(tenant.owner.post(&path, body).await?.wrong_fields()?, ["ends_at"]);
    let body = json!({"version": 1, "ends_at": "2099-01-01T00:00:00Z"});
    let allowed: wire::admin::Allowed = tenant.owner.create(&path, body).await?;
    assert_eq!(allowed.connection.ends_at.ok_or("no end")?.to_rfc3339(), "2099-01-01T00:00:00+00:00");
    Ok(())
}

async fn two_admins_at_once_make_one_connection(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    let body = json!({"version": 1});
    let (one, other) = tokio::join!(tenant.owner.post(&path, &body), tenant.owner.post(&path, &body));
    let mut statuses = [one?.status, other?.status];
    statuses.sort_unstable();
    assert!(matches!(statuses, [201, 409 | 412]), "{statuses:?}");
    let connections: Page<ConnectionSummary> = tenant.owner.read(&tenant.at("/connections")).await?;
    assert_eq!(connections.items.len(), 1);
    Ok(())
}

async fn wrong_decisions_are_refused(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = tenant.at(&format!("/available-apps/{}/decline", app.id));
    for reason in ["", "   ", &"x".repeat(501)] {
        let body = json!({"version": 1, "reason": reason});
        assert_eq!(tenant.owner.post(&path, body).await?.wrong_fields()?, ["reason"]);
    }
    tenant.owner.post(&path, json!({"reason": "No."})).await?.ok(400)?;
    // An app without required scopes still needs one.
    let app = publisher.app(tenant.id, &[], &["claims.read"]).await?;
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    assert_eq!(tenant.owner.post(&path, json!({"version": 1})).await?.wrong_fields()?, ["optional_scopes"]);
    Ok(())
}

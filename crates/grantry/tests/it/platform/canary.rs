//! A secret stands in the answer that shows it, and nowhere else: every kind is made here, and looked for in the log at its
//! most talkative, in mails, webhooks, metrics, histories, inboxes, recent calls and a copy of the whole database.

use std::fs;

use api_client::{account, admin};
use model::{ids::ConnectionId, role::TenantRole};
use reqwest::Method;
use serde_json::json;
use wire::{
    account::OpenSecretLink,
    admin::IssuedCredential,
    operator::PasswordLink,
    paths::{self, operator},
};

use super::webhooks::{create, log};
use crate::{
    harness::{
        Kind, MailServer, Manner, Outcome, Partner, Person, Publisher, Stage, Tenant, next, on_both_kinds,
        people::token_of, receiver::Receiver, stage::create_api, until,
    },
    operator::resource_servers::register,
};

on_both_kinds! { no_secret_leaves_by_mail_or_webhook no_secret_is_in_what_a_demo_would_mail }

const EVENTS: [&str; 3] = ["connection.allowed", "secret.regenerated", "secret.reported"];

async fn no_secret_leaves_by_mail_or_webhook(kind: Kind) -> Outcome {
    let (mail, receiver) = (MailServer::start(Manner::Takes)?, Receiver::start().await?);
    let stage = Stage::talkative_with_mail_and_webhooks(kind, &mail).await?;
    stage.end(Box::pin(sent(&stage, &mail, &receiver)).await)
}

async fn sent(stage: &Stage, mail: &MailServer, receiver: &Receiver) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let mut webhooks = Vec::new();
    for (person, at, path) in [
        (&tenant.owner, tenant.at("/webhooks"), "/tenant"),
        (&publisher.owner, publisher.at("/webhooks"), "/publisher"),
    ] {
        let (id, _) = create(person, &at, &receiver.at(path), &EVENTS).await?;
        let one = format!("{at}/{id}");
        person.post(&format!("{one}/rotate-secret"), json!({"overlap_hours": 1})).await?.ok(200)?;
        webhooks.push((person, one, path));
    }
    let connection = every_secret(stage, &tenant, &publisher).await?;
    // Once these are known, what came before was sent.
    let last = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    tenant.allow(last.id, &[]).await?;

    let secrets = &stage.anonymous.secrets;
    for (person, one, path) in webhooks {
        let got = until(async || {
            let got = receiver.got(path);
            let allowed = got.iter().filter(|one| one.event().is_ok_and(|event| event == EVENTS[0]));
            Ok((allowed.count() == 2).then_some(got))
        });
        for message in got.await? {
            secrets.are_not_in("a webhook's message", &format!("{:?} {}", message.headers, message.body))?;
        }
        for line in log(person, &one).await? {
            let details = person.get(&format!("{one}/deliveries/{}", line.id)).await?.ok(200)?;
            secrets.are_not_in("the log of a webhook", &details.body)?;
        }
    }
    let subject = format!("{} waits for your decision", last.details.name);
    until(async || Ok((!mail.about(&subject).is_empty()).then_some(()))).await?;
    for one in mail.received() {
        let readable = one.readable();
        assert!(readable.contains("/account/notices/settings\""), "its HTML can be read: {readable}");
        secrets.are_not_in("a mail", &readable)?;
    }
    nothing_is_told(stage, &tenant, &publisher, connection).await
}

async fn no_secret_is_in_what_a_demo_would_mail(kind: Kind) -> Outcome {
    let stage = Stage::talkative(kind).await?;
    stage.end(Box::pin(kept(&stage)).await)
}

async fn kept(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let connection = every_secret(stage, &tenant, &publisher).await?;
    let last = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let subject = format!("{} waits for your decision", last.details.name);
    let list = until(async || {
        let list = stage.operator.get("/demo/mail").await?.ok(200)?.body;
        Ok(list.contains(&subject).then_some(list))
    })
    .await?;
    let secrets = &stage.anonymous.secrets;
    secrets.are_not_in("the list of mails", &list)?;
    let addresses = list.split("href=\"/demo/mail/").skip(1).filter_map(|rest| rest.split('"').next());
    for address in addresses {
        let shown = stage.operator.get(&format!("/demo/mail/{address}")).await?.ok(200)?;
        secrets.are_not_in("a mail", &shown.body)?;
    }
    nothing_is_told(stage, &tenant, &publisher, connection).await
}

/// Makes and uses a secret of every kind, also where none belongs.
async fn every_secret(stage: &Stage, tenant: &Tenant, publisher: &Publisher) -> Outcome<ConnectionId> {
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let connection = allowed.connection.id;
    let (beside, _) = tenant.regenerate_beside(connection, 1).await?;
    let own = tenant.generate(&["patients.read"]).await?.issued;
    for issued in [&allowed.credential, &beside, &own] {
        let partner = Partner::new(&stage.anonymous, issued);
        assert!(partner.is_alive(&partner.token().await?).await?);
    }
    misplaced(&Partner::new(&stage.anonymous, &beside)).await?;
    one_time_links(stage, tenant, &beside).await?;
    let renewed: IssuedCredential =
        tenant.owner.act(&tenant.connection(connection, "/regenerate-secret")).await?;
    assert!(Partner::new(&stage.anonymous, &renewed).gets_token().await?);
    let found = json!({"secret": own.client_secret});
    stage.anonymous.post(&paths::account::found_secrets(), found).await?.ok(202)?;
    let identifier = format!("https://imaging{}.example/v1", next());
    let api = create_api(&stage.operator, "Imaging", &identifier, &[]).await?;
    register(&stage.operator, api.id).await?;
    tenant.owner.sign_in_again().await?.delete(&paths::account::session()).await?.ok(204)?;
    Ok(connection)
}

/// A secret in the place of something else: the answer, the log and the recent calls say what is wrong, and not with what.
async fn misplaced(partner: &Partner) -> Outcome {
    let (id, secret) = (partner.client_id.as_str(), partner.client_secret.as_str());
    let quoted = format!("\"{secret}\"");
    let grant = ("grant_type", "client_credentials");
    for form in [
        vec![grant, ("client_id", id), ("client_secret", quoted.as_str())],
        vec![grant, ("client_id", id), ("client_secret", secret), ("scope", secret)],
        vec![grant, ("client_id", id), ("client_secret", secret), ("resource", secret)],
        vec![grant, ("client_id", secret), ("client_secret", secret)],
        vec![("grant_type", secret), ("client_id", id), ("client_secret", secret)],
    ] {
        let request = partner.client.request(Method::POST, &partner.endpoint).form(&form);
        let answer = partner.client.send(request).await?;
        assert!(matches!(answer.status, 400 | 401), "{}", answer.status);
        partner.client.secrets.are_not_in("an error", &answer.body)?;
    }
    let path = format!("/oauth2/verify?api={}", demo_api::IDENTIFIER);
    let request = partner.client.request(Method::GET, &path).bearer_auth(secret);
    partner.client.send(request).await?.ok(401)?;
    Ok(())
}

/// One that is opened, and one of each kind that is not.
async fn one_time_links(stage: &Stage, tenant: &Tenant, issued: &IssuedCredential) -> Outcome {
    let made = tenant.secret_link(issued).await?;
    let token = token_of(&made.link).into();
    stage.anonymous.call(account::open_secret_link(OpenSecretLink { token })).await?;
    tenant.secret_link(issued).await?;
    tenant.invite(TenantRole::Viewer, &Person::new_email("viewer")).await?;
    let email = json!({"email": tenant.owner.me.email});
    stage.operator.create::<PasswordLink>(&operator::password_links(), email).await?;
    Ok(())
}

/// Fails where an answer that shows none, or a copy of the database, holds one of them.
async fn nothing_is_told(
    stage: &Stage,
    tenant: &Tenant,
    publisher: &Publisher,
    connection: ConnectionId,
) -> Outcome {
    until(async || {
        let attempts = tenant.owner.call(admin::connection_attempts(tenant.id, connection)).await?;
        Ok(attempts.items.iter().any(|one| one.refused.is_some()).then_some(()))
    })
    .await?;
    let secrets = &stage.anonymous.secrets;
    for (person, path) in [
        (&tenant.owner, tenant.connection(connection, "")),
        (&tenant.owner, tenant.connection(connection, "/activity")),
        (&tenant.owner, tenant.connection(connection, "/attempts")),
        (&tenant.owner, tenant.at("/activity")),
        (&tenant.owner, paths::account::notices()),
        (&publisher.owner, publisher.at(&format!("/connections/{connection}"))),
        (&publisher.owner, publisher.at(&format!("/connections/{connection}/attempts"))),
        (&publisher.owner, publisher.at("/activity")),
        (&publisher.owner, paths::account::notices()),
        (&stage.operator, operator::activity()),
        (&stage.operator, "/metrics".to_owned()),
    ] {
        let answer = person.get(&path).await?.ok(200)?;
        secrets.are_not_in(&path, &answer.body)?;
    }
    secrets.are_not_in("a copy of the database", &copy(stage).await?)
}

/// The whole database: what waits to be mailed, and what webhooks were told, among the rest.
async fn copy(stage: &Stage) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("backup");
    stage.server().command_beside(&["backup", &file.display().to_string()]).await?;
    let text = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
    assert!(text.contains("olga@operators.example"), "the copy can be read");
    Ok(text)
}

//! Whoever loses a role, or the session, between a request's head and the end of its body does nothing any more.

use std::time::Duration;

use model::role::{PublisherRole, TenantRole};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep,
};
use wire::{
    admin::Credential,
    members::{Invited, PendingInvitation},
    operator::{PasswordLink, Tenant},
    page::Page,
    paths,
};

use crate::harness::{Outcome, Person, Stage, at_tenant, details, filled, next, on_both, people::token_of};

on_both! {
    shared: an_admin_who_is_none_any_more_generates_nothing an_ended_session_generates_nothing
        a_key_tells_nothing_to_who_is_gone a_teams_former_members_make_nothing
        an_operator_who_is_none_any_more_makes_no_tenant;
}

/// Time enough for a head to be read, and its sender found to be allowed.
const A_MOMENT: Duration = Duration::from_millis(300);

/// A request without its body's last byte.
struct Unfinished {
    stream: TcpStream,
    last: String,
}

async fn post(person: &Person, path: &str, body: Value) -> Outcome<Unfinished> {
    post_under(person, path, body, &format!("late-{}-{}", std::process::id(), next())).await
}

async fn post_under(person: &Person, path: &str, body: Value, key: &str) -> Outcome<Unfinished> {
    let body = filled(path, body).to_string();
    let (first, last) = body.split_at(body.len() - 1);
    let host = person.base.trim_start_matches("http://");
    let session = person.cookie.as_deref().ok_or("no session")?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncookie: __Host-session={session}\r\n\
         idempotency-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(format!("{head}{first}").as_bytes()).await?;
    Ok(Unfinished { stream, last: last.to_owned() })
}

impl Unfinished {
    /// Sends the last byte; the status of the answer.
    async fn finish(mut self) -> Outcome<u16> {
        self.stream.write_all(self.last.as_bytes()).await?;
        let mut answer = Vec::new();
        self.stream.read_to_end(&mut answer).await?;
        let answer = String::from_utf8(answer)?;
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
        status.ok_or_else(|| format!("no answer: {answer}").into())
    }
}

fn credential() -> Value {
    json!({"name": format!("Late {}", next()), "scopes": ["claims.read"]})
}

async fn an_admin_who_is_none_any_more_generates_nothing(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let [removed, demoted, left] = [
        tenant.join(TenantRole::Admin).await?,
        tenant.join(TenantRole::Admin).await?,
        tenant.join(TenantRole::Admin).await?,
    ];
    let path = tenant.at("/credentials");
    let of_removed = post(&removed, &path, credential()).await?;
    let of_demoted = post(&demoted, &path, credential()).await?;
    let of_left = post(&left, &path, credential()).await?;
    let of_owner = post(&tenant.owner, &path, credential()).await?;
    sleep(A_MOMENT).await;
    let member = |person: &Person| tenant.at(&format!("/members/{}", person.me.id));
    tenant.owner.delete(&member(&removed)).await?.ok(204)?;
    tenant.owner.put(&member(&demoted), json!({"before": "admin", "role": "viewer"})).await?.ok(200)?;
    left.verb(&tenant.at("/leave")).await?.ok(204)?;
    assert_eq!(of_removed.finish().await?, 404);
    assert_eq!(of_demoted.finish().await?, 403);
    assert_eq!(of_left.finish().await?, 404);
    let made: Page<Credential> = tenant.owner.read(&path).await?;
    assert!(made.items.is_empty(), "{:?}", made.items);
    assert_eq!(of_owner.finish().await?, 201, "who may still do it is only slow");
    Ok(())
}

async fn an_ended_session_generates_nothing(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (signed_out, reset) = (tenant.owner.sign_in_again().await?, tenant.join(TenantRole::Admin).await?);
    let link: PasswordLink =
        stage.operator.create(&paths::operator::password_links(), json!({"email": reset.me.email})).await?;
    let path = tenant.at("/credentials");
    let of_signed_out = post(&signed_out, &path, credential()).await?;
    let of_reset = post(&reset, &path, credential()).await?;
    sleep(A_MOMENT).await;
    signed_out.delete(&paths::account::session()).await?.ok(204)?;
    let body = json!({"token": token_of(&link.link), "password": Person::new_password()});
    stage.anonymous.post(&paths::account::use_password_link(), body).await?.ok(200)?;
    assert_eq!(of_signed_out.finish().await?, 401);
    assert_eq!(of_reset.finish().await?, 401);
    let made: Page<Credential> = tenant.owner.read(&path).await?;
    assert!(made.items.is_empty(), "{:?}", made.items);
    Ok(())
}

async fn a_key_tells_nothing_to_who_is_gone(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let (path, body) = (tenant.at("/credentials"), credential());
    let key = format!("late-{}-{}", std::process::id(), next());
    assert_eq!(post_under(&admin, &path, body.clone(), &key).await?.finish().await?, 201);
    assert_eq!(post_under(&admin, &path, body.clone(), &key).await?.finish().await?, 409);
    let again = post_under(&admin, &path, body, &key).await?;
    sleep(A_MOMENT).await;
    tenant.owner.delete(&tenant.at(&format!("/members/{}", admin.me.id))).await?.ok(204)?;
    assert_eq!(again.finish().await?, 404);
    Ok(())
}

/// In the publisher, and in its sandbox.
async fn a_teams_former_members_make_nothing(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let (removed, demoted, owner) = (
        publisher.join(PublisherRole::Developer).await?,
        publisher.join(PublisherRole::Developer).await?,
        publisher.join(PublisherRole::Owner).await?,
    );
    let (apps, members) = (publisher.at("/apps"), publisher.at("/members"));
    let sandbox = at_tenant(publisher.sandbox, "/credentials");
    let of_removed = post(&removed, &apps, details("targeted")).await?;
    let of_demoted = post(&demoted, &apps, details("targeted")).await?;
    let guest = json!({"email": Person::new_email("guest"), "role": "owner"});
    let of_owner = post(&owner, &members, guest).await?;
    let in_sandbox = post(&removed, &sandbox, credential()).await?;
    sleep(A_MOMENT).await;
    let member = |person: &Person| format!("{members}/{}", person.me.id);
    publisher.owner.delete(&member(&removed)).await?.ok(204)?;
    publisher
        .owner
        .put(&member(&demoted), json!({"before": "developer", "role": "viewer"}))
        .await?
        .ok(200)?;
    publisher.owner.put(&member(&owner), json!({"before": "owner", "role": "developer"})).await?.ok(200)?;
    assert_eq!(of_removed.finish().await?, 404);
    assert_eq!(of_demoted.finish().await?, 403);
    assert_eq!(of_owner.finish().await?, 403);
    assert_eq!(in_sandbox.finish().await?, 404);
    let made: Page<Value> = publisher.owner.read(&apps).await?;
    let invited: Page<PendingInvitation> = publisher.owner.read(&publisher.at("/invitations")).await?;
    let credentials: Page<Credential> = publisher.owner.read(&sandbox).await?;
    assert_eq!((made.items.len(), invited.items.len(), credentials.items.len()), (0, 0, 0));
    Ok(())
}

async fn an_operator_who_is_none_any_more_makes_no_tenant(stage: &Stage) -> Outcome {
    let body = json!({"email": Person::new_email("operator")});
    let invited: Invited = stage.operator.create(&paths::operator::operators(), body).await?;
    let removed = Person::join(&stage.anonymous, &invited.link).await?;
    let name = format!("Late clinic {}", next());
    let body = json!({"name": name, "owner_email": Person::new_email("owner")});
    let request = post(&removed, &paths::operator::tenants(), body).await?;
    sleep(A_MOMENT).await;
    stage.operator.delete(&paths::operator::operator(removed.me.id)).await?.ok(204)?;
    assert_eq!(request.finish().await?, 404);
    let query = format!("{}?q={}", paths::operator::tenants(), name.replace(' ', "%20"));
    let found: Page<Tenant> = stage.operator.read(&query).await?;
    assert!(!found.items.iter().any(|tenant| tenant.name == name));
    Ok(())
}

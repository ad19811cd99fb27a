//! What people, clients and the clock do to end access.

use std::time::Duration;

use chrono::{DateTime, Utc};
use model::issuer;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};
use wire::{admin::Connection, developer::App, paths};

use super::faces::{Format, Place};
use super::nodes::Nodes;
use super::subjects::{KEPT, Subject, scopes, set_slug};
use super::table::End;
use crate::harness::{Answer, Outcome, soon, workload::SUBJECT};
use crate::token::conformance::keys::Key;

/// When the request that ended the access was sent, and when it was answered. For an end by the clock both are that
/// moment.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub sent: Instant,
    pub acknowledged: Instant,
}

/// The subject of the workload that the admin accepts in place of the one that signed in.
const OTHER_WORKLOAD: &str = "repo:acme/sync:ref:refs/heads/next";
/// Until a former address ends by itself.
const ADDRESS_KEPT: i64 = 1500;
/// Until a secret ends by itself. The API takes no time so short: the row is changed.
const SECRET_KEPT: i64 = 2500;
/// So long before an end by the clock the guards' feeds are cut.
const BEFORE: Duration = Duration::from_millis(200);

/// When that is by the clock of this process.
fn at_clock(when: DateTime<Utc>) -> Outcome<Instant> {
    let rest = when - soon(0).ok_or("no time")?;
    let now = Instant::now();
    Ok(match rest.to_std() {
        Ok(ahead) => now + ahead,
        Err(_) => now - rest.abs().to_std()?,
    })
}

/// What precedes the end and ends nothing; the moment of an end by the clock.
pub async fn prepare(end: End, nodes: &Nodes<'_>, subject: &Subject) -> Outcome<Option<Instant>> {
    let prepared = &subject.prepared;
    let when = match end {
        End::DateCome | End::OwnDateCome => subject.ends_at,
        End::FormerDomainEnded => {
            let until = soon(ADDRESS_KEPT);
            set_slug(nodes.stage, &prepared.tenant, until, 1).await?;
            until
        }
        End::FormerDomainClosed => {
            set_slug(nodes.stage, &prepared.tenant, None, 1).await?;
            None
        }
        End::WorkloadClaimsChanged => {
            prepared.publish(1, &scopes(nodes), Some(OTHER_WORKLOAD)).await?;
            None
        }
        End::OldSecretRetired => {
            subject.regenerate_beside().await?;
            None
        }
        End::OverlapEnded => {
            subject.regenerate_beside().await?;
            subject.let_old_secret_end(nodes.stage, soon(SECRET_KEPT)).await?
        }
        End::PolicyEnded => subject.let_old_secret_end(nodes.stage, soon(SECRET_KEPT)).await?,
        _ => None,
    };
    let Some(when) = when else { return Ok(None) };
    let at = at_clock(when)?;
    sleep_until(at - BEFORE).await;
    Ok(Some(at))
}

/// Ends the access of this client.
pub async fn act(
    end: End,
    nodes: &Nodes<'_>,
    subject: &Subject,
    by_clock: Option<Instant>,
) -> Outcome<Moment> {
    if let Some(at) = by_clock {
        sleep_until(at).await;
        return Ok(Moment { sent: at, acknowledged: at });
    }
    let sent = Instant::now();
    match end {
        End::PausedByTenant
        | End::ConnectionDeleted
        | End::PublisherBlocked
        | End::SecretRegenerated
        | End::SecretRetired
        | End::OldSecretRetired
        | End::OwnRegenerated
        | End::OwnDeleted
        | End::OwnPaused
        | End::OwnNarrowed
        | End::NarrowedByTenant
        | End::WorkloadClaimsChanged => by_tenant(end, subject).await?,
        End::PausedByDeveloper
        | End::Narrowed
        | End::TargetRemoved
        | End::ClientKeysReplaced
        | End::WorkloadDropped => by_developer(end, nodes, subject).await?,
        End::AppSuspended
        | End::WorkloadKeysReplaced
        | End::WorkloadIssuerClosed
        | End::PathClosed
        | End::FormerDomainClosed => by_operator(end, nodes, subject).await?,
        End::SecretReported => {
            let body = json!({"secret": subject.credential.client_secret});
            nodes.stage.anonymous.post(&paths::account::found_secrets(), body).await?.ok(202)?;
        }
        End::TokenRevoked => revoke_all(nodes, subject).await?,
        End::KeyRetired => {
            for format in Format::ALL {
                let kid = subject.kid(format)?;
                nodes.stage.server().command_beside(&["keys", "retire", &kid]).await?;
            }
        }
        End::DateCome | End::OwnDateCome | End::FormerDomainEnded | End::OverlapEnded | End::PolicyEnded => {
            return Err("that is for the clock to do".into());
        }
    }
    Ok(Moment { sent, acknowledged: Instant::now() })
}

async fn by_tenant(end: End, subject: &Subject) -> Outcome {
    let tenant = &subject.prepared.tenant;
    let own = tenant.at(&format!("/credentials/{}", subject.credential.client_id));
    let confirmation = json!({"confirmation": subject.name});
    if matches!(end, End::NarrowedByTenant | End::OwnNarrowed) {
        return narrow(subject, &own).await;
    }
    let (path, body) = match end {
        End::PausedByTenant => (subject.at("/pause")?, json!({"reason": "Our audit."})),
        End::ConnectionDeleted => (subject.at("/delete")?, confirmation),
        End::PublisherBlocked => {
            let publisher = subject.prepared.publisher.id;
            let body = json!({"publisher_id": publisher, "reason": "No more of them."});
            (tenant.at("/blocked-publishers"), body)
        }
        End::SecretRegenerated => (subject.at("/regenerate-secret")?, Value::Null),
        End::SecretRetired => (subject.at("/retire-secret")?, Value::Null),
        End::OldSecretRetired => {
            let (client, secret) = (subject.credential.client_id, subject.old_secret().await?);
            (tenant.at(&format!("/clients/{client}/secrets/{secret}/retire")), Value::Null)
        }
        End::OwnRegenerated => (format!("{own}/regenerate-secret"), Value::Null),
        End::OwnDeleted => (format!("{own}/delete"), confirmation),
        End::OwnPaused => (format!("{own}/pause"), json!({"reason": "Our audit."})),
        End::WorkloadClaimsChanged => (subject.at("/update")?, json!({"version": 2})),
        _ => return Err("that is not for a tenant to do".into()),
    };
    let answer = match body {
        Value::Null => tenant.owner.verb(&path).await?,
        body => tenant.owner.post(&path, body).await?,
    };
    succeeded(answer)
}

/// Only one scope stays. `own`: the address of the organisation's own credential.
async fn narrow(subject: &Subject, own: &str) -> Outcome {
    let owner = &subject.prepared.tenant.owner;
    let answer = match subject.connection {
        Some(_) => {
            let seen: Connection = owner.read(&subject.at("")?).await?;
            let body = json!({"revision": seen.revision, "optional_scopes": [], "ends_at": null});
            owner.put(&subject.at("/access")?, body).await?
        }
        None => {
            let body = json!({"revision": 0, "name": subject.name, "scopes": [KEPT], "ends_at": null});
            owner.put(own, body).await?
        }
    };
    succeeded(answer)
}

async fn by_developer(end: End, nodes: &Nodes<'_>, subject: &Subject) -> Outcome {
    let prepared = &subject.prepared;
    let (publisher, app) = (&prepared.publisher, prepared.app);
    match end {
        End::PausedByDeveloper => {
            let id = subject.connection.ok_or("there is no connection")?;
            let path = publisher.at(&format!("/connections/{id}/pause"));
            succeeded(publisher.owner.post(&path, json!({"reason": "Maintenance."})).await?)
        }
        End::Narrowed => prepared.publish(1, &[KEPT], Some(SUBJECT)).await,
        End::TargetRemoved => {
            let path = publisher.at(&format!("/apps/{app}/targets/{}", prepared.tenant.id));
            succeeded(publisher.owner.delete(&path).await?)
        }
        End::ClientKeysReplaced => {
            let path = publisher.at(&format!("/apps/{app}"));
            let read: App = publisher.owner.read(&path).await?;
            let mut details = prepared.details.clone();
            details["client_keys"] = json!({"jwks": {"keys": [Key::es256()?.jwk]}});
            let body = json!({"revision": read.revision, "details": details});
            succeeded(publisher.owner.put(&path, body).await?)
        }
        End::WorkloadDropped => prepared.publish(1, &scopes(nodes), None).await,
        _ => Err("that is not for a developer to do".into()),
    }
}

async fn by_operator(end: End, nodes: &Nodes<'_>, subject: &Subject) -> Outcome {
    let (operator, prepared) = (&nodes.stage.operator, &subject.prepared);
    let issuer_of_workloads = || prepared.platform.as_ref().ok_or("it runs nowhere").map(|it| &it.allowed);
    let close = async |place: Place, revision: u32| {
        let body = json!({"issuer": prepared.issuer(place), "at": null, "revision": revision});
        operator.post(&paths::operator::close_address(prepared.tenant.id), body).await
    };
    let answer = match end {
        End::AppSuspended => {
            let path = paths::operator::suspend(prepared.app);
            operator.post(&path, json!({"reason": "Under investigation."})).await?
        }
        End::WorkloadKeysReplaced => {
            let allowed = issuer_of_workloads()?;
            let details = json!({
                "name": allowed.name, "preset": allowed.preset, "issuer": allowed.issuer,
                "jwks": {"keys": [Key::es256()?.jwk]}, "audience": null, "once_by_hash": false,
            });
            let body = json!({"revision": allowed.revision, "details": details});
            operator.put(&paths::operator::workload_issuer(allowed.id), body).await?
        }
        End::WorkloadIssuerClosed => {
            operator.verb(&paths::operator::close_workload_issuer(issuer_of_workloads()?.id)).await?
        }
        End::PathClosed => close(Place::Path, 1).await?,
        End::FormerDomainClosed => close(Place::Domain, 2).await?,
        _ => return Err("that is not for an operator to do".into()),
    };
    succeeded(answer)
}

/// By the client that they were issued to (RFC 7009).
async fn revoke_all(nodes: &Nodes<'_>, subject: &Subject) -> Outcome {
    let client = &nodes.stage.anonymous;
    let credential = &subject.credential;
    for token in &subject.tokens {
        let request = client.request(reqwest::Method::POST, issuer::REVOCATION);
        let request = request.basic_auth(credential.client_id, credential.client_secret.as_ref());
        succeeded(client.send(request.form(&[("token", &token.text)])).await?)?;
    }
    Ok(())
}

fn succeeded(answer: Answer) -> Outcome {
    if (200..300).contains(&answer.status) { Ok(()) } else { answer.ok(200).map(drop) }
}

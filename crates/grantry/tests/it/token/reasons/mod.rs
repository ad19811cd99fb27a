//! Reasons for a refusal, each caused by a real request: both sides of the connection read it with its sentence and its
//! fix, and no one else does.

mod asked;
mod shown;

use api_client::{admin, developer};
use model::{attempt::Refusal, ids::ConnectionId};
use reqwest::Method;
use serde_json::Value;
use wire::{
    admin::{Allowed, ConnectionSummary, IssuedCredential},
    attempts::Attempt,
    page::Page,
};

use super::HELD;
use super::attempts::{refused, with};
use crate::harness::{Answer, Outcome, Partner, Publisher, Stage, Tenant};

/// A refusal, as it is to be read.
struct Told {
    /// Of its request.
    id: String,
    reason: Refusal,
    why: String,
    fix: &'static str,
}

impl Told {
    fn new(id: impl Into<String>, reason: Refusal, why: &str, fix: &'static str) -> Self {
        Self { id: id.into(), reason, why: why.to_owned(), fix }
    }
}

/// A connection, and the two sides that may read of its calls.
struct Sides {
    tenant: Tenant,
    publisher: Publisher,
    connection: ConnectionId,
    issued: IssuedCredential,
}

impl Sides {
    fn new(tenant: Tenant, publisher: Publisher, allowed: Allowed) -> Self {
        Self { tenant, publisher, connection: allowed.connection.id, issued: allowed.credential }
    }

    /// Of an app with a secret.
    async fn with_secret(stage: &Stage, scopes: &[&str]) -> Outcome<Self> {
        let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
        let app = publisher.app(tenant.id, scopes, &[]).await?;
        let allowed = tenant.allow(app.id, &[]).await?;
        Ok(Self::new(tenant, publisher, allowed))
    }

    /// Of an app that signs its requests.
    async fn with_keys(stage: &Stage, client_keys: Value) -> Outcome<Self> {
        let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
        let issued = publisher.keyless(&tenant, client_keys, &HELD).await?;
        let all: Page<ConnectionSummary> = tenant.owner.read(&tenant.at("/connections")).await?;
        let connection = all.items.first().ok_or("no connection")?.id;
        Ok(Self { tenant, publisher, connection, issued })
    }

    fn partner(&self, stage: &Stage) -> Partner {
        Partner::new(&stage.anonymous, &self.issued)
    }

    /// Fails unless both sides read these, and no one else anything; what the tenant reads.
    async fn read(&self, stage: &Stage, told: &[Told]) -> Outcome<Vec<Attempt>> {
        let (tenant, publisher) = (&self.tenant, &self.publisher);
        let of_tenant = || admin::connection_attempts(tenant.id, self.connection);
        let ids: Vec<_> = told.iter().map(|one| one.id.clone()).collect();
        let seen = with(async || tenant.owner.call(of_tenant()).await, &ids).await?;
        let call = developer::connection_attempts(publisher.id, self.connection);
        let by_publisher = publisher.owner.call(call).await?.items;
        for (side, all) in [("the tenant", &seen), ("the publisher", &by_publisher)] {
            for one in told {
                let found = refused(all, &one.id)?;
                let read = (found.reason, found.why.as_str(), found.fix.as_str());
                assert_eq!(read, (one.reason, one.why.as_str(), one.fix), "{side}");
            }
        }
        self.no_one_else_reads(stage).await?;
        Ok(seen)
    }

    async fn no_one_else_reads(&self, stage: &Stage) -> Outcome {
        let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
        for id in [self.tenant.id, tenant.id] {
            let call = admin::connection_attempts(id, self.connection);
            for person in [&tenant.owner, &self.publisher.owner, &stage.operator] {
                person.make(&call).await?.ok(404)?;
            }
        }
        for id in [self.publisher.id, publisher.id] {
            let call = developer::connection_attempts(id, self.connection);
            for person in [&publisher.owner, &self.tenant.owner, &stage.operator] {
                person.make(&call).await?.ok(404)?;
            }
        }
        Ok(())
    }
}

/// The answer of `/oauth2/verify` about a token. `query`: the API's identifier, and what else the proxy wants.
async fn verify(stage: &Stage, scheme: &str, token: &str, query: &str) -> Outcome<Answer> {
    let request = stage.anonymous.request(Method::GET, &format!("/oauth2/verify?api={query}"));
    stage.anonymous.send(request.header("authorization", format!("{scheme} {token}"))).await
}

/// A token that the request is bound to by a header.
async fn bound_token(partner: &Partner, header: &str, value: &str) -> Outcome<String> {
    let request = partner.client.request(Method::POST, &partner.endpoint).header(header, value);
    let request = request.basic_auth(&partner.client_id, Some(&partner.client_secret));
    let answer = partner.client.send(request.form(&[("grant_type", "client_credentials")])).await?;
    let body: Value = answer.ok(200)?.json()?;
    Ok(body["access_token"].as_str().ok_or("no access_token")?.to_owned())
}

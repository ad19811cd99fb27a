//! The clients whose access ends: one of each kind, with tokens of both formats from both addresses.

use api_client::admin;
use chrono::{DateTime, Utc};
use credentials::opaque_kid;
use model::ids::{AppId, ConnectionId, SecretId};
use model::scope::ScopeName;
use serde_json::{Value, json};
use store::changes::Change;
use wire::{
    access::EditCredential,
    addresses::TenantAddresses,
    admin::{Allow, Connection, IssuedCredential},
    developer::App,
    paths,
};

use super::faces::{Format, Place, Proof};
use super::nodes::Nodes;
use crate::harness::{
    Outcome, Platform, Publisher, Stage, Tenant, details, let_oldest_secret_end, next, until, wanted,
    workload::SUBJECT,
};
use crate::token::conformance::keys::{Key, part};

/// How a client authenticates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Secret,
    /// By assertions.
    Keyless,
    Workload,
    /// By a secret and as a workload.
    Moving,
    /// By a secret, of the organisation itself.
    Own,
}

impl Kind {
    pub const fn proofs(self) -> &'static [Proof] {
        match self {
            Self::Secret | Self::Own => &[Proof::Secret],
            Self::Keyless => &[Proof::Assertion],
            Self::Workload => &[Proof::Workload],
            Self::Moving => &[Proof::Workload, Proof::Secret],
        }
    }
}

/// A scope that stays when the others are taken away.
pub const KEPT: &str = "appointments.read";

/// A tenant at a path and a domain, and an app that it may allow.
pub struct Prepared {
    pub kind: Kind,
    pub tenant: Tenant,
    pub publisher: Publisher,
    pub app: AppId,
    /// What the app says about itself.
    pub details: Value,
    pub key: Key,
    /// Where its workload runs.
    pub platform: Option<Platform>,
    /// In the order of [`Place::ALL`].
    issuers: [String; 2],
}

/// A client that may ask for tokens, and has some.
pub struct Subject {
    pub prepared: Prepared,
    pub connection: Option<ConnectionId>,
    pub credential: IssuedCredential,
    /// What confirms that it is to be deleted.
    pub name: String,
    pub ends_at: Option<DateTime<Utc>>,
    pub tokens: Vec<Token>,
}

pub struct Token {
    pub format: Format,
    pub place: Place,
    pub text: String,
}

/// Gives the tenant another slug; all of its addresses.
pub async fn set_slug(
    stage: &Stage,
    tenant: &Tenant,
    keep_old_until: Option<DateTime<Utc>>,
    revision: u32,
) -> Outcome<TenantAddresses> {
    let slug = format!("ends-{}", next());
    let body = json!({"slug": slug, "keep_old_until": keep_old_until, "revision": revision});
    stage.operator.change(&paths::operator::tenant_slug(tenant.id), body).await
}

impl Prepared {
    pub async fn new(nodes: &Nodes<'_>, kind: Kind) -> Outcome<Self> {
        let stage = nodes.stage;
        let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
        let addresses = set_slug(stage, &tenant, None, 0).await?.addresses;
        let domain = addresses.iter().find(|address| address.current).ok_or("no address is current")?;
        let issuers = [format!("{}/t/{}", stage.server().base, tenant.id), domain.issuer.clone()];
        let (key, mut details) = (Key::es256()?, details("targeted"));
        let platform = match kind {
            Kind::Workload | Kind::Moving => Some(Platform::allowed_on(stage).await?),
            Kind::Secret | Kind::Keyless | Kind::Own => None,
        };
        match kind {
            Kind::Keyless => {
                details["hand_over"] = "keyless".into();
                details["client_keys"] = json!({"jwks": {"keys": [key.jwk]}});
            }
            Kind::Workload => details["hand_over"] = "workload".into(),
            Kind::Secret | Kind::Moving | Kind::Own => {}
        }
        let app: App = publisher.owner.create(&publisher.at("/apps"), &details).await?;
        let prepared = Self { kind, tenant, publisher, app: app.id, details, key, platform, issuers };
        // What an admin may take back is optional.
        prepared.publish_these(0, wanted(&[KEPT], &optional(nodes)), Some(SUBJECT)).await?;
        prepared.publisher.target(prepared.app, prepared.tenant.id).await?;
        Ok(prepared)
    }

    /// The next version, with these scopes and, of an app that has a platform, with this workload or none.
    pub async fn publish(&self, after: u32, scopes: &[&str], workload: Option<&str>) -> Outcome {
        self.publish_these(after, wanted(scopes, &[]), workload).await
    }

    async fn publish_these(&self, after: u32, scopes: Value, workload: Option<&str>) -> Outcome {
        let mut body = json!({"after_version": after, "scopes": scopes});
        if let Some(platform) = &self.platform {
            body["workload"] = workload.map_or(Value::Null, |subject| platform.names(subject));
        }
        let path = self.publisher.at(&format!("/apps/{}/versions", self.app));
        self.publisher.owner.post(&path, body).await?.ok(201).map(drop)
    }

    pub fn issuer(&self, place: Place) -> &str {
        match place {
            Place::Path => &self.issuers[0],
            Place::Domain => &self.issuers[1],
        }
    }

    /// Its client, with tokens.
    pub async fn connect(self, nodes: &Nodes<'_>, ends_at: Option<DateTime<Utc>>) -> Outcome<Subject> {
        let mut subject = if self.kind == Kind::Own {
            let made = self.tenant.generate(&scopes(nodes)).await?;
            if ends_at.is_some() {
                let own = &made.credential;
                let (id, name) = (made.issued.client_id, own.name.clone().into());
                let edit =
                    EditCredential { revision: own.revision, name, scopes: own.scopes.clone(), ends_at };
                self.tenant.owner.call(admin::change_credential(self.tenant.id, id, edit)).await?;
            }
            let (credential, name) = (made.issued, made.credential.name);
            Subject { prepared: self, connection: None, credential, name, ends_at, tokens: Vec::new() }
        } else {
            let names = optional(nodes);
            let names = names.iter().map(|name| name.parse::<ScopeName>());
            let optional_scopes = names.collect::<Result<Vec<_>, _>>()?;
            let allow = Allow { version: 1, details_revision: 1, optional_scopes, ends_at };
            let allowed = self.tenant.owner.call(admin::allow(self.tenant.id, self.app, allow)).await?;
            let (id, name) = (allowed.connection.id, allowed.connection.app_name);
            let (connection, credential) = (Some(id), allowed.credential);
            Subject { prepared: self, connection, credential, name, ends_at, tokens: Vec::new() }
        };
        for format in Format::ALL {
            for place in Place::ALL {
                let text = nodes.new_token(&subject, format, place).await?;
                subject.tokens.push(Token { format, place, text });
            }
        }
        if subject.prepared.kind == Kind::Moving {
            subject.workload_is_seen().await?;
        }
        Ok(subject)
    }
}

impl Subject {
    pub fn token(&self, format: Format, place: Place) -> Outcome<&str> {
        let found = self.tokens.iter().find(|token| token.format == format && token.place == place);
        Ok(&found.ok_or("there is no such token")?.text)
    }

    /// The key that wrote the tokens of this format.
    pub fn kid(&self, format: Format) -> Outcome<String> {
        let token = self.token(format, Place::Path)?;
        match format {
            Format::Jwt => Ok(part(token, 0)?["kid"].as_str().ok_or("no kid")?.to_owned()),
            Format::Opaque => Ok(opaque_kid(token).ok_or("no kid")?),
        }
    }

    /// The address of something of its connection, for the tenant.
    pub fn at(&self, rest: &str) -> Outcome<String> {
        Ok(self.prepared.tenant.connection(self.connection.ok_or("there is no connection")?, rest))
    }

    /// Its secret is an old one from now on, and works beside another.
    pub async fn regenerate_beside(&self) -> Outcome {
        let id = self.connection.ok_or("there is no connection")?;
        self.prepared.tenant.regenerate_beside(id, 1).await.map(drop)
    }

    /// The secret that it authenticates with, where another works beside it.
    pub async fn old_secret(&self) -> Outcome<SecretId> {
        let seen: Connection = self.prepared.tenant.owner.read(&self.at("")?).await?;
        let secrets = seen.client.ok_or("no client")?.secrets;
        Ok(secrets.iter().find(|secret| secret.replaced).ok_or("no old secret")?.id)
    }

    /// Gives the secret that it authenticates with an end, as the product does; that end.
    pub async fn let_old_secret_end(
        &self,
        stage: &Stage,
        end: Option<DateTime<Utc>>,
    ) -> Outcome<Option<DateTime<Utc>>> {
        let end = end.ok_or("no time")?;
        let (tenant, client) = (self.prepared.tenant.id, self.credential.client_id);
        let change = match self.connection {
            Some(connection) => Change::Connection(tenant, connection),
            None => Change::Credential(tenant, client),
        };
        let_oldest_secret_end(stage, (tenant, client), change, end).await?;
        Ok(Some(end))
    }

    /// Its use as a workload is written aside.
    async fn workload_is_seen(&self) -> Outcome {
        let path = self.at("")?;
        until(async || {
            let seen: Connection = self.prepared.tenant.owner.read(&path).await?;
            Ok(seen.client.and_then(|client| client.workload_last_used_at))
        })
        .await
        .map(drop)
    }
}

/// One of each API.
fn optional<'a>(nodes: &'a Nodes<'_>) -> [&'a str; 2] {
    [&nodes.api(Format::Jwt).scope, &nodes.api(Format::Opaque).scope]
}

/// One of each API, and one that stays.
pub fn scopes<'a>(nodes: &'a Nodes<'_>) -> [&'a str; 3] {
    [&nodes.api(Format::Jwt).scope, &nodes.api(Format::Opaque).scope, KEPT]
}

//! Tenants and publishers of one test, and what their people do all day.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api_client::{admin, developer};
use chrono::{DateTime, Utc};
use model::{
    ids::{AppId, ConnectionId, PublisherId, TenantId},
    role::{PublisherRole, TenantRole},
    scope::ScopeName,
};
use serde_json::{Value, json};
use wire::{
    admin::{Allow, Allowed, GeneratedCredential, IssuedCredential, NewCredential, SecretHint},
    developer::{App, AppVersion, Target},
    members::Invited,
    paths,
    secrets::{CreatedSecretLink, NewSecretLink, Regenerate},
};

use super::{Outcome, Person, next};

pub struct Tenant {
    pub id: TenantId,
    pub name: String,
    pub owner: Person,
}

pub struct Publisher {
    pub id: PublisherId,
    pub name: String,
    pub sandbox: TenantId,
    pub owner: Person,
}

/// The address of something of a tenant: `/connections`, or nothing for the tenant itself.
pub fn at_tenant(id: TenantId, rest: &str) -> String {
    format!("{}{rest}", paths::admin::tenant(id))
}

/// What an app says about itself, under a new name.
pub fn details(visibility: &str) -> Value {
    json!({
        "name": format!("Reminders {}", next()), "summary": "Reminds patients of appointments",
        "description": "Sends a message the day before.", "website": "https://acme.example/",
        "support_contact": "help@acme.example", "visibility": visibility, "hand_over": "admin_shares",
    })
}

/// Scopes of a version: required ones, then optional ones.
pub fn wanted(required: &[&str], optional: &[&str]) -> Value {
    let scope = |name: &&str, required| json!({"name": name, "required": required, "reason": format!("We use {name}.")});
    let required = required.iter().map(|name| scope(name, true));
    required.chain(optional.iter().map(|name| scope(name, false))).collect()
}

/// The answers to a newer version: scopes with `grant`, `not_now` or `never`.
pub fn answering(version: u32, answers: &[(&str, &str)]) -> Value {
    let answers: Vec<_> =
        answers.iter().map(|(name, answer)| json!({"name": name, "answer": answer})).collect();
    json!({"version": version, "answers": answers})
}

impl Tenant {
    pub fn at(&self, rest: &str) -> String {
        at_tenant(self.id, rest)
    }

    pub async fn invite(&self, role: TenantRole, email: &str) -> Outcome<Invited> {
        self.owner.create(&self.at("/members"), json!({"email": email, "role": role})).await
    }

    /// A new person, member in this role.
    pub async fn join(&self, role: TenantRole) -> Outcome<Person> {
        let invited = self.invite(role, &Person::new_email(role.as_str())).await?;
        Person::join(&self.owner.with(None), &invited.link).await
    }

    /// Allows an app's newest version with these optional scopes.
    pub async fn allow(&self, app: AppId, optional: &[&str]) -> Outcome<Allowed> {
        allow_at(&self.owner, self.id, app, optional).await
    }

    /// A connection that its end date has ended by now.
    pub async fn allow_and_end(&self, app: AppId) -> Outcome<Allowed> {
        let ends_at = soon(3000);
        let allow = Allow { version: 1, details_revision: 1, optional_scopes: Vec::new(), ends_at };
        let allowed = self.owner.call(admin::allow(self.id, app, allow)).await?;
        let connection = allowed.connection.id;
        while self.owner.call(admin::connection(self.id, connection)).await?.stops.is_empty() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(allowed)
    }

    /// Credentials of the organisation itself.
    pub async fn generate(&self, scopes: &[&str]) -> Outcome<GeneratedCredential> {
        self.generate_until(scopes, None).await
    }

    /// As `generate`; they stop working by themselves then.
    pub async fn generate_until(
        &self,
        scopes: &[&str],
        ends_at: Option<DateTime<Utc>>,
    ) -> Outcome<GeneratedCredential> {
        let name = format!("Reporting {}", next()).into();
        let request = NewCredential { name, scopes: names(scopes)?, ends_at };
        self.owner.call(admin::generate_credential(self.id, request)).await
    }

    /// Another secret for a connection, beside the one that it has for so many hours more; both.
    pub async fn regenerate_beside(
        &self,
        id: ConnectionId,
        hours: u32,
    ) -> Outcome<(IssuedCredential, SecretHint)> {
        let request = Regenerate { keep_old_hours: Some(hours) };
        let issued = self.owner.call(admin::regenerate_secret(self.id, id, request)).await?;
        let client = self.owner.call(admin::connection(self.id, id)).await?.client.ok_or("no client")?;
        let old = client.secrets.into_iter().find(|secret| secret.replaced);
        Ok((issued, old.ok_or("no old secret")?))
    }

    /// A one-time link to a secret that was just issued.
    pub async fn secret_link(&self, issued: &IssuedCredential) -> Outcome<CreatedSecretLink> {
        let secret = issued.client_secret.clone().ok_or("no secret")?;
        let request = NewSecretLink { secret: secret.into(), hours: 1 };
        self.owner.call(admin::make_secret_link(self.id, issued.client_id, request)).await
    }

    pub fn connection(&self, id: ConnectionId, rest: &str) -> String {
        self.at(&format!("/connections/{id}{rest}"))
    }
}

/// So many milliseconds from now, as a database keeps it.
#[expect(clippy::disallowed_methods, reason = "the product's clock is the machine's")]
pub fn soon(milliseconds: i64) -> Option<DateTime<Utc>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_millis();
    DateTime::from_timestamp_millis(i64::try_from(now).ok()? + milliseconds)
}

/// Allows an app's newest version at any tenant, a sandbox too.
pub async fn allow_at(by: &Person, tenant: TenantId, app: AppId, optional: &[&str]) -> Outcome<Allowed> {
    let review = by.call(admin::review(tenant, app)).await?;
    let allow = Allow {
        version: review.version,
        details_revision: review.details_revision,
        optional_scopes: names(optional)?,
        ends_at: None,
    };
    by.call(admin::allow(tenant, app, allow)).await
}

fn names(scopes: &[&str]) -> Outcome<Vec<ScopeName>> {
    Ok(scopes.iter().map(|name| name.parse::<ScopeName>()).collect::<Result<_, _>>()?)
}

impl Publisher {
    pub fn at(&self, rest: &str) -> String {
        format!("{}{rest}", paths::developer::publisher(self.id))
    }

    pub async fn join(&self, role: PublisherRole) -> Outcome<Person> {
        let body = json!({"email": Person::new_email(role.as_str()), "role": role});
        let invited: Invited = self.owner.create(&self.at("/members"), body).await?;
        Person::join(&self.owner.with(None), &invited.link).await
    }

    /// An app that no one sees yet.
    pub async fn draft(&self) -> Outcome<App> {
        self.owner.create(&self.at("/apps"), details("targeted")).await
    }

    /// An app at version 1 with this hand-over that this tenant sees.
    pub async fn app_of(&self, hand_over: &str, tenant: TenantId) -> Outcome<App> {
        let mut details = details("targeted");
        details["hand_over"] = hand_over.into();
        if hand_over == "keyless" {
            details["client_keys"] = json!({"jwks_uri": "https://acme.example/jwks.json"});
        }
        let app: App = self.owner.create(&self.at("/apps"), details).await?;
        self.publish(app.id, 0, wanted(&["patients.read"], &[])).await?;
        self.target(app.id, tenant).await?;
        Ok(app)
    }

    /// The client of a new app that signs its requests with these keys, allowed by the tenant.
    pub async fn keyless(
        &self,
        tenant: &Tenant,
        client_keys: Value,
        scopes: &[&str],
    ) -> Outcome<IssuedCredential> {
        let mut details = details("targeted");
        details["hand_over"] = "keyless".into();
        details["client_keys"] = client_keys;
        let app: App = self.owner.create(&self.at("/apps"), details).await?;
        self.publish(app.id, 0, wanted(scopes, &[])).await?;
        self.target(app.id, tenant.id).await?;
        let credential = tenant.allow(app.id, &[]).await?.credential;
        if credential.client_secret.is_some() {
            Err("a keyless app has a secret".into())
        } else {
            Ok(credential)
        }
    }

    /// Publishes the next version.
    pub async fn publish(&self, app: AppId, after: u32, scopes: Value) -> Outcome<AppVersion> {
        let body = json!({"after_version": after, "scopes": scopes, "note": "Please review."});
        self.owner.create(&self.at(&format!("/apps/{app}/versions")), body).await
    }

    pub async fn target(&self, app: AppId, tenant: TenantId) -> Outcome<Target> {
        self.owner.call(developer::add_target(self.id, app, tenant)).await
    }

    /// An app at version 1 that this tenant sees.
    pub async fn app(&self, tenant: TenantId, required: &[&str], optional: &[&str]) -> Outcome<App> {
        let app = self.draft().await?;
        self.publish(app.id, 0, wanted(required, optional)).await?;
        self.target(app.id, tenant).await?;
        self.owner.call(developer::app(self.id, app.id)).await
    }
}

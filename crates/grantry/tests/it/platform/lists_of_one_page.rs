//! Lists that have one page, because there are few of each: they cost the same whatever their length, say how many they have,
//! and keep their order.

use model::role::{PublisherRole, TenantRole};
use serde_json::{Value, json};
use wire::{
    admin::IssuedCredential,
    members::Invited,
    paths::{account, operator},
    webhooks::IssuedWebhook,
};

use super::lists::statements;
use crate::harness::{Client, Outcome, Partner, Person, Publisher, Stage, Tenant, on_both, until};

on_both! { fresh: a_list_of_one_page_costs_the_same_whatever_its_length; }

/// More of each that come after the first measurement.
const MORE: usize = 4;

/// Whose lists they are.
struct Few<'s> {
    stage: &'s Stage,
    publisher: Publisher,
    tenant: Tenant,
    /// The addresses of a connection whose secret the tenant shares, and of one whose secret the developer collects; and
    /// what each has issued.
    shares: (String, IssuedCredential),
    collects: (String, IssuedCredential),
    own: IssuedCredential,
    /// Addresses of a webhook of the tenant, and of one of the publisher.
    webhooks: [String; 2],
}

fn webhook() -> Value {
    json!({"url": "https://hooks.example/", "events": ["connection.allowed"], "apps": []})
}

fn access_token() -> Value {
    json!({"name": "Nightly sync", "scopes": ["read"], "days": 30, "networks": []})
}

async fn new_webhook(of: &Person, webhooks: String) -> Outcome<String> {
    let made: IssuedWebhook = of.create(&webhooks, webhook()).await?;
    Ok(format!("{webhooks}/{}", made.webhook.id))
}

impl<'s> Few<'s> {
    async fn new(stage: &'s Stage) -> Outcome<Self> {
        let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        let allowed = tenant.allow(app.id, &[]).await?;
        let shares = (tenant.connection(allowed.connection.id, ""), allowed.credential);
        let app = publisher.app_of("developer_collects", tenant.id).await?;
        let id = tenant.allow(app.id, &[]).await?.connection.id;
        let path = publisher.at(&format!("/connections/{id}"));
        let issued = publisher.owner.act(&format!("{path}/collect-secret")).await?;
        let collects = (path, issued);
        let own = tenant.generate(&["claims.read"]).await?.issued;
        let webhooks = [
            new_webhook(&tenant.owner, tenant.at("/webhooks")).await?,
            new_webhook(&publisher.owner, publisher.at("/webhooks")).await?,
        ];
        Ok(Self { stage, publisher, tenant, shares, collects, own, webhooks })
    }

    fn lists(&self) -> Vec<(&Client, String)> {
        let Self { stage, publisher, tenant, .. } = self;
        let (admin, developer, operator) =
            (&tenant.owner.client, &publisher.owner.client, &stage.operator.client);
        let secret_links = |issued: &IssuedCredential| format!("/clients/{}/secret-links", issued.client_id);
        vec![
            (admin, tenant.at(&secret_links(&self.shares.1))),
            (admin, tenant.at(&secret_links(&self.collects.1))),
            (admin, format!("{}/attempts", self.shares.0)),
            (admin, tenant.at(&format!("/credentials/{}/attempts", self.own.client_id))),
            (admin, tenant.at("/blocked-publishers")),
            (admin, tenant.at("/invitations")),
            (admin, tenant.at("/members")),
            (admin, tenant.at("/webhooks")),
            (admin, account::sessions()),
            (admin, account::access_tokens()),
            (admin, format!("{}/deliveries", self.webhooks[0])),
            (developer, format!("{}/secret-links", self.collects.0)),
            (developer, format!("{}/attempts", self.collects.0)),
            (developer, publisher.at("/invitations")),
            (developer, publisher.at("/members")),
            (developer, publisher.at("/webhooks")),
            (developer, format!("{}/deliveries", self.webhooks[1])),
            (operator, operator::invitations()),
            (operator, operator::operators()),
            (operator, operator::tenant_invitations(tenant.id)),
            (operator, operator::publisher_invitations(publisher.id)),
        ]
    }

    /// One more of each.
    async fn grow(&self) -> Outcome {
        let Self { stage, publisher, tenant, .. } = self;
        tenant.secret_link(&self.shares.1).await?;
        tenant.owner.sign_in_again().await?;
        let body = json!({"secret": self.collects.1.client_secret, "hours": 1});
        publisher.owner.post(&format!("{}/secret-links", self.collects.0), body).await?.ok(201)?;
        tenant.join(TenantRole::Viewer).await?;
        publisher.join(PublisherRole::Viewer).await?;
        let guest = || json!({"email": Person::new_email("guest")});
        let invited: Invited = stage.operator.create(&operator::operators(), guest()).await?;
        Person::join(&stage.anonymous, &invited.link).await?;
        let spammer = stage.publisher().await?;
        spammer.app(tenant.id, &["patients.read"], &[]).await?;
        let block = json!({"publisher_id": spammer.id, "reason": "It sends spam."});
        let viewer = || json!({"email": Person::new_email("guest"), "role": "viewer"});
        for (by, path, body) in [
            (&tenant.owner, account::access_tokens(), access_token()),
            (&tenant.owner, tenant.at("/members"), viewer()),
            (&tenant.owner, tenant.at("/blocked-publishers"), block),
            (&tenant.owner, tenant.at("/webhooks"), webhook()),
            (&publisher.owner, publisher.at("/members"), viewer()),
            (&publisher.owner, publisher.at("/webhooks"), webhook()),
            (&stage.operator, operator::operators(), guest()),
            (&stage.operator, operator::tenant_invitations(tenant.id), guest()),
            (&stage.operator, operator::publisher_invitations(publisher.id), guest()),
        ] {
            by.post(&path, body).await?.ok(201)?;
        }
        for (by, webhook) in [&tenant.owner, &publisher.owner].into_iter().zip(&self.webhooks) {
            by.verb(&format!("{webhook}/test")).await?.ok(201)?;
        }
        for issued in [&self.shares.1, &self.collects.1, &self.own] {
            let wrong = Partner { client_secret: "wrong".into(), ..Partner::new(&stage.anonymous, issued) };
            assert_eq!(wrong.error(None).await?, "401 invalid_client");
        }
        Ok(())
    }

    /// What a list with so many rows or more costs, and its rows.
    async fn cost(&self, client: &Client, path: &str, least: usize) -> Outcome<(u64, Vec<Value>)> {
        let page = async || Outcome::<Value>::Ok(client.read(path).await?);
        // What clients asked for comes a moment later.
        until(async || Ok((rows(&page().await?).len() >= least).then_some(()))).await?;
        let (cost, page) = statements(self.stage, client, path).await?;
        let rows = rows(&page);
        assert!((1..=20).contains(&cost), "{path}: {cost} statements");
        assert!(page["next_cursor"].is_null(), "{path}");
        if let Some(total) = page["total"]["count"].as_u64() {
            assert_eq!(total, u64::try_from(rows.len())?, "{path}");
        }
        Ok((cost, rows))
    }
}

fn rows(page: &Value) -> Vec<Value> {
    page["items"].as_array().cloned().unwrap_or_default()
}

/// What tells a row from all others.
fn key(row: &Value) -> &Value {
    let keys = ["/id", "/correlation_id", "/person_id", "/person/id", "/publisher/id"];
    keys.iter().find_map(|key| row.pointer(key)).unwrap_or(row)
}

async fn a_list_of_one_page_costs_the_same_whatever_its_length(stage: &Stage) -> Outcome {
    let few = Few::new(stage).await?;
    few.grow().await?;
    let mut before = Vec::new();
    for (client, path) in few.lists() {
        before.push(few.cost(client, &path, 1).await?);
    }
    for _ in 0..MORE {
        few.grow().await?;
    }
    for ((client, path), (cost, rows)) in few.lists().into_iter().zip(before) {
        let (cost_now, rows_now) = few.cost(client, &path, rows.len() + MORE).await?;
        assert_eq!(cost_now, cost, "{path}: {} rows, and {}", rows_now.len(), rows.len());
        let was: Vec<_> = rows.iter().map(key).collect();
        let still: Vec<_> = rows_now.iter().map(key).filter(|key| was.contains(key)).collect();
        assert_eq!(still, was, "{path}: another order");
    }
    Ok(())
}

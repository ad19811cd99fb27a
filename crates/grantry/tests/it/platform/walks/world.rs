//! Where walks go: two tenants, the app's publisher, another one, and a node that gives tokens, in this process.

use std::time::Duration;

use chrono::TimeDelta;
use marketplace::{By, Quotas, Settings, TenantAdmin, TenantMember};
use model::{
    connection::Connection,
    ids::{AppId, PersonId, PublisherId, TenantId},
    role::{PublisherRole, TenantRole},
};
use store::Store;
use token_service::TokenService;
use tokio::sync::oneshot;
use wire::{
    developer::AddTarget,
    members::{InvitePublisherMember, InviteTenantMember},
    operator::NewTenant,
};

use super::{
    access::{ALWAYS, CHOICES},
    hearers::Person,
    issuer::Issuer,
    node::service,
    steps::At,
};
use crate::{
    account::marketplace_of,
    harness::Outcome,
    platform::budgets::market::{Market, keyed, new_publisher, signed_in},
};

pub struct World {
    pub market: Market,
    pub store: Store,
    pub service: TokenService,
    pub issuer: Issuer,
    pub tenants: [TenantId; 2],
    /// The publisher's own.
    pub sandbox: TenantId,
    /// The admin of the second tenant.
    other_admin: String,
    pub stranger: PublisherId,
    pub stranger_bearer: String,
    pub people: Vec<(Person, PersonId)>,
}

/// Walks take weeks, and make many apps. No one gets mail.
fn settings() -> Settings {
    let no_limit = Quotas {
        apps_per_publisher: 0,
        versions_per_app: 0,
        targets_per_app: 0,
        invitations_per_organisation: 0,
        credentials_per_tenant: 0,
        webhooks_per_organisation: 0,
    };
    let long = TimeDelta::days(36_500);
    Settings {
        session_lifetime: long,
        session_idle: long,
        quotas: no_limit,
        webhook_private_networks: true,
        ..Settings::default()
    }
}

impl World {
    pub async fn open(url: &str) -> Outcome<Self> {
        // Those who race wait for each other longer than people would.
        let patience = Duration::from_mins(1);
        let store = Store::connect(&store::Settings { patience, ..store::Settings::new(url) }).await?;
        store.migrate().await?;
        let (here, clock) = marketplace_of(store.clone(), settings())?;
        let market = Box::pin(Market::of(here, clock)).await?;
        let here = &market.here;
        let tenant = NewTenant {
            name: "Harbour".into(),
            owner_email: "bea@example.org".parse()?,
            deliver: model::person::LinkDelivery::Show,
        };
        let tenant = here.tenants().create(&market.operator().await?, tenant).await?;
        let other_admin = market.join(&tenant.invited.link).await?;
        let stranger = new_publisher(here, &market.operator).await?;
        let stranger_bearer = market.join(&stranger.invited.link).await?;
        let viewer = InviteTenantMember {
            email: "vic@example.org".parse()?,
            role: TenantRole::Viewer,
            deliver: model::person::LinkDelivery::Show,
        };
        let viewer = here.tenant_members().invite(&market.admin().await?, viewer).await?;
        let viewer = market.join(&viewer.link).await?;
        let role = PublisherRole::Viewer;
        let colleague = InvitePublisherMember {
            email: "pia@example.org".parse()?,
            role,
            deliver: model::person::LinkDelivery::Show,
        };
        let owner = market.publisher_member().await?.owner()?;
        let colleague = here.publisher_members().invite(&owner, colleague).await?;
        let colleague = market.join(&colleague.link).await?;

        let mut people = Vec::new();
        for (person, bearer) in [
            (Person::Admin(0), &market.admin),
            (Person::Admin(1), &other_admin),
            (Person::Viewer, &viewer),
            (Person::Developer, &market.developer),
            (Person::Colleague, &colleague),
            (Person::Stranger, &stranger_bearer),
            (Person::Operator, &market.operator),
        ] {
            people.push((person, signed_in(here, bearer).await?.person_id()));
        }
        let (tenants, stranger) = ([market.tenant, tenant.tenant.id], stranger.publisher.id);
        let sandbox = here.own_publisher().get(&market.publisher_member().await?).await?.sandbox_tenant_id;
        let service = Box::pin(service(&market, store.clone())).await?;
        let issuer = Box::pin(Issuer::allowed_at(&market)).await?;
        Ok(Self {
            market,
            store,
            service,
            issuer,
            tenants,
            sandbox,
            other_admin,
            stranger,
            stranger_bearer,
            people,
        })
    }

    /// Does it while the node is at work. The node's connections want to be closed while there is a runtime.
    pub async fn at_work(&self, doing: impl Future<Output = Outcome>) -> Outcome {
        let (stop, stopped) = oneshot::channel::<()>();
        let running = Box::pin(self.service.run(async { drop(stopped.await) }));
        let done = async {
            let done = Box::pin(doing).await;
            drop(stop);
            done
        };
        tokio::join!(running, done).1
    }

    pub async fn member(&self, at: At) -> Outcome<By<TenantMember>> {
        let here = &self.market.here;
        let bearer = if at == 0 { &self.market.admin } else { &self.other_admin };
        Ok(here.in_tenant(signed_in(here, bearer).await?, keyed(), self.tenants[at]).await?)
    }

    pub async fn admin(&self, at: At) -> Outcome<By<TenantAdmin>> {
        Ok(self.member(at).await?.admin()?)
    }

    /// An app that both tenants and the sandbox may allow: it needs one scope, and asks for another.
    pub async fn app(&self) -> Outcome<AppId> {
        let app = Box::pin(self.market.app(&[ALWAYS], &[CHOICES[1]])).await?;
        for tenant_id in [self.tenants[1], self.sandbox] {
            let target = AddTarget { tenant_id };
            self.market.here.targets().add(&self.market.developer().await?, app, target).await?;
        }
        Ok(app)
    }

    /// A tenant's newest connection with the app, deleted or not, and how many secrets it has.
    pub async fn connection(&self, at: At, app: AppId) -> Outcome<Option<(Connection, usize)>> {
        let mut tx = self.store.read().await?;
        let rows = tx.within(self.tenants[at]).await?;
        let Some(connection) = rows.connections().newest_of_app(app).await? else { return Ok(None) };
        let secrets = match rows.credentials().of_connection(connection.id).await? {
            Some(credential) => rows.secrets().of(&[credential.id]).await?.len(),
            None => 0,
        };
        Ok(Some((connection, secrets)))
    }
}

//! Webhooks with their secrets: an organisation's own through its handle, all of them through the platform's.

use std::collections::HashMap;

use model::{
    Timestamp,
    ids::{PersonId, PublisherId, TenantId, WebhookId},
    webhook::{Webhook, WebhookDisabled, WebhookOwner, WebhookSecret},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, sea_query::Expr,
};
use uuid::Uuid;

use crate::database::{Platform, Shared, Tenanted};
use crate::errors::{Error, Result};
use crate::rows::{
    self, corrupt, number, one_changed, parse, revision, spaced, webhook_secrets as secret_row,
    webhooks as row, won,
};

const TABLE: &str = "webhooks";

/// The webhooks of one organisation, or of all.
#[derive(Debug, Clone, Copy)]
pub struct Webhooks<'a> {
    pub(super) conn: &'a DatabaseTransaction,
    owner: Option<WebhookOwner>,
}

impl<'a> Tenanted<'a> {
    pub const fn webhooks(&self) -> Webhooks<'a> {
        Webhooks { conn: self.conn, owner: Some(WebhookOwner::Tenant(self.tenant)) }
    }
}

impl<'a> Shared<'a> {
    /// A publisher's, which are behind no wall.
    pub const fn webhooks_of(&self, publisher: PublisherId) -> Webhooks<'a> {
        Webhooks { conn: self.conn, owner: Some(WebhookOwner::Publisher(publisher)) }
    }
}

impl<'a> Platform<'a> {
    /// Those of all organisations.
    pub const fn webhooks(&self) -> Webhooks<'a> {
        Webhooks { conn: self.conn, owner: None }
    }
}

impl Webhooks<'_> {
    /// The newest first.
    pub async fn list(&self) -> Result<Vec<Webhook>> {
        self.read(self.select().order_by_desc(row::Column::Id)).await
    }

    pub async fn count(&self) -> Result<u64> {
        Ok(self.select().count(self.conn).await?)
    }

    pub async fn get(&self, id: WebhookId) -> Result<Option<Webhook>> {
        Ok(self.read(self.select().filter(row::Column::Id.eq(id.uuid()))).await?.pop())
    }

    /// As `get`; no other transaction may change it until this one ends.
    pub async fn lock(&self, id: WebhookId) -> Result<Option<Webhook>> {
        let found = self.select().filter(row::Column::Id.eq(id.uuid())).lock_exclusive();
        Ok(self.read(found).await?.pop())
    }

    /// With its secrets.
    ///
    /// # Errors
    /// `OutsideTenant` for another organisation's.
    pub async fn insert(&self, webhook: &Webhook) -> Result<()> {
        self.own(webhook)?;
        rows::insert(self.conn, row_of(webhook)?).await?;
        for secret in &webhook.secrets {
            self.add_secret(webhook, secret).await?;
        }
        Ok(())
    }

    /// Writes all but the secrets, and counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless its revision is the one in the database; `OutsideTenant` for another organisation's.
    pub async fn update(&self, webhook: &Webhook) -> Result<Webhook> {
        self.own(webhook)?;
        let next = Webhook { revision: webhook.revision.saturating_add(1), ..webhook.clone() };
        let row = row_of(&next)?;
        let update = row::Entity::update_many()
            .col_expr(row::Column::Url, Expr::value(row.url))
            .col_expr(row::Column::Host, Expr::value(row.host))
            .col_expr(row::Column::Events, Expr::value(row.events))
            .col_expr(row::Column::Apps, Expr::value(row.apps))
            .col_expr(row::Column::Disabled, Expr::value(row.disabled))
            .col_expr(row::Column::DisabledAt, Expr::value(row.disabled_at))
            .col_expr(row::Column::UpdatedAt, Expr::value(row.updated_at))
            .col_expr(row::Column::Revision, Expr::value(row.revision))
            .filter(row::Column::Id.eq(row.id))
            .filter(row::Column::Revision.eq(revision(webhook.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }

    /// Deletes it with its secrets and messages.
    ///
    /// # Errors
    /// `NotFound` where it is not one of these.
    pub async fn delete(&self, webhook: &Webhook) -> Result<()> {
        self.own(webhook)?;
        let delete = row::Entity::delete_many().filter(row::Column::Id.eq(webhook.id.uuid()));
        one_changed(delete.exec(self.conn).await?.rows_affected)
    }

    pub async fn add_secret(&self, webhook: &Webhook, secret: &WebhookSecret) -> Result<()> {
        self.own(webhook)?;
        let row = secret_row::Model {
            webhook_id: webhook.id.uuid(),
            number: number("webhook_secrets", "number", secret.number)?,
            tenant_id: webhook.owner.tenant().map(TenantId::uuid),
            sealed: secret.sealed.clone(),
            hint: secret.hint.clone(),
            made_at: secret.made_at,
            ends_at: secret.ends_at,
        };
        rows::insert(self.conn, row).await
    }

    /// Says until when a secret signs.
    pub async fn end_secret(&self, webhook: &Webhook, secret: u32, ends_at: Timestamp) -> Result<()> {
        self.own(webhook)?;
        let secret: i32 = number("webhook_secrets", "number", secret)?;
        let end = secret_row::Entity::update_many()
            .col_expr(secret_row::Column::EndsAt, Expr::value(ends_at))
            .filter(secret_row::Column::WebhookId.eq(webhook.id.uuid()))
            .filter(secret_row::Column::Number.eq(secret));
        one_changed(end.exec(self.conn).await?.rows_affected)
    }

    /// Destroys all secrets but the current one: those that had ended by then, or all of them.
    pub async fn forget_secrets(&self, webhook: &Webhook, ended: Option<Timestamp>) -> Result<()> {
        self.own(webhook)?;
        let former = secret_row::Entity::delete_many()
            .filter(secret_row::Column::WebhookId.eq(webhook.id.uuid()))
            .filter(secret_row::Column::EndsAt.is_not_null());
        let former = match ended {
            Some(ended) => former.filter(secret_row::Column::EndsAt.lte(ended)),
            None => former,
        };
        former.exec(self.conn).await?;
        Ok(())
    }

    pub(super) async fn read(&self, found: Select<row::Entity>) -> Result<Vec<Webhook>> {
        let found = found.all(self.conn).await?;
        let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
        let mut secrets = self.secrets(ids).await?;
        found.into_iter().map(|row| entity(&row, secrets.remove(&row.id).unwrap_or_default())).collect()
    }

    /// The current ones first.
    async fn secrets(&self, webhooks: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<WebhookSecret>>> {
        let mut secrets: HashMap<Uuid, Vec<WebhookSecret>> = HashMap::new();
        if webhooks.is_empty() {
            return Ok(secrets);
        }
        let found = secret_row::Entity::find()
            .filter(secret_row::Column::WebhookId.is_in(webhooks))
            .order_by_desc(secret_row::Column::Number);
        for row in found.all(self.conn).await? {
            let secret = WebhookSecret {
                number: number("webhook_secrets", "number", row.number)?,
                sealed: row.sealed,
                hint: row.hint,
                made_at: row.made_at,
                ends_at: row.ends_at,
            };
            secrets.entry(row.webhook_id).or_default().push(secret);
        }
        Ok(secrets)
    }

    pub(super) fn select(&self) -> Select<row::Entity> {
        match self.owner {
            None => row::Entity::find(),
            Some(WebhookOwner::Tenant(tenant)) => {
                row::Entity::find().filter(row::Column::TenantId.eq(tenant.uuid()))
            }
            Some(WebhookOwner::Publisher(publisher)) => {
                row::Entity::find().filter(row::Column::PublisherId.eq(publisher.uuid()))
            }
        }
    }

    fn own(&self, webhook: &Webhook) -> Result<()> {
        let own = self.owner.is_none_or(|owner| owner == webhook.owner);
        if own { Ok(()) } else { Err(Error::OutsideTenant) }
    }
}

fn row_of(webhook: &Webhook) -> Result<row::Model> {
    let publisher = match webhook.owner {
        WebhookOwner::Publisher(publisher) => Some(publisher.uuid()),
        WebhookOwner::Tenant(_) => None,
    };
    Ok(row::Model {
        id: webhook.id.uuid(),
        tenant_id: webhook.owner.tenant().map(TenantId::uuid),
        publisher_id: publisher,
        url: webhook.url.clone(),
        host: webhook.host.clone(),
        events: spaced::write(&webhook.events),
        apps: spaced::write(&webhook.apps),
        disabled: webhook.disabled.map(|(why, _)| why.as_str().to_owned()),
        disabled_at: webhook.disabled.map(|(_, at)| at),
        created_by: webhook.created_by.uuid(),
        created_at: webhook.created_at,
        updated_at: webhook.updated_at,
        revision: revision(webhook.revision)?,
    })
}

fn entity(row: &row::Model, secrets: Vec<WebhookSecret>) -> Result<Webhook> {
    let owner = match (row.tenant_id, row.publisher_id) {
        (Some(tenant), None) => WebhookOwner::Tenant(TenantId::from_uuid(tenant)),
        (None, Some(publisher)) => WebhookOwner::Publisher(PublisherId::from_uuid(publisher)),
        _ => return Err(corrupt(TABLE, "tenant_id", "not one owner")),
    };
    let why: Option<WebhookDisabled> =
        row.disabled.as_deref().map(|text| parse(TABLE, "disabled", text)).transpose()?;
    Ok(Webhook {
        id: WebhookId::from_uuid(row.id),
        owner,
        url: row.url.clone(),
        host: row.host.clone(),
        events: spaced::read(TABLE, "events", &row.events)?,
        apps: spaced::read(TABLE, "apps", &row.apps)?,
        disabled: why.zip(row.disabled_at),
        secrets,
        created_by: PersonId::from_uuid(row.created_by),
        created_at: row.created_at,
        updated_at: row.updated_at,
        revision: number(TABLE, "revision", row.revision)?,
    })
}

//! Clients of the token endpoint: of a tenant's connections, and the tenant's own.

use model::{
    credential::{AuthMethod, Credential, CredentialOwner, Pause, Standing},
    ids::{ConnectionId, CredentialId, PersonId, TenantId},
    search::Texts,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QuerySelect, Select, sea_query::Expr,
};

use crate::database::Tenanted;
use crate::errors::{Error, Result};
use crate::rows::{self, corrupt, credentials as row, number, parse, secrets as secret_row, spaced};
use crate::search::listing::{Listed, Listing, newest, part, walk};

const RETIRES_AFTER: &str = "secret_retires_after_days";

#[derive(Debug, Clone, Copy)]
pub struct Credentials<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

impl<'a> Tenanted<'a> {
    /// This tenant's credentials that are not deleted.
    pub const fn credentials(&self) -> Credentials<'a> {
        Credentials { conn: self.conn, tenant: self.tenant() }
    }
}

impl Credentials<'_> {
    /// # Errors
    /// `Conflict` for `credentials.tenant_id_connection_id`: the connection has one. `OutsideTenant` for another tenant's.
    pub async fn insert(&self, credential: &Credential) -> Result<()> {
        rows::insert(self.conn, self.row(credential)?).await
    }

    pub async fn of_connection(&self, connection: ConnectionId) -> Result<Option<Credential>> {
        let found = self.select().filter(row::Column::ConnectionId.eq(connection.uuid()));
        found.one(self.conn).await?.map(entity).transpose()
    }

    pub async fn get(&self, id: CredentialId) -> Result<Option<Credential>> {
        let found = self.select().filter(row::Column::Id.eq(id.uuid()));
        found.one(self.conn).await?.map(entity).transpose()
    }

    /// One that the tenant itself owns.
    pub async fn own(&self, id: CredentialId) -> Result<Option<Credential>> {
        self.select_own(id).one(self.conn).await?.map(entity).transpose()
    }

    /// As `own`; no other transaction may change it until this one ends.
    pub async fn lock_own(&self, id: CredentialId) -> Result<Option<Credential>> {
        self.select_own(id).lock_exclusive().one(self.conn).await?.map(entity).transpose()
    }

    /// Whether the tenant itself owns it, or did before it was deleted.
    pub async fn was_own(&self, id: CredentialId) -> Result<bool> {
        let found = row::Entity::find()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::ConnectionId.is_null());
        Ok(found.count(self.conn).await? > 0)
    }

    /// How many credentials of its own the tenant has.
    pub async fn count_own(&self) -> Result<u64> {
        let own = self.select().filter(row::Column::ConnectionId.is_null());
        Ok(own.filter(row::Column::DeletedAt.is_null()).count(self.conn).await?)
    }

    /// Those that the tenant itself owns; searched by name and id.
    pub async fn list_own(&self, listing: &Listing) -> Result<Listed<Credential>> {
        let own = || self.select().filter(row::Column::ConnectionId.is_null());
        let Some(search) = listing.search() else {
            let found = part(own(), row::Column::Id, listing).all(self.conn).await?;
            return Listed::new(found, listing).counted(listing, own(), self.conn).await?.try_map(entity);
        };
        let part = async |after, limit| {
            Result::Ok(newest(own(), row::Column::Id, after, limit).all(self.conn).await?)
        };
        let texts = |one: &row::Model| {
            let name = one.name.as_deref().unwrap_or_default();
            Texts::new().name(name).id(CredentialId::from_uuid(one.id))
        };
        walk(listing, part, |one| one.id, |one| search.finds(&texts(one))).await?.try_map(entity)
    }

    /// # Errors
    /// `NotFound` where there is no such credential; `OutsideTenant` for another tenant's.
    pub async fn update(&self, credential: &Credential) -> Result<()> {
        let mut changed = self.row(credential)?.into_active_model().reset_all();
        // It is written beside all requests, and may be later than what was read.
        changed.workload_last_used_at = NotSet;
        let update = row::Entity::update_many()
            .set(changed)
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::Id.eq(credential.id.uuid()));
        rows::one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// Retires its secrets by themselves after so many days without a use; `None`: people alone do.
    ///
    /// # Errors
    /// `NotFound` where there is no such credential.
    pub async fn set_retirement(&self, id: CredentialId, days: Option<u32>) -> Result<()> {
        let days: Option<i32> = days.map(|days| number("credentials", RETIRES_AFTER, days)).transpose()?;
        let update = row::Entity::update_many()
            .col_expr(row::Column::SecretRetiresAfterDays, Expr::value(days))
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::DeletedAt.is_null());
        rows::one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// Destroys its secrets for good, because it signs in as a workload; how many they were.
    ///
    /// # Errors
    /// `NotFound` where there is no such credential; `OutsideTenant` for another tenant's.
    pub async fn retire_secrets(&self, credential: &Credential) -> Result<u64> {
        let auth_method = match credential.auth_method {
            AuthMethod::ClientSecret => AuthMethod::WorkloadIdentity,
            other => other,
        };
        let after = Credential { auth_method, secret_retires_after_days: None, ..credential.clone() };
        self.update(&after).await?;
        let delete = secret_row::Entity::delete_many()
            .filter(secret_row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(secret_row::Column::CredentialId.eq(credential.id.uuid()));
        Ok(delete.exec(self.conn).await?.rows_affected)
    }

    fn select(&self) -> Select<row::Entity> {
        row::Entity::find()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::DeletedAt.is_null())
    }

    fn select_own(&self, id: CredentialId) -> Select<row::Entity> {
        self.select().filter(row::Column::Id.eq(id.uuid())).filter(row::Column::ConnectionId.is_null())
    }

    fn row(&self, credential: &Credential) -> Result<row::Model> {
        if credential.tenant != self.tenant {
            return Err(Error::OutsideTenant);
        }
        let (connection_id, name, scopes) = match &credential.owner {
            CredentialOwner::Connection(connection) => (Some(connection.uuid()), None, None),
            CredentialOwner::Tenant { name, scopes } => {
                (None, Some(name.clone()), Some(spaced::write(scopes)))
            }
        };
        let pause = credential.standing.pause.as_ref();
        Ok(row::Model {
            tenant_id: credential.tenant.uuid(),
            id: credential.id.uuid(),
            connection_id,
            name,
            scopes,
            auth_method: credential.auth_method.to_string(),
            generation: number("credentials", "generation", credential.generation)?,
            created_by: credential.created_by.uuid(),
            created_at: credential.created_at,
            regenerated_at: credential.regenerated_at,
            regenerated_by: credential.regenerated_by.map(PersonId::uuid),
            deleted_at: credential.deleted_at,
            workload_last_used_at: credential.workload_last_used_at,
            secret_retires_after_days: credential
                .secret_retires_after_days
                .map(|days| number("credentials", RETIRES_AFTER, days))
                .transpose()?,
            revision: number("credentials", "revision", credential.standing.revision)?,
            ends_at: credential.standing.ends_at,
            paused_at: pause.map(|pause| pause.at),
            paused_by: pause.map(|pause| pause.by.uuid()),
            pause_reason: pause.and_then(|pause| pause.reason.clone()),
        })
    }
}

pub(crate) fn entity(row: row::Model) -> Result<Credential> {
    let owner = match (row.connection_id, row.name, row.scopes) {
        (Some(connection), None, None) => CredentialOwner::Connection(ConnectionId::from_uuid(connection)),
        (None, Some(name), Some(scopes)) => {
            CredentialOwner::Tenant { name, scopes: spaced::read("credentials", "scopes", &scopes)? }
        }
        _ => return Err(corrupt("credentials", "connection_id", "owned by two, or by no one")),
    };
    let pause = match (row.paused_at, row.paused_by) {
        (Some(at), Some(by)) => Some(Pause { at, by: PersonId::from_uuid(by), reason: row.pause_reason }),
        (None, None) => None,
        _ => return Err(corrupt("credentials", "paused_at", "paused by no one, or at no time")),
    };
    let revision = number("credentials", "revision", row.revision)?;
    Ok(Credential {
        id: CredentialId::from_uuid(row.id),
        tenant: TenantId::from_uuid(row.tenant_id),
        owner,
        auth_method: parse("credentials", "auth_method", &row.auth_method)?,
        generation: number("credentials", "generation", row.generation)?,
        created_by: PersonId::from_uuid(row.created_by),
        created_at: row.created_at,
        regenerated_at: row.regenerated_at,
        regenerated_by: row.regenerated_by.map(PersonId::from_uuid),
        deleted_at: row.deleted_at,
        workload_last_used_at: row.workload_last_used_at,
        secret_retires_after_days: row
            .secret_retires_after_days
            .map(|days| number("credentials", RETIRES_AFTER, days))
            .transpose()?,
        standing: Standing { ends_at: row.ends_at, pause, revision },
    })
}

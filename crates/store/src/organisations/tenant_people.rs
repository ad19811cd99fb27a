//! The people of many tenants at once; those of a sandbox are its publisher's.

use std::collections::HashMap;

use model::{
    ids::{PersonId, TenantId},
    role::{PublisherRole, TenantRole},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::tenants::sandbox_role;
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{
    parse, parts, publisher_members as publisher_member_row, tenant_members as member_row, tenants as row,
};

impl Platform<'_> {
    /// Each of them with their role there.
    pub async fn people_of_tenants(
        &self,
        tenants: &[TenantId],
    ) -> Result<Vec<(TenantId, PersonId, TenantRole)>> {
        let mut people = Vec::new();
        for ids in parts(tenants.iter().map(|tenant| tenant.uuid()).collect()) {
            let members = member_row::Entity::find().filter(member_row::Column::TenantId.is_in(ids.clone()));
            for member in members.all(self.conn).await? {
                let role = parse("tenant_members", "role", &member.role)?;
                let tenant = TenantId::from_uuid(member.tenant_id);
                people.push((tenant, PersonId::from_uuid(member.person_id), role));
            }
            people.extend(self.people_of_sandboxes(ids).await?);
        }
        Ok(people)
    }

    async fn people_of_sandboxes(&self, ids: Vec<Uuid>) -> Result<Vec<(TenantId, PersonId, TenantRole)>> {
        let sandboxes = row::Entity::find()
            .filter(row::Column::Id.is_in(ids))
            .filter(row::Column::SandboxOf.is_not_null())
            .all(self.conn)
            .await?;
        let sandboxes: HashMap<_, _> =
            sandboxes.into_iter().filter_map(|tenant| Some((tenant.sandbox_of?, tenant.id))).collect();
        let members = publisher_member_row::Entity::find()
            .filter(publisher_member_row::Column::PublisherId.is_in(sandboxes.keys().copied()));
        let mut people = Vec::new();
        for member in members.all(self.conn).await? {
            let role: PublisherRole = parse("publisher_members", "role", &member.role)?;
            if let Some(sandbox) = sandboxes.get(&member.publisher_id) {
                let person = PersonId::from_uuid(member.person_id);
                people.push((TenantId::from_uuid(*sandbox), person, sandbox_role(role)));
            }
        }
        Ok(people)
    }
}

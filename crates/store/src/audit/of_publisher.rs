use model::{
    audit::{AuditChain, AuditEntry},
    ids::PublisherId,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{Audit, chain, row};
use crate::{Listed, Listing, Result, rows::apps as app_row};

impl Audit<'_> {
    /// A publisher's chain, and what others wrote about its apps: the tenants' decisions and the operator's.
    pub async fn of_publisher(
        &self,
        publisher: PublisherId,
        listing: &Listing,
    ) -> Result<Listed<AuditEntry>> {
        let apps = app_row::Entity::find()
            .select_only()
            .column(app_row::Column::Id)
            .filter(app_row::Column::PublisherId.eq(publisher.uuid()));
        let told = Condition::any()
            .add(row::Column::Chain.eq(chain::text(AuditChain::Publisher(publisher))))
            .add(row::Column::AppId.in_subquery(apps.into_query()));
        self.page(row::Entity::find().filter(told), listing).await
    }
}

//! Renews access that has reached its end date.

use model::{
    audit::{AuditAction, Detail},
    ids::ConnectionId,
    receipt::Decision,
};
use store::connections::ConnectionOfApp;
use wire::admin::{self, Renew};

use super::connection_view::InHand;
use super::receipts::{Decided, Said, version_of};
use crate::errors::Error;
use crate::permission::{By, TenantAdmin, begin};
use crate::service::TenantConnections;
use crate::work::Event;

impl TenantConnections<'_> {
    /// Lifts the stop by the end date alone; the same credentials work again unless something else stops them.
    pub async fn renew(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Renew,
    ) -> Result<admin::Connection, Error> {
        let mut work = begin!(self, by, "connections_renew", (id, &request));
        let rows = work.within(by.tenant()).await?;
        let connections = rows.connections();
        let found = connections.lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let (before, ends_at) = (&found.connection, self.inner.end_ahead(request.ends_at)?);
        let after = before.clone().renew(ends_at, by.person().id, self.inner.now())?;
        let connection = connections.update(before, &after).await?;
        let (decision, asked) = (Decision::Renewed, version_of(rows, &found).await?);
        work.changed(&connection);
        let (app, publisher, said) = (&found.app, &found.publisher, Said::default());
        let decided = Decided { decision, connection: &connection, app, publisher, asked: &asked, said };
        self.inner.give_receipt(&mut work, by, decided).await?;
        let event = Event::of_connection(AuditAction::ConnectionRenewed, &connection, &found.app)
            .detail(Detail::Renewed { until: ends_at });
        let found = ConnectionOfApp { connection, ..found };
        let in_hand = InHand { version: Some(asked), ..InHand::default() };
        let view = self.inner.connection_view(&mut work, by, found, in_hand).await?;
        work.record(event).finish(view).await
    }
}

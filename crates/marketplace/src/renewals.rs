//! Access that its end date has ended, given another end.

use model::{audit::AuditAction, ids::ConnectionId};
use wire::admin::{self, Renew};

use crate::{By, Error, Marketplace, TenantAdmin, connections::deed, decisions::until, once::making};

impl Marketplace {
    /// Lifts the stop by the end date alone; the same credentials work again unless something else stops them.
    pub async fn renew_access(
        &self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: Renew,
    ) -> Result<admin::Connection, Error> {
        let mut tx = making!(self.begin_once(by, "connections_renew", (id, &request)));
        let connections = tx.within(by.tenant()).await?.connections();
        let before = connections.lock(id).await?.ok_or(Error::NotFound)?;
        let ends_at = self.end_ahead(request.ends_at)?;
        let connection = connections.update(&before.renew(ends_at, by.person().id, self.now())?).await?;
        let app = tx.platform().await?.apps().get(connection.app).await?.ok_or(Error::NotFound)?;
        let detail = match ends_at {
            Some(end) => format!("Access lasts {}", until(end)),
            None => "Access has no end date".to_owned(),
        };
        self.decided(&mut tx, by, deed(AuditAction::ConnectionRenewed, &connection, &app).detail(detail))
            .await?;
        tx.within(by.tenant()).await?.connection_changed(id, self.now()).await?;
        let view = self.connection_view(&mut tx, connection).await?;
        tx.commit(&view).await?;
        Ok(view)
    }
}

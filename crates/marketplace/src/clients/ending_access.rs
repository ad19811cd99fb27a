//! Access that ends by its date: its organisations hear of it before, and when it has ended.

use std::time::Duration;

use chrono::TimeDelta;
use model::{
    audit::{AuditAction, AuditChain, Detail},
    connection::Connection,
    notice::{ENDING_DAYS, due_ending},
};
use tokio::time::{MissedTickBehavior, interval};

use crate::errors::Error;
use crate::service::EndingAccess;
use crate::work::{Author, Event};

/// Between two rounds.
const ROUND: Duration = Duration::from_mins(10);
/// Connections that are looked at together.
const AT_ONCE: u64 = 500;
/// What ended longer ago is no news.
const ENDED_AGO: TimeDelta = TimeDelta::days(7);

impl EndingAccess<'_> {
    /// Tells of access that ends, until `stop` is ready.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = Box::pin(self.look_again()) => {}
            () = stop => {}
        }
    }

    async fn look_again(self) {
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            if let Err(error) = self.tell().await {
                tracing::warn!(%error, "access that ends was not looked at");
            }
        }
    }

    /// Tells of what ends soon, or has ended, and was not told of.
    pub async fn tell(self) -> Result<(), Error> {
        let now = self.inner.now();
        let until = now + TimeDelta::days(ENDING_DAYS.into_iter().max().unwrap_or_default().into());
        let mut last = None;
        loop {
            let mut tx = self.inner.store().read().await?;
            let connections = tx.platform().await?.connections();
            let found = connections.ending(now - ENDED_AGO, until, last, AT_ONCE).await?;
            let ids: Vec<_> = found.iter().map(|connection| connection.id).collect();
            let told = connections.endings_told(&ids).await?;
            drop(tx);
            let Some(connection) = found.last() else { return Ok(()) };
            last = Some(connection.id);
            for connection in &found {
                if let Some((end, days)) = due_ending(connection, now)
                    && !told.contains(&(connection.id, end, days))
                {
                    self.tell_of(connection).await;
                }
            }
        }
    }

    /// One that fails does not keep others from their turn; it has another in the next round.
    async fn tell_of(self, connection: &Connection) {
        if let Err(error) = self.try_to_tell_of(connection).await {
            tracing::warn!(connection = %connection.id, %error, "that access ends was not told");
        }
    }

    /// Looks again, now that no one else may change the connection; another node may have been first.
    async fn try_to_tell_of(self, connection: &Connection) -> Result<(), Error> {
        let (tenant, id) = (connection.tenant, connection.id);
        let mut work = self.inner.begin_as(Author::system(AuditChain::Tenant(tenant))).await?;
        let rows = work.within(tenant).await?;
        let Some(found) = rows.connections().lock_with_app(id).await? else { return Ok(()) };
        let Some((end, days)) = due_ending(&found.connection, self.inner.now()) else { return Ok(()) };
        if !rows.tell_of_ending(id, end, days).await? {
            return Ok(());
        }
        let (action, detail) = match days {
            0 => (AuditAction::ConnectionEnded, Detail::Ended { at: end }),
            days => (AuditAction::ConnectionEnding, Detail::Ending { until: end, days }),
        };
        let event = Event::of_connection(action, &found.connection, &found.app);
        work.record(event.detail(detail)).finish(()).await
    }
}

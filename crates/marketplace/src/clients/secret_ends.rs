//! Secrets that end by themselves: they are warned of before, and those that another took the place of are retired.

use std::time::Duration;

use model::{
    audit::{AuditAction, AuditChain, Detail},
    ids::{CredentialId, SecretId, TenantId},
    rotation::{SecretDue, next_notice},
};

use super::owned_client::OwnedClient;
use super::rounds::in_rounds;
use crate::errors::Error;
use crate::service::SecretEnds;
use crate::work::{Author, Work};

/// Between two rounds. Nodes refuse a secret from its end on by their clocks; this is how late the history tells of it.
const ROUND: Duration = Duration::from_mins(1);
/// Secrets that are looked at together.
const AT_ONCE: u64 = 500;

impl SecretEnds<'_> {
    /// Looks after ends of secrets, until `stop` is ready.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        in_rounds(ROUND, "secrets that end", || self.settle(), stop).await;
    }

    /// Warns of what ends soon, retires what has ended, and takes away links that no one can use any more.
    pub async fn settle(self) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        work.platform().await?.secret_links().delete_expired(self.inner.now()).await?;
        work.without_event("a link shows nothing after its end").finish(()).await?;
        loop {
            let mut tx = self.inner.store().read().await?;
            let due = tx.platform().await?.secrets().due(self.inner.now(), AT_ONCE).await?;
            drop(tx);
            let mut settled = false;
            for (tenant, credential, secret) in &due {
                settled |= self.settle_or_tell(*tenant, *credential, *secret).await;
            }
            // Those that failed are still due: they have another turn in the next round.
            if !settled || u64::try_from(due.len()).is_ok_and(|found| found < AT_ONCE) {
                return Ok(());
            }
        }
    }

    async fn settle_or_tell(self, tenant: TenantId, credential: CredentialId, secret: SecretId) -> bool {
        let settled = self.settle_one(tenant, credential, secret).await;
        if let Err(error) = &settled {
            tracing::warn!(%secret, %error, "a secret that ends was not looked at");
        }
        settled.is_ok()
    }

    /// Looks again, now that no one else may change the client: another node may have been first.
    async fn settle_one(self, tenant: TenantId, credential: CredentialId, id: SecretId) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Tenant(tenant))).await?;
        let held = OwnedClient::lock(work.within(tenant).await?, credential).await?;
        let now = self.inner.now();
        let Some(held) = held else { return Ok(()) };
        let Some(secret) = held.secret(id).filter(|one| one.notice_at.is_some_and(|at| at <= now)) else {
            return Ok(());
        };
        let due = held.client.credential.secret_due(secret, &held.client.secrets, now);
        let rows = work.within(tenant).await?;
        if due == SecretDue::Retire {
            rows.secrets().remember_one(id, None, now).await?;
            rows.secrets().delete(id).await?;
        } else {
            let next = secret.expires_at.and_then(|end| next_notice(end, now));
            rows.secrets().set_notice(id, next).await?;
        }
        let hint = secret.hint.clone();
        let told = match (due, secret.expires_at) {
            (SecretDue::Retire, _) => {
                work.changed(held.change());
                let detail = Detail::SecretRetired { hints: vec![hint], silent_days: None };
                Some((AuditAction::SecretRetired, detail))
            }
            (SecretDue::Ended, _) => Some((AuditAction::SecretEnded, Detail::SecretEnded { hint })),
            (SecretDue::Warn(concern), Some(at)) => {
                Some((AuditAction::SecretEnding, Detail::SecretEnding { hint, at, concern }))
            }
            (SecretDue::Warn(_) | SecretDue::Nothing, _) => None,
        };
        finish(work, &held, told).await
    }
}

async fn finish(work: Work, held: &OwnedClient, told: Option<(AuditAction, Detail)>) -> Result<(), Error> {
    let work = match told {
        Some((action, detail)) => work.record(held.event(action).detail(detail)),
        None => work.without_event("nothing is amiss yet"),
    };
    work.finish(()).await
}

//! Clients sign in as workloads, and move to that from their secrets.

use model::Timestamp;
use store::last_uses::SecretUse;
use wire::workload::SecretRetirement;

use super::{
    outcome::same,
    reference::Reference,
    steps::{At, Step, Workload},
    taking::{Asked, Walk},
};
use crate::harness::Outcome;

impl Walk<'_> {
    pub async fn use_workload(&self, step: Step, before: &Reference) -> Outcome<Asked> {
        let connections = self.world.here().tenant_connections();
        match step {
            Step::MoveToWorkload(at) => {
                self.write_uses(at, before, self.at_minute(before.tenants[at].workload_used)).await?;
                let (id, by) = (self.id(at).await?, self.world.admin(at).await?);
                Ok(connections.retire_secret(&by, id).await.map(drop))
            }
            Step::SetRetirement { at, days } => {
                let (id, by) = (self.id(at).await?, self.world.admin(at).await?);
                let retirement = SecretRetirement { days, before: before.tenants[at].retires_after };
                Ok(connections.set_secret_retirement(&by, id, retirement).await.map(drop))
            }
            _ => Err("no step of a workload".into()),
        }
    }

    fn at_minute(&self, minutes: Option<i64>) -> Option<Timestamp> {
        minutes.map(|minutes| self.after(minutes))
    }

    /// After a wait workloads sign in, where secrets may retire by themselves, and then the silent ones do.
    pub async fn let_silent_retire(&self, before: &Reference) -> Outcome {
        self.world.service.catch_up().await;
        for (at, access) in before.tenants.iter().enumerate() {
            let (Some(_), Some(workload)) = (access.retires_after, before.workload(at)) else { continue };
            let issued = self.issued[at].first().ok_or("no client")?;
            let signed_in = self.world.workload_token(issued, workload).await?.is_some();
            let now = signed_in.then(|| self.world.here().clock().now());
            self.write_uses(at, before, now.or(self.at_minute(access.workload_used))).await?;
        }
        Ok(self.world.here().silent_secrets().retire().await?)
    }

    /// The node writes last uses down within seconds. A walk does not wait for it: what is written twice says the same.
    async fn write_uses(&self, at: At, before: &Reference, workload: Option<Timestamp>) -> Outcome {
        let tenant = self.world.tenants[at];
        let Some(client) = self.issued[at].first().map(|issued| issued.client) else { return Ok(()) };
        let mut tx = self.world.store.begin().await?;
        let mut secrets = Vec::new();
        for secret in tx.within(tenant).await?.secrets().of(&[client]).await? {
            let index = self.issued[at].iter().position(|issued| issued.secret.ends_with(&secret.hint));
            let known =
                index.and_then(|index| before.tenants[at].secrets.get(index)).ok_or("which secret?")?;
            if let Some(at) = self.at_minute(known.used) {
                secrets.push(SecretUse { tenant, secret: secret.id, at, from: None });
            }
        }
        let workloads: Vec<_> = workload.into_iter().map(|used| (tenant, client, used)).collect();
        let platform = tx.platform().await?;
        platform.secrets_used(&secrets).await?;
        platform.workloads_used(&workloads).await?;
        Ok(tx.commit_unrecorded().await?)
    }
}

/// The workload that is named, and no other, gets tokens, like those of a secret.
pub async fn compare(walk: &mut Walk<'_>, at: At, reference: &Reference) -> Outcome {
    let Some(issued) = walk.issued[at].first().cloned() else { return Ok(()) };
    // One that no version has named has nothing to ask for.
    let is_named =
        |workload: Workload| reference.versions.iter().any(|version| version.workload == Some(workload));
    for workload in [Workload::Main, Workload::Next].into_iter().filter(|workload| is_named(*workload)) {
        let got = walk.world.workload_token(&issued, workload).await?;
        let expected = reference.signs_in(at) == Some(workload);
        same(&format!("whether {workload:?} gets a token"), &got.is_some(), &expected)?;
        if let Some(got) = got {
            walk.hold(at, &reference.tenants[at], &got)?;
        }
    }
    Ok(())
}

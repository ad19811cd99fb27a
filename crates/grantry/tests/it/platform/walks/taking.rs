//! Takes steps: each as the person who may take it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use marketplace::{Error, Marketplace, Origin};
use model::{
    Timestamp,
    ids::{AppId, ConnectionId},
    scope::ScopeName,
    update::Answer as Said,
};
use serde_json::Value;
use wire::{
    access::EditAccess,
    account::LeakedSecret,
    admin::{Allow, Decline, Delete, Renew},
    operator::SuspendApp,
    secrets::{Regenerate, SetSecretPolicy},
    stops::Pause,
    updates::{AnswerUpdate, Remind, ScopeAnswer},
};

use super::{
    access::{Access, Version, said},
    link_steps::MadeLink,
    node::Issued,
    outcome::same,
    reference::Reference,
    rotation::chosen_of,
    sandbox::TriedOut,
    steps::{At, End, Step},
    world::World,
};
use crate::harness::{Outcome, claims};

/// A token that was got, and the epoch of its access.
#[derive(Debug, Clone)]
pub struct Held {
    pub claims: Value,
    pub epoch: u64,
}

pub struct Walk<'w> {
    pub world: &'w World,
    pub app: AppId,
    pub name: String,
    pub start: Timestamp,
    /// The secrets of each tenant's present client, in the order of making.
    pub issued: [Vec<Issued>; 2],
    /// The links to them, in the order of making.
    pub links: [Vec<MadeLink>; 2],
    pub tokens: [Option<Held>; 2],
    pub connections: Vec<ConnectionId>,
    pub tried_out: Option<TriedOut>,
}

/// What an operation answered.
pub type Asked = Result<(), Error>;

fn names<'n>(scopes: impl IntoIterator<Item = &'n str>) -> Outcome<Vec<ScopeName>> {
    let mut names = Vec::new();
    for scope in scopes {
        names.push(scope.parse()?);
    }
    Ok(names)
}

impl<'w> Walk<'w> {
    /// With a new app, and what the reference knows of it.
    pub async fn begin(world: &'w World) -> Outcome<(Self, Reference)> {
        let app = Box::pin(world.app()).await?;
        let by = world.market.publisher_member().await?;
        let name = world.here().publisher_apps().get(&by, app).await?.details.name.to_string();
        let start = world.here().clock().now();
        for at in 0..world.tenants.len() {
            world.lift_policy(at).await?;
        }
        let (issued, links, tokens, connections) =
            (Default::default(), Default::default(), Default::default(), Vec::new());
        let walk = Self { world, app, name, start, issued, links, tokens, connections, tried_out: None };
        Ok((walk, Reference::begin()))
    }

    pub fn after(&self, minutes: i64) -> Timestamp {
        self.start + TimeDelta::minutes(minutes)
    }

    /// A token that was got has the scopes of the access. It is kept, where none of this epoch was before.
    pub fn hold(&mut self, at: At, access: &Access, got: &Value) -> Outcome {
        let scope: BTreeSet<_> = got["scope"].as_str().unwrap_or_default().split(' ').collect();
        same("the token's scopes", &scope, &access.granted)?;
        if self.tokens[at].as_ref().is_none_or(|held| held.epoch != access.epoch) {
            let claims = claims(got["access_token"].as_str().unwrap_or_default())?;
            self.tokens[at] = Some(Held { claims, epoch: access.epoch });
        }
        Ok(())
    }

    fn minutes_from_now(&self, minutes: i64) -> Timestamp {
        self.world.here().clock().now() + TimeDelta::minutes(minutes)
    }

    pub async fn id(&self, at: At) -> Outcome<ConnectionId> {
        let found = self.world.connection(at, self.app).await?;
        Ok(found.ok_or("no connection")?.0.id)
    }

    /// `before`: what the reference knew before the step.
    pub async fn take(&mut self, step: Step, before: &Reference) -> Outcome<Asked> {
        match step {
            Step::Allow { .. } | Step::Decline(_) | Step::Block(_) => {
                Box::pin(self.decide(step, before)).await
            }
            Step::Reconsider(at)
            | Step::Unblock(at)
            | Step::Disable(at)
            | Step::Restore(at)
            | Step::Delete(at)
            | Step::Renew { at, .. } => Box::pin(self.change(at, step)).await,
            Step::DeveloperPauses(_)
            | Step::DeveloperResumes(_)
            | Step::PlatformSuspends
            | Step::PlatformRestores
            | Step::Publish { .. }
            | Step::Remind(_) => Box::pin(self.act_beside(step, before)).await,
            Step::Regenerate { .. } | Step::RetireOld(_) | Step::ReportLeaked { .. } => {
                Box::pin(self.rotate(step)).await
            }
            Step::MakeLink { .. } | Step::OpenLink { .. } | Step::WithdrawLink { .. } => {
                Box::pin(self.hand_on(step)).await
            }
            Step::MoveToWorkload(_) | Step::SetRetirement { .. } => {
                Box::pin(self.use_workload(step, before)).await
            }
            Step::SandboxAllows | Step::SandboxDeletes => Box::pin(self.try_out(step, before)).await,
            Step::SetPolicy { at, days } => Box::pin(self.world.set_policy(at, days)).await,
            Step::Answer { at, says } => Box::pin(self.answer(at, says, before)).await,
            Step::Edit { at, mask, end } => Box::pin(self.edit(at, mask, end, before)).await,
            Step::Wait(minutes) => {
                self.world.market.clock.forward(minutes);
                Box::pin(self.world.here().ending_access().tell()).await?;
                Box::pin(self.world.here().secret_ends().settle()).await?;
                Box::pin(self.let_silent_retire(before)).await?;
                Ok(Ok(()))
            }
        }
    }

    async fn decide(&mut self, step: Step, before: &Reference) -> Outcome<Asked> {
        let (decisions, version, details_revision) = (self.world.here().decisions(), before.latest(), 1);
        let decline = Decline { version, details_revision, reason: "Not now".into() };
        match step {
            Step::Allow { at, mask, ends } => {
                let optional_scopes = names(before.newest().chosen(mask))?;
                let ends_at = ends.map(|minutes| self.minutes_from_now(minutes));
                let allow = Allow { version, details_revision, optional_scopes, ends_at };
                let allowed = decisions.allow(&self.world.admin(at).await?, self.app, allow).await;
                if let Ok(allowed) = &allowed {
                    self.forget(at);
                    self.issued[at].push(Issued::of(&allowed.credential)?);
                }
                Ok(allowed.map(drop))
            }
            Step::Decline(at) | Step::Block(at) => {
                let by = self.world.admin(at).await?;
                let refused = match step {
                    Step::Decline(_) => decisions.decline(&by, self.app, decline).await,
                    _ => decisions.block(&by, self.app, decline).await,
                };
                if refused.is_ok() {
                    self.forget(at);
                }
                Ok(refused.map(drop))
            }
            _ => Err("no decision".into()),
        }
    }

    /// What was made for a client that was deleted before.
    fn forget(&mut self, at: At) {
        self.issued[at].clear();
        self.links[at].clear();
        self.tokens[at] = None;
    }

    async fn change(&self, at: At, step: Step) -> Outcome<Asked> {
        let (connections, id) = (self.world.here().tenant_connections(), self.id(at).await?);
        let by = self.world.admin(at).await?;
        let changed = match step {
            Step::Reconsider(_) => connections.reconsider(&by, id).await,
            Step::Unblock(_) => connections.unblock(&by, id).await,
            Step::Disable(_) => connections.pause(&by, id, Pause { reason: "Why not".into() }).await,
            Step::Restore(_) => connections.resume(&by, id).await,
            Step::Delete(_) => {
                connections.delete(&by, id, Delete { confirmation: self.name.as_str().into() }).await
            }
            Step::Renew { ends, .. } => {
                let ends_at = ends.map(|minutes| self.minutes_from_now(minutes));
                connections.renew(&by, id, Renew { ends_at }).await
            }
            _ => return Err("no change of a connection".into()),
        };
        Ok(changed.map(drop))
    }

    /// What others than the tenant do.
    async fn act_beside(&self, step: Step, before: &Reference) -> Outcome<Asked> {
        let (here, market) = (self.world.here(), &self.world.market);
        match step {
            Step::DeveloperPauses(at) => {
                let (by, pause) = (market.developer().await?, Pause { reason: "Repairs".into() });
                Ok(here.publisher_connections().pause(&by, self.id(at).await?, pause).await.map(drop))
            }
            Step::DeveloperResumes(at) => {
                let by = market.developer().await?;
                Ok(here.publisher_connections().resume(&by, self.id(at).await?).await.map(drop))
            }
            Step::PlatformSuspends => {
                let suspend = SuspendApp { reason: "Complaints".into() };
                Ok(here.apps().suspend(&market.operator().await?, self.app, suspend).await.map(drop))
            }
            Step::PlatformRestores => {
                Ok(here.apps().restore(&market.operator().await?, self.app).await.map(drop))
            }
            Step::Publish { needs, workload } => {
                let Version { required, optional, .. } = Version::of(needs, workload);
                let (required, optional): (Vec<_>, Vec<_>) =
                    (required.into_iter().collect(), optional.into_iter().collect());
                let mut version = market.version(before.latest(), &required, &optional)?;
                version.workload = workload.map(|workload| self.world.issuer.names(workload));
                Ok(here.versions().publish(&market.developer().await?, self.app, version).await.map(drop))
            }
            Step::Remind(at) => {
                let (version, tenant_id) = (before.latest(), Some(self.world.tenants[at]));
                let (by, remind) = (market.developer().await?, Remind { version, tenant_id });
                Ok(here.roll_outs().remind(&by, self.app, remind).await.map(drop))
            }
            _ => Err("not beside the tenant".into()),
        }
    }

    async fn rotate(&mut self, step: Step) -> Outcome<Asked> {
        let here = self.world.here();
        match step {
            Step::Regenerate { at, keep_old_hours } => {
                let (by, id) = (self.world.admin(at).await?, self.id(at).await?);
                let regenerate = Regenerate { keep_old_hours };
                let issued = here.tenant_connections().regenerate_secret(&by, id, regenerate).await;
                if let Ok(issued) = &issued {
                    self.issued[at].push(Issued::of(issued)?);
                }
                Ok(issued.map(drop))
            }
            Step::RetireOld(at) => {
                let (member, id) = (self.world.member(at).await?, self.id(at).await?);
                let client = here.tenant_connections().get(&member, id).await?.client.ok_or("no client")?;
                let old = client.secrets.iter().find(|secret| secret.replaced);
                let secret = old.or(client.secrets.first()).ok_or("no secret")?.id;
                Ok(here.tenant_secrets().retire(&member.admin()?, client.client_id, secret).await)
            }
            Step::ReportLeaked { at, secret } => {
                let index = chosen_of(secret, self.issued[at].len()).ok_or("no secret was made")?;
                let secret = self.issued[at][index].secret.as_str().into();
                let report = LeakedSecret { secret };
                Ok(here.leaked_secrets().report(report, &Origin::default()).await.map(drop))
            }
            _ => Err("no rotation".into()),
        }
    }

    async fn answer(&self, at: At, says: [Option<Said>; 2], before: &Reference) -> Outcome<Asked> {
        let open = &before.newest().all() - &before.tenants[at].granted;
        let mut answers = Vec::new();
        for (name, answer) in said(says, &open) {
            answers.push(ScopeAnswer { name: name.parse()?, answer });
        }
        let update = AnswerUpdate { version: before.latest(), details_revision: 1, answers };
        let (by, id) = (self.world.admin(at).await?, self.id(at).await?);
        Ok(self.world.here().updates().answer(&by, id, update).await.map(drop))
    }

    async fn edit(&self, at: At, mask: u64, end: End, before: &Reference) -> Outcome<Asked> {
        let (connection, _) = self.world.connection(at, self.app).await?.ok_or("no connection")?;
        let chosen = before.accepted(at).map(|version| version.chosen(mask)).unwrap_or_default();
        let ends_at = match end {
            End::Stays => connection.ends_at,
            End::Never => None,
            End::In(minutes) => Some(self.minutes_from_now(minutes)),
        };
        let edit = EditAccess { revision: connection.revision, optional_scopes: names(chosen)?, ends_at };
        let by = self.world.admin(at).await?;
        Ok(self.world.here().tenant_connections().edit_access(&by, connection.id, edit).await.map(drop))
    }
}

impl World {
    pub fn here(&self) -> &Marketplace {
        &self.market.here
    }

    /// How many days the secrets of this tenant work that are made from now on.
    async fn set_policy(&self, at: At, days: Option<u32>) -> Outcome<Asked> {
        let (member, own) = (self.member(at).await?, self.here().own_tenant());
        let revision = own.get(&member).await?.revision;
        Ok(own.set_secret_policy(&member.admin()?, SetSecretPolicy { revision, days }).await)
    }

    /// That of a walk before.
    async fn lift_policy(&self, at: At) -> Outcome {
        if self.here().own_tenant().get(&self.member(at).await?).await?.secret_days.is_some() {
            self.set_policy(at, None).await??;
        }
        Ok(())
    }
}

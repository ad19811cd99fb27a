//! The publisher tries the app in its own sandbox: whatever happens there, nothing of a tenant changes.

use std::collections::BTreeSet;

use marketplace::{By, TenantAdmin};
use model::ids::ConnectionId;
use serde_json::Value;
use wire::admin::{Allow, Delete};

use super::{
    access::Scopes,
    node::Issued,
    outcome::same,
    reference::{Answer, Reference},
    steps::Step,
    taking::{Asked, Walk},
    world::World,
};
use crate::{
    harness::Outcome,
    platform::budgets::market::{keyed, signed_in},
};

/// The reference: what the sandbox has decided.
#[derive(Debug, Clone, Default)]
pub struct Sandbox {
    known: bool,
    /// What the app may do, while it is connected.
    granted: Option<Scopes>,
}

impl Sandbox {
    /// A version that was published takes from it what it no longer asks for.
    pub fn narrow(&mut self, asked: &Scopes) {
        if let Some(granted) = &mut self.granted {
            granted.retain(|scope| asked.contains(scope));
        }
    }
}

impl Reference {
    pub fn sandbox_allows(&mut self) -> Answer {
        if self.suspended || self.sandbox.granted.is_some() {
            return Answer::Refused;
        }
        self.sandbox = Sandbox { known: true, granted: Some(self.newest().required.clone()) };
        Answer::Done
    }

    pub fn sandbox_deletes(&mut self) -> Answer {
        if !self.sandbox.known {
            return Answer::Nothing;
        }
        if self.sandbox.granted.take().is_some() { Answer::Done } else { Answer::Refused }
    }
}

/// The sandbox's newest connection, and its secret.
#[derive(Debug)]
pub struct TriedOut {
    id: ConnectionId,
    issued: Issued,
}

impl World {
    /// The developer, who is an admin of the sandbox.
    async fn sandbox_admin(&self) -> Outcome<By<TenantAdmin>> {
        let here = self.here();
        let developer = signed_in(here, &self.market.developer).await?;
        Ok(here.in_tenant(developer, keyed(), self.sandbox).await?.admin()?)
    }
}

impl Walk<'_> {
    pub async fn try_out(&mut self, step: Step, before: &Reference) -> Outcome<Asked> {
        let (here, by) = (self.world.here(), self.world.sandbox_admin().await?);
        match step {
            Step::SandboxAllows => {
                let (version, optional_scopes) = (before.latest(), Vec::new());
                let allow = Allow { version, details_revision: 1, optional_scopes, ends_at: None };
                let allowed = here.decisions().allow(&by, self.app, allow).await;
                if let Ok(allowed) = &allowed {
                    let (id, issued) = (allowed.connection.id, Issued::of(&allowed.credential)?);
                    self.tried_out = Some(TriedOut { id, issued });
                }
                Ok(allowed.map(drop))
            }
            Step::SandboxDeletes => {
                let id = self.tried_out.as_ref().ok_or("nothing was tried out")?.id;
                let delete = Delete { confirmation: self.name.as_str().into() };
                Ok(here.tenant_connections().delete(&by, id, delete).await.map(drop))
            }
            _ => Err("no step of the sandbox".into()),
        }
    }
}

/// Whether its secret gives a token.
pub async fn compare(walk: &Walk<'_>, reference: &Reference) -> Outcome {
    let sandbox = &reference.sandbox;
    same("whether it was tried out", &walk.tried_out.is_some(), &sandbox.known)?;
    let Some(tried_out) = &walk.tried_out else { return Ok(()) };
    let got = walk.world.token(&tried_out.issued).await?;
    let scope = |got: &Value| got["scope"].as_str().unwrap_or_default().to_owned();
    let got = got.as_ref().map(scope);
    let got: Option<BTreeSet<&str>> = got.as_deref().map(|scope| scope.split(' ').collect());
    let expected = sandbox.granted.clone().filter(|_| !reference.suspended);
    same("what the sandbox's secret gives", &got, &expected)
}

//! People of the tenants: each keeper alone changes its things, so that the order of their changes is known.

use api_client::admin;
use model::connection::StateName;
use model::ids::{ConnectionId, CredentialId};
use rand::RngExt;
use wire::admin::{Decline, Delete};
use wire::page::{MAX_LIMIT, PageQuery};
use wire::secrets::Regenerate;
use wire::stops::Pause;

use super::{Caller, Done};
use crate::Outcome;
use crate::http::Request;
use crate::ledger::Action;
use crate::world::{App, text};

impl Caller {
    /// Pauses, resumes and regenerates one connection.
    pub async fn keep_connection(mut self, tenant: usize, app: App, connection: ConnectionId) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let (id, thing) = (here.id, here.thing(app.id));
        let mut paused = false;
        while !self.scene.is_over() {
            let (action, request) = match (paused, self.rng.random_range(0..3)) {
                (_, 0) => (
                    Action::Regenerate,
                    Request::of(&admin::regenerate_secret(id, connection, Regenerate::default())),
                ),
                (false, _) => (Action::Pause, Request::of(&admin::pause(id, connection, Pause::default()))),
                (true, _) => (Action::Resume, Request::of(&admin::resume(id, connection))),
            };
            match self.change(tenant, &thing, action, request).await? {
                Done::Acknowledged(_) if action == Action::Regenerate => {}
                Done::Acknowledged(_) => paused = !paused,
                Done::Refused | Done::Unknown => {
                    self.nap(100..400).await;
                    let found = self.look(tenant, admin::connection(id, connection)).await?;
                    paused = found.is_some_and(|found| found.state == StateName::Paused);
                }
            }
            // Long enough that a second after a revocation there is a while in which it must stay refused.
            if paused { self.nap(300..2_500).await } else { self.nap(300..1_000).await }
        }
        Ok(())
    }

    /// Makes, renews and deletes the tenant's own credentials.
    pub async fn keep_credentials(mut self, tenant: usize) -> Outcome {
        for number in 0_u32.. {
            if self.scene.is_over() {
                break;
            }
            let name = format!("Reporting {number}");
            let Done::Acknowledged(made) = self.generate(tenant, &name).await? else {
                self.nap(300..800).await;
                continue;
            };
            let client = text(&made["issued"]["client_id"])?.parse::<CredentialId>()?;
            self.nap(300..1_500).await;
            self.renew_and_delete(tenant, &name, client).await?;
        }
        Ok(())
    }

    async fn renew_and_delete(&mut self, tenant: usize, name: &str, client: CredentialId) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let (id, thing) = (here.id, here.thing(name));
        if self.rng.random_bool(0.5) {
            let request = Request::of(&admin::regenerate_credential(id, client, Regenerate::default()));
            self.change(tenant, &thing, Action::Regenerate, request).await?;
            self.nap(300..1_000).await;
        }
        if self.rng.random_bool(0.7) {
            let typed = Delete { confirmation: name.to_owned().into() };
            let request = Request::of(&admin::delete_credential(id, client, typed));
            self.change(tenant, &thing, Action::Delete, request).await?;
        }
        self.nap(300..1_000).await;
        Ok(())
    }

    /// Declines apps, reconsiders, allows and deletes them, one after the other; a deleted one could be connected again,
    /// which would be another connection, and is left alone. The last one is declined over and over.
    pub async fn decide(mut self, tenant: usize) -> Outcome {
        let apps = self.scene.world.decided.clone();
        for (index, app) in apps.iter().enumerate() {
            let last = index + 1 == apps.len();
            while !self.scene.is_over() {
                match self.standing(tenant, app).await? {
                    Some((StateName::Declined, Some(connection))) => {
                        self.reconsider(tenant, app, connection).await?;
                    }
                    Some((StateName::Awaiting, _)) if last || self.rng.random_bool(0.6) => {
                        self.decline(tenant, app).await?;
                    }
                    Some((StateName::Awaiting, _)) => drop(self.allow(tenant, app).await?),
                    Some((StateName::Active, Some(connection))) => {
                        self.delete(tenant, app, connection).await?;
                        break;
                    }
                    _ => {}
                }
                self.nap(300..1_200).await;
            }
        }
        Ok(())
    }

    /// The state of the app at the tenant, and its connection where there is one.
    async fn standing(
        &mut self,
        tenant: usize,
        app: &App,
    ) -> Outcome<Option<(StateName, Option<ConnectionId>)>> {
        let id = self.scene.world.tenants[tenant].id;
        if let Some(review) = self.look(tenant, admin::review(id, app.id)).await? {
            return Ok(Some((review.state, review.connection_id)));
        }
        let query = PageQuery { limit: Some(MAX_LIMIT), ..PageQuery::default() };
        let listed = self.look(tenant, admin::connections(id, query)).await?;
        let found = listed.and_then(|page| page.items.into_iter().find(|one| one.app_id == app.id));
        Ok(found.map(|one| (one.state, Some(one.id))))
    }

    async fn decline(&mut self, tenant: usize, app: &App) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let decline = Decline { version: 1, details_revision: 1, reason: "Not this year.".to_owned().into() };
        let (thing, call) = (here.thing(app.id), admin::decline(here.id, app.id, decline));
        self.change(tenant, &thing, Action::Decline, Request::of(&call)).await.map(drop)
    }

    async fn reconsider(&mut self, tenant: usize, app: &App, connection: ConnectionId) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let (thing, call) = (here.thing(app.id), admin::reconsider(here.id, connection));
        self.change(tenant, &thing, Action::Reconsider, Request::of(&call)).await.map(drop)
    }

    /// Until it is gone.
    async fn delete(&mut self, tenant: usize, app: &App, connection: ConnectionId) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let (id, thing) = (here.id, here.thing(app.id));
        let typed = Delete { confirmation: app.name.clone().into() };
        let request = Request::of(&admin::delete_connection(id, connection, typed));
        loop {
            self.change(tenant, &thing, Action::Delete, request.clone()).await?;
            let found = self.look(tenant, admin::connection(id, connection)).await?;
            if self.scene.is_over() || found.is_some_and(|found| found.state == StateName::Deleted) {
                return Ok(());
            }
            self.nap(200..600).await;
        }
    }
}

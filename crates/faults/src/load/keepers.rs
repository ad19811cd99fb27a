//! People of the tenants: each keeper alone changes its things, so that the order of their changes is known.

use rand::RngExt;
use serde_json::{Value, json};

use super::{Done, Hand};
use crate::Outcome;
use crate::http::Request;
use crate::ledger::Action;
use crate::world::App;

impl Hand {
    /// Pauses, resumes and regenerates one connection.
    pub async fn keep_connection(mut self, tenant: usize, app: App, connection: String) -> Outcome {
        let thing = self.scene.world.tenants[tenant].thing(&app.id);
        let mut paused = false;
        while !self.scene.is_over() {
            let (action, verb) = match (paused, self.rng.random_range(0..3)) {
                (_, 0) => (Action::Regenerate, "regenerate-secret"),
                (false, _) => (Action::Pause, "pause"),
                (true, _) => (Action::Resume, "resume"),
            };
            let path = self.scene.world.tenants[tenant].at(&format!("/connections/{connection}/{verb}"));
            match self.change(tenant, &thing, action, Request::verb(&path)).await? {
                Done::Acknowledged(_) if action == Action::Regenerate => {}
                Done::Acknowledged(_) => paused = !paused,
                Done::Refused | Done::Unknown => {
                    self.nap(100..400).await;
                    let found = self.look(tenant, &format!("/connections/{connection}")).await?;
                    paused = found.is_some_and(|found| found["state"] == "paused");
                }
            }
            // Long enough that a second after a kill there is a while in which it must stay dead.
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
            let client = made["issued"]["client_id"].as_str().unwrap_or_default().to_owned();
            self.nap(300..1_500).await;
            self.renew_and_delete(tenant, &name, &client).await?;
        }
        Ok(())
    }

    async fn renew_and_delete(&mut self, tenant: usize, name: &str, client: &str) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let thing = here.thing(name);
        let at = |verb: &str| here.at(&format!("/credentials/{client}/{verb}"));
        let (regenerate, delete) = (at("regenerate-secret"), at("delete"));
        if self.rng.random_bool(0.5) {
            self.change(tenant, &thing, Action::Regenerate, Request::verb(&regenerate)).await?;
            self.nap(300..1_000).await;
        }
        if self.rng.random_bool(0.7) {
            let request = Request::post(&delete, &json!({"confirmation": name}));
            self.change(tenant, &thing, Action::Delete, request).await?;
        }
        self.nap(300..1_000).await;
        Ok(())
    }

    /// Declines apps, reconsiders, allows and deletes them, one after the other; a deleted one could be connected anew,
    /// which would be another connection, and is left alone. The last one is declined over and over.
    pub async fn decide(mut self, tenant: usize) -> Outcome {
        let apps = self.scene.world.decided.clone();
        for (index, app) in apps.iter().enumerate() {
            let (last, mut connection) = (index + 1 == apps.len(), String::new());
            while !self.scene.is_over() {
                match self.standing(tenant, app, &mut connection).await?.as_str() {
                    "declined" => self.reconsider(tenant, app, &connection).await?,
                    "awaiting" if last || self.rng.random_bool(0.6) => self.decline(tenant, app).await?,
                    "awaiting" => drop(self.allow(tenant, app).await?),
                    "active" => {
                        self.delete(tenant, app, &connection).await?;
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
    async fn standing(&mut self, tenant: usize, app: &App, connection: &mut String) -> Outcome<String> {
        if let Some(review) = self.look(tenant, &format!("/available-apps/{}", app.id)).await? {
            *connection = review["connection_id"].as_str().unwrap_or_default().to_owned();
            return Ok(review["state"].as_str().unwrap_or_default().to_owned());
        }
        let listed = self.look(tenant, "/connections?limit=200").await?.unwrap_or(Value::Null);
        let of_app = |one: &&Value| one["app_id"] == app.id.as_str();
        let Some(found) = listed["items"].as_array().into_iter().flatten().find(of_app) else {
            return Ok(String::new());
        };
        *connection = found["id"].as_str().unwrap_or_default().to_owned();
        Ok(found["state"].as_str().unwrap_or_default().to_owned())
    }

    async fn decline(&mut self, tenant: usize, app: &App) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let (thing, path) = (here.thing(&app.id), here.at(&format!("/available-apps/{}/decline", app.id)));
        let request =
            Request::post(&path, &json!({"version": 1, "details_revision": 1, "reason": "Not this year."}));
        self.change(tenant, &thing, Action::Decline, request).await.map(drop)
    }

    async fn reconsider(&mut self, tenant: usize, app: &App, connection: &str) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let (thing, path) = (here.thing(&app.id), here.at(&format!("/connections/{connection}/reconsider")));
        self.change(tenant, &thing, Action::Reconsider, Request::verb(&path)).await.map(drop)
    }

    /// Until it is gone.
    async fn delete(&mut self, tenant: usize, app: &App, connection: &str) -> Outcome {
        let here = &self.scene.world.tenants[tenant];
        let (thing, path) = (here.thing(&app.id), here.at(&format!("/connections/{connection}/delete")));
        let request = Request::post(&path, &json!({"confirmation": app.name}));
        loop {
            self.change(tenant, &thing, Action::Delete, request.clone()).await?;
            let found = self.look(tenant, &format!("/connections/{connection}")).await?;
            if self.scene.is_over() || found.is_some_and(|found| found["state"] == "deleted") {
                return Ok(());
            }
            self.nap(200..600).await;
        }
    }
}

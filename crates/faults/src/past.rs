//! A tenant beside the load: it pauses and resumes its connection, and a database may forget its last changes.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use api_client::{Call, admin};
use model::ids::ConnectionId;
use serde::de::DeserializeOwned;
use tokio::time::sleep;
use wire::admin::IssuedCredential;
use wire::stops::Pause;

use crate::Outcome;
use crate::feed::Follower;
use crate::http::{Answer, Client, Request};
use crate::problem::Problem;
use crate::stage::Stage;
use crate::world::{Tenant, World, first_version, own, text};

const PATIENCE: Duration = Duration::from_secs(30);
/// Until nodes have found out what became of their database.
const RECOVERY: Duration = Duration::from_secs(30);
/// What was promised.
const GRACE: Duration = Duration::from_secs(1);
/// How long it is tried whether what was stopped stays so.
const TRIAL: Duration = Duration::from_secs(3);
/// Each is two changes.
const TOGGLES: usize = 26;
const NEW_CLIENTS: usize = 12;

/// A client of the token endpoint, with its secret.
struct Known {
    id: String,
    secret: String,
}

pub struct Past {
    tenant: Tenant,
    connection: ConnectionId,
    kept: Known,
    lost: Vec<Known>,
    /// Issued in the time that is lost, for the connection that is not.
    token: String,
    nodes: Vec<SocketAddr>,
    followers: Vec<Follower>,
    pub problems: Vec<Problem>,
}

impl Past {
    /// What stays: a connection, known to everyone who follows the feed of a node.
    pub async fn begin(stage: &Stage, world: &World) -> Outcome<Self> {
        let (tenant, app) = world.aside.clone();
        let nodes: Vec<_> = stage.nodes.iter().map(|node| node.address()).collect();
        let followers = nodes.iter().map(|node| Follower::start(*node, &world.resource_server)).collect();
        let allowed = change(&nodes, &tenant, 0, admin::allow(tenant.id, app.id, first_version())).await?;
        let (connection, kept) = (allowed.connection.id, known(allowed.credential)?);
        let (lost, problems, token) = (Vec::new(), Vec::new(), String::new());
        Ok(Self { tenant, connection, kept, lost, token, nodes, followers, problems })
    }

    /// What is lost: more than sixty changes, and clients.
    pub async fn live_on(&mut self) -> Outcome {
        for number in 0..NEW_CLIENTS {
            let call = admin::generate_credential(self.tenant.id, own(&format!("Of a lost time {number}"))?);
            let made = change(&self.nodes, &self.tenant, number, call).await?;
            self.lost.push(known(made.issued)?);
        }
        for number in 0..TOGGLES {
            self.turn(number, false).await?;
            self.turn(number, true).await?;
        }
        for node in 0..self.nodes.len() {
            for client in self.lost.iter().chain([&self.kept]) {
                self.ask(node, client).await.and_then(|answer| answer.json(200))?;
            }
        }
        self.token = text(&self.ask(0, &self.kept).await?.json(200)?["access_token"])?;
        let resets = self.followers.iter().flat_map(|follower| follower.since(self.beginning()));
        if resets.filter(|name| name == "reset").count() > 0 {
            self.odd("a follower was reset before anything was lost");
        }
        Ok(())
    }

    /// Judges nodes that have another database since this time: everything that must be true then.
    pub async fn judge(&mut self, since: Instant) -> Outcome<String> {
        let began = Instant::now();
        for node in 0..self.nodes.len() {
            self.forget(node).await?;
        }
        let took = began.elapsed();
        for node in 0..self.nodes.len() {
            if !self.followers[node].hears("reset", since, RECOVERY).await {
                self.odd(format!("who follows node {node} was not reset"));
            }
            if !self.followers[node].hears("caught-up", since, RECOVERY).await {
                self.odd(format!("who follows node {node} has not caught up"));
            }
        }
        let (refused, _) = self.pause().await?;
        self.lost_tokens_are_revoked().await?;
        Ok(format!(
            "nodes forgot the lost clients after {took:.1?}; {refused} requests were refused in the pause"
        ))
    }

    /// Pauses, sees that no node gives a token, and resumes. How many requests were refused, and how long the quicker of
    /// the two changes took.
    pub async fn pause(&mut self) -> Outcome<(usize, Duration)> {
        let began = Instant::now();
        self.turn(0, false).await?;
        let pausing = began.elapsed();
        let refused = self.must_stay_stopped().await?;
        let began = Instant::now();
        self.turn(0, true).await?;
        Ok((refused, pausing.min(began.elapsed())))
    }

    /// Waits until the node gives tokens to whom it should, and then none to the clients that are lost.
    async fn forget(&mut self, node: usize) -> Outcome {
        let began = Instant::now();
        loop {
            let known = self.ask(node, &self.kept).await.is_ok_and(|answer| answer.status == 200);
            let lost = self.ask(node, &self.lost[0]).await.is_ok_and(|answer| answer.status == 401);
            if known && lost {
                break;
            }
            if began.elapsed() > RECOVERY {
                let what = format!(
                    "node {node} after {RECOVERY:?}: who is known gets tokens: {known}; who is lost is refused: {lost}"
                );
                self.odd(what);
                break;
            }
            sleep(Duration::from_millis(50)).await;
        }
        for client in 0..self.lost.len() {
            let answer = self.ask(node, &self.lost[client]).await?;
            if answer.status != 401 {
                self.odd(format!("node {node} answers {} to a client that no database knows", answer.status));
            }
        }
        Ok(())
    }

    /// From a second after the pause was acknowledged on. How many requests were refused.
    async fn must_stay_stopped(&mut self) -> Outcome<usize> {
        sleep(GRACE).await;
        let (began, mut refused) = (Instant::now(), 0);
        while began.elapsed() < TRIAL {
            for node in 0..self.nodes.len() {
                match self.ask(node, &self.kept).await {
                    Ok(answer) if answer.status == 200 => {
                        let after = GRACE + began.elapsed();
                        self.odd(format!(
                            "node {node} gave a token {after:.1?} after the pause was acknowledged"
                        ));
                        return Ok(refused);
                    }
                    Ok(answer) if answer.status == 401 => refused += 1,
                    _ => {}
                }
            }
            sleep(Duration::from_millis(20)).await;
        }
        if refused == 0 {
            self.odd("no node answered while the connection was paused");
        }
        Ok(refused)
    }

    /// A token of the lost time carries a generation that the new database has never given.
    async fn lost_tokens_are_revoked(&mut self) -> Outcome {
        sleep(GRACE).await;
        for node in 0..self.nodes.len() {
            let request = Request::get("/demo-api/v1/patients").bearer(&self.token);
            let answer = self.send(node, &request).await?;
            if answer.status != 401 {
                let status = answer.status;
                self.odd(format!("node {node} answers {status} to a token that a pause has ended"));
            }
            self.ask(node, &self.kept).await.and_then(|answer| answer.json(200))?;
        }
        Ok(())
    }

    /// Resumes the connection, or pauses it.
    async fn turn(&self, node: usize, on: bool) -> Outcome {
        let (tenant, connection) = (self.tenant.id, self.connection);
        let call = match on {
            true => admin::resume(tenant, connection),
            false => admin::pause(tenant, connection, Pause::default()),
        };
        change(&self.nodes, &self.tenant, node, call).await.map(drop)
    }

    async fn ask(&self, node: usize, client: &Known) -> Outcome<Answer> {
        self.send(node, &Request::token(&self.tenant.token_endpoint(), &client.id, &client.secret)).await
    }

    async fn send(&self, node: usize, request: &Request) -> Outcome<Answer> {
        send(&self.nodes, node, request).await
    }

    fn beginning(&self) -> Instant {
        Instant::now().checked_sub(Duration::from_mins(10)).unwrap_or_else(Instant::now)
    }

    fn odd(&mut self, what: impl Into<String>) {
        self.problems.push(Problem::Odd(what.into()));
    }
}

async fn send(nodes: &[SocketAddr], node: usize, request: &Request) -> Outcome<Answer> {
    let answer = Client::new(nodes[node], PATIENCE).ask(request).await;
    answer.map_err(|silence| format!("node {node}: {silence:?}").into())
}

/// Must be acknowledged, in the end: 503 says "later".
async fn change<A: DeserializeOwned>(
    nodes: &[SocketAddr],
    tenant: &Tenant,
    node: usize,
    call: Call<A>,
) -> Outcome<A> {
    let (request, began) = (Request::of(&call).session(&tenant.session), Instant::now());
    loop {
        let answer = send(nodes, node % nodes.len(), &request).await?;
        if answer.status != 503 || began.elapsed() > RECOVERY {
            return answer.of(&call);
        }
        sleep(Duration::from_millis(100)).await;
    }
}

fn known(issued: IssuedCredential) -> Outcome<Known> {
    let secret = issued.client_secret.ok_or("an answer lacks its secret")?;
    Ok(Known { id: issued.client_id.to_string(), secret })
}

//! A load at a steady rate through one address, of requests that must all succeed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::{Scene, wallet};
use crate::Outcome;
use crate::http::{Client, Request};
use crate::ledger::{Answered, Deed, Entry, Span};

const CLIENTS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks until it is stopped.
pub struct Steady {
    stop: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
    clients: JoinSet<Vec<Missed>>,
}

/// A request that did not succeed.
#[derive(Debug)]
pub struct Missed(pub String);

impl Steady {
    /// `rate` requests a second in all, with the credentials that nobody changes.
    pub fn start(scene: &Arc<Scene>, address: SocketAddr, rate: u32) -> Self {
        let (stop, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let steady: Vec<_> = scene.wallet.all().into_iter().filter(|client| client.steady).collect();
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS as usize {
            let client = steady[number % steady.len()].clone();
            let every = Duration::from_secs(1) * CLIENTS / rate.max(1);
            clients.spawn(ask(scene.clone(), client, address, every, stop.clone(), asked.clone()));
        }
        Self { stop, asked, clients }
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// How many were asked, and those that failed.
    pub async fn stop(mut self) -> Outcome<(usize, Vec<Missed>)> {
        self.stop.store(true, Ordering::Relaxed);
        let mut missed = Vec::new();
        while let Some(ended) = self.clients.join_next().await {
            missed.extend(ended?);
        }
        Ok((self.asked(), missed))
    }
}

async fn ask(
    scene: Arc<Scene>,
    steady: wallet::Client,
    address: SocketAddr,
    every: Duration,
    stop: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
) -> Vec<Missed> {
    let mut client = Client::new(address, PATIENCE);
    let path = scene.world.tenants[steady.tenant].token_endpoint();
    let request = Request::token(&path, &steady.client_id, &steady.secrets[0]);
    let mut turns = interval(every);
    turns.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut missed = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        turns.tick().await;
        asked.fetch_add(1, Ordering::Relaxed);
        let start = scene.ledger.now();
        let answer = client.ask(&request).await;
        let span = Span { start, end: scene.ledger.now() };
        scene.ledger.write(entry(&steady, span, answer.as_ref().map_or(0, |answer| answer.status)));
        match answer {
            Ok(answer) if answer.status == 200 => {}
            Ok(answer) => missed.push(Missed(format!("{start:?}: {} {}", answer.status, answer.body))),
            Err(silence) => missed.push(Missed(format!("{start:?}: {silence:?}"))),
        }
    }
    missed
}

fn entry(steady: &wallet::Client, span: Span, status: u16) -> Entry {
    let answered = if status == 200 { Answered::Acknowledged } else { Answered::Refused };
    let (thing, tenant) = (steady.thing.clone(), steady.thing.tenant.clone());
    Entry { node: 0, span, deed: Deed::Token { thing, secret: 0 }, answered, status, tenant, ids: Vec::new() }
}

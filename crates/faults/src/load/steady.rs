//! A load at a steady rate through one address, of requests that must all succeed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::{Scene, clients};
use crate::Outcome;
use crate::http::{Client, Missed, Request};
use crate::ledger::{Answered, Entry, Operation, Span};

const CLIENTS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks until it is stopped.
pub struct Steady {
    began: Instant,
    rate: u32,
    stop: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
    clients: JoinSet<Vec<Missed>>,
}

/// What became of a steady load.
#[derive(Debug)]
pub struct Steadiness {
    /// Requests a second.
    pub wanted: u32,
    pub asked: usize,
    pub took: Duration,
    pub missed: Vec<Missed>,
}

impl Steadiness {
    /// Requests that were asked a second.
    pub fn rate(&self) -> f64 {
        self.asked as f64 / self.took.as_secs_f64()
    }
}

impl Steady {
    /// `rate` requests a second in all, with the credentials that no keeper changes.
    pub fn start(scene: &Arc<Scene>, address: SocketAddr, rate: u32) -> Self {
        let (stop, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let steady: Vec<_> = scene.clients.all().into_iter().filter(|client| client.steady).collect();
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS as usize {
            let client = steady[number % steady.len()].clone();
            let every = Duration::from_secs(1) * CLIENTS / rate.max(1);
            clients.spawn(ask(scene.clone(), client, address, every, stop.clone(), asked.clone()));
        }
        Self { began: Instant::now(), rate, stop, asked, clients }
    }

    pub async fn stop(mut self) -> Outcome<Steadiness> {
        let took = self.began.elapsed();
        self.stop.store(true, Ordering::Relaxed);
        let mut missed = Vec::new();
        while let Some(ended) = self.clients.join_next().await {
            missed.extend(ended?);
        }
        Ok(Steadiness { wanted: self.rate, asked: self.asked.load(Ordering::Relaxed), took, missed })
    }
}

async fn ask(
    scene: Arc<Scene>,
    steady: clients::Client,
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
        if !answer.as_ref().is_ok_and(|answer| answer.status == 200) {
            missed.push(Missed::new(format_args!("at {start:?}"), &answer));
        }
    }
    missed
}

fn entry(steady: &clients::Client, span: Span, status: u16) -> Entry {
    let answered = if status == 200 { Answered::Acknowledged } else { Answered::Refused };
    let (thing, tenant) = (steady.thing.clone(), steady.thing.tenant.clone());
    Entry {
        node: 0,
        span,
        operation: Operation::Token { thing, secret: 0 },
        answered,
        status,
        tenant,
        ids: Vec::new(),
    }
}

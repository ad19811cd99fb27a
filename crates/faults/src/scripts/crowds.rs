//! Crowds that ask for much without a proof, or all at once: tokens go on.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use api_client::account;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use model::issuer::FEED;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::Outcome;
use crate::http::{Client, Request};
use crate::load::Steady;
use crate::play::{Play, Task, Verdict};
use crate::problem::Problem;
use crate::proxy::Mode;
use crate::stage::Layout;

/// One way: PostgreSQL is 5 ms away, there and back.
const AWAY: Duration = Duration::from_micros(2_500);
/// Token requests a second beside the crowd.
const RATE: u32 = 50;
const PATIENCE: Duration = Duration::from_secs(30);
/// Sessions that do not exist, asked for at the least.
const ENOUGH: usize = 300;
const FEEDS: usize = 400;
/// Until each of them has heard all that it missed.
const CAUGHT_UP: Duration = Duration::from_secs(30);

/// Statuses, and how often each was answered; 0 stands for silence.
type Answers = BTreeMap<u16, usize>;

/// Connections without end ask who they are, with sessions that do not exist: each costs a look into a database that is
/// not near. First they use up what such a node has connections for; then more of them come.
pub async fn starved_pool(task: &Task) -> Outcome<Verdict> {
    let mut play = far_database(task).await?;
    let node = play.node(0).address();
    for size in [120, 200] {
        // The crowd's own generator, so that seeds differ.
        let size = size + play.rng.random_range(0..20);
        play.quiet_trouble(&format!("{size} connections ask with sessions that no one has"));
        let crowd = Crowd::gather(node, size, play.rng.random());
        sleep(Duration::from_millis(300)).await;
        let steady = Steady::start(&play.load.scene, node, RATE);
        play.pass(8.0, 4.0).await;
        play.judge(&steady.stop().await?);
        let answers = crowd.leave().await?;
        play.notes.push(format!("the crowd was answered {answers:?}"));
        let looked_up = answers.get(&401).copied().unwrap_or(0);
        if looked_up < ENOUGH {
            play.problems
                .push(Problem::Odd(format!("only {looked_up} of the crowd's sessions were looked up")));
        }
    }
    play.close().await
}

/// Every API of a large platform renews its feed at the same moment.
pub async fn many_feeds(task: &Task) -> Outcome<Verdict> {
    let mut play = far_database(task).await?;
    let node = play.node(0).address();
    play.quiet_trouble(&format!("{FEEDS} feeds are opened at once"));
    let steady = Steady::start(&play.load.scene, node, RATE);
    let (id, secret) = play.load.scene.world.resource_server.clone();
    let request = feed(&id, &secret);
    let mut feeds = JoinSet::new();
    for _ in 0..FEEDS {
        feeds.spawn(timeout(CAUGHT_UP, follow(node, request.clone())));
    }
    let mut open = Vec::new();
    while let Some(feed) = feeds.join_next().await {
        open.extend(feed?.ok().and_then(Result::ok));
    }
    play.pass(3.0, 2.0).await;
    play.judge(&steady.stop().await?);
    play.notes.push(format!("{} feeds had heard all that they missed", open.len()));
    if open.len() < FEEDS {
        play.problems.push(Problem::Late(format!("only {} of {FEEDS} feeds caught up", open.len())));
    }
    drop(open);
    play.close().await
}

async fn far_database(task: &Task) -> Outcome<Play> {
    let layout = Layout { postgres_nodes: 1, cuts: true, ..Layout::default() };
    let play = Play::begin(task, layout).await?;
    play.node(0).to_database.as_ref().ok_or("a node without a proxy")?.set(Mode::Delay(AWAY));
    Ok(play)
}

/// Connections that ask until they are told to leave.
struct Crowd {
    stop: Arc<AtomicBool>,
    asking: JoinSet<Answers>,
}

impl Crowd {
    fn gather(node: SocketAddr, size: u64, seed: u64) -> Self {
        let (stop, mut asking) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
        for number in 0..size {
            asking.spawn(ask(node, StdRng::seed_from_u64(seed.wrapping_add(number)), stop.clone()));
        }
        Self { stop, asking }
    }

    async fn leave(mut self) -> Outcome<Answers> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Answers::new();
        while let Some(answers) = self.asking.join_next().await {
            for (status, times) in answers? {
                *all.entry(status).or_default() += times;
            }
        }
        Ok(all)
    }
}

async fn ask(node: SocketAddr, mut rng: StdRng, stop: Arc<AtomicBool>) -> Answers {
    let (mut client, mut answers) = (Client::new(node, PATIENCE), Answers::new());
    while !stop.load(Ordering::Relaxed) {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        let request = Request::of(&account::who_am_i()).session(&BASE64_URL_SAFE_NO_PAD.encode(bytes));
        let status = client.ask(&request).await.map_or(0, |answer| answer.status);
        *answers.entry(status).or_default() += 1;
    }
    answers
}

fn feed(id: &str, secret: &str) -> String {
    let basic = BASE64_STANDARD.encode(format!("{id}:{secret}"));
    format!("GET {FEED} HTTP/1.1\r\nhost: grantry.example\r\nauthorization: Basic {basic}\r\n\r\n")
}

/// Opens a feed and reads until all that was missed has been told; the connection, still open.
async fn follow(node: SocketAddr, request: String) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(node).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut heard = Vec::new();
    while !heard.windows(16).any(|window| window == b"event: caught-up") {
        if stream.read_buf(&mut heard).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(stream)
}

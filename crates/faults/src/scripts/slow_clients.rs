//! Clients that send a byte a second.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use model::issuer::TOKEN;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::Outcome;
use crate::load::Steady;
use crate::play::{Play, Task, Verdict};
use crate::problem::Problem;
use crate::stage::Layout;

const CLIENTS: usize = 300;

/// 300 connections send headers or bodies at a byte a second: the node ends them, and requests of others go on.
pub async fn slowloris(task: &Task) -> Outcome<Verdict> {
    let mut play = Play::begin(task, Layout { postgres_nodes: 1, ..Layout::default() }).await?;
    let node = play.node(0).address();
    play.quiet_trouble("300 clients send a byte a second");
    let open = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(drip(node, number % 2 == 0, open.clone()));
    }
    sleep(Duration::from_secs(1)).await;
    let reached = open.load(Ordering::Relaxed);
    let steady = Steady::start(&play.load.scene, node, 50);
    sleep(Duration::from_secs(20)).await;
    play.judge(&steady.stop().await?);
    let left = open.load(Ordering::Relaxed);
    play.notes.push(format!("{reached} slow clients connected, {left} still were 20 s later"));
    if reached < CLIENTS / 2 {
        play.problems.push(Problem::Odd(format!("only {reached} slow clients reached the node")));
    }
    if left > 0 {
        play.problems.push(Problem::Odd(format!("{left} slow clients were put up with for 20 s")));
    }
    clients.shutdown().await;
    play.close().await
}

/// Sends a request that never ends, until the node has had enough.
async fn drip(node: SocketAddr, in_the_head: bool, open: Arc<AtomicUsize>) {
    let Ok(mut stream) = TcpStream::connect(node).await else { return };
    let head = format!("POST {TOKEN} HTTP/1.1\r\nhost: grantry.example\r\n");
    let rest = if in_the_head {
        "x-slow: "
    } else {
        "content-type: application/x-www-form-urlencoded\r\ncontent-length: 4000\r\n\r\n"
    };
    if stream.write_all(format!("{head}{rest}").as_bytes()).await.is_err() {
        return;
    }
    open.fetch_add(1, Ordering::Relaxed);
    while stream.write_all(b"a").await.is_ok() {
        sleep(Duration::from_secs(1)).await;
    }
    open.fetch_sub(1, Ordering::Relaxed);
}

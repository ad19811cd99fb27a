//! A load balancer as nodes stand behind in production: it asks `/readyz`, sends requests to nodes that say yes, and
//! tries the next node where a connection is refused. It never repeats a request that a node may have read.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use crate::http::{Client, Message, Request};

const ASK_EVERY: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Backend {
    address: SocketAddr,
    ready: AtomicBool,
}

/// Serves until dropped.
#[derive(Debug)]
pub struct Balancer {
    address: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

impl Balancer {
    pub async fn start(nodes: impl IntoIterator<Item = SocketAddr>) -> io::Result<Self> {
        let backend = |address| Backend { address, ready: AtomicBool::new(true) };
        let backends: Arc<[Backend]> = nodes.into_iter().map(backend).collect();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let mut tasks: Vec<_> =
            (0..backends.len()).map(|index| tokio::spawn(ask_readiness(backends.clone(), index))).collect();
        tasks.push(tokio::spawn(accept(listener, backends)));
        Ok(Self { address, tasks })
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn ask_readiness(backends: Arc<[Backend]>, index: usize) {
    let backend = &backends[index];
    loop {
        let answer = Client::new(backend.address, PATIENCE).ask(&Request::get("/readyz")).await;
        backend.ready.store(answer.is_ok_and(|answer| answer.status == 200), Ordering::Relaxed);
        sleep(ASK_EVERY).await;
    }
}

async fn accept(listener: TcpListener, backends: Arc<[Backend]>) {
    let mut connections = JoinSet::new();
    let turn = Arc::new(AtomicUsize::new(0));
    while let Ok((client, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        connections.spawn(serve(client, backends.clone(), turn.clone()));
    }
}

/// Requests of one client, one after the other.
async fn serve(mut client: TcpStream, backends: Arc<[Backend]>, turn: Arc<AtomicUsize>) -> io::Result<()> {
    client.set_nodelay(true)?;
    loop {
        let request = Message::read(&mut client).await?;
        let first = turn.fetch_add(1, Ordering::Relaxed);
        let answer = match connect(&backends, first).await {
            Some(node) => ask(node, &request).await.unwrap_or_else(|_| failure("502 Bad Gateway")),
            None => failure("503 Service Unavailable"),
        };
        client.write_all(&bytes(&answer, None)).await?;
    }
}

async fn connect(backends: &[Backend], first: usize) -> Option<TcpStream> {
    let turns = (0..backends.len()).map(|step| &backends[(first + step) % backends.len()]);
    for backend in turns.filter(|backend| backend.ready.load(Ordering::Relaxed)) {
        match TcpStream::connect(backend.address).await {
            Ok(stream) => return Some(stream),
            Err(_) => backend.ready.store(false, Ordering::Relaxed),
        }
    }
    None
}

async fn ask(mut node: TcpStream, request: &Message) -> io::Result<Message> {
    node.set_nodelay(true)?;
    node.write_all(&bytes(request, Some("connection: close"))).await?;
    Message::read(&mut node).await
}

fn failure(status: &str) -> Message {
    Message { head: format!("HTTP/1.1 {status}\r\ncontent-length: 0"), body: Vec::new() }
}

/// The message with `line` instead of its `Connection` header, which is for one hop alone.
fn bytes(message: &Message, line: Option<&str>) -> Vec<u8> {
    let hop = |line: &&str| line.get(..11).is_some_and(|name| name.eq_ignore_ascii_case("connection:"));
    let lines: Vec<&str> = message.head.lines().filter(|line| !hop(line)).chain(line).collect();
    let mut bytes = lines.join("\r\n").into_bytes();
    bytes.extend_from_slice(b"\r\n\r\n");
    bytes.extend_from_slice(&message.body);
    bytes
}

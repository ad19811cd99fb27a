//! A TCP proxy that can delay, throttle, cut and half-open what goes through it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mode {
    Open,
    /// Each piece of data waits this long.
    Delay(Duration),
    /// Bytes a second, each way.
    Throttle(u32),
    /// Connections are closed, and new ones closed at once.
    Cut,
    /// Connections stay and nothing passes, neither data nor an end; after that, all that was held passes.
    HalfOpen,
}

/// Forwards to its target until dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    target: watch::Sender<SocketAddr>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub async fn start(target: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (mode, watched) = watch::channel(Mode::Open);
        let (target, where_to) = watch::channel(target);
        let accepting = tokio::spawn(accept(listener, where_to, watched));
        Ok(Self { address, mode, target, accepting })
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// New connections go elsewhere; those that are there stay.
    pub fn lead_to(&self, target: SocketAddr) {
        self.target.send_replace(target);
    }

    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, target: watch::Receiver<SocketAddr>, mode: watch::Receiver<Mode>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        connections.spawn(forward(client, target.clone(), mode.clone()));
    }
}

/// A connection, until one side ends it or the proxy cuts it.
async fn forward(
    client: TcpStream,
    target: watch::Receiver<SocketAddr>,
    mut mode: watch::Receiver<Mode>,
) -> io::Result<()> {
    let mut pumps_mode = mode.clone();
    let both = async {
        pass(&mut pumps_mode, 0).await?;
        let target = *target.borrow();
        let server = TcpStream::connect(target).await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let there = pump(from_client, to_server, pumps_mode.clone());
        let back = pump(from_server, to_client, pumps_mode);
        tokio::try_join!(there, back).map(drop)
    };
    tokio::select! {
        done = both => done,
        _ = mode.wait_for(|mode| *mode == Mode::Cut) => Ok(()),
    }
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut mode: watch::Receiver<Mode>,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        pass(&mut mode, length).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..length]).await?;
    }
}

/// Waits until so many bytes may pass.
async fn pass(mode: &mut watch::Receiver<Mode>, length: usize) -> io::Result<()> {
    let now = *mode.borrow_and_update();
    match now {
        Mode::Open | Mode::Cut => {}
        Mode::Delay(time) => sleep(time).await,
        Mode::Throttle(bytes) => {
            let length = u32::try_from(length).unwrap_or(u32::MAX);
            sleep(Duration::from_secs(1) * length / bytes.max(1)).await;
        }
        Mode::HalfOpen => {
            let opened = mode.wait_for(|mode| *mode != Mode::HalfOpen).await;
            opened.map_err(|_| io::Error::from(io::ErrorKind::ConnectionAborted))?;
        }
    }
    Ok(())
}

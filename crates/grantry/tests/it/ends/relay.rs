//! What stands between a guard and its node: names the public host to the node, and can be cut.

use std::io;
use std::net::Ipv4Addr;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::harness::Outcome;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// A listener on this machine. One request goes over each connection.
pub struct Relay {
    /// `http://127.0.0.1:port`
    pub base: String,
    open: watch::Sender<bool>,
    task: AbortHandle,
}

impl Relay {
    /// Before the node of this address, which is to be called by the public URL's host.
    pub async fn before(node: &str, public_url: &str) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let (open, is_open) = watch::channel(true);
        let (node, host) = (authority(node).0.to_owned(), authority(public_url).0.to_owned());
        let task = tokio::spawn(serve(listener, node, host, is_open)).abort_handle();
        Ok(Self { base, open, task })
    }

    /// Closes every connection, and each that comes.
    pub fn cut(&self) {
        self.open.send_replace(false);
    }

    pub fn restore(&self) {
        self.open.send_replace(true);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.cut();
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, node: String, host: String, open: watch::Receiver<bool>) {
    while let Ok((stream, _)) = listener.accept().await {
        if !*open.borrow() {
            continue;
        }
        let (node, host, mut open) = (node.clone(), host.clone(), open.clone());
        tokio::spawn(async move {
            let cut = async move {
                let _ = open.wait_for(|open| !*open).await.map(|_| ());
            };
            tokio::select! {
                _ = pass(stream, &node, &host) => {}
                () = cut => {}
            }
        });
    }
}

async fn pass(mut caller: TcpStream, node: &str, host: &str) -> io::Result<()> {
    let mut read = Vec::new();
    let end = loop {
        if let Some(end) = read.windows(END_OF_HEAD.len()).position(|bytes| bytes == END_OF_HEAD) {
            break end;
        }
        if caller.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
    };
    let mut node = TcpStream::connect(node).await?;
    node.write_all(named(&read[..end], host).as_bytes()).await?;
    node.write_all(&read[end..]).await?;
    copy_bidirectional(&mut caller, &mut node).await.map(drop)
}

/// The head of a request with this host, after whose answer the connection ends.
fn named(head: &[u8], host: &str) -> String {
    let head = String::from_utf8_lossy(head);
    let is_ours = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default();
        !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case("connection")
    };
    let lines: Vec<_> = head.split("\r\n").filter(is_ours).collect();
    format!("{}\r\nhost: {host}\r\nconnection: close", lines.join("\r\n"))
}

/// Host and port of a URL, and the path behind them.
pub fn authority(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_at(rest.find('/').unwrap_or(rest.len()))
}

#[test]
fn a_head_gets_the_public_host() {
    let head = b"GET /oauth2/feed HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: keep-alive\r\naccept: */*";
    let expected = "GET /oauth2/feed HTTP/1.1\r\naccept: */*\r\nhost: 127.0.0.1:2\r\nconnection: close";
    assert_eq!(named(head, "127.0.0.1:2"), expected);
}

//! One kept connection over which one request at a time goes, as raw bytes: as little work as there can be between
//! the clock and the socket.

use std::fmt::Display;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer<'a> {
    pub status: u16,
    /// Status line and headers.
    pub head: &'a str,
    pub body: &'a [u8],
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(8192) })
    }

    /// Sends a request and reads the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut lengths = None;
        while lengths.is_none_or(|(head, body)| self.buffer.len() < head + body) {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if lengths.is_none() {
                lengths = read_head(&self.buffer);
            }
        }
        let (head, body) = self.buffer.split_at(lengths.map_or(0, |(head, _)| head));
        let head = std::str::from_utf8(head)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Ok(Answer { status: status.ok_or("the answer has no status")?, head, body })
    }

    /// As [`Connection::exchange`], for a request whose answer must be 200.
    pub async fn succeed(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        let answer = self.exchange(request).await?;
        if answer.status == 200 {
            return Ok(answer);
        }
        Err(format!("not 200: {}{}", answer.head, String::from_utf8_lossy(answer.body)).into())
    }
}

/// The lengths of an answer's head and of its body, once the head is there.
fn read_head(buffer: &[u8]) -> Option<(usize, usize)> {
    let length = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(buffer.get(..length)?).ok()?;
    let body = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Some((length, body.unwrap_or_default()))
}

/// Who asks for a token, and for what.
#[derive(Clone, clap::Args)]
pub struct Asked {
    #[arg(long)]
    pub client_id: String,
    #[arg(long, env = "BENCH_CLIENT_SECRET", hide_env_values = true)]
    pub client_secret: String,
    /// Scope names separated by spaces
    #[arg(long)]
    pub scope: String,
}

impl Asked {
    /// `host` is what the request names, whatever address it is sent to.
    pub fn request(&self, host: impl Display, path: &str) -> Vec<u8> {
        let Self { client_id, client_secret, scope } = self;
        let scope = scope.replace(' ', "+");
        let body = format!(
            "grant_type=client_credentials&client_id={client_id}&client_secret={client_secret}&scope={scope}"
        );
        let form = "content-type: application/x-www-form-urlencoded";
        let length = body.len();
        format!("POST {path} HTTP/1.1\r\nhost: {host}\r\n{form}\r\ncontent-length: {length}\r\n\r\n{body}")
            .into_bytes()
    }
}

//! A small HTTP/1.1 client over one kept connection: it never repeats a request by itself, and knows whether a request
//! without an answer was ever sent.

use std::fmt::{Display, Write};
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use api_client::Call;
use base64::prelude::{BASE64_STANDARD, Engine};
use model::issuer;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::Outcome;

#[derive(Debug, Clone)]
pub struct Request {
    head: String,
    body: String,
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// Why there was no answer.
#[derive(Debug)]
pub enum Silence {
    /// Nothing was sent: the node cannot have done it.
    NotSent(io::Error),
    /// It was sent, and may have been done.
    NoAnswer(io::Error),
}

/// A request that should have succeeded, and did not.
#[derive(Debug)]
pub struct Missed {
    pub what: String,
    /// Whether a machine that starves its processes can be the cause: a time-out, or the 503 of a node that could not
    /// look in time. A reset or any other answer has other causes.
    pub late: bool,
}

impl Missed {
    pub fn new(what: impl Display, outcome: &Result<Answer, Silence>) -> Self {
        let late = match outcome {
            Ok(answer) => answer.status == 503,
            Err(Silence::NotSent(error) | Silence::NoAnswer(error)) => {
                error.kind() == io::ErrorKind::TimedOut
            }
        };
        let outcome = match outcome {
            Ok(answer) => format!("{} {}", answer.status, answer.body),
            Err(silence) => format!("{silence:?}"),
        };
        Self { what: format!("{what}: {outcome}"), late }
    }
}

impl Request {
    fn new(method: &str, path: &str) -> Self {
        Self { head: format!("{method} {path} HTTP/1.1\r\nhost: grantry.example\r\n"), body: String::new() }
    }

    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    /// A call of a portal's API.
    pub fn of<A>(call: &Call<A>) -> Self {
        let asked = &call.request;
        let request = Self::new(asked.method.as_str(), &asked.path);
        match &asked.body {
            Some(body) => Self { body: body.clone(), ..request.header("content-type", "application/json") },
            None => request,
        }
    }

    /// A request for an access token, by HTTP Basic.
    pub fn token(path: &str, client_id: &str, secret: &str) -> Self {
        let basic = BASE64_STANDARD.encode(format!("{client_id}:{secret}"));
        let request = Self::new("POST", path).header("authorization", &format!("Basic {basic}"));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Self { body: "grant_type=client_credentials".into(), ..request }
    }

    /// The revocation feed, from an event on where one is named. Its answer has no end: [`Client`] cannot read it.
    pub fn feed((id, secret): (&str, &str), last: Option<&str>) -> Self {
        let basic = BASE64_STANDARD.encode(format!("{id}:{secret}"));
        let request = Self::get(issuer::FEED).header("authorization", &format!("Basic {basic}"));
        last.map_or_else(|| request.clone(), |last| request.clone().header("last-event-id", last))
    }

    pub fn session(self, bearer: &str) -> Self {
        self.header("cookie", &format!("__Host-session={bearer}"))
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        let _ = write!(self.head, "{name}: {value}\r\n");
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        format!("{}content-length: {}\r\n\r\n{}", self.head, self.body.len(), self.body).into_bytes()
    }
}

impl Answer {
    /// What a call was answered, where it succeeded.
    pub fn of<A: DeserializeOwned>(&self, call: &Call<A>) -> Outcome<A> {
        if !(200..300).contains(&self.status) {
            return Err(format!("{}: got {}: {}", call.request.path, self.status, self.body).into());
        }
        Ok(call.read(&self.body)?)
    }

    /// The body, where the status is this one.
    pub fn json(&self, status: u16) -> Outcome<Value> {
        if self.status != status {
            return Err(format!("expected {status}, got {}: {}", self.status, self.body).into());
        }
        Ok(serde_json::from_str(&self.body)?)
    }
}

/// A client of one address.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    patience: Duration,
    stream: Option<TcpStream>,
}

impl Client {
    pub const fn new(address: SocketAddr, patience: Duration) -> Self {
        Self { address, patience, stream: None }
    }

    /// # Errors
    /// No whole answer within the client's patience. The next request takes a new connection.
    pub async fn ask(&mut self, request: &Request) -> Result<Answer, Silence> {
        Ok(self.exchange(request).await?.0)
    }

    /// As [`Client::ask`], with the session cookie that the answer sets.
    pub async fn exchange(&mut self, request: &Request) -> Result<(Answer, Option<String>), Silence> {
        let mut sent = false;
        let outcome = timeout(self.patience, self.talk(&request.bytes(), &mut sent)).await;
        let error = match outcome {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => error,
            Err(_) => io::ErrorKind::TimedOut.into(),
        };
        self.stream = None;
        Err(if sent { Silence::NoAnswer(error) } else { Silence::NotSent(error) })
    }

    async fn talk(&mut self, request: &[u8], sent: &mut bool) -> io::Result<(Answer, Option<String>)> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.address).await?,
        };
        stream.set_nodelay(true)?;
        *sent = true;
        stream.write_all(request).await?;
        let Message { head, body } = Message::read(&mut stream).await?;
        let status = head.get(9..12).and_then(|digits| digits.parse().ok());
        let status = status.ok_or_else(|| io::Error::other("not HTTP"))?;
        if !header(&head, "connection").is_some_and(|value| value.eq_ignore_ascii_case("close")) {
            self.stream = Some(stream);
        }
        let body = String::from_utf8(body).map_err(io::Error::other)?;
        let bearer = header(&head, "set-cookie")
            .and_then(|cookie| cookie.strip_prefix("__Host-session=")?.split(';').next().map(str::to_owned));
        Ok((Answer { status, body }, bearer))
    }
}

/// A request or an answer, as it is on the wire.
pub struct Message {
    /// Without the empty line at its end.
    pub head: String,
    pub body: Vec<u8>,
}

impl Message {
    /// Reads one whole message.
    pub async fn read(stream: &mut TcpStream) -> io::Result<Self> {
        let mut buffer = Vec::with_capacity(4096);
        let end = loop {
            if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        let head = String::from_utf8(buffer[..end].to_vec()).map_err(io::Error::other)?;
        let length = header(&head, "content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        let mut body = buffer.split_off(end + 4);
        while body.len() < length {
            if stream.read_buf(&mut body).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(Self { head, body })
    }
}

/// A header's value.
pub fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    head.lines().skip(1).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then(|| value.trim())
    })
}

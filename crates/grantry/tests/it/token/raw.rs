//! HTTP/1.1 without a library between: what is sent and what comes back, to the byte.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use crate::harness::Outcome;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw {
    /// "HTTP/1.1 200 OK"
    pub status_line: String,
    /// In lower case, in order of name.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// Sends one request and reads the answer to its end. `head` holds header lines, each ended by CRLF.
pub async fn request(base: &str, method: &str, path: &str, head: &str, body: &[u8]) -> Outcome<Raw> {
    let head = format!("{head}content-length: {}\r\n", body.len());
    let bytes = [line(base, method, path, &head).as_bytes(), body].concat();
    exchange(base, &bytes).await
}

/// As [`request`], to a host of this name. Several header lines may stand in it.
pub async fn request_to(
    base: &str,
    host: &str,
    method: &str,
    path: &str,
    head: &str,
    body: &[u8],
) -> Outcome<Raw> {
    let head = format!("{head}content-length: {}\r\n", body.len());
    let line = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{head}\r\n");
    exchange(base, &[line.as_bytes(), body].concat()).await
}

/// Sends these bytes alone.
pub async fn bytes(base: &str, bytes: &[u8]) -> Outcome<Raw> {
    exchange(base, bytes).await
}

/// As [`request`], from another of this machine's addresses.
pub async fn request_from(
    from: Ipv4Addr,
    base: &str,
    method: &str,
    path: &str,
    head: &str,
    body: &[u8],
) -> Outcome<Raw> {
    let head = format!("{head}content-length: {}\r\n", body.len());
    let bytes = [line(base, method, path, &head).as_bytes(), body].concat();
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((from, 0)))?;
    talk(socket.connect(base.trim_start_matches("http://").parse()?).await?, &bytes).await
}

/// As [`request`], with a body in chunks of unknown total.
pub async fn chunked(base: &str, path: &str, head: &str, chunks: &[&[u8]]) -> Outcome<Raw> {
    let head = format!("{head}transfer-encoding: chunked\r\n");
    let mut bytes = line(base, "POST", path, &head).into_bytes();
    for chunk in chunks {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    exchange(base, &bytes).await
}

fn line(base: &str, method: &str, path: &str, head: &str) -> String {
    let host = base.trim_start_matches("http://");
    format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{head}\r\n")
}

async fn exchange(base: &str, bytes: &[u8]) -> Outcome<Raw> {
    talk(TcpStream::connect(base.trim_start_matches("http://")).await?, bytes).await
}

async fn talk(mut stream: TcpStream, bytes: &[u8]) -> Outcome<Raw> {
    stream.write_all(bytes).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8(answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(|| format!("no head: {answer}"))?;
    let (status_line, lines) = head.split_once("\r\n").ok_or("no headers")?;
    let mut headers: Vec<(String, String)> = lines
        .split("\r\n")
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    headers.sort();
    Ok(Raw { status_line: status_line.to_owned(), headers, body: body.to_owned() })
}

impl Raw {
    /// The status code; 0 where there is none.
    pub fn status(&self) -> u16 {
        self.status_line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default()
    }

    /// The one value of a header; empty where there is none or more.
    pub fn header(&self, name: &str) -> &str {
        match self.all(name).as_slice() {
            [one] => one,
            _ => "",
        }
    }

    /// All values of a header.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str()).collect()
    }

    pub fn json(&self) -> Outcome<Value> {
        serde_json::from_str(&self.body).map_err(|error| format!("{error}: {}", self.body).into())
    }

    /// Fails unless this is exactly the error of RFC 6749 section 5.2, with the headers of its section 5.1.
    pub fn is_error(&self, status_line: &str, error: &str, description: &str) -> Outcome {
        let body = format!(r#"{{"error":"{error}","error_description":"{description}"}}"#);
        let challenge: &[&str] = if error == "invalid_client" { &["Basic realm=\"grantry\""] } else { &[] };
        let right = self.status_line == status_line
            && self.body == body
            && self.all("content-type") == ["application/json"]
            && self.all("cache-control") == ["no-store"]
            && self.all("pragma") == ["no-cache"]
            && self.all("www-authenticate") == challenge
            && self.all("x-request-id").len() == 1;
        if right { Ok(()) } else { Err(format!("expected {status_line} {body}, got {self:?}").into()) }
    }

    /// What tells one answer from another, apart from the moment and the request's own id.
    pub fn without_the_moment(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "date" && name != "x-request-id");
        self
    }
}

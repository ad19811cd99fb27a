//! A receiver of webhooks on this machine: it keeps what it gets, and answers as it is told.

use std::{collections::HashMap, net::Ipv4Addr, sync::Arc, time::Duration};

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::Outcome;

/// How it answers at a path; 204 where nothing is said.
#[derive(Debug, Clone)]
pub enum Answers {
    Status(u16),
    To(String),
    /// Not at all.
    Hangs,
    /// 200, and bytes without an end.
    Floods,
}

/// A message that came.
#[derive(Debug, Clone)]
pub struct Received {
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

#[derive(Clone)]
pub struct Receiver {
    pub base: String,
    received: Arc<Mutex<Vec<Received>>>,
    answers: Arc<Mutex<HashMap<String, Answers>>>,
}

impl Receiver {
    pub async fn start() -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let receiver = Self { base, received: Arc::default(), answers: Arc::default() };
        let here = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let here = here.clone();
                tokio::spawn(async move { drop(here.serve(stream).await) });
            }
        });
        Ok(receiver)
    }

    /// Answers so at a path from now on; its URL.
    pub fn has(&self, path: &str, answers: Answers) -> String {
        self.answers.lock().insert(path.to_owned(), answers);
        self.at(path)
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// What came to a path, in its order.
    pub fn got(&self, path: &str) -> Vec<Received> {
        self.received.lock().iter().filter(|one| one.path == path).cloned().collect()
    }

    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let Some(received) = read(&mut stream).await? else { return Ok(()) };
        let path = received.path.clone();
        self.received.lock().push(received);
        let answers = self.answers.lock().get(&path).cloned().unwrap_or(Answers::Status(204));
        match answers {
            Answers::Status(status) => {
                let answer =
                    format!("HTTP/1.1 {status} Oh\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await
            }
            Answers::To(location) => {
                let answer = format!("HTTP/1.1 307 To\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).await
            }
            Answers::Hangs => {
                tokio::time::sleep(Duration::from_mins(5)).await;
                Ok(())
            }
            Answers::Floods => {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n").await?;
                let part = vec![b'x'; 64 * 1024];
                loop {
                    stream.write_all(&part).await?;
                }
            }
        }
    }
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Received>> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let length = stream.read(&mut part).await?;
        if length == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let mut lines = head.lines();
        let path = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
        let header = |line: &str| {
            line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        };
        let headers: HashMap<_, _> = lines.filter_map(header).collect();
        let wanted: usize = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        if body.len() >= wanted {
            return Ok(Some(Received { path, headers, body: body.to_owned() }));
        }
    }
}

impl Received {
    pub fn id(&self) -> &str {
        self.headers.get("webhook-id").map(String::as_str).unwrap_or_default()
    }

    pub fn json(&self) -> Outcome<Value> {
        Ok(serde_json::from_str(&self.body)?)
    }

    /// The type of its event.
    pub fn event(&self) -> Outcome<String> {
        Ok(self.json()?["type"].as_str().ok_or("no type")?.to_owned())
    }

    /// How many signatures it has, and whether one of them is of this secret (Standard Webhooks).
    pub fn signatures(&self, secret: &str) -> Outcome<(usize, bool)> {
        let header = |name: &str| self.headers.get(name).cloned().unwrap_or_default();
        let key = STANDARD.decode(secret.strip_prefix("whsec_").ok_or("no secret")?)?;
        let signed = format!("{}.{}.{}", self.id(), header("webhook-timestamp"), self.body);
        let own = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), signed.as_bytes());
        let own = format!("v1,{}", STANDARD.encode(own));
        let all = header("webhook-signature");
        let all: Vec<_> = all.split(' ').collect();
        Ok((all.len(), all.contains(&own.as_str())))
    }
}

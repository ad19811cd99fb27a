//! A developer's host on this machine, and pictures that it has.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::Outcome;

/// What a host does when it is asked.
#[derive(Clone)]
pub enum Reply {
    /// 200 with this media type and body.
    Body(&'static str, Vec<u8>),
    Status(u16),
    To(String),
    /// A byte now and then, of what would be a picture.
    Drip,
    /// As many bytes, or more.
    Flood(usize),
}

pub struct Host {
    pub base: String,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    asked: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
}

impl Host {
    pub async fn start() -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let host = Self { base, replies: Arc::default(), asked: Arc::default(), sent: Arc::default() };
        let (replies, asked, sent) =
            (Arc::clone(&host.replies), Arc::clone(&host.asked), Arc::clone(&host.sent));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (replies, asked, sent) = (Arc::clone(&replies), Arc::clone(&asked), Arc::clone(&sent));
                tokio::spawn(async move {
                    let mut request = [0; 4096];
                    let length = stream.read(&mut request).await.unwrap_or_default();
                    asked.fetch_add(1, Ordering::Relaxed);
                    let line = String::from_utf8_lossy(&request[..length]).into_owned();
                    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                    let reply = replies.lock().get(&path).cloned().unwrap_or(Reply::Status(404));
                    let _ = Box::pin(answer(&mut stream, reply, &sent)).await;
                });
            }
        });
        Ok(host)
    }

    /// Has this at a path from now on; its URL.
    pub fn has(&self, path: &str, reply: Reply) -> String {
        self.replies.lock().insert(path.to_owned(), reply);
        format!("{}{path}", self.base)
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Bytes of floods.
    pub fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }
}

async fn answer(stream: &mut TcpStream, reply: Reply, sent: &AtomicUsize) -> std::io::Result<()> {
    let head = |kind: &str, length: usize| {
        format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n")
    };
    match reply {
        Reply::Body(kind, body) => {
            stream.write_all(head(kind, body.len()).as_bytes()).await?;
            stream.write_all(&body).await
        }
        Reply::Status(status) => {
            let answer = format!("HTTP/1.1 {status} Oh\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await
        }
        Reply::To(location) => {
            let answer = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await
        }
        Reply::Drip => {
            stream.write_all(head("image/png", 10_000).as_bytes()).await?;
            loop {
                stream.write_all(b"\x89").await?;
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        Reply::Flood(bytes) => {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\nconnection: close\r\n\r\n";
            stream.write_all(head.as_bytes()).await?;
            let part = vec![0x89; 64 * 1024];
            for _ in 0..bytes / part.len() {
                stream.write_all(&part).await?;
                sent.fetch_add(part.len(), Ordering::Relaxed);
            }
            Ok(())
        }
    }
}

/// A chunk of a PNG, with its checksum (RFC 2083 section 3.4).
fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = u32::MAX;
    for byte in kind.iter().chain(data) {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    [&u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes()[..], &kind, data, &(!sum).to_be_bytes()]
        .concat()
}

/// A PNG of one grey, with what a camera or an editor writes beside the pixels. The rows are stored as they are
/// (RFC 1951 section 3.2.4).
pub fn png(width: u32, height: u32, grey: u8) -> Vec<u8> {
    let row = [vec![0], vec![grey; width as usize]].concat();
    let rows = row.repeat(height as usize);
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &rows {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    let mut stored = vec![0x78, 0x01];
    let blocks = rows.chunks(65535).count();
    for (number, block) in rows.chunks(65535).enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stored.push(u8::from(number + 1 == blocks));
        stored.extend_from_slice(&length.to_le_bytes());
        stored.extend_from_slice(&(!length).to_le_bytes());
        stored.extend_from_slice(block);
    }
    stored.extend_from_slice(&((b << 16) | a).to_be_bytes());
    pieces(width, height, &stored)
}

/// Says that it has a size that its data do not have.
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    pieces(width, height, &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1])
}

/// Of one grey, eight bits a pixel.
fn pieces(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(*b"IHDR", &header),
        chunk(*b"tEXt", b"Comment\0SECRET PLACE"),
        chunk(*b"eXIf", b"MM\0\x2a\0\0\0\x08\0\0 SECRET PLACE"),
        chunk(*b"IDAT", data),
        chunk(*b"IEND", b""),
    ]
    .concat()
}

/// A GIF of one pixel, shown so often in other colours.
pub fn gif(frames: usize) -> Vec<u8> {
    let head = b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0".to_vec();
    let frame = b"\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    [head, frame.repeat(frames), b"\x3b".to_vec()].concat()
}

/// Width and height, as a PNG's header says them.
pub fn size_of(png: &[u8]) -> (u32, u32) {
    let side = |at: usize| png[at..at + 4].iter().fold(0, |side, byte| (side << 8) | u32::from(*byte));
    (side(16), side(20))
}

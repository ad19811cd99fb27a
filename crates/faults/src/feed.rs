//! A follower of one node's feed, as a resource server is: it connects again with the last id that it read.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::http::Request;

const SILENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(100);

/// An event, and when it was heard.
#[derive(Debug, Clone)]
pub struct Heard {
    pub at: Instant,
    pub name: String,
}

/// Follows until dropped.
#[derive(Debug)]
pub struct Follower {
    heard: Arc<Mutex<Vec<Heard>>>,
    task: JoinHandle<()>,
}

impl Follower {
    pub fn start(node: SocketAddr, (id, secret): &(String, String)) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (id, secret, ears) = (id.clone(), secret.clone(), heard.clone());
        let task = tokio::spawn(async move {
            let mut last = None;
            loop {
                let request = Request::feed((&id, &secret), last.as_deref());
                let _ = listen(node, &request, &mut last, &ears).await;
                sleep(PAUSE).await;
            }
        });
        Self { heard, task }
    }

    /// The names of the events since then.
    pub fn since(&self, start: Instant) -> Vec<String> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.iter().filter(|event| event.at >= start).map(|event| event.name.clone()).collect()
    }

    /// Waits until an event of this name has come since then; `false` when it does not.
    pub async fn hears(&self, name: &str, since: Instant, patience: Duration) -> bool {
        let began = Instant::now();
        while !self.since(since).iter().any(|heard| heard == name) {
            if began.elapsed() > patience {
                return false;
            }
            sleep(Duration::from_millis(20)).await;
        }
        true
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Each line of an event is in one piece of the chunked answer: what is no field of an event is passed over.
async fn listen(
    node: SocketAddr,
    request: &Request,
    last: &mut Option<String>,
    ears: &Mutex<Vec<Heard>>,
) -> io::Result<()> {
    let mut stream = TcpStream::connect(node).await?;
    stream.write_all(&request.bytes()).await?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(line) = timeout(SILENCE, lines.next_line()).await?? {
        if let Some(id) = line.strip_prefix("id: ") {
            *last = Some(id.trim().to_owned());
        } else if let Some(name) = line.strip_prefix("event: ") {
            let event = Heard { at: Instant::now(), name: name.trim().to_owned() };
            ears.lock().unwrap_or_else(PoisonError::into_inner).push(event);
        }
    }
    Ok(())
}

//! What a node needs for the documents of APIs: it fetches them, reads them one at a time, and keeps those that it shows in
//! memory.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

use api_documents::{MOST_BYTES, Shown};
use credentials::sha256;
use model::{api_document::DocumentProblem, ids::ApiId};
use outbound_http::{Bounds, Fetcher};
use parking_lot::Mutex;
use tokio::sync::{Notify, Semaphore};

use super::known_servers::KnownServers;
use super::marketplace::Marketplace;
use super::settings::Settings;
use crate::errors::Error;

/// Of one fetch.
pub(crate) const FETCH_BOUNDS: Bounds =
    Bounds { time: Duration::from_secs(10), bytes: MOST_BYTES, redirects: 3 };
/// Of one call through the relay.
pub(crate) const RELAY_BOUNDS: Bounds =
    Bounds { time: Duration::from_secs(10), bytes: 1 << 20, redirects: 0 };
/// Calls through the relay at a time.
const RELAYED_AT_ONCE: usize = 16;

pub(crate) struct DocumentParts {
    pub fetcher: Fetcher,
    pub relay: Fetcher,
    /// Turns of calls through the relay.
    pub relaying: Semaphore,
    /// Told when a document is to be fetched.
    pub asked: Notify,
    /// Documents are read one after the other: each may take a second and a hundred megabytes for a moment.
    pub reading: Semaphore,
    pub shown: ShownDocuments,
    pub servers: KnownServers,
}

impl DocumentParts {
    pub fn new(settings: &Settings) -> Self {
        let private = settings.api_private_networks;
        Self {
            fetcher: Fetcher::new(private, FETCH_BOUNDS),
            relay: Fetcher::new(private, RELAY_BOUNDS),
            relaying: Semaphore::new(RELAYED_AT_ONCE),
            asked: Notify::new(),
            reading: Semaphore::new(1),
            shown: ShownDocuments::default(),
            servers: KnownServers::default(),
        }
    }
}

/// A document that was read and found good.
#[derive(Debug)]
pub(crate) struct ReadDocument {
    pub bytes: Vec<u8>,
    pub sha256: String,
    pub title: String,
    pub scopes: Vec<String>,
}

/// What a document may be called here, in characters.
const LONGEST_TITLE: usize = 200;

impl Marketplace {
    /// Reads a document, beside the threads that serve.
    ///
    /// # Errors
    /// `InvalidDocument`: what is wrong with it.
    pub(crate) async fn read_document(&self, bytes: Vec<u8>) -> Result<ReadDocument, Error> {
        let _turn = self.0.documents.reading.acquire().await;
        let read = tokio::task::spawn_blocking(move || read(bytes)).await;
        read.map_err(Error::internal)?.map_err(Error::InvalidDocument)
    }
}

fn read(bytes: Vec<u8>) -> Result<ReadDocument, Vec<DocumentProblem>> {
    let document = api_documents::read(&bytes)?;
    let sha256 = sha256(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let title = document.title().chars().filter(|c| !c.is_control()).take(LONGEST_TITLE).collect();
    let scopes = document.scopes().iter().cloned().collect();
    Ok(ReadDocument { bytes, sha256, title, scopes })
}

/// Which document, shown with which scopes of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Showing {
    pub api: ApiId,
    pub number: u32,
    pub known: BTreeSet<String>,
}

/// Of all documents that are kept in memory, in bytes.
const MOST_KEPT: usize = 16 * 1024 * 1024;

/// What a document came to.
#[derive(Debug, Clone)]
pub(crate) enum Prepared {
    Shown(Arc<Shown>),
    /// This release takes it no longer.
    Refused,
}

impl Prepared {
    fn length(&self) -> usize {
        match self {
            Self::Shown(shown) => shown.length(),
            Self::Refused => 0,
        }
    }
}

/// Documents that were asked for lately, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct ShownDocuments(Mutex<VecDeque<(Showing, Prepared)>>);

impl ShownDocuments {
    pub fn get(&self, showing: &Showing) -> Option<Prepared> {
        self.0.lock().iter().find(|(known, _)| known == showing).map(|(_, prepared)| prepared.clone())
    }

    /// In place of the API's document from before.
    pub fn put(&self, showing: Showing, prepared: Prepared) {
        let mut kept = self.0.lock();
        kept.retain(|(known, _)| known.api != showing.api);
        kept.push_back((showing, prepared));
        while kept.len() > 1 && kept.iter().map(|(_, prepared)| prepared.length()).sum::<usize>() > MOST_KEPT
        {
            kept.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn showing(number: u32) -> Showing {
        Showing { api: ApiId::new(u64::from(number), &[0; 10]), number, known: BTreeSet::new() }
    }

    #[test]
    fn memory_for_documents_is_bounded() {
        let text = "openapi: 3.1.0\ninfo: {title: a, version: b}\npaths: {}\nlong: ".to_owned()
            + &"x".repeat(MOST_BYTES - 100);
        let document = api_documents::read(text.as_bytes()).unwrap();
        let shown = Arc::new(document.shown(&BTreeSet::new()));
        let documents = ShownDocuments::default();
        for number in 0..10 {
            documents.put(showing(number), Prepared::Shown(Arc::clone(&shown)));
            documents.put(showing(number), Prepared::Shown(Arc::clone(&shown)));
        }
        documents.put(showing(10), Prepared::Refused);
        assert_eq!(documents.0.lock().len(), 4);
        assert!(matches!(documents.get(&showing(9)), Some(Prepared::Shown(_))));
        assert!(matches!(documents.get(&showing(10)), Some(Prepared::Refused)));
        assert!(documents.get(&showing(0)).is_none());
    }
}

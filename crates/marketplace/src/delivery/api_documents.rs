//! Fetches the documents of APIs when operators ask and once a day. What waits is a row of the outbox.

use chrono::TimeDelta;
use model::{
    Timestamp,
    api_document::{ApiDocumentSource, ApiDocumentVersion, KEPT_VERSIONS},
    audit::{AuditAction, AuditChain, Detail},
    delivery::Receiver,
    ids::{ApiId, PersonId},
};
use store::outbox::Delivery;

use crate::delivery::deliveries::{CUT_SHORT, DueDeliveries, is_spent};
use crate::delivery::remote_files::RemoteFile;
use crate::errors::Error;
use crate::service::document_parts::{FETCH_BOUNDS, ReadDocument};
use crate::service::{ApiDocuments, Marketplace};
use crate::work::{Author, Event, Work};

const DOCUMENT: RemoteFile = RemoteFile {
    what: "document",
    accept: "application/yaml, application/json, application/vnd.oai.openapi, text/yaml, */*;q=0.1",
    bounds: FETCH_BOUNDS,
    too_long: |bounds| format!("it has more than {} bytes", bounds.bytes),
};
/// Claimed at a time; fetched one after the other.
const AT_ONCE: usize = 4;
/// Other nodes leave a document alone for so long: longer than these take.
const CLAIMED: TimeDelta = TimeDelta::minutes(2);
/// Between two fetches that no one asks for.
const DAILY: TimeDelta = TimeDelta::hours(24);

/// What a fetch brought, or why it brought nothing that can be shown.
type Brought = Result<ReadDocument, Error>;

impl Marketplace {
    /// Lets this node look at once; others look by themselves.
    pub(crate) fn document_asked(&self) {
        self.0.documents.asked.notify_one();
    }
}

/// Makes it the newest version, unless it is the same as the one before; what the history says of it.
pub(crate) async fn add_version<S>(
    work: &mut Work<S>,
    source: &ApiDocumentSource,
    read: ReadDocument,
    url: Option<String>,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<Option<Detail>, Error> {
    let documents = work.shared().api_documents();
    let newest = documents.newest(source.api).await?;
    if newest.as_ref().is_some_and(|newest| newest.sha256 == read.sha256) {
        return Ok(None);
    }
    let number = newest.map_or(0, |newest| newest.number).saturating_add(1);
    let ReadDocument { bytes, sha256, title, scopes } = read;
    let version = ApiDocumentVersion {
        api: source.api,
        number,
        sha256,
        title: title.clone(),
        scopes,
        bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        url,
        person,
        taken_at: now,
    };
    documents.add(&version, bytes).await?;
    documents.forget(source.api, number.saturating_sub(KEPT_VERSIONS)).await?;
    Ok(Some(Detail::DocumentTaken { number, title }))
}

impl ApiDocuments<'_> {
    /// Fetches documents that wait, until `stop` is ready. What is under way then is begun again by another node, or later.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = Box::pin(self.take_all()) => {}
            () = stop => {}
        }
    }

    async fn take_all(self) {
        let asked = &self.inner.0.documents.asked;
        let mut due = DueDeliveries::new(self.inner, Receiver::ApiDocuments, CLAIMED, asked);
        loop {
            let claimed = due.claim(AT_ONCE).await;
            if claimed.is_empty() {
                due.wait().await;
            }
            for delivery in claimed {
                self.take(delivery).await;
            }
        }
    }

    async fn take(self, delivery: Delivery) {
        let api = ApiId::from_uuid(delivery.subject);
        if let Err(error) = self.try_to_take(&delivery, api).await {
            tracing::warn!(%api, %error, "what became of a document was not written: it is fetched again");
            self.inner.put_off(&delivery, &error).await;
        }
    }

    async fn try_to_take(self, delivery: &Delivery, api: ApiId) -> Result<(), Error> {
        let tx = self.inner.store().read().await?;
        let source = tx.shared().api_documents().source(api).await?;
        drop(tx);
        let awaited = source.and_then(|source| source.awaited(self.inner.now()).map(str::to_owned));
        let Some(url) = awaited else { return self.settle(delivery, api, None).await };
        let brought = if is_spent(delivery) { Err(nothing(CUT_SHORT)) } else { self.bring(&url).await };
        if let Err(error) = &brought {
            tracing::info!(%api, %error, "a document was not taken");
        }
        self.settle(delivery, api, Some((url, brought))).await
    }

    async fn bring(self, url: &str) -> Brought {
        let fetched = DOCUMENT.fetch(&self.inner.0.documents.fetcher, url).await;
        let body = fetched.map_err(|why| nothing(&why))?;
        self.inner.read_document(body).await
    }

    /// `fetched`: from which address, and what came of it.
    async fn settle(
        self,
        delivery: &Delivery,
        api: ApiId,
        fetched: Option<(String, Brought)>,
    ) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let now = self.inner.now();
        let before = work.shared().api_documents().lock_source(api).await?;
        if !self.inner.settle_delivery(&mut work, delivery).await? {
            return Ok(());
        }
        let before = before.filter(|source| source.awaited(now).is_some());
        let (Some(before), Some((url, brought))) = (before, fetched) else {
            return work.without_event("no one waits for it").finish(()).await;
        };
        if before.url.as_ref() != Some(&url) {
            return work.without_event("its new address has a delivery of its own").finish(()).await;
        }
        let next = now + DAILY;
        let (problem, problems, read) = match brought {
            Ok(read) => (None, Vec::new(), Some(read)),
            Err(Error::InvalidDocument(problems)) => {
                (Some("The document was fetched, and cannot be taken.".to_owned()), problems, None)
            }
            Err(Error::Conflict(why)) => (Some(why), Vec::new(), None),
            Err(error) => return Err(error),
        };
        let source =
            ApiDocumentSource { fetched_at: Some(now), fetch_due: Some(next), problem, problems, ..before };
        work.shared().api_documents().settle(&source).await?;
        work.send(Receiver::ApiDocuments, api.uuid(), next);
        let taken = match read {
            Some(read) => add_version(&mut work, &source, read, Some(url), None, now).await?,
            None => None,
        };
        let Some(taken) = taken else {
            return work.without_event("the API's own page tells of it").finish(()).await;
        };
        let api = work.shared().apis().get(api).await?.ok_or_else(|| Error::broken("API", api))?;
        let event = Event::new(AuditAction::ApiDocumentChanged, api.id, &api.name);
        work.record(event.detail(taken)).finish(()).await
    }
}

/// Why nothing was brought, as a sentence for people.
fn nothing(why: &str) -> Error {
    Error::Conflict(format!("The document could not be fetched: {why}."))
}

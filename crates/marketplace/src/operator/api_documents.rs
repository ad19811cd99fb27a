//! The documents of APIs, given by operators.

use std::collections::BTreeSet;

use model::{
    api::Api,
    api_document::{ApiDocumentSource, ApiServer, MOST_SERVERS},
    audit::{AuditAction, Detail},
    delivery::Receiver,
    environment::Environment,
    ids::ApiId,
};
use outbound_http::is_private;
use store::Shared;
use url::Url;
use wire::{
    api_documents::{ApiDocumentServer, ApiDocumentState, PutApiDocumentSource, PutApiDocumentText},
    texts::WebAddress,
};

use crate::delivery::api_documents::add_version;
use crate::errors::Error;
use crate::permission::{By, Operator, begin};
use crate::requests::{Checks, same_revision};
use crate::service::ApiDocuments;
use crate::views::api_documents::state;
use crate::work::Event;

/// The API, and what was said of its document.
async fn found(shared: Shared<'_>, id: ApiId) -> Result<(Api, ApiDocumentSource), Error> {
    let api = shared.apis().get(id).await?.ok_or(Error::NotFound)?;
    let source = shared.api_documents().source(id).await?;
    Ok((api, source.unwrap_or_else(|| ApiDocumentSource::none(id))))
}

impl ApiDocuments<'_> {
    pub async fn get(self, _: &By<Operator>, api: ApiId) -> Result<ApiDocumentState, Error> {
        let tx = self.inner.store().read().await?;
        let (_, source) = found(tx.shared(), api).await?;
        state(tx.shared(), source, self.inner.now()).await
    }

    /// # Errors
    /// `InvalidDocument`: what is wrong with it.
    pub async fn upload(
        self,
        by: &By<Operator>,
        api: ApiId,
        request: PutApiDocumentText,
    ) -> Result<ApiDocumentState, Error> {
        let read = self.inner.read_document(request.text.as_bytes().to_vec()).await?;
        let mut work = begin!(self, by, "api_documents_upload", (api, &request));
        let (api, before) = found(work.shared(), api).await?;
        same_revision(request.revision, before.revision)?;
        let source = work.shared().api_documents().put_source(&before).await?;
        let person = Some(by.person().id);
        let taken = add_version(&mut work, &source, read, None, person, self.inner.now()).await?;
        let view = state(work.shared(), source, self.inner.now()).await?;
        match taken {
            Some(taken) => {
                let event = Event::new(AuditAction::ApiDocumentChanged, api.id, &api.name);
                work.record(event.detail(taken)).finish(view).await
            }
            None => work.without_event("it is the same document").finish(view).await,
        }
    }

    /// A new URL is fetched at once.
    pub async fn change_source(
        self,
        by: &By<Operator>,
        api: ApiId,
        request: PutApiDocumentSource,
    ) -> Result<ApiDocumentState, Error> {
        let (url, servers) = self.checked(&request)?;
        let mut work = begin!(self, by, "api_documents_change_source", (api, &request));
        let (api, before) = found(work.shared(), api).await?;
        same_revision(request.revision, before.revision)?;
        let now = self.inner.now();
        let is_new = url != before.url;
        let mut source = ApiDocumentSource { url, servers, relay: request.relay, ..before };
        if is_new {
            source.fetch_due = source.url.is_some().then_some(now);
            (source.fetched_at, source.problem, source.problems) = (None, None, Vec::new());
        }
        let source = work.shared().api_documents().put_source(&source).await?;
        if is_new && source.url.is_some() {
            work.send(Receiver::ApiDocuments, api.id.uuid(), now);
        }
        let detail = Detail::DocumentSource {
            url: source.url.clone(),
            servers: u32::try_from(source.servers.len()).unwrap_or(u32::MAX),
            relay: source.relay,
        };
        let view = state(work.shared(), source, now).await?;
        let event = Event::new(AuditAction::ApiDocumentSourceChanged, api.id, &api.name).detail(detail);
        let view = work.record(event).finish(view).await?;
        self.inner.0.documents.servers.forget();
        self.inner.document_asked();
        Ok(view)
    }

    /// Has it fetched now.
    ///
    /// # Errors
    /// `Conflict` where the document has no URL.
    pub async fn fetch(self, by: &By<Operator>, api: ApiId) -> Result<ApiDocumentState, Error> {
        let mut work = begin!(self, by, "api_documents_fetch", api);
        let (api, mut source) = found(work.shared(), api).await?;
        if source.url.is_none() {
            return Err(Error::Conflict("This document has no URL. Enter one first.".into()));
        }
        let now = self.inner.now();
        source.fetch_due = Some(now);
        work.shared().api_documents().settle(&source).await?;
        work.send(Receiver::ApiDocuments, api.id.uuid(), now);
        let view = state(work.shared(), source, now).await?;
        let event = Event::new(AuditAction::ApiDocumentChanged, api.id, &api.name);
        let view = work.record(event.detail(Detail::DocumentAskedAgain)).finish(view).await?;
        self.inner.document_asked();
        Ok(view)
    }

    fn checked(self, request: &PutApiDocumentSource) -> Result<(Option<String>, Vec<ApiServer>), Error> {
        let mut checks = Checks::new();
        let url = self.address(&mut checks, "url", request.url.as_ref(), true);
        if request.servers.len() > MOST_SERVERS {
            checks.wrong("servers", format!("Name at most {MOST_SERVERS} servers."));
        }
        let given = request.servers.iter().take(MOST_SERVERS).enumerate();
        let servers: Vec<_> = given
            .filter_map(|(index, server)| self.server(&mut checks, index, server, request.relay))
            .collect();
        let unlike: BTreeSet<_> =
            servers.iter().map(|server| (server.environment, server.url.as_str())).collect();
        if unlike.len() < servers.len() {
            checks.wrong("servers", "Name each server once.");
        }
        let sandbox = |server: &ApiDocumentServer| server.environment == Environment::Sandbox;
        if request.relay && !request.servers.iter().any(sandbox) {
            checks.wrong("relay", "Name a server of the sandbox first: the relay calls no other.");
        }
        checks.finish()?;
        Ok((url, servers))
    }

    fn server(
        self,
        checks: &mut Checks,
        index: usize,
        given: &ApiDocumentServer,
        relay: bool,
    ) -> Option<ApiServer> {
        let at = format!("servers[{index}]");
        let called = relay && given.environment == Environment::Sandbox;
        let url = self.address(checks, &format!("{at}.url"), Some(&given.url), called);
        let description = checks.text(&format!("{at}.description"), &given.description);
        if url.is_none() && given.url.trim().is_empty() {
            checks.wrong(format!("{at}.url"), "Enter a full address that begins with https://.");
        }
        let plain = url?.parse::<Url>().ok().filter(|url| url.query().is_none() && url.fragment().is_none());
        let Some(url) = plain else {
            checks.wrong(format!("{at}.url"), "Leave out what follows “?” or “#”.");
            return None;
        };
        let url = url.as_str().trim_end_matches('/').to_owned();
        Some(ApiServer { environment: given.environment, url, description })
    }

    /// `called`: nodes connect to it, and only to the public internet unless the settings allow more.
    fn address(
        self,
        checks: &mut Checks,
        field: &str,
        given: Option<&WebAddress>,
        called: bool,
    ) -> Option<String> {
        let private = self.inner.0.settings.api_private_networks;
        let url = if private { checks.web_url(field, given) } else { checks.https_url(field, given) }?;
        if called && !private && url.parse::<Url>().is_ok_and(|url| is_private(&url)) {
            checks.wrong(field, "Use an address on the public internet.");
            return None;
        }
        Some(url)
    }
}

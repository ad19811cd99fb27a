//! Documents of APIs, as operators and the documentation read them.

use std::{collections::BTreeSet, sync::Arc};

use api_documents::{Scheme, Server, Shown};
use model::{
    api_document::{ApiDocumentSource, ApiDocumentVersion, ApiServer, DocumentFrom},
    environment::Environment,
    ids::ApiId,
    issuer,
    scope::Scope,
    tenant_address::Address,
};
use store::Shared;
use wire::api_documents::{
    ApiDocumentServer, ApiDocumentState, DocumentedApi, DocumentedApis, LastFetch, PlatformTokenUrls,
};

use crate::errors::Error;
use crate::identity::settle;
use crate::requests::Origin;
use crate::service::document_parts::{Prepared, Showing};
use crate::service::{ApiDocuments, Marketplace};

/// What an operator reads of an API's document.
pub(crate) async fn state(
    shared: Shared<'_>,
    source: ApiDocumentSource,
    now: model::Timestamp,
) -> Result<ApiDocumentState, Error> {
    let versions = shared.api_documents().versions(source.api).await?;
    let names = shared.people().names(versions.iter().filter_map(|version| version.person)).await?;
    let catalogue: BTreeSet<String> = known(&shared.scopes().of_api(source.api).await?);
    let named: BTreeSet<String> =
        versions.first().map(|newest| newest.scopes.iter().cloned().collect()).unwrap_or_default();
    let waiting = source.awaited(now).is_some();
    let from = match (&source.url, versions.is_empty()) {
        (Some(_), _) => DocumentFrom::Url,
        (None, false) => DocumentFrom::Upload,
        (None, true) => DocumentFrom::None,
    };
    let missing_there =
        if versions.is_empty() { Vec::new() } else { catalogue.difference(&named).cloned().collect() };
    let view = |version: ApiDocumentVersion| {
        let by = version.person.and_then(|person| names.get(&person).cloned());
        version_view(version, by)
    };
    Ok(ApiDocumentState {
        source: from,
        url: source.url,
        servers: source.servers.into_iter().map(server_view).collect(),
        versions: versions.into_iter().map(view).collect(),
        last_fetch: source.fetched_at.map(|at| LastFetch { at, problem: source.problem }),
        waiting,
        problems: source.problems,
        scopes_missing_here: named.difference(&catalogue).cloned().collect(),
        scopes_missing_there: missing_there,
        relay: source.relay,
        revision: source.revision,
    })
}

fn known(scopes: &[Scope]) -> BTreeSet<String> {
    scopes.iter().map(|scope| scope.name.to_string()).collect()
}

fn version_view(version: ApiDocumentVersion, by: Option<String>) -> wire::api_documents::ApiDocumentVersion {
    let source = if version.url.is_some() { DocumentFrom::Url } else { DocumentFrom::Upload };
    let ApiDocumentVersion { number, sha256, title, bytes, url, taken_at: at, .. } = version;
    wire::api_documents::ApiDocumentVersion { number, sha256, title, bytes, source, url, by, at }
}

fn server_view(server: ApiServer) -> ApiDocumentServer {
    let ApiServer { environment, url, description } = server;
    ApiDocumentServer { environment, url: url.into(), description: description.into() }
}

/// What stands in the dialog above the fields for client ID and secret.
fn about(environment: Environment) -> &'static str {
    match environment {
        Environment::Live => {
            "Live: these calls reach real data. Use the client ID and secret of a live tenant."
        }
        Environment::Sandbox => {
            "Sandbox: use a client ID and secret of your sandbox. They never work on live data."
        }
    }
}

impl ApiDocuments<'_> {
    /// All APIs by name, for anyone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn listed(self) -> Result<DocumentedApis, Error> {
        let tx = self.inner.store().read().await?;
        let shared = tx.shared();
        let documented = shared.api_documents().documented().await?;
        let mut sources = shared.api_documents().sources().await?;
        let mut apis = Vec::new();
        for (api, _) in shared.apis().catalogue().await? {
            let of_api = sources.iter().position(|source| source.api == api.id);
            let source =
                of_api.map_or_else(|| ApiDocumentSource::none(api.id), |index| sources.swap_remove(index));
            apis.push(DocumentedApi {
                id: api.id,
                name: api.name,
                description: api.description,
                has_document: documented.contains(&api.id),
                relay: source.relay,
                servers: source.servers.into_iter().map(server_view).collect(),
            });
        }
        let token_url = self.inner.urls().platform_token_endpoint();
        let platform = PlatformTokenUrls { sandbox_token_url: token_url.clone(), token_url };
        Ok(DocumentedApis { apis, platform })
    }

    /// The URLs of all servers that operators have named. What another node has changed is known within ten seconds.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn servers(self) -> Result<Arc<[String]>, Error> {
        let (known, now) = (&self.inner.0.documents.servers, self.inner.now());
        if let Some(urls) = known.get(now) {
            return Ok(urls);
        }
        let changes = known.changes();
        let tx = self.inner.store().read().await?;
        let sources = tx.shared().api_documents().sources().await?;
        let servers = sources.into_iter().flat_map(|source| source.servers);
        let urls: Arc<[String]> = servers.map(|server| server.url).collect();
        known.put(&urls, now, changes);
        Ok(urls)
    }

    /// The newest document of an API as JSON, for anyone: with the servers of an environment and our security scheme.
    /// `token_url` is where clients get their tokens; one that is not ours is the platform's instead.
    ///
    /// # Errors
    /// `NotFound` without a document; `TooMany` where others like it keep coming from the same address.
    pub async fn shown(
        self,
        api: ApiId,
        environment: Environment,
        token_url: Option<&str>,
        origin: &Origin,
    ) -> Result<String, Error> {
        let look_up = self.inner.look_up(origin)?;
        let found = self.found(api).await;
        settle(look_up, &found);
        let Found { shown, scopes, source } = found?;
        let token_url = token_url.and_then(|url| self.inner.own_token_url(url, environment));
        let scheme = Scheme {
            token_url: token_url.unwrap_or_else(|| self.inner.urls().platform_token_endpoint()),
            description: about(environment).to_owned(),
            scopes: scopes.into_iter().map(|scope| (scope.name.to_string(), scope.sentence)).collect(),
        };
        let servers = source.servers.into_iter().filter(|server| server.environment == environment);
        let servers: Vec<_> =
            servers.map(|ApiServer { url, description, .. }| Server { url, description }).collect();
        Ok(shown.with(&servers, &scheme))
    }

    async fn found(self, api: ApiId) -> Result<Found, Error> {
        let tx = self.inner.store().read().await?;
        let shared = tx.shared();
        let newest = shared.api_documents().newest(api).await?.ok_or(Error::NotFound)?;
        let scopes = shared.scopes().of_api(api).await?;
        let source = shared.api_documents().source(api).await?;
        let source = source.unwrap_or_else(|| ApiDocumentSource::none(api));
        drop(tx);
        let showing = Showing { api, number: newest.number, known: known(&scopes) };
        let Prepared::Shown(shown) = self.prepared(showing).await? else { return Err(Error::NotFound) };
        Ok(Found { shown, scopes, source })
    }

    /// Made once of the document as it was given.
    async fn prepared(self, showing: Showing) -> Result<Prepared, Error> {
        let parts = &self.inner.0.documents;
        if let Some(known) = parts.shown.get(&showing) {
            return Ok(known);
        }
        let _turn = parts.reading.acquire().await;
        if let Some(known) = parts.shown.get(&showing) {
            return Ok(known);
        }
        let tx = self.inner.store().read().await?;
        let text = tx.shared().api_documents().text(showing.api, showing.number).await?;
        drop(tx);
        // A newer version has come, and this one was the oldest.
        let text = text.ok_or(Error::NotFound)?;
        let scopes = showing.known.clone();
        let read = tokio::task::spawn_blocking(move || {
            api_documents::read(&text).map(|document| Arc::new(document.shown(&scopes)))
        });
        let prepared = match read.await.map_err(Error::internal)? {
            Ok(shown) => Prepared::Shown(shown),
            Err(problems) => {
                tracing::warn!(api = %showing.api, ?problems, "a document that was taken before is refused now");
                Prepared::Refused
            }
        };
        parts.shown.put(showing, prepared.clone());
        Ok(prepared)
    }
}

struct Found {
    shown: Arc<Shown>,
    scopes: Vec<Scope>,
    source: ApiDocumentSource,
}

impl Marketplace {
    /// A token endpoint that is the platform's, or one of its tenants' in this environment; as we write it.
    pub(crate) fn own_token_url(&self, given: &str, environment: Environment) -> Option<String> {
        let urls = self.urls();
        let platform = urls.platform_token_endpoint();
        if given == platform {
            return Some(platform);
        }
        let asked = given.strip_suffix(issuer::TOKEN)?;
        let (of, own) = match urls.path_in(asked) {
            Some((tenant, of)) => (of, urls.issuer_at(tenant, of, &Address::Path)?),
            None => (urls.domain_in(asked)?.1, asked.to_owned()),
        };
        (of == environment && own == asked).then_some(own + issuer::TOKEN)
    }
}

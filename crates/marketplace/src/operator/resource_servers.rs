//! The registered resource servers of an API, maintained by the operator.

use credentials::PlainSecret;
use model::{
    api::ResourceServer,
    audit::{AuditAction, Detail},
    ids::{ApiId, ResourceServerId},
};
use store::{changes::Change, secrets::SecretHash};
use wire::operator::{self, NewResourceServer, RegisteredResourceServer};

use crate::errors::Error;
use crate::permission::{By, Operator, begin};
use crate::requests::Checks;
use crate::service::ResourceServers;
use crate::work::Event;

impl ResourceServers<'_> {
    /// The newest first.
    pub async fn list(self, _: &By<Operator>, api: ApiId) -> Result<Vec<operator::ResourceServer>, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        platform.apis().get(api).await?.ok_or(Error::NotFound)?;
        let servers = platform.resource_servers().of_api(api).await?;
        let names = platform.people().names(servers.iter().map(|server| server.created_by)).await?;
        let view = |server: ResourceServer| {
            let created_by = names.get(&server.created_by).cloned().unwrap_or_default();
            view(server, created_by)
        };
        Ok(servers.into_iter().map(view).collect())
    }

    /// The secret is in this answer alone.
    pub async fn register(
        self,
        by: &By<Operator>,
        api: ApiId,
        request: NewResourceServer,
    ) -> Result<RegisteredResourceServer, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", &request.name);
        checks.finish()?;
        let mut work = begin!(self, by, "resource_servers_register", (api, &request));
        let platform = work.platform().await?;
        let api = platform.apis().get(api).await?.ok_or(Error::NotFound)?;
        let secret = self.inner.0.rng.with(PlainSecret::generate);
        let server = ResourceServer {
            id: self.inner.new_id(ResourceServerId::new),
            api: api.id,
            name,
            hint: secret.hint(),
            created_by: by.person().id,
            created_at: self.inner.now(),
            reported_at: None,
        };
        let hash = SecretHash::new(secret.hash(&self.inner.0.pepper).to_bytes());
        platform.resource_servers().insert(&server, hash).await?;
        work.changed(Change::Platform);
        let event = Event::new(AuditAction::ResourceServerCreated, server.id, &server.name);
        let event = event.detail(Detail::Verifies { api: api.name.clone() });
        let registered = RegisteredResourceServer {
            resource_server: view(server, by.person().name.clone()),
            client_secret: secret.expose_once(),
            introspection_endpoint: self.inner.urls().introspection_endpoint(),
            feed: self.inner.urls().feed(),
        };
        work.record(event).finish(registered).await
    }

    /// Permanent: its secret opens nothing any more.
    pub async fn delete(self, by: &By<Operator>, api: ApiId, id: ResourceServerId) -> Result<(), Error> {
        let mut work = begin!(self, by, "resource_servers_delete", (api, id));
        let servers = work.platform().await?.resource_servers();
        let server = servers.get(api, id).await?.ok_or(Error::NotFound)?;
        servers.delete(api, id).await?;
        work.changed(Change::Platform);
        let event = Event::new(AuditAction::ResourceServerDeleted, id, &server.name);
        work.record(event).finish(()).await
    }
}

fn view(server: ResourceServer, created_by: String) -> operator::ResourceServer {
    let ResourceServer { id, name, hint, created_at, reported_at, .. } = server;
    operator::ResourceServer { id, name, hint, created_by, created_at, reported_at }
}

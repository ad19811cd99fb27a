//! The catalogue of APIs and scopes, as developers and admins read it.

use model::{api::Api, scope::Scope};
use wire::catalogue;

use crate::errors::Error;
use crate::permission::{By, PublisherMember, TenantMember};
use crate::service::Catalogue;

impl Catalogue<'_> {
    /// What a developer picks from.
    pub async fn for_publisher(self, _: &By<PublisherMember>) -> Result<Vec<catalogue::Api>, Error> {
        self.whole().await
    }

    /// What an admin picks from for the organisation's own credentials.
    pub async fn for_tenant(self, _: &By<TenantMember>) -> Result<Vec<catalogue::Api>, Error> {
        self.whole().await
    }

    async fn whole(self) -> Result<Vec<catalogue::Api>, Error> {
        let mut tx = self.inner.store().read().await?;
        let apis = tx.platform().await?.apis().catalogue().await?;
        Ok(apis.into_iter().map(|(api, scopes)| api_view(api, scopes)).collect())
    }
}

pub(crate) fn api_view(api: Api, scopes: Vec<Scope>) -> catalogue::Api {
    catalogue::Api {
        id: api.id,
        identifier: api.identifier,
        name: api.name,
        description: api.description,
        docs_url: api.docs_url,
        token_lifetime: api.token_lifetime,
        token_format: api.token_format,
        smart_backend_services: api.smart_backend_services,
        revision: api.revision,
        created_at: api.created_at,
        scopes: scopes.into_iter().map(scope_view).collect(),
    }
}

pub(crate) fn scope_view(scope: Scope) -> catalogue::Scope {
    let Scope { name, title, sentence, action, sensitivity, state, revision, .. } = scope;
    catalogue::Scope { name, title, sentence, action, sensitivity, state, revision }
}

//! Letting a resource server in: it verifies the tokens of one API.

use std::sync::Arc;

use actix_web::HttpRequest;
use model::ids::ResourceServerId;
use request_notes::Caller;
use tokio::time::Instant;

use crate::TokenService;
use crate::client::ResourceServer;
use crate::client_authentication::Presented;
use crate::error::TokenError;
use crate::form::Form;

/// A resource server that proved itself.
pub struct LetIn {
    id: ResourceServerId,
    pub server: Arc<ResourceServer>,
}

impl TokenService {
    /// # Errors
    /// `invalid_client`, `invalid_request` for credentials given twice, `rate_limited`, `temporarily_unavailable`.
    pub(crate) async fn resource_server(
        &self,
        request: &HttpRequest,
        form: &Form<'_>,
    ) -> Result<LetIn, TokenError> {
        let presented = Presented::read(request.headers(), form)?;
        self.trusted()?;
        let asked = Instant::now();
        match self.known_resource_server(&presented) {
            Some(let_in) => Ok(let_in),
            None => {
                self.0.freshness.newer_than(asked).await?;
                let found = self.known_resource_server(&presented);
                found.ok_or_else(|| self.refused(TokenError::InvalidClient, ::web::caller_ip(request)))
            }
        }
        .inspect(|let_in| request_notes::caller(Caller::ResourceServer(let_in.id)))
    }

    /// Whether it would still be let in with the secret that it came with.
    pub(crate) fn still_knows(&self, LetIn { id, server }: &LetIn) -> bool {
        self.directory().resource_server(*id).is_some_and(|known| known.hash.matches(&server.hash))
    }

    fn known_resource_server(&self, presented: &Presented<'_>) -> Option<LetIn> {
        let Presented::Secret { client_id, secret } = presented else {
            request_notes::reason("a resource server authenticates with its secret");
            return None;
        };
        let known = |id| Some(LetIn { id, server: self.directory().resource_server(id)? });
        let found = client_id.parse().ok().and_then(known);
        let presented = self.0.pepper.hash(secret.as_deref().unwrap_or_default().as_bytes());
        let expected =
            found.as_ref().map_or_else(|| self.0.pepper.decoy(), |found| found.server.hash.clone());
        let matches = presented.matches(&expected);
        match &found {
            Some(_) if matches => {}
            Some(found) => {
                request_notes::claimed(found.id);
                request_notes::reason("wrong secret of a resource server");
            }
            None => request_notes::reason("unknown resource server"),
        }
        found.filter(|_| matches)
    }
}

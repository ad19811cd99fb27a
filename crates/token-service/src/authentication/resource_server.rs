//! Authentication of resource servers, each of which verifies the tokens of one API.

use std::sync::Arc;

use actix_web::HttpRequest;
use model::ids::ResourceServerId;
use request_notes::Caller;
use tokio::time::Instant;

use crate::clients::ResourceServer;
use crate::errors::TokenError;
use crate::parsing::Presented;
use crate::parsing::form::Form;
use crate::service::TokenService;

/// A resource server that proved which one it is.
pub struct AuthenticatedServer {
    id: ResourceServerId,
    pub server: Arc<ResourceServer>,
}

impl TokenService {
    /// # Errors
    /// `invalid_client`, `invalid_request` for credentials given twice, `rate_limited`, `temporarily_unavailable`.
    pub(crate) async fn authenticate_resource_server(
        &self,
        request: &HttpRequest,
        form: &Form<'_>,
    ) -> Result<AuthenticatedServer, TokenError> {
        let presented = Presented::read(request.headers(), form)?;
        self.check_ready()?;
        let asked = Instant::now();
        let mut known = self.known_resource_server(&presented);
        if known.is_none() {
            self.0.freshness.newer_than(asked).await?;
            known = self.known_resource_server(&presented);
        }
        let failure = || self.count_failure(TokenError::InvalidClient, ::web::caller_ip(request));
        let known = known.ok_or_else(failure)?;
        request_notes::caller(Caller::ResourceServer(known.id));
        Ok(known)
    }

    /// Whether the secret that it authenticated with is still its own.
    pub(crate) fn is_current(&self, AuthenticatedServer { id, server }: &AuthenticatedServer) -> bool {
        self.directory().resource_server(*id).is_some_and(|known| known.hash.matches(&server.hash))
    }

    fn known_resource_server(&self, presented: &Presented<'_>) -> Option<AuthenticatedServer> {
        let Presented::Secret { client_id, secret } = presented else {
            request_notes::reason("a resource server authenticates with its secret");
            return None;
        };
        let known = |id| Some(AuthenticatedServer { id, server: self.directory().resource_server(id)? });
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

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
        let known = self.resource_server_with_news(&presented).await;
        match &known {
            Ok(known) => request_notes::caller(Caller::ResourceServer(known.id)),
            Err(_) => presented.note_claimed(),
        }
        known.map_err(|error| self.count_failure(error, ::web::caller_ip(request)))
    }

    /// Before it rejects, this node reads what was committed before the request.
    async fn resource_server_with_news(
        &self,
        presented: &Presented<'_>,
    ) -> Result<AuthenticatedServer, TokenError> {
        self.check_ready()?;
        let asked = Instant::now();
        if let Ok(known) = self.known_resource_server(presented) {
            return Ok(known);
        }
        self.0.freshness.newer_than(asked).await?;
        self.known_resource_server(presented).map_err(|reason| {
            request_notes::reason(reason);
            TokenError::InvalidClient
        })
    }

    /// Whether the secret that it authenticated with is still its own.
    pub(crate) fn is_current(&self, AuthenticatedServer { id, server }: &AuthenticatedServer) -> bool {
        self.directory().resource_server(*id).is_some_and(|known| known.hash.matches(&server.hash))
    }

    /// The server, or why there is none, for the log.
    fn known_resource_server(&self, presented: &Presented<'_>) -> Result<AuthenticatedServer, &'static str> {
        let Presented::Secret { client_id, secret } = presented else {
            return Err("a resource server authenticates with its secret");
        };
        let known = |id| Some(AuthenticatedServer { id, server: self.directory().resource_server(id)? });
        let found = client_id.parse().ok().and_then(known);
        let presented = self.0.pepper.hash(secret.as_deref().unwrap_or_default().as_bytes());
        let expected =
            found.as_ref().map_or_else(|| self.0.pepper.decoy(), |found| found.server.hash.clone());
        let matches = presented.matches(&expected);
        let found = found.ok_or("unknown resource server")?;
        if matches { Ok(found) } else { Err("wrong secret of a resource server") }
    }
}

//! Letting a resource server in: it verifies the tokens of one API.

use std::sync::Arc;

use actix_web::HttpRequest;
use tokio::time::Instant;

use crate::TokenService;
use crate::client::ResourceServer;
use crate::client_authentication::Presented;
use crate::error::TokenError;
use crate::form::Form;

impl TokenService {
    /// # Errors
    /// `invalid_client`, `invalid_request` for credentials given twice, `rate_limited`, `temporarily_unavailable`.
    pub(crate) async fn resource_server(
        &self,
        request: &HttpRequest,
        form: &Form<'_>,
    ) -> Result<Arc<ResourceServer>, TokenError> {
        let presented = Presented::read(request.headers(), form)?;
        self.trusted()?;
        let asked = Instant::now();
        match self.known_resource_server(&presented) {
            Some(server) => Ok(server),
            None => {
                self.0.freshness.newer_than(asked).await?;
                let found = self.known_resource_server(&presented);
                found.ok_or_else(|| self.refused(TokenError::InvalidClient, ::web::caller_ip(request)))
            }
        }
    }

    fn known_resource_server(&self, presented: &Presented<'_>) -> Option<Arc<ResourceServer>> {
        let Presented::Secret { client_id, secret } = presented else { return None };
        let server = client_id.parse().ok().and_then(|id| self.directory().resource_server(id));
        let presented = self.0.pepper.hash(secret.as_deref().unwrap_or_default().as_bytes());
        let expected = server.as_ref().map_or_else(|| self.0.pepper.decoy(), |server| server.hash.clone());
        let matches = presented.matches(&expected);
        server.filter(|_| matches)
    }
}

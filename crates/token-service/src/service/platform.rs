//! The state that all clients share: the server's keys, the catalogue of scopes, the resource servers, and the
//! issuers of workloads.

use rand::rngs::StdRng;
use store::directory::Shared;

use super::token_service::TokenService;
use crate::clients::formats;
use crate::keys::{KeyKeeper, KeyKind, KeysError};

impl TokenService {
    pub(super) async fn load_platform(&self) -> Result<(), KeysError> {
        self.take_platform(self.0.followed.shared().await?).await
    }

    /// Takes over what was read. It needs further round trips only where keys are to be made first.
    pub(super) async fn take_platform(&self, mut shared: Shared) -> Result<(), KeysError> {
        let inner = &self.0;
        let kinds = KeyKind::wanted(&formats(&shared.scopes));
        if KeyKeeper::<StdRng>::lacks(&shared.keys, &kinds) {
            self.key_keeper().provide(&kinds).await?;
            shared = inner.followed.shared().await?;
        }
        inner.keys.replace(&shared.keys, &inner.masters, self.now())?;
        inner.directory.set_catalogue(shared.apis, shared.scopes);
        inner.directory.set_resource_servers(shared.resource_servers);
        inner.directory.set_workload_issuers(shared.workload_issuers);
        Ok(())
    }

    pub(super) fn key_keeper(&self) -> KeyKeeper<'_, StdRng> {
        let inner = &self.0;
        KeyKeeper { store: &inner.followed, masters: &inner.masters, rng: inner.rng.split(), now: self.now() }
    }
}

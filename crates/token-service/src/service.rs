//! The token service as one value: what handlers share, and the work that goes on behind them.

use std::sync::Arc;

use credentials::{AccessTokenClaims, JwkSet, MasterKey, Pepper, new_token_id};
use marketplace::{Clock, Urls};
use model::{
    Timestamp,
    environment::Environment,
    ids::{CredentialId, TenantId},
};
use parking_lot::Mutex;
use rand::rngs::StdRng;
use store::Store;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::client_authentication::{Addressed, Presented};
use crate::directory::{Client, Directory};
use crate::error::TokenError;
use crate::feed::{Feed, Polled};
use crate::form::Form;
use crate::freshness::Freshness;
use crate::grant::Granted;
use crate::keys::{Keys, KeysError};
use crate::last_used::{self, LastUsed};

/// Issues tokens from memory. Cheap to clone; clones are one service.
#[derive(Clone)]
pub struct TokenService(Arc<Parts>);

struct Parts {
    store: Store,
    clock: Clock,
    urls: Urls,
    master_key: MasterKey,
    pepper: Pepper,
    chance: Mutex<StdRng>,
    directory: Directory,
    freshness: Freshness,
    keys: Keys,
    last_used: LastUsed,
    feed: tokio::sync::Mutex<Feed>,
}

/// A token on its way to the client (RFC 6749 section 5.1).
pub(crate) struct Issued {
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
    pub scope: String,
}

/// Whether a token that verifies offline is still good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Alive,
    /// Its connection or credential was paused, renewed, narrowed or deleted since.
    Dead,
    /// This node has lost touch with the database for more than a second.
    Unsure,
}

impl TokenService {
    /// Reads keys and clients. `rng` must be seeded by the operating system.
    ///
    /// # Errors
    /// The database is away, or the master key is not the one that wrapped the signing keys.
    pub async fn start(
        store: Store,
        clock: Clock,
        master_key: MasterKey,
        urls: Urls,
        mut rng: StdRng,
    ) -> Result<Self, KeysError> {
        let keys = Keys::load(&store, &master_key, &mut rng, clock.now()).await?;
        let (directory, freshness) = (Directory::default(), Freshness::default());
        let began = Instant::now();
        let feed = Feed::load(store.clone(), &directory).await?;
        freshness.known_since(began);
        let (pepper, feed) = (master_key.pepper(), tokio::sync::Mutex::new(feed));
        let (chance, last_used) = (Mutex::new(rng), LastUsed::default());
        Ok(Self(Arc::new(Parts {
            store,
            clock,
            urls,
            master_key,
            pepper,
            chance,
            directory,
            freshness,
            keys,
            last_used,
            feed,
        })))
    }

    /// Follows the change log and writes the uses of secrets, until `stop` is ready.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = self.follow() => {}
            () = self.write_uses() => {}
            () = stop => {}
        }
        self.0.last_used.write(&self.0.store).await;
    }

    async fn follow(&self) {
        let mut feed = self.0.feed.lock().await;
        let mut connected = true;
        loop {
            let polled = match feed.next(&self.0.directory, &self.0.freshness).await {
                Ok(Polled::Platform { until }) => self.reload(&mut feed, until).await,
                Ok(Polled::UpToDate) => Ok(()),
                Err(error) => Err(error.into()),
            };
            match &polled {
                Ok(()) if !connected => tracing::info!("the change log is being followed again"),
                Err(error) if connected => tracing::error!(%error, "the change log cannot be followed"),
                _ => {}
            }
            connected = polled.is_ok();
        }
    }

    async fn reload(&self, feed: &mut Feed, until: i64) -> Result<(), KeysError> {
        self.0.keys.reload(&self.0.store, &self.0.master_key, self.0.clock.now()).await?;
        feed.load_catalogue(&self.0.directory, until).await?;
        self.0.freshness.poke();
        Ok(())
    }

    async fn write_uses(&self) {
        let mut turns = interval(last_used::EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            self.0.last_used.write(&self.0.store).await;
        }
    }

    /// Waits until everything committed before this call is acted on, or for a second.
    pub async fn catch_up(&self) {
        if self.0.freshness.newer_than(Instant::now()).await.is_err() {
            tracing::warn!("the change log could not be read after a change");
        }
    }

    /// Whether tokens are being issued: what this node knows is at most a second old.
    pub fn is_ready(&self) -> bool {
        self.0.freshness.is_fresh()
    }

    /// Whether a token of this client and generation is still good.
    pub fn standing(&self, client: CredentialId, generation: u64) -> Standing {
        if !self.is_ready() {
            return Standing::Unsure;
        }
        let alive = self
            .0
            .directory
            .client(client)
            .is_some_and(|client| client.is_live(self.0.clock.now()) && client.generation <= generation);
        if alive { Standing::Alive } else { Standing::Dead }
    }

    /// The public keys of an environment.
    pub fn public_keys(&self, environment: Environment) -> JwkSet {
        self.0.keys.ring(environment).published().clone()
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    pub(crate) fn urls(&self) -> &Urls {
        &self.0.urls
    }

    /// Answers a token request. A refusal is never given on grounds older than the request: a client that was made,
    /// restored or given more a moment ago is not turned away because this node has not heard of it.
    pub(crate) async fn grant(
        &self,
        addressed: Addressed,
        presented: &Presented,
        form: &Form<'_>,
    ) -> Result<Issued, TokenError> {
        let asked = Instant::now();
        if !self.0.freshness.is_fresh() {
            return Err(TokenError::TemporarilyUnavailable);
        }
        match self.grant_now(addressed, presented, form) {
            Err(TokenError::InvalidClient | TokenError::InvalidScope(_) | TokenError::InvalidTarget) => {
                self.0.freshness.newer_than(asked).await?;
                self.grant_now(addressed, presented, form)
            }
            answer => answer,
        }
    }

    fn grant_now(
        &self,
        addressed: Addressed,
        presented: &Presented,
        form: &Form<'_>,
    ) -> Result<Issued, TokenError> {
        let now = self.0.clock.now();
        let authenticated = presented.authenticate(&self.0.directory, &self.0.pepper, addressed, now);
        let (client, secret) = authenticated.map_err(|refusal| {
            tracing::debug!(client = ?presented.claimed_id(), ?refusal, "client refused");
            TokenError::InvalidClient
        })?;
        match form.get("grant_type") {
            Some("client_credentials") => {}
            Some(_) => return Err(TokenError::UnsupportedGrantType),
            None => return Err(TokenError::InvalidRequest("grant_type is missing")),
        }
        let granted = client.grant.load().narrow(form.get("scope"), form.all("resource"))?;
        let issued = self.sign(&client, granted, now)?;
        self.0.last_used.note(&client, secret, now);
        Ok(issued)
    }

    fn sign(&self, client: &Client, granted: Granted, now: Timestamp) -> Result<Issued, TokenError> {
        let rest = client.ends_at.map_or(i64::MAX, |end| (end - now).num_seconds());
        let expires_in = i64::from(granted.lifetime()).min(rest);
        let id = client.id.to_string();
        let claims = AccessTokenClaims {
            iss: self.0.urls.issuer(client.tenant, client.environment).into(),
            sub: id.as_str().into(),
            client_id: id.as_str().into(),
            aud: granted.audience(),
            scope: granted.scope.as_str().into(),
            iat: now.timestamp(),
            exp: now.timestamp() + expires_in,
            jti: new_token_id(&mut *self.0.chance.lock()).into(),
            tenant_id: client.tenant.to_string().into(),
            connection_id: client.connection.map(|id| id.to_string().into()),
            app_id: client.app.map(|id| id.to_string().into()),
            env: client.environment,
            cnf: None,
            generation: client.generation,
        };
        let ring = self.0.keys.ring(client.environment);
        let signed = ring.signing(now).map(|key| key.sign(&claims));
        let Some(Ok(access_token)) = signed else {
            tracing::error!(environment = %client.environment, "no signing key can sign");
            return Err(TokenError::ServerError);
        };
        drop(claims);
        Ok(Issued { access_token, expires_in, scope: granted.scope })
    }

    /// The tenant that an issuer's path names, if there is one on that side.
    pub(crate) fn tenant_at(&self, tenant: &str, environment: Environment) -> Option<TenantId> {
        let tenant = tenant.parse().ok()?;
        (self.0.directory.tenant(tenant) == Some(environment)).then_some(tenant)
    }
}

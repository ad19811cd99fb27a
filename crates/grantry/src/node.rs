//! One node: the database, the marketplace and the token service, started together.

use std::fs;

use limits::Limits;
use marketplace::{Clock, Marketplace, Urls};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use store::Store;
use token_service::TokenService;

use crate::{master_key, settings::Settings};

/// Whatever stops a node from starting, said to the person at the console.
pub type StartError = Box<dyn std::error::Error>;

pub struct Node {
    pub marketplace: Marketplace,
    pub tokens: TokenService,
}

/// Connects, migrates, and opens the marketplace.
pub async fn open(settings: &Settings) -> Result<Marketplace, StartError> {
    let store = connect(settings).await?;
    store.migrate().await?;
    let urls = Urls::new(&settings.public_url()?);
    let (key, limits) = (master_key::find(settings)?, Limits::new(settings.limits()));
    Ok(Marketplace::new(store, Clock::System, &key, urls, settings.marketplace(), limits))
}

pub async fn connect(settings: &Settings) -> Result<Store, StartError> {
    if settings.is_embedded() {
        let failed =
            |cause| format!("setting `data_dir`: cannot make {}: {cause}", settings.data_dir.display());
        fs::create_dir_all(&settings.data_dir).map_err(failed)?;
    }
    Ok(Store::connect(&settings.store()).await?)
}

impl Node {
    pub async fn start(settings: &Settings) -> Result<Self, StartError> {
        let marketplace = open(settings).await?;
        let tokens = TokenService::start(
            marketplace.store().clone(),
            marketplace.clock().clone(),
            master_key::find(settings)?,
            marketplace.urls().clone(),
            seeded(),
        )
        .await?;
        Ok(Self { marketplace, tokens })
    }

    /// Exchanges what was counted with the other nodes, until `stop` is ready.
    pub async fn limit(&self, stop: impl Future<Output = ()>) {
        let (limits, clock) = (self.marketplace.limits(), self.marketplace.clock());
        let run = uuid::Builder::from_random_bytes(seeded().random()).into_uuid();
        limits.run(self.marketplace.store(), run, || clock.now(), stop).await;
    }
}

/// A generator that the operating system has seeded.
#[expect(clippy::disallowed_methods, reason = "seeds the node's generator from the operating system")]
pub fn seeded() -> StdRng {
    StdRng::from_rng(&mut rand::rng())
}

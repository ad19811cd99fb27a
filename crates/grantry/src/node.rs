//! One node: the database, the marketplace and the token service, started together.

use std::fs;

use credentials::MasterKeys;
use limits::Limits;
use marketplace::{Clock, Marketplace, Urls, pepper};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use store::Store;
use token_service::{Ground, TokenService};

use crate::{master_key, settings::Settings};

/// Whatever stops a node from starting, said to the person at the console.
pub type StartError = Box<dyn std::error::Error>;

pub struct Node {
    pub marketplace: Marketplace,
    pub tokens: TokenService,
}

/// Connects, migrates, and opens the marketplace.
pub async fn open(settings: &Settings) -> Result<Marketplace, StartError> {
    Ok(open_all(settings, master_key::find(settings)?).await?.0)
}

pub async fn connect(settings: &Settings) -> Result<Store, StartError> {
    if settings.is_embedded() {
        let failed =
            |cause| format!("setting `data_dir`: cannot make {}: {cause}", settings.data_dir.display());
        fs::create_dir_all(&settings.data_dir).map_err(failed)?;
    }
    Ok(Store::connect(&settings.store()).await?)
}

/// The marketplace, and what the token service stands on beside it.
async fn open_all(settings: &Settings, masters: MasterKeys) -> Result<(Marketplace, Ground), StartError> {
    let store = connect(settings).await?;
    store.migrate().await?;
    let mut rng = seeded();
    let pepper = pepper(&store, &masters, &mut rng).await?;
    let urls = Urls::new(&settings.public_url()?);
    let (clock, limits) = (Clock::System, Limits::new(settings.limits()));
    let ground = Ground { store, clock, urls, masters, pepper, limits: limits.clone(), rng };
    let (store, clock, urls) = (ground.store.clone(), ground.clock.clone(), ground.urls.clone());
    let rules = settings.marketplace();
    Ok((Marketplace::new(store, clock, ground.pepper.clone(), urls, rules, limits), ground))
}

impl Node {
    pub async fn start(settings: &Settings) -> Result<Self, StartError> {
        let (marketplace, ground) = open_all(settings, master_key::find(settings)?).await?;
        let tokens = TokenService::start(ground, settings.tokens()).await?;
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

//! One node: the database, the marketplace and the token service, started together.

use foundation::{Clock, Urls, seeded};
use limits::Limits;
use marketplace::{Marketplace, pepper, receipt_key};
use rand::RngExt;
use store::{Claim, Store};
use token_service::{Dependencies, TokenService};

use crate::{
    open::{self, Opened, Progress},
    settings::Settings,
    start_error::StartError,
};

/// What serves requests together.
pub struct Node {
    pub store: Store,
    pub marketplace: Marketplace,
    pub tokens: TokenService,
    /// Keeps other processes from the embedded database.
    pub claim: Option<Claim>,
}

/// The marketplace alone, for commands.
pub async fn marketplace(settings: &Settings, opened: Opened) -> Result<Marketplace, StartError> {
    Ok(build(settings, opened).await?.0)
}

/// The marketplace, and what the token service is to be built from.
async fn build(settings: &Settings, opened: Opened) -> Result<(Marketplace, Dependencies), StartError> {
    let (store, masters) = opened.with_masters()?;
    let mut rng = seeded();
    let pepper = pepper(&store, &masters, &mut rng).await?;
    let receipts = receipt_key(&store, &masters, &mut rng).await?;
    let urls = Urls::new(&settings.public_url()?, settings.domains());
    let (clock, limits) = (Clock::System, Limits::new(settings.limits()));
    let rules = marketplace::Settings { mailer: settings.mailer()?, ..settings.marketplace() };
    let (kept, secrets, here) = (store.clone(), pepper.clone(), urls.clone());
    let marketplace = Marketplace::new(kept, clock.clone(), secrets, receipts, here, rules, limits.clone());
    Ok((marketplace, Dependencies { store, clock, urls, masters, pepper, limits, rng }))
}

impl Node {
    pub async fn start(settings: &Settings, progress: &Progress) -> Result<Self, StartError> {
        let begun = open::begin(settings, progress, async |opened| {
            let (marketplace, dependencies) = build(settings, opened).await?;
            tell_public_url(&dependencies.store, settings).await?;
            let store = dependencies.store.clone();
            Ok((store, marketplace, TokenService::start(dependencies, settings.tokens()).await?))
        });
        let ((store, marketplace, tokens), claim) = begun.await?;
        Ok(Self { store, marketplace, tokens, claim })
    }

    /// Exchanges what was counted with the other nodes, until `stop` is ready.
    pub async fn limit(&self, stop: impl Future<Output = ()>) {
        let (limits, clock) = (self.marketplace.limits(), self.marketplace.clock());
        let run = uuid::Builder::from_random_bytes(seeded().random()).into_uuid();
        limits.run(&self.store, run, || clock.now(), stop).await;
    }
}

/// For commands, whose settings need not be those of the nodes: see `commands::operator`.
async fn tell_public_url(store: &Store, settings: &Settings) -> Result<(), StartError> {
    let url = settings.public_url()?;
    if store.read().await?.platform().await?.public_url().await?.as_deref() == Some(url.as_str()) {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    tx.platform().await?.set_public_url(url.as_str()).await?;
    Ok(tx.commit_unrecorded().await?)
}

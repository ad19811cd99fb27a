//! The load: keepers change connections and credentials, partners ask for tokens and use them. Everything that they do
//! stands in the ledger.

mod caller;
mod clients;
mod keepers;
mod partners;
mod steady;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;

use crate::Outcome;
use crate::ledger::Ledger;
use crate::world::World;
pub use caller::{Caller, Done};
pub use clients::{Client, Clients};
pub use partners::payload;
pub use steady::{Steadiness, Steady};

/// Partners a node, where they are the load.
pub const PARTNERS: usize = 3;
/// How long a partner waits: a node that keeps its refusals back must not keep others from being asked for.
const HASTE: Duration = Duration::from_millis(1_500);

/// What everyone of a load shares.
#[derive(Debug)]
pub struct Scene {
    pub world: World,
    pub ledger: Ledger,
    pub clients: Clients,
    /// Where the nodes are asked.
    pub fronts: Vec<SocketAddr>,
    stop: AtomicBool,
}

impl Scene {
    pub fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

pub struct Load {
    pub scene: Arc<Scene>,
    workers: JoinSet<Outcome>,
}

impl Load {
    /// Connects what the load is about, and starts it, with so many partners that ask each node all the time.
    pub async fn start(
        world: World,
        fronts: Vec<SocketAddr>,
        rng: &mut StdRng,
        partners: usize,
    ) -> Outcome<Self> {
        let (ledger, clients, stop) = (Ledger::default(), Clients::default(), AtomicBool::new(false));
        let scene = Arc::new(Scene { world, ledger, clients, fronts, stop });
        let mut new_caller = || Caller::new(scene.clone(), StdRng::seed_from_u64(rng.random()));
        let mut workers = JoinSet::new();
        let mut keepers = Vec::new();
        for tenant in 0..scene.world.tenants.len() {
            new_caller().make_steady(tenant).await?;
            for app in &scene.world.connected {
                let mut caller = new_caller();
                let connection = caller.connect(tenant, app).await?;
                keepers.push((caller, tenant, app.clone(), connection));
            }
        }
        for (caller, tenant, app, connection) in keepers {
            workers.spawn(caller.keep_connection(tenant, app, connection));
        }
        for tenant in 0..scene.world.tenants.len() {
            workers.spawn(new_caller().keep_credentials(tenant));
            workers.spawn(new_caller().decide(tenant));
        }
        for partner in 0..partners * scene.fronts.len() {
            workers.spawn(new_caller().with_patience(HASTE).be_a_partner(partner % scene.fronts.len()));
        }
        Ok(Self { scene, workers })
    }

    /// Lets everyone finish what they are at.
    pub async fn stop(&mut self) -> Outcome {
        self.scene.stop.store(true, Ordering::Relaxed);
        while let Some(ended) = self.workers.join_next().await {
            ended??;
        }
        Ok(())
    }
}

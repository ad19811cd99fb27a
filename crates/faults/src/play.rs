//! One script at work: a stage, a load, faults in between, and the verdict.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use stalls::{Stalls, Starvation};
use tokio::time::sleep;

use crate::Outcome;
use crate::checker;
use crate::demands::{self, Trouble};
use crate::evidence;
use crate::http::{Client, Request};
use crate::ledger::Entry;
use crate::load::{Load, PARTNERS, Steadiness};
use crate::node::Node;
use crate::problem::Problem;
use crate::program::Program;
use crate::stage::{Layout, Stage};
use crate::world::{World, text};

/// Within this time after a fault is gone, every node works again.
pub const RECOVERY: Duration = Duration::from_secs(15);
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What a script is given.
#[derive(Debug, Clone)]
pub struct Task {
    pub program: Program,
    pub seed: u64,
    /// Less of everything, for every day.
    pub short: bool,
}

/// How a script ended.
#[derive(Debug)]
pub struct Verdict {
    pub operations: usize,
    pub refused: usize,
    pub problems: Vec<Problem>,
    pub recovery: Option<Duration>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    pub starved: Starvation,
}

pub struct Play {
    pub task: Task,
    pub rng: StdRng,
    pub stage: Stage,
    pub load: Load,
    pub problems: Vec<Problem>,
    pub notes: Vec<String>,
    troubles: Vec<Trouble>,
    stalls: Stalls,
}

impl Play {
    /// A stage with a load on every node.
    pub async fn begin(task: &Task, layout: Layout) -> Outcome<Self> {
        Self::with_partners(task, layout, PARTNERS).await
    }

    /// With so many partners at each node.
    pub async fn with_partners(task: &Task, layout: Layout, partners: usize) -> Outcome<Self> {
        let (stalls, rng) = (Stalls::watch(), StdRng::seed_from_u64(task.seed));
        let (stage, world) = Self::set_up(task, layout).await?;
        Self::on(task, stage, world, rng, stalls, partners).await
    }

    /// A stage and who is on it, before there is a load.
    pub async fn set_up(task: &Task, layout: Layout) -> Outcome<(Stage, World)> {
        let stage = Stage::start(&task.program, layout).await?;
        let world = World::make(&stage).await.map_err(|error| format!("{error}\n{}", stage.log_tails()))?;
        Ok((stage, world))
    }

    /// A load on a stage.
    pub async fn on(
        task: &Task,
        stage: Stage,
        world: World,
        mut rng: StdRng,
        stalls: Stalls,
        partners: usize,
    ) -> Outcome<Self> {
        let load = Load::start(world, stage.fronts(), &mut rng, partners).await?;
        let (problems, notes, troubles) = (Vec::new(), Vec::new(), Vec::new());
        let mut play = Self { task: task.clone(), rng, stage, load, problems, notes, troubles, stalls };
        play.pass(2.0, 1.0).await;
        Ok(play)
    }

    /// Lets so many seconds pass; in a short play so many.
    pub async fn pass(&mut self, seconds: f64, short: f64) {
        let seconds = if self.task.short { short } else { seconds };
        // A little more or less, so that seeds differ.
        sleep(Duration::from_secs_f64(seconds * self.rng.random_range(0.9..1.1))).await;
    }

    pub fn any_node(&mut self) -> usize {
        self.rng.random_range(0..self.stage.nodes.len())
    }

    pub fn node(&self, number: usize) -> &Node {
        &self.stage.nodes[number]
    }

    /// Says that a fault begins now. It must cost requests their answers before the next one begins: else the script
    /// has shown nothing.
    pub fn trouble(&mut self, what: &str) {
        self.begin_trouble(what, true);
    }

    /// One that need not cost an answer: the script itself shows that it was there.
    pub fn quiet_trouble(&mut self, what: &str) {
        self.begin_trouble(what, false);
    }

    fn begin_trouble(&mut self, what: &str, costs: bool) {
        let from = self.now();
        self.notes.push(format!("{:.1} s: {what}", from.as_secs_f64()));
        self.troubles.push(Trouble { from, what: what.to_owned(), costs });
    }

    /// A token of this node, for the credential that no keeper changes.
    pub async fn token(&self, node: usize) -> Outcome<String> {
        let scene = &self.load.scene;
        let steady =
            scene.clients.all().into_iter().find(|client| client.steady).ok_or("no client is steady")?;
        let path = scene.world.tenants[steady.tenant].token_endpoint();
        let request = Request::token(&path, &steady.client_id, &steady.secrets[0]);
        let answer = Client::new(self.node(node).address(), PATIENCE).ask(&request).await;
        text(&answer.map_err(|silence| format!("node {node}: {silence:?}"))?.json(200)?["access_token"])
    }

    /// Notes a steady load, and what was wrong with it.
    pub fn judge(&mut self, load: &Steadiness) {
        let Steadiness { asked, took, missed, .. } = load;
        let (rate, missed) = (load.rate(), missed.len());
        self.notes.push(format!("{asked} requests in {took:.1?}, {rate:.0} a second; {missed} failed"));
        self.problems.extend(demands::unsteady(load));
    }

    /// What was written from now on, or since then.
    pub fn since(&self, start: Duration) -> Vec<Entry> {
        let mut entries = self.load.scene.ledger.entries();
        entries.retain(|entry| entry.span.start >= start);
        entries
    }

    pub fn now(&self) -> Duration {
        self.load.scene.ledger.now()
    }

    /// The faults are gone: every node must recover by itself; then the invariants are checked.
    pub async fn close(mut self) -> Outcome<Verdict> {
        let scene = self.load.scene.clone();
        let recovered = evidence::recovery(&self.stage, &scene, RECOVERY).await?;
        let recovery = match recovered {
            Ok(time) => Some(time),
            Err(missed) => {
                self.problems.push(missed.into());
                None
            }
        };
        self.pass(2.5, 1.5).await;
        self.load.stop().await?;
        let evidence = evidence::gather(&self.stage, &scene).await;
        let evidence = evidence.map_err(|error| format!("{error}\n{}", self.stage.log_tails()))?;
        let entries = scene.ledger.entries();
        self.problems.extend(checker::check(&entries, &evidence).into_iter().map(Problem::Violated));
        self.problems.extend(scene.ledger.oddities().into_iter().map(Problem::Odd));
        let tried = checker::tried_when_revoked(&entries, &evidence);
        self.notes.push(format!("{tried} requests with secrets that were revoked for more than a second"));
        self.problems.extend(demands::broken_answers(&entries));
        self.problems.extend(demands::too_little(&entries, tried));
        self.problems.extend(demands::unfelt(&self.troubles, &entries));
        if !self.problems.is_empty() {
            self.notes.push(self.stage.log_tails());
        }
        let (operations, refused) = evidence::counts(&entries);
        let Self { problems, notes, stalls, .. } = self;
        Ok(Verdict { operations, refused, problems, recovery, notes, starved: stalls.measured() })
    }
}

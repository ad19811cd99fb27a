//! The health of a node, checked on request and within a second.

use std::{
    future::Future,
    pin::Pin,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use model::Timestamp;
use tokio::{sync::Mutex, time::timeout};
use wire::operator::{Health, HealthCheck};

/// What one check found: whether it is well, and in a few words how.
pub type Finding = (bool, String);

/// The time for one check, and for all of them together.
const PATIENCE: Duration = Duration::from_millis(700);
const WAIT: Duration = Duration::from_millis(900);
/// `/readyz` is open to everyone: findings younger than this are given again.
const FRESH: Duration = Duration::from_millis(200);

struct Check {
    name: &'static str,
    /// Whether the node is not ready without it.
    required: bool,
    ask: Box<dyn Fn() -> Pin<Box<dyn Future<Output = Finding>>> + Send + Sync>,
}

/// The things that must work: asked by `/readyz` and by the operator's health page. Whatever hangs, the answer comes
/// within a second, and however many ask, each thing is looked at once at a time.
pub struct Vitals {
    version: &'static str,
    /// "sqlite" or "postgres".
    database: &'static str,
    started_at: Timestamp,
    checks: Vec<Check>,
    last: Mutex<Option<(Instant, Vec<HealthCheck>)>>,
}

impl Vitals {
    pub fn new(version: &'static str, database: &'static str, started_at: Timestamp) -> Self {
        Self { version, database, started_at, checks: Vec::new(), last: Mutex::default() }
    }

    /// Something without which the node is not ready.
    #[must_use]
    pub fn required<F: Future<Output = Finding> + 'static>(
        self,
        name: &'static str,
        ask: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        self.check(name, true, ask)
    }

    /// Something that an operator must know.
    #[must_use]
    pub fn watched<F: Future<Output = Finding> + 'static>(
        self,
        name: &'static str,
        ask: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        self.check(name, false, ask)
    }

    fn check<F: Future<Output = Finding> + 'static>(
        mut self,
        name: &'static str,
        required: bool,
        ask: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        self.checks.push(Check { name, required, ask: Box::new(move || Box::pin(ask())) });
        self
    }

    pub async fn health(&self) -> Health {
        Health {
            version: self.version.to_owned(),
            database: self.database.to_owned(),
            started_at: self.started_at,
            checks: timeout(WAIT, self.look()).await.unwrap_or_else(|_| self.silent()),
        }
    }

    /// What keeps the node from being ready, in words.
    pub async fn not_ready(&self) -> Vec<String> {
        let health = self.health().await;
        let required =
            |check: &&HealthCheck| self.checks.iter().any(|known| known.required && known.name == check.name);
        let failing = health.checks.iter().filter(|check| !check.healthy).filter(required);
        failing.map(|check| format!("{} {}", check.name, check.detail)).collect()
    }

    async fn look(&self) -> Vec<HealthCheck> {
        let mut last = self.last.lock().await;
        if let Some((at, checks)) = &*last
            && at.elapsed() < FRESH
        {
            return checks.clone();
        }
        let checks = join_all(self.checks.iter().map(Check::answer)).await;
        *last = Some((Instant::now(), checks.clone()));
        checks
    }

    /// The answer while another look hangs.
    fn silent(&self) -> Vec<HealthCheck> {
        self.checks.iter().map(Check::silent).collect()
    }
}

impl Check {
    async fn answer(&self) -> HealthCheck {
        match timeout(PATIENCE, (self.ask)()).await {
            Ok((healthy, detail)) => HealthCheck { name: self.name.into(), healthy, detail },
            Err(_) => self.silent(),
        }
    }

    fn silent(&self) -> HealthCheck {
        HealthCheck { name: self.name.into(), healthy: false, detail: "does not answer in time".into() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn vitals(asked: &Arc<AtomicUsize>) -> Vitals {
        let asked = Arc::clone(asked);
        Vitals::new("1", "sqlite", Timestamp::default())
            .required("Hanging", move || {
                asked.fetch_add(1, Ordering::Relaxed);
                std::future::pending()
            })
            .required("Well", || async { (true, "works".to_owned()) })
            .watched("Full", || async { (false, "is full".to_owned()) })
    }

    /// What promises something within seconds: `cargo xtask test` runs it alone.
    mod timed {
        #[tokio::test]
        async fn an_answer_comes_within_a_second_whatever_hangs() {
            super::an_answer_comes_within_a_second_whatever_hangs().await;
        }
    }

    async fn an_answer_comes_within_a_second_whatever_hangs() {
        let asked = Arc::default();
        let vitals = vitals(&asked);
        let (began, all) = (Instant::now(), join_all((0..100).map(|_| vitals.not_ready())).await);
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
        assert!(all.iter().all(|failing| failing == &["Hanging does not answer in time"]), "{all:?}");
        assert!(asked.load(Ordering::Relaxed) <= 2, "each caller has looked for itself");
    }

    #[tokio::test]
    async fn what_is_only_watched_is_in_health_and_keeps_no_one_from_being_ready() {
        let vitals = Vitals::new("1", "sqlite", Timestamp::default())
            .watched("Full", || async { (false, "is full".to_owned()) });
        assert!(vitals.not_ready().await.is_empty());
        assert!(!vitals.health().await.checks[0].healthy);
    }
}

use std::{future::Future, pin::Pin};

use model::Timestamp;
use wire::operator::{Health, HealthCheck};

type Check = Box<dyn Fn() -> Pin<Box<dyn Future<Output = HealthCheck>>> + Send + Sync>;

/// The things that must work: asked by `/readyz` and by the operator's health page.
pub struct Vitals {
    version: &'static str,
    /// "sqlite" or "postgres".
    database: &'static str,
    started_at: Timestamp,
    checks: Vec<Check>,
}

impl Vitals {
    pub const fn new(version: &'static str, database: &'static str, started_at: Timestamp) -> Self {
        Self { version, database, started_at, checks: Vec::new() }
    }

    #[must_use]
    pub fn check<F: Future<Output = HealthCheck> + 'static>(
        mut self,
        ask: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        self.checks.push(Box::new(move || Box::pin(ask())));
        self
    }

    pub async fn health(&self) -> Health {
        let mut checks = Vec::with_capacity(self.checks.len());
        for check in &self.checks {
            checks.push(check().await);
        }
        Health {
            version: self.version.to_owned(),
            database: self.database.to_owned(),
            started_at: self.started_at,
            checks,
        }
    }
}

//! What waits for the platform's operators.

use model::need::NeedKind;
use wire::{
    needs::{Need, NeedsYou},
    operator::HealthCheck,
};

use crate::errors::Error;
use crate::permission::{By, Operator};
use crate::service::Needs;
use crate::views::needs::{bare, view};

impl Needs<'_> {
    /// `checks`: what the node that answers found of itself.
    pub async fn of_platform(self, _: &By<Operator>, checks: Vec<HealthCheck>) -> Result<NeedsYou, Error> {
        let mut tx = self.inner.store().read().await?;
        let found = tx.platform().await?.needs(self.inner.need_times()).await?;
        let unwell = checks.into_iter().filter(|check| !check.healthy);
        Ok(view(found, unwell.map(of_check).collect()))
    }
}

fn of_check(check: HealthCheck) -> Need {
    Need { detail: Some(check.detail), ..bare(NeedKind::NodeUnwell, check.name, None) }
}

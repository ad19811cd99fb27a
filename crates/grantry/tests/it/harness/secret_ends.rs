//! The end of a secret by its date. The API takes no time so short: the row is changed, as the product changes it.

use chrono::{DateTime, Utc};
use model::ids::{CredentialId, TenantId};
use store::{Records, Store, changes::Change};

use super::{Outcome, Stage};

/// Gives the client's oldest secret an end. `change`: what nodes read again.
pub async fn let_oldest_secret_end(
    stage: &Stage,
    (tenant, client): (TenantId, CredentialId),
    change: Change,
    end: DateTime<Utc>,
) -> Outcome {
    let store = Store::connect(&store::Settings::new(stage.server().store_url())).await?;
    let mut tx = store.begin().await?;
    let rows = tx.within(tenant).await?;
    // The newest come first.
    let secrets = rows.secrets().of(&[client]).await?;
    let oldest = secrets.last().ok_or("no secret")?;
    rows.secrets().set_end(oldest.id, end, Some(end)).await?;
    tx.finish(Records::of_changes([change]), end).await?;
    Ok(())
}

//! Changes read from the log, with what they led to.

use std::collections::HashSet;

use model::{environment::Environment, ids::TenantId};
use store::Platform;
use store::changes::{Change, Recorded};
use store::directory::{Changed, Found};
use store::revoked_tokens::RevokedToken;

/// Each batch costs the same dozen queries, however many changes are in it.
const CHANGES_AT_ONCE: u64 = 2_000;

/// Some changes in a row, with what they led to.
#[derive(Debug)]
pub struct Batch {
    /// The log's place before them and after them.
    pub after: i64,
    pub until: i64,
    pub found: Vec<Found>,
    pub tenants: Vec<(TenantId, Option<Environment>)>,
    pub revoked: Vec<RevokedToken>,
    /// Whether catalogue, keys or resource servers are among them.
    pub platform: bool,
    /// Whether there may be more behind them.
    pub full: bool,
    /// Whether changes before them were forgotten: they are not all that came after `after`.
    pub hole: bool,
}

impl Batch {
    /// The next changes after a place; `None` when there are none.
    pub async fn read(platform: &Platform<'_>, after: i64) -> Result<Option<Self>, store::Error> {
        let changes = platform.changes_after(after, CHANGES_AT_ONCE).await?;
        let Some(&Recorded { sequence: until, .. }) = changes.last() else { return Ok(None) };
        let full = changes.len() as u64 >= CHANGES_AT_ONCE;
        let distinct: HashSet<Change> = changes.into_iter().map(|recorded| recorded.change).collect();
        let (mut changed, mut jtis, mut of_platform) = (Changed::default(), Vec::new(), false);
        for change in distinct {
            match change {
                Change::Platform => of_platform = true,
                Change::Token(jti) => jtis.push(jti),
                Change::Connection(_, id) => changed.connections.push(id),
                Change::Credential(_, id) => changed.credentials.push(id),
                Change::Tenant(id) => changed.tenants.push(id),
            }
        }
        Ok(Some(Self {
            after,
            until,
            found: platform.directory_changed(&changed).await?,
            tenants: platform.directory_environments(&changed.tenants).await?,
            revoked: platform.revoked_among(&jtis).await?,
            platform: of_platform,
            full,
            hole: platform.first_change().await? > after + 1,
        }))
    }
}

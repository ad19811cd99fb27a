//! Changes read from the log, with what they led to.

use std::collections::HashSet;

use model::{environment::Environment, ids::TenantId};
use store::Platform;
use store::changes::{Change, Recorded};
use store::directory::Found;
use store::revoked_tokens::RevokedToken;

const CHANGES_AT_ONCE: u64 = 500;

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
}

impl Batch {
    /// The next changes after a place; `None` when there are none.
    pub async fn read(platform: &Platform<'_>, after: i64) -> Result<Option<Self>, store::Error> {
        let changes = platform.changes_after(after, CHANGES_AT_ONCE).await?;
        let Some(Recorded { sequence: until, .. }) = changes.last() else { return Ok(None) };
        let mut batch = Self {
            after,
            until: *until,
            found: Vec::new(),
            tenants: Vec::new(),
            revoked: Vec::new(),
            platform: false,
            full: changes.len() as u64 >= CHANGES_AT_ONCE,
        };
        let distinct: HashSet<Change> = changes.into_iter().map(|recorded| recorded.change).collect();
        for change in distinct {
            batch.add(platform, change).await?;
        }
        Ok(Some(batch))
    }

    async fn add(&mut self, platform: &Platform<'_>, change: Change) -> Result<(), store::Error> {
        match change {
            Change::Platform => self.platform = true,
            Change::Token(jti) => self.revoked.extend(platform.revoked_token(&jti).await?),
            Change::Connection(_, id) => self.found.extend(platform.directory_connection(id).await?),
            Change::Credential(_, id) => self.found.extend(platform.directory_credential(id).await?),
            Change::Tenant(id) => {
                self.tenants.push((id, platform.directory_environment(id).await?));
                self.found.extend(platform.directory_tenant(id).await?);
            }
        }
        Ok(())
    }
}

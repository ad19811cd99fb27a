//! What is written together: attempts, and what came out how often in which hour.

use std::collections::HashMap;
use std::sync::Arc;

use model::Timestamp;
use model::attempt::Refusal;
use store::Store;
use store::attempts::NewAttempt;
use store::usage::{Counted, Subject};

use super::writer::Group;
use crate::clients::Client;

/// Hours since 1970.
pub const fn hour(at: Timestamp) -> i64 {
    at.timestamp().div_euclid(3600)
}

/// What came out in which hour: `None` is a token.
pub type Outcome = (i64, Option<Refusal>);

/// What one transaction writes.
#[derive(Debug, Default)]
pub struct AttemptGroup {
    pub clients: usize,
    pub attempts: Vec<NewAttempt>,
    counts: HashMap<(Subject, Outcome), u64>,
}

impl AttemptGroup {
    /// Counts for the client, and in sum for its app, its tenant and the platform.
    pub fn count(&mut self, client: &Arc<Client>, outcome: Outcome, number: u64) {
        let subjects = [
            Some(Subject::Client(client.tenant, client.id)),
            client.app.map(Subject::App),
            Some(Subject::Tenant(client.tenant)),
            Some(Subject::Platform),
        ];
        for subject in subjects.into_iter().flatten() {
            *self.counts.entry((subject, outcome)).or_default() += number;
        }
    }

    pub fn counted(&self) -> Vec<Counted> {
        let counted = |(key, number): (&(Subject, Outcome), &u64)| {
            let (subject, (hour, refusal)) = *key;
            Counted { subject, hour, refusal, number: *number }
        };
        self.counts.iter().map(counted).collect()
    }
}

impl Group for AttemptGroup {
    const NAME: &'static str = "attempts of clients";

    fn size(&self) -> usize {
        self.clients.max(self.attempts.len())
    }

    /// Where an earlier try was committed after all, its attempts are there, and it has counted: this one is rolled
    /// back. A group that lists no attempts cannot tell, and is counted twice then, which a statistic can bear.
    async fn write(&self, store: &Store, again: bool) -> store::Result<()> {
        let mut tx = store.begin().await?;
        let platform = tx.platform().await?;
        // The sums of the platform come first in all groups: nodes that forget attempts of the same clients take turns
        // here, and a try waits for the end of an earlier one.
        platform.count_usage(&self.counted()).await?;
        let new = platform.note_attempts(&self.attempts).await?;
        if again && new < self.attempts.len() as u64 {
            return Ok(());
        }
        tx.commit_unrecorded().await
    }
}

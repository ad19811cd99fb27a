//! What waits to be written, in bounded memory: a ring for each client that there is, and a cap on all of them together.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use model::Timestamp;
use model::attempt::Refusal;
use model::ids::CredentialId;
use store::attempts::{NewAttempt, REFUSALS_KEPT, TOKENS_KEPT};

use super::group::{AttemptGroup, Outcome, hour};
use super::writer::{AT_ONCE, Group};
use crate::clients::Client;

/// Clients that wait at the same time. Those whose id no client has are not among them.
pub const MOST_CLIENTS: usize = 200_000;
/// Refusals of all clients that wait.
pub const MOST_REFUSED: usize = 20_000;
/// Tokens that wait to be listed. All are counted; where more clients get tokens than that between two writes, some are
/// not listed.
pub const MOST_GRANTED: usize = 1_000;

#[derive(Debug, Default)]
pub struct Pending {
    clients: HashMap<CredentialId, Waiting>,
    /// The one that has waited for longest comes first.
    turns: VecDeque<CredentialId>,
    refused: usize,
    granted: usize,
    /// Requests that were neither listed nor counted.
    left_out: u64,
}

/// What waits of one client. There may be one for each client: it is kept small.
#[derive(Debug)]
struct Waiting {
    client: Arc<Client>,
    /// What came out first, and how often.
    first: (Outcome, u64),
    /// Most clients do one thing between two writes, and none of it is listed.
    more: Option<Box<More>>,
}

#[derive(Debug, Default)]
struct More {
    /// The newest.
    refused: VecDeque<NewAttempt>,
    /// The first: whether there are more is known before anything is kept of one.
    granted: Vec<NewAttempt>,
    /// Few: an hour or two, and what came out.
    counts: Vec<(Outcome, u64)>,
}

impl Waiting {
    fn count(&mut self, outcome: Outcome) {
        let (known, number) = &mut self.first;
        if *known == outcome {
            *number += 1;
            return;
        }
        let counts = &mut self.more.get_or_insert_default().counts;
        match counts.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, number)) => *number += 1,
            None => counts.push((outcome, 1)),
        }
    }

    fn refused(&self) -> usize {
        self.more.as_ref().map_or(0, |more| more.refused.len())
    }

    fn granted(&self) -> usize {
        self.more.as_ref().map_or(0, |more| more.granted.len())
    }
}

impl Pending {
    /// Counts a request of the client; whether it is to be listed too.
    pub fn count(&mut self, client: &Arc<Client>, at: Timestamp, refusal: Option<Refusal>) -> bool {
        let Self { clients, turns, refused, granted, left_out } = self;
        let outcome = (hour(at), refusal.map(Refusal::counted));
        let Some(waiting) = waiting_of(client, outcome, clients, turns) else {
            *left_out += 1;
            return false;
        };
        waiting.count(outcome);
        match refusal {
            Some(_) => *refused < MOST_REFUSED || waiting.refused() > 0,
            None => *granted < MOST_GRANTED && waiting.granted() < TOKENS_KEPT,
        }
    }

    /// Lists a request that was counted, if there still is room: its client's others may have been taken since.
    pub fn list(&mut self, client: &Arc<Client>, attempt: NewAttempt) {
        let Self { clients, turns, refused, granted, .. } = self;
        let outcome = (hour(attempt.at), attempt.refusal.map(Refusal::counted));
        let Some(waiting) = waiting_of(client, outcome, clients, turns) else { return };
        let more = waiting.more.get_or_insert_default();
        if attempt.refusal.is_none() {
            if *granted < MOST_GRANTED && more.granted.len() < TOKENS_KEPT {
                *granted += 1;
                more.granted.push(attempt);
            }
        } else if *refused < MOST_REFUSED && more.refused.len() < REFUSALS_KEPT {
            *refused += 1;
            more.refused.push_back(attempt);
        } else if more.refused.pop_front().is_some() {
            more.refused.push_back(attempt);
        }
    }

    /// The clients whose turn it is, as many as one transaction writes.
    pub fn take(&mut self) -> AttemptGroup {
        let mut group = AttemptGroup::default();
        while group.size() < AT_ONCE {
            let Some(id) = self.turns.pop_front() else { break };
            let Some(waiting) = self.clients.remove(&id) else { continue };
            self.refused -= waiting.refused();
            self.granted -= waiting.granted();
            group.clients += 1;
            let Waiting { client, first, more } = waiting;
            let More { refused, granted, counts } = more.map(|more| *more).unwrap_or_default();
            for (outcome, number) in std::iter::once(first).chain(counts).filter(|(_, number)| *number > 0) {
                group.count(&client, outcome, number);
            }
            group.attempts.extend(refused);
            group.attempts.extend(granted);
        }
        if self.turns.is_empty() {
            self.turns.shrink_to(AT_ONCE);
            self.clients.shrink_to(AT_ONCE);
        }
        group
    }

    /// Requests that were left out since this was asked last.
    pub fn take_left_out(&mut self) -> u64 {
        std::mem::take(&mut self.left_out)
    }

    #[cfg(test)]
    pub fn listed(&self) -> [usize; 3] {
        [self.clients.len(), self.refused, self.granted]
    }
}

/// What waits of the client, who has done nothing else yet than `outcome`; `None` where too many clients wait.
fn waiting_of<'a>(
    client: &Arc<Client>,
    outcome: Outcome,
    clients: &'a mut HashMap<CredentialId, Waiting>,
    turns: &mut VecDeque<CredentialId>,
) -> Option<&'a mut Waiting> {
    let is_full = clients.len() >= MOST_CLIENTS;
    match clients.entry(client.id) {
        Entry::Occupied(known) => Some(known.into_mut()),
        Entry::Vacant(_) if is_full => None,
        Entry::Vacant(free) => {
            turns.push_back(client.id);
            let client = Arc::clone(client);
            Some(free.insert(Waiting { client, first: (outcome, 0), more: None }))
        }
    }
}

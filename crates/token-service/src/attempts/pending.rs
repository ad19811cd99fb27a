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

/// What waits of one client.
#[derive(Debug)]
struct Waiting {
    client: Arc<Client>,
    /// The newest.
    refused: VecDeque<NewAttempt>,
    /// The first: whether there are more is known before anything is kept of one.
    granted: Vec<NewAttempt>,
    /// Few: an hour or two, and what came out.
    counts: Vec<(Outcome, u64)>,
}

impl Waiting {
    const fn of(client: Arc<Client>) -> Self {
        Self { client, refused: VecDeque::new(), granted: Vec::new(), counts: Vec::new() }
    }

    fn count(&mut self, outcome: Outcome) {
        match self.counts.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, number)) => *number += 1,
            None => self.counts.push((outcome, 1)),
        }
    }
}

impl Pending {
    /// Counts a request of the client; whether it is to be listed too.
    pub fn count(&mut self, client: &Arc<Client>, at: Timestamp, refusal: Option<Refusal>) -> bool {
        let Self { clients, turns, refused, granted, left_out } = self;
        let Some(waiting) = waiting_of(client, clients, turns) else {
            *left_out += 1;
            return false;
        };
        waiting.count((hour(at), refusal.map(Refusal::counted)));
        match refusal {
            Some(_) => *refused < MOST_REFUSED || !waiting.refused.is_empty(),
            None => *granted < MOST_GRANTED && waiting.granted.len() < TOKENS_KEPT,
        }
    }

    /// Lists a request that was counted, if there still is room: its client's others may have been taken since.
    pub fn list(&mut self, client: &Arc<Client>, attempt: NewAttempt) {
        let Self { clients, turns, refused, granted, .. } = self;
        let Some(waiting) = waiting_of(client, clients, turns) else { return };
        if attempt.refusal.is_none() {
            if *granted < MOST_GRANTED && waiting.granted.len() < TOKENS_KEPT {
                *granted += 1;
                waiting.granted.push(attempt);
            }
        } else if *refused < MOST_REFUSED && waiting.refused.len() < REFUSALS_KEPT {
            *refused += 1;
            waiting.refused.push_back(attempt);
        } else if waiting.refused.pop_front().is_some() {
            waiting.refused.push_back(attempt);
        }
    }

    /// The clients whose turn it is, as many as one transaction writes.
    pub fn take(&mut self) -> AttemptGroup {
        let mut group = AttemptGroup::default();
        while group.size() < AT_ONCE {
            let Some(id) = self.turns.pop_front() else { break };
            let Some(waiting) = self.clients.remove(&id) else { continue };
            self.refused -= waiting.refused.len();
            self.granted -= waiting.granted.len();
            group.clients += 1;
            for (outcome, number) in waiting.counts {
                group.count(&waiting.client, outcome, number);
            }
            group.attempts.extend(waiting.refused);
            group.attempts.extend(waiting.granted);
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

/// What waits of the client; `None` where too many clients wait.
fn waiting_of<'a>(
    client: &Arc<Client>,
    clients: &'a mut HashMap<CredentialId, Waiting>,
    turns: &mut VecDeque<CredentialId>,
) -> Option<&'a mut Waiting> {
    let is_full = clients.len() >= MOST_CLIENTS;
    match clients.entry(client.id) {
        Entry::Occupied(known) => Some(known.into_mut()),
        Entry::Vacant(_) if is_full => None,
        Entry::Vacant(free) => {
            turns.push_back(client.id);
            Some(free.insert(Waiting::of(Arc::clone(client))))
        }
    }
}

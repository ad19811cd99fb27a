//! The attempts of clients that wait to be written.

use std::sync::Arc;

use model::Timestamp;
use model::attempt::Refusal;
use parking_lot::Mutex;
use store::attempts::NewAttempt;

use super::group::AttemptGroup;
use super::pending::Pending;
use crate::clients::Client;

/// What clients did since it was last written.
#[derive(Debug, Default)]
pub struct Attempts(Mutex<Pending>);

impl Attempts {
    /// Counts a request of the client. `attempt` is made of one that is listed too, without the lock: nothing is kept of
    /// the others.
    pub fn note(
        &self,
        client: &Arc<Client>,
        at: Timestamp,
        refusal: Option<Refusal>,
        attempt: impl FnOnce() -> NewAttempt,
    ) {
        let is_listed = self.0.lock().count(client, at, refusal);
        if is_listed {
            let attempt = attempt();
            self.0.lock().list(client, attempt);
        }
    }

    /// Those that have waited for longest.
    pub fn take(&self) -> AttemptGroup {
        let mut pending = self.0.lock();
        let (group, left_out) = (pending.take(), pending.take_left_out());
        drop(pending);
        if left_out > 0 {
            tracing::warn!(left_out, "attempts of clients were not counted: too many wait to be written");
        }
        group
    }
}

#[cfg(test)]
mod tests {
    use model::attempt::Endpoint;
    use store::attempts::{REFUSALS_KEPT, TOKENS_KEPT};
    use store::usage::Subject;

    use super::super::pending::{MOST_GRANTED, MOST_REFUSED};
    use super::super::test_clients;
    use super::super::writer::{AT_ONCE, Group};
    use super::*;
    use crate::clients::Directory;

    /// One of three tenants.
    fn client(directory: &Directory, number: u64) -> Arc<Client> {
        test_clients::client(directory, number, number % 3, Vec::new())
    }

    fn at() -> Timestamp {
        chrono::DateTime::from_timestamp(7_200, 0).unwrap_or_default()
    }

    fn attempt(client: &Client, request: u128, refusal: Option<Refusal>) -> NewAttempt {
        NewAttempt {
            request,
            tenant: client.tenant,
            client: client.id,
            at: at(),
            endpoint: Endpoint::Token,
            refusal,
            detail: None,
            answer: None,
            address: None,
            user_agent: None,
            presented: None,
        }
    }

    /// Whether an attempt was made of the request.
    fn note(attempts: &Attempts, client: &Arc<Client>, request: u128, refusal: Option<Refusal>) -> bool {
        let mut made = false;
        attempts.note(client, at(), refusal, || {
            made = true;
            attempt(client, request, refusal)
        });
        made
    }

    /// How often an outcome was counted for the platform.
    fn counted(group: &AttemptGroup, refusal: Option<Refusal>) -> u64 {
        let counted = group.counted().into_iter();
        let of_all = counted.filter(|one| one.refusal == refusal && one.subject == Subject::Platform);
        of_all.map(|one| one.number).sum()
    }

    #[test]
    fn a_client_keeps_few_and_counts_all() {
        let (directory, attempts) = (Directory::default(), Attempts::default());
        let one = client(&directory, 1);
        for request in 0..300 {
            let refusal = (request % 3 > 0).then_some(Refusal::FormerSecret);
            let made = note(&attempts, &one, request, refusal);
            assert!(made == (refusal.is_some() || request < 15), "{request}: every third gets a token");
        }
        let group = attempts.take();
        let refused = group.attempts.iter().filter(|one| one.refusal.is_some());
        let granted = group.attempts.iter().filter(|one| one.refusal.is_none());
        assert_eq!((refused.clone().count(), granted.clone().count()), (REFUSALS_KEPT, TOKENS_KEPT));
        assert!(refused.clone().all(|one| one.request > 220), "the newest");
        let first: Vec<_> = granted.map(|one| one.request).collect();
        assert_eq!(first, [0, 3, 6, 9, 12]);
        // The client, its tenant and the platform.
        let all = group.counted();
        let numbers = |refusal| {
            all.iter()
                .filter(|one| one.refusal == refusal)
                .map(|one| (one.hour, one.number))
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers(None), [(2, 100); 3]);
        assert_eq!(numbers(Some(Refusal::WrongSecret)), [(2, 200); 3]);
        assert_eq!(attempts.take().size(), 0);
    }

    #[test]
    fn memory_is_bounded_whatever_clients_do() {
        let (directory, attempts) = (Directory::default(), Attempts::default());
        let clients: Vec<_> = (0..3_000).map(|number| client(&directory, number)).collect();
        for round in 0..20 {
            for one in &clients {
                note(&attempts, one, round, Some(Refusal::WrongSecret));
                note(&attempts, one, round, None);
            }
        }
        assert_eq!(attempts.0.lock().listed(), [clients.len(), MOST_REFUSED, MOST_GRANTED]);
        let (mut seen, mut tokens) = (0, 0);
        loop {
            let group = attempts.take();
            if group.size() == 0 {
                break;
            }
            seen += group.clients;
            assert!(group.clients <= AT_ONCE);
            assert!(group.attempts.len() < AT_ONCE + REFUSALS_KEPT + TOKENS_KEPT);
            tokens += counted(&group, None);
        }
        assert_eq!((seen, tokens), (3_000, 60_000));
        assert_eq!(attempts.0.lock().listed(), [0; 3]);
    }

    #[test]
    fn nothing_is_kept_of_a_request_that_is_counted_alone() {
        let (directory, attempts) = (Directory::default(), Attempts::default());
        let full = MOST_GRANTED.max(MOST_REFUSED) as u64;
        let (clients, late) = ((0..full).map(|number| client(&directory, number)), client(&directory, full));
        for (number, one) in clients.enumerate() {
            assert_eq!(note(&attempts, &one, 0, None), number < MOST_GRANTED);
            assert_eq!(note(&attempts, &one, 0, Some(Refusal::NotLive)), number < MOST_REFUSED);
        }
        for request in 0..100 {
            assert!(!note(&attempts, &late, request, None));
            assert!(!note(&attempts, &late, request, Some(Refusal::NotLive)));
        }
        let (mut tokens, mut refusals, mut listed) = (0, 0, 0);
        loop {
            let group = attempts.take();
            if group.size() == 0 {
                break;
            }
            tokens += counted(&group, None);
            refusals += counted(&group, Some(Refusal::NotLive));
            listed += group.attempts.len();
            assert!(group.attempts.iter().all(|one| one.client != late.id));
        }
        assert_eq!((tokens, refusals), (full + 100, full + 100));
        assert_eq!(listed, MOST_GRANTED + MOST_REFUSED);
    }

    #[test]
    fn a_group_that_is_taken_between_count_and_list_counts_once() {
        let (directory, mut pending) = (Directory::default(), Pending::default());
        let one = client(&directory, 1);
        assert!(pending.count(&one, at(), None));
        let first = pending.take();
        pending.list(&one, attempt(&one, 1, None));
        let second = pending.take();
        assert_eq!((counted(&first, None), first.attempts.len()), (1, 0));
        assert_eq!((counted(&second, None), second.attempts.len()), (0, 1));
        assert_eq!(pending.listed(), [0; 3]);
    }
}

//! Ledgers that a test writes, about one connection of one tenant.

use std::time::Duration;

use faults::checker::{Evidence, Found, State, Trial};
use faults::ledger::{Action, Answered, Entry, Issued, Operation, Span, Thing};

pub const HARBOUR: &str = "ten_01KAHARBOUR0000000000000000";
pub const MERIDIAN: &str = "ten_01KAMERIDIAN000000000000000";

#[derive(Default)]
pub struct Book {
    pub entries: Vec<Entry>,
    secrets: usize,
}

pub fn thing() -> Thing {
    Thing { tenant: HARBOUR.into(), name: "app_reminders".into() }
}

pub fn at(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// Ten milliseconds from then.
pub fn span(milliseconds: u64) -> Span {
    Span { start: at(milliseconds), end: at(milliseconds + 10) }
}

impl Book {
    /// An acknowledged change.
    pub fn change(&mut self, milliseconds: u64, action: Action) -> &mut Self {
        let secret = action.issues().then(|| Issued { number: self.secrets, hint: hint(self.secrets) });
        self.secrets += usize::from(action.issues());
        self.write(milliseconds, Operation::Change { thing: thing(), action, secret }, true)
    }

    /// A change that got no answer.
    pub fn unknown(&mut self, milliseconds: u64, action: Action) -> &mut Self {
        self.write(milliseconds, Operation::Change { thing: thing(), action, secret: None }, false);
        self.entries.last_mut().into_iter().for_each(|entry| entry.answered = Answered::Unknown);
        self
    }

    pub fn token(&mut self, secret: usize, milliseconds: u64, granted: bool) -> &mut Self {
        self.write(milliseconds, Operation::Token { thing: thing(), secret }, granted)
    }

    /// An answer to someone of a tenant with an id in it.
    pub fn look(&mut self, tenant: &str, id: &str) -> &mut Self {
        self.write(1_000, Operation::Look, true);
        self.entries.last_mut().into_iter().for_each(|entry| {
            entry.tenant = tenant.into();
            entry.ids = vec![id.into()];
        });
        self
    }

    pub fn write(&mut self, milliseconds: u64, operation: Operation, granted: bool) -> &mut Self {
        let answered = if granted { Answered::Acknowledged } else { Answered::Refused };
        let (status, tenant) = (if granted { 200 } else { 401 }, HARBOUR.to_owned());
        let entry =
            Entry { node: 0, span: span(milliseconds), operation, answered, status, tenant, ids: Vec::new() };
        self.entries.push(entry);
        self
    }

    /// What a platform says that did all that was acknowledged; `working` secrets are accepted.
    pub fn evidence(&self, state: State, working: &[usize]) -> Evidence {
        let history = self.entries.iter().filter(|entry| entry.answered == Answered::Acknowledged);
        let history = history.filter_map(|entry| match &entry.operation {
            Operation::Change { thing, action, .. } => Some((thing.clone(), *action)),
            _ => None,
        });
        let connected = matches!(state, State::Active | State::Paused);
        let hints = connected.then(|| hint(self.secrets - 1)).into_iter().collect();
        let trial = |secret| Trial { thing: thing(), secret, accepted: working.contains(&secret) };
        Evidence {
            history: history.collect(),
            broken_chains: Vec::new(),
            found: [(thing(), Found { state, hints })].into(),
            trials: (0..self.secrets).map(trial).collect(),
        }
    }
}

fn hint(secret: usize) -> String {
    format!("s{secret:03}")
}

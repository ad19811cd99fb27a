//! Changes read from the log, with what they led to.

use std::collections::HashSet;

use store::Store;
use store::changes::{Change, Recorded};
use store::directory::{Changed, Details};
use store::looks::Look;
use store::places::Place;

/// Each batch costs the same two round trips, however many changes are in it.
const CHANGES_AT_ONCE: u64 = 2_000;

/// Some changes in a row, with what they led to.
#[derive(Debug)]
pub struct Batch {
    /// The places of the changes, in their order.
    places: Vec<Place>,
    /// The log's place after them.
    pub until: Place,
    pub details: Details,
    /// Whether there may be more behind them.
    pub full: bool,
}

/// What there is after a place in the log.
#[derive(Debug)]
pub enum Next {
    Nothing,
    Changes(Box<Batch>),
    /// The log is not the one in which the place was, or not any more.
    Elsewhere,
}

impl Batch {
    /// The next changes after a place.
    pub async fn read(store: &Store, after: Place) -> Result<Next, store::Error> {
        let changes = match store.look(&after, CHANGES_AT_ONCE).await? {
            Look::Elsewhere => return Ok(Next::Elsewhere),
            Look::Changes(changes) => changes,
        };
        let Some(&Recorded { place: until, .. }) = changes.last() else { return Ok(Next::Nothing) };
        let full = changes.len() as u64 >= CHANGES_AT_ONCE;
        let places = changes.iter().map(|recorded| recorded.place).collect();
        let distinct: HashSet<Change> = changes.into_iter().map(|recorded| recorded.change).collect();
        let mut changed = Changed::default();
        for change in distinct {
            match change {
                Change::Platform => changed.shared = true,
                Change::Token(jti) => changed.jtis.push(jti),
                Change::Connection(_, id) => changed.connections.push(id),
                Change::Credential(_, id) => changed.credentials.push(id),
                Change::Tenant(id) => changed.tenants.push(id),
            }
        }
        let details = store.details(&changed).await?;
        Ok(Next::Changes(Box::new(Self { places, until, details, full })))
    }

    /// Whether the change at this place is one of them.
    pub fn holds(&self, place: &Place) -> bool {
        let found = self.places.binary_search_by_key(&place.sequence(), Place::sequence);
        found.is_ok_and(|index| self.places.get(index) == Some(place))
    }
}

//! The states by which each portal filters connections.

use wire::page::ListedState;

/// The chips above a list of connections.
pub fn state_chips() -> Vec<(Option<ListedState>, &'static str)> {
    vec![
        (None, "All"),
        (Some(ListedState::Living), "Current"),
        (Some(ListedState::Refused), "Declined or blocked"),
        (Some(ListedState::Deleted), "Deleted"),
    ]
}

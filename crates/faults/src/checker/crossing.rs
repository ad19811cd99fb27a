//! Nothing crosses a tenant: an id that belongs to one tenant stands in no other tenant's answers, and no trespass
//! succeeds.

use std::collections::HashMap;

use super::{Invariant, Violation};
use crate::ledger::{Answered, Entry, Operation};

pub fn check(entries: &[Entry]) -> Vec<Violation> {
    let violated = |what| Violation { invariant: Invariant::NothingCrosses, what };
    let mut violations = Vec::new();
    let mut owners: HashMap<&str, &str> = HashMap::new();
    for entry in entries {
        if let Operation::Trespass { what } = entry.operation
            && entry.answered == Answered::Acknowledged
        {
            violations.push(violated(format!("node {} allowed {what} at {:?}", entry.node, entry.span.end)));
        }
        for id in &entry.ids {
            let owner = if id.starts_with("ten_") { id } else { *owners.entry(id).or_insert(&entry.tenant) };
            if owner != entry.tenant {
                violations.push(violated(format!(
                    "node {} told {} of {id}, which belongs to {owner}, at {:?}",
                    entry.node, entry.tenant, entry.span.end
                )));
            }
        }
    }
    violations
}

//! Questions to the server, of which the newest alone counts, and what waits for its answer.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub(super) struct Asked {
    newest: StoredValue<u32>,
    waiting: StoredValue<Vec<Box<dyn FnOnce()>>, LocalStorage>,
}

impl Asked {
    pub fn new() -> Self {
        Self { newest: StoredValue::new(0), waiting: StoredValue::new_local(Vec::new()) }
    }

    /// Marks what was asked before as out of date.
    pub fn stamp(self) -> u32 {
        self.newest.update_value(|newest| *newest += 1);
        self.newest.get_value()
    }

    /// Whether the answer to this question counts: nothing was asked since, and whoever asked is still there.
    pub fn counts(self, number: u32) -> bool {
        self.newest.try_get_value() == Some(number)
    }

    /// Keeps what is to be done when an answer is there.
    pub fn then(self, then: impl FnOnce() + 'static) {
        self.waiting.update_value(|waiting| waiting.push(Box::new(then)));
    }

    /// Goes on with what waited for an answer.
    pub fn answered(self) {
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        waiting.into_iter().for_each(|then| then());
    }
}

//! Signals that a press makes, and that live as long as the form that they belong to.

use leptos::prelude::*;

/// What owns the signals of a form. A press belongs to its button, which may be drawn again with each change.
#[derive(Debug, Clone, Copy)]
pub struct Lasting(StoredValue<Option<Owner>>);

impl Lasting {
    /// To be called where the form is made.
    pub fn here() -> Self {
        Self(StoredValue::new(Owner::current()))
    }

    pub fn make<T>(self, make: impl FnOnce() -> T) -> T {
        match self.0.get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }
}

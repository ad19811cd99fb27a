//! The names of people, looked up by their ids.

use std::collections::HashMap;

use model::{ids::PersonId, person::Person};
use store::Shared;

use crate::errors::Error;

/// The names of people, of whom one is in hand.
pub(crate) async fn names(
    shared: Shared<'_>,
    in_hand: &Person,
    people: impl Iterator<Item = PersonId>,
) -> Result<HashMap<PersonId, String>, Error> {
    let mut names = shared.people().names(people.filter(|id| *id != in_hand.id)).await?;
    names.insert(in_hand.id, in_hand.name.clone());
    Ok(names)
}

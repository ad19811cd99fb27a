//! Cursors: the last id of a page, in the form that ids have outside.

use std::{fmt::Display, str::FromStr};

use store::{Listed, Listing};
use wire::page::{DEFAULT_LIMIT, MAX_LIMIT, Page, PageQuery};

use crate::Error;

/// Reads a list's query; the cursor must be an id of the list's noun.
pub fn listing<Id: FromStr>(query: &PageQuery, uuid: fn(Id) -> uuid::Uuid) -> Result<Listing, Error> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Error::field("limit", format!("Ask for 1 to {MAX_LIMIT} items.")));
    }
    let foreign = |_| Error::field("cursor", "This cursor does not come from this list.");
    let after = query.cursor.as_deref().map(|cursor| cursor.parse::<Id>().map_err(foreign)).transpose()?;
    let q = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(str::to_owned);
    Ok(Listing { after: after.map(uuid), limit: limit.into(), q })
}

/// Answers with a page whose cursor is its last item's id.
pub(crate) fn page<T, Id: Display, Out>(
    listed: Listed<T>,
    id: impl Fn(&T) -> Id,
    answer: impl FnMut(T) -> Out,
) -> Page<Out> {
    let next_cursor = listed.items.last().filter(|_| listed.more).map(|last| id(last).to_string());
    Page { items: listed.items.into_iter().map(answer).collect(), next_cursor }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ids::AppId;

    #[test]
    fn limits_and_foreign_cursors_are_refused() {
        let ask = |cursor: Option<&str>, limit| {
            let query = PageQuery { cursor: cursor.map(str::to_owned), limit, q: None };
            listing(&query, AppId::uuid)
        };
        assert_eq!(ask(None, None).unwrap().limit, 50);
        for limit in [0, 201] {
            assert!(ask(None, Some(limit)).is_err());
        }
        let id = AppId::new(1, &[1; 10]);
        assert_eq!(ask(Some(&id.to_string()), None).unwrap().after, Some(id.uuid()));
        assert!(ask(Some("ten_00000000000000000000000000"), None).is_err());
    }
}

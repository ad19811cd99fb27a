//! Cursors: the last id of a page, in the form that ids have outside.

use std::{fmt::Display, str::FromStr};

use store::{Listed, Listing};
use uuid::Uuid;
use wire::page::{DEFAULT_LIMIT, ListedState, MAX_LIMIT, Page, PageQuery, Total};

use crate::errors::Error;

/// The wanted length of a page.
pub(crate) fn checked_limit(query: &PageQuery) -> Result<u32, Error> {
    if query.state.is_some() {
        return Err(Error::field("state", "This list is not filtered by a state."));
    }
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Error::field("limit", format!("Ask for 1 to {MAX_LIMIT} items.")));
    }
    Ok(limit)
}

/// Reads a list's query; the cursor must be an id of the list's noun.
pub fn listing<Id: FromStr>(query: &PageQuery, uuid: fn(Id) -> Uuid) -> Result<Listing, Error> {
    let limit = checked_limit(query)?;
    let foreign = |_| Error::field("cursor", "This cursor does not come from this list.");
    let after = query.cursor.as_deref().map(|cursor| cursor.parse::<Id>().map_err(foreign)).transpose()?;
    let q = query.q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(str::to_owned);
    Ok(Listing { after: after.map(uuid), limit: limit.into(), q })
}

/// As `listing`, for a list that can be filtered by a state.
pub(crate) fn filtered<Id: FromStr>(
    query: PageQuery,
    uuid: fn(Id) -> Uuid,
) -> Result<(Listing, Option<ListedState>), Error> {
    let state = query.state;
    Ok((listing(&PageQuery { state: None, ..query }, uuid)?, state))
}

/// Answers with a page whose cursor is its last item's id.
pub(crate) fn page<T, Id: Display, Out>(
    listed: Listed<T>,
    id: impl Fn(&T) -> Id,
    answer: impl FnMut(T) -> Out,
) -> Page<Out> {
    let Listed { items, more, total, .. } = listed;
    let next_cursor = items.last().filter(|_| more).map(|last| id(last).to_string());
    Page { items: items.into_iter().map(answer).collect(), next_cursor, total }
}

/// All that there are, on one page.
pub(crate) fn all<T>(items: Vec<T>) -> Page<T> {
    let total = u64::try_from(items.len()).ok().map(Total::exactly);
    Page { items, next_cursor: None, total }
}

/// As `page`, for a list whose search may stop before the page is full: the cursor is then the last id looked at.
pub(crate) fn searched_page<T, Id: Display, Out>(
    listed: Listed<T>,
    id: impl Fn(&T) -> Id,
    from_uuid: fn(Uuid) -> Id,
    answer: impl FnMut(T) -> Out,
) -> Page<Out> {
    let stopped_at = listed.stopped_at.map(|id| from_uuid(id).to_string());
    let page = page(listed, id, answer);
    Page { next_cursor: stopped_at.or(page.next_cursor), ..page }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ids::AppId;

    #[test]
    fn limits_and_foreign_cursors_are_refused() {
        let ask = |cursor: Option<&str>, limit| {
            let query = PageQuery { cursor: cursor.map(str::to_owned), limit, ..PageQuery::default() };
            listing(&query, AppId::uuid)
        };
        assert_eq!(ask(None, None).unwrap().limit, 50);
        for limit in [0, 201] {
            assert!(ask(None, Some(limit)).is_err());
        }
        let id = AppId::new(1, &[1; 10]);
        assert_eq!(ask(Some(&id.to_string()), None).unwrap().after, Some(id.uuid()));
        assert!(ask(Some("ten_00000000000000000000000000"), None).is_err());
        let living = PageQuery { state: Some(ListedState::Living), ..PageQuery::default() };
        assert!(listing(&living, AppId::uuid).is_err());
        assert_eq!(filtered(living, AppId::uuid).unwrap().1, Some(ListedState::Living));
    }
}

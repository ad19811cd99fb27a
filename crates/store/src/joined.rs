//! Lists over more than one table: what [`crate::listing::page`] does for one.

use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

use crate::{Listed, Listing};

/// Narrows a query to one part of a list, newest first by `id`, and one row more. `search` says what `q` must match.
pub(crate) fn part<S>(
    select: S,
    id: impl ColumnTrait,
    listing: &Listing,
    search: impl Fn(&str) -> Condition,
) -> S
where
    S: QueryFilter + QueryOrder + QuerySelect,
{
    let mut select = select.order_by_desc(id).limit(listing.limit.saturating_add(1));
    if let Some(after) = listing.after {
        select = select.filter(id.lt(after));
    }
    if let Some(q) = listing.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) {
        select = select.filter(search(q));
    }
    select
}

/// The rows that [`part`] found, without the one more.
pub(crate) fn listed<T>(mut items: Vec<T>, listing: &Listing) -> Listed<T> {
    let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    Listed { items, more }
}

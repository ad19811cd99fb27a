//! Lists in parts, newest first, with their totals; and searches that use no index.

use std::ops::AsyncFn;

use model::{search::Search, total::Total};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use crate::errors::Result;

/// Rows that are counted at most, where no count is kept.
pub(crate) const COUNTED: u64 = 1_000;
/// Results of a search that are counted at most.
pub(crate) const FOUND: u64 = 200;
/// How many rows a search without an index reads, in parts: the first is enough for what is found often.
const PARTS: [u64; 3] = [200, 300, 500];

/// Which part of a list: newest first by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The last id of the part before; `None` for the first part.
    pub after: Option<Uuid>,
    pub limit: u64,
    /// What is searched for: see [`Search`].
    pub q: Option<String>,
}

impl Listing {
    pub const fn first(limit: u64) -> Self {
        Self { after: None, limit, q: None }
    }

    pub fn search(&self) -> Option<Search> {
        self.q.as_deref().and_then(Search::read)
    }

    /// One more than the part has, which tells whether another follows.
    pub(crate) const fn one_more(&self) -> u64 {
        self.limit.saturating_add(1)
    }

    pub(crate) fn is_first(&self) -> bool {
        self.after.is_none()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// Whether there are older ones, or may be.
    pub more: bool,
    /// The last one that a search looked at, where it stopped before the part was full.
    pub stopped_at: Option<Uuid>,
    /// Of the whole list, with its first part.
    pub total: Option<Total>,
}

impl<T> Listed<T> {
    /// The rows of a query for [`Listing::one_more`].
    pub(crate) fn new(mut items: Vec<T>, listing: &Listing) -> Self {
        let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let total = (listing.is_first() && !more).then(|| Total::exactly(length(&items)));
        Self { items, more, stopped_at: None, total }
    }

    /// Other items in the same places.
    pub fn with<U>(self, items: Vec<U>) -> Listed<U> {
        Listed { items, more: self.more, stopped_at: self.stopped_at, total: self.total }
    }

    /// Converts each item, and stops at the first that fails.
    pub(crate) fn try_map<U>(self, convert: impl FnMut(T) -> Result<U>) -> Result<Listed<U>> {
        let Self { items, more, stopped_at, total } = self;
        let items = items.into_iter().map(convert).collect::<Result<_>>()?;
        Ok(Listed { items, more, stopped_at, total })
    }

    /// Counts the rows of the whole list, where this is its first part and not all of it.
    pub(crate) async fn counted(
        self,
        listing: &Listing,
        all: impl QueryTrait<QueryStatement = SelectStatement> + QuerySelect,
        conn: &DatabaseTransaction,
    ) -> Result<Self> {
        if !listing.is_first() || self.total.is_some() {
            return Ok(self);
        }
        Ok(Self { total: Some(count_some(all, conn).await?), ..self })
    }
}

/// Counts the rows of a query, at most [`COUNTED`].
pub(crate) async fn count_some(
    all: impl QueryTrait<QueryStatement = SelectStatement> + QuerySelect,
    conn: &DatabaseTransaction,
) -> Result<Total> {
    let some = all.select_only().expr(Expr::value(1)).limit(COUNTED + 1).into_query();
    let count = Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(some, "counted").to_owned();
    let count = conn.query_one(&count).await?.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
    Ok(bounded(u64::try_from(count.unwrap_or_default()).unwrap_or_default(), COUNTED))
}

/// A count of at most one more than the bound.
pub(crate) const fn bounded(count: u64, bound: u64) -> Total {
    if count > bound { Total::at_least(bound) } else { Total::exactly(count) }
}

pub(crate) fn length<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}

/// Narrows a query to one part of a list, newest first by `id`, and one row more.
pub(crate) fn part<S>(select: S, id: impl ColumnTrait, listing: &Listing) -> S
where
    S: QueryFilter + QueryOrder + QuerySelect,
{
    newest(select, id, listing.after, listing.one_more())
}

/// The newest rows of a query by `id`.
pub(crate) fn newest<S>(select: S, id: impl ColumnTrait, after: Option<Uuid>, limit: u64) -> S
where
    S: QueryFilter + QueryOrder + QuerySelect,
{
    let select = select.order_by_desc(id).limit(limit);
    match after {
        Some(after) => select.filter(id.lt(after)),
        None => select,
    }
}

/// Searches without an index: reads rows, the newest first, until the part is full, and not more than a bounded number;
/// then it says where it stopped. `part` gives the rows after an id.
pub async fn walk<T, E>(
    listing: &Listing,
    part: impl AsyncFn(Option<Uuid>, u64) -> std::result::Result<Vec<T>, E>,
    id: impl Fn(&T) -> Uuid,
    finds: impl Fn(&T) -> bool,
) -> std::result::Result<Listed<T>, E> {
    let (mut found, mut after, mut exhausted) = (Vec::new(), listing.after, false);
    for limit in PARTS {
        let rows = part(after, limit).await?;
        exhausted = length(&rows) < limit;
        after = rows.last().map(&id).or(after);
        found.extend(rows.into_iter().filter(|row| finds(row)));
        if exhausted || length(&found) > listing.limit {
            break;
        }
    }
    let count = length(&found);
    let mut listed = Listed::new(found, listing);
    if !listed.more && !exhausted {
        listed.more = true;
        listed.stopped_at = after;
    }
    let total = if exhausted { Total::exactly(count) } else { Total::at_least(count) };
    listed.total = listing.is_first().then_some(total);
    Ok(listed)
}

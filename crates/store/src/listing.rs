use std::str::FromStr;

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr},
};
use uuid::Uuid;

use crate::Result;

/// Which part of a list: newest first by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The last id of the part before; `None` for the first part.
    pub after: Option<Uuid>,
    pub limit: u64,
    /// A text that the name must contain (the case of ASCII letters does not matter), or a whole id.
    pub q: Option<String>,
}

impl Listing {
    pub const fn first(limit: u64) -> Self {
        Self { after: None, limit, q: None }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// Whether there are older ones.
    pub more: bool,
}

impl<T> Listed<T> {
    /// Converts each item, and stops at the first that fails.
    pub(crate) fn try_map<U>(self, convert: impl FnMut(T) -> Result<U>) -> Result<Listed<U>> {
        Ok(Listed { items: self.items.into_iter().map(convert).collect::<Result<_>>()?, more: self.more })
    }
}

/// One part of a list, newest first by `id`. `searched` are the columns that `q` is looked for in, `is_named` what
/// else it may mean: [`has_id`].
pub(crate) async fn page<E: EntityTrait>(
    select: Select<E>,
    id: E::Column,
    searched: &[E::Column],
    is_named: Option<SimpleExpr>,
    listing: &Listing,
    conn: &DatabaseTransaction,
) -> Result<Listed<E::Model>>
where
    E::Model: FromQueryResult + Sized + Send + Sync,
{
    let mut select = select.order_by_desc(id).limit(listing.limit.saturating_add(1));
    if let Some(after) = listing.after {
        select = select.filter(id.lt(after));
    }
    if let Some(q) = listing.q.as_deref().filter(|q| !q.is_empty()) {
        let texts = searched.iter().map(|column| contains(*column, q));
        let any = texts.chain(is_named).reduce(|one, other| one.or(other));
        if let Some(any) = any {
            select = select.filter(any);
        }
    }
    let mut items = select.all(conn).await?;
    let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    Ok(Listed { items, more })
}

/// Whether the row is the one whose whole id, in its outside form, `q` is.
pub(crate) fn has_id<Id: FromStr>(
    column: impl ColumnTrait,
    listing: &Listing,
    uuid: fn(Id) -> Uuid,
) -> Option<SimpleExpr> {
    listing.q.as_deref()?.parse().ok().map(|id| column.eq(uuid(id)))
}

/// Whether a column holds a text, whatever the case of ASCII letters. SQLite knows the case of no others: there they
/// must stand as they are written, on PostgreSQL their case does not matter either.
pub(crate) fn contains(column: impl ColumnTrait, text: &str) -> SimpleExpr {
    let holds = |text: String| {
        let lower = Expr::expr(Func::lower(Expr::col(column.as_column_ref())));
        lower.like(LikeExpr::new(pattern(&text)).escape('\\'))
    };
    holds(text.to_lowercase()).or(holds(text.to_ascii_lowercase()))
}

/// A `LIKE` pattern in which the text stands for itself.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

//! What must hold for the queries of lists.

use actix_web::web::Query;
use marketplace::listing;
use model::ids::{AppId, PersonId, TenantId};
use wire::page::{MAX_LIMIT, PageQuery};

/// The query of a list: what is taken as a cursor is an id of the list's noun in its one spelling, and of no other.
pub fn cursor(query: &[u8]) {
    let Ok(text) = std::str::from_utf8(query) else { return };
    let Ok(Query(asked)) = Query::<PageQuery>::from_query(text) else { return };
    let apps = listing::listing(&asked, AppId::uuid);
    if let Ok(listing) = &apps {
        assert!((1..=u64::from(MAX_LIMIT)).contains(&listing.limit));
        assert_eq!(listing.after.map(|id| AppId::from_uuid(id).to_string()), asked.cursor);
        assert!(listing.q.as_deref().is_none_or(|q| !q.is_empty() && q.trim() == q));
    }
    let others = [listing::listing(&asked, TenantId::uuid), listing::listing(&asked, PersonId::uuid)];
    if asked.cursor.is_some() {
        let accepted = others.iter().chain([&apps]).filter(|listing| listing.is_ok()).count();
        assert!(accepted <= 1, "one cursor is of two lists");
    }
}

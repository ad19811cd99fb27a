//! Lists: all pages of them, one after the other.

use std::io::{self, IsTerminal, Write};

use api_client::Call;
use serde::de::DeserializeOwned;
use wire::page::{MAX_LIMIT, Page, PageQuery};

use crate::{args::Listing, context::Context, failure::Outcome, printer::Shown};

/// Prints a list.
pub async fn print<T: DeserializeOwned + Shown>(
    context: &Context,
    listing: &Listing,
    ask: impl Fn(PageQuery) -> Call<Page<T>>,
) -> Outcome {
    context.out.many(&read(context, listing, ask).await?)
}

async fn read<T: DeserializeOwned>(
    context: &Context,
    listing: &Listing,
    ask: impl Fn(PageQuery) -> Call<Page<T>>,
) -> Outcome<Vec<T>> {
    let most = listing.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let (mut items, mut cursor) = (Vec::new(), None);
    while items.len() < most {
        let wanted = u32::try_from(most - items.len()).unwrap_or(MAX_LIMIT).min(MAX_LIMIT);
        let query =
            PageQuery { cursor, limit: Some(wanted), q: listing.search.clone(), ..PageQuery::default() };
        let page = context.session.ask(ask(query)).await?;
        items.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
        progress(&format!("{} read", items.len()));
    }
    progress("");
    items.truncate(most);
    Ok(items)
}

/// One line of a terminal, which the next one writes over.
fn progress(text: &str) {
    let mut terminal = io::stderr();
    if terminal.is_terminal() {
        let _ = write!(terminal, "\r\u{1b}[K{text}").and_then(|()| terminal.flush());
    }
}

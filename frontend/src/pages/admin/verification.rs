//! Whether the history is as it was written, and the whole of it to keep.

use leptos::{prelude::*, task::spawn_local};
use wire::{activity::HistoryVerification, page::PageQuery};

use super::reader::use_tenant;
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Banner, Tone, day, use_toaster},
        list::{Loaded, Loader},
    },
    dom,
};

/// Entries of one request.
const PART: u32 = 200;

#[component]
pub fn Verification() -> impl IntoView {
    let tenant = use_tenant();
    let found = Loader::new(move || api::call(api::admin::activity_verification(tenant)));
    view! {
        <div class="mb-6">
            <Loaded from=found headed=true let:found>
                <Found found />
            </Loaded>
        </div>
    }
}

/// "Verified: 214 entries, unbroken since 3 May 2026"
fn title(found: &HistoryVerification) -> String {
    let entries =
        if found.entries == 1 { "1 entry".to_owned() } else { format!("{} entries", found.entries) };
    match (found.broken_at, found.since) {
        (Some(position), _) => format!("This history was changed: entry {position} is not as it was written"),
        (None, Some(since)) => format!("Verified: {entries}, unbroken since {}", day(since)),
        (None, None) => "There is nothing to verify yet".to_owned(),
    }
}

#[component]
fn Found(found: HistoryVerification) -> impl IntoView {
    let tone = if found.intact { Tone::Positive } else { Tone::Danger };
    let words = if found.intact {
        "Each entry carries a hash over itself and the entry before it. All of them were computed again just now. Keep the last one: it shows later whether anything before it was changed."
    } else {
        "Someone has changed the database beside the platform. Tell the platform’s operator, and compare with an export from before."
    };
    view! {
        <Banner tone title=title(&found)>
            <div class="grid gap-3">
                <p>{words}</p>
                {found.last_hash.map(|hash| view! { <p class="text-sm">"Last hash: " <code class="wrap-anywhere">{hash}</code></p> })}
                <Download />
            </div>
        </Banner>
    }
}

/// All entries, one a line, as `grantry audit verify` reads them.
#[component]
fn Download() -> impl IntoView {
    let tenant = use_tenant();
    let (busy, toaster) = (RwSignal::new(false), use_toaster());
    let all = move || async move {
        let (mut lines, mut cursor) = (String::new(), None);
        loop {
            let query = PageQuery { cursor, limit: Some(PART), ..PageQuery::default() };
            let page = api::call(api::admin::activity_export(tenant, query)).await?;
            for entry in &page.items {
                lines += &serde_json::to_string(entry).unwrap_or_default();
                lines.push('\n');
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok::<_, ApiError>(lines);
            }
        }
    };
    let start = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match all().await {
                Ok(lines) => dom::download(&format!("history-{tenant}.jsonl"), &lines),
                Err(error) => toaster.failed(error),
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <div>
            <button type="button" class="btn" aria-busy=move || busy.get().to_string() on:click=start>
                "Download with hashes"
            </button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_is_said_first() {
        let found = HistoryVerification {
            intact: false,
            entries: 3,
            since: None,
            last_hash: None,
            broken_at: Some(2),
        };
        assert_eq!(title(&found), "This history was changed: entry 2 is not as it was written");
        let nothing = HistoryVerification { intact: true, entries: 0, broken_at: None, ..found };
        assert_eq!(title(&nothing), "There is nothing to verify yet");
    }
}

//! The inbox of the person who is signed in: what happened in their organisations, by day.

use std::collections::HashSet;

use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use model::{Timestamp, ids::NoticeId};
use wire::notices::Notice;

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Sentence, Time, Tone, day, use_toaster},
        layout::{PageHeader, use_unread},
        list::{EmptyState, Entries, Listing},
    },
    pages::focus::settle_focus,
    route,
};

#[component]
pub fn Notices() -> impl IntoView {
    let list = Listing::new(api::account::notices);
    let firsts = Memo::new(move |_| first_of_each_day(&list.items(), day));
    let empty = || {
        view! {
            <EmptyState title="Nothing has happened yet" symbol=Symbol::Bell>
                "What waits for you, and what others do in your organisations, will stand here."
            </EmptyState>
        }
    };
    view! {
        <PageHeader title="Inbox" lead="What happened in your organisations, and what waits for you.">
            <AllRead list />
            <a class="btn" href=route::NOTICE_SETTINGS>
                <Icon symbol=Symbol::Settings />
                "Mail settings"
            </a>
        </PageHeader>
        <Entries
            list
            noun="notices"
            search="Search by name"
            empty
            entry=move |notice| view! { <Entry list firsts notice /> }
        />
    }
}

/// The newest notice of each day, by how a day is written: a heading stands above it.
fn first_of_each_day(notices: &[Notice], day: impl Fn(Timestamp) -> String) -> HashSet<NoticeId> {
    let mut before = None;
    let mut firsts = HashSet::new();
    for notice in notices {
        let day = Some(day(notice.at));
        if day != before {
            firsts.insert(notice.id);
        }
        before = day;
    }
    firsts
}

/// Marks what is listed; what has come since stays unread.
#[component]
fn AllRead(list: Listing<Notice>) -> impl IntoView {
    let (toaster, unread) = (use_toaster(), use_unread());
    let newest = Memo::new(move |_| {
        let items = list.items();
        items.iter().any(|one| !one.read).then(|| items.first().map(|one| one.id)).flatten()
    });
    let mark = move |newest: NoticeId| {
        spawn_local(async move {
            match api::account::read_notices(newest).await {
                Ok(()) => {
                    unread.refresh();
                    list.reload_then(settle_focus);
                }
                Err(error) => toaster.failed(error),
            }
        });
    };
    move || {
        newest.get().map(|newest| {
            view! {
                <button type="button" class="btn" on:click=move |_| mark(newest)>
                    <Icon symbol=Symbol::Check />
                    "Mark all as read"
                </button>
            }
        })
    }
}

#[component]
fn Entry(list: Listing<Notice>, firsts: Memo<HashSet<NoticeId>>, notice: Notice) -> impl IntoView {
    let unread = use_unread();
    let Notice { id, at, title, detail, organisation, path, read, .. } = notice;
    let heading = move || {
        firsts.with(|firsts| firsts.contains(&id)).then(|| view! { <h2 class="entries-day">{day(at)}</h2> })
    };
    // Who opens the thing has read of it; whether that was noted keeps no one from it.
    let open = move |_: MouseEvent| {
        if !read {
            spawn_local(async move {
                if api::account::read_notice(id).await.is_ok() {
                    unread.refresh();
                }
            });
        }
    };
    view! {
        <div class="grid gap-1">
            {heading}
            <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                <p class="flex flex-wrap items-baseline gap-x-2">
                    <a class="link" class:font-semibold=!read href=path on:click=open>
                        {title}
                    </a>
                    {(!read)
                        .then(|| view! { <Badge tone=Tone::Info symbol=Symbol::Bell>"Unread"</Badge> })}
                </p>
                <span class="text-sm text-muted">
                    <Time at />
                </span>
            </div>
            {detail.map(|text| view! { <p><Sentence text /></p> })}
            <div class="flex flex-wrap items-center gap-x-4 text-sm text-muted">
                <span>{organisation}</span>
                {(!read).then(|| view! { <MarkRead list id /> })}
            </div>
        </div>
    }
}

#[component]
fn MarkRead(list: Listing<Notice>, id: NoticeId) -> impl IntoView {
    let (toaster, unread) = (use_toaster(), use_unread());
    let mark = move |_: MouseEvent| {
        spawn_local(async move {
            match api::account::read_notice(id).await {
                Ok(()) => {
                    unread.refresh();
                    list.reload_then(settle_focus);
                }
                Err(error) => toaster.failed(error),
            }
        });
    };
    view! {
        <button type="button" class="btn" on:click=mark>
            <Icon symbol=Symbol::Check />
            "Mark as read"
        </button>
    }
}

#[cfg(test)]
mod tests {
    use model::{audit::AuditAction, notice::NoticeKind};

    use super::*;

    fn notice(number: u64, at: &str) -> Notice {
        Notice {
            id: NoticeId::new(number, &[1; 10]),
            at: at.parse().unwrap(),
            kind: NoticeKind::Decided,
            action: AuditAction::ConnectionAllowed.into(),
            title: String::new(),
            detail: None,
            organisation: String::new(),
            path: String::new(),
            read: false,
        }
    }

    #[test]
    fn a_heading_stands_above_the_newest_of_each_day() {
        let all = [
            notice(4, "2026-12-02T09:00:00Z"),
            notice(3, "2026-12-02T08:00:00Z"),
            notice(2, "2026-12-01T23:00:00Z"),
        ];
        let firsts = first_of_each_day(&all, |at| at.format("%F").to_string());
        assert_eq!(firsts, HashSet::from([all[0].id, all[2].id]));
        assert!(first_of_each_day(&[], |at| at.to_string()).is_empty());
    }
}

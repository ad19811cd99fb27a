//! The bell in the top bar: how many notices the person has not read.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use crate::{
    api,
    components::{Icon, Symbol},
    route,
    session::use_session,
};

/// The server counts no further.
const MOST: u32 = 100;

/// How many notices are not read, as far as this page knows.
#[derive(Clone, Copy)]
pub struct Unread(RwSignal<u32>);

pub fn provide_unread() {
    provide_context(Unread(RwSignal::new(0)));
}

pub fn use_unread() -> Unread {
    expect_context()
}

impl Unread {
    /// Asks again. Nothing asks by itself as time goes by: a session that no one uses is to end.
    pub fn refresh(self) {
        spawn_local(async move {
            if let Some(unread) = api::account::unread_notices().await {
                self.0.try_set(unread);
            }
        });
    }
}

/// Leads to the inbox; asks how many there are whenever another page opens.
#[component]
pub fn Bell() -> impl IntoView {
    let (session, unread, path) = (use_session(), use_unread(), use_location().pathname);
    let known = Memo::new(move |_| session.me().is_some());
    Effect::new(move || {
        path.track();
        if known.get() {
            unread.refresh();
        }
    });
    let count = unread.0;
    let shown = move || {
        shown(count.get()).map(|number| {
            view! {
                <span class="bell-count" aria-hidden="true">
                    {number}
                </span>
            }
        })
    };
    view! {
        <a class="menu-button bell" href=route::NOTICES>
            <Icon symbol=Symbol::Bell />
            {shown}
            <span class="sr-only">{move || spoken(count.get())}</span>
        </a>
    }
}

fn shown(unread: u32) -> Option<String> {
    match unread {
        0 => None,
        MOST.. => Some("99+".to_owned()),
        number => Some(number.to_string()),
    }
}

fn spoken(unread: u32) -> String {
    match unread {
        0 => "Inbox".to_owned(),
        MOST.. => "Inbox, more than 99 unread".to_owned(),
        number => format!("Inbox, {number} unread"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_counts_to_99() {
        for (unread, number, words) in [
            (0, None, "Inbox"),
            (1, Some("1"), "Inbox, 1 unread"),
            (99, Some("99"), "Inbox, 99 unread"),
            (100, Some("99+"), "Inbox, more than 99 unread"),
        ] {
            assert_eq!(shown(unread).as_deref(), number);
            assert_eq!(spoken(unread), words);
        }
    }
}

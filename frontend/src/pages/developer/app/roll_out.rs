//! How tenants receive an app's newest version: what each has granted, and reminders for those who have not answered.

mod columns;
mod remind;
mod summary;

use std::fmt;

use leptos::prelude::*;
use model::update::RollOutState;
use wire::{developer::App, page::PageQuery, updates::RollOutQuery};

use self::{
    columns::columns,
    remind::{RemindDialog, Reminding},
    summary::Summary,
};
use super::{super::reader::use_publisher, frame::AppFrame};
use crate::{
    api,
    components::{
        Symbol,
        form::{Choice, Select},
        layout::{Section, use_organisation},
        list::{EmptyState, ListView, Listing, Loaded, Loader, use_filter},
    },
    pages::focus::settle_focus,
};

#[component]
pub fn RollOut() -> impl IntoView {
    view! {
        <AppFrame of="Roll-out" let:app>
            {if app.latest_version == 0 {
                view! {
                    <EmptyState title="No version yet" symbol=Symbol::Layers>
                        "Once a version is published, you see here what each tenant has answered."
                    </EmptyState>
                }
                .into_any()
            } else {
                view! { <Board app /> }.into_any()
            }}
        </AppFrame>
    }
}

/// Which tenants are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    In(RollOutState),
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::In(state) => state.fmt(f),
        }
    }
}

impl Shown {
    /// The state of this word in the address.
    fn named(word: &str) -> Option<Self> {
        word.parse().ok().map(Self::In)
    }

    const fn state(self) -> Option<RollOutState> {
        match self {
            Self::All => None,
            Self::In(state) => Some(state),
        }
    }
}

/// What stands on a tenant's badge.
pub const fn state_words(state: RollOutState) -> &'static str {
    match state {
        RollOutState::Accepted => "Accepted",
        RollOutState::Partly => "In part",
        RollOutState::NotNow => "Not now",
        RollOutState::Never => "Never",
        RollOutState::Seen => "Seen",
        RollOutState::Unseen => "Not seen",
    }
}

#[component]
fn Board(app: App) -> impl IntoView {
    let publisher = use_publisher();
    let may_act = use_organisation().may_act;
    let id = app.id;
    let facts = Loader::new(move || api::call(api::developer::roll_out(publisher, id)));
    let shown = use_filter(Shown::All, Shown::named);
    let list = Listing::new(move |query| {
        let PageQuery { cursor, limit, q, .. } = query;
        let query = RollOutQuery { cursor, limit, q, state: shown.get_untracked().state() };
        api::call(api::developer::roll_out_tenants(publisher, id, query))
    });
    Effect::new(move |before: Option<Shown>| {
        let now = shown.get();
        if before.is_some_and(|before| before != now) {
            list.reload();
        }
        now
    });
    let reminding = Reminding::new();
    let reminded = move |()| {
        facts.reload();
        list.reload_then(settle_focus);
    };
    let every = RollOutState::ALL.iter().map(|state| Choice::new(Shown::In(*state), state_words(*state)));
    let choices = std::iter::once(Choice::new(Shown::All, "All tenants")).chain(every).collect::<Vec<_>>();
    view! {
        <Loaded from=facts headed=true let:facts>
            <Summary facts reminding />
        </Loaded>
        {may_act.then(|| view! { <RemindDialog app=id version=app.latest_version reminding reminded /> })}
        <Section title="Tenants" lead="Those that have connected the app, with what each has granted of what the newest version asks for.">
            <div class="mb-4">
                <Select name="state" label="Show" value=shown choices />
            </div>
            <ListView
                list
                noun="tenants"
                columns=columns(publisher, may_act.then_some(reminding))
                search="Search by tenant name or ID"
                empty=move || {
                    let title = match shown.get() {
                        Shown::All => "No tenant has connected this app yet",
                        Shown::In(_) => "No tenant stands there",
                    };
                    view! { <EmptyState title symbol=Symbol::Building>"Choose “All tenants” to see each tenant that has connected the app."</EmptyState> }
                }
            />
        </Section>
    }
}

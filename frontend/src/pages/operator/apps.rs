use leptos::prelude::*;
use model::app::{AppState, Visibility};
use wire::operator::{App, SuspendApp};

use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Badge, ConfirmDialog, Identifier, Tone, use_toaster},
        form::TextArea,
        layout::PageHeader,
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    pages::parts::settle_focus,
    route,
};

/// What the operator is about to do, and with which app.
#[derive(Clone, Copy)]
struct Doing {
    list: Listing<App>,
    app: RwSignal<Option<App>>,
    suspending: RwSignal<bool>,
    restoring: RwSignal<bool>,
}

impl Doing {
    fn name(self) -> String {
        self.app.with(|app| app.as_ref().map(|app| app.name.clone()).unwrap_or_default())
    }

    fn done(self) {
        self.list.reload();
        settle_focus();
    }
}

#[component]
pub fn Apps() -> impl IntoView {
    let doing = Doing {
        list: Listing::new(api::operator::apps),
        app: RwSignal::new(None),
        suspending: RwSignal::new(false),
        restoring: RwSignal::new(false),
    };
    view! {
        <PageHeader title="Apps" lead="The apps of all publishers. A suspended app gets no tokens at any tenant." />
        <ListView
            list=doing.list
            noun="apps"
            columns=vec!["App", "State", "Seen by", "Version", "Connections", ""]
            search="Search by name or app ID"
            empty=|| {
                view! {
                    <EmptyState title="No app yet" symbol=Symbol::Apps>
                        "Publishers create their apps in the developer portal. They appear here with their first draft."
                    </EmptyState>
                }
            }
            row=move |app| view! { <Row app doing /> }
        />
        <Suspend doing />
        <Restore doing />
    }
}

#[component]
fn Row(app: App, doing: Doing) -> impl IntoView {
    let (tone, symbol, state) = match app.state {
        AppState::Draft => (Tone::Neutral, Symbol::Edit, "Draft"),
        AppState::Published => (Tone::Positive, Symbol::CheckCircle, "Published"),
        AppState::Suspended => (Tone::Caution, Symbol::Pause, "Suspended"),
    };
    let seen = match app.visibility {
        Visibility::Targeted => "Named tenants",
        Visibility::Listed => "All live tenants",
    };
    let (what, publisher) = (format!("app ID of {}", app.name), app.publisher_name.clone());
    let (name, id, connections) = (app.name.clone(), app.id, app.connections);
    let publisher_page = route::operator::publisher(app.publisher_id);
    view! {
        <TableRow>
            <Cell>
                <div class="grid justify-items-start lg:whitespace-nowrap">
                    <span class="font-semibold">{name}</span>
                    <span class="text-sm">
                        "by " <a class="link" href=publisher_page>{publisher}</a>
                    </span>
                    <Identifier value=id.to_string() what />
                </div>
            </Cell>
            <Cell label="State">
                <Badge tone symbol>
                    {state}
                </Badge>
            </Cell>
            <Cell label="Seen by">{seen}</Cell>
            <Cell label="Connections">{connections}</Cell>
            <Cell>
                <Verb app doing />
            </Cell>
        </TableRow>
    }
}

#[component]
fn Verb(app: App, doing: Doing) -> impl IntoView {
    let suspended = app.state == AppState::Suspended;
    let (label, open) = if suspended { ("Restore", doing.restoring) } else { ("Suspend", doing.suspending) };
    let whom = format!(" {}", app.name);
    let start = move |_| {
        doing.app.set(Some(app.clone()));
        open.set(true);
    };
    view! {
        <button type="button" class="btn" on:click=start>
            <span>{label} <span class="sr-only">{whom}</span> "…"</span>
        </button>
    }
}

#[component]
fn Suspend(doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    let reason = RwSignal::new(String::new());
    view! {
        <ConfirmDialog
            open=doing.suspending
            title=Signal::derive(move || format!("Suspend {}?", doing.name()))
            verb="Suspend app"
            run=move || async move {
                let app = doing.app.get_untracked().ok_or(ApiError::NotFound)?;
                api::operator::suspend(app.id, SuspendApp { reason: reason.get_untracked() }).await
            }
            then=move |app: App| {
                reason.set(String::new());
                toaster.done(format!("{} is suspended.", app.name));
                doing.done();
            }
        >
            <p>
                "At every tenant it stops getting tokens, and the tokens that it has stop working within a second. No tenant can allow it anew. You can restore it."
            </p>
            <TextArea
                name="reason"
                label="Reason"
                value=reason
                hint="It stands in the history. At most 500 characters."
                rows=3
            />
        </ConfirmDialog>
    }
}

#[component]
fn Restore(doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    view! {
        <ConfirmDialog
            open=doing.restoring
            title=Signal::derive(move || format!("Restore {}?", doing.name()))
            verb="Restore app"
            run=move || async move {
                let app = doing.app.get_untracked().ok_or(ApiError::NotFound)?;
                api::operator::restore(app.id).await
            }
            then=move |app: App| {
                toaster.done(format!("{} is restored.", app.name));
                doing.done();
            }
        >
            <p>
                "Its connections get tokens again with the same credentials, unless a tenant or the developer has disabled them too."
            </p>
        </ConfirmDialog>
    }
}

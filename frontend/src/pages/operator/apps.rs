//! All apps of the platform, which operators suspend and restore.

use leptos::prelude::*;
use model::app::{AppState, Visibility};
use wire::{
    operator::{App, SuspendApp},
    texts::Reason,
};

use super::list_page::ListPage;
use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{ConfirmDialog, Day, Identifier, OnError, use_toaster},
        form::TextArea,
        list::{Column, Export, Listing},
    },
    pages::{
        badges::{AiAgentBadge, AppStateBadge, NameWarnings},
        focus::settle_focus,
        out_of_date::unless_out_of_date,
    },
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
        self.list.reload_then(settle_focus);
    }

    /// Where a verb was refused because the list is out of date, reads it again.
    fn refused(self) -> OnError {
        let toaster = use_toaster();
        Callback::new(move |error| unless_out_of_date(error, toaster, || self.done()))
    }
}

#[component]
pub fn Apps() -> impl IntoView {
    let doing = Doing {
        list: Listing::new(|query| api::call(api::operator::apps(query))),
        app: RwSignal::new(None),
        suspending: RwSignal::new(false),
        restoring: RwSignal::new(false),
    };
    view! {
        <ListPage
            title="Apps"
            lead="The apps of all publishers. A suspended app gets no tokens at any tenant."
            list=doing.list
            noun="apps"
            columns=columns(doing)
            search="Search by name or app ID"
            export=Some(Export::new(|query| api::operator::apps(query).request.path))
            nothing=("No apps yet", Symbol::Apps)
        >
            "Publishers create their apps in the developer portal. They appear here with their first draft."
        </ListPage>
        <Suspend doing />
        <Restore doing />
    }
}

fn columns(doing: Doing) -> Vec<Column<App>> {
    vec![
        Column::name("App", |app: &App| {
            let (what, id) = (format!("app ID of {}", app.name), app.id);
            let publisher_page = route::operator::publisher(app.publisher_id);
            view! {
                <div class="grid justify-items-start gap-1">
                    <span class="font-semibold">{app.name.clone()}</span>
                    <span class="text-sm">
                        "by " <a class="link" href=publisher_page>{app.publisher_name.clone()}</a>
                    </span>
                    <AiAgentBadge ai_agent=app.ai_agent />
                    <Identifier value=id.to_string() what />
                    <NameWarnings warnings=app.name_warnings.clone() />
                </div>
            }
        }),
        Column::new("State", |app: &App| view! { <State app=app.clone() /> }),
        Column::new("Seen by", |app: &App| match app.visibility {
            Visibility::Targeted => "Named tenants",
            Visibility::Listed => "All live tenants",
        }),
        Column::new("Version", |app: &App| match app.latest_version {
            0 => "None yet".to_owned(),
            number => number.to_string(),
        }),
        Column::new("Connections", |app: &App| app.connections),
        Column::verbs(move |app: &App| view! { <Verb app=app.clone() doing /> }),
    ]
}

#[component]
fn State(app: App) -> impl IntoView {
    let held = app.suspension.map(|held| {
        view! {
            <p class="text-sm text-muted">
                {held.by.map(|by| format!("By {by}, "))} <Day at=held.at />
            </p>
            <p class="text-sm text-muted">{format!("“{}”", held.reason)}</p>
        }
    });
    view! {
        <div class="grid justify-items-start gap-1">
            <AppStateBadge state=app.state />
            {held}
        </div>
    }
}

#[component]
fn Verb(app: App, doing: Doing) -> impl IntoView {
    let (label, open) = match app.state {
        AppState::Draft => return ().into_any(),
        AppState::Published => ("Suspend", doing.suspending),
        AppState::Suspended => ("Restore", doing.restoring),
    };
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
    .into_any()
}

#[component]
fn Suspend(doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    let reason = RwSignal::new(String::new());
    view! {
        <ConfirmDialog
            open=doing.suspending
            title=Signal::derive(move || format!("Suspend {}?", doing.name()))
            refused=doing.refused()
            verb="Suspend app"
            run=move || async move {
                let app = doing.app.get_untracked().ok_or(ApiError::NotFound)?;
                api::call(api::operator::suspend(app.id, SuspendApp { reason: reason.get_untracked().into() })).await
            }
            then=move |app: App| {
                reason.set(String::new());
                toaster.done(format!("{} is suspended.", app.name));
                doing.done();
            }
        >
            <p>
                "At every tenant it stops getting tokens, and the tokens that it has stop working within a second. No tenant can allow it meanwhile. You can restore it."
            </p>
            <TextArea
                name="reason"
                label="Reason"
                value=reason
                hint="The app’s developers read this, and so do the admins of each tenant that has connected it."
                rule=Reason::RULE
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
            refused=doing.refused()
            verb="Restore app"
            run=move || async move {
                let app = doing.app.get_untracked().ok_or(ApiError::NotFound)?;
                api::call(api::operator::restore(app.id)).await
            }
            then=move |app: App| {
                toaster.done(format!("{} is restored.", app.name));
                doing.done();
            }
        >
            <p>
                "Its connections get tokens again with the same credentials, unless something else stops them: a tenant or the developer has disabled them, their end date has come, or their secret was reported as leaked."
            </p>
        </ConfirmDialog>
    }
}

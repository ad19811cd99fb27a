//! Where the person is signed in, and the end of sessions that they no longer want.

use leptos::prelude::*;
use wire::account::SessionView;

use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Badge, Breakable, ConfirmDialog, Time, Tone, use_toaster},
        layout::PageHeader,
        list::{Column, LoadedList, Loader, Table},
    },
    pages::{counted::HowMany, focus::settle_focus},
    route,
};

#[derive(Clone, Copy)]
struct Doing {
    list: Loader<Vec<SessionView>>,
    /// The one that a dialog is about.
    session: RwSignal<Option<SessionView>>,
    ending: RwSignal<bool>,
    ending_others: RwSignal<bool>,
}

impl Doing {
    fn device(self) -> String {
        self.session.with(|one| one.as_ref().map(|one| one.device.clone()).unwrap_or_default())
    }
}

#[component]
pub fn Sessions() -> impl IntoView {
    let doing = Doing {
        list: Loader::new(api::account::sessions),
        session: RwSignal::new(None),
        ending: RwSignal::new(false),
        ending_others: RwSignal::new(false),
    };
    let has_others = Memo::new(move |_| doing.list.get().is_some_and(|sessions| sessions.len() > 1));
    let end_others = move || {
        view! {
            <button type="button" class="btn btn-danger-quiet" on:click=move |_| doing.ending_others.set(true)>
                "End all others…"
            </button>
        }
    };
    view! {
        <PageHeader
            title="Sessions"
            lead="The browsers and scripts in which you are signed in. End what you don’t know or no longer use."
            back=(route::ACCOUNT.to_owned(), "Your account".to_owned())
        >
            {move || has_others.get().then(end_others)}
        </PageHeader>
        <LoadedList from=doing.list let:sessions>
            <List sessions doing />
        </LoadedList>
        <EndOne doing />
        <EndOthers doing />
    }
}

#[component]
fn List(sessions: Signal<Vec<SessionView>>, doing: Doing) -> impl IntoView {
    let number = Signal::derive(move || sessions.with(Vec::len));
    view! {
        <div class="listing-frame">
            <HowMany number one="session" many="sessions" />
            <Table label="Sessions" columns=columns(doing) rows=sessions />
        </div>
    }
}

fn columns(doing: Doing) -> Vec<Column<SessionView>> {
    vec![
        Column::name("Device", |session: &SessionView| {
            view! {
                <span class="font-semibold">{session.device.clone()}</span>
                {session
                    .current
                    .then(|| view! { " " <Badge tone=Tone::Positive symbol=Symbol::Check>"This session"</Badge> })}
            }
        }),
        Column::new("Signed in", |session: &SessionView| {
            view! {
                <Time at=session.created_at />
                <Address address=session.created_from.clone() />
            }
        }),
        Column::new("Last seen", |session: &SessionView| {
            view! {
                <Time at=session.last_seen_at />
                <Address address=session.last_seen_from.clone() />
            }
        }),
        Column::verbs(move |session: &SessionView| {
            let session = session.clone();
            (!session.current).then(|| view! { <EndButton session doing /> })
        }),
    ]
}

#[component]
fn Address(address: Option<String>) -> impl IntoView {
    address.map(|address| {
        view! {
            <p class="text-sm text-muted">
                "from " <Breakable text=address />
            </p>
        }
    })
}

#[component]
fn EndButton(session: SessionView, doing: Doing) -> impl IntoView {
    let which = format!(" {}", session.device);
    view! {
        <div class="flex justify-end">
            <button
                type="button"
                class="btn btn-danger-quiet"
                on:click=move |_| {
                    doing.session.set(Some(session.clone()));
                    doing.ending.set(true);
                }
            >
                <span>"End" <span class="sr-only">{which}</span> "…"</span>
            </button>
        </div>
    }
}

#[component]
fn EndOne(doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    let run = move || async move {
        let session = doing.session.get_untracked().ok_or(ApiError::NotFound)?;
        match api::account::end_session(session.id).await {
            // It has ended meanwhile, or an earlier try was done and its answer was lost.
            Ok(()) | Err(ApiError::NotFound) => Ok(session),
            Err(error) => Err(error),
        }
    };
    let then = move |session: SessionView| {
        toaster.done(format!("The session of {} has ended.", session.device));
        doing.list.reload_then(settle_focus);
    };
    view! {
        <ConfirmDialog
            open=doing.ending
            title=Signal::derive(move || format!("End the session of {}?", doing.device()))
            verb="End session"
            destroys=true
            run
            then
        >
            <p>
                "It is signed out at once. If you don’t know it, someone else may have your password: change it in your account."
            </p>
        </ConfirmDialog>
    }
}

#[component]
fn EndOthers(doing: Doing) -> impl IntoView {
    let toaster = use_toaster();
    let then = move |()| {
        toaster.done("All other sessions have ended.");
        doing.list.reload_then(settle_focus);
    };
    view! {
        <ConfirmDialog
            open=doing.ending_others
            title="End all other sessions?"
            verb="End all others"
            destroys=true
            run=api::account::end_other_sessions
            then
        >
            <p>"All browsers and scripts but this one are signed out at once. What is being written there may be lost."</p>
        </ConfirmDialog>
    }
}

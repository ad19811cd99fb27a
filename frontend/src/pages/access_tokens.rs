//! The access tokens of the person who is signed in, and their ends.

use leptos::prelude::*;
use wire::account::AccessToken;

use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Breakable, ConfirmDialog, HiddenSecret, Time, use_toaster},
        layout::PageHeader,
        list::{Column, EmptyState, LoadedList, Loader, Table},
    },
    pages::{counted::HowMany, focus::settle_focus, limits::networks_words},
    route,
};

#[derive(Clone, Copy)]
struct Doing {
    list: Loader<Vec<AccessToken>>,
    /// The one that the dialog is about.
    token: RwSignal<Option<AccessToken>>,
    ending: RwSignal<bool>,
}

impl Doing {
    fn name(self) -> String {
        self.token.with(|one| one.as_ref().map(|one| one.name.clone()).unwrap_or_default())
    }
}

#[component]
pub fn AccessTokens() -> impl IntoView {
    let doing = Doing {
        list: Loader::new(api::account::access_tokens),
        token: RwSignal::new(None),
        ending: RwSignal::new(false),
    };
    view! {
        <PageHeader
            title="Access tokens"
            lead="A program with one of them does what you may do, within its scopes. Changing your password keeps them; a link to a new password ends them."
            back=(route::ACCOUNT.to_owned(), "Your account".to_owned())
        >
            <a class="btn btn-primary" href=route::NEW_ACCESS_TOKEN>
                "Make token"
            </a>
        </PageHeader>
        <LoadedList from=doing.list let:tokens>
            <List tokens doing />
        </LoadedList>
        <EndOne doing />
    }
}

#[component]
fn List(tokens: Signal<Vec<AccessToken>>, doing: Doing) -> impl IntoView {
    let number = Signal::derive(move || tokens.with(Vec::len));
    let is_empty = Memo::new(move |_| tokens.with(Vec::is_empty));
    move || {
        if is_empty.get() {
            return view! {
                <EmptyState title="No access token yet" symbol=Symbol::Key>
                    "Make one for a program that is to work in your name, such as a nightly script."
                </EmptyState>
            }
            .into_any();
        }
        view! {
            <div class="listing-frame">
                <HowMany number one="access token" many="access tokens" />
                <Table label="Access tokens" columns=columns(doing) rows=tokens />
            </div>
        }
        .into_any()
    }
}

fn columns(doing: Doing) -> Vec<Column<AccessToken>> {
    vec![
        Column::name("Name", |token: &AccessToken| {
            view! {
                <span class="font-semibold">
                    <Breakable text=token.name.clone() />
                </span>
                <p class="text-sm text-muted">
                    <HiddenSecret hint=token.last_four.clone() />
                </p>
            }
        }),
        Column::new("Scopes", |token: &AccessToken| {
            let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.as_str()).collect();
            view! {
                {scopes.join(", ")}
                <p class="text-sm text-muted">{format!("from {}", networks_words(&token.networks))}</p>
            }
        }),
        Column::new("Last used", |token: &AccessToken| view! { <LastUsed token=token.clone() /> }),
        Column::new("Ends", |token: &AccessToken| view! { <Time at=token.ends_at /> }),
        Column::verbs(move |token: &AccessToken| {
            let token = token.clone();
            view! { <EndButton token doing /> }
        }),
    ]
}

#[component]
fn LastUsed(token: AccessToken) -> impl IntoView {
    let Some(at) = token.last_used_at else { return view! { "Never" }.into_any() };
    view! {
        <Time at />
        {token
            .last_used_from
            .map(|address| {
                view! {
                    <p class="text-sm text-muted">
                        "from " <Breakable text=address />
                    </p>
                }
            })}
    }
    .into_any()
}

#[component]
fn EndButton(token: AccessToken, doing: Doing) -> impl IntoView {
    let which = format!(" {}", token.name);
    view! {
        <div class="flex justify-end">
            <button
                type="button"
                class="btn btn-danger-quiet"
                on:click=move |_| {
                    doing.token.set(Some(token.clone()));
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
        let token = doing.token.get_untracked().ok_or(ApiError::NotFound)?;
        match api::account::end_access_token(token.id).await {
            // It has ended meanwhile, or an earlier try was done and its answer was lost.
            Ok(()) | Err(ApiError::NotFound) => Ok(token),
            Err(error) => Err(error),
        }
    };
    let then = move |token: AccessToken| {
        toaster.done(format!("The access token {} has ended.", token.name));
        doing.list.reload_then(settle_focus);
    };
    view! {
        <ConfirmDialog
            open=doing.ending
            title=Signal::derive(move || format!("End the access token {}?", doing.name()))
            verb="End token"
            destroys=true
            run
            then
        >
            <p>"Programs that use it are refused at once. It cannot be restored: make another one in its place."</p>
        </ConfirmDialog>
    }
}

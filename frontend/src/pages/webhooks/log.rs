//! The messages of a webhook: a line each, and what was sent and answered for whoever may change it.

use std::fmt;

use leptos::prelude::*;
use model::{
    ids::{WebhookDeliveryId, WebhookId},
    webhook::{WebhookMessageState, WebhookOwner},
};
use wire::webhooks::{WebhookDelivery, WebhookDeliveryDetails};

use super::{
    calls,
    words::{MessageBadge, ended, what},
};
use crate::{
    api::ApiError,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, Dialog, Snippet, Time, use_toaster},
        form::{Choice, Select},
        layout::{Section, use_organisation},
        list::{Column, EmptyState, LoadedList, Loader, Table, use_filter},
    },
    pages::{counted::HowMany, focus::settle_focus},
};

/// Which messages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    Delivered,
    Waiting,
    Failed,
}

/// As the browser and the address name it.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Delivered => "delivered",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
        })
    }
}

impl Filter {
    const ALL: [Self; 4] = [Self::All, Self::Delivered, Self::Waiting, Self::Failed];

    /// The one of this word in the address.
    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.to_string() == word)
    }

    fn shows(self, delivery: &WebhookDelivery) -> bool {
        match self {
            Self::All => true,
            Self::Delivered => delivery.state == WebhookMessageState::Delivered,
            Self::Waiting => delivery.state == WebhookMessageState::Waiting,
            Self::Failed => {
                matches!(delivery.state, WebhookMessageState::Failed | WebhookMessageState::Dropped)
            }
        }
    }
}

/// What the reader is about to do with which message.
#[derive(Clone, Copy)]
struct Doing {
    message: RwSignal<Option<WebhookDelivery>>,
    looking: RwSignal<bool>,
    sending: RwSignal<bool>,
}

impl Doing {
    fn start(self, message: &WebhookDelivery, open: RwSignal<bool>) {
        self.message.set(Some(message.clone()));
        open.set(true);
    }

    fn id(self) -> Option<WebhookDeliveryId> {
        self.message.with_untracked(|message| message.as_ref().map(|message| message.id))
    }
}

#[component]
pub fn Log(owner: WebhookOwner, id: WebhookId, log: Loader<Vec<WebhookDelivery>>) -> impl IntoView {
    let may_act = use_organisation().may_act;
    // Whoever has no choice sees all.
    let filter = if may_act { use_filter(Filter::All, Filter::named) } else { RwSignal::new(Filter::All) };
    let doing =
        Doing { message: RwSignal::new(None), looking: RwSignal::new(false), sending: RwSignal::new(false) };
    let again = move || {
        view! {
            <button type="button" class="btn" on:click=move |_| log.reload()>
                <Icon symbol=Symbol::Refresh />
                "Look again"
            </button>
        }
    };
    let choose = move || {
        let choices = vec![
            Choice::new(Filter::All, "All"),
            Choice::new(Filter::Delivered, "Delivered"),
            Choice::new(Filter::Waiting, "Waiting"),
            Choice::new(Filter::Failed, "Failed or not sent"),
        ];
        view! {
            <div class="mb-4 flex flex-wrap items-end justify-between gap-4">
                <Select name="state" label="Show" value=filter choices />
                {again()}
            </div>
        }
    };
    view! {
        <Section title="Messages" lead="The last 100 messages of the past 30 days.">
            {may_act.then(choose)}
            <LoadedList from=log let:all>
                <Lines all filter doing />
            </LoadedList>
        </Section>
        {may_act.then(|| view! { <Look owner id doing /> <Again owner id doing log /> })}
    }
}

#[component]
fn Lines(all: Signal<Vec<WebhookDelivery>>, filter: RwSignal<Filter>, doing: Doing) -> impl IntoView {
    let may_act = use_organisation().may_act;
    let shown = Signal::derive(move || {
        let mut shown = all.get();
        shown.retain(|delivery| filter.get().shows(delivery));
        shown
    });
    let nothing = move || {
        let title = if all.with(Vec::is_empty) { "No message yet" } else { "No such message" };
        view! {
            <EmptyState title symbol=Symbol::Webhook>
                "A message appears here as soon as one of the events above happens."
            </EmptyState>
        }
    };
    view! {
        <Show when=move || !shown.with(Vec::is_empty) fallback=nothing>
            <HowMany number=Signal::derive(move || shown.with(Vec::len)) one="message" many="messages" />
            <Table label="Messages" columns=columns(doing, may_act) rows=shown />
        </Show>
    }
}

fn columns(doing: Doing, may_act: bool) -> Vec<Column<WebhookDelivery>> {
    let mut columns = vec![
        Column::name("Event", |one: &WebhookDelivery| {
            view! { <span class="font-semibold wrap-anywhere">{what(one)}</span> }
        }),
        Column::new("Made", |one: &WebhookDelivery| view! { <Time at=one.created_at /> }),
        Column::new("State", |one: &WebhookDelivery| view! { <MessageBadge state=one.state /> }),
        Column::new("Last attempt", |one: &WebhookDelivery| {
            let next = one.next_attempt_at.filter(|_| one.attempts > 0);
            view! {
                {ended(one)}
                {next.map(|at| view! { ". Tried again " <Time at /> })}
            }
        }),
    ];
    if may_act {
        columns.push(Column::verbs(move |one: &WebhookDelivery| {
            view! { <LineVerbs one=one.clone() doing /> }
        }));
    }
    columns
}

#[component]
fn LineVerbs(one: WebhookDelivery, doing: Doing) -> impl IntoView {
    let of = format!(" of {}", what(&one));
    let waits = one.state == WebhookMessageState::Waiting;
    let (looked_at, sent, again) = (one.clone(), one, of.clone());
    let send = move || {
        view! {
            <button type="button" class="btn btn-ghost" on:click=move |_| doing.start(&sent, doing.sending)>
                "Send again…"
                <span class="sr-only">{again}</span>
            </button>
        }
    };
    view! {
        <div class="flex flex-wrap gap-2">
            <button
                type="button"
                class="btn btn-ghost"
                on:click=move |_| doing.start(&looked_at, doing.looking)
            >
                "Details…"
                <span class="sr-only">{of}</span>
            </button>
            {(!waits).then(send)}
        </div>
    }
}

#[component]
fn Look(owner: WebhookOwner, id: WebhookId, doing: Doing) -> impl IntoView {
    view! {
        <Dialog open=doing.looking title="What was sent, and the answer">
            <Details owner id delivery=doing.id() />
            <div class="dialog-actions">
                <button type="button" class="btn" on:click=move |_| doing.looking.set(false)>
                    "Close"
                </button>
            </div>
        </Dialog>
    }
}

/// Within a dialog, where `Loaded` builds nothing again.
#[component]
fn Details(
    owner: WebhookOwner,
    id: WebhookId,
    #[prop(optional_no_strip)] delivery: Option<WebhookDeliveryId>,
) -> impl IntoView {
    let found = Loader::new(move || async move {
        match delivery {
            Some(delivery) => calls::delivery(owner, id, delivery).await,
            None => Err(ApiError::NotFound),
        }
    });
    view! {
        <div class="dialog-body">
            {move || match (found.get(), found.error()) {
                (Some(details), _) => view! { <Shown details /> }.into_any(),
                (None, Some(error)) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
                (None, None) => view! { <p role="status">"Loading"</p> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Shown(details: WebhookDeliveryDetails) -> impl IntoView {
    let WebhookDeliveryDetails { delivery, request_headers, request_body, answer } = details;
    let header = |header: wire::webhooks::WebhookHeader| format!("{}: {}", header.name, header.value);
    let headers = request_headers.into_iter().map(header).collect::<Vec<_>>().join("\n");
    let answer = match answer.as_str() {
        "" => view! { <p>"Without a body."</p> }.into_any(),
        text => view! { <Snippet text=text.to_owned() what="answer" /> }.into_any(),
    };
    view! {
        <p>{ended(&delivery)}</p>
        <h3>"Request"</h3>
        <Snippet text=headers what="headers" />
        <Snippet text=request_body what="body" />
        <p>"The signature is not kept."</p>
        <h3>"Answer"</h3>
        {answer}
    }
}

#[component]
fn Again(
    owner: WebhookOwner,
    id: WebhookId,
    doing: Doing,
    log: Loader<Vec<WebhookDelivery>>,
) -> impl IntoView {
    let toaster = use_toaster();
    let run = move || async move {
        match doing.id() {
            Some(delivery) => calls::send_again(owner, id, delivery).await,
            None => Err(ApiError::NotFound),
        }
    };
    view! {
        <ConfirmDialog
            open=doing.sending
            title="Send this message again?"
            verb="Send again"
            run
            then=move |_: WebhookDelivery| {
                toaster.done("The message is being sent again.");
                log.reload_then(settle_focus);
            }
        >
            <p>
                "It is sent once, with the same webhook-id. A receiver that has taken it before takes it and does nothing."
            </p>
        </ConfirmDialog>
    }
}

//! What a client asked for lately, with the true reason of each refusal; the same in both portals.

use api_client::Call;
use leptos::prelude::*;
use model::attempt::Endpoint;
use wire::attempts::{Attempt, Attempts, Refused};

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Identifier, Time, Tone},
        form::TextField,
        layout::{Definitions, Section, Term},
        list::{EmptyState, Loaded, Loader},
    },
};

/// So many are in sight at first.
const NEWEST: usize = 10;

const LEAD: &str = "The last 50 that were refused, with the true reason, and the last 5 that got a token. Only the organisation and the app’s developer see this; the caller does not.";

/// A part of a page, with what is asked for the list.
#[component]
pub fn RecentCalls<Ask>(ask: Ask, #[prop(default = LEAD)] lead: &'static str) -> impl IntoView
where
    Ask: Fn() -> Call<Attempts> + 'static,
{
    let attempts = Loader::new(move || api::call(ask()));
    let (find, whole) = (RwSignal::new(String::new()), RwSignal::new(false));
    let again = move || {
        view! {
            <button type="button" class="btn" on:click=move |_| attempts.reload()>
                <Icon symbol=Symbol::Refresh />
                "Look again"
            </button>
        }
    };
    view! {
        <Section title="Recent calls" lead action=ViewFn::from(again)>
            <Loaded from=attempts headed=true let:attempts>
                <Found attempts=attempts.items find whole />
            </Loaded>
        </Section>
    }
}

#[component]
fn Found(attempts: Vec<Attempt>, find: RwSignal<String>, whole: RwSignal<bool>) -> impl IntoView {
    if attempts.is_empty() {
        return view! {
            <EmptyState title="No calls yet" symbol=Symbol::Plug>
                "A call appears here some seconds after it was answered."
            </EmptyState>
        }
        .into_any();
    }
    let all = attempts.len();
    let searching = move || find.with(|text| !text.trim().is_empty());
    let shown = move || {
        let text = find.get();
        let most = if whole.get() || searching() { all } else { NEWEST };
        let found: Vec<_> = attempts.iter().filter(|one| is_meant(one, &text)).cloned().collect();
        if found.is_empty() {
            return view! {
                <EmptyState title="No call is meant by this" symbol=Symbol::Search>
                    "It may be older than the last 50, or the call of another client."
                </EmptyState>
            }
            .into_any();
        }
        let line = |attempt: Attempt| view! { <li><Entry attempt /></li> };
        view! {
            <ul class="entries" role="list">
                {found.into_iter().take(most).map(line).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <div class="grid gap-4">
            <div class="max-w-xl">
                <TextField
                    name="find"
                    label="Find a call"
                    value=find
                    kind="search"
                    hint="Paste the X-Request-Id of the answer, or its error_description."
                    optional=true
                    unmarked=true
                    monospace=true
                />
            </div>
            {shown}
            {(all > NEWEST).then(|| view! { <Whole all whole hidden=Signal::derive(searching) /> })}
        </div>
    }
    .into_any()
}

/// Shows all calls, or the newest again; a search looks through all of them.
#[component]
fn Whole(all: usize, whole: RwSignal<bool>, hidden: Signal<bool>) -> impl IntoView {
    let verb = move || match whole.get() {
        true => format!("Show the newest {NEWEST} calls"),
        false => format!("Show all {all} calls"),
    };
    view! {
        <button
            type="button"
            class="btn w-fit"
            aria-expanded=move || whole.get().to_string()
            hidden=move || hidden.get()
            on:click=move |_| whole.update(|whole| *whole = !*whole)
        >
            {verb}
        </button>
    }
}

/// Whether a pasted text is this call's correlation id, or what its caller read.
fn is_meant(attempt: &Attempt, text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let answer = attempt.refused.as_ref().and_then(|refused| refused.answer.as_deref());
    let answer = answer.unwrap_or_default().to_lowercase();
    let description = answer.split_once(": ").map_or(answer.as_str(), |(_, description)| description);
    attempt.correlation_id.contains(&text)
        || answer.contains(&text)
        || (!description.is_empty() && text.contains(description))
        || text.contains(attempt.correlation_id.as_str())
}

const fn place(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Token => "Token request",
        Endpoint::Revocation => "Revocation of a token",
        Endpoint::Introspection => "An API asked about a token (introspection)",
        Endpoint::Verification => "A proxy asked about a call (verify)",
    }
}

#[component]
fn Entry(attempt: Attempt) -> impl IntoView {
    let Attempt { at, correlation_id, endpoint, address, user_agent, refused } = attempt;
    let (tone, symbol, words) = match &refused {
        Some(_) => (Tone::Danger, Symbol::Ban, "Refused"),
        None => (Tone::Positive, Symbol::CheckCircle, "Token issued"),
    };
    let answer = refused.as_ref().and_then(|refused| refused.answer.clone());
    view! {
        <div class="grid gap-2">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Badge tone symbol>
                    {words}
                </Badge>
                <span class="font-semibold">{refused.as_ref().map(|refused| refused.label.clone())}</span>
                <span class="text-muted">{place(endpoint)} " · " <Time at /></span>
            </div>
            {refused.map(|refused| view! { <Why refused /> })}
            <details class="disclosure">
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    "Details"
                </summary>
                <Definitions>
                    <Term label="Correlation ID">
                        <Identifier value=correlation_id what="correlation ID" />
                    </Term>
                    {answer.map(|answer| view! { <Term label="The caller read">{answer}</Term> })}
                    {address.map(|address| view! { <Term label="From">{address}</Term> })}
                    {user_agent.map(|agent| view! { <Term label="User agent">{agent}</Term> })}
                </Definitions>
            </details>
        </div>
    }
}

#[component]
fn Why(refused: Refused) -> impl IntoView {
    view! {
        <p>
            <span class="font-semibold">"Why? "</span>
            {refused.why}
        </p>
        <p class="text-muted">{refused.fix}</p>
    }
}

#[cfg(test)]
mod tests {
    use model::attempt::Refusal;

    use super::*;

    #[test]
    fn a_call_is_found_by_its_id_and_by_what_its_caller_read() {
        let attempt = Attempt {
            at: chrono::DateTime::from_timestamp(0, 0).unwrap_or_default(),
            correlation_id: "0b56a7c1-0000-4000-8000-000000000001".into(),
            endpoint: Endpoint::Token,
            address: None,
            user_agent: None,
            refused: Some(Refused {
                reason: Refusal::WrongSecret,
                label: "Wrong secret".into(),
                answer: Some("invalid_client: client authentication failed".into()),
                why: "Why".into(),
                fix: "Fix".into(),
            }),
        };
        for text in [
            "",
            " 0B56A7C1-0000-4000-8000-000000000001\n",
            "x-request-id: 0b56a7c1-0000-4000-8000-000000000001",
            "client authentication failed",
            "invalid_client",
            r#""error_description":"client authentication failed""#,
        ] {
            assert!(is_meant(&attempt, text), "{text}");
        }
        for text in ["0b56a7c1-0000-4000-8000-000000000002", "invalid_scope", "the token expired"] {
            assert!(!is_meant(&attempt, text), "{text}");
        }
        let granted = Attempt { refused: None, ..attempt };
        assert!(!is_meant(&granted, "invalid_client"));
    }
}

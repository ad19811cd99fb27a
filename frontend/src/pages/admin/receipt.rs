//! A receipt: what was decided, by whom, and the signed text to keep. It prints as one document.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::{
    ids::{ReceiptId, TenantId},
    receipt::Decision,
    scope::ScopeName,
    update::Answer,
};
use wire::{
    admin::{ReviewedApi, ReviewedScope},
    receipts::{Receipt as Kept, ReceiptAccess, ReceiptStatement},
    updates::ScopeAnswer,
};

use super::{
    reader::use_tenant,
    receipt_facts::Facts,
    scopes::{Choosing, NamesForDevelopers, ScopeItem, ScopesByApi, scopes_of},
};
use crate::{
    api,
    components::{
        feedback::Snippet,
        layout::{Definitions, PageHeader, Section, Term},
        list::Loaded,
    },
    dom,
    pages::parameter::load_named,
    route,
};

#[component]
pub fn Receipt() -> impl IntoView {
    let tenant = use_tenant();
    let receipt = load_named("receipt", move |id: ReceiptId| api::call(api::admin::receipt(tenant, id)));
    let back = (route::admin::integrations(tenant), "Integrations & API access".to_owned());
    view! {
        <Loaded from=receipt thing="The receipt" back let:receipt>
            <Document receipt />
        </Loaded>
    }
}

/// "Allowed", as a receipt and its line in a list begin.
pub const fn decided(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "Allowed",
        Decision::Accepted => "Update accepted",
        Decision::UpdateLeft => "Update left out",
        Decision::Edited => "Access edited",
        Decision::Declined => "Declined",
        Decision::Reconsidered => "Reconsidered",
        Decision::Blocked => "Blocked",
        Decision::Unblocked => "Unblocked",
        Decision::Paused => "Disabled",
        Decision::Resumed => "Restored",
        Decision::Renewed => "Renewed",
        Decision::Generated => "Credentials generated",
        Decision::Deleted => "Deleted",
    }
}

/// The name of the app or of the organisation's own credentials, and the page of what was decided about.
fn about(tenant: TenantId, statement: &ReceiptStatement) -> (String, String) {
    let app = statement.app.as_ref().map(|app| app.name.clone());
    match (&statement.credential, statement.connection_id) {
        (Some(own), _) => (own.name.clone(), route::admin::credential(tenant, own.client_id)),
        (None, Some(id)) => (app.unwrap_or_default(), route::admin::connection(tenant, id)),
        (None, None) => (app.unwrap_or_default(), route::admin::integrations(tenant)),
    }
}

/// Each scope that it is about, once.
fn all_scopes(
    granted: &[ReviewedApi],
    not_granted: &[ReviewedScope],
    before: Option<&ReceiptAccess>,
) -> Vec<ReviewedScope> {
    let held = before.map(|before| scopes_of(&before.granted)).unwrap_or_default();
    let all = [scopes_of(granted), not_granted.to_vec(), held].concat();
    let by_name: BTreeMap<_, _> = all.into_iter().map(|scope| (scope.name.clone(), scope)).collect();
    by_name.into_values().collect()
}

fn title_of_access(decision: Decision, name: &str) -> String {
    match decision {
        Decision::Paused => format!("What {name} may do once restored"),
        Decision::UpdateLeft => format!("What {name} may do, as before it"),
        _ => format!("What {name} may do after this decision"),
    }
}

#[component]
fn Document(receipt: Kept) -> impl IntoView {
    let Kept { id, jws, statement } = receipt;
    let (name, page) = about(use_tenant(), &statement);
    let title = format!("{}: {name}", decided(statement.decision));
    let may = title_of_access(statement.decision, &name);
    let json = serde_json::to_string_pretty(&statement).unwrap_or_default();
    let ReceiptStatement { granted, not_granted, answers, iss, app, credential, .. } = statement.clone();
    let publisher = app.map(|app| app.publisher.name).unwrap_or_default();
    let asker = publisher.clone();
    let before = credential.and_then(|own| own.before);
    let answers = answers.unwrap_or_default();
    let named = all_scopes(&granted, &not_granted, before.as_ref());
    view! {
        <PageHeader
            title
            lead="A signed record of one decision, with the words that were on the screen."
            back=(page, name)
        >
            <button type="button" class="btn" on:click=move |_| dom::download(&format!("{id}.jws"), &jws)>
                "Download .jws"
            </button>
            <button type="button" class="btn" on:click=move |_| dom::download(&format!("{id}.json"), &json)>
                "Download JSON"
            </button>
            <button type="button" class="btn" on:click=move |_| dom::print()>
                "Print"
            </button>
        </PageHeader>
        <Facts statement />
        <Section title=may>
            <div class="panel grid gap-6">
                {if granted.is_empty() {
                    view! { <p>"Nothing."</p> }.into_any()
                } else {
                    view! { <ScopesByApi apis=granted choosing=Choosing::No asker /> }.into_any()
                }}
            </div>
        </Section>
        {before.map(|before| view! { <Before before /> })}
        <NotGranted scopes=not_granted answers asker=publisher />
        <NamesForDevelopers scopes=named />
        <Section title="Verify it">
            <div class="panel grid gap-4">
                <p>
                    "The receipt is a JWS (RFC 7515), signed with a key that signs nothing else. Fetch the keys once, and keep them with your receipts:"
                </p>
                <Snippet text=format!("curl --fail --output keys.json {iss}/receipts/jwks.json") what="command that fetches the keys" />
                <p>"Then this needs no network:"</p>
                <Snippet text=format!("grantry receipt verify {id}.jws keys.json") what="command that verifies" />
            </div>
        </Section>
    }
}

/// What the organisation's own credentials were before they were edited or deleted.
#[component]
fn Before(before: ReceiptAccess) -> impl IntoView {
    let ReceiptAccess { name, granted, ends_at } = before;
    let ends = match ends_at {
        Some(at) => at.format("%-d %B %Y, %H:%M UTC").to_string(),
        None => "Not by itself".to_owned(),
    };
    view! {
        <Section title=format!("What {name} might do before it")>
            <div class="panel grid gap-6">
                <Definitions>
                    <Term label="Access ends">{ends}</Term>
                </Definitions>
                <ScopesByApi apis=granted choosing=Choosing::No />
            </div>
        </Section>
    }
}

#[component]
fn NotGranted(scopes: Vec<ReviewedScope>, answers: Vec<ScopeAnswer>, asker: String) -> impl IntoView {
    let item = move |scope: ReviewedScope| {
        let asker = asker.clone();
        match remark(&answers, &scope.name) {
            Some(remark) => {
                view! { <ScopeItem scope choosing=Choosing::No refused=true remark asker /> }.into_any()
            }
            None => view! { <ScopeItem scope choosing=Choosing::No refused=true asker /> }.into_any(),
        }
    };
    (!scopes.is_empty()).then(|| {
        view! {
            <Section title="Asked for, but not allowed">
                <ul class="panel grid gap-4" role="list">{scopes.into_iter().map(item).collect_view()}</ul>
            </Section>
        }
    })
}

/// What was answered about a scope that was not granted.
fn remark(answers: &[ScopeAnswer], scope: &ScopeName) -> Option<&'static str> {
    match answers.iter().find(|one| one.name == *scope)?.answer {
        Answer::Grant => None,
        Answer::NotNow => Some("Not now"),
        Answer::Never => Some("Never"),
    }
}

//! The page of one workload issuer: its facts, and whether apps may use it.

use leptos::prelude::*;
use wire::workload::{self, ChangeWorkloadIssuer};

use super::{
    close::{CloseOrOpen, Closed},
    details::{Draft, Fields},
    words::{StateBadge, platform},
};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, Snippet, Time, use_toaster},
        layout::{Definitions, IdentifierTerm, PageHeader, Term},
        list::{Loaded, Loader},
    },
    pages::{
        focus::settle_focus,
        parameter::load_named,
        revised::{Revised, Theirs, without_prefix},
    },
    route,
};

fn above() -> (String, String) {
    (route::operator::WORKLOAD_ISSUERS.to_owned(), "Workload issuers".to_owned())
}

#[component]
pub fn WorkloadIssuer() -> impl IntoView {
    let loader = load_named("issuer", |id| api::call(api::operator::workload_issuer(id)));
    view! {
        <Loaded from=loader thing="The issuer" back=above() let:found>
            <FactSheet found=found.clone() loader />
            <CloseOrOpen found loader />
        </Loaded>
    }
}

#[component]
fn FactSheet(found: workload::WorkloadIssuer, loader: Loader<workload::WorkloadIssuer>) -> impl IntoView {
    let open = RwSignal::new(false);
    let edited = found.clone();
    let keys = match &found.jwks {
        None => "Fetched through the issuer’s /.well-known/openid-configuration".into_any(),
        Some(set) => {
            let text = serde_json::to_string_pretty(set).unwrap_or_default();
            view! { <Snippet text what="JWK Set" /> }.into_any()
        }
    };
    let audience = match &found.audience {
        None => "The tenant’s issuer alone".to_owned(),
        Some(audience) => format!("The tenant’s issuer, or {audience}"),
    };
    let lead = format!("Signs the tokens that identify workloads. Platform: {}.", platform(&found));
    view! {
        <PageHeader title=found.name.clone() lead back=above()>
            <StateBadge closed=found.closed_at.is_some() />
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                <Icon symbol=Symbol::Edit />
                "Edit issuer…"
            </button>
        </PageHeader>
        <div class="grid gap-6">
            <Closed found=found.clone() />
            <div class="panel">
                <Definitions>
                    <IdentifierTerm label="Issuer (iss)" value=found.issuer what="issuer" />
                    <IdentifierTerm label="Issuer ID" value=found.id.to_string() what="issuer ID" />
                    <Term label="Keys">{keys}</Term>
                    <Term label="Audience (aud)">{audience}</Term>
                    <Term label="A token without a jti works">
                        {if found.once_by_hash { "Once for each client" } else { "Until it expires, at most an hour" }}
                    </Term>
                    <Term label="Apps that name it">{found.apps.unwrap_or_default()}</Term>
                    <Term label="Allowed">
                        <Time at=found.created_at />
                    </Term>
                </Definitions>
            </div>
        </div>
        <Edit found=edited open loader />
    }
}

#[component]
fn Edit(
    found: workload::WorkloadIssuer,
    open: RwSignal<bool>,
    loader: Loader<workload::WorkloadIssuer>,
) -> impl IntoView {
    let toaster = use_toaster();
    let (id, draft, revised) = (found.id, Draft::of(&found), Revised::of(&found));
    let save = move || async move {
        let request = ChangeWorkloadIssuer { revision: revised.revision(), details: draft.request() };
        let change = api::call(api::operator::change_workload_issuer(id, request));
        revised.save(change, api::call(api::operator::workload_issuer(id))).await.map_err(without_prefix)
    };
    view! {
        <ConfirmDialog
            open
            title=format!("Edit {}", found.name)
            verb="Save issuer"
            run=save
            then=move |issuer: workload::WorkloadIssuer| {
                toaster.done(format!("{} is saved.", issuer.name));
                loader.set(issuer);
                settle_focus();
            }
        >
            <Theirs revised fields=stored take=move |theirs: workload::WorkloadIssuer| draft.take(&theirs) />
            <p>"New keys or another audience take effect for all its workloads within a second."</p>
            <Fields draft />
        </ConfirmDialog>
    }
}

fn stored(issuer: &workload::WorkloadIssuer) -> Vec<(&'static str, String)> {
    let once = if issuer.once_by_hash { "On" } else { "Off" };
    let keys = if issuer.jwks.is_some() { "A JWK Set" } else { "Fetched by discovery" };
    vec![
        ("Name", issuer.name.clone()),
        ("Keys", keys.to_owned()),
        ("Another audience", issuer.audience.clone().unwrap_or_default()),
        ("A token without a jti works only once", once.to_owned()),
    ]
}

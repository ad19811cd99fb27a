//! The page of one of the tenant's own credentials: what it may do, its secret, and how to regenerate or delete it.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::ids::CredentialId;
use wire::{
    admin::{Credential, IssuedCredential},
    catalogue::Api,
};

use crate::{
    api,
    components::{
        Symbol,
        feedback::{ConfirmDialog, OnError, use_toaster},
        layout::{PageHeader, Section, use_organisation},
        list::{Loaded, Loader},
    },
    pages::{
        admin::{
            client_facts::ClientFacts,
            leaked_secret::{Leaked, LeakedBadge, leaked},
            lost_secrets::{LostSecret, SECRET_NOT_SHOWN, use_lost_secrets},
            reader::{AskAdmin, use_tenant},
            scopes::{Choosing, ScopesByApi, of_catalogue},
            verbs::{Action, Actions, DeleteVerb, RegenerateButton},
        },
        answered::{Answered, answered},
        focus::{settle_at_top, settle_focus},
        issued::Issued,
        out_of_date::unless_out_of_date,
        parameter::load_named,
    },
    route,
};

/// One of the organisation's own credentials.
#[component]
pub fn OwnCredential() -> impl IntoView {
    let tenant = use_tenant();
    let found = load_named("credential", move |id| async move {
        let credential = api::call(api::admin::credential(tenant, id)).await?;
        Ok((credential, api::call(api::admin::catalogue(tenant)).await?))
    });
    let issued = RwSignal::new(None::<IssuedCredential>);
    let back = (route::admin::api_access(tenant), "API access".to_owned());
    view! {
        <Loaded from=found thing="The credentials" back let:found_now>
            {move || {
                let (credential, apis) = found_now.clone();
                match issued.get() {
                    Some(now) => view! { <NewSecret name=credential.name now issued found /> }.into_any(),
                    None => view! { <FactSheet credential apis issued found /> }.into_any(),
                }
            }}
        </Loaded>
    }
}

#[component]
fn FactSheet(
    credential: Credential,
    apis: Vec<Api>,
    issued: RwSignal<Option<IssuedCredential>>,
    found: Loader<(Credential, Vec<Api>)>,
) -> impl IntoView {
    let tenant = use_tenant();
    let toaster = use_toaster();
    let refused =
        Callback::new(move |error| unless_out_of_date(error, toaster, || found.reload_then(settle_focus)));
    let place = use_organisation();
    let back = (route::admin::api_access(tenant), "API access".to_owned());
    let Credential { name, scopes, client, .. } = credential;
    let (id, regenerated) = (client.client_id, name.clone());
    let granted = of_catalogue(apis, |scope| scopes.contains(&scope.name));
    let title = name.clone();
    let regenerating = RwSignal::new(false);
    let may_act = place.may_act;
    let leaked = leaked(&client).map(|at| {
        let way_out = may_act.then(|| view! { <RegenerateButton regenerating /> });
        view! { <div class="mb-6"><Leaked at what=name.clone()>{way_out}</Leaked></div> }
    });
    let badge = leaked.is_some().then(|| view! { <LeakedBadge /> });
    let verbs = if place.may_act {
        view! {
            <Section title="Manage these credentials">
                <Actions>
                    <Action
                        consequence="Makes a new client secret. The old one stops working at once."
                        label="Regenerate secret…"
                        symbol=Symbol::Refresh
                        open=regenerating
                    />
                    <Delete id name refused />
                </Actions>
            </Section>
            <Regenerate id name=regenerated open=regenerating refused issued found />
        }
        .into_any()
    } else {
        view! { <div class="mt-8"><AskAdmin to="regenerate or delete these credentials" /></div> }.into_any()
    };
    view! {
        <PageHeader title lead=format!("Credentials for software that {} runs itself.", place.name) back>
            {badge}
        </PageHeader>
        <div class="mb-6 empty:hidden">
            <LostSecret client=client.clone()>
                {may_act.then(|| view! { <RegenerateButton regenerating /> })}
            </LostSecret>
        </div>
        {leaked}
        <div class="panel">
            <ClientFacts client />
        </div>
        <Section title="What they may do">
            <div class="panel">
                <ScopesByApi apis=granted choosing=Choosing::No />
            </div>
        </Section>
        {verbs}
    }
}

#[component]
fn Regenerate(
    id: CredentialId,
    name: String,
    open: RwSignal<bool>,
    refused: OnError,
    issued: RwSignal<Option<IssuedCredential>>,
    found: Loader<(Credential, Vec<Api>)>,
) -> impl IntoView {
    let (tenant, toaster, lost) = (use_tenant(), use_toaster(), use_lost_secrets());
    let then = move |answer: Answered<IssuedCredential>| match answer {
        Answered::Shown(now) => {
            issued.set(Some(now));
            settle_focus();
        }
        Answered::NotShown(_) => found.reload_then(move || {
            match untrack(|| found.get()) {
                Some((credential, _)) => lost.note(&credential.client),
                None => toaster.failed(SECRET_NOT_SHOWN),
            }
            settle_at_top();
        }),
    };
    view! {
        <ConfirmDialog
            open
            title=format!("Regenerate the secret of {name}?")
            refused
            verb="Regenerate secret"
            destroys=true
            run=move || answered(api::call(api::admin::regenerate_credential(tenant, id)))
            then
        >
            <p>
                "Software that uses the old secret stops working at once, until you give it the new one. The new secret is shown to you once. This action cannot be undone."
            </p>
        </ConfirmDialog>
    }
}

#[component]
fn Delete(id: CredentialId, name: String, refused: OnError) -> impl IntoView {
    let (tenant, toaster, navigate) = (use_tenant(), use_toaster(), use_navigate());
    let done = format!("The credentials {name} are deleted.");
    view! {
        <DeleteVerb
            consequence="Destroys the client ID and the secret for good. What uses them stops working."
            title=format!("Delete the credentials {name}?")
            name
            refused
            run=move |request| api::call(api::admin::delete_credential(tenant, id, request))
            then=move |()| {
                toaster.done(done.clone());
                navigate(&route::admin::api_access(tenant), Default::default());
            }
        >
            <p>
                "Software that uses them stops working within a second. The history stays readable. This action cannot be undone."
            </p>
        </DeleteVerb>
    }
}

#[component]
fn NewSecret(
    name: String,
    now: IssuedCredential,
    issued: RwSignal<Option<IssuedCredential>>,
    found: Loader<(Credential, Vec<Api>)>,
) -> impl IntoView {
    view! {
        <PageHeader
            title=format!("New secret of {name}")
            lead="The old secret no longer works. Put the new one where your software finds it."
        />
        <div class="panel">
            <Issued
                title="Secret regenerated. Save it now: it is shown only this once."
                issued=now
                advice="Keep it where your software reads its secrets, or in a password manager. Never put it into e-mail or source code."
                on_saved=move |()| {
                    found.reload_then(move || {
                        issued.set(None);
                        settle_focus();
                    });
                }
            />
        </div>
    }
}

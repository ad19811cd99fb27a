//! The page of one of the tenant's own credentials: what it may do, its secret, and how to regenerate or delete it.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::{
    connection::{StateName, StoppedBy},
    ids::CredentialId,
};
use wire::{
    admin::{Client, Credential, IssuedCredential},
    catalogue::Api,
};

use super::{
    edit::{Edit, Unused},
    on_screen::OnScreen,
    stops::{Disable, Stops},
};
use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{day, use_toaster},
        layout::{PageHeader, Section, use_organisation},
        list::Loaded,
    },
    pages::{
        actions::{Action, Actions},
        admin::{
            client_facts::ClientFacts,
            leaked_secret::{Ended, Leaked, ended, leaked},
            lost_secrets::{LostSecret, SECRET_NOT_SHOWN, use_lost_secrets},
            reader::{AskAdmin, use_tenant},
            receipts::{ReceiptLines, Receipts, newest},
            regenerate::{RegenerateDialog, open_where_asked},
            scopes::{Choosing, ScopesByApi, of_catalogue},
            verbs::{DeleteVerb, RegenerateButton},
        },
        answered::Answered,
        focus::{settle_at_top, settle_focus},
        hand_on::HandsOn,
        handed_on::HandedOn,
        issued::Issued,
        parameter::load_named,
        recent_calls::RecentCalls,
        secret_facts::SecretNotices,
        stops::{ConnectionBadge, Side, end_label},
        usage::UsageSection,
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
    let on_screen = OnScreen::new(found);
    let back = (route::admin::api_access(tenant), "API access".to_owned());
    let gone = Memo::new(move |_| matches!(found.error(), Some(ApiError::NotFound)));
    move || {
        if gone.get() {
            return view! { <OfDeleted /> }.into_any();
        }
        view! {
            <Loaded from=found thing="The credentials" back=back.clone() let:found_now>
                {move || {
                    let (credential, apis) = found_now.clone();
                    match on_screen.issued.get() {
                        Some(now) => view! { <NewSecret name=credential.name now on_screen /> }.into_any(),
                        None => view! { <FactSheet credential apis on_screen /> }.into_any(),
                    }
                }}
            </Loaded>
        }
        .into_any()
    }
}

/// The receipts of credentials that are deleted; where there never were any, the page is not found.
#[component]
fn OfDeleted() -> impl IntoView {
    let tenant = use_tenant();
    let back = (route::admin::api_access(tenant), "API access".to_owned());
    let receipts =
        load_named("credential", move |id| api::call(api::admin::credential_receipts(tenant, id, newest())));
    view! {
        <Loaded from=receipts thing="The credentials" back=back.clone() let:page>
            <PageHeader title="Deleted credentials" lead="These credentials are deleted. The signed records of what was decided about them stay." back=back.clone() />
            <Section title="Receipts">
                <ReceiptLines receipts=page.items />
            </Section>
        </Loaded>
    }
}

#[component]
fn FactSheet(credential: Credential, apis: Vec<Api>, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let back = (route::admin::api_access(tenant), "API access".to_owned());
    let facts = credential.clone();
    let Credential { name, scopes, client, stops, ends_at, .. } = credential;
    let (id, what) = (client.client_id, name.clone());
    let (all, disabled) = (apis.clone(), stops.iter().any(|stop| stop.by == StoppedBy::Tenant));
    let ends = ends_at.map(|at| format!(" {} on {}.", end_label(&stops), day(at))).unwrap_or_default();
    let lead = format!("Credentials for software that {} runs itself.{ends}", place.name);
    let granted = of_catalogue(apis, |scope| scopes.contains(&scope.name));
    let title = name.clone();
    let regenerating = RwSignal::new(false);
    if place.may_act {
        open_where_asked(regenerating);
    }
    let badge = (!stops.is_empty())
        .then(|| view! { <ConnectionBadge state=StateName::Paused stops side=Side::Admin /> });
    let for_dialog = client.clone();
    let changed = move |()| on_screen.found.reload_then(settle_focus);
    let verbs = if place.may_act {
        let regenerated = name.clone();
        let (edited, paused, offered) = (facts.clone(), facts.clone(), all.clone());
        view! {
            <Section title="Manage these credentials">
                <Actions>
                    <Edit credential=edited apis=offered on_screen />
                    <Action
                        consequence="Makes a new client secret. The old one stops at once, or works beside it for a time."
                        label="Regenerate secret…"
                        symbol=Symbol::Refresh
                        open=regenerating
                    />
                    {(!disabled).then(|| view! { <Disable credential=paused on_screen /> })}
                    <Delete id name on_screen />
                </Actions>
            </Section>
            <Regenerate client=for_dialog name=regenerated open=regenerating on_screen />
        }
        .into_any()
    } else {
        view! { <div class="mt-8"><AskAdmin to="edit, regenerate or delete these credentials" /></div> }
            .into_any()
    };
    view! {
        <PageHeader title lead back>
            {badge}
        </PageHeader>
        <Amiss client=client.clone() name=what regenerating />
        <Stops credential=facts.clone() on_screen />
        <div class="mb-6 empty:hidden">
            <Unused credential=facts apis=all on_screen />
        </div>
        <div class="panel">
            <ClientFacts client changed />
        </div>
        <HandedOn by=HandsOn::Admin(tenant) client=id />
        <Section title="What they may do">
            <div class="panel">
                <ScopesByApi apis=granted choosing=Choosing::No named=true />
            </div>
        </Section>
        <RecentCalls
            ask=move || api::admin::credential_attempts(tenant, id)
            lead="The last 50 that were refused, with the true reason, and the last 5 that got a token. Only your organisation reads this; the caller does not."
        />
        <UsageSection ask=move |query| api::admin::credential_usage(tenant, id, query) />
        <Receipts ask=move |query| api::admin::credential_receipts(tenant, id, query) />
        {verbs}
    }
}

/// What is amiss with the secrets, each with the way out.
#[component]
fn Amiss(client: Client, name: String, regenerating: RwSignal<bool>) -> impl IntoView {
    let may_act = use_organisation().may_act;
    let button = move || may_act.then(|| view! { <RegenerateButton regenerating /> });
    let leaked = leaked(&client).map(|at| {
        view! { <div class="mb-6"><Leaked at what=name>{button()}</Leaked></div> }
    });
    let ended = ended(&client).map(|at| view! { <div class="mb-6"><Ended at>{button()}</Ended></div> });
    let way_out = may_act.then(|| ViewFn::from(move || view! { <RegenerateButton regenerating /> }));
    let notices = client.secret_notices.clone();
    view! {
        <div class="mb-6 empty:hidden">
            <LostSecret client>{button()}</LostSecret>
        </div>
        {leaked}
        {ended}
        <div class="mb-6 grid gap-3 empty:hidden">
            <SecretNotices notices to_collect=false way_out />
        </div>
    }
}

#[component]
fn Regenerate(client: Client, name: String, open: RwSignal<bool>, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster, lost) = (use_tenant(), use_toaster(), use_lost_secrets());
    let id = client.client_id;
    let then = move |answer: Answered<IssuedCredential>| match answer {
        Answered::Shown(now) => {
            on_screen.issued.set(Some(now));
            settle_focus();
        }
        Answered::NotShown(_) => on_screen.found.reload_then(move || {
            match untrack(|| on_screen.found.get()) {
                Some((credential, _)) => lost.note(&credential.client),
                None => toaster.failed(SECRET_NOT_SHOWN),
            }
            settle_at_top();
        }),
    };
    view! {
        <RegenerateDialog
            open
            title=format!("Regenerate the secret of {name}?")
            refused=on_screen.refused()
            client
            now="Software that uses the old secret stops working at once, until you give it the new one."
            whose="The new secret is shown to you once."
            run=move |request| api::call(api::admin::regenerate_credential(tenant, id, request))
            then
        />
    }
}

#[component]
fn Delete(id: CredentialId, name: String, on_screen: OnScreen) -> impl IntoView {
    let (tenant, toaster, navigate) = (use_tenant(), use_toaster(), use_navigate());
    let done = format!("The credentials {name} are deleted.");
    view! {
        <DeleteVerb
            consequence="Destroys the client ID and the secret for good. What uses them stops working."
            title=format!("Delete the credentials {name}?")
            name
            refused=on_screen.refused()
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
fn NewSecret(name: String, now: IssuedCredential, on_screen: OnScreen) -> impl IntoView {
    view! {
        <PageHeader
            title=format!("New secret of {name}")
            lead="Put it where your software finds it. Whether the old one still works stands on the credentials’ page."
        />
        <div class="panel">
            <Issued
                title="Secret regenerated. Save it now: it is shown only this once."
                issued=now
                advice="Keep it where your software reads its secrets, or in a password manager. Never put it into e-mail or source code."
                by=HandsOn::Admin(use_tenant())
                on_saved=move |()| {
                    on_screen.found.reload_then(move || {
                        on_screen.issued.set(None);
                        settle_focus();
                    });
                }
            />
        </div>
    }
}

//! The consent page: what an app asks for, and the decision on it.

mod changes;
mod decide;
mod not_offered;
mod on_screen;
mod refuse;
mod summed_up;

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{
    app::HandOver,
    connection::StateName,
    ids::{AppId, ConnectionId},
};
use wire::admin::{Allowed, IssuedCredential, Review};

pub use self::{changes::DetailChanges, not_offered::NotOffered, on_screen::OnScreen};
use self::{decide::Decide, summed_up::summed_up};
use super::{
    about_publisher::AboutPublisher,
    ask::{AskForApp, AskedFor},
    reader::{AskAdmin, connect_title, use_tenant},
    scopes::{Choosing, NamesForDevelopers, ScopesByApi, scopes_of},
    several::SeveralLink,
    workload::WorkloadWords,
};
use crate::{
    api::{self, ApiError},
    components::{
        FoldedText, Logo,
        feedback::{Banner, ConfirmDialog, OnError, Time, Tone, use_toaster},
        layout::{Definitions, IdentifierTerm, PageHeader, Replace, use_organisation},
        list::{Loaded, Loader},
    },
    pages::{
        badges::{AiAgentNote, NameWarnings},
        focus::settle_focus,
        hand_on::HandsOn,
        issued::Issued,
        limits::networks_words,
        parameter::use_parameter,
    },
    route,
};

#[component]
pub fn Consent() -> impl IntoView {
    let id = use_parameter::<AppId>("app");
    // What was chosen for one app is nothing for another.
    move || view! { <ConsentTo app=id() /> }
}

#[component]
fn ConsentTo(app: Result<AppId, ApiError>) -> impl IntoView {
    let tenant = use_tenant();
    let review = Loader::new(move || {
        let app = app.clone();
        async move { api::call(api::admin::review(tenant, app?)).await }
    });
    let on_screen = OnScreen::new(Callback::new(move |()| review.reload_then(settle_focus)));
    let allowed = RwSignal::new(None::<Allowed>);
    let back = (route::admin::connect(tenant), connect_title().to_owned());
    move || match allowed.get() {
        Some(allowed) => view! { <SaveNow allowed /> }.into_any(),
        None => view! {
            <Loaded
                from=review
                thing="The app"
                back=back.clone()
                let:review
            >
                <Page review on_screen allowed />
            </Loaded>
        }
        .into_any(),
    }
}

#[component]
fn Page(review: Review, on_screen: OnScreen, allowed: RwSignal<Option<Allowed>>) -> impl IntoView {
    let tenant = use_tenant();
    // An address from before the decision.
    if let (StateName::Active | StateName::Paused | StateName::Deleted, Some(connection)) =
        (review.state, review.connection_id)
    {
        return view! { <Replace path=route::admin::connection(tenant, connection) /> }.into_any();
    }
    let back = (route::admin::connect(tenant), connect_title().to_owned());
    let may_act = use_organisation().may_act;
    let decision = match review.state {
        StateName::Awaiting if may_act => {
            view! { <Decide review=review.clone() on_screen allowed /> }.into_any()
        }
        StateName::Awaiting => view! {
            <Asked review=review.clone() />
            <AskAdmin to=format!("allow or decline {}", review.name) />
            <AskForApp review=review.clone() then=move |()| on_screen.read_again() />
        }
        .into_any(),
        _ => view! {
            <Decided review=review.clone() on_screen />
            <Asked review=review.clone() />
        }
        .into_any(),
    };
    view! {
        <PageHeader title=review.name.clone() lead=review.summary.clone() back />
        <div class="grid gap-6">
            <Replaced version=review.version name=review.name.clone() on_screen />
            <OtherDetails on_screen />
            <NameWarnings warnings=review.name_warnings.clone() />
            <AskedFor requests=review.asked_for.clone() />
            {may_act.then(|| view! { <SeveralLink app=review.app_id /> })}
            <About review />
            {decision}
        </div>
    }
    .into_any()
}

/// Says that the version on the screen is not the one that the person was deciding on.
#[component]
pub fn Replaced(version: u32, name: String, on_screen: OnScreen) -> impl IntoView {
    move || {
        on_screen.replaced.get().filter(|before| *before != version).map(|before| {
            view! {
                <Banner tone=Tone::Caution title=format!("{name} has changed what it asks for") alert=true>
                    {format!(
                        "You were looking at version {before}. Version {version} was published meanwhile, so nothing has been decided. Review version {version} below.",
                    )}
                </Banner>
            }
        })
    }
}

/// Says what the app says of itself now, and has not said when the person began to decide.
#[component]
pub fn OtherDetails(on_screen: OnScreen) -> impl IntoView {
    move || {
        let changes = on_screen.details.get();
        (!changes.is_empty()).then(|| {
            view! {
                <Banner tone=Tone::Caution title="The app has changed its details" alert=true>
                    <p>"This was changed while you were deciding, so nothing has been decided. Read it again below."</p>
                    <DetailChanges changes />
                </Banner>
            }
        })
    }
}

/// Who asks, in their words. `networks`, `workload`: whether it tells where requests come from and who signs in, which an
/// update that changes them shows beside what is allowed now.
#[component]
pub fn About(
    review: Review,
    #[prop(default = true)] networks: bool,
    #[prop(default = true)] workload: bool,
    /// For the developer, who has not published it yet.
    #[prop(optional)]
    preview: bool,
) -> impl IntoView {
    let note = (!review.note.is_empty()).then(|| {
        view! {
            <div class="grid gap-1">
                <h2>{format!("What {} writes about version {}", review.publisher.name, review.version)}</h2>
                <FoldedText text=review.note what="note" />
            </div>
        }
    });
    view! {
        <div class="panel grid gap-4">
            <div class="flex items-start gap-3">
                <Logo name=review.name url=review.logo_url />
                <div class="grid min-w-0 gap-1">
                    <AiAgentNote ai_agent=review.ai_agent />
                    <AboutPublisher
                        publisher=review.publisher
                        website=review.website
                        privacy_policy=review.privacy_policy
                        support_contact=review.support_contact
                    />
                    {if preview {
                        view! { <p class="text-sm text-muted">{format!("This is version {}.", review.version)}</p> }
                            .into_any()
                    } else {
                        view! {
                            <p class="text-sm text-muted">
                                {format!("You are looking at version {}, published ", review.version)}
                                <Time at=review.published_at /> "."
                            </p>
                        }
                            .into_any()
                    }}
                </div>
            </div>
            {(!review.description.is_empty()).then(|| view! { <FoldedText text=review.description what="description" /> })}
            {networks.then(|| view! { <Networks networks=review.egress_networks /> })}
            {review.workload.filter(|_| workload).map(|workload| view! { <WorkloadWords workload /> })}
            {note}
        </div>
    }
}

#[component]
fn Networks(networks: Vec<String>) -> impl IntoView {
    view! {
        <p>
            "Its requests come from: " <strong>{networks_words(&networks)}</strong> "."
            {(!networks.is_empty())
                .then_some(" From elsewhere it gets no access, even with the right credentials.")}
        </p>
    }
}

/// What is asked for, where there is nothing to choose.
#[component]
fn Asked(review: Review) -> impl IntoView {
    let (line, named) = (summed_up(&review.apis), scopes_of(&review.apis));
    view! {
        <div class="panel grid gap-4">
            <div class="grid gap-1">
                <h2>{format!("What {} asks for", review.name)}</h2>
                <p class="font-semibold">{line}</p>
            </div>
            <ScopesByApi apis=review.apis choosing=Choosing::Shown asker=review.publisher.name />
            <NamesForDevelopers scopes=named />
        </div>
    }
}

/// The decision that was taken before, and the way back from it.
#[component]
fn Decided(review: Review, on_screen: OnScreen) -> impl IntoView {
    let Some(connection) = review.connection_id else { return ().into_any() };
    let Review { name, state, reason, on_show, publisher, version, .. } = review;
    let place = use_organisation();
    let may_act = place.may_act;
    let blocked = state == StateName::Blocked;
    let title = match state {
        StateName::Declined => format!("{} has declined {name}", place.name),
        StateName::Blocked => format!("{} has blocked {name}", place.name),
        _ => {
            return ().into_any();
        }
    };
    view! {
        <Banner tone=Tone::Caution title>
            <div class="grid gap-3">
                {reason.map(|reason| view! { <p>{format!("The reason that its developer reads: “{reason}”")}</p> })}
                {(may_act && on_show)
                    .then(|| {
                        let (name, refused) = (name.clone(), on_screen.refused(version));
                        view! { <TakeUp connection name blocked refused then=move |()| on_screen.read_again() /> }
                    })}
                {(!on_show).then(|| view! { <NotOffered name publisher /> })}
            </div>
        </Banner>
    }
    .into_any()
}

/// Takes back a decline or a block: the app waits for a decision again.
#[component]
pub fn TakeUp(
    connection: ConnectionId,
    name: String,
    blocked: bool,
    refused: OnError,
    #[prop(into)] then: Callback<()>,
) -> impl IntoView {
    let tenant = use_tenant();
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let (label, verb, title) = if blocked {
        ("Unblock…", "Unblock", format!("Unblock {name}?"))
    } else {
        ("Reconsider…", "Reconsider", format!("Reconsider {name}?"))
    };
    let consequence = format!(
        "{name} still has no access. It waits for a decision again: you can then allow or decline it."
    );
    view! {
        <div>
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                {label}
            </button>
        </div>
        <ConfirmDialog
            open
            title
            verb
            refused
            run=move || async move {
                match blocked {
                    true => api::call(api::admin::unblock(tenant, connection)).await,
                    false => api::call(api::admin::reconsider(tenant, connection)).await,
                }
            }
            then=move |connection: wire::admin::Connection| {
                toaster.done(format!("{} waits for your decision.", connection.app_name));
                then.run(());
                settle_focus();
            }
        >
            <p>{consequence.clone()}</p>
        </ConfirmDialog>
    }
}

/// After Allow: the credentials, once.
#[component]
fn SaveNow(allowed: Allowed) -> impl IntoView {
    let tenant = use_tenant();
    let navigate = use_navigate();
    let Allowed { connection, credential } = allowed;
    let (id, name, hand_over) = (connection.id, connection.app_name, connection.hand_over);
    if credential.client_secret.is_none() {
        return view! { <NothingToShare id name hand_over credential /> }.into_any();
    }
    // Back must not lead here: the app waits for no decision any more.
    let to_connection = move |()| {
        let options = NavigateOptions { replace: true, ..Default::default() };
        navigate(&route::admin::connection(tenant, id), options);
    };
    view! {
        <PageHeader
            title=format!("{name} is connected")
            lead="One step is left: hand the credentials over to its developer."
        />
        <div class="panel">
            <Issued
                title="Access allowed. Save these now: the secret is shown only this once."
                issued=credential
                by=HandsOn::Admin(tenant)
                on_saved=to_connection
            />
        </div>
    }
    .into_any()
}

/// After Allow, where no secret was made: what the app works with, for whoever wants it.
#[component]
fn NothingToShare(
    id: ConnectionId,
    name: String,
    hand_over: HandOver,
    credential: IssuedCredential,
) -> impl IntoView {
    let (lead, words) = match hand_over {
        HandOver::Keyless => (
            "There is no secret to share.",
            "The app signs its requests with a key of its own. Its developer finds the client ID in the developer portal: there is nothing for you to hand over.",
        ),
        HandOver::Workload => (
            "There is no secret to share.",
            "The app’s software signs in with its platform’s own identity. Its developer finds the client ID in the developer portal: there is nothing for you to hand over.",
        ),
        HandOver::AdminShares | HandOver::DeveloperCollects => (
            "The developer collects the secret.",
            "Its developer reveals the secret once in the developer portal. You never see it, and there is nothing for you to hand over.",
        ),
    };
    view! {
        <PageHeader title=format!("{name} is connected") lead>
            <a class="btn btn-primary" href=route::admin::connection(use_tenant(), id)>"Go to the connection"</a>
        </PageHeader>
        <div class="panel grid gap-5">
            <p>{words}</p>
            <Definitions>
                <IdentifierTerm label="Client ID" value=credential.client_id.to_string() what="client ID" />
                <IdentifierTerm label="Token URL" value=credential.token_endpoint what="token URL" />
                <IdentifierTerm label="Issuer" value=credential.issuer what="issuer" />
            </Definitions>
        </div>
    }
}

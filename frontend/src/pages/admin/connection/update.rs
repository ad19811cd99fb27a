//! The page on which an admin reviews a newer version of a connected app, and answers it scope by scope.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use model::{connection::PausedBy, ids::ConnectionId, update::Answers};
use wire::{
    admin::Connection as Facts,
    updates::{AnswerUpdate, ScopeAnswer, UpdateReview},
};

use super::on_screen::above;
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Banner, Tone, use_toaster},
        form::{ErrorSummary, Form, FormState, SubmitButton},
        layout::{PageHeader, use_organisation},
        list::{Loaded, Loader},
    },
    pages::{
        admin::{
            consent::{OnScreen, OtherDetails, Replaced},
            reader::{AskAdmin, use_tenant},
        },
        focus::settle_focus,
        parameter::use_parameter,
        update::{
            Answering, Groups, UpdateContents, left_out_though_required, still_asked, undecided, with_titles,
        },
    },
    route,
};

/// The review of a newer version of a connected app.
#[component]
pub fn Update() -> impl IntoView {
    let id = use_parameter::<ConnectionId>("connection");
    // What was answered for one app is nothing for another.
    move || view! { <UpdateOf connection=id() /> }
}

#[component]
fn UpdateOf(connection: Result<ConnectionId, ApiError>) -> impl IntoView {
    let tenant = use_tenant();
    // Both at once: what is answered is drawn again only once.
    let found = Loader::new(move || {
        let connection = connection.clone();
        async move {
            let connection = connection?;
            let facts = api::call(api::admin::connection(tenant, connection)).await?;
            Ok((facts, api::call(api::admin::update_review(tenant, connection)).await?))
        }
    });
    let on_screen = OnScreen::new(Callback::new(move |()| found.reload_then(settle_focus)));
    let answers = RwSignal::new(Answers::new());
    see(found);
    let back = above(tenant);
    view! {
        <Loaded from=found thing="The update" back let:found>
            <Page facts=found.0 update=found.1 on_screen answers />
        </Loaded>
    }
}

/// Tells the developer that an admin has opened the review. Where that fails, nothing is lost but this.
fn see(found: Loader<(Facts, UpdateReview)>) {
    let tenant = use_tenant();
    let may_act = use_organisation().may_act;
    let seen = StoredValue::new(0);
    Effect::new(move || {
        let Some((facts, update)) = found.get() else { return };
        let version = update.review.version;
        if may_act && version > facts.version && seen.get_value() != version {
            seen.set_value(version);
            spawn_local(
                async move { drop(api::call(api::admin::see_update(tenant, facts.id, version)).await) },
            );
        }
    });
}

#[component]
fn Page(
    facts: Facts,
    update: UpdateReview,
    on_screen: OnScreen,
    answers: RwSignal<Answers>,
) -> impl IntoView {
    let tenant = use_tenant();
    let connection = route::admin::connection(tenant, facts.id);
    let back = (connection.clone(), facts.app_name.clone());
    let (version, name) = (update.review.version, update.review.name.clone());
    let suspended = facts.paused_by.contains(&PausedBy::Platform);
    let content = match (version > facts.version, use_organisation().may_act && !suspended) {
        (false, _) => view! { <a class="link" href=connection>"Back to the connection"</a> }.into_any(),
        (true, true) => view! { <Decide facts=facts.clone() update on_screen answers /> }.into_any(),
        (true, false) => view! {
            <UpdateContents update answering=Answering::Shown />
            {if suspended {
                view! { <Suspended name=name.clone() /> }.into_any()
            } else {
                view! { <AskAdmin to="accept this update" /> }.into_any()
            }}
        }
        .into_any(),
    };
    view! {
        <PageHeader title=format!("Update of {name}") lead=lead(&facts, version) back />
        <div class="grid gap-6">
            <Replaced version name on_screen />
            <OtherDetails on_screen />
            {content}
        </div>
    }
}

fn lead(facts: &Facts, version: u32) -> String {
    let held = facts.version;
    if version <= held {
        return format!("Version {held} is allowed, and it is the newest. There is nothing to review.");
    }
    let rest = "If you do nothing, the app keeps its present access.";
    if facts.left_version == version {
        format!(
            "Version {held} is allowed. Version {version} was left out, and can still be accepted. {rest}"
        )
    } else {
        format!("Version {held} is allowed. Version {version} waits for review. {rest}")
    }
}

/// Why there is nothing to press.
#[component]
fn Suspended(name: String) -> impl IntoView {
    view! {
        <Banner tone=Tone::Caution title=format!("The platform has suspended {name}")>
            "This update can be accepted when the platform has restored the app."
        </Banner>
    }
}

#[component]
fn Decide(
    facts: Facts,
    update: UpdateReview,
    on_screen: OnScreen,
    answers: RwSignal<Answers>,
) -> impl IntoView {
    let tenant = use_tenant();
    let (form, toaster, navigate) = (FormState::new(), use_toaster(), use_navigate());
    let (id, version) = (facts.id, update.review.version);
    let details_revision = update.review.details_revision;
    let credentials = credentials_words(&facts, &update);
    let groups = Groups::of(&update);
    answers.update(|all| *all = still_asked(&groups, all));
    let refused = on_screen.refused(version);
    let all = groups.clone();
    let save = move |()| {
        let given = answers.get_untracked();
        if let Some(title) = undecided(&all, &given) {
            return form.refuse("answers", format!("Decide about “{title}”: grant, not now or never."));
        }
        let given = given.into_iter().map(|(name, answer)| ScopeAnswer { name, answer });
        let request = AnswerUpdate { version, details_revision, answers: given.collect() };
        let navigate = navigate.clone();
        let saved = move |facts: Facts| {
            let Facts { app_name, version: held, .. } = facts;
            toaster.done(match held == version {
                true => format!("{app_name} now has version {version}."),
                false => format!("{app_name} stays on version {held}. Its developer reads your answers."),
            });
            navigate(&route::admin::connection(tenant, id), Default::default());
        };
        let scopes = all.clone();
        form.send_or(api::call(api::admin::answer_update(tenant, id, request)), saved, move |error| {
            refused.run(error).map(|error| with_titles(error, &scopes))
        });
    };
    view! {
        <Form state=form on_submit=save>
            <div class="grid gap-6">
                <ErrorSummary />
                <UpdateContents update=update.clone() answering=Answering::By(answers) />
                <Required groups=groups.clone() update answers />
                <div class="panel flex flex-wrap items-center justify-between gap-4">
                    <p>
                        <Decided groups answers />
                        " "
                        {credentials}
                    </p>
                    <div class="decision-actions">
                        <a class="btn" href=route::admin::connection(tenant, id)>"Decide later"</a>
                        <SubmitButton label="Save decision" />
                    </div>
                </div>
            </div>
        </Form>
    }
}

/// "1 of 2 decided."
#[component]
fn Decided(groups: Groups, answers: RwSignal<Answers>) -> impl IntoView {
    let new: Vec<_> = groups.new.into_iter().map(|one| one.scope.name).collect();
    (!new.is_empty()).then_some(move || {
        let decided = answers.with(|answers| new.iter().filter(|name| answers.contains_key(name)).count());
        view! { <strong>{format!("{decided} of {} decided.", new.len())}</strong> }
    })
}

/// What follows where something that the version requires is left out.
#[component]
fn Required(groups: Groups, update: UpdateReview, answers: RwSignal<Answers>) -> impl IntoView {
    let (version, held, name) = (update.review.version, update.accepted_version, update.review.name);
    let missing = Memo::new(move |_| answers.with(|answers| left_out_though_required(&groups, answers)));
    move || {
        missing.get().map(|title| {
            let title = format!("Version {version} works only with “{title}”");
            let words = format!(
                "While it is left out, {name} stays on version {held} with its present access, and nothing else of version {version} can be granted."
            );
            view! { <Banner tone=Tone::Caution title>{words}</Banner> }
        })
    }
}

/// What becomes of the app's ways to get tokens.
fn credentials_words(facts: &Facts, update: &UpdateReview) -> String {
    let has_secret = facts.client.as_ref().is_some_and(|client| !client.secrets.is_empty());
    let (stay, too) = if has_secret {
        ("The client ID and the secret stay the same.", " too")
    } else {
        ("The client ID stays the same.", "")
    };
    match (&update.accepted_workload, &update.review.workload) {
        (None, Some(_)) => {
            format!("{stay} Once you accept, the app can sign in with its platform’s identity{too}.")
        }
        (Some(now), Some(next)) if now != next => {
            format!(
                "{stay} Once you accept, the other software signs in, and that which does now no longer can."
            )
        }
        _ => stay.to_owned(),
    }
}

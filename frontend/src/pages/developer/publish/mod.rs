//! Publishing a version: scopes from the catalogue, why each is needed, and what follows for tenants.

mod changes;
mod picker;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::ids::AppId;
use wire::{
    catalogue::Api,
    developer::{App, AppVersion, MOST_NETWORKS, PublishVersion},
    problem::{FieldProblem, ProblemCode},
    texts::VersionNote,
};

use self::{
    changes::{Changes, ChangesView},
    picker::{Picker, Picks, name_fields},
};
use super::reader::{ViewerNote, use_publisher};
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Banner, Tone, use_toaster},
        form::{ErrorSummary, Form, FormState, SubmitButton, TextArea},
        layout::{PageHeader, Section, use_organisation},
        list::Loaded,
    },
    pages::parameter::load_named,
    route,
};

#[component]
pub fn Publish() -> impl IntoView {
    let publisher = use_publisher();
    let loader = load_named("app", move |id| async move {
        let app = api::call(api::developer::app(publisher, id)).await?;
        Ok((app, api::call(api::developer::catalogue(publisher)).await?))
    });
    view! {
        <Loaded from=loader thing="The app" back=(route::developer::apps(publisher), "Apps".to_owned()) let:loaded>
            <Content app=loaded.0 catalogue=loaded.1 />
        </Loaded>
    }
}

#[component]
fn Content(app: App, catalogue: Vec<Api>) -> impl IntoView {
    let publisher = use_publisher();
    let newest = RwSignal::new(app.version.clone());
    let name = app.details.name.to_string();
    let title = Signal::derive(move || format!("Publish version {}", next(newest)));
    view! {
        <PageHeader
            title
            lead=format!("What {name} asks each tenant’s admin for. A version never changes once it is published.")
            back=(route::developer::app(publisher, app.id), name)
        />
        <ViewerNote />
        {use_organisation().may_act.then(|| view! { <PublishForm app=app.id newest catalogue /> })}
    }
}

fn next(newest: RwSignal<Option<AppVersion>>) -> u32 {
    newest.with(|newest| newest.as_ref().map_or(0, |version| version.number)) + 1
}

/// The newest version's networks, one a line.
fn lines(newest: Option<&AppVersion>) -> String {
    newest.map(|version| version.egress_networks.join("\n")).unwrap_or_default()
}

fn in_lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What is wrong with single networks, at the one field that holds them all.
fn together(error: ApiError) -> ApiError {
    let ApiError::Problem(mut problem) = error else { return error };
    let (networks, mut others): (Vec<_>, Vec<_>) =
        problem.errors.into_iter().partition(|wrong| wrong.field.starts_with(NETWORKS));
    if !networks.is_empty() {
        let message = networks.into_iter().map(|wrong| wrong.message).collect::<Vec<_>>().join(" ");
        others.push(FieldProblem { field: NETWORKS.to_owned(), message });
    }
    problem.errors = others;
    ApiError::Problem(problem)
}

const NETWORKS: &str = "egress_networks";

/// What came of publishing.
enum Outcome {
    Published(AppVersion),
    /// Someone else was faster; the app as it is now.
    Overtaken(Box<App>),
}

#[component]
fn PublishForm(app: AppId, newest: RwSignal<Option<AppVersion>>, catalogue: Vec<Api>) -> impl IntoView {
    let publisher = use_publisher();
    let picks = Picks::new(&catalogue, newest.get_untracked().as_ref());
    let (form, note, overtaken) = (FormState::new(), RwSignal::new(String::new()), RwSignal::new(false));
    let networks = RwSignal::new(lines(newest.get_untracked().as_ref()));
    let (navigate, toaster) = (use_navigate(), use_toaster());
    let publish = Callback::new(move |()| {
        let wanted = picks.wanted();
        if wanted.is_empty() {
            return form.refuse("scopes", "Choose at least one scope.");
        }
        let after_version = next(newest) - 1;
        let note = note.get_untracked().trim().into();
        let egress_networks = networks.with_untracked(|text| in_lines(text));
        let egress_networks = egress_networks.into_iter().map(Into::into).collect();
        let request = PublishVersion { after_version, scopes: wanted.clone(), note, egress_networks };
        let call = async move {
            match api::call(api::developer::publish(publisher, app, request)).await {
                Ok(version) => Ok(Outcome::Published(version)),
                Err(error) if error.code() == Some(ProblemCode::VersionChanged) => {
                    api::call(api::developer::app(publisher, app))
                        .await
                        .map(|app| Outcome::Overtaken(Box::new(app)))
                }
                Err(error) => Err(together(name_fields(error, &wanted))),
            }
        };
        let navigate = navigate.clone();
        form.send(call, move |outcome| match outcome {
            Outcome::Published(version) => {
                toaster.done(format!("Version {} is published.", version.number));
                navigate(&route::developer::app(publisher, app), Default::default());
            }
            Outcome::Overtaken(current) => {
                form.touch();
                newest.set(current.version);
                overtaken.set(true);
            }
        });
    });
    let changes = Memo::new(move |_| {
        let lines = networks.with(|text| in_lines(text));
        newest.with(|newest| Changes::new(newest.as_ref(), &picks.wanted_tracked(), &lines))
    });
    view! {
        <Form state=form on_submit=publish guard=true>
            <ErrorSummary />
            <Picker picks />
            <div class="panel grid gap-5">
                <TextArea
                    name="egress_networks"
                    label="Where its requests come from"
                    value=networks
                    optional=true
                    monospace=true
                    hint=format!("One network a line, such as 192.0.2.0/24, or a single address; at most {MOST_NETWORKS}. Admins see them, and the token endpoint refuses requests from elsewhere. Empty: from anywhere.")
                />
                <p class="text-muted">
                    "Networks belong to the version: a connected tenant keeps those of the version that its admin accepted, even if a new one drops some. When your addresses change, publish first, and move once they have accepted."
                </p>
                <TextArea
                    name="note"
                    label="Note to admins"
                    value=note
                    optional=true
                    hint="What is new and what they should know, in plain words."
                    rule=VersionNote::RULE
                />
            </div>
            <Section title="What this changes">
                {move || overtaken.get().then(|| view! { <Overtaken newest /> })}
                {move || view! { <ChangesView changes=changes.get() /> }}
            </Section>
            <div class="form-actions">
                {move || view! { <SubmitButton label=format!("Publish version {}", next(newest)) /> }}
                <a class="btn" href=route::developer::app(publisher, app)>
                    "Cancel"
                </a>
            </div>
        </Form>
    }
}

#[component]
fn Overtaken(newest: RwSignal<Option<AppVersion>>) -> impl IntoView {
    let version = newest.get();
    let number = version.as_ref().map_or(0, |version| version.number);
    let who = version.map_or_else(|| "Someone".to_owned(), |version| version.published_by);
    view! {
        <Banner tone=Tone::Caution title=format!("Version {number} has been published meanwhile") alert=true>
            {format!("{who} was faster, and yours is not published. What is new and dropped is now compared with version {number}: check it, then publish again.")}
        </Banner>
    }
}

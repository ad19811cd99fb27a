//! The form of the next version, from which it is saved, previewed and published.

use leptos::prelude::*;
use wire::{
    developer::{AppVersion, MOST_NETWORKS},
    texts::VersionNote,
    updates::PublishingCheck,
};

use super::{
    changes::ChangesView,
    confirm::ConfirmPublishing,
    draft::{DraftBanner, SaveDraftButton},
    picker::Picker,
    preview::Preview,
    workload::WorkloadFields,
    writing::{NETWORKS, Outcome, Writing, next},
};
use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        form::{ErrorSummary, Form, FormState, SideButton, SubmitButton, TextArea},
        layout::Section,
    },
    pages::developer::reader::use_publisher,
    route,
};

/// Why the server is asked what publishing would do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Preview,
    Publish,
}

#[component]
pub fn PublishForm(writing: Writing, discarded: Callback<()>) -> impl IntoView {
    let publisher = use_publisher();
    let (form, overtaken) = (FormState::new(), RwSignal::new(false));
    let (checked, confirming) = (RwSignal::new(None::<PublishingCheck>), RwSignal::new(false));
    let preview = RwSignal::new(None::<PublishingCheck>);
    let newest = writing.newest;
    let overtake = Callback::new(move |version: Option<AppVersion>| {
        form.touch();
        newest.set(version);
        overtaken.set(true);
    });
    let ask = move |wish: Wish| {
        let request = writing.version();
        if request.scopes.is_empty() {
            return form.refuse("scopes", "Choose at least one scope.");
        }
        let dirty = form.dirty().get_untracked();
        let wanted = request.scopes.clone();
        let check = api::call(api::developer::publishing_check(publisher, writing.app, request));
        form.send(writing.asked(publisher, wanted, check), move |outcome| {
            if dirty {
                form.touch();
            }
            match outcome {
                Outcome::Overtaken(app) => overtake.run(app.version),
                Outcome::Done(check) if wish == Wish::Preview => preview.set(Some(check)),
                Outcome::Done(check) => {
                    checked.set(Some(check));
                    confirming.set(true);
                }
            }
        });
    };
    let changes = Memo::new(move |_| writing.changes());
    view! {
        <DraftBanner writing form discarded />
        <Form state=form on_submit=move |()| ask(Wish::Publish) guard=true>
            <ErrorSummary />
            <Fields writing />
            <Section title="What this changes">
                {move || overtaken.get().then(|| view! { <Overtaken newest /> })}
                {move || view! { <ChangesView changes=changes.get() /> }}
            </Section>
            <div class="form-actions sticky-actions">
                <p class="font-semibold">{move || writing.picks.counted()}</p>
                <PublishButton writing unchanged=Signal::derive(move || changes.with(|all| all.none_since())) />
                <SideButton on_press=move |()| ask(Wish::Preview)>"Preview for admins"</SideButton>
                <SaveDraftButton writing form />
                <a class="btn" href=route::developer::app(publisher, writing.app)>
                    "Cancel"
                </a>
            </div>
        </Form>
        {move || preview.get().map(|check| view! { <Preview check /> })}
        <ConfirmPublishing writing form checked open=confirming overtake />
    }
}

#[component]
fn Fields(writing: Writing) -> impl IntoView {
    view! {
        <Picker picks=writing.picks />
        <div class="panel grid gap-5">
            <WorkloadFields draft=writing.workload />
        </div>
        <div class="panel grid gap-5">
            <TextArea
                name=NETWORKS
                label="Where its requests come from"
                value=writing.networks
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
                value=writing.note
                optional=true
                hint="What is new and what they should know, in plain words."
                rule=VersionNote::RULE
            />
        </div>
    }
}

/// Where nothing differs from the newest version, it says so and cannot be pressed.
#[component]
fn PublishButton(writing: Writing, unchanged: Signal<Option<u32>>) -> impl IntoView {
    let unchanged = Memo::new(move |_| unchanged.get());
    move || {
        let label = format!("Publish version {}…", next(writing.newest));
        match unchanged.get() {
            None => view! { <SubmitButton label /> }.into_any(),
            Some(version) => view! {
                <button type="submit" class="btn btn-primary" disabled aria-describedby="nothing-to-publish">
                    {label}
                </button>
                <p id="nothing-to-publish" class="text-sm text-muted">
                    {format!("Nothing differs from version {version} yet.")}
                </p>
            }
            .into_any(),
        }
    }
}

#[component]
fn Overtaken(newest: RwSignal<Option<AppVersion>>) -> impl IntoView {
    let version = newest.get();
    let number = version.as_ref().map_or(0, |version| version.number);
    let who = version.map_or_else(|| "Someone".to_owned(), |version| version.published_by);
    let words = format!(
        "{who} was faster, and yours is not published. What is new and dropped is now compared with version {number}: check it, then publish again."
    );
    view! {
        <Banner tone=Tone::Caution title=format!("Version {number} has been published meanwhile") alert=true>
            {words}
        </Banner>
    }
}

//! The page of one publisher, as operators see it.

use leptos::prelude::*;
use model::ids::PublisherId;
use wire::{
    operator::{ChangePublisher, Publisher as Facts},
    texts::OrganisationName,
};

use super::owners::Owners;
use crate::{
    api,
    components::{
        feedback::{Identifier, Time, use_toaster},
        form::{Checkbox, ErrorSummary, Form, FormState, SubmitButton, TextField, WebAddressField},
        layout::{Definitions, IdentifierTerm, PageHeader, Section, Term},
        list::{Loaded, Loader},
    },
    pages::{
        badges::VerifiedBadge,
        focus::settle_focus,
        parameter::load_named,
        revised::{Revised, Theirs},
        typed::filled,
    },
    route,
    session::use_session,
};

#[component]
pub fn Publisher() -> impl IntoView {
    let facts = load_named("publisher", |id| api::call(api::operator::publisher(id)));
    // Outside of what a change draws again: it holds links that are shown once, and what is typed.
    let found = Memo::new(move |_| facts.get().map(|publisher| publisher.id));
    view! {
        <Loaded
            from=facts
            thing="The publisher"
            back=(route::operator::PUBLISHERS.to_owned(), "Publishers".to_owned())
            let:publisher
        >
            <FactSheet publisher=publisher.clone() />
            <Change publisher facts />
        </Loaded>
        {move || found.get().map(|publisher| view! { <OwnersOf publisher /> })}
    }
}

#[component]
fn OwnersOf(publisher: PublisherId) -> impl IntoView {
    let list = Loader::new(move || api::items(api::operator::publisher_invitations(publisher)));
    let invite = move |request| api::call(api::operator::invite_publisher_owner(publisher, request));
    view! { <Owners list invite /> }
}

#[component]
fn FactSheet(publisher: Facts) -> impl IntoView {
    view! {
        <PageHeader
            title=publisher.name
            lead="A developer organisation, its sandbox, and whether you have checked who is behind it."
            back=(route::operator::PUBLISHERS.to_owned(), "Publishers".to_owned())
        >
            <VerifiedBadge verified=publisher.verified />
        </PageHeader>
        <div class="panel">
            <Definitions>
                <IdentifierTerm label="Publisher ID" value=publisher.id.to_string() what="publisher ID" />
                <Term label="Sandbox tenant">
                    <span class="flex flex-wrap items-center gap-2">
                        <Identifier value=publisher.sandbox_tenant_id.to_string() what="sandbox tenant ID" />
                        <a class="link" href=route::operator::tenant(publisher.sandbox_tenant_id)>"Open sandbox"</a>
                    </span>
                </Term>
                <Term label="Apps">{publisher.apps}</Term>
                <Term label="Members">{publisher.members}</Term>
                <Term label="Created">
                    <Time at=publisher.created_at />
                </Term>
            </Definitions>
        </div>
    }
}

#[component]
fn Change(publisher: Facts, facts: Loader<Facts>) -> impl IntoView {
    let (form, toaster, session) = (FormState::new(), use_toaster(), use_session());
    let (id, revised) = (publisher.id, Revised::of(&publisher));
    let (name, website) =
        (RwSignal::new(publisher.name), RwSignal::new(publisher.website.unwrap_or_default()));
    let verified = RwSignal::new(publisher.verified);
    let save = move |()| {
        let request = ChangePublisher {
            revision: revised.revision(),
            name: name.get_untracked().into(),
            website: filled(&website.get_untracked()).map(Into::into),
            verified: verified.get_untracked(),
        };
        let change = api::call(api::operator::change_publisher(id, request));
        form.send(revised.save(change, api::call(api::operator::publisher(id))), move |publisher: Facts| {
            toaster.done(format!("{} is saved.", publisher.name));
            facts.set(publisher);
            session.refresh();
            settle_focus();
        });
    };
    let take = move |theirs: Facts| {
        name.set(theirs.name);
        website.set(theirs.website.unwrap_or_default());
        verified.set(theirs.verified);
    };
    view! {
        <Section title="Details">
            <div class="panel">
                <Form state=form on_submit=save guard=true>
                    <ErrorSummary />
                    <Theirs revised fields=stored take />
                    <TextField name="name" label="Name" value=name rule=OrganisationName::RULE autocomplete="off" />
                    <WebAddressField name="website" label="Website" value=website />
                    <Checkbox
                        name="verified"
                        label="Verified publisher"
                        value=verified
                        hint="Tick this only when you have checked who is behind it: tenant admins read it beside each app."
                    />
                    <div class="form-actions">
                        <SubmitButton label="Save details" />
                    </div>
                </Form>
            </div>
        </Section>
    }
}

fn stored(publisher: &Facts) -> Vec<(&'static str, String)> {
    let verified = if publisher.verified { "Verified" } else { "Not verified" };
    vec![
        ("Name", publisher.name.clone()),
        ("Website", publisher.website.clone().unwrap_or_default()),
        ("Publisher", verified.to_owned()),
    ]
}

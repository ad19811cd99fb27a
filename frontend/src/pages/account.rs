//! The account page of the person who is signed in.

use leptos::prelude::*;

use crate::{
    components::{
        Icon, Symbol,
        feedback::{Badge, Breakable, Identifier, Tone},
        layout::{Definitions, PageHeader, Section, Term, ThemeSwitch, use_sign_out},
        list::{Column, EmptyState, Table},
    },
    pages::pending::capitalised,
    route,
    session::{Organisation, use_session},
};

#[component]
pub fn Account() -> impl IntoView {
    let session = use_session();
    let sign_out = use_sign_out();
    let facts = move || {
        session.me().map(|me| {
            let (name, email, id) = (me.name.clone(), me.email.to_string(), me.id.to_string());
            view! {
                <Definitions>
                    <Term label="Name">
                        {name} " "
                        <a class="link" href=route::NAME>
                            "Edit name"
                        </a>
                    </Term>
                    <Term label="E-mail address">
                        <Breakable text=email />
                        " "
                        <a class="link" href=route::ADDRESS>
                            "Change address"
                        </a>
                    </Term>
                    <Term label="Person ID">
                        <Identifier value=id what="person ID" />
                    </Term>
                    <Term label="Theme">
                        <ThemeSwitch />
                    </Term>
                </Definitions>
            }
        })
    };
    view! {
        <PageHeader title="Your account" lead="Who you are here, and where you belong.">
            <button type="button" class="btn" on:click=move |_| sign_out()>
                <Icon symbol=Symbol::SignOut />
                "Sign out of this browser"
            </button>
        </PageHeader>
        <div class="panel">{facts}</div>
        <Section title="Sessions" lead="The browsers and scripts in which you are signed in.">
            <p>
                <a class="link" href=route::SESSIONS>
                    "See and end your sessions"
                </a>
            </p>
        </Section>
        <Section title="Access tokens" lead="With one, a program does what you may do. Changing your password keeps them; a link to a new password ends them.">
            <p>
                <a class="link" href=route::ACCESS_TOKENS>
                    "See, make and end access tokens"
                </a>
            </p>
        </Section>
        <Section title="Notices" lead="Your inbox tells you what happens in your organisations, and it is mailed as you choose.">
            <p class="flex flex-wrap gap-x-4 gap-y-2">
                <a class="link" href=route::NOTICES>
                    "Open your inbox"
                </a>
                <a class="link" href=route::NOTICE_SETTINGS>
                    "Choose what is mailed to you"
                </a>
            </p>
        </Section>
        <Section title="Password" lead="Another password signs you out everywhere else.">
            <p>
                <a class="link" href=route::PASSWORD>
                    "Change password"
                </a>
            </p>
        </Section>
        <Section title="Two-step sign-in" lead="A code from an app on your phone beside your password.">
            <p>
                <a class="link" href=route::SECOND_FACTOR>
                    "Set up or remove two-step sign-in"
                </a>
            </p>
        </Section>
        <Section title="Your organisations" lead="Your role decides what you may do in each of them.">
            {move || view! { <Places places=session.organisations() /> }}
        </Section>
    }
}

#[component]
fn Places(places: Vec<Organisation>) -> impl IntoView {
    if places.is_empty() {
        return view! {
            <EmptyState title="You belong to no organisation" symbol=Symbol::Building>
                "Ask an owner or admin of your organisation to invite you."
            </EmptyState>
        }
        .into_any();
    }
    view! { <Table label="Your organisations" columns=columns() rows=Signal::stored(places) /> }.into_any()
}

fn columns() -> Vec<Column<Organisation>> {
    vec![
        Column::name("Organisation", |place: &Organisation| {
            let (home, sandbox) = (place.home(), place.sandbox);
            view! {
                <a class="link" href=home>
                    {place.name.clone()}
                </a>
                {sandbox.then(|| view! { " " <Badge tone=Tone::Info symbol=Symbol::Flask>"Sandbox"</Badge> })}
            }
        }),
        Column::new("Portal", |place: &Organisation| place.portal().name()),
        Column::new("Your role", |place: &Organisation| capitalised(place.role())),
    ]
}

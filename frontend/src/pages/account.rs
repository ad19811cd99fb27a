//! What belongs to the person who is signed in.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    components::{ParentRoute, Route},
    path,
};

use crate::{
    components::{
        Icon, Symbol,
        feedback::{Badge, Identifier, Tone, use_toaster},
        layout::{AccountFrame, Definitions, PageHeader, Section, Term, ThemeSwitch},
        list::{Cell, EmptyState, Table, TableRow},
    },
    session::{Organisation, use_session},
};

#[component(transparent)]
pub fn AccountRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/account") view=AccountFrame>
            <Route path=path!("") view=Account />
        </ParentRoute>
    }
    .into_inner()
}

#[component]
fn Account() -> impl IntoView {
    let session = use_session();
    let toaster = use_toaster();
    let sign_out = move |_| {
        spawn_local(async move {
            if let Err(error) = session.sign_out().await {
                toaster.failed(error);
            }
        });
    };
    let facts = move || {
        session.me().map(|me| {
            let (name, email, id) = (me.name.clone(), me.email.to_string(), me.id.to_string());
            view! {
                <Definitions>
                    <Term label="Name">{name}</Term>
                    <Term label="E-mail address">{email}</Term>
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
            <button type="button" class="btn" on:click=sign_out>
                <Icon symbol=Symbol::SignOut />
                "Sign out of this browser"
            </button>
        </PageHeader>
        <div class="panel">{facts}</div>
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
    let row = |place: Organisation| {
        let (home, sandbox) = (place.home(), place.sandbox);
        view! {
            <TableRow>
                <Cell>
                    <a class="link" href=home>
                        {place.name}
                    </a>
                    {sandbox.then(|| view! { " " <Badge tone=Tone::Info symbol=Symbol::Flask>"Sandbox"</Badge> })}
                </Cell>
                <Cell label="Portal">{place.portal.name()}</Cell>
                <Cell label="Your role">{capitalised(place.role)}</Cell>
            </TableRow>
        }
    };
    view! {
        <Table label="Your organisations" columns=vec!["Organisation", "Portal", "Your role"]>
            {places.into_iter().map(row).collect_view()}
        </Table>
    }
    .into_any()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

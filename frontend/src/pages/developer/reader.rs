//! The publisher of the address, and what its reader may do there.

use leptos::prelude::*;
use model::{ids::PublisherId, role::PublisherRole};
use wire::page::PageQuery;

use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        layout::use_organisation,
        list::Loader,
    },
    pages::contacts::Contacts,
};

/// The publisher of the address. The frame has found it among the person's own.
pub fn use_publisher() -> PublisherId {
    expect_context()
}

/// Tells a viewer that they may only look, and whom to ask. Nothing for others.
#[component]
pub fn ViewerNote() -> impl IntoView {
    (!use_organisation().may_act).then(|| view! { <Note /> })
}

#[component]
fn Note() -> impl IntoView {
    let publisher = use_publisher();
    let members = Loader::new(move || api::call(api::developer::members(publisher, PageQuery::default())));
    let owners = Signal::derive(move || {
        let members = members.get().map(|page| page.items).unwrap_or_default();
        let owners = members.into_iter().filter(|member| member.role == PublisherRole::Owner);
        owners.map(|owner| (owner.name, owner.email.to_string())).collect::<Vec<_>>()
    });
    view! {
        <div class="mb-6">
            <Banner tone=Tone::Info title="You are a viewer here">
                <p>"You see everything in this portal and change nothing. For more, ask an owner:"</p>
                <Contacts people=owners />
            </Banner>
        </div>
    }
}

//! The page on which an operator creates a publisher.

use leptos::prelude::*;
use wire::operator::{CreatedPublisher, NewPublisher as Request};

use super::new_organisation::{Created, NewOrganisation, Words};
use crate::{api, components::form::WebAddressField, pages::typed::filled, route};

impl From<CreatedPublisher> for Created {
    fn from(CreatedPublisher { publisher, invited }: CreatedPublisher) -> Self {
        Self { address: route::operator::publisher(publisher.id), name: publisher.name, invited }
    }
}

#[component]
pub fn NewPublisher() -> impl IntoView {
    let words = Words {
        title: "Create publisher",
        lead: "A developer organisation. It gets a sandbox tenant of its own.",
        list: (route::operator::PUBLISHERS, "Publishers"),
        name_hint: "Tenant admins read it beside each app.",
    };
    let website = RwSignal::new(String::new());
    let create = move |name, owner_email, deliver| {
        let website = filled(&website.get_untracked()).map(Into::into);
        api::call(api::operator::create_publisher(Request { name, website, owner_email, deliver }))
    };
    view! {
        <NewOrganisation words create>
            <WebAddressField name="website" label="Website" value=website />
        </NewOrganisation>
    }
}

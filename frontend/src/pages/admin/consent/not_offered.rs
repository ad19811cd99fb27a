//! The consent page of an app that cannot be decided on now, and why.

use leptos::prelude::*;
use wire::admin::PublisherCard;

use crate::{
    api,
    components::{layout::use_organisation, list::Loader},
    pages::admin::reader::{connect_title, use_tenant},
    route,
};

/// Why there is nothing to decide about an app, and what can be done about it.
#[component]
pub fn NotOffered(name: String, publisher: PublisherCard) -> impl IntoView {
    let (tenant, place, title) = (use_tenant(), use_organisation().name, connect_title());
    let blocked = Loader::new(move || api::call(api::admin::blocked_publishers(tenant)));
    move || {
        let PublisherCard { id, name: publisher, .. } = publisher.clone();
        let is_blocked = blocked.get().map(|page| page.items.iter().any(|one| one.publisher.id == id));
        match is_blocked {
            Some(true) => view! {
                <p>
                    {format!("{place} has blocked {publisher}, so {name} is not offered here. An admin can unblock {publisher} under ")}
                    <a class="link" href=route::admin::connect(tenant)>{title}</a> "."
                </p>
            }
            .into_any(),
            Some(false) => view! {
                <p>
                    {format!("{name} is not offered to {place} any more, so there is nothing to decide. Its developer has withdrawn it, or the platform has suspended it.")}
                </p>
            }
            .into_any(),
            None => view! {
                <p>
                    {format!("{name} is not offered to {place}, so there is nothing to decide. Its developer has withdrawn it, the platform has suspended it, or {place} has blocked {publisher}.")}
                </p>
            }
            .into_any(),
        }
    }
}

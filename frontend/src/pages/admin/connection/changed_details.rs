//! The banner on a connection whose app has changed its details since an admin last saw them.

use leptos::prelude::*;
use wire::admin::{Connection as Facts, DetailsSeen};

use super::on_screen::OnScreen;
use crate::{
    api,
    components::{
        feedback::{Banner, Tone},
        form::{ErrorSummary, Form, FormState, SubmitButton},
        layout::use_organisation,
    },
    pages::admin::{
        consent::DetailChanges,
        reader::{AskAdmin, use_tenant},
    },
};

/// What the app says of itself otherwise than when an admin last looked.
#[component]
pub fn ChangedDetails(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let Facts { id, details_revision, changed_details, app_name, .. } = facts;
    if changed_details.is_empty() {
        return ().into_any();
    }
    let (tenant, form) = (use_tenant(), FormState::new());
    let refused = on_screen.refused();
    let seen = move |()| {
        let call = api::call(api::admin::see_details(tenant, id, DetailsSeen { details_revision }));
        form.send_or(call, move |facts| on_screen.changed(facts), move |error| refused.run(error));
    };
    let may_act = use_organisation().may_act;
    let who = if may_act { "you" } else { "an admin" };
    let action = may_act.then(|| {
        view! {
            <Form state=form on_submit=seen>
                <ErrorSummary />
                <div class="mt-3">
                    <SubmitButton label="Mark as seen" />
                </div>
            </Form>
        }
    });
    view! {
        <Banner tone=Tone::Caution title=format!("{app_name} has changed its details")>
            <p>{format!("It may still do exactly what {who} allowed. Make sure that it is still the app that you know.")}</p>
            <DetailChanges changes=changed_details />
            {action}
        </Banner>
        {(!may_act).then(|| view! { <AskAdmin to="mark this as seen" /> })}
    }
    .into_any()
}

use leptos::prelude::*;
use model::connection::StoppedBy;
use wire::admin::{Connection as Facts, Renew as Request};

use super::OnScreen;
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, use_toaster},
    },
    pages::{
        admin::{
            end_date::{EndDateField, end_of_day},
            parts::use_tenant,
        },
        parts::wrong_field,
        stops::{Side, stopped_besides, stopped_by},
    },
};

/// Gives access that has ended another end, or none.
#[component]
pub fn Renew(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let tenant = use_tenant();
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let ends = RwSignal::new(String::new());
    let Facts { id, app_name, stops, .. } = facts;
    let words = match stopped_besides(&stops, StoppedBy::EndDate, Side::Admin) {
        None => format!("{app_name} can get tokens again, with the same credentials and permissions."),
        Some(why) => {
            format!("This lifts the end date only. {app_name} still gets no tokens: {why}.")
        }
    };
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon symbol=Symbol::Refresh />
            "Renew…"
        </button>
        <ConfirmDialog
            open
            title=format!("Renew the access of {app_name}?")
            verb="Renew access"
            refused=on_screen.refused()
            run=move || async move {
                let ends_at = end_of_day(&ends.get_untracked()).map_err(|wrong| wrong_field("ends_at", wrong))?;
                api::call(api::admin::renew(tenant, id, Request { ends_at })).await
            }
            then=move |facts: Facts| {
                let words = match stopped_by(&facts.stops, Side::Admin) {
                    None => format!("The access of {} is renewed.", facts.app_name),
                    Some(why) => format!("The end date is lifted. {} still gets no tokens: {why}.", facts.app_name),
                };
                toaster.done(words);
                on_screen.changed(facts);
            }
        >
            <p>{words.clone()}</p>
            <EndDateField value=ends />
        </ConfirmDialog>
    }
}

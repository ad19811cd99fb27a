//! The ways out of the stops that a tenant lifts: its own, and the end date.

use std::future::Future;

use leptos::prelude::*;
use model::connection::StoppedBy;
use wire::admin::{Connection as Facts, Renew as Request};

use super::on_screen::OnScreen;
use crate::{
    api::{self, ApiError},
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, use_toaster},
    },
    pages::{
        admin::{end_date::EndDateField, reader::use_tenant, renew_for::RenewFor},
        end_of_day::end_of_day,
        stops::{Side, stopped_besides, stopped_by},
        typed::wrong_field,
    },
};

#[derive(Clone, Copy)]
struct Words {
    button: &'static str,
    verb: &'static str,
    /// Before, where something else stops it too.
    only: &'static str,
    /// After, of the app's name.
    done: fn(&str) -> String,
    /// After, where something else stops it too.
    in_part: &'static str,
}

/// What to say when it is done.
fn after(facts: &Facts, words: Words) -> String {
    let app = &facts.app_name;
    match stopped_by(&facts.stops, Side::Admin) {
        None => (words.done)(app),
        Some(why) => format!("{} {app} still gets no tokens: {why}.", words.in_part),
    }
}

/// Lifts the tenant's own stop.
#[component]
pub fn Restore(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let (tenant, id) = (use_tenant(), facts.id);
    let words = Words {
        button: "Restore…",
        verb: "Restore",
        only: "This lifts your own stop only.",
        done: |app| format!("{app} is restored."),
        in_part: "Your stop is lifted.",
    };
    let title = format!("Restore {}?", facts.app_name);
    let run = move || api::call(api::admin::resume(tenant, id));
    view! { <Lift facts on_screen by=StoppedBy::Tenant words title run /> }
}

/// Gives access that has ended another end, or none.
#[component]
pub fn Renew(facts: Facts, on_screen: OnScreen) -> impl IntoView {
    let (tenant, id, toaster) = (use_tenant(), facts.id, use_toaster());
    let ends = on_screen.ends;
    let words = Words {
        button: "Renew until…",
        verb: "Renew access",
        only: "This lifts the end date only.",
        done: |app| format!("The access of {app} is renewed."),
        in_part: "The end date is lifted.",
    };
    let title = format!("Renew the access of {}?", facts.app_name);
    let run = move || async move {
        let ends_at = end_of_day(&ends.get_untracked()).map_err(|wrong| wrong_field("ends_at", wrong))?;
        api::call(api::admin::renew(tenant, id, Request { ends_at })).await
    };
    let app = facts.app_name.clone();
    let at_once = move |ends_at| api::call(api::admin::renew(tenant, id, Request { ends_at }));
    let then = move |facts: Facts| {
        toaster.done(after(&facts, words));
        on_screen.changed(facts);
    };
    view! {
        <div class="flex flex-wrap items-end gap-2" role="group" aria-label=format!("Renew the access of {app}")>
            <RenewFor run=at_once then refused=on_screen.refused() />
            <Lift facts on_screen by=StoppedBy::EndDate words title run>
                <EndDateField value=ends />
            </Lift>
        </div>
    }
}

/// A button, and the question behind it. The children are fields.
#[component]
fn Lift<Run, Call>(
    facts: Facts,
    on_screen: OnScreen,
    by: StoppedBy,
    words: Words,
    title: String,
    run: Run,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView
where
    Run: Fn() -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<Facts, ApiError>> + 'static,
{
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let Facts { app_name: app, stops, .. } = facts;
    let consequence = match stopped_besides(&stops, by, Side::Admin) {
        None => format!("{app} can get tokens again, with the same credentials and permissions."),
        Some(why) => format!("{} {app} still gets no tokens: {why}.", words.only),
    };
    let then = move |facts: Facts| {
        toaster.done(after(&facts, words));
        if by == StoppedBy::EndDate {
            on_screen.ends.set(String::new());
        }
        on_screen.changed(facts);
    };
    view! {
        <button type="button" class="btn" on:click=move |_| open.set(true)>
            <Icon symbol=Symbol::Refresh />
            {words.button}
        </button>
        <ConfirmDialog
            open
            title
            verb=words.verb
            refused=on_screen.refused()
            run
            then
        >
            <p>{consequence.clone()}</p>
            {children.as_ref().map(|fields| fields())}
        </ConfirmDialog>
    }
}

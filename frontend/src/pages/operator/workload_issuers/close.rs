//! Closing a workload issuer, and opening it again.

use leptos::prelude::*;
use wire::workload::WorkloadIssuer;

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Banner, ConfirmDialog, Day, Tone, use_toaster},
        layout::Section,
        list::Loader,
    },
    pages::{focus::settle_focus, out_of_date::unless_out_of_date},
};

/// Says on top of the page that no one signs in with its tokens.
#[component]
pub fn Closed(found: WorkloadIssuer) -> impl IntoView {
    found.closed_at.map(|at| {
        view! {
            <Banner tone=Tone::Caution title="This issuer is closed">
                "Since " <Day at /> ", no app can sign in with its tokens. What developers named and admins allowed is kept."
            </Banner>
        }
    })
}

/// How many apps name it, and whose clients theirs are; none where no app does.
fn naming(apps: u64) -> Option<(String, &'static str)> {
    match apps {
        0 => None,
        1 => Some(("One app names it.".to_owned(), "its")),
        many => Some((format!("{many} apps name it."), "their")),
    }
}

fn what_opening_does(apps: u64) -> String {
    match naming(apps) {
        None => "No app names it. Developers can name it again.".to_owned(),
        Some((apps, whose)) => {
            format!(
                "{apps} At each tenant whose admin has allowed it, {whose} clients can sign in with it again."
            )
        }
    }
}

fn what_closing_does(apps: u64) -> String {
    match naming(apps) {
        None => "No app names it, so nothing stops working. Developers can no longer name it. You can open it again.".to_owned(),
        Some((apps, whose)) => format!(
            "{apps} Within a second, {whose} clients can no longer sign in with it, and the tokens that they have stop working. Clients that also have a secret can still sign in with that. You can open it again."
        ),
    }
}

/// The verb that there is, with its consequence.
#[component]
pub fn CloseOrOpen(found: WorkloadIssuer, loader: Loader<WorkloadIssuer>) -> impl IntoView {
    let (asking, toaster) = (RwSignal::new(false), use_toaster());
    let WorkloadIssuer { id, name, closed_at, apps, .. } = found;
    let closed = closed_at.is_some();
    let apps = apps.unwrap_or_default();
    let (section, button, verb, title, consequence) = if closed {
        ("Open again", "Open again…", "Open again", format!("Open {name} again?"), what_opening_does(apps))
    } else {
        ("Close this issuer", "Close…", "Close issuer", format!("Close {name}?"), what_closing_does(apps))
    };
    let words = consequence.clone();
    let symbol = if closed { Symbol::Refresh } else { Symbol::Ban };
    let refused =
        Callback::new(move |error| unless_out_of_date(error, toaster, || loader.reload_then(settle_focus)));
    view! {
        <Section title=section>
            <div class="panel flex flex-wrap items-center justify-between gap-3">
                <p class="min-w-0 flex-1 basis-72">{consequence}</p>
                <button type="button" class="btn shrink-0" on:click=move |_| asking.set(true)>
                    <Icon symbol />
                    {button}
                </button>
            </div>
        </Section>
        <ConfirmDialog
            open=asking
            title
            verb
            refused
            run=move || async move {
                match closed {
                    true => api::call(api::operator::open_workload_issuer(id)).await,
                    false => api::call(api::operator::close_workload_issuer(id)).await,
                }
            }
            then=move |issuer: WorkloadIssuer| {
                let state = if issuer.closed_at.is_some() { "closed" } else { "open again" };
                toaster.done(format!("{} is {state}.", issuer.name));
                loader.set(issuer);
                settle_focus();
            }
        >
            <p>{words.clone()}</p>
        </ConfirmDialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_clients_are_told_of_where_no_app_names_it() {
        for said in [what_closing_does(0), what_opening_does(0)] {
            assert!(said.starts_with("No app names it") && !said.contains("clients"), "{said}");
        }
    }

    #[test]
    fn one_app_and_several_have_their_clients() {
        for said in [what_closing_does(1), what_opening_does(1)] {
            assert!(said.starts_with("One app names it.") && said.contains("its clients"), "{said}");
        }
        for said in [what_closing_does(3), what_opening_does(3)] {
            assert!(said.starts_with("3 apps name it.") && said.contains("their clients"), "{said}");
        }
    }
}

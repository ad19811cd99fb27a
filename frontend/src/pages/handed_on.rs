//! The one-time links to a client's secrets that no one has opened yet.

use leptos::prelude::*;
use model::ids::CredentialId;
use wire::secrets::SecretLink;

use crate::{
    components::{
        feedback::{Banner, ConfirmDialog, Time, Tone, use_toaster},
        layout::{Section, use_organisation},
        list::Loader,
    },
    pages::{focus::settle_focus, hand_on::HandsOn, out_of_date::unless_out_of_date},
};

/// Nothing where there is none.
#[component]
pub fn HandedOn(by: HandsOn, client: CredentialId) -> impl IntoView {
    let links = Loader::new(move || by.links(client));
    let failed = move || {
        links.error().map(|error| {
            view! {
                <Banner tone=Tone::Caution title="The one-time links cannot be shown">{error.to_string()}</Banner>
            }
        })
    };
    let listed = move || {
        links.get().filter(|links| !links.is_empty()).map(|items| {
            let one = move |link: SecretLink| view! { <Link by client link links /> };
            view! {
                <Section
                    title="One-time links"
                    lead="Each shows a secret to whoever opens it first, once. None of these was opened yet."
                >
                    <ul class="panel grid divide-y divide-base-300 py-2" role="list">
                        {items.into_iter().map(one).collect_view()}
                    </ul>
                </Section>
            }
        })
    };
    view! {
        {failed}
        {listed}
    }
}

#[component]
fn Link(
    by: HandsOn,
    client: CredentialId,
    link: SecretLink,
    links: Loader<Vec<SecretLink>>,
) -> impl IntoView {
    let SecretLink { id, hint, created_by, created_at, expires_at } = link;
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let read_again = move || links.reload_then(settle_focus);
    let refused = Callback::new(move |error| unless_out_of_date(error, toaster, read_again));
    let spoken = hint.clone();
    let withdraw = move || {
        view! {
            <button type="button" class="btn shrink-0" on:click=move |_| open.set(true)>
                "Withdraw…"
                <span class="sr-only">{format!(" the link to the secret that ends in {spoken}")}</span>
            </button>
            <ConfirmDialog
                open
                title="Withdraw this one-time link?"
                verb="Withdraw"
                refused
                run=move || by.withdraw(client, id)
                then=move |()| {
                    toaster.done("The link is withdrawn.");
                    read_again();
                }
            >
                <p>"Whoever opens it from now on sees nothing. The secret itself works as before."</p>
            </ConfirmDialog>
        }
    };
    view! {
        <li class="flex flex-wrap items-center justify-between gap-3 py-4">
            <p class="min-w-0 flex-1 basis-72">
                {format!("Shows the secret that ends in {hint}. Made by {created_by} ")} <Time at=created_at />
                "; it ends " <Time at=expires_at /> "."
            </p>
            {use_organisation().may_act.then(withdraw)}
        </li>
    }
}

//! What a newer version changes about the app itself, old beside new.

use leptos::prelude::*;
use wire::{updates::UpdateReview, workload::WorkloadInWords};

use super::answers::Answering;
use crate::{
    components::{
        feedback::{Banner, Tone},
        layout::{Definitions, Term},
    },
    pages::{
        admin::{consent::DetailChanges, workload::WorkloadOrNone},
        limits::networks_words,
    },
};

/// How many things change.
pub fn count(update: &UpdateReview) -> usize {
    update.changed_details.len() + usize::from(other_networks(update)) + usize::from(other_workload(update))
}

fn other_networks(update: &UpdateReview) -> bool {
    update.accepted_networks != update.review.egress_networks
}

fn other_workload(update: &UpdateReview) -> bool {
    update.accepted_workload != update.review.workload
}

/// Nothing where nothing changes.
#[component]
pub fn AppChanges(update: UpdateReview, answering: Answering) -> impl IntoView {
    let then = match answering {
        Answering::By(_) => "Once you save your decision",
        Answering::Preview | Answering::Shown => "Once an admin accepts",
    };
    let networks = other_networks(&update).then(|| {
        let (now, next) =
            (networks_words(&update.accepted_networks), networks_words(&update.review.egress_networks));
        let title = format!("{} changes where its requests come from", update.review.name);
        view! {
            <Banner tone=Tone::Caution title>
                <Definitions>
                    <Term label="Now">{now}</Term>
                    <Term label=then>{next}</Term>
                </Definitions>
            </Banner>
        }
    });
    let workload = other_workload(&update).then(|| {
        let title = workload_title(&update.review.name, update.accepted_workload.as_ref());
        let (now, next) = (update.accepted_workload.clone(), update.review.workload.clone());
        view! {
            <Banner tone=Tone::Caution title>
                <Definitions>
                    <Term label="Now"><WorkloadOrNone workload=now /></Term>
                    <Term label=then><WorkloadOrNone workload=next /></Term>
                </Definitions>
            </Banner>
        }
    });
    let details = (!update.changed_details.is_empty()).then(|| {
        let changes = update.changed_details.clone();
        let title = format!("{} has changed what it says about itself", update.review.name);
        view! {
            <Banner tone=Tone::Caution title>
                <DetailChanges changes />
            </Banner>
        }
    });
    view! { {details} {networks} {workload} }
}

fn workload_title(name: &str, now: Option<&WorkloadInWords>) -> String {
    match now {
        None => format!("{name} wants to sign in with its platform’s identity"),
        Some(_) => format!("{name} changes which software signs in"),
    }
}

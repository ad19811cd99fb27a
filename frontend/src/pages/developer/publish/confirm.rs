//! The question before a version is published: what would happen at whom.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wire::{
    developer::AppVersion,
    updates::{PublishingCheck, ScopeCount},
};

use super::writing::{Outcome, Writing};
use crate::{
    api,
    components::{
        feedback::{ConfirmDialog, use_toaster},
        form::FormState,
    },
    pages::{counted::count, developer::reader::use_publisher},
    route,
};

#[component]
pub fn ConfirmPublishing(
    writing: Writing,
    form: FormState,
    checked: RwSignal<Option<PublishingCheck>>,
    open: RwSignal<bool>,
    overtake: Callback<Option<AppVersion>>,
) -> impl IntoView {
    let publisher = use_publisher();
    let (navigate, toaster) = (use_navigate(), use_toaster());
    let title = Signal::derive(move || {
        let version = checked.with(|check| check.as_ref().map_or(0, |check| check.version));
        format!("Publish version {version}?")
    });
    let then = Callback::new(move |(outcome,): (Outcome<AppVersion>,)| match outcome {
        Outcome::Overtaken(app) => overtake.run(app.version),
        Outcome::Done(version) => {
            form.settle();
            toaster.done(format!("Version {} is published.", version.number));
            navigate(&route::developer::app(publisher, writing.app), Default::default());
        }
    });
    view! {
        <ConfirmDialog
            open
            title
            verb="Publish"
            run=move || {
                let request = writing.version();
                let wanted = request.scopes.clone();
                let call = api::call(api::developer::publish(publisher, writing.app, request));
                writing.asked(publisher, wanted, call)
            }
            then
        >
            <ul class="bullets">
                {move || {
                    let lines = checked.with(|check| check.as_ref().map(consequences).unwrap_or_default());
                    lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()
                }}
            </ul>
            <p class="mt-3">"A version is never changed or taken back once it is published."</p>
        </ConfirmDialog>
    }
}

/// What happens at once, and what waits.
fn consequences(check: &PublishingCheck) -> Vec<String> {
    if check.tenants == 0 {
        return vec!["No tenant has connected the app: nothing changes for anyone yet.".to_owned()];
    }
    let scope = |one: &ScopeCount| format!("{} ({})", one.title, one.name);
    let losing = check.losing.iter().map(|one| {
        format!("{} {} now.", count(one.tenants as usize, "tenant loses", "tenants lose"), scope(one))
    });
    let workload = (check.losing_workload > 0).then(|| {
        let tenants = count(check.losing_workload as usize, "tenant", "tenants");
        format!("At {tenants} your software can no longer sign in with its platform’s identity, from now on.")
    });
    let asked = check.asked.iter().map(|one| {
        let tenants = count(one.tenants as usize, "tenant", "tenants");
        format!("The admins of {tenants} are asked about {}.", scope(one))
    });
    let mut all: Vec<_> = losing.chain(workload).chain(asked).collect();
    if all.is_empty() {
        let tenants = count(check.tenants as usize, "tenant", "tenants");
        all.push(format!("No grant changes. The admins of {tenants} review the version when they like."));
    }
    all
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use model::{
        app::HandOver,
        connection::StateName,
        ids::{AppId, PublisherId},
    };
    use wire::{
        admin::{PublisherCard, Review},
        updates::UpdateReview,
    };

    use super::*;

    fn check() -> PublishingCheck {
        let publisher = PublisherCard {
            id: PublisherId::new(1, &[1; 10]),
            name: String::new(),
            website: None,
            verified: false,
        };
        let review = Review {
            app_id: AppId::new(1, &[1; 10]),
            name: String::new(),
            summary: String::new(),
            description: String::new(),
            logo_url: None,
            website: None,
            privacy_policy: None,
            support_contact: String::new(),
            ai_agent: false,
            hand_over: HandOver::AdminShares,
            publisher,
            name_warnings: Vec::new(),
            details_revision: 1,
            version: 3,
            note: String::new(),
            published_at: DateTime::UNIX_EPOCH,
            egress_networks: Vec::new(),
            workload: None,
            apis: Vec::new(),
            state: StateName::Awaiting,
            connection_id: None,
            reason: None,
            on_show: true,
            asked_for: Vec::new(),
        };
        let preview = UpdateReview {
            review,
            standings: Vec::new(),
            accepted_version: 2,
            left_version: 0,
            changed_details: Vec::new(),
            accepted_networks: Vec::new(),
            accepted_workload: None,
        };
        PublishingCheck {
            version: 3,
            unchanged: false,
            tenants: 3,
            losing: Vec::new(),
            losing_workload: 0,
            asked: Vec::new(),
            preview,
        }
    }

    fn counted(name: &str, title: &str, tenants: u32) -> ScopeCount {
        ScopeCount { name: name.parse().unwrap(), title: title.to_owned(), tenants }
    }

    #[test]
    fn what_happens_now_stands_before_what_waits() {
        let losing = vec![counted("remittances.change", "Post remittances", 2)];
        let asked = vec![counted("notes.read", "Read notes", 1)];
        let lines = consequences(&PublishingCheck { losing, asked, losing_workload: 1, ..check() });
        assert_eq!(
            lines,
            [
                "2 tenants lose Post remittances (remittances.change) now.",
                "At 1 tenant your software can no longer sign in with its platform’s identity, from now on.",
                "The admins of 1 tenant are asked about Read notes (notes.read).",
            ]
        );
    }

    #[test]
    fn where_nothing_is_taken_or_asked_it_says_so() {
        assert_eq!(
            consequences(&check()),
            ["No grant changes. The admins of 3 tenants review the version when they like."]
        );
        let none = consequences(&PublishingCheck { tenants: 0, ..check() });
        assert_eq!(none, ["No tenant has connected the app: nothing changes for anyone yet."]);
    }
}

//! Asking the admins for an app: the viewer's dialogs, and who asks.

use leptos::prelude::*;
use model::ids::AppId;
use wire::{
    admin::Review,
    app_requests::{self, AppRequest},
    texts::Reason,
};

use super::reader::use_tenant;
use crate::{
    api,
    components::{
        feedback::{ConfirmDialog, Time, use_toaster},
        form::TextArea,
    },
    session::use_session,
};

/// For whoever may not decide: asks the admins for the app, or withdraws that.
#[component]
pub fn AskForApp(review: Review, #[prop(into)] then: Callback<()>) -> impl IntoView {
    let me = use_session().me().map(|me| me.id);
    let asked = review.asked_for.iter().any(|one| Some(one.asked_by_id) == me);
    let (app, name) = (review.app_id, review.name);
    if asked {
        view! { <Withdraw app name then /> }.into_any()
    } else {
        view! { <Ask app name then /> }.into_any()
    }
}

#[component]
fn Ask(app: AppId, name: String, then: Callback<()>) -> impl IntoView {
    let tenant = use_tenant();
    let (open, reason, toaster) = (RwSignal::new(false), RwSignal::new(String::new()), use_toaster());
    let title = format!("Ask an admin for {name}?");
    view! {
        <div>
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                "Ask an admin…"
            </button>
        </div>
        <ConfirmDialog
            open
            title
            verb="Ask"
            run=move || {
                let request = app_requests::AskForApp { reason: reason.get_untracked().into() };
                async move { api::call(api::admin::ask_for_app(tenant, app, request)).await }
            }
            then=move |_: AppRequest| {
                toaster.done(format!("The admins see that you ask for {name}."));
                then.run(());
            }
        >
            <p>"Admins see your name and your reason until one of them decides."</p>
            <TextArea name="reason" label="What do you need it for?" value=reason rule=Reason::RULE rows=3 />
        </ConfirmDialog>
    }
}

#[component]
fn Withdraw(app: AppId, name: String, then: Callback<()>) -> impl IntoView {
    let tenant = use_tenant();
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let title = format!("Withdraw your request for {name}?");
    view! {
        <div class="flex flex-wrap items-center gap-3">
            <p>"You have asked the admins for this app."</p>
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                "Withdraw request…"
            </button>
        </div>
        <ConfirmDialog
            open
            title
            verb="Withdraw request"
            run=move || api::call(api::admin::withdraw_app_request(tenant, app))
            then=move |()| {
                toaster.done(format!("You no longer ask for {name}."));
                then.run(());
            }
        >
            <p>"The app stays where it is: an admin may still decide about it."</p>
        </ConfirmDialog>
    }
}

/// Who asks for an app, and why; nothing where no one does.
#[component]
pub fn AskedFor(requests: Vec<AppRequest>) -> impl IntoView {
    let one = |request: AppRequest| {
        view! {
            <li class="grid gap-1">
                <p><strong>{request.asked_by}</strong> " asked " <Time at=request.asked_at /></p>
                <p class="whitespace-pre-line wrap-anywhere">{format!("“{}”", request.reason)}</p>
            </li>
        }
    };
    (!requests.is_empty()).then(|| {
        view! {
            <div class="panel grid gap-4">
                <h2>"Who asks for it"</h2>
                <ul class="grid gap-4" role="list">{requests.into_iter().map(one).collect_view()}</ul>
            </div>
        }
    })
}

/// "Vera Lund asks for it", in a list.
pub fn asked_words(requests: &[AppRequest]) -> Option<String> {
    match requests {
        [] => None,
        [one] => Some(format!("{} asks for it", one.asked_by)),
        [one, others @ ..] => Some(format!("{} and {} more ask for it", one.asked_by, others.len())),
    }
}

#[cfg(test)]
mod tests {
    use model::{Timestamp, ids::PersonId};

    use super::*;

    #[test]
    fn a_list_says_who_asks() {
        let request = AppRequest {
            app_id: AppId::new(1, &[1; 10]),
            asked_by: "Vera Lund".to_owned(),
            asked_by_id: PersonId::new(1, &[1; 10]),
            reason: String::new(),
            asked_at: Timestamp::default(),
        };
        let said = |number: usize| asked_words(&vec![request.clone(); number]);
        assert_eq!(said(0), None);
        assert_eq!(said(1).as_deref(), Some("Vera Lund asks for it"));
        assert_eq!(said(3).as_deref(), Some("Vera Lund and 2 more ask for it"));
    }
}

//! Access that has ended is renewed by a click.

use std::future::Future;

use leptos::prelude::*;
use model::Timestamp;

use crate::{
    api::ApiError,
    components::{
        feedback::OnError,
        form::{ErrorSummary, Form, FormState, SideButton},
    },
    pages::end_of_day::days_ahead,
};

/// For so many days from now.
const USUAL: [i64; 3] = [30, 90, 365];

/// A button for each usual time.
#[component]
pub fn RenewFor<T, Run, Call>(
    /// Starts the call, with the new end.
    run: Run,
    #[prop(into)] then: Callback<(T,)>,
    refused: OnError,
) -> impl IntoView
where
    T: Send + Sync + 'static,
    Run: Fn(Option<Timestamp>) -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
{
    let form = FormState::new().named("Renew");
    let button = |days: i64| {
        let run = run.clone();
        let press = move |()| {
            let answered = move |answer: T| then.run((answer,));
            form.send_or(run(days_ahead(days)), answered, move |error| refused.run(error));
        };
        view! { <SideButton on_press=press>{format!("Renew for {days} days")}</SideButton> }
    };
    let nothing = |()| {};
    let buttons = USUAL.into_iter().map(button).collect_view();
    view! {
        <Form state=form on_submit=nothing>
            <ErrorSummary short=true />
            <div class="grid gap-2">
                <p>"Renewing sets a new end date. Credentials and permissions stay the same."</p>
                <div class="flex flex-wrap gap-2">{buttons}</div>
            </div>
        </Form>
    }
}

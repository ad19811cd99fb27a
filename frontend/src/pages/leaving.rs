//! Leaving an organisation, and giving up one's own rights there.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wire::{account::Me, problem::ProblemCode};

use crate::{
    api::{self, ApiError},
    components::{
        feedback::{ConfirmDialog, use_toaster},
        layout::use_organisation,
    },
    route,
    session::use_session,
};

pub type Leaving = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), ApiError>>>> + Send + Sync>;

#[component]
pub fn Leave(open: RwSignal<bool>, leave: Leaving) -> impl IntoView {
    let (session, toaster, navigate) = (use_session(), use_toaster(), use_navigate());
    let place = use_organisation().name;
    let (title, left) = (format!("Leave {place}?"), format!("You have left {place}."));
    let run = move || {
        let leave = leave.clone();
        async move {
            match leave().await {
                // An earlier try was done, and its answer was lost.
                Ok(()) | Err(ApiError::NotFound) => Ok(api::account::me().await.ok()),
                Err(error) => Err(error),
            }
        }
    };
    let then = move |me: Option<Me>| {
        toaster.done(left.clone());
        navigate(route::START, NavigateOptions { replace: true, ..Default::default() });
        match me {
            Some(me) => session.signed_in(me),
            None => session.start_over(),
        }
    };
    view! {
        <ConfirmDialog
            open
            title
            verb="Leave"
            destroys=true
            run
            then
        >
            <p>
                {format!("You lose access to {place} at once, and invitations that you made there end. To come back, somebody there has to invite you again.")}
            </p>
        </ConfirmDialog>
    }
}

/// The answer of a change that can take the reader's own rights. Where an earlier try took them and its answer was lost,
/// the next one is refused: what the reader is now says whether it was done.
pub async fn or_given_up<T>(
    answer: Result<T, ApiError>,
    done: T,
    given_up: impl FnOnce(&Me) -> bool,
) -> Result<T, ApiError> {
    let Err(error) = answer else { return answer };
    if matches!(error.code(), Some(ProblemCode::Forbidden | ProblemCode::NotFound))
        && let Ok(me) = api::account::me().await
        && given_up(&me)
    {
        return Ok(done);
    }
    Err(error)
}

//! Forms over things that others may change meanwhile: a change names the revision that was read.

use std::future::Future;

use leptos::prelude::*;
use wire::problem::ProblemCode;

use crate::{
    api::ApiError,
    components::feedback::{Banner, Tone},
};

/// What has a revision.
pub trait Revision {
    fn revision(&self) -> u32;
}

macro_rules! revisions {
    ($($thing:ty)*) => {$(
        impl Revision for $thing {
            fn revision(&self) -> u32 {
                self.revision
            }
        }
    )*};
}

revisions! {
    wire::admin::Tenant wire::operator::Tenant wire::operator::Publisher wire::catalogue::Api wire::catalogue::Scope
    wire::workload::WorkloadIssuer wire::api_documents::ApiDocumentState wire::notices::NoticeSettings wire::webhooks::Webhook
}

/// The revision that a form was filled in from, and what someone else has saved since.
pub struct Revised<T: Send + Sync + 'static> {
    revision: RwSignal<u32>,
    theirs: RwSignal<Option<T>>,
}

impl<T: Send + Sync + 'static> Clone for Revised<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Revised<T> {}

impl<T: Revision + Clone + Send + Sync + 'static> Revised<T> {
    pub fn of(read: &T) -> Self {
        Self { revision: RwSignal::new(read.revision()), theirs: RwSignal::new(None) }
    }

    /// Before anything was read.
    pub fn unread() -> Self {
        Self { revision: RwSignal::new(0), theirs: RwSignal::new(None) }
    }

    /// The form is filled in with this now.
    pub fn take(self, read: &T) {
        self.revision.set(read.revision());
        self.theirs.set(None);
    }

    pub fn revision(self) -> u32 {
        self.revision.get_untracked()
    }

    /// Sends the change; where someone else was first, `read` says what stands there now. What was typed stays, and
    /// the next change replaces theirs.
    pub async fn save(
        self,
        change: impl Future<Output = Result<T, ApiError>>,
        read: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, ApiError> {
        match change.await {
            Ok(saved) => {
                self.take(&saved);
                Ok(saved)
            }
            Err(ApiError::Problem(mut problem)) if problem.code == ProblemCode::LostRace => {
                let theirs = read.await?;
                self.revision.set(theirs.revision());
                self.theirs.set(Some(theirs));
                problem.detail = "Someone else changed this meanwhile. Your change is not saved; what you typed is still here.".into();
                Err(ApiError::Problem(problem))
            }
            Err(error) => Err(error),
        }
    }
}

/// Someone else saved first: says what stands there now, and lets the person take it or save over it.
#[component]
pub fn Theirs<T: Revision + Clone + Send + Sync + 'static>(
    revised: Revised<T>,
    /// Labels and values of the fields, as they are stored.
    fields: fn(&T) -> Vec<(&'static str, String)>,
    /// Fills the form in with theirs.
    #[prop(into)]
    take: Callback<T>,
) -> impl IntoView {
    move || {
        revised.theirs.get().map(|theirs| {
            let stored = fields(&theirs).into_iter().map(|(label, value)| {
                let value = if value.is_empty() { "nothing".to_owned() } else { value };
                view! {
                    <li>
                        {label} ": " <strong class="wrap-anywhere">{value}</strong>
                    </li>
                }
            });
            let stored = stored.collect_view();
            view! {
                <Banner tone=Tone::Caution title="What is saved now">
                    <ul class="bullets">{stored}</ul>
                    <p class="mt-2">"Save again to replace it with what you typed, or take it and change that."</p>
                    <button
                        type="button"
                        class="btn mt-3"
                        on:click=move |_| {
                            revised.take(&theirs);
                            take.run(theirs.clone());
                        }
                    >
                        "Take what is saved"
                    </button>
                </Banner>
            }
        })
    }
}

/// Names the fields of `details` as the request of something new does.
pub fn without_prefix(mut error: ApiError) -> ApiError {
    if let ApiError::Problem(problem) = &mut error {
        for wrong in &mut problem.errors {
            if let Some(name) = wrong.field.strip_prefix("details.") {
                wrong.field = name.to_owned();
            }
        }
    }
    error
}

//! One thing from the server: how it is loaded, and what the page shows before it is there and when it fails.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};

use super::{ErrorState, SkeletonBlock, asked::Asked};
use crate::{
    api::ApiError,
    components::{
        feedback::OpenDialogs,
        layout::{NotFoundPage, PageHeader},
    },
};

type Call<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

/// One thing from the server; asks again when a signal changes that `ask` reads before it returns its future.
pub struct Loader<T: Send + Sync + 'static> {
    value: RwSignal<Option<Result<T, ApiError>>>,
    /// How often the value has changed.
    turn: RwSignal<u32>,
    again: Trigger,
    asked: Asked,
}

impl<T: Send + Sync + 'static> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loader<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Loader<T> {
    pub fn new<Fetch>(ask: impl Fn() -> Fetch + 'static) -> Self
    where
        Fetch: Future<Output = Result<T, ApiError>> + 'static,
    {
        let loader = Self {
            value: RwSignal::new(None),
            turn: RwSignal::new(0),
            again: Trigger::new(),
            asked: Asked::new(),
        };
        Effect::new(move || {
            loader.again.track();
            let call: Call<T> = Box::pin(ask());
            let number = loader.asked.stamp();
            spawn_local(async move {
                let answer = call.await;
                if loader.asked.counts(number) {
                    loader.take(answer);
                }
            });
        });
        loader
    }

    /// An answer that says the same again leaves the page as it is.
    fn take(self, answer: Result<T, ApiError>) {
        let same = self.value.with_untracked(|before| match (before, &answer) {
            (Some(Ok(before)), Ok(now)) => before == now,
            _ => false,
        });
        if !same {
            self.show(answer);
        }
        self.asked.answered();
    }

    fn show(self, answer: Result<T, ApiError>) {
        self.value.set(Some(answer));
        self.turn.update(|turn| *turn += 1);
    }

    /// Asks again; what is shown stays until the answer.
    pub fn reload(self) {
        self.again.notify();
    }

    /// Asks again, and goes on when the answer is there: what is built again with it cannot take away what a person has
    /// begun meanwhile.
    pub fn reload_then(self, then: impl FnOnce() + 'static) {
        self.asked.then(then);
        self.reload();
    }

    /// Takes a newer state of the thing, such as the answer of a change. An answer that is still on its way is older.
    pub fn set(self, value: T) {
        self.asked.stamp();
        self.show(Ok(value));
        self.asked.answered();
    }

    /// Tracked; none while loading or after an error.
    pub fn get(self) -> Option<T> {
        self.value.get().and_then(Result::ok)
    }

    /// Why it is not there. Tracked.
    pub fn error(self) -> Option<ApiError> {
        self.value.get().and_then(Result::err)
    }
}

/// Shows a loaded thing, its skeleton before, and what went wrong instead. Beneath an open dialog nothing is built again,
/// so that what is typed there stays.
///
/// ```ignore
/// <Loaded from=app thing="The app" back=(route::developer::apps(publisher), "Apps".to_owned()) let:app>…</Loaded>
/// ```
#[component]
pub fn Loaded<T, Shown>(
    from: Loader<T>,
    /// The page has its header already, outside.
    #[prop(optional)]
    headed: bool,
    /// What the page is of, for its title where it cannot be loaded: "The app".
    #[prop(default = "This page")]
    thing: &'static str,
    /// Where one goes on from there: address and name of the page above.
    #[prop(optional, into)]
    back: Option<(String, String)>,
    children: impl Fn(T) -> Shown + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Shown: IntoView + 'static,
{
    let turn = uncovered(from.turn);
    move || {
        let _turn = turn.get();
        match from.value.get_untracked() {
            None => view! { <SkeletonBlock /> }.into_any(),
            Some(Ok(value)) => children(value).into_any(),
            Some(Err(ApiError::NotFound)) if !headed => {
                view! { <NotFoundPage back=back.clone() /> }.into_any()
            }
            Some(Err(error)) => view! {
                {(!headed).then(|| view! { <NotLoaded thing back=back.clone() /> })}
                <ErrorState error retry=move |()| from.reload() titled=!headed />
            }
            .into_any(),
        }
    }
}

/// Stays as it is while a dialog is open. The first answer is shown all the same: nothing was typed there yet.
fn uncovered(turn: RwSignal<u32>) -> Memo<u32> {
    let dialogs = use_context::<OpenDialogs>();
    Memo::new(move |before: Option<&u32>| {
        let now = turn.get();
        match before {
            Some(before) if *before > 0 && dialogs.is_some_and(OpenDialogs::any) => *before,
            _ => now,
        }
    })
}

#[component]
fn NotLoaded(
    thing: &'static str,
    #[prop(optional_no_strip)] back: Option<(String, String)>,
) -> impl IntoView {
    let title = format!("{thing} could not be loaded");
    match back {
        Some(back) => view! { <PageHeader title back /> },
        None => view! { <PageHeader title /> },
    }
}

/// Shows a loaded list under a header of its own. The next answer changes what `children` show, and builds nothing again.
///
/// ```ignore
/// <LoadedList from=operators let:operators>…</LoadedList>
/// ```
#[component]
pub fn LoadedList<T, Shown>(
    from: Loader<Vec<T>>,
    children: impl Fn(Signal<Vec<T>>) -> Shown + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Shown: IntoView + 'static,
{
    let rows = Signal::derive(move || from.get().unwrap_or_default());
    let state = Memo::new(move |_| {
        from.value.with(|value| value.as_ref().map(|answer| answer.as_ref().err().cloned()))
    });
    move || match state.get() {
        None => view! { <SkeletonBlock /> }.into_any(),
        Some(None) => children(rows).into_any(),
        Some(Some(error)) => view! { <ErrorState error retry=move |()| from.reload() /> }.into_any(),
    }
}

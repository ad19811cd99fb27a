//! What the page's address names.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{api::ApiError, components::list::Loader};

/// An id or a number in the address; tracked. What cannot be one leads to nothing.
///
/// While the page is being left it keeps the last value, so that nothing is asked for once more.
pub fn use_parameter<T: FromStr>(name: &'static str) -> impl Fn() -> Result<T, ApiError> + Copy {
    let parameters = use_params_map();
    let text = Memo::new(move |before: Option<&Option<String>>| {
        parameters.with(|all| all.get(name)).or_else(|| before.cloned().flatten())
    });
    move || text.get().unwrap_or_default().parse().map_err(|_| ApiError::NotFound)
}

/// What the address names; asked for again when it names another.
pub fn load_named<Id, T, Call>(parameter: &'static str, ask: impl Fn(Id) -> Call + 'static) -> Loader<T>
where
    Id: FromStr + 'static,
    T: Clone + PartialEq + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
{
    let id = use_parameter::<Id>(parameter);
    Loader::new(move || {
        let call = id().map(&ask);
        async move { call?.await }
    })
}

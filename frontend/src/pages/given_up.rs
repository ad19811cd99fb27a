//! Gives up one's own rights.

use wire::{account::Me, problem::ProblemCode};

use crate::api::{self, ApiError};

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

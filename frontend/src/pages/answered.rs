//! Answers that show something once, where an earlier try may have had them and they were lost.

use serde::de::DeserializeOwned;
use wire::problem::ProblemCode;

use crate::api::{ApiError, client::MADE_NOT_SHOWN};

/// The answer of a call that shows something once.
#[derive(Debug, PartialEq, Eq)]
pub enum Answered<T> {
    Shown(T),
    /// An earlier try did it, and its answer was lost: what it made, without what is shown once.
    NotShown(T),
}

impl<T: DeserializeOwned> Answered<T> {
    fn of(answer: Result<T, ApiError>) -> Result<Self, ApiError> {
        match answer {
            Ok(answer) => Ok(Self::Shown(answer)),
            Err(error) => made_before(&error).map(Self::NotShown).ok_or(error),
        }
    }
}

fn made_before<T: DeserializeOwned>(error: &ApiError) -> Option<T> {
    let ApiError::Problem(problem) = error else { return None };
    // From its text, as the answer itself: reading each type from a value too would double what reads it.
    serde_json::from_str(&problem.made.as_ref()?.to_string()).ok()
}

/// Every form and dialog whose answer shows something once sends its call through this, and says what was not shown.
pub async fn answered<T: DeserializeOwned>(
    call: impl Future<Output = Result<T, ApiError>>,
) -> Result<Answered<T>, ApiError> {
    Answered::of(call.await)
}

/// What to say of what is not shown, with the way out that there is on the page.
pub fn not_shown(way_out: &str) -> String {
    format!("{MADE_NOT_SHOWN} {way_out}")
}

/// For a refusal: where an earlier try was done with other content, `read_again` shows what came of it.
pub fn unless_done_otherwise(error: ApiError, read_again: impl FnOnce()) -> Option<ApiError> {
    if error.code() == Some(ProblemCode::KeyReused) {
        read_again();
    }
    Some(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::typed::wrong_field;

    fn problem(code: ProblemCode, made: Option<u32>) -> ApiError {
        let ApiError::Problem(mut problem) = wrong_field("", "This is done.") else { panic!("not refused") };
        (problem.code, problem.made) = (code, made.map(Into::into));
        ApiError::Problem(problem)
    }

    #[test]
    fn what_an_earlier_try_made_is_an_answer() {
        assert_eq!(Answered::of(Ok(7)), Ok(Answered::Shown(7)));
        let lost = problem(ProblemCode::MadeNotShown, Some(7));
        assert_eq!(Answered::of(Err(lost)), Ok(Answered::NotShown(7)));
        let conflict = problem(ProblemCode::Conflict, None);
        assert_eq!(Answered::<u32>::of(Err(conflict.clone())), Err(conflict));
    }

    #[test]
    fn what_an_earlier_try_did_otherwise_is_read_again_and_told() {
        let reads_again = |code| {
            let mut read_again = false;
            let error = unless_done_otherwise(problem(code, None), || read_again = true);
            assert_eq!(error.map(|error| error.to_string()).as_deref(), Some("This is done."));
            read_again
        };
        assert!(reads_again(ProblemCode::KeyReused));
        assert!(!reads_again(ProblemCode::Conflict));
    }

    #[test]
    fn the_way_out_is_told() {
        let words = not_shown("Make the link again.");
        assert!(words.starts_with("This is done. But what is shown only once"));
        assert!(words.ends_with("is not kept. Make the link again."));
    }
}

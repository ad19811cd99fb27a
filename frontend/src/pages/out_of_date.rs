//! A page that is out of date, because someone else has changed what it shows.

use wire::problem::ProblemCode;

use crate::{api::ApiError, components::feedback::Toaster};

/// Where something was refused because the page is out of date, says so and reads the page again; gives back any other
/// error.
pub fn unless_out_of_date(error: ApiError, toaster: Toaster, read_again: impl FnOnce()) -> Option<ApiError> {
    let Some(words) = words(&error) else { return Some(error) };
    toaster.failed(words);
    read_again();
    None
}

/// What to say of an error that an up-to-date page would not have met.
fn words(error: &ApiError) -> Option<String> {
    use ProblemCode as Code;
    let why = match error.code()? {
        Code::Invalid if wants_another_name(error) => {
            "The name has changed, so nothing was deleted.".to_owned()
        }
        // The server says it in the words of the API.
        Code::InvalidTransition => "This has changed meanwhile, so nothing was done.".to_owned(),
        Code::NotFound
        | Code::Conflict
        | Code::VersionChanged
        | Code::DetailsChanged
        | Code::LostRace
        | Code::KeyReused => error.to_string(),
        _ => return None,
    };
    Some(format!("{why} This page was out of date and has been loaded again."))
}

/// The page sends the name that it shows: where the server wants another one typed, the thing was renamed.
fn wants_another_name(error: &ApiError) -> bool {
    let ApiError::Problem(problem) = error else { return false };
    problem.errors.iter().any(|wrong| wrong.field == "confirmation")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::typed::wrong_field;

    #[test]
    fn a_thing_that_was_renamed_or_is_gone_is_read_again() {
        let renamed = wrong_field("confirmation", "Type Quill Notes to confirm. This cannot be undone.");
        assert_eq!(
            words(&renamed).as_deref(),
            Some(
                "The name has changed, so nothing was deleted. This page was out of date and has been loaded again."
            )
        );
        assert!(words(&ApiError::NotFound).is_some());
    }

    #[test]
    fn what_the_state_forbids_is_said_without_the_words_of_the_api() {
        let api = wrong_field("", "This cannot be done now: a connection that is paused cannot be paused.");
        let ApiError::Problem(mut problem) = api else { panic!("not refused") };
        problem.code = ProblemCode::InvalidTransition;
        assert_eq!(
            words(&ApiError::Problem(problem)).as_deref(),
            Some(
                "This has changed meanwhile, so nothing was done. This page was out of date and has been loaded again."
            )
        );
    }

    #[test]
    fn what_the_person_can_mend_here_stays_with_the_form() {
        for error in [wrong_field("reason", "This cannot be empty."), ApiError::Network, ApiError::Lost] {
            assert_eq!(words(&error), None);
        }
    }
}

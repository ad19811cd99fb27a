//! What people type into fields, as requests want it.

use std::str::FromStr;

use wire::problem::{FieldProblem, Problem, ProblemCode};

use crate::api::ApiError;

/// What a field of a form holds, as the request wants it; what is wrong stands beside the field.
pub fn typed<T: FromStr>(field: &str, text: &str, wrong: &str) -> Result<T, ApiError> {
    text.trim().parse().map_err(|_| wrong_field(field, wrong))
}

/// As the server says that a field is wrong.
pub fn wrong_field(field: &str, message: &str) -> ApiError {
    ApiError::Problem(Box::new(Problem {
        kind: String::new(),
        title: String::new(),
        status: 422,
        code: ProblemCode::Invalid,
        detail: message.to_owned(),
        errors: vec![FieldProblem { field: field.to_owned(), message: message.to_owned() }],
        current_version: None,
        changed_details: Vec::new(),
        document_problems: Vec::new(),
        made: None,
        request_id: String::new(),
    }))
}

pub const EMAIL_WANTED: &str = "Write an e-mail address, such as ann@example.org.";

/// A text that may be left out: nothing where only spaces stand.
pub fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_said_beside_its_field() {
        assert_eq!(typed::<u32>("token_lifetime", " 60 ", "A number"), Ok(60));
        let Err(ApiError::Problem(problem)) = typed::<u32>("token_lifetime", "long", "A number") else {
            panic!("not refused")
        };
        assert_eq!(problem.errors[0].field, "token_lifetime");
        assert_eq!(problem.errors[0].message, "A number");
    }
}

//! Why a command was not done, and with which exit code it ends.

use std::{
    fmt,
    io::{self, Write},
    process::ExitCode,
};

use serde_json::{Value, json};
use wire::problem::{Problem, ProblemCode};

use crate::printer::plain;

pub type Outcome<T = ()> = Result<T, Failure>;

pub enum Failure {
    /// The server's answer.
    Refused(Box<Problem>),
    /// An answer that is no problem of the API: a proxy's, or another server's.
    Answered { status: u16, text: String },
    /// Nothing was asked.
    Usage(String),
    /// There is no access token.
    SignedOut(String),
    /// Whether it was done is not known.
    Unreachable { text: String, reference: Option<String> },
    /// What was asked for is done, and a file or the output failed.
    Local(String),
    /// Who reads the output has enough.
    ClosedPipe,
}

impl Failure {
    /// The help of the program lists them.
    fn code(&self) -> u8 {
        match self {
            Self::ClosedPipe => 0,
            Self::Local(_) => 1,
            Self::Usage(_) => 2,
            Self::SignedOut(_) => 3,
            Self::Unreachable { .. } => 6,
            Self::Refused(problem) => code_of(problem.status),
            Self::Answered { status, .. } => code_of(*status),
        }
    }

    /// Says why on the standard error.
    pub fn report(&self, json: bool) -> ExitCode {
        let text = if json {
            self.json().to_string()
        } else {
            let lines: Vec<_> = format!("grantryctl: {self}").lines().map(plain).collect();
            lines.join("\n")
        };
        if !matches!(self, Self::ClosedPipe) {
            let _ = writeln!(io::stderr(), "{text}");
        }
        ExitCode::from(self.code())
    }

    fn json(&self) -> Value {
        match self {
            Self::Refused(problem) => json!(problem),
            Self::Answered { status, .. } => json!({"status": status, "detail": self.to_string()}),
            Self::Unreachable { reference, .. } => {
                json!({"detail": self.to_string(), "reference": reference})
            }
            _ => json!({"detail": self.to_string()}),
        }
    }
}

const fn code_of(status: u16) -> u8 {
    match status {
        401 => 3,
        404 => 4,
        409 | 412 => 5,
        500.. => 6,
        _ => 1,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(problem) => problem_text(problem, f),
            Self::Answered { status, text } => write!(f, "the server answered {status}: {text}"),
            Self::Usage(text)
            | Self::SignedOut(text)
            | Self::Local(text)
            | Self::Unreachable { text, reference: None } => f.write_str(text),
            Self::Unreachable { text, reference: Some(reference) } => {
                write!(f, "{text}\nWhether it was done is not known. Repeat it with --reference {reference}")
            }
            Self::ClosedPipe => f.write_str("the output was closed"),
        }
    }
}

fn problem_text(problem: &Problem, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(&problem.detail)?;
    for error in &problem.errors {
        write!(f, "\n  {}: {}", error.field, error.message)?;
    }
    for error in &problem.document_problems {
        write!(f, "\n  {error:?}")?;
    }
    if let Some(version) = problem.current_version {
        write!(f, "\n  The newest version is {version}.")?;
    }
    if problem.code == ProblemCode::MadeNotShown {
        f.write_str("\n  Make another secret in its place: regenerate it.")?;
    }
    write!(f, "\n  Request ID: {}", problem.request_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_an_exit_code() {
        let codes = [400, 401, 403, 404, 409, 412, 422, 429, 500, 503].map(code_of);
        assert_eq!(codes, [1, 3, 1, 4, 5, 5, 1, 1, 6, 6]);
    }

    #[test]
    fn a_lost_answer_names_the_reference() {
        let lost = Failure::Unreachable { text: "gone".to_owned(), reference: Some("nightly".to_owned()) };
        assert!(lost.to_string().ends_with("--reference nightly"));
        assert_eq!((lost.code(), lost.json()["reference"].as_str()), (6, Some("nightly")));
    }
}

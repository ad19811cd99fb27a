//! What a check is: a requirement of a specification, and what shows whether a server fulfils it.

use std::{error::Error, fmt, future::Future, pin::Pin};

use super::target::Target;
use crate::harness::Outcome;

/// How strongly the specification puts it (RFC 2119). `Choice`: it leaves the decision to the server, which made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Must,
    Should,
    Choice,
}

pub type Running<'a> = Pin<Box<dyn Future<Output = Outcome> + 'a>>;

#[derive(Clone, Copy)]
pub struct Check {
    /// "RFC 6749".
    pub document: &'static str,
    /// "2.3.1".
    pub section: &'static str,
    pub level: Level,
    pub name: &'static str,
    /// The requirement in our own words.
    pub says: &'static str,
    pub run: for<'a> fn(&'a Target<'a>) -> Running<'a>,
}

/// The checks of one document: `must "section" name "requirement"`, each with an `async fn name(on: &Target) -> Outcome`.
macro_rules! checks {
    ($document:literal: $($level:ident $section:literal $name:ident $says:literal)*) => {
        pub const CHECKS: &[crate::token::conformance::check::Check] = &[$(
            crate::token::conformance::check::Check {
                document: $document,
                section: $section,
                level: crate::token::conformance::check::Level::$level,
                name: stringify!($name),
                says: $says,
                run: |on| Box::pin($name(on)),
            },
        )*];
    };
}
pub(super) use checks;

/// The target has nothing that the requirement is about.
#[derive(Debug)]
pub struct NotApplicable(pub &'static str);

impl fmt::Display for NotApplicable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "does not apply: {}", self.0)
    }
}

impl Error for NotApplicable {}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Fulfilled,
    NotApplicable(&'static str),
    Failed(String),
}

impl Check {
    pub fn title(&self) -> String {
        format!("{} section {} {} {}", self.document, self.section, self.level.as_str(), self.name)
    }

    /// Only nodes that share a PostgreSQL can be asked.
    pub fn needs_two_nodes(&self) -> bool {
        self.name == "an_assertion_works_once_on_all_nodes"
    }

    pub async fn verdict(&self, target: &Target<'_>) -> Verdict {
        match (self.run)(target).await {
            Ok(()) => Verdict::Fulfilled,
            Err(error) => match error.downcast::<NotApplicable>() {
                Ok(reason) => Verdict::NotApplicable(reason.0),
                Err(error) => Verdict::Failed(error.to_string()),
            },
        }
    }
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::Choice => "choice",
        }
    }
}

/// Fails with what is wrong.
pub fn need(holds: bool, wrong: impl fmt::Display) -> Outcome {
    if holds { Ok(()) } else { Err(wrong.to_string().into()) }
}

#[expect(clippy::needless_pass_by_value, reason = "one side is usually made in the call")]
pub fn same<T: PartialEq + fmt::Debug>(what: &str, seen: T, wanted: T) -> Outcome {
    need(seen == wanted, format_args!("{what} is {seen:?}, not {wanted:?}"))
}

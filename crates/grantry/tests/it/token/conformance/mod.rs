//! Conformance: every MUST and SHOULD that the token service owes to a specification, by section, over a real socket,
//! and the same asked of npm `oidc-provider` as a control. `docs/conformance.md` lists the checks and explains each
//! difference; it is compared with what is seen.

mod access_tokens;
mod assertion_updates;
mod assertions;
mod certificates;
mod check;
mod control;
mod document;
mod dpop;
mod hosts;
mod introspection;
pub mod keys;
mod metadata;
mod ours;
mod revocation;
mod rfc6749_answers;
mod rfc6749_requests;
mod rfc6750;
mod target;
mod workloads;

use check::{Check, Verdict, need};
use target::Target;

use crate::harness::{Kind, Outcome, Stage, timed_on_both};

timed_on_both! {
    for_conformance: grantry_conforms;
}

/// In the order of the document.
const ALL: &[&[Check]] = &[
    rfc6749_requests::CHECKS,
    rfc6749_answers::CHECKS,
    rfc6750::CHECKS,
    revocation::CHECKS,
    introspection::CHECKS,
    metadata::CHECKS,
    metadata::KEYS,
    assertions::FRAMEWORK,
    assertions::CHECKS,
    assertions::LAST,
    assertion_updates::CHECKS,
    access_tokens::RESOURCES,
    access_tokens::CHECKS,
    dpop::CHECKS,
    certificates::CHECKS,
    certificates::SMART,
    hosts::CHECKS,
    workloads::CHECKS,
];

/// Asks everything, those that stop the server at the end.
async fn verdicts(target: &Target<'_>) -> Vec<(Check, Verdict)> {
    let last = |check: &Check| assertions::LAST.iter().any(|last| last.name == check.name);
    let mut checks: Vec<Check> = ALL.iter().flat_map(|checks| checks.iter()).copied().collect();
    checks.sort_by_key(last);
    let mut verdicts = Vec::with_capacity(checks.len());
    for check in checks {
        verdicts.push((check, check.verdict(target).await));
    }
    verdicts.sort_by_key(|(check, _)| place(check));
    verdicts
}

/// Where the check stands in the document.
fn place(check: &Check) -> Option<usize> {
    ALL.iter().flat_map(|checks| checks.iter()).position(|one| one.name == check.name)
}

async fn grantry_conforms(stage: &Stage) -> Outcome {
    let target = ours::target(stage).await?;
    let failed: Vec<String> = verdicts(&target)
        .await
        .into_iter()
        .filter_map(|(check, verdict)| match verdict {
            Verdict::Fulfilled => None,
            Verdict::NotApplicable(_) if stage.kind() == Kind::Sqlite && check.needs_two_nodes() => None,
            Verdict::NotApplicable(why) => Some(format!("{}: does not apply: {why}", check.title())),
            Verdict::Failed(why) => Some(format!("{}: {why}", check.title())),
        })
        .collect();
    need(failed.is_empty(), format_args!("{} checks failed:\n{}", failed.len(), failed.join("\n")))
}

#[tokio::test]
async fn the_control_differs_where_the_document_says() -> Outcome {
    let (_control, target) = control::Control::start()?;
    document::compare(&verdicts(&target).await)
}

#[test]
fn no_two_checks_have_one_name() -> Outcome {
    let mut names: Vec<&str> = ALL.iter().flat_map(|checks| checks.iter()).map(|check| check.name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    check::same("the number of names", names.len(), all)
}

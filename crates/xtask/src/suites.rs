//! The suites of `cargo xtask test`, and which of them run side by side.

use crate::demo::Database;
use crate::report::Counts;
use crate::shell::Result;
use crate::{
    check, clients, components, e2e, faults, frontend, rust_tests, schemathesis, server, setup, tidy,
};

/// A row of the table.
pub struct Suite {
    pub name: &'static str,
    pub run: fn() -> Result<Counts>,
    in_a_browser: bool,
}

/// In their order. The suites of one step run side by side: they promise nothing within seconds of the clock, and no two of
/// them compile into the same folder. What is timed has the machine to itself.
const STEPS: &[&[Suite]] = &[
    &[suite("setup", || setup::everything().map(|()| Counts::ONE_PASSED))],
    &[suite("format", check::format)],
    &[suite("frontend", pages), suite("clippy", check::clippy)],
    &[
        suite("documentation", check::documentation),
        suite("deny", check::deny),
        in_a_browser("browser test types", check::types),
        in_a_browser("components", || components::tests(&[])),
    ],
    &[suite("rust tests", rust_tests::untimed)],
    &[suite("rust tests, timed", rust_tests::timed)],
    &[suite("faults, the short set", || faults::short(&server::build_with_tests()?))],
    &[
        suite("tidy", || tidy::check(&server::build_with_tests()?)),
        suite("clients on node", || clients::node(&server::build_with_tests()?)),
    ],
    &[suite("clients on Python, curl, proxies", || clients::python(&server::build_with_tests()?))],
    &[
        suite("OpenAPI on sqlite", || contracts(Database::Sqlite)),
        suite("OpenAPI on postgres", || contracts(Database::Postgres)),
    ],
    &[in_a_browser("journeys on sqlite", || journeys(Database::Sqlite))],
    &[in_a_browser("journeys on postgres", || journeys(Database::Postgres))],
];

const fn suite(name: &'static str, run: fn() -> Result<Counts>) -> Suite {
    Suite { name, run, in_a_browser: false }
}

const fn in_a_browser(name: &'static str, run: fn() -> Result<Counts>) -> Suite {
    Suite { name, run, in_a_browser: true }
}

/// All steps, none of them empty.
pub fn steps(no_browser: bool) -> Vec<Vec<&'static Suite>> {
    let wanted = |suite: &&Suite| !(no_browser && suite.in_a_browser);
    let steps = STEPS.iter().map(|step| step.iter().filter(wanted).collect::<Vec<_>>());
    steps.filter(|step| !step.is_empty()).collect()
}

pub fn named(name: &str) -> Result<&'static Suite> {
    let all = || STEPS.iter().copied().flatten();
    all().find(|suite| suite.name == name).ok_or_else(|| {
        let names: Vec<&str> = all().map(|suite| suite.name).collect();
        format!("no suite is called {name:?}; there are: {}", names.join("; ")).into()
    })
}

fn pages() -> Result<Counts> {
    frontend::build(frontend::Options::quick()).map(|()| Counts::ONE_PASSED)
}

fn contracts(database: Database) -> Result<Counts> {
    schemathesis::contracts(&server::build_with_tests()?, database, schemathesis::EXAMPLES, &[])
}

fn journeys(database: Database) -> Result<Counts> {
    e2e::journeys(&server::build_with_tests()?, database, &[])
}

#[cfg(test)]
mod tests {
    use super::{named, steps};

    fn names(no_browser: bool) -> Vec<&'static str> {
        steps(no_browser).into_iter().flatten().map(|suite| suite.name).collect()
    }

    #[test]
    fn the_browser_can_be_left_out() {
        let (all, without) = (names(false), names(true));
        assert!(all.contains(&"journeys on postgres") && all.contains(&"components"));
        assert_eq!(without.len(), all.len() - 4);
        assert!(without.iter().all(|name| !name.starts_with("journeys")));
    }

    #[test]
    fn what_is_timed_runs_alone() {
        for step in steps(false).iter().filter(|step| step.len() > 1) {
            for suite in step {
                let timed = ["timed", "faults", "journeys"].iter().any(|word| suite.name.contains(word));
                assert!(!timed, "{} runs beside others", suite.name);
            }
        }
    }

    #[test]
    fn a_suite_has_a_name_of_its_own() -> crate::shell::Result {
        let mut all = names(false);
        for name in &all {
            assert_eq!(named(name)?.name, *name);
        }
        let known = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), known);
        assert!(named("journeys").is_err_and(|error| error.to_string().contains("journeys on sqlite")));
        Ok(())
    }
}

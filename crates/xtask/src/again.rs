//! A second question for tests that failed while the machine stood still.
//!
//! Timed tests and journeys promise something within a second, and a node that has not heard from the change log for a second
//! answers 503. Where processors were kept from them for longer, a failure says nothing; what fails on a machine that runs
//! has failed, and is not asked again.

use stalls::Stalls;

use crate::report::Counts;
use crate::shell::Result;

const TRIES: u32 = 3;

/// Which of its tests a runner runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tests {
    All,
    /// Those that failed in the run before.
    Failed,
}

/// Runs all tests; then, by themselves, those that failed on a machine that stood still.
pub fn failed(mut run: impl FnMut(Tests) -> Result<Counts>) -> Result<Counts> {
    let mut counts = Counts::default();
    let counted = |tests| {
        let now = run(tests)?;
        counts = if tests == Tests::All { now } else { after(counts, now) };
        Result::Ok(counts)
    };
    while_explained(counted, Stalls::watch, |stalls| {
        let starved = stalls.measured();
        starved.explains_failure().then(|| starved.to_string())
    })
}

fn while_explained<W>(
    mut run: impl FnMut(Tests) -> Result<Counts>,
    watch: impl Fn() -> W,
    excuse: impl Fn(&W) -> Option<String>,
) -> Result<Counts> {
    let mut tests = Tests::All;
    for _ in 1..TRIES {
        let watcher = watch();
        let counts = run(tests)?;
        let Some(excuse) = excuse(&watcher).filter(|_| counts.failed > 0) else { return Ok(counts) };
        eprintln!("{} failed, and {excuse}: again", counts.failed);
        tests = Tests::Failed;
    }
    run(tests)
}

/// What is known when the tests that had failed were run again: one that was not run again still fails.
fn after(before: Counts, now: Counts) -> Counts {
    Counts {
        passed: before.passed + now.passed,
        failed: before.failed.saturating_sub(now.passed).max(now.failed),
        skipped: before.skipped,
    }
}

#[cfg(test)]
mod tests {
    use super::{Tests, after, while_explained};
    use crate::report::Counts;

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed, skipped: 1 }
    }

    /// Which tests were asked, when so many failed each time.
    fn asked(failed: &[u64], excuse: Option<&str>) -> Vec<Tests> {
        let (mut asked, mut failed) = (Vec::new(), failed.iter());
        let run = |tests| {
            asked.push(tests);
            failed.next().map(|&failed| counts(5, failed)).ok_or_else(|| "broken off".into())
        };
        let _ = while_explained(run, || (), |()| excuse.map(str::to_owned));
        asked
    }

    #[test]
    fn what_failed_is_asked_again_where_the_machine_explains_it() {
        let starved = Some("this machine stood still");
        assert_eq!(asked(&[2, 0, 0], starved), [Tests::All, Tests::Failed]);
        assert_eq!(asked(&[2, 2, 2, 0], starved), [Tests::All, Tests::Failed, Tests::Failed]);
        assert_eq!(asked(&[2, 0, 0], None), [Tests::All]);
    }

    #[test]
    fn what_passed_or_broke_off_is_not_asked_again() {
        let starved = Some("this machine stood still");
        assert_eq!(asked(&[0, 0], starved), [Tests::All]);
        assert_eq!(asked(&[], starved), [Tests::All]);
    }

    #[test]
    fn who_was_not_asked_again_still_fails() {
        let known = |before, now| {
            let Counts { passed, failed, skipped } = after(before, now);
            (passed, failed, skipped)
        };
        assert_eq!(known(counts(60, 9), counts(9, 0)), (69, 0, 1));
        assert_eq!(known(counts(60, 9), counts(7, 2)), (67, 2, 1));
        assert_eq!(known(counts(60, 9), counts(0, 0)), (60, 9, 1));
    }
}

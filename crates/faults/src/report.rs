//! The closing table.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::checker::Invariant;
use crate::play::Verdict;
use crate::problem::Problem;

/// Problems of one script that are printed.
const SHOWN: usize = 12;

/// A script's line.
pub struct Line {
    pub name: &'static str,
    pub seed: u64,
    pub time: Duration,
    pub ended: Ended,
}

pub enum Ended {
    Played(Verdict),
    /// It broke off: the harness could not go on.
    BrokenOff(String),
    /// It was not run, and why.
    NotRun(String),
}

impl Line {
    pub fn has_failed(&self) -> bool {
        match &self.ended {
            Ended::Played(verdict) => !verdict.problems.is_empty(),
            Ended::BrokenOff(_) => true,
            Ended::NotRun(_) => false,
        }
    }

    pub fn has_passed(&self) -> bool {
        matches!(&self.ended, Ended::Played(verdict) if verdict.problems.is_empty())
    }

    fn row(&self) -> String {
        let Self { name, seed, time, ended } = self;
        let head = format!("{name:<20} {seed:>10}");
        match ended {
            Ended::Played(verdict) => {
                let Verdict { operations, refused, recovery, .. } = verdict;
                let recovery = recovery.map_or("none".into(), |time| format!("{:.1} s", time.as_secs_f64()));
                let (held, word) = (held(verdict), if self.has_failed() { "FAILED" } else { "passed" });
                let time = time.as_secs();
                format!("{head} {operations:>11} {refused:>8} {held:>8}/5 {recovery:>11} {time:>5} s  {word}")
            }
            Ended::BrokenOff(why) => {
                format!("{head}  BROKEN OFF: {}", why.lines().next().unwrap_or_default())
            }
            Ended::NotRun(why) => format!("{head}  NOT RUN: {why}"),
        }
    }
}

fn held(verdict: &Verdict) -> usize {
    let broken: BTreeSet<Invariant> = verdict
        .problems
        .iter()
        .filter_map(|problem| match problem {
            Problem::Violated(violation) => Some(violation.invariant),
            Problem::Odd(_) | Problem::Late(_) => None,
        })
        .collect();
    Invariant::ALL.len() - broken.len()
}

/// All lines, with a head, and a closing line for whoever counts.
pub fn table(lines: &[Line]) -> String {
    let mut table = format!(
        "\n{:<20} {:>10} {:>11} {:>8} {:>10} {:>11} {:>7}\n",
        "script", "seed", "operations", "refused", "invariants", "recovery", "time"
    );
    for line in lines {
        table.push_str(&line.row());
        table.push('\n');
    }
    let failed = lines.iter().filter(|line| line.has_failed()).count();
    let not_run = lines.iter().filter(|line| matches!(line.ended, Ended::NotRun(_))).count();
    let passed = lines.iter().filter(|line| line.has_passed()).count();
    table.push_str(&format!("\nfaults: {passed} passed, {failed} failed, {not_run} not run\n"));
    table
}

/// What was noted of a script, and all that is wrong with it.
pub fn details(verdict: &Verdict) -> String {
    let mut text = String::new();
    for note in &verdict.notes {
        text.push_str(&format!("    {note}\n"));
    }
    text.push_str(&format!("    {}\n", verdict.starved));
    for problem in verdict.problems.iter().take(SHOWN) {
        text.push_str(&match problem {
            Problem::Violated(violation) => {
                format!("    VIOLATED: {}: {}\n", violation.invariant, violation.what)
            }
            Problem::Odd(what) => format!("    WRONG: {what}\n"),
            Problem::Late(what) => format!("    LATE: {what}\n"),
        });
    }
    if verdict.problems.len() > SHOWN {
        text.push_str(&format!("    … and {} more\n", verdict.problems.len() - SHOWN));
    }
    text
}

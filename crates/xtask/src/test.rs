//! `cargo xtask test`: every check and every test, and a table of what they did.

use crate::report::Report;
use crate::shell::Result;
use crate::side_by_side;
use crate::suites::{self, Suite};

#[derive(clap::Args)]
pub struct Arguments {
    /// Leave the browser out
    #[arg(long)]
    no_browser: bool,
    /// Run one suite alone, by its name in the table
    #[arg(long)]
    only: Option<String>,
}

pub fn test(arguments: &Arguments) -> Result {
    let mut report = Report::begin();
    let steps = match &arguments.only {
        Some(name) => vec![vec![suites::named(name)?]],
        None => suites::steps(arguments.no_browser),
    };
    for step in steps {
        run(&mut report, &step);
    }
    report.close()
}

fn run(report: &mut Report, step: &[&Suite]) {
    match step {
        [alone] => report.suite(alone.name, alone.run),
        several => side_by_side::run(report, several),
    }
}

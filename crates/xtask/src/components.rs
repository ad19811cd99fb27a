//! `cargo xtask components`: the SPA's components, each alone in a real browser.

use crate::report::Counts;
use crate::shell::Result;
use crate::{frontend, playwright};

#[derive(clap::Args)]
pub struct Arguments {
    /// More arguments for Playwright
    #[arg(last = true)]
    playwright: Vec<String>,
}

pub fn command(arguments: &Arguments) -> Result {
    let counts = tests(&arguments.playwright)?;
    if counts.failed == 0 { Ok(()) } else { Err(format!("{} component tests failed", counts.failed).into()) }
}

pub fn tests(arguments: &[String]) -> Result<Counts> {
    frontend::build(frontend::Options::quick())?;
    let environment = [("SITE", frontend::folder().display().to_string())];
    playwright::run("components.config.ts", "components", &environment, arguments)
}

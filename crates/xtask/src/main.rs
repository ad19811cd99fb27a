//! The project's automation: `cargo xtask help`.

#![expect(clippy::indexing_slicing, reason = "the project's automation may panic")]

mod again;
mod bench;
mod certificates;
mod check;
mod clients;
mod components;
mod demo;
mod e2e;
mod faults;
mod frontend;
mod packages;
mod playwright;
mod pytest;
mod python;
mod report;
mod run;
mod rust_tests;
mod schemathesis;
mod server;
mod setup;
mod shell;
mod side_by_side;
mod suites;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and checks Grantry; installs by itself what it needs")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing: PostgreSQL, Chromium, Node packages, a compiler for WebAssembly
    Setup,
    /// Build the SPA into frontend/dist
    Frontend(frontend::Options),
    /// Build the product and serve it with demo data
    Run(run::Arguments),
    /// Run every check and every test
    Test(test::Arguments),
    /// Run the browser journeys against a server with demo data
    E2e(e2e::Arguments),
    /// Run the component tests: each component of the SPA in the browser, without a server
    Components(components::Arguments),
    /// Run clients that others wrote, unmodified, against a server with demo data
    Clients,
    /// Run schemathesis with every OpenAPI document against a server with demo data
    Schemathesis(schemathesis::Arguments),
    /// Measure the release build
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Break nodes under load, in all the ways that machines break, and check what they promised
    Faults(faults::Arguments),
    /// Compare what is written with what is: generated documents, named paths, dependency rules
    Tidy(tidy::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Task::Setup => setup::everything(),
        Task::Frontend(options) => frontend::build(options),
        Task::Run(arguments) => run::run(&arguments),
        Task::Test(arguments) => test::test(&arguments),
        Task::E2e(arguments) => e2e::command(&arguments),
        Task::Components(arguments) => components::command(&arguments),
        Task::Clients => clients::command(),
        Task::Schemathesis(arguments) => schemathesis::command(&arguments),
        Task::Bench(bench) => bench::command(&bench),
        Task::Faults(arguments) => faults::command(&arguments),
        Task::Tidy(arguments) => tidy::command(arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser, error::ErrorKind};

    use super::{Arguments, shell};

    const CALL: &str = "cargo xtask ";

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    /// What stands between backticks, and the lines of blocks.
    fn calls(text: &str) -> Vec<&str> {
        let spans = text.split('`').skip(1).step_by(2).filter(|span| !span.contains('\n'));
        let lines = text.lines().map(|line| line.split(" #").next().unwrap_or(line));
        spans.chain(lines).map(str::trim).filter(|call| call.starts_with(CALL)).collect()
    }

    #[test]
    fn documents_name_commands_that_there_are() -> shell::Result {
        let root = shell::root();
        let mut found = 0;
        for path in shell::tracked_files()? {
            let text = std::fs::read_to_string(root.join(&path)).unwrap_or_default();
            let document = path.extension().is_some_and(|extension| extension == "md" || extension == "yml");
            for call in calls(&text).into_iter().filter(|_| document) {
                found += 1;
                let parsed = Arguments::try_parse_from(call.split_whitespace().skip(1));
                let error = parsed.err().filter(|error| error.kind() != ErrorKind::DisplayHelp);
                assert!(
                    error.is_none(),
                    "{}: {call}: {}",
                    path.display(),
                    error.map(|it| it.to_string()).unwrap_or_default()
                );
            }
        }
        assert!(found > 20, "{found} calls");
        Ok(())
    }

    #[test]
    fn calls_are_found() {
        let text = "Run `cargo xtask faults` or `cargo test`:\n```sh\ncargo xtask test   # all\nls\n```\n";
        assert_eq!(calls(text), ["cargo xtask faults", "cargo xtask test"]);
    }
}

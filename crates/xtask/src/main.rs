//! The project's automation: `cargo xtask help`.

mod frontend;
mod setup;
mod shell;

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
    Frontend(frontend::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Task::Setup => setup::everything(),
        Task::Frontend(arguments) => frontend::build(arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

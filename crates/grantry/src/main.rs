//! The binary: settings, wiring, the SPA, and the commands.

mod commands;
mod demo;
mod http;
mod logging;
mod master_key;
mod node;
mod settings;

use std::process::ExitCode;

use clap::Parser;
use commands::Cli;

fn main() -> ExitCode {
    let done = Cli::parse().run();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("grantry: {error}");
            ExitCode::FAILURE
        }
    }
}

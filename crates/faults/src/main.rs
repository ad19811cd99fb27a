//! Runs fault scripts against a build of `grantry`, and prints their results.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use faults::Outcome;
use faults::play::{Task, Verdict};
use faults::problem::Problem;
use faults::program::Program;
use faults::report::{Ended, Line, details, table};
use faults::scripts::{ALL, Script};

/// Of a script that was late only because this machine was.
const ATTEMPTS: u32 = 3;

#[derive(Parser)]
#[command(about)]
struct Arguments {
    /// The binary to break
    #[arg(long)]
    grantry: PathBuf,
    /// Only the scripts of this name
    #[arg(long)]
    only: Vec<String>,
    /// Decides whom the load asks what, and which node a fault strikes
    #[arg(long, default_value_t = 20_261_121)]
    seed: u64,
    /// The set of every day: less of everything
    #[arg(long)]
    short: bool,
    /// Leave out scripts whose fault this machine cannot make, instead of failing
    #[arg(long)]
    skip: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("faults: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "a command line tool talks on its standard output")]
async fn run(arguments: &Arguments) -> Outcome<bool> {
    let program = Program::at(&arguments.grantry)?;
    let task = Task { program, seed: arguments.seed, short: arguments.short };
    let scripts = chosen(arguments)?;
    let mut lines = Vec::new();
    for script in scripts {
        eprintln!("\n--- {} --seed {}", script.name, task.seed);
        let began = Instant::now();
        let ended = play(script, &task, arguments.skip).await;
        lines.push(Line { name: script.name, seed: task.seed, time: began.elapsed(), ended });
    }
    println!("{}", table(&lines));
    Ok(lines.iter().any(Line::has_passed) && !lines.iter().any(Line::has_failed))
}

fn chosen(arguments: &Arguments) -> Outcome<Vec<&'static Script>> {
    if let Some(unknown) = arguments.only.iter().find(|name| ALL.iter().all(|script| script.name != **name)) {
        let names: Vec<_> = ALL.iter().map(|script| script.name).collect();
        return Err(format!("there is no script {unknown}; there are {}", names.join(", ")).into());
    }
    let named = |script: &&Script| arguments.only.iter().any(|name| name == script.name);
    let wanted = |script: &&Script| match arguments.only.is_empty() {
        true => script.short || !arguments.short,
        false => named(script),
    };
    Ok(ALL.iter().filter(wanted).collect())
}

async fn play(script: &Script, task: &Task, skip: bool) -> Ended {
    match (script.missing)() {
        Some(what) if skip => return Ended::NotRun(what),
        Some(what) => return Ended::BrokenOff(what),
        None => {}
    }
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        match attempt(script, task).await {
            Ok(verdict) if left > 0 && is_inconclusive(&verdict) => {
                eprintln!("    INCONCLUSIVE: late, and {}; again", verdict.starved);
            }
            Ok(verdict) => return Ended::Played(verdict),
            Err(error) => return Ended::BrokenOff(error.to_string()),
        }
    }
}

async fn attempt(script: &Script, task: &Task) -> Outcome<Verdict> {
    let verdict = (script.play)(task).await;
    match &verdict {
        Ok(verdict) => eprint!("{}", details(verdict)),
        Err(error) => eprintln!("    BROKEN OFF: {error}"),
    }
    verdict
}

/// Whether all that is wrong is lateness, on a machine that was late itself. A request that was lost is never late.
fn is_inconclusive(verdict: &Verdict) -> bool {
    let late = |problem: &Problem| matches!(problem, Problem::Late(_));
    !verdict.problems.is_empty() && verdict.problems.iter().all(late) && verdict.starved.explains_lateness()
}

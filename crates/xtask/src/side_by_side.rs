//! Suites that run at the same time: each is an xtask of its own that writes into a file, and what it has written is printed
//! whole when it is done.

use std::fs::{self, File};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::report::{self, Counts, Report};
use crate::shell::{self, Result};
use crate::suites::Suite;

/// This program, even where cargo has put another in its place meanwhile.
const XTASK: &str = "/proc/self/exe";

/// What a suite has said, what came of it, and how long it took.
struct Ended {
    said: String,
    counts: Result<Counts>,
    took: Duration,
}

pub fn run(report: &mut Report, suites: &[&Suite]) {
    let names: Vec<&str> = suites.iter().map(|suite| suite.name).collect();
    eprintln!("\n=== side by side: {}", names.join("; "));
    thread::scope(|scope| {
        let running: Vec<_> =
            names.iter().map(|name| (*name, scope.spawn(move || run_alone(name)))).collect();
        for (name, suite) in running {
            let Ended { said, counts, took } = suite.join().unwrap_or_else(|_| Ended {
                said: String::new(),
                counts: Err("its thread panicked".into()),
                took: Duration::ZERO,
            });
            eprintln!("{said}");
            report.add(name, counts, took);
        }
    });
}

fn run_alone(name: &str) -> Ended {
    let began = Instant::now();
    let output = output_of(name);
    let took = began.elapsed();
    let (said, counts) = match &output {
        Ok(output) => {
            let printed = report::read(output);
            printed.failed.into_iter().for_each(report::test_failed);
            (printed.said.to_owned(), printed.counts.ok_or_else(|| "it broke off".into()))
        }
        Err(error) => (String::new(), Err(error.to_string().into())),
    };
    Ended { said, counts, took }
}

/// All that a suite writes, in order: both of its outputs go into one file.
fn output_of(name: &str) -> Result<String> {
    let path = shell::scratch(&format!("suite {name}.log"))?;
    let file = File::create(&path)?;
    let mut suite = shell::command(XTASK);
    suite.args(["test", "--only", name]);
    suite.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    suite.status()?;
    Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned())
}

//! The build and the machine of a measurement.

use std::thread;

use crate::shell::{self, Result};

/// Lines of Markdown.
pub fn describe() -> Result<Vec<String>> {
    let cores = thread::available_parallelism()?.get();
    let processors = shell::read("/proc/cpuinfo".as_ref())?;
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown", |(_, model)| model);
    let memory = shell::read("/proc/meminfo".as_ref())?;
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).unwrap_or("unknown").trim();
    let load = shell::read("/proc/loadavg".as_ref())?;
    let load: Vec<_> = load.split(' ').take(3).collect();
    Ok(vec![
        format!("- {cores} cores of {model}; memory {memory}; load average at the end {}", load.join(" ")),
        format!(
            "- Linux {}, {}, node {}",
            said("uname", &["-r"])?,
            said("rustc", &["--version"])?,
            said("node", &["--version"])?
        ),
        format!(
            "- revision {} of {}, measured {}",
            said("git", &["describe", "--always", "--dirty"])?,
            said("git", &["log", "-1", "--format=%cs"])?,
            said("date", &["-u", "+%Y-%m-%d %H:%M UTC"])?
        ),
    ])
}

fn said(program: &str, arguments: &[&str]) -> Result<String> {
    Ok(shell::output(shell::command(program).args(arguments))?.trim().to_owned())
}

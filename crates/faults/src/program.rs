//! The `grantry` binary under test.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// Limits that a load of many refusals from one address would run into, which is another test's matter.
const LIMITS: [&str; 3] =
    ["client_tokens_per_minute", "tenant_tokens_per_minute", "address_failures_per_minute"];

#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    /// Settings of every node, as environment variables.
    pub settings: Vec<(String, String)>,
}

impl Program {
    /// # Errors
    /// The binary does not run, or lacks one of the settings that the load needs.
    pub fn at(path: &Path) -> Outcome<Self> {
        let mut program = Self { path: path.canonicalize()?, settings: Vec::new() };
        let reference = program.output(&["settings-reference"], &[])?;
        if let Some(gone) = LIMITS.iter().find(|name| !reference.contains(&format!("`{name}`"))) {
            return Err(format!("{} has no setting {gone}", program.path.display()).into());
        }
        program.settings = LIMITS.map(|name| (variable(name), "0".to_owned())).to_vec();
        Ok(program)
    }

    /// The binary without settings from this machine's environment.
    pub fn command(&self) -> Command {
        self.wrapped(&[])
    }

    /// The same under other programs.
    pub fn wrapped(&self, wrappers: &[&str]) -> Command {
        let mut command = match wrappers {
            [] => Command::new(&self.path),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(&self.path);
                command
            }
        };
        for (key, _) in env::vars_os().filter(|(key, _)| key.to_string_lossy().starts_with("GRANTRY_")) {
            command.env_remove(key);
        }
        command.envs(self.settings.iter().map(|(key, value)| (key, value)));
        command.env("NO_COLOR", "1").stdin(Stdio::null());
        command
    }

    /// Runs a command of the binary to its end; what it printed.
    pub fn output(&self, args: &[&str], flags: &[String]) -> Outcome<String> {
        let output = self.command().args(args).args(flags).output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("grantry {}: {said}", args.join(" ")).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// The environment variable of a setting.
pub fn variable(setting: &str) -> String {
    format!("GRANTRY_{}", setting.to_uppercase())
}

//! The release builds that are measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::frontend;
use crate::shell::{self, Result};

/// Settings of the limits on requests, where the product has them: set so high that the check is made and never bites.
const LIMITS: [&str; 3] =
    ["client_tokens_per_minute", "tenant_tokens_per_minute", "address_failures_per_minute"];
const NEVER: &str = "1000000000";

pub struct Binaries {
    folder: PathBuf,
    limits: Vec<String>,
    /// Whether this build serves tenants at hosts of their own.
    pub has_domains: bool,
}

pub fn build() -> Result {
    frontend::build(frontend::Options::quick())?;
    let packages = ["--package", "grantry", "--package", "token-bench"];
    shell::run(shell::cargo().args(["build", "--locked", "--release"]).args(packages))
}

impl Binaries {
    pub fn find() -> Result<Self> {
        Self::of(&shell::target().join("release"))
    }

    pub fn of(folder: &Path) -> Result<Self> {
        let settings = shell::output(shell::command(folder.join("grantry")).arg("settings-reference"))?;
        let known = LIMITS.iter().filter(|name| settings.contains(**name));
        let limits = known.map(|name| format!("GRANTRY_{}", name.to_uppercase())).collect();
        Ok(Self { folder: folder.to_owned(), limits, has_domains: settings.contains("`base_domain`") })
    }

    pub fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// The product, with settings that let the load through.
    pub fn grantry(&self, core: &str) -> Command {
        let mut command = pinned(core, &self.path("grantry"));
        command.envs(self.limits.iter().map(|name| (name, NEVER)));
        command
    }
}

/// A program that runs on one core.
pub fn pinned(core: &str, program: &Path) -> Command {
    let mut command = shell::command("taskset");
    command.args(["--cpu-list", core]).arg(program);
    command
}

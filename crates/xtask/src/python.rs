//! Programs of Python, and those that its packages bring ready to run.

use std::fs;
use std::path::{Path, PathBuf};

use crate::packages;
use crate::shell::{self, Result};

/// A virtual environment with exactly what a file of requirements names.
pub fn environment(name: &str, requirements: &Path) -> Result<PathBuf> {
    packages::python()?;
    let wanted = shell::read(requirements)?;
    let folder = shell::scratch(name)?;
    let stamp = folder.join("installed-requirements.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    shell::run(shell::command("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = shell::command(folder.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
    shell::run(pip.arg(requirements))?;
    fs::write(stamp, wanted)?;
    Ok(folder)
}

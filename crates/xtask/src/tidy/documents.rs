//! Documents that the binaries generate are committed as they generate them now.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{self, Result};

const OPENAPI: &str = "docs/openapi";
const SETTINGS: &str = "docs/settings.md";
const COMMANDS: &str = "docs/grantryctl.md";

pub fn write(grantry: &Path) -> Result {
    let fresh = tempfile::tempdir()?;
    for file in generate(grantry, fresh.path())? {
        let target = shell::root().join(&file);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(fresh.path().join(&file), target)?;
    }
    Ok(())
}

pub fn findings(grantry: &Path) -> Result<Vec<String>> {
    let fresh = tempfile::tempdir()?;
    let root = shell::root();
    let generated = generate(grantry, fresh.path())?;
    let mut findings = Vec::new();
    for file in &generated {
        let committed = fs::read(root.join(file)).unwrap_or_default();
        if committed != fs::read(fresh.path().join(file))? {
            findings.push(format!("{} is out of date: run `cargo xtask tidy --write`", file.display()));
        }
    }
    for file in relative_files(&root, OPENAPI)? {
        if !generated.contains(&file) {
            findings.push(format!("{} is not generated any more", file.display()));
        }
    }
    Ok(findings)
}

/// Generates all documents below `folder`, under the paths that they have in the repository.
fn generate(grantry: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let openapi = folder.join(OPENAPI);
    fs::create_dir_all(&openapi)?;
    shell::run(shell::command(grantry).args(["openapi", "--out"]).arg(&openapi))?;
    let settings = shell::output(shell::command(grantry).arg("settings-reference"))?;
    fs::write(folder.join(SETTINGS), settings)?;
    // cargo puts all binaries into one folder.
    let grantryctl = grantry.with_file_name("grantryctl");
    let commands = shell::output(shell::command(&grantryctl).arg("command-reference"))?;
    fs::write(folder.join(COMMANDS), commands)?;
    let mut files = relative_files(folder, OPENAPI)?;
    files.extend([SETTINGS, COMMANDS].map(PathBuf::from));
    Ok(files)
}

fn relative_files(root: &Path, folder: &str) -> Result<Vec<PathBuf>> {
    let files = shell::files_below(&root.join(folder), &[])?;
    Ok(files.iter().filter_map(|file| file.strip_prefix(root).ok()).map(Path::to_owned).collect())
}

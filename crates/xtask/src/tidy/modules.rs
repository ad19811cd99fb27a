//! Every Rust file of the workspace is compiled: a target or a file beside or above it names it.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shell::{self, Result};

pub fn findings() -> Result<Vec<String>> {
    let root = shell::root();
    let (packages, targets) = workspace(&root)?;
    let mut files = HashMap::new();
    for path in shell::tracked_files()? {
        if path.extension().is_some_and(|extension| extension == "rs")
            && packages.iter().any(|package| path.starts_with(package))
        {
            files.insert(path.clone(), fs::read_to_string(root.join(path))?);
        }
    }
    Ok(orphans(&files, &targets))
}

/// The folders of the packages, and the files that their targets begin with.
fn workspace(root: &Path) -> Result<(Vec<PathBuf>, BTreeSet<PathBuf>)> {
    let metadata = shell::metadata()?;
    let relative = |path: &Value| -> Result<PathBuf> {
        Ok(Path::new(path.as_str().ok_or("cargo metadata lacks a path")?).strip_prefix(root)?.to_owned())
    };
    let (mut packages, mut targets) = (Vec::new(), BTreeSet::new());
    for package in metadata["packages"].as_array().into_iter().flatten() {
        packages.extend(relative(&package["manifest_path"])?.parent().map(Path::to_owned));
        for target in package["targets"].as_array().into_iter().flatten() {
            targets.insert(relative(&target["src_path"])?);
        }
    }
    Ok((packages, targets))
}

fn orphans(files: &HashMap<PathBuf, String>, targets: &BTreeSet<PathBuf>) -> Vec<String> {
    let orphans = files.keys().filter(|file| !targets.contains(*file) && !is_named(file, files, targets));
    let mut findings: Vec<String> = orphans
        .map(|file| format!("{} is in no `mod`, and no target begins with it", file.display()))
        .collect();
    findings.sort();
    findings
}

/// Whether a file that can hold the module says `mod name`.
fn is_named(file: &Path, files: &HashMap<PathBuf, String>, targets: &BTreeSet<PathBuf>) -> bool {
    let Some(folder) = file.parent() else { return false };
    // `a/mod.rs` is the module `a` of the folder above.
    let stem = file.file_stem().unwrap_or_default();
    let (name, folder) = match folder.file_name().zip(folder.parent()) {
        Some((name, above)) if stem == "mod" => (name, above),
        _ => (stem, folder),
    };
    let name = name.to_string_lossy();
    let holds = |other: &Path| {
        let begins = targets.contains(other) || other.file_name().is_some_and(|name| name == "mod.rs");
        other == folder.with_extension("rs") || other.parent() == Some(folder) && begins
    };
    files.iter().any(|(other, text)| other != file && holds(other) && declares(text, &name))
}

/// Whether a line says `mod name;`, whoever may see it.
fn declares(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        let declared = line.trim().strip_suffix(';').and_then(|line| line.rsplit_once("mod "));
        declared.is_some_and(|(before, declared)| {
            declared.trim() == name && (before.is_empty() || before.starts_with("pub"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_no_one_names_is_found() {
        let files = [
            ("a/src/lib.rs", "mod one;\npub(crate) mod two;\n// mod three;\n"),
            ("a/src/one.rs", "#[cfg(test)]\nmod tests;"),
            ("a/src/one/tests.rs", ""),
            ("a/src/two/mod.rs", "mod deep;"),
            ("a/src/two/deep.rs", "mod deeper;"),
            ("a/src/two/deep/deeper.rs", ""),
            ("a/src/three.rs", ""),
            ("a/src/two/lost.rs", ""),
            ("a/tests/it/main.rs", "mod harness;"),
            ("a/tests/it/harness.rs", "mod readme;"),
            ("a/tests/it/readme.rs", ""),
        ];
        let files = files.map(|(path, text)| (PathBuf::from(path), text.to_owned())).into();
        let targets = ["a/src/lib.rs", "a/tests/it/main.rs"].map(PathBuf::from).into();
        let found = orphans(&files, &targets);
        let names: Vec<&str> = found.iter().filter_map(|finding| finding.split(' ').next()).collect();
        assert_eq!(names, ["a/src/three.rs", "a/src/two/lost.rs", "a/tests/it/readme.rs"]);
    }
}

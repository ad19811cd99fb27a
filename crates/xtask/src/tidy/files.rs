//! Rules for every file: none is too long, none names a package registry's host, none of the marketplace's commits aside.

use std::fs;
use std::path::Path;

use crate::shell::{self, Result};

const LINES: usize = 400;
const COUNTED: &[&str] = &["rs", "ts"];
/// Cargo writes a registry's name into its lock files, always the same.
const EXEMPT: &str = "Cargo.lock";
/// In two parts, so that this file does not name them.
const HOSTS: &[(&str, &str)] = &[
    ("crates.", "io"),
    ("npmjs.", "org"),
    ("npmjs.", "com"),
    ("pypi.", "org"),
    ("pythonhosted.", "org"),
    ("deb.debian.", "org"),
];

/// In the marketplace only these begin transactions that change something, or end them.
const COMMITTING: (&str, &[&str]) =
    ("crates/marketplace/src", &["unit_of_work.rs", "pepper.rs", "receipt_key.rs"]);

pub fn findings() -> Result<Vec<String>> {
    let root = shell::root();
    let mut findings = Vec::new();
    for path in shell::tracked_files()? {
        let Ok(text) = fs::read_to_string(root.join(&path)) else { continue };
        findings.extend(too_long(&path, &text));
        findings.extend(names_a_host(&path, &text));
        findings.extend(commits_aside(&path, &text));
    }
    Ok(findings)
}

fn too_long(path: &Path, text: &str) -> Option<String> {
    let counted =
        path.extension().is_some_and(|extension| COUNTED.iter().any(|counted| extension == *counted));
    let lines = text.lines().count();
    (counted && lines > LINES).then(|| format!("{} has {lines} lines; {LINES} is the limit", path.display()))
}

fn names_a_host(path: &Path, text: &str) -> Option<String> {
    if path.file_name().is_some_and(|name| name == EXEMPT) {
        return None;
    }
    let host = HOSTS.iter().map(|(first, last)| format!("{first}{last}")).find(|host| text.contains(host))?;
    Some(format!("{} names the registry host {host}", path.display()))
}

/// Everything else goes through `Work`, which records what was done (docs/adr/0018).
fn commits_aside(path: &Path, text: &str) -> Option<String> {
    let (folder, allowed) = COMMITTING;
    if !path.starts_with(folder) || allowed.iter().any(|file| path.ends_with(file)) {
        return None;
    }
    let aside = ["commit_unrecorded(", "store().begin(", "store.begin("].into_iter();
    let found = aside.filter(|call| text.contains(call)).map(|call| call.trim_end_matches('(')).next()?;
    Some(format!("{} calls {found}: begin a unit of work instead", path.display()))
}

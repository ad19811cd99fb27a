//! Every dependency of a crate is named in its code; those that are not only for tests, outside of `tests`.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shell::{self, Result};

pub fn findings() -> Result<Vec<String>> {
    let root = shell::root();
    let mut sources = Vec::new();
    for path in shell::tracked_files()? {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(root.join(&path))?;
            sources.push((path, text));
        }
    }
    let mut findings = Vec::new();
    for package in shell::metadata()?["packages"].as_array().into_iter().flatten() {
        let manifest = Path::new(package["manifest_path"].as_str().ok_or("cargo metadata lacks a path")?);
        let folder = manifest.strip_prefix(&root)?.parent().unwrap_or(Path::new(""));
        let unused = unused(package, folder, &sources);
        findings.extend(unused.iter().map(|name| format!("{} does not use {name}", folder.display())));
    }
    Ok(findings)
}

/// The dependencies that no code of a package names.
fn unused(package: &Value, folder: &Path, sources: &[(PathBuf, String)]) -> Vec<String> {
    let (mut everywhere, mut outside_of_tests) = (HashSet::new(), HashSet::new());
    for (path, text) in sources.iter().filter(|(path, _)| path.starts_with(folder)) {
        everywhere.extend(names(text));
        if !path.starts_with(folder.join("tests")) {
            outside_of_tests.extend(names(text));
        }
    }
    let mut unused = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let own = dependency["rename"].as_str().or(dependency["name"].as_str()).unwrap_or_default();
        let named = if dependency["kind"] == "dev" { &everywhere } else { &outside_of_tests };
        if !named.contains(own.replace('-', "_").as_str()) {
            unused.push(own.to_owned());
        }
    }
    unused
}

/// The words of code, without comments.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter_map(|line| line.split("//").next());
    code.flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric() && letter != '_'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn unused_of(dependency: &Value, sources: &[(&str, &str)]) -> usize {
        let sources: Vec<_> =
            sources.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect();
        unused(&json!({"dependencies": [dependency]}), Path::new("crates/a"), &sources).len()
    }

    #[test]
    fn a_dependency_is_named_in_the_code_of_its_crate() {
        let dependency = json!({"name": "wasm-bindgen", "rename": null, "kind": null});
        let unused = |path, text| unused_of(&dependency, &[(path, text)]);
        assert_eq!(unused("crates/a/src/lib.rs", "use wasm_bindgen::JsCast;"), 0);
        assert_eq!(unused("crates/a/src/lib.rs", "use wasm_bindgen_futures::x;"), 1);
        assert_eq!(unused("crates/a/src/lib.rs", "// wasm_bindgen does it"), 1);
        assert_eq!(unused("crates/b/src/lib.rs", "use wasm_bindgen::JsCast;"), 1);
    }

    #[test]
    fn it_has_the_name_that_the_manifest_gives_it() {
        let dependency = json!({"name": "serde", "rename": "data", "kind": null});
        assert_eq!(unused_of(&dependency, &[("crates/a/src/lib.rs", "data::Value")]), 0);
        assert_eq!(unused_of(&dependency, &[("crates/a/src/lib.rs", "serde::Value")]), 1);
    }

    #[test]
    fn what_only_tests_use_is_a_dependency_of_tests() {
        let sources = [("crates/a/src/lib.rs", ""), ("crates/a/tests/it.rs", "tempfile::tempdir()")];
        assert_eq!(unused_of(&json!({"name": "tempfile", "kind": "dev"}), &sources), 0);
        assert_eq!(unused_of(&json!({"name": "tempfile", "kind": null}), &sources), 1);
    }
}

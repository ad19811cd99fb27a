//! One layout for all Rust files: imports in three groups, and unit tests in `mod tests` at the end.

use std::fs;

use crate::shell::{self, Result};

pub fn findings() -> Result<Vec<String>> {
    let root = shell::root();
    let mut findings = Vec::new();
    for path in shell::tracked_files()? {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(root.join(&path))?;
        if let Some(line) = import_out_of_place(&text) {
            findings.push(format!(
                "{}:{line}: imports stand in three groups: std, other crates, our own module paths",
                path.display()
            ));
        }
        findings.extend(tests_out_of_place(&text).map(|what| format!("{} {what}", path.display())));
    }
    Ok(findings)
}

/// Where an import comes from, in the order of the groups.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Group {
    Standard,
    Crates,
    Own,
}

/// The line of the first import that stands among those of another group, or below a later group.
fn import_out_of_place(text: &str) -> Option<usize> {
    let children: Vec<&str> = text.lines().filter_map(declared).collect();
    let mut last: Option<Group> = None;
    let (mut inside, mut apart) = (false, false);
    for (number, line) in text.lines().enumerate() {
        if inside {
            inside = !line.ends_with(';');
        } else if let Some(rest) = line.strip_prefix("use ") {
            inside = !line.ends_with(';');
            let Some(group) = group(rest, &children) else { continue };
            if last.is_some_and(|last| if apart { group < last } else { group != last }) {
                return Some(number + 1);
            }
            (last, apart) = (Some(group), false);
        } else if line.is_empty() {
            apart = true;
        } else if !line.starts_with("//") && !line.starts_with("#[") {
            last = None;
        }
    }
    None
}

/// None for a file's own children, which may stand with either of the last two groups.
fn group(import: &str, children: &[&str]) -> Option<Group> {
    let root = first_name(import);
    match root {
        "std" | "core" | "alloc" => Some(Group::Standard),
        "crate" | "super" | "self" => Some(Group::Own),
        _ if children.contains(&root) => None,
        _ => Some(Group::Crates),
    }
}

/// The name of the module that a line declares.
fn declared(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("mod ")?;
    (before.is_empty() || before.starts_with("pub")).then(|| first_name(rest))
}

fn first_name(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
}

/// What is wrong with the place of a file's unit tests.
fn tests_out_of_place(text: &str) -> Option<&'static str> {
    if text.contains("\n#[path = ") {
        return Some("gives the path of a module: put it into a folder of this file's name");
    }
    let (_, tests) = text.split_once("\n#[cfg(test)]\nmod ")?;
    let name = tests.lines().next()?.strip_suffix(" {")?;
    let (_, behind) = tests.split_once("\n}\n")?;
    if name != "tests" {
        return Some("has unit tests that are not called `tests`");
    }
    (!behind.trim().is_empty()).then_some("has something below its unit tests")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_in_three_groups_are_in_place() {
        for text in [
            "use std::fs;\nuse std::path::Path;\n\nuse serde::Value;\n\nuse crate::shell;\nuse super::x;\n",
            "use serde::{\n    A,\n    B,\n};\n\nuse crate::{\n    a,\n};\n",
            "mod clients;\n\nuse clap::Parser;\nuse clients::Client;\nuse tokio::task;\n\nuse crate::y;\n",
            "use crate::a;\n\nfn f() {\n    use std::fs;\n}\n\nuse std::x;\n",
            "// Of both.\nuse std::fs;\n\n#[cfg(test)]\nuse serde::Value;\n",
        ] {
            assert_eq!(import_out_of_place(text), None, "{text}");
        }
    }

    #[test]
    fn an_import_in_another_group_or_too_late_is_found() {
        for (text, line) in [
            ("use std::fs;\nuse serde::Value;\n", 2),
            ("use serde::{\n    A,\n};\nuse crate::a;\n", 4),
            ("use crate::a;\n\nuse serde::Value;\n", 3),
            ("use serde::Value;\n\nuse std::fs;\n", 3),
        ] {
            assert_eq!(import_out_of_place(text), Some(line), "{text}");
        }
    }

    #[test]
    fn unit_tests_are_the_last_in_a_file() {
        let test = "\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\n";
        let in_a_file = "\n#[cfg(test)]\nmod tests;\n\nfn f() {\n}\n";
        let whole = format!("fn f() {{}}\n{test}");
        for text in [whole.as_str(), in_a_file, "fn f() {}\n"] {
            assert_eq!(tests_out_of_place(text), None, "{text}");
        }
        let below = format!("{test}\nfn f() {{}}\n");
        let elsewhere = in_a_file.replace("mod", "#[path = \"x.rs\"]\nmod");
        let named = test.replace("tests", "checks");
        for text in [below, elsewhere, named] {
            assert!(tests_out_of_place(&text).is_some(), "{text}");
        }
    }
}

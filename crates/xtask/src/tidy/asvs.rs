//! `docs/security/asvs.md`: the tests and files that it names are there, and a row that is met names a test.

use std::fs;
use std::path::{Path, PathBuf};

use super::paths::named_paths;
use crate::shell::{self, Result};

const DOCUMENT: &str = "docs/security/asvs.md";

/// A file of Rust or TypeScript, with its text.
type Source = (PathBuf, String);

pub fn findings() -> Result<Vec<String>> {
    let root = shell::root();
    let text = shell::read(&root.join(DOCUMENT))?;
    let mut sources = Vec::new();
    for path in shell::tracked_files()?.into_iter().filter(|path| is_source(path)) {
        let text = fs::read_to_string(root.join(&path))?;
        sources.push((path, text));
    }
    let mut findings: Vec<String> = named_paths(&text).filter_map(|span| missing(span, &sources)).collect();
    findings.extend(text.lines().filter_map(wrong_row));
    Ok(findings)
}

fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rs" || extension == "ts")
}

/// What is not there of a file, or of a test (`file::name`), that is named by the end of its path; nothing of other words.
fn missing(span: &str, sources: &[Source]) -> Option<String> {
    let (file, test) = span.split_once("::").map_or((span, None), |(file, test)| (file, Some(test)));
    if !is_source(Path::new(file)) {
        return None;
    }
    let mut texts = sources.iter().filter(|(path, _)| path.ends_with(file)).map(|(_, text)| text).peekable();
    if texts.peek().is_none() {
        return Some(format!("there is no `{file}`"));
    }
    let test = test?;
    (!texts.any(|text| holds(text, test))).then(|| format!("`{file}` has no test `{test}`"))
}

/// Whether a file has a function of this name, or a journey of this title.
fn holds(text: &str, test: &str) -> bool {
    text.contains(&format!("fn {test}(")) || text.contains(&format!("test(\"{test}\""))
}

/// What is wrong with a row: its number, level, requirement, state with a word on it, places and tests.
fn wrong_row(line: &str) -> Option<String> {
    if !line.strip_prefix("| ")?.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
    let [number, _, _, says, _, tests] = cells.as_slice() else {
        return Some(format!("not six cells: {line}"));
    };
    let state = says.split_once(':').map_or(*says, |(state, _)| state);
    match (state, tests.contains("::")) {
        ("met", false) => Some(format!("{number} is met by no test: say so, or name one")),
        ("met, no test", true) => Some(format!("{number} has a test")),
        ("met" | "met, no test" | "not yet" | "not applicable", _) => None,
        _ => Some(format!("{number}: \"{state}\" is no state")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_not_there_is_found() {
        let sources: [Source; 2] = [
            (
                "crates/a/tests/it/account/sessions.rs".into(),
                "async fn signing_in(stage: &Stage) {}".to_owned(),
            ),
            ("e2e/journeys/a.spec.ts".into(), "test(\"a person: signs in\", async () => {});".to_owned()),
        ];
        for there in [
            "account/sessions.rs",
            "account/sessions.rs::signing_in",
            "a.spec.ts::a person: signs in",
            "Access::is_bound",
            "session_minutes",
        ] {
            assert_eq!(missing(there, &sources), None, "{there}");
        }
        for gone in [
            "ccount/sessions.rs",
            "account/gone.rs::signing_in",
            "account/sessions.rs::signing",
            "a.spec.ts::a person signs in",
        ] {
            assert!(missing(gone, &sources).is_some(), "{gone}");
        }
    }

    #[test]
    fn a_row_says_what_it_is() {
        for good in [
            "| 1.1.1 | 1 | It holds | met: so | `a.rs` | `a.rs::it_holds` |",
            "| 1.1.1 | 1 | It holds | met, no test | `a.rs` | – |",
            "| 1.1.1 | 1 | It holds | not yet: this is missing | – | – |",
            "| Row | L | Requirement | Grantry | Where | Test |",
            "A sentence.",
        ] {
            assert_eq!(wrong_row(good), None, "{good}");
        }
        for wrong in [
            "| 1.1.1 | 1 | It holds | met | `a.rs` | – |",
            "| 1.1.1 | 1 | It holds | met, no test | `a.rs` | `a.rs::it_holds` |",
            "| 1.1.1 | 1 | It holds | nearly | `a.rs` | `a.rs::it_holds` |",
            "| 1.1.1 | 1 | It holds | met | `a.rs::it_holds` |",
        ] {
            assert!(wrong_row(wrong).is_some(), "{wrong}");
        }
    }
}

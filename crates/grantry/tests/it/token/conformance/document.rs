//! `docs/conformance.md`: the list of checks is written by what is seen, and each difference of the control has a row.

use std::{collections::BTreeSet, fs, path::Path};

use super::check::{Check, Verdict, need};
use crate::harness::Outcome;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/conformance.md");
/// The heading before the table of differences: check, what oidc-provider does, what we do, why.
const DIFFERENCES: &str = "## Differences";
/// The heading before the list of checks, which goes on to the document's end.
const CHECKS: &str = "## Checks";

/// Fails where the document does not say what was seen; then leaves the list that it should hold in the target folder.
pub fn compare(verdicts: &[(Check, Verdict)]) -> Outcome {
    let text = fs::read_to_string(DOCUMENT)?;
    let (before, written) = text.split_once(&format!("\n{CHECKS}\n")).ok_or("there is no list of checks")?;
    let rows = differences(before)?;
    let mut wrong: Vec<String> =
        verdicts.iter().filter_map(|(check, verdict)| amiss(check, verdict, &rows)).collect();
    let names: BTreeSet<&str> = verdicts.iter().map(|(check, _)| check.name).collect();
    wrong.extend(rows.difference(&names).map(|name| format!("{name}: there is a row, but no such check")));
    let list = list(verdicts);
    if written.trim() != list.trim() {
        let seen = Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance-checks.md");
        fs::write(&seen, &list)?;
        wrong.push(format!("the list of checks should be that of {}", seen.display()));
    }
    need(wrong.is_empty(), format_args!("docs/conformance.md:\n{}", wrong.join("\n")))
}

/// The names of the checks that the table explains.
fn differences(before: &str) -> Outcome<BTreeSet<&str>> {
    let (_, table) = before.split_once(DIFFERENCES).ok_or("there is no table of differences")?;
    let mut names = BTreeSet::new();
    for line in table.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        need(
            cells.len() == 4 && cells.iter().all(|cell| !cell.is_empty()),
            format_args!("not four cells: {line}"),
        )?;
        let name = cells[0].trim_matches('`');
        need(names.insert(name), format_args!("two rows for {name}"))?;
    }
    Ok(names)
}

fn amiss(check: &Check, verdict: &Verdict, rows: &BTreeSet<&str>) -> Option<String> {
    match (verdict, rows.contains(check.name)) {
        (Verdict::Failed(why), false) => Some(format!("{} has no row: {why}", check.name)),
        (Verdict::Fulfilled | Verdict::NotApplicable(_), true) => {
            Some(format!("{} has a row, but there is no difference", check.name))
        }
        _ => None,
    }
}

fn list(verdicts: &[(Check, Verdict)]) -> String {
    let mut text = String::new();
    let mut document = "";
    for (check, verdict) in verdicts {
        if check.document != document {
            document = check.document;
            text += &format!(
                "\n### {document}\n\n| Section | Level | Check | Requirement | oidc-provider |\n|---|---|---|---|---|\n"
            );
        }
        let control = match verdict {
            Verdict::Fulfilled => "same",
            Verdict::NotApplicable(_) => "has no such part",
            Verdict::Failed(_) => "differs",
        };
        let (section, level) = (check.section, check.level.as_str());
        text += &format!("| {section} | {level} | `{}` | {} | {control} |\n", check.name, check.says);
    }
    text
}

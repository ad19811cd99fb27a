//! The size of what a browser loads before its first page can be used, and its limit.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::parts::Parts;
use crate::shell::{self, Result};

/// Bytes, compressed with brotli where that helps (docs/adr/0023).
const SIGN_IN: u64 = 250_000;
/// The aim is 400,000; this is what it weighs now, so that it does not grow.
const FIRST_PAGE: u64 = 406_000;
/// A page that someone opens before all others, by a link or a bookmark: what it weighs now, so that it does not grow.
const OTHER_PAGE: u64 = 755_000;
/// The part that has the first page of each portal, and the frame around all pages of portals and of the account.
const HOME: &str = "home";
/// The part whose pages have no such frame.
const DOCS: &str = "docs";

/// What every page loads, and what each part adds, is printed; more than the budget is an error.
pub fn check(site: &Path, parts: &Parts) -> Result {
    let files = shell::files_below(site, &[])?;
    let sum = |wanted: &dyn Fn(&str) -> bool| -> Result<u64> {
        let mut sum = 0;
        for file in &files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if wanted(&name) {
                let compressed = file.with_added_extension("br");
                sum += fs::metadata(if compressed.is_file() { &compressed } else { file })?.len();
            }
        }
        Ok(sum)
    };
    let of_a_part = |name: &str| parts.values().flatten().any(|module| module == name);
    let packed = |name: &str| name.ends_with(".br") || name.ends_with(".gz");
    let first = sum(&|name| !packed(name) && !of_a_part(name))?;
    let mut over = within("Sign-in", first, SIGN_IN);
    let frame = parts.get(HOME).ok_or("the program has no part with its frames")?;
    for (part, modules) in parts {
        let around = frame.iter().filter(|_| part != DOCS);
        let needed: BTreeSet<_> = modules.iter().chain(around).collect();
        let added = sum(&|name| needed.iter().any(|module| *module == name))?;
        over |= within(part, first + added, budget_of(part));
    }
    if over {
        Err("the pages weigh more than their budget (crates/xtask/src/frontend/budget.rs)".into())
    } else {
        Ok(())
    }
}

fn budget_of(part: &str) -> u64 {
    if part == HOME { FIRST_PAGE } else { OTHER_PAGE }
}

/// Whether it is over the budget.
fn within(what: &str, bytes: u64, budget: u64) -> bool {
    eprintln!("{what}: {} kB of {} kB", bytes.div_ceil(1000), budget / 1000);
    bytes > budget
}

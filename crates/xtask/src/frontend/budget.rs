//! The size of what a browser loads before its first page can be used, and its limit.

use std::fs;
use std::path::Path;

use super::parts::Parts;
use crate::shell::{self, Result};

/// Bytes, compressed with brotli where that helps: what they weigh now, so that they do not grow. The aims are 250 kB
/// and 400 kB.
const SIGN_IN: u64 = 265_000;
const PORTAL: u64 = 560_000;

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
    for (part, modules) in parts {
        let added = sum(&|name| modules.iter().any(|module| module == name))?;
        over |= within(part, first + added, PORTAL);
    }
    if over {
        Err("the pages weigh more than their budget (crates/xtask/src/frontend/budget.rs)".into())
    } else {
        Ok(())
    }
}

/// Whether it is over the budget.
fn within(what: &str, bytes: u64, budget: u64) -> bool {
    eprintln!("{what}: {} kB of {} kB", bytes.div_ceil(1000), budget / 1000);
    bytes > budget
}

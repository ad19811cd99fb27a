//! The floors of ARCHITECTURE.md: a crate uses only crates of lower floors.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::shell::{self, Result};

/// The floors of the workspace, from the lowest up. Crates of one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["throwaway-postgres", "stalls", "pictures"],
    &["model", "migrations", "xtask"],
    &["wire", "credentials", "request-notes", "outbound-http", "outbound-mail", "api-documents"],
    &["store", "foundation", "grantry-guard", "api-client", "token-bench"],
    &["limits", "frontend", "grantryctl"],
    &["marketplace"],
    &["web"],
    &["account-api", "developer-api", "admin-api", "operator-api", "token-service", "demo-api"],
    &["grantry", "faults", "fuzz-invariants"],
];

/// Crates that see fewer of ours than their floor allows.
const NARROWER: &[(&str, &[&str])] = &[
    ("frontend", &["api-client", "wire", "model"]),
    ("grantryctl", &["api-client", "wire", "model"]),
    ("api-client", &["wire", "model"]),
    ("grantry-guard", &["credentials", "model"]),
    ("foundation", &["credentials", "model"]),
    ("migrations", &[]),
    // Without the marketplace: a token is issued from what the store says alone.
    (
        "token-service",
        &[
            "credentials",
            "foundation",
            "grantry-guard",
            "limits",
            "model",
            "outbound-http",
            "request-notes",
            "store",
            "web",
        ],
    ),
];

/// Outside crates that only some of ours may name.
const RESERVED: &[(&str, &[&str])] = &[
    ("sea-orm", &["store", "migrations"]),
    ("sea-orm-migration", &["store", "migrations"]),
    ("rusqlite", &["store", "grantry"]),
    ("sqlx", &["store", "migrations"]),
    ("leptos", &["frontend"]),
    ("image", &["pictures"]),
    ("saphyr-parser", &["api-documents"]),
    ("lettre", &["outbound-mail"]),
];

/// A direct dependency. Those of tests may go anywhere.
struct Edge {
    from: String,
    to: String,
    for_tests: bool,
}

pub fn findings() -> Result<Vec<String>> {
    let (members, edges) = workspace()?;
    let mut findings = unknown_members(&members);
    findings.extend(edges.iter().filter_map(|edge| breach(edge, &members)));
    Ok(findings)
}

fn workspace() -> Result<(Vec<String>, Vec<Edge>)> {
    let metadata = shell::metadata()?;
    let (mut members, mut edges) = (Vec::new(), Vec::new());
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let from = text(&package["name"]);
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let for_tests = dependency["kind"] == "dev";
            edges.push(Edge { from: from.clone(), to: text(&dependency["name"]), for_tests });
        }
        members.push(from);
    }
    Ok((members, edges))
}

fn unknown_members(members: &[String]) -> Vec<String> {
    let floors = floors();
    let unknown = members.iter().filter(|member| !floors.contains_key(member.as_str()));
    unknown.map(|member| format!("{member} has no floor in the table of xtask's tidy")).collect()
}

fn breach(edge: &Edge, members: &[String]) -> Option<String> {
    let Edge { from, to, .. } = edge;
    if let Some((_, users)) = RESERVED.iter().find(|(name, _)| name == to)
        && !users.contains(&from.as_str())
    {
        return Some(format!("{from} names {to}, which only {} may", users.join(" and ")));
    }
    if edge.for_tests || !members.contains(to) {
        return None;
    }
    if let Some((_, allowed)) = NARROWER.iter().find(|(name, _)| name == from)
        && !allowed.contains(&to.as_str())
    {
        return Some(format!("{from} uses {to}, which is not for it"));
    }
    let floors = floors();
    let (above, below) = (floors.get(from.as_str())?, floors.get(to.as_str())?);
    (below >= above).then(|| format!("{from} (floor {above}) uses {to} (floor {below})"))
}

fn floors() -> BTreeMap<&'static str, usize> {
    FLOORS
        .iter()
        .enumerate()
        .flat_map(|(floor, names)| names.iter().map(move |name| (*name, floor)))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Edge, breach};

    fn finding(from: &str, to: &str, for_tests: bool) -> Option<String> {
        let members = super::floors().keys().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        breach(&Edge { from: from.to_owned(), to: to.to_owned(), for_tests }, &members)
    }

    #[test]
    fn only_downward() {
        assert_eq!(finding("store", "model", false), None);
        assert!(finding("model", "store", false).is_some());
        assert!(finding("admin-api", "developer-api", false).is_some());
        assert!(finding("frontend", "credentials", false).is_some());
        assert_eq!(finding("frontend", "api-client", false), None);
        assert!(finding("api-client", "credentials", false).is_some());
        assert!(finding("grantryctl", "credentials", false).is_some());
        assert!(finding("token-service", "marketplace", false).is_some());
        assert_eq!(finding("store", "marketplace", true), None);
    }

    #[test]
    fn storage_is_named_by_the_store_alone() {
        assert_eq!(finding("store", "sea-orm", false), None);
        assert!(finding("marketplace", "sea-orm", true).is_some());
        assert_eq!(finding("marketplace", "serde", false), None);
    }
}

//! The rooms of a crate: folders of modules in an order, each of which uses only those further down, and none of which
//! takes a name from the file that mounts it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::shell::{self, Result};

/// The source folders of crates with rooms, and their floors from the top down. Rooms of one floor never use each other.
const CRATES: &[(&str, &[&str])] = &[
    (
        "crates/marketplace/src",
        &[
            "operator | publisher | tenant",
            "organisations",
            "links",
            "delivery",
            "views",
            "clients",
            "permission",
            "identity",
            "work",
            "service",
            "requests",
            "errors",
        ],
    ),
    (
        "crates/token-service/src",
        &[
            "http",
            "feed",
            "tokens",
            "authentication",
            "service",
            "replication",
            "clients",
            "keys",
            "parsing",
            "errors",
        ],
    ),
    (
        "crates/store/src",
        &[
            "backup",
            "schema",
            "platform",
            "records",
            "token_path",
            "access",
            "organisations",
            "catalogue",
            "search",
            "database",
            "rows",
            "errors",
        ],
    ),
];

pub fn findings() -> Result<Vec<String>> {
    let (root, mut findings) = (shell::root(), Vec::new());
    for path in shell::tracked_files()? {
        let Some((folder, floors)) = CRATES.iter().find(|(folder, _)| path.starts_with(folder)) else {
            continue;
        };
        let Ok(inside) = path.strip_prefix(folder) else { continue };
        let text = fs::read_to_string(root.join(&path)).unwrap_or_default();
        let breaches = breaches(inside, &text, floors);
        findings.extend(breaches.into_iter().map(|breach| format!("{} {breach}", path.display())));
    }
    Ok(findings)
}

/// What is wrong with a file, by its path in the source folder.
fn breaches(path: &Path, text: &str, floors: &[&str]) -> BTreeSet<String> {
    let place = |room: &str| floors.iter().position(|rooms| rooms.split(" | ").any(|known| known == room));
    let Some(room) = path.parent().and_then(|folder| folder.iter().next()) else { return BTreeSet::new() };
    let room = room.to_string_lossy();
    let Some(own) = place(&room) else {
        return [format!("is in no room of {}", floors.join(", "))].into();
    };
    let of_crate = after(text, "crate::").filter_map(|name| match place(name) {
        Some(other) if other < own => Some(format!("uses {name}, which is above it")),
        Some(other) if other == own && name != room => Some(format!("uses {name}, which is beside it")),
        Some(_) => None,
        None => Some(format!("takes {name:?} from lib.rs")),
    });
    let of_room = after(text, "super::")
        .filter(|name| name.starts_with(char::is_uppercase))
        .map(|name| format!("takes {name} from the file that mounts it"));
    of_crate.chain(of_room).collect()
}

/// The identifiers that follow this prefix; an empty one where something else does.
fn after<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    text.split(prefix)
        .skip(1)
        .map(move |rest| rest.split(|character: char| !is_part(character)).next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches_of(path: &str, text: &str) -> Vec<String> {
        breaches(Path::new(path), text, &["http", "clients | keys", "errors"]).into_iter().collect()
    }

    #[test]
    fn rooms_use_only_what_is_below() {
        assert!(breaches_of("http/token.rs", "use crate::clients::Client;\nuse super::body;").is_empty());
        assert!(
            breaches_of("clients/client.rs", "use crate::clients::grant::Grant;\nuse super::*;").is_empty()
        );
        assert!(breaches_of("lib.rs", "pub use http::configure;").is_empty());
        assert_eq!(breaches_of("errors/one.rs", "crate::http::X, crate::http::Y").len(), 1);
        assert_eq!(breaches_of("elsewhere/one.rs", "").len(), 1);
    }

    #[test]
    fn rooms_of_one_floor_never_use_each_other() {
        let text = "use crate::clients::Client;\nuse crate::errors::Error;";
        assert!(breaches_of("clients/one.rs", text).is_empty());
        assert_eq!(breaches_of("keys/one.rs", text).len(), 1);
    }

    #[test]
    fn no_room_takes_a_name_from_what_mounts_it() {
        for text in ["use crate::TokenService;", "use crate::{clients, errors};", "use super::Client;"] {
            assert_eq!(breaches_of("http/token.rs", text).len(), 1, "{text}");
        }
    }
}

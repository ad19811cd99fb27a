//! The rooms of a crate: modules in an order, each of which uses only those further down, and none of which takes a name
//! from the file that mounts it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::shell::{self, Result};

/// A crate with rooms: folders and files that stand in its source folder.
struct House {
    source: &'static str,
    /// Floors from the top down. Rooms of one floor never use each other.
    rooms: &'static [&'static str],
    /// Whether a file may take what the file that mounts it takes from others.
    passes_on: bool,
}

const HOUSES: &[House] = &[
    House {
        source: "crates/marketplace/src",
        rooms: &[
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
        passes_on: false,
    },
    House {
        source: "crates/token-service/src",
        rooms: &[
            "http",
            "feed",
            "tokens",
            "authentication",
            "service",
            "attempts",
            "replication",
            "clients",
            "keys",
            "parsing",
            "errors",
        ],
        passes_on: false,
    },
    House {
        source: "crates/store/src",
        rooms: &[
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
        passes_on: false,
    },
    House {
        source: "frontend/src",
        rooms: &["gallery", "pages", "components", "session", "api", "dom", "route"],
        passes_on: true,
    },
];

pub fn findings() -> Result<Vec<String>> {
    let (root, mut findings) = (shell::root(), Vec::new());
    for path in shell::tracked_files()? {
        let Some(house) = HOUSES.iter().find(|house| path.starts_with(house.source)) else { continue };
        let Ok(inside) = path.strip_prefix(house.source) else { continue };
        let text = fs::read_to_string(root.join(&path)).unwrap_or_default();
        let breaches = breaches(inside, &text, house);
        findings.extend(breaches.into_iter().map(|breach| format!("{} {breach}", path.display())));
    }
    Ok(findings)
}

/// What is wrong with a file, by its path in the source folder.
fn breaches(path: &Path, text: &str, house: &House) -> BTreeSet<String> {
    let place =
        |room: &str| house.rooms.iter().position(|floor| floor.split(" | ").any(|known| known == room));
    let folder = path.parent().and_then(|folder| folder.iter().next());
    let Some(room) = folder.or(path.file_stem()) else { return BTreeSet::new() };
    let room = room.to_string_lossy();
    let Some(own) = place(&room) else {
        // What mounts the rooms is in none.
        let outside = folder.map(|_| format!("is in no room of {}", house.rooms.join(", ")));
        return outside.into_iter().collect();
    };
    let of_crate = of_crate(text).into_iter().filter_map(|name| match place(name) {
        Some(other) if other < own => Some(format!("uses {name}, which is above it")),
        Some(other) if other == own && name != room => Some(format!("uses {name}, which is beside it")),
        Some(_) => None,
        None => Some(format!("takes {name:?} from lib.rs")),
    });
    let of_room = after(text, "super::")
        .map(identifier)
        .filter(|name| !house.passes_on && name.starts_with(char::is_uppercase))
        .map(|name| format!("takes {name} from the file that mounts it"));
    of_crate.chain(of_room).collect()
}

/// The names that follow `crate::`; of a group of imports, each item's.
fn of_crate(text: &str) -> Vec<&str> {
    let named = after(text, "crate::").flat_map(|rest| match rest.strip_prefix('{') {
        Some(group) => items(group),
        None => vec![identifier(rest)],
    });
    named.collect()
}

/// The first name of each item of a group, up to the brace that closes it.
fn items(group: &str) -> Vec<&str> {
    let (mut depth, mut from, mut names) = (0, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(identifier(group[from..at].trim_start()));
                from = at + 1;
            }
            _ => {}
        }
        if character == '}' && from == at + 1 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What stands behind each of these prefixes.
fn after<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(prefix).skip(1)
}

/// The identifier with which a text begins; an empty one where something else does.
fn identifier(text: &str) -> &str {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    text.split(|character: char| !is_part(character)).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOMS: &[&str] = &["http", "clients | keys", "errors"];
    const STRICT: House = House { source: "", rooms: ROOMS, passes_on: false };
    const EASY: House = House { source: "", rooms: ROOMS, passes_on: true };

    fn breaches_of(path: &str, text: &str) -> Vec<String> {
        breaches(Path::new(path), text, &STRICT).into_iter().collect()
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
        assert_eq!(breaches_of("clients.rs", "crate::http::X").len(), 1);
    }

    #[test]
    fn rooms_of_one_floor_never_use_each_other() {
        let text = "use crate::clients::Client;\nuse crate::errors::Error;";
        assert!(breaches_of("clients/one.rs", text).is_empty());
        assert_eq!(breaches_of("keys/one.rs", text).len(), 1);
    }

    #[test]
    fn no_room_takes_a_name_from_what_mounts_it() {
        for text in ["use crate::TokenService;", "use crate::{clients, Token};", "use super::Client;"] {
            assert_eq!(breaches_of("http/token.rs", text).len(), 1, "{text}");
        }
        assert!(breaches(Path::new("http/token.rs"), "use super::Client;", &EASY).is_empty());
    }

    #[test]
    fn a_group_of_imports_is_read_item_by_item() {
        let text = "use crate::{\n    clients::{self, Client, grants::{Grant, http}},\n    errors,\n};\nuse other::{http};";
        assert_eq!(of_crate(text), ["clients", "errors"]);
        assert!(breaches_of("clients/one.rs", text).is_empty());
        assert_eq!(breaches_of("clients/one.rs", "use crate::{errors, http::{self, Route}};").len(), 1);
        assert_eq!(of_crate("crate::{a, b} and crate::c::D"), ["a", "b", "c"]);
    }
}

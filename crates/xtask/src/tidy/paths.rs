//! Every path that ARCHITECTURE.md names in backticks exists.

use crate::shell::{self, Result};

const DOCUMENT: &str = "ARCHITECTURE.md";
const EXTENSIONS: &[&str] = &["md", "rs", "toml", "ts", "yml", "json", "css", "html"];

pub fn findings() -> Result<Vec<String>> {
    let root = shell::root();
    let text = shell::read(&root.join(DOCUMENT))?;
    let exists = |path: &str| root.join(path).exists() || root.join("crates").join(path).exists();
    let first_exists = |path: &str| exists(path.split('/').next().unwrap_or(path));
    Ok(named_paths(&text)
        .filter(|path| path_like(path, first_exists))
        .filter(|path| !exists(path.trim_end_matches('/')))
        .map(|path| format!("there is no `{path}`"))
        .collect())
}

/// What stands between backticks, without fenced blocks.
pub(super) fn named_paths(text: &str) -> impl Iterator<Item = &str> {
    let outside = text.split("\n```").step_by(2);
    outside.flat_map(|part| part.lines()).flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// A relative path: of plain characters, and either below a folder that is there or with a file's extension.
fn path_like(word: &str, first_exists: impl Fn(&str) -> bool) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "._-/".contains(character);
    let extension = word.rsplit_once('.').map(|(_, extension)| extension);
    let file = extension.is_some_and(|extension| EXTENSIONS.contains(&extension));
    !word.starts_with('/') && word.chars().all(plain) && (file || word.contains('/') && first_exists(word))
}

#[cfg(test)]
mod tests {
    use super::{named_paths, path_like};

    #[test]
    fn paths_are_told_from_other_words() {
        let there = |path: &str| path.starts_with("crates");
        for path in ["crates/store/src/lib.rs", "crates/nowhere", "store/src/gone.rs", "deny.toml"] {
            assert!(path_like(path, there), "{path}");
        }
        for word in ["application/json", "/oauth2/token", "store::Tenant", "crates/*/src", "By<TenantAdmin>"]
        {
            assert!(!path_like(word, there), "{word}");
        }
    }

    #[test]
    fn fenced_blocks_do_not_count() {
        let text = "see `a.rs`\n```\n`b.rs`\n```\nand `c.rs`";
        assert_eq!(named_paths(text).collect::<Vec<_>>(), ["a.rs", "c.rs"]);
    }
}

//! What the SPA is made of, as one hash: the same hash, the same site.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::shell::{self, Result};

const FOLDERS: &[&str] =
    &["frontend", "crates/model", "crates/wire", "crates/api-client", "crates/xtask/src/frontend"];
const FILES: &[&str] = &["Cargo.toml", "Cargo.lock"];
const OUTPUTS: &[&str] = &["dist", "node_modules", "tests"];

pub fn hash() -> Result<String> {
    let root = shell::root();
    let mut files: Vec<_> = FILES.iter().map(|file| root.join(file)).collect();
    for folder in FOLDERS {
        files.extend(shell::files_below(&root.join(folder), OUTPUTS)?);
    }
    let mut hash = Sha256::new();
    for file in files {
        let content = fs::read(&file)?;
        hash.update(relative(&file, &root));
        hash.update(content.len().to_le_bytes());
        hash.update(&content);
    }
    Ok(hex(&hash.finalize()))
}

/// The start of a content's hash, for a file name.
pub fn short(content: &[u8]) -> String {
    hex(&Sha256::digest(content)[..8])
}

fn relative(file: &Path, root: &Path) -> Vec<u8> {
    file.strip_prefix(root).unwrap_or(file).as_os_str().as_encoded_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

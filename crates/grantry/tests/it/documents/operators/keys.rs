//! "Keys": the master key and the signing keys of a node that serves.

use std::{fs, os::unix::fs::PermissionsExt};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::Value;

use super::super::{Machine, block};
use crate::harness::Outcome;

pub const DEMO: &str = "grantry demo --serve --data-dir data --log warn --listen 127.0.0.1:8080";
const SERVE: &str =
    "export GRANTRY_DEMO_API=true\ngrantry serve --data-dir data --log warn --listen 127.0.0.1:8080";
const DATA: &str = "export GRANTRY_DATA_DIR=data";
const OLD: &str = "export GRANTRY_MASTER_KEY_FILE=/run/secrets/grantry-master-key";
const NEW: &str = "export GRANTRY_MASTER_KEY_FILE=/run/secrets/grantry-master-key.new";
const OTHER: &str = "GRANTRY_OTHER_MASTER_KEY_FILE=/run/secrets/grantry-master-key";

/// The key that signed a new token of the demo's connection, which the demo API has taken.
pub fn signer(machine: &Machine) -> Outcome<String> {
    machine.run(&block("first-token")?)?;
    let answer: Value = serde_json::from_str(&fs::read_to_string(machine.path("token.json"))?)?;
    let token = answer["access_token"].as_str().ok_or("no token")?;
    let header = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap_or_default())?;
    let header: Value = serde_json::from_slice(&header)?;
    Ok(header["kid"].as_str().ok_or("no kid")?.to_owned())
}

/// The JWK Set of live tenants, as text.
pub fn key_set(machine: &Machine) -> Outcome<String> {
    machine.run("curl --fail --silent http://127.0.0.1:8080/oauth2/jwks")
}

#[tokio::test]
async fn the_master_key_changes_and_clients_notice_nothing() -> Outcome {
    let machine = Machine::new()?.with_folder("/run/secrets")?;
    machine.run(&block("new-master")?)?;
    let file = machine.path("run/secrets/grantry-master-key");
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644))?;
    assert!(machine.serve(&format!("{OLD}\n{DEMO}")).await.is_err(), "a key that others can read");
    machine.run(&block("close-master")?)?;

    let signs = machine.serve(&format!("{OLD}\n{DEMO}")).await?;
    let before = signer(&machine)?;
    machine.run(&block("next-master")?)?;
    signs.stop()?;
    let knows_both = machine.serve(&format!("{OLD} {OTHER}.new\n{SERVE}")).await?;
    assert_eq!(signer(&machine)?, before);
    knows_both.stop()?;
    let changed = machine.serve(&format!("{NEW} {OTHER}\n{SERVE}")).await?;
    let told = machine.run(&format!("{DATA}\n{}", block("rewrap")?))?;
    assert!(told.contains("are wrapped with the master key"), "{told}");
    changed.stop()?;
    fs::remove_file(file)?;
    let _alone = machine.serve(&format!("{NEW}\n{SERVE}")).await?;
    assert_eq!(signer(&machine)?, before);
    Ok(())
}

#[tokio::test]
async fn signing_keys_are_listed_rotated_and_retired() -> Outcome {
    let machine = Machine::new()?;
    let _running = machine.serve(DEMO).await?;
    let first = signer(&machine)?;
    let listed = machine.run(&format!("{DATA}\n{}", block("keys-list")?))?;
    assert!(listed.lines().any(|line| line.starts_with(&first) && line.contains("live")), "{listed}");
    let told = machine.run(&format!("{DATA}\n{}", block("keys-rotate")?))?;
    assert!(told.contains("is replaced in 600 s") && told.contains("is replaced in 0 s"), "{told}");
    let second = eventually(&machine, &first)?;
    assert!(key_set(&machine)?.contains(&first), "it is published until its last token has expired");
    let machine = machine.with("7Qm3xKvT", &first);
    machine.run(&format!("{DATA}\n{}", block("keys-retire")?))?;
    let set = machine.run("sleep 1\ncurl --fail --silent http://127.0.0.1:8080/oauth2/jwks")?;
    assert!(!set.contains(&first) && set.contains(&second), "{set}");
    Ok(())
}

/// The key that signs when `before` no longer does; the node hears of it within a second.
pub fn eventually(machine: &Machine, before: &str) -> Outcome<String> {
    for _ in 0..20 {
        let now = signer(machine)?;
        if now != before {
            return Ok(now);
        }
        machine.run("sleep 0.1")?;
    }
    Err("the same key signs on".into())
}

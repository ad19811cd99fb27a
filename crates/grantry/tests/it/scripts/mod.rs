//! `grantryctl` against a real server: the guide's commands as they stand there, and how each kind of refusal ends.
//!
//! cargo gives tests the path of their own package's binary alone. `grantryctl` is beside it: its own integration tests make
//! `cargo test --workspace` build it; for these tests alone, run `cargo build --package grantryctl` first.

mod guide;
mod refusals;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use crate::harness::{Outcome, Person};

/// Where the program is.
fn binary() -> Outcome<PathBuf> {
    let path = Path::new(env!("CARGO_BIN_EXE_grantry")).with_file_name("grantryctl");
    if path.exists() { Ok(path) } else { Err("run `cargo build --package grantryctl` first".into()) }
}

/// An access token that a person makes for a script.
async fn token(person: &Person, scopes: &[&str]) -> Outcome<String> {
    let body = json!({"name": "Nightly", "scopes": scopes, "days": 1, "networks": []});
    let made: Value = person.post("/api/account/v1/access-tokens", body).await?.ok(201)?.json()?;
    let token = made["token"].as_str().ok_or("no token")?.to_owned();
    person.secrets.learn(&token);
    Ok(token)
}

/// The program with an access token.
struct Ctl {
    base: String,
    token: String,
}

/// How a command ended.
struct Ended {
    code: i32,
    printed: String,
    complained: String,
}

impl Ctl {
    async fn of(person: &Person) -> Outcome<Self> {
        Ok(Self { base: person.base.clone(), token: token(person, &["read", "write", "secrets"]).await? })
    }

    fn run(&self, args: &[&str]) -> Outcome<Ended> {
        let output = Command::new(binary()?)
            .env_clear()
            .env("GRANTRY_URL", &self.base)
            .env("GRANTRY_TOKEN", &self.token)
            .args(args)
            .output()?;
        Ok(Ended {
            code: output.status.code().ok_or("killed")?,
            printed: String::from_utf8(output.stdout)?,
            complained: String::from_utf8(output.stderr)?,
        })
    }

    /// A command that succeeds; what it answers.
    fn json(&self, args: &[&str]) -> Outcome<Value> {
        let ended = self.run(&[&["--json"][..], args].concat())?.ok(0)?;
        Ok(serde_json::from_str(&ended.printed)?)
    }
}

impl Ended {
    /// Fails unless it ended with this code.
    fn ok(self, code: i32) -> Outcome<Self> {
        if self.code == code {
            return Ok(self);
        }
        Err(format!("expected {code}, got {}: {}{}", self.code, self.printed, self.complained).into())
    }
}

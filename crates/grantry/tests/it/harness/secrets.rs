//! What a test was told once. At its end none of it may stand in the server's log, nor in the embedded database.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use serde_json::Value;

use super::{Outcome, client::Answer, server::Server};

/// Fields of answers that hold secrets.
const FIELDS: [&str; 3] = ["client_secret", "access_token", "link"];

#[derive(Default)]
pub struct Secrets(Mutex<BTreeSet<String>>);

impl Secrets {
    pub fn learn(&self, secret: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(secret.into());
    }

    pub fn learn_from(&self, answer: &Answer) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(answer.bearer());
        if let Ok(body) = serde_json::from_str::<Value>(&answer.body) {
            self.learn_from_json(&body);
        }
    }

    fn learn_from_json(&self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.learn_from_json(item)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value.as_str() {
                        Some(text) if FIELDS.contains(&name.as_str()) => {
                            self.learn(text.rsplit('#').next().unwrap_or(text));
                        }
                        _ => self.learn_from_json(value),
                    }
                }
            }
            _ => {}
        }
    }

    /// Fails where the database, or the log from this byte on, holds one of them. Says how it begins, never which.
    pub fn stay_secret(&self, server: &Server, log_from: usize) -> Outcome {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let log = server.log_from(log_from);
        let database = String::from_utf8_lossy(&server.database_bytes()?).into_owned();
        for secret in secrets.iter().filter(|secret| secret.len() >= 12) {
            let begins = &secret[..4];
            if log.contains(secret.as_str()) {
                return Err(format!("a secret that begins with {begins} stands in the log").into());
            }
            if database.contains(secret.as_str()) {
                return Err(format!("a secret that begins with {begins} stands in the database").into());
            }
        }
        Ok(())
    }
}

//! What a test was told once. At its end none of it may stand in the server's log, nor in the embedded database.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use aho_corasick::AhoCorasick;
use serde_json::Value;

use super::{Outcome, client::Answer, server::Server};

/// Fields of answers that hold secrets.
const FIELDS: [&str; 5] = ["client_secret", "access_token", "link", "secret", "token"];

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

    /// Fails where a text that leaves the server holds one of them, as it is or in hexadecimal.
    pub fn are_not_in(&self, what: &str, text: &str) -> Outcome {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stands = |secret: &&String| text.contains(secret.as_str()) || text.contains(&hexadecimal(secret));
        match secrets.iter().filter(|secret| secret.len() >= 12).find(stands) {
            Some(secret) => {
                Err(format!("a secret that begins with {} stands in {what}", &secret[..4]).into())
            }
            None => Ok(()),
        }
    }

    /// Fails where the database, or the log from this byte on, holds one of them. Says how it begins, never which.
    pub fn stay_secret(&self, server: &Server, log_from: usize) -> Outcome {
        let secrets = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let long: Vec<_> = secrets.iter().filter(|secret| secret.len() >= 12).collect();
        let finder = AhoCorasick::new(&long)?;
        for (place, bytes) in
            [("log", server.log_from(log_from).into_bytes()), ("database", server.database_bytes()?)]
        {
            if let Some(found) = finder.find(&bytes) {
                let begins = &long[found.pattern().as_usize()][..4];
                return Err(format!("a secret that begins with {begins} stands in the {place}").into());
            }
        }
        Ok(())
    }
}

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

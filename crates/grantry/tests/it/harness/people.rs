//! People, who come by set-up links.

use std::ops::Deref;

use serde_json::json;
use wire::{account::Me, paths};

use super::{Client, Outcome, next};

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person {
    pub client: Client,
    pub me: Me,
    pub password: String,
}

impl Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// What stands behind `#` in a set-up link.
pub fn token_of(link: &str) -> &str {
    link.split_once('#').map(|(_, token)| token).unwrap_or_default()
}

impl Person {
    pub fn new_email(who: &str) -> String {
        format!("{who}{}@people.example", next())
    }

    pub fn new_password() -> String {
        format!("Quiet-{:x}-Lantern-{}", next() * 7_919, next())
    }

    /// Makes an account with a set-up link.
    pub async fn join(anonymous: &Client, link: &str) -> Outcome<Self> {
        let password = Self::new_password();
        anonymous.secrets.learn(&password);
        let body =
            json!({"token": token_of(link), "name": format!("Ann Example {}", next()), "password": password});
        let answer = anonymous.post(&paths::account::accept_invitation(), body).await?.ok(200)?;
        let client = anonymous.with(Some(answer.bearer().ok_or("no session cookie")?));
        Ok(Self { client, me: answer.json()?, password })
    }

    /// Uses a set-up link with the account that the person has.
    pub async fn join_too(&mut self, link: &str) -> Outcome {
        let body = json!({"token": token_of(link), "password": self.password});
        let answer = self.with(None).post(&paths::account::accept_invitation(), body).await?.ok(200)?;
        self.me = answer.json()?;
        self.client.cookie = answer.bearer();
        Ok(())
    }

    /// A new session of the same person.
    pub async fn sign_in_again(&self) -> Outcome<Self> {
        let body = json!({"email": self.me.email, "password": self.password});
        let answer = self.with(None).post(&paths::account::session(), body).await?.ok(200)?;
        let client = self.with(Some(answer.bearer().ok_or("no session cookie")?));
        Ok(Self { client, me: answer.json()?, password: self.password.clone() })
    }
}

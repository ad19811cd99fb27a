//! People, who come by set-up links.

use std::ops::Deref;

use api_client::account;
use wire::account::{AcceptInvitation, Me, SignIn};

use super::{Client, Outcome, next};

/// Someone who is signed in.
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
        let request = AcceptInvitation {
            token: token_of(link).to_owned().into(),
            name: Some(format!("Ann Example {}", next()).into()),
            password: password.clone().into(),
        };
        let answer = anonymous.make(&account::accept_invitation(request)).await?.ok(200)?;
        let client = anonymous.with(Some(answer.bearer().ok_or("no session cookie")?));
        Ok(Self { client, me: answer.json()?, password })
    }

    /// Uses a set-up link with the account that the person has.
    pub async fn join_too(&mut self, link: &str) -> Outcome {
        let (token, password) = (token_of(link).to_owned(), self.password.clone());
        let call = account::accept_invitation(AcceptInvitation {
            token: token.into(),
            name: None,
            password: password.into(),
        });
        let answer = self.with(None).make(&call).await?.ok(200)?;
        self.me = answer.json()?;
        self.client.cookie = answer.bearer();
        Ok(())
    }

    /// A new session of the same person.
    pub async fn sign_in_again(&self) -> Outcome<Self> {
        let (email, password) = (self.me.email.clone(), self.password.clone());
        let answer = self
            .with(None)
            .make(&account::sign_in(SignIn { email, password: password.into() }))
            .await?
            .ok(200)?;
        let client = self.with(Some(answer.bearer().ok_or("no session cookie")?));
        Ok(Self { client, me: answer.json()?, password: self.password.clone() })
    }
}

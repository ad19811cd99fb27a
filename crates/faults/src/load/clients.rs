//! All credentials that the load was ever given, the revoked ones too.

use std::sync::{Mutex, PoisonError};

use rand::RngExt;
use rand::rngs::StdRng;

use crate::ledger::{Issued, Span, Thing};

#[derive(Clone)]
pub struct Client {
    pub thing: Thing,
    /// The tenant's place in the world.
    pub tenant: usize,
    pub client_id: String,
    /// Secret 0, 1, 2…
    pub secrets: Vec<String>,
    /// Never changed, and never to be refused.
    pub steady: bool,
    deleted: bool,
}

/// A token, and how it was asked for.
#[derive(Clone)]
pub struct Token {
    pub text: String,
    pub thing: Thing,
    pub tenant: usize,
    pub secret: usize,
    pub issued: Span,
}

const TOKENS: usize = 64;

#[derive(Default)]
pub struct Clients {
    clients: Mutex<Vec<Client>>,
    tokens: Mutex<Vec<Token>>,
}

/// Without what is in it.
impl std::fmt::Debug for Clients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clients").finish_non_exhaustive()
    }
}

impl Clients {
    /// Takes a new secret of a new client or of one that is here.
    pub fn add(&self, thing: &Thing, tenant: usize, client_id: &str, secret: &str) -> Issued {
        let mut clients = self.clients();
        let known = clients.iter().position(|client| client.client_id == client_id);
        let index = known.unwrap_or_else(|| {
            let (thing, client_id) = (thing.clone(), client_id.to_owned());
            let steady = thing.name.starts_with(STEADY);
            clients.push(Client { thing, tenant, client_id, secrets: Vec::new(), steady, deleted: false });
            clients.len() - 1
        });
        let secrets = &mut clients[index].secrets;
        secrets.push(secret.to_owned());
        Issued { number: secrets.len() - 1, hint: secret[secret.len().saturating_sub(4)..].to_owned() }
    }

    pub fn note_deleted(&self, thing: &Thing) {
        for client in self.clients().iter_mut().filter(|client| client.thing == *thing) {
            client.deleted = true;
        }
    }

    pub fn all(&self) -> Vec<Client> {
        self.clients().clone()
    }

    /// A client, and the number of one of its secrets: mostly one that should work.
    pub fn draw(&self, rng: &mut StdRng) -> Option<(Client, usize)> {
        let revoked_too = rng.random_bool(0.2);
        let clients = self.clients();
        let candidates: Vec<_> = clients.iter().filter(|client| revoked_too || !client.deleted).collect();
        let client = (*candidates.get(rng.random_range(0..candidates.len().max(1)))?).clone();
        let newest = client.secrets.len() - 1;
        let secret = if rng.random_bool(0.7) { newest } else { rng.random_range(0..=newest) };
        Some((client, secret))
    }

    /// Keeps a token to be used later, instead of another one once there are many.
    pub fn keep(&self, token: Token, rng: &mut StdRng) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if tokens.len() < TOKENS {
            tokens.push(token);
        } else {
            tokens[rng.random_range(0..TOKENS)] = token;
        }
    }

    pub fn token(&self, rng: &mut StdRng) -> Option<Token> {
        let tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.get(rng.random_range(0..tokens.len().max(1))).cloned()
    }

    fn clients(&self) -> std::sync::MutexGuard<'_, Vec<Client>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the names of credentials begin that the load never changes.
pub const STEADY: &str = "Steady";

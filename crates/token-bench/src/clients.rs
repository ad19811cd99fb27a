//! The clients whose tokens are requested.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;

use model::environment::Environment;
use model::ids::{CredentialId, TenantId};
use model::issuer;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use crate::http::{Asked, Outcome};

pub enum Clients {
    /// The same request each time.
    One(Vec<u8>),
    /// A random one each time, at its own tenant's endpoint.
    Many { known: Vec<(TenantId, CredentialId)>, address: SocketAddr, like: Asked },
}

impl Clients {
    pub fn read(file: &Path, address: SocketAddr, like: Asked) -> Outcome<Self> {
        let read = |line: &str| -> Outcome<(TenantId, CredentialId)> {
            let (tenant, client) = line.split_once(' ').ok_or("a line needs a tenant and a client")?;
            let id = |text: &str| Uuid::try_parse(text);
            Ok((TenantId::from_uuid(id(tenant)?), CredentialId::from_uuid(id(client)?)))
        };
        let known = fs::read_to_string(file)?.lines().map(read).collect::<Outcome<_>>()?;
        Ok(Self::Many { known, address, like })
    }

    /// The requests of one connection. The generator is seeded by its number: each run asks for the same.
    pub fn choose(self: &Rc<Self>, connection: u32) -> Chosen {
        let rng = StdRng::seed_from_u64(connection.into());
        Chosen { clients: Rc::clone(self), rng, last: Vec::new() }
    }
}

pub struct Chosen {
    clients: Rc<Clients>,
    rng: StdRng,
    last: Vec<u8>,
}

impl Chosen {
    pub fn next(&mut self) -> &[u8] {
        match &*self.clients {
            Clients::One(request) => request,
            Clients::Many { known, address, like } => {
                if let Some((tenant, client)) = known.get(self.rng.random_range(0..known.len().max(1))) {
                    let path = issuer::of_tenant(*tenant, Environment::Live) + issuer::TOKEN;
                    let asked = Asked { client_id: client.to_string(), ..like.clone() };
                    self.last = asked.request(*address, &path);
                }
                &self.last
            }
        }
    }
}

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
    Many { known: Vec<(TenantId, CredentialId)>, endpoints: Endpoints, like: Asked },
}

/// Where tenants' token endpoints are.
pub struct Endpoints {
    pub address: SocketAddr,
    /// Each tenant has a host right below it, whose slug is the tenant's id as a hexadecimal UUID.
    pub base_domain: Option<String>,
}

impl Endpoints {
    fn request(&self, tenant: TenantId, asked: &Asked) -> Vec<u8> {
        match &self.base_domain {
            Some(domain) => {
                let host = format!("{}.{domain}:{}", tenant.uuid().simple(), self.address.port());
                asked.request(host, issuer::TOKEN)
            }
            None => {
                let path = issuer::of_tenant(tenant, Environment::Live) + issuer::TOKEN;
                asked.request(self.address, &path)
            }
        }
    }
}

impl Clients {
    pub fn read(file: &Path, endpoints: Endpoints, like: Asked) -> Outcome<Self> {
        let read = |line: &str| -> Outcome<(TenantId, CredentialId)> {
            let (tenant, client) = line.split_once(' ').ok_or("a line needs a tenant and a client")?;
            let id = |text: &str| Uuid::try_parse(text);
            Ok((TenantId::from_uuid(id(tenant)?), CredentialId::from_uuid(id(client)?)))
        };
        let known = fs::read_to_string(file)?.lines().map(read).collect::<Outcome<_>>()?;
        Ok(Self::Many { known, endpoints, like })
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
            Clients::Many { known, endpoints, like } => {
                if let Some((tenant, client)) = known.get(self.rng.random_range(0..known.len().max(1))) {
                    let asked = Asked { client_id: client.to_string(), ..like.clone() };
                    self.last = endpoints.request(*tenant, &asked);
                }
                &self.last
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_asked_at_its_path_or_at_its_host() {
        let tenant = TenantId::from_uuid(Uuid::from_u128(0xab));
        let asked = Asked { client_id: "c".into(), client_secret: "s".into(), scope: "a b".into() };
        let head = |base_domain: Option<&str>| {
            let base_domain = base_domain.map(str::to_owned);
            let endpoints = Endpoints { address: "127.0.0.1:8080".parse().unwrap(), base_domain };
            let request = String::from_utf8(endpoints.request(tenant, &asked)).unwrap();
            request.lines().take(2).map(str::to_owned).collect::<Vec<_>>()
        };
        let path = format!("POST /t/{tenant}/oauth2/token HTTP/1.1");
        assert_eq!(head(None), [path.as_str(), "host: 127.0.0.1:8080"]);
        let host = "host: 000000000000000000000000000000ab.tenants.localhost:8080";
        assert_eq!(head(Some("tenants.localhost")), ["POST /oauth2/token HTTP/1.1", host]);
    }
}

//! Servers under load.

use std::rc::Rc;

use super::binaries::{Binaries, pinned};
use super::database::Database;
use crate::server::{self, Server};
use crate::shell::Result;

pub const SERVER_CORE: &str = "0";
pub const LOAD_CORE: &str = "1";
/// How the load is told the secret.
pub const SECRET: &str = "BENCH_CLIENT_SECRET";
/// Right below it are the tenants' hosts. A node takes it for this machine's own, and warns of nothing.
const BASE_DOMAIN: &str = "tenants.localhost";

/// A server, and where and for whom it is asked for tokens.
#[derive(Clone)]
pub struct Target {
    pub name: String,
    pub address: String,
    pub path: String,
    pub client_id: String,
    pub client_secret: String,
    pub scope: String,
    /// Many clients instead of one.
    pub clients: Option<std::path::PathBuf>,
    /// Each of them asks at its tenant's host below this domain, and at its tenant's path where absent.
    pub base_domain: Option<&'static str>,
    pub server: Rc<Server>,
}

impl Target {
    /// The product as it is shipped, with hosts of tenants where it has them. On one core it serves with one worker.
    pub fn real(binaries: &Binaries, database: &Database) -> Result<Self> {
        let address = server::free_address()?;
        let mut command = binaries.grantry(SERVER_CORE);
        command.args(["serve", "--listen", &address, "--data-dir"]).arg(&database.folder);
        if binaries.has_domains {
            command.env("GRANTRY_BASE_DOMAIN", BASE_DOMAIN);
        }
        let server = Server::start(command, &address, Some(database.folder.join("server.log")))?;
        Ok(Self {
            name: format!("server with {} clients", database.connections),
            path: String::new(),
            clients: Some(database.clients.clone()),
            ..Self::of(address, database, server)
        })
    }

    /// The same server, asked at its tenants' hosts.
    pub fn at_domains(&self) -> Self {
        Self { name: format!("{} at domains", self.name), base_domain: Some(BASE_DOMAIN), ..self.clone() }
    }

    /// The bare endpoint, with the same client.
    pub fn limit(binaries: &Binaries, database: &Database) -> Result<Self> {
        Self::bare("limit", &[], binaries, database)
    }

    /// The bare endpoint, whose tokens `jsonwebtoken` signs.
    pub fn library(binaries: &Binaries, database: &Database) -> Result<Self> {
        Self::bare("library", &["--jsonwebtoken"], binaries, database)
    }

    fn bare(name: &str, flags: &[&str], binaries: &Binaries, database: &Database) -> Result<Self> {
        let address = server::free_address()?;
        let mut command = pinned(SERVER_CORE, &binaries.path("token-limit"));
        command.args(["--listen", &address, "--client-id", &database.client_id]).args(flags);
        command.env(SECRET, &database.client_secret);
        let server = Server::start(command, &address, Some(database.folder.join(format!("{name}.log"))))?;
        Ok(Self { name: name.to_owned(), ..Self::of(address, database, server) })
    }

    pub fn of(address: String, database: &Database, server: Server) -> Self {
        Self {
            name: String::new(),
            address,
            path: "/oauth2/token".into(),
            client_id: database.client_id.clone(),
            client_secret: database.client_secret.clone(),
            scope: database.scope.clone(),
            clients: None,
            base_domain: None,
            server: Rc::new(server),
        }
    }
}

//! Servers under load.

use super::binaries::{Binaries, pinned};
use super::database::Database;
use crate::server::{self, Server};
use crate::shell::Result;

pub const SERVER_CORE: &str = "0";
pub const LOAD_CORE: &str = "1";
/// How the load is told the secret.
pub const SECRET: &str = "BENCH_CLIENT_SECRET";

/// A server, and where and for whom it is asked for tokens.
pub struct Target {
    pub name: String,
    pub address: String,
    pub path: String,
    pub client_id: String,
    pub client_secret: String,
    pub scope: String,
    /// Many clients instead of one.
    pub clients: Option<std::path::PathBuf>,
    pub server: Server,
}

impl Target {
    /// The product as it is shipped. On one core it serves with one worker.
    pub fn real(binaries: &Binaries, database: &Database) -> Result<Self> {
        let address = server::free_address()?;
        let mut command = binaries.grantry(SERVER_CORE);
        command.args(["serve", "--listen", &address, "--data-dir"]).arg(&database.folder);
        let server = Server::start(command, &address, Some(database.folder.join("server.log")))?;
        Ok(Self {
            name: format!("server with {} clients", database.connections),
            path: String::new(),
            clients: Some(database.clients.clone()),
            ..Self::of(address, database, server)
        })
    }

    /// The bare endpoint, with the same client.
    pub fn limit(binaries: &Binaries, database: &Database) -> Result<Self> {
        let address = server::free_address()?;
        let mut command = pinned(SERVER_CORE, &binaries.path("token-limit"));
        command.args(["--listen", &address, "--client-id", &database.client_id]);
        command.env(SECRET, &database.client_secret);
        let server = Server::start(command, &address, Some(database.folder.join("limit.log")))?;
        Ok(Self { name: "limit".into(), ..Self::of(address, database, server) })
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
            server,
        }
    }
}

//! `demo.json`: what scripts and people need to start at once.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use model::{
    environment::Environment,
    ids::{AppId, ConnectionId, CredentialId, TenantId},
    scope::ScopeName,
};
use serde::Serialize;

#[derive(Serialize)]
pub struct Manifest {
    pub base_url: String,
    pub tenants: Vec<Tenant>,
    pub accounts: Vec<Account>,
    pub apps: Vec<App>,
    /// Ready to use.
    pub connection: Connection,
    /// The same in a sandbox.
    pub sandbox_connection: Connection,
}

#[derive(Serialize)]
pub struct Tenant {
    pub id: TenantId,
    pub name: String,
    pub kind: Environment,
    pub issuer: String,
}

#[derive(Serialize)]
pub struct Account {
    pub email: String,
    pub name: String,
    pub password: String,
    pub roles: Vec<String>,
}

#[derive(Serialize)]
pub struct App {
    pub id: AppId,
    pub name: String,
    pub publisher: String,
    pub state: String,
}

#[derive(Serialize)]
pub struct Connection {
    pub tenant_id: TenantId,
    pub connection_id: ConnectionId,
    pub client_id: CredentialId,
    pub client_secret: String,
    pub issuer: String,
    pub token_endpoint: String,
    /// Granted.
    pub scopes: Vec<ScopeName>,
    /// Of the catalogue, and not granted.
    pub ungranted_scope: ScopeName,
    /// Answers 200 to a token of this connection.
    pub api_url: String,
}

impl Manifest {
    pub fn password(&self) -> &str {
        self.accounts.first().map_or("", |account| account.password.as_str())
    }

    /// Readable by its owner alone: it holds secrets, of made-up organisations.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut opened = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
        opened.write_all(&serde_json::to_vec_pretty(self)?)
    }
}

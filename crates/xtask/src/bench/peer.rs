//! npm `oidc-provider`, with ES256 JWTs: e2e/peers/oidc-provider.

use serde_json::json;

use super::binaries::pinned;
use super::database::Database;
use super::target::{SERVER_CORE, Target};
use crate::packages;
use crate::server::{self, Server};
use crate::shell::{self, Result};

pub const FOLDER: &str = "e2e/peers/oidc-provider";

pub fn start(database: &Database) -> Result<Target> {
    packages::npm(FOLDER)?;
    let address = server::free_address()?;
    let port = address.rsplit(':').next().unwrap_or_default();
    let clients = json!([{
        "client_id": database.client_id,
        "client_secret": database.client_secret,
        "token_endpoint_auth_method": "client_secret_post",
    }]);
    let mut command = pinned(SERVER_CORE, "node".as_ref());
    command.arg("server.mjs").current_dir(shell::root().join(FOLDER));
    command.env("NODE_ENV", "production").env("PORT", port).env("CLIENTS", clients.to_string());
    command.env("SCOPES", &database.scope);
    let log = database.folder.join("peer.log");
    let ready = || shell::read(&log).is_ok_and(|text| text.contains("ready http"));
    let server = Server::start_until(command, &address, Some(log.clone()), &ready)?;
    Ok(Target {
        name: "oidc-provider".into(),
        path: "/token".into(),
        ..Target::of(address, database, server)
    })
}

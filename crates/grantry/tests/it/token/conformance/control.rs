//! npm `oidc-provider`, set up for the same grant by `e2e/peers/oidc-provider/server.mjs`.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use super::keys::Key;
use super::target::{Secret, Signer, Target};
use crate::harness::Outcome;
use crate::token::{HELD, NOT_HELD};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/peers/oidc-provider");
const RESOURCE: &str = "https://api.example/v1";
/// Its tokens are opaque: oidc-provider neither introspects nor revokes signed ones.
const OPAQUE_RESOURCE: &str = "https://opaque.example/v1";

/// A running oidc-provider; killed when dropped.
pub struct Control(Child);

impl Drop for Control {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn secret(id: &str) -> Secret {
    Secret { id: id.to_owned(), secret: format!("{id}-Secret-of-the-control-0123456789") }
}

fn by_secret(id: &str, method: &str) -> Value {
    let Secret { id, secret } = secret(id);
    json!({
        "client_id": id, "client_secret": secret, "token_endpoint_auth_method": method, "scope": HELD.join(" "),
    })
}

fn by_key(signer: &Signer) -> Value {
    json!({
        "client_id": signer.id, "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [signer.key.jwk]}, "scope": HELD.join(" "),
    })
}

impl Control {
    pub fn start() -> Outcome<(Self, Target<'static>)> {
        if !Path::new(FOLDER).join("node_modules/oidc-provider").is_dir() {
            return Err("oidc-provider is not installed: run `npm ci` in e2e/peers/oidc-provider".into());
        }
        let signer = Signer { id: "signer".into(), key: Key::es256()? };
        let other_signer = Signer { id: "other-signer".into(), key: Key::es256()? };
        let mut clients =
            vec![by_key(&signer), by_key(&other_signer), by_secret("in-body", "client_secret_post")];
        clients.extend(["client", "neighbour", "server"].map(|id| by_secret(id, "client_secret_basic")));
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let process = Command::new("node")
            .arg("server.mjs")
            .current_dir(FOLDER)
            .env("PORT", port.to_string())
            .env("CLIENTS", Value::from(clients).to_string())
            .env("RESOURCE", RESOURCE)
            .env("OPAQUE_RESOURCE", OPAQUE_RESOURCE)
            .env("SCOPES", format!("{} {NOT_HELD}", HELD.join(" ")))
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("node does not start: {error}"))?;
        let mut control = Self(process);
        control.wait_until_ready()?;
        Ok((control, target(format!("http://127.0.0.1:{port}"), signer, other_signer)))
    }

    fn wait_until_ready(&mut self) -> Outcome {
        let stdout = self.0.stdout.take().ok_or("no stdout")?;
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        if lines.any(|line| line.starts_with("ready")) {
            // What it says later is read too, so that it never waits for a reader.
            std::thread::spawn(move || lines.for_each(drop));
            return Ok(());
        }
        Err("oidc-provider ended before it was ready".into())
    }
}

fn target(base: String, signer: Signer, other_signer: Signer) -> Target<'static> {
    Target {
        issuer: base.clone(),
        base,
        token: "/token".into(),
        introspection: "/token/introspection".into(),
        revocation: "/token/revocation".into(),
        jwks: "/jwks".into(),
        metadata: "/.well-known/oauth-authorization-server".into(),
        client: secret("client"),
        in_body: secret("in-body"),
        neighbour: secret("neighbour"),
        signer,
        other_signer,
        resource_server: secret("server"),
        introspectable: "&resource=https://opaque.example/v1",
        held: HELD,
        not_held: NOT_HELD,
        resource: RESOURCE.into(),
        ours: None,
    }
}

//! Clients that publish their keys (RFC 7591 section 2) and sign their requests (RFC 7523): from the address to a token.

use std::net::Ipv4Addr;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wire::admin::IssuedCredential;

use super::conformance::keys::{Key, jti, now};
use super::raw::{self, Raw};
use super::{FORM, HELD};
use crate::harness::{Outcome, Stage, details, on_both};

on_both! {
    with_private_networks:
        a_published_key_lets_its_client_in_and_no_other_does
        keys_that_cannot_be_fetched_authenticate_no_one
        a_key_server_that_is_away_is_no_failure_of_the_client;
    shared: an_address_that_is_not_public_is_not_registered;
}

/// Where an app publishes its keys.
pub struct Published {
    pub uri: String,
    state: Arc<Mutex<State>>,
}

struct State {
    answer: String,
    asked: usize,
}

impl State {
    fn next(&mut self) -> String {
        self.asked += 1;
        self.answer.clone()
    }
}

impl Published {
    pub async fn new(keys: &[&Key]) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let uri = format!("http://{}/jwks.json", listener.local_addr()?);
        let keys: Vec<&Value> = keys.iter().map(|key| &key.jwk).collect();
        let body = json!({"keys": keys}).to_string();
        let head = format!("content-type: application/jwk-set+json\r\ncontent-length: {}", body.len());
        let answer = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}");
        let state = Arc::new(Mutex::new(State { answer, asked: 0 }));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let answer = shared.lock().next();
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Ok(Self { uri, state })
    }

    pub fn asked(&self) -> usize {
        self.state.lock().asked
    }

    pub fn answers(&self, answer: &str) {
        answer.clone_into(&mut self.state.lock().answer);
    }

    /// The client of a new app that names this address.
    pub async fn client(&self, stage: &Stage) -> Outcome<IssuedCredential> {
        let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
        publisher.keyless(&tenant, json!({"jwks_uri": self.uri}), &HELD).await
    }
}

/// Asks for a token with an assertion that names `kid` and is signed by `key`.
pub async fn ask(stage: &Stage, client: &IssuedCredential, kid: &Value, key: &Key) -> Outcome<Raw> {
    let id = &client.client_id;
    let claims =
        json!({"iss": id, "sub": id, "aud": client.issuer, "exp": now() + 60, "iat": now(), "jti": jti()});
    let assertion = key.jwt(json!({"kid": kid}), &claims)?;
    let form = format!(
        "grant_type=client_credentials&client_assertion={assertion}\
        &client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    let base = &stage.anonymous.base;
    let path = client.token_endpoint.strip_prefix(base.as_str()).ok_or("another server's endpoint")?;
    raw::request(base, "POST", path, FORM, form.as_bytes()).await
}

pub fn is_refused(answer: &Raw) -> Outcome {
    answer.is_error("HTTP/1.1 401 Unauthorized", "invalid_client", "client authentication failed")
}

fn is_unavailable(answer: &Raw) -> Outcome {
    let description = "the client's jwks_uri cannot be fetched: try again in 30 seconds";
    answer.is_error("HTTP/1.1 503 Service Unavailable", "temporarily_unavailable", description)?;
    assert_eq!(answer.all("retry-after"), ["30"]);
    Ok(())
}

async fn a_published_key_lets_its_client_in_and_no_other_does(stage: &Stage) -> Outcome {
    let (old, new, stranger) = (Key::es256()?, Key::es384()?, Key::es256()?);
    let published = Published::new(&[&old, &new]).await?;
    let client = published.client(stage).await?;
    for key in [&old, &new] {
        let answer = ask(stage, &client, key.kid(), key).await?;
        assert_eq!(answer.status(), 200, "{answer:?}");
        assert_eq!(answer.json()?["scope"], HELD.join(" "));
    }
    assert_eq!(published.asked(), 1, "keys are kept");
    for kid in [old.kid(), stranger.kid(), &Value::Null] {
        is_refused(&ask(stage, &client, kid, &stranger).await?)?;
    }
    assert_eq!(published.asked(), 1, "unknown names make no one ask again at once");
    Ok(())
}

async fn keys_that_cannot_be_fetched_authenticate_no_one(stage: &Stage) -> Outcome {
    let key = Key::es256()?;
    let elsewhere = Published::new(&[&key]).await?;
    let redirect = format!("HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", elsewhere.uri);
    for (answer, comes) in
        [("", false), ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]", true), (&redirect, false)]
    {
        let published = Published::new(&[&key]).await?;
        published.answers(answer);
        let client = published.client(stage).await?;
        let said = ask(stage, &client, key.kid(), &key).await?;
        if comes {
            is_refused(&said)?;
        } else {
            is_unavailable(&said)?;
        }
        assert!(published.asked() > 0, "it was asked");
    }
    assert_eq!(elsewhere.asked(), 0, "redirects are not followed");
    Ok(())
}

/// An address may fail to authenticate 60 times a minute.
async fn a_key_server_that_is_away_is_no_failure_of_the_client(stage: &Stage) -> Outcome {
    let key = Key::es256()?;
    let published = Published::new(&[&key]).await?;
    published.answers("");
    let client = published.client(stage).await?;
    for _ in 0..70 {
        is_unavailable(&ask(stage, &client, key.kid(), &key).await?)?;
    }
    Ok(())
}

async fn an_address_that_is_not_public_is_not_registered(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let mut app = details("targeted");
    app["hand_over"] = "keyless".into();
    let post = async |app: &Value| publisher.owner.post(&publisher.at("/apps"), app).await;
    for host in [
        "127.0.0.1",
        "127.0.0.1:8443",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "[fd00::1]",
        "[fe80::1]",
        "[::]",
        "localhost",
        "LOCALHOST.",
        "keys.localhost",
    ] {
        app["client_keys"] = json!({"jwks_uri": format!("https://{host}/jwks.json")});
        assert_eq!(post(&app).await?.wrong_fields()?, ["client_keys.jwks_uri"], "{host}");
    }
    app["client_keys"] = json!({"jwks_uri": "http://127.0.0.1:8080/jwks.json"});
    assert_eq!(post(&app).await?.wrong_fields()?, ["client_keys.jwks_uri"]);
    for host in ["keys.example", "8.8.8.8", "[2606:4700::1111]", "localhost.example"] {
        app["client_keys"] = json!({"jwks_uri": format!("https://{host}/jwks.json")});
        app["name"] = format!("App {}", jti()).into();
        post(&app).await?.ok(201).map_err(|error| format!("{host}: {error}"))?;
    }
    Ok(())
}

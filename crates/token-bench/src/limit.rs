//! The limit that the token service is measured against: a bare actix-web endpoint that parses a form, compares the
//! secret and signs an ES256 token, with a key that is kept or by `jsonwebtoken`. No tenants, no clients, no scopes, no
//! checks.

use std::net::SocketAddr;

use actix_web::web::{self, Data, Form};
use actix_web::{App, HttpResponse, HttpServer};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::Parser;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use model::issuer::TOKEN;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

#[derive(Parser)]
struct Arguments {
    #[arg(long)]
    listen: SocketAddr,
    /// The one client's id
    #[arg(long)]
    client_id: String,
    /// The one client's secret
    #[arg(long, env = "BENCH_CLIENT_SECRET", hide_env_values = true)]
    client_secret: String,
    /// Sign as the library `jsonwebtoken` does
    #[arg(long)]
    jsonwebtoken: bool,
}

struct Issuer {
    client_id: String,
    client_secret: String,
    signer: Signer,
}

enum Signer {
    /// A key that was read once, and the header as it stands in each token.
    Kept {
        header: String,
        key: EcdsaKeyPair,
    },
    Library {
        header: Box<Header>,
        key: EncodingKey,
    },
}

#[derive(Deserialize)]
struct Request {
    grant_type: String,
    client_id: String,
    client_secret: String,
}

/// As long as the real ones.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    client_id: &'a str,
    scope: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    tenant_id: &'a str,
    connection_id: &'a str,
    app_id: &'a str,
    env: &'a str,
    #[serde(rename = "gen")]
    generation: u64,
}

#[derive(Serialize)]
struct Answer<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: i64,
    scope: &'a str,
}

const SCOPE: &str = "appointments.change appointments.read patients.read";

async fn token(issuer: Data<Issuer>, form: Form<Request>) -> HttpResponse {
    let known = form.client_id == issuer.client_id
        && bool::from(form.client_secret.as_bytes().ct_eq(issuer.client_secret.as_bytes()));
    if !known || form.grant_type != "client_credentials" {
        return HttpResponse::Unauthorized().finish();
    }
    match issuer.sign() {
        Some(token) => HttpResponse::Ok().json(Answer {
            access_token: &token,
            token_type: "Bearer",
            expires_in: 1200,
            scope: SCOPE,
        }),
        None => HttpResponse::InternalServerError().finish(),
    }
}

impl Issuer {
    fn sign(&self) -> Option<String> {
        let claims = Claims {
            iss: "http://127.0.0.1:8080/t/ten_01K9VXQ8M4T7R2N6B0C3D5F8GH",
            sub: &self.client_id,
            aud: "http://127.0.0.1:8080/demo-api/v1",
            client_id: &self.client_id,
            scope: SCOPE,
            iat: 1_800_000_000,
            exp: 1_800_001_200,
            jti: "dGhpcyBpcyAxNiBieXRlcw",
            tenant_id: "ten_01K9VXQ8M4T7R2N6B0C3D5F8GH",
            connection_id: "con_01K9VXQ8M4T7R2N6B0C3D5F8GH",
            app_id: "app_01K9VXQ8M4T7R2N6B0C3D5F8GH",
            env: "live",
            generation: 1,
        };
        let (header, key) = match &self.signer {
            Signer::Kept { header, key } => (header, key),
            Signer::Library { header, key } => return jsonwebtoken::encode(header, &claims, key).ok(),
        };
        let mut token = header.clone();
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(&claims).ok()?, &mut token);
        let signature = key.sign(&SystemRandom::new(), token.as_bytes()).ok()?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Some(token)
    }
}

const KEY_ID: &str = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";

impl Signer {
    fn kept() -> Result<Self, aws_lc_rs::error::Unspecified> {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
        let header = format!(r#"{{"typ":"at+jwt","alg":"ES256","kid":"{KEY_ID}"}}"#);
        Ok(Self::Kept { header: URL_SAFE_NO_PAD.encode(header), key })
    }

    fn library() -> Result<Self, aws_lc_rs::error::Unspecified> {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
        let header =
            Header { typ: Some("at+jwt".into()), kid: Some(KEY_ID.into()), ..Header::new(Algorithm::ES256) };
        Ok(Self::Library { header: Box::new(header), key: EncodingKey::from_ec_der(key.as_ref()) })
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Arguments { listen, client_id, client_secret, jsonwebtoken } = Arguments::parse();
    let signer = if jsonwebtoken { Signer::library() } else { Signer::kept() }?;
    let issuer = Data::new(Issuer { client_id, client_secret, signer });
    let app = move || {
        App::new()
            .app_data(issuer.clone())
            .route("/readyz", web::get().to(HttpResponse::Ok))
            .route(TOKEN, web::post().to(token))
    };
    HttpServer::new(app).workers(1).bind(listen)?.run().await?;
    Ok(())
}

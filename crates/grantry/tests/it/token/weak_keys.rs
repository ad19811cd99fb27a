//! Public keys that anyone can sign for, or that are none: refused wherever a caller brings one.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Value, json};

use super::conformance::keys::{Key, LOW_ORDER, NOT_CANONICAL, jti, now, sha256};
use super::jwks_uri::{Published, ask, is_refused};
use super::{FORM, HELD, partner, raw};
use crate::harness::{Outcome, Partner, Stage, details, on_both};

on_both! {
    shared:
        they_are_not_registered
        they_make_no_dpop_proof_at_the_token_endpoint
        they_make_no_dpop_proof_at_an_api;
    with_private_networks: they_are_not_taken_from_an_address;
}

/// Signs what `payload` makes of a new `jti`, as often as it takes to find a message with a forged signature.
fn forged(key: &Key, header: &Value, payload: impl Fn(String) -> Value) -> Outcome<String> {
    let tries = (0..200).find_map(|_| key.jwt(header.clone(), &payload(jti())).ok());
    tries.ok_or_else(|| "no message has a forged signature".into())
}

fn of_low_order() -> impl Iterator<Item = Key> {
    LOW_ORDER.into_iter().map(Key::of_low_order)
}

fn okp(point: [u8; 32]) -> Value {
    Key::of_low_order(point).jwk
}

fn ec(crv: &str, x: &[u8], y: &[u8]) -> Value {
    json!({"kty": "EC", "crv": crv, "x": encoded(x), "y": encoded(y)})
}

fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn rsa(n: &[u8], e: &[u8]) -> Value {
    json!({"kty": "RSA", "n": encoded(n), "e": encoded(e)})
}

/// Keys of other kinds that are none.
fn others() -> Outcome<Vec<Value>> {
    let good = Key::es256()?;
    let coordinate = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(good.jwk[name].as_str().unwrap_or_default());
    let (x, y) = (coordinate("x")?, coordinate("y")?);
    let above = [0xff; 32];
    let odd = [0xff; 256];
    let mut even = odd;
    even[255] = 0xfe;
    Ok(vec![
        ec("P-256", &[0; 32], &[0; 32]),
        ec("P-256", &y, &x),
        ec("P-256", &x, &above),
        ec("P-256", &[], &[]),
        ec("P-256", &x[..31], &y),
        ec("P-384", &x, &y),
        ec("P-384", &[0; 48], &[0; 48]),
        ec("P-384", &[1; 48], &[1; 48]),
        ec("P-521", &[1; 66], &[1; 66]),
        rsa(&odd, &[1]),
        rsa(&odd, &[2]),
        rsa(&odd, &[1, 0, 0]),
        rsa(&odd, &[]),
        rsa(&even, &[1, 0, 1]),
        rsa(&odd[..128], &[1, 0, 1]),
        rsa(&odd[..255], &[1, 0, 1]),
        rsa(&[3], &[1, 0, 1]),
        // Ed448 and X25519 under Ed25519's name, and under their own.
        json!({"kty": "OKP", "crv": "Ed25519", "x": encoded(&[7; 57])}),
        json!({"kty": "OKP", "crv": "Ed448", "x": encoded(&[7; 57])}),
        json!({"kty": "OKP", "crv": "X25519", "x": encoded(&[9; 32])}),
        json!({"kty": "EC", "crv": "Ed25519", "x": encoded(&[9; 32]), "y": encoded(&[9; 32])}),
        json!({"kty": "OKP", "crv": "P-256", "x": encoded(&x), "y": encoded(&y)}),
    ])
}

async fn they_are_not_registered(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let mut app = details("targeted");
    app["hand_over"] = "keyless".into();
    let points = LOW_ORDER.into_iter().chain(NOT_CANONICAL).map(okp);
    for key in points.chain(others()?) {
        for keys in [json!([key]), json!([Key::es256()?.jwk, key])] {
            let alone = keys.as_array().is_some_and(|keys| keys.len() == 1);
            app["client_keys"] = json!({"jwks": {"keys": keys}});
            let answer = publisher.owner.post(&publisher.at("/apps"), &app).await?;
            // Beside a good key, one of an unknown kind is passed over (RFC 7517 section 5), and never used.
            if answer.status == 201 && !alone {
                let kept = answer.json::<Value>()?["details"]["client_keys"]["jwks"]["keys"].clone();
                assert_eq!(kept.as_array().map(Vec::len), Some(1), "{key} was kept");
                app["name"] = format!("App {}", jti()).into();
                continue;
            }
            assert_eq!(answer.wrong_fields()?, ["client_keys.jwks"], "{key}");
        }
    }
    app["client_keys"] = json!({"jwks": {"keys": [okp(LOW_ORDER[0])]}});
    let answer = publisher.owner.post(&publisher.at("/apps"), &app).await?;
    assert!(answer.body.contains("low order"), "{}", answer.body);
    Ok(())
}

/// A token request with this proof.
async fn with_proof(partner: &Partner, proof: &str) -> Outcome<raw::Raw> {
    let head = format!("{FORM}dpop: {proof}\r\n");
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        partner.client_id, partner.client_secret
    );
    raw::request(&partner.client.base, "POST", &partner.endpoint, &head, form.as_bytes()).await
}

async fn they_make_no_dpop_proof_at_the_token_endpoint(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let url = format!("{}{}", partner.client.base, partner.endpoint);
    let good = Key::es256()?.proof("POST", &url, Value::Null)?;
    assert_eq!(with_proof(&partner, &good).await?.status(), 200);
    let payload = |jti: String| json!({"jti": jti, "htm": "POST", "htu": url, "iat": now()});
    for key in of_low_order() {
        let proof = forged(&key, &json!({"typ": "dpop+jwt", "jwk": key.bare()}), payload)?;
        let answer = with_proof(&partner, &proof).await?;
        let description = "the DPoP proof's jwk is not a public key that fits its alg";
        answer.is_error("HTTP/1.1 400 Bad Request", "invalid_dpop_proof", description)?;
    }
    let signer = Key::es256()?;
    for jwk in NOT_CANONICAL.into_iter().map(okp).chain(others()?) {
        let header = json!({"typ": "dpop+jwt", "jwk": jwk, "alg": "EdDSA"});
        let answer = with_proof(&partner, &signer.jwt(header, &payload(jti()))?).await?;
        assert_eq!((answer.status(), answer.json()?["error"].as_str()), (400, Some("invalid_dpop_proof")));
    }
    Ok(())
}

async fn they_make_no_dpop_proof_at_an_api(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let url = format!("{}{}", partner.client.base, partner.endpoint);
    let key = Key::es256()?;
    let granted = with_proof(&partner, &key.proof("POST", &url, Value::Null)?).await?.json()?;
    let token = granted["access_token"].as_str().ok_or("no token")?;
    let called = "https://practice.example/v1/patients";
    let verify = format!("/oauth2/verify?api={}", demo_api::IDENTIFIER);
    let ath = sha256(token.as_bytes());
    let payload = |jti: String| json!({"jti": jti, "htm": "GET", "htu": called, "iat": now(), "ath": ath});
    let call = async |proof: &str| {
        let head = format!(
            "authorization: DPoP {token}\r\ndpop: {proof}\r\nx-original-method: GET\r\nx-original-url: {called}\r\n"
        );
        raw::request(&partner.client.base, "GET", &verify, &head, b"").await
    };
    let good = key.jwt(json!({"typ": "dpop+jwt", "jwk": key.bare()}), &payload(jti()))?;
    assert_eq!(call(&good).await?.status(), 200);
    for key in of_low_order() {
        let proof = forged(&key, &json!({"typ": "dpop+jwt", "jwk": key.bare()}), payload)?;
        let answer = call(&proof).await?;
        assert_eq!(answer.status(), 401, "{answer:?}");
        assert!(answer.header("www-authenticate").contains("invalid_dpop_proof"), "{answer:?}");
    }
    Ok(())
}

async fn they_are_not_taken_from_an_address(stage: &Stage) -> Outcome {
    for key in of_low_order() {
        let published = Published::new(&[&key]).await?;
        let client = published.client(stage).await?;
        let (id, issuer) = (&client.client_id, &client.issuer);
        let assertion = forged(
            &key,
            &json!({"kid": key.kid()}),
            |jti| json!({"iss": id, "sub": id, "aud": issuer, "exp": now() + 60, "iat": now(), "jti": jti}),
        )?;
        is_refused(&ask_with(stage, &client.token_endpoint, &assertion).await?)?;
        assert!(published.asked() > 0, "the keys were looked at");
    }
    // The same client with a good key gets in.
    let key = Key::es256()?;
    let published = Published::new(&[&key]).await?;
    let client = published.client(stage).await?;
    let granted = ask(stage, &client, key.kid(), &key).await?;
    assert_eq!(granted.json()?["scope"], HELD.join(" "));
    Ok(())
}

pub async fn ask_with(stage: &Stage, endpoint: &str, assertion: &str) -> Outcome<raw::Raw> {
    let form = format!(
        "grant_type=client_credentials&client_assertion={assertion}\
        &client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    );
    let base = &stage.anonymous.base;
    let path = endpoint.strip_prefix(base.as_str()).ok_or("another server's endpoint")?;
    raw::request(base, "POST", path, FORM, form.as_bytes()).await
}

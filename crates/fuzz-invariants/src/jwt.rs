//! JWTs. An input is tried as it is, and, where it has a line break, as header and payload of a JWT that is signed with
//! a key of ours: so what stands behind the signature is reached too.

use std::sync::LazyLock;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use credentials::{
    AcceptedAudience, ClientAssertion, ClientKeySet, DpopProof, JwsAlgorithm, PROOF_LIFETIME, PublicJwk,
    UnverifiedToken, VerifyingKey,
};
use serde_json::{Map, Value, json};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://issuer.example/t/1";
const CLIENT: &str = "cli_1";
const URL: &str = "https://issuer.example/oauth2/token";
/// What a second on either side may hide.
const LEEWAY: i64 = 10;

struct Key {
    pair: Ed25519KeyPair,
    jwk: Value,
    verifying: VerifyingKey,
    registered: ClientKeySet,
}

static KEY: LazyLock<Key> = LazyLock::new(|| {
    let Ok(pair) = Ed25519KeyPair::from_seed_unchecked(&[7; 32]) else { panic!("32 bytes are a seed") };
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": x});
    let Ok(parsed) = serde_json::from_value::<PublicJwk>(jwk.clone()) else { panic!("a JWK of RFC 8037") };
    let Ok(verifying) = VerifyingKey::new(&parsed, JwsAlgorithm::EdDsa) else { panic!("a usable key") };
    let Ok(registered) = ClientKeySet::parse(json!({"keys": [jwk]}).to_string().as_bytes()) else {
        panic!("a set of one key")
    };
    Key { pair, jwk, verifying, registered }
});

fn signed(header: &[u8], payload: &[u8]) -> String {
    let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = URL_SAFE_NO_PAD.encode(KEY.pair.sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// Header and payload, as the input's two halves.
fn halves(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = input.iter().position(|byte| *byte == b'\n')?;
    Some((&input[..at], &input[at + 1..]))
}

/// What was accepted, read as any JSON. `None` for a number that no `Value` can hold, in a member that is not read.
fn object(json: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(json) {
        Ok(Value::Object(members)) => Some(members),
        Err(error) if error.to_string().starts_with("number out of range") => None,
        other => panic!("accepted what is no JSON object: {other:?}"),
    }
}

fn has_type(header: &Map<String, Value>, wanted: &[&str]) -> bool {
    let typ = header.get("typ").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    wanted.contains(&typ.strip_prefix("application/").unwrap_or(&typ))
}

/// No one but the holder of the key makes a token that verifies, and only one of the right type, algorithm and claims.
pub fn access_token(input: &[u8]) {
    if let Ok(text) = std::str::from_utf8(input)
        && let Ok(token) = UnverifiedToken::parse(text)
        && let Ok(claims) = token.verify(&KEY.verifying)
    {
        // The fuzzer cannot sign: this came from the corpus.
        assert!(serde_json::to_value(&claims).is_ok());
    }
    let Some((header, payload)) = halves(input) else { return };
    let token = signed(header, payload);
    let Ok(parsed) = UnverifiedToken::parse(&token) else { return };
    let Some(header) = object(header) else { return };
    assert!(has_type(&header, &["at+jwt"]));
    assert!(header.get("crit").is_none_or(Value::is_null));
    assert_eq!(header.get("kid").and_then(Value::as_str), Some(parsed.kid()));
    let Ok(claims) = parsed.verify(&KEY.verifying) else { return };
    assert_eq!(header["alg"], "EdDSA");
    assert!(
        UnverifiedToken::parse(&tampered(&token)).is_ok_and(|token| token.verify(&KEY.verifying).is_err())
    );
    let Ok(written) = serde_json::to_vec(&claims) else { panic!("claims cannot be written") };
    let again = serde_json::from_slice(&written);
    assert_eq!(again.ok(), Some(claims));
}

/// The same with another signature.
fn tampered(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
    bytes[0] ^= 1;
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn only(issuer: &str) -> AcceptedAudience<'_> {
    AcceptedAudience { issuer, token_urls: &[] }
}

/// What authenticates a client says so in every claim that RFC 7523 section 3 and RFC 10070 name.
pub fn client_assertion(input: &[u8]) {
    if let Ok(text) = std::str::from_utf8(input)
        && let Ok(assertion) = ClientAssertion::parse(text)
    {
        let _ = assertion.verify(&KEY.registered, only(ISSUER), CLIENT, NOW);
    }
    let Some((header, payload)) = halves(input) else { return };
    let assertion = signed(header, payload);
    let Ok(parsed) = ClientAssertion::parse(&assertion) else { return };
    let Some(claims) = object(payload) else { return };
    assert_eq!(
        (claims["iss"].as_str(), claims["sub"].as_str()),
        (Some(parsed.issuer()), Some(parsed.client_id()))
    );
    let Ok(verified) = parsed.verify(&KEY.registered, only(ISSUER), CLIENT, NOW) else { return };
    let Some(header) = object(header) else { return };
    assert!(header.get("crit").is_none());
    assert!(matches!(verified.algorithm, JwsAlgorithm::EdDsa | JwsAlgorithm::Ed25519));
    assert_eq!(claims["aud"], ISSUER);
    assert_eq!((&claims["iss"], &claims["sub"]), (&CLIENT.into(), &CLIENT.into()));
    assert_eq!(claims["jti"], verified.jti.as_str());
    assert!((1..=256).contains(&verified.jti.chars().count()));
    assert!((NOW - LEEWAY..=NOW + 300 + LEEWAY).contains(&verified.exp));
    assert!(parsed.verify(&KEY.registered, only(ISSUER), "cli_2", NOW).is_err());
    assert!(parsed.verify(&KEY.registered, only("https://issuer.example/t/2"), CLIENT, NOW).is_err());
    assert!(parsed.verify(&KEY.registered, only(ISSUER), CLIENT, NOW + 1000).is_err());
}

/// What proves possession of a key was made for this method, URL, time and token (RFC 9449 section 4.3).
pub fn dpop_proof(input: &[u8]) {
    if let Ok(text) = std::str::from_utf8(input) {
        let _ = DpopProof::parse(text);
    }
    let Some((header, payload)) = halves(input) else { return };
    // The fuzzer cannot guess the key: it is put where there is none.
    let header = match serde_json::from_slice(header) {
        Ok(Value::Object(mut members)) => {
            members.entry("jwk").or_insert_with(|| KEY.jwk.clone());
            Value::from(members).to_string().into_bytes()
        }
        _ => header.to_vec(),
    };
    let proof = signed(&header, payload);
    let parse = || DpopProof::parse(&proof).ok();
    let Some(parsed) = parse() else { return };
    let Some(header) = object(&header) else { return };
    assert!(has_type(&header, &["dpop+jwt"]));
    assert!(["EdDSA", "Ed25519"].contains(&header["alg"].as_str().unwrap_or_default()));
    assert!(header["jwk"].get("d").is_none(), "accepted a private key");
    assert!(DpopProof::parse(&tampered(&proof)).is_err());
    let Ok(verified) = parsed.verify("POST", URL, NOW, None) else { return };
    let Some(claims) = object(payload) else { return };
    assert_eq!((&claims["htm"], &claims["jti"]), (&"POST".into(), &verified.jti.as_str().into()));
    assert!((NOW - PROOF_LIFETIME..=NOW + LEEWAY).contains(&verified.iat));
    assert_eq!(verified.jkt.len(), 43);
    let refused =
        |method, url, now, token| parse().is_some_and(|proof| proof.verify(method, url, now, token).is_err());
    assert!(refused("GET", URL, NOW, None));
    assert!(refused("POST", "https://issuer.example/oauth2/revoke", NOW, None));
    assert!(refused("POST", URL, NOW + 1000, None));
    assert!(refused("POST", URL, NOW, Some("a token whose hash no one put there")));
}

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation};

use super::*;
use crate::claims::Audience;
use model::environment::Environment;

fn claims() -> AccessTokenClaims<'static> {
    AccessTokenClaims {
        iss: "https://id.example/t/ten_1".into(),
        sub: "cli_1".into(),
        aud: Audience::One("https://api.example".into()),
        client_id: "cli_1".into(),
        scope: "patients.read appointments.read".into(),
        iat: 1_800_000_000,
        exp: 4_000_000_000,
        jti: "j".into(),
        tenant_id: "ten_1".into(),
        connection_id: Some("con_1".into()),
        app_id: None,
        env: Environment::Live,
        generation: 7,
    }
}

fn key() -> SigningKey {
    SigningKey::generate().unwrap_or_else(|error| panic!("{error}"))
}

fn verifying(key: &SigningKey) -> VerifyingKey {
    VerifyingKey::try_from(key.public_jwk()).unwrap_or_else(|error| panic!("{error}"))
}

fn signed(key: &SigningKey) -> String {
    key.sign(&claims()).unwrap_or_else(|error| panic!("{error}"))
}

fn with_header(header: &str) -> String {
    let token = signed(&key());
    let rest = token.split_once('.').map_or("", |(_, rest)| rest);
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header))
}

#[test]
fn a_signed_token_verifies_and_keeps_its_claims() {
    let key = key();
    let token = signed(&key);
    let Ok(parsed) = UnverifiedToken::parse(&token) else { panic!("parses") };
    assert_eq!(parsed.kid(), key.kid());
    assert_eq!(parsed.verify(&verifying(&key)), Ok(claims()));
    assert_eq!(parsed.verify(&verifying(&self::key())), Err(TokenRejected::BadSignature));
}

#[test]
fn another_library_accepts_our_tokens() {
    let key = key();
    let jwk = key.public_jwk();
    let Ok(decoding) = DecodingKey::from_ec_components(&jwk.x, &jwk.y) else { panic!("a key") };
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&["https://api.example"]);
    validation.set_issuer(&["https://id.example/t/ten_1"]);
    let decoded = jsonwebtoken::decode::<serde_json::Value>(signed(&key), &decoding, &validation);
    let Ok(decoded) = decoded else { panic!("{decoded:?}") };
    assert_eq!(decoded.header.typ.as_deref(), Some("at+jwt"));
    assert_eq!(decoded.header.kid.as_deref(), Some(key.kid()));
    assert_eq!(decoded.claims["gen"], 7);
    assert_eq!(decoded.claims["env"], "live");
    assert!(decoded.claims.get("app_id").is_none());
}

#[test]
fn every_changed_character_is_noticed() {
    let key = key();
    let token = signed(&key);
    for at in 0..token.len() {
        let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = [&token[..at], other, &token[at + 1..]].concat();
        let accepted =
            UnverifiedToken::parse(&changed).and_then(|token| token.verify(&verifying(&key))).is_ok();
        assert!(!accepted, "character {at}");
    }
}

#[test]
fn headers_that_are_not_ours_are_refused() {
    let refused = |header: &str| UnverifiedToken::parse(&with_header(header)).err();
    assert_eq!(refused(r#"{"typ":"JWT","alg":"ES256","kid":"k"}"#), Some(TokenRejected::WrongType));
    assert_eq!(refused(r#"{"alg":"ES256","kid":"k"}"#), Some(TokenRejected::WrongType));
    assert_eq!(refused(r#"{"typ":"at+jwt","alg":"none","kid":"k"}"#), Some(TokenRejected::WrongAlgorithm));
    assert_eq!(refused(r#"{"typ":"at+jwt","alg":"HS256","kid":"k"}"#), Some(TokenRejected::WrongAlgorithm));
    assert_eq!(refused(r#"{"typ":"at+jwt","alg":"ES256"}"#), Some(TokenRejected::Malformed));
    let critical = r#"{"typ":"at+jwt","alg":"ES256","kid":"k","crit":["b64"],"b64":false}"#;
    assert_eq!(refused(critical), Some(TokenRejected::CriticalHeader));
    assert_eq!(refused(r#"{"typ":"application/AT+JWT","alg":"ES256","kid":"k"}"#), None);
}

#[test]
fn what_is_not_a_token_is_refused() {
    let long = "a".repeat(MAX_TOKEN_LENGTH + 1);
    for text in ["", "a", "a.b", "a.b.c", "a.b.c.d", "..", &long] {
        assert!(UnverifiedToken::parse(text).is_err(), "{text:.20}");
    }
}

#[test]
fn a_symmetric_signature_with_the_public_key_is_refused() {
    let key = key();
    let header = jsonwebtoken::Header::new(Algorithm::HS256);
    let confused = EncodingKey::from_secret(key.public_jwk().x.as_bytes());
    let token = jsonwebtoken::encode(&header, &claims(), &confused).unwrap_or_default();
    assert!(!token.is_empty());
    assert!(UnverifiedToken::parse(&token).is_err());
}

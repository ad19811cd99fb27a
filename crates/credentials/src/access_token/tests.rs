//! Tests of access tokens: what is signed verifies, here and with another library, and nothing else does.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Validation, jwk::Jwk};
use model::token::SigningAlgorithm;

use super::*;
use crate::claims::tests::claims;
use crate::jwks::PublicKey;

fn key() -> SigningKey {
    key_of(SigningAlgorithm::Es256)
}

fn key_of(algorithm: SigningAlgorithm) -> SigningKey {
    SigningKey::generate(algorithm).unwrap_or_else(|error| panic!("{error}"))
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
    for algorithm in SigningAlgorithm::ALL.iter().copied() {
        let key = key_of(algorithm);
        let token = signed(&key);
        assert_eq!(token.len(), token.capacity(), "{algorithm}: the length is known beforehand");
        let Ok(parsed) = UnverifiedToken::parse(&token) else { panic!("parses") };
        assert_eq!(parsed.kid(), key.kid());
        assert_eq!(parsed.verify(&verifying(&key)), Ok(claims()), "{algorithm}");
        assert_eq!(parsed.verify(&verifying(&key_of(algorithm))), Err(TokenRejected::BadSignature));
    }
}

#[test]
fn a_token_is_no_longer_than_all_can_take() {
    let key = key();
    let mut longest = 0;
    for scope in 4_000..5_000 {
        let claims = AccessTokenClaims { scope: "s".repeat(scope).into(), ..claims() };
        match key.sign(&claims) {
            Ok(token) => longest = token.len(),
            Err(error) => assert_eq!(error, TokenNotWritten::TooLong),
        }
    }
    assert!((MAX_ACCESS_TOKEN_LENGTH - 2..=MAX_ACCESS_TOKEN_LENGTH).contains(&longest), "{longest}");
}

#[test]
fn another_library_accepts_our_tokens() {
    for (ours, theirs) in [
        (SigningAlgorithm::Es256, Algorithm::ES256),
        (SigningAlgorithm::EdDsa, Algorithm::EdDSA),
        (SigningAlgorithm::Rs256, Algorithm::RS256),
    ] {
        let key = key_of(ours);
        let jwk = serde_json::to_value(key.public_jwk()).and_then(serde_json::from_value::<Jwk>);
        let Ok(Ok(decoding)) = jwk.map(|jwk| DecodingKey::from_jwk(&jwk)) else { panic!("{ours}: a key") };
        let mut validation = Validation::new(theirs);
        validation.set_audience(&["https://api.example"]);
        validation.set_issuer(&["https://id.example/t/ten_1"]);
        let decoded = jsonwebtoken::decode::<serde_json::Value>(signed(&key), &decoding, &validation);
        let Ok(decoded) = decoded else { panic!("{ours}: {decoded:?}") };
        assert_eq!(decoded.header.typ.as_deref(), Some("at+jwt"));
        assert_eq!(decoded.header.kid.as_deref(), Some(key.kid()));
        assert_eq!(decoded.claims["gen"], 7);
        assert_eq!(decoded.claims["env"], "live");
        assert!(decoded.claims.get("app_id").is_none());
    }
}

#[test]
fn the_key_decides_on_the_algorithm() {
    let key = key();
    let token = signed(&key);
    for other in ["EdDSA", "RS256"] {
        let header = format!(r#"{{"typ":"at+jwt","alg":"{other}","kid":"{}"}}"#, key.kid());
        let rest = token.split_once('.').map_or("", |(_, rest)| rest);
        let confused = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header));
        let verified = UnverifiedToken::parse(&confused).and_then(|token| token.verify(&verifying(&key)));
        assert_eq!(verified, Err(TokenRejected::WrongAlgorithm), "{other}");
    }
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
    assert_eq!(refused(r#"{"typ":"at+jwt","alg":"ES384","kid":"k"}"#), Some(TokenRejected::WrongAlgorithm));
    assert_eq!(refused(r#"{"typ":"at+jwt","alg":"ES256"}"#), Some(TokenRejected::Malformed));
    let critical = r#"{"typ":"at+jwt","alg":"ES256","kid":"k","crit":["b64"],"b64":false}"#;
    assert_eq!(refused(critical), Some(TokenRejected::CriticalHeader));
    assert_eq!(refused(r#"{"typ":"application/AT+JWT","alg":"ES256","kid":"k"}"#), None);
}

#[test]
fn what_is_not_a_token_is_refused() {
    let long = "a".repeat(crate::MAX_TOKEN_LENGTH + 1);
    for text in ["", "a", "a.b", "a.b.c", "a.b.c.d", "..", &long] {
        assert!(UnverifiedToken::parse(text).is_err(), "{text:.20}");
    }
}

#[test]
fn a_symmetric_signature_with_the_public_key_is_refused() {
    let key = key();
    let header = jsonwebtoken::Header::new(Algorithm::HS256);
    let PublicKey::Ec { x, .. } = &key.public_jwk().key else { panic!("EC") };
    let confused = EncodingKey::from_secret(x.as_bytes());
    let token = jsonwebtoken::encode(&header, &claims(), &confused).unwrap_or_default();
    assert!(!token.is_empty());
    assert!(UnverifiedToken::parse(&token).is_err());
}

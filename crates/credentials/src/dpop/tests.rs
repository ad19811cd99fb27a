//! Tests of DPoP proofs: the examples of RFC 9449, and each claim and header that must be right.

use serde_json::json;

use super::*;
use crate::test_keys::TestKey;

const URL: &str = "https://api.example/v1/patients";
const NOW: i64 = 1_800_000_000;

/// RFC 9449 section 4.1, figure 1.
const TOKEN_REQUEST: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
/// RFC 9449 section 7.1, figure 12.
const RESOURCE_REQUEST: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";
const RFC_THUMBPRINT: &str = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

#[test]
fn the_examples_of_the_rfc_verify() {
    let verified = DpopProof::parse(TOKEN_REQUEST)
        .and_then(|proof| proof.verify("POST", "https://server.example.com/token", 1_562_262_616, None));
    let expected =
        VerifiedProof { jkt: RFC_THUMBPRINT.into(), jti: "-BwC3ESc6acc2lTc".into(), iat: 1_562_262_616 };
    assert_eq!(verified, Ok(expected));
    let resource = |token: &str| {
        let url = "https://resource.example.org/protectedresource";
        DpopProof::parse(RESOURCE_REQUEST)?.verify("GET", url, 1_562_262_620, Some(token))
    };
    let token = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
    assert_eq!(resource(token).map(|proof| proof.jkt), Ok(RFC_THUMBPRINT.into()));
    assert_eq!(resource("another"), Err(DpopRejected::WrongToken));
}

fn claims() -> Value {
    json!({"jti": "j1", "htm": "GET", "htu": URL, "iat": NOW})
}

fn header(key: &TestKey) -> Value {
    json!({"typ": "dpop+jwt", "jwk": key.jwk.clone()})
}

fn with(mut object: Value, member: &str, value: Value) -> Value {
    object[member] = value;
    object
}

fn verify(proof: &str) -> Result<VerifiedProof, DpopRejected> {
    DpopProof::parse(proof)?.verify("GET", URL, NOW, None)
}

#[test]
fn each_algorithm_makes_a_proof() {
    for algorithm in JwsAlgorithm::ALL.iter().copied() {
        let key = TestKey::new(algorithm);
        let verified = verify(&key.jwt(&header(&key), &claims()));
        let jwk: Option<PublicJwk> = serde_json::from_value(key.jwk.clone()).ok();
        let jkt = jwk.map(|jwk| jwk.key.thumbprint());
        assert_eq!(verified.ok().map(|verified| verified.jkt), jkt, "{algorithm}");
        let strange = TestKey::new(algorithm);
        assert_eq!(
            verify(&strange.jwt(&header(&key), &claims())),
            Err(DpopRejected::BadSignature),
            "{algorithm}"
        );
    }
}

#[test]
fn headers_that_make_no_proof_are_refused() {
    let key = TestKey::new(JwsAlgorithm::Es256);
    let refused = |header: Value| verify(&key.jwt(&header, &claims())).err();
    let header = || header(&key);
    for typ in [json!("JWT"), json!("at+jwt"), json!(null)] {
        assert_eq!(refused(with(header(), "typ", typ)), Some(DpopRejected::WrongType));
    }
    assert_eq!(refused(json!({"jwk": key.jwk.clone()})), Some(DpopRejected::WrongType));
    for alg in ["none", "HS256", "Ed448"] {
        assert_eq!(refused(with(header(), "alg", json!(alg))), Some(DpopRejected::WrongAlgorithm));
    }
    for of_other_keys in ["RS256", "EdDSA", "Ed25519"] {
        assert_eq!(refused(with(header(), "alg", json!(of_other_keys))), Some(DpopRejected::BadKey));
    }
    let ed448 = json!({"kty": "OKP", "crv": "Ed448", "x": "AA"});
    let of_ed448 = with(with(header(), "alg", json!("Ed25519")), "jwk", ed448);
    assert_eq!(refused(of_ed448), Some(DpopRejected::BadKey));
    assert_eq!(refused(with(header(), "crit", json!(["x"]))), Some(DpopRejected::CriticalHeader));
    assert_eq!(refused(with(header(), "crit", json!(null))), Some(DpopRejected::CriticalHeader));
    assert_eq!(refused(with(header(), "kid", json!(null))), Some(DpopRejected::Malformed));
    assert_eq!(
        refused(with(header(), "jwk", with(key.jwk.clone(), "kid", json!(null)))),
        Some(DpopRejected::BadKey)
    );
    assert_eq!(refused(json!({"typ": "dpop+jwt"})), Some(DpopRejected::BadKey));
    let private = with(key.jwk.clone(), "d", json!("AA"));
    assert_eq!(refused(with(header(), "jwk", private)), Some(DpopRejected::PrivateKey));
    let symmetric = json!({"kty": "oct", "k": "AA"});
    assert_eq!(refused(with(header(), "jwk", symmetric)), Some(DpopRejected::PrivateKey));
    let damaged = with(key.jwk.clone(), "x", json!("AA"));
    assert_eq!(refused(with(header(), "jwk", damaged)), Some(DpopRejected::BadKey));
}

#[test]
fn claims_are_checked_one_by_one() {
    let key = TestKey::new(JwsAlgorithm::EdDsa);
    let verified = |name: &str, value: Value| verify(&key.jwt(&header(&key), &with(claims(), name, value)));
    let refused = |name: &str, value: Value| verified(name, value).err();
    assert_eq!(refused("htm", json!("POST")), Some(DpopRejected::WrongMethod));
    assert_eq!(refused("htm", json!("get")), Some(DpopRejected::WrongMethod));
    assert_eq!(refused("htu", json!(1)), Some(DpopRejected::BadClaims));
    assert_eq!(refused("jti", json!("")), Some(DpopRejected::BadJti));
    assert_eq!(refused("jti", json!("j".repeat(257))), Some(DpopRejected::BadJti));
    assert_eq!(refused("iat", json!("now")), Some(DpopRejected::BadClaims));
    assert_eq!(refused("iat", json!(NOW - 301)), Some(DpopRejected::TooOld));
    assert_eq!(refused("iat", json!(i64::MIN)), Some(DpopRejected::TooOld));
    assert_eq!(refused("iat", json!(NOW + 11)), Some(DpopRejected::FromTheFuture));
    assert!(verified("iat", json!(NOW - 300)).is_ok() && verified("iat", json!(NOW + 10)).is_ok());
    assert_eq!(verify(&key.jwt(&header(&key), &json!({"jti": "j"}))), Err(DpopRejected::BadClaims));
    let without_ath = DpopProof::parse(&key.jwt(&header(&key), &claims()))
        .and_then(|proof| proof.verify("GET", URL, NOW, Some("token")));
    assert_eq!(without_ath, Err(DpopRejected::WrongToken));
}

#[test]
fn urls_are_compared_normalised_and_without_query_and_fragment() {
    for same in [
        "https://api.example/v1/patients?page=2#top",
        "HTTPS://API.Example:443/v1/patients",
        "https://api.example/v1/x/../patients",
    ] {
        assert!(same_resource(same, URL), "{same}");
    }
    for other in [
        "http://api.example/v1/patients",
        "https://api.example/v1/patients/",
        "https://api.example/v1/Patients",
        "https://api.example:8443/v1/patients",
        "https://user@api.example/v1/patients",
        "https://evil.example/v1/patients",
        "/v1/patients",
        "",
    ] {
        assert!(!same_resource(other, URL), "{other}");
    }
    assert!(!same_resource("", ""));
}

#[test]
fn what_is_not_a_proof_is_refused() {
    let key = TestKey::new(JwsAlgorithm::Es256);
    let two = [key.jwt(&header(&key), &claims()), key.jwt(&header(&key), &claims())].join(", ");
    let long = format!("{TOKEN_REQUEST}{}", "A".repeat(8 * 1024));
    for text in ["", "a", "..", "a.b.c", &two, &long] {
        assert_eq!(DpopProof::parse(text).err(), Some(DpopRejected::Malformed), "{text:.20}");
    }
}

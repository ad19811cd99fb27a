//! Tests of client assertions: each claim and each header that must be as the RFCs say.

use serde_json::json;

use super::*;
use crate::test_keys::TestKey;

const ISSUER: &str = "https://id.example/t/ten_1";
const CLIENT: &str = "cli_1";
const NOW: i64 = 1_800_000_000;
const ONLY_THE_ISSUER: AcceptedAudience<'_> = AcceptedAudience { issuer: ISSUER, token_urls: &[] };

fn claims() -> Value {
    json!({"iss": CLIENT, "sub": CLIENT, "aud": ISSUER, "exp": NOW + 300, "iat": NOW, "nbf": NOW, "jti": "j1"})
}

fn with(mut object: Value, member: &str, value: Value) -> Value {
    object[member] = value;
    object
}

fn without(mut object: Value, member: &str) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.remove(member);
    }
    object
}

fn set(keys: &[Value]) -> ClientKeySet {
    let json = json!({ "keys": keys }).to_string();
    ClientKeySet::parse(json.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn verify(assertion: &str, keys: &ClientKeySet) -> Result<VerifiedAssertion, AssertionRejected> {
    ClientAssertion::parse(assertion)?.verify(keys, ONLY_THE_ISSUER, CLIENT, NOW)
}

struct Client {
    key: TestKey,
    keys: ClientKeySet,
}

impl Client {
    fn new() -> Self {
        let key = TestKey::new(JwsAlgorithm::Es384);
        let keys = set(&[with(key.jwk.clone(), "kid", json!("k"))]);
        Self { key, keys }
    }

    fn with(&self, header: &Value, claims: &Value) -> Result<VerifiedAssertion, AssertionRejected> {
        verify(&self.key.jwt(header, claims), &self.keys)
    }

    fn with_claim(&self, name: &str, value: Value) -> Result<VerifiedAssertion, AssertionRejected> {
        self.with(&json!({"kid": "k"}), &with(claims(), name, value))
    }

    fn without_claim(&self, name: &str) -> Result<VerifiedAssertion, AssertionRejected> {
        self.with(&json!({"kid": "k"}), &without(claims(), name))
    }
}

#[test]
fn each_algorithm_proves_the_client() {
    for algorithm in JwsAlgorithm::ALL.iter().copied() {
        let (key, other) = (TestKey::new(algorithm), TestKey::new(JwsAlgorithm::Es256));
        let keys =
            set(&[with(key.jwk.clone(), "kid", json!("k")), with(other.jwk.clone(), "kid", json!("other"))]);
        let proved =
            Ok(VerifiedAssertion { jti: "j1".into(), exp: NOW + 300, algorithm, for_token_endpoint: false });
        let header = json!({"kid": "k", "typ": "client-authentication+jwt"});
        assert_eq!(verify(&key.jwt(&header, &claims()), &keys), proved, "{algorithm}");
        assert_eq!(
            verify(&key.jwt(&json!({"typ": "JWT"}), &claims()), &keys),
            proved,
            "{algorithm} without kid"
        );
        let strange = TestKey::new(algorithm).jwt(&header, &claims());
        assert_eq!(verify(&strange, &keys), Err(AssertionRejected::BadSignature), "{algorithm}");
    }
}

#[test]
fn the_names_are_readable_before_the_proof() {
    let assertion = TestKey::new(JwsAlgorithm::EdDsa).jwt(&json!({"kid": "k"}), &claims());
    let Ok(read) = ClientAssertion::parse(&assertion) else { panic!("reads") };
    assert_eq!((read.client_id(), read.issuer(), read.kid()), (CLIENT, CLIENT, Some("k")));
    assert_eq!(read.algorithm(), JwsAlgorithm::EdDsa);
}

#[test]
fn the_key_must_be_the_clients_and_fit() {
    let client = Client::new();
    let refused = |header: Value| client.with(&header, &claims()).err();
    assert_eq!(refused(json!({"kid": "k"})), None);
    assert_eq!(refused(json!({"kid": "unknown"})), Some(AssertionRejected::UnknownKey));
    assert_eq!(refused(json!({"kid": "k", "alg": "ES256"})), Some(AssertionRejected::NoFittingKey));
    assert_eq!(refused(json!({"alg": "RS256"})), Some(AssertionRejected::NoFittingKey));
    // A key in the header is never used: a signature by it is bad.
    let strange = TestKey::new(JwsAlgorithm::Es384);
    let header =
        json!({"kid": "k", "jwk": strange.jwk, "jku": "https://evil.example", "x5u": "https://evil.example"});
    let refused = verify(&strange.jwt(&header, &claims()), &client.keys);
    assert_eq!(refused, Err(AssertionRejected::BadSignature));
}

/// RFC 9864: `EdDSA` and `Ed25519` are two names of what an Ed25519 key does, unless the key names one of them.
#[test]
fn a_key_of_ed25519_signs_under_both_names_or_its_own() {
    let both = [JwsAlgorithm::EdDsa, JwsAlgorithm::Ed25519];
    for algorithm in both {
        let key = TestKey::new(algorithm);
        let sign = |alg: JwsAlgorithm| key.jwt(&json!({"alg": alg.as_str()}), &claims());
        let unnamed = set(std::slice::from_ref(&key.jwk));
        let named = set(&[with(key.jwk.clone(), "alg", json!(algorithm.as_str()))]);
        for alg in both {
            assert!(verify(&sign(alg), &unnamed).is_ok(), "{alg}");
            let by_its_name = verify(&sign(alg), &named);
            assert_eq!(by_its_name.is_ok(), alg == algorithm, "{alg} by a key for {algorithm}");
        }
        assert_eq!(verify(&sign(JwsAlgorithm::Es256), &unnamed), Err(AssertionRejected::NoFittingKey));
    }
    let point = Client::new();
    let claimed = point.key.jwt(&json!({"kid": "k", "alg": "Ed25519"}), &claims());
    assert_eq!(verify(&claimed, &point.keys), Err(AssertionRejected::NoFittingKey));
}

#[test]
fn headers_that_are_not_for_us_are_refused() {
    let client = Client::new();
    let refused = |header: Value| client.with(&header, &claims()).err();
    for alg in ["none", "HS256", "ES512", "es384", "Ed448", "ed25519", ""] {
        assert_eq!(refused(json!({"alg": alg})), Some(AssertionRejected::WrongAlgorithm), "{alg}");
    }
    for typ in ["at+jwt", "dpop+jwt", ""] {
        assert_eq!(refused(json!({"typ": typ})), Some(AssertionRejected::WrongType), "{typ}");
    }
    for typ in ["jwt", "application/JWT", "application/client-authentication+jwt"] {
        assert_eq!(refused(json!({"typ": typ})), None, "{typ}");
    }
    assert_eq!(refused(json!({"crit": ["b64"], "b64": false})), Some(AssertionRejected::CriticalHeader));
    assert_eq!(refused(json!({"crit": []})), Some(AssertionRejected::CriticalHeader));
    for member in ["kid", "typ", "crit"] {
        let refused = refused(json!({member: null}));
        let expected =
            if member == "crit" { AssertionRejected::CriticalHeader } else { AssertionRejected::Malformed };
        assert_eq!(refused, Some(expected), "{member}");
    }
    assert_eq!(refused(json!({"kid": 1})), Some(AssertionRejected::Malformed));
}

#[test]
fn issuer_subject_and_audience_are_exact() {
    let client = Client::new();
    assert_eq!(client.with_claim("iss", json!("cli_2")), Err(AssertionRejected::WrongIssuer));
    assert_eq!(client.with_claim("sub", json!("cli_2")), Err(AssertionRejected::WrongSubject));
    assert_eq!(client.with_claim("iss", json!(1)), Err(AssertionRejected::BadClaims));
    assert_eq!(client.without_claim("sub"), Err(AssertionRejected::BadClaims));
    for array in [json!([ISSUER]), json!([ISSUER, "https://evil.example"]), json!([])] {
        assert_eq!(client.with_claim("aud", array), Err(AssertionRejected::AudienceArray));
    }
    let token_endpoint = format!("{ISSUER}/oauth2/token");
    let slash = format!("{ISSUER}/");
    for aud in [token_endpoint.as_str(), &slash, "https://id.example", "HTTPS://id.example/t/ten_1", ""] {
        assert_eq!(client.with_claim("aud", json!(aud)), Err(AssertionRejected::WrongAudience), "{aud}");
    }
    assert_eq!(client.with_claim("aud", json!({})), Err(AssertionRejected::WrongAudience));
    assert_eq!(client.without_claim("aud"), Err(AssertionRejected::WrongAudience));
}

#[test]
fn a_token_url_is_an_audience_only_where_it_is_accepted() {
    let client = Client::new();
    let verify = |aud: Value, token_urls: &[&str]| {
        let assertion = client.key.jwt(&json!({"kid": "k"}), &with(claims(), "aud", aud));
        let accepted = AcceptedAudience { issuer: ISSUER, token_urls };
        let verified = ClientAssertion::parse(&assertion)?.verify(&client.keys, accepted, CLIENT, NOW);
        verified.map(|verified| verified.for_token_endpoint)
    };
    let url = "https://id.example/t/ten_1/oauth2/token";
    assert_eq!(verify(json!(url), &[url]), Ok(true));
    assert_eq!(verify(json!(ISSUER), &[url]), Ok(false));
    assert_eq!(verify(json!(url), &[]), Err(AssertionRejected::WrongAudience));
    assert_eq!(verify(json!(format!("{url}/")), &[url]), Err(AssertionRejected::WrongAudience));
    assert_eq!(verify(json!([url]), &[url]), Err(AssertionRejected::AudienceArray));
}

#[test]
fn times_are_bounded() {
    let client = Client::new();
    assert_eq!(client.without_claim("exp"), Err(AssertionRejected::NoExpiry));
    assert_eq!(client.with_claim("exp", json!("soon")), Err(AssertionRejected::NoExpiry));
    assert_eq!(client.with_claim("exp", json!(1e300)), Err(AssertionRejected::NoExpiry));
    assert_eq!(client.with_claim("exp", json!(NOW - 5)), Err(AssertionRejected::Expired));
    assert_eq!(client.with_claim("exp", json!(i64::MIN)), Err(AssertionRejected::Expired));
    assert!(client.with_claim("exp", json!(NOW - 4)).is_ok());
    assert!(client.with_claim("exp", json!(NOW + 310)).is_ok());
    assert_eq!(client.with_claim("exp", json!(NOW + 311)), Err(AssertionRejected::LivesTooLong));
    let fraction = client.with_claim("exp", json!(NOW as f64 + 10.75)).map(|verified| verified.exp);
    assert_eq!(fraction, Ok(NOW + 10));
    for (claim, refusal) in
        [("nbf", AssertionRejected::NotYetValid), ("iat", AssertionRejected::IssuedInTheFuture)]
    {
        assert!(client.with_claim(claim, json!(NOW + 10)).is_ok());
        assert!(client.without_claim(claim).is_ok());
        assert_eq!(client.with_claim(claim, json!(NOW + 11)), Err(refusal));
        assert_eq!(client.with_claim(claim, json!("now")), Err(refusal));
        assert_eq!(client.with_claim(claim, Value::Null), Err(refusal));
    }
}

#[test]
fn a_jti_is_required() {
    let client = Client::new();
    assert!(client.with_claim("jti", json!("ü".repeat(256))).is_ok());
    for jti in [json!(""), json!("j".repeat(257)), json!(1), json!(null)] {
        assert_eq!(client.with_claim("jti", jti), Err(AssertionRejected::BadJti));
    }
    assert_eq!(client.without_claim("jti"), Err(AssertionRejected::BadJti));
}

#[test]
fn what_is_not_an_assertion_is_refused() {
    let good = TestKey::new(JwsAlgorithm::Es256).jwt(&json!({}), &claims());
    let long = format!("{good}{}", "A".repeat(8 * 1024));
    let encrypted = format!("{good}.AA.AA");
    for text in ["", "a.b.c", "..", &long, &encrypted, &good[1..]] {
        assert!(ClientAssertion::parse(text).is_err(), "{text:.20}");
    }
    let no_object = TestKey::new(JwsAlgorithm::Es256).jwt(&json!({}), &json!([1]));
    assert_eq!(ClientAssertion::parse(&no_object).err(), Some(AssertionRejected::BadClaims));
}

//! Tests of registered key sets: what is kept of one, and why one is refused.

use serde_json::json;

use super::*;

fn ec() -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "kid": "ec"})
}

fn okp() -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
}

fn rsa() -> Value {
    json!({"kty": "RSA", "e": "AQAB", "kid": "rsa", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})
}

fn parse(keys: &[Value]) -> Result<ClientKeySet, ClientKeysRejected> {
    ClientKeySet::parse(json!({ "keys": keys }).to_string().as_bytes())
}

fn with(mut key: Value, member: &str, value: Value) -> Value {
    key[member] = value;
    key
}

#[test]
fn a_set_is_kept_in_its_public_members() {
    let encryption = with(rsa(), "use", json!("enc"));
    let encryption = with(encryption, "kid", json!("enc"));
    let wrapping = with(with(okp(), "key_ops", json!(["sign"])), "kid", json!("ops"));
    let unknown = json!({"kty": "OKP", "crv": "X25519", "x": "AA"});
    let commented = with(ec(), "comment", json!("ours"));
    let Ok(set) = parse(&[commented, okp(), rsa(), encryption, wrapping, unknown]) else {
        panic!("accepted")
    };
    let stored: Value = serde_json::from_str(&set.to_json()).unwrap_or_default();
    assert_eq!(stored, json!({ "keys": [ec(), okp(), rsa()] }));
    let again = ClientKeySet::parse(set.to_json().as_bytes()).map(|set| set.to_json());
    assert_eq!(again, Ok(set.to_json()));
    let count = |kid, algorithm| set.candidates(kid, algorithm).count();
    assert_eq!(count(None, JwsAlgorithm::Es256), 1);
    assert_eq!(count(Some("rsa"), JwsAlgorithm::Ps384), 1);
    assert_eq!(count(Some("rsa"), JwsAlgorithm::Es256), 0);
    assert_eq!(count(Some("enc"), JwsAlgorithm::Rs256), 0);
}

#[test]
fn a_key_that_names_its_algorithm_is_for_that_alone() {
    let Ok(set) = parse(&[with(rsa(), "alg", json!("PS256"))]) else { panic!("accepted") };
    let takes = |algorithm: &JwsAlgorithm| set.candidates(Some("rsa"), *algorithm).count() == 1;
    let taken: Vec<_> = JwsAlgorithm::ALL.iter().filter(|algorithm| takes(algorithm)).collect();
    assert_eq!(taken, [&JwsAlgorithm::Ps256]);
}

#[test]
fn ed25519_is_a_name_and_ed448_a_key_that_nothing_here_verifies() {
    let Ok(set) = parse(&[okp(), with(ec(), "alg", json!("Ed25519"))]) else { panic!("accepted") };
    let count = |algorithm| set.candidates(None, algorithm).count();
    assert_eq!((count(JwsAlgorithm::EdDsa), count(JwsAlgorithm::Ed25519)), (1, 1));
    assert_eq!(count(JwsAlgorithm::Es256), 0, "its alg does not fit its kind");
    let ed448 = json!({"kty": "OKP", "crv": "Ed448", "x": "AA"});
    let named = with(okp(), "alg", json!("Ed448"));
    assert_eq!(parse(&[ed448, named]).err(), Some(ClientKeysRejected::NothingUsable));
}

#[test]
fn what_is_wrong_with_a_key_is_named() {
    let short = json!({"kty": "RSA", "e": "AQAB", "n": format!("{}w", "_".repeat(170))});
    for (key, problem) in [
        (json!("key"), KeyProblem::NotAKey),
        (json!({"kid": "k"}), KeyProblem::NotAKey),
        (json!({"kty": "oct", "k": "c2VjcmV0"}), KeyProblem::Symmetric),
        (with(ec(), "d", json!("AA")), KeyProblem::Private("d")),
        (with(rsa(), "qi", json!("AA")), KeyProblem::Private("qi")),
        (with(okp(), "d", json!(null)), KeyProblem::Private("d")),
        (short, KeyProblem::Unusable(UnusableKey::WrongSize)),
        (with(ec(), "x", json!("AA")), KeyProblem::Unusable(UnusableKey::Malformed)),
        (with(okp(), "kid", json!("good")), KeyProblem::SameKid),
        (with(ec(), "kid", json!("")), KeyProblem::BadKid),
        (with(ec(), "kid", json!(null)), KeyProblem::BadKid),
        (with(ec(), "kid", json!(7)), KeyProblem::BadKid),
        (
            with(okp(), "x", json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
            KeyProblem::Unusable(UnusableKey::LowOrder),
        ),
        (with(ec(), "kid", json!("k".repeat(257))), KeyProblem::BadKid),
    ] {
        let good = with(okp(), "kid", json!("good"));
        let refused = parse(&[good, key.clone()]).err();
        assert_eq!(refused, Some(ClientKeysRejected::Key { number: 2, problem }), "{key}");
    }
}

#[test]
fn what_is_wrong_with_a_set_is_named() {
    let refused = |json: &str| ClientKeySet::parse(json.as_bytes()).err();
    for no_set in ["", "[]", "{}", r#"{"keys":{}}"#, "\"keys\"", &"[".repeat(10_000)] {
        assert!(matches!(refused(no_set), Some(ClientKeysRejected::NotAKeySet(_))), "{no_set:.20}");
    }
    assert_eq!(refused(&" ".repeat(MAX_CLIENT_KEYS_LENGTH + 1)), Some(ClientKeysRejected::TooLong));
    let many = |count| (0..count).map(|kid| with(ec(), "kid", json!(kid.to_string()))).collect::<Vec<_>>();
    assert!(parse(&many(MAX_CLIENT_KEYS)).is_ok());
    assert_eq!(parse(&many(MAX_CLIENT_KEYS + 1)).err(), Some(ClientKeysRejected::TooMany));
    assert_eq!(parse(&[]).err(), Some(ClientKeysRejected::NothingUsable));
    let unusable = [with(ec(), "use", json!("enc")), with(ec(), "kid", json!("2"))];
    assert_eq!(parse(&unusable[..1]).err(), Some(ClientKeysRejected::NothingUsable));
    let private = parse(&[with(ec(), "d", json!("AA"))]).map_err(|error| error.to_string());
    let message = private.err().unwrap_or_default();
    assert!(message.starts_with("key 1 of the set: it is private"), "{message}");
}

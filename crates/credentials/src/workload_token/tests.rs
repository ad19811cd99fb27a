//! Tests of workloads' tokens: what each header and each claim may be.

use std::collections::BTreeMap;

use model::{ids::WorkloadIssuerId, workload::ClaimPattern};
use serde_json::json;

use super::*;
use crate::test_keys::TestKey;

const ISSUER: &str = "https://token.actions.githubusercontent.com";
const TENANT: &str = "https://id.example/t/ten_1";
const NOW: i64 = 1_800_000_000;

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "repo:acme/sync:ref:refs/heads/main", "aud": TENANT, "repository": "acme/sync",
        "ref": "refs/heads/main", "iat": NOW - 5, "nbf": NOW - 605, "exp": NOW + 295, "jti": "j1",
    })
}

fn identity(claims: &[(&str, &str)]) -> WorkloadIdentity {
    let pattern = |text: &str| text.parse::<ClaimPattern>().unwrap();
    let claims: BTreeMap<String, ClaimPattern> =
        claims.iter().map(|(name, text)| ((*name).to_owned(), pattern(text))).collect();
    WorkloadIdentity::new(WorkloadIssuerId::new(1, &[7; 10]), claims).unwrap()
}

/// `claims()` with these members; null takes one away.
fn with(members: &Value) -> Value {
    let mut claims = claims();
    for (name, value) in members.as_object().into_iter().flatten() {
        if value.is_null() {
            claims.as_object_mut().and_then(|claims| claims.remove(name));
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

struct Issuer {
    key: TestKey,
    keys: ClientKeySet,
}

impl Issuer {
    fn new(algorithm: JwsAlgorithm) -> Self {
        let key = TestKey::new(algorithm);
        let mut jwk = key.jwk.clone();
        jwk["kid"] = "k".into();
        let set = json!({"keys": [jwk]}).to_string();
        let keys = ClientKeySet::of_workloads(set.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        Self { key, keys }
    }

    fn verify(&self, token: &str, by_hash: bool) -> Result<VerifiedWorkload, WorkloadRejected> {
        let identity = identity(&[("repository", "acme/sync"), ("sub", "repo:acme/sync:*")]);
        let audiences = [TENANT, "https://platform.example"];
        let rule = WorkloadRule {
            issuer: ISSUER,
            audiences: &audiences,
            identity: &identity,
            once_by_hash: by_hash,
        };
        WorkloadToken::parse(token)?.verify(&self.keys, rule, NOW)
    }

    fn with(&self, members: &Value) -> Result<VerifiedWorkload, WorkloadRejected> {
        self.verify(&self.key.jwt(&json!({"kid": "k"}), &with(members)), false)
    }

    fn with_header(&self, header: &Value) -> Result<VerifiedWorkload, WorkloadRejected> {
        self.verify(&self.key.jwt(header, &claims()), false)
    }
}

#[test]
fn a_token_of_each_algorithm_is_taken_but_for_two() {
    for algorithm in JwsAlgorithm::ALL {
        let verified = Issuer::new(*algorithm).with(&json!({}));
        match algorithm {
            JwsAlgorithm::Rs384 | JwsAlgorithm::Ps384 => {
                assert_eq!(verified, Err(WorkloadRejected::WrongAlgorithm), "{algorithm}");
            }
            _ => assert_eq!(verified.map(|verified| verified.exp), Ok(NOW + 295), "{algorithm}"),
        }
    }
}

#[test]
fn each_header_is_as_it_must_be() {
    use WorkloadRejected::{
        BadSignature, CriticalHeader, Malformed, NoFittingKey, UnknownKey, WrongAlgorithm, WrongType,
    };
    let issuer = Issuer::new(JwsAlgorithm::Es256);
    for good in [
        json!({}),
        json!({"typ": "JWT"}),
        json!({"typ": "JOSE", "kid": "k"}),
        json!({"typ": "application/jwt"}),
        json!({"jku": "https://evil.example/jwks", "jwk": TestKey::new(JwsAlgorithm::Es256).jwk, "x5u": "x"}),
    ] {
        assert!(issuer.with_header(&good).is_ok(), "{good}");
    }
    for (header, why) in [
        (json!({"alg": "none"}), WrongAlgorithm),
        (json!({"alg": "HS256"}), WrongAlgorithm),
        (json!({"alg": "es256"}), WrongAlgorithm),
        (json!({"alg": "ES512"}), WrongAlgorithm),
        (json!({"alg": "RS256"}), NoFittingKey),
        (json!({"alg": "RS256", "kid": "k"}), NoFittingKey),
        (json!({"kid": "other"}), UnknownKey),
        (json!({"kid": ""}), UnknownKey),
        (json!({"kid": null}), Malformed),
        (json!({"kid": 1}), Malformed),
        (json!({"typ": "at+jwt"}), WrongType),
        (json!({"typ": "client-authentication+jwt"}), WrongType),
        (json!({"typ": "dpop+jwt"}), WrongType),
        (json!({"crit": ["exp"], "exp": 1}), CriticalHeader),
        (json!({"crit": []}), CriticalHeader),
    ] {
        assert_eq!(issuer.with_header(&header), Err(why), "{header}");
    }
    let stranger = Issuer::new(JwsAlgorithm::Es256);
    let foreign = stranger.key.jwt(&json!({"kid": "k"}), &claims());
    assert_eq!(issuer.verify(&foreign, false), Err(BadSignature));
    let own = issuer.key.jwt(&json!({"kid": "k"}), &claims());
    for text in ["", "a", "a.b.c", &format!("{own}.x"), &format!("{own}{}", "A".repeat(8 * 1024))] {
        assert_eq!(issuer.verify(text, false), Err(Malformed), "{text}");
    }
}

#[test]
fn each_claim_is_as_it_must_be() {
    use WorkloadRejected::{
        BadJti, Expired, IssuedInTheFuture, LivesTooLong, NoClaim, NoExpiry, NotYetValid, OtherClaim,
        WrongAudience, WrongIssuer,
    };
    let issuer = Issuer::new(JwsAlgorithm::Es256);
    let (sub, repository) = (|| "sub".to_owned(), || "repository".to_owned());
    for (members, why) in [
        (json!({"iss": null}), WrongIssuer),
        (json!({"iss": 1}), WrongIssuer),
        (json!({"iss": format!("{ISSUER}/")}), WrongIssuer),
        (json!({"iss": "https://token.actions.githubusercontent.com.evil.example"}), WrongIssuer),
        (json!({"aud": null}), WrongAudience),
        (json!({"aud": "https://id.example/t/ten_2"}), WrongAudience),
        (json!({"aud": ["https://id.example/t/ten_2"]}), WrongAudience),
        (json!({"exp": null}), NoExpiry),
        (json!({"exp": "1800000100"}), NoExpiry),
        (json!({"exp": NOW - 5}), Expired),
        (json!({"exp": 0}), Expired),
        (json!({"exp": NOW + 3596}), LivesTooLong),
        (json!({"exp": i64::MAX}), LivesTooLong),
        (json!({"iat": null, "exp": NOW + 3611}), LivesTooLong),
        (json!({"iat": 0}), LivesTooLong),
        (json!({"iat": i64::MIN}), LivesTooLong),
        (json!({"iat": NOW + 11}), IssuedInTheFuture),
        (json!({"iat": "now"}), IssuedInTheFuture),
        (json!({"nbf": NOW + 11}), NotYetValid),
        (json!({"nbf": [NOW]}), NotYetValid),
        (json!({"jti": ""}), BadJti),
        (json!({"jti": 7}), BadJti),
        (json!({"jti": "x".repeat(257)}), BadJti),
        (json!({"repository": null}), NoClaim(repository())),
        (json!({"repository": ["acme/sync"]}), NoClaim(repository())),
        (json!({"repository": {"acme/sync": "acme/sync"}}), NoClaim(repository())),
        (json!({"repository": "acme/sync2"}), OtherClaim(repository())),
        (json!({"repository": "Acme/sync"}), OtherClaim(repository())),
        (json!({"repository": "\u{430}cme/sync"}), OtherClaim(repository())),
        (json!({"sub": "repo:acme/sync-evil:ref:refs/heads/main"}), OtherClaim(sub())),
        (json!({"sub": "repo:acme/sync:"}), OtherClaim(sub())),
    ] {
        assert_eq!(issuer.with(&members), Err(why), "{members}");
    }
    for members in [
        json!({"exp": NOW - 4, "iat": NOW - 300}),
        json!({"exp": NOW + 3595}),
        json!({"iat": null, "exp": NOW + 3600}),
        json!({"iat": NOW + 10, "nbf": NOW + 10}),
        json!({"aud": ["sts", TENANT]}),
        json!({"aud": "https://platform.example"}),
        json!({"nbf": null, "jti": null}),
        json!({"exp": 1_800_000_100.5}),
    ] {
        assert!(issuer.with(&members).is_ok(), "{members}");
    }
}

#[test]
fn a_claim_cannot_stand_there_twice() {
    let issuer = Issuer::new(JwsAlgorithm::Es256);
    let head = format!(r#""iss":"{ISSUER}","sub":"repo:acme/sync:x","aud":"{TENANT}","exp":{}"#, NOW + 60);
    let read = |more: &str| {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256"}"#);
        let payload = URL_SAFE_NO_PAD.encode(format!("{{{head}{more}}}"));
        WorkloadToken::parse(&format!("{header}.{payload}.AA")).map(|token| token.claims.len())
    };
    assert_eq!(read(r#","repository":"acme/sync""#), Ok(5));
    for more in [
        r#","repository":"acme/sync","repository":"evil/sync""#,
        r#","repository":"acme/sync","\u0072epository":"evil/sync""#,
        r#","sub":"repo:evil/sync:x""#,
        r#","a":{"b":1,"b":2}"#,
        r#","a":"#,
    ] {
        assert_eq!(read(more), Err(WorkloadRejected::BadClaims), "{more}");
    }
    assert!(issuer.verify("e30.e30.AA", false).is_err());
}

#[test]
fn what_works_once_is_the_jti_or_the_token() {
    let issuer = Issuer::new(JwsAlgorithm::Es256);
    let once = |members: &Value, by_hash| {
        let token = issuer.key.jwt(&json!({"kid": "k"}), &with(members));
        issuer.verify(&token, by_hash).map(|verified| verified.once)
    };
    for by_hash in [false, true] {
        assert_eq!(once(&json!({}), by_hash), Ok(Some(format!("workload jti {ISSUER} j1"))));
    }
    let without = json!({"jti": null});
    assert_eq!(once(&without, false), Ok(None));
    let first = once(&without, true);
    assert!(matches!(&first, Ok(Some(_))), "{first:?}");
    // Of ECDSA there is another signature each time.
    assert_eq!(first, once(&without, true), "the signature is no part of it");
    assert_ne!(first, once(&json!({"jti": null, "run": 2}), true));
}

#[test]
fn a_bundle_of_spiffe_is_a_set_of_keys() {
    let mut jwk = TestKey::new(JwsAlgorithm::Es256).jwk;
    jwk["use"] = "jwt-svid".into();
    let mut other = TestKey::new(JwsAlgorithm::Es256).jwk;
    other["use"] = "x509-svid".into();
    let bundle = json!({"keys": [other, jwk], "spiffe_sequence": 1}).to_string();
    let keys = ClientKeySet::of_workloads(bundle.as_bytes()).map(|keys| keys.keys().count());
    assert_eq!(keys, Ok(1));
    assert!(ClientKeySet::parse(bundle.as_bytes()).is_err());
}

#[test]
fn who_claims_to_have_signed_is_read_whatever_else_is_there() {
    let key = TestKey::new(JwsAlgorithm::Es256);
    let claimed = |header: &Value, claims: &Value| claimed_issuer(&key.jwt(header, claims));
    assert_eq!(claimed(&json!({"alg": "none", "crit": 1}), &claims()).as_deref(), Some(ISSUER));
    assert_eq!(claimed(&json!({}), &json!({"iss": 1})), None);
    assert_eq!(claimed(&json!({}), &json!({})), None);
    assert_eq!(claimed_issuer("a.b.c"), None);
}

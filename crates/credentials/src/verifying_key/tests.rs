//! Tests of public keys: the examples of the RFCs verify, and unusable keys are refused.

use super::*;

fn jwk(json: &str) -> PublicJwk {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}"))
}

/// RFC 7515 appendix A.3.
fn ec() -> PublicJwk {
    jwk(
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","alg":"ES256","use":"sig"}"#,
    )
}

/// RFC 7515 appendix A.2.
fn rsa() -> PublicJwk {
    jwk(
        r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#,
    )
}

/// RFC 8037 appendix A.2.
fn okp() -> PublicJwk {
    jwk(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)
}

/// The payload of both examples of RFC 7515.
const JOE: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

#[test]
fn the_examples_of_the_rfcs_verify() {
    let examples = [
        (
            ec(),
            JwsAlgorithm::Es256,
            format!("eyJhbGciOiJFUzI1NiJ9.{JOE}"),
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ),
        (
            rsa(),
            JwsAlgorithm::Rs256,
            format!("eyJhbGciOiJSUzI1NiJ9.{JOE}"),
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        ),
        (
            okp(),
            JwsAlgorithm::EdDsa,
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".to_owned(),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        ),
    ];
    for (jwk, algorithm, signed, signature) in examples {
        let Ok(key) = VerifyingKey::new(&jwk, algorithm) else { panic!("{algorithm}: not a key") };
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { panic!("{algorithm}: not base64url") };
        assert!(key.verify(signed.as_bytes(), &signature), "{algorithm}");
        assert!(!key.verify(&signed.as_bytes()[1..], &signature), "{algorithm}");
        assert!(!key.verify(signed.as_bytes(), &signature[1..]), "{algorithm}");
    }
}

#[test]
fn an_rsa_key_verifies_only_by_its_algorithm() {
    let signed = format!("eyJhbGciOiJSUzI1NiJ9.{JOE}");
    for algorithm in [JwsAlgorithm::Rs384, JwsAlgorithm::Ps256, JwsAlgorithm::Ps384] {
        let Ok(key) = VerifyingKey::new(&rsa(), algorithm) else { panic!("{algorithm}") };
        assert!(!key.verify(signed.as_bytes(), &[1; 256]), "{algorithm}");
    }
}

#[test]
fn a_key_is_used_as_it_says_or_not_at_all() {
    let refused = |jwk: PublicJwk| VerifyingKey::try_from(&jwk).err();
    let alg = |alg: &str| Some(alg.to_owned());
    assert_eq!(refused(ec()), None);
    assert_eq!(refused(PublicJwk { alg: alg("RS256"), ..rsa() }), None);
    assert_eq!(refused(PublicJwk { alg: alg("EdDSA"), ..okp() }), None);
    let other_purpose = [
        PublicJwk { alg: alg("HS256"), ..ec() },
        PublicJwk { alg: alg("RS256"), ..ec() },
        PublicJwk { alg: alg("ES256"), ..okp() },
        // Our own tokens keep the name that RFC 9068's verifiers know.
        PublicJwk { alg: alg("Ed25519"), ..okp() },
        PublicJwk { alg: alg("PS256"), ..rsa() },
        PublicJwk { alg: None, ..ec() },
        PublicJwk { key_use: Some("enc".into()), ..ec() },
    ];
    for jwk in other_purpose {
        assert_eq!(refused(jwk.clone()), Some(UnusableKey::OtherPurpose), "{jwk:?}");
    }
    assert!(VerifyingKey::new(&rsa(), JwsAlgorithm::Es256).is_err());
    assert!(VerifyingKey::new(&okp(), JwsAlgorithm::Ed25519).is_ok());
    assert!(VerifyingKey::new(&ec(), JwsAlgorithm::Ed25519).is_err());
}

#[test]
fn numbers_that_are_no_key_are_refused() {
    let PublicKey::Ec { crv, x, y } = ec().key else { panic!("EC") };
    let PublicKey::Rsa { n, e } = rsa().key else { panic!("RSA") };
    let refused = |key: PublicKey| {
        let algorithm = key.algorithms()[0];
        VerifyingKey::new(&PublicJwk { key, kid: None, alg: None, key_use: None }, algorithm).err()
    };
    let point = |x: &str, y: &str| PublicKey::Ec { crv, x: x.to_owned(), y: y.to_owned() };
    let number = |n: &str, e: &str| PublicKey::Rsa { n: n.to_owned(), e: e.to_owned() };
    let shorter = URL_SAFE_NO_PAD.encode([0xff; 255]);
    let zero_first = URL_SAFE_NO_PAD.encode([&[0], [0xff; 256].as_slice()].concat());
    for (key, why) in [
        (point("AA", &y), UnusableKey::Malformed),
        (point(&y, &y), UnusableKey::Malformed),
        (point(&x, "*"), UnusableKey::Malformed),
        (PublicKey::Okp { crv: crate::jwks::OkpCurve::Ed25519, x: "AA".to_owned() }, UnusableKey::Malformed),
        (number(&shorter, &e), UnusableKey::WrongSize),
        (number(&"_".repeat(1400), &e), UnusableKey::WrongSize),
        (number(&zero_first, &e), UnusableKey::Malformed),
        (number(&n, "AQ"), UnusableKey::Malformed),
        (number(&n, "AAEAAQ"), UnusableKey::Malformed),
        (number(&n, "BA"), UnusableKey::Malformed),
        (number("", &e), UnusableKey::Malformed),
    ] {
        assert_eq!(refused(key.clone()), Some(why), "{key:?}");
    }
}

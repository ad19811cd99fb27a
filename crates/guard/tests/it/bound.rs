//! Tokens that are bound to a key.

use actix_web::middleware::from_fn;
use actix_web::test::{self, TestRequest};
use actix_web::{App, web};
use aws_lc_rs::digest;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use credentials::{AccessTokenClaims, Confirmation, PublicKey};
use grantry_guard::{Bearer, Verifier, protect};
use serde_json::{Value, json};

use crate::Outcome;
use crate::issuer::{API, Answer, Issuer, NOW, answer, claims};

const BASE: &str = "https://api.example/care";

struct Holder(Ed25519KeyPair);

impl Holder {
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        Ok(Self(Ed25519KeyPair::generate().map_err(|_| "no key")?))
    }

    fn jwk(&self) -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(self.0.public_key())})
    }

    fn claims(&self) -> Result<AccessTokenClaims<'static>, Box<dyn std::error::Error>> {
        let jkt = serde_json::from_value::<PublicKey>(self.jwk())?.thumbprint();
        let cnf = Confirmation { jkt: Some(jkt.into()), x5t_s256: None };
        Ok(AccessTokenClaims { cnf: Some(cnf), ..claims() })
    }

    fn proof(&self, url: &str, token: &str, jti: &str) -> String {
        self.proof_as("EdDSA", url, token, jti)
    }

    fn proof_as(&self, alg: &str, url: &str, token: &str, jti: &str) -> String {
        let ath = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, token.as_bytes()));
        let header = json!({"typ": "dpop+jwt", "alg": alg, "jwk": self.jwk()});
        let claims = json!({"jti": jti, "htm": "GET", "htu": url, "iat": NOW, "ath": ath});
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let signature = URL_SAFE_NO_PAD.encode(self.0.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }
}

async fn ask(verifier: &Verifier, authorization: String, proofs: &[&str]) -> Answer {
    let mut request =
        TestRequest::get().uri("/v1/patients?page=2").insert_header(("authorization", authorization));
    for proof in proofs {
        request = request.append_header(("DPoP", *proof));
    }
    answer(verifier.clone(), request).await
}

#[actix_web::test]
async fn a_bound_token_passes_with_a_fresh_proof_alone() -> Outcome {
    let (issuer, holder) = (Issuer::new()?, Holder::new()?);
    let verifier = issuer.verifier().base_url(BASE);
    let token = issuer.live.sign(&holder.claims()?)?;
    let url = format!("{BASE}/v1/patients");
    let proof = |jti: &str| holder.proof(&url, &token, jti);
    let dpop = || format!("DPoP {token}");
    assert_eq!(ask(&verifier, dpop(), &[&proof("1")]).await.status, 200);
    assert_eq!(ask(&verifier, dpop(), &[&holder.proof_as("Ed25519", &url, &token, "0")]).await.status, 200);

    let refused = async |authorization: String, proofs: &[&str]| {
        let answer = ask(&verifier, authorization, proofs).await;
        assert_eq!(answer.status, 401, "{}", answer.body);
        assert!(answer.challenge.starts_with("DPoP realm="), "{}", answer.challenge);
        assert!(answer.challenge.contains("algs=\"ES256 "), "{}", answer.challenge);
        answer.challenge
    };
    let stranger = Holder::new()?;
    let other_token = issuer.live.sign(&AccessTokenClaims { jti: "j2".into(), ..holder.claims()? })?;
    for (authorization, proofs, error, reason) in [
        (dpop(), vec![proof("1")], "invalid_dpop_proof", "used before"),
        (dpop(), vec![], "invalid_token", "proof is missing"),
        (dpop(), vec![proof("2"), proof("3")], "invalid_dpop_proof", "not one signed JWT"),
        (dpop(), vec!["x".to_owned()], "invalid_dpop_proof", "not one signed JWT"),
        (dpop(), vec![holder.proof_as("Ed448", &url, &token, "9")], "invalid_dpop_proof", "alg is not"),
        (dpop(), vec![holder.proof_as("ES256", &url, &token, "10")], "invalid_dpop_proof", "fits its alg"),
        (dpop(), vec![holder.proof(BASE, &token, "4")], "invalid_dpop_proof", "another URL"),
        (
            dpop(),
            vec![holder.proof(&url, &other_token, "5")],
            "invalid_dpop_proof",
            "not for this access token",
        ),
        (dpop(), vec![stranger.proof(&url, &token, "6")], "invalid_token", "another key"),
        (format!("Bearer {token}"), vec![proof("7")], "invalid_token", "send it as DPoP"),
        (format!("Bearer {token}"), vec![], "invalid_token", "send it as DPoP"),
        (format!("DPoP {}", issuer.live.sign(&claims())?), vec![proof("8")], "invalid_token", "as Bearer"),
    ] {
        let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
        let challenge = refused(authorization, &proofs).await;
        assert!(
            challenge.contains(&format!("error=\"{error}\"")) && challenge.contains(reason),
            "{challenge}"
        );
    }
    assert_eq!(
        ask(&verifier, dpop(), &[&proof("7")]).await.status,
        200,
        "a refused request uses no proof up"
    );
    Ok(())
}

async fn both(one: Bearer, other: Bearer) -> String {
    format!("{} {}", one.tenant, other.tenant)
}

/// What an API answers whose middleware stands around the app, around a scope with a verifier of its own, and around a
/// resource in it.
async fn ask_in_layers(outer: &Verifier, inner: &Verifier, authorization: &str, proof: String) -> u16 {
    let resource = web::resource("/patients").wrap(from_fn(protect)).to(both);
    let scope = web::scope("/v1").app_data(inner.clone()).wrap(from_fn(protect)).service(resource);
    let app = App::new().app_data(outer.clone()).wrap(from_fn(protect)).service(scope);
    let app = test::init_service(app).await;
    let request = TestRequest::get().uri("/v1/patients").insert_header(("authorization", authorization));
    let request = request.insert_header(("DPoP", proof)).to_request();
    test::call_service(&app, request).await.status().as_u16()
}

#[actix_web::test]
async fn a_request_is_checked_once_by_each_verifier() -> Outcome {
    let (issuer, holder) = (Issuer::new()?, Holder::new()?);
    let token = issuer.live.sign(&holder.claims()?)?;
    let authorization = format!("DPoP {token}");
    let proof = |jti: &str| holder.proof(&format!("{BASE}/v1/patients"), &token, jti);
    let verifier = issuer.verifier().base_url(BASE);
    assert_eq!(ask_in_layers(&verifier, &verifier.clone(), &authorization, proof("1")).await, 200);
    assert_eq!(ask_in_layers(&verifier, &verifier, &authorization, proof("1")).await, 401, "another request");
    let of = |identifier| issuer.verifier_of(identifier).base_url(BASE);
    assert_eq!(ask_in_layers(&of(API), &verifier, &authorization, proof("2")).await, 200);
    assert_eq!(ask_in_layers(&of(API), &of("https://third.example"), &authorization, proof("3")).await, 401);
    Ok(())
}

#[actix_web::test]
async fn a_challenge_names_both_schemes_where_both_are_taken() -> Outcome {
    let issuer = Issuer::new()?;
    let challenge =
        answer(issuer.verifier().base_url(BASE), TestRequest::get().uri("/v1/patients")).await.challenge;
    assert!(challenge.starts_with("Bearer realm=") && challenge.contains(", DPoP realm="), "{challenge}");
    Ok(())
}

#[actix_web::test]
async fn without_a_base_url_bound_tokens_are_refused() -> Outcome {
    let (issuer, holder) = (Issuer::new()?, Holder::new()?);
    let token = issuer.live.sign(&holder.claims()?)?;
    let proof = holder.proof("https://api.example/v1/patients", &token, "1");
    let answer = ask(&issuer.verifier(), format!("DPoP {token}"), &[&proof]).await;
    assert_eq!(answer.status, 401);
    assert!(answer.challenge.contains("not accepted here"), "{}", answer.challenge);
    Ok(())
}

#[actix_web::test]
async fn a_token_bound_to_a_certificate_needs_it() -> Outcome {
    let issuer = Issuer::new()?;
    let thumbprint = grantry_guard::certificate_thumbprint(b"a certificate");
    let bound_to = |cnf| AccessTokenClaims { cnf: Some(cnf), ..claims() };
    let certificate = Confirmation { jkt: None, x5t_s256: Some(thumbprint.clone().into()) };
    let token = issuer.live.sign(&bound_to(certificate))?;
    let with = async |token: &str, thumbprint: Option<&str>| {
        let mut request = TestRequest::get()
            .uri("/v1/patients")
            .insert_header(("authorization", format!("Bearer {token}")));
        if let Some(thumbprint) = thumbprint {
            request = request.insert_header(("thumbprint", thumbprint));
        }
        answer(issuer.verifier(), request).await.status.as_u16()
    };
    assert_eq!(with(&token, Some(&thumbprint)).await, 200);
    assert_eq!(with(&token, Some("another")).await, 401);
    assert_eq!(with(&token, None).await, 401);
    let unknown = issuer.live.sign(&bound_to(Confirmation::default()))?;
    assert_eq!(with(&unknown, Some(&thumbprint)).await, 401, "bound in a way that is not known");
    Ok(())
}

//! An imitation of SPIFFE: JWT-SVIDs as the standard has them, with an `iss`, and keys from a bundle of the trust domain.

use serde_json::{Value, json};

use super::hostile::{all_are_refused, forgeries, misfits, twice};
use super::imitation::{is_granted, present};
use super::{Imitation, Signed};
use crate::harness::{Outcome, Stage, on_both};
use crate::token::conformance::keys::{Key, jti, now, with};
use crate::token::jwks_uri::is_refused;

on_both! {
    shared:
        a_workload_of_the_trust_domain_signs_in_and_no_other_does
        a_token_without_jti_works_once_only_where_the_operator_says_so;
}

const ID: &str = "spiffe://example.org/ns/sync/sa/worker";

/// A trust domain whose bundle marks its keys as SPIFFE has it.
async fn domain(stage: &Stage, once: bool) -> Outcome<Imitation> {
    let mut key = Key::es256()?;
    key.jwk = with(key.jwk, json!({"use": "jwt-svid", "alg": null}));
    Imitation::inline(stage, "spiffe", format!("https://oidc.{}.example", jti()), key, once).await
}

/// A JWT-SVID (sections 2 and 3): it has no `jti`.
fn svid(issuer: &str, audience: &str) -> Signed {
    Signed {
        header: json!({"typ": "JWT"}),
        claims: json!({"sub": ID, "aud": [audience], "exp": now() + 300, "iat": now(), "iss": issuer, "run": jti()}),
    }
}

async fn a_workload_of_the_trust_domain_signs_in_and_no_other_does(stage: &Stage) -> Outcome {
    let (domain, other) = (domain(stage, true).await?, domain(stage, true).await?);
    let client = domain.client(stage, &json!({"sub": ID})).await?;
    let fresh = || svid(&domain.issuer, &client.issuer);
    for good in [
        fresh(),
        fresh().with_header(json!({"typ": "JOSE"})),
        fresh().with_header(json!({"typ": null})),
        fresh().claiming(json!({"iat": null})),
        fresh().claiming(json!({"aud": client.issuer})),
    ] {
        is_granted(&present(stage, &client, &domain.sign(&good)?).await?)?;
    }
    let elsewhere = domain.client(stage, &json!({"sub": ID})).await?;
    let mut forged = misfits(&domain, &fresh(), &elsewhere.issuer)?;
    forged.extend(forgeries(&domain, &fresh(), &Key::es256()?)?);
    for member in ["sub", "aud", "run", "exp"] {
        forged.push(twice(&domain, &fresh(), member)?);
    }
    forged.push(("another trust domain".into(), other.sign(&svid(&other.issuer, &client.issuer))?));
    forged.push(("another trust domain under this name".into(), other.sign(&fresh())?));
    for sub in [
        "spiffe://example.org/ns/sync/sa/other",
        "spiffe://example.org/ns/sync/sa/worker/child",
        "spiffe://example.org/ns/sync/sa/worker/",
        "spiffe://example.org/ns/sync/sa",
        "spiffe://example.org",
        "spiffe://example.org.evil.example/ns/sync/sa/worker",
        "spiffe://evil.example/spiffe://example.org/ns/sync/sa/worker",
        "spiffe://example.org:8443/ns/sync/sa/worker",
        "spiffe://user@example.org/ns/sync/sa/worker",
        "spiffe://example.org/ns/sync/sa/worker?x=1",
        "spiffe://example.org/ns/sync/sa/worker#x",
        "spiffe://example.org/ns/sync/sa/%77orker",
        "spiffe://example.org/ns/../ns/sync/sa/worker",
        "spiffe://example.org//ns/sync/sa/worker",
        "https://example.org/ns/sync/sa/worker",
        "SPIFFE://example.org/ns/sync/sa/worker",
        "spiffe://EXAMPLE.org/ns/sync/sa/worker",
    ] {
        forged.push((sub.to_owned(), domain.sign(&fresh().claiming(json!({"sub": sub})))?));
    }
    assert!(forged.len() >= 30, "{}", forged.len());
    all_are_refused(stage, &client, &forged).await?;
    is_granted(&present(stage, &client, &domain.sign(&fresh())?).await?)
}

async fn a_token_without_jti_works_once_only_where_the_operator_says_so(stage: &Stage) -> Outcome {
    for once in [true, false] {
        let domain = domain(stage, once).await?;
        let client = domain.client(stage, &json!({"sub": ID})).await?;
        let signed = svid(&domain.issuer, &client.issuer);
        is_granted(&present(stage, &client, &domain.sign(&signed)?).await?)?;
        // The same claims with another signature, which ECDSA makes each time.
        let again = present(stage, &client, &domain.sign(&signed)?).await?;
        if once {
            is_refused(&again)?;
        } else {
            is_granted(&again)?;
        }
        let named: Value = json!({"jti": jti()});
        let named = domain.sign(&signed.claiming(named))?;
        is_granted(&present(stage, &client, &named).await?)?;
        is_refused(&present(stage, &client, &named).await?)?;
    }
    Ok(())
}

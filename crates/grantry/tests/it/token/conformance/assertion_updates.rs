//! RFC 10070, which updates RFC 7523: whom a client's assertion is for, and how it says what it is.

use serde_json::{Value, json};

use super::check::{checks, need};
use super::keys::with;
use super::target::{Target, granted};
use crate::harness::Outcome;

checks! { "RFC 10070":
    Must "RFC 7523, 3 (3)" the_issuer_is_the_sole_audience "aud is the identifier of the issuer (RFC 8414) and nothing else: the token endpoint's URL is refused, and so is another audience beside the issuer."
    Must "RFC 7523, 3 (3)" audiences_are_compared_as_strings "aud is compared with the issuer character by character."
    Choice "RFC 7523, 3 (3)" the_audience_is_no_list "aud is one string: a list that holds the issuer alone is refused."
    Should "RFC 7523, 3.2" an_explicit_type_is_taken "An assertion with typ client-authentication+jwt is taken."
    Should "RFC 7523, 3.2" a_type_is_not_required "An assertion that does not have an explicit type is not refused for that."
    Choice "RFC 7523, 3.2" another_type_is_refused "An assertion with the explicit type of another kind of JWT is refused (RFC 8725 section 3.11)."
}

async fn the_issuer_is_the_sole_audience(on: &Target<'_>) -> Outcome {
    need(on.metadata().await?["issuer"] == on.issuer, "the metadata names another issuer")?;
    granted(&on.ask_with(&on.assertion(json!({"aud": on.issuer}))?, "").await?)?;
    let at = |path: &str| format!("{}{path}", on.base);
    for aud in [
        json!(on.token_url()),
        json!(at(&on.introspection)),
        json!(at(&on.revocation)),
        json!([on.token_url()]),
        json!([on.issuer, on.token_url()]),
        json!([on.issuer, "https://elsewhere.example"]),
    ] {
        on.no_proof_with(json!({"aud": aud})).await.map_err(|error| format!("{aud}: {error}"))?;
    }
    Ok(())
}

async fn audiences_are_compared_as_strings(on: &Target<'_>) -> Outcome {
    for aud in [format!("{}/", on.issuer), on.issuer.replacen("http", "HTTP", 1), format!("{}#", on.issuer)] {
        on.no_proof_with(json!({"aud": aud})).await.map_err(|error| format!("{aud}: {error}"))?;
    }
    Ok(())
}

async fn the_audience_is_no_list(on: &Target<'_>) -> Outcome {
    on.no_proof_with(json!({"aud": [on.issuer]})).await
}

/// A right assertion but for its `typ`.
fn typed(on: &Target<'_>, typ: &Value) -> Outcome<String> {
    on.signer.key.jwt(with(on.signer.header(), json!({"typ": typ})), &on.signer.claims(&on.issuer))
}

async fn an_explicit_type_is_taken(on: &Target<'_>) -> Outcome {
    for typ in ["client-authentication+jwt", "application/client-authentication+jwt"] {
        granted(&on.ask_with(&typed(on, &json!(typ))?, "").await?)
            .map_err(|error| format!("{typ}: {error}"))?;
    }
    Ok(())
}

async fn a_type_is_not_required(on: &Target<'_>) -> Outcome {
    for typ in [Value::Null, json!("JWT"), json!("jwt")] {
        granted(&on.ask_with(&typed(on, &typ)?, "").await?).map_err(|error| format!("{typ}: {error}"))?;
    }
    Ok(())
}

async fn another_type_is_refused(on: &Target<'_>) -> Outcome {
    for typ in ["at+jwt", "dpop+jwt", "oauth-authz-req+jwt", ""] {
        on.no_proof(&typed(on, &json!(typ))?).await.map_err(|error| format!("{typ}: {error}"))?;
    }
    Ok(())
}

//! Tokens that are no workload's, whatever the platform: each of them is refused with the same answer.

use serde_json::{Value, json};
use wire::admin::IssuedCredential;

use super::imitation::present;
use super::{Imitation, Signed};
use crate::harness::{Outcome, Stage};
use crate::token::conformance::keys::{Key, encode, jti, now, symmetric, unsigned, with};
use crate::token::jwks_uri::is_refused;

/// What is wrong with a token, and the token.
pub type Forged = (String, String);

impl Signed {
    /// With these claims in the place of its own; null takes one away.
    pub fn claiming(&self, claims: Value) -> Self {
        Self { header: self.header.clone(), claims: with(self.claims.clone(), claims) }
    }

    pub fn with_header(&self, header: Value) -> Self {
        Self { header: with(self.header.clone(), header), claims: self.claims.clone() }
    }

    /// With a `jti` of its own, where it has one.
    pub fn again(&self) -> Self {
        if self.claims.get("jti").is_some() { self.claiming(json!({"jti": jti()})) } else { self.clone() }
    }
}

/// Signed by the platform itself, with claims or headers that are not as they have to be.
pub fn misfits(on: &Imitation, good: &Signed, other_tenant: &str) -> Outcome<Vec<Forged>> {
    let audience = good.claims["aud"].clone();
    let own = audience.as_str().or_else(|| audience[0].as_str()).unwrap_or_default().to_owned();
    let sub = good.claims["sub"].as_str().unwrap_or_default();
    let claims = [
        ("no iss", json!({"iss": null})),
        ("iss with a slash", json!({"iss": format!("{}/", on.issuer)})),
        ("iss of a look-alike", json!({"iss": on.issuer.replace('.', "\u{2024}")})),
        ("iss of someone behind", json!({"iss": format!("{}.evil.example", on.issuer)})),
        ("iss as an array", json!({"iss": [on.issuer]})),
        ("no aud", json!({"aud": null})),
        ("aud of another tenant", json!({"aud": other_tenant})),
        ("aud of another tenant, in a list", json!({"aud": [other_tenant, "sts"]})),
        ("aud with a slash", json!({"aud": format!("{own}/")})),
        ("aud of the token endpoint", json!({"aud": format!("{own}/oauth2/token")})),
        ("aud in capitals", json!({"aud": own.to_uppercase()})),
        ("aud as an object", json!({"aud": {own.clone(): own}})),
        ("aud within a list of a list", json!({"aud": [[own]]})),
        ("aud beside a number", json!({"aud": [own, 1]})),
        ("an empty list as aud", json!({"aud": []})),
        ("expired", json!({"iat": now() - 600, "nbf": now() - 600, "exp": now() - 60})),
        ("no exp", json!({"exp": null})),
        ("exp as text", json!({"exp": (now() + 60).to_string()})),
        ("exp in a day", json!({"exp": now() + 86_400})),
        ("exp in the far future", json!({"exp": i64::MAX})),
        ("exp beyond all numbers", json!({"exp": 1e300})),
        ("issued long ago", json!({"iat": now() - 7200})),
        ("iat ahead", json!({"iat": now() + 120, "exp": now() + 180})),
        ("nbf ahead", json!({"nbf": now() + 120})),
        ("iat as text", json!({"iat": "now"})),
        ("jti as a number", json!({"jti": 7})),
        ("an empty jti", json!({"jti": ""})),
        ("no sub", json!({"sub": null})),
        ("sub as an array", json!({"sub": [sub]})),
        ("sub as an object", json!({"sub": {sub: true}})),
        ("sub with more behind it", json!({"sub": format!("{sub}-evil")})),
        ("sub with more before it", json!({"sub": format!("evil/{sub}")})),
        ("sub with a line end", json!({"sub": format!("{sub}\n")})),
        ("sub in capitals", json!({"sub": sub.to_uppercase()})),
        ("sub of a look-alike", json!({"sub": sub.replace('a', "\u{430}")})),
        ("sub with nothing seen in it", json!({"sub": sub.replace(':', ":\u{200b}")})),
    ];
    let headers = [
        ("crit", json!({"crit": ["exp"]})),
        ("an empty crit", json!({"crit": []})),
        ("typ of an access token", json!({"typ": "at+jwt"})),
        ("typ of a client's assertion", json!({"typ": "client-authentication+jwt"})),
        ("an unknown kid", json!({"kid": "no such key"})),
        ("a path as kid", json!({"kid": "../../../../etc/passwd"})),
        ("a kid that is a query", json!({"kid": "' OR 1=1 --"})),
        ("a number as kid", json!({"kid": 1})),
        ("alg of another kind", json!({"alg": if on.key.alg == "ES256" { "RS256" } else { "ES256" }})),
        ("alg in small letters", json!({"alg": on.key.alg.to_lowercase()})),
    ];
    let claims = claims.into_iter().map(|(what, claims)| (what, good.again().claiming(claims)));
    let headers = headers.into_iter().map(|(what, header)| (what, good.again().with_header(header)));
    claims.chain(headers).map(|(what, signed)| Ok((what.to_owned(), on.sign(&signed)?))).collect()
}

/// Not signed by the platform.
pub fn forgeries(on: &Imitation, good: &Signed, stranger: &Key) -> Outcome<Vec<Forged>> {
    let (kid, claims) = (on.key.kid(), &good.claims);
    let public = on.key.jwk.to_string();
    let by_stranger = |header: Value| stranger.jwt(header, claims);
    let signed = on.sign(good)?;
    let (head, signature) = signed.rsplit_once('.').ok_or("not a JWT")?;
    let (first, payload) = head.split_once('.').ok_or("not a JWT")?;
    let next = on.sign(&good.again().claiming(json!({"sub": "someone else"})))?;
    let (next_head, _) = next.rsplit_once('.').ok_or("not a JWT")?;
    let twice = format!(r#"{{"sub":"someone else",{}"#, &claims.to_string()[1..]);
    let twice = format!("{first}.{}.{signature}", encode(twice.as_bytes()));
    let none = json!({"alg": "None", "kid": kid});
    let none = format!("{}.{payload}.", encode(none.to_string().as_bytes()));
    let forged = [
        ("alg none", unsigned(claims)),
        ("alg None with a kid", none),
        ("HS256 with the public key", symmetric(json!({"kid": kid}), claims, public.as_bytes())),
        ("HS256 with the kid", symmetric(json!({"kid": kid}), claims, kid.to_string().as_bytes())),
        ("HS256 with nothing", symmetric(json!({}), claims, b"")),
        ("another key under this kid", by_stranger(json!({"kid": kid}))?),
        ("another key without a kid", by_stranger(json!({}))?),
        ("another key in the header", by_stranger(json!({"kid": kid, "jwk": stranger.jwk}))?),
        ("another key at jku", by_stranger(json!({"kid": kid, "jku": "https://evil.example/jwks"}))?),
        ("another key at x5u", by_stranger(json!({"kid": kid, "x5u": "https://evil.example/x5u"}))?),
        ("another key in x5c", by_stranger(json!({"kid": kid, "x5c": ["MIIB"]}))?),
        ("the signature of another token", format!("{next_head}.{signature}")),
        ("half a signature", format!("{head}.{}", &signature[..signature.len() / 2])),
        ("no signature", format!("{head}.")),
        ("a fourth part", format!("{signed}.{signature}")),
        ("two parts", head.to_owned()),
        ("padding", format!("{signed}==")),
        ("white space", format!(" {signed}")),
        ("claims that are none", format!("{first}.{}.{signature}", encode(b"[]"))),
        ("claims that are no JSON", format!("{first}.{}.{signature}", encode(b"\xff\xfe"))),
        ("a claim twice", twice),
        ("nothing at all", "..".to_owned()),
        ("words", "let me in".to_owned()),
    ];
    Ok(forged.map(|(what, token)| (what.to_owned(), token)).into())
}

/// Claims that the platform signs with a member twice: JSON libraries would drop one of them.
pub fn twice(on: &Imitation, good: &Signed, member: &str) -> Outcome<Forged> {
    let raw = format!(r#"{{"{member}":"someone else",{}"#, &good.claims.to_string()[1..]);
    Ok((format!("{member} twice"), on.key.jwt_of_text(&good.header, &raw)?))
}

/// None of them gets a token, and each gets the one answer.
pub async fn all_are_refused(stage: &Stage, client: &IssuedCredential, forged: &[Forged]) -> Outcome {
    for (what, token) in forged {
        let answer = present(stage, client, token).await?;
        is_refused(&answer).map_err(|error| format!("{what}: {error}"))?;
    }
    Ok(())
}

/// A token of this many bytes or a few more, signed by the platform.
pub fn of_length(on: &Imitation, good: &Signed, bytes: usize) -> Outcome<String> {
    let short = on.sign(&good.again())?;
    // Base64 makes four of three.
    let more = bytes.saturating_sub(short.len()) * 3 / 4;
    on.sign(&good.again().claiming(json!({"more": "x".repeat(more)})))
}

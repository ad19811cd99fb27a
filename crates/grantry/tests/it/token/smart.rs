//! SMART Backend Services: its scope names, and its audience for APIs that follow it alone.

use serde_json::{Value, json};
use wire::{
    admin::IssuedCredential,
    catalogue::{Api, Scope},
    paths,
};

use super::conformance::keys::{Key, jti, now};
use super::domains::{ALIASES, close, host, new_slug, post, set_slug};
use super::{HELD, raw, raw::Raw};
use crate::harness::{Outcome, Stage, Tenant, claims, next, on_both};

on_both! {
    shared:
        scopes_of_smart_go_from_the_catalogue_into_a_token
        the_token_url_is_an_audience_for_smart_alone
        names_that_are_no_scope_tokens_are_refused;
    with_domains: the_token_url_at_a_tenants_host_is_an_audience;
}

/// RFC 3986: what a path segment must not hold as it is.
fn encoded(name: &str) -> String {
    name.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

pub async fn api(stage: &Stage, smart: bool) -> Outcome<Api> {
    let number = next();
    let body = json!({
        "identifier": format!("https://fhir{number}.example/r4"), "name": format!("FHIR {number}"),
        "smart_backend_services": smart,
    });
    stage.operator.create(&paths::operator::apis(), body).await
}

pub async fn add(stage: &Stage, api: &Api, name: &str) -> Outcome<Scope> {
    let body = json!({
        "name": name, "title": "Read records", "sentence": "Can read records.", "action": "read", "sensitivity": "normal",
    });
    stage.operator.create(&paths::operator::scopes(api.id), body).await
}

/// The names of SMART, made this test's own: a name belongs to one API of the platform.
fn smart_names() -> [String; 5] {
    let number = next();
    [
        format!("system{number}/Patient.rs"),
        format!("system{number}/*.rs"),
        format!("system{number}/Observation.rs?category=vital-signs"),
        format!(
            "system{number}/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|lab"
        ),
        format!("!{number}#$%&'()*+,-./:;<=>?@[]^_`{{|}}~%2F%2e"),
    ]
}

async fn scopes_of_smart_go_from_the_catalogue_into_a_token(stage: &Stage) -> Outcome {
    let api = api(stage, false).await?;
    let mut names = smart_names();
    for name in &names {
        let added = add(stage, &api, name).await?;
        assert_eq!(added.name.as_str(), name);
        // It is found by its address, and keeps its name.
        let path = format!("{}/{}", paths::operator::scopes(api.id), encoded(name));
        let change = json!({
            "revision": added.revision, "title": "Read more", "sentence": "Can read more.", "action": "read", "sensitivity": "normal", "state": "active",
        });
        let changed: Scope = stage.operator.change(&path, change).await?;
        assert_eq!((changed.name.as_str(), changed.title.as_str()), (name.as_str(), "Read more"));
    }
    let tenant = stage.tenant().await?;
    let publisher = stage.publisher().await?;
    let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    let app = publisher.app(tenant.id, &wanted[..4], &wanted[4..]).await?;
    let allowed = tenant.allow(app.id, &wanted[4..]).await?;
    let partner = crate::harness::Partner::new(&stage.anonymous, &allowed.credential);
    names.sort();
    let token = partner.token().await?;
    assert_eq!(claims(&token)?["scope"], names.join(" "));
    for name in &names {
        let body: Value = partner.ask(Some(name)).await?.ok(200)?.json()?;
        assert_eq!(body["scope"], name.as_str());
        let path = format!("/oauth2/verify?api={}&scope={}", encoded(&api.identifier), encoded(name));
        let answer = raw::request(
            &stage.anonymous.base,
            "GET",
            &path,
            &format!("authorization: Bearer {token}\r\n"),
            b"",
        )
        .await?;
        assert_eq!(answer.status(), 200, "{name}: {answer:?}");
    }
    // Case counts, and a wildcard is a name like others: it holds nothing but itself.
    let other_case = names[1].to_uppercase();
    let narrower = names[1].replace('*', "Encounter");
    for other in [other_case, narrower] {
        assert_eq!(partner.error(Some(&other)).await?, "400 invalid_scope", "{other}");
    }
    Ok(())
}

async fn names_that_are_no_scope_tokens_are_refused(stage: &Stage) -> Outcome {
    let api = api(stage, false).await?;
    for name in [
        "",
        ".",
        "..",
        "a b",
        " a",
        "a ",
        "a\"b",
        "a\\b",
        "\u{e4}",
        "a\n",
        "a\u{7f}",
        "a\u{0}",
        &"a".repeat(101),
    ] {
        let body = json!({
            "name": name, "title": "Read", "sentence": "Can read.", "action": "read", "sensitivity": "normal",
        });
        stage.operator.post(&paths::operator::scopes(api.id), body).await?.ok(400)?;
    }
    Ok(())
}

/// A client that signs, and holds these scopes.
struct Signer {
    issued: IssuedCredential,
    key: Key,
}

impl Signer {
    async fn new(stage: &Stage, tenant: &Tenant, scopes: &[&str]) -> Outcome<Self> {
        let key = Key::es384()?;
        let publisher = stage.publisher().await?;
        let issued = publisher.keyless(tenant, json!({"jwks": {"keys": [key.jwk]}}), scopes).await?;
        Ok(Self { issued, key })
    }

    async fn ask(&self, stage: &Stage, path: &str, aud: Value, more: &str) -> Outcome<Raw> {
        let platform = stage.anonymous.base.trim_start_matches("http://");
        self.ask_at(stage, platform, path, aud, more).await
    }

    async fn ask_at(&self, stage: &Stage, host: &str, path: &str, aud: Value, more: &str) -> Outcome<Raw> {
        let id = &self.issued.client_id;
        let claims = json!({"iss": id, "sub": id, "aud": aud, "exp": now() + 240, "jti": jti()});
        let assertion = self.key.jwt(json!({"typ": "JWT", "kid": self.key.kid()}), &claims)?;
        let form = format!(
            "grant_type=client_credentials&client_assertion={assertion}{more}\
            &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        );
        post(stage, host, path, "", &form).await
    }
}

async fn the_token_url_is_an_audience_for_smart_alone(stage: &Stage) -> Outcome {
    let (smart, tenant) = (api(stage, true).await?, stage.tenant().await?);
    let name = &smart_names()[0];
    add(stage, &smart, name).await?;
    let base = stage.anonymous.base.clone();
    let (follows, mixed, not) = (
        Signer::new(stage, &tenant, &[name]).await?,
        Signer::new(stage, &tenant, &[name, HELD[0]]).await?,
        Signer::new(stage, &tenant, &HELD).await?,
    );
    let url = follows.issued.token_endpoint.clone();
    let path = url.strip_prefix(&base).ok_or("another server's endpoint")?;
    let platform = format!("{base}/oauth2/token");
    let status = async |signer: &Signer, path: &str, aud: Value, more: &str| {
        Outcome::Ok(signer.ask(stage, path, aud, more).await?.status())
    };
    for (path, aud) in
        [(path, &url), ("/oauth2/token", &url), ("/oauth2/token", &platform), (path, &follows.issued.issuer)]
    {
        assert_eq!(status(&follows, path, json!(aud), "").await?, 200, "{path} {aud}");
    }
    // Another's URL, another spelling, a list, and the platform's URL at the tenant's endpoint are not it.
    let other = stage.tenant().await?;
    let others = url.replace(&tenant.id.to_string(), &other.id.to_string());
    for aud in [
        json!(others),
        json!(format!("{url}/")),
        json!(format!("{url}?x=1")),
        json!([url]),
        json!(platform),
        json!(base),
    ] {
        assert_eq!(status(&follows, path, aud.clone(), "").await?, 401, "{aud}");
    }
    // RFC 10070 holds for all other APIs, whatever else the client holds.
    let only_smart = format!("&scope={}", encoded(name));
    assert_eq!(status(&mixed, path, json!(url), &only_smart).await?, 200);
    for more in ["", &format!("&scope={}", HELD[0]), &format!("{only_smart}+{}", HELD[0])] {
        assert_eq!(status(&mixed, path, json!(url), more).await?, 401, "{more}");
    }
    assert_eq!(status(&mixed, path, json!(mixed.issued.issuer), "").await?, 200);
    assert_eq!(status(&not, path, json!(url), "").await?, 401);
    // It opens the token endpoint, and nothing else.
    let revoke = path.replace("/token", "/revoke");
    assert_eq!(status(&follows, &revoke, json!(url), "&token=x").await?, 401);
    assert_eq!(status(&follows, &revoke, json!(follows.issued.issuer), "&token=x").await?, 200);
    Ok(())
}

/// At a tenant's host, and at an alias of the token endpoint there or at the platform's own address.
async fn the_token_url_at_a_tenants_host_is_an_audience(stage: &Stage) -> Outcome {
    let (smart, tenant, slug) = (api(stage, true).await?, stage.tenant().await?, new_slug());
    let name = &smart_names()[0];
    add(stage, &smart, name).await?;
    let follows = Signer::new(stage, &tenant, &[name]).await?;
    let not = Signer::new(stage, &tenant, &HELD).await?;
    set_slug(stage, tenant.id, &slug).await?;
    let (at, base) = (host(stage, &slug), &stage.anonymous.base);
    let platform = base.trim_start_matches("http://");
    let status = async |signer: &Signer, host: &str, path: &str, aud: &str| {
        Outcome::Ok(signer.ask_at(stage, host, path, json!(aud), "").await?.status())
    };
    for path in ["/oauth2/token", ALIASES[0], ALIASES[1]] {
        let (url, of_platform) = (format!("http://{at}{path}"), format!("{base}{path}"));
        for (host, aud) in [(at.as_str(), &url), (platform, &url), (platform, &of_platform)] {
            assert_eq!(status(&follows, host, path, aud).await?, 200, "{host}{path}: {aud}");
            assert_eq!(status(&not, host, path, aud).await?, 401, "{host}{path}: {aud}");
        }
        for wrong in [
            of_platform,
            format!("{url}/"),
            format!("https://{at}{path}"),
            format!("http://{at}/other{path}"),
            format!("http://{}{path}", host(stage, "no-such-clinic")),
        ] {
            assert_eq!(status(&follows, &at, path, &wrong).await?, 401, "{path}: {wrong}");
        }
    }
    // Its path's URL, as long as that is open.
    let of_path = &follows.issued.token_endpoint;
    assert_eq!(status(&follows, &at, "/oauth2/token", of_path).await?, 200);
    close(stage, tenant.id, &follows.issued.issuer).await?;
    assert_eq!(status(&follows, &at, "/oauth2/token", of_path).await?, 401);
    Ok(())
}

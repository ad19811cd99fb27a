//! What browsers see of the token service: CORS, and no password box of their own. docs/adr tells why.

use wire::paths;

use super::domains::{ALIASES, host, new_slug, set_slug};
use super::{FORM, in_the_body, partner, post, raw, raw::Raw};
use crate::harness::{Outcome, Partner, Stage, on_both};

on_both! {
    shared:
        a_wrong_secret_opens_no_password_box
        what_is_published_is_open_to_all
        the_token_endpoint_is_closed_to_other_sites;
    with_token_origins:
        the_token_endpoint_is_open_to_origins_of_the_settings
        what_a_tenants_host_publishes_is_open_to_all;
}

const GRANT: &str = "grant_type=client_credentials";
const ORIGIN: &str = "https://app.example";

async fn a_wrong_secret_opens_no_password_box(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let basic = "authorization: Basic Y2xpX3g6d3Jvbmc=\r\n";
    let browsers = [
        "sec-fetch-site: same-origin\r\nsec-fetch-mode: cors\r\n",
        "sec-fetch-site: cross-site\r\n",
        "origin: https://elsewhere.example\r\n",
        "origin: null\r\n",
        "x-requested-with: XMLHttpRequest\r\n",
    ];
    let routed = partner.endpoint.replace("/oauth2/", "/o%61uth2/");
    for path in [
        &partner.endpoint,
        &routed,
        "/oauth2/token",
        "/oauth2/introspect",
        "/oauth2/revoke",
        "/oauth2/token/",
    ] {
        let ask = async |head: &str| {
            let head = format!("{FORM}{basic}{head}");
            raw::request(&partner.client.base, "POST", path, &head, format!("{GRANT}&token=x").as_bytes())
                .await
        };
        for browser in browsers {
            let answer = ask(browser).await?;
            assert_eq!(answer.status(), 401);
            assert_eq!(answer.all("www-authenticate"), ["x-Basic realm=\"grantry\""], "{path} {browser}");
            assert_eq!(answer.json()?["error"], "invalid_client");
        }
        // RFC 6749 section 5.2 for programs, those on Node's fetch among them.
        for program in ["", "sec-fetch-mode: cors\r\n", "user-agent: Mozilla/5.0\r\n"] {
            assert_eq!(
                ask(program).await?.all("www-authenticate"),
                ["Basic realm=\"grantry\""],
                "{path} {program}"
            );
        }
    }
    let feed =
        raw::request(&partner.client.base, "GET", "/oauth2/feed", &format!("{basic}{}", browsers[0]), b"")
            .await?;
    assert_eq!((feed.status(), feed.header("www-authenticate")), (401, "x-Basic realm=\"grantry\""));
    Ok(())
}

async fn what_is_published_is_open_to_all(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let base = &partner.client.base;
    let issuer = partner.endpoint.trim_end_matches("/oauth2/token");
    for path in [
        format!("{issuer}/oauth2/jwks"),
        "/oauth2/jwks".to_owned(),
        format!("{issuer}/.well-known/oauth-authorization-server"),
        format!("{issuer}/.well-known/openid-configuration"),
        format!("/.well-known/openid-configuration{issuer}"),
        "/t/unknown/.well-known/openid-configuration".to_owned(),
    ] {
        is_open_to_all(base, own_host(base), &path).await?;
    }
    let session = raw::request(base, "GET", &paths::account::session(), "", b"").await?;
    assert!(session.all("access-control-allow-origin").is_empty());
    Ok(())
}

async fn is_open_to_all(base: &str, host: &str, path: &str) -> Outcome {
    for origin in ["", "origin: https://elsewhere.example\r\n"] {
        let answer = raw::request_to(base, host, "GET", path, origin, b"").await?;
        assert_eq!(answer.all("access-control-allow-origin"), ["*"], "{host}{path}");
        assert!(answer.all("access-control-allow-credentials").is_empty(), "{host}{path}");
    }
    let preflight = "origin: https://elsewhere.example\r\naccess-control-request-method: GET\r\n";
    let answer = raw::request_to(base, host, "OPTIONS", path, preflight, b"").await?;
    let methods = answer.header("access-control-allow-methods");
    assert_eq!((answer.status(), methods), (204, "GET, HEAD"), "{host}{path}");
    assert_eq!(answer.all("access-control-allow-origin"), ["*"]);
    assert_eq!(raw::request_to(base, host, "OPTIONS", path, "", b"").await?.status(), 405);
    Ok(())
}

/// The host of a server's own address.
fn own_host(base: &str) -> &str {
    base.trim_start_matches("http://")
}

/// The host of a tenant that has just got one.
async fn new_host(stage: &Stage, partner: &Partner) -> Outcome<String> {
    let tenant = partner.endpoint.split('/').nth(2).ok_or("no tenant in the path")?.parse()?;
    let slug = new_slug();
    set_slug(stage, tenant, &slug).await?;
    Ok(host(stage, &slug))
}

async fn what_a_tenants_host_publishes_is_open_to_all(stage: &Stage) -> Outcome {
    let host = new_host(stage, &partner(stage).await?).await?;
    for path in
        ["/oauth2/jwks", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]
    {
        is_open_to_all(&stage.anonymous.base, &host, path).await?;
    }
    Ok(())
}

fn cors(answer: &Raw) -> Vec<&str> {
    let names = answer.headers.iter().map(|(name, _)| name.as_str());
    names.filter(|name| name.starts_with("access-control-")).collect()
}

async fn preflight(partner: &Partner, host: &str, origin: &str, path: &str) -> Outcome<Raw> {
    let head = format!(
        "origin: {origin}\r\naccess-control-request-method: POST\r\naccess-control-request-headers: authorization\r\n"
    );
    raw::request_to(&partner.client.base, host, "OPTIONS", path, &head, b"").await
}

async fn the_token_endpoint_is_closed_to_other_sites(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let answer = preflight(&partner, own_host(&partner.client.base), ORIGIN, &partner.endpoint).await?;
    assert_eq!((answer.status(), cors(&answer)), (405, Vec::new()));
    let form = format!("{GRANT}&{}", in_the_body(&partner));
    let answer = post(&partner, &format!("origin: {ORIGIN}\r\n"), &form).await?;
    assert_eq!((answer.status(), cors(&answer)), (200, Vec::new()), "a browser hands it to no one");
    Ok(())
}

async fn the_token_endpoint_is_open_to_origins_of_the_settings(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let own = own_host(&partner.client.base);
    let routed = partner.endpoint.replace("/oauth2/", "/o%61uth2/");
    for path in [&partner.endpoint, &routed, "/oauth2/token", ALIASES[0]] {
        is_open_to_the_origin(&partner, own, path).await?;
    }
    let tenants = new_host(stage, &partner).await?;
    for path in ["/oauth2/token", ALIASES[0], ALIASES[1]] {
        is_open_to_the_origin(&partner, &tenants, path).await?;
    }
    for host in [own, &tenants] {
        let revoke = preflight(&partner, host, ORIGIN, "/oauth2/revoke").await?;
        assert_eq!((revoke.status(), cors(&revoke)), (405, Vec::new()), "the token endpoint alone");
    }
    Ok(())
}

/// And to no other.
async fn is_open_to_the_origin(partner: &Partner, host: &str, path: &str) -> Outcome {
    let base = &partner.client.base;
    let good = format!("{GRANT}&{}", in_the_body(partner));
    let answer = preflight(partner, host, ORIGIN, path).await?;
    assert_eq!(answer.status(), 204, "{host}{path}");
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    assert_eq!(answer.header("access-control-allow-methods"), "POST");
    assert!(answer.header("access-control-allow-headers").contains("Authorization"));
    for (form, status) in [(good.as_str(), 200), ("grant_type=x&client_id=x", 401), (&"x".repeat(9000), 413)]
    {
        let head = format!("{FORM}origin: {ORIGIN}\r\n");
        let answer = raw::request_to(base, host, "POST", path, &head, form.as_bytes()).await?;
        let origin = answer.header("access-control-allow-origin");
        assert_eq!((answer.status(), origin), (status, ORIGIN), "{host}{path}");
        assert_eq!(answer.header("vary"), "Origin");
        assert!(answer.all("access-control-allow-credentials").is_empty());
    }
    for other in
        ["https://elsewhere.example", "https://app.example.evil.example", "http://app.example", "null"]
    {
        let answer = preflight(partner, host, other, path).await?;
        assert_eq!((answer.status(), cors(&answer)), (405, Vec::new()), "{other}");
        let head = format!("{FORM}origin: {other}\r\n");
        let answer = raw::request_to(base, host, "POST", path, &head, good.as_bytes()).await?;
        assert_eq!((cors(&answer), answer.header("vary")), (Vec::new(), "Origin"), "{other}");
    }
    Ok(())
}

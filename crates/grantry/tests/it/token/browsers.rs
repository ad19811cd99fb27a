//! What browsers see of the token service: CORS, and no password box of their own. docs/adr tells why.

use wire::paths;

use super::{FORM, in_the_body, partner, post, raw, raw::Raw};
use crate::harness::{Outcome, Partner, Stage, on_both};

on_both! {
    shared:
        a_wrong_secret_opens_no_password_box
        what_is_published_is_open_to_all
        the_token_endpoint_is_closed_to_other_sites;
    with_token_origins: the_token_endpoint_is_open_to_origins_of_the_settings;
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
        for origin in ["", "origin: https://elsewhere.example\r\n"] {
            let answer = raw::request(base, "GET", &path, origin, b"").await?;
            assert_eq!(answer.all("access-control-allow-origin"), ["*"], "{path}");
            assert!(answer.all("access-control-allow-credentials").is_empty(), "{path}");
        }
        let preflight = "origin: https://elsewhere.example\r\naccess-control-request-method: GET\r\n";
        let answer = raw::request(base, "OPTIONS", &path, preflight, b"").await?;
        assert_eq!(
            (answer.status(), answer.header("access-control-allow-methods")),
            (204, "GET, HEAD"),
            "{path}"
        );
        assert_eq!(answer.all("access-control-allow-origin"), ["*"]);
        assert_eq!(raw::request(base, "OPTIONS", &path, "", b"").await?.status(), 405);
    }
    let session = raw::request(base, "GET", &paths::account::session(), "", b"").await?;
    assert!(session.all("access-control-allow-origin").is_empty());
    Ok(())
}

fn cors(answer: &Raw) -> Vec<&str> {
    let names = answer.headers.iter().map(|(name, _)| name.as_str());
    names.filter(|name| name.starts_with("access-control-")).collect()
}

async fn preflight(partner: &Partner, origin: &str, path: &str) -> Outcome<Raw> {
    let head = format!(
        "origin: {origin}\r\naccess-control-request-method: POST\r\naccess-control-request-headers: authorization\r\n"
    );
    raw::request(&partner.client.base, "OPTIONS", path, &head, b"").await
}

async fn the_token_endpoint_is_closed_to_other_sites(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let answer = preflight(&partner, ORIGIN, &partner.endpoint).await?;
    assert_eq!((answer.status(), cors(&answer)), (405, Vec::new()));
    let form = format!("{GRANT}&{}", in_the_body(&partner));
    let answer = post(&partner, &format!("origin: {ORIGIN}\r\n"), &form).await?;
    assert_eq!((answer.status(), cors(&answer)), (200, Vec::new()), "a browser hands it to no one");
    Ok(())
}

async fn the_token_endpoint_is_open_to_origins_of_the_settings(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let good = format!("{GRANT}&{}", in_the_body(&partner));
    let routed = partner.endpoint.replace("/oauth2/", "/o%61uth2/");
    for path in [&partner.endpoint, &routed, "/oauth2/token"] {
        let answer = preflight(&partner, ORIGIN, path).await?;
        assert_eq!(answer.status(), 204, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
        assert_eq!(answer.header("access-control-allow-methods"), "POST");
        assert!(answer.header("access-control-allow-headers").contains("Authorization"));
        for (form, status) in
            [(good.as_str(), 200), ("grant_type=x&client_id=x", 401), (&"x".repeat(9000), 413)]
        {
            let head = format!("{FORM}origin: {ORIGIN}\r\n");
            let answer = raw::request(&partner.client.base, "POST", path, &head, form.as_bytes()).await?;
            assert_eq!(
                (answer.status(), answer.header("access-control-allow-origin")),
                (status, ORIGIN),
                "{path}"
            );
            assert_eq!(answer.header("vary"), "Origin");
            assert!(answer.all("access-control-allow-credentials").is_empty());
        }
        for other in
            ["https://elsewhere.example", "https://app.example.evil.example", "http://app.example", "null"]
        {
            let answer = preflight(&partner, other, path).await?;
            assert_eq!((answer.status(), cors(&answer)), (405, Vec::new()), "{other}");
            let head = format!("{FORM}origin: {other}\r\n");
            let answer = raw::request(&partner.client.base, "POST", path, &head, good.as_bytes()).await?;
            assert_eq!((cors(&answer), answer.header("vary")), (Vec::new(), "Origin"), "{other}");
        }
    }
    let revoke = preflight(&partner, ORIGIN, "/oauth2/revoke").await?;
    assert_eq!((revoke.status(), cors(&revoke)), (405, Vec::new()), "the token endpoint alone");
    Ok(())
}

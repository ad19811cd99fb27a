//! What there is at hosts of tenants and of the platform, and what there is not.

use super::{ALIASES, AtHosts, FORM, get, host, new_slug, port, post, raw, set_slug, tells_of};
use crate::harness::{Outcome, Stage, stage::BASE_DOMAIN};

crate::harness::on_both! {
    with_domains:
        a_host_has_the_endpoints_and_nothing_else
        a_host_serves_its_own_clients_alone
        the_sandbox_has_a_host_of_its_own
        the_documentation_may_ask_at_every_host;
}

const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

async fn a_host_has_the_endpoints_and_nothing_else(stage: &Stage) -> Outcome {
    let (tenant, slug) = (stage.tenant().await?, new_slug());
    set_slug(stage, tenant.id, &slug).await?;
    let (base, host) = (&stage.anonymous.base, host(stage, &slug));
    for (method, path, status, allow) in [
        ("GET", "/oauth2/token", 405, "POST"),
        ("OPTIONS", "/connect/token", 405, "POST"),
        ("GET", "/oauth2/introspect", 405, "POST"),
        ("POST", "/oauth2/jwks", 405, "GET, HEAD"),
        ("HEAD", "/oauth2/jwks", 200, ""),
        ("GET", "/oauth2/jwks/", 200, ""),
        ("GET", "/livez", 200, ""),
        ("GET", "/readyz", 200, ""),
    ] {
        let answer = raw::request_to(base, &host, method, path, "", b"").await?;
        assert_eq!((answer.status(), answer.header("allow")), (status, allow), "{method} {path}");
    }
    for path in [
        "/",
        "/docs/",
        "/sign-in",
        "/api/account/v1/session",
        "/oauth2/feed",
        "/oauth2/verify",
        "/oauth2/tokens",
        "/o%61uth2/jwks",
        "/sandbox/oauth2/jwks",
        &format!("/t/{}/oauth2/jwks", tenant.id),
        &format!("{WELL_KNOWN}/t/{}", tenant.id),
    ] {
        let answer = get(stage, &host, path).await?;
        assert_eq!(answer.status(), 404, "{path}: {answer:?}");
        assert!(!tells_of(&answer, tenant.id), "{path}: {answer:?}");
    }
    Ok(())
}

async fn a_host_serves_its_own_clients_alone(stage: &Stage) -> Outcome {
    let (tenant, other, slug) = (stage.tenant().await?, stage.tenant().await?, new_slug());
    let own = AtHosts::of(stage, tenant.id, &tenant.owner).await?;
    let strange = AtHosts::of(stage, other.id, &other.owner).await?;
    set_slug(stage, tenant.id, &slug).await?;
    let host = host(stage, &slug);
    let unknown = "grant_type=client_credentials&client_id=cli_00000000000000000000000000&client_secret=x";
    for path in ["/oauth2/token", ALIASES[0]] {
        let refused = strange.ask(&host, path).await?.without_the_moment();
        assert_eq!(refused.status(), 401);
        let of_none = post(stage, &host, path, "", unknown).await?.without_the_moment();
        assert_eq!(refused, of_none, "another tenant's client is as one that is not there");
    }
    // A token of the other tenant is not told about here, nor given back.
    let platform = stage.anonymous.base.trim_start_matches("http://");
    let (token, _) = strange.token(platform, "/oauth2/token").await?;
    let give_back = format!("{}&token={token}", strange.form());
    assert_eq!(post(stage, &host, "/oauth2/revoke", "", &give_back).await?.status(), 401);
    assert_eq!(strange.verified(&token).await?, 200);
    let (mine, _) = own.token(&host, "/oauth2/token").await?;
    let give_back = format!("{}&token={mine}", own.form());
    assert_eq!(post(stage, &host, "/oauth2/revoke", "", &give_back).await?.status(), 200);
    assert_eq!(own.verified(&mine).await?, 401);
    Ok(())
}

async fn the_sandbox_has_a_host_of_its_own(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let live = AtHosts::of(stage, tenant.id, &tenant.owner).await?;
    let sandbox = AtHosts::of(stage, publisher.sandbox, &publisher.owner).await?;
    let (of_live, of_sandbox) = (new_slug(), new_slug());
    set_slug(stage, tenant.id, &of_live).await?;
    set_slug(stage, publisher.sandbox, &of_sandbox).await?;
    let below = host(stage, &format!("{of_sandbox}.sandbox"));
    let platform = host(stage, "sandbox");
    for at in [&below, &platform] {
        for path in ["/oauth2/token", ALIASES[0], ALIASES[1]] {
            assert_eq!(sandbox.token(at, path).await?.1, format!("http://{below}"), "{at}{path}");
            assert_eq!(live.ask(at, path).await?.status(), 401, "{at}{path}");
        }
        let keys = get(stage, at, "/oauth2/jwks").await?.json()?;
        assert_eq!(keys, stage.anonymous.read::<serde_json::Value>("/sandbox/oauth2/jwks").await?);
    }
    for path in [WELL_KNOWN, OPENID, "/oauth2/feed", "/oauth2/verify", "/"] {
        assert_eq!(get(stage, &platform, path).await?.status(), 404, "{path}: no token names it");
    }
    // Neither is at the other's domain.
    assert_eq!(sandbox.ask(&host(stage, &of_sandbox), "/oauth2/token").await?.status(), 404);
    let crossed = host(stage, &format!("{of_live}.sandbox"));
    assert_eq!(live.ask(&crossed, "/oauth2/token").await?.status(), 404);
    Ok(())
}

/// Its pages stand at the public URL: to a browser, a tenant's host is another origin.
async fn the_documentation_may_ask_at_every_host(stage: &Stage) -> Outcome {
    let (tenant, slug) = (stage.tenant().await?, new_slug());
    set_slug(stage, tenant.id, &slug).await?;
    let (base, host) = (&stage.anonymous.base, host(stage, &slug));
    for (origin, allowed) in [(base.as_str(), base.as_str()), ("https://elsewhere.example", ""), ("null", "")]
    {
        let asks = format!("Origin: {origin}\r\nAccess-Control-Request-Method: POST\r\n");
        let preflight = raw::request_to(base, &host, "OPTIONS", "/oauth2/token", &asks, b"").await?;
        assert_eq!(preflight.header("access-control-allow-origin"), allowed, "{origin}");
        let asks = format!("Origin: {origin}\r\n{FORM}");
        let answer = raw::request_to(base, &host, "POST", "/oauth2/token", &asks, b"grant_type=x").await?;
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
    }
    let policy = stage.anonymous.get("/docs").await?;
    let named = format!(" http://*.{BASE_DOMAIN}:{} ", port(stage));
    assert!(
        policy.header("content-security-policy").contains(&named),
        "{}",
        policy.header("content-security-policy")
    );
    Ok(())
}

//! Behind a proxy: the public URL is https and not where the node listens.

use reqwest::Method;
use serde_json::json;
use wire::{activity::Activity, page::Page, paths, problem::ProblemCode};

use crate::harness::{Outcome, Stage, on_both, stage::PUBLIC_URL};

on_both! {
    behind_a_proxy: the_public_url_is_what_people_read https_is_insisted_on its_own_pages_may_change_things
        the_proxy_is_believed_about_addresses;
    shared: no_one_else_is_believed_about_addresses;
}

async fn the_public_url_is_what_people_read(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    assert_eq!(own.issued.token_endpoint, format!("{PUBLIC_URL}/t/{}/oauth2/token", tenant.id));
    let invited = tenant.invite(model::role::TenantRole::Viewer, "ann@people.example").await?;
    assert!(invited.link.starts_with(&format!("{PUBLIC_URL}/welcome#")));
    Ok(())
}

async fn https_is_insisted_on(stage: &Stage) -> Outcome {
    for path in ["/livez", &paths::account::session(), "/oauth2/jwks", "/sign-in"] {
        let answer = stage.anonymous.get(path).await?;
        assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"), "{path}");
    }
    Ok(())
}

async fn its_own_pages_may_change_things(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let rename = async |origin: &str| {
        let request = tenant.owner.request(Method::PUT, &tenant.at("")).header("origin", origin);
        tenant.owner.send(request.json(&json!({"revision": 0, "name": "Renamed"}))).await
    };
    rename(PUBLIC_URL).await?.ok(200)?;
    for other in
        ["https://grantry.example.evil.example", "https://evil.example", "https://grantry.example:8443"]
    {
        rename(other).await?.ok(403)?.problem(ProblemCode::CrossSite)?;
    }
    Ok(())
}

/// The address that the tenant's newest entry names, after a request with these lines of `X-Forwarded-For`.
async fn address(stage: &Stage, forwarded: &[&str]) -> Outcome<Option<String>> {
    let tenant = stage.tenant().await?;
    let mut request = tenant.owner.request(Method::PUT, &tenant.at(""));
    for line in forwarded {
        request = request.header("x-forwarded-for", *line);
    }
    tenant.owner.send(request.json(&json!({"revision": 0, "name": "Renamed"}))).await?.ok(200)?;
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    Ok(history.items[0].from.clone())
}

/// What a caller wrote before the proxy did is hearsay.
async fn the_proxy_is_believed_about_addresses(stage: &Stage) -> Outcome {
    for forwarded in [&["192.0.2.7"][..], &["10.9.9.9, 192.0.2.7"], &["10.9.9.9", "192.0.2.7"]] {
        assert_eq!(address(stage, forwarded).await?.as_deref(), Some("192.0.2.7"), "{forwarded:?}");
    }
    assert_eq!(address(stage, &["nonsense"]).await?.as_deref(), Some("127.0.0.1"));
    Ok(())
}

async fn no_one_else_is_believed_about_addresses(stage: &Stage) -> Outcome {
    assert_eq!(address(stage, &["192.0.2.7"]).await?.as_deref(), Some("127.0.0.1"));
    Ok(())
}

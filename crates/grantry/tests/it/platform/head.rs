//! HEAD is answered as GET is, without the content (RFC 9110 section 9.3.2).

use reqwest::Method;
use serde_json::Value;
use wire::{catalogue::Api, page::Page, paths};

use crate::{
    harness::{Answer, Client, Outcome, Stage, on_both},
    operator::resource_servers::register,
};

on_both! {
    shared: head_is_get_without_its_content lists_and_things_have_a_head a_feed_has_a_head_and_no_end_to_wait_for
        what_proxies_ask_keeps_its_method;
}

/// What a HEAD says as its GET does.
const SAME: [&str; 7] = [
    "content-type",
    "content-length",
    "cache-control",
    "www-authenticate",
    "etag",
    "access-control-allow-origin",
    "location",
];

async fn both(client: &Client, path: &str) -> Outcome<Answer> {
    let (get, head) = (client.get(path).await?, client.ask(Method::HEAD, path, None).await?);
    assert_eq!(head.status, get.status, "{path}");
    assert_eq!(head.body, "", "{path}");
    for name in SAME {
        assert_eq!(head.header(name), get.header(name), "{name} of {path}");
    }
    Ok(get)
}

async fn head_is_get_without_its_content(stage: &Stage) -> Outcome {
    let mut asked = 0;
    for name in ["account", "developer", "admin", "operator", "token", "demo"] {
        let document: Value = stage.anonymous.read(&format!("/openapi/{name}.json")).await?;
        for (path, item) in document["paths"].as_object().ok_or("no paths")? {
            if item.get("get").is_none() || path == "/oauth2/verify" {
                continue;
            }
            let part = |part: &str| if part.starts_with('{') { "x".to_owned() } else { part.to_owned() };
            let path = path.split('/').map(part).collect::<Vec<_>>().join("/");
            both(&stage.anonymous, &path).await?;
            asked += 1;
        }
    }
    assert!(asked > 40, "{asked}");
    let tenant = stage.tenant().await?;
    for path in [
        "/livez",
        "/openapi/token.json",
        "/docs",
        "/docs/ui/swagger-ui.css",
        "/guides.json",
        "/guides/get-a-token.json",
        "/oauth2/jwks",
        "/sign-in",
        "/nothing.txt",
        &format!("/t/{}/.well-known/openid-configuration", tenant.id),
        &format!("/t/{}/oauth2/jwks", tenant.id),
    ] {
        both(&stage.anonymous, path).await?;
    }
    Ok(())
}

async fn lists_and_things_have_a_head(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    for path in [tenant.at(""), tenant.at("/members"), tenant.at("/connections")] {
        both(&tenant.owner, &path).await?.ok(200)?;
    }
    both(&stage.operator, &paths::operator::tenant(tenant.id)).await?.ok(200)?;
    both(&stage.anonymous, &tenant.at("")).await?.ok(401)?;
    both(&stage.operator, &tenant.at("")).await?.ok(404)?;
    Ok(())
}

async fn a_feed_has_a_head_and_no_end_to_wait_for(stage: &Stage) -> Outcome {
    let apis: Page<Api> = stage.operator.read(&paths::operator::apis()).await?;
    let made = register(&stage.operator, apis.items[0].id).await?;
    let request = stage.anonymous.request(Method::HEAD, "/oauth2/feed");
    let request = request.basic_auth(made.resource_server.id.to_string(), Some(&made.client_secret));
    let head = stage.anonymous.send(request).await?.ok(200)?;
    assert_eq!((head.header("content-type"), head.body.as_str()), ("text/event-stream", ""));
    Ok(())
}

/// A proxy that holds a HEAD asks by HEAD, and a proof of possession names it.
async fn what_proxies_ask_keeps_its_method(stage: &Stage) -> Outcome {
    for method in [Method::GET, Method::HEAD, Method::POST] {
        stage.anonymous.ask(method, "/oauth2/verify?api=x&scope=y", None).await?.ok(401)?;
    }
    Ok(())
}

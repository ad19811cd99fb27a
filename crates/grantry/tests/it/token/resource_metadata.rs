//! Protected resource metadata (RFC 9728): a document for each API, and the challenges that name it.

use serde_json::{Value, json};
use wire::{catalogue::Api, page::Page, paths::operator};

use super::{partner, raw};
use crate::harness::{Outcome, Partner, Stage, change_of, next, on_both, stage::create_api};

on_both! {
    shared:
        an_api_is_described_to_anyone
        a_tenants_issuer_is_named_where_the_tenant_is
        what_is_not_there_has_no_document
        a_change_of_the_api_is_told
        verification_names_the_document
        verification_may_be_for_one_tenant
        the_demo_api_serves_its_own_document;
}

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

async fn practice_api(stage: &Stage) -> Outcome<Api> {
    let apis: Page<Api> = stage.operator.read(&operator::apis()).await?;
    Ok(apis.items.into_iter().find(|api| api.identifier == demo_api::IDENTIFIER).ok_or("no demo API")?)
}

async fn get(stage: &Stage, path: &str, head: &str) -> Outcome<raw::Raw> {
    raw::request(&stage.anonymous.base, "GET", path, head, b"").await
}

fn verification(more: &str) -> String {
    format!("/oauth2/verify?api={}{more}", demo_api::IDENTIFIER)
}

fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}\r\n")
}

async fn an_api_is_described_to_anyone(stage: &Stage) -> Outcome {
    let api = practice_api(stage).await?;
    let answer = get(stage, &format!("{WELL_KNOWN}/{}", api.id), "").await?;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.all("content-type"), ["application/json"]);
    assert_eq!(answer.all("access-control-allow-origin"), ["*"]);
    assert_eq!(answer.all("cache-control"), ["public, max-age=300"]);
    let document = answer.json()?;
    assert_eq!(document["resource"], demo_api::IDENTIFIER);
    assert_eq!(document["resource_name"], api.name.as_str());
    assert_eq!(document["bearer_methods_supported"], json!(["header"]));
    let of_api: Vec<&str> = api.scopes.iter().map(|scope| scope.name.as_str()).collect();
    let said: Vec<&str> =
        document["scopes_supported"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(!of_api.is_empty() && of_api.iter().all(|scope| said.contains(scope)), "{said:?}");
    let algorithms = document["dpop_signing_alg_values_supported"].as_array().ok_or("no algorithms")?;
    assert!(algorithms.contains(&json!("Ed25519")), "{algorithms:?}");
    for absent in ["authorization_servers", "resource_documentation"] {
        assert!(
            document.get(absent).is_none(),
            "{absent}: RFC 9728 section 3.2 leaves out what is not there"
        );
    }
    Ok(())
}

async fn a_tenants_issuer_is_named_where_the_tenant_is(stage: &Stage) -> Outcome {
    let api = practice_api(stage).await?;
    let (live, sandbox) = (stage.tenant().await?.id, stage.publisher().await?.sandbox);
    for (tenant, issuer) in [(live, format!("/t/{live}")), (sandbox, format!("/sandbox/t/{sandbox}"))] {
        let path = format!("{WELL_KNOWN}/{}?tenant={tenant}", api.id);
        let document: Value = stage.anonymous.read(&path).await?;
        let issuer = format!("{}{issuer}", stage.anonymous.base);
        assert_eq!(document["authorization_servers"], json!([issuer]));
        assert_eq!(document["resource"], demo_api::IDENTIFIER);
    }
    Ok(())
}

async fn what_is_not_there_has_no_document(stage: &Stage) -> Outcome {
    let api = practice_api(stage).await?;
    let empty =
        create_api(&stage.operator, "Empty", &format!("https://empty{}.example", next()), &[]).await?;
    for path in [
        format!("{WELL_KNOWN}/api_00000000000000000000000000"),
        format!("{WELL_KNOWN}/x"),
        format!("{WELL_KNOWN}/{}", empty.id),
        format!("{WELL_KNOWN}/{}?tenant=x", api.id),
        format!("{WELL_KNOWN}/{}?tenant=ten_00000000000000000000000000", api.id),
        WELL_KNOWN.to_owned(),
    ] {
        let answer = get(stage, &path, "").await?;
        assert_eq!(answer.status(), 404, "{path}");
    }
    let twice = format!("{WELL_KNOWN}/{}?tenant=x&tenant=y", api.id);
    stage.anonymous.get(&twice).await?.ok(400)?;
    Ok(())
}

async fn a_change_of_the_api_is_told(stage: &Stage) -> Outcome {
    let number = next();
    let (identifier, scope) = (format!("https://told{number}.example/v1"), format!("told{number}.read"));
    let api = create_api(&stage.operator, "Told", &identifier, &[&scope]).await?;
    let body = change_of(&api, json!({"name": "Told better", "docs_url": "https://told.example/docs"}));
    stage.operator.put(&operator::api(api.id), body).await?.ok(200)?;
    let document: Value = stage.anonymous.read(&format!("{WELL_KNOWN}/{}", api.id)).await?;
    assert_eq!(document["resource"], identifier.as_str());
    assert_eq!(document["resource_name"], "Told better");
    assert_eq!(document["resource_documentation"], "https://told.example/docs");
    assert_eq!(document["scopes_supported"], json!([scope]));
    Ok(())
}

async fn verification_names_the_document(stage: &Stage) -> Outcome {
    let api = practice_api(stage).await?;
    let named = format!("resource_metadata=\"{}{WELL_KNOWN}/{}\"", stage.anonymous.base, api.id);
    for head in [String::new(), bearer("nonsense")] {
        let answer = get(stage, &verification(""), &head).await?;
        assert_eq!(answer.status(), 401);
        let challenge = answer.header("www-authenticate");
        assert!(challenge.contains(&named), "{challenge}");
    }
    let unknown = get(stage, "/oauth2/verify?api=https://unknown.example", "").await?;
    assert_eq!(unknown.all("www-authenticate"), ["Bearer realm=\"https://unknown.example\""]);
    Ok(())
}

async fn verification_may_be_for_one_tenant(stage: &Stage) -> Outcome {
    let partner: Partner = partner(stage).await?;
    let tenant = partner.endpoint.trim_start_matches("/t/").trim_end_matches("/oauth2/token").to_owned();
    let other = stage.tenant().await?.id.to_string();
    let token = partner.token().await?;
    let own = get(stage, &verification(&format!("&tenant={tenant}")), &bearer(&token)).await?;
    assert_eq!(own.status(), 200);
    let foreign = get(stage, &verification(&format!("&tenant={other}")), &bearer(&token)).await?;
    assert_eq!(foreign.status(), 401);
    let challenge = foreign.header("www-authenticate");
    assert!(challenge.contains(&format!("?tenant={other}\"")), "{challenge}");
    assert!(challenge.contains("the access token is for another tenant"), "{challenge}");
    let malformed = get(stage, &verification("&tenant=x"), &bearer(&token)).await?;
    assert_eq!(malformed.status(), 400);
    Ok(())
}

async fn the_demo_api_serves_its_own_document(stage: &Stage) -> Outcome {
    let answer = get(stage, &format!("{WELL_KNOWN}/demo-api/v1"), "").await?;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.all("access-control-allow-origin"), ["*"]);
    let document = answer.json()?;
    assert_eq!(document["resource"], demo_api::IDENTIFIER);
    let scopes = document["scopes_supported"].as_array().ok_or("no scopes")?;
    assert!(scopes.contains(&json!("patients.read")), "{scopes:?}");
    assert!(document.get("authorization_servers").is_none(), "it serves every tenant");
    Ok(())
}

//! A tenant moves from one address to the next: what each of them answers meanwhile, and after one was closed.

use grantry_guard::{Presented, ResourceServer, Verifier};
use serde_json::json;
use wire::{catalogue, operator, page::Page, paths};

use super::{AtHosts, close, get, host, new_slug, open, post, set_slug};
use crate::harness::{Outcome, Stage, next, within_a_second};

crate::harness::on_both! {
    with_domains:
        both_addresses_answer_while_a_tenant_moves
        a_new_host_is_known_at_once;
}

crate::harness::timed_on_both! {
    with_domains: a_closed_issuer_is_refused_within_a_second;
}

const TOKEN: &str = "/oauth2/token";

async fn both_addresses_answer_while_a_tenant_moves(stage: &Stage) -> Outcome {
    let (tenant, slug) = (stage.tenant().await?, new_slug());
    let client = AtHosts::of(stage, tenant.id, &tenant.owner).await?;
    let platform = stage.anonymous.base.trim_start_matches("http://").to_owned();
    let path = format!("/t/{}", tenant.id);
    let path_issuer = format!("{}{path}", stage.anonymous.base);
    let (before, named) = client.token(&platform, TOKEN).await?;
    assert_eq!(named, path_issuer, "it has no slug");
    set_slug(stage, tenant.id, &slug).await?;
    let host = host(stage, &slug);
    let (at_path, named) = client.token(&platform, &format!("{path}{TOKEN}")).await?;
    assert_eq!(named, path_issuer, "a token names the issuer that was asked");
    let (at_host, named) = client.token(&host, TOKEN).await?;
    assert_eq!(named, format!("http://{host}"));
    for token in [&before, &at_path, &at_host] {
        assert_eq!((client.verified(token).await?, client.called(token).await?), (200, 200));
    }
    let well_known = "/.well-known/openid-configuration";
    let metadata = get(stage, &platform, &format!("{path}{well_known}")).await?.json()?;
    assert_eq!(metadata["issuer"], path_issuer);

    close(stage, tenant.id, &path_issuer).await?;
    assert_eq!(client.ask(&platform, &format!("{path}{TOKEN}")).await?.status(), 401);
    for of_path in
        [format!("{path}{well_known}"), format!("{well_known}{path}"), format!("{path}/oauth2/jwks")]
    {
        assert_eq!(get(stage, &platform, &of_path).await?.status(), 404, "{of_path}");
    }
    for token in [&before, &at_path] {
        assert_eq!((client.verified(token).await?, client.called(token).await?), (401, 401));
    }
    assert_eq!((client.verified(&at_host).await?, client.called(&at_host).await?), (200, 200));
    assert_eq!(client.token(&platform, TOKEN).await?.1, format!("http://{host}"));

    open(stage, tenant.id, &path_issuer).await?;
    assert_eq!(client.token(&platform, &format!("{path}{TOKEN}")).await?.1, path_issuer);
    assert_eq!(client.verified(&at_path).await?, 200, "what was undone is undone");
    Ok(())
}

async fn a_new_host_is_known_at_once(stage: &Stage) -> Outcome {
    let (tenant, former, slug) = (stage.tenant().await?, new_slug(), new_slug());
    let client = AtHosts::of(stage, tenant.id, &tenant.owner).await?;
    set_slug(stage, tenant.id, &former).await?;
    client.token(&host(stage, &former), TOKEN).await?;
    set_slug(stage, tenant.id, &slug).await?;
    for of in [&slug, &former] {
        let host = host(stage, of);
        assert_eq!(client.token(&host, TOKEN).await?.1, format!("http://{host}"));
    }
    Ok(())
}

/// The demo API's guard, run by someone else, who knows the public URL alone.
async fn guard(stage: &Stage) -> Outcome<Verifier> {
    let apis: Page<catalogue::Api> = stage.operator.read(&paths::operator::apis()).await?;
    let api =
        apis.items.into_iter().find(|api| api.identifier == demo_api::IDENTIFIER).ok_or("no demo API")?;
    let body = json!({"name": format!("Practice API {}", next())});
    let made: operator::RegisteredResourceServer =
        stage.operator.create(&paths::operator::resource_servers(api.id), body).await?;
    let id = made.resource_server.id.to_string();
    let server = ResourceServer::new(&stage.anonymous.base, &id, &made.client_secret)?;
    Ok(Verifier::connected(&server, demo_api::IDENTIFIER)?)
}

async fn answers(guard: &Verifier, token: &str, status: u16) -> Outcome {
    within_a_second(async || {
        let answer = guard.verify(&Presented::bearer(token)).await;
        Ok(answer.map_or_else(|rejected| rejected.status(), |_| 200) == status)
    })
    .await
}

async fn a_closed_issuer_is_refused_within_a_second(stage: &Stage) -> Outcome {
    let (tenant, former, slug) = (stage.tenant().await?, new_slug(), new_slug());
    let client = AtHosts::of(stage, tenant.id, &tenant.owner).await?;
    set_slug(stage, tenant.id, &former).await?;
    let former = host(stage, &former);
    let (old, _) = client.token(&former, TOKEN).await?;
    set_slug(stage, tenant.id, &slug).await?;
    let (new, _) = client.token(&host(stage, &slug), TOKEN).await?;
    let guard = guard(stage).await?;
    answers(&guard, &old, 200).await?;
    answers(&guard, &new, 200).await?;
    close(stage, tenant.id, &format!("http://{former}")).await?;
    answers(&guard, &old, 401).await?;
    answers(&guard, &new, 200).await?;
    let again = self::guard(stage).await?;
    answers(&again, &new, 200).await?;
    answers(&again, &old, 401).await?;
    let introspection = format!("{}&token={old}", client.form());
    assert_ne!(post(stage, &former, "/oauth2/introspect", "", &introspection).await?.status(), 200);
    open(stage, tenant.id, &format!("http://{former}")).await?;
    answers(&guard, &old, 200).await?;
    answers(&again, &old, 200).await
}

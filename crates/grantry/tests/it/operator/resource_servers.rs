use model::ids::ApiId;
use serde_json::json;
use wire::{
    activity::Activity,
    catalogue::Api,
    operator::{RegisteredResourceServer, ResourceServer},
    page::Page,
    paths::operator,
};

use crate::harness::{Outcome, Person, Stage, next, on_both, stage::create_api};

on_both! {
    shared: a_resource_server_is_registered_shown_once_and_deleted a_resource_server_belongs_to_one_api;
}

pub async fn register(operator: &Person, api: ApiId) -> Outcome<RegisteredResourceServer> {
    operator.create(&operator::resource_servers(api), json!({"name": format!("Gateway-{}", next())})).await
}

async fn some_api(stage: &Stage) -> Outcome<Api> {
    create_api(&stage.operator, "Imaging", &format!("https://api{}.example/v1", next()), &[]).await
}

async fn a_resource_server_is_registered_shown_once_and_deleted(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    let made = register(&stage.operator, api.id).await?;
    let (server, secret) = (&made.resource_server, &made.client_secret);
    assert!(server.id.to_string().starts_with("rsv_") && secret.starts_with("gts_") && secret.len() == 53);
    let base = &stage.server().base;
    assert_eq!(made.introspection_endpoint, format!("{base}/oauth2/introspect"));
    assert_eq!(made.feed, format!("{base}/oauth2/feed"));

    let answer = stage.operator.get(&operator::resource_servers(api.id)).await?.ok(200)?;
    assert!(!answer.body.contains(secret.as_str()), "shown once");
    let listed: Vec<ResourceServer> = answer.json()?;
    assert_eq!(listed, std::slice::from_ref(server));
    assert!(secret.ends_with(&server.hint) && server.hint.len() == 4);
    assert_eq!((server.created_by.as_str(), server.reported_at), (stage.operator.me.name.as_str(), None));

    let one = operator::resource_server(api.id, server.id);
    stage.operator.delete(&one).await?.ok(204)?;
    stage.operator.delete(&one).await?.ok(404)?;
    assert_eq!(stage.operator.read::<Vec<ResourceServer>>(&operator::resource_servers(api.id)).await?, []);
    let path = format!("{}?q={}", operator::activity(), server.name);
    let history: Page<Activity> = stage.operator.read(&path).await?;
    let mut actions: Vec<_> = history.items.iter().map(|entry| entry.action.as_str()).collect();
    actions.sort_unstable();
    assert_eq!(actions, ["resource_server.created", "resource_server.deleted"]);
    Ok(())
}

async fn a_resource_server_belongs_to_one_api(stage: &Stage) -> Outcome {
    let (api, other) = (some_api(stage).await?, some_api(stage).await?);
    let made = register(&stage.operator, api.id).await?.resource_server;
    stage.operator.delete(&operator::resource_server(other.id, made.id)).await?.ok(404)?;
    assert_eq!(stage.operator.read::<Vec<ResourceServer>>(&operator::resource_servers(other.id)).await?, []);
    let nothing = "api_00000000000000000000000000".parse()?;
    stage.operator.get(&operator::resource_servers(nothing)).await?.ok(404)?;
    stage.operator.post(&operator::resource_servers(nothing), json!({"name": "Gateway"})).await?.ok(404)?;
    for name in ["", &"x".repeat(81)] {
        let answer = stage.operator.post(&operator::resource_servers(api.id), json!({"name": name})).await?;
        assert_eq!(answer.wrong_fields()?, ["name"]);
    }
    Ok(())
}

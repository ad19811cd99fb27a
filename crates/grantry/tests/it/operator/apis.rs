use serde_json::{Value, json};
use wire::{
    catalogue::{Api, Scope},
    problem::ProblemCode,
};

use crate::harness::{Outcome, Partner, Stage, claims, next, on_both, stage::create_api};

on_both! {
    shared: an_api_is_registered_and_changed an_identifier_is_a_uri_once_and_for_all a_scope_belongs_to_one_api
        the_token_lifetime_is_the_apis;
}

const APIS: &str = "/api/operator/v1/apis";

fn identifier() -> String {
    format!("https://api{}.example/v1", next())
}

async fn an_api_is_registered_and_changed(stage: &Stage) -> Outcome {
    let body = json!({
        "identifier": identifier(), "name": "Imaging", "description": "X-rays.",
        "docs_url": "https://docs.example", "token_lifetime": 600,
    });
    let api: Api = stage.operator.create(APIS, &body).await?;
    assert_eq!((api.token_lifetime, api.scopes.len()), (600, 0));
    let path = format!("{APIS}/{}", api.id);
    let mut changed = body;
    changed["name"] = "Imaging and more".into();
    let after: Api = stage.operator.change(&path, changed).await?;
    assert_eq!(stage.operator.read::<Api>(&path).await?, after);
    assert_eq!(after.name, "Imaging and more");
    stage.operator.get(&format!("{APIS}/api_00000000000000000000000000")).await?.ok(404)?;
    Ok(())
}

async fn an_identifier_is_a_uri_once_and_for_all(stage: &Stage) -> Outcome {
    let identifier = identifier();
    for wrong in ["", "imaging", "/v1", "https://a.example/#fragment", "https://a.example/with space"] {
        let body = json!({"identifier": wrong, "name": "Imaging"});
        assert_eq!(stage.operator.post(APIS, body).await?.wrong_fields()?, ["identifier"], "{wrong}");
    }
    let body = json!({"identifier": identifier, "name": "Imaging"});
    let api: Api = stage.operator.create(APIS, &body).await?;
    assert_eq!(stage.operator.post(APIS, &body).await?.wrong_fields()?, ["identifier"]);
    let moved = json!({"identifier": "https://elsewhere.example", "name": "Imaging"});
    let answer = stage.operator.put(&format!("{APIS}/{}", api.id), moved).await?;
    assert_eq!(answer.wrong_fields()?, ["identifier"]);
    for lifetime in [0, 59, 3601] {
        let body = json!({"identifier": identifier, "name": "Imaging", "token_lifetime": lifetime});
        let answer = stage.operator.put(&format!("{APIS}/{}", api.id), body).await?;
        assert_eq!(answer.wrong_fields()?, ["token_lifetime"]);
    }
    Ok(())
}

async fn a_scope_belongs_to_one_api(stage: &Stage) -> Outcome {
    let name = format!("images{}.read", next());
    let (one, other) = (
        create_api(&stage.operator, "One", &identifier(), &[&name]).await?,
        create_api(&stage.operator, "Other", &identifier(), &[]).await?,
    );
    let scope = |name: &str| json!({"name": name, "title": "Read", "sentence": "Can read.", "action": "read", "sensitivity": "normal"});
    let path = format!("{APIS}/{}/scopes", other.id);
    assert_eq!(stage.operator.post(&path, scope(&name)).await?.wrong_fields()?, ["name"]);
    for wrong in ["", "Images", "a b", "a\"b", "é"] {
        let answer = stage.operator.post(&path, scope(wrong)).await?.ok(400)?;
        assert_eq!(answer.problem(ProblemCode::Malformed)?.errors[0].field, "name", "{wrong}");
    }
    let change = json!({
        "title": "See", "sentence": "Can see.", "action": "read", "sensitivity": "critical", "state": "active",
    });
    stage.operator.put(&format!("{path}/{name}"), &change).await?.ok(404)?;
    let own = format!("{APIS}/{}/scopes/{name}", one.id);
    let changed: Scope = stage.operator.change(&own, change).await?;
    assert_eq!((changed.title.as_str(), changed.sensitivity.as_str()), ("See", "critical"));
    let mut empty = scope("x.read");
    empty["title"] = "".into();
    empty["sentence"] = "".into();
    assert_eq!(stage.operator.post(&path, empty).await?.wrong_fields()?, ["title", "sentence"]);
    Ok(())
}

async fn the_token_lifetime_is_the_apis(stage: &Stage) -> Outcome {
    let (name, identifier) = (format!("images{}.read", next()), identifier());
    let api = create_api(&stage.operator, "Short", &identifier, &[&name]).await?;
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&[&name]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let before: Value = partner.ask(None).await?.ok(200)?.json()?;
    assert_eq!(before["expires_in"], 1200);
    let body = json!({"identifier": identifier, "name": "Short", "token_lifetime": 60});
    stage.operator.put(&format!("{APIS}/{}", api.id), body).await?.ok(200)?;
    crate::harness::within_a_second(async || {
        let after: Value = partner.ask(None).await?.ok(200)?.json()?;
        let said = claims(after["access_token"].as_str().ok_or("no token")?)?;
        let lasts = said["exp"].as_i64().zip(said["iat"].as_i64()).map(|(end, start)| end - start);
        Ok(after["expires_in"] == 60 && lasts == Some(60) && said["aud"] == identifier.as_str())
    })
    .await
}

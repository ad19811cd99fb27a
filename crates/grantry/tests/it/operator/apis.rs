use serde_json::{Value, json};
use wire::{
    activity::Activity,
    catalogue::{Api, Scope},
    page::Page,
    paths::operator,
    problem::ProblemCode,
};

use crate::harness::{
    Outcome, Partner, Stage, change_of, claims, next, on_both, stage::create_api, timed_on_both,
};

on_both! {
    shared: an_api_is_registered_and_changed an_identifier_is_a_uri_once_and_for_all a_scope_belongs_to_one_api
        the_history_says_what_changed the_history_says_what_changed_of_a_scope
        smart_tokens_live_five_minutes_at_most;
}

timed_on_both! {
    shared: the_token_lifetime_is_the_apis;
}

fn identifier() -> String {
    format!("https://api{}.example/v1", next())
}

async fn an_api_is_registered_and_changed(stage: &Stage) -> Outcome {
    let body = json!({
        "identifier": identifier(), "name": "Imaging", "description": "X-rays.",
        "docs_url": "https://docs.example", "token_lifetime": 600,
    });
    let api: Api = stage.operator.create(&operator::apis(), &body).await?;
    assert_eq!((api.token_lifetime, api.scopes.len()), (600, 0));
    let path = operator::api(api.id);
    let body = change_of(&api, json!({"name": "Imaging and more"}));
    let after: Api = stage.operator.change(&path, body).await?;
    assert_eq!(stage.operator.read::<Api>(&path).await?, after);
    assert_eq!(after.name, "Imaging and more");
    stage.operator.get(&operator::api("api_00000000000000000000000000".parse()?)).await?.ok(404)?;
    Ok(())
}

async fn an_identifier_is_a_uri_once_and_for_all(stage: &Stage) -> Outcome {
    let identifier = identifier();
    for wrong in ["", "imaging", "/v1", "https://a.example/#fragment", "https://a.example/with space"] {
        let body = json!({"identifier": wrong, "name": "Imaging"});
        assert_eq!(
            stage.operator.post(&operator::apis(), body).await?.wrong_fields()?,
            ["identifier"],
            "{wrong}"
        );
    }
    let body = json!({"identifier": identifier, "name": "Imaging"});
    let api: Api = stage.operator.create(&operator::apis(), &body).await?;
    assert_eq!(stage.operator.post(&operator::apis(), &body).await?.wrong_fields()?, ["identifier"]);
    let moved = change_of(&api, json!({"identifier": "https://elsewhere.example"}));
    let answer = stage.operator.put(&operator::api(api.id), moved).await?;
    assert_eq!(answer.wrong_fields()?, ["details.identifier"]);
    for lifetime in [0, 59, 3601] {
        let body = change_of(&api, json!({"token_lifetime": lifetime}));
        let answer = stage.operator.put(&operator::api(api.id), body).await?;
        assert_eq!(answer.wrong_fields()?, ["details.token_lifetime"]);
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
    let path = operator::scopes(other.id);
    assert_eq!(stage.operator.post(&path, scope(&name)).await?.wrong_fields()?, ["name"]);
    for wrong in ["", "..", "a b", "a\"b", "a\\b", "é"] {
        let answer = stage.operator.post(&path, scope(wrong)).await?.ok(400)?;
        assert_eq!(answer.problem(ProblemCode::Malformed)?.errors[0].field, "name", "{wrong}");
    }
    let change = json!({
        "title": "See", "sentence": "Can see.", "action": "read", "sensitivity": "critical", "state": "active",
        "revision": one.scopes[0].revision,
    });
    stage.operator.put(&operator::scope(other.id, &one.scopes[0].name), &change).await?.ok(404)?;
    let own = operator::scope(one.id, &one.scopes[0].name);
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
    let body = change_of(&api, json!({"token_lifetime": 60}));
    stage.operator.put(&operator::api(api.id), body).await?.ok(200)?;
    crate::harness::within_a_second(async || {
        let after: Value = partner.ask(None).await?.ok(200)?.json()?;
        let said = claims(after["access_token"].as_str().ok_or("no token")?)?;
        let lasts = said["exp"].as_i64().zip(said["iat"].as_i64()).map(|(end, start)| end - start);
        Ok(after["expires_in"] == 60 && lasts == Some(60) && said["aud"] == identifier.as_str())
    })
    .await
}

async fn the_history_says_what_changed(stage: &Stage) -> Outcome {
    let (identifier, name) = (identifier(), format!("Imaging-{}", next()));
    let body = json!({"identifier": identifier, "name": name});
    let mut api: Api = stage.operator.create(&operator::apis(), &body).await?;
    assert_eq!((api.token_format.as_str(), api.smart_backend_services), ("ES256", false));
    for format in ["EdDSA", "RS256", "opaque"] {
        let body = change_of(&api, json!({"token_format": format}));
        api = stage.operator.change(&operator::api(api.id), body).await?;
        assert_eq!(api.token_format.as_str(), format);
    }
    let body = change_of(&api, json!({"token_format": "HS256"}));
    stage.operator.put(&operator::api(api.id), body).await?.ok(400)?;
    let history: Page<Activity> = stage.operator.read(&format!("{}?q={name}", operator::activity())).await?;
    let details: Vec<_> = history.items.iter().filter_map(|entry| entry.detail.as_deref()).collect();
    let created = format!("Identifier {identifier}, token format ES256");
    let expected = [
        "Changed token format from ES256 to EdDSA",
        "Changed token format from EdDSA to RS256",
        "Changed token format from RS256 to opaque",
        &created,
    ];
    for one in expected {
        assert!(details.contains(&one), "{one}: {details:?}");
    }
    Ok(())
}

async fn the_history_says_what_changed_of_a_scope(stage: &Stage) -> Outcome {
    let number = next();
    let (name, title) = (format!("imaging{number}.read"), format!("See-{number}-images"));
    let api = create_api(&stage.operator, "Imaging", &identifier(), &[&name]).await?;
    let path = operator::scope(api.id, &api.scopes[0].name);
    let scope = &api.scopes[0];
    let mut body = json!({
        "revision": scope.revision, "title": title, "sentence": scope.sentence, "action": "delete",
        "sensitivity": scope.sensitivity, "state": scope.state,
    });
    stage.operator.put(&path, &body).await?.ok(200)?;
    body["revision"] = 1.into();
    stage.operator.put(&path, &body).await?.ok(200)?;
    body["revision"] = 2.into();
    body["sentence"] = "Can see all.".into();
    body["sensitivity"] = "critical".into();
    body["state"] = "deprecated".into();
    stage.operator.put(&path, &body).await?.ok(200)?;
    let at = format!("{}?limit=200&q={title}", operator::activity());
    let history: Page<Activity> = stage.operator.read(&at).await?;
    let of_it = history.items.iter().filter(|entry| entry.object == name);
    let details: Vec<_> = of_it.filter_map(|entry| entry.detail.as_deref()).collect();
    let first = format!("Changed title from “May read” to “{title}”, action from read to delete");
    let last = format!(
        "Changed sentence from “{}” to “Can see all.”, sensitivity from sensitive to critical, state from active to \
         deprecated",
        scope.sentence
    );
    assert_eq!(details, [last.as_str(), "Nothing changed", first.as_str()]);
    Ok(())
}

async fn smart_tokens_live_five_minutes_at_most(stage: &Stage) -> Outcome {
    let body = |lifetime| {
        json!({
            "identifier": identifier(), "name": "FHIR", "token_lifetime": lifetime,
            "smart_backend_services": true,
        })
    };
    let api: Api = stage.operator.create(&operator::apis(), body(Value::Null)).await?;
    assert_eq!((api.token_lifetime, api.smart_backend_services), (300, true));
    let api: Api = stage.operator.create(&operator::apis(), body(120.into())).await?;
    assert_eq!(api.token_lifetime, 120);
    assert_eq!(
        stage.operator.post(&operator::apis(), body(301.into())).await?.wrong_fields()?,
        ["token_lifetime"]
    );
    Ok(())
}

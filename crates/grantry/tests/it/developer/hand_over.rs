//! How credentials reach the developer, and what an app that signs its requests registers.

use serde_json::{Value, json};
use wire::{
    admin::{Allowed, Connection, IssuedCredential},
    developer::{self, App},
    page::Page,
    paths,
    problem::ProblemCode,
};

use crate::harness::{
    Outcome, Partner, Publisher, Stage, change_of, details, next, on_both, stage::create_api, timed_on_both,
    wanted, within_a_second,
};

on_both! {
    shared: a_keyless_app_registers_keys private_keys_and_nonsense_are_refused a_keyless_connection_has_no_secret
        the_hand_over_stays_while_there_are_connections an_app_whose_scopes_want_signed_requests_stays_keyless;
}

timed_on_both! {
    shared: the_developer_collects_once regenerating_lets_the_developer_collect_again;
}

/// RFC 7517 appendix A.1, without its use.
fn public_key() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "kid": "1",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    })
}

fn keyless(client_keys: Value) -> Value {
    let mut details = details("targeted");
    details["hand_over"] = "keyless".into();
    details["client_keys"] = client_keys;
    details
}

async fn a_keyless_app_registers_keys(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let set = json!({"keys": [public_key()]});
    let as_object = keyless(json!({"jwks": set}));
    let as_text = keyless(json!({"jwks": set.to_string()}));
    for given in [as_object, as_text] {
        let app: App = publisher.owner.create(&publisher.at("/apps"), given).await?;
        let keys = app.details.client_keys.ok_or("no keys")?;
        assert_eq!(keys.jwks_uri, None);
        assert_eq!(keys.jwks.ok_or("no set")?["keys"][0]["x"], public_key()["x"], "public: shown again");
    }
    let given = keyless(json!({"jwks_uri": "https://acme.example/jwks.json"}));
    let app: App = publisher.owner.create(&publisher.at("/apps"), &given).await?;
    let path = publisher.at(&format!("/apps/{}", app.id));
    let mut changed = given;
    changed["client_keys"] = json!({"jwks": set});
    let body = json!({"revision": app.revision, "details": changed});
    let app: App = publisher.owner.change(&path, body).await?;
    assert!(app.details.client_keys.is_some_and(|keys| keys.jwks.is_some() && keys.jwks_uri.is_none()));
    Ok(())
}

async fn private_keys_and_nonsense_are_refused(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let (set, uri) = ("client_keys.jwks", "client_keys.jwks_uri");
    let mut private = public_key();
    private["d"] = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE".into();
    let cases = [
        (Value::Null, set),
        (json!({}), set),
        (json!({"jwks": ""}), set),
        (json!({"jwks": "nonsense"}), set),
        (json!({"jwks": 7}), set),
        (json!({"jwks": {"keys": []}}), set),
        (json!({"jwks": {"keys": [private]}}), set),
        (json!({"jwks": {"keys": [{"kty": "oct", "k": "AAAA"}]}}), set),
        (json!({"jwks": {"keys": [public_key()]}, "jwks_uri": "https://acme.example/jwks.json"}), uri),
        (json!({"jwks_uri": "http://acme.example/jwks.json"}), uri),
        (json!({"jwks_uri": "ftp://acme.example/jwks.json"}), uri),
    ];
    for (keys, field) in cases {
        let answer = publisher.owner.post(&publisher.at("/apps"), keyless(keys.clone())).await?;
        assert_eq!(answer.wrong_fields()?, [field], "{keys}");
    }
    let mut with_secret = keyless(json!({"jwks_uri": "https://acme.example/jwks.json"}));
    with_secret["hand_over"] = "admin_shares".into();
    let answer = publisher.owner.post(&publisher.at("/apps"), with_secret).await?;
    assert_eq!(answer.wrong_fields()?, [uri]);
    Ok(())
}

async fn a_keyless_connection_has_no_secret(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app_of("keyless", tenant.id).await?;
    let Allowed { connection, credential } = tenant.allow(app.id, &[]).await?;
    assert_eq!(credential.client_secret, None);
    assert_eq!(credential.issuer, format!("{}/t/{}", stage.server().base, tenant.id));
    assert!(credential.curl.contains("$CLIENT_ASSERTION"), "{}", credential.curl);
    let client = connection.client.ok_or("no client")?;
    assert_eq!((client.auth_method.as_str(), client.secrets.len()), ("private_key_jwt", 0));
    assert!(!Partner::new(&stage.anonymous, &credential).gets_token().await?);

    let at = |rest: &str| tenant.connection(connection.id, rest);
    let refused = tenant.owner.verb(&at("/regenerate-secret")).await?.ok(409)?;
    refused.problem(ProblemCode::Conflict)?;
    let after: Connection = tenant.owner.read(&at("")).await?;
    assert!(after.client.as_ref().is_some_and(|client| client.regenerated_at.is_none()));
    let seen = of_developer(&publisher, &after).await?;
    let seen = seen.client.ok_or("no client")?;
    assert_eq!((seen.client_id, seen.to_collect), (credential.client_id, false));
    let path = publisher.at(&format!("/connections/{}/collect-secret", connection.id));
    publisher.owner.verb(&path).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    Ok(())
}

async fn of_developer(publisher: &Publisher, connection: &Connection) -> Outcome<developer::Connection> {
    publisher.owner.read(&publisher.at(&format!("/connections/{}", connection.id))).await
}

async fn the_hand_over_stays_while_there_are_connections(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app_of("admin_shares", tenant.id).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let path = publisher.at(&format!("/apps/{}", app.id));
    let app: App = publisher.owner.read(&path).await?;
    let body = json!({
        "revision": app.revision, "details": keyless(json!({"jwks_uri": "https://acme.example/jwks.json"})),
    });
    assert_eq!(publisher.owner.put(&path, &body).await?.wrong_fields()?, ["details.hand_over"]);
    let delete = json!({"confirmation": allowed.connection.app_name});
    tenant.owner.post(&tenant.connection(allowed.connection.id, "/delete"), delete).await?.ok(200)?;
    let app: App = publisher.owner.change(&path, &body).await?;
    assert_eq!(app.details.hand_over.as_str(), "keyless");
    Ok(())
}

async fn the_developer_collects_once(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app_of("developer_collects", tenant.id).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    assert_eq!(allowed.credential.client_secret, None, "the admin sees none");
    let waiting = of_developer(&publisher, &allowed.connection).await?;
    assert!(waiting.client.is_some_and(|client| client.to_collect));

    let path = publisher.at(&format!("/connections/{}/collect-secret", allowed.connection.id));
    let issued: IssuedCredential = publisher.owner.act(&path).await?;
    let partner = Partner::new(&stage.anonymous, &issued);
    within_a_second(async || partner.gets_token().await).await?;
    publisher.owner.verb(&path).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    assert!(partner.gets_token().await?, "asking again changes nothing");
    let listed: Page<developer::Connection> = publisher.owner.read(&publisher.at("/connections")).await?;
    assert!(listed.items[0].client.as_ref().is_some_and(|client| !client.to_collect));

    let seen: Connection = tenant.owner.read(&tenant.connection(allowed.connection.id, "")).await?;
    let secret = &seen.client.ok_or("no client")?.secrets[0];
    assert_eq!(secret.created_by, publisher.name, "the tenant knows the publisher, not its people");
    let history = tenant.owner.get(&tenant.connection(allowed.connection.id, "/activity")).await?.ok(200)?;
    assert!(history.body.contains("secret.collected") && history.body.contains(&publisher.name));
    assert!(!history.body.contains(&publisher.owner.me.name));
    Ok(())
}

async fn regenerating_lets_the_developer_collect_again(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app_of("developer_collects", tenant.id).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection;
    let collect = publisher.at(&format!("/connections/{}/collect-secret", connection.id));
    let first: IssuedCredential = publisher.owner.act(&collect).await?;
    let first = Partner::new(&stage.anonymous, &first);
    within_a_second(async || first.gets_token().await).await?;
    let token = first.token().await?;

    let renewed: IssuedCredential =
        tenant.owner.act(&tenant.connection(connection.id, "/regenerate-secret")).await?;
    assert_eq!(renewed.client_secret, None);
    within_a_second(async || Ok(!first.gets_token().await? && !first.is_alive(&token).await?)).await?;
    let second: IssuedCredential = publisher.owner.act(&collect).await?;
    assert_ne!(second.client_secret, Some(first.client_secret.clone()));
    let second = Partner::new(&stage.anonymous, &second);
    within_a_second(async || second.gets_token().await).await?;
    assert!(!first.gets_token().await?);
    Ok(())
}

async fn an_app_whose_scopes_want_signed_requests_stays_keyless(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let number = next();
    let (scope, identifier) = (format!("system{number}.read"), format!("https://smart{number}.example"));
    let api = create_api(&stage.operator, "Bulk data", &identifier, &[&scope]).await?;
    let smart = change_of(&api, json!({"token_lifetime": 300, "smart_backend_services": true}));
    stage.operator.put(&paths::operator::api(api.id), smart).await?.ok(200)?;

    let given = keyless(json!({"jwks_uri": "https://acme.example/jwks.json"}));
    let app: App = publisher.owner.create(&publisher.at("/apps"), &given).await?;
    publisher.publish(app.id, 0, wanted(&["patients.read", &scope], &[])).await?;
    let path = publisher.at(&format!("/apps/{}", app.id));
    let as_new = async |hand_over: &str| {
        let app: App = publisher.owner.read(&path).await?;
        let mut details = given.clone();
        details["hand_over"] = hand_over.into();
        details["client_keys"] = Value::Null;
        publisher.owner.put(&path, json!({"revision": app.revision, "details": details})).await
    };
    for hand_over in ["admin_shares", "developer_collects"] {
        let refused = as_new(hand_over).await?.ok(422)?.problem(ProblemCode::Invalid)?;
        assert_eq!(refused.errors.len(), 1);
        let error = &refused.errors[0];
        assert_eq!(error.field, "details.hand_over");
        assert!(
            error.message.contains("Version 1") && error.message.contains("Bulk data"),
            "{}",
            error.message
        );
    }
    // A scope that can no longer be asked for is still in the version.
    let deprecated = json!({
        "title": "See", "sentence": "Can see.", "action": "read", "sensitivity": "normal", "state": "deprecated",
        "revision": 0,
    });
    let of_scope = paths::operator::scope(api.id, &api.scopes[0].name);
    stage.operator.put(&of_scope, deprecated).await?.ok(200)?;
    assert_eq!(as_new("admin_shares").await?.wrong_fields()?, ["details.hand_over"]);

    publisher.publish(app.id, 1, wanted(&["patients.read"], &[])).await?;
    let changed: App = as_new("admin_shares").await?.ok(200)?.json()?;
    assert_eq!(changed.details.hand_over.as_str(), "admin_shares");
    Ok(())
}

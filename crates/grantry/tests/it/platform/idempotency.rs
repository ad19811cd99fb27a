//! `Idempotency-Key`: a request whose answer was lost is sent again, and makes nothing twice.

use std::collections::BTreeSet;

use model::{credential::AuthMethod, role::TenantRole};
use reqwest::Method;
use serde_json::{Value, json};
use wire::{
    admin::{Allowed, Connection, Credential, GeneratedCredential, IssuedCredential},
    catalogue::Api,
    developer::App,
    operator::Tenant,
    page::Page,
    paths,
    problem::ProblemCode,
};

use crate::harness::{Answer, Outcome, Partner, Person, Stage, details, filled, next, on_both, wanted};

on_both! {
    shared: what_is_made_is_answered_again a_secret_is_not_shown_again a_lost_allow_is_found_again
        regenerating_twice_regenerates_once collecting_twice_tells_what_came_of_it verbs_are_answered_again
        another_request_needs_another_key twins_make_one_thing a_refused_request_uses_no_key a_key_has_a_form
        who_may_no_longer_is_not_answered;
}

async fn send(person: &Person, key: &str, path: &str, body: Option<Value>) -> Outcome<Answer> {
    let request = person.request(Method::POST, path).header("Idempotency-Key", key);
    let request = match body {
        Some(body) => request.json(&filled(path, body)),
        None => request,
    };
    person.send(request).await
}

fn key() -> String {
    format!("try-{}-{}", std::process::id(), next())
}

/// The answer of the request that made it, without what was shown once.
fn not_shown(answer: Answer) -> Outcome<Value> {
    let problem = answer.ok(409)?.problem(ProblemCode::MadeNotShown)?;
    Ok(problem.made.ok_or("it does not say what was made")?)
}

async fn what_is_made_is_answered_again(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let draft = publisher.draft().await?;
    let scope = json!({
        "name": format!("once{}.read", next()), "title": "Read", "sentence": "Can read.", "action": "read",
        "sensitivity": "normal",
    });
    let api = json!({"identifier": format!("https://once{}.example", next()), "name": "Once"});
    let made: Api = stage.operator.create(&paths::operator::apis(), &api).await?;
    let api_path = paths::operator::scopes(made.id);
    let other = json!({"identifier": format!("https://once{}.example", next()), "name": "Once"});
    let cases = [
        (&publisher.owner, publisher.at("/apps"), details("targeted")),
        (
            &publisher.owner,
            publisher.at(&format!("/apps/{}/targets", draft.id)),
            json!({"tenant_id": tenant.id}),
        ),
        (
            &publisher.owner,
            publisher.at(&format!("/apps/{}/versions", draft.id)),
            json!({"after_version": 0, "scopes": wanted(&["patients.read"], &[])}),
        ),
        (&stage.operator, api_path, scope),
        (&stage.operator, paths::operator::apis(), other),
        (
            &tenant.owner,
            tenant.at(&format!("/available-apps/{}/decline", draft.id)),
            json!({"version": 1, "reason": "Not now."}),
        ),
    ];
    for (person, path, body) in cases {
        let key = key();
        let first = send(person, &key, &path, Some(body.clone())).await?.ok(201)?;
        for _ in 0..2 {
            let again = send(person, &key, &path, Some(body.clone())).await?.ok(201)?;
            assert_eq!(again.json::<Value>()?, first.json::<Value>()?, "{path}");
        }
    }
    let apps: Page<Value> = publisher.owner.read(&publisher.at("/apps")).await?;
    assert_eq!(apps.items.len(), 2, "the draft and the one that was sent thrice");
    Ok(())
}

async fn a_secret_is_not_shown_again(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let email = || Person::new_email("once");
    let operator = &stage.operator;
    let apis: Page<Api> = operator.read(&paths::operator::apis()).await?;
    let servers = paths::operator::resource_servers(apis.items[0].id);
    let cases = [
        (operator, paths::operator::tenants(), json!({"name": "Once clinic", "owner_email": email()})),
        (operator, paths::operator::publishers(), json!({"name": "Once Inc.", "owner_email": email()})),
        (operator, paths::operator::operators(), json!({"email": email()})),
        (operator, servers, json!({"name": "Once gateway"})),
        (&tenant.owner, tenant.at("/members"), json!({"email": email(), "role": "viewer"})),
        (&tenant.owner, tenant.at("/credentials"), json!({"name": "Once", "scopes": ["claims.read"]})),
    ];
    for (person, path, body) in cases {
        let key = key();
        let first = send(person, &key, &path, Some(body.clone())).await?.ok(201)?;
        let again = send(person, &key, &path, Some(body)).await?;
        let text = again.body.clone();
        assert!(!text.contains("gts_") && !text.contains("/welcome#"), "{path} shows it again");
        let made = not_shown(again)?;
        let first: Value = first.json()?;
        for name in ["tenant", "publisher", "email", "resource_server", "credential"] {
            assert_eq!(made.get(name), first.get(name), "{path}");
        }
    }
    let tenants: Page<Tenant> = operator.read(&(paths::operator::tenants() + "?q=Once%20clinic")).await?;
    let own: Page<Credential> = tenant.owner.read(&tenant.at("/credentials")).await?;
    assert_eq!((tenants.items.len(), own.items.len()), (1, 1));
    Ok(())
}

async fn a_lost_allow_is_found_again(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    let key = key();
    let body = json!({"version": 1});
    let first: Allowed = send(&tenant.owner, &key, &path, Some(body.clone())).await?.ok(201)?.json()?;
    let made: Allowed =
        serde_json::from_value(not_shown(send(&tenant.owner, &key, &path, Some(body.clone())).await?)?)?;
    assert_eq!(made.connection, first.connection);
    assert_eq!(
        (made.credential.client_secret, made.credential.client_id),
        (None, first.credential.client_id)
    );
    assert!(made.credential.curl.contains("$CLIENT_SECRET"), "{}", made.credential.curl);
    Partner::new(&stage.anonymous, &first.credential).ask(None).await?.ok(200)?;
    // Without the key it is the dead end that it was.
    tenant.owner.post(&path, body).await?.ok(409)?.problem(ProblemCode::InvalidTransition)?;

    // Where there is no secret, nothing is held back.
    let app = publisher.app_of("keyless", tenant.id).await?;
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    let key = self::key();
    let first: Allowed =
        send(&tenant.owner, &key, &path, Some(json!({"version": 1}))).await?.ok(201)?.json()?;
    let again: Allowed =
        send(&tenant.owner, &key, &path, Some(json!({"version": 1}))).await?.ok(201)?.json()?;
    assert_eq!(first, again);
    assert_eq!(first.connection.client.map(|client| client.auth_method), Some(AuthMethod::PrivateKeyJwt));
    Ok(())
}

async fn regenerating_twice_regenerates_once(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["claims.read"]).await?;
    let path = tenant.at(&format!("/credentials/{}/regenerate-secret", own.issued.client_id));
    let key = key();
    let first: IssuedCredential = send(&tenant.owner, &key, &path, None).await?.ok(200)?.json()?;
    not_shown(send(&tenant.owner, &key, &path, None).await?)?;
    Partner::new(&stage.anonymous, &first).ask(None).await?.ok(200)?;
    // What helps is said: once more, under a new key.
    let new: IssuedCredential = send(&tenant.owner, &self::key(), &path, None).await?.ok(200)?.json()?;
    assert_ne!(new.client_secret, first.client_secret);
    Ok(())
}

async fn collecting_twice_tells_what_came_of_it(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app_of("developer_collects", tenant.id).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection.id;
    let path = publisher.at(&format!("/connections/{connection}/collect-secret"));
    let key = key();
    send(&publisher.owner, &key, &path, None).await?.ok(200)?;
    let made: IssuedCredential =
        serde_json::from_value(not_shown(send(&publisher.owner, &key, &path, None).await?)?)?;
    assert_eq!(made.client_secret, None);
    Ok(())
}

async fn verbs_are_answered_again(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection;
    for (verb, body) in [
        ("/pause", None),
        ("/resume", None),
        ("/regenerate-secret", None),
        ("/delete", Some(json!({"confirmation": connection.app_name}))),
    ] {
        let (key, path) = (key(), tenant.connection(connection.id, verb));
        let first = send(&tenant.owner, &key, &path, body.clone()).await?.ok(200)?;
        let again = send(&tenant.owner, &key, &path, body).await?;
        if verb != "/regenerate-secret" {
            assert_eq!(again.ok(200)?.json::<Connection>()?, first.json::<Connection>()?);
        }
    }
    Ok(())
}

async fn another_request_needs_another_key(stage: &Stage) -> Outcome {
    let (one, other) = (stage.publisher().await?, stage.publisher().await?);
    let key = key();
    let (body, path) = (details("targeted"), one.at("/apps"));
    let app: App = send(&one.owner, &key, &path, Some(body.clone())).await?.ok(201)?.json()?;
    let mut another = body.clone();
    another["summary"] = "Something else".into();
    let reused = send(&one.owner, &key, &path, Some(another)).await?.ok(422)?;
    reused.problem(ProblemCode::KeyReused)?;
    let version = json!({"after_version": 0, "scopes": wanted(&["patients.read"], &[])});
    let path = one.at(&format!("/apps/{}/versions", app.id));
    send(&one.owner, &key, &path, Some(version)).await?.ok(422)?.problem(ProblemCode::KeyReused)?;
    // Another person's and another organisation's keys are their own.
    let theirs: App =
        send(&other.owner, &key, &other.at("/apps"), Some(body.clone())).await?.ok(201)?.json()?;
    assert_ne!(theirs.id, app.id);
    let colleague = one.join(model::role::PublisherRole::Developer).await?;
    let taken = send(&colleague, &key, &one.at("/apps"), Some(body)).await?;
    assert_eq!(taken.wrong_fields()?, ["name"]);
    Ok(())
}

async fn twins_make_one_thing(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let (apps, make, body) = (publisher.at("/apps"), key(), details("targeted"));
    let twins = (0..6).map(|_| send(&publisher.owner, &make, &apps, Some(body.clone())));
    let mut ids = BTreeSet::new();
    for answer in futures_util::future::join_all(twins).await {
        ids.insert(answer?.ok(201)?.json::<App>()?.id);
    }
    assert_eq!(ids.len(), 1);
    let credentials = tenant.at("/credentials");
    let body = json!({"name": "Twins", "scopes": ["claims.read"]});
    let generate = key();
    let twins = (0..6).map(|_| send(&tenant.owner, &generate, &credentials, Some(body.clone())));
    let answers = futures_util::future::join_all(twins).await.into_iter().collect::<Outcome<Vec<_>>>()?;
    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409], "the secret is shown once");
    let shown = answers.iter().find(|answer| answer.status == 201).ok_or("no one saw it")?;
    let shown: GeneratedCredential = shown.json()?;
    Partner::new(&stage.anonymous, &shown.issued).ask(None).await?.ok(200)?;
    let own: Page<Credential> = tenant.owner.read(&credentials).await?;
    assert_eq!(own.items.len(), 1);
    Ok(())
}

async fn a_refused_request_uses_no_key(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let (key, path, mut body) = (key(), publisher.at("/apps"), details("targeted"));
    let name = std::mem::take(&mut body["name"]);
    send(&publisher.owner, &key, &path, Some(body.clone())).await?.ok(400)?;
    body["name"] = "".into();
    assert_eq!(send(&publisher.owner, &key, &path, Some(body.clone())).await?.wrong_fields()?, ["name"]);
    body["name"] = name;
    let taken: App = publisher.owner.create(&path, details("targeted")).await?;
    let mut twice = body.clone();
    twice["name"] = taken.details.name.to_string().into();
    assert_eq!(send(&publisher.owner, &key, &path, Some(twice)).await?.wrong_fields()?, ["name"]);
    send(&publisher.owner, &key, &path, Some(body)).await?.ok(201)?;
    Ok(())
}

async fn a_key_has_a_form(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let path = publisher.at("/apps");
    let long = "k".repeat(256);
    for bad in ["", "two words", long.as_str(), "\"\""] {
        let answer = send(&publisher.owner, bad, &path, Some(details("targeted"))).await?.ok(400)?;
        let problem = answer.problem(ProblemCode::Malformed)?;
        assert_eq!(problem.errors[0].field, "Idempotency-Key", "{bad:?}");
    }
    let twice = publisher.owner.request(Method::POST, &path).header("Idempotency-Key", "a");
    let twice = twice.header("Idempotency-Key", "b").json(&filled(&path, details("targeted")));
    publisher.owner.send(twice).await?.ok(400)?;
    let (body, bare) = (details("targeted"), key());
    let first: App = send(&publisher.owner, &bare, &path, Some(body.clone())).await?.ok(201)?.json()?;
    let quoted: App =
        send(&publisher.owner, &format!("\"{bare}\""), &path, Some(body)).await?.ok(201)?.json()?;
    assert_eq!(first.id, quoted.id);
    // Who is not signed in hears that first.
    let anonymous = publisher.owner.client.with(None);
    let request = anonymous.request(Method::POST, &path).header("Idempotency-Key", "two words");
    anonymous.send(request.json(&details("targeted"))).await?.ok(401)?;
    Ok(())
}

/// What a key made is told to those who may still do it.
async fn who_may_no_longer_is_not_answered(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let (key, path, body) =
        (key(), tenant.at("/credentials"), json!({"name": "Mine", "scopes": ["claims.read"]}));
    send(&admin, &key, &path, Some(body.clone())).await?.ok(201)?;
    let member = tenant.at(&format!("/members/{}", admin.me.id));
    tenant.owner.put(&member, json!({"before": "admin", "role": "viewer"})).await?.ok(200)?;
    send(&admin, &key, &path, Some(body.clone())).await?.ok(403)?;
    tenant.owner.delete(&member).await?.ok(204)?;
    send(&admin, &key, &path, Some(body)).await?.ok(404)?;
    Ok(())
}

//! Documents of APIs: uploaded, fetched, and shown with the operator's servers and our scheme.

use model::api_document::{DocumentFrom, KEPT_VERSIONS};
use serde_json::{Value, json};
use wire::{
    activity::Activity,
    api_documents::{ApiDocumentState, DocumentedApis},
    catalogue::Api,
    page::Page,
    paths::operator,
    problem::ProblemCode,
};

use crate::harness::{
    Outcome, Stage, next, on_both,
    pictures::{Host, Reply},
    stage::create_api,
    until,
};

on_both! {
    shared: a_document_is_uploaded_and_shown_to_anyone what_is_wrong_is_told_with_its_place
        a_document_names_other_scopes_than_the_catalogue only_the_newest_versions_stay
        a_change_names_what_it_read a_document_is_bounded what_is_given_is_checked;
    fresh: pages_know_the_servers_without_asking;
    with_private_apis: a_document_is_fetched_at_once_and_on_demand a_document_that_cannot_be_taken_replaces_none;
}

pub async fn some_api(stage: &Stage) -> Outcome<Api> {
    let (number, name) = (next(), format!("Imaging-{}", next()));
    let identifier = format!("https://api{number}.example/v1");
    create_api(&stage.operator, &name, &identifier, &[&format!("images{number}.read")]).await
}

fn document(title: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: {title}, version: 1.0.0}}\npaths:\n  /images: {{get: {{responses: {{}}}}}}\n"
    )
}

/// With one server of each environment.
pub fn source(revision: u32, url: Option<&str>, base: &str, relay: bool) -> Value {
    let server = |environment: &str| json!({"environment": environment, "url": format!("{base}/{environment}/"), "description": environment});
    json!({"revision": revision, "url": url, "servers": [server("live"), server("sandbox")], "relay": relay})
}

async fn upload(stage: &Stage, api: &Api, revision: u32, text: &str) -> Outcome<ApiDocumentState> {
    let body = json!({"revision": revision, "text": text});
    stage.operator.change(&operator::api_document_text(api.id), body).await
}

async fn a_document_is_uploaded_and_shown_to_anyone(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    let path = format!("/openapi/apis/{}.json", api.id);
    stage.anonymous.get(&path).await?.ok(404)?;
    let state: ApiDocumentState = stage.operator.read(&operator::api_document(api.id)).await?;
    assert_eq!((state.source, state.revision, state.versions.len()), (DocumentFrom::None, 0, 0));
    let given = source(0, None, "https://api.example", false);
    let state: ApiDocumentState =
        stage.operator.change(&operator::api_document_source(api.id), given).await?;
    assert_eq!(&*state.servers[1].url, "https://api.example/sandbox");
    let state = upload(stage, &api, state.revision, &document("Records")).await?;
    assert_eq!((state.source, state.versions.len()), (DocumentFrom::Upload, 1));
    let version = &state.versions[0];
    assert_eq!((version.number, version.title.as_str()), (1, "Records"));
    assert_eq!(version.by.as_deref(), Some(stage.operator.me.name.as_str()));

    let shown: Value = stage.anonymous.read(&path).await?;
    assert_eq!(shown["servers"], json!([{"url": "https://api.example/sandbox", "description": "sandbox"}]));
    let flow = &shown["components"]["securitySchemes"]["grantry"]["flows"]["clientCredentials"];
    let platform = format!("{}/oauth2/token", stage.server().base);
    assert_eq!(flow["tokenUrl"], platform);
    let scope = &api.scopes[0];
    assert_eq!(flow["scopes"], json!({scope.name.as_str(): scope.sentence}));
    let live: Value = stage.anonymous.read(&format!("{path}?environment=live")).await?;
    assert_eq!(live["servers"][0]["url"], "https://api.example/live");

    let tenant = stage.tenant().await?;
    let own = format!("{}/t/{}/oauth2/token", stage.server().base, tenant.id);
    for (token_url, environment, expected) in [
        (own.as_str(), "live", own.as_str()),
        (own.as_str(), "sandbox", &platform),
        ("https://evil.example/oauth2/token", "live", &platform),
        ("", "live", &platform),
    ] {
        let query = format!("?environment={environment}&token_url={}", wire::paths::encoded(token_url));
        let shown: Value = stage.anonymous.read(&format!("{path}{query}")).await?;
        let flow = &shown["components"]["securitySchemes"]["grantry"]["flows"]["clientCredentials"];
        assert_eq!(flow["tokenUrl"], expected, "{token_url}");
    }
    stage.anonymous.get(&format!("{path}?environment=staging")).await?.ok(400)?;
    stage.anonymous.get("/openapi/apis/nonsense.json").await?.ok(404)?;

    let listed: DocumentedApis = stage.anonymous.read("/openapi/apis.json").await?;
    let one = listed.apis.iter().find(|one| one.id == api.id).ok_or("not listed")?;
    assert!(one.has_document && !one.relay && one.servers.len() == 2);
    assert_eq!(listed.platform.token_url, platform);
    let history: Page<Activity> =
        stage.operator.read(&format!("{}?q={}", operator::activity(), api.name)).await?;
    let details: Vec<_> = history.items.iter().filter_map(|entry| entry.detail.as_deref()).collect();
    assert!(details.contains(&"Version 1: “Records”"), "{details:?}");
    assert!(details.contains(&"Uploaded by hand; 2 servers; relay off"), "{details:?}");
    Ok(())
}

async fn what_is_wrong_is_told_with_its_place(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    let text =
        "openapi: 3.1.0\ninfo: {title: a, version: b}\npaths:\n  /a: {$ref: 'https://evil.example/a.yaml'}\n";
    let body = json!({"revision": 0, "text": text});
    let answer = stage.operator.put(&operator::api_document_text(api.id), body).await?.ok(422)?;
    let problem = answer.problem(ProblemCode::Invalid)?;
    let first = &problem.document_problems[0];
    assert_eq!((first.line, first.column, first.path.as_str()), (4, 14, "/paths/~1a/$ref"));
    assert!(problem.errors[0].field == "text" && problem.errors[0].message.starts_with("Line 4, column 14"));
    let state: ApiDocumentState = stage.operator.read(&operator::api_document(api.id)).await?;
    assert_eq!((state.revision, state.versions.len()), (0, 0));
    Ok(())
}

async fn a_document_names_other_scopes_than_the_catalogue(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    let text = document("Records")
        + "components: {securitySchemes: {o: {type: oauth2, flows: {clientCredentials: {scopes: {billing.read: x}}}}}}\n";
    let state = upload(stage, &api, 0, &text).await?;
    assert_eq!(state.scopes_missing_here, ["billing.read"]);
    assert_eq!(state.scopes_missing_there, [api.scopes[0].name.to_string()]);
    let scope = json!({
        "name": format!("more{}.read", next()), "title": "Read", "sentence": "Can read.", "action": "read",
        "sensitivity": "normal",
    });
    stage.operator.post(&operator::scopes(api.id), &scope).await?.ok(201)?;
    let shown: Value = stage.anonymous.read(&format!("/openapi/apis/{}.json", api.id)).await?;
    let flow = &shown["components"]["securitySchemes"]["grantry"]["flows"]["clientCredentials"];
    assert_eq!(flow["scopes"].as_object().map(serde_json::Map::len), Some(2), "a new scope is shown at once");
    Ok(())
}

async fn only_the_newest_versions_stay(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    let kept = usize::try_from(KEPT_VERSIONS)?;
    for number in 0..KEPT_VERSIONS + 2 {
        upload(stage, &api, number, &document(&format!("Records {number}"))).await?;
    }
    let state: ApiDocumentState = stage.operator.read(&operator::api_document(api.id)).await?;
    let numbers: Vec<_> = state.versions.iter().map(|version| version.number).collect();
    assert_eq!((numbers.len(), numbers[0], numbers[kept - 1]), (kept, KEPT_VERSIONS + 2, 3));
    let last = format!("Records {}", KEPT_VERSIONS + 1);
    let same = upload(stage, &api, state.revision, &document(&last)).await?;
    assert_eq!(same.versions, state.versions, "the same document is no new version");
    let shown: Value = stage.anonymous.read(&format!("/openapi/apis/{}.json", api.id)).await?;
    assert_eq!(shown["info"]["title"], last.as_str());
    Ok(())
}

async fn a_change_names_what_it_read(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    let (text, place) = (operator::api_document_text(api.id), operator::api_document_source(api.id));
    upload(stage, &api, 0, &document("One")).await?;
    for revision in [0, 2, u32::MAX] {
        let body = json!({"revision": revision, "text": document("Two")});
        stage.operator.put(&text, body).await?.ok(412)?.problem(ProblemCode::LostRace)?;
        let body = source(revision, None, "https://api.example", false);
        stage.operator.put(&place, body).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    }
    let nothing = "api_00000000000000000000000000".parse()?;
    stage.operator.get(&operator::api_document(nothing)).await?.ok(404)?;
    stage.operator.verb(&operator::fetch_api_document(nothing)).await?.ok(404)?;
    stage.operator.verb(&operator::fetch_api_document(api.id)).await?.ok(409)?;
    Ok(())
}

async fn pages_know_the_servers_without_asking(stage: &Stage) -> Outcome {
    let (api, base) = (some_api(stage).await?, "https://documented.example");
    let page = async || {
        let answer = stage.anonymous.get("/docs").await?.ok(200)?;
        let policy = answer.header("content-security-policy").to_owned();
        Outcome::Ok((stage.statements(&answer).await?, policy))
    };
    assert!(!page().await?.1.contains(base));
    let place = operator::api_document_source(api.id);
    stage.operator.put(&place, source(0, None, base, false)).await?.ok(200)?;
    let (first, policy) = page().await?;
    assert!(first > 0 && policy.contains(base), "a change on this node is known at once: {policy}");
    // A machine that was kept waiting for ten seconds asks again.
    let policy = until(async || {
        let (sent, policy) = page().await?;
        Ok((sent == 0).then_some(policy))
    });
    assert!(policy.await?.contains(base));
    Ok(())
}

async fn a_document_is_bounded(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    let path = operator::api_document_text(api.id);
    let text = |length: usize| json!({"revision": 0, "text": document("A") + "# " + &"x".repeat(length)});
    stage.operator.put(&path, text(4_900_000)).await?.ok(200)?;
    stage.operator.put(&path, text(5_000_000)).await?.ok(422)?;
    let request = stage.operator.request(reqwest::Method::PUT, &path);
    let request = request.header("content-type", "application/json");
    if let Ok(answer) = request.body(vec![b' '; 50_000_000]).send().await {
        assert_eq!(answer.status(), 413);
    }
    Ok(())
}

async fn what_is_given_is_checked(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    let path = operator::api_document_source(api.id);
    let wrong = async |body: Value| stage.operator.put(&path, body).await?.wrong_fields();
    for url in
        ["http://api.example/openapi.yaml", "https://127.0.0.1/x", "https://10.0.0.1/", "file:///etc/passwd"]
    {
        assert_eq!(wrong(source(0, Some(url), "https://api.example", false)).await?, ["url"], "{url}");
    }
    let on_this_machine = wrong(source(0, None, "https://127.0.0.1", true)).await?;
    assert_eq!(on_this_machine, ["servers[1].url"], "the relay calls the sandbox");
    let mut body = source(0, None, "https://api.example", true);
    body["servers"] = json!([{"environment": "live", "url": "https://api.example/?a=b", "description": ""}]);
    assert_eq!(wrong(body).await?, ["servers[0].url", "relay"]);
    Ok(())
}

/// Until its last fetch is settled.
async fn settled(stage: &Stage, api: &Api) -> Outcome<ApiDocumentState> {
    until(async || {
        let state: ApiDocumentState = stage.operator.read(&operator::api_document(api.id)).await?;
        Ok((!state.waiting).then_some(state))
    })
    .await
}

async fn a_document_is_fetched_at_once_and_on_demand(stage: &Stage) -> Outcome {
    let (api, host) = (some_api(stage).await?, Host::start().await?);
    let url = host.has("/openapi.yaml", Reply::Body("application/yaml", document("One").into_bytes()));
    let given = source(0, Some(&url), "https://api.example", false);
    let asked: ApiDocumentState =
        stage.operator.change(&operator::api_document_source(api.id), given).await?;
    assert!(asked.waiting && asked.url.as_deref() == Some(&url));
    let state = settled(stage, &api).await?;
    assert_eq!((state.source, state.revision, state.versions.len()), (DocumentFrom::Url, asked.revision, 1));
    assert_eq!((state.versions[0].title.as_str(), state.versions[0].by.as_ref()), ("One", None));
    assert!(state.last_fetch.is_some_and(|fetch| fetch.problem.is_none()));

    let fetch = operator::fetch_api_document(api.id);
    let again: ApiDocumentState = stage.operator.act(&fetch).await?;
    assert!(again.waiting);
    assert_eq!(settled(stage, &api).await?.versions.len(), 1, "it is the same");
    host.has("/openapi.yaml", Reply::Body("application/yaml", document("Two").into_bytes()));
    stage.operator.verb(&fetch).await?.ok(200)?;
    let state = settled(stage, &api).await?;
    assert_eq!((state.versions.len(), state.versions[0].title.as_str()), (2, "Two"));
    assert_eq!(host.asked(), 3);
    Ok(())
}

async fn a_document_that_cannot_be_taken_replaces_none(stage: &Stage) -> Outcome {
    let (api, host) = (some_api(stage).await?, Host::start().await?);
    let url = host.has("/openapi.yaml", Reply::Body("application/yaml", document("One").into_bytes()));
    let given = source(0, Some(&url), "https://api.example", false);
    stage.operator.put(&operator::api_document_source(api.id), given).await?.ok(200)?;
    settled(stage, &api).await?;
    for (reply, expected) in [
        (Reply::Status(500), "status 500"),
        (Reply::Flood(8_000_000), "more than 5000000 bytes"),
        (Reply::Body("text/html", b"<html>".to_vec()), "cannot be taken"),
        (Reply::To("http://192.0.2.1/x".into()), "is not https"),
    ] {
        host.has("/openapi.yaml", reply);
        stage.operator.verb(&operator::fetch_api_document(api.id)).await?.ok(200)?;
        let state = settled(stage, &api).await?;
        let problem = state.last_fetch.and_then(|fetch| fetch.problem).unwrap_or_default();
        assert!(problem.contains(expected), "{expected}: {problem}");
        assert_eq!(state.problems.is_empty(), expected != "cannot be taken");
        assert_eq!((state.versions.len(), state.versions[0].title.as_str()), (1, "One"));
    }
    Ok(())
}

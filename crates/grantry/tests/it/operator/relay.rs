//! The relay of the documentation: the sandbox alone, with its own tokens alone, and only where an operator allows it.

use reqwest::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use wire::{catalogue::Api, paths::operator, problem::ProblemCode};

use super::api_documents::{some_api, source};
use crate::harness::{
    Answer, Outcome, Partner, Stage, Tenant, on_both,
    pictures::{Host, Reply},
};

on_both! {
    with_private_apis: a_page_calls_the_sandbox_and_nothing_else answers_are_never_pages;
    shared: without_leave_there_is_no_relay;
}

async fn allow(stage: &Stage, api: &Api, base: &str) -> Outcome {
    let body = source(0, None, base, true);
    stage.operator.put(&operator::api_document_source(api.id), body).await?.ok(200)?;
    Ok(())
}

async fn call(stage: &Stage, api: &Api, path: &str, token: Option<&str>) -> Outcome<Answer> {
    let request = stage.anonymous.request(Method::POST, &format!("/docs/relay/{}/{path}", api.id));
    let request = request.header("x-relay-method", "GET");
    stage.anonymous.send(if let Some(token) = token { request.bearer_auth(token) } else { request }).await
}

async fn token(stage: &Stage, tenant: &Tenant, scope: &str) -> Outcome<String> {
    let own = tenant.generate(&[scope]).await?;
    Partner::new(&stage.anonymous, &own.issued).token().await
}

async fn a_page_calls_the_sandbox_and_nothing_else(stage: &Stage) -> Outcome {
    let (api, host, publisher) = (some_api(stage).await?, Host::start().await?, stage.publisher().await?);
    allow(stage, &api, &host.base).await?;
    host.has("/sandbox/images?q=a%20b", Reply::Body("application/json", b"{\"ok\":true}".to_vec()));
    let scope = api.scopes[0].name.to_string();
    let sandbox = Tenant { id: publisher.sandbox, name: String::new(), owner: publisher.owner.clone() };
    let good = token(stage, &sandbox, &scope).await?;
    for token in [None, Some(good.as_str())] {
        let answer = call(stage, &api, "images?q=a%20b", token).await?.ok(200)?;
        assert_eq!(
            (answer.body.as_str(), answer.header("content-type")),
            ("{\"ok\":true}", "application/json")
        );
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
    }
    let asked = host.asked();
    let live = token(stage, &stage.tenant().await?, &scope).await?;
    let other = token(stage, &sandbox, "claims.read").await?;
    for token in [live.as_str(), other.as_str(), "nonsense", ""] {
        call(stage, &api, "images", Some(token)).await?.ok(403)?.problem(ProblemCode::Forbidden)?;
    }
    let basic = stage.anonymous.request(Method::POST, &format!("/docs/relay/{}/images", api.id));
    let basic = basic.header("x-relay-method", "GET").basic_auth("a", Some("b"));
    stage.anonymous.send(basic).await?.ok(403)?;
    for path in ["../live/images", "%2e%2e/live/images", "a/../../live/images"] {
        let url = format!("{}/docs/relay/{}/{path}", stage.server().base, api.id);
        // A client of its own would resolve the dots: this asks as they stand.
        assert!(raw(&url, path, &api).await? != 200, "{path}");
    }
    assert_eq!(host.asked(), asked, "nothing of this reached the API");
    let bare = stage.anonymous.request(Method::POST, &format!("/docs/relay/{}/images", api.id));
    stage.anonymous.send(bare).await?.ok(400)?.problem(ProblemCode::Malformed)?;
    stage.anonymous.get(&format!("/docs/relay/{}/images", api.id)).await?.ok(405)?;
    Ok(())
}

/// The status of a call whose path is sent as it stands.
async fn raw(url: &str, path: &str, api: &Api) -> Outcome<u16> {
    let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let mut stream = TcpStream::connect(host).await?;
    let head = format!(
        "POST /docs/relay/{}/{path} HTTP/1.1\r\nhost: {host}\r\nx-relay-method: GET\r\ncontent-length: 0\r\n\
         connection: close\r\n\r\n",
        api.id
    );
    stream.write_all(head.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.split(' ').nth(1).unwrap_or_default().parse()?)
}

async fn answers_are_never_pages(stage: &Stage) -> Outcome {
    let (api, host) = (some_api(stage).await?, Host::start().await?);
    allow(stage, &api, &host.base).await?;
    host.has("/sandbox/page", Reply::Body("text/html", b"<script>alert(1)</script>".to_vec()));
    let answer = call(stage, &api, "page", None).await?.ok(200)?;
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(
        (answer.header("content-disposition"), answer.header("x-content-type-options")),
        ("attachment", "nosniff")
    );
    host.has("/sandbox/away", Reply::To(format!("{}/sandbox/page", host.base)));
    call(stage, &api, "away", None).await?.ok(502)?;
    host.has("/sandbox/long", Reply::Flood(2_000_000));
    call(stage, &api, "long", None).await?.ok(502)?;
    call(stage, &api, "missing", None).await?.ok(404)?;
    let large = stage.anonymous.request(Method::POST, &format!("/docs/relay/{}/page", api.id));
    let large = large.header("x-relay-method", "POST").body(vec![b'x'; 2 << 20]);
    if let Ok(answer) = large.send().await {
        assert_eq!(answer.status(), 413);
    }
    Ok(())
}

async fn without_leave_there_is_no_relay(stage: &Stage) -> Outcome {
    let api = some_api(stage).await?;
    call(stage, &api, "images", None).await?.ok(404)?;
    let body = source(0, None, "https://api.example", false);
    stage.operator.put(&operator::api_document_source(api.id), body).await?.ok(200)?;
    call(stage, &api, "images", None).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    Ok(())
}

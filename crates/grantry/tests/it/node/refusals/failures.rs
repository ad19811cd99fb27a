//! Requests that fail while the database is away.

use std::sync::Arc;

use reqwest::Method;
use throwaway_postgres::Cluster;
use wire::paths;

use super::{ask, line};
use crate::harness::{Answer, Kind, Outcome, Partner, Server, Stage, server, until};

#[tokio::test]
async fn a_request_that_fails_without_the_database_is_told_of() -> Outcome {
    let cluster = tokio::task::spawn_blocking(Cluster::start).await??;
    let stage = Stage::on(serve_on(&cluster).await?).await?;
    stage.end(Box::pin(ask_without_the_database(&stage, &cluster)).await)
}

/// A node that logs as an operator's does, on a cluster that no other test has.
async fn serve_on(cluster: &Cluster) -> Outcome<Server> {
    let folder = Arc::new(tempfile::tempdir()?);
    let key = folder.path().join("master.key");
    server::write_private(&key, &server::run(&["keys", "new-master"])?)?;
    let (data, key) = (folder.path().display().to_string(), key.display().to_string());
    let url = cluster.create_database("lost")?;
    let flags = ["--data-dir", &data, "--master-key-file", &key, "--database-url", &url];
    server::run(&[["migrate"].as_slice(), flags.as_slice()].concat())?;
    let flags = flags.map(str::to_owned).to_vec();
    Server::launch(Kind::Postgres, folder, flags, &[("LOG", "info"), ("LOG_FORMAT", "json")]).await
}

async fn ask_without_the_database(stage: &Stage, cluster: &Cluster) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let token = partner.token().await?;
    cluster.interrupt()?;
    let session = &paths::account::session();
    expect(stage, &tenant.owner.get(session).await?.ok(503)?, session, "unavailable").await?;
    // A node gives tokens for a moment longer: as long as it may rely on what it knows.
    let refused = until(async || {
        let answer = ask(stage, &partner.client_id, &partner.client_secret, &[]).await?;
        Ok((answer.status == 503).then_some(answer))
    });
    let refused = refused.await?;
    expect(stage, &refused, "/oauth2/token", "temporarily_unavailable").await?;
    // No one has proved to be the client.
    let line = line(stage, &refused).await?;
    assert_eq!(line["fields"]["claimed"], partner.client_id, "{line}");
    assert!(line["fields"]["caller"].is_null(), "{line}");
    other_endpoints_name_who_asked(stage, &partner, &token).await
}

/// Wherever the node cannot know: the client that revokes, the resource server that introspects, the client of a token
/// that is to be verified.
async fn other_endpoints_name_who_asked(stage: &Stage, partner: &Partner, token: &str) -> Outcome {
    let server = "rsv_01K9VXQ8M4T7R2N6B0C3D5F8GH";
    for (path, name) in [("/oauth2/revoke", partner.client_id.as_str()), ("/oauth2/introspect", server)] {
        let request = stage.anonymous.request(Method::POST, path).basic_auth(name, Some("gts_x"));
        let answer = stage.anonymous.send(request.form(&[("token", token)])).await?.ok(503)?;
        let line = line(stage, &answer).await?;
        assert_eq!(line["fields"]["claimed"], name, "{line}");
    }
    let request = stage.anonymous.request(Method::GET, "/oauth2/verify?api=https://api.example.com/v1");
    let answer = stage.anonymous.send(request.bearer_auth(token)).await?.ok(503)?;
    let line = line(stage, &answer).await?;
    assert_eq!(line["fields"]["claimed"], partner.client_id, "{line}");
    Ok(())
}

async fn expect(stage: &Stage, answer: &Answer, route: &str, reason: &str) -> Outcome {
    let line = line(stage, answer).await?;
    let fields = &line["fields"];
    assert_eq!(
        (line["level"].as_str(), fields["message"].as_str()),
        (Some("WARN"), Some("failed")),
        "{line}"
    );
    assert_eq!((fields["route"].as_str(), fields["reason"].as_str()), (Some(route), Some(reason)), "{line}");
    assert_eq!(
        (fields["status"].as_u64(), fields["address"].as_str()),
        (Some(503), Some("127.0.0.1")),
        "{line}"
    );
    assert!(fields["ms"].is_u64() && fields["detail"].is_string() && line["timestamp"].is_string(), "{line}");
    Ok(())
}

//! Requests that fail while the database is away.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use api_client::admin;
use model::attempt::Refusal;
use reqwest::Method;
use throwaway_postgres::Cluster;
use wire::{attempts::Attempts, paths};

use super::{ask, line};
use crate::harness::{Answer, Kind, Outcome, Partner, Server, Stage, server, until};

#[tokio::test]
async fn a_request_that_fails_without_the_database_is_told_of() -> Outcome {
    let cluster = Arc::new(tokio::task::spawn_blocking(Cluster::start).await??);
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

async fn ask_without_the_database(stage: &Stage, cluster: &Arc<Cluster>) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let token = partner.token().await?;
    // This cluster answers before it has written; what it forgot, no client could use afterwards.
    cluster.execute("CHECKPOINT")?;
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
    other_endpoints_name_who_asked(stage, &partner, &token).await?;

    let (right, guessed) = refused_until_it_is_back(stage, cluster, &partner).await?;
    assert_eq!(right.body, guessed.body, "whether the secret was right is not told");
    let look = admin::credential_attempts(tenant.id, own.issued.client_id);
    let ids = [&right, &guessed].map(|answer| answer.header("x-request-id").to_owned());
    let seen = until(async || {
        // Its own connections to the database are new too.
        let answer = tenant.owner.make(&look).await?;
        let items = if answer.status == 200 { answer.json::<Attempts>()?.items } else { Vec::new() };
        let all = ids.iter().all(|id| items.iter().any(|one| one.correlation_id == *id));
        Ok(all.then_some(items))
    });
    let seen = seen.await?;
    for attempt in seen.iter().filter(|one| ids.contains(&one.correlation_id)) {
        let refused = attempt.refused.as_ref().ok_or("it was not refused")?;
        assert_eq!(refused.reason, Refusal::Unavailable);
        assert_eq!(
            (refused.why.as_str(), refused.fix.as_str()),
            (
                "This platform could not answer at that moment; nothing was wrong with the request.",
                "Ask again after the seconds that Retry-After says.",
            )
        );
    }
    Ok(())
}

/// Brings the database back. The last answers that the node gave without it: to the client, and to a guesser. Earlier
/// ones may be forgotten, because what cannot be written for long is given up.
async fn refused_until_it_is_back(
    stage: &Stage,
    cluster: &Arc<Cluster>,
    partner: &Partner,
) -> Outcome<(Answer, Answer)> {
    let cluster = Arc::clone(cluster);
    let back = tokio::task::spawn_blocking(move || cluster.resume());
    let (began, mut last) = (Instant::now(), None);
    loop {
        let right = ask(stage, &partner.client_id, &partner.client_secret, &[]).await?;
        if right.status == 200 {
            break;
        }
        // Guesses that are told to be wrong would soon stop the client too.
        let guessed = ask(stage, &partner.client_id, "gts_wrong", &[]).await?;
        if guessed.status == 503 && right.status == 503 {
            last = Some((right, guessed));
        }
        assert!(began.elapsed() < Duration::from_secs(30), "the node does not come back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    back.await??;
    last.ok_or_else(|| "the database was not away".into())
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

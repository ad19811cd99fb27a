//! An imitation of GitHub Actions: a real server of discovery on this machine, and claims as GitHub documents them
//! ("OpenID Connect reference").

use serde_json::{Value, json};

use super::hostile::{all_are_refused, forgeries, misfits, of_length, twice};
use super::imitation::{DOCUMENT, KEYS, Published, is_granted, ok, present, present_for};
use super::{Imitation, Signed};
use crate::harness::{Outcome, Stage, on_both};
use crate::token::conformance::keys::{Key, jti, now};
use crate::token::jwks_uri::is_refused;
use crate::token::raw::Raw;

on_both! {
    with_private_networks:
        a_workflow_signs_in_and_no_other_does
        keys_are_those_that_discovery_leads_to
        an_issuer_that_cannot_be_asked_is_no_failure_of_the_client;
    shared:
        an_issuer_on_this_machine_is_not_allowed
        a_pattern_takes_what_it_says_and_no_more;
}

/// What an issuer that cannot be believed publishes.
type Change = fn(&Published);

const NAMED: [(&str, &str); 4] = [
    ("sub", "repo:acme/sync:ref:refs/heads/main"),
    ("repository", "acme/sync"),
    ("ref", "refs/heads/main"),
    ("job_workflow_ref", "acme/sync/.github/workflows/nightly.yml@refs/heads/main"),
];

fn named() -> Value {
    NAMED.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

/// The token of a run of `acme/sync` on `main`, for this audience.
fn token_of_run(issuer: &str, audience: &str) -> Signed {
    let workflow = "acme/sync/.github/workflows/nightly.yml@refs/heads/main";
    Signed {
        header: json!({"typ": "JWT", "x5t": "example-thumbprint"}),
        claims: json!({
            "jti": jti(), "sub": "repo:acme/sync:ref:refs/heads/main", "aud": audience, "ref": "refs/heads/main",
            "sha": "3ba8c3f9a0b54b3d8f5b7d5f4e0f4d3c2b1a0f9e", "repository": "acme/sync",
            "repository_owner": "acme", "actor_id": "12", "repository_visibility": "private",
            "repository_id": "74", "repository_owner_id": "65", "run_id": "5487123541", "run_number": "10",
            "run_attempt": "2", "runner_environment": "github-hosted", "actor": "octocat", "workflow": "nightly",
            "head_ref": "", "base_ref": "", "event_name": "schedule", "ref_type": "branch",
            "ref_protected": "true", "workflow_ref": workflow, "job_workflow_ref": workflow, "iss": issuer,
            "nbf": now() - 600, "exp": now() + 300, "iat": now(),
        }),
    }
}

async fn a_workflow_signs_in_and_no_other_does(stage: &Stage) -> Outcome {
    let (github, published) = Imitation::discovered(stage, "github_actions", Key::rs256()?).await?;
    let client = github.client(stage, &named()).await?;
    let good = token_of_run(&github.issuer, &client.issuer);
    for run in [
        good.clone(),
        good.again().claiming(json!({"aud": ["https://platform.example/github_actions"]})),
        good.again().claiming(json!({"aud": "https://platform.example/github_actions"})),
    ] {
        is_granted(&present(stage, &client, &github.sign(&run)?).await?)?;
    }
    is_refused(&present(stage, &client, &github.sign(&good)?).await?).map_err(|_| "a token came twice")?;

    let elsewhere = github.client(stage, &named()).await?;
    let mut forged = misfits(&github, &good, &elsewhere.issuer)?;
    forged.extend(forgeries(&github, &good.again(), &Key::rs256()?)?);
    for member in ["repository", "sub", "aud", "exp", "actor"] {
        forged.push(twice(&github, &good.again(), member)?);
    }
    for (what, claims) in [
        ("another repository", json!({"repository": "acme/website"})),
        ("a repository that begins alike", json!({"repository": "acme/sync-fork"})),
        ("a fork", json!({"repository": "mallory/sync", "sub": "repo:mallory/sync:ref:refs/heads/main"})),
        ("another branch", json!({"ref": "refs/heads/dev", "sub": "repo:acme/sync:ref:refs/heads/dev"})),
        ("a branch of this name under another", json!({"ref": "refs/heads/x/refs/heads/main"})),
        ("a tag called main", json!({"ref": "refs/tags/main", "sub": "repo:acme/sync:ref:refs/tags/main"})),
        ("a pull request", json!({"ref": "refs/pull/7/merge", "sub": "repo:acme/sync:pull_request"})),
        ("an environment", json!({"sub": "repo:acme/sync:environment:live"})),
        (
            "another workflow",
            json!({"job_workflow_ref": "acme/sync/.github/workflows/pr.yml@refs/heads/main"}),
        ),
        ("no workflow", json!({"job_workflow_ref": null})),
        ("the repository as an array", json!({"repository": ["acme/sync"]})),
        ("the repository among others", json!({"repository": ["mallory/x", "acme/sync"]})),
        ("the repository in an object", json!({"repository": {"name": "acme/sync"}})),
        ("no repository", json!({"repository": null})),
        ("an empty repository", json!({"repository": ""})),
        ("a star as repository", json!({"repository": "*"})),
    ] {
        forged.push((what.to_owned(), github.sign(&good.again().claiming(claims))?));
    }
    assert!(forged.len() >= 30, "{}", forged.len());
    all_are_refused(stage, &client, &forged).await?;
    // Another client is named, or none.
    let fresh = || github.sign(&good.again());
    is_refused(&present_for(stage, &client, &elsewhere.client_id.to_string(), &fresh()?, "").await?)?;
    for id in ["cli_x", "unknown", "CLI_01K9VXQ8M4T7R2N6B0C3D5F8GH"] {
        is_refused(&present_for(stage, &client, id, &fresh()?, "").await?)?;
    }
    // What was refused has used nothing up, and made no one ask the issuer again.
    is_granted(&present(stage, &client, &fresh()?).await?)?;
    assert_eq!(published.asked(), [DOCUMENT, KEYS]);
    let long = of_length(&github, &good, 6 * 1024)?;
    is_granted(&present(stage, &client, &long).await?)?;
    let huge = present(stage, &client, &of_length(&github, &good, 12 * 1024)?).await?;
    assert_eq!(huge.status(), 413, "{huge:?}");
    Ok(())
}

async fn keys_are_those_that_discovery_leads_to(stage: &Stage) -> Outcome {
    let target = Published::start(&[&Key::rs256()?]).await?;
    let redirect = |to: &str| format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
    let all: [(&str, Change); 10] = [
        ("another issuer", |server: &Published| server.says(&json!({"issuer": "https://token.example"}))),
        ("a slash", |server: &Published| server.says(&json!({"issuer": format!("{}/", server.issuer)}))),
        ("no issuer", |server: &Published| server.says(&json!({"issuer": null}))),
        ("no keys", |server: &Published| server.says(&json!({"jwks_uri": null}))),
        ("a file", |server: &Published| server.says(&json!({"jwks_uri": "file:///etc/passwd"}))),
        ("http elsewhere", |server: &Published| server.says(&json!({"jwks_uri": "http://10.0.0.1/jwks"}))),
        ("words", |server: &Published| server.says(&json!({"jwks_uri": "keys"}))),
        ("no document", |server: &Published| server.answers(DOCUMENT, ok(&json!([])))),
        ("no key set", |server: &Published| server.answers(KEYS, ok(&json!({"keys": {}})))),
        ("an empty key set", |server: &Published| server.has(&[])),
    ];
    for (what, change) in all {
        let (github, published) = Imitation::discovered(stage, "github_actions", Key::rs256()?).await?;
        change(&published);
        let client = github.client(stage, &named()).await?;
        let token = github.sign(&token_of_run(&github.issuer, &client.issuer))?;
        is_refused(&present(stage, &client, &token).await?).map_err(|error| format!("{what}: {error}"))?;
    }
    for path in [DOCUMENT, KEYS] {
        let (github, published) = Imitation::discovered(stage, "github_actions", Key::rs256()?).await?;
        published.answers(path, redirect(&format!("{}{path}", target.issuer)));
        let client = github.client(stage, &named()).await?;
        let token = github.sign(&token_of_run(&github.issuer, &client.issuer))?;
        is_unavailable(&present(stage, &client, &token).await?)?;
    }
    assert!(target.asked().is_empty(), "redirects are not followed");
    Ok(())
}

fn is_unavailable(answer: &Raw) -> Outcome {
    let description = "the keys of the client's platform cannot be fetched: try again in 30 seconds";
    answer.is_error("HTTP/1.1 503 Service Unavailable", "temporarily_unavailable", description)?;
    assert_eq!(answer.all("retry-after"), ["30"]);
    Ok(())
}

async fn an_issuer_that_cannot_be_asked_is_no_failure_of_the_client(stage: &Stage) -> Outcome {
    let (github, published) = Imitation::discovered(stage, "github_actions", Key::rs256()?).await?;
    let client = github.client(stage, &named()).await?;
    published.answers(DOCUMENT, "HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n".to_owned());
    let good = token_of_run(&github.issuer, &client.issuer);
    for _ in 0..3 {
        is_unavailable(&present(stage, &client, &github.sign(&good.again())?).await?)?;
    }
    assert_eq!(published.asked(), [DOCUMENT], "it is not asked again at once");
    Ok(())
}

async fn an_issuer_on_this_machine_is_not_allowed(stage: &Stage) -> Outcome {
    let body = |issuer: &str| {
        json!({
            "name": format!("Platform {}", jti()), "preset": "other", "issuer": issuer, "jwks": null,
            "audience": null, "once_by_hash": false,
        })
    };
    let path = wire::paths::operator::workload_issuers();
    for issuer in [
        "http://token.example",
        "http://127.0.0.1:8080",
        "https://127.0.0.1",
        "https://10.1.2.3",
        "https://169.254.169.254",
        "https://[::1]",
        "https://[::ffff:10.0.0.1]",
        "https://localhost",
        "https://2130706433",
        "file:///etc/passwd",
        "token.example",
    ] {
        let answer = stage.operator.post(&path, body(issuer)).await?;
        assert_eq!(answer.wrong_fields()?, ["issuer"], "{issuer}");
    }
    Ok(())
}

async fn a_pattern_takes_what_it_says_and_no_more(stage: &Stage) -> Outcome {
    let issuer = format!("https://actions-{}.example", jti());
    let github = Imitation::inline(stage, "github_actions", issuer, Key::rs256()?, false).await?;
    let client = github.client(stage, &json!({"sub": "repo:acme/sync:*"})).await?;
    let good = token_of_run(&github.issuer, &client.issuer);
    for sub in [
        "repo:acme/sync:ref:refs/heads/dev",
        "repo:acme/sync:environment:live",
        "repo:acme/sync:pull_request",
    ] {
        let run = good.again().claiming(json!({"sub": sub}));
        is_granted(&present(stage, &client, &github.sign(&run)?).await?)?;
    }
    let mut forged = Vec::new();
    for sub in [
        "repo:acme/sync:",
        "repo:acme/sync",
        "repo:acme@65/sync@74:ref:refs/heads/main",
        "repo:acme/sync@74:ref:refs/heads/main",
        "repo:acme/sync-fork:ref:refs/heads/main",
        "repo:acme/sync2:ref:refs/heads/main",
        "repo:acme2/sync:ref:refs/heads/main",
        "repo:Acme/sync:ref:refs/heads/main",
        "repo:mallory/x:repo:acme/sync:ref:refs/heads/main",
        " repo:acme/sync:ref:refs/heads/main",
        "repo:acme/\u{455}ync:ref:refs/heads/main",
        "repo:acme/sync\u{ff1a}ref:refs/heads/main",
        "repo:acme%2Fsync:ref:refs/heads/main",
        "repo:acme//sync:ref:refs/heads/main",
        "*",
    ] {
        forged.push((sub.to_owned(), github.sign(&good.again().claiming(json!({"sub": sub})))?));
    }
    all_are_refused(stage, &client, &forged).await
}

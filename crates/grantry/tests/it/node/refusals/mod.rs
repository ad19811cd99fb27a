//! One line for each request that was refused or failed, with the reason that the caller is not told.

mod failures;
mod limits;

use reqwest::Method;
use serde_json::{Value, json};
use wire::paths;

use super::until;
use crate::harness::{Answer, Outcome, Partner, Stage, on_both};

on_both! {
    at_the_default_level:
        clients_are_told_little_and_the_operator_why
        people_are_told_little_and_the_operator_why
        who_is_named_in_what_cannot_be_read_is_told
        what_was_presented_is_not_in_the_log
        many_of_a_kind_are_a_few_lines;
}

/// The log's line about an answer, by its request id.
async fn line(stage: &Stage, answer: &Answer) -> Outcome<Value> {
    let id = answer.header("x-request-id").to_owned();
    assert!(!id.is_empty(), "{}", answer.asked);
    let found = until(async || {
        let log = stage.server().log_from(0);
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let mut about = lines.filter(|line| line["fields"]["request_id"] == id.as_str());
        let line = about.next();
        assert!(about.next().is_none(), "two lines for one request");
        Ok(line)
    });
    found.await.map_err(|error| format!("{}: {error}", answer.asked).into())
}

/// Checks the line's reason, and that it says what every line says.
async fn expect(stage: &Stage, answer: Answer, status: u16, reason: &str) -> Outcome<Value> {
    let answer = answer.ok(status)?;
    let line = line(stage, &answer).await?;
    let fields = &line["fields"];
    assert_eq!(fields["reason"], reason, "{line}");
    assert_eq!(fields["status"], status, "{line}");
    assert_eq!(fields["address"], "127.0.0.1", "{line}");
    assert!(fields["ms"].is_u64() && fields["route"].is_string() && line["timestamp"].is_string(), "{line}");
    assert_eq!(line["level"], "INFO", "{line}");
    let told = answer.body.contains(reason);
    assert!(!told || matches!(status, 400 | 429), "the caller is told: {}", answer.body);
    Ok(fields.clone())
}

async fn ask(stage: &Stage, id: &str, secret: &str, more: &[(&str, &str)]) -> Outcome<Answer> {
    let form = [&[("grant_type", "client_credentials")], more].concat();
    let request =
        stage.anonymous.request(Method::POST, "/oauth2/token").basic_auth(id, Some(secret)).form(&form);
    stage.anonymous.send(request).await
}

async fn clients_are_told_little_and_the_operator_why(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let (id, secret) = (partner.client_id.as_str(), partner.client_secret.as_str());
    let fields = expect(stage, ask(stage, id, "gts_wrong", &[]).await?, 401, "wrong secret").await?;
    assert_eq!(fields["claimed"], id);
    assert!(fields["caller"].is_null(), "no one has proved to be the client");
    let unknown = "cli_01K9VXQ8M4T7R2N6B0C3D5F8GH";
    let fields = expect(stage, ask(stage, unknown, secret, &[]).await?, 401, "unknown client").await?;
    assert_eq!(fields["claimed"], unknown);
    let scope = [("scope", "patients.read claims.delete")];
    let answer = ask(stage, id, secret, &scope).await?.ok(400)?;
    let fields = &line(stage, &answer).await?["fields"];
    assert_eq!(
        (&fields["reason"], &fields["detail"]),
        (&json!("scope unknown or not granted"), &json!("claims.delete"))
    );
    assert_eq!(fields["caller"], id);
    assert_eq!(fields["route"], "/oauth2/token");
    let resource = [("resource", "https://elsewhere.example")];
    let answer = ask(stage, id, secret, &resource).await?.ok(400)?;
    assert_eq!(line(stage, &answer).await?["fields"]["detail"], "https://elsewhere.example");
    // Introspection and the feed are asked by resource servers.
    let request = stage.anonymous.request(Method::POST, "/oauth2/introspect").basic_auth(id, Some(secret));
    let answer = stage.anonymous.send(request.form(&[("token", "x")])).await?;
    expect(stage, answer, 401, "unknown resource server").await?;
    Ok(())
}

/// A form that is refused before the credentials are looked at, and credentials that contradict each other.
async fn who_is_named_in_what_cannot_be_read_is_told(stage: &Stage) -> Outcome {
    let own = stage.tenant().await?.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let (id, secret) = (partner.client_id.as_str(), partner.client_secret.as_str());
    let basic = || stage.anonymous.request(Method::POST, "/oauth2/token").basic_auth(id, Some(secret));
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let twice = [form[0], form[0]];
    let other = [form[0], ("client_id", "someone-else")];
    let requests = [
        basic().json(&json!({"grant_type": "client_credentials"})),
        basic().form(&twice),
        basic().form(&form),
        basic().form(&other),
        basic().header("dpop", "x").header("dpop", "y").form(&form[..1]),
        stage
            .anonymous
            .request(Method::POST, "/oauth2/token?scope=x")
            .basic_auth(id, Some(secret))
            .form(&form[..1]),
        stage
            .anonymous
            .request(Method::POST, "/oauth2/token")
            .header("dpop", "x")
            .header("dpop", "y")
            .form(&form),
    ];
    for request in requests {
        let answer = stage.anonymous.send(request).await?.ok(400)?;
        let line = line(stage, &answer).await?;
        assert_eq!(line["fields"]["claimed"], id, "{line}");
    }
    Ok(())
}

async fn people_are_told_little_and_the_operator_why(stage: &Stage) -> Outcome {
    let (tenant, other) = (stage.tenant().await?, stage.tenant().await?);
    let session = &paths::account::session();
    let sign_in = async |email: &str| {
        stage.anonymous.post(session, json!({"email": email, "password": "a wrong pass phrase"})).await
    };
    let email = tenant.owner.me.email.as_str();
    let fields = expect(stage, sign_in(email).await?, 401, "wrong password").await?;
    assert_eq!(fields["claimed"], tenant.owner.me.id.to_string());
    expect(stage, sign_in("unknown@people.example").await?, 401, "unknown e-mail address").await?;
    let stranger = stage.anonymous.with(Some("A".repeat(43)));
    expect(stage, stranger.get(session).await?, 401, "unknown or ended session").await?;
    expect(stage, stage.anonymous.get(session).await?, 401, "no session").await?;
    let answer = tenant.owner.get(&other.at("/connections")).await?;
    let fields = expect(stage, answer, 404, "not a member of this tenant").await?;
    assert_eq!(fields["caller"], tenant.owner.me.id.to_string());
    expect(stage, tenant.owner.get(&paths::operator::tenants()).await?, 404, "not an operator").await?;
    let token = json!({"token": "A".repeat(43)});
    let look = stage.anonymous.post(&paths::account::look_at_invitation(), token).await?;
    expect(stage, look, 404, "unknown, used, ended or expired link").await?;
    let answer = tenant.owner.post(&tenant.at("/members"), json!({"nonsense": 1})).await?;
    assert!((400..500).contains(&answer.status));
    line(stage, &answer).await?;
    Ok(())
}

/// Wherever someone puts it: the stage looks for what it was told, and these it was not.
async fn what_was_presented_is_not_in_the_log(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let stray = "gts_0123456789abcdefghijABCDEFGHIJ0123456789abcdefghi";
    let mut answers = vec![
        ask(stage, &partner.client_id, stray, &[]).await?,
        ask(stage, stray, stray, &[]).await?,
        ask(stage, &partner.client_id, &partner.client_secret, &[("scope", stray)]).await?,
        ask(stage, &partner.client_id, &partner.client_secret, &[("resource", stray)]).await?,
    ];
    for path in [
        "/t/SECRET/oauth2/jwks?secret=SECRET",
        "/api/admin/v1/tenants/SECRET",
        "/SECRET.js",
        "/oauth2/verify?api=SECRET",
    ] {
        answers.push(stage.anonymous.get(&path.replace("SECRET", stray)).await?);
    }
    for answer in &answers {
        line(stage, answer).await?;
    }
    assert!(!stage.server().log_from(0).contains(&stray[4..]), "a secret is in the log");
    Ok(())
}

async fn many_of_a_kind_are_a_few_lines(stage: &Stage) -> Outcome {
    let unknown = "cli_01K9VXQ8M4T7R2N6B0C3D5F8GJ";
    for _ in 0..40 {
        ask(stage, unknown, "gts_wrong", &[]).await?.ok(401)?;
    }
    // Another kind has lines of its own.
    expect(stage, ask(stage, "nonsense", "x", &[("grant_type", "x")]).await?, 400, "invalid_request").await?;
    let log = stage.server().log_from(0);
    let lines = log.lines().filter(|line| line.contains(unknown)).count();
    assert!((1..=10).contains(&lines), "{lines} lines");
    Ok(())
}

//! The security headers, on every kind of answer.

use wire::paths;

use crate::harness::{Answer, Outcome, Stage, on_both};

on_both! {
    shared: every_answer_has_the_security_headers pictures_come_from_here_alone private_answers_are_not_kept;
}

/// Answers of every kind, by what they are.
async fn answers(stage: &Stage) -> Outcome<Vec<Answer>> {
    let (anonymous, operator) = (&stage.anonymous, &stage.operator);
    let cross_site = operator.request(reqwest::Method::POST, &paths::operator::tenants());
    Ok(vec![
        operator.get(&paths::operator::tenants()).await?.ok(200)?,
        anonymous.get(&paths::operator::tenants()).await?.ok(401)?,
        operator.get("/api/operator/v1/nothing").await?.ok(404)?,
        operator.verb(&paths::operator::tenants()).await?.ok(415)?,
        operator.send(cross_site.header("origin", "https://evil.example")).await?.ok(403)?,
        anonymous.verb("/oauth2/token").await?,
        anonymous.get("/oauth2/jwks").await?.ok(200)?,
        anonymous.get("/demo-api/v1/patients").await?.ok(401)?,
        anonymous.get("/livez").await?.ok(200)?,
        anonymous.get("/docs").await?,
        anonymous.get("/nothing.here").await?,
        anonymous.get("/sign-in").await?,
    ])
}

async fn every_answer_has_the_security_headers(stage: &Stage) -> Outcome {
    for answer in answers(stage).await? {
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{}: {policy}", answer.asked);
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{}", answer.asked);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{}: {name}", answer.asked);
        }
        assert!(!answer.header("permissions-policy").is_empty(), "{}", answer.asked);
        assert_eq!(answer.header("x-request-id").len(), 36, "{}", answer.asked);
        assert_eq!(answer.header("server"), "", "{}", answer.asked);
        // The public URL is http here: no one is told to insist on https.
        assert_eq!(answer.header("strict-transport-security"), "", "{}", answer.asked);
    }
    Ok(())
}

/// Those of Swagger UI too: they are files, and not within its style sheet.
async fn pictures_come_from_here_alone(stage: &Stage) -> Outcome {
    for path in ["/sign-in", "/livez", "/docs", "/docs/ui/swagger-ui.css", "/docs/ui/picture-0.svg"] {
        let answer = stage.anonymous.get(path).await?.ok(200)?;
        let policy = answer.header("content-security-policy");
        let pictures = policy.split(';').map(str::trim).find(|part| part.starts_with("img-src"));
        assert_eq!(pictures, Some("img-src 'self'"), "{path}");
    }
    Ok(())
}

async fn private_answers_are_not_kept(stage: &Stage) -> Outcome {
    for answer in [
        stage.operator.get(&paths::operator::tenants()).await?,
        stage.anonymous.get(&paths::operator::tenants()).await?,
        stage.operator.get("/api/operator/v1/nothing").await?,
        stage.anonymous.verb("/oauth2/token").await?,
    ] {
        assert_eq!(answer.header("cache-control"), "no-store", "{}", answer.asked);
    }
    Ok(())
}

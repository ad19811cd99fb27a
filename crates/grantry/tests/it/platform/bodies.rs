//! What cannot be read is refused, and the refusal says where.

use serde_json::json;
use wire::{paths, problem::ProblemCode};

use crate::harness::{Answer, Outcome, Stage, details, on_both, wanted};

on_both! {
    shared: an_unknown_field_is_named wrong_types_are_named_by_their_path every_wrong_field_is_named
        only_json_is_taken a_large_body_is_refused an_unknown_parameter_is_refused
        unknown_addresses_are_problems an_id_that_is_none_names_nothing;
}

/// Sends a body that is JSON or not.
async fn post(stage: &Stage, path: &str, content_type: &str, body: String) -> Outcome<Answer> {
    let request = stage.operator.request(reqwest::Method::POST, path);
    stage.operator.send(request.header("content-type", content_type).body(body)).await
}

async fn an_unknown_field_is_named(stage: &Stage) -> Outcome {
    let body = json!({"name": "Clinic", "owner_email": "a@b.example", "colour": "red"});
    let answer = stage.operator.post(&paths::operator::tenants(), body).await?.ok(400)?;
    let problem = answer.problem(ProblemCode::Malformed)?;
    assert!(problem.detail.contains("colour"), "{}", problem.detail);
    Ok(())
}

async fn wrong_types_are_named_by_their_path(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    let mut scopes = wanted(&["patients.read", "claims.read"], &[]);
    scopes[1]["name"] = "NOT A NAME".into();
    let path = publisher.at(&format!("/apps/{}/versions", app.id));
    let answer = publisher.owner.post(&path, json!({"after_version": 0, "scopes": scopes})).await?;
    let problem = answer.ok(400)?.problem(ProblemCode::Malformed)?;
    assert_eq!(
        problem.errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(),
        ["scopes[1].name"]
    );
    for body in
        ["", "{", "[]", "null", "{} {}", "{\"name\":\"a\",\"name\":\"b\",\"owner_email\":\"a@b.example\"}"]
    {
        let answer = post(stage, &paths::operator::tenants(), "application/json", body.into()).await?;
        answer.ok(400)?.problem(ProblemCode::Malformed).map_err(|error| format!("{body}: {error}"))?;
    }
    Ok(())
}

async fn every_wrong_field_is_named(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let mut app = details("targeted");
    app["name"] = "".into();
    app["summary"] = "x".repeat(161).into();
    app["website"] = "http://acme.example".into();
    app["support_contact"] = "call us".into();
    let mut wrong = publisher.owner.post(&publisher.at("/apps"), app).await?.wrong_fields()?;
    wrong.sort();
    assert_eq!(wrong, ["name", "summary", "support_contact", "website"]);

    let draft = publisher.draft().await?;
    let mut scopes = wanted(&["patients.read", "patients.read", "no.such"], &[]);
    scopes[0]["reason"] = " ".into();
    let path = publisher.at(&format!("/apps/{}/versions", draft.id));
    let body = json!({"after_version": 0, "scopes": scopes, "note": "n".repeat(1001)});
    let mut wrong = publisher.owner.post(&path, body).await?.wrong_fields()?;
    wrong.sort();
    assert_eq!(wrong, ["note", "scopes[0].reason", "scopes[1].name", "scopes[2].name"]);
    Ok(())
}

async fn only_json_is_taken(stage: &Stage) -> Outcome {
    let body = json!({"name": "Clinic", "owner_email": "a@b.example"}).to_string();
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=\"UTF-16LE\"",
        "application/json;charset=latin1",
        "application/json; x=y; CHARSET=us",
        "",
    ] {
        let answer = post(stage, &paths::operator::tenants(), content_type, body.clone()).await?;
        answer.ok(415).map_err(|error| format!("{content_type}: {error}"))?.problem(ProblemCode::NotJson)?;
    }
    let twice = stage.operator.request(reqwest::Method::POST, &paths::operator::tenants());
    let twice = twice.header("content-type", "application/json").header("content-type", "application/json");
    stage.operator.send(twice.body(body.clone())).await?.ok(415)?.problem(ProblemCode::NotJson)?;
    for content_type in
        ["Application/JSON; charset=utf-8", "application/json;charset=\"UTF8\"", "application/json; a=b"]
    {
        post(stage, &paths::operator::tenants(), content_type, body.clone()).await?.ok(201)?;
    }
    Ok(())
}

async fn a_large_body_is_refused(stage: &Stage) -> Outcome {
    let body = json!({"name": "x".repeat(70_000), "owner_email": "a@b.example"}).to_string();
    let answer = post(stage, &paths::operator::tenants(), "application/json", body).await?;
    answer.ok(413)?.problem(ProblemCode::TooLarge)?;
    Ok(())
}

async fn an_unknown_parameter_is_refused(stage: &Stage) -> Outcome {
    let answer = stage.operator.get(&(paths::operator::tenants() + "?page=2")).await?.ok(400)?;
    assert!(answer.problem(ProblemCode::Malformed)?.detail.contains("page"));
    stage
        .operator
        .get(&(paths::operator::tenants() + "?limit=many"))
        .await?
        .ok(400)?
        .problem(ProblemCode::Malformed)?;
    Ok(())
}

async fn unknown_addresses_are_problems(stage: &Stage) -> Outcome {
    for path in ["/api/operator/v1/nothing", "/api/admin/v2", "/api/", "/api/operator/v1/tenants/nonsense"] {
        stage.operator.get(path).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    }
    Ok(())
}

async fn an_id_that_is_none_names_nothing(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    for (person, path) in [
        (&tenant.owner, tenant.at("/connections/nonsense")),
        (&publisher.owner, publisher.at("/apps/nonsense")),
        (&stage.operator, "/api/operator/v1/apis/nonsense/resource-servers".to_owned()),
    ] {
        person.get(&path).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    }
    Ok(())
}

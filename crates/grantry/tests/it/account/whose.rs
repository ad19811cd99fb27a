//! Each answer says whose session it is, and acts for no one else. Sign-in by plain http is refused before it acts.

use model::role::TenantRole;
use reqwest::Method;
use serde_json::json;
use wire::{
    paths::{self, account},
    problem::ProblemCode,
};

use crate::harness::{Outcome, Person, Stage, on_both, people::token_of};

on_both! {
    shared: each_answer_says_whose_session_it_is nothing_is_done_for_another_person a_look_is_refused_too
        plain_http_uses_no_link_up;
}

async fn each_answer_says_whose_session_it_is(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (owner, viewer) = (&tenant.owner, tenant.join(TenantRole::Viewer).await?);
    for person in [owner, &viewer] {
        let id = person.me.id.to_string();
        for path in
            [&account::session(), &tenant.at(""), &tenant.at("/members"), &tenant.at("/no-such-thing")]
        {
            let answer = person.get(path).await?;
            let whose = answer.header("grantry-person");
            // What is mounted nowhere asks no one.
            assert!(whose == id || answer.status == 404 && whose.is_empty(), "{path}: {whose}");
        }
        let refused = person.put(&tenant.at(""), json!({"name": ""})).await?;
        assert_eq!(refused.header("grantry-person"), id, "{}", refused.status);
    }
    let publisher = stage.publisher().await?;
    for (person, path) in [
        (&publisher.owner, publisher.at("/apps")),
        (&publisher.owner, publisher.at("/members")),
        (&stage.operator, paths::operator::tenants()),
        (&stage.operator, paths::operator::health()),
    ] {
        assert_eq!(person.get(&path).await?.header("grantry-person"), person.me.id.to_string(), "{path}");
    }
    assert_eq!(stage.anonymous.get(&account::session()).await?.header("grantry-person"), "");
    let body = json!({"email": owner.me.email, "password": owner.password});
    let signed_in = stage.anonymous.post(&account::session(), body).await?.ok(200)?;
    assert_eq!(signed_in.header("grantry-person"), owner.me.id.to_string());
    Ok(())
}

/// The page was Ann's, and Bob signed in in the next tab: all that differs is the cookie.
async fn nothing_is_done_for_another_person(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let second = tenant.join(TenantRole::Owner).await?;
    let before: wire::admin::Tenant = second.read(&tenant.at("")).await?;
    let rename = |who: Vec<String>, name: &str| {
        let mut request = second.request(Method::PUT, &tenant.at(""));
        for one in who {
            request = request.header("grantry-person", one);
        }
        second.send(request.json(&json!({"name": name, "revision": before.revision})))
    };
    let (ann, bob) = (tenant.owner.me.id.to_string(), second.me.id.to_string());
    for who in [vec![ann.clone()], vec![bob.clone(), ann.clone()], vec![String::new()], vec!["per_x".into()]]
    {
        rename(who, "Taken").await?.ok(409)?.problem(ProblemCode::AnotherPerson)?;
    }
    let named: wire::admin::Tenant = second.read(&tenant.at("")).await?;
    assert_eq!(named.name, tenant.name);
    rename(vec![bob], "Renamed").await?.ok(200)?;
    // Nor is the other one signed out.
    let out = second.request(Method::DELETE, &account::session()).header("grantry-person", ann);
    second.send(out).await?.ok(409)?;
    second.get(&account::session()).await?.ok(200)?;
    Ok(())
}

async fn a_look_is_refused_too(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (owner, operator) = (&tenant.owner, &stage.operator);
    for (person, other, path) in [
        (owner, operator, account::session()),
        (owner, operator, tenant.at("/connections")),
        (operator, owner, paths::operator::tenants()),
    ] {
        let request = person.request(Method::GET, &path).header("grantry-person", other.me.id.to_string());
        person.send(request).await?.ok(409)?.problem(ProblemCode::AnotherPerson)?;
    }
    Ok(())
}

/// No cookie would come back from such a page: the link stays good for the right one.
async fn plain_http_uses_no_link_up(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let invited = tenant.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    let accept = json!({"token": token_of(&invited.link), "name": "Ann", "password": Person::new_password()});
    let sign_in = json!({"email": tenant.owner.me.email, "password": tenant.owner.password});
    let lost: wire::operator::PasswordLink = stage
        .operator
        .create(&paths::operator::password_links(), json!({"email": tenant.owner.me.email}))
        .await?;
    let reset = json!({"token": token_of(&lost.link), "password": Person::new_password()});
    let from = async |origin: &str, host: &str, path: &str, body: &serde_json::Value| {
        let request =
            stage.anonymous.request(Method::POST, path).header("origin", origin).header("host", host);
        stage.anonymous.send(request.json(body)).await
    };
    let all = [
        (&account::accept_invitation(), &accept),
        (&account::use_password_link(), &reset),
        (&account::session(), &sign_in),
    ];
    for (path, body) in all {
        for host in ["grantry.lan", "10.0.0.5:8080", "localhost.evil.example:1"] {
            let answer = from(&format!("http://{host}"), host, path, body).await?.ok(403)?;
            assert_eq!(answer.set_cookie(), "");
            answer.problem(ProblemCode::Insecure)?;
        }
    }
    from("https://grantry.lan", "grantry.lan", &account::session(), &sign_in).await?.ok(200)?;
    from("http://localhost:1", "localhost:1", &account::session(), &sign_in).await?.ok(200)?;
    Person::join(&stage.anonymous, &invited.link).await?;
    Ok(())
}

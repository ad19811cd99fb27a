//! Personal access tokens: made, shown once, used in the place of a cookie, and ended.

use api_client::account;
use futures_util::future::try_join_all;
use model::{access_token::TokenScope, audit::AuditAction, ids::AccessTokenId, role::TenantRole};
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use wire::{
    account::{AccessToken, MadeAccessToken, Me, NewAccessToken},
    activity::Activity,
    admin,
    idempotency::IDEMPOTENCY_KEY,
    notices::Notice,
    page::{Page, PageQuery},
    paths,
    problem::ProblemCode,
};

use crate::harness::{Answer, Client, Outcome, Person, Stage, next, on_both, until};

on_both! {
    shared: a_token_is_shown_once_and_listed a_token_has_rules a_key_makes_one_token
        the_header_counts_alone what_is_no_token_is_not_looked_up a_token_needs_no_page_of_ours
        one_end_of_ten_succeeds no_one_ends_what_is_not_theirs a_token_keeps_to_its_networks
        histories_name_person_and_token who_lost_the_role_lost_it_for_the_token
        a_new_password_keeps_tokens_and_sessions_leave_them_out a_reported_token_ends
        fifty_are_the_most_of_a_person;
}

fn wanted(scopes: &[TokenScope]) -> NewAccessToken {
    NewAccessToken { name: "Nightly sync".into(), scopes: scopes.to_vec(), days: 30, networks: Vec::new() }
}

pub(super) async fn made(by: &Client, scopes: &[TokenScope]) -> Outcome<MadeAccessToken> {
    by.call(account::make_access_token(&wanted(scopes))).await
}

async fn listed(by: &Client) -> Outcome<Vec<AccessToken>> {
    Ok(by.call(account::access_tokens()).await?.items)
}

/// A request of a program: no cookie, and the token.
fn request(stage: &Stage, method: Method, path: &str, token: &str) -> RequestBuilder {
    stage.anonymous.request(method, path).bearer_auth(token)
}

async fn get(stage: &Stage, path: &str, token: &str) -> Outcome<Answer> {
    stage.anonymous.send(request(stage, Method::GET, path, token)).await
}

/// The token does not work.
pub(super) async fn is_over(stage: &Stage, token: &str) -> Outcome {
    let answer = get(stage, &paths::account::session(), token).await?.ok(401)?;
    assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"grantry\", error=\"invalid_token\"");
    answer.problem(ProblemCode::SignedOut)?;
    Ok(())
}

async fn a_token_is_shown_once_and_listed(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let made = made(&owner, &[TokenScope::Read, TokenScope::Write]).await?;
    assert!(made.token.starts_with("gta_") && made.token.len() == 53);
    assert!(made.token.ends_with(&made.access_token.last_four));
    let before = listed(&owner).await?;
    assert_eq!(before, std::slice::from_ref(&made.access_token));
    assert_eq!((before[0].last_used_at, before[0].last_used_from.as_deref()), (None, None));
    assert_eq!((before[0].ends_at - before[0].made_at).num_days(), 30);
    let body = owner.get(&paths::account::access_tokens()).await?.ok(200)?.body;
    assert!(!body.contains(&made.token), "the text is in the first answer alone");

    let me: Me = get(stage, &paths::account::session(), &made.token).await?.ok(200)?.json()?;
    assert_eq!(me.id, owner.me.id);
    let used = listed(&owner).await?;
    assert!(used[0].last_used_at.is_some());
    assert_eq!(used[0].last_used_from.as_deref(), Some("127.0.0.1"));

    owner.call(account::end_access_token(made.access_token.id)).await?;
    is_over(stage, &made.token).await?;
    assert!(listed(&owner).await?.is_empty());
    Ok(())
}

async fn a_token_has_rules(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let whole = json!({"name": "Sync", "scopes": ["read"], "days": 1, "networks": ["192.0.2.0/24"]});
    for (field, value, named) in [
        ("name", json!(" "), "name"),
        ("scopes", json!([]), "scopes"),
        ("scopes", json!(["read", "read"]), "scopes"),
        ("days", json!(0), "days"),
        ("days", json!(366), "days"),
        ("networks", json!(["0.0.0.0/0"]), "networks[0]"),
    ] {
        let mut body = whole.clone();
        body[field] = value;
        let answer = owner.post(&paths::account::access_tokens(), body).await?;
        assert_eq!(answer.wrong_fields()?, [named]);
    }
    owner.post(&paths::account::access_tokens(), whole).await?.ok(201)?;
    Ok(())
}

async fn a_key_makes_one_token(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let send = || {
        let request = owner.request(Method::POST, &paths::account::access_tokens());
        owner.send(request.header(IDEMPOTENCY_KEY, "one-token").json(&wanted(&[TokenScope::Read])))
    };
    let first: MadeAccessToken = send().await?.ok(201)?.json()?;
    let again = send().await?.ok(409)?.problem(ProblemCode::MadeNotShown)?;
    let kept = again.made.ok_or("nothing of the first answer")?;
    assert_eq!(kept["access_token"]["id"], first.access_token.id.to_string());
    assert_eq!(kept["token"], "");
    assert_eq!(listed(&owner).await?.len(), 1);
    Ok(())
}

async fn the_header_counts_alone(stage: &Stage) -> Outcome {
    let (one, other) = (stage.tenant().await?.owner, stage.tenant().await?.owner);
    let token = made(&other, &[TokenScope::Read]).await?.token;
    let with_both = |token: &str| one.request(Method::GET, &paths::account::session()).bearer_auth(token);
    let me: Me = one.send(with_both(&token)).await?.ok(200)?.json()?;
    assert_eq!(me.id, other.me.id, "the cookie is of the other person");
    one.send(with_both("nonsense")).await?.ok(401)?;
    // In the cookie it is no session.
    stage.anonymous.with(Some(token)).get(&paths::account::session()).await?.ok(401)?;
    // A proxy's own scheme is not ours.
    let behind = one.request(Method::GET, &paths::account::session()).basic_auth("proxy", Some("password"));
    one.send(behind).await?.ok(200)?;
    Ok(())
}

async fn what_is_no_token_is_not_looked_up(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let token = made(&owner, &[TokenScope::Read]).await?.token;
    let other = if token.ends_with('0') { "1" } else { "0" };
    let damaged = format!("{}{other}", &token[..52]);
    for text in [damaged.as_str(), "gta_", "", "nonsense"] {
        let answer = get(stage, &paths::account::session(), text).await?.ok(401)?;
        assert_eq!(stage.statements(&answer).await?, 0, "{text}");
    }
    let answer = get(stage, &paths::account::session(), &token).await?.ok(200)?;
    assert!(stage.statements(&answer).await? > 0);
    Ok(())
}

async fn a_token_needs_no_page_of_ours(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let token = made(&owner, &[TokenScope::Read]).await?.token;
    let elsewhere = |request: RequestBuilder| request.header("origin", "https://tools.example");
    let path = paths::account::session();
    let asked = elsewhere(request(stage, Method::GET, &path, &token));
    stage.anonymous.send(asked).await?.ok(200)?;
    for refused in [
        elsewhere(owner.request(Method::GET, &path)),
        elsewhere(owner.request(Method::GET, &path).bearer_auth("nonsense")),
    ] {
        stage.anonymous.send(refused).await?.ok(403)?.problem(ProblemCode::CrossSite)?;
    }
    Ok(())
}

async fn one_end_of_ten_succeeds(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = made(&tenant.owner, &[TokenScope::Read]).await?;
    let call = account::end_access_token(made.access_token.id);
    let answers = try_join_all((0..10).map(|_| tenant.owner.make(&call))).await?;
    let ended = answers.iter().filter(|answer| answer.status == 204).count();
    let too_late = answers.iter().filter(|answer| answer.status == 404).count();
    assert_eq!((ended, too_late), (1, 9));
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let told = history.items.iter().filter(|entry| entry.action == AuditAction::AccessTokenEnded);
    assert_eq!(told.count(), 1);
    is_over(stage, &made.token).await
}

async fn no_one_ends_what_is_not_theirs(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let viewer = tenant.join(TenantRole::Viewer).await?;
    let made = made(&viewer, &[TokenScope::Read]).await?;
    for stranger in [&tenant.owner, &stage.operator] {
        let call = account::end_access_token(made.access_token.id);
        stranger.make(&call).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    }
    viewer.make(&account::end_access_token(AccessTokenId::new(1, &[9; 10]))).await?.ok(404)?;
    get(stage, &paths::account::session(), &made.token).await?.ok(200)?;
    Ok(())
}

async fn fifty_are_the_most_of_a_person(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let first = made(&owner, &[TokenScope::Read]).await?;
    for _ in 1..50 {
        made(&owner, &[TokenScope::Read]).await?;
    }
    let one_more = account::make_access_token(&wanted(&[TokenScope::Read]));
    owner.make(&one_more).await?.ok(409)?.problem(ProblemCode::QuotaReached)?;
    // Sessions and tokens don't count together.
    owner.sign_in_again().await?;
    get(stage, &paths::account::session(), &first.token).await?.ok(200)?;
    owner.call(account::end_access_token(first.access_token.id)).await?;
    owner.make(&one_more).await?.ok(201)?;
    Ok(())
}

async fn a_token_keeps_to_its_networks(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let within = async |network: &str| -> Outcome<String> {
        let networks = vec![network.into()];
        let request = NewAccessToken { networks, ..wanted(&[TokenScope::Read]) };
        Ok(owner.call(account::make_access_token(&request)).await?.token)
    };
    let (here, elsewhere) = (within("127.0.0.0/8").await?, within("192.0.2.0/24").await?);
    get(stage, &paths::account::session(), &here).await?.ok(200)?;
    let refused = get(stage, &paths::account::session(), &elsewhere).await?.ok(403)?;
    refused.problem(ProblemCode::Forbidden)?;
    let unused = listed(&owner).await?.into_iter().filter(|token| token.last_used_at.is_none());
    assert_eq!(unused.count(), 1, "a refused use is none");
    Ok(())
}

async fn histories_name_person_and_token(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let token = made(&tenant.owner, TokenScope::ALL).await?.token;
    let before: admin::Tenant = tenant.owner.read(&tenant.at("")).await?;
    let rename = json!({"name": format!("Clinic {}", next()), "revision": before.revision});
    let sent = request(stage, Method::PUT, &tenant.at(""), &token).json(&rename);
    stage.anonymous.send(sent).await?.ok(200)?;
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let renamed = &history.items[0];
    assert_eq!(renamed.action, AuditAction::TenantChanged);
    assert_eq!(renamed.actor, format!("{}, by access token “Nightly sync”", tenant.owner.me.name));
    assert_eq!(renamed.actor_id, Some(tenant.owner.me.id));
    let told = history.items.iter().find(|entry| entry.action == AuditAction::AccessTokenMade);
    let told = told.ok_or("the token is not in the history")?;
    assert_eq!((told.actor.as_str(), told.object_name.as_str()), (&*tenant.owner.me.name, "Nightly sync"));
    assert!(told.detail.as_ref().is_some_and(|detail| detail.starts_with("Scopes read, write")));
    Ok(())
}

async fn who_lost_the_role_lost_it_for_the_token(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let token = made(&admin, TokenScope::ALL).await?.token;
    get(stage, &tenant.at(""), &token).await?.ok(200)?;
    tenant.owner.delete(&tenant.at(&format!("/members/{}", admin.me.id))).await?.ok(204)?;
    get(stage, &tenant.at(""), &token).await?.ok(404)?;
    Ok(())
}

async fn a_new_password_keeps_tokens_and_sessions_leave_them_out(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let token = made(&owner, &[TokenScope::Read]).await?.token;
    assert_eq!(owner.call(account::sessions()).await?.items.len(), 1, "a token is no session of a browser");
    owner.call(account::end_other_sessions()).await?;
    let (current, new) = (&owner.password, Person::new_password());
    let body = json!({"current_password": current, "new_password": new});
    owner.post(&paths::account::password(), body).await?.ok(200)?;
    get(stage, &paths::account::session(), &token).await?.ok(200)?;
    owner.get(&paths::account::session()).await?.ok(401)?;
    Ok(())
}

async fn a_reported_token_ends(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = made(&tenant.owner, &[TokenScope::Read]).await?;
    let report = async || {
        let body = json!({"secret": format!(" {}\n", made.token)});
        stage.anonymous.post(&paths::account::found_secrets(), body).await
    };
    let first = report().await?.ok(202)?.body;
    is_over(stage, &made.token).await?;
    assert_eq!(report().await?.ok(202)?.body, first, "the answer says nothing");
    let title = "Your access token Nightly sync was reported as leaked, and has ended";
    let notice: Notice = until(async || {
        let inbox = tenant.owner.call(account::notices(PageQuery::default())).await?;
        Ok(inbox.items.into_iter().find(|notice| notice.title == title))
    })
    .await?;
    assert_eq!(notice.path, "/account/access-tokens");
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let told: Vec<_> =
        history.items.iter().filter(|entry| entry.action == AuditAction::AccessTokenReported).collect();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].actor.as_str(), told[0].from.as_ref()), ("Someone", None));
    Ok(())
}

//! A person's own sessions: their list, their ends, and what takes the place of what.

use api_client::account;
use futures_util::future::try_join_all;
use model::{audit::AuditAction, ids::SessionId, role::TenantRole};
use reqwest::Method;
use serde_json::json;
use wire::{account::SessionView, activity::Activity, page::Page, paths, problem::ProblemCode};

use crate::harness::{Answer, Client, Outcome, Person, Stage, on_both};

on_both! {
    shared: a_person_reads_their_sessions an_ended_session_is_over_at_once the_others_end_together
        no_one_ends_what_is_not_theirs one_end_of_ten_succeeds sessions_that_end_each_other
        a_cookie_of_the_callers_choice_is_never_taken signing_in_replaces_the_browsers_session
        a_refused_sign_in_replaces_nothing the_longest_unused_makes_room;
}

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";

/// Signs in with this password in a browser that has the client's session.
async fn sign_in(browser: &Client, person: &Person, password: &str) -> Outcome<Answer> {
    let body = json!({"email": person.me.email, "password": password});
    let request = browser.request(Method::POST, &paths::account::session()).header("user-agent", FIREFOX);
    browser.send(request.json(&body)).await
}

async fn sessions(of: &Client) -> Outcome<Vec<SessionView>> {
    Ok(of.call(account::sessions()).await?.items)
}

async fn current(of: &Client) -> Outcome<SessionView> {
    let found = sessions(of).await?.into_iter().find(|session| session.current);
    found.ok_or_else(|| "no session is the current one".into())
}

async fn is_over(session: &Client) -> Outcome {
    session.get(&paths::account::session()).await?.ok(401)?.problem(ProblemCode::SignedOut)?;
    Ok(())
}

/// What a history tells of ended sessions, newest first.
async fn told(person: &Person, activity: &str) -> Outcome<Vec<Option<String>>> {
    let history: Page<Activity> = person.read(activity).await?;
    let ended = history.items.into_iter().filter(|entry| entry.action == AuditAction::SessionEnded);
    Ok(ended.map(|entry| entry.detail).collect())
}

async fn a_person_reads_their_sessions(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    let answer = sign_in(&stage.anonymous, &person, &person.password).await?.ok(200)?;
    let firefox = person.with(Some(answer.bearer().ok_or("no cookie")?));
    let listed = sessions(&firefox).await?;
    let [newest, first] = listed.as_slice() else { return Err(format!("{listed:?}").into()) };
    assert!(newest.current && !first.current);
    assert_eq!((newest.device.as_str(), first.device.as_str()), ("Firefox on Windows", "Unknown browser"));
    for session in &listed {
        assert_eq!(session.created_from.as_deref(), Some("127.0.0.1"));
        assert_eq!(session.last_seen_from.as_deref(), Some("127.0.0.1"));
        assert!(session.last_seen_at >= session.created_at);
    }
    let from_there = sessions(&person).await?;
    let current: Vec<_> = from_there.iter().filter(|one| one.current).map(|one| one.id).collect();
    assert_eq!(current, [first.id]);
    // Neither the token nor its hash is in it.
    let body = firefox.get(&paths::account::sessions()).await?.ok(200)?.body;
    for client in [&firefox, &person.client] {
        assert!(client.cookie.as_ref().is_some_and(|bearer| !body.contains(bearer.as_str())));
    }
    Ok(())
}

async fn an_ended_session_is_over_at_once(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let other = tenant.owner.sign_in_again().await?;
    let id = current(&other).await?.id;
    tenant.owner.call(account::end_session(id)).await?;
    is_over(&other).await?;
    other.put(&tenant.at(""), json!({"name": "Taken", "revision": 0})).await?.ok(401)?;
    assert_eq!(sessions(&tenant.owner).await?.len(), 1);
    tenant.owner.make(&account::end_session(id)).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    assert_eq!(told(&tenant.owner, &tenant.at("/activity")).await?, [Some("One session".to_owned())]);
    // The own one too: as signing out.
    tenant.owner.call(account::end_session(current(&tenant.owner).await?.id)).await?;
    is_over(&tenant.owner).await
}

async fn the_others_end_together(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (viewer, activity) = (tenant.join(TenantRole::Viewer).await?, tenant.at("/activity"));
    let others = [tenant.owner.sign_in_again().await?, tenant.owner.sign_in_again().await?];
    tenant.owner.call(account::end_other_sessions()).await?;
    for other in &others {
        is_over(other).await?;
    }
    let left = sessions(&tenant.owner).await?;
    assert!(left.len() == 1 && left[0].current, "{left:?}");
    assert_eq!(sessions(&viewer).await?.len(), 1, "those of other people go on");
    // With none left nothing happens, and nothing is told.
    tenant.owner.call(account::end_other_sessions()).await?;
    assert_eq!(told(&tenant.owner, &activity).await?, [Some("2 sessions".to_owned())]);
    Ok(())
}

async fn no_one_ends_what_is_not_theirs(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let viewer = tenant.join(TenantRole::Viewer).await?;
    let id = current(&viewer).await?.id;
    for stranger in [&tenant.owner, &stage.tenant().await?.owner, &stage.operator] {
        stranger.make(&account::end_session(id)).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    }
    stage.anonymous.make(&account::end_session(id)).await?.ok(401)?;
    let unknown = SessionId::new(1, &[9; 10]);
    viewer.make(&account::end_session(unknown)).await?.ok(404)?;
    assert_eq!(current(&viewer).await?.id, id);
    Ok(())
}

async fn one_end_of_ten_succeeds(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let other = tenant.owner.sign_in_again().await?;
    let call = account::end_session(current(&other).await?.id);
    let answers = try_join_all((0..10).map(|_| tenant.owner.make(&call))).await?;
    let ended = answers.iter().filter(|answer| answer.status == 204).count();
    let too_late = answers.iter().filter(|answer| answer.status == 404).count();
    assert_eq!((ended, too_late), (1, 9));
    assert_eq!(told(&tenant.owner, &tenant.at("/activity")).await?.len(), 1);
    is_over(&other).await
}

/// One is first, and the other finds that it has ended.
async fn sessions_that_end_each_other(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    for _ in 0..5 {
        let [one, other] = [person.sign_in_again().await?, person.sign_in_again().await?];
        let (end_one, end_other) =
            (account::end_session(current(&one).await?.id), account::end_session(current(&other).await?.id));
        let (first, second) = tokio::join!(one.make(&end_other), other.make(&end_one));
        let mut statuses = [first?.status, second?.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 401]);
    }
    Ok(())
}

async fn a_cookie_of_the_callers_choice_is_never_taken(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    let chosen = "A".repeat(43);
    let attacker = stage.anonymous.with(Some(chosen.clone()));
    let answer = sign_in(&attacker, &person, &person.password).await?.ok(200)?;
    let bearer = answer.bearer().ok_or("no cookie")?;
    assert_ne!(bearer, chosen);
    is_over(&attacker).await?;
    person.with(Some(bearer)).get(&paths::account::session()).await?.ok(200)?;
    Ok(())
}

/// Of the same person, and of another.
async fn signing_in_replaces_the_browsers_session(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (owner, viewer) = (&tenant.owner, tenant.join(TenantRole::Viewer).await?);
    let elsewhere = owner.sign_in_again().await?;
    let answer = sign_in(owner, owner, &owner.password).await?.ok(200)?;
    is_over(owner).await?;
    let again = owner.with(Some(answer.bearer().ok_or("no cookie")?));
    assert_eq!(sessions(&again).await?.len(), 2, "it has taken the place of one");
    sign_in(&again, &viewer, &viewer.password).await?.ok(200)?;
    is_over(&again).await?;
    assert_eq!(sessions(&elsewhere).await?.len(), 1);
    assert_eq!(sessions(&viewer).await?.len(), 2);
    Ok(())
}

async fn a_refused_sign_in_replaces_nothing(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    sign_in(&person, &person, "Not-The-Password-1").await?.ok(401)?;
    person.get(&paths::account::session()).await?.ok(200)?;
    Ok(())
}

async fn the_longest_unused_makes_room(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    let mut latest = person.clone();
    for _ in 0..49 {
        latest = person.sign_in_again().await?;
    }
    assert_eq!(sessions(&latest).await?.len(), 50);
    let one_more = person.sign_in_again().await?;
    assert_eq!(sessions(&one_more).await?.len(), 50);
    is_over(&person).await
}

//! The platform's operators: who is listed, and that one always stays.

use serde_json::json;
use wire::{
    account::InvitationView,
    activity::Activity,
    members::Invited,
    operator::{OperatorView, PasswordLink},
    page::{Page, PageQuery},
    paths::{account, operator},
    problem::ProblemCode,
};

use crate::harness::{Outcome, Person, Stage, on_both, people::token_of, until};

on_both! {
    shared: an_operator_is_listed_as_long_as_they_are_one a_reset_on_the_machine_gives_access_back
        a_reset_makes_an_operator_again;
    fresh: one_operator_always_stays;
}

async fn another(stage: &Stage) -> Outcome<Person> {
    let body = json!({"email": Person::new_email("operator")});
    let invited: Invited = stage.operator.create(&operator::operators(), body).await?;
    Person::join(&stage.anonymous, &invited.link).await
}

async fn listed(stage: &Stage, person: &Person) -> Outcome<Option<OperatorView>> {
    let all: Page<OperatorView> = stage.operator.read(&operator::operators()).await?;
    Ok(all.items.into_iter().find(|one| one.person_id == person.me.id))
}

async fn an_operator_is_listed_as_long_as_they_are_one(stage: &Stage) -> Outcome {
    let second = another(stage).await?;
    let seen = listed(stage, &second).await?.ok_or("not listed")?;
    assert_eq!((&seen.email, seen.name.as_str()), (&second.me.email, second.me.name.as_str()));
    assert!(seen.last_seen_at.is_some(), "in the browser in which they joined");
    second.delete(&account::session()).await?.ok(204)?;
    assert_eq!(listed(stage, &second).await?.ok_or("not listed")?.last_seen_at, None);
    let again = second.sign_in_again().await?;
    again.get(&operator::operators()).await?.ok(200)?;
    stage.operator.delete(&operator::operator(second.me.id)).await?.ok(204)?;
    again.get(&operator::operators()).await?.ok(404)?;
    assert_eq!(listed(stage, &second).await?, None);
    Ok(())
}

/// Whoever goes, by themselves or by another, at the same time.
async fn one_operator_always_stays(stage: &Stage) -> Outcome {
    let at = |person: &Person| operator::operator(person.me.id);
    let (first, second) = (&stage.operator, another(stage).await?);
    let (of_first, of_second) = (at(first), at(&second));
    let (one, other) = tokio::join!(first.delete(&of_first), second.delete(&of_second));
    let (one, other) = (one?, other?);
    let (left, refused) = if one.status == 204 { (&second, other) } else { (first, one) };
    refused.ok(409)?.problem(ProblemCode::Conflict)?;
    let all: Page<OperatorView> = left.read(&operator::operators()).await?;
    assert_eq!(all.items.iter().map(|one| one.person_id).collect::<Vec<_>>(), [left.me.id]);

    let body = json!({"email": Person::new_email("operator")});
    let invited: Invited = left.create(&operator::operators(), body).await?;
    let third = Person::join(&stage.anonymous, &invited.link).await?;
    let (of_left, of_third) = (at(left), at(&third));
    let (one, other) = tokio::join!(left.delete(&of_third), third.delete(&of_left));
    let mut statuses = [one?.status, other?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404], "whoever was removed may remove no one");
    Ok(())
}

/// A link that was printed.
fn link(printed: &str) -> Outcome<&str> {
    Ok(printed.lines().find(|line| line.starts_with("http")).ok_or("no link")?)
}

async fn set(stage: &Stage, link: &str) -> Outcome<u16> {
    let password = Person::new_password();
    stage.anonymous.secrets.learn(&password);
    let body = json!({"token": token_of(link), "password": password});
    Ok(stage.anonymous.post(&account::use_password_link(), body).await?.status)
}

async fn a_reset_on_the_machine_gives_access_back(stage: &Stage) -> Outcome {
    let lost = another(stage).await?;
    let email = lost.me.email.as_str();
    let listed = stage.server().command_beside(&["operator", "list"]).await?;
    let line = listed.lines().find(|line| line.starts_with(email)).ok_or("not listed")?;
    assert!(line.contains(&lost.me.name) && line.contains("last seen 2"), "{line}");

    let printed = stage.server().command_beside(&["operator", "reset", email]).await?;
    lost.get(&account::session()).await?.ok(401)?;
    let listed = stage.server().command_beside(&["operator", "list"]).await?;
    let line = listed.lines().find(|line| line.starts_with(email)).ok_or("not listed")?;
    assert!(line.ends_with("signed out"), "{line}");
    assert_eq!(set(stage, link(&printed)?).await?, 200);
    assert_eq!(set(stage, link(&printed)?).await?, 404, "it works once");

    let name = &lost.me.name;
    let path = format!("{}?limit=200&q={}", operator::activity(), name.replace(' ', "%20"));
    let history: Page<Activity> = stage.operator.read(&path).await?;
    let (id, resets) = (lost.me.id.to_string(), "operator.reset");
    let reset = history.items.iter().find(|entry| entry.action.as_str() == resets && entry.object == id);
    let detail = reset.ok_or("no entry")?.detail.as_deref().unwrap_or_default();
    assert!(detail.starts_with("By `grantry operator reset`: sessions ended"), "{detail}");
    let title = format!("The access of the operator {name} was reset on the machine");
    until(async || {
        let query = PageQuery { limit: Some(200), ..PageQuery::default() };
        let notices = stage.operator.call(api_client::account::notices(query)).await?;
        Ok(notices.items.into_iter().find(|one| one.title == title))
    })
    .await?;
    Ok(())
}

async fn a_reset_makes_an_operator_again(stage: &Stage) -> Outcome {
    let removed = another(stage).await?;
    let email = removed.me.email.as_str();
    let reset = async || -> Outcome<String> {
        let printed = stage.server().command_beside(&["operator", "reset", email]).await?;
        Ok(link(&printed)?.to_owned())
    };
    stage.operator.delete(&operator::operator(removed.me.id)).await?.ok(204)?;
    let unused = reset().await?;
    assert!(listed(stage, &removed).await?.is_some());
    // The link ends with the right that it gives back.
    stage.operator.delete(&operator::operator(removed.me.id)).await?.ok(204)?;
    assert_eq!(set(stage, &unused).await?, 404);

    let first = reset().await?;
    let second = reset().await?;
    assert_eq!(set(stage, &first).await?, 404, "another took its place");
    // So does one that an operator makes.
    let body = json!({"email": email});
    let made: PasswordLink = stage.operator.create(&operator::password_links(), body).await?;
    assert_eq!(set(stage, &second).await?, 404);
    assert_eq!(set(stage, &made.link).await?, 200);

    let unknown = Person::new_email("unknown");
    let refused = stage.server().command_beside(&["operator", "reset", &unknown]).await;
    let said = refused.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(said.contains("no account has this address"), "{said}");
    let invited = stage.server().operator_link(&unknown)?;
    let token = json!({"token": token_of(&invited)});
    let view: InvitationView =
        stage.anonymous.post(&account::look_at_invitation(), token).await?.ok(200)?.json()?;
    assert_eq!(view.role, "operator");
    Ok(())
}

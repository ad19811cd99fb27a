//! Links to a new password that people ask for by mail.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use marketplace::{Error, Marketplace, Origin, Settings};
use model::role::TenantRole;
use outbound_mail::Mailer;
use reqwest::Method;
use serde_json::json;
use store::Store;
use wire::{
    account::{AskForPasswordLink, LookAtPasswordLink},
    paths::account,
    problem::ProblemCode,
};

use super::expiry;
use crate::harness::{
    Answer, Kind, MailServer, Manner, Outcome, Person, Stage, mail_server::token_in, people::token_of, until,
};

const SUBJECT: &str = "set a new password";

mod mailed {
    use super::{a_mailed_link_sets_a_password_once, whether_there_is_an_account_is_told_to_no_one};

    crate::harness::on_both_kinds! {
        a_mailed_link_sets_a_password_once whether_there_is_an_account_is_told_to_no_one
    }
}

mod limited {
    use super::links_are_asked_for_now_and_then;

    crate::harness::on_both! { with_few_mailed_links: links_are_asked_for_now_and_then; }
}

mod in_this_process {
    use super::{a_mailed_link_ends_after_half_an_hour, without_a_mail_server_everyone_is_told_so};

    crate::harness::on_both_databases! {
        a_mailed_link_ends_after_half_an_hour without_a_mail_server_everyone_is_told_so
    }
}

async fn ask(stage: &Stage, email: &str) -> Outcome<Answer> {
    stage.anonymous.post(&account::password_resets(), json!({"email": email})).await
}

async fn set(stage: &Stage, token: &str, password: &str) -> Outcome<Answer> {
    let body = json!({"token": token, "password": password});
    stage.anonymous.post(&account::use_password_link(), body).await
}

/// The tokens that were mailed to someone, once there are so many.
async fn mailed(mail: &MailServer, to: &str, least: usize) -> Outcome<Vec<String>> {
    until(async || {
        let mails = mail.about(SUBJECT).into_iter().filter(|one| one.to == to);
        let tokens: Vec<_> = mails.map(|one| token_in(&one.readable(), "/new-password")).collect();
        Ok((tokens.len() >= least).then_some(tokens))
    })
    .await
}

async fn a_mailed_link_sets_a_password_once(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(set_once(&stage, &mail)).await)
}

async fn set_once(stage: &Stage, mail: &MailServer) -> Outcome {
    let tenant = stage.tenant().await?;
    let person = tenant.join(TenantRole::Viewer).await?;
    let email = person.me.email.as_str();
    ask(stage, email).await?.ok(202)?;
    let first = mailed(mail, email, 1).await?.remove(0);
    ask(stage, email).await?.ok(202)?;
    let second = mailed(mail, email, 2).await?.remove(1);
    set(stage, &first, &Person::new_password()).await?.ok(404)?;

    // A program that looks at the link does not use it.
    for _ in 0..2 {
        let look = json!({"token": second});
        stage.anonymous.post(&account::look_at_password_link(), look).await?.ok(200)?;
    }
    assert_eq!(set(stage, &second, "short").await?.wrong_fields()?, ["password"]);
    person.get(&account::session()).await?.ok(200)?;
    let password = Person::new_password();
    let tries = join_all((0..10).map(|_| set(stage, &second, &password))).await;
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one?.status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200, "{statuses:?}");
    // A try that finds no place to hash in is told so.
    assert!(statuses[1..].iter().all(|status| matches!(status, 404 | 503)), "{statuses:?}");
    set(stage, &second, &Person::new_password()).await?.ok(404)?;
    person.get(&account::session()).await?.ok(401)?;
    for (password, status) in [(&person.password, 401), (&password, 200)] {
        let body = json!({"email": email, "password": password});
        stage.anonymous.post(&account::session(), body).await?.ok(status)?;
    }
    let told = until(async || Ok(mail.about("Your password was changed").pop())).await?;
    assert_eq!(told.to, email);
    let told = told.readable();
    assert!(told.contains("From 127.0.0.1") && told.contains("If it was not you"), "{told}");
    Ok(())
}

/// What an answer says beside its body, but for what is another each time.
fn said(answer: &Answer) -> BTreeMap<String, String> {
    let each_time = |name: &str| matches!(name, "date" | "x-request-id");
    let headers = answer.headers.iter().filter(|(name, _)| !each_time(name.as_str()));
    headers.map(|(name, value)| (name.to_string(), format!("{value:?}"))).collect()
}

async fn whether_there_is_an_account_is_told_to_no_one(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(told_to_no_one(&stage, &mail)).await)
}

async fn told_to_no_one(stage: &Stage, mail: &MailServer) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let unknown = Person::new_email("unknown");
    let to_unknown = ask(stage, &unknown).await?.ok(202)?;
    let to_known = ask(stage, owner.me.email.as_str()).await?.ok(202)?;
    assert_eq!(to_known.body, to_unknown.body);
    assert_eq!(said(&to_known), said(&to_unknown));
    // Both cost the same statements: no one is looked for while the caller waits.
    assert_eq!(stage.statements(&to_known).await?, stage.statements(&to_unknown).await?);
    mailed(mail, owner.me.email.as_str(), 1).await?;
    assert!(mail.received().iter().all(|one| one.to != unknown));
    Ok(())
}

async fn links_are_asked_for_now_and_then(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let from = async |address: String, email: &str| {
        let request = stage.anonymous.request(Method::POST, &account::password_resets());
        let request = request.header("x-forwarded-for", address).json(&json!({"email": email}));
        stage.anonymous.send(request).await
    };
    for (network, email) in [(1, owner.me.email.to_string()), (2, Person::new_email("unknown"))] {
        for number in 0..3 {
            from(format!("198.51.{network}.{number}"), &email).await?.ok(202)?;
        }
        from(format!("198.51.{network}.9"), &email).await?.problem(ProblemCode::TooMany)?;
    }
    for number in 0..20 {
        from("203.0.113.7".into(), &Person::new_email(&format!("other{number}"))).await?.ok(202)?;
    }
    from("203.0.113.7".into(), &Person::new_email("other")).await?.problem(ProblemCode::TooMany)?;
    // Sign-in is another matter.
    owner.sign_in_again().await?;
    Ok(())
}

fn request(email: &str) -> Outcome<AskForPasswordLink> {
    Ok(AskForPasswordLink { email: email.parse()? })
}

/// What was kept in the place of being mailed.
async fn kept_token(marketplace: &Marketplace) -> Outcome<String> {
    let Some(Mailer::Kept(kept)) = marketplace.mailer() else { return Err("no mail is kept".into()) };
    let found = until(async || Ok(kept.all().into_iter().find(|one| one.subject.contains(SUBJECT))));
    tokio::select! {
        () = marketplace.password_resets().keep(std::future::pending()) => Err("it has stopped".into()),
        found = found => Ok(token_in(&found?.text, "/new-password")),
    }
}

async fn a_mailed_link_ends_after_half_an_hour(url: &str) -> Outcome {
    let (marketplace, clock) = expiry::marketplace(url).await?;
    let invited = marketplace.operators().invite_from_the_console(&"ann@example.org".parse()?).await?;
    let accept = wire::account::AcceptInvitation {
        token: token_of(&invited.link).into(),
        name: Some("Ann Example".into()),
        password: Person::new_password().into(),
    };
    Box::pin(marketplace.invitations().accept(accept, Origin::default())).await?;
    marketplace.password_resets().ask(request("ann@example.org")?, &Origin::default()).await?;
    let token = kept_token(&marketplace).await?;
    let look = async || {
        let request = LookAtPasswordLink { token: token.as_str().into() };
        marketplace.password_links().look_at(request, &Origin::default()).await
    };
    clock.forward(29);
    assert_eq!(look().await?.email.as_str(), "ann@example.org");
    clock.forward(1);
    assert!(matches!(look().await, Err(Error::NotFound)));
    Ok(())
}

async fn without_a_mail_server_everyone_is_told_so(url: &str) -> Outcome {
    let store = Store::connect(&store::Settings::new(url)).await?;
    store.migrate().await?;
    let settings = Settings { support_contact: Some("help@platform.example".into()), ..Settings::default() };
    let (marketplace, _) = expiry::marketplace_of(store, settings)?;
    let answer = marketplace.password_resets().ask(request("ann@example.org")?, &Origin::default()).await;
    let Err(Error::Conflict(told)) = answer else { return Err("it was asked for".into()) };
    assert!(told.contains("sends no mail") && told.contains("help@platform.example"), "{told}");
    Ok(())
}

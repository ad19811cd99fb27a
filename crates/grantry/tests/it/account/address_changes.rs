//! People change their own e-mail addresses, which a mail to the new one confirms.

use marketplace::{Error, Marketplace, Origin, Settings};
use model::{audit::AuditAction, role::TenantRole};
use outbound_mail::Mailer;
use serde_json::json;
use store::Store;
use wire::{
    account::{AcceptInvitation, AskForAddressChange, LookAtAddressLink, Me, SignIn},
    activity::Activity,
    page::Page,
    paths,
    problem::ProblemCode,
};

use super::expiry;
use crate::harness::{
    Answer, Kind, MailServer, Manner, Outcome, Person, Stage, mail_server::token_in, people::token_of, until,
};

const PLACE: &str = "/new-address";
const LINK: &str = "Confirm your new address";
const WARNING: &str = "Your address is about to change";
const TAKEN: &str = "This address has an account already";

mod mailed {
    use super::{
        a_mailed_link_changes_the_address_once, a_new_password_stops_the_change,
        an_address_that_is_taken_is_told_to_its_mailbox_alone, an_invitation_stays_with_its_address,
    };

    crate::harness::on_both_kinds! {
        a_mailed_link_changes_the_address_once a_new_password_stops_the_change
        an_address_that_is_taken_is_told_to_its_mailbox_alone an_invitation_stays_with_its_address
    }
}

mod in_this_process {
    use super::{a_link_ends_after_half_an_hour, without_a_mail_server_it_is_said_so};

    crate::harness::on_both_databases! { a_link_ends_after_half_an_hour without_a_mail_server_it_is_said_so }
}

async fn ask(person: &Person, email: &str, password: &str) -> Outcome<Answer> {
    person.post(&paths::account::address_changes(), json!({"email": email, "password": password})).await
}

async fn confirm(stage: &Stage, token: &str, password: &str) -> Outcome<Answer> {
    let body = json!({"token": token, "password": password});
    stage.anonymous.post(&paths::account::use_address_link(), body).await
}

async fn sign_in(stage: &Stage, email: &str, password: &str) -> Outcome<Answer> {
    let body = json!({"email": email, "password": password});
    stage.anonymous.post(&paths::account::session(), body).await
}

/// What was mailed to this address under this subject, as soon as it is there.
async fn mailed(mail: &MailServer, to: &str, subject: &str) -> Outcome<String> {
    let found = until(async || {
        let mut found = mail.about(subject).into_iter().filter(|one| one.to == to);
        Ok(found.next_back().map(|one| one.readable()))
    });
    found.await
}

async fn a_mailed_link_changes_the_address_once(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(changes_once(&stage, &mail)).await)
}

async fn changes_once(stage: &Stage, mail: &MailServer) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let (former, new) = (admin.me.email.to_string(), Person::new_email("new"));
    assert_eq!(ask(&admin, &new, "a wrong pass phrase").await?.wrong_fields()?, ["password"]);
    assert_eq!(ask(&admin, &former, &admin.password).await?.wrong_fields()?, ["email"]);
    ask(&admin, "an\u{200b}n@b.example", &admin.password).await?.ok(400)?;
    ask(&admin, &new, &admin.password).await?.ok(202)?;
    let warning = mailed(mail, &former, WARNING).await?;
    assert!(warning.contains(&new) && !warning.contains("new-address"), "{warning}");
    let token = token_in(&mailed(mail, &new, LINK).await?, PLACE);

    // A program that looks at the link does not use it, and whoever reads the mail alone changes nothing.
    let look = json!({"token": token});
    stage.anonymous.post(&paths::account::look_at_address_link(), look).await?.ok(200)?;
    let wrong = confirm(stage, &token, "a wrong pass phrase").await?;
    assert_eq!(wrong.wrong_fields()?, ["password"]);
    sign_in(stage, &new, &admin.password).await?.ok(401)?;

    let other = admin.sign_in_again().await?;
    let me: Me = confirm(stage, &token, &admin.password).await?.ok(200)?.json()?;
    assert_eq!((me.id, me.email.as_str()), (admin.me.id, new.as_str()));
    for ended in [&admin, &other] {
        ended.get(&paths::account::session()).await?.ok(401)?;
    }
    confirm(stage, &token, &admin.password).await?.ok(404)?;
    sign_in(stage, &former, &admin.password).await?.ok(401)?;
    sign_in(stage, &new, &admin.password).await?.ok(200)?;

    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let mut told = history.items.iter().filter(|entry| entry.action == AuditAction::PersonAddressChanged);
    let detail = told.next().and_then(|entry| entry.detail.clone());
    assert_eq!(detail, Some(format!("Changed e-mail address from {former} to {new}")));
    assert!(told.next().is_none());
    Ok(())
}

async fn an_address_that_is_taken_is_told_to_its_mailbox_alone(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(taken_is_told(&stage, &mail)).await)
}

async fn taken_is_told(stage: &Stage, mail: &MailServer) -> Outcome {
    let (person, holder) = (stage.tenant().await?.owner, stage.tenant().await?.owner);
    let (free, taken) = (Person::new_email("free"), holder.me.email.to_string());
    let to_free = ask(&person, &free, &person.password).await?.ok(202)?;
    let token = token_in(&mailed(mail, &free, LINK).await?, PLACE);
    let to_taken = ask(&person, &taken, &person.password).await?.ok(202)?;
    assert_eq!(to_taken.body, to_free.body);
    let told = mailed(mail, &taken, TAKEN).await?;
    assert!(!told.contains("new-address") && !told.contains(person.me.email.as_str()), "{told}");
    // The link of before has ended, since another was asked for.
    confirm(stage, &token, &person.password).await?.ok(404)?;

    // Two ask for one address that is free: who is second learns it from the link in that mailbox.
    let both = Person::new_email("both");
    ask(&person, &both, &person.password).await?.ok(202)?;
    let first = token_in(&mailed(mail, &both, LINK).await?, PLACE);
    ask(&holder, &both, &holder.password).await?.ok(202)?;
    let second = until(async || {
        let other = token_in(&mailed(mail, &both, LINK).await?, PLACE);
        Ok((other != first).then_some(other))
    })
    .await?;
    confirm(stage, &first, &person.password).await?.ok(200)?;
    confirm(stage, &second, &holder.password).await?.problem(ProblemCode::Conflict)?;
    holder.get(&paths::account::session()).await?.ok(200)?;
    sign_in(stage, &taken, &holder.password).await?.ok(200)?;
    Ok(())
}

async fn a_new_password_stops_the_change(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(password_stops(&stage, &mail)).await)
}

async fn password_stops(stage: &Stage, mail: &MailServer) -> Outcome {
    let person = stage.tenant().await?.owner;
    let new = Person::new_email("new");
    ask(&person, &new, &person.password).await?.ok(202)?;
    let token = token_in(&mailed(mail, &new, LINK).await?, PLACE);
    let password = Person::new_password();
    stage.anonymous.secrets.learn(&password);
    let body = json!({"current_password": person.password, "new_password": password});
    person.post(&paths::account::password(), body).await?.ok(200)?;
    confirm(stage, &token, &password).await?.ok(404)?;
    sign_in(stage, person.me.email.as_str(), &password).await?.ok(200)?;
    Ok(())
}

async fn an_invitation_stays_with_its_address(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(invitation_stays(&stage, &mail)).await)
}

async fn invitation_stays(stage: &Stage, mail: &MailServer) -> Outcome {
    let (person, inviting) = (stage.tenant().await?.owner, stage.tenant().await?);
    let (former, new) = (person.me.email.to_string(), Person::new_email("new"));
    let invited = inviting.invite(TenantRole::Viewer, &former).await?;
    ask(&person, &new, &person.password).await?.ok(202)?;
    let token = token_in(&mailed(mail, &new, LINK).await?, PLACE);
    confirm(stage, &token, &person.password).await?.ok(200)?;
    let newcomer = Person::join(&stage.anonymous, &invited.link).await?;
    assert_eq!(newcomer.me.email.as_str(), former);
    assert_ne!(newcomer.me.id, person.me.id);
    Ok(())
}

/// Ann, who is signed in in this process, and her password.
pub(super) async fn ann(marketplace: &Marketplace) -> Outcome<(marketplace::SignedIn, String)> {
    let invited = marketplace.operators().invite_from_the_console(&"ann@example.org".parse()?).await?;
    let password = Person::new_password();
    let accept = AcceptInvitation {
        token: token_of(&invited.link).into(),
        name: Some("Ann Example".into()),
        password: password.clone().into(),
    };
    Box::pin(marketplace.invitations().accept(accept, Origin::default())).await?;
    let request = SignIn { email: "ann@example.org".parse()?, password: password.clone().into() };
    let started = Box::pin(marketplace.sessions().sign_in(request, &Origin::default())).await?;
    let signed_in = marketplace.sessions().signed_in(&started.bearer, &Origin::default()).await?;
    Ok((signed_in, password))
}

fn request(password: &str) -> Outcome<AskForAddressChange> {
    Ok(AskForAddressChange { email: "ann@quay.example".parse()?, password: password.to_owned().into() })
}

/// What was kept in the place of being mailed.
async fn kept_token(marketplace: &Marketplace) -> Outcome<String> {
    let Some(Mailer::Kept(kept)) = marketplace.mailer() else { return Err("no mail is kept".into()) };
    let found = until(async || Ok(kept.all().into_iter().find(|one| one.subject.contains(LINK))));
    tokio::select! {
        () = marketplace.address_changes().keep(std::future::pending()) => Err("it has stopped".into()),
        found = found => Ok(token_in(&found?.text, PLACE)),
    }
}

async fn a_link_ends_after_half_an_hour(url: &str) -> Outcome {
    let (marketplace, clock) = expiry::marketplace(url).await?;
    let (who, password) = ann(&marketplace).await?;
    Box::pin(marketplace.address_changes().ask(who, request(&password)?, &Origin::default())).await?;
    let token = kept_token(&marketplace).await?;
    let look = async || {
        let request = LookAtAddressLink { token: token.as_str().into() };
        marketplace.address_changes().look_at(request, &Origin::default()).await
    };
    clock.forward(29);
    assert_eq!(look().await?.email.as_str(), "ann@quay.example");
    clock.forward(1);
    assert!(matches!(look().await, Err(Error::NotFound)));
    Ok(())
}

async fn without_a_mail_server_it_is_said_so(url: &str) -> Outcome {
    let store = Store::connect(&store::Settings::new(url)).await?;
    store.migrate().await?;
    let (marketplace, _) = expiry::marketplace_of(store, Settings::default())?;
    let (who, password) = ann(&marketplace).await?;
    let origin = Origin::default();
    let asking = marketplace.address_changes().ask(who, request(&password)?, &origin);
    let Err(Error::Conflict(told)) = Box::pin(asking).await else { return Err("it was asked for".into()) };
    assert!(told.contains("sends no mail"), "{told}");
    Ok(())
}

//! Set-up links that are mailed to whoever is invited, and known to no one else.

use std::time::Duration;

use futures_util::future::join_all;
use marketplace::{Error, Origin, Settings};
use model::{
    person::{Email, LinkDelivery},
    role::TenantRole,
};
use serde_json::{Value, json};
use store::Store;
use wire::{
    account::{AcceptInvitation, InvitationView},
    members::{Invited, PendingInvitation},
    operator::{CreatedPublisher, CreatedTenant, InviteOperator},
    page::Page,
    paths::{self, account},
};

use super::expiry;
use crate::harness::{
    Answer, Kind, MailServer, Manner, Outcome, Person, Stage, Tenant, mail_server::token_in,
    people::token_of, until,
};

const SUBJECT: &str = "you are invited to";
/// Longer than the pause after a first attempt that failed.
const A_SECOND_ATTEMPT: Duration = Duration::from_secs(8);

mod mailed {
    use super::{
        a_mailed_link_makes_one_member_once, a_withdrawn_invitation_is_not_mailed,
        an_address_gets_few_of_them, first_owners_are_invited_by_mail, one_that_is_sent_again_ends_the_first,
        whether_there_is_an_account_is_told_to_no_one,
    };

    crate::harness::on_both_kinds! {
        a_mailed_link_makes_one_member_once a_withdrawn_invitation_is_not_mailed an_address_gets_few_of_them
        first_owners_are_invited_by_mail one_that_is_sent_again_ends_the_first
        whether_there_is_an_account_is_told_to_no_one
    }
}

mod in_this_process {
    use super::without_a_mail_server_links_are_shown;

    crate::harness::on_both_databases! { without_a_mail_server_links_are_shown }
}

fn by_mail(email: &str) -> Value {
    json!({"email": email, "role": "viewer", "deliver": "mail"})
}

async fn invite(tenant: &Tenant, email: &str) -> Outcome<Invited> {
    let invited: Invited = tenant.owner.create(&tenant.at("/members"), by_mail(email)).await?;
    assert!(invited.mailed && invited.link.is_empty(), "{}", invited.link);
    Ok(invited)
}

/// The one of these that waits.
async fn pending(tenant: &Tenant, email: &str) -> Outcome<PendingInvitation> {
    let all: Page<PendingInvitation> = tenant.owner.read(&tenant.at("/invitations")).await?;
    let found = all.items.into_iter().find(|one| one.email.as_str() == email);
    found.ok_or_else(|| "it is not listed".into())
}

/// The tokens that were mailed to someone, once there are so many.
async fn mailed(mail: &MailServer, to: &str, least: usize) -> Outcome<Vec<String>> {
    until(async || {
        let mails = mail.about(SUBJECT).into_iter().filter(|one| one.to == to);
        let tokens: Vec<_> = mails.map(|one| token_in(&one.readable(), "/welcome")).collect();
        Ok((tokens.len() >= least).then_some(tokens))
    })
    .await
}

/// The longest: an encoding may have broken its lines.
async fn look(stage: &Stage, token: &str) -> Outcome<Answer> {
    stage.anonymous.post(&account::look_at_invitation(), json!({"token": token})).await
}

async fn a_mailed_link_makes_one_member_once(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(one_member_once(&stage, &mail)).await)
}

async fn one_member_once(stage: &Stage, mail: &MailServer) -> Outcome {
    let tenant = stage.tenant().await?;
    let email = Person::new_email("hanna");
    invite(&tenant, &email).await?;
    assert!(pending(&tenant, &email).await?.mailed);
    let token = mailed(mail, &email, 1).await?.remove(0);
    let view: InvitationView = look(stage, &token).await?.ok(200)?.json()?;
    assert_eq!((view.email.as_str(), view.role.as_str()), (email.as_str(), "viewer"));

    let body = json!({"token": token, "name": "Hanna", "password": Person::new_password()});
    let at = account::accept_invitation();
    let tries = join_all((0..10).map(|_| stage.anonymous.post(&at, &body))).await;
    let mut statuses = Vec::new();
    for one in tries {
        statuses.push(one?.status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200, "{statuses:?}");
    // A try that finds no place to hash in is told so; to others the link is used, or the address has an account by now.
    let lost = |status: &u16| matches!(status, 404 | 409 | 412 | 422 | 503);
    assert!(statuses[1..].iter().all(lost), "{statuses:?}");
    look(stage, &token).await?.ok(404)?;
    let members: Page<wire::members::TenantMember> = tenant.owner.read(&tenant.at("/members")).await?;
    assert_eq!(members.items.len(), 2);
    Ok(())
}

async fn whether_there_is_an_account_is_told_to_no_one(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(told_to_no_one(&stage, &mail)).await)
}

async fn told_to_no_one(stage: &Stage, mail: &MailServer) -> Outcome {
    let (tenant, other) = (stage.tenant().await?, stage.tenant().await?);
    let (unknown, known) = (Person::new_email("unknown"), other.owner.me.email.to_string());
    let mut told = Vec::new();
    for email in [&unknown, &known] {
        let invited = invite(&tenant, email).await?;
        mailed(mail, email, 1).await?;
        let one = mail.about(SUBJECT).into_iter().find(|one| one.to == *email).ok_or("no mail")?;
        assert!(one.readable().contains("sign in with its password to accept"), "{}", one.readable());
        told.push((invited.link, invited.mailed, one.header("Subject")));
    }
    assert_eq!(told[0], told[1]);
    // The account keeps its password: whoever has it joins.
    let mut owner = other.owner.clone();
    let token = mailed(mail, &known, 1).await?.remove(0);
    let stranger = json!({"token": token, "name": "Eve", "password": Person::new_password()});
    let refused = stage.anonymous.post(&account::accept_invitation(), stranger).await?;
    assert_eq!(refused.wrong_fields()?, ["password"]);
    owner.join_too(&format!("#{token}")).await?;
    assert_eq!(owner.me.tenants.len(), 2);
    Ok(())
}

async fn a_withdrawn_invitation_is_not_mailed(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Refuses)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(not_mailed(&stage, &mail)).await)
}

async fn not_mailed(stage: &Stage, mail: &MailServer) -> Outcome {
    let tenant = stage.tenant().await?;
    let (gone, stays) = (Person::new_email("gone"), Person::new_email("stays"));
    invite(&tenant, &gone).await?;
    until(async || Ok((mail.connections() > 0).then_some(()))).await?;
    let waiting = pending(&tenant, &gone).await?;
    tenant.owner.delete(&paths::admin::invitation(tenant.id, waiting.id)).await?.ok(204)?;
    mail.becomes(Manner::Takes);
    invite(&tenant, &stays).await?;
    mailed(mail, &stays, 1).await?;
    tokio::time::sleep(A_SECOND_ATTEMPT).await;
    assert!(mail.received().iter().all(|one| one.to != gone));
    Ok(())
}

async fn one_that_is_sent_again_ends_the_first(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(sent_again(&stage, &mail)).await)
}

async fn sent_again(stage: &Stage, mail: &MailServer) -> Outcome {
    let tenant = stage.tenant().await?;
    let email = Person::new_email("hanna");
    invite(&tenant, &email).await?;
    let first = mailed(mail, &email, 1).await?.remove(0);
    let again = paths::admin::mail_invitation(tenant.id, pending(&tenant, &email).await?.id);
    let answer: Invited = tenant.owner.verb(&again).await?.ok(201)?.json()?;
    assert!(answer.mailed && answer.link.is_empty());
    let second = mailed(mail, &email, 2).await?.into_iter().find(|token| *token != first);
    let second = second.ok_or("the same link again")?;
    look(stage, &first).await?.ok(404)?;
    look(stage, &second).await?.ok(200)?;

    // A link that is shown takes the place of the one that was mailed.
    let show = paths::admin::renew_invitation(tenant.id, pending(&tenant, &email).await?.id);
    let shown: Invited = tenant.owner.verb(&show).await?.ok(201)?.json()?;
    assert!(!shown.mailed && !pending(&tenant, &email).await?.mailed);
    look(stage, &second).await?.ok(404)?;
    look(stage, token_of(&shown.link)).await?.ok(200)?;
    let another = stage.tenant().await?;
    let path = paths::admin::mail_invitation(another.id, pending(&tenant, &email).await?.id);
    another.owner.verb(&path).await?.ok(404)?;
    let viewer = tenant.join(TenantRole::Viewer).await?;
    let path = paths::admin::mail_invitation(tenant.id, pending(&tenant, &email).await?.id);
    viewer.verb(&path).await?.ok(403)?;
    Ok(())
}

async fn an_address_gets_few_of_them(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(few_of_them(&stage)).await)
}

async fn few_of_them(stage: &Stage) -> Outcome {
    let (tenant, other) = (stage.tenant().await?, stage.tenant().await?);
    let email = Person::new_email("hanna");
    for _ in 0..5 {
        invite(&tenant, &email).await?;
    }
    tenant.owner.post(&tenant.at("/members"), by_mail(&email)).await?.ok(409)?;
    let again = paths::admin::mail_invitation(tenant.id, pending(&tenant, &email).await?.id);
    tenant.owner.verb(&again).await?.ok(409)?;
    // What another organisation did is told to no one.
    invite(&other, &email).await?;
    invite(&tenant, &Person::new_email("hans")).await?;
    tenant.invite(TenantRole::Viewer, &email).await?;
    Ok(())
}

async fn first_owners_are_invited_by_mail(kind: Kind) -> Outcome {
    let mail = MailServer::start(Manner::Takes)?;
    let stage = Stage::with_mail(kind, &mail).await?;
    stage.end(Box::pin(first_owners(&stage, &mail)).await)
}

async fn first_owners(stage: &Stage, mail: &MailServer) -> Outcome {
    let (of_tenant, of_publisher) = (Person::new_email("olga"), Person::new_email("otto"));
    let body = json!({"name": "Harbour Mail Clinic", "owner_email": of_tenant, "deliver": "mail"});
    let made: CreatedTenant = stage.operator.create(&paths::operator::tenants(), body).await?;
    assert!(made.invited.mailed && made.invited.link.is_empty());
    let body = json!({"name": "Quill Mail", "website": null, "owner_email": of_publisher, "deliver": "mail"});
    let made: CreatedPublisher = stage.operator.create(&paths::operator::publishers(), body).await?;
    assert!(made.invited.mailed && made.invited.link.is_empty());
    for (email, place) in [(&of_tenant, "Harbour Mail Clinic"), (&of_publisher, "Quill Mail")] {
        let token = mailed(mail, email, 1).await?.remove(0);
        let view: InvitationView = look(stage, &token).await?.ok(200)?.json()?;
        assert_eq!((view.organisation.as_str(), view.role.as_str()), (place, "owner"));
        Person::join(&stage.anonymous, &format!("#{token}")).await?;
    }
    Ok(())
}

async fn without_a_mail_server_links_are_shown(url: &str) -> Outcome {
    let store = Store::connect(&store::Settings::new(url)).await?;
    store.migrate().await?;
    let (marketplace, _) = expiry::marketplace_of(store, Settings::default())?;
    let from = Origin::default();
    let first = marketplace.operators().invite_from_the_console(&"ann@example.org".parse()?).await?;
    let accept = AcceptInvitation {
        token: token_of(&first.link).into(),
        name: Some("Ann Example".into()),
        password: Person::new_password().into(),
    };
    let ann = Box::pin(marketplace.invitations().accept(accept, from.clone())).await?;
    let by = marketplace.as_operator(marketplace.sessions().signed_in(&ann.bearer, &from).await?, from)?;
    let email: Email = "bob@example.org".parse()?;
    let invite = |deliver| InviteOperator { email: email.clone(), deliver };
    let mailed = Box::pin(marketplace.operators().invite(&by, invite(LinkDelivery::Mail))).await;
    let Err(Error::Invalid(_)) = mailed else { return Err("it was to be mailed".into()) };
    let shown = Box::pin(marketplace.operators().invite(&by, invite(LinkDelivery::Show))).await?;
    assert!(!shown.mailed && shown.link.contains("/welcome#"));
    Ok(())
}

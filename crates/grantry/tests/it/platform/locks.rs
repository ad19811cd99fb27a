//! The session, roles, other rows, then histories (the platform's, tenants', publishers'): whoever waits for one holds none
//! that its holder will want.

use std::time::Duration;

use model::{
    Timestamp,
    audit::{Actor, AuditAction, AuditChain},
    ids::AuditEntryId,
    logo::LogoState,
    role::{PublisherRole, TenantRole},
};
use serde_json::json;
use store::{Settings, Store, Tx, audit::NewAuditEntry};
use wire::{developer::App, members::Invited, operator::PasswordLink, paths, problem::ProblemCode};

use crate::{
    developer::logos::{change, settled},
    harness::{
        Answer, Kind, Outcome, Partner, Person, Publisher, Stage, Tenant, at_tenant, details, next,
        people::token_of,
        pictures::{Host, Reply, png},
        until, within_a_second,
    },
};

/// Time enough for a request to come as far as the lock that is held.
const A_MOMENT: Duration = Duration::from_millis(300);
/// For one that hashes a password before.
const A_LONG_MOMENT: Duration = Duration::from_millis(1_500);

/// A transaction beside the server's.
async fn begin(stage: &Stage) -> Outcome<Tx> {
    let url = stage.server().database_url().ok_or("no PostgreSQL")?;
    Ok(Store::connect(&Settings::new(url)).await?.begin().await?)
}

/// Locks a history by writing into it.
async fn write_history(tx: &mut Tx, chain: AuditChain) -> Result<(), store::Error> {
    let entry = NewAuditEntry {
        id: AuditEntryId::new(next(), &[9; 10]),
        chain,
        at: Timestamp::default(),
        actor: Actor::System,
        from: None,
        action: AuditAction::AppChanged,
        object: "beside".into(),
        object_name: "Beside".into(),
        app: None,
        connection: None,
        detail: None,
    };
    tx.platform().await?.audit().append(entry).await.map(drop)
}

/// Does it while someone else has the tenant's history, and wants the publisher's once `reached`.
async fn beside_another<T>(
    stage: &Stage,
    (tenant, publisher): (&Tenant, &Publisher),
    reached: impl Future<Output = Outcome>,
    doing: impl Future<Output = Outcome<T>>,
) -> Outcome<T> {
    let mut tx = begin(stage).await?;
    write_history(&mut tx, AuditChain::Tenant(tenant.id)).await?;
    let other = async {
        reached.await?;
        write_history(&mut tx, AuditChain::Publisher(publisher.id)).await?;
        Outcome::Ok(tx.commit_unrecorded().await?)
    };
    let (done, other) = tokio::join!(doing, other);
    other?;
    done
}

async fn after(time: Duration) -> Outcome {
    tokio::time::sleep(time).await;
    Ok(())
}

#[tokio::test]
async fn new_keys_wait_for_connections_before_they_are_told() -> Outcome {
    let stage = Stage::shared(Kind::Postgres).await?;
    stage.end(Box::pin(replace_keys(&stage)).await)
}

async fn replace_keys(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app_of("keyless", tenant.id).await?;
    let connection = tenant.allow(app.id, &[]).await?.connection;
    let path = publisher.at(&format!("/apps/{}", app.id));
    let app: App = publisher.owner.read(&path).await?;
    let mut body = json!({"revision": app.revision, "details": app.details});
    body["details"]["client_keys"] = json!({"jwks_uri": "https://acme.example/new.json"});

    let mut tx = begin(stage).await?;
    tx.within(tenant.id).await?.connections().lock(connection.id).await?;
    let pause_by_developer = async {
        tokio::time::sleep(A_MOMENT).await;
        write_history(&mut tx, AuditChain::Publisher(publisher.id)).await?;
        tx.commit_unrecorded().await
    };
    let (changed, paused) = tokio::join!(publisher.owner.put(&path, body), pause_by_developer);
    paused?;
    changed?.ok(200)?;
    Ok(())
}

mod timed {
    use super::{Kind, Outcome, Stage, lose_a_race};

    #[tokio::test]
    async fn a_found_secret_is_stopped_though_a_deadlock_was_ended_at_its_cost() -> Outcome {
        let stage = Stage::shared(Kind::Postgres).await?;
        stage.end(Box::pin(lose_a_race(&stage)).await)
    }
}

/// The one that has waited for longest finds the deadlock, and is ended: the report.
async fn lose_a_race(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    within_a_second(async || partner.gets_token().await).await?;

    let mut tx = begin(stage).await?;
    write_history(&mut tx, AuditChain::Publisher(publisher.id)).await?;
    let wrong_order = async {
        tokio::time::sleep(A_MOMENT).await;
        tx.within(tenant.id).await?.connections().lock(allowed.connection.id).await?;
        tx.commit_unrecorded().await
    };
    let body = json!({"secret": partner.client_secret});
    let found = paths::account::found_secrets();
    let report = stage.anonymous.post(&found, body);
    let (reported, won) = tokio::join!(report, wrong_order);
    won?;
    reported?.ok(202)?;
    within_a_second(async || Ok(!partner.gets_token().await?)).await
}

#[tokio::test]
async fn a_changed_detail_is_told_to_tenants_first() -> Outcome {
    let stage = Stage::shared(Kind::Postgres).await?;
    stage.end(Box::pin(rename_an_app(&stage)).await)
}

async fn rename_an_app(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    tenant.allow(app.id, &[]).await?;
    let renamed = change(&publisher, &app, json!({"name": format!("Renamed {}", next())}));
    beside_another(stage, (&tenant, &publisher), after(A_MOMENT), renamed).await.map(drop)
}

#[tokio::test]
async fn another_logo_is_told_to_tenants_first() -> Outcome {
    let stage = Stage::with_private_logos(Kind::Postgres).await?;
    stage.end(Box::pin(take_a_logo(&stage)).await)
}

/// Where it had lost, it would be fetched again.
async fn take_a_logo(stage: &Stage) -> Outcome {
    let (publisher, tenant, host) = (stage.publisher().await?, stage.tenant().await?, Host::start().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    tenant.allow(app.id, &[]).await?;
    let url = host.has("/logo", Reply::Body("image/png", png(20, 20, 1)));
    let reached = async {
        until(async || Ok((host.asked() > 0).then_some(()))).await?;
        after(A_MOMENT).await
    };
    let taken = async {
        change(&publisher, &app, json!({"logo_url": url})).await?;
        settled(&publisher, &app).await
    };
    let app = beside_another(stage, (&tenant, &publisher), reached, taken).await?;
    assert_eq!((app.logo.state, host.asked()), (LogoState::Taken, 1));
    Ok(())
}

#[tokio::test]
async fn what_ends_with_a_person_is_told_in_one_order() -> Outcome {
    let stage = Stage::fresh(Kind::Postgres).await?;
    stage.end(Box::pin(end_what_an_operator_made(&stage)).await)
}

/// An operator of the platform, member of a publisher, who has invited elsewhere.
async fn end_what_an_operator_made(stage: &Stage) -> Outcome {
    let (publisher, other, tenant) =
        (stage.publisher().await?, stage.publisher().await?, stage.tenant().await?);
    let mut person = publisher.owner.clone();
    let to_operate = json!({"email": person.me.email});
    let invited: Invited = stage.operator.create(&paths::operator::operators(), &to_operate).await?;
    person.join_too(&invited.link).await?;
    let to_tenant = paths::operator::tenant_invitations(tenant.id);
    let to_other = paths::operator::publisher_invitations(other.id);
    let guest = || json!({"email": Person::new_email("guest")});

    person.create::<Invited>(&to_tenant, guest()).await?;
    let made: PasswordLink = stage.operator.create(&paths::operator::password_links(), &to_operate).await?;
    let password = Person::new_password();
    stage.anonymous.secrets.learn(&password);
    let body = json!({"token": token_of(&made.link), "password": password});
    let at = paths::account::use_password_link();
    let set = stage.anonymous.post(&at, body);
    let set = beside_another(stage, (&tenant, &publisher), after(A_LONG_MOMENT), set).await?.ok(200)?;

    let again = stage.anonymous.with(set.bearer());
    again.create::<Invited>(&to_tenant, guest()).await?;
    again.create::<Invited>(&to_other, guest()).await?;
    let path = paths::operator::operator(person.me.id);
    let removed = stage.operator.delete(&path);
    beside_another(stage, (&tenant, &other), after(A_MOMENT), removed).await?.ok(204)?;
    Ok(())
}

#[tokio::test]
async fn whoever_becomes_an_owner_meanwhile_stays() -> Outcome {
    let stage = Stage::shared(Kind::Postgres).await?;
    stage.end(Box::pin(make_owners(&stage)).await)
}

/// An admin touches no owner, and waits to see whether this is one.
async fn make_owners(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    for removes in [true, false] {
        let bob = tenant.join(TenantRole::Admin).await?;
        let path = tenant.at(&format!("/members/{}", bob.me.id));
        let mut tx = begin(stage).await?;
        tx.platform().await?.tenants().lock_roles(tenant.id).await?;
        let promoted = async {
            tokio::time::sleep(A_MOMENT).await;
            tx.platform().await?.tenants().set_member(tenant.id, bob.me.id, TenantRole::Owner).await?;
            tx.commit_unrecorded().await
        };
        let touched = async {
            if removes {
                return admin.delete(&path).await;
            }
            admin.put(&path, json!({"before": "admin", "role": "viewer"})).await
        };
        let (touched, promoted) = tokio::join!(touched, promoted);
        promoted?;
        let (status, code) =
            if removes { (403, ProblemCode::Forbidden) } else { (412, ProblemCode::LostRace) };
        touched?.ok(status)?.problem(code)?;
        bob.delete(&path).await?.ok(204)?;
    }
    Ok(())
}

async fn commit_later(tx: Tx) -> Result<(), store::Error> {
    tokio::time::sleep(A_MOMENT).await;
    tx.commit_unrecorded().await
}

/// Asks for a change while a transaction is under way that takes the right to it.
async fn while_it_is_taken(tx: Tx, change: impl Future<Output = Outcome<Answer>>) -> Outcome<Answer> {
    let (changed, taken) = tokio::join!(change, commit_later(tx));
    taken?;
    changed
}

#[tokio::test]
async fn whoever_loses_a_role_meanwhile_changes_nothing() -> Outcome {
    let stage = Stage::shared(Kind::Postgres).await?;
    stage.end(Box::pin(lose_roles(&stage)).await)
}

/// A tenant's, a publisher's, one in its sandbox, and an operator's.
async fn lose_roles(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let credential = || json!({"name": format!("Nightly {}", next()), "scopes": ["claims.read"]});

    let at = tenant.at("/credentials");
    let (removed, lowered) = (tenant.join(TenantRole::Admin).await?, tenant.join(TenantRole::Admin).await?);
    let mut tx = begin(stage).await?;
    tx.platform().await?.tenants().remove_member(tenant.id, removed.me.id).await?;
    while_it_is_taken(tx, removed.post(&at, credential())).await?.ok(404)?;
    let mut tx = begin(stage).await?;
    tx.platform().await?.tenants().set_member(tenant.id, lowered.me.id, TenantRole::Viewer).await?;
    while_it_is_taken(tx, lowered.post(&at, credential())).await?.ok(403)?;

    let at = publisher.at("/apps");
    let lowered = publisher.join(PublisherRole::Developer).await?;
    let mut tx = begin(stage).await?;
    let publishers = tx.platform().await?.publishers();
    publishers.set_member(publisher.id, lowered.me.id, PublisherRole::Viewer).await?;
    while_it_is_taken(tx, lowered.post(&at, details("targeted"))).await?.ok(403)?;

    let at = at_tenant(publisher.sandbox, "/credentials");
    let removed = publisher.join(PublisherRole::Developer).await?;
    let mut tx = begin(stage).await?;
    tx.platform().await?.publishers().remove_member(publisher.id, removed.me.id).await?;
    while_it_is_taken(tx, removed.post(&at, credential())).await?.ok(404)?;

    let operator = join_operators(stage).await?;
    let clinic = json!({"name": "Late Clinic", "owner_email": Person::new_email("owner")});
    let mut tx = begin(stage).await?;
    tx.platform().await?.people().set_operator(operator.me.id, false).await?;
    while_it_is_taken(tx, operator.post(&paths::operator::tenants(), clinic)).await?.ok(404)?;
    Ok(())
}

async fn join_operators(stage: &Stage) -> Outcome<Person> {
    let body = json!({"email": Person::new_email("operator")});
    let invited: Invited = stage.operator.create(&paths::operator::operators(), body).await?;
    Person::join(&stage.anonymous, &invited.link).await
}

#[tokio::test]
async fn two_who_change_roles_at_once_lose_no_race() -> Outcome {
    let stage = Stage::fresh(Kind::Postgres).await?;
    stage.end(Box::pin(change_roles(&stage)).await)
}

/// Both have come as far as the roles when they go on.
async fn change_roles(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let second = tenant.join(TenantRole::Owner).await?;
    let (bob, carol) = (tenant.join(TenantRole::Viewer).await?, tenant.join(TenantRole::Viewer).await?);
    let (of_bob, of_carol) =
        (tenant.at(&format!("/members/{}", bob.me.id)), tenant.at(&format!("/members/{}", carol.me.id)));
    let more = json!({"before": "viewer", "role": "admin"});
    let mut tx = begin(stage).await?;
    tx.within(tenant.id).await?.lock_roles().await?;
    let (one, other, committed) =
        tokio::join!(tenant.owner.put(&of_bob, &more), second.put(&of_carol, &more), commit_later(tx));
    committed?;
    one?.ok(200)?;
    other?.ok(200)?;

    // A credential waits for the organisation with its maker's role locked.
    let credentials = tenant.at("/credentials");
    let credential = json!({"name": "Nightly", "scopes": ["claims.read"]});
    let mut tx = begin(stage).await?;
    tx.platform().await?.tenants().lock(tenant.id).await?;
    let made = async {
        tokio::time::sleep(A_MOMENT / 3).await;
        bob.post(&credentials, credential).await
    };
    let (removed, made, committed) = tokio::join!(tenant.owner.delete(&of_bob), made, commit_later(tx));
    committed?;
    removed?.ok(204)?;
    let made = made?;
    assert!(matches!(made.status, 201 | 404), "{}", made.status);

    let second = join_operators(stage).await?;
    let (dan, eve) = (join_operators(stage).await?, join_operators(stage).await?);
    let at = |person: &Person| paths::operator::operator(person.me.id);
    let (of_dan, of_eve) = (at(&dan), at(&eve));
    let mut tx = begin(stage).await?;
    tx.platform().await?.people().lock_shared(stage.operator.me.id).await?;
    let (one, other, committed) =
        tokio::join!(stage.operator.delete(&of_dan), second.delete(&of_eve), commit_later(tx));
    committed?;
    one?.ok(204)?;
    other?.ok(204)?;
    Ok(())
}

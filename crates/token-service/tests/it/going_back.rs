//! A database that went back in time under a running node: what it has forgotten counts no more, and what it says from
//! then on counts at once.

use std::fs;
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use model::connection::{Connection, PausedBy};
use model::credential::{Credential, CredentialOwner};
use model::ids::CredentialId;
use store::Records;
use store::changes::Change;
use store::places::Epoch;
use store::revoked_tokens::RevokedToken;
use token_service::{Standing, TokenService};

use crate::feed::register;
use crate::listener::{Listener, last_id};
use crate::node::{Running, ask, form, on_both};
use crate::platform::{Outcome, Platform, at, postgres, sqlite};

on_both! {
    a_new_epoch_makes_a_node_load_everything
    who_follows_the_feed_is_reset_by_a_new_epoch
    ids_of_another_log_are_reset
}

/// Waits until it stands so; fails after as long as a change may take, and a little.
async fn becomes(service: &TokenService, client: CredentialId, generation: u64, expected: Standing) -> bool {
    let began = Instant::now();
    while service.standing(client, generation, "jti") != expected {
        if began.elapsed() > Duration::from_secs(20) {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    true
}

async fn begin_epoch(platform: &Platform, number: u8) -> Outcome {
    let mut tx = platform.store.begin().await?;
    tx.platform().await?.begin_epoch(Epoch::new([number; 16])).await?;
    Ok(tx.finish(Records::of_changes([Change::Platform]), at(1)).await?)
}

/// Stores the connection without a word in the change log, as a database does that comes from elsewhere.
async fn slip_in(platform: &Platform, connection: &Connection) -> Outcome {
    let mut tx = platform.store.begin().await?;
    let connections = tx.within(platform.tenant).await?.connections();
    let before = connections.get(connection.id).await?.ok_or("no connection")?;
    connections.update(&before, connection).await?;
    Ok(tx.commit_unrecorded().await?)
}

async fn a_new_epoch_makes_a_node_load_everything(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    let running = Running::start(&service);
    let generation = platform.connection.generation;
    slip_in(&platform, &platform.connection.clone().pause(PausedBy::Tenant, at(1))?).await?;
    service.catch_up().await;
    assert_eq!(service.standing(platform.client, generation, "jti"), Standing::Active, "no one said so");
    begin_epoch(&platform, 1).await?;
    assert!(becomes(&service, platform.client, generation, Standing::Revoked).await);
    // It follows the new one.
    platform.save(&connection(&platform).await?.resume(PausedBy::Tenant, at(2))?).await?;
    service.catch_up().await;
    let answer = ask(&service, "/oauth2/token", form(&platform)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    running.stop().await
}

async fn who_follows_the_feed_is_reset_by_a_new_epoch(platform: Platform) -> Outcome {
    let authorization = register(&platform).await?;
    let service = platform.service().await?;
    let running = Running::start(&service);
    let mut listener = Listener::follow(&service, &authorization, None).await;
    listener.until("event: caught-up").await?;
    platform.save(&platform.connection.clone().pause(PausedBy::Tenant, at(1))?).await?;
    let told = listener.until("event: generation").await?;
    let before = last_id(&told).ok_or("no id")?.to_owned();

    begin_epoch(&platform, 1).await?;
    let told = listener.until("event: reset").await? + &listener.until("event: caught-up").await?;
    let order =
        ["event: reset", "event: keys", "event: generation", "event: caught-up"].map(|name| told.find(name));
    assert!(order.is_sorted() && order.iter().all(Option::is_some), "{told}");
    let after = last_id(&told).ok_or("no id")?.to_owned();

    // Who comes with what it heard before the new epoch is reset, who comes with what it heard since is not.
    let told =
        Listener::follow(&service, &authorization, Some(&before)).await.until("event: caught-up").await?;
    assert!(told.starts_with("event: reset\ndata: {}\n\n"), "{told}");
    let told =
        Listener::follow(&service, &authorization, Some(&after)).await.until("event: caught-up").await?;
    assert!(!told.contains("event: reset"), "{told}");
    running.stop().await
}

async fn ids_of_another_log_are_reset(platform: Platform) -> Outcome {
    let authorization = register(&platform).await?;
    let service = platform.service().await?;
    let running = Running::start(&service);
    let mut listener = Listener::follow(&service, &authorization, None).await;
    listener.until("event: caught-up").await?;
    platform.save(&platform.connection.clone().pause(PausedBy::Tenant, at(1))?).await?;
    let told = listener.until("event: generation").await?;
    let id = last_id(&told).ok_or("no id")?;
    let [sequence, epoch, mark] = id.split('.').collect::<Vec<_>>()[..] else { return Err(id.into()) };
    let ahead = format!("{}.{epoch}.{mark}", i64::MAX);
    let one_more = format!("{}.{epoch}.{mark}", sequence.parse::<i64>()? + 1);
    let of_other_log = format!("{sequence}.{mark}.{mark}");
    let of_other_row = format!("{sequence}.{epoch}.{epoch}");
    let others = [&ahead, &one_more, &of_other_log, &of_other_row, sequence, "-1", "", "nonsense", "1.2.3"];
    for other in others {
        let told =
            Listener::follow(&service, &authorization, Some(other)).await.until("event: caught-up").await?;
        assert!(told.starts_with("event: reset\ndata: {}\n\n"), "{other:?}: {told}");
        assert!(told.contains("event: generation"), "{other:?}: all that matters follows: {told}");
    }
    let told = Listener::follow(&service, &authorization, Some(id)).await.until("event: caught-up").await?;
    assert!(!told.contains("event: reset") && !told.contains("event: generation"), "{told}");
    running.stop().await
}

/// Sixty changes and a new client are lost; the database that has lost them gives their numbers to others.
#[actix_web::test]
async fn postgres_swapped_under_a_node() -> Outcome {
    let platform = postgres().await?;
    let authorization = register(&platform).await?;
    let service = platform.service().await?;
    let running = Running::start(&service);
    let database = Database::of(&platform.url)?;
    let copy = database.copy().await?;

    let mut listener = Listener::follow(&service, &authorization, None).await;
    listener.until("event: caught-up").await?;
    let kept = platform.connection.generation;
    for _ in 0..30 {
        let paused = connection(&platform).await?.pause(PausedBy::Tenant, at(1))?;
        platform.save(&paused).await?;
        platform.save(&connection(&platform).await?.resume(PausedBy::Tenant, at(2))?).await?;
    }
    let lost_generation = connection(&platform).await?.generation;
    let lost_client = new_client(&platform).await?;
    revoke(&platform, "lost").await?;
    service.catch_up().await;
    assert_eq!(service.standing(lost_client, 1, "jti"), Standing::Active);
    assert_eq!(service.standing(platform.client, kept, "jti"), Standing::Revoked);
    let told = listener.until("event: token").await?;
    let lost_place = last_id(&told).ok_or("no id")?.to_owned();

    database.swap(&copy).await?;
    assert!(becomes(&service, lost_client, 1, Standing::Revoked).await, "no database knows it");
    assert!(becomes(&service, platform.client, kept, Standing::Active).await, "no one has paused it here");
    if listener.until("event: reset").await.is_err() {
        // A feed ends where its own question met the swap. Its follower comes back with its place.
        listener = Listener::follow(&service, &authorization, Some(&lost_place)).await;
        listener.until("event: reset").await?;
    }
    listener.until("event: caught-up").await?;

    // Acknowledged by the new database: it counts, also for tokens of the time that is lost.
    let paused = connection(&platform).await?.pause(PausedBy::Tenant, at(3))?;
    platform.save(&paused).await?;
    service.catch_up().await;
    for generation in [kept, lost_generation] {
        assert_eq!(service.standing(platform.client, generation, "jti"), Standing::Revoked, "{generation}");
    }
    let refused = ask(&service, "/oauth2/token", form(&platform)).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    listener.until(&format!("\"minimum\":{},\"dead\":true", paused.generation)).await?;
    platform.save(&connection(&platform).await?.resume(PausedBy::Tenant, at(4))?).await?;
    service.catch_up().await;
    assert_eq!(service.standing(platform.client, lost_generation, "jti"), Standing::Revoked);
    assert_eq!(service.standing(platform.client, paused.generation, "jti"), Standing::Active);
    assert_eq!(
        service.standing(platform.client, paused.generation, "lost"),
        Standing::Revoked,
        "what this node knows as revoked stays so"
    );

    // As many changes as were lost, and more: the numbers tell nothing any more.
    for number in 0..70 {
        revoke(&platform, &format!("jti-{number}")).await?;
    }
    let told =
        Listener::follow(&service, &authorization, Some(&lost_place)).await.until("event: caught-up").await?;
    assert!(told.starts_with("event: reset\ndata: {}\n\n"), "{told}");
    running.stop().await
}

/// The new database has passed the node's place before the node looks again.
#[actix_web::test]
async fn postgres_swapped_for_one_with_as_many_other_changes() -> Outcome {
    let platform = postgres().await?;
    let database = Database::of(&platform.url)?;
    let copy = database.copy().await?;
    revoke(&platform, "lost").await?;
    let service = platform.service().await?;
    database.swap(&copy).await?;
    platform.save(&platform.connection.clone().pause(PausedBy::Tenant, at(3))?).await?;
    for number in 0..5 {
        revoke(&platform, &format!("jti-{number}")).await?;
    }
    let running = Running::start(&service);
    service.catch_up().await;
    assert!(becomes(&service, platform.client, platform.connection.generation, Standing::Revoked).await);
    let refused = ask(&service, "/oauth2/token", form(&platform)).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    running.stop().await
}

/// A file that takes the database's place is not the one that is open: what is done to either reaches no one.
#[actix_web::test]
async fn sqlite_whose_file_was_replaced() -> Outcome {
    let platform = sqlite().await?;
    let file = platform.url.trim_start_matches("sqlite:").to_owned();
    let service = platform.service().await?;
    let running = Running::start(&service);
    service.catch_up().await;
    assert!(service.is_ready());
    let other = format!("{file}.other");
    fs::copy(&file, &other)?;
    fs::rename(&other, &file)?;
    let began = Instant::now();
    while service.is_ready() {
        assert!(began.elapsed() < Duration::from_secs(20), "it goes on with a file that no one sees");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let refused = ask(&service, "/oauth2/token", form(&platform)).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let written = platform.store.begin().await.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(written.contains("was replaced"), "{written}");
    fs::remove_file(&file)?;
    assert!(platform.store.begin().await.is_err(), "nor where it is gone");
    running.stop().await
}

async fn connection(platform: &Platform) -> Outcome<Connection> {
    let mut tx = platform.store.read().await?;
    let connections = tx.within(platform.tenant).await?.connections();
    Ok(connections.get(platform.connection.id).await?.ok_or("gone")?)
}

async fn revoke(platform: &Platform, jti: &str) -> Outcome {
    let mut tx = platform.store.begin().await?;
    let rows = tx.platform().await?;
    rows.revoke_token(&RevokedToken { jti: jti.into(), expires_at: at(1200) }).await?;
    Ok(tx.finish(Records::of_changes([Change::Token(jti.into())]), at(1)).await?)
}

/// A credential of the tenant's own.
async fn new_client(platform: &Platform) -> Outcome<CredentialId> {
    let mut tx = platform.store.begin().await?;
    let rows = tx.within(platform.tenant).await?;
    let like = rows.credentials().get(platform.client).await?.ok_or("no client")?;
    let owner = CredentialOwner::Tenant {
        name: "Nightly export".into(),
        scopes: std::iter::once("patients.read".parse()?).collect(),
    };
    let credential = Credential { id: CredentialId::new(30, &[3; 10]), owner, ..like };
    rows.credentials().insert(&credential).await?;
    tx.finish(Records::of_changes([Change::from(&credential)]), at(1)).await?;
    Ok(credential.id)
}

/// A database of the shared server, as its administrator sees it.
struct Database(String);

impl Database {
    fn of(url: &str) -> Outcome<Self> {
        Ok(Self(url.rsplit('/').next().ok_or("no name")?.to_owned()))
    }

    /// Makes a copy of what it holds now; its name.
    async fn copy(&self) -> Outcome<String> {
        let (name, copy) = (self.0.clone(), format!("{}_copy", self.0));
        let made = copy.clone();
        administer(move |server| {
            server.execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"))?;
            server.execute(&end(&name))?;
            server.execute(&format!("CREATE DATABASE {copy} TEMPLATE {name} OWNER grantry"))?;
            server.execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        })
        .await?;
        Ok(made)
    }

    /// Puts a copy in its place.
    async fn swap(&self, copy: &str) -> Outcome {
        let (name, copy) = (self.0.clone(), copy.to_owned());
        administer(move |server| {
            server.execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"))?;
            server.execute(&end(&name))?;
            server.execute(&format!("ALTER DATABASE {name} RENAME TO {name}_before"))?;
            server.execute(&format!("ALTER DATABASE {copy} RENAME TO {name}"))
        })
        .await
    }
}

/// Ends everyone's connections, and waits until they are gone.
fn end(name: &str) -> String {
    format!("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'")
}

async fn administer(
    work: impl FnOnce(&throwaway_postgres::Server) -> std::io::Result<String> + Send + 'static,
) -> Outcome {
    let work = move || throwaway_postgres::shared().and_then(work).map(drop);
    Ok(tokio::task::spawn_blocking(work).await??)
}

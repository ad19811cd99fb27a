//! The feed that resource servers follow: from where it is told, and up to when.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use credentials::PlainSecret;
use model::api::ResourceServer;
use model::ids::ResourceServerId;
use rand::SeedableRng;
use rand::rngs::StdRng;
use store::changes::Change;
use store::revoked_tokens::RevokedToken;
use store::secrets::SecretHash;
use store::{Records, Store};
use tokio::time::timeout;

use crate::listener::{Listener, PATIENCE, last_id};
use crate::node::{Running, on_both};
use crate::platform::{API, Outcome, Platform, at, postgres};

on_both! {
    a_newcomer_is_told_what_matters_whatever_the_clock_that_dated_it
    a_newcomer_is_told_nothing_when_nothing_matters
}

const MINUTE: i64 = 60;
/// The clock of the node that is asked, in seconds after the platform was made.
const NOW: i64 = 300 * MINUTE;

/// Revokes tokens at these minutes before [`NOW`], as the clocks of the nodes that do it say: `jti_0` and so on.
async fn revoke(platform: &Platform, minutes_ago: &[i64]) -> Outcome {
    for (number, minutes) in minutes_ago.iter().enumerate() {
        let mut tx = platform.store.begin().await?;
        let rows = tx.platform().await?;
        let token = RevokedToken { jti: format!("jti_{number}"), expires_at: at(NOW + 5 * MINUTE) };
        rows.revoke_token(&token).await?;
        let changes = Records::of_changes([Change::Token(token.jti)]);
        tx.finish(changes, at(NOW - minutes * MINUTE)).await?;
    }
    Ok(())
}

/// Registers a resource server; gives what it writes into `Authorization`.
pub async fn register(platform: &Platform) -> Outcome<String> {
    let plain = PlainSecret::generate(&mut StdRng::seed_from_u64(5));
    let mut tx = platform.store.begin().await?;
    let rows = tx.platform().await?;
    let api = rows.apis().by_identifier(API).await?.ok_or("no API")?.id;
    let server = ResourceServer {
        id: ResourceServerId::new(20, &[3; 10]),
        api,
        name: "Gateway".into(),
        hint: plain.hint(),
        created_by: platform.person,
        created_at: at(0),
        reported_at: None,
    };
    let hash = SecretHash::new(plain.hash(&platform.master()?.pepper()).to_bytes());
    rows.resource_servers().insert(&server, hash).await?;
    tx.commit_unrecorded().await?;
    Ok(format!("Basic {}", STANDARD.encode(format!("{}:{}", server.id, plain.expose_once()))))
}

async fn at_the_feed(platform: &Platform, minutes_ago: &[i64]) -> Outcome<String> {
    // Its keys are made by a node that starts long before.
    platform.service().await?;
    let authorization = register(platform).await?;
    revoke(platform, minutes_ago).await?;
    let service = platform.service_at(&Arc::new(AtomicI64::new(at(NOW).timestamp_micros()))).await?;
    let running = Running::start(&service);
    let told = Listener::follow(&service, &authorization, None).await.until("event: caught-up").await?;
    running.stop().await?;
    Ok(told)
}

async fn a_newcomer_is_told_what_matters_whatever_the_clock_that_dated_it(platform: Platform) -> Outcome {
    let told = at_the_feed(&platform, &[91, 65, 40, 95, 1]).await?;
    let heard: Vec<_> = (0..5).filter(|number| told.contains(&format!("jti_{number}\""))).collect();
    assert_eq!(heard, [1, 2, 3, 4], "{told}");
    Ok(())
}

async fn a_newcomer_is_told_nothing_when_nothing_matters(platform: Platform) -> Outcome {
    let told = at_the_feed(&platform, &[95, 91]).await?;
    assert!(told.starts_with("event: caught-up\ndata: {\"since\":"), "{told}");
    Ok(())
}

/// A session of `psql` that has locked a table: whoever reads it waits until this is dropped.
struct Locked(Child);

impl Locked {
    async fn table(platform: &Platform, name: &'static str) -> Outcome<Self> {
        let url = platform.url.clone();
        Ok(tokio::task::spawn_blocking(move || Self::lock(&url, name)).await??)
    }

    fn lock(url: &str, name: &str) -> io::Result<Self> {
        let mut command = Command::new(throwaway_postgres::psql()?);
        command.args(["-XqAt", "-v", "ON_ERROR_STOP=1"]).arg(url);
        let mut locked = Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
        let (Some(stdin), Some(stdout)) = (&mut locked.0.stdin, &mut locked.0.stdout) else {
            return Err(io::Error::other("no pipes"));
        };
        writeln!(stdin, "BEGIN; LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE; SELECT 'locked';")?;
        let mut said = String::new();
        BufReader::new(stdout).read_line(&mut said)?;
        if said == "locked\n" { Ok(locked) } else { Err(io::Error::other(said)) }
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// No statement is ended by PostgreSQL: it is the feed that waits no longer.
#[actix_web::test]
async fn postgres_that_does_not_answer_ends_feeds() -> Outcome {
    let mut platform = postgres().await?;
    let settings =
        store::Settings { statement_timeout: Duration::ZERO, ..store::Settings::new(&platform.url) };
    platform.store = Store::connect(&settings).await?;
    let authorization = register(&platform).await?;
    let service = platform.service().await?;
    let running = Running::start(&service);
    let told = Listener::follow(&service, &authorization, None).await.until("event: caught-up").await?;
    let id = last_id(&told).ok_or("no id")?;

    // The node itself reads no revoked tokens while nothing changes.
    let locked = Locked::table(&platform, "revoked_tokens").await?;
    let mut begun = Listener::follow(&service, &authorization, None).await;
    let ended = begun.until("event: caught-up").await.err().map(|error| error.to_string());
    assert!(ended.as_ref().is_some_and(|why| why.starts_with("temporarily_unavailable")), "{ended:?}");
    drop(locked);

    service.catch_up().await;
    let locked = Locked::table(&platform, "changes").await?;
    let both = async {
        let fresh = Listener::ask(&service, &authorization, None);
        let again = Listener::ask(&service, &authorization, Some(id));
        tokio::join!(fresh, again)
    };
    let ((_, mut fresh), (_, mut again)) = timeout(PATIENCE, Box::pin(both)).await?;
    fresh.until("temporarily_unavailable").await?;
    again.until("temporarily_unavailable").await?;
    drop(locked);
    running.stop().await
}

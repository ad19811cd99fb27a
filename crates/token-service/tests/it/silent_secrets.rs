//! Secrets retire by themselves once they were silent for so long, and the app signed in as a workload.

use std::collections::BTreeMap;

use model::app::{App, AppVersion};
use model::connection::Connection;
use model::credential::{AuthMethod, Credential};
use model::ids::WorkloadIssuerId;
use model::workload::{WorkloadIdentity, WorkloadIssuer, WorkloadKeys, WorkloadPreset};
use store::Records;
use store::changes::Change;
use store::directory::{Changed, Found};
use store::last_uses::SecretUse;

use crate::node::on_both;
use crate::platform::{Outcome, Platform, at};

on_both! {
    a_silent_secret_retires_and_a_used_one_does_not
    a_secret_stays_while_the_app_has_no_other_way
}

const DAY: i64 = 86_400;

/// The platform's one client may sign in as a workload too, and its secret retires after seven days.
async fn move_over(platform: &Platform) -> Outcome<WorkloadIssuer> {
    let issuer = WorkloadIssuer {
        id: WorkloadIssuerId::new(40, &[3; 10]),
        name: "Actions".into(),
        preset: WorkloadPreset::GithubActions,
        issuer: "https://actions.example".into(),
        keys: WorkloadKeys::Discovery,
        audience: None,
        once_by_hash: false,
        closed_at: None,
        revision: 0,
        created_at: at(0),
    };
    let claims = BTreeMap::from([("sub".to_owned(), "repo:acme/sync:*".parse()?)]);
    let workload = Some(WorkloadIdentity::new(issuer.id, claims)?);
    let connection = &platform.connection;
    let mut tx = platform.store.begin().await?;
    let shared = tx.shared();
    shared.workload_issuers().insert(&issuer).await?;
    let version = shared.app_versions().get(connection.app, 1).await?.ok_or("no version")?;
    let next = AppVersion { number: 2, workload, ..version };
    shared.app_versions().insert(&next).await?;
    assert_eq!(shared.app_versions().get(connection.app, 2).await?, Some(next));
    let app = shared.apps().get(connection.app).await?.ok_or("no app")?;
    shared.apps().update(&App { latest_version: 2, ..app }).await?;
    let within = tx.within(platform.tenant).await?;
    let before = within.connections().get(connection.id).await?.ok_or("no connection")?;
    within.connections().update(&before, &Connection { version: 2, ..before.clone() }).await?;
    within.credentials().set_retirement(platform.client, Some(7)).await?;
    tx.finish(Records::of_changes([Change::Platform, Change::from(connection)]), at(1)).await?;
    Ok(issuer)
}

/// Writes down that the workload signed in then, and the secret was used, if it was.
async fn used(platform: &Platform, workload: i64, secret: Option<i64>) -> Outcome {
    let mut tx = platform.store.begin().await?;
    let within = tx.within(platform.tenant).await?;
    let secrets = within.secrets().of(&[platform.client]).await?;
    let rows = tx.platform().await?;
    rows.workloads_used(&[(platform.tenant, platform.client, at(workload))]).await?;
    for (known, second) in secrets.iter().zip(secret) {
        let used = SecretUse { tenant: platform.tenant, secret: known.id, at: at(second), from: None };
        rows.secrets_used(&[used]).await?;
    }
    Ok(tx.commit_unrecorded().await?)
}

/// The credential after a round at this second, and how many secrets it has.
async fn after_round(platform: &Platform, second: i64) -> Outcome<(Credential, usize)> {
    let here = platform.marketplace_at(second)?;
    here.silent_secrets().retire().await?;
    let mut tx = platform.store.begin().await?;
    let within = tx.within(platform.tenant).await?;
    let credential = within.credentials().get(platform.client).await?.ok_or("no credential")?;
    let secrets = within.secrets().of(&[platform.client]).await?.len();
    Ok((credential, secrets))
}

async fn a_silent_secret_retires_and_a_used_one_does_not(platform: Platform) -> Outcome {
    move_over(&platform).await?;
    assert_eq!(after_round(&platform, 20 * DAY).await?.1, 1, "the workload never signed in");
    used(&platform, 8 * DAY, Some(3 * DAY)).await?;
    assert_eq!(after_round(&platform, 9 * DAY).await?.1, 1, "it was used six days ago");
    assert_eq!(after_round(&platform, 16 * DAY).await?.1, 1, "the workload was silent as well");
    used(&platform, 10 * DAY, None).await?;
    let (credential, secrets) = after_round(&platform, 10 * DAY + 1).await?;
    assert_eq!((secrets, credential.auth_method), (0, AuthMethod::WorkloadIdentity));
    assert_eq!(credential.secret_retires_after_days, None);
    assert_eq!(credential.workload_last_used_at, Some(at(10 * DAY)));
    let changed = Changed { credentials: vec![platform.client], ..Changed::default() };
    let found = platform.store.details(&changed).await?.found;
    let alone = |client: &Found| matches!(client, Found::Client(client) if client.secrets.is_empty() && client.workload.is_some());
    assert!(found.len() == 1 && found.iter().all(alone), "{found:?}");
    Ok(())
}

async fn a_secret_stays_while_the_app_has_no_other_way(platform: Platform) -> Outcome {
    let issuer = move_over(&platform).await?;
    used(&platform, 10 * DAY, Some(DAY)).await?;
    let tx = platform.store.begin().await?;
    let closed = WorkloadIssuer { closed_at: Some(at(2)), ..issuer };
    tx.shared().workload_issuers().update(&closed).await?;
    assert!(tx.shared().workload_issuers().update(&closed).await.is_err(), "another revision");
    assert_eq!(tx.shared().workload_issuers().in_use(closed.id).await?, 1);
    tx.finish(Records::of_changes([Change::Platform]), at(2)).await?;
    assert_eq!(after_round(&platform, 10 * DAY + 1).await?.1, 1, "the issuer is closed");
    Ok(())
}

//! What every test of this suite ends with, `Secrets::stay_secret`, can fail.

use std::sync::Arc;

use wire::{admin::IssuedCredential, paths};

use crate::harness::{Client, Kind, Outcome, Partner, Stage, on_both, secrets::Secrets};

on_both! {
    shared: what_stands_in_the_log_is_found what_stands_in_the_embedded_database_is_found;
    talkative: nothing_is_said_however_much_is_logged;
}

/// A client that takes this for a secret.
fn keeping(stage: &Stage, text: &str) -> Client {
    let secrets = Arc::new(Secrets::default());
    secrets.learn(text);
    Client { secrets, ..stage.anonymous.clone() }
}

async fn what_stands_in_the_log_is_found(stage: &Stage) -> Outcome {
    let answer = stage.anonymous.get(&paths::account::session()).await?.ok(401)?;
    let client = keeping(stage, answer.header("x-request-id"));
    // The log reaches this process a moment after the answer does.
    let began = std::time::Instant::now();
    while stage.stay_secret(&client.secrets).is_ok() {
        assert!(began.elapsed().as_secs() < 10, "the request stands in no line of the log");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn what_stands_in_the_embedded_database_is_found(stage: &Stage) -> Outcome {
    let client = keeping(stage, "olga@operators.example");
    let found = stage.stay_secret(&client.secrets).is_err();
    assert_eq!(found, stage.kind() == Kind::Sqlite);
    stage.stay_secret(&keeping(stage, "unknown@operators.example").secrets)
}

/// Every secret that there is, on its way through: the end of the test looks for them.
async fn nothing_is_said_however_much_is_logged(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let regenerate = tenant.connection(allowed.connection.id, "/regenerate-secret");
    let issued: IssuedCredential = tenant.owner.act(&regenerate).await?;
    for issued in [&allowed.credential, &issued, &tenant.generate(&["patients.read"]).await?.issued] {
        let partner = Partner::new(&stage.anonymous, issued);
        if partner.gets_token().await? {
            assert!(partner.is_alive(&partner.token().await?).await?);
        }
    }
    tenant.owner.sign_in_again().await?.delete(&paths::account::session()).await?.ok(204)?;
    Ok(())
}

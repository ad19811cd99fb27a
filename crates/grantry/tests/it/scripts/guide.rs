//! docs/guides/from-scripts.md: the journey from the app's registration to the connection's end.

use std::{fs, os::unix::fs::PermissionsExt};

use wire::admin::IssuedCredential;

use super::{Ctl, binary, token};
use crate::{
    documents::{Machine, block},
    harness::{Outcome, Partner, Person, Stage, on_both, server},
};

on_both! { shared: the_guides_journey login_keeps_a_token_that_works; }

/// What the guide writes as a tenant's ID.
const TENANT: &str = "ten_01K9VXQ8M4T7R2N6B0C3D5F8GH";

/// A machine with the stage's server in the place of the guide's.
fn machine(stage: &Stage) -> Outcome<Machine> {
    binary()?;
    let machine = Machine::new()?;
    let own = machine.base.clone();
    Ok(machine.with(&own, &stage.anonymous.base))
}

async fn keep_token(machine: &Machine, file: &str, person: &Person) -> Outcome {
    let token = token(person, &["read", "write", "secrets"]).await?;
    Ok(server::write_private(&machine.path(file), &token)?)
}

async fn the_guides_journey(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let machine = machine(stage)?.with(TENANT, &tenant.id.to_string());
    keep_token(&machine, "developer.token", &publisher.owner).await?;
    keep_token(&machine, "admin.token", &tenant.owner).await?;

    let targets = machine.run(&block("grantryctl-developer")?)?;
    assert!(targets.contains(&tenant.id.to_string()) && targets.contains("awaiting"), "{targets}");

    let printed = machine.run(&block("grantryctl-admin")?)?;
    assert!(printed.contains("\"access_token\""), "the pair gets a token: {printed}");
    assert!(!printed.contains("gts_"), "secrets stand in the files alone");
    let actions = ["connection.allowed", "secret.regenerated", "connection.paused"];
    for action in actions {
        assert!(printed.contains(action), "{action}: {printed}");
    }

    // The old secret went with the new one, and the new one with the connection.
    for file in ["night-sync.env", "new-night-sync.env"] {
        let path = machine.path(file);
        assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o600, "{file}");
        let partner = Partner::new(&stage.anonymous, &issued(&fs::read_to_string(path)?)?);
        stage.anonymous.secrets.learn(&partner.client_secret);
        assert!(!partner.gets_token().await?, "{file}");
    }
    let ctl = Ctl::of(&tenant.owner).await?;
    let connections = ctl.json(&["admin", "connection", "list"])?;
    assert_eq!(connections[0]["state"], "paused");
    let connection = connections[0]["id"].as_str().ok_or("no ID")?;
    ctl.run(&["admin", "connection", "restore", connection])?.ok(0)?;
    let pair = fs::read_to_string(machine.path("new-night-sync.env"))?;
    assert!(Partner::new(&stage.anonymous, &issued(&pair)?).gets_token().await?, "the new secret works");
    Ok(())
}

async fn login_keeps_a_token_that_works(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let machine = machine(stage)?;
    keep_token(&machine, "developer.token", &publisher.owner).await?;
    let at_home = |block: &str| format!("export XDG_CONFIG_HOME=$PWD/config\n{block}");
    let printed = machine.run(&at_home(&block("grantryctl-login")?))?;
    assert!(printed.contains(publisher.owner.me.email.as_str()) && !printed.contains("gta_"), "{printed}");
    let file = machine.path("config/grantryctl/profiles.toml");
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    machine.run(&at_home("grantryctl logout\n! grantryctl me"))?;
    assert!(!fs::read_to_string(&file)?.contains("gta_"));
    machine.run(&block("grantryctl-shell")?)?;
    assert!(machine.path("man/grantryctl.1").exists());
    Ok(())
}

/// The pair that a file of variables holds.
fn issued(variables: &str) -> Outcome<IssuedCredential> {
    let value = |name: &str| {
        let line = variables.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.map(|value| value.trim_matches('\'').to_owned()).ok_or(format!("no {name}: {variables}"))
    };
    Ok(serde_json::from_value(serde_json::json!({
        "tenant_id": TENANT, "client_id": value("CLIENT_ID")?, "client_secret": value("CLIENT_SECRET")?,
        "issuer": value("ISSUER")?, "token_endpoint": value("TOKEN_ENDPOINT")?, "scope": value("SCOPE")?,
        "curl": "",
    }))?)
}

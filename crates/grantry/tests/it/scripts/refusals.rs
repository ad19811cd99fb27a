//! With which exit code a refusal ends, and that a repeated command makes its change once.

use model::role::TenantRole;

use super::Ctl;
use crate::harness::{Outcome, Stage, on_both};

on_both! { shared: a_reference_makes_a_change_once refusals_end_with_their_codes lists_follow_all_pages; }

const REGISTER: [&str; 8] = [
    "developer",
    "app",
    "register",
    "--summary",
    "Copies patients",
    "--support",
    "help@acme.example",
    "--name",
];

async fn a_reference_makes_a_change_once(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let developer = Ctl::of(&publisher.owner).await?;
    let register = [REGISTER.as_slice(), &["Night Sync", "--reference", "one"]].concat();
    let (first, second) = (developer.json(&register)?, developer.json(&register)?);
    assert_eq!(first["id"], second["id"]);
    let other = [REGISTER.as_slice(), &["Day Sync", "--reference", "one"]].concat();
    let refused = developer.run(&other)?.ok(1)?;
    assert!(refused.complained.contains("Request ID"), "{}", refused.complained);

    // A secret is shown once: the second answer has none, and no file is left.
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?.id.to_string();
    let admin = Ctl::of(&tenant.owner).await?;
    let allow = ["admin", "app", "allow", &app, "--version", "1", "--details", "1", "--reference", "two"];
    let folder = tempfile::tempdir()?;
    let (pair, again) = (folder.path().join("pair"), folder.path().join("again"));
    let (pair, again_named) = (pair.display().to_string(), again.display().to_string());
    admin.run(&[allow.as_slice(), &["--env-file", &pair]].concat())?.ok(0)?;
    let shown = admin.run(&[allow.as_slice(), &["--env-file", &again_named]].concat())?.ok(5)?;
    assert!(shown.complained.contains("regenerate") && !again.exists(), "{}", shown.complained);
    let kept = std::fs::read_to_string(&pair)?;
    let secret = kept.lines().find_map(|line| line.strip_prefix("CLIENT_SECRET=")).ok_or("no secret")?;
    stage.anonymous.secrets.learn(secret.trim_matches('\''));
    admin.run(&[allow.as_slice(), &["--env-file", &pair]].concat())?.ok(2)?;
    Ok(())
}

async fn refusals_end_with_their_codes(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?.id.to_string();
    let (developer, admin) = (Ctl::of(&publisher.owner).await?, Ctl::of(&tenant.owner).await?);
    let publish = ["developer", "app", "publish", &app, "--after", "0", "--require", "patients.read=Names."];
    let conflict = developer.run(&publish)?.ok(5)?;
    assert!(conflict.complained.contains("The newest version is 1."), "{}", conflict.complained);
    admin.run(&["admin", "connection", "show", "con_01K9VXQ8M4T7R2N6B0C3D5F8GH"])?.ok(4)?;
    developer
        .run(&["developer", "app", "show", &app, "--publisher", "pub_01K9VXQ8M4T7R2N6B0C3D5F8GH"])?
        .ok(4)?;

    let viewer = Ctl::of(&tenant.join(TenantRole::Viewer).await?).await?;
    let decline =
        ["admin", "app", "decline", &app, "--version", "1", "--details", "1", "--reason", "No.", "--json"];
    let refused = viewer.run(&decline)?.ok(1)?;
    assert!(refused.complained.contains("\"code\":\"forbidden\""), "{}", refused.complained);

    let stranger = Ctl { base: admin.base.clone(), token: "gta_of_no_one".to_owned() };
    stranger.run(&["me"])?.ok(3)?;
    developer.run(&["developer", "app", "register"])?.ok(2)?;
    Ok(())
}

async fn lists_follow_all_pages(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    for _ in 0..3 {
        publisher.draft().await?;
    }
    let developer = Ctl::of(&publisher.owner).await?;
    let all = developer.json(&["developer", "app", "list"])?;
    assert_eq!(all.as_array().map(Vec::len), Some(3));
    let some = developer.json(&["developer", "app", "list", "--limit", "2"])?;
    assert_eq!(some.as_array().map(Vec::len), Some(2));
    assert_eq!(some[0], all[0], "the newest first");
    let table = developer.run(&["developer", "app", "list"])?.ok(0)?;
    assert_eq!(table.printed.lines().count(), 4, "a header and a row for each: {}", table.printed);
    Ok(())
}

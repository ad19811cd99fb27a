//! What is likely to be a mistake is said when a node starts.

use std::fs;

use throwaway_postgres::Cluster;

use super::{Process, until};
use crate::harness::{Outcome, server};

/// What the log of a node with these settings says, once it is ready.
async fn said(settings: &[(&str, &str)]) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("log");
    let mut node = Process::with_log(settings, &file)?;
    node.becomes(200).await?;
    until(async || Ok(Some(fs::read_to_string(&file)?).filter(|log| log.contains("serving")))).await
}

#[tokio::test]
async fn settings_that_do_not_go_together_are_said() -> Outcome {
    let proxied = [("PUBLIC_URL", "https://access.example.com"), ("TRUSTED_PROXIES", r#"["127.0.0.0/8"]"#)];
    for quiet in [&[][..], &[("PUBLIC_URL", "http://localhost:8080")], &proxied] {
        let log = said(quiet).await?;
        let warnings: Vec<_> = log.lines().filter(|line| line.contains("WARN")).collect();
        let new = |line: &&str| !line.contains("made a new") && !line.contains("back up this key");
        assert!(!warnings.iter().any(new), "{warnings:?}");
    }
    for (settings, words) in [
        (&[("PUBLIC_URL", "https://access.example.com")][..], "`trusted_proxies` is empty"),
        (&[("PUBLIC_URL", "http://access.example.com")], "not localhost"),
        (&[("PUBLIC_URL", "http://192.0.2.7:8080")], "not localhost"),
    ] {
        let log = said(settings).await?;
        assert!(log.lines().any(|line| line.contains("WARN") && line.contains(words)), "{log}");
    }
    Ok(())
}

#[tokio::test]
async fn what_a_connection_to_postgresql_lacks_is_said() -> Outcome {
    let cluster = tokio::task::spawn_blocking(Cluster::start).await??;
    let ordinary = cluster.create_database("walls")?;
    let key = server::run(&["keys", "new-master"])?.trim().to_owned();
    let folder = tempfile::tempdir()?;
    let key_file = folder.path().join("key");
    server::write_private(&key_file, &key)?;
    server::run(&[
        "migrate",
        "--database-url",
        &ordinary,
        "--master-key-file",
        &key_file.display().to_string(),
    ])?;
    let words = "superuser or has BYPASSRLS";
    let (user, _) = ordinary.split_once('@').ok_or("a URL without a user")?;
    let superuser = ordinary.replacen(user, "postgres://test", 1);
    // Linux takes this address for its own; no one else would know that.
    let across = ordinary.replacen("127.0.0.1", "0.0.0.0", 1);
    assert_ne!(across, ordinary);
    for (url, passes, unencrypted) in
        [(&ordinary, false, false), (&superuser, true, false), (&across, false, true)]
    {
        let log = said(&[("DATABASE_URL", url), ("MASTER_KEY", &key)]).await?;
        assert_eq!(log.contains(words), passes, "{log}");
        assert_eq!(log.contains("crosses a network unencrypted"), unencrypted, "{log}");
    }
    Ok(())
}

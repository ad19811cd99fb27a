//! SIGKILL at any moment of a backup or a restore: what is there afterwards can be used.

use std::{
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use wire::paths;

use super::{Console, on_both};
use crate::harness::{Kind, Outcome};

const KILLS: u32 = 12;

on_both! {
    a_killed_backup_leaves_no_half_of_one
    a_killed_restore_leaves_nothing_or_all
}

/// Runs a command and kills it after so long; whether it had ended by itself.
fn killed_after(console: &Console, args: &[&str], pause: Duration) -> Outcome<bool> {
    let mut child = console.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    thread::sleep(pause);
    child.kill()?;
    Ok(child.wait()?.success())
}

/// Moments from the command's first to a little behind its last.
fn moments(console: &Console, args: &[&str]) -> Outcome<Vec<Duration>> {
    let began = Instant::now();
    console.run(args)?;
    let whole = began.elapsed();
    Ok((0..KILLS).map(|number| whole * number / (KILLS - 2)).collect())
}

async fn a_killed_backup_leaves_no_half_of_one(kind: Kind) -> Outcome {
    let console = Console::new(kind)?;
    console.run(&["demo"])?;
    let first = console.path("first").display().to_string();
    for (number, pause) in moments(&console, &["backup", &first])?.into_iter().enumerate() {
        let file = console.path(&format!("backup-{number}"));
        let name = file.display().to_string();
        killed_after(&console, &["backup", &name], pause)?;
        if file.exists() {
            let there = console.elsewhere()?;
            there.run(&["restore", &name])?;
        } else {
            // What was left is in no one's way.
            console.run(&["backup", &name])?;
        }
    }
    console.run(&["keys", "list"])?;
    console.serve().await?.stop().await
}

async fn a_killed_restore_leaves_nothing_or_all(kind: Kind) -> Outcome {
    let console = Console::new(kind)?;
    console.run(&["demo"])?;
    let backup = console.back_up("backup")?;
    let restore = ["restore", backup.as_str()];
    let mut left_nothing = 0;
    for pause in moments(&console.elsewhere()?, &restore)? {
        let there = console.elsewhere()?;
        killed_after(&there, &restore, pause)?;
        // The server process of PostgreSQL rolls back when it notices.
        let began = Instant::now();
        loop {
            let again = there.run(&restore);
            match again {
                Ok(_) => {
                    left_nothing += 1;
                    break;
                }
                Err(error) if error.to_string().contains("puts nothing over") => break,
                Err(error) if began.elapsed() > Duration::from_secs(20) => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(100)),
            }
        }
        let server = there.serve().await?;
        let client = crate::harness::Client::new(&server.base)?;
        let body = serde_json::json!({"email": "hanna@harbour.example", "password": "wrong"});
        assert_eq!(client.post(&paths::account::session(), body).await?.status, 401);
        server.stop().await?;
        if kind == Kind::Sqlite {
            assert_eq!(there.files()?, ["grantry.db", "master.key"]);
        }
    }
    assert!(left_nothing > 0, "no kill came in time");
    Ok(())
}

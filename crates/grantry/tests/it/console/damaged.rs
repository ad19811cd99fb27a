//! What `grantry restore` refuses, and that nothing comes of it.

use std::fs;

use super::{Console, on_both};
use crate::harness::{Kind, Outcome, server};

on_both! {
    what_is_cut_short_or_changed_is_refused
    what_is_none_of_ours_is_refused
    a_newer_backup_is_refused
    a_backup_of_the_other_database_is_refused
    nothing_is_restored_over_a_database
    another_master_key_is_refused
}

/// A place where the backup must be refused, and then one that is whole is taken.
struct Place {
    there: Console,
    whole: String,
    /// Where the backup was made.
    console: Console,
}

impl Place {
    async fn new(kind: Kind) -> Outcome<Self> {
        let console = Console::new(kind)?;
        console.begin().await?;
        let whole = console.back_up("whole")?;
        Ok(Self { there: console.elsewhere()?, whole, console })
    }

    fn refuses(&self, bytes: &[u8], words: &[&str]) -> Outcome {
        let file = self.there.path("bad");
        fs::write(&file, bytes)?;
        let refused = self.there.refused(&["restore", &file.display().to_string()])?;
        assert!(words.iter().any(|words| refused.contains(words)), "{refused} for {} bytes", bytes.len());
        if self.there.kind == Kind::Sqlite {
            assert!(self.there.is_empty()?, "{refused}");
        }
        Ok(())
    }

    async fn takes_the_whole(self) -> Outcome {
        assert!(self.there.is_empty()?);
        self.there.run(&["restore", &self.whole])?;
        self.there.serve().await?.stop().await
    }
}

async fn what_is_cut_short_or_changed_is_refused(kind: Kind) -> Outcome {
    let place = Place::new(kind).await?;
    let whole = fs::read(&place.whole)?;
    let length = whole.len();
    let mut lengths = vec![
        0,
        1,
        15,
        18,
        40,
        99,
        4095,
        4096,
        length / 3,
        length / 2,
        length - 4096,
        length - 513,
        length - 1,
    ];
    if kind == Kind::Postgres {
        let lines = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        lengths.extend(lines.filter(|at| *at < length).step_by(7));
    }
    for length in lengths {
        place.refuses(&whole[..length], &["is damaged or cut short", "is no backup of Grantry"])?;
    }
    let longer = [whole.as_slice(), whole.as_slice()].concat();
    place.refuses(&longer, &["is damaged or cut short"])?;
    let mut torn = whole.clone();
    let end = length.min(length / 2 + 4096);
    torn[length / 2..end].fill(0);
    place.refuses(&torn, &["is damaged or cut short"])?;
    if kind == Kind::Postgres {
        for at in (whole.len() / 4..whole.len()).step_by(whole.len() / 9) {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            place.refuses(&changed, &["is damaged or cut short"])?;
        }
        // A line that is taken out.
        let lines: Vec<_> = whole.split_inclusive(|byte| *byte == b'\n').collect();
        let row = lines.iter().position(|line| line.starts_with(b"{\"row\"")).ok_or("no row")?;
        place.refuses(&[&lines[..row], &lines[row + 1..]].concat().concat(), &["its sum is another one"])?;
    }
    place.takes_the_whole().await
}

async fn what_is_none_of_ours_is_refused(kind: Kind) -> Outcome {
    let place = Place::new(kind).await?;
    for bytes in
        [b"PGDMP\x01\x0e\x00".as_slice(), b"-- PostgreSQL database dump", &[0; 9000], b"\x1f\x8b\x08\x00"]
    {
        place.refuses(bytes, &["is no backup of Grantry"])?;
    }
    let other = place.there.path("other.db");
    rusqlite::Connection::open(&other)?
        .execute_batch("CREATE TABLE songs (title text); INSERT INTO songs VALUES ('a')")?;
    place.refuses(&fs::read(other)?, &["is no backup of Grantry", "is a backup of an embedded database"])?;
    let missing = place.there.path("missing").display().to_string();
    assert!(place.there.refused(&["restore", &missing])?.contains("cannot read or write"));
    let folder = place.there.path("").display().to_string();
    assert!(place.there.refused(&["restore", &folder])?.contains("cannot read or write"));
    place.takes_the_whole().await
}

async fn a_newer_backup_is_refused(kind: Kind) -> Outcome {
    let place = Place::new(kind).await?;
    let later = "m20991231_000001_later";
    let bytes = if kind == Kind::Sqlite {
        let newer = place.there.path("newer");
        fs::copy(&place.whole, &newer)?;
        let sql = format!("INSERT INTO seaql_migrations VALUES ('{later}', 1)");
        rusqlite::Connection::open(&newer)?.execute_batch(&sql)?;
        fs::read(newer)?
    } else {
        let text = fs::read_to_string(&place.whole)?;
        place.refuses(
            text.replacen(":1,", ":2,", 1).as_bytes(),
            &["made by a newer version of Grantry (it has format 2)"],
        )?;
        text.replacen("\"migrations\":[", &format!("\"migrations\":[\"{later}\","), 1).into_bytes()
    };
    place.refuses(&bytes, &["made by a newer version of Grantry (it has m20991231_000001_later)"])?;
    place.takes_the_whole().await
}

async fn a_backup_of_the_other_database_is_refused(kind: Kind) -> Outcome {
    let other = if kind == Kind::Sqlite { Kind::Postgres } else { Kind::Sqlite };
    let place = Place::new(kind).await?;
    let others = Place::new(other).await?;
    place.refuses(&fs::read(&others.whole)?, &["is a backup of"])?;
    place.takes_the_whole().await
}

async fn nothing_is_restored_over_a_database(kind: Kind) -> Outcome {
    let place = Place::new(kind).await?;
    let console = &place.console;
    let restore = ["restore", place.whole.as_str()];
    let refused = console.refused(&restore)?;
    assert!(refused.contains("a restore puts nothing over"), "{refused}");
    let running = console.serve().await?;
    let refused = console.refused(&restore)?;
    assert!(refused.contains("another Grantry") || refused.contains("puts nothing over"), "{refused}");
    running.stop().await?;
    if kind == Kind::Sqlite {
        assert_eq!(console.files()?, ["grantry.db", "master.key"]);
        for left in ["grantry.db-wal", "grantry.db-shm", "grantry.db-journal"] {
            fs::write(place.there.data(left), "of another database")?;
            let refused = place.there.refused(&restore)?;
            assert!(refused.contains(left) && refused.contains("move it away"), "{refused}");
            assert_eq!(place.there.files()?, [left, "master.key"]);
            fs::remove_file(place.there.data(left))?;
        }
        // A database in use, copied as a file.
        let copy = place.there.path("copy");
        fs::copy(&place.whole, &copy)?;
        fs::write(place.there.path("copy-wal"), "what was written last")?;
        let refused = place.there.refused(&["restore", &copy.display().to_string()])?;
        assert!(refused.contains("copy-wal is there beside"), "{refused}");
    }
    place.takes_the_whole().await
}

async fn another_master_key_is_refused(kind: Kind) -> Outcome {
    let mut place = Place::new(kind).await?;
    let restore = ["restore".to_owned(), place.whole.clone()];
    let restore: Vec<_> = restore.iter().map(String::as_str).collect();
    let there = &mut place.there;
    if kind == Kind::Sqlite {
        let key = there.data("master.key");
        let right = fs::read_to_string(&key)?;
        fs::remove_file(&key)?;
        let refused = there.refused(&restore)?;
        assert!(refused.contains("bring back the master key of the backup first"), "{refused}");
        assert!(there.is_empty()?);
        server::write_private(&key, &server::run(&["keys", "new-master"])?)?;
        let refused = there.refused(&restore)?;
        assert!(refused.contains("does not open the keys in the database"), "{refused}");
        assert!(there.is_empty()?);
        server::write_private(&key, &right)?;
    } else {
        let (right, other) = (there.value("--master-key-file")?, there.path("key").display().to_string());
        there.flag("--master-key-file", &other);
        let refused = there.refused(&restore)?;
        assert!(refused.contains("does not open the keys in the database"), "{refused}");
        assert!(there.is_empty()?);
        there.flag("--master-key-file", &right);
    }
    place.takes_the_whole().await
}

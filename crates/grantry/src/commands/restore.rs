//! `grantry restore`: restores a backup, and reports what it revoked and undid.

use std::path::PathBuf;

use clap::Args;

use crate::{
    commands::{Common, block_on},
    restore::{self, Ended, History, Restored},
    start_error::StartError,
};

#[derive(Debug, Args)]
pub struct Restore {
    /// What `grantry backup` wrote. It goes to where no database is.
    #[arg(required_unless_present = "in_place")]
    file: Option<PathBuf>,
    /// The database was restored by other means: only begin a new epoch in it
    #[arg(long, conflicts_with = "file")]
    in_place: bool,
    /// A newer history (`grantry audit export`), to be told what the restore has undone
    #[arg(long, value_name = "EXPORT")]
    audit: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Restore {
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn run(self) -> Result<(), StartError> {
        let settings = self.common.settings()?;
        let history = self.audit.as_deref().map(History::read).transpose()?;
        let restored = block_on(async {
            match &self.file {
                Some(file) => restore::from_backup(&settings, file, history.as_ref()).await,
                None => restore::in_place(&settings, history.as_ref()).await,
            }
        })?;
        let Restored { contents, ended, undone } = restored;
        if let Some(contents) = contents {
            let at = contents.made_at.map_or_else(|| "at an unknown time".to_owned(), restore::words);
            println!(
                "Restored {} rows of {} tables, from a backup made {at}.",
                contents.rows, contents.tables
            );
        }
        let Ended { sessions, links, keys } = ended;
        println!("A new epoch has begun: no access token from before is good.");
        println!("Sessions ended: {sessions}. Open links withdrawn: {links}. Keys replaced: {keys}.");
        match undone {
            Some(undone) => print!("{undone}"),
            None => println!(
                "What was deleted, disabled or regenerated after the backup is live again: without --audit nothing tells what."
            ),
        }
        Ok(())
    }
}

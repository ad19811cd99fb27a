//! `grantry backup`: copies the database into one file.

use std::path::PathBuf;

use clap::Args;
use foundation::Clock;

use crate::{
    commands::{Common, block_on},
    open::{self, Opened, Purpose},
    settings::Settings,
    start_error::StartError,
};

#[derive(Debug, Args)]
pub struct Backup {
    /// A file that is not there yet. Only its owner may read it.
    file: PathBuf,
    #[command(flatten)]
    common: Common,
}

impl Backup {
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn run(self) -> Result<(), StartError> {
        let settings = self.common.settings()?;
        let contents = block_on(write(&settings, &self.file))?;
        println!(
            "{} holds {} rows of {} tables, and was read back.",
            self.file.display(),
            contents.rows,
            contents.tables
        );
        println!("The master key is not in it: keep that apart, for without it nothing of this can be used.");
        Ok(())
    }
}

async fn write(settings: &Settings, file: &std::path::Path) -> Result<store::backup::Contents, StartError> {
    let back_up = async |opened: Opened| Ok(opened.store.back_up(file, Clock::System.now()).await?);
    open::with(settings, Purpose::Read, back_up).await
}

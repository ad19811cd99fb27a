use clap::Args;

use crate::{commands::Common, node::StartError};

#[derive(Debug, Args)]
pub struct Demo {
    /// Serves afterwards.
    #[arg(long)]
    serve: bool,
    #[command(flatten)]
    common: Common,
}

impl Demo {
    pub fn run(self) -> Result<(), StartError> {
        let _ = self.common.settings()?;
        Err("not yet".into())
    }
}

//! `grantry demo`: fills an empty database with the demo platform.

use clap::Args;

use crate::{
    commands::{Common, block_on, serve},
    demo, node,
    open::{self, Purpose},
    start_error::StartError,
};

#[derive(Debug, Args)]
pub struct Demo {
    /// Serves afterwards.
    #[arg(long)]
    serve: bool,
    #[command(flatten)]
    common: Common,
}

impl Demo {
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn run(self) -> Result<(), StartError> {
        let mut settings = self.common.settings()?;
        settings.demo_api = true;
        let file = settings.data_dir.join("demo.json");
        let manifest = block_on(open::with(&settings, Purpose::Make, async |opened| {
            if !opened.store.is_empty().await? {
                return Err("the database has data already: the demo wants an empty one".into());
            }
            let marketplace = node::marketplace(&settings, opened).await?;
            let manifest = demo::fill(&marketplace, settings.api_private_networks).await?;
            manifest.write(&file)?;
            Ok(manifest)
        }))?;
        println!("Grantry demo at {}", manifest.base_url);
        for account in &manifest.accounts {
            println!("  {:<34} {}", account.email, account.roles.join(", "));
        }
        println!("All accounts have the password {}", manifest.password());
        println!("Everything that scripts need stands in {}", file.display());
        if self.serve { serve::run(&settings) } else { Ok(()) }
    }
}

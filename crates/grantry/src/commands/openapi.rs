//! `grantry openapi`: writes the OpenAPI documents into a folder.

use std::{fs, path::PathBuf};

use clap::Args;

use crate::{http, start_error::StartError};

#[derive(Debug, Args)]
pub struct Openapi {
    /// Folder to write `account.json`, `developer.json`, … to.
    #[arg(long)]
    out: PathBuf,
}

impl Openapi {
    pub fn run(self) -> Result<(), StartError> {
        fs::create_dir_all(&self.out)?;
        for (name, document) in http::documents() {
            fs::write(self.out.join(format!("{name}.json")), document.to_pretty_json()? + "\n")?;
        }
        Ok(())
    }
}

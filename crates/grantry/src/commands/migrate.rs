//! `grantry migrate`: brings the database's schema up to date.

use crate::{
    commands::block_on,
    open::{self, Purpose},
    settings::Settings,
    start_error::StartError,
};

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub fn run(settings: &Settings) -> Result<(), StartError> {
    block_on(open::with(settings, Purpose::Make, async |opened| Ok(opened.store.index_searches().await?)))?;
    println!("The schema is up to date.");
    Ok(())
}

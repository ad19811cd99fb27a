use crate::{
    commands::block_on,
    node::{self, StartError},
    settings::Settings,
};

#[expect(clippy::print_stdout, reason = "the command's answer")]
pub fn run(settings: &Settings) -> Result<(), StartError> {
    block_on(async { Ok(node::connect(settings).await?.migrate().await?) })?;
    println!("The schema is up to date.");
    Ok(())
}

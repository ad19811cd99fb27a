//! `grantry serve`: runs a node.

use crate::{commands::block_on, http, settings::Settings, start_error::StartError};

pub fn run(settings: &Settings) -> Result<(), StartError> {
    block_on(http::serve(settings))
}

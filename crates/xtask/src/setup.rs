//! `cargo xtask setup`: everything that the other commands need.

use crate::shell::Result;
use crate::{frontend, packages};

pub fn everything() -> Result {
    packages::postgres()?;
    packages::chromium()?;
    packages::npm("frontend")?;
    packages::npm("e2e")?;
    packages::npm("e2e/peers/oidc-provider")?;
    frontend::compiler()
}

//! The one error of this crate, and what it notes of full disks.

mod error;
mod full_disk;

pub use error::{Error, Result};
pub use full_disk::refused_by_full_disk;

//! Pictures that strangers have sent, redrawn: only pixels go through, and only so many.

mod bounds;
mod kinds;
mod redrawn;
mod refused;
#[cfg(test)]
mod tests;

pub use bounds::{MOST_BYTES, MOST_PIXELS, SIZE};
pub use redrawn::redraw;
pub use refused::Refused;

//! Pictures that strangers have sent, redrawn: only pixels go through, and only so many.

mod bounds;
mod kinds;
mod redrawing;
mod refused;
#[cfg(test)]
mod tests;

pub use bounds::{MOST_BYTES, MOST_PIXELS, SIZE};
pub use redrawing::redraw;
pub use refused::Refused;

//! Pictures that strangers have sent, redrawn: only pixels go through, and only so many. QR codes.

mod bounds;
mod kinds;
mod qr;
mod redrawn;
mod refused;
#[cfg(test)]
mod tests;

pub use bounds::{MOST_BYTES, MOST_PIXELS, SIZE};
pub use qr::{QrPath, qr_path};
pub use redrawn::redraw;
pub use refused::Refused;

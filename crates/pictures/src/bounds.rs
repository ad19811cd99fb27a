//! The bounds on pictures, as they are read and as they are drawn.

/// Pixels on a side of what is read.
pub const MOST_PIXELS: u32 = 2048;
/// Bytes of what is read.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Pixels on a side of what is drawn.
pub const SIZE: u32 = 256;

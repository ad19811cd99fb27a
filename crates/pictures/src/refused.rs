//! The reasons to refuse a picture.

use crate::bounds::{MOST_BYTES, MOST_PIXELS};

/// Why a picture was not taken, in words for whoever gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("it is an SVG. Give a PNG, JPEG, WebP or GIF")]
    Svg,
    #[error("it is a web page. Give the address of the picture itself")]
    WebPage,
    #[error("it is not a PNG, JPEG, WebP or GIF")]
    Unknown,
    #[error("it is larger than {} MB", MOST_BYTES / 1024 / 1024)]
    TooManyBytes,
    #[error("it has more than {MOST_PIXELS} × {MOST_PIXELS} pixels")]
    TooManyPixels,
    #[error("the picture is damaged or not complete")]
    Damaged,
}

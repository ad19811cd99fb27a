//! The kind of a picture, read from its bytes and never from its media type.

use image::ImageFormat;

use crate::{MOST_PIXELS, Refused};

/// How much of a text is looked at.
const START: usize = 1024;

pub fn format_of(bytes: &[u8]) -> Result<ImageFormat, Refused> {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Gif)) => {
            Ok(format)
        }
        _ => Err(text(bytes)),
    }
}

fn text(bytes: &[u8]) -> Refused {
    let start = String::from_utf8_lossy(bytes.get(..START).unwrap_or(bytes)).to_lowercase();
    let start = start.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if !start.starts_with('<') {
        return Refused::Unknown;
    }
    match (
        start.find("<svg").or(start.find("<!doctype svg")),
        start.find("<html").or(start.find("<!doctype html")),
    ) {
        (Some(svg), html) if html.is_none_or(|html| svg < html) => Refused::Svg,
        (_, Some(_)) => Refused::WebPage,
        _ => Refused::Unknown,
    }
}

/// A WebP file's metadata may say any length (RFC 9649 section 2.3), and the decoder makes room for it before it reads.
pub fn declares_more_than_there_is(bytes: &[u8]) -> bool {
    const METADATA: [&[u8]; 3] = [b"EXIF", b"ICCP", b"XMP "];
    bytes.windows(8).any(|window| {
        let [kind @ .., a, b, c, d] = window else { return false };
        let length = usize::try_from(u32::from_le_bytes([*a, *b, *c, *d]));
        METADATA.contains(&kind) && length.map_or(true, |length| length > bytes.len())
    })
}

/// A WebP file says its size twice: its frames (RFC 6386 section 9.1) may be larger than what contains them, and the
/// decoder makes room for a frame before it compares the two. Such a frame is looked for at every byte, so that no other
/// reading of the file's chunks can hide one.
pub fn hides_a_large_frame(bytes: &[u8]) -> bool {
    const FRAME: &[u8] = b"VP8 ";
    bytes.windows(18).filter(|window| window.starts_with(FRAME)).any(|window| {
        // Width and height follow the start code.
        let [.., 0x9d, 0x01, 0x2a, a, b, c, d] = window else { return false };
        let side = |bytes| u32::from(u16::from_le_bytes(bytes) & 0x3fff);
        side([*a, *b]).max(side([*c, *d])) > MOST_PIXELS
    })
}

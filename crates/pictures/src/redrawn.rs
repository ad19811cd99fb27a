//! Decodes a picture within bounds, scales it down, and encodes its pixels as a PNG.

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageReader,
    Limits,
    codecs::png::{CompressionType, FilterType, PngEncoder},
    imageops,
};

use crate::{
    MOST_BYTES, MOST_PIXELS, Refused, SIZE,
    kinds::{declares_more_than_there_is, format_of, hides_a_large_frame},
};

/// What a decoder may allocate, its output among it: 16 bits for each of four colours, and as much beside it.
const MOST_ALLOCATED: u64 = 2 * 8 * (MOST_PIXELS as u64) * (MOST_PIXELS as u64);

/// The first picture of a file as a PNG of at most [`SIZE`] pixels on a side. It takes long for a large one: not for a
/// thread that serves.
pub fn redraw(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    if bytes.len() > MOST_BYTES {
        return Err(Refused::TooManyBytes);
    }
    let format = format_of(bytes)?;
    if format == ImageFormat::WebP {
        if hides_a_large_frame(bytes) {
            return Err(Refused::TooManyPixels);
        }
        if declares_more_than_there_is(bytes) {
            return Err(Refused::Damaged);
        }
    }
    let picture = decode(bytes, format).map_err(|error| refused(&error))?.into_rgba8();
    let (width, height) = fit(picture.width(), picture.height());
    let picture = match picture.dimensions() == (width, height) {
        true => picture,
        false => imageops::resize(&picture, width, height, imageops::FilterType::Lanczos3),
    };
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive)
        .write_image(&picture, width, height, ExtendedColorType::Rgba8)
        .map_err(|error| refused(&error))?;
    Ok(png)
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, ImageError> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_PIXELS), Some(MOST_PIXELS));
    limits.max_alloc = Some(MOST_ALLOCATED);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Scaled down to fit, never up.
fn fit(width: u32, height: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= SIZE {
        return (width, height);
    }
    let scaled = |side: u32| (u64::from(side) * u64::from(SIZE)).div_ceil(u64::from(longer));
    let side = |side: u32| u32::try_from(scaled(side)).unwrap_or(SIZE).max(1);
    (side(width), side(height))
}

fn refused(error: &ImageError) -> Refused {
    match error {
        ImageError::Limits(_) => Refused::TooManyPixels,
        _ => Refused::Damaged,
    }
}

//! Tests with good, hostile and damaged pictures.

use std::io::Cursor;

use image::{
    Delay, Frame, ImageFormat, Rgba, RgbaImage,
    codecs::{gif::GifEncoder, webp::WebPEncoder},
};

use super::*;

fn picture(width: u32, height: u32) -> RgbaImage {
    let colour =
        |x: u32, y: u32| Rgba([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90, 255]);
    RgbaImage::from_fn(width, height, colour)
}

fn written(picture: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    match format {
        ImageFormat::Jpeg => {
            image::DynamicImage::from(picture.clone()).into_rgb8().write_to(&mut bytes, format)
        }
        _ => picture.write_to(&mut bytes, format),
    }
    .unwrap();
    bytes.into_inner()
}

/// A chunk of a PNG, with its checksum (RFC 2083 section 3.4).
fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = u32::MAX;
    for byte in kind.iter().chain(data) {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &kind, data, &(!sum).to_be_bytes()].concat()
}

/// With a chunk behind its header.
fn with_chunk(png: &[u8], chunk: &[u8]) -> Vec<u8> {
    let (header, rest) = png.split_at(33);
    [header, chunk, rest].concat()
}

fn size_of(png: &[u8]) -> (u32, u32) {
    image::load_from_memory_with_format(png, ImageFormat::Png).unwrap().into_rgba8().dimensions()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn each_kind_becomes_a_png_of_the_same_look() {
    let original = picture(64, 32);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let png = redraw(&written(&original, format)).unwrap();
        let drawn = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap().into_rgba8();
        assert_eq!(drawn.dimensions(), (64, 32), "{format:?}");
        // A GIF has 256 colours, and this picture 2048.
        let most = if format == ImageFormat::Gif { 64 } else { 24 };
        let near = |a: u8, b: u8| a.abs_diff(b) < most;
        assert!(
            drawn.pixels().zip(original.pixels()).all(|(a, b)| a.0.iter().zip(b.0).all(|(a, b)| near(*a, b))),
            "{format:?}"
        );
    }
}

#[test]
fn it_is_scaled_down_and_never_up() {
    for ((width, height), expected) in [
        ((2048, 1024), (256, 128)),
        ((300, 900), (86, 256)),
        ((2048, 1), (256, 1)),
        ((256, 256), (256, 256)),
        ((1, 1), (1, 1)),
    ] {
        let png = redraw(&written(&picture(width, height), ImageFormat::Png)).unwrap();
        assert_eq!(size_of(&png), expected);
    }
}

/// The largest there can be: every pixel unlike its neighbours.
#[test]
fn what_is_drawn_is_bounded() {
    let mut state = 1_u32;
    let noise = RgbaImage::from_fn(SIZE, SIZE, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        Rgba(state.to_le_bytes())
    });
    let png = redraw(&written(&noise, ImageFormat::Png)).unwrap();
    assert!((200_000..300_000).contains(&png.len()), "{}", png.len());
}

#[test]
fn only_pixels_go_through() {
    let plain = written(&picture(40, 40), ImageFormat::Png);
    let text = chunk(*b"tEXt", b"Comment\0<script>alert(1)</script>");
    let exif = chunk(*b"eXIf", b"MM\0\x2a\0\0\0\x08\0\0 GPS 52.52 13.40");
    let page = [&plain[..], b"<html><script>alert(1)</script></html>"].concat();
    let archive = [&plain[..], b"PK\x03\x04 an archive"].concat();
    for polyglot in [with_chunk(&plain, &text), with_chunk(&plain, &exif), page, archive] {
        let png = redraw(&polyglot).unwrap();
        assert_eq!(png, redraw(&plain).unwrap());
        for left in ["script", "GPS", "PK\x03\x04", "Comment"] {
            assert!(!holds(&png, left), "{left}");
        }
    }
}

#[test]
fn declared_pixels_are_counted_before_they_are_drawn() {
    for (width, height) in [(50_000_u32, 50_000_u32), (2049, 1), (1, 2049), (u32::MAX >> 1, 2)] {
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        let nothing = [0x78, 0x9c, 0x03, 0, 0, 0, 0, 1];
        let parts = [chunk(*b"IHDR", &header), chunk(*b"IDAT", &nothing), chunk(*b"IEND", b"")].concat();
        let png = [&b"\x89PNG\r\n\x1a\n"[..], &parts].concat();
        assert_eq!(redraw(&png), Err(Refused::TooManyPixels), "{width}×{height}");
    }
    let mut gif = written(&picture(2, 2), ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0x50, 0xc3, 0x50, 0xc3]);
    assert_eq!(redraw(&gif), Err(Refused::TooManyPixels));
    let mut jpeg = written(&picture(16, 16), ImageFormat::Jpeg);
    let start = jpeg.windows(2).position(|window| window == [0xff, 0xc0]).unwrap();
    jpeg[start + 5..start + 9].copy_from_slice(&[0xc3, 0x50, 0xc3, 0x50]);
    assert_eq!(redraw(&jpeg), Err(Refused::TooManyPixels));
}

/// A canvas of 16 × 16 with a frame of 16,383 × 16,383 in it, for which a decoder would make 400 MB of room.
#[test]
fn a_webp_frame_larger_than_its_canvas_is_refused() {
    let frame = [&[0x30, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f][..], &[0; 40]].concat();
    let canvas = [0, 0, 0, 0, 15, 0, 0, 15, 0, 0];
    let part =
        |kind: &[u8], data: &[u8]| [kind, &u32::try_from(data.len()).unwrap().to_le_bytes(), data].concat();
    let body = [&b"WEBP"[..], &part(b"VP8X", &canvas), &part(b"VP8 ", &frame)].concat();
    assert_eq!(redraw(&part(b"RIFF", &body)), Err(Refused::TooManyPixels));
}

#[test]
fn what_is_no_picture_is_named() {
    for (bytes, why) in [
        (&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], Refused::Svg),
        (b"\xef\xbb\xbf <?xml version='1.0'?>\n<!-- x --><svg/>", Refused::Svg),
        (b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'><svg/>", Refused::Svg),
        (b"<!doctype html><title>Not found</title>", Refused::WebPage),
        (b"<html><body><svg/></body></html>", Refused::WebPage),
        (b"<rss/>", Refused::Unknown),
        (b"BM\x3a\0\0\0", Refused::Unknown),
        (b"%PDF-1.7", Refused::Unknown),
        (b"", Refused::Unknown),
        (b"\0", Refused::Unknown),
    ] {
        assert_eq!(redraw(bytes), Err(why), "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(redraw(&vec![0; MOST_BYTES + 1]), Err(Refused::TooManyBytes));
}

/// Cut anywhere, and with any byte wrong: refused or drawn, never a panic.
#[test]
fn damaged_pictures_are_refused() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let whole = written(&picture(24, 24), format);
        assert_eq!(redraw(&whole[..whole.len() / 4]), Err(Refused::Damaged), "{format:?}");
        for length in 12..whole.len() {
            let _ = redraw(&whole[..length]);
        }
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut other = whole.clone();
                other[at] ^= flip;
                let _ = redraw(&other);
            }
        }
    }
}

#[test]
fn of_many_frames_the_first_is_drawn() {
    let mut gif = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut gif, 30);
    for number in 0..500_u32 {
        let shade = if number == 0 { 200 } else { 10 };
        let frame = RgbaImage::from_pixel(8, 8, Rgba([shade, shade, shade, 255]));
        encoder.encode_frame(Frame::from_parts(frame, 0, 0, Delay::from_numer_denom_ms(20, 1))).unwrap();
    }
    drop(encoder);
    let png = redraw(&gif).unwrap();
    let drawn = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap().into_rgba8();
    assert!(drawn.pixels().all(|pixel| pixel.0[0] > 150));
}

/// A camera writes down how it was held (EXIF orientation 6: a quarter turn), and that is not kept.
#[test]
fn a_turned_photograph_stands_upright() {
    let exif =
        [&b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0"[..], &[0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]]
            .concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let jpeg = written(&picture(48, 16), ImageFormat::Jpeg);
    let turned = [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat();
    assert_eq!(size_of(&redraw(&turned).unwrap()), (16, 48));
}

#[test]
fn a_lossless_webp_keeps_what_shines_through() {
    let glass = RgbaImage::from_pixel(8, 8, Rgba([10, 20, 30, 99]));
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).encode(&glass, 8, 8, image::ExtendedColorType::Rgba8).unwrap();
    let png = redraw(&webp).unwrap();
    let drawn = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap().into_rgba8();
    assert_eq!(drawn, glass);
}

#[test]
fn metadata_that_is_longer_than_its_file_is_not_made_room_for() {
    let webp = written(&picture(8, 8), ImageFormat::WebP);
    let with = |name: &[u8; 4], length: u32, data: &[u8]| {
        [webp.as_slice(), name, &length.to_le_bytes(), data].concat()
    };
    assert!(!kinds::declares_more_than_there_is(&webp));
    for name in [b"EXIF", b"ICCP", b"XMP "] {
        assert!(!kinds::declares_more_than_there_is(&with(name, 4, b"II*\0")));
        for length in [4096, 0x7fff_ffff, 0xffff_fffe, u32::MAX] {
            let bytes = with(name, length, b"II*\0");
            assert!(kinds::declares_more_than_there_is(&bytes), "{length}");
            assert!(matches!(redraw(&bytes), Err(Refused::Damaged)), "{length}");
        }
    }
}

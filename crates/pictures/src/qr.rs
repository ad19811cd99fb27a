//! QR codes, as one path for an SVG whose unit is a module of the code.

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code (ISO/IEC 18004 section 9.1).
const QUIET_ZONE: usize = 4;

/// A QR code with its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrPath {
    /// Width and height, in modules.
    pub size: usize,
    /// The `d` of the path that covers the dark modules.
    pub path: String,
}

/// `None` where the text is too long for a code.
pub fn qr_path(text: &str) -> Option<QrPath> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = QUIET_ZONE;
        for run in row.chunk_by(|one, next| one == next) {
            let length = run.len();
            if run.first() == Some(&Color::Dark) {
                path.push_str(&format!("M{x} {}h{length}v1h-{length}z", y + QUIET_ZONE));
            }
            x += length;
        }
    }
    Some(QrPath { size: width + 2 * QUIET_ZONE, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_its_finder() {
        let Some(QrPath { size, path }) = qr_path("otpauth://totp/a:b?secret=AAAA") else { panic!("fits") };
        assert_eq!(size % 4, 1, "21, 25, 29… and 8");
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
        assert_eq!(qr_path(&"x".repeat(3_000)), None);
    }
}

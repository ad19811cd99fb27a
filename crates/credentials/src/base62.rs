//! Base62 text: random characters without bias, and a checksum that a secret scanner can recompute.

use rand::CryptoRng;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The largest multiple of 62 that fits a byte: bytes from here on would favour the first characters.
const UNBIASED_BELOW: u8 = 62 * 4;

pub(crate) fn is_base62(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Appends `count` characters, each of the 62 equally likely.
#[expect(clippy::indexing_slicing, reason = "a remainder by 62 is less than 62")]
pub(crate) fn push_random(text: &mut String, count: usize, rng: &mut (impl CryptoRng + ?Sized)) {
    let mut wanted = count;
    while wanted > 0 {
        let mut bytes = [0u8; 64];
        rng.fill_bytes(&mut bytes);
        let fair = bytes.iter().filter(|byte| **byte < UNBIASED_BELOW).take(wanted);
        for byte in fair {
            text.push(char::from(ALPHABET[usize::from(byte % 62)]));
            wanted -= 1;
        }
    }
}

/// CRC-32 (ISO-HDLC, the one of zip and PNG) of `text`, as six base62 digits, most significant first.
#[expect(clippy::indexing_slicing, reason = "a remainder by 62 is less than 62")]
pub(crate) fn checksum(text: &str) -> [u8; 6] {
    let mut rest = crc32(text.as_bytes());
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest % 62) as usize];
        rest /= 62;
    }
    digits
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc32_matches_its_published_check_value() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_checksum_is_the_crc_in_base62() {
        let digits: u64 = checksum("123456789")
            .iter()
            .map(|digit| ALPHABET.iter().position(|a| a == digit).map_or(0, |at| at as u64))
            .fold(0, |sum, digit| sum * 62 + digit);
        assert_eq!(digits, 0xCBF4_3926);
    }

    #[test]
    fn every_character_is_about_equally_likely() {
        let mut text = String::new();
        push_random(&mut text, 62_000, &mut crate::test_rng());
        for character in ALPHABET {
            let seen = text.bytes().filter(|byte| byte == character).count();
            assert!((800..1200).contains(&seen), "{} came {seen} times, not about 1000", *character as char);
        }
    }
}

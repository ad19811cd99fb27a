//! An authenticator app: the codes of a secret as it is shown to people (RFC 6238).

use aws_lc_rs::hmac;

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code at this time, in seconds since 1970.
pub fn code(secret: &str, at: i64) -> String {
    let bit = |letter: char| {
        let five = BASE32.find(letter).expect("base32");
        (0..5).rev().map(move |place| u8::from((five >> place) & 1 == 1))
    };
    let bits: Vec<u8> = secret.chars().flat_map(bit).collect();
    let key: Vec<u8> = bits.chunks(8).map(|byte| byte.iter().fold(0, |all, bit| (all << 1) | bit)).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let mac = hmac::sign(&key, &(at / 30).to_be_bytes());
    let mac = mac.as_ref();
    let start = usize::from(mac[19] & 0xf);
    let four: [u8; 4] = mac[start..start + 4].try_into().expect("four bytes");
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

/// Six digits that are none of the codes around this time.
pub fn wrong_code(secret: &str, at: i64) -> String {
    let near: Vec<_> = (-3..=3).map(|step| code(secret, at + step * 30)).collect();
    let wrong = (0..10).map(|number| format!("{number:06}")).find(|number| !near.contains(number));
    wrong.expect("seven of ten at most")
}

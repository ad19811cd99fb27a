//! The second factor of a sign-in: the codes of an authenticator app (TOTP, RFC 6238), and the key under which their secrets
//! are stored.
//!
//! The secret must be there in the clear when a code is checked, so it is sealed and not hashed.

use std::fmt;

use aws_lc_rs::hmac;
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::sealed_record::RecordKey;

/// As long as the output of SHA-1 (RFC 4226 section 4, R6).
const SECRET_LENGTH: usize = 20;
/// Seconds of a step (RFC 6238 section 4).
const STEP: i64 = 30;
/// Steps before and after the current one whose codes are taken too (RFC 6238 section 5.2).
const TOLERANCE: i64 = 1;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Seals the secrets of second factors. It is derived from the pepper, so it outlives the master key.
pub struct SecondFactorKey(RecordKey);

/// The stored bytes were sealed under another key or for another record, or were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed secret of a second factor cannot be opened")]
pub struct SecondFactorDamaged;

impl SecondFactorKey {
    /// `None` where the library refuses the key.
    pub(crate) fn new(bytes: &[u8; 32]) -> Option<Self> {
        RecordKey::new(bytes).map(Self)
    }

    /// The secret as it is stored. `record` names its row, and is authenticated with it. `None` where the library refuses.
    pub fn seal(
        &self,
        record: &[u8],
        secret: &SecondFactorSecret,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Option<Vec<u8>> {
        self.0.seal(record, secret.0.as_slice(), rng)
    }

    /// Opens what [`seal`](Self::seal) made for the same record.
    pub fn open(&self, record: &[u8], sealed: &[u8]) -> Result<SecondFactorSecret, SecondFactorDamaged> {
        let plain = self.0.open(record, sealed).ok_or(SecondFactorDamaged)?;
        let bytes: [u8; SECRET_LENGTH] = plain.as_slice().try_into().map_err(|_| SecondFactorDamaged)?;
        Ok(SecondFactorSecret(Zeroizing::new(bytes)))
    }
}

impl fmt::Debug for SecondFactorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorKey")
    }
}

/// What an authenticator app makes codes of. It cannot be printed, serialised or cloned, and can be shown once.
pub struct SecondFactorSecret(Zeroizing<[u8; SECRET_LENGTH]>);

/// A secret as the one answer shows it.
pub struct ShownSecret {
    /// In base32, for people who type it.
    pub text: String,
    /// The `otpauth` URI, for a QR code.
    pub uri: String,
}

impl SecondFactorSecret {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = Zeroizing::new([0; SECRET_LENGTH]);
        rng.fill_bytes(&mut *bytes);
        Self(bytes)
    }

    /// The step whose code this is, at this time (seconds since 1970) or one step before or after; in a time that does not
    /// depend on the code. Whether the step was used before is the caller's to see to.
    pub fn step_of(&self, code: &str, at: i64) -> Option<i64> {
        let now = at.div_euclid(STEP);
        (now - TOLERANCE..=now + TOLERANCE).fold(None, |found, step| {
            let same = bool::from(self.code(step).as_bytes().ct_eq(code.as_bytes()));
            if same { Some(step) } else { found }
        })
    }

    /// RFC 4226 section 5.3.
    fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.0.as_slice());
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let mac = tag.as_ref();
        let offset = usize::from(mac.last().copied().unwrap_or_default() & 0xf);
        let word = mac.get(offset..offset + 4).and_then(|word| <[u8; 4]>::try_from(word).ok());
        let number = u32::from_be_bytes(word.unwrap_or_default()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }

    /// Gives the secret away for the one answer that shows it. Seal first: it is gone afterwards. `issuer` and `account` are
    /// what the app shows beside the code.
    pub fn expose_once(self, issuer: &str, account: &str) -> ShownSecret {
        let text = base32(&self.0);
        let (issuer, account) = (escaped(issuer), escaped(account));
        let uri = format!("otpauth://totp/{issuer}:{account}?secret={text}&issuer={issuer}");
        ShownSecret { text, uri }
    }
}

impl fmt::Debug for SecondFactorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecondFactorSecret")
    }
}

/// RFC 4648 section 6. 20 bytes need no padding.
fn base32(bytes: &[u8; SECRET_LENGTH]) -> String {
    bytes
        .chunks(5)
        .flat_map(|chunk| {
            let bits = chunk.iter().fold(0, |bits: u64, byte| (bits << 8) | u64::from(*byte));
            (0..8).rev().map(move |place| letter(BASE32, bits >> (place * 5)))
        })
        .collect()
}

/// The letter of the lowest five bits.
pub(crate) fn letter(alphabet: &[u8; 32], bits: u64) -> char {
    let index = usize::try_from(bits & 31).unwrap_or_default();
    char::from(alphabet.get(index).copied().unwrap_or_default())
}

/// RFC 3986 section 2.1.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let written = |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pepper;

    fn key(byte: u8) -> SecondFactorKey {
        let Some(key) = Pepper::new([0; 4], &[byte; 32]).second_factor_key() else { panic!("makes a key") };
        key
    }

    fn of_the_rfc() -> SecondFactorSecret {
        SecondFactorSecret(Zeroizing::new(*b"12345678901234567890"))
    }

    /// RFC 6238 appendix B, the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let codes = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (at, code) in codes {
            assert_eq!(of_the_rfc().step_of(code, at), Some(at / 30), "{at}");
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_and_one_step_late() {
        // The step of 59 is that of 30 to 59.
        for (at, taken) in [(-1, false), (0, true), (30, true), (59, true), (89, true), (90, false)] {
            assert_eq!(of_the_rfc().step_of("287082", at).is_some(), taken, "{at}");
        }
        for wrong in ["", "287083", "28708", "2870820", "２87082"] {
            assert_eq!(of_the_rfc().step_of(wrong, 59), None, "{wrong}");
        }
    }

    #[test]
    fn apps_read_the_secret() {
        let ShownSecret { text, uri } = of_the_rfc().expose_once("Grantry é", "a@b.example");
        assert_eq!(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let expected =
            format!("otpauth://totp/Grantry%20%C3%A9:a%40b.example?secret={text}&issuer=Grantry%20%C3%A9");
        assert_eq!(uri, expected);
    }

    #[test]
    fn what_is_sealed_opens_only_as_itself() {
        let mut rng = crate::test_rng();
        let secret = SecondFactorSecret::generate(&mut rng);
        let Some(sealed) = key(7).seal(b"per_1", &secret, &mut rng) else { panic!("seals") };
        assert!(key(7).open(b"per_2", &sealed).is_err(), "another person");
        assert!(key(8).open(b"per_1", &sealed).is_err(), "another pepper");
        let Ok(opened) = key(7).open(b"per_1", &sealed) else { panic!("opens") };
        assert_eq!(format!("{opened:?} {:?}", key(7)), "SecondFactorSecret SecondFactorKey");
        assert_eq!(opened.code(1), secret.code(1));
    }
}

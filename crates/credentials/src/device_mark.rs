//! The mark of a browser in which an account's password was given before: it lets the account's owner sign in while
//! others guess the password.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::CryptoRng;

use crate::{HashedSecret, Pepper};

const NONCE: usize = 16;

/// A nonce and the keyed hash of it with the account and the hash of its password: a new password makes all marks
/// worthless.
pub struct DeviceMark;

impl DeviceMark {
    /// A new mark, in base64url.
    pub fn make(
        pepper: &Pepper,
        account: &[u8; 16],
        password_hash: &str,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> String {
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let mac = pepper.hash(&content(&nonce, account, password_hash)).to_bytes();
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &mac].concat())
    }

    /// The mark's nonce, where it is this account's.
    pub fn read(text: &str, pepper: &Pepper, account: &[u8; 16], password_hash: &str) -> Option<[u8; NONCE]> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, mac) = bytes.split_first_chunk::<NONCE>()?;
        let mac = HashedSecret::from_bytes(mac).ok()?;
        pepper.verify(&content(nonce, account, password_hash), &mac).then_some(*nonce)
    }
}

fn content(nonce: &[u8; NONCE], account: &[u8; 16], password_hash: &str) -> Vec<u8> {
    [b"grantry/v1/device-mark".as_slice(), nonce, account, password_hash.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_one_account_and_one_password() {
        let pepper = Pepper::new(*b"test", &[7; 32]);
        let mark = DeviceMark::make(&pepper, &[1; 16], "hash", &mut crate::test_rng());
        assert!(DeviceMark::read(&mark, &pepper, &[1; 16], "hash").is_some());
        assert_eq!(DeviceMark::read(&mark, &pepper, &[2; 16], "hash"), None);
        assert_eq!(DeviceMark::read(&mark, &pepper, &[1; 16], "another"), None);
        assert_eq!(DeviceMark::read(&mark, &Pepper::new(*b"test", &[8; 32]), &[1; 16], "hash"), None);
        for text in ["", "AAAA", "*", &mark[..mark.len() - 1], &"A".repeat(mark.len())] {
            assert_eq!(DeviceMark::read(text, &pepper, &[1; 16], "hash"), None, "{text}");
        }
    }
}

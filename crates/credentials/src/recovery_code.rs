//! Recovery codes: what stands in for the codes of an authenticator app that is lost, each once.

use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::pepper::{HashedSecret, Pepper};
use crate::second_factor::letter;

/// How many a person has at first.
pub const RECOVERY_CODES: usize = 10;

/// 50 bits: enough, since tries are counted and the hash needs the pepper.
const LETTERS: usize = 10;
/// Crockford's: no letter is taken for another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const CONTEXT: &[u8] = b"grantry/v1/recovery-codes";

/// A code in the clear. It cannot be printed, serialised or cloned, and can be shown once; we store its hash.
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = Zeroizing::new([0_u8; 8]);
        rng.fill_bytes(&mut *bytes);
        let bits = u64::from_be_bytes(*bytes);
        Self(Zeroizing::new((0..LETTERS).map(|place| letter(ALPHABET, bits >> (place * 5))).collect()))
    }

    /// Reads what a person typed; `None` when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let typed = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
        let read: String = typed
            .map(|letter| match letter.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            })
            .collect();
        let read = Zeroizing::new(read);
        let known = read.len() == LETTERS && read.bytes().all(|letter| ALPHABET.contains(&letter));
        known.then_some(Self(read))
    }

    /// `account`: whose it is, so that the same code of another person has another hash.
    pub fn hash(&self, pepper: &Pepper, account: &[u8; 16]) -> HashedSecret {
        let text = [CONTEXT, account.as_slice(), self.0.as_bytes()].concat();
        pepper.hash(&Zeroizing::new(text))
    }

    /// Gives the text away for the one answer that shows it.
    pub fn expose_once(self) -> String {
        let (first, second) = self.0.split_at_checked(LETTERS / 2).unwrap_or((self.0.as_str(), ""));
        format!("{first}-{second}")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let pepper = Pepper::new(*b"test", &[7; 32]);
        let code = RecoveryCode::generate(&mut crate::test_rng());
        assert_eq!(format!("{code:?}"), "RecoveryCode");
        let (hash, other) = (code.hash(&pepper, &[1; 16]), code.hash(&pepper, &[2; 16]));
        assert!(!hash.matches(&other), "another person's");
        let text = code.expose_once();
        assert_eq!(text.len(), LETTERS + 1);
        let spaced = text.replace('-', " ").to_uppercase().replace('0', "O").replace('1', "l");
        for typed in [text.clone(), spaced, format!(" {text} ")] {
            let read = RecoveryCode::parse(&typed).map(|code| code.hash(&pepper, &[1; 16]));
            assert!(read.is_some_and(|read| read.matches(&hash)), "{typed}");
        }
        for bad in ["", "123456", "abcde-fghj", "abcde-fghjkm", "abcde-fghju", "ábcde-fghj"] {
            assert!(RecoveryCode::parse(bad).is_none(), "{bad}");
        }
    }
}

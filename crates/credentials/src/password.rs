//! People's passwords: argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, t = 2, p = 1).
//!
//! One hash takes some 20 ms of a core and 19 MiB: call these functions on a bounded pool, never on an async worker.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc};
use rand::CryptoRng;
use zeroize::Zeroizing;

const MIN_CHARACTERS: usize = 12;
const MAX_CHARACTERS: usize = 256;
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Well-known passwords of 12 characters and more, lower-case, and the stems that people stretch to that length.
const OBVIOUS: &[&str] = &[
    "password",
    "passwort",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "changeme",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "trustno1",
    "correcthorsebatterystaple",
    "grantry",
    "secret",
    "football",
    "baseball",
    "sunshine",
    "princess",
    "abcdefghijkl",
];

/// Why a chosen password was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRejected {
    #[error("use at least {MIN_CHARACTERS} characters")]
    TooShort,
    #[error("use at most {MAX_CHARACTERS} characters")]
    TooLong,
    #[error("this password is too easy to guess")]
    Obvious,
}

/// A password that passed the policy and may be hashed.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// Checks `plain` against the policy; `about` holds what others know of the person (e-mail, name).
    pub fn new(plain: String, about: &[&str]) -> Result<Self, PasswordRejected> {
        let plain = Zeroizing::new(plain);
        match plain.chars().count() {
            0..MIN_CHARACTERS => Err(PasswordRejected::TooShort),
            MIN_CHARACTERS..=MAX_CHARACTERS if is_obvious(&plain, about) => Err(PasswordRejected::Obvious),
            MIN_CHARACTERS..=MAX_CHARACTERS => Ok(Self(plain)),
            _ => Err(PasswordRejected::TooLong),
        }
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword")
    }
}

/// Obvious is what has fewer than five different characters, runs along the keyboard's digits, or is nothing but a
/// well-known password or the person's own name or address with digits and signs around it.
fn is_obvious(plain: &str, about: &[&str]) -> bool {
    let lower = Zeroizing::new(plain.to_lowercase());
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    let core = lower.trim_matches(|c: char| !c.is_alphabetic());
    let all = lower.as_str();
    let known = |word: &str| !word.is_empty() && (repeats(core, word) || repeats(all, word));
    different.len() < 5
        || "012345678901234567890".contains(all)
        || "098765432109876543210".contains(all)
        || OBVIOUS.iter().any(|word| known(word))
        || about.iter().any(|word| {
            let word = word.to_lowercase();
            known(&word) || word.split_once('@').is_some_and(|(local, _)| known(local))
        })
}

fn repeats(text: &str, word: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(word.len()) && text.replace(word, "").is_empty()
}

/// An argon2id hash in PHC string form, with its salt and parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(phc::PasswordHash);

/// The stored text is not a PHC string of argon2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored password hash is malformed")]
pub struct MalformedPasswordHash;

/// The hash could not be computed (out of memory).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password could not be hashed")]
pub struct HashingFailed;

impl PasswordHash {
    pub fn create(
        password: &NewPassword,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, HashingFailed> {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        hash_with_salt(password.0.as_bytes(), &salt).map(Self)
    }

    pub fn from_phc(text: &str) -> Result<Self, MalformedPasswordHash> {
        phc::PasswordHash::new(text).map(Self).map_err(|_| MalformedPasswordHash)
    }

    pub fn to_phc(&self) -> String {
        self.0.to_string()
    }

    pub fn verify(&self, presented: &str) -> bool {
        if presented.chars().count() > MAX_CHARACTERS {
            spend_a_verification("");
            return false;
        }
        Argon2::default().verify_password(presented.as_bytes(), &self.0).is_ok()
    }

    /// Whether the hash was made with other parameters than today's: hash again at the next successful sign-in.
    pub fn needs_rehash(&self) -> bool {
        let today = params().is_ok_and(|today| {
            Params::try_from(&self.0).is_ok_and(|stored| {
                (stored.m_cost(), stored.t_cost(), stored.p_cost())
                    == (today.m_cost(), today.t_cost(), today.p_cost())
            })
        });
        self.0.algorithm.as_str() != "argon2id" || !today
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// Takes as long as [`PasswordHash::verify`]. Call it when the e-mail is unknown, so that time does not tell.
pub fn spend_a_verification(presented: &str) {
    let salt = *b"nobody's salt 16";
    let spent = hash_with_salt(presented.as_bytes(), &salt).is_ok();
    std::hint::black_box(spent);
}

fn hash_with_salt(password: &[u8], salt: &[u8]) -> Result<phc::PasswordHash, HashingFailed> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?);
    argon2.hash_password_with_salt(password, salt).map_err(|_| HashingFailed)
}

fn params() -> Result<Params, HashingFailed> {
    Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| HashingFailed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(plain: &str) -> Result<NewPassword, PasswordRejected> {
        NewPassword::new(plain.to_owned(), &["Ada.Lovelace@Example.com", "Ada Lovelace"])
    }

    #[test]
    fn a_password_verifies_and_another_does_not() {
        let hash =
            new("a quiet river bend").map(|plain| PasswordHash::create(&plain, &mut crate::test_rng()));
        let Ok(Ok(hash)) = hash else { panic!("accepted and hashed") };
        assert!(hash.verify("a quiet river bend"));
        assert!(!hash.verify("a quiet river bent"));
        assert!(!hash.verify(&"a".repeat(300)));
        assert!(!hash.needs_rehash());
        assert!(hash.to_phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(PasswordHash::from_phc(&hash.to_phc()).as_ref(), Ok(&hash));
        assert_eq!(format!("{hash:?}"), "PasswordHash");
    }

    #[test]
    fn a_hash_of_the_reference_implementation_verifies_and_wants_rehashing() {
        // `echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1`, from the reference implementation's own test suite.
        let phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let Ok(hash) = PasswordHash::from_phc(phc) else { panic!("the vector parses") };
        assert!(hash.verify("password"));
        assert!(!hash.verify("Password"));
        assert!(hash.needs_rehash());
    }

    #[test]
    fn the_policy_names_its_reason() {
        assert_eq!(new("short enough").err(), None);
        assert_eq!(new("elevenchars").err(), Some(PasswordRejected::TooShort));
        assert_eq!(new(&"long phrase ".repeat(22)).err(), Some(PasswordRejected::TooLong));
        for obvious in [
            "passwordpassword",
            "Password1234!",
            "123456789012",
            "aaaaaaaaaaaaaa",
            "qwertyuiop123",
            "ada.lovelace@example.com",
            "ada.lovelace99",
            "Ada Lovelace",
            "administrator",
            "Correcthorsebatterystaple",
        ] {
            assert_eq!(new(obvious).err(), Some(PasswordRejected::Obvious), "{obvious}");
        }
    }

    #[test]
    fn not_a_hash() {
        assert_eq!(PasswordHash::from_phc("password").err(), Some(MalformedPasswordHash));
    }
}

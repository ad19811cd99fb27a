//! People's passwords: argon2id with the parameters of the OWASP Password Storage Cheat Sheet (19 MiB, t = 2, p = 1).
//!
//! One hash takes some 20 ms of a core and 19 MiB: call these functions on a bounded pool, never on an async worker. The
//! memory is the caller's, so that it is used again: an allocator may keep what is freed, for each thread that ever hashed.

use std::fmt;

use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc};
use model::person::{LONGEST_PASSWORD, SHORTEST_PASSWORD, normalised_password};
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::keyboard::walks_over_keys;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Words that people make passwords of, a line each, in lower case: a password is refused that is one of them, repeated or
/// with digits and signs around it.
const COMMON: &str = include_str!("common_passwords.txt");

/// Where fingers and lists run along.
const ROWS: [&str; 6] = [
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "qwertyuiopasdfghjklzxcvbnm",
];

/// Why a chosen password was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRejected {
    #[error("use at least {SHORTEST_PASSWORD} characters")]
    TooShort,
    #[error("use at most {LONGEST_PASSWORD} characters")]
    TooLong,
    #[error("this password is too easy to guess")]
    Obvious,
}

/// A password that passed the policy and may be hashed. The policy is that of NIST SP 800-63B-4, section 3.1.1.2: a length,
/// a list of what is refused, no rule on which characters; it is hashed in Unicode's normal form NFC.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// Checks `plain` against the policy; `about` holds what others know of it (the person's address and name, the
    /// platform's name).
    pub fn new(plain: String, about: &[&str]) -> Result<Self, PasswordRejected> {
        let plain = normalised(&Zeroizing::new(plain));
        match plain.chars().count() {
            0..SHORTEST_PASSWORD => Err(PasswordRejected::TooShort),
            SHORTEST_PASSWORD..=LONGEST_PASSWORD if is_obvious(&plain, about) => {
                Err(PasswordRejected::Obvious)
            }
            SHORTEST_PASSWORD..=LONGEST_PASSWORD => Ok(Self(plain)),
            _ => Err(PasswordRejected::TooLong),
        }
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword")
    }
}

/// People's keyboards write the same letter in several ways.
fn normalised(plain: &str) -> Zeroizing<String> {
    Zeroizing::new(normalised_password(plain))
}

/// Obvious is what has fewer than five different characters, repeats a short part, runs along a row, walks from key to key,
/// or has no letters but those of a common password, of the platform's name, or of the person's own name or address.
fn is_obvious(plain: &str, about: &[&str]) -> bool {
    let lower = Zeroizing::new(plain.to_lowercase());
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    let letters = letters(&lower);
    different.len() < 5
        || is_repeated(&lower)
        || runs_along_a_row(&lower)
        || walks_over_keys(&lower)
        || COMMON.lines().any(|word| repeats(&letters, word))
        || about.iter().any(|word| {
            let word = word.to_lowercase();
            let local = word.split_once('@').map_or(word.as_str(), |(local, _)| local);
            [word.as_str(), local].into_iter().any(|word| repeats(&letters, &self::letters(word)))
        })
}

fn letters(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.chars().filter(|one| one.is_alphabetic()).collect())
}

/// Whether it is a part that is too short for a password, again and again.
fn is_repeated(text: &str) -> bool {
    let all: Vec<char> = text.chars().collect();
    let most = (all.len() / 2).min(SHORTEST_PASSWORD - 1);
    (1..=most).any(|length| all.iter().zip(all.iter().skip(length)).all(|(one, next)| one == next))
}

fn runs_along_a_row(text: &str) -> bool {
    ROWS.iter().any(|row| {
        let there = row.repeat(LONGEST_PASSWORD / row.len() + 2);
        let back: String = there.chars().rev().collect();
        there.contains(text) || back.contains(text)
    })
}

fn repeats(text: &str, word: &str) -> bool {
    word.len() > 2
        && !text.is_empty()
        && text.len().is_multiple_of(word.len())
        && text.replace(word, "").is_empty()
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

/// What one hash works in, and the next one again: 19 MiB from the first on.
#[derive(Default)]
pub struct HashingMemory(Vec<Block>);

impl HashingMemory {
    /// Fills `out` with the hash. What other parameters than today's need beyond today's memory is given back.
    fn hash(
        &mut self,
        argon2: &Argon2<'_>,
        password: &[u8],
        salt: &[u8],
        out: &mut [u8],
    ) -> Result<(), HashingFailed> {
        let needed = argon2.params().block_count();
        if needed > self.0.len() {
            self.0.try_reserve_exact(needed - self.0.len()).map_err(|_| HashingFailed)?;
            self.0.resize_with(needed, Block::default);
        }
        let memory = self.0.get_mut(..needed).ok_or(HashingFailed)?;
        let hashed = argon2.hash_password_into_with_memory(password, salt, out, memory);
        let kept = params()?.block_count();
        if self.0.len() > kept {
            self.0.truncate(kept);
            self.0.shrink_to_fit();
        }
        hashed.map_err(|_| HashingFailed)
    }
}

impl fmt::Debug for HashingMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashingMemory")
    }
}

impl PasswordHash {
    pub fn create(
        password: &NewPassword,
        rng: &mut (impl CryptoRng + ?Sized),
        memory: &mut HashingMemory,
    ) -> Result<Self, HashingFailed> {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let (argon2, mut hash) = (today()?, [0; Params::DEFAULT_OUTPUT_LEN]);
        memory.hash(&argon2, password.0.as_bytes(), &salt, &mut hash)?;
        Ok(Self(phc::PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: argon2.params().try_into().map_err(|_| HashingFailed)?,
            salt: Some(phc::Salt::new(&salt).map_err(|_| HashingFailed)?),
            hash: Some(phc::Output::new(&hash).map_err(|_| HashingFailed)?),
        }))
    }

    pub fn from_phc(text: &str) -> Result<Self, MalformedPasswordHash> {
        phc::PasswordHash::new(text).map(Self).map_err(|_| MalformedPasswordHash)
    }

    pub fn to_phc(&self) -> String {
        self.0.to_string()
    }

    pub fn verify(&self, presented: &str, memory: &mut HashingMemory) -> bool {
        if presented.chars().count() > LONGEST_PASSWORD {
            spend_a_verification("", memory);
            return false;
        }
        forms(presented).iter().any(|form| self.compare(form, memory).unwrap_or(false))
    }

    /// By the parameters that the hash was made with. `None` where they are none, or there is no memory.
    fn compare(&self, presented: &str, memory: &mut HashingMemory) -> Option<bool> {
        let phc::PasswordHash { algorithm, version, salt, hash, .. } = &self.0;
        let algorithm = Algorithm::try_from(algorithm.as_str()).ok()?;
        let version = version.map_or(Ok(Version::default()), Version::try_from).ok()?;
        let argon2 = Argon2::new(algorithm, version, Params::try_from(&self.0).ok()?);
        let (salt, expected) = (salt.as_ref()?, hash.as_ref()?);
        let mut computed = [0; phc::Output::MAX_LENGTH];
        let computed = computed.get_mut(..expected.len())?;
        memory.hash(&argon2, presented.as_bytes(), salt, computed).ok()?;
        Some(computed.ct_eq(expected.as_bytes()).into())
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
pub fn spend_a_verification(presented: &str, memory: &mut HashingMemory) {
    for form in forms(presented) {
        let (salt, mut hash) = (*b"no one's salt 16", [0; Params::DEFAULT_OUTPUT_LEN]);
        let spent = today().and_then(|today| memory.hash(&today, form.as_bytes(), &salt, &mut hash));
        std::hint::black_box((spent.is_ok(), hash));
    }
}

/// As passwords are hashed, and as those were hashed that are older than the normal form, where that is another text.
fn forms(presented: &str) -> Vec<Zeroizing<String>> {
    let normal = normalised(presented);
    let older = (normal.as_str() != presented).then(|| Zeroizing::new(presented.to_owned()));
    std::iter::once(normal).chain(older).collect()
}

fn today() -> Result<Argon2<'static>, HashingFailed> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?))
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
        let memory = &mut HashingMemory::default();
        let hash = new("a quiet river bend")
            .map(|plain| PasswordHash::create(&plain, &mut crate::test_rng(), memory));
        let Ok(Ok(hash)) = hash else { panic!("accepted and hashed") };
        assert!(hash.verify("a quiet river bend", memory));
        assert!(!hash.verify("a quiet river bent", memory));
        assert!(!hash.verify(&"a".repeat(300), memory));
        spend_a_verification("a quiet river bend", memory);
        assert!(hash.verify("a quiet river bend", memory), "the memory of others does no harm");
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
        let memory = &mut HashingMemory::default();
        assert!(hash.verify("password", memory));
        assert!(!hash.verify("Password", memory));
        assert_eq!(memory.0.len(), MEMORY_KIB as usize, "what was needed beyond is given back");
        assert!(hash.needs_rehash());
    }

    #[test]
    fn the_policy_names_its_reason() {
        assert_eq!(new("fifteen letters").err(), None);
        assert_eq!(new("Quiet-Lantern-River-7").err(), None);
        assert_eq!(new("fourteen signs").err(), Some(PasswordRejected::TooShort));
        assert_eq!(new(&"long phrase ".repeat(22)).err(), Some(PasswordRejected::TooLong));
        for obvious in [
            "passwordpassword",
            "Password-1234-Password",
            "123456789012345",
            "aaaaaaaaaaaaaaa",
            "abcdefghijklmnopqr",
            "9876543210987654",
            "qwertyuiop12345",
            "lkjhgfdsalkjhgf",
            "1qaz2wsx3edc4rfv",
            "!QAZ2wsx#EDC4rfv",
            "1q2w3e4r5t6y7u8i",
            "zxcvbnm,asdfghjkl",
            "red-7 red-7 red-7 ",
            "ada.lovelace@example.com",
            "ada.lovelace-1999",
            "Ada Lovelace 1815",
            "administrator !!",
            "Correcthorsebatterystaple",
            "correct horse battery staple",
        ] {
            assert_eq!(new(obvious).err(), Some(PasswordRejected::Obvious), "{obvious}");
        }
    }

    #[test]
    fn a_password_may_have_256_characters() {
        let longest: String = (0..20).map(|number| format!("{number} quiet rivers, ")).collect();
        let longest: String = longest.chars().take(LONGEST_PASSWORD).collect();
        assert_eq!(longest.chars().count(), LONGEST_PASSWORD);
        let Ok(plain) = new(&longest) else { panic!("accepted") };
        let memory = &mut HashingMemory::default();
        let Ok(hash) = PasswordHash::create(&plain, &mut crate::test_rng(), memory) else { panic!("hashed") };
        assert!(hash.verify(&longest, memory));
        assert!(!hash.verify(&longest[..LONGEST_PASSWORD - 1], memory), "nothing is cut off");
    }

    /// One letter, as one code point or as two.
    #[test]
    fn the_same_letters_are_the_same_password() {
        let (composed, decomposed) = ("ein ruhiger Fl\u{fc}gel", "ein ruhiger Flu\u{308}gel");
        let memory = &mut HashingMemory::default();
        for (set, other) in [(composed, decomposed), (decomposed, composed)] {
            let Ok(plain) = new(set) else { panic!("accepted") };
            let Ok(hash) = PasswordHash::create(&plain, &mut crate::test_rng(), memory) else {
                panic!("hashed")
            };
            assert!(hash.verify(set, memory) && hash.verify(other, memory));
        }
    }

    /// What was hashed as it was typed goes on verifying.
    #[test]
    fn a_hash_from_before_the_normal_form_verifies() {
        let decomposed = "ein ruhiger Flu\u{308}gel";
        let memory = &mut HashingMemory::default();
        let older = NewPassword(Zeroizing::new(decomposed.to_owned()));
        let Ok(hash) = PasswordHash::create(&older, &mut crate::test_rng(), memory) else { panic!("hashed") };
        assert!(hash.verify(decomposed, memory));
    }

    #[test]
    fn common_words_are_written_as_they_are_compared() {
        for word in COMMON.lines() {
            assert!(word.len() > 2 && word.chars().all(|one| one.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn not_a_hash() {
        assert_eq!(PasswordHash::from_phc("password").err(), Some(MalformedPasswordHash));
    }
}

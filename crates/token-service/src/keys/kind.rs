//! The kinds of keys that the server has.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use credentials::{MasterKey, SealingKey, SigningFailed, SigningKey};
use model::{
    Timestamp,
    environment::Environment,
    token::{SigningAlgorithm, TokenFormat},
};
use rand::CryptoRng;
use store::signing_keys::StoredSigningKey;

/// Signs JWTs, or seals opaque tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    Signing(SigningAlgorithm),
    Sealing,
}

impl KeyKind {
    /// What a token of this format needs.
    pub fn of(format: TokenFormat) -> Self {
        format.algorithm().map_or(Self::Sealing, Self::Signing)
    }

    /// What these formats need, and always the default one.
    pub fn wanted(formats: &HashSet<TokenFormat>) -> HashSet<Self> {
        let default = Self::Signing(SigningAlgorithm::Es256);
        formats.iter().copied().map(Self::of).chain([default]).collect()
    }

    /// A new key, wrapped.
    pub fn make(
        self,
        environment: Environment,
        master: &MasterKey,
        rng: &mut (impl CryptoRng + ?Sized),
        not_before: Timestamp,
        now: Timestamp,
    ) -> Result<StoredSigningKey, SigningFailed> {
        let (kid, private_key, public_jwk) = match self {
            Self::Signing(algorithm) => {
                let key = SigningKey::generate(algorithm)?;
                let jwk = serde_json::to_string(key.public_jwk()).map_err(|_| SigningFailed)?;
                (key.kid().to_owned(), key.wrap(master, rng)?, jwk)
            }
            Self::Sealing => {
                let key = SealingKey::generate(rng)?;
                (key.kid().to_owned(), key.wrap(master, rng)?, String::new())
            }
        };
        Ok(StoredSigningKey {
            kid,
            environment,
            algorithm: self.to_string(),
            private_key,
            public_jwk,
            created_at: now,
            not_before,
            retire_at: None,
        })
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signing(algorithm) => algorithm.as_str(),
            Self::Sealing => SealingKey::ALGORITHM,
        })
    }
}

impl FromStr for KeyKind {
    type Err = model::words::UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == SealingKey::ALGORITHM { Ok(Self::Sealing) } else { text.parse().map(Self::Signing) }
    }
}

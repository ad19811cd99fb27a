//! Opaque access tokens: `gto_` and the claims, sealed with AES-256-GCM so that only Grantry reads them.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::access_token::{TokenNotWritten, check_length};
use crate::claims::AccessTokenClaims;
use crate::jws::MAX_TOKEN_LENGTH;
use crate::master_key::{KeyFor, MasterKey, UnwrapFailed};
use crate::signing_key::SigningFailed;

/// What every opaque token starts with.
pub const OPAQUE_PREFIX: &str = "gto_";
const KEY_LENGTH: usize = 32;
const KID_LENGTH: usize = 8;
const HEAD_LENGTH: usize = 1 + KID_LENGTH;
/// The first byte inside a token: this byte, the key's id, the nonce, ciphertext and tag.
const LAYOUT: u8 = 1;

/// A key that seals opaque tokens (JWA `A256GCM`, RFC 7518 section 5.3), parsed once and kept.
///
/// Nonces are 96 random bits, so one key may seal 2^32 tokens at most (NIST SP 800-38D section 8.3): rotate it before.
/// At a thousand tokens a second that is after 49 days; monthly rotation keeps well below.
pub struct SealingKey {
    bytes: Zeroizing<[u8; KEY_LENGTH]>,
    key: LessSafeKey,
    id: [u8; KID_LENGTH],
    kid: String,
}

impl SealingKey {
    /// The JWA name, beside the `alg` of signing keys.
    pub const ALGORITHM: &'static str = "A256GCM";

    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Result<Self, SigningFailed> {
        let (mut bytes, mut id) = (Zeroizing::new([0; KEY_LENGTH]), [0; KID_LENGTH]);
        rng.fill_bytes(&mut *bytes);
        rng.fill_bytes(&mut id);
        Self::new(bytes, id).ok_or(SigningFailed)
    }

    fn new(bytes: Zeroizing<[u8; KEY_LENGTH]>, id: [u8; KID_LENGTH]) -> Option<Self> {
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*bytes).ok()?);
        Some(Self { bytes, key, id, kid: to_hex(id) })
    }

    /// The key, sealed by the master key under its id.
    pub fn wrap(
        &self,
        master: &MasterKey,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Vec<u8>, SigningFailed> {
        master.wrap(KeyFor::SealingKeys, self.kid.as_bytes(), &*self.bytes, rng).ok_or(SigningFailed)
    }

    /// Opens a key from the database. Fails when the bytes were sealed by another master key or under another `kid`.
    pub fn unwrap(master: &MasterKey, kid: &str, wrapped: &[u8]) -> Result<Self, UnwrapFailed> {
        let plain = master.unwrap(KeyFor::SealingKeys, kid.as_bytes(), wrapped)?;
        let bytes = plain.as_slice().try_into().map(Zeroizing::new).map_err(|_| UnwrapFailed::Damaged)?;
        from_hex(kid).and_then(|id| Self::new(bytes, id)).ok_or(UnwrapFailed::Damaged)
    }

    /// 16 random hexadecimal digits.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The token over these claims. Layout and key id are authenticated with them.
    ///
    /// # Errors
    /// It would be too long, or the key cannot be used.
    pub fn seal(
        &self,
        claims: &AccessTokenClaims<'_>,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<String, TokenNotWritten> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        let mut sealed = Vec::with_capacity(768);
        sealed.push(LAYOUT);
        sealed.extend(self.id);
        sealed.extend(nonce);
        serde_json::to_writer(&mut sealed, claims).map_err(|_| SigningFailed)?;
        let length = OPAQUE_PREFIX.len() + ((sealed.len() + AES_256_GCM.tag_len()) * 4).div_ceil(3);
        check_length(length)?;
        let (head, rest) = sealed.split_at_mut_checked(HEAD_LENGTH).ok_or(SigningFailed)?;
        let (_, plain) = rest.split_at_mut_checked(NONCE_LEN).ok_or(SigningFailed)?;
        let tag = self
            .key
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(&head), plain)
            .map_err(|_| SigningFailed)?;
        sealed.extend(tag.as_ref());
        let mut token = String::with_capacity(length);
        token.push_str(OPAQUE_PREFIX);
        URL_SAFE_NO_PAD.encode_string(&sealed, &mut token);
        Ok(token)
    }

    /// The claims; `None` when this key did not seal the token, or it was changed. Their meaning (times, generation)
    /// is the caller's to check.
    pub fn open(&self, token: &str) -> Option<AccessTokenClaims<'static>> {
        let mut sealed = decode(token)?;
        let (head, rest) = sealed.split_at_mut_checked(HEAD_LENGTH)?;
        let (nonce, sealed) = rest.split_at_mut_checked(NONCE_LEN)?;
        let (layout, id) = head.split_first()?;
        if *layout != LAYOUT || *id != self.id {
            return None;
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self.key.open_in_place(nonce, Aad::from(&head), sealed).ok()?;
        serde_json::from_slice(plain).ok()
    }
}

/// Which key an opaque token says it was sealed with; `None` when the text is no opaque token.
pub fn opaque_kid(token: &str) -> Option<String> {
    let head = decode(token)?;
    let (layout, rest) = head.split_first()?;
    (*layout == LAYOUT).then(|| rest.first_chunk().copied().map(to_hex)).flatten()
}

fn decode(token: &str) -> Option<Vec<u8>> {
    let body = token.strip_prefix(OPAQUE_PREFIX).filter(|body| body.len() <= MAX_TOKEN_LENGTH)?;
    URL_SAFE_NO_PAD.decode(body).ok()
}

fn to_hex(id: [u8; KID_LENGTH]) -> String {
    format!("{:016x}", u64::from_be_bytes(id))
}

fn from_hex(kid: &str) -> Option<[u8; KID_LENGTH]> {
    let id = u64::from_str_radix(kid, 16).ok()?.to_be_bytes();
    (to_hex(id) == kid).then_some(id)
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({})", self.kid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access_token::MAX_ACCESS_TOKEN_LENGTH;
    use crate::claims::tests::claims;

    fn key(rng: &mut rand::rngs::StdRng) -> SealingKey {
        SealingKey::generate(rng).unwrap_or_else(|error| panic!("{error}"))
    }

    fn seal(key: &SealingKey, rng: &mut rand::rngs::StdRng) -> String {
        key.seal(&claims(), rng).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_sealed_token_opens_with_its_key_alone_and_tells_nothing() {
        let mut rng = crate::test_rng();
        let (key, other) = (key(&mut rng), key(&mut rng));
        let token = seal(&key, &mut rng);
        assert!(token.starts_with("gto_"));
        assert_eq!(opaque_kid(&token).as_deref(), Some(key.kid()));
        assert_eq!(key.open(&token), Some(claims()));
        assert_eq!(other.open(&token), None);
        assert_ne!(seal(&key, &mut rng), token, "a fresh nonce each time");
        let bytes = decode(&token).unwrap_or_default();
        assert!(!bytes.windows(5).any(|window| window == b"cli_1"));
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let mut rng = crate::test_rng();
        let key = key(&mut rng);
        let token = seal(&key, &mut rng);
        for at in 0..token.len() {
            let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
            let changed = [&token[..at], other, &token[at + 1..]].concat();
            assert_eq!(key.open(&changed), None, "character {at}");
        }
        for short in ["", "gto_", "gto_AQ", &token[..20], &token[..40], &token[4..]] {
            assert_eq!(key.open(short), None, "{short}");
        }
        assert_eq!(opaque_kid("gto_AQ"), None);
        assert_eq!(opaque_kid(&format!("gto_{}", "A".repeat(MAX_TOKEN_LENGTH))), None);
    }

    #[test]
    fn a_sealed_token_is_no_longer_than_all_can_take() {
        let mut rng = crate::test_rng();
        let key = key(&mut rng);
        let mut longest = 0;
        for scope in 4_000..5_000 {
            let claims = AccessTokenClaims { scope: "s".repeat(scope).into(), ..claims() };
            match key.seal(&claims, &mut rng) {
                Ok(token) => {
                    assert_eq!(token.len(), token.capacity(), "the length is known beforehand");
                    assert_eq!(key.open(&token), Some(claims));
                    longest = token.len();
                }
                Err(error) => assert_eq!(error, TokenNotWritten::TooLong),
            }
        }
        assert!((MAX_ACCESS_TOKEN_LENGTH - 2..=MAX_ACCESS_TOKEN_LENGTH).contains(&longest), "{longest}");
    }

    #[test]
    fn another_keys_id_does_not_make_it_open() {
        let mut rng = crate::test_rng();
        let (key, other) = (key(&mut rng), key(&mut rng));
        let same_id = SealingKey::new(Zeroizing::new(*other.bytes), key.id);
        assert_eq!(same_id.and_then(|same_id| same_id.open(&seal(&key, &mut rng))), None);
    }

    #[test]
    fn a_key_survives_wrapping() {
        let mut rng = crate::test_rng();
        let master = MasterKey::generate(&mut rng);
        let key = key(&mut rng);
        let Ok(wrapped) = key.wrap(&master, &mut rng) else { panic!("wraps") };
        let Ok(opened) = SealingKey::unwrap(&master, key.kid(), &wrapped) else { panic!("unwraps") };
        assert_eq!(opened.open(&seal(&key, &mut rng)), Some(claims()));
        assert_eq!(opened.kid().len(), 16);
        assert!(SealingKey::unwrap(&master, "0011223344556677", &wrapped).is_err());
        assert!(SealingKey::unwrap(&MasterKey::generate(&mut rng), key.kid(), &wrapped).is_err());
    }
}

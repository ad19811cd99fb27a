//! The master key: 32 bytes that the operator keeps, from which every other key of the server is derived.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use base64::{Engine, alphabet, engine};
use rand::CryptoRng;
use zeroize::Zeroizing;

const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 12;
/// The first byte of everything wrapped: the layout below.
const LAYOUT: u8 = 1;

/// What a wrapping key is for. Each purpose has its own key, so that one ciphertext never opens as another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFor {
    /// Private signing keys in the database.
    SigningKeys,
    /// The keys that seal opaque tokens.
    SealingKeys,
    /// The pepper of client secrets, which outlives the master key that it was derived from.
    Pepper,
    /// The key that signs receipts of decisions.
    ReceiptKey,
}

impl KeyFor {
    fn context(self) -> &'static [u8] {
        match self {
            Self::SigningKeys => b"grantry/v1/wrap/signing-keys",
            Self::SealingKeys => b"grantry/v1/wrap/sealing-keys",
            Self::Pepper => b"grantry/v1/wrap/pepper",
            Self::ReceiptKey => b"grantry/v1/wrap/receipt-key",
        }
    }
}

/// Names a master key without telling anything about it; everything wrapped carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MasterKeyId([u8; 8]);

impl MasterKeyId {
    /// The master key that wrapped these bytes; `None` where they were wrapped by none.
    pub fn of(wrapped: &[u8]) -> Option<Self> {
        let (layout, rest) = wrapped.split_first()?;
        rest.first_chunk().filter(|_| *layout == LAYOUT).copied().map(Self)
    }
}

impl fmt::Display for MasterKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Derives the pepper and the wrapping keys by HKDF-SHA-256 (RFC 5869), each under its own context string.
pub struct MasterKey {
    key: Zeroizing<[u8; KEY_LENGTH]>,
    id: MasterKeyId,
}

/// The text is not 32 bytes in base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a master key is 32 bytes in base64 (44 characters)")]
pub struct MalformedMasterKey;

/// The wrapped bytes were made with another master key, for another purpose or record, or were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnwrapFailed {
    #[error("wrapped with master key {0}, which is not the one in use")]
    OtherMasterKey(MasterKeyId),
    #[error("the wrapped bytes are damaged or belong to another record")]
    Damaged,
}

/// Why bytes could not pass from one master key to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RewrapFailed {
    #[error(transparent)]
    Unwrap(#[from] UnwrapFailed),
    #[error("the bytes could not be wrapped with the new master key")]
    Wrap,
}

/// Seals again with `new` what `old` sealed for this purpose and record. What `new` sealed already comes back as it is,
/// so that a change of keys that was cut short can be begun again.
pub fn rewrap(
    old: &MasterKey,
    new: &MasterKey,
    purpose: KeyFor,
    record: &[u8],
    wrapped: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<Vec<u8>, RewrapFailed> {
    match old.unwrap(purpose, record, wrapped) {
        Ok(plain) => new.wrap(purpose, record, &plain, rng).ok_or(RewrapFailed::Wrap),
        Err(UnwrapFailed::OtherMasterKey(id)) if id == new.id => {
            new.unwrap(purpose, record, wrapped)?;
            Ok(wrapped.to_vec())
        }
        Err(error) => Err(error.into()),
    }
}

impl MasterKey {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut key = Zeroizing::new([0; KEY_LENGTH]);
        rng.fill_bytes(&mut *key);
        Self::from_bytes(key)
    }

    /// Reads a key as text: base64, standard or URL-safe, padded or not, with white space around it.
    pub fn parse(text: &str) -> Result<Self, MalformedMasterKey> {
        let text = Zeroizing::new(text.trim().replace('-', "+").replace('_', "/"));
        let lenient = engine::GeneralPurpose::new(
            &alphabet::STANDARD,
            engine::GeneralPurposeConfig::new()
                .with_decode_padding_mode(engine::DecodePaddingMode::Indifferent),
        );
        let bytes = Zeroizing::new(lenient.decode(text.as_bytes()).map_err(|_| MalformedMasterKey)?);
        let key: [u8; KEY_LENGTH] = bytes.as_slice().try_into().map_err(|_| MalformedMasterKey)?;
        Ok(Self::from_bytes(Zeroizing::new(key)))
    }

    fn from_bytes(key: Zeroizing<[u8; KEY_LENGTH]>) -> Self {
        let id = derive::<8>(&key, b"grantry/v1/master-key-id");
        Self { id: MasterKeyId(*id), key }
    }

    /// The key as text, for the file that keeps it.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(engine::general_purpose::STANDARD.encode(*self.key))
    }

    pub fn id(&self) -> MasterKeyId {
        self.id
    }

    /// Another key, derived under a context of its own.
    pub(crate) fn derive<const N: usize>(&self, context: &[u8]) -> Zeroizing<[u8; N]> {
        derive(&self.key, context)
    }

    /// Seals `plain` with AES-256-GCM: layout byte, master key id, nonce, ciphertext and tag. The master key id and
    /// `record` (the name of the row that will hold it) are authenticated with it.
    pub fn wrap(
        &self,
        purpose: KeyFor,
        record: &[u8],
        plain: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LENGTH];
        rng.fill_bytes(&mut nonce);
        let mut sealed = Zeroizing::new(plain.to_vec());
        let aad = Aad::from(self.associated_data(record));
        self.wrapping_key(purpose)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut *sealed)
            .ok()?;
        Some([&[LAYOUT], self.id.0.as_slice(), &nonce, &sealed].concat())
    }

    /// Opens what [`MasterKey::wrap`] sealed for the same purpose and record.
    pub fn unwrap(
        &self,
        purpose: KeyFor,
        record: &[u8],
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, UnwrapFailed> {
        let (layout, rest) = wrapped.split_first().ok_or(UnwrapFailed::Damaged)?;
        let (id, rest) = rest.split_first_chunk().ok_or(UnwrapFailed::Damaged)?;
        let (nonce, sealed) = rest.split_first_chunk().ok_or(UnwrapFailed::Damaged)?;
        if *layout != LAYOUT {
            return Err(UnwrapFailed::Damaged);
        }
        if MasterKeyId(*id) != self.id {
            return Err(UnwrapFailed::OtherMasterKey(MasterKeyId(*id)));
        }
        let mut plain = Zeroizing::new(sealed.to_vec());
        let aad = Aad::from(self.associated_data(record));
        let length = self
            .wrapping_key(purpose)
            .ok_or(UnwrapFailed::Damaged)?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), aad, &mut plain)
            .map_err(|_| UnwrapFailed::Damaged)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    fn associated_data(&self, record: &[u8]) -> Vec<u8> {
        [self.id.0.as_slice(), record].concat()
    }

    fn wrapping_key(&self, purpose: KeyFor) -> Option<LessSafeKey> {
        let key = derive::<32>(&self.key, purpose.context());
        UnboundKey::new(&AES_256_GCM, &*key).ok().map(LessSafeKey::new)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// By HKDF-SHA-256 (RFC 5869), under a context string of its own.
pub(crate) fn derive<const N: usize>(key: &[u8; KEY_LENGTH], context: &[u8]) -> Zeroizing<[u8; N]> {
    let mut out = Zeroizing::new([0; N]);
    let pseudorandom = Salt::new(HKDF_SHA256, b"grantry").extract(key);
    let filled = pseudorandom.expand(&[context], Length(N)).and_then(|okm| okm.fill(&mut *out));
    assert!(filled.is_ok(), "HKDF-SHA-256 yields up to 8160 bytes");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZEROS: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn zeros() -> MasterKey {
        MasterKey::parse(ZEROS).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn text_forms() {
        assert_eq!(*zeros().to_text(), ZEROS);
        assert!(MasterKey::parse(" AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n").is_ok());
        assert!(MasterKey::parse(&("_-".repeat(21) + "A")).is_ok(), "the URL-safe alphabet");
        for bad in ["", "AAAA", "not base64 at all!", &ZEROS.repeat(2)] {
            assert_eq!(MasterKey::parse(bad).err(), Some(MalformedMasterKey), "{bad}");
        }
        assert_eq!(format!("{:?}", zeros()), "MasterKey");
    }

    /// A change of these would make every stored secret and signing key unreadable. Computed with Python's hmac module.
    #[test]
    fn derivations_never_change() {
        assert_eq!(zeros().id().to_string(), "5bcf1d2dcf37f24e");
        let hash = zeros().pepper().hash(b"secret").to_bytes();
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "d37e4e073af286c7a7c1154d1f9e5c075400e6054ed265c0a788d2020bcb27fc906b7520");
        let wrapping = derive::<32>(&[0; 32], KeyFor::SigningKeys.context());
        assert_eq!(wrapping[..4], [0x5d, 0xe3, 0x37, 0x16]);
    }

    #[test]
    fn what_is_wrapped_opens_only_as_itself() {
        let mut rng = crate::test_rng();
        let key = MasterKey::generate(&mut rng);
        let Some(wrapped) = key.wrap(KeyFor::SigningKeys, b"kid", b"plain", &mut rng) else {
            panic!("wraps")
        };
        assert_eq!(wrapped.len(), 1 + 8 + 12 + 5 + 16);
        assert_eq!(MasterKeyId::of(&wrapped), Some(key.id()));
        assert_eq!(
            MasterKeyId::of(&wrapped[..8]).or(MasterKeyId::of(b"")).or(MasterKeyId::of(&[0; 9])),
            None
        );
        assert!(!wrapped.windows(5).any(|window| window == b"plain"));
        let open = |key: &MasterKey, record: &[u8], bytes: &[u8]| {
            key.unwrap(KeyFor::SigningKeys, record, bytes).map(|plain| plain.to_vec())
        };
        assert_eq!(open(&key, b"kid", &wrapped), Ok(b"plain".to_vec()));
        assert_eq!(open(&key, b"other", &wrapped), Err(UnwrapFailed::Damaged));
        assert_eq!(open(&zeros(), b"kid", &wrapped), Err(UnwrapFailed::OtherMasterKey(key.id())));
        assert_eq!(open(&key, b"kid", &wrapped[..20]), Err(UnwrapFailed::Damaged));
        assert_eq!(open(&key, b"kid", b""), Err(UnwrapFailed::Damaged));
        let mut changed = wrapped;
        changed[25] ^= 1;
        assert_eq!(open(&key, b"kid", &changed), Err(UnwrapFailed::Damaged));
    }

    #[test]
    fn each_purpose_has_its_own_key() {
        let mut rng = crate::test_rng();
        let purposes = [KeyFor::SigningKeys, KeyFor::SealingKeys, KeyFor::Pepper, KeyFor::ReceiptKey];
        for purpose in purposes {
            let Some(wrapped) = zeros().wrap(purpose, b"r", b"plain", &mut rng) else { panic!("wraps") };
            for other in purposes {
                let opened = zeros().unwrap(other, b"r", &wrapped).is_ok();
                assert_eq!(opened, other == purpose, "{purpose:?} {other:?}");
            }
        }
    }

    #[test]
    fn what_is_rewrapped_opens_with_the_new_key_alone() {
        let mut rng = crate::test_rng();
        let (old, new) = (MasterKey::generate(&mut rng), MasterKey::generate(&mut rng));
        let purpose = KeyFor::SealingKeys;
        let Some(wrapped) = old.wrap(purpose, b"r", b"plain", &mut rng) else { panic!("wraps") };
        let Ok(rewrapped) = rewrap(&old, &new, purpose, b"r", &wrapped, &mut rng) else { panic!("rewraps") };
        assert_eq!(new.unwrap(purpose, b"r", &rewrapped).map(|plain| plain.to_vec()), Ok(b"plain".to_vec()));
        assert_eq!(old.unwrap(purpose, b"r", &rewrapped).err(), Some(UnwrapFailed::OtherMasterKey(new.id())));
        assert_eq!(rewrap(&old, &new, purpose, b"r", &rewrapped, &mut rng), Ok(rewrapped));
        let damaged = Err(RewrapFailed::Unwrap(UnwrapFailed::Damaged));
        assert_eq!(rewrap(&old, &new, purpose, b"another", &wrapped, &mut rng), damaged);
        let other = Err(RewrapFailed::Unwrap(UnwrapFailed::OtherMasterKey(old.id())));
        assert_eq!(rewrap(&zeros(), &new, purpose, b"r", &wrapped, &mut rng), other);
    }
}

//! Seals secrets that must be readable again, each for its row, with AES-256-GCM.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rand::CryptoRng;
use zeroize::Zeroizing;

/// The first byte of a sealed secret: this byte, the nonce, ciphertext and tag.
const LAYOUT: u8 = 1;

pub(crate) struct RecordKey(LessSafeKey);

impl RecordKey {
    /// `None` where the library refuses the key.
    pub fn new(bytes: &[u8; 32]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, bytes).ok().map(|key| Self(LessSafeKey::new(key)))
    }

    /// The secret as it is stored. `record` names its row, and is authenticated with it. `None` where the library refuses.
    pub fn seal(&self, record: &[u8], secret: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        let mut sealed = Zeroizing::new(secret.to_vec());
        let aad = Aad::from(record);
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut *sealed).ok()?;
        Some([&[LAYOUT], nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`seal`](Self::seal) made for the same record.
    pub fn open(&self, record: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (layout, rest) = sealed.split_first()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>()?;
        if *layout != LAYOUT {
            return None;
        }
        let mut plain = Zeroizing::new(sealed.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let length = self.0.open_in_place(nonce, Aad::from(record), &mut plain).ok()?.len();
        plain.truncate(length);
        Some(plain)
    }
}

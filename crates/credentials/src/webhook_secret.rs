//! The secrets that sign messages to webhooks, as Standard Webhooks writes them, and the key under which they are stored.
//!
//! A secret must be there in the clear when a message is signed, so it is sealed and not hashed.

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::sealed_record::RecordKey;

/// What every secret of a webhook starts with (Standard Webhooks, "Symmetric signatures").
pub const WEBHOOK_SECRET_PREFIX: &str = "whsec_";
/// Standard Webhooks asks for 24 to 64. These are 32 characters of base64, without padding.
const SECRET_LENGTH: usize = 24;

/// Seals the secrets of webhooks with AES-256-GCM. It is derived from the pepper, so it outlives the master key.
pub struct WebhookKey(RecordKey);

/// The stored bytes were sealed under another key or for another record, or were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed secret of a webhook cannot be opened")]
pub struct WebhookSecretDamaged;

impl WebhookKey {
    /// `None` where the library refuses the key.
    pub(crate) fn new(bytes: &[u8; 32]) -> Option<Self> {
        RecordKey::new(bytes).map(Self)
    }

    /// The secret as it is stored. `record` names its row, and is authenticated with it. `None` where the library refuses.
    pub fn seal(
        &self,
        record: &[u8],
        secret: &PlainWebhookSecret,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Option<Vec<u8>> {
        self.0.seal(record, &secret.0, rng)
    }

    /// Opens what [`seal`](Self::seal) made for the same record.
    pub fn open(&self, record: &[u8], sealed: &[u8]) -> Result<PlainWebhookSecret, WebhookSecretDamaged> {
        self.0.open(record, sealed).map(PlainWebhookSecret).ok_or(WebhookSecretDamaged)
    }
}

impl fmt::Debug for WebhookKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookKey")
    }
}

/// A secret in the clear. It cannot be printed, serialised or cloned; it signs, and can be shown once.
pub struct PlainWebhookSecret(Zeroizing<Vec<u8>>);

impl PlainWebhookSecret {
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = Zeroizing::new(vec![0; SECRET_LENGTH]);
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Its last four characters, which leave 168 bits unsaid.
    pub fn hint(&self) -> String {
        let text = Zeroizing::new(STANDARD.encode(&*self.0));
        text.get(text.len().saturating_sub(4)..).unwrap_or_default().to_owned()
    }

    /// The signature of a message: `v1,` and HMAC-SHA-256 of `id.timestamp.body` in base64 (Standard Webhooks, "Signature
    /// scheme"). `timestamp`: seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: i64, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let signed = hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(signed))
    }

    /// Gives the text away for the one answer that shows it. Seal first: the secret is gone afterwards.
    pub fn expose_once(self) -> String {
        format!("{WEBHOOK_SECRET_PREFIX}{}", STANDARD.encode(&*self.0))
    }
}

impl fmt::Debug for PlainWebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainWebhookSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pepper;

    fn key(byte: u8) -> WebhookKey {
        let Some(key) = Pepper::new([0; 4], &[byte; 32]).webhook_key() else { panic!("makes a key") };
        key
    }

    /// The example of the specification's reference libraries.
    #[test]
    fn the_signature_is_that_of_standard_webhooks() {
        let bytes = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap_or_default();
        let secret = PlainWebhookSecret(Zeroizing::new(bytes));
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(secret.hint(), "LaSw");
        assert_eq!(secret.expose_once(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn what_is_sealed_opens_only_as_itself() {
        let mut rng = crate::test_rng();
        let secret = PlainWebhookSecret::generate(&mut rng);
        let Some(sealed) = key(7).seal(b"whk_1/1", &secret, &mut rng) else { panic!("seals") };
        assert!(!sealed.windows(8).any(|window| secret.0.starts_with(window)));
        assert!(key(7).open(b"whk_1/2", &sealed).is_err(), "another record");
        assert!(key(8).open(b"whk_1/1", &sealed).is_err(), "another pepper");
        for short in [&sealed[..5], &sealed[..20], &[]] {
            assert!(key(7).open(b"whk_1/1", short).is_err());
        }
        let Ok(opened) = key(7).open(b"whk_1/1", &sealed) else { panic!("opens") };
        assert_eq!(format!("{opened:?} {:?}", key(7)), "PlainWebhookSecret WebhookKey");
        assert_eq!(opened.expose_once(), secret.expose_once());
    }

    #[test]
    fn a_secret_has_its_documented_shape() {
        let text = PlainWebhookSecret::generate(&mut crate::test_rng()).expose_once();
        assert_eq!(text.len(), 38);
        assert!(text.starts_with(WEBHOOK_SECRET_PREFIX) && !text.ends_with('='));
    }
}

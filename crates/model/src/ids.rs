//! An id type per noun: UUIDv7 inside, `prefix_` and 26 characters of Crockford base32 outside.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX_LENGTH: usize = 4;
const ENCODED_LENGTH: usize = 26;
/// What each byte is worth as a digit; [`NO_DIGIT`] for most.
const DIGITS: [u8; 256] = digits();
const NO_DIGIT: u8 = 255;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an id of the form {prefix}… with 26 characters after the prefix")]
pub struct InvalidId {
    pub prefix: &'static str,
}

#[expect(clippy::indexing_slicing, reason = "an index out of bounds would not compile")]
const fn digits() -> [u8; 256] {
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 32 {
        digits[ALPHABET[value as usize] as usize] = value;
        value += 1;
    }
    digits
}

/// In ASCII.
#[expect(clippy::indexing_slicing, reason = "five bits are less than 32")]
fn encode(prefix: &str, value: Uuid) -> [u8; PREFIX_LENGTH + ENCODED_LENGTH] {
    let mut text = [0; PREFIX_LENGTH + ENCODED_LENGTH];
    let (before, after) = text.split_at_mut(PREFIX_LENGTH);
    before.copy_from_slice(prefix.as_bytes());
    let mut bits = value.as_u128();
    for digit in after.iter_mut().rev() {
        *digit = ALPHABET[(bits & 31) as usize];
        bits >>= 5;
    }
    text
}

fn decode(prefix: &'static str, text: &str) -> Result<Uuid, InvalidId> {
    let digits = text.strip_prefix(prefix).filter(|digits| digits.len() == ENCODED_LENGTH);
    let digits = digits.ok_or(InvalidId { prefix })?;
    let mut bits: u128 = 0;
    for (index, byte) in digits.bytes().enumerate() {
        let digit = DIGITS.get(usize::from(byte)).copied().unwrap_or(NO_DIGIT);
        // 26 digits hold 130 bits: the first may use only three of its five.
        if digit == NO_DIGIT || (index == 0 && digit > 7) {
            return Err(InvalidId { prefix });
        }
        bits = (bits << 5) | u128::from(digit);
    }
    Ok(Uuid::from_u128(bits))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            /// Makes a UUIDv7 of a time (milliseconds since the Unix epoch) and 80 random bits.
            pub fn new(unix_milliseconds: u64, random: &[u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(unix_milliseconds, random).into_uuid())
            }

            /// For storage only.
            pub const fn from_uuid(value: Uuid) -> Self {
                Self(value)
            }

            /// For storage only.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(str::from_utf8(&encode($prefix, self.0)).unwrap_or_default())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                decode($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .max_length(Some(PREFIX_LENGTH + ENCODED_LENGTH))
                    .pattern(Some(concat!("^", $prefix, "[0-7][0-9A-HJKMNP-TV-Z]{25}$")))
                    .examples([concat!($prefix, "01K9VXQ8M4T7R2N6B0C3D5F8GH")])
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )*};
}

ids! {
    /// A personal access token. Its session has the same id.
    AccessTokenId "atk_"
    ApiId "api_"
    AppId "app_"
    AuditEntryId "aud_"
    ConnectionId "con_"
    /// The OAuth `client_id` (RFC 6749 section 2.2).
    CredentialId "cli_"
    /// A row of the outbox.
    DeliveryId "dlv_"
    InvitationId "inv_"
    /// A row of a person's inbox.
    NoticeId "ntc_"
    PersonId "per_"
    PublisherId "pub_"
    /// The signed record of a decision.
    ReceiptId "rct_"
    /// A verifier at the introspection endpoint and the feed.
    ResourceServerId "rsv_"
    SecretId "sec_"
    /// A one-time link to a secret.
    SecretLinkId "skl_"
    SessionId "ses_"
    TenantId "ten_"
    /// A message to a webhook, in its log.
    WebhookDeliveryId "whd_"
    WebhookId "whk_"
    /// Who signs the tokens of workloads.
    WorkloadIssuerId "wki_"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text() {
        let id = TenantId::new(1_763_700_000_000, &[255; 10]);
        assert_eq!(id.to_string().parse::<TenantId>(), Ok(id));
        assert!(id.to_string().starts_with("ten_01K"), "{id}");
        assert_eq!(id.to_string().len(), 30);
    }

    #[test]
    fn another_nouns_id_lower_case_and_overflow_are_refused() {
        let app = AppId::new(1, &[0; 10]).to_string();
        for text in [
            app.as_str(),
            "",
            "ten_",
            "ten_8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
            "ten_01k9vxq8m4t7r2n6b0c3d5f8gh",
            "ten_01K9VXQ8M4T7R2N6B0C3D5F8G\u{e9}",
        ] {
            assert_eq!(text.parse::<TenantId>(), Err(InvalidId { prefix: "ten_" }), "{text}");
        }
    }

    #[test]
    fn json_is_the_text() {
        let id = PersonId::new(2, &[7; 10]);
        let json = serde_json::to_string(&id).unwrap();
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<PersonId>(&json).unwrap(), id);
    }
}

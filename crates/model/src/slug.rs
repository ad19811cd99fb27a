//! A tenant's label in the DNS, below a base domain of the platform.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The fewest and the most characters of a slug.
pub const SHORTEST_SLUG: usize = 3;
pub const LONGEST_SLUG: usize = 40;

/// What no tenant may be called: hosts that platforms have, and names that would be taken for the platform's own.
const RESERVED: &str = "about abuse access account accounts acme admin administrator admins api apis app apps assets auth \
    authorize autoconfig autodiscover backup beta billing blog broadcasthost callback cdn console \
    contact dashboard demo developer developers dns docs documentation download downloads email example \
    feed files ftp gateway grantry health help home host hostmaster identity idp imap info internal \
    introspect issuer jwks live local localdomain localhost login logout mail master metadata metrics \
    mta-sts news node none ns1 ns2 null oauth oauth2 oidc openapi openid operator operators partner \
    partners password platform pop pop3 portal postmaster private prod production proxy public publisher \
    publishers register registry root saml sandbox search secure security server service services \
    session sign-in sign-out sign-up signin signout signup site smtp ssl sso staging static stats status \
    support sysadmin system tenant tenants test testing tls token tokens undefined upload uploads user \
    users verify vpn web webhook webhooks webmail webmaster wpad www www1 www2";

/// A label of three to forty small letters, digits and hyphens (RFC 1123 section 2.1), which stands in the host of a
/// tenant's issuer. No hyphen at either end, and nothing that IDNA reads as another text (RFC 5890 section 2.3.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug {
    /// Zeros behind the text.
    text: [u8; LONGEST_SLUG],
    length: u8,
}

/// Why a text cannot be a tenant's slug. Prints as a sentence for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    #[error(
        "Use {SHORTEST_SLUG} to {LONGEST_SLUG} small letters, digits and hyphens, with no hyphen at either end and no \
         two hyphens in the third and fourth place."
    )]
    Malformed,
    #[error("Choose another slug: this one is reserved for the platform.")]
    Reserved,
}

impl Slug {
    /// A slug as a row or a host has it: one that was chosen before its word was reserved is still read.
    ///
    /// # Errors
    /// `Malformed` for what never was one.
    pub fn read(text: &str) -> Result<Self, SlugError> {
        let bytes = text.as_bytes();
        let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        let is_slug = (SHORTEST_SLUG..=LONGEST_SLUG).contains(&bytes.len())
            && bytes.iter().all(plain)
            && !bytes.starts_with(b"-")
            && !bytes.ends_with(b"-")
            && bytes.get(2..4) != Some(b"--");
        let mut slug = Self { text: [0; LONGEST_SLUG], length: 0 };
        let room = slug.text.get_mut(..bytes.len()).filter(|_| is_slug).ok_or(SlugError::Malformed)?;
        room.copy_from_slice(bytes);
        slug.length = u8::try_from(bytes.len()).map_err(|_| SlugError::Malformed)?;
        Ok(slug)
    }

    pub fn as_str(&self) -> &str {
        let text = self.text.get(..usize::from(self.length)).unwrap_or_default();
        str::from_utf8(text).unwrap_or_default()
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        let slug = Self::read(text)?;
        if RESERVED.split(' ').any(|word| word == text) { Err(SlugError::Reserved) } else { Ok(slug) }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Slug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_label() {
        let longest = "a".repeat(LONGEST_SLUG);
        for text in ["harbour", "a-1", "007", "x--y-z", "h4rbour-clinic", &longest] {
            assert_eq!(text.parse::<Slug>().map(|slug| slug.to_string()).as_deref(), Ok(text));
        }
        let too_long = "a".repeat(LONGEST_SLUG + 1);
        let wrong = ["Harbour", "har.bour", "-harbour", "harbour-", "xn--hafn-5qa", "ab--cd", "h\u{e4}fen"];
        for text in
            wrong.into_iter().chain(["", "ab", "a b c", "a_b", "a\0b", "harbour\n", "h%61rbour", &too_long])
        {
            assert_eq!(text.parse::<Slug>(), Err(SlugError::Malformed), "{text:?}");
            assert_eq!(Slug::read(text), Err(SlugError::Malformed), "{text:?}");
        }
    }

    #[test]
    fn reserved_words_are_read_and_not_chosen() {
        for word in RESERVED.split(' ') {
            assert_eq!(word.parse::<Slug>(), Err(SlugError::Reserved), "{word}");
            assert_eq!(Slug::read(word).map(|slug| slug.to_string()).as_deref(), Ok(word));
        }
        assert!(RESERVED.split(' ').is_sorted());
    }

    #[test]
    fn json_is_the_text() {
        let slug: Slug = "harbour".parse().unwrap();
        assert_eq!(serde_json::to_string(&slug).unwrap(), "\"harbour\"");
        assert_eq!(serde_json::from_str::<Slug>("\"harbour\"").unwrap(), slug);
        assert!(serde_json::from_str::<Slug>("\"www\"").is_err());
    }

    #[test]
    fn slugs_stand_in_the_order_of_their_texts() {
        let mut slugs: Vec<Slug> = ["abcd", "abc", "b-a", "abc-d"].map(|text| text.parse().unwrap()).into();
        slugs.sort();
        assert_eq!(slugs.iter().map(Slug::as_str).collect::<Vec<_>>(), ["abc", "abc-d", "abcd", "b-a"]);
    }
}

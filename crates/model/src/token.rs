//! How access tokens are written and signed.

words! {
    /// What signs a JWT (RFC 7518 section 3.1, RFC 8037).
    pub enum SigningAlgorithm {
        /// ECDSA on P-256 with SHA-256.
        Es256 = "ES256",
        /// Ed25519.
        EdDsa = "EdDSA",
        /// RSASSA-PKCS1-v1_5 with SHA-256, keys of 2048 bits.
        Rs256 = "RS256",
    }
}

words! {
    /// The form of an API's access tokens: a JWT signed by this algorithm, or a text that only Grantry can read.
    pub enum TokenFormat {
        Es256 = "ES256",
        EdDsa = "EdDSA",
        Rs256 = "RS256",
        Opaque = "opaque",
    }
}

impl TokenFormat {
    /// `None` for tokens that are not signed.
    pub const fn algorithm(self) -> Option<SigningAlgorithm> {
        match self {
            Self::Es256 => Some(SigningAlgorithm::Es256),
            Self::EdDsa => Some(SigningAlgorithm::EdDsa),
            Self::Rs256 => Some(SigningAlgorithm::Rs256),
            Self::Opaque => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_format_is_called_after_its_algorithm() {
        for format in TokenFormat::ALL {
            let algorithm = format.algorithm().map(SigningAlgorithm::as_str);
            assert_eq!(algorithm.unwrap_or("opaque"), format.as_str());
        }
    }
}

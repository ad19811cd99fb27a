//! The reasons to reject a public key.

/// Why a JWK cannot verify signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnusableKey {
    #[error("it is not meant for signatures of a supported algorithm")]
    OtherPurpose,
    #[error("its values do not make a public key of its kind")]
    Malformed,
    #[error("it is an RSA key of less than 2048 or more than 8192 bits")]
    WrongSize,
    #[error("it is an Ed25519 point of low order: anyone can sign for it")]
    LowOrder,
}

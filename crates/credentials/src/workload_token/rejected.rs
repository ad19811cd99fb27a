//! The reasons why the token of a workload was not accepted.

/// For logs and for the client's own diagnosis, not for the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkloadRejected {
    #[error("it is not a signed JWT in compact form of at most 8 KiB")]
    Malformed,
    #[error("its alg is not ES256, ES384, EdDSA, RS256 or PS256")]
    WrongAlgorithm,
    #[error("its typ is neither JWT nor JOSE")]
    WrongType,
    #[error("its header has crit, and nothing critical is understood")]
    CriticalHeader,
    #[error("its claims are not a JSON object, or a claim stands there twice")]
    BadClaims,
    #[error("its iss is not the issuer that the app's version names")]
    WrongIssuer,
    #[error("the issuer has no key with its kid")]
    UnknownKey,
    #[error("the issuer has no key that fits its alg")]
    NoFittingKey,
    #[error("its signature is not valid")]
    BadSignature,
    #[error("its aud is neither the tenant's issuer nor what the operator set for this issuer")]
    WrongAudience,
    #[error("it has no exp, or one that is not a number")]
    NoExpiry,
    #[error("it expired")]
    Expired,
    #[error("it lives longer than an hour")]
    LivesTooLong,
    #[error("its nbf is in the future, or not a number")]
    NotYetValid,
    #[error("its iat is in the future, or not a number")]
    IssuedInTheFuture,
    #[error("its jti is not a text of 1 to 256 characters")]
    BadJti,
    #[error("it has no claim {0} that is a text, a number or true or false")]
    NoClaim(String),
    #[error("its claim {0} is not what the app's version names")]
    OtherClaim(String),
    #[error("the issuer that the app's version names is closed")]
    IssuerClosed,
}

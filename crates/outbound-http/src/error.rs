//! The reasons why a fetch failed.

/// Why something could not be fetched: for the log, and for people who registered the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    #[error("its address is not https")]
    NotHttps,
    #[error("its host is not on the public internet")]
    Forbidden,
    #[error("it did not answer within the time")]
    TooSlow,
    #[error("it cannot be reached: {0}")]
    Unreachable(String),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("its answer is too long")]
    TooLong,
}

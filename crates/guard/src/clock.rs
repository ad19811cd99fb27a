//! The time in tokens: seconds since 1970.

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
pub(crate) fn system_time() -> i64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}

use chrono::TimeDelta;

/// What an operator may choose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A session ends this long after sign-in.
    pub session_lifetime: TimeDelta,
    /// A session ends after this long without a request.
    pub session_idle: TimeDelta,
    /// A set-up link works this long.
    pub invitation_lifetime: TimeDelta,
    /// Password hashes that are computed at the same time.
    pub password_workers: usize,
    /// Password hashes that may wait; one more is `Unavailable`.
    pub password_queue: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            session_lifetime: TimeDelta::hours(12),
            session_idle: TimeDelta::hours(2),
            invitation_lifetime: TimeDelta::days(7),
            password_workers: 2,
            password_queue: 64,
        }
    }
}

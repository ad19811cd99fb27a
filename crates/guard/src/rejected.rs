/// Why a request may not pass, and what RFC 6750 section 3 answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// There is no access token: the answer says nothing but how to bring one.
    #[error("no access token")]
    NoToken,
    #[error("{0}")]
    InvalidRequest(&'static str),
    #[error("{0}")]
    InvalidToken(&'static str),
    #[error("the access token does not hold the scope {scope}")]
    InsufficientScope { scope: String },
    /// Keys or revocations cannot be had: nobody knows whether the token is good.
    #[error("access tokens cannot be checked at this moment")]
    Unavailable,
}

impl Rejected {
    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        match self {
            Self::InvalidRequest(_) => 400,
            Self::NoToken | Self::InvalidToken(_) => 401,
            Self::InsufficientScope { .. } => 403,
            Self::Unavailable => 503,
        }
    }

    /// RFC 6750 section 3.1; `None` where the RFC gives none.
    pub fn error_code(&self) -> Option<&'static str> {
        match self {
            Self::InvalidRequest(_) => Some("invalid_request"),
            Self::InvalidToken(_) => Some("invalid_token"),
            Self::InsufficientScope { .. } => Some("insufficient_scope"),
            Self::NoToken | Self::Unavailable => None,
        }
    }

    /// The value of `WWW-Authenticate`; `None` for an answer without one.
    pub fn challenge(&self, realm: &str) -> Option<String> {
        let realm = format!("Bearer realm=\"{}\"", quotable(realm));
        let challenge = match (self, self.error_code()) {
            (Self::Unavailable, _) => return None,
            (Self::InsufficientScope { scope }, Some(code)) => {
                format!(
                    "{realm}, error=\"{code}\", error_description=\"{self}\", scope=\"{}\"",
                    quotable(scope)
                )
            }
            (_, Some(code)) => format!("{realm}, error=\"{code}\", error_description=\"{self}\""),
            (_, None) => realm,
        };
        Some(challenge)
    }
}

/// Leaves out what would end a quoted string or a header.
fn quotable(text: &str) -> String {
    text.chars().filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_follow_rfc_6750() {
        let challenge = |rejected: Rejected| rejected.challenge("https://api.example").unwrap_or_default();
        assert_eq!(challenge(Rejected::NoToken), r#"Bearer realm="https://api.example""#);
        assert_eq!(
            challenge(Rejected::InvalidToken("the access token expired")),
            r#"Bearer realm="https://api.example", error="invalid_token", error_description="the access token expired""#
        );
        assert_eq!(
            challenge(Rejected::InsufficientScope { scope: "patients.read".into() }),
            r#"Bearer realm="https://api.example", error="insufficient_scope", error_description="the access token does not hold the scope patients.read", scope="patients.read""#
        );
        assert_eq!(Rejected::Unavailable.challenge("x"), None);
        assert_eq!(Rejected::NoToken.challenge("a\"\r\nb").as_deref(), Some(r#"Bearer realm="ab""#));
    }
}

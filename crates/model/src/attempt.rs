//! Attempts of a client: what it asked for, and why it was refused. Its developer and its tenant's admins read them.

words! {
    /// What was asked, and whether a client has shown a token there or itself.
    pub enum Endpoint {
        Token = "token",
        Revocation = "revocation",
        Introspection = "introspection",
        Verification = "verification",
    }
}

words! {
    /// Why an attempt was refused. The caller does not read it; the client's own people do.
    pub enum Refusal {
        /// No secret of the client's, present or former.
        WrongSecret = "wrong_secret",
        /// A secret that was replaced or retired.
        FormerSecret = "former_secret",
        /// A secret whose end has come.
        ExpiredSecret = "expired_secret",
        NoSecret = "no_secret",
        /// The issuer is another tenant's, or of the other environment.
        OtherIssuer = "other_issuer",
        /// An issuer that was closed, or that no tenant has.
        ClosedAddress = "closed_address",
        /// Paused, suspended, not decided or without a secret that may be used.
        NotLive = "not_live",
        Ended = "ended",
        /// Times in what the client signed do not fit the server's clock.
        ClockSkew = "clock_skew",
        Assertion = "assertion",
        Workload = "workload",
        WrongMethod = "wrong_method",
        /// The server that publishes the client's or its platform's keys does not answer.
        KeysUnavailable = "keys_unavailable",
        BadKeys = "bad_keys",
        Replayed = "replayed",
        RateLimited = "rate_limited",
        OtherNetwork = "other_network",
        ScopeNotGranted = "scope_not_granted",
        ResourceNotGranted = "resource_not_granted",
        BadScope = "bad_scope",
        /// The API takes only requests that the client signs (SMART Backend Services).
        UnsignedRequest = "unsigned_request",
        DpopProof = "dpop_proof",
        DpopMissing = "dpop_missing",
        OtherCertificate = "other_certificate",
        BadRequest = "bad_request",
        TokenExpired = "token_expired",
        TokenRevoked = "token_revoked",
        /// The token is for another API, tenant or environment than the one that it was shown to.
        TokenForOther = "token_for_other",
        InsufficientScope = "insufficient_scope",
        /// This platform could not answer: nothing was wrong with the request.
        Unavailable = "unavailable",
    }
}

impl Refusal {
    /// A few words, for a chart and a list.
    pub const fn label(self) -> &'static str {
        match self {
            Self::WrongSecret => "Wrong secret",
            Self::FormerSecret => "Former secret",
            Self::ExpiredSecret => "Secret past its end",
            Self::NoSecret => "No secret",
            Self::OtherIssuer => "Another tenant’s address",
            Self::ClosedAddress => "Closed address",
            Self::NotLive => "Access stopped",
            Self::Ended => "Access ended",
            Self::ClockSkew => "Clock",
            Self::Assertion => "Client assertion",
            Self::Workload => "Platform’s token",
            Self::WrongMethod => "Other authentication",
            Self::KeysUnavailable => "Keys not reachable",
            Self::BadKeys => "Keys not usable",
            Self::Replayed => "Used twice",
            Self::RateLimited => "Rate limit",
            Self::OtherNetwork => "Undeclared network",
            Self::ScopeNotGranted => "Scope not granted",
            Self::ResourceNotGranted => "API not granted",
            Self::BadScope => "Scope parameter",
            Self::UnsignedRequest => "Request not signed",
            Self::DpopProof => "DPoP proof",
            Self::DpopMissing => "DPoP missing",
            Self::OtherCertificate => "Other certificate",
            Self::BadRequest => "Malformed request",
            Self::TokenExpired => "Token expired",
            Self::TokenRevoked => "Token revoked",
            Self::TokenForOther => "Token for another API",
            Self::InsufficientScope => "Token without scope",
            Self::Unavailable => "Platform unavailable",
        }
    }

    /// For the log; the same texts whoever reads them.
    pub const fn in_log(self) -> &'static str {
        match self {
            Self::WrongSecret | Self::FormerSecret | Self::ExpiredSecret | Self::NoSecret => "wrong secret",
            Self::OtherIssuer | Self::ClosedAddress => "a client of another issuer",
            Self::NotLive | Self::Ended => "the client is disabled or has ended",
            Self::WrongMethod => "the client authenticates in another way",
            Self::Replayed => "an assertion or a proof came twice",
            Self::ScopeNotGranted => "scope unknown or not granted",
            Self::ResourceNotGranted => "no access to the requested resource",
            other => other.as_str(),
        }
    }

    /// How it is counted: while a request is answered, no one looks whether a wrong secret is a former one.
    #[must_use]
    pub const fn counted(self) -> Self {
        match self {
            Self::FormerSecret | Self::ExpiredSecret => Self::WrongSecret,
            other => other,
        }
    }

    /// Whether its detail is for the client's people: that of the platform's own trouble is not.
    pub const fn tells_detail(self) -> bool {
        !matches!(self, Self::Unavailable)
    }
}

words! {
    /// How long a period of a report on usage is.
    pub enum UsageBy {
        Hour = "hour",
        Day = "day",
    }
}

words! {
    /// What stands out about a text that was presented as a secret and is none: nothing of the text itself.
    pub enum SecretSlip {
        LineBreak = "line_break",
        Blank = "blank",
        Quoted = "quoted",
        ClientId = "client_id",
        NoPrefix = "no_prefix",
        Damaged = "damaged",
    }
}

impl SecretSlip {
    /// `well_formed`: whether a text is one that this platform could have made.
    pub fn of(presented: &str, well_formed: impl Fn(&str) -> bool) -> Option<Self> {
        let quoted = |quote: char| presented.starts_with(quote) || presented.ends_with(quote);
        if presented.contains(['\n', '\r']) {
            Some(Self::LineBreak)
        } else if presented.contains(char::is_whitespace) {
            Some(Self::Blank)
        } else if quoted('"') || quoted('\'') {
            Some(Self::Quoted)
        } else if presented.starts_with("cli_") {
            Some(Self::ClientId)
        } else if !presented.starts_with("gts_") {
            Some(Self::NoPrefix)
        } else {
            (!well_formed(presented)).then_some(Self::Damaged)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_says_what_stands_out() {
        let slip = |text: &str| SecretSlip::of(text, |text| text == "gts_good");
        for (text, expected) in [
            ("gts_good", None),
            ("\ngts_good", Some(SecretSlip::LineBreak)),
            (" gts_good", Some(SecretSlip::Blank)),
            ("\"gts_good\"", Some(SecretSlip::Quoted)),
            ("'gts_good", Some(SecretSlip::Quoted)),
            ("cli_01", Some(SecretSlip::ClientId)),
            ("good", Some(SecretSlip::NoPrefix)),
            ("gts_goo", Some(SecretSlip::Damaged)),
        ] {
            assert_eq!(slip(text), expected, "{text:?}");
        }
    }

    #[test]
    fn each_refusal_has_a_label_of_its_own_that_fits_a_line() {
        let labels: std::collections::BTreeSet<_> = Refusal::ALL.iter().map(|one| one.label()).collect();
        assert_eq!(labels.len(), Refusal::ALL.len());
        assert!(labels.iter().all(|label| label.chars().count() <= 24));
    }
}

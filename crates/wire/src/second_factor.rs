//! Bodies of the second factor: the code at sign-in, the authenticator app of an account, and its recovery codes.

use chrono::{DateTime, Utc};

use crate::texts::{Password, SecondFactorCode};

requests! {
    /// Ends a sign-in whose password was right.
    pub struct GiveCode {
        /// Six digits of the authenticator app, or a recovery code.
        pub code: SecondFactorCode,
    }

    /// Begins to set up an authenticator app.
    pub struct BeginSecondFactor {
        /// The person's own: it proves that it is they.
        pub password: Password,
    }

    /// Shows that the authenticator app has the secret: from now on sign-in asks for a code.
    pub struct ConfirmSecondFactor {
        /// Six digits of the authenticator app.
        pub code: SecondFactorCode,
    }

    pub struct RemoveSecondFactor {
        pub password: Password,
        /// Six digits of the authenticator app, or a recovery code.
        pub code: SecondFactorCode,
    }

    /// Makes new recovery codes in the place of all that there are.
    pub struct MakeRecoveryCodes {
        /// Six digits of the authenticator app, or a recovery code.
        pub code: SecondFactorCode,
    }
}

answers! {
    /// Whether the account has a second factor.
    pub struct SecondFactor {
        /// Since when sign-in asks for a code; `null` where it asks for none.
        pub set_up_at: Option<DateTime<Utc>>,
        /// Recovery codes that were not used.
        pub recovery_codes: u64,
    }

    /// What an authenticator app needs, shown once.
    pub struct NewSecondFactor {
        /// In base32, for people who type it.
        pub secret: String,
        /// The same as an `otpauth` URI.
        pub uri: String,
        /// The URI as a QR code.
        pub qr_code: QrCode,
    }

    /// A QR code as one path of an SVG.
    pub struct QrCode {
        /// Width and height of the picture, in modules of the code.
        pub size: u32,
        /// The path's `d`: what is dark.
        pub path: String,
    }

    /// Shown once. Each works once.
    pub struct RecoveryCodes {
        pub codes: Vec<String>,
    }
}

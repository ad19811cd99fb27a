//! Bodies about the secrets of clients: how one takes the place of another, when they end, and one-time links to them.

use chrono::{DateTime, Utc};
use model::{
    connection::StoppedBy,
    ids::{SecretId, SecretLinkId},
    rotation::SecretConcern,
};

use crate::{bodies::given, texts::PresentedSecret};

/// The most hours for which a one-time link to a secret can be used.
pub const MOST_LINK_HOURS: u32 = 24;

requests! {
    /// After how many days secrets that are made from now on end by themselves.
    pub struct SetSecretPolicy {
        /// The revision that was read; another one in the database is `lost-race`.
        pub revision: u32,
        /// `null`: secrets do not end by themselves.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required, minimum = 1, maximum = 730))]
        pub days: Option<u32>,
    }

    /// How a new secret takes the place of the old one. The body may be left out.
    #[derive(Default)]
    pub struct Regenerate {
        /// For so many hours the old secret works beside the new one, and tokens from before stay. `null` or absent: the old
        /// secret and all tokens are revoked at once.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 720))]
        pub keep_old_hours: Option<u32>,
    }

    /// A one-time link to a secret that was just shown.
    pub struct NewSecretLink {
        /// One of the client's secrets that work.
        pub secret: PresentedSecret,
        /// How long the link can be used.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 24))]
        pub hours: u32,
    }
}

answers! {
    /// What is amiss with a client's secrets.
    pub struct SecretNotice {
        pub concern: SecretConcern,
        /// The one that ends.
        pub secret_id: SecretId,
        /// Its last four characters.
        pub hint: String,
        pub ends_at: DateTime<Utc>,
    }

    /// Since when and why none of a client's secrets works.
    pub struct SecretsStopped {
        /// `leaked_secret` or `ended_secret`.
        pub by: StoppedBy,
        pub at: DateTime<Utc>,
    }

    /// A one-time link that no one has used: never itself.
    pub struct SecretLink {
        pub id: SecretLinkId,
        /// The last four characters of the secret that it shows.
        pub hint: String,
        pub created_by: String,
        pub created_at: DateTime<Utc>,
        pub expires_at: DateTime<Utc>,
    }

    pub struct CreatedSecretLink {
        /// Shown once. What opens the secret stands behind `#`, which a browser sends to no server.
        pub link: String,
        pub secret_link: SecretLink,
    }
}

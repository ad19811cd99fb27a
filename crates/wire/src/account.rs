//! Bodies of `/api/account/v1`: sign-in, sign-out, who am I, sessions, invitations, names, addresses, passwords.

use chrono::{DateTime, Utc};
use model::{
    access_token::TokenScope,
    environment::Environment,
    ids::{AccessTokenId, PersonId, PublisherId, SessionId, TenantId},
    person::Email,
    role::{PublisherRole, TenantRole},
};

use crate::{
    admin::IssuedCredential,
    texts::{AccessTokenName, LinkToken, Network, NewPassword, Password, PersonName, PresentedSecret},
};

requests! {
    pub struct SignIn {
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        pub password: Password,
    }

    /// Looks at a set-up link without using it.
    pub struct LookAtInvitation {
        /// What stands behind `#` in the link.
        pub token: LinkToken,
    }

    /// Uses a set-up link, once.
    pub struct AcceptInvitation {
        pub token: LinkToken,
        /// From a person who has no account yet. Absent: the password is that of an account.
        #[serde(default)]
        pub name: Option<PersonName>,
        /// The new password, or the one of the account that exists.
        pub password: NewPassword,
    }

    /// Looks at a link to a new password without using it.
    pub struct LookAtPasswordLink {
        /// What stands behind `#` in the link.
        pub token: LinkToken,
    }

    /// Uses a link to a new password, once.
    pub struct UsePasswordLink {
        pub token: LinkToken,
        pub password: NewPassword,
    }

    /// Asks for a link to a new password by mail.
    pub struct AskForPasswordLink {
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
    }

    /// Sets another name in the place of one's own.
    pub struct ChangeName {
        /// The name that was read; another one in the database is `lost-race`.
        pub before: PersonName,
        pub name: PersonName,
    }

    /// Asks for another e-mail address in the place of one's own.
    pub struct AskForAddressChange {
        pub email: Email,
        /// The person's own: it proves that it is they.
        pub password: Password,
    }

    /// Looks at a link to a new e-mail address without using it.
    pub struct LookAtAddressLink {
        /// What stands behind `#` in the link.
        pub token: LinkToken,
    }

    /// Uses a link to a new e-mail address, once.
    pub struct UseAddressLink {
        pub token: LinkToken,
        /// The account's: reading a mail is not enough.
        pub password: Password,
    }

    /// Sets another password in the place of one's own.
    pub struct ChangePassword {
        pub current_password: Password,
        pub new_password: NewPassword,
    }
}

requests! {
    /// Makes a personal access token.
    pub struct NewAccessToken {
        /// For its person: what it is for.
        pub name: AccessTokenName,
        /// At least one, each once.
        #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 4))]
        pub scopes: Vec<TokenScope>,
        /// After how many days it ends.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365))]
        pub days: u32,
        /// Where its requests come from: CIDR blocks or addresses. None: from anywhere.
        #[cfg_attr(feature = "openapi", schema(max_items = 50))]
        pub networks: Vec<Network>,
    }
}

requests! {
    /// Looks at a one-time link to a secret without using it.
    pub struct LookAtSecretLink {
        /// What stands behind `#` in the link.
        pub token: LinkToken,
    }

    /// Uses a one-time link to a secret, once.
    pub struct OpenSecretLink {
        pub token: LinkToken,
    }

    pub struct LeakedSecret {
        /// A client secret or a resource server's: `gts_` and 49 characters. Or a personal access token: `gta_` and as many.
        pub secret: PresentedSecret,
    }
}

answers! {
    /// The same whether or not there was something to do.
    pub struct Thanks {
        pub message: String,
    }

    /// The person who is signed in, and where they belong.
    pub struct Me {
        pub id: PersonId,
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        pub name: String,
        pub operator: bool,
        pub publishers: Vec<PublisherMembership>,
        pub tenants: Vec<TenantMembership>,
        /// What the platform is called.
        #[serde(default)]
        pub platform: String,
    }

    pub struct PublisherMembership {
        pub id: PublisherId,
        pub name: String,
        pub role: PublisherRole,
        pub sandbox_tenant_id: TenantId,
    }

    pub struct TenantMembership {
        pub id: TenantId,
        pub name: String,
        pub kind: Environment,
        pub role: TenantRole,
    }

    /// A browser, or a script, in which the person is signed in.
    pub struct SessionView {
        pub id: SessionId,
        /// Whether it is the one that asks.
        pub current: bool,
        /// In words: "Firefox on Windows".
        pub device: String,
        pub created_at: DateTime<Utc>,
        /// The address from which the person signed in; `null` where it is not known.
        pub created_from: Option<String>,
        /// To the minute.
        pub last_seen_at: DateTime<Utc>,
        /// The address from which it was used at that time.
        pub last_seen_from: Option<String>,
    }

    /// A personal access token; never its text.
    pub struct AccessToken {
        pub id: AccessTokenId,
        pub name: String,
        pub scopes: Vec<TokenScope>,
        /// CIDR blocks; none: from anywhere.
        pub networks: Vec<String>,
        /// The last characters of its text.
        pub last_four: String,
        pub made_at: DateTime<Utc>,
        pub ends_at: DateTime<Utc>,
        /// To the minute; `null` before its first use.
        pub last_used_at: Option<DateTime<Utc>>,
        /// The address from which it was used at that time.
        pub last_used_from: Option<String>,
    }

    /// A personal access token that was just made.
    pub struct MadeAccessToken {
        pub access_token: AccessToken,
        /// Its text, in this answer alone: `gta_` and 49 characters.
        pub token: String,
    }

    pub struct InvitationView {
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
        /// "Harbour Clinic", or the platform's name for operators.
        pub organisation: String,
        /// "admin", "developer", "operator"…
        pub role: String,
    }

    pub struct PasswordLinkView {
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
    }

    pub struct AddressLinkView {
        /// The address that the link sets.
        #[serde(deserialize_with = "Email::deserialize_kept")]
        pub email: Email,
    }

    /// What a one-time link to a secret is for.
    pub struct SecretLinkView {
        /// Whose data the secret gives access to: "Harbour Clinic".
        pub organisation: String,
        /// The app, or the organisation's own credentials.
        pub name: String,
        pub expires_at: DateTime<Utc>,
    }

    pub struct OpenedSecret {
        pub organisation: String,
        pub name: String,
        pub credential: IssuedCredential,
    }
}

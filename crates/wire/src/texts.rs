//! What callers write: a type for each text, with the rule of its length.
//!
//! The server reads a text by its type's rule, the pages show the rule, and the OpenAPI documents have it as `minLength`
//! and `maxLength`.

use std::{fmt, ops::Deref};

use model::{
    name::{self, Name, Unfit},
    person::{LONGEST_PASSWORD, SHORTEST_PASSWORD},
    total::Total,
};

/// How long a text may be. One that is longer is refused, never cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A name, or another text of one line: 1 to so many characters as people count them.
    Line(usize),
    /// Several lines, in characters as people count them.
    Lines { least: usize, most: usize },
    /// What programs read, in code points.
    Plain { least: usize, most: usize },
}

impl Rule {
    /// The fewest characters.
    pub const fn least(self) -> usize {
        match self {
            Self::Line(_) => 1,
            Self::Lines { least, .. } | Self::Plain { least, .. } => least,
        }
    }

    /// The most code points of the text as it is sent. What people count as one character may be several.
    pub const fn code_points(self) -> usize {
        match self {
            Self::Line(most) | Self::Lines { most, .. } => name::most_code_points(most),
            Self::Plain { most, .. } => most,
        }
    }

    /// Whether the text, as it is sent, is not too long to be looked at.
    pub fn fits(self, text: &str) -> bool {
        text.chars().count() <= self.code_points()
    }

    /// The text as it is kept.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn read(self, text: &str) -> Result<String, Unfit> {
        let kept = match self {
            Self::Line(most) => Name::new(text, most)?.into_string(),
            Self::Lines { most, .. } => name::lines(text, most)?,
            Self::Plain { .. } if self.fits(text) => text.to_owned(),
            Self::Plain { most, .. } => {
                return Err(Unfit::TooLong { most, length: text.chars().count() });
            }
        };
        if kept.is_empty() && self.least() > 0 { Err(Unfit::Empty) } else { Ok(kept) }
    }

    /// For whoever writes the text: "At most 4,000 characters." No one counts what programs read.
    pub fn hint(self) -> Option<String> {
        match self {
            Self::Line(most) | Self::Lines { most, .. } => {
                Some(format!("At most {} characters.", grouped(most)))
            }
            Self::Plain { .. } => None,
        }
    }
}

/// With commas: "4,000".
fn grouped(number: usize) -> String {
    u64::try_from(number).map_or_else(|_| number.to_string(), |number| Total::exactly(number).to_string())
}

#[cfg(feature = "openapi")]
impl Rule {
    fn schema(self) -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        let least = self.least();
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .min_length((least > 0).then_some(least))
            .max_length(Some(self.code_points()))
            .description(Some(self.description()))
            .into()
    }

    fn description(self) -> String {
        let range = |least: usize, most: usize| match least {
            0 => format!("At most {} characters", grouped(most)),
            least => format!("{least} to {} characters", grouped(most)),
        };
        let counted =
            "as people count them: a letter with its accents is one. `maxLength` counts code points.";
        match self {
            Self::Line(most) => format!("{} on one line, {counted}", range(1, most)),
            Self::Lines { least, most } => format!("{}, {counted}", range(least, most)),
            Self::Plain { least, most } => format!("{}.", range(least, most)),
        }
    }
}

/// A text that a caller writes.
pub trait Text: Deref<Target = str> {
    const RULE: Rule;
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $rule:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub const RULE: Rule = $rule;
        }

        impl Text for $name {
            const RULE: Rule = $rule;
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                Self::RULE.schema()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    )*};
}

texts! {
    /// An e-mail address or an https URL.
    SupportContact = Rule::Plain { least: 1, most: 500 };
    WebAddress = Rule::Plain { least: 0, most: 500 };

    AppName = Rule::Line(80);
    /// What an app does.
    AppInOneLine = Rule::Line(160);
    AppDescription = Rule::Lines { least: 0, most: 4000 };
    /// Why an app wants a scope.
    ScopeReason = Rule::Lines { least: 1, most: 300 };
    /// What is new in a version.
    VersionNote = Rule::Lines { least: 0, most: 1000 };
    /// A CIDR block or an address.
    Network = Rule::Plain { least: 1, most: 64 };

    /// The identifier URI of an API.
    ApiIdentifier = Rule::Plain { least: 1, most: 300 };
    ApiName = Rule::Line(80);
    ApiDescription = Rule::Lines { least: 0, most: 1000 };
    ScopeTitle = Rule::Line(60);
    /// What whoever holds a scope can do.
    ScopeSentence = Rule::Lines { least: 1, most: 300 };
    ResourceServerName = Rule::Line(80);
    /// An OpenAPI document.
    ApiDocumentText = Rule::Plain { least: 1, most: 5_000_000 };
    /// What a server of an API is for.
    ServerDescription = Rule::Lines { least: 0, most: 200 };

    /// Of an issuer of workload tokens.
    WorkloadIssuerName = Rule::Line(80);
    /// The `iss` of workload tokens.
    WorkloadIssuerAddress = Rule::Plain { least: 1, most: 300 };
    /// An `aud` of workload tokens.
    WorkloadAudience = Rule::Plain { least: 0, most: 300 };
    /// What a claim of a workload token must be.
    ClaimText = Rule::Plain { least: 1, most: 256 };

    PersonName = Rule::Line(80);
    /// Of a personal access token.
    AccessTokenName = Rule::Line(60);
    /// Of a tenant or a publisher.
    OrganisationName = Rule::Line(120);
    CredentialName = Rule::Line(80);
    /// What a tenant's host begins with.
    TenantSlug = Rule::Plain { least: 3, most: 40 };
    /// The issuer of an address, as the platform shows it.
    IssuerAddress = Rule::Plain { least: 1, most: 500 };

    /// Why something is declined, blocked or suspended.
    Reason = Rule::Lines { least: 1, most: 500 };
    PauseReason = Rule::Lines { least: 0, most: 500 };
    /// The name of what is to be deleted.
    Confirmation = Rule::Line(80);

    Password = Rule::Plain { least: 0, most: LONGEST_PASSWORD };
    NewPassword = Rule::Plain { least: SHORTEST_PASSWORD, most: LONGEST_PASSWORD };
    /// A code of an authenticator app, or a recovery code, with blanks in and around it.
    SecondFactorCode = Rule::Plain { least: 0, most: 40 };
    /// What stands behind `#` in a link.
    LinkToken = Rule::Plain { least: 0, most: 43 };
    /// A secret, with blanks around it.
    PresentedSecret = Rule::Plain { least: 0, most: 200 };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_by_its_rule() {
        assert_eq!(AppName::RULE.read(" A  B "), Ok("A B".to_owned()));
        assert_eq!(AppName::RULE.read(" "), Err(Unfit::Empty));
        assert_eq!(Reason::RULE.read(" a\r\nb "), Ok("a\nb".to_owned()));
        assert_eq!(Reason::RULE.read("\n"), Err(Unfit::Empty));
        assert_eq!(PauseReason::RULE.read("\n"), Ok(String::new()));
        assert_eq!(Password::RULE.read(" a "), Ok(" a ".to_owned()));
        for (rule, most) in [(AppName::RULE, 80), (Reason::RULE, 500), (Network::RULE, 64)] {
            assert_eq!(rule.read(&"x".repeat(most)), Ok("x".repeat(most)));
            let too_long = Unfit::TooLong { most, length: most + 1 };
            assert_eq!(rule.read(&"x".repeat(most + 1)), Err(too_long));
        }
    }

    #[test]
    fn whatever_is_taken_fits() {
        let family = "👩🏻‍❤️‍💋‍👩🏻";
        let description = family.repeat(1_000) + "family";
        assert!(AppDescription::RULE.read(&description).is_ok() && AppDescription::RULE.fits(&description));
        let blanks = " ".repeat(AppName::RULE.code_points()) + "x";
        assert!(AppName::RULE.read(&blanks).is_err() && !AppName::RULE.fits(&blanks));
    }

    #[test]
    fn people_read_how_long_a_text_may_be() {
        assert_eq!(AppDescription::RULE.hint().as_deref(), Some("At most 4,000 characters."));
        assert_eq!(ScopeTitle::RULE.hint().as_deref(), Some("At most 60 characters."));
        assert_eq!(WebAddress::RULE.hint(), None);
    }

    #[test]
    fn json_is_the_text() {
        let name: AppName = serde_json::from_str("\"Quill\"").unwrap();
        assert_eq!((&*name, serde_json::to_string(&name).unwrap().as_str()), ("Quill", "\"Quill\""));
    }
}

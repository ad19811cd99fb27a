//! One macro for the closed sets of words that stand in JSON and in the database.

/// An enum whose variants have one text each, the same in JSON, in the database and in the OpenAPI documents.
// The text is a `tt`: a `literal` arrives in an invisible group, which serde sees through and utoipa does not.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:tt,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err($crate::words::UnknownWord { expected: stringify!($name) }),
                }
            }
        }
    };
}

/// The text is none of the words of the set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a known {expected}")]
pub struct UnknownWord {
    pub expected: &'static str,
}

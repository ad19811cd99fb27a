//! What the pages of `/docs` are made of: the list of our own OpenAPI documents, and the guides.

use serde::{Deserialize, Serialize};

/// Whom a guide is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GuideRole {
    /// Whoever writes an app or an integration.
    Developer,
    TenantAdmin,
    ApiOwner,
    Operator,
}

impl GuideRole {
    /// In the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Developer, Self::TenantAdmin, Self::ApiOwner, Self::Operator];

    /// In a heading: "For app developers".
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Developer => "For app developers",
            Self::TenantAdmin => "For tenant admins",
            Self::ApiOwner => "For API owners",
            Self::Operator => "For platform operators",
        }
    }
}

answers! {
    /// The OpenAPI documents of this product that are served here.
    pub struct OwnDocuments {
        pub documents: Vec<OwnDocument>,
    }

    pub struct OwnDocument {
        /// Its address is `/openapi/{name}.json`.
        pub name: String,
        pub title: String,
        /// One sentence.
        pub summary: String,
    }

    pub struct Guides {
        pub guides: Vec<GuideSummary>,
    }

    pub struct GuideSummary {
        /// As in its address.
        pub name: String,
        pub title: String,
        pub role: GuideRole,
        /// One sentence.
        pub summary: String,
        pub headings: Vec<GuideHeading>,
    }

    /// A part of a guide that can be linked to.
    pub struct GuideHeading {
        pub id: String,
        pub text: String,
    }

    pub struct Guide {
        pub name: String,
        pub title: String,
        pub role: GuideRole,
        pub summary: String,
        pub headings: Vec<GuideHeading>,
        pub parts: Vec<GuidePart>,
    }

    /// Words, and the same program in several languages after them.
    pub struct GuidePart {
        /// Made of our own Markdown: no script, no style, no picture. `{{token_url}}` and `{{client_id}}` stand for the
        /// reader's own.
        pub html: String,
        /// May be empty.
        pub snippets: Vec<GuideSnippet>,
    }

    pub struct GuideSnippet {
        /// "Python".
        pub language: String,
        /// With the same placeholders.
        pub text: String,
    }
}

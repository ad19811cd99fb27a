//! The documents of the platform's APIs, as bodies for operators and for the documentation.

use chrono::{DateTime, Utc};
use model::{
    api_document::{DocumentFrom, DocumentProblem},
    environment::Environment,
    ids::ApiId,
};

use crate::{
    bodies::given,
    texts::{ApiDocumentText, ServerDescription, WebAddress},
};

requests! {
    /// Where an API is called.
    pub struct ApiDocumentServer {
        pub environment: Environment,
        /// An https URL without query and fragment.
        pub url: WebAddress,
        pub description: ServerDescription,
    }

    pub struct PutApiDocumentText {
        /// The revision that was read, 0 before anything was said; another one in the database is `lost-race`.
        pub revision: u32,
        /// OpenAPI 3.0 or 3.1, as JSON or YAML, of at most 5,000,000 bytes.
        pub text: ApiDocumentText,
    }

    pub struct PutApiDocumentSource {
        /// The revision that was read, 0 before anything was said; another one in the database is `lost-race`.
        pub revision: u32,
        /// An https URL, fetched at once and then daily; `null` where the document is uploaded.
        #[serde(deserialize_with = "given")]
        #[cfg_attr(feature = "openapi", schema(required))]
        pub url: Option<WebAddress>,
        /// They replace those of the document.
        #[cfg_attr(feature = "openapi", schema(max_items = 20))]
        pub servers: Vec<ApiDocumentServer>,
        /// Whether pages may call the sandbox's servers through the platform.
        pub relay: bool,
    }
}

answers! {
    /// An API's document, as an operator sees it.
    pub struct ApiDocumentState {
        pub source: DocumentFrom,
        pub url: Option<String>,
        pub servers: Vec<ApiDocumentServer>,
        /// The newest first; that is the one that is shown.
        pub versions: Vec<ApiDocumentVersion>,
        pub last_fetch: Option<LastFetch>,
        /// Whether it is being fetched.
        pub waiting: bool,
        /// What was wrong with what the last fetch brought.
        pub problems: Vec<DocumentProblem>,
        /// Scopes that the document names and the catalogue lacks.
        pub scopes_missing_here: Vec<String>,
        /// Scopes that the catalogue has and the document does not name.
        pub scopes_missing_there: Vec<String>,
        pub relay: bool,
        pub revision: u32,
    }

    pub struct LastFetch {
        pub at: DateTime<Utc>,
        /// Why it brought nothing: a sentence for people.
        pub problem: Option<String>,
    }

    pub struct ApiDocumentVersion {
        pub number: u32,
        /// Of the text as it was given, in lower-case hex.
        pub sha256: String,
        /// What the API is called in it.
        pub title: String,
        pub bytes: u32,
        pub source: DocumentFrom,
        /// Where it was fetched from.
        pub url: Option<String>,
        /// The name of the person who uploaded it.
        pub by: Option<String>,
        pub at: DateTime<Utc>,
    }

    /// What the documentation lists: `/openapi/apis.json`.
    pub struct DocumentedApis {
        pub apis: Vec<DocumentedApi>,
        pub platform: PlatformTokenUrls,
    }

    pub struct DocumentedApi {
        pub id: ApiId,
        pub name: String,
        pub description: String,
        /// Whether `/openapi/apis/{id}.json` is there.
        pub has_document: bool,
        /// Whether its sandbox may be called through the platform.
        pub relay: bool,
        pub servers: Vec<ApiDocumentServer>,
    }

    /// Where a client of any tenant gets a token.
    pub struct PlatformTokenUrls {
        pub token_url: String,
        pub sandbox_token_url: String,
    }
}

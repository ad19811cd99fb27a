//! RFC 9457 problem details.

use chrono::{DateTime, Utc};
use model::{api_document::DocumentProblem, app::Detail, words};

words! {
    /// What kind of problem it is; the last part of `type`.
    pub enum ProblemCode {
        /// 400: the body, the path or the query cannot be read.
        Malformed = "malformed",
        /// 422: fields are wrong; `errors` names each.
        Invalid = "invalid",
        /// 401: no one is signed in, or e-mail and password do not match.
        SignedOut = "signed-out",
        /// 403: the password is right, and the account has a second factor: a code is needed before a session begins.
        CodeNeeded = "code-needed",
        /// 403: the reader may look but not do this.
        Forbidden = "forbidden",
        /// 403: the access token lacks a scope; the text names it.
        TokenScope = "token-scope",
        /// 403: only people do this, in a browser; no access token may.
        OnlyPeople = "only-people",
        /// 403: the request comes from another site.
        CrossSite = "cross-site",
        /// 403: sign-in by plain http, from which no browser keeps the session.
        Insecure = "insecure",
        /// 409: `Grantry-Person` names someone else than the session is of. Nothing was done.
        AnotherPerson = "another-person",
        /// 404: there is no such thing that the caller may see.
        NotFound = "not-found",
        /// 405
        MethodNotAllowed = "method-not-allowed",
        /// 409: it clashes with something that exists.
        Conflict = "conflict",
        /// 409: there are as many of them as the platform allows; the text names the limit and its setting.
        QuotaReached = "quota-reached",
        /// 409: the state of the thing does not allow this.
        InvalidTransition = "invalid-transition",
        /// 409: the app has published another version than the one named; `current_version` names it.
        VersionChanged = "version-changed",
        /// 422: this Idempotency-Key has made something by another request.
        KeyReused = "key-reused",
        /// 409: an earlier request with this Idempotency-Key did it; the secret was shown then and is not kept. `made`
        /// holds that answer without it.
        MadeNotShown = "made-not-shown",
        /// 412: someone else changed it since it was read.
        LostRace = "lost-race",
        /// 409: what the admin read of the app has changed since; `changed_details` says how.
        DetailsChanged = "details-changed",
        /// 413
        TooLarge = "too-large",
        /// 415: a body that is not JSON.
        NotJson = "not-json",
        /// 429: too many tries; Retry-After says when to come back.
        TooMany = "too-many",
        /// 500: our fault; the request id finds it in the log.
        Internal = "internal",
        /// 503: the database or a pool is away or full; Retry-After says when to come back.
        Unavailable = "unavailable",
    }
}

answers! {
    /// A field or parameter that is wrong.
    pub struct FieldProblem {
        /// The field's name in the body, or the parameter's; `scopes[2].reason` inside lists.
        pub field: String,
        /// A sentence for people: what is wrong and what to do.
        pub message: String,
    }

    /// One detail of an app, before and after; empty where there was or is none. Of a logo, the paths of the pictures: only
    /// the one that is shown now is still served.
    pub struct DetailChange {
        pub detail: Detail,
        pub before: String,
        pub after: String,
        pub at: DateTime<Utc>,
    }

    /// A problem (RFC 9457), sent as `application/problem+json`.
    pub struct Problem {
        /// `urn:grantry:problem:` and the code.
        #[serde(rename = "type")]
        pub kind: String,
        pub title: String,
        pub status: u16,
        pub code: ProblemCode,
        /// A sentence for people: what happened and what to do.
        pub detail: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub errors: Vec<FieldProblem>,
        /// With `version-changed`: the version to review now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub current_version: Option<u32>,
        /// With `details-changed`: what has changed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub changed_details: Vec<DetailChange>,
        /// With `invalid`, of an API's document: what is wrong with it, and where; 50 at most.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub document_problems: Vec<DocumentProblem>,
        /// With `made-not-shown`: the answer of the request that made it, without the secret.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub made: Option<serde_json::Value>,
        /// Finds the request in the server's log.
        pub request_id: String,
    }
}

//! Calls that the pages of `/docs` make. No one needs to be signed in for them.

use wire::{
    api_documents::DocumentedApis,
    docs::{Guide, Guides, OwnDocuments},
    paths::encoded,
};

use crate::Call;

/// The platform's APIs, and where tokens for them come from.
pub fn apis() -> Call<DocumentedApis> {
    Call::get("/openapi/apis.json".to_owned())
}

/// Our own OpenAPI documents.
pub fn own_documents() -> Call<OwnDocuments> {
    Call::get("/openapi/grantry.json".to_owned())
}

pub fn guides() -> Call<Guides> {
    Call::get("/guides.json".to_owned())
}

pub fn guide(name: &str) -> Call<Guide> {
    Call::get(format!("/guides/{}.json", encoded(name)))
}

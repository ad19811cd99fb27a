//! What must hold for whatever bytes a caller sends: one function per parser, which panics when it does not hold.
//!
//! The fuzz targets in `fuzz/` call these functions with what they make up, `tests/corpus.rs` with what is committed.

#![expect(clippy::indexing_slicing, reason = "a panic is how these functions say what does not hold")]

mod api_document;
mod basic;
mod cursor;
mod form;
mod jwks;
mod jwt;

pub use api_document::api_document;
pub use basic::basic;
pub use cursor::cursor;
pub use form::form;
pub use jwks::jwks;
pub use jwt::{access_token, client_assertion, dpop_proof};

pub type Target = fn(&[u8]);

/// Every target, by the name of its folder in `fuzz/corpus`.
pub const TARGETS: [(&str, Target); 8] = [
    ("access_token", access_token),
    ("api_document", api_document),
    ("basic", basic),
    ("client_assertion", client_assertion),
    ("cursor", cursor),
    ("dpop_proof", dpop_proof),
    ("form", form),
    ("jwks", jwks),
];

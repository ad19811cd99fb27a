//! The guard in front of a small API, and a server that speaks as Grantry does over real sockets.

#![allow(clippy::indexing_slicing, reason = "a test fails where it panics")]

mod bearer;
mod bound;
mod feed;
mod grantry;
mod issuer;
mod keys;
mod metadata;
mod opaque;

type Outcome = Result<(), Box<dyn std::error::Error>>;

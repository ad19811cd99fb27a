//! Strict parsing of token requests: forms, HTTP Basic, a client's credentials, and the binding of a token.

pub mod basic;
mod binding;
pub(crate) mod body;
pub mod form;
mod presented;

pub(crate) use binding::Binding;
pub(crate) use presented::Presented;

//! What a request says, read strictly: forms, HTTP Basic, a client's credentials, and what a token is to be bound to.

pub mod basic;
mod binding;
pub(crate) mod body;
pub mod form;
mod presented;

pub(crate) use binding::Binding;
pub(crate) use presented::Presented;

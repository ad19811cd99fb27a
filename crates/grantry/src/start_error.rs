//! The reasons why a node or a command cannot start or go on.

/// Whatever stops a node from starting, said to the person at the console.
pub type StartError = Box<dyn std::error::Error>;

//! What the token path keeps in memory of every client, read in bulk. Nothing here runs while a token is asked for.

mod assembly;
mod changed;
mod client;
mod page;
mod shared;
mod tenant;

pub use changed::{Changed, Details};
pub use client::{DirectoryClient, DirectorySecret, Found};
pub use shared::{DirectoryApi, DirectoryResourceServer, DirectoryScope, Shared};
pub use tenant::{DirectoryDomain, DirectoryTenant};

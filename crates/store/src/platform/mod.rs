//! What concerns the whole installation: facts, counts for the operator, and what a restored database may not keep.

pub mod counts;
pub mod installation;
mod restored;

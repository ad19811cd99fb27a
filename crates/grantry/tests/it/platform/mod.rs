//! What every answer has in common, whatever it answers.

mod bodies;
mod cross_site;
mod headers;
mod paging;
mod probes;

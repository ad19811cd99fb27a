//! What every answer has in common, whatever it answers.

mod bodies;
mod cross_site;
mod hardening;
mod headers;
mod leaks;
mod nodes;
mod paging;
mod probes;
mod proxy;

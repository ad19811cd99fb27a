//! What every answer has in common, whatever it answers.

mod bodies;
mod cross_site;
mod hardening;
mod headers;
mod leaks;
mod locks;
mod nodes;
mod paging;
mod probes;
mod proxy;

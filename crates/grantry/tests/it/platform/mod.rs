//! What every answer has in common, whatever it answers.

mod bodies;
mod budgets;
mod cross_site;
mod hardening;
mod head;
mod headers;
mod idempotency;
mod late_bodies;
mod leaks;
mod lists;
mod locks;
mod look_ups;
mod methods;
mod names;
mod nodes;
mod outbox;
mod paging;
mod platform_name;
mod probes;
mod proxy;
mod quotas;
mod searching;

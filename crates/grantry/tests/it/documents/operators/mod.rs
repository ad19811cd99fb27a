//! docs/operators.md and the pages below docs/operators, a file for each.

mod backup;
mod fail_over;
mod first_start;
mod keys;
mod postgresql;
mod running;

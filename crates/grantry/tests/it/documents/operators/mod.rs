//! docs/operators.md and the pages below docs/operators, a file for each.

mod backup;
mod coming;
mod domains;
mod fail_over;
mod first_start;
mod keys;
mod people;
mod postgresql;
mod proof;
mod running;
mod show_your_api;

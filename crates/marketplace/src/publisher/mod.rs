//! What the people of a publisher do: they maintain apps and their versions, and look after their connections.

mod apps;
mod client_keys;
mod collection;
mod connections;
mod developer;
mod hand_over;
mod targets;
mod versions;

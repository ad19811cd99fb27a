//! What the people of a publisher do: they maintain apps and their versions, and look after their connections.

mod apps;
mod asked;
mod client_keys;
mod collection;
mod connections;
mod developer;
mod drafts;
mod hand_over;
mod needs;
mod publishing_check;
mod roll_out;
mod secret_links;
mod targets;
mod versions;
mod workload;

//! actix-web made ours: who asks, bodies, problems, headers. No route.

mod address;
mod body;
mod cookie;
mod cross_site;
mod failure;
mod headers;
mod paging;
mod refusals;
mod request_id;
mod vitals;
mod who;

pub use address::{TrustedProxies, caller_ip};
pub use body::{Body, is_encoded};
pub use cookie::{SESSION_COOKIE, remove_session, set_session};
pub use cross_site::refuse_cross_site;
pub use failure::{Answer, Failure, not_found, path_config};
pub use headers::{SecurityHeaders, security_headers};
pub use paging::Paging;
pub use refusals::{Changing, Looking, Trying};
pub use request_id::{current_request_id, with_request_id};
pub use vitals::Vitals;
pub use who::{As, Caller, CameFrom, Here};

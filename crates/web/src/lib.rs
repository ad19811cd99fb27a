//! Extractors, bodies, problems and headers for actix-web, shared by all APIs. No route.

mod accept;
mod address;
mod body;
mod browser;
mod cookie;
mod cross_site;
mod error_responses;
mod export;
mod failure;
mod headers;
mod idempotency;
mod keeps_cookies;
mod media_type;
mod paging;
mod reporting;
mod request_id;
mod vitals;
mod who;
mod whose;

pub use address::{Network, Networks, TrustedProxies, caller_ip};
pub use body::{Body, LargeBody, OptionalBody, announces_more_than, is_encoded};
pub use cookie::{SESSION_COOKIE, signed_in, signed_in_by_code, signed_out};
pub use cross_site::refuse_cross_site;
pub use error_responses::{Changing, Looking, Trying};
pub use failure::{Answer, Failure, not_found, path_config};
pub use headers::{SecurityHeaders, policy_with, security_headers};
pub use idempotency::IdempotencyHeader;
pub use keeps_cookies::KeepsCookies;
pub use media_type::{content_type, is_media_type};
pub use paging::{Exporting, HistoryPaging, Paging, RollOutPaging};
pub use reporting::Reporting;
pub use request_id::{current_request_id, with_request_id};
pub use vitals::{Finding, Vitals};
pub use who::{As, Caller, CameFrom, Here};
pub use whose::{PERSON, say_whose};

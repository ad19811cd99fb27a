//! The token endpoint over a real socket, byte for byte where the RFCs fix the bytes.

mod attempts;
mod authentication;
mod browsers;
pub mod conformance;
pub mod domains;
mod errors;
mod grants;
mod guard;
mod guard_feed;
mod jwks_uri;
mod limits;
mod long_tokens;
mod metadata;
mod null_members;
mod raw;
mod reasons;
mod resource_metadata;
mod smart;
mod token_layer;
mod tolerance;
mod weak_keys;
pub mod workload;

use crate::harness::{Outcome, Partner, Stage};
use raw::Raw;

/// Scopes that the client of these tests holds, and one that it does not.
const HELD: [&str; 2] = ["appointments.read", "patients.read"];
const NOT_HELD: &str = "appointments.change";

/// A partner whose connection holds [`HELD`].
async fn partner(stage: &Stage) -> Outcome<Partner> {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[NOT_HELD]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    Ok(Partner::new(&stage.anonymous, &allowed.credential))
}

/// The credentials as form parameters.
fn in_the_body(partner: &Partner) -> String {
    format!("client_id={}&client_secret={}", partner.client_id, partner.client_secret)
}

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

/// Sends a form to the client's token endpoint; `head` holds further header lines, each ended by CRLF.
async fn post(partner: &Partner, head: &str, form: &str) -> Outcome<Raw> {
    let head = format!("{FORM}{head}");
    raw::request(&partner.client.base, "POST", &partner.endpoint, &head, form.as_bytes()).await
}

//! The OpenAPI document, with the OAuth 2.0 flow that Swagger UI's Authorize button runs.

use utoipa::openapi::security::{ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::{appointments, patients, scopes};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Demo API",
        version = "1",
        description = "Synthetic patients and appointments. Press Authorize, give a client ID and secret, tick scopes, and try it out."
    ),
    servers((url = "/demo-api/v1")),
    paths(patients::list, patients::get, appointments::list, appointments::create),
    modifiers(&Flows)
)]
pub struct DemoApiDoc;

struct Flows;

impl Modify for Flows {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let offered = Scopes::from_iter([
            (scopes::READ_PATIENTS, "Read patients"),
            (scopes::READ_APPOINTMENTS, "Read appointments"),
            (scopes::CHANGE_APPOINTMENTS, "Make appointments"),
        ]);
        // Finds the tenant from the client, so that one address serves every reader of the page.
        let flow = Flow::ClientCredentials(ClientCredentials::new("/oauth2/token", offered));
        let scheme = SecurityScheme::OAuth2(OAuth2::new([flow]));
        document.components.get_or_insert_default().add_security_scheme("oauth2", scheme);
    }
}

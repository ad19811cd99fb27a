//! What a client is set up with besides its secret.

use leptos::prelude::*;
use model::credential::AuthMethod;
use wire::admin::Client;

use super::reader::use_tenant;
use crate::{components::layout::IdentifierTerm, pages::former_urls::FormerTokenUrls};

/// Among facts: the identifiers and addresses of a client.
#[component]
pub fn ClientIdentifiers(client: Client) -> impl IntoView {
    let tenant = use_tenant();
    let Client { client_id, auth_method, issuer, token_endpoint, former_token_endpoints, .. } = client;
    let keyless = auth_method != AuthMethod::ClientSecret;
    view! {
        <IdentifierTerm label="Tenant ID" value=tenant.to_string() what="tenant ID" />
        <IdentifierTerm label="Client ID" value=client_id.to_string() what="client ID" />
        <IdentifierTerm label="Token URL" value=token_endpoint what="token URL" />
        <FormerTokenUrls
            former=former_token_endpoints
            news="The token URL has changed. Set the new one in all software that still uses a former one."
        />
        {keyless.then(|| view! {
            <IdentifierTerm label="Issuer" value=issuer what="issuer" />
        })}
    }
}

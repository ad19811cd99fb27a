//! The panel with a client ID and secret that were just made, to be saved at once.

use leptos::prelude::*;
use wire::admin::IssuedCredential;

use crate::{
    components::feedback::{SEND_SAFELY, ShownOnce, ShownOnceRow},
    pages::hand_on::{HandOn, HandsOn},
};

/// A new client ID and secret, once.
#[component]
pub fn Issued(
    #[prop(into)] title: String,
    issued: IssuedCredential,
    #[prop(default = SEND_SAFELY.to_owned(), into)] advice: String,
    /// Who may hand it on by a link.
    #[prop(optional)]
    by: Option<HandsOn>,
    #[prop(into)] on_saved: Callback<()>,
) -> impl IntoView {
    let ways = issued.clone();
    let IssuedCredential { tenant_id, client_id, client_secret, token_endpoint, scope, curl, .. } = issued;
    view! {
        <ShownOnce
            title
            rows=vec![
                ShownOnceRow::plain("Tenant ID", tenant_id),
                ShownOnceRow::plain("Client ID", client_id),
                ShownOnceRow::secret("Client secret", client_secret.unwrap_or_default()),
                ShownOnceRow::plain("Token URL", token_endpoint),
                ShownOnceRow::plain("Scopes", scope),
            ]
            curl
            advice
            on_saved
        >
            <HandOn issued=ways by />
        </ShownOnce>
    }
}

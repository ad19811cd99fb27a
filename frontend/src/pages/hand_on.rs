//! Ways to hand a new secret on while it is shown: all of it copied, a file, or a link that shows it once.

use leptos::prelude::*;
use model::ids::{ConnectionId, CredentialId, PublisherId, SecretLinkId, TenantId};
use wire::{
    admin::IssuedCredential,
    secrets::{CreatedSecretLink, MOST_LINK_HOURS, NewSecretLink, SecretLink},
};

use crate::{
    api::{self, ApiError},
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, CopyButton, Identifier, Time, use_toaster},
        form::{Choice, Select},
    },
    dom,
    pages::{
        answered::{Answered, answered, not_shown},
        focus::settle_focus,
    },
};

/// Who hands on: an admin of the tenant, or a developer who has collected the secret of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandsOn {
    Admin(TenantId),
    Developer(PublisherId, ConnectionId),
}

impl HandsOn {
    async fn make(self, client: CredentialId, request: NewSecretLink) -> Result<CreatedSecretLink, ApiError> {
        api::call(match self {
            Self::Admin(tenant) => api::admin::make_secret_link(tenant, client, request),
            Self::Developer(publisher, id) => api::developer::make_secret_link(publisher, id, request),
        })
        .await
    }

    pub async fn links(self, client: CredentialId) -> Result<Vec<SecretLink>, ApiError> {
        api::items(match self {
            Self::Admin(tenant) => api::admin::secret_links(tenant, client),
            Self::Developer(publisher, id) => api::developer::secret_links(publisher, id),
        })
        .await
    }

    pub async fn withdraw(self, client: CredentialId, link: SecretLinkId) -> Result<(), ApiError> {
        api::call(match self {
            Self::Admin(tenant) => api::admin::withdraw_secret_link(tenant, client, link),
            Self::Developer(publisher, id) => api::developer::withdraw_secret_link(publisher, id, link),
        })
        .await
    }
}

/// All that was issued, a line each.
fn as_lines(issued: &IssuedCredential) -> String {
    let IssuedCredential { tenant_id, client_id, token_endpoint, scope, .. } = issued;
    let secret = issued.client_secret.as_deref().unwrap_or_default();
    format!(
        "Tenant ID: {tenant_id}\nClient ID: {client_id}\nClient secret: {secret}\nToken URL: {token_endpoint}\nScopes: {scope}\n"
    )
}

/// Nothing of it would be read otherwise between these quotes.
fn as_env(issued: &IssuedCredential) -> String {
    let IssuedCredential { tenant_id, client_id, token_endpoint, scope, .. } = issued;
    let secret = issued.client_secret.as_deref().unwrap_or_default();
    format!(
        "TENANT_ID='{tenant_id}'\nCLIENT_ID='{client_id}'\nCLIENT_SECRET='{secret}'\nTOKEN_URL='{token_endpoint}'\nSCOPE='{scope}'\n"
    )
}

fn as_json(issued: &IssuedCredential) -> String {
    let IssuedCredential { tenant_id, client_id, client_secret, issuer, token_endpoint, scope, .. } = issued;
    let json = serde_json::json!({
        "tenant_id": tenant_id, "client_id": client_id, "client_secret": client_secret,
        "issuer": issuer, "token_endpoint": token_endpoint, "scope": scope,
    });
    format!("{json:#}\n")
}

/// The buttons beneath a new secret. Without `by` there is no link: whoever reads came by one.
#[component]
pub fn HandOn(issued: IssuedCredential, #[prop(optional_no_strip)] by: Option<HandsOn>) -> impl IntoView {
    let (env, json) = (as_env(&issued), as_json(&issued));
    let file = |label: &'static str, name: &'static str, text: String| {
        view! {
            <button type="button" class="btn" on:click=move |_| dom::download(name, &text)>
                {label}
            </button>
        }
    };
    view! {
        <div class="flex flex-wrap items-center gap-3">
            <CopyButton text=as_lines(&issued) what="credentials" label="Copy all" />
            {file("Download .env", "credentials.env", env)}
            {file("Download JSON", "credentials.json", json)}
        </div>
        {by.map(|by| view! { <ByLink issued by /> })}
    }
}

#[component]
fn ByLink(issued: IssuedCredential, by: HandsOn) -> impl IntoView {
    let (open, toaster) = (RwSignal::new(false), use_toaster());
    let made = RwSignal::new(None::<CreatedSecretLink>);
    let hours = RwSignal::new(MOST_LINK_HOURS);
    let (client, secret) = (issued.client_id, issued.client_secret.unwrap_or_default());
    let run = move || {
        let request = NewSecretLink { secret: secret.clone().into(), hours: hours.get_untracked() };
        answered(by.make(client, request))
    };
    let then = move |answer: Answered<CreatedSecretLink>| match answer {
        Answered::Shown(link) => {
            made.set(Some(link));
            settle_focus();
        }
        Answered::NotShown(_) => toaster.failed(not_shown("Make another link.")),
    };
    let choices = [(1, "1 hour"), (4, "4 hours"), (MOST_LINK_HOURS, "24 hours")];
    view! {
        {move || made.get().map(|link| view! { <Link link /> })}
        <div>
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                <Icon symbol=Symbol::ExternalLink />
                {move || if made.with(Option::is_some) { "Make another one-time link…" } else { "Make a one-time link…" }}
            </button>
        </div>
        <ConfirmDialog open title="Make a one-time link?" verb="Make link" run then>
            <p>
                "Whoever opens the link first sees these credentials, once. It is kept so that only the link opens it; you can withdraw it until it was opened."
            </p>
            <Select
                name="hours"
                label="It can be opened for"
                value=hours
                choices=choices.map(|(hours, words)| Choice::new(hours, words)).to_vec()
            />
        </ConfirmDialog>
    }
}

#[component]
fn Link(link: CreatedSecretLink) -> impl IntoView {
    let CreatedSecretLink { link, secret_link } = link;
    view! {
        <div class="grid gap-2">
            <h2>"One-time link"</h2>
            <Identifier value=link what="one-time link" />
            <p class="text-sm text-muted">
                "It shows the credentials once, and ends " <Time at=secret_link.expires_at />
                ". It is shown only here: send it to the one person who needs them."
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issued() -> IssuedCredential {
        IssuedCredential {
            tenant_id: TenantId::new(1, &[1; 10]),
            client_id: CredentialId::new(2, &[1; 10]),
            client_secret: Some("gts_1".to_owned()),
            issuer: "https://id.example".to_owned(),
            token_endpoint: "https://id.example/oauth2/token".to_owned(),
            scope: "a.read b.read".to_owned(),
            curl: "curl …".to_owned(),
        }
    }

    #[test]
    fn each_form_has_all_that_a_program_needs() {
        for text in [as_lines(&issued()), as_env(&issued()), as_json(&issued())] {
            let (tenant, client) = (issued().tenant_id.to_string(), issued().client_id.to_string());
            for part in
                [tenant.as_str(), &client, "gts_1", "https://id.example/oauth2/token", "a.read b.read"]
            {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
        assert!(as_env(&issued()).contains("CLIENT_SECRET='gts_1'\n"));
        let read: serde_json::Value = serde_json::from_str(&as_json(&issued())).unwrap();
        assert_eq!(read["client_secret"], "gts_1");
    }
}

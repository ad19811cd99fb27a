//! The issuance of secrets, and the one answer that shows them.

use std::collections::HashMap;

use credentials::PlainSecret;
use model::{
    credential::{AuthMethod, Credential, Secret},
    ids::{PersonId, SecretId},
    rotation::{end_by_policy, next_notice},
    scope::{ScopeName, ScopeSet},
    tenant::Tenancy,
};
use store::{Tenanted, clients, secrets::SecretHash};
use wire::{
    admin::{Client, IssuedCredential, SecretHint},
    secrets::SecretsStopped,
};

use super::rotation::notices;
use super::token_urls::Formers;
use crate::errors::Error;
use crate::service::Marketplace;

impl Marketplace {
    /// Makes a secret for a credential of the tenant and stores its hash. It ends as the tenant's policy says.
    pub(crate) async fn issue(
        &self,
        rows: Tenanted<'_>,
        tenancy: &Tenancy,
        credential: &Credential,
        by: PersonId,
    ) -> Result<(PlainSecret, Secret), Error> {
        let plain = self.0.rng.with(PlainSecret::generate);
        // Another node, whose clock may be ahead, has said which secrets were made before.
        let created_at = credential.regenerated_at.map_or(self.now(), |at| at.max(self.now()));
        let expires_at = end_by_policy(tenancy.secret_days, created_at);
        let secret = Secret {
            id: self.new_id(SecretId::new),
            credential: credential.id,
            hint: plain.hint(),
            created_by: by,
            created_at,
            last_used_at: None,
            last_used_from: None,
            expires_at,
            notice_at: expires_at.and_then(|end| next_notice(end, created_at)),
            reported_at: None,
        };
        let hash = SecretHash::new(plain.hash(&self.0.pepper).to_bytes());
        rows.secrets().insert(&secret, hash).await?;
        Ok((plain, secret))
    }

    /// What is shown once; without a secret where the client has none yet, or never.
    pub(crate) fn issued(
        &self,
        tenancy: &Tenancy,
        credential: &Credential,
        scopes: &ScopeSet,
        secret: Option<PlainSecret>,
    ) -> IssuedCredential {
        let Tenancy { id, kind, slug, .. } = tenancy;
        let token_endpoint = self.urls().token_endpoint(*id, *kind, slug.as_ref());
        let client_secret = secret.map(PlainSecret::expose_once);
        let curl = curl(&token_endpoint, credential, client_secret.as_deref(), scopes);
        IssuedCredential {
            tenant_id: *id,
            client_id: credential.id,
            client_secret,
            issuer: self.urls().issuer(*id, *kind, slug.as_ref()),
            token_endpoint,
            scope: together(scopes, " "),
            curl,
        }
    }

    /// A client without its secrets. `formers`: of its tenant; `names`: of [`people_of`] it.
    pub(crate) fn client_view(
        &self,
        tenancy: &Tenancy,
        formers: &Formers,
        client: &clients::Client,
        names: &HashMap<PersonId, String>,
    ) -> Client {
        let Tenancy { id, kind, slug, .. } = tenancy;
        let clients::Client { credential, secrets, refusals } = client;
        let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
        let now = self.now();
        let hint = |secret: &Secret| SecretHint {
            id: secret.id,
            hint: secret.hint.clone(),
            created_by: name(secret.created_by),
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
            last_used_from: secret.last_used_from.clone(),
            expires_at: secret.expires_at,
            reported_at: secret.reported_at,
            replaced: credential.has_replaced(secret),
        };
        Client {
            client_id: credential.id,
            auth_method: credential.auth_method,
            issuer: self.urls().issuer(*id, *kind, slug.as_ref()),
            token_endpoint: self.urls().token_endpoint(*id, *kind, slug.as_ref()),
            former_token_endpoints: formers.of(*id),
            secrets: secrets.iter().map(hint).collect(),
            secret_notices: notices(client, now),
            secrets_stopped: credential
                .secrets_stopped(secrets, now)
                .map(|(at, by)| SecretsStopped { by, at }),
            to_collect: credential.awaits_secret(secrets),
            workload_last_used_at: credential.workload_last_used_at,
            secret_retires_after_days: credential.secret_retires_after_days,
            created_by: name(credential.created_by),
            created_at: credential.created_at,
            regenerated_by: credential.regenerated_by.map(name),
            regenerated_at: credential.regenerated_at,
            limits: self.limits_of(refusals.as_ref()),
        }
    }
}

/// Whom the view of a client names.
pub(crate) fn people_of(client: &clients::Client) -> impl Iterator<Item = PersonId> {
    let credential = &client.credential;
    let paused_by = credential.standing.pause.as_ref().map(|pause| pause.by);
    let people = [Some(credential.created_by), credential.regenerated_by, paused_by].into_iter().flatten();
    people.chain(client.secrets.iter().map(|secret| secret.created_by))
}

/// RFC 7523 section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn together(scopes: &ScopeSet, between: &str) -> String {
    scopes.iter().map(ScopeName::as_str).collect::<Vec<_>>().join(between)
}

/// A command line that gets a token: as it stands where there is a secret. Neither ids, secrets nor scope names hold
/// what a shell or a form body would read otherwise; `+` is a form body's space.
fn curl(
    token_endpoint: &str,
    credential: &Credential,
    client_secret: Option<&str>,
    scopes: &ScopeSet,
) -> String {
    let scope = match together(scopes, "+") {
        none if none.is_empty() => String::new(),
        some => format!(" -d 'scope={some}'"),
    };
    let client_id = credential.id;
    let proof = match (credential.auth_method, client_secret) {
        (AuthMethod::ClientSecret, Some(secret)) => format!("-u '{client_id}:{secret}'"),
        (AuthMethod::ClientSecret, None) => format!("-u \"{client_id}:$CLIENT_SECRET\""),
        (AuthMethod::PrivateKeyJwt, _) => {
            format!("-d 'client_assertion_type={ASSERTION_TYPE}' -d \"client_assertion=$CLIENT_ASSERTION\"")
        }
        // The token of a platform does not name the client (RFC 7521 section 4.2).
        (AuthMethod::WorkloadIdentity, _) => format!(
            "-d client_id={client_id} -d 'client_assertion_type={ASSERTION_TYPE}' -d \"client_assertion=$WORKLOAD_TOKEN\""
        ),
    };
    format!("curl {proof} -d grant_type=client_credentials{scope} '{token_endpoint}'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{
        credential::{CredentialOwner, Standing},
        ids::{CredentialId, TenantId},
    };

    fn credential(auth_method: AuthMethod) -> Credential {
        Credential {
            id: CredentialId::from_uuid(uuid::Uuid::nil()),
            tenant: TenantId::from_uuid(uuid::Uuid::nil()),
            owner: CredentialOwner::Tenant { name: "Export".into(), scopes: ScopeSet::new() },
            auth_method,
            generation: 1,
            created_by: PersonId::from_uuid(uuid::Uuid::nil()),
            created_at: model::Timestamp::default(),
            regenerated_at: None,
            regenerated_by: None,
            deleted_at: None,
            workload_last_used_at: None,
            secret_retires_after_days: None,
            standing: Standing::default(),
        }
    }

    #[test]
    fn the_command_line_asks_for_what_is_granted() {
        let scopes = ScopeSet::from(["patients.read", "claims.change"].map(|name| name.parse().unwrap()));
        let line =
            |method, secret| curl("https://a.example/t/x/oauth2/token", &credential(method), secret, &scopes);
        let asked = "-d grant_type=client_credentials -d 'scope=claims.change+patients.read' \
                     'https://a.example/t/x/oauth2/token'";
        let id = "cli_00000000000000000000000000";
        assert_eq!(line(AuthMethod::ClientSecret, Some("gts_2")), format!("curl -u '{id}:gts_2' {asked}"));
        assert_eq!(line(AuthMethod::ClientSecret, None), format!("curl -u \"{id}:$CLIENT_SECRET\" {asked}"));
        assert_eq!(
            line(AuthMethod::PrivateKeyJwt, None),
            format!(
                "curl -d 'client_assertion_type={ASSERTION_TYPE}' -d \"client_assertion=$CLIENT_ASSERTION\" {asked}"
            )
        );
        assert_eq!(
            line(AuthMethod::WorkloadIdentity, None),
            format!(
                "curl -d client_id={id} -d 'client_assertion_type={ASSERTION_TYPE}' \
                 -d \"client_assertion=$WORKLOAD_TOKEN\" {asked}"
            )
        );
    }
}

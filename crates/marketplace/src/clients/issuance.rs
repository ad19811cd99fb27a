//! The issuance of secrets, and the one answer that shows them.

use std::collections::HashMap;

use credentials::PlainSecret;
use model::{
    credential::{AuthMethod, Credential, Secret},
    ids::{PersonId, SecretId},
    scope::{ScopeName, ScopeSet},
    tenant::Tenancy,
};
use store::{Tenanted, clients, secrets::SecretHash};
use wire::admin::{Client, IssuedCredential, SecretHint};

use crate::errors::Error;
use crate::service::Marketplace;

impl Marketplace {
    /// Makes a secret for a credential of the tenant and stores its hash.
    pub(crate) async fn issue(
        &self,
        rows: Tenanted<'_>,
        credential: &Credential,
        by: PersonId,
    ) -> Result<(PlainSecret, Secret), Error> {
        let plain = self.0.rng.with(PlainSecret::generate);
        let secret = Secret {
            id: self.new_id(SecretId::new),
            credential: credential.id,
            hint: plain.hint(),
            created_by: by,
            created_at: self.now(),
            last_used_at: None,
            expires_at: None,
            reported_at: None,
        };
        let hash = SecretHash::new(plain.hash(&self.0.pepper).to_bytes());
        rows.secrets().insert(&secret, hash).await?;
        Ok((plain, secret))
    }

    /// Destroys the credential's secrets.
    pub(crate) async fn revoke(
        &self,
        rows: Tenanted<'_>,
        credential: &Credential,
        by: PersonId,
    ) -> Result<(), Error> {
        let regenerated =
            Credential { regenerated_at: Some(self.now()), regenerated_by: Some(by), ..credential.clone() };
        rows.credentials().update(&regenerated).await?;
        rows.secrets().delete_of(credential.id).await?;
        Ok(())
    }

    /// Destroys the credential's secrets and makes a new one.
    pub(crate) async fn reissue(
        &self,
        rows: Tenanted<'_>,
        credential: &Credential,
        by: PersonId,
    ) -> Result<(PlainSecret, Secret), Error> {
        self.revoke(rows, credential, by).await?;
        self.issue(rows, credential, by).await
    }

    /// What is shown once; without a secret where the client has none yet, or never.
    pub(crate) fn issued(
        &self,
        tenancy: Tenancy,
        credential: &Credential,
        scopes: &ScopeSet,
        secret: Option<PlainSecret>,
    ) -> IssuedCredential {
        let token_endpoint = self.urls().token_endpoint(tenancy.id, tenancy.kind);
        let client_secret = secret.map(PlainSecret::expose_once);
        let curl = curl(&token_endpoint, credential, client_secret.as_deref(), scopes);
        IssuedCredential {
            tenant_id: tenancy.id,
            client_id: credential.id,
            client_secret,
            issuer: self.urls().issuer(tenancy.id, tenancy.kind),
            token_endpoint,
            scope: together(scopes, " "),
            curl,
        }
    }

    /// A client without its secrets. `names`: of [`people_of`] it.
    pub(crate) fn client_view(
        &self,
        tenancy: Tenancy,
        client: &clients::Client,
        names: &HashMap<PersonId, String>,
    ) -> Client {
        let clients::Client { credential, secrets, refusals } = client;
        let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
        let hint = |secret: &Secret| SecretHint {
            id: secret.id,
            hint: secret.hint.clone(),
            created_by: name(secret.created_by),
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
            expires_at: secret.expires_at,
            reported_at: secret.reported_at,
        };
        Client {
            client_id: credential.id,
            auth_method: credential.auth_method,
            issuer: self.urls().issuer(tenancy.id, tenancy.kind),
            token_endpoint: self.urls().token_endpoint(tenancy.id, tenancy.kind),
            secrets: secrets.iter().map(hint).collect(),
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
    let people = [Some(credential.created_by), credential.regenerated_by].into_iter().flatten();
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
    };
    format!("curl {proof} -d grant_type=client_credentials{scope} '{token_endpoint}'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{
        credential::CredentialOwner,
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
    }
}

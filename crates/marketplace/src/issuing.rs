//! Where secrets come from, and the one answer that shows them.

use credentials::PlainSecret;
use model::{
    credential::{Credential, Secret},
    ids::{PersonId, SecretId},
    scope::{ScopeName, ScopeSet},
    tenant::Tenant,
};
use store::{Tenanted, Tx, secrets::SecretHash};
use wire::admin::{Client, IssuedCredential, SecretHint};

use crate::{Error, Marketplace};

impl Marketplace {
    /// Makes a secret for a credential of the tenant and stores its hash.
    pub(crate) async fn issue(
        &self,
        door: Tenanted<'_>,
        credential: &Credential,
        by: PersonId,
    ) -> Result<PlainSecret, Error> {
        let plain = self.0.chance.with(PlainSecret::generate);
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
        door.secrets().insert(&secret, hash).await?;
        Ok(plain)
    }

    /// Destroys the credential's secrets and makes a new one.
    pub(crate) async fn reissue(
        &self,
        door: Tenanted<'_>,
        credential: &Credential,
        by: PersonId,
    ) -> Result<PlainSecret, Error> {
        let regenerated =
            Credential { regenerated_at: Some(self.now()), regenerated_by: Some(by), ..credential.clone() };
        door.credentials().update(&regenerated).await?;
        door.secrets().delete_of(credential.id).await?;
        self.issue(door, credential, by).await
    }

    /// What the admin sees once.
    pub(crate) fn issued(
        &self,
        tenant: &Tenant,
        credential: &Credential,
        scopes: &ScopeSet,
        secret: PlainSecret,
    ) -> IssuedCredential {
        let token_endpoint = self.urls().token_endpoint(tenant.id, tenant.kind);
        let client_secret = secret.expose_once();
        let curl = curl(&token_endpoint, &credential.id.to_string(), &client_secret, scopes);
        IssuedCredential {
            tenant_id: tenant.id,
            client_id: credential.id,
            client_secret,
            token_endpoint,
            scope: together(scopes, " "),
            curl,
        }
    }

    /// Clients without their secrets, in the order of the credentials.
    pub(crate) async fn clients(
        &self,
        tx: &mut Tx,
        tenant: &Tenant,
        credentials: &[Credential],
    ) -> Result<Vec<Client>, Error> {
        let ids: Vec<_> = credentials.iter().map(|credential| credential.id).collect();
        let secrets = tx.within(tenant.id).await?.secrets().of(&ids).await?;
        let people = credentials.iter().flat_map(|one| [Some(one.created_by), one.regenerated_by]).flatten();
        let people = people.chain(secrets.iter().map(|secret| secret.created_by));
        let names = tx.platform().await?.people().names(people).await?;
        let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
        let hint = |secret: &Secret| SecretHint {
            id: secret.id,
            hint: secret.hint.clone(),
            created_by: name(secret.created_by),
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
            expires_at: secret.expires_at,
        };
        let client = |one: &Credential| Client {
            client_id: one.id,
            token_endpoint: self.urls().token_endpoint(tenant.id, tenant.kind),
            secrets: secrets.iter().filter(|secret| secret.credential == one.id).map(hint).collect(),
            created_by: name(one.created_by),
            created_at: one.created_at,
            regenerated_by: one.regenerated_by.map(name),
            regenerated_at: one.regenerated_at,
        };
        Ok(credentials.iter().map(client).collect())
    }
}

fn together(scopes: &ScopeSet, between: &str) -> String {
    scopes.iter().map(ScopeName::as_str).collect::<Vec<_>>().join(between)
}

/// A command line that gets a token as it stands. Neither ids, secrets nor scope names hold what a shell or a form
/// body would read otherwise; `+` is a form body's space.
fn curl(token_endpoint: &str, client_id: &str, client_secret: &str, scopes: &ScopeSet) -> String {
    let scope = match together(scopes, "+") {
        none if none.is_empty() => String::new(),
        some => format!(" -d 'scope={some}'"),
    };
    format!(
        "curl -u '{client_id}:{client_secret}' -d grant_type=client_credentials{scope} '{token_endpoint}'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_asks_for_what_is_granted() {
        let scopes = ["patients.read", "claims.change"].map(|name| name.parse().unwrap());
        let line = curl("https://a.example/t/x/oauth2/token", "cli_1", "gts_2", &ScopeSet::from(scopes));
        assert_eq!(
            line,
            "curl -u 'cli_1:gts_2' -d grant_type=client_credentials -d 'scope=claims.change+patients.read' \
             'https://a.example/t/x/oauth2/token'"
        );
    }
}

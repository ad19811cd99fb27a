//! Authentication by the token of a platform that the client's software runs on (RFC 7521 section 4.2, docs/adr/0028).

use std::sync::Arc;

use credentials::{
    AssertionRejected, ClientAssertion, ClientKeySet, VerifiedWorkload, WorkloadRejected, WorkloadRule,
    WorkloadToken,
};

use super::rejection::Rejection;
use crate::clients::{Client, IssuerKeys, KnownIssuer, Method};
use crate::service::TokenService;

impl TokenService {
    /// Finds the client that the request names, and verifies that the token is of the workload that it is.
    pub(super) async fn by_workload(
        &self,
        client_id: &str,
        token: &str,
    ) -> Result<(Arc<Client>, VerifiedWorkload), Rejection> {
        let client = client_id.parse().ok().and_then(|id| self.directory().client(id));
        let client = client.ok_or(Rejection::UnknownClient)?;
        let identity = client.workload.as_ref().ok_or_else(|| without_identity(&client, token))?;
        let issuer = self.directory().workload_issuer(identity.issuer());
        let issuer = issuer.ok_or(Rejection::Workload(WorkloadRejected::IssuerClosed))?;
        let token = WorkloadToken::parse(token).map_err(Rejection::Workload)?;
        // No one makes this node ask an issuer for keys with another one's token.
        if token.issuer() != issuer.issuer {
            return Err(Rejection::Workload(WorkloadRejected::WrongIssuer));
        }
        let keys = self.keys_of_issuer(&issuer, token.kid()).await?;
        let addresses = self.addresses_of(&client);
        let audiences: Vec<&str> =
            addresses.iter().map(String::as_str).chain(issuer.audience.as_deref()).collect();
        let rule = WorkloadRule {
            issuer: &issuer.issuer,
            audiences: &audiences,
            identity,
            once_by_hash: issuer.once_by_hash,
        };
        let verified = token.verify(&keys, rule, self.now().timestamp()).map_err(Rejection::Workload)?;
        Ok((client, verified))
    }

    /// The issuers under which the client's tenant is open: each of them may stand in `aud`.
    fn addresses_of(&self, client: &Client) -> Vec<String> {
        self.open_issuers(client.tenant, client.environment).into_iter().map(|(_, issuer)| issuer).collect()
    }

    async fn keys_of_issuer(
        &self,
        issuer: &KnownIssuer,
        kid: Option<&str>,
    ) -> Result<Arc<ClientKeySet>, Rejection> {
        match &issuer.keys {
            IssuerKeys::Inline(keys) => Ok(Arc::clone(keys)),
            IssuerKeys::Discovered(at) => self.0.discovered_keys.keys(at, kid).await.map_err(|why| {
                if why.may_pass() { Rejection::WorkloadKeysUnavailable } else { Rejection::BadWorkloadKeys }
            }),
            IssuerKeys::Unreadable => Err(Rejection::BadWorkloadKeys),
        }
    }
}

/// Of a client that signs itself, what is wrong with its assertion, which names no client as its issuer.
fn without_identity(client: &Client, assertion: &str) -> Rejection {
    match client.method {
        Method::Keys(_) | Method::KeysAt(_) => {
            let why = ClientAssertion::parse(assertion).err().unwrap_or(AssertionRejected::WrongIssuer);
            Rejection::Assertion(why)
        }
        Method::Secrets(_) | Method::Nothing => Rejection::WrongMethod,
    }
}

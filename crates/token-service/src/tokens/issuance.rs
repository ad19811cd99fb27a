//! The client credentials grant (RFC 6749 section 4.4), from memory.

use std::net::IpAddr;

use ::web::Networks;
use actix_web::HttpRequest;
use credentials::{Confirmation, VerifiedProof};
use model::attempt::Refusal;
use tokio::time::Instant;

use super::access_token::{IssuedToken, confirmation};
use crate::authentication::{Authenticated, AuthenticatedBy};
use crate::clients::{AddressedIssuer, AskedFor};
use crate::errors::TokenError;
use crate::parsing::form::Form;
use crate::parsing::{Binding, Presented};
use crate::service::TokenService;

/// A token request.
pub struct GrantRequest<'a> {
    issuer: AddressedIssuer,
    /// The path of the endpoint that was asked.
    path: &'a str,
    /// Where it comes from.
    address: Option<IpAddr>,
    form: &'a Form<'a>,
    presented: Presented<'a>,
    binding: Binding<'a>,
}

impl<'a> GrantRequest<'a> {
    pub fn read(
        request: &'a HttpRequest,
        issuer: AddressedIssuer,
        form: &'a Form<'a>,
        certificate_proxies: &Networks,
    ) -> Result<Self, TokenError> {
        let presented = Presented::read(request.headers(), form)?;
        let binding =
            Binding::read(request, certificate_proxies).inspect_err(|_| presented.note_claimed())?;
        let (path, address) = (request.path(), ::web::caller_ip(request));
        Ok(Self { issuer, path, address, form, presented, binding })
    }
}

const OTHER_NETWORK: TokenError =
    TokenError::UnauthorizedClient("the request does not come from a network that the app declared");
const UNSIGNED: TokenError = TokenError::UnauthorizedClient(
    "this API gives tokens only to clients that authenticate with private_key_jwt",
);
const FOR_SMART_ALONE: &str = "its aud is the token URL, which only APIs with SMART Backend Services take";

impl TokenService {
    /// The request counts against the client's limit once the client is authenticated, before its proof is verified and
    /// anything is written. A request that fails after that does not count.
    pub(crate) async fn grant(&self, request: &GrantRequest<'_>) -> Result<IssuedToken, TokenError> {
        let began = Instant::now();
        let client = self.authenticate(&request.presented, request.issuer, request.address).await?;
        match request.form.get("grant_type") {
            Some("client_credentials") => {}
            Some(_) => return Err(TokenError::UnsupportedGrantType),
            None => return Err(TokenError::InvalidRequest("grant_type is missing")),
        }
        let (tenant, id, now) = (client.client.tenant, client.client.id, self.now());
        self.0.limits.token(tenant, id, now).map_err(TokenError::RateLimited)?;
        let issued = self.issue(client, request, began).await;
        if issued.is_err() {
            self.0.limits.give_back(tenant, id, now);
        }
        issued
    }

    /// The replay check comes last, and the token is handed out after it: a request that fails leaves nothing behind.
    async fn issue(
        &self,
        client: Authenticated,
        request: &GrantRequest<'_>,
        began: Instant,
    ) -> Result<IssuedToken, TokenError> {
        let proof = self.proof(request)?;
        let cnf = confirmation(proof.as_ref(), request.binding.certificate.as_ref());
        let (client, issued) = match self.issue_now(&client, request, cnf.as_ref()) {
            Err(error) if error.may_be_out_of_date() => {
                self.0.freshness.newer_than(began).await?;
                // Authenticated again: its secret may have been replaced meanwhile.
                let again = self.authenticate(&request.presented, request.issuer, request.address);
                let client = Box::pin(again).await?;
                let issued = self.issue_now(&client, request, cnf.as_ref())?;
                (client, issued)
            }
            issued => (client, issued?),
        };
        self.check_replay(&client, proof.as_ref(), request.address).await?;
        Ok(issued)
    }

    fn proof(&self, request: &GrantRequest<'_>) -> Result<Option<VerifiedProof>, TokenError> {
        let Some(proof) = request.binding.proof else { return Ok(None) };
        let url = format!("{}{}", self.base_of(request.issuer), request.path);
        self.verify_proof(proof, "POST", &url, None).map(Some).map_err(TokenError::InvalidDpopProof)
    }

    fn issue_now(
        &self,
        Authenticated { client, by }: &Authenticated,
        request: &GrantRequest<'_>,
        cnf: Option<&Confirmation<'static>>,
    ) -> Result<IssuedToken, TokenError> {
        let now = self.now();
        if !client.comes_from(request.address) {
            request_notes::classed(Refusal::OtherNetwork);
            return Err(OTHER_NETWORK);
        }
        let granted = client.grant.load().narrow(request.form.get("scope"), request.form.all("resource"))?;
        if !by.is_signed_by_client() && granted.wants_signed_request() {
            request_notes::classed(Refusal::UnsignedRequest);
            return Err(UNSIGNED);
        }
        if by.is_for_token_endpoint() && !granted.is_for_smart_alone() {
            tracing::debug!(client = %client.id, "an assertion names the token URL, and an API is asked for without SMART");
            request_notes::refused_with(Refusal::Assertion, FOR_SMART_ALONE);
            return Err(TokenError::InvalidClient);
        }
        let named = request.form.get("scope").map(|_| granted.scope.as_str());
        let asked = AskedFor::of(client.grant.scopes(), named);
        let issued = self.write_token(client, request.issuer, granted, cnf, now)?;
        self.0.last_used.note_scopes(client, asked, now);
        match by {
            AuthenticatedBy::Secret(secret) => {
                self.0.last_used.note(client, *secret, request.address, now);
            }
            AuthenticatedBy::Workload(_) => self.0.last_used.note_workload(client, now),
            AuthenticatedBy::Assertion(_) => {}
        }
        Ok(issued)
    }
}

//! Notes what came of a request, for the people of the client that it is about.

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use model::attempt::{Endpoint, Refusal};
use model::{Timestamp, issuer};
use request_notes::Notes;
use store::attempts::NewAttempt;
use store::secrets::SecretHash;

use crate::clients::Client;
use crate::service::TokenService;

/// Characters of a `User-Agent` that are kept.
const USER_AGENT_KEPT: usize = 100;

/// A request to the token service that was answered.
pub struct Answered<'a> {
    pub id: u128,
    pub endpoint: Endpoint,
    pub request: &'a HttpRequest,
    /// Whether the answer is a token.
    pub issued: bool,
    pub notes: &'a Notes,
}

impl TokenService {
    /// Which endpoint has this pattern of a route.
    pub fn endpoint_of_pattern(pattern: &str) -> Option<Endpoint> {
        let pattern = pattern.strip_suffix('/').unwrap_or(pattern);
        [
            (issuer::TOKEN, Endpoint::Token),
            (issuer::REVOCATION, Endpoint::Revocation),
            (issuer::INTROSPECTION, Endpoint::Introspection),
            (issuer::VERIFICATION, Endpoint::Verification),
        ]
        .into_iter()
        .find_map(|(end, endpoint)| pattern.ends_with(end).then_some(endpoint))
    }

    /// In memory: it is written later. A request that is about no client leaves nothing behind.
    pub fn note_attempt(&self, answered: &Answered<'_>) {
        let refusal = answered.notes.refusal.filter(|_| !answered.issued);
        if refusal.is_none() && !answered.issued {
            return;
        }
        let Some(client) = answered.notes.client().and_then(|id| self.directory().client(id)) else { return };
        let at = self.now();
        self.0.attempts.note(&client, at, refusal, || answered.attempt(&client, at, refusal));
    }
}

impl Answered<'_> {
    /// What is listed of it.
    fn attempt(&self, client: &Client, at: Timestamp, refusal: Option<Refusal>) -> NewAttempt {
        let Notes { detail, answered, presented, .. } = self.notes;
        let detail = detail.as_ref().filter(|_| refusal.is_some_and(Refusal::tells_detail));
        let presented = presented.as_ref().filter(|_| refusal == Some(Refusal::WrongSecret));
        // Elsewhere it is the API that asks: its addresses are not for partners.
        let by_client = matches!(self.endpoint, Endpoint::Token | Endpoint::Revocation);
        NewAttempt {
            request: self.id,
            tenant: client.tenant,
            client: client.id,
            at,
            endpoint: self.endpoint,
            refusal,
            detail: detail.cloned(),
            answer: answered.as_ref().filter(|_| refusal.is_some()).cloned(),
            address: ::web::caller_ip(self.request).filter(|_| by_client),
            user_agent: if by_client { user_agent(self.request) } else { None },
            presented: presented.map(|hash| SecretHash::new(hash.bytes().to_vec())),
        }
    }
}

/// Cut before it is escaped: all of it is ASCII.
fn user_agent(request: &HttpRequest) -> Option<String> {
    let text = request.headers().get(USER_AGENT)?.to_str().ok()?;
    Some(request_notes::safe(text.get(..USER_AGENT_KEPT).unwrap_or(text)))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_user_agent_is_cut_and_escaped() {
        let kept = |text: &str| {
            let request = TestRequest::default().insert_header((USER_AGENT, text.to_owned()));
            user_agent(&request.to_http_request())
        };
        assert_eq!(kept("curl/8.5.0").as_deref(), Some("curl/8.5.0"));
        assert_eq!(kept(&"x".repeat(8_000)), Some("x".repeat(USER_AGENT_KEPT)));
        assert_eq!(kept("a gts_0123 b").as_deref(), Some("a gts_"));
        assert_eq!(kept("a\tb").as_deref(), Some("a\u{fffd}b"));
        assert_eq!(user_agent(&TestRequest::default().to_http_request()), None);
    }
}

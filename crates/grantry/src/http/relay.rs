//! The relay of the documentation: calls of an API's sandbox that a page cannot make itself, for want of CORS.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderMap},
    },
    web::{Bytes, Data, Path, PayloadConfig, ServiceConfig, post, resource},
};
use marketplace::{Error, RelayFailed, Relayed, RelayedApi, ToRelay};
use model::{
    environment::Environment,
    ids::{ApiId, CredentialId},
};
use token_service::{Standing, TokenService};
use web::{Answer, CameFrom, Failure, Here};

pub const FOLDER: &str = "/docs/relay/";

/// Of a body, in bytes.
const LIMIT: usize = 1 << 20;
/// The method of the call: browsers of other sites do not send this header without asking, and we do not answer that.
const METHOD: &str = "x-relay-method";
/// Which of the API's servers of the sandbox, from 0; the first where absent.
const SERVER: &str = "x-relay-server";
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// What is passed on beside `Authorization`.
const PASSED_ON: [&str; 4] = ["accept", "accept-language", "content-type", "idempotency-key"];
/// Media types that no browser runs. Others are sent as bytes.
const SHOWN: [&str; 5] =
    ["application/json", "application/problem+json", "application/fhir+json", "text/plain", "text/csv"];

pub fn configure(config: &mut ServiceConfig) {
    let relay = resource("/docs/relay/{api_id}/{path:.*}");
    config.service(relay.app_data(PayloadConfig::new(LIMIT)).route(post().to(pass_on)));
}

async fn pass_on(
    here: Here,
    tokens: Data<TokenService>,
    CameFrom(origin): CameFrom,
    request: HttpRequest,
    path: Path<(ApiId, String)>,
    body: Result<Bytes, actix_web::Error>,
) -> Answer {
    let documents = here.api_documents();
    let to = documents.relayed_api(path.0, &origin).await?;
    let now = here.clock().now().timestamp();
    let call = call(&request, body, &to, &tokens, now)?;
    match documents.relay(&to, call).await {
        Ok(relayed) => Ok(answer(relayed)),
        Err(RelayFailed::Refused(error)) => Err(error.into()),
        Err(RelayFailed::NoAnswer(why)) => Ok(no_answer(why)),
    }
}

fn call(
    request: &HttpRequest,
    body: Result<Bytes, actix_web::Error>,
    to: &RelayedApi,
    tokens: &TokenService,
    now: i64,
) -> Result<ToRelay, Failure> {
    let given = request.headers();
    let method = text(given, METHOD).filter(|method| METHODS.contains(method));
    let method = method.ok_or_else(|| wrong(METHOD, "Send GET, POST, PUT, PATCH or DELETE."))?;
    let server = text(given, SERVER).map_or(Ok(0), str::parse::<usize>);
    let server = server.map_err(|_| wrong(SERVER, "Send the number of a server, from 0."))?;
    let passed = PASSED_ON.into_iter().filter_map(|name| Some((name, text(given, name)?.to_owned())));
    let mut headers: Vec<_> = passed.collect();
    if let Some(authorization) = given.get(header::AUTHORIZATION) {
        let ours = authorization.to_str().ok().filter(|value| is_of_sandbox(value, to, tokens, now));
        let ours = ours.ok_or(Error::Forbidden(
            "The relay takes access tokens of the sandbox for this API alone. Get one with credentials of your sandbox.",
        ))?;
        headers.push(("authorization", ours.to_owned()));
    }
    let body = body.map_err(|_| Failure::TooLarge(LIMIT))?.to_vec();
    Ok(ToRelay { method: method.to_owned(), server, path: behind(request), headers, body })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn wrong(field: &str, message: &str) -> Failure {
    Failure::Malformed { field: Some(field.to_owned()), message: message.to_owned() }
}

/// Path and query behind the API's id, as they were sent.
fn behind(request: &HttpRequest) -> String {
    let sent = request.uri().path_and_query().map_or("", |sent| sent.as_str());
    let sent = sent.strip_prefix(FOLDER).and_then(|sent| sent.split_once('/'));
    sent.map_or_else(String::new, |(_, path)| path.to_owned())
}

/// Whether it is a token of ours, of the sandbox, for this API, and good now.
fn is_of_sandbox(authorization: &str, to: &RelayedApi, tokens: &TokenService, now: i64) -> bool {
    let Some((scheme, token)) = authorization.split_once(' ') else { return false };
    if !scheme.eq_ignore_ascii_case("bearer") {
        return false;
    }
    let Some(claims) = tokens.own_token(token.trim()) else { return false };
    let Ok(client) = claims.client_id.parse::<CredentialId>() else { return false };
    claims.env == Environment::Sandbox
        && claims.exp > now
        && claims.aud.contains(&to.api.identifier)
        && tokens.standing(client, claims.generation, &claims.jti) == Standing::Active
}

/// The API's answer is a stranger's: from our origin it is never a page.
fn answer(relayed: Relayed) -> HttpResponse {
    let Relayed { status, media_type, body } = relayed;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let plain = media_type.filter(|given| {
        let kind = given.split(';').next().unwrap_or_default().trim();
        SHOWN.iter().any(|shown| kind.eq_ignore_ascii_case(shown))
    });
    HttpResponse::build(status)
        .content_type(plain.unwrap_or_else(|| "application/octet-stream".to_owned()))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body)
}

fn no_answer(why: &'static str) -> HttpResponse {
    HttpResponse::BadGateway()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body(why)
}

//! Answers token requests before any route is matched. The token endpoint is asked more often than all other addresses
//! together, so its requests skip the patterns (one match for the answer, another for log and counts) and the layers that
//! serve browsers. What callers and operators see is the same.

use std::{cell::RefCell, future::Ready, future::ready, pin::Pin, rc::Rc, time::Instant};

use actix_web::{
    Error,
    body::{BoxBody, EitherBody, MessageBody},
    dev::{Service, ServiceRequest, ServiceResponse, Transform},
    http::{
        Method, StatusCode,
        header::{HeaderName, HeaderValue},
    },
    web::Data,
};
use foundation::seeded;
use model::attempt::Endpoint;
use rand::{Rng, rngs::StdRng};
use token_service::{Answered, TokenEndpoint, TokenService};
use tracing::{Instrument, field::Empty};
use uuid::Uuid;
use web::SecurityHeaders;

use super::{
    head,
    hosts::{self, Way},
    metrics::Metrics,
    refused::{Line, Refused},
    sockets::{Sending, UnderWay},
};

/// The outermost layer. Where tenants have hosts of their own, it finds by the host whose a request is.
#[derive(Clone)]
pub struct TokenLayer {
    pub tokens: TokenService,
    pub metrics: Data<Metrics>,
    pub headers: SecurityHeaders,
    pub refused: Data<Refused>,
}

impl<S, B> Transform<S, ServiceRequest> for TokenLayer
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<Sending>>;
    type Error = Error;
    type Transform = TokenMiddleware<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, others: S) -> Self::Future {
        let maps = self.tokens.maps_requests();
        let worker = Worker { shared: self.clone(), maps, ids: RefCell::new(seeded()) };
        ready(Ok(TokenMiddleware { worker: Rc::new(worker), others: Rc::new(others) }))
    }
}

/// The middleware of one worker thread: it answers token requests, and passes all others on.
pub struct TokenMiddleware<S> {
    worker: Rc<Worker>,
    others: Rc<S>,
}

struct Worker {
    shared: TokenLayer,
    /// Whether hosts say whose a request is.
    maps: bool,
    ids: RefCell<StdRng>,
}

impl<S, B> Service<ServiceRequest> for TokenMiddleware<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<EitherBody<Sending>>;
    type Error = Error;
    type Future = Answering<Self::Response>;

    actix_web::dev::forward_ready!(others);

    fn call(&self, mut request: ServiceRequest) -> Self::Future {
        let (worker, others) = (&self.worker, &self.others);
        let way = match worker.maps {
            true => hosts::find(&worker.shared.tokens, &mut request),
            false => worker.by_path(&request).map_or(Way::Routes, Way::Endpoint),
        };
        match way {
            Way::Endpoint(endpoint) => proceed(worker, others, request, Some(endpoint)),
            Way::Routes => proceed(worker, others, request, None),
            Way::Unknown => {
                let (worker, others) = (Rc::clone(worker), Rc::clone(others));
                Box::pin(async move {
                    let endpoint = match hosts::find_again(&worker.shared.tokens, &mut request).await {
                        Way::Endpoint(endpoint) => Some(endpoint),
                        Way::Routes | Way::Unknown => None,
                    };
                    proceed(&worker, &others, request, endpoint).await
                })
            }
        }
    }
}

type Answering<R> = Pin<Box<dyn Future<Output = Result<R, Error>>>>;

/// Answers a request to a token endpoint, and passes all others on.
fn proceed<S, B>(
    worker: &Rc<Worker>,
    others: &Rc<S>,
    mut request: ServiceRequest,
    endpoint: Option<TokenEndpoint>,
) -> Answering<ServiceResponse<EitherBody<Sending>>>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    let is_head = head::routed_as_get(&mut request);
    let under_way = UnderWay::begin(request.request());
    if let Some(endpoint) = endpoint {
        let worker = Rc::clone(worker);
        return Box::pin(async move {
            let answer = worker.answer(endpoint, request).await.map_into_right_body();
            drop(under_way);
            Ok(answer)
        });
    }
    let answer = others.call(request);
    Box::pin(async move {
        let answer = answer.await?.map_body(|_, body| {
            let body = body.boxed();
            Sending::new(if is_head { head::without_content(&body) } else { body }, under_way)
        });
        Ok(answer.map_into_left_body())
    })
}

impl Worker {
    fn by_path(&self, request: &ServiceRequest) -> Option<TokenEndpoint> {
        let is_post = request.method() == Method::POST;
        is_post.then(|| self.shared.tokens.token_endpoint(request.path())).flatten()
    }

    async fn answer(&self, endpoint: TokenEndpoint, request: ServiceRequest) -> ServiceResponse<BoxBody> {
        let began = Instant::now();
        let (route, id) = (endpoint.pattern(), self.new_id());
        let span = tracing::debug_span!("request", method = "POST", route, request_id = %id, status = Empty);
        let (request, body) = request.into_parts();
        let answering =
            self.shared.tokens.answer_token_request(endpoint, &request, body).instrument(span.clone());
        let (mut response, notes) = request_notes::during(answering).await;
        let status = response.status();
        span.record("status", status.as_u16());
        span.in_scope(|| tracing::debug!("answered"));
        if status != StatusCode::OK {
            self.shared.refused.log(&Line {
                method: "POST",
                route,
                request_id: &id.to_string(),
                address: web::caller_ip(&request),
                status,
                took: began.elapsed(),
                notes: &notes,
            });
        }
        self.shared.tokens.note_attempt(&Answered {
            id: id.as_u128(),
            endpoint: Endpoint::Token,
            request: &request,
            issued: status == StatusCode::OK,
            notes: &notes,
        });
        self.shared.headers.add_to(response.headers_mut());
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), text(id));
        self.shared.metrics.requests.count_token(endpoint, status, began.elapsed());
        ServiceResponse::new(request, response)
    }

    fn new_id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.ids.borrow_mut().fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

fn text(id: Uuid) -> HeaderValue {
    let mut buffer = Uuid::encode_buffer();
    let text = id.hyphenated().encode_lower(&mut buffer);
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

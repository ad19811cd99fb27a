//! The caller of a request: `As<TenantAdmin>` in a handler's parameters asks for the role and proves it.

use std::{
    convert::Infallible,
    future::{Ready, ready},
    pin::Pin,
    str::FromStr,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use marketplace::{
    By, Developer, Error, Marketplace, Operator, Origin, PublisherMember, PublisherOwner, SignedIn,
    TenantAdmin, TenantMember, TokenHolder,
};

use crate::{
    Failure,
    address::caller_address,
    bearer::bearer,
    browser::browser,
    cookie::{device_marks, pending_bearer, session_bearer},
    idempotency::idempotency_key,
    token_needs::{Need, token_need},
    whose::note_person,
};

type Asking<T> = Pin<Box<dyn Future<Output = Result<T, Failure>>>>;

/// The caller, found to have the role `R` in the tenant or publisher that the path names.
pub struct As<R>(pub By<R>);

/// The caller, signed in, of whatever role.
pub struct Caller(pub SignedIn);

/// Where a request comes from, whoever sends it.
pub struct CameFrom(pub Origin);

/// Where a request comes from, and its `Idempotency-Key`.
pub struct Keyed(pub Origin);

/// The marketplace, for a handler.
pub type Here = Data<Marketplace>;

fn marketplace(request: &HttpRequest) -> Result<Here, Failure> {
    let unmounted = || Error::Internal("no marketplace is mounted".into());
    Ok(request.app_data::<Here>().cloned().ok_or_else(unmounted)?)
}

fn in_path<T: FromStr>(request: &HttpRequest, name: &str) -> Result<T, Failure> {
    Ok(request.match_info().get(name).and_then(|text| text.parse().ok()).ok_or(Error::NotFound)?)
}

async fn signed_in(marketplace: &Marketplace, request: &HttpRequest) -> Result<SignedIn, Failure> {
    let who = match bearer(request) {
        Some(token) => by_token(marketplace, request, token).await?,
        None => by_cookie(marketplace, request).await?,
    };
    note_person(request, who.person_id())?;
    Ok(who)
}

/// The person of an access token that may be used for the operation.
async fn by_token(
    marketplace: &Marketplace,
    request: &HttpRequest,
    token: &str,
) -> Result<SignedIn, Failure> {
    let from = Origin { address: caller_address(request), ..Origin::default() };
    let TokenHolder { who, scopes } =
        marketplace.access_tokens().signed_in(token, &from).await.map_err(|error| match error {
            Error::SignedOut => Failure::InvalidToken,
            other => other.into(),
        })?;
    let template = request.match_pattern().unwrap_or_default();
    match token_need(request.method().as_str(), &template) {
        Need::Scope(scope) if scopes.contains(&scope) => Ok(who),
        Need::Scope(scope) => Err(Failure::TokenScope(scope)),
        Need::Public | Need::OnlyPeople => Err(Failure::OnlyPeople),
    }
}

async fn by_cookie(marketplace: &Marketplace, request: &HttpRequest) -> Result<SignedIn, Failure> {
    let bearer = session_bearer(request).ok_or_else(|| {
        request_notes::reason("no session");
        Error::SignedOut
    })?;
    let from = Origin { address: caller_address(request), ..Origin::default() };
    Ok(marketplace.sessions().signed_in(&bearer, &from).await?)
}

async fn tenant_member(request: HttpRequest) -> Result<By<TenantMember>, Failure> {
    let here = marketplace(&request)?;
    let who = signed_in(&here, &request).await?;
    let origin = origin(&request)?;
    Ok(here.in_tenant(who, origin, in_path(&request, "tenant_id")?).await?)
}

async fn publisher_member(request: HttpRequest) -> Result<By<PublisherMember>, Failure> {
    let here = marketplace(&request)?;
    let who = signed_in(&here, &request).await?;
    let origin = origin(&request)?;
    Ok(here.in_publisher(who, origin, in_path(&request, "publisher_id")?).await?)
}

async fn operator(request: HttpRequest) -> Result<By<Operator>, Failure> {
    let here = marketplace(&request)?;
    let who = signed_in(&here, &request).await?;
    Ok(here.as_operator(who, origin(&request)?)?)
}

fn origin(request: &HttpRequest) -> Result<Origin, Failure> {
    let (address, device) = (caller_address(request), device_marks(request));
    Ok(Origin { address, key: idempotency_key(request)?, device, ..Origin::default() })
}

macro_rules! asks {
    ($($role:ty: $ask:expr;)*) => {$(
        impl FromRequest for As<$role> {
            type Error = Failure;
            type Future = Asking<Self>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let request = request.clone();
                Box::pin(async move { Ok(Self($ask(request).await?)) })
            }
        }
    )*};
}

asks! {
    TenantMember: tenant_member;
    TenantAdmin: async |request| Ok::<_, Failure>(tenant_member(request).await?.admin()?);
    PublisherMember: publisher_member;
    Developer: async |request| Ok::<_, Failure>(publisher_member(request).await?.developer()?);
    PublisherOwner: async |request| Ok::<_, Failure>(publisher_member(request).await?.owner()?);
    Operator: operator;
}

impl FromRequest for Caller {
    type Error = Failure;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let here = marketplace(&request)?;
            Ok(Self(signed_in(&here, &request).await?))
        })
    }
}

impl FromRequest for Keyed {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(origin(request).map(Self))
    }
}

impl FromRequest for CameFrom {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (address, device, browser) = (caller_address(request), device_marks(request), browser(request));
        let origin = Origin { address, device, browser, ..Origin::default() };
        let origin = match pending_bearer(request) {
            Some(bearer) => origin.with_pending(&bearer),
            None => origin,
        };
        ready(Ok(Self(match session_bearer(request) {
            Some(bearer) => origin.with_session(&bearer),
            None => origin,
        })))
    }
}

//! The operations of `/api/account/v1`.

use serde::{Serialize, de::DeserializeOwned};
use wire::{
    account::{
        AcceptInvitation, FoundSecret, InvitationView, LookAtInvitation, LookAtPasswordLink, Me,
        PasswordLinkView, SignIn, Thanks, UsePasswordLink,
    },
    paths,
};

use super::client::{self, ApiError};

/// Who is signed in; asking it never sends anybody to the sign-in page.
pub async fn me() -> Result<Me, ApiError> {
    match client::quietly::<(), Me>("GET", &paths::account::session(), None).await {
        Err(ApiError::Problem(problem)) if problem.status == 401 => Err(ApiError::SignedOut),
        answer => answer,
    }
}

/// Whoever is signed in in this browser by now.
pub async fn whoever() -> Result<Me, ApiError> {
    client::as_whoever(&paths::account::session()).await
}

pub async fn sign_in(credentials: SignIn) -> Result<Me, ApiError> {
    client::quietly("POST", &paths::account::session(), Some(&credentials)).await
}

pub async fn sign_out() -> Result<(), ApiError> {
    client::delete(&paths::account::session()).await
}

/// None where the link is unknown, used or too old.
async fn by_link<T: DeserializeOwned>(path: &str, request: &impl Serialize) -> Result<Option<T>, ApiError> {
    match client::quietly("POST", path, Some(request)).await {
        Ok(answer) => Ok(Some(answer)),
        Err(ApiError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn look_at_invitation(token: String) -> Result<Option<InvitationView>, ApiError> {
    by_link(&paths::account::look_at_invitation(), &LookAtInvitation { token }).await
}

pub async fn accept_invitation(request: AcceptInvitation) -> Result<Option<Me>, ApiError> {
    by_link(&paths::account::accept_invitation(), &request).await
}

pub async fn look_at_password_link(token: String) -> Result<Option<PasswordLinkView>, ApiError> {
    by_link(&paths::account::look_at_password_link(), &LookAtPasswordLink { token }).await
}

pub async fn use_password_link(request: UsePasswordLink) -> Result<Option<Me>, ApiError> {
    by_link(&paths::account::use_password_link(), &request).await
}

pub async fn report_found_secret(secret: String) -> Result<Thanks, ApiError> {
    client::quietly("POST", &paths::account::found_secrets(), Some(&FoundSecret { secret })).await
}

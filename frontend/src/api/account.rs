//! The operations of `/api/account/v1`.

use serde::{Serialize, de::DeserializeOwned};
use wire::{
    account::{
        AcceptInvitation, FoundSecret, InvitationView, LookAtInvitation, LookAtPasswordLink, Me,
        PasswordLinkView, SignIn, Thanks, UsePasswordLink,
    },
    base,
};

use super::client::{self, ApiError};

fn session() -> String {
    format!("{}/session", base::ACCOUNT)
}

fn invitations(verb: &str) -> String {
    format!("{}/invitations/{verb}", base::ACCOUNT)
}

/// Who is signed in; asking it never sends anybody to the sign-in page.
pub async fn me() -> Result<Me, ApiError> {
    match client::quietly::<(), Me>("GET", &session(), None).await {
        Err(ApiError::Problem(problem)) if problem.status == 401 => Err(ApiError::SignedOut),
        answer => answer,
    }
}

/// Whoever is signed in in this browser by now.
pub async fn whoever() -> Result<Me, ApiError> {
    client::as_whoever(&session()).await
}

pub async fn sign_in(credentials: SignIn) -> Result<Me, ApiError> {
    client::quietly("POST", &session(), Some(&credentials)).await
}

pub async fn sign_out() -> Result<(), ApiError> {
    client::delete(&session()).await
}

fn password_links(verb: &str) -> String {
    format!("{}/password-links/{verb}", base::ACCOUNT)
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
    by_link(&invitations("look"), &LookAtInvitation { token: token.into() }).await
}

pub async fn accept_invitation(request: AcceptInvitation) -> Result<Option<Me>, ApiError> {
    by_link(&invitations("accept"), &request).await
}

pub async fn look_at_password_link(token: String) -> Result<Option<PasswordLinkView>, ApiError> {
    by_link(&password_links("look"), &LookAtPasswordLink { token: token.into() }).await
}

pub async fn use_password_link(request: UsePasswordLink) -> Result<Option<Me>, ApiError> {
    by_link(&password_links("use"), &request).await
}

pub async fn report_found_secret(secret: String) -> Result<Thanks, ApiError> {
    let request = FoundSecret { secret: secret.into() };
    client::quietly("POST", &format!("{}/found-secrets", base::ACCOUNT), Some(&request)).await
}

//! The operations of `/api/account/v1`.

use wire::{
    account::{AcceptInvitation, FoundSecret, InvitationView, LookAtInvitation, Me, SignIn, Thanks},
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

pub async fn sign_in(credentials: SignIn) -> Result<Me, ApiError> {
    client::quietly("POST", &session(), Some(&credentials)).await
}

pub async fn sign_out() -> Result<(), ApiError> {
    client::delete(&session()).await
}

/// None where the link is unknown, used or too old.
pub async fn look_at_invitation(token: String) -> Result<Option<InvitationView>, ApiError> {
    let request = LookAtInvitation { token };
    match client::quietly("POST", &invitations("look"), Some(&request)).await {
        Ok(view) => Ok(Some(view)),
        Err(ApiError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn accept_invitation(request: AcceptInvitation) -> Result<Me, ApiError> {
    client::quietly("POST", &invitations("accept"), Some(&request)).await
}

pub async fn report_found_secret(secret: String) -> Result<Thanks, ApiError> {
    client::quietly("POST", &format!("{}/found-secrets", base::ACCOUNT), Some(&FoundSecret { secret })).await
}

//! Calls of `/api/account/v1`. No one may be signed in yet, so a 401 is an answer and not the end of a session.

use api_client::{Call, account};
use serde::de::DeserializeOwned;
use wire::{
    account::{
        AcceptInvitation, InvitationView, LeakedSecret, LookAtInvitation, LookAtPasswordLink, Me,
        PasswordLinkView, SignIn, Thanks, UsePasswordLink,
    },
    problem::ProblemCode,
};

use super::client::{self, ApiError};

/// Who is signed in; asking it never sends anyone to the sign-in page.
pub async fn me() -> Result<Me, ApiError> {
    match client::quietly(account::who_am_i()).await {
        Err(ApiError::Problem(problem)) if problem.status == 401 => Err(ApiError::SignedOut),
        answer => answer,
    }
}

/// Whoever is signed in in this browser by now.
pub async fn whoever() -> Result<Me, ApiError> {
    client::as_whoever(account::who_am_i()).await
}

pub async fn sign_in(credentials: SignIn) -> Result<Me, ApiError> {
    client::quietly(account::sign_in(credentials)).await.map_err(no_match)
}

/// The server says of each 401 that one must sign in; here that would tell nothing.
fn no_match(error: ApiError) -> ApiError {
    let ApiError::Problem(mut problem) = error else { return error };
    if problem.code == ProblemCode::SignedOut {
        "The e-mail address or the password is wrong. Check both, and try again."
            .clone_into(&mut problem.detail);
    }
    ApiError::Problem(problem)
}

pub async fn sign_out() -> Result<(), ApiError> {
    client::call(account::sign_out()).await
}

/// None where the link is unknown, used or too old.
async fn by_link<A: DeserializeOwned>(call: Call<A>) -> Result<Option<A>, ApiError> {
    match client::quietly(call).await {
        Ok(answer) => Ok(Some(answer)),
        Err(ApiError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

pub async fn look_at_invitation(token: String) -> Result<Option<InvitationView>, ApiError> {
    by_link(account::look_at_invitation(LookAtInvitation { token: token.into() })).await
}

pub async fn accept_invitation(request: AcceptInvitation) -> Result<Option<Me>, ApiError> {
    by_link(account::accept_invitation(request)).await
}

pub async fn look_at_password_link(token: String) -> Result<Option<PasswordLinkView>, ApiError> {
    by_link(account::look_at_password_link(LookAtPasswordLink { token: token.into() })).await
}

pub async fn use_password_link(request: UsePasswordLink) -> Result<Option<Me>, ApiError> {
    by_link(account::use_password_link(request)).await
}

pub async fn report_leaked_secret(secret: String) -> Result<Thanks, ApiError> {
    client::quietly(account::report_leaked_secret(LeakedSecret { secret: secret.into() })).await
}

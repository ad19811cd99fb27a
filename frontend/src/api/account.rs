//! The operations of `/api/account/v1`.

use wire::{account::Me, base};

use super::client::{self, ApiError};

/// Who is signed in; asking it never sends anybody to the sign-in page.
pub async fn me() -> Result<Me, ApiError> {
    match client::quietly::<(), Me>("GET", &format!("{}/me", base::ACCOUNT), None).await {
        Err(ApiError::Problem(problem)) if problem.status == 401 => Err(ApiError::SignedOut),
        answer => answer,
    }
}

pub async fn sign_out() -> Result<(), ApiError> {
    client::post(&format!("{}/sign-out", base::ACCOUNT), &()).await
}

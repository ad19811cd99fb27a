//! Calls of `/api/account/v1`. No one may be signed in yet, so a 401 is an answer and not the end of a session.

use api_client::{Call, account};
use model::{
    ids::{AccessTokenId, AppId, NoticeId, SessionId},
    person::Email,
};
use serde::de::DeserializeOwned;
use wire::{
    account::{
        AcceptInvitation, AccessToken, AddressLinkView, AskForAddressChange, AskForPasswordLink, ChangeName,
        ChangePassword, InvitationView, LeakedSecret, LookAtAddressLink, LookAtInvitation,
        LookAtPasswordLink, LookAtSecretLink, MadeAccessToken, Me, NewAccessToken, OpenSecretLink,
        OpenedSecret, PasswordLinkView, SecretLinkView, SessionView, SignIn, Thanks, UseAddressLink,
        UsePasswordLink,
    },
    app_requests::AppInTenants,
    notices::{ChangeNoticeSettings, MarkRead, Notice, NoticeSettings},
    page::{Page, PageQuery},
    problem::ProblemCode,
    second_factor::{
        BeginSecondFactor, ConfirmSecondFactor, GiveCode, MakeRecoveryCodes, NewSecondFactor, RecoveryCodes,
        RemoveSecondFactor, SecondFactor,
    },
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

/// The second step of a sign-in.
pub async fn give_code(request: GiveCode) -> Result<Me, ApiError> {
    client::quietly(account::give_code(request)).await.map_err(no_sign_in_waits)
}

fn no_sign_in_waits(error: ApiError) -> ApiError {
    let ApiError::Problem(mut problem) = error else { return error };
    if problem.code == ProblemCode::SignedOut {
        "This sign-in has ended. Sign in with your password again.".clone_into(&mut problem.detail);
    }
    ApiError::Problem(problem)
}

pub async fn second_factor() -> Result<SecondFactor, ApiError> {
    client::call(account::second_factor()).await
}

pub async fn begin_second_factor(request: BeginSecondFactor) -> Result<NewSecondFactor, ApiError> {
    client::call(account::begin_second_factor(request)).await
}

pub async fn confirm_second_factor(request: ConfirmSecondFactor) -> Result<RecoveryCodes, ApiError> {
    client::call(account::confirm_second_factor(request)).await
}

pub async fn remove_second_factor(request: RemoveSecondFactor) -> Result<(), ApiError> {
    client::call(account::remove_second_factor(request)).await
}

pub async fn make_recovery_codes(request: MakeRecoveryCodes) -> Result<RecoveryCodes, ApiError> {
    client::call(account::make_recovery_codes(request)).await
}

pub async fn sign_out() -> Result<(), ApiError> {
    client::call(account::sign_out()).await
}

pub async fn sessions() -> Result<Vec<SessionView>, ApiError> {
    client::items(account::sessions()).await
}

pub async fn end_session(id: SessionId) -> Result<(), ApiError> {
    client::call(account::end_session(id)).await
}

pub async fn end_other_sessions() -> Result<(), ApiError> {
    client::call(account::end_other_sessions()).await
}

pub async fn access_tokens() -> Result<Vec<AccessToken>, ApiError> {
    client::items(account::access_tokens()).await
}

pub async fn make_access_token(request: NewAccessToken) -> Result<MadeAccessToken, ApiError> {
    client::call(account::make_access_token(&request)).await
}

pub async fn end_access_token(id: AccessTokenId) -> Result<(), ApiError> {
    client::call(account::end_access_token(id)).await
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

pub async fn ask_for_password_link(email: Email) -> Result<Thanks, ApiError> {
    client::quietly(account::ask_for_password_link(AskForPasswordLink { email })).await
}

pub async fn change_name(before: String, name: String) -> Result<Me, ApiError> {
    client::call(account::change_name(ChangeName { before: before.into(), name: name.into() })).await
}

pub async fn ask_for_address_change(request: AskForAddressChange) -> Result<Thanks, ApiError> {
    client::call(account::ask_for_address_change(request)).await
}

pub async fn look_at_address_link(token: String) -> Result<Option<AddressLinkView>, ApiError> {
    by_link(account::look_at_address_link(LookAtAddressLink { token: token.into() })).await
}

pub async fn use_address_link(request: UseAddressLink) -> Result<Option<Me>, ApiError> {
    by_link(account::use_address_link(request)).await
}

pub async fn change_password(request: ChangePassword) -> Result<Me, ApiError> {
    client::call(account::change_password(request)).await
}

pub async fn look_at_secret_link(token: String) -> Result<Option<SecretLinkView>, ApiError> {
    by_link(account::look_at_secret_link(LookAtSecretLink { token: token.into() })).await
}

pub async fn open_secret_link(token: String) -> Result<Option<OpenedSecret>, ApiError> {
    by_link(account::open_secret_link(OpenSecretLink { token: token.into() })).await
}

pub async fn report_leaked_secret(secret: String) -> Result<Thanks, ApiError> {
    client::quietly(account::report_leaked_secret(LeakedSecret { secret: secret.into() })).await
}

pub async fn notices(query: PageQuery) -> Result<Page<Notice>, ApiError> {
    client::call(account::notices(query)).await
}

/// How many are not read. A page that could not ask says nothing of it.
pub async fn unread_notices() -> Option<u32> {
    client::quietly(account::unread_notices()).await.ok().map(|answer| answer.unread)
}

pub async fn read_notice(id: NoticeId) -> Result<(), ApiError> {
    client::call(account::read_notice(id)).await
}

pub async fn read_notices(newest: NoticeId) -> Result<(), ApiError> {
    client::call(account::read_notices(MarkRead { newest })).await
}

pub async fn notice_settings() -> Result<NoticeSettings, ApiError> {
    client::call(account::notice_settings()).await
}

pub async fn change_notice_settings(request: ChangeNoticeSettings) -> Result<NoticeSettings, ApiError> {
    client::call(account::change_notice_settings(request)).await
}

/// One app in all organisations that the person administers.
pub async fn app_in_tenants(app: AppId) -> Result<AppInTenants, ApiError> {
    client::call(account::app_in_tenants(app)).await
}
